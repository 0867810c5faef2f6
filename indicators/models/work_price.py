"""What the works cost that lower the slum score or mend an unfit house: rows, since prices change and differ."""

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.methods.slum import DENOMINATORS
from indicators.models.slum_survey import SlumSurvey
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K4

UNITS = {
    "area_ha": _("ha"),
    "buildings": _("unit"),
    "households": _("KK"),
    "ideal_road_m": _("m"),
    "ideal_drain_m": _("m"),
}
# The repair of a whole house stands beside the sixteen criteria.
HOUSE = "rtlh"


def work_choices():
    """[(what is mended, its name as the area survey writes it)]; a function, so that a new name is no migration."""
    criteria = [(name, SlumSurvey._meta.get_field(f"v_{name}").verbose_name) for name in SlumSurvey.CRITERIA]
    return [*criteria, (HOUSE, _("Rehab satu rumah tidak layak huni (unit)"))]


class WorkPriceQuerySet(PublicFactQuerySet):
    def on(self, day):
        """{what is mended: the price that holds on a day}; one query."""
        rows = self.filter(valid_from__lte=day).order_by("work", "valid_from", "pk")
        return {row.work: row for row in rows}


class WorkPrice(Record):
    """What it costs to mend one unit of a slum criterion, or one unfit house, from a day on; with its source."""

    privacy = {"*": K4}

    work = models.CharField(_("yang diperbaiki"), max_length=4, choices=work_choices)
    name = models.CharField(_("pekerjaan"), max_length=150, help_text=_("Misalnya beton jalan lingkungan lebar 1,5 m."))
    amount = models.DecimalField(
        _("harga satuan (Rp)"), max_digits=14, decimal_places=0, validators=[MinValueValidator(0)]
    )
    source = models.CharField(
        _("sumber harga"), max_length=250, help_text=_("Misalnya standar harga satuan kota dan tahunnya.")
    )
    valid_from = ReferenceDateField(_("berlaku dari"))

    objects = WorkPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("harga pekerjaan")
        verbose_name_plural = _("harga pekerjaan")
        ordering = ["work", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "valid_from"],
                name="%(app_label)s_%(class)s_once_a_day",
                violation_error_message=_("Harga pekerjaan ini untuk tanggal itu sudah ada. Ubah yang ada."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="%(app_label)s_%(class)s_not_negative",
                violation_error_message=_("Harga tidak boleh di bawah nol."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("indicators:workprice_detail", args=[self.public_id])

    @property
    def unit(self):
        """What the price is for one of."""
        return unit_of(self.work)


def unit_of(work):
    """The unit in which a criterion's volume (or the houses) are counted."""
    return _("unit") if work == HOUSE else UNITS[DENOMINATORS[work]]
