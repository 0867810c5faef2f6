"""Figures of money: families under the poverty line, their spending, and BKKBN's lowest stage."""

from dataclasses import replace

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from households.models import Member
from indicators.counting import median, nothing, share
from indicators.models import PovertyLine
from indicators.registry import method

POOREST_STAGE = "pra-sejahtera"


def poverty_line(surveyed):
    """Rupiah a person a month in the year the round began, of its city; None while it is not entered. One query."""
    lines = PovertyLine.objects.filter(region__code=surveyed.city, year=surveyed.starts_on.year)
    return lines.values_list("amount", flat=True).first()


def families_with_spending(surveyed):
    """The families whose spending and size are known, with `spending` (rupiah a month) and `size` (active members).

    Food and other spending together, else the total where only that was asked (HouseholdSurvey.spending).
    """
    rows = surveyed.families()
    members = Member.objects.active().filter(household=OuterRef("household")).order_by()
    known = rows.queryset.annotate(
        spending=Coalesce(F("food_spending") + F("nonfood_spending"), F("total_spending")),
        size=Subquery(members.values("household").annotate(size=Count("pk")).values("size")),
    )
    # That there is a member at all is asked apart: counting them for each row costs far more than finding one.
    return replace(rows, queryset=known).knowing(Exists(members), spending__isnull=False)


@method(
    _("KK terdaftar di bawah garis kemiskinan"),
    unit="%",
    source="households.view_householdsurvey",
    about=_(
        "Keluarga yang pengeluaran sebulan per orangnya di bawah garis kemiskinan kota pada tahun pendataan, "
        "dibagi keluarga yang pengeluarannya diketahui, dalam persen. Bukan angka kemiskinan BPS: yang "
        "dihitung keluarga dalam data ini."
    ),
)
def families_below_poverty_line_share(surveyed):
    """Families whose monthly spending per head is below the city's poverty line of the round's year, as a share of
    those whose spending is known, percent. Not the poverty rate of BPS: it counts families of this register.
    """
    line = poverty_line(surveyed)
    if line is None:
        return nothing(
            "households.household",
            _("Garis kemiskinan %(year)d belum diisi.") % {"year": surveyed.starts_on.year},
        )
    return share(Q(spending__lt=F("size") * line), of=families_with_spending(surveyed))


@method(
    _("Median pengeluaran per orang sebulan"),
    unit="Rp",
    source="households.view_householdsurvey",
    has_parts=False,
    about=_("Nilai tengah pengeluaran keluarga sebulan dibagi jumlah anggota aktifnya, dalam rupiah."),
)
def spending_per_head_median(surveyed):
    """The middle of the families' monthly spending divided by their active members, rupiah."""
    return median("spending", per="size", of=families_with_spending(surveyed))


@method(
    _("KK pra sejahtera"),
    unit="%",
    source="households.view_householdsurvey",
    about=_("Keluarga pada tahapan pra sejahtera (BKKBN) dibagi keluarga yang tahapannya diketahui, dalam persen."),
)
def ks_pra_share(surveyed):
    """Families on BKKBN's lowest stage as a share of those whose stage is known, percent."""
    return share(Q(ks_stage=POOREST_STAGE), of=surveyed.families().knowing(~Q(ks_stage="")))


@method(
    _("KK dengan sembilan kriteria BPS 2005 atau lebih"),
    unit="%",
    source="households.view_householdsurvey",
    about=_(
        "Keluarga yang memenuhi 9 dari 14 kriteria rumah tangga miskin BPS (2005), dibagi keluarga yang jawabannya "
        "memutuskan, dalam persen. Penanda lama, bukan syarat menerima bantuan."
    ),
)
def bps14_poor_share(surveyed):
    """Families of whom nine or more of the 14 BPS criteria hold, as a share of those whose answers decide it, percent.
    A historical flag with rupiah limits of 2005."""
    return share(Q(is_poor_bps14=True), of=surveyed.families().knowing(is_poor_bps14__isnull=False))
