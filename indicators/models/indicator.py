"""The catalogue of indicators."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Intervention
from agencies.small_counts import LIMIT, counts_people, is_small, is_telling
from locations.aspects import Aspect
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3, K4


class IndicatorQuerySet(PublicFactQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def computed(self):
        return self.exclude(method="")


class Indicator(Record):
    """Something that is measured in a lokus. With a `method` the portal computes it, else it is typed in."""

    class Direction(models.TextChoices):
        UP = "up", _("Makin tinggi makin baik")
        DOWN = "down", _("Makin rendah makin baik")
        CONTEXT = "context", _("Konteks")

    privacy = {"*": K4}

    code = models.CharField(_("kode"), max_length=12, unique=True)
    name = models.CharField(_("nama"), max_length=150)
    aspect = models.CharField(_("aspek"), max_length=7, choices=Aspect, blank=True)
    group = models.CharField(
        _("kelompok"), max_length=60, blank=True, help_text=_("Misalnya kesehatan atau pendidikan.")
    )
    unit = models.CharField(_("satuan"), max_length=30)
    decimals = models.PositiveSmallIntegerField(
        _("angka di belakang koma"), default=0, validators=[MaxValueValidator(4)]
    )
    direction = models.CharField(_("arah"), max_length=7, choices=Direction)
    method = models.CharField(
        _("cara menghitung"), max_length=60, blank=True, help_text=_("Kosong: angkanya diisi petugas.")
    )
    definition = models.TextField(_("definisi"), blank=True)
    source = models.CharField(_("sumber"), max_length=250, blank=True)
    valid_from = ReferenceDateField(_("berlaku dari"), null=True, blank=True)
    is_headline = models.BooleanField(_("tampil di beranda"), default=False)
    is_active = models.BooleanField(_("dipakai"), default=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indikator")
        verbose_name_plural = _("indikator")
        ordering = ["order", "code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("indicators:indicator_detail", args=[self.public_id])

    def tells_of_few(self, value, numerator, denominator) -> bool:
        """Whether a figure tells of one to four people or families; the slum aspect counts houses, roads and drains."""
        if counts_people(self.unit):
            return is_telling(value, denominator)
        if self.aspect == Aspect.SLUM:
            return False
        return is_telling(numerator, denominator) if self.unit.startswith("%") else is_small(denominator)

    def sexes_tell_of_few(self, row) -> bool:
        """Whether the values of both sexes beside the whole figure tell of few: how many are of each sex follows."""
        male, female, counted, known = row.value_male, row.value_female, row.numerator, row.denominator
        if None in (male, female) or (self.aspect == Aspect.SLUM and not counts_people(self.unit)):
            return False
        if counts_people(self.unit):
            return is_small(male) or is_small(female)
        if None in (counted, known):
            return False
        if not self.unit.startswith("%") or male == female:
            return counted > 0 and min(counted, known) < 2 * LIMIT
        men = round((100 * counted - female * known) / (male - female))
        with_it = round(male * men / 100)
        groups = (with_it, men), (counted - with_it, known - men)
        return any(is_telling(part, whole) or is_small(whole) for part, whole in groups)


class Contribution(Timestamped):
    """That an intervention serves an indicator: finer than its aspect."""

    privacy = {"*": K3}

    intervention = models.ForeignKey(
        Intervention, models.CASCADE, related_name="contributions", verbose_name=_("kegiatan")
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="contributions", verbose_name=_("indikator"))
    note = models.CharField(_("catatan"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sumbangan kegiatan")
        verbose_name_plural = _("sumbangan kegiatan")
        ordering = ["indicator", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "indicator"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Kegiatan ini sudah dikaitkan dengan indikator itu."),
            ),
        ]

    def __str__(self):
        return "%s → %s" % (self.intervention, self.indicator)
