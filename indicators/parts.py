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
    "untreated_illness": gettext_lazy("Penderita sakit menahun yang tidak berobat"),
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
    parts = [_component(name, found.components[name], found.by_sex) for name in COMPONENTS if name in found.components]
    if found.value is None:
        return parts
    dimensions = [(_("Pengetahuan"), found.knowledge), (_("Kesehatan"), found.health), (_("Hidup layak"), found.living)]
    parts += [Part(label, formats.number(value, 4), _("0 sampai 1")) for label, value in dimensions]
    interval = _interval(found.interval, lambda bound: formats.number(bound, 2))
    return [*parts, Part(_("Indeks"), formats.number(found.value, 2), interval)]


def _component(name, figure, by_sex):
    if figure.value is None:
        return Part(str(COMPONENTS[name]), formats.UNKNOWN)
    sexes = [
        f"{label} {_written(name, group.components[name].value)}"
        for label, sex in ((_("perempuan"), "P"), (_("laki-laki"), "L"))
        if (group := by_sex.get(sex)) and name in group.components and group.components[name].value is not None
    ]
    counted = _("%(n)s dari %(all)s diketahui") % {"n": formats.number(figure.n), "all": formats.number(figure.of)}
    notes = [counted, ", ".join(sexes), _interval(figure.interval, lambda bound: _written(name, bound))]
    return Part(str(COMPONENTS[name]), _written(name, figure.value), "; ".join(filter(None, notes)))


def _written(name, value) -> str:
    if name == "spending":
        return formats.rupiah(value)
    return formats.number(value, 2) if name in YEARS else formats.percent(100 * value)


def _interval(interval: tuple[Decimal, Decimal] | None, write) -> str:
    """The range in which nine of ten draws from the same families come out."""
    if not interval:
        return ""
    return _("rentang 90 %%: %(low)s sampai %(high)s") % {"low": write(interval[0]), "high": write(interval[1])}
