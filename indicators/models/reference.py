"""Figures the portal did not measure: the city's IPM as context, and poverty lines."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from locations.models import Region
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import K4


class CityIndex(Record):
    """The IPM of a city as BPS published it. Never computed for an RT, RW or lokus.

    The two life-expectancy series are different measurements: a table or chart shows one of them at a time.
    """

    class Series(models.TextChoices):
        OLD = "old", _("UHH sebelum SP2020")
        SP2020 = "sp2020", _("UHH SP2020")

    privacy = {"*": K4}

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="city_indices",
        limit_choices_to={"level": Region.Level.CITY},
        verbose_name=_("kota"),
    )
    year = models.PositiveSmallIntegerField(_("tahun"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    series = models.CharField(_("seri"), max_length=6, choices=Series)
    value = models.DecimalField(
        _("IPM"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    life_expectancy = models.DecimalField(_("UHH (tahun)"), max_digits=5, decimal_places=2, null=True, blank=True)
    expected_years = models.DecimalField(_("HLS (tahun)"), max_digits=5, decimal_places=2, null=True, blank=True)
    mean_years = models.DecimalField(_("RLS (tahun)"), max_digits=5, decimal_places=2, null=True, blank=True)
    spending = models.DecimalField(
        _("pengeluaran per kapita (ribu Rp/tahun)"), max_digits=9, decimal_places=0, null=True, blank=True
    )
    source = models.CharField(_("sumber"), max_length=250)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("IPM kota")
        verbose_name_plural = _("IPM kota")
        ordering = ["-year", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "series"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("IPM tahun dan seri itu sudah ada."),
            ),
        ]

    def __str__(self):
        return "IPM %s %d" % (self.region, self.year)


class PovertyLine(Record):
    """The poverty line of a region, rupiah a person a month, as published."""

    privacy = {"*": K4}

    region = models.ForeignKey(Region, models.PROTECT, related_name="poverty_lines", verbose_name=_("wilayah"))
    year = models.PositiveSmallIntegerField(_("tahun"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    amount = models.DecimalField(
        _("garis kemiskinan (Rp/orang/bulan)"), max_digits=12, decimal_places=0, validators=[MinValueValidator(1)]
    )
    source = models.CharField(_("sumber"), max_length=250)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("garis kemiskinan")
        verbose_name_plural = _("garis kemiskinan")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Garis kemiskinan tahun itu sudah ada."),
            ),
        ]

    def __str__(self):
        return "%s %d" % (self.region, self.year)
