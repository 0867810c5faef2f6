"""One place for files and photos, below everything that shows them as proof."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.roles import Role
from locations.models.region import Region
from locations.models.scope import InRegionQuerySet, area_of
from p2wkss.base.dates import FactDateTimeField
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes


def evidence_path(instance, filename):
    """A name nobody can guess or steer: the upload's own name is kept in the database only."""
    suffix = PurePath(filename).suffix.lower()[:6]
    return f"evidence/{instance.public_id.hex[:2]}/{uuid.uuid4().hex}{suffix}"


def _points_here(relation) -> bool:
    return relation.auto_created and not relation.concrete and not relation.many_to_many


class EvidenceQuerySet(InRegionQuerySet):
    def visible_to(self, user):
        """Impersonal pictures are programme evidence for all who may see evidence, or lie in the reader's area.

        Personal ones follow the house they show (`shown_at` of what links to them) as it lies today, else their own
        region; who took them and works elsewhere now sees them no longer.
        """
        if not user.has_perm("locations.view_evidence"):
            return self.none()
        if user.role in (Role.ADMIN, Role.STAFF):
            return self
        if user.role in (Role.EVALUATOR, Role.LEADER):
            return self.filter(is_personal=False)
        area = area_of(user).values("pk")
        shown, here = self._of_houses(area)
        elsewhere = Q(uploaded_by=user, region__isnull=True) | Q(region__in=area)
        impersonal = Q() if user.role == Role.AGENCY else Q(uploaded_by=user) | Q(region__in=area)
        return self.filter(Q(is_personal=False) & impersonal | Q(is_personal=True) & (here | ~shown & elsewhere))

    def _of_houses(self, area):
        """Conditions: that evidence shows some house, and that it shows one in an area."""
        shown = here = Q(pk__in=[])
        for relation in Evidence._meta.get_fields(include_hidden=True):
            place = (
                getattr(relation.related_model, "shown_at", {}).get(relation.field.name)
                if _points_here(relation)
                else None
            )
            if place:
                links = relation.related_model._base_manager.filter(**{f"{relation.field.name}__isnull": False})
                shown |= Q(pk__in=links.values(relation.field.name))
                here |= Q(pk__in=links.filter(**{f"{place}__in": area}).values(relation.field.name))
        return shown, here

    def editable_by(self, user):
        if user.role in (Role.ADMIN, Role.STAFF):
            return self
        if not user.has_perm("locations.add_evidence"):
            return self.none()
        return self.visible_to(user).filter(uploaded_by=user)

    def photos(self):
        return self.filter(kind=Evidence.Kind.PHOTO)


class Evidence(Record):
    """A photo or document, with when, where and by whom; shown only through a view that checks the reader."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Foto")
        DOCUMENT = "document", _("Dokumen")

    class Phase(models.TextChoices):
        BEFORE = "before", _("Sebelum")
        DURING = "during", _("Sedang dikerjakan")
        AFTER = "after", _("Sesudah")

    privacy = classes(
        k2="file thumbnail original_name title taken_at latitude longitude fingerprint",
        k3="id public_id version created_at updated_at kind phase region content_type size sha256 uploaded_by "
        "is_personal taken_is_told",
    )

    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    title = models.CharField(_("keterangan"), max_length=200)
    phase = models.CharField(_("tahap foto"), max_length=6, choices=Phase, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="evidence", null=True, blank=True, verbose_name=_("wilayah")
    )
    file = models.FileField(_("berkas"), upload_to=evidence_path, max_length=200)
    thumbnail = models.FileField(_("gambar kecil"), upload_to=evidence_path, max_length=200, blank=True, editable=False)
    original_name = models.CharField(_("nama berkas asli"), max_length=200, blank=True, editable=False)
    content_type = models.CharField(_("tipe berkas"), max_length=80, editable=False)
    size = models.PositiveIntegerField(_("ukuran (byte)"), editable=False)
    sha256 = models.CharField(_("sidik SHA-256"), max_length=64, editable=False, db_index=True)
    fingerprint = models.CharField(
        _("sidik gambar"), max_length=16, blank=True, editable=False, db_index=True, help_text=_("dHash 64 bit.")
    )
    taken_at = FactDateTimeField(_("waktu pengambilan"), null=True, blank=True)
    taken_is_told = models.BooleanField(
        _("menurut pengunggah"),
        default=False,
        editable=False,
        help_text=_("Waktu pengambilan ditulis orang, bukan dicatat kamera; hanya harinya yang berarti."),
    )
    latitude = models.DecimalField(
        _("lintang"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("bujur"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    is_personal = models.BooleanField(
        _("memuat data pribadi"),
        default=True,
        help_text=_("Orang, isi rumah atau surat. Jika tidak, tim penilai dan pimpinan boleh melihatnya."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence", verbose_name=_("pengunggah")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = _("bukti")
        ordering = ["-created_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("locations:evidence_detail", args=[self.public_id])
