"""The posyandu sheet: SKDN of each posyandu of the lokus, month by month."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from activities.models import Posyandu
from activities.services import discreet_skdn
from agencies.small_counts import MARKS, WITHHELD
from locations.models import Region, TargetAreaRegion
from reports.posyandu_months import Balance, balances, posyandu_serving
from reports.sheets.sheet import NUMBER, ProvincialSheet, Scope, SheetField, sheet

VISITS = _("catatan hari buka posyandu")
COUNTED = _("dihitung saat lembar dibuat")


def children_field(meaning):
    return SheetField(meaning=meaning, kind=NUMBER, unit=_("anak"), choices=MARKS, source=VISITS)


def ratio_field(meaning):
    return SheetField(meaning=meaning, kind=NUMBER, unit="%", choices=MARKS, source=COUNTED)


@sheet()
class PosyanduSheet(ProvincialSheet):
    """One row per posyandu and month in which it was open; months without an open day have no row."""

    name = "posyandu"
    title = _("SKDN posyandu per bulan")
    about = _("Sasaran, KMS, penimbangan dan kenaikan berat badan balita di posyandu lokus.")
    permission = "reports.view_posyandu_sheet"

    posyandu = SheetField(meaning=_("Nama posyandu"), source=_("daftar posyandu"))
    kelurahan = SheetField(meaning=_("Kelurahan"), source=_("daftar posyandu"))
    rw = SheetField(meaning=_("Nomor RW"), source=_("daftar posyandu"))
    bulan = SheetField(meaning=_("Tahun dan bulan, misalnya 2021-07"), source=VISITS)
    hari_buka = SheetField(meaning=_("Berapa kali posyandu buka"), kind=NUMBER, unit=_("hari"), source=VISITS)
    s = children_field(_("S: balita sasaran pada hari buka terakhir bulan itu"))
    k = children_field(_("K: balita yang punya KMS atau Buku KIA"))
    d = children_field(_("D: balita yang ditimbang"))
    n = children_field(_("N: balita yang naik berat badannya"))
    bgm = children_field(_("BGM: balita di bawah garis merah; kosong bila belum dinilai"))
    persen_k_s = ratio_field(_("K/S, cakupan program"))
    persen_d_s = ratio_field(_("D/S, partisipasi masyarakat"))
    persen_n_d = ratio_field(_("N/D, keberhasilan penimbangan"))
    persen_n_s = ratio_field(_("N/S, keberhasilan program"))

    def instances(self, scope: Scope):
        codes = (
            TargetAreaRegion.objects.valid()
            .filter(target_area__in=scope.area_ids)
            .order_by()
            .values_list("region__code", flat=True)
        )
        serving = posyandu_serving(codes) & Posyandu.objects.visible_to(scope.user)
        whole_year = {"since": datetime.date(scope.year, 1, 1), "until": datetime.date(scope.year, 12, 31)}
        exact = scope.may("households.view_member")
        for balance in balances(serving, **whole_year):
            yield _row(balance, exact)


def _row(balance: Balance, exact: bool) -> dict:
    region, found = balance.posyandu.region, discreet_skdn(balance.skdn, exact=exact)
    return {
        "posyandu": balance.posyandu.name,
        "kelurahan": _kelurahan(region).name,
        "rw": region.rw,
        "bulan": balance.month.strftime("%Y-%m"),
        "hari_buka": balance.days,
        **{name: found.counts[name] for name in ("s", "k", "d", "n", "bgm")},
        **{
            f"persen_{name}": WITHHELD if share is None and getattr(balance.skdn, name) is not None else percent(share)
            for name, share in found.shares.items()
        },
    }


def _kelurahan(region: Region) -> Region:
    while region.level != Region.Level.KELURAHAN and region.parent_id:
        region = region.parent
    return region


def percent(share: Fraction | None) -> Decimal | None:
    """A share of 0-1 as a percentage with two decimals; None stays unknown."""
    if share is None:
        return None
    exact = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
