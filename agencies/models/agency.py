"""Agencies and partners, and the names they bore over time."""

import datetime as dt
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K4


class AgencyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def editable_by(self, user):
        return self if user.has_perm("agencies.change_agency") else self.none()

    def active(self):
        return self.filter(is_active=True)

    def coordinators(self):
        return self.filter(is_coordinator=True)

    def for_list(self):
        return self.annotate(user_count=models.Count("users", filter=Q(users__is_active=True)))


class Agency(Record):
    """A city agency or partner that works in the lokus."""

    class Kind(models.TextChoices):
        CITY = "city", _("Perangkat daerah kota")
        KECAMATAN = "kecamatan", _("Kecamatan")
        KELURAHAN = "kelurahan", _("Kelurahan")
        PROVINCE = "province", _("Instansi provinsi")
        COMPANY = "company", _("Perusahaan / CSR")
        UNIVERSITY = "university", _("Perguruan tinggi")
        PKK = "pkk", _("TP PKK")
        COMMUNITY = "community", _("Lembaga masyarakat")

    history_of = ("names",)
    privacy = {"*": K4}

    code = models.CharField(
        _("kode"),
        max_length=20,
        unique=True,
        help_text=_("Singkatan yang tetap, misalnya DISRUMKIM."),
        error_messages={"unique": _("Kode ini sudah dipakai perangkat daerah lain.")},
    )
    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind, default=Kind.CITY)
    field = models.CharField(_("bidang dalam P2WKSS"), max_length=200, blank=True)
    is_coordinator = models.BooleanField(
        _("koordinator P2WKSS"), default=False, help_text=_("Sekretariat yang memeriksa laporan semua pihak.")
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    source = models.CharField(_("sumber"), max_length=300, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("perangkat daerah / mitra")
        verbose_name_plural = _("perangkat daerah / mitra")
        ordering = ["code"]
        permissions = [("import_agency", "Can import agencies"), ("export_agency", "Can export agencies")]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("agencies:agency_detail", args=[self.public_id])

    def name_on(self, date):
        """The name this agency bore on `date`; reads `names`, so prefetch them for more than one agency."""
        for former in self.names.all():
            if former.covers(date):
                return former.name
        return self.name


class AgencyName(Timestamped):
    """A name an agency bore in a period; reports print the name valid on their date."""

    privacy = {"*": K4}

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names", verbose_name=_("perangkat daerah"))
    short_name = models.CharField(_("singkatan"), max_length=20)
    name = models.CharField(_("nama"), max_length=200)
    valid_from = ReferenceDateField(_("berlaku dari"), null=True, blank=True)
    valid_until = ReferenceDateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("nama perangkat daerah")
        verbose_name_plural = _("nama perangkat daerah")
        ordering = ["agency", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period_in_order",
                violation_error_message=_("Tanggal akhir nama tidak boleh sebelum tanggal awalnya."),
            ),
        ]

    def __str__(self):
        return self.short_name

    def clean(self):
        """Rows of one form are checked together: two of them may change at once."""
        if self.agency_id and not getattr(self, "is_checked_together", False):
            others = AgencyName.objects.filter(agency=self.agency_id).exclude(pk=self.pk)
            self.check_together([*others, self])

    @staticmethod
    def check_together(names):
        """Raises ValidationError where two names of an agency would cover one day."""
        first, last = dt.date.min, dt.date.max
        spans = sorted((name.valid_from or first, name.valid_until or last, name.short_name) for name in names)
        for (_from, until, earlier), (begins, _until, later) in pairwise(spans):
            if begins <= until:
                raise ValidationError(
                    _("Nama “%(earlier)s” dan “%(later)s” berlaku pada hari yang sama. Perbaiki tanggalnya.")
                    % {"earlier": earlier, "later": later}
                )

    def covers(self, date):
        return (self.valid_from is None or self.valid_from <= date) and (
            self.valid_until is None or date <= self.valid_until
        )


def refuse_inactive(record, name: str) -> None:
    """Refuse new work for an agency that is not active any more; called in the `clean()` of what is planned.

    `name` is the foreign key to the agency; what it had before it was deactivated stays. Raises ValidationError.
    """
    key = getattr(record, f"{name}_id")
    if not key or getattr(record, name).is_active:
        return
    stored = type(record)._base_manager.filter(pk=record.pk).values_list(f"{name}_id", flat=True).first()
    if stored != key:
        agency = {"agency": getattr(record, name)}
        raise ValidationError({name: _("%(agency)s sudah tidak aktif dan tidak menerima pekerjaan baru.") % agency})
