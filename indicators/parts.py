"""What a score or an index is made of, for the page that explains it: aspects of the slum score, parts of the proxy."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.measures.proxy import family_proxy
from indicators.measures.slum import score_of
from p2wkss.base import formats

# Enough draws for an interval that is printed in whole points.
DRAWS = 200
ASPECTS = {
    1: gettext_lazy("Bangunan gedung"),
    2: gettext_lazy("Jalan lingkungan"),
    3: gettext_lazy("Air minum"),
    4: gettext_lazy("Drainase"),
    5: gettext_lazy("Air limbah"),
    6: gettext_lazy("Persampahan"),
    7: gettext_lazy("Proteksi kebakaran"),
}
COMPONENTS = {
    "mean_years": gettext_lazy("Rata-rata lama sekolah usia 25 tahun ke atas (tahun)"),
    "expected_years": gettext_lazy("Harapan lama sekolah (tahun)"),
    "healthy_families": gettext_lazy("Keluarga sehat (IKS di atas 0,800)"),
    "insured": gettext_lazy("Peserta jaminan kesehatan"),
    "stunted": gettext_lazy("Balita stunting"),
    "untreated_illness": gettext_lazy("Sakit menahun yang tidak berobat"),
    "spending": gettext_lazy("Median pengeluaran per orang sebulan"),
}
YEARS = ("mean_years", "expected_years")


@dataclass(frozen=True)
class Part:
    """One line: its name, its value in words, and how sure it is."""

    label: str
    value: str
    note: str = ""


def parts_of(measurement) -> list[Part]:
    """The parts of a slum score or a family index, counted from the round as it is now; none for other figures."""
    if measurement.round is None:
        return []
    explain = {"slum_score": _slum, "family_development_proxy": _proxy}.get(measurement.method)
    return explain(measurement.round) if explain else []


def _slum(survey_round):
    try:
        score = score_of(survey_round)
    except ValueError:  # the measurement's note says which volume is larger than its whole
        return []
    if score is None:
        return []
    parts = [Part(str(ASPECTS[number]), formats.percent(percent, 2)) for number, percent in score.aspects.items()]
    return [*parts, Part(_("Rata-rata tujuh aspek"), formats.percent(score.sectoral_average, 2))]


def _proxy(survey_round):
    found = family_proxy(survey_round, draws=DRAWS)
    parts = [_component(name, found.components[name]) for name in COMPONENTS if name in found.components]
    if found.value is None:
        return parts
    dimensions = [(_("Pengetahuan"), found.knowledge), (_("Kesehatan"), found.health), (_("Hidup layak"), found.living)]
    parts += [Part(label, formats.number(value, 4), _("0 sampai 1")) for label, value in dimensions]
    parts += [
        Part(label, formats.number(group.value, 2), _("dari %(n)s orang") % {"n": formats.number(group.n)})
        for label, sex in ((_("Perempuan"), "P"), (_("Laki-laki"), "L"))
        if (group := found.by_sex.get(sex)) and group.value is not None
    ]
    return [*parts, Part(_("Indeks"), formats.number(found.value, 2), _interval(found.interval, 2))]


def _component(name, figure):
    if figure.value is None:
        return Part(str(COMPONENTS[name]), formats.UNKNOWN)
    counted = _("%(n)s dari %(all)s diketahui") % {"n": formats.number(figure.n), "all": formats.number(figure.of)}
    if name == "spending":
        value, interval = formats.rupiah(figure.value), _interval(figure.interval, 0)
    elif name in YEARS:
        value, interval = formats.number(figure.value, 2), _interval(figure.interval, 2)
    else:
        value = formats.percent(100 * figure.value)
        interval = _interval([100 * bound for bound in figure.interval] if figure.interval else None, 1)
    return Part(str(COMPONENTS[name]), value, "; ".join(filter(None, [counted, interval])))


def _interval(interval: tuple[Decimal, Decimal] | None, places) -> str:
    """The range in which nine of ten draws from the same families come out."""
    if not interval:
        return ""
    low, high = (formats.number(bound, places) for bound in interval)
    return _("rentang 90 %%: %(low)s–%(high)s") % {"low": low, "high": high}
