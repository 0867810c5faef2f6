"""The lokus: the area a programme year works in, and the RT/RW it is made of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.roles import Role
from locations.models.programme import Decree, ProgrammeYear, PublicFactQuerySet
from locations.models.region import Region, area_codes, within
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3


class TargetAreaQuerySet(PublicFactQuerySet):
    def visible_to(self, user):
        """Programme facts; a kelurahan operator or cadre sees the lokus of the own kelurahan."""
        rows = super().visible_to(user)
        if user.role in (Role.KELURAHAN, Role.CADRE):
            codes = {".".join(code.split(".")[:4]) for code in area_codes(user)}
            rows = rows.filter(within(codes, "kelurahan__code"))
        # What a lokus is called comes from both; choices and columns print it row by row.
        return rows.select_related("kelurahan", "programme_year")

    def editable_by(self, user):
        return super().editable_by(user).exclude(programme_year__stage=ProgrammeYear.Stage.CLOSED)

    def open(self):
        return self.exclude(programme_year__stage=ProgrammeYear.Stage.CLOSED)

    def for_list(self):
        return self.select_related("programme_year", "kelurahan__parent", "decree")


class TargetArea(Record):
    """A lokus: one or more RT/RW of one kelurahan in one programme year."""

    history_of = ("area_links",)
    privacy = {"*": K3}

    programme_year = models.ForeignKey(
        ProgrammeYear, models.PROTECT, related_name="target_areas", verbose_name=_("tahun program")
    )
    kelurahan = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="target_areas",
        limit_choices_to={"level": Region.Level.KELURAHAN},
        verbose_name=_("kelurahan"),
    )
    decree = models.ForeignKey(
        Decree, models.PROTECT, related_name="target_areas", null=True, blank=True, verbose_name=_("surat keputusan")
    )
    kk_target = models.PositiveSmallIntegerField(
        _("target KK binaan"), null=True, blank=True, help_text=_("Kosongkan untuk memakai target tahun program.")
    )
    budget = models.DecimalField(_("anggaran (Rp)"), max_digits=16, decimal_places=0, null=True, blank=True)
    result = models.CharField(_("hasil penilaian"), max_length=200, blank=True)
    units_note = models.CharField(
        _("catatan RT/RW"), max_length=300, blank=True, help_text=_("Misalnya bila sumber berbeda tentang RT/RW-nya.")
    )
    sources = models.CharField(_("sumber"), max_length=300, blank=True)
    notes = models.TextField(_("catatan"), blank=True)

    objects = TargetAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokus")
        verbose_name_plural = _("lokus")
        ordering = ["-programme_year__year", "kelurahan__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "kelurahan"],
                name="%(app_label)s_%(class)s_once_a_year",
                violation_error_message=_("Kelurahan ini sudah menjadi lokus pada tahun program itu."),
            ),
        ]

    def __str__(self):
        return "%s %d" % (self.kelurahan.name, self.programme_year.year)

    def get_absolute_url(self):
        return reverse("reports:lokus", args=[self.public_id])

    def clean(self):
        if self.kelurahan_id and self.kelurahan.level != Region.Level.KELURAHAN:
            raise ValidationError({"kelurahan": _("Pilih sebuah kelurahan.")})

    @property
    def families_wanted(self):
        return self.kk_target or self.programme_year.kk_target


def overlap(region, other):
    """Whether one of two regions is, or lies in, the other."""
    inner, outer = sorted([f"{region.code}.", f"{other.code}."], key=len, reverse=True)
    return inner.startswith(outer)


class TargetAreaRegionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        return self.filter(target_area__in=TargetArea.objects.editable_by(user).values("pk"))

    def valid(self):
        return self.filter(valid_until__isnull=True)


class TargetAreaRegion(Timestamped):
    """An RT or RW of a lokus; a correction ends the row and adds another, so the history stays."""

    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.CASCADE, related_name="area_links", verbose_name=_("lokus"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="target_area_links", verbose_name=_("RT/RW"))
    is_assessed = models.BooleanField(_("dinilai provinsi"), default=True)
    valid_from = ReferenceDateField(_("berlaku dari"))
    valid_until = ReferenceDateField(_("berlaku sampai"), null=True, blank=True)
    reason = models.CharField(_("alasan perubahan"), max_length=300, blank=True)

    objects = TargetAreaRegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("RT/RW lokus")
        verbose_name_plural = _("RT/RW lokus")
        ordering = ["target_area", "region__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "region"],
                condition=Q(valid_until__isnull=True),
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("RT/RW ini sudah termasuk lokus."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period_in_order",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal awal."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_end_has_reason",
                violation_error_message=_("Tulis alasan mengapa RT/RW ini tidak lagi termasuk lokus."),
            ),
        ]

    def __str__(self):
        return str(self.region)

    def clean(self):
        self._stay_what_was_recorded()
        self._lie_apart()
        # A row of a new lokus knows its parent before that has a key.
        kelurahan = self.target_area.kelurahan if self._lokus_is_known() else None
        if self.region_id and kelurahan and self.region.kelurahan_code != kelurahan.code:
            raise ValidationError({"region": _("RT/RW harus berada di kelurahan lokus.")})
        if self.region_id and self.region.level not in (Region.Level.RW, Region.Level.RT):
            raise ValidationError({"region": _("Pilih sebuah RW atau RT.")})

    def _stay_what_was_recorded(self):
        """A correction ends a row and begins another: a stored one never becomes another area or another time."""
        stored = None if self._state.adding else TargetAreaRegion.objects.get(pk=self.pk)
        if stored is None:
            return
        if (stored.target_area_id, stored.region_id, stored.valid_from) != (
            self.target_area_id,
            self.region_id,
            self.valid_from,
        ):
            raise ValidationError(
                _("RT/RW yang sudah tercatat tidak diganti. Akhiri dengan alasannya, lalu tambah yang baru.")
            )
        if stored.valid_until is not None and self.valid_until is None:
            raise ValidationError(_("RT/RW yang sudah berakhir tidak dibuka lagi. Tambahkan sebagai baris baru."))

    def _lie_apart(self):
        """No part of a lokus lies in another one, or its families would count twice."""
        if self.valid_until is not None or not self.region_id or not self.target_area_id:
            return
        others = TargetAreaRegion.objects.valid().filter(target_area=self.target_area_id).exclude(pk=self.pk)
        for other in others.select_related("region"):
            if overlap(self.region, other.region):
                raise ValidationError(
                    {
                        "region": _("%(region)s sudah tercakup: lokus ini memuat %(other)s.")
                        % {"region": self.region, "other": other.region}
                    }
                )

    def _lokus_is_known(self):
        return TargetAreaRegion.target_area.is_cached(self) and self.target_area.kelurahan_id or self.target_area_id
