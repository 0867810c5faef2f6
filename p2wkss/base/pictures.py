"""Photos as evidence: what is taken in, what is refused and why, and what is kept of it.

Nothing of an uploaded file is stored. It is decoded apart (``p2wkss.base.confined``), its time and place are
read, and a new JPEG without any of its metadata is made, with a small one for lists and a perceptual hash that
finds the same photo again.
"""

import hashlib
import json
import re
import struct
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from p2wkss.base.confined import MEGABYTE, Refusal, run_confined

MAX_BYTES = 20 * MEGABYTE
WIB = ZoneInfo("Asia/Jakarta")
DAY_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12][0-9]|3[01])(?![0-9])")
SECONDS = 10
MEMORY_MEGABYTES = 1024
# Two photos of one motive differ in few of the 64 bits; different motives in about half.
SAME_PHOTO_DISTANCE = 6

SENTENCES = {
    "empty": _("Berkas foto kosong. Pilih atau ambil foto sekali lagi."),
    "too_big": _("Foto lebih dari 20 MB. Perkecil ukurannya lalu unggah kembali."),
    "format": _("Berkas ini bukan foto JPEG, PNG, WEBP atau HEIC. Pilih foto dari kamera atau galeri."),
    "too_many_pixels": _("Foto lebih dari 51 megapiksel. Perkecil ukurannya lalu unggah kembali."),
    "too_small": _("Foto terlalu kecil untuk bukti: sisi terpanjang minimal 480 piksel."),
    "heic_too_big": _(
        "Foto HEIC ini terlalu besar untuk dibaca (lebih dari 16 MB). Di ponsel pilih ukuran foto biasa, atau simpan"
        " sebagai JPEG, lalu unggah kembali."
    ),
    "damaged": _("Foto rusak atau tidak terkirim lengkap. Unggah sekali lagi."),
    "too_slow": _("Foto ini tidak dapat diolah. Simpan ulang sebagai JPEG lalu unggah kembali."),
    "unreadable": _("Foto ini tidak dapat diolah. Simpan ulang sebagai JPEG lalu unggah kembali."),
}


class PictureRefused(ValidationError):
    """A photo that is not taken in; ``code`` is a key of SENTENCES, the message says what to do."""

    def __init__(self, code: str):
        code = code if code in SENTENCES else "unreadable"
        super().__init__(SENTENCES[code], code=code)


@dataclass(frozen=True)
class Picture:
    """A photo made anew. ``taken_at`` and the place are the camera's word, None where it did not say.

    ``latitude`` and ``longitude`` are degrees with six decimals (about 10 cm). ``fingerprint`` is the perceptual
    hash as 16 hexadecimal digits (empty for a picture without structure), ``sha256`` that of the uploaded file,
    ``source_format`` its Pillow name.
    """

    jpeg: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)
    width: int
    height: int
    taken_at: datetime | None
    latitude: Decimal | None
    longitude: Decimal | None
    fingerprint: str
    sha256: str
    source_format: str


def take_in(upload) -> Picture:
    """Return the picture in an uploaded file (a Django file or bytes); raise PictureRefused."""
    size = len(upload) if isinstance(upload, bytes) else upload.size
    if size == 0:
        raise PictureRefused("empty")
    if size > MAX_BYTES:
        raise PictureRefused("too_big")
    payload = upload if isinstance(upload, bytes) else b"".join(upload.chunks())
    try:
        answer = run_confined("p2wkss.base.picture_decoding", payload, seconds=SECONDS, megabytes=MEMORY_MEGABYTES)
    except Refusal as refusal:
        raise PictureRefused(refusal.code) from None
    return _picture(answer, payload)


def _picture(answer: bytes, payload: bytes) -> Picture:
    (length,) = struct.unpack_from(">I", answer)
    header = json.loads(answer[4 : 4 + length])
    pictures = answer[4 + length :]
    jpeg_size = header["sizes"][0]
    latitude, longitude = (_degrees(value) for value in header["place"] or (None, None))
    return Picture(
        jpeg=pictures[:jpeg_size],
        thumbnail=pictures[jpeg_size:],
        width=header["width"],
        height=header["height"],
        taken_at=_moment(header["taken"]),
        latitude=latitude,
        longitude=longitude,
        fingerprint="" if header["hash"] is None else f"{header['hash']:016x}",
        sha256=hashlib.sha256(payload).hexdigest(),
        source_format=header["format"],
    )


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.000001"))


def _moment(taken: dict | None) -> datetime | None:
    """Return the camera's time; one without an offset is western Indonesian time, one ahead of us is wrong."""
    if not taken:
        return None
    try:
        moment = datetime.strptime(taken["local"][:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    try:
        aware = datetime.strptime(f"{moment:%Y-%m-%d %H:%M:%S}{taken['offset']}", "%Y-%m-%d %H:%M:%S%z")
    except ValueError:
        aware = moment.replace(tzinfo=WIB)
    return aware if aware <= timezone.now() + timedelta(days=1) else None


def day_in_name(name: str, today: date) -> date | None:
    """The day that a photo's file name tells (`IMG-20210812-WA0003.jpg`): to be offered, never to be believed."""
    for found in DAY_IN_NAME.finditer(name):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            continue
        if day <= today:
            return day
    return None


def distance(one: str, other: str) -> int:
    """Return in how many of 64 bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_same_photo(one: str, other: str) -> bool:
    """Tell whether two fingerprints are probably of one photo, scaled or recompressed: a warning, no proof."""
    return bool(one and other) and distance(one, other) <= SAME_PHOTO_DISTANCE
