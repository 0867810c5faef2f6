"""The story of one indicator in one lokus: its figures over the rounds, before and after, by sex, by RT.

Figures made in different ways are different series and never joined by a line: typed in and computed ones, and those of
another version of the method.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import CityIndex, Indicator, Measurement, Target
from indicators.progress import change_in_words, progress_of
from locations.aspects import Aspect
from locations.models import Region, TargetArea
from p2wkss.base import formats

# Short enough for the legend on a phone.
SERIES_NAMES = {CityIndex.Series.OLD: gettext_lazy("sebelum SP2020"), CityIndex.Series.SP2020: gettext_lazy("SP2020")}


@dataclass(frozen=True)
class Figure:
    """A measurement with the change since the first of its series, in words."""

    measurement: Measurement
    change: str
    tone: str

    @property
    def when(self):
        """The round's name, or the day where it belongs to none."""
        survey_round = self.measurement.round
        day = formats.tanggal_pendek(self.measurement.measured_on)
        return f"{survey_round.get_kind_display()}, {day}" if survey_round else day


@dataclass(frozen=True)
class Story:
    """The figures of an indicator in a lokus by day, the target with its progress, and who reads them."""

    indicator: Indicator
    target_area: TargetArea
    figures: list[Figure]
    target: Target | None

    @property
    def known(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.measurement.value is not None]

    @property
    def latest(self) -> Figure | None:
        return self.known[-1] if self.known else None

    @property
    def progress(self):
        """Where the target stands, judged by the newest known figure."""
        if self.target is None:
            return None
        found = [row for row in (figure.measurement for figure in self.figures) if row.true_value("value") is not None]
        if not found:
            return progress_of(self.target, now=None)
        newest = found[-1]
        if newest.hides("value"):
            self.target.hide("now", newest.true_value("value"))
        return progress_of(self.target, now=newest.value, now_on=newest.measured_on)

    @property
    def has_sexes(self):
        rows = [figure.measurement for figure in self.figures]
        return any(None not in (row.value_male, row.value_female) for row in rows)

    def trend(self) -> dict | None:
        """The chart of all figures, a column a series; None while fewer than two are known."""
        if len(self.known) < 2:
            return None
        series = list(dict.fromkeys(series_of(figure.measurement) for figure in self.known))
        rows = []
        for figure in self.known:
            own = series_of(figure.measurement)
            rows.append([figure.when, *(plain(figure.measurement.value) if own == name else None for name in series)])
        return self._chart("line", [_("pendataan"), *map(series_name, series)], rows, target=True)

    def sexes(self) -> dict | None:
        """The chart of women beside men; None for what is not about people."""
        if not self.has_sexes:
            return None
        rows = [
            [figure.when, plain(figure.measurement.value_female), plain(figure.measurement.value_male)]
            for figure in self.figures
            if None not in (figure.measurement.value_female, figure.measurement.value_male)
        ]
        chart = self._chart("bar", [_("pendataan"), _("perempuan"), _("laki-laki")], rows)
        return {**chart, "tones": ["accent", "primary"]}

    def _chart(self, kind, columns, rows, target=False):
        chart = {
            "type": kind,
            "unit": self.indicator.unit,
            "decimals": self.indicator.decimals,
            "columns": columns,
            "rows": rows,
            "tones": [self.indicator.aspect or "primary", "neutral", "info", "accent"],
        }
        if target and self.target and self.target.target is not None:
            chart["target"] = {"label": _("Target"), "value": plain(self.target.target)}
        return chart


def story_of(indicator: Indicator, target_area: TargetArea, user) -> Story:
    """What `user` may see of an indicator in a lokus; two queries."""
    rows = (
        Measurement.objects.visible_to(user)
        .filter(indicator=indicator, target_area=target_area)
        .for_list()
        .order_by("measured_on", "pk")
    )
    first = {}
    figures = [_figure(row, first.setdefault(series_of(row), row)) for row in rows]
    targets = Target.objects.visible_to(user).filter(indicator=indicator, target_area=target_area)
    return Story(indicator, target_area, figures, targets.select_related("indicator").with_now().first())


def series_of(measurement) -> tuple[str, str]:
    """How a figure was made: those of one series may be compared."""
    return measurement.method, measurement.method_version


def series_name(series) -> str:
    method, version = series
    return _("dihitung portal, versi cara %(version)s") % {"version": version} if method else _("diisi petugas")


def city_index(indicator: Indicator, target_area: TargetArea, user) -> dict | None:
    """The city's IPM beside an indicator of human development: context, each life-expectancy series for itself.

    None for other aspects and where no figure is known; one query.
    """
    if indicator.aspect != Aspect.HDI:
        return None
    city = ".".join(target_area.kelurahan.code.split(".")[:2])
    rows = list(CityIndex.objects.visible_to(user).filter(region__code=city).order_by("year"))
    if not rows:
        return None
    series = [value for value in CityIndex.Series if any(row.series == value for row in rows)]
    return {
        "type": "line",
        "unit": "",
        "decimals": 2,
        "columns": [_("tahun"), *(str(SERIES_NAMES[value]) for value in series)],
        "rows": [[str(row.year), *(plain(row.value) if row.series == one else None for one in series)] for row in rows],
        "tones": ["neutral", "info"],
    }


def lokus_with_figures(indicator: Indicator, user) -> list[TargetArea]:
    """The lokus in which an indicator has a target or a figure, the newest first; one query."""
    rows = TargetArea.objects.visible_to(user)
    with_figures = rows.filter(measurements__indicator=indicator) | rows.filter(targets__indicator=indicator)
    return list(with_figures.distinct().order_by("-programme_year__year", "kelurahan__code"))


def by_region_chart(indicator: Indicator, parts: list[tuple[Region, object]]) -> dict:
    """The chart of the figure of every RT."""
    return {
        "type": "bar",
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "columns": [_("RT"), str(indicator)],
        "rows": [[str(region), plain(found.value)] for region, found in parts],
        "tones": [indicator.aspect or "primary"],
    }


def plain(number: Decimal | None) -> float | int | None:
    """A figure as a chart takes it: a number without idle zeros."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _figure(row, first):
    if row is first or None in (row.value, first.value):
        return Figure(row, "", "neutral")
    difference = row.value - first.value
    if not difference or row.indicator.direction == Indicator.Direction.CONTEXT:
        tone = "neutral"
    else:
        tone = "success" if (difference > 0) == (row.indicator.direction == Indicator.Direction.UP) else "danger"
    return Figure(row, change_in_words(row.indicator, first.value, row.value), tone)
