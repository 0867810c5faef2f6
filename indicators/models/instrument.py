"""The province's scoring sheet, as data: none is shipped, since its items and weights are not public."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locations.models import Evidence, TargetArea
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3, K4


class Instrument(Record):
    """A scoring sheet of one year."""

    privacy = {"*": K4}

    name = models.CharField(_("nama"), max_length=150)
    year = models.PositiveSmallIntegerField(_("tahun"), validators=[MinValueValidator(1979), MaxValueValidator(2100)])
    source = models.CharField(_("sumber"), max_length=250)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("lembar penilaian")
        verbose_name_plural = _("lembar penilaian")
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "name"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Lembar penilaian dengan nama dan tahun itu sudah ada."),
            ),
        ]

    def __str__(self):
        return "%s %d" % (self.name, self.year)


class InstrumentItem(Timestamped):
    """A line of a scoring sheet."""

    privacy = {"*": K4}

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="items", verbose_name=_("lembar penilaian"))
    code = models.CharField(_("nomor"), max_length=20)
    text = models.TextField(_("butir"))
    max_score = models.DecimalField(
        _("nilai tertinggi"), max_digits=7, decimal_places=2, validators=[MinValueValidator(0)]
    )
    weight = models.DecimalField(
        _("bobot"), max_digits=7, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("butir penilaian")
        verbose_name_plural = _("butir penilaian")
        ordering = ["instrument", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "code"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Butir dengan nomor itu sudah ada."),
            ),
        ]

    def __str__(self):
        return "%s %s" % (self.code, self.text[:60])


class Score(Record):
    """What a lokus got for a line, by self-assessment or by the province."""

    class Kind(models.TextChoices):
        SELF = "self", _("Penilaian sendiri")
        PROVINCE = "province", _("Penilaian provinsi")

    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="scores", verbose_name=_("lokus"))
    item = models.ForeignKey(InstrumentItem, models.PROTECT, related_name="scores", verbose_name=_("butir"))
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    value = models.DecimalField(_("nilai"), max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])
    scored_on = FactDateField(_("tanggal"))
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("penilai")
    )
    evidence = models.ManyToManyField(Evidence, related_name="scores", blank=True, verbose_name=_("bukti"))
    note = models.CharField(_("catatan"), max_length=250, blank=True)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("nilai")
        verbose_name_plural = _("nilai")
        ordering = ["target_area", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "item", "kind"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Butir ini sudah dinilai."),
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="%(app_label)s_%(class)s_not_negative"),
        ]

    def __str__(self):
        return "%s: %s" % (self.item, self.value)
