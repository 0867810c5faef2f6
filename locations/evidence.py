"""Taking in evidence: a photo is made anew, a document is kept as it is; both get their hash.

The caller shows the returned warnings; a refused file raises ValidationError with a sentence that says what to do.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from locations.models import Evidence
from p2wkss.base import formats
from p2wkss.base.pictures import WIB, day_in_name, is_same_photo, take_in

MEGABYTE = 1024 * 1024
MAX_DOCUMENT_BYTES = 15 * MEGABYTE
# By content, not by name: the first bytes of what an office files. Office formats are ZIP archives with a known part.
PDF = b"%PDF-"
ZIP = b"PK\x03\x04"
OFFICE_PARTS = {
    b"word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    b"xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass
class Taken:
    """Stored evidence, and what its uploader should look at again."""

    evidence: Evidence
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def store_photo(upload, *, by, title, region=None, phase="", is_personal=True, taken_on=None) -> Taken:
    """Store a photo: re-encoded without metadata, with a small picture; the camera's time and place are kept apart.

    `taken_on` is the day its uploader tells; it counts where the camera wrote none.
    """
    picture = take_in(upload)
    evidence = Evidence(
        kind=Evidence.Kind.PHOTO,
        title=title,
        phase=phase,
        region=region,
        original_name=clean_name(upload),
        content_type="image/jpeg",
        size=len(picture.jpeg),
        sha256=picture.sha256,
        fingerprint=picture.fingerprint,
        taken_at=picture.taken_at,
        latitude=picture.latitude,
        longitude=picture.longitude,
        is_personal=is_personal,
        uploaded_by=by,
    )
    if evidence.taken_at is None and taken_on:
        tell_day(evidence, taken_on)
    warnings = _seen_before(evidence)
    if evidence.taken_at is None:
        warnings.append(_day_asked(evidence))
    evidence.file.save("photo.jpg", ContentFile(picture.jpeg), save=False)
    evidence.thumbnail.save("small.jpg", ContentFile(picture.thumbnail), save=False)
    return Taken(_saved(evidence), warnings)


def tell_day(evidence, day):
    """Note the day on which somebody says a photo was taken; the camera's own time is never written over."""
    if evidence.taken_at is not None and not evidence.taken_is_told:
        raise ValidationError(_("Kamera sudah mencatat waktu pengambilan foto ini."))
    if day is None:
        evidence.taken_at, evidence.taken_is_told = None, False
        return
    if day > timezone.localdate():
        raise ValidationError(_("Tanggal pengambilan foto tidak boleh sesudah hari ini."))
    evidence.taken_at = datetime.combine(day, time(), tzinfo=WIB)
    evidence.taken_is_told = True


def told_day(evidence):
    """The day to offer where a photo's day is asked: the one that was told, else the one in the name of its file."""
    if evidence.taken_is_told:
        return evidence.taken_at.astimezone(WIB).date()
    return day_in_name(evidence.original_name, timezone.localdate())


def _day_asked(evidence):
    offered = told_day(evidence)
    if offered is None:
        return _("Foto ini tidak menyimpan waktu pengambilannya. Isi tanggalnya dengan Ubah di halaman foto.")
    return _(
        "Foto ini tidak menyimpan waktu pengambilannya. Nama berkasnya menyebut %(day)s; periksa dengan Ubah di halaman"
        " foto."
    ) % {"day": formats.tanggal(offered)}


@transaction.atomic
def store_document(upload, *, by, title, region=None, is_personal=True) -> Taken:
    """Store a PDF, DOCX or XLSX of at most 15 MB; the type is taken from the content."""
    if upload.size == 0:
        raise ValidationError(_("Berkas kosong. Pilih berkas lain."))
    if upload.size > MAX_DOCUMENT_BYTES:
        raise ValidationError(_("Berkas lebih dari 15 MB. Perkecil lalu unggah kembali."))
    content = b"".join(upload.chunks())
    extension, content_type = _document_type(content)
    evidence = Evidence(
        kind=Evidence.Kind.DOCUMENT,
        title=title,
        region=region,
        original_name=clean_name(upload),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_personal=is_personal,
        uploaded_by=by,
    )
    warnings = []
    if Evidence.objects.filter(sha256=evidence.sha256).exists():
        warnings.append(_("Berkas yang sama sudah pernah diunggah."))
    evidence.file.save(f"document.{extension}", ContentFile(content), save=False)
    return Taken(_saved(evidence), warnings)


def _saved(evidence):
    """Save the row; when that fails, the file that was just written goes too."""
    try:
        evidence.full_clean(exclude=["file", "thumbnail"])
        evidence.save()
    except Exception:
        evidence.file.delete(save=False)
        if evidence.thumbnail:
            evidence.thumbnail.delete(save=False)
        raise
    return evidence


def _document_type(content):
    if content.startswith(PDF):
        return "pdf", "application/pdf"
    if content.startswith(ZIP):
        for part, kind in OFFICE_PARTS.items():
            if part in content and b"vbaProject" not in content:
                return kind
    raise ValidationError(_("Berkas ini bukan PDF, DOCX atau XLSX tanpa makro. Simpan sebagai PDF, lalu unggah."))


def _seen_before(evidence):
    """Warn of the same photo on another record; looks at the photos of the same region, where doubles are likely."""
    if not evidence.fingerprint:
        twins = Evidence.objects.photos().filter(sha256=evidence.sha256)
        return [_("Berkas yang sama sudah pernah diunggah.")] if twins.exists() else []
    others = Evidence.objects.photos().filter(region=evidence.region).exclude(fingerprint="")
    for other in others.order_by("-pk").values("fingerprint", "phase")[:2000]:
        if is_same_photo(other["fingerprint"], evidence.fingerprint):
            if other["phase"] != evidence.phase:
                return [_("Foto ini tampak sama dengan foto tahap lain. Periksa apakah fotonya benar.")]
            return [_("Foto ini tampak sama dengan foto yang sudah ada. Periksa apakah fotonya benar.")]
    return []


def clean_name(upload):
    """The upload's own name, for display only: no path, no control or direction signs."""
    name = str(getattr(upload, "name", "") or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in name if sign.isprintable())[:200]
