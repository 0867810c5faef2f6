"""The slum score of an area: 7 aspects, 16 criteria (Permen PUPR 14/PRT/M/2018, annex on assessing slums).

Every criterion is a volume with a problem as a percentage of what the area has. The survey forms carry two
decimals from step to step (criterion, aspect, average), and so does this module: that is why 13.795 is
printed, and used, as 13.80.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.methods.exact import as_decimal, exact, rounded

DENOMINATORS = {
    "1a": "buildings",
    "1b": "area_ha",
    "1c": "buildings",
    "2a": "ideal_road_m",
    "2b": "ideal_road_m",
    "3a": "households",
    "3b": "households",
    "4a": "area_ha",
    "4b": "ideal_drain_m",
    "4c": "ideal_drain_m",
    "5a": "households",
    "5b": "households",
    "6a": "households",
    "6b": "households",
    "7a": "buildings",
    "7b": "buildings",
}
ASPECTS = {
    number: tuple(criterion for criterion in DENOMINATORS if criterion.startswith(str(number)))
    for number in range(1, 8)
}

# Areas are printed rounded while the part of them is not, so that a wholly flooded area can come to 100.13 %.
PRINTING_ERROR_PERCENT = 1


@dataclass(frozen=True)
class SlumRules:
    """The limits of one regulation, highest first: percent -> score of a criterion, total -> class."""

    source: str
    scores: tuple[tuple[Decimal, int], ...]
    classes: tuple[tuple[int, str], ...]
    lowest_class: str

    def score_of(self, percent: Decimal) -> int:
        return next((score for limit, score in self.scores if percent >= limit), 0)

    def class_of(self, total: int) -> str:
        return next((name for limit, name in self.classes if total >= limit), self.lowest_class)


PERMEN_PUPR_14_2018 = SlumRules(
    source="Permen PUPR 14/PRT/M/2018",
    scores=((Decimal("76.00"), 5), (Decimal("51.00"), 3), (Decimal("25.00"), 1)),
    classes=((60, "berat"), (38, "sedang"), (16, "ringan")),
    lowest_class="tidak kumuh",
)


@dataclass(frozen=True)
class SlumScore:
    """What a survey of the 16 criteria comes to. What cannot be known from it is None.

    ``criteria`` {id: (percent with two decimals, score 0-5)}, ``aspects`` {1..7: mean percent}, ``total``
    0-80, ``slum_class`` berat / sedang / ringan / tidak kumuh, ``sectoral_average`` mean percent of the 7
    aspects (not of the 16 criteria).
    """

    criteria: dict[str, tuple[Decimal | None, int | None]]
    aspects: dict[int, Decimal | None]
    total: int | None
    slum_class: str | None
    sectoral_average: Decimal | None

    @property
    def unknown(self) -> tuple[str, ...]:
        """The criteria whose volume or denominator is missing; the total waits for them."""
        return tuple(criterion for criterion, (percent, _score) in self.criteria.items() if percent is None)


@dataclass(frozen=True)
class AreaSurvey:
    """The counted figures of one area: volumes per criterion and the five denominators."""

    volumes: Mapping[str, Decimal | None]
    area_ha: Decimal | None
    buildings: int | None
    households: int | None
    ideal_road_m: Decimal | None
    ideal_drain_m: Decimal | None

    @property
    def wholes(self) -> dict[str, Decimal | int | None]:
        """The five denominators, named as score_area takes them."""
        return {name: getattr(self, name) for name in WHOLES}

    def score(self, *, rules: SlumRules = PERMEN_PUPR_14_2018) -> SlumScore:
        return score_area(self.volumes, **self.wholes, rules=rules)


WHOLES = ("area_ha", "buildings", "households", "ideal_road_m", "ideal_drain_m")


def score_area(
    volumes: Mapping[str, Decimal | None],
    *,
    area_ha,
    buildings,
    households,
    ideal_road_m,
    ideal_drain_m,
    rules: SlumRules = PERMEN_PUPR_14_2018,
) -> SlumScore:
    """The slum score of an area from its volumes {criterion id: how much has the problem}.

    Units: hectares (four decimals or more), buildings, families, metres. A volume that is missing or None
    and a denominator that is None or zero leave the criterion unknown, and with it its aspect, the total,
    the class and the average. Raises ValueError for an unknown criterion, a negative number or a volume
    larger than its whole (up to one percent more is the printing error of the area and counts as 100 %).
    Source: Permen PUPR 14/PRT/M/2018.
    """
    strangers = sorted(set(map(str, volumes)) - set(DENOMINATORS))
    if strangers:
        raise ValueError(f"unknown slum criteria: {', '.join(strangers)}")
    given = dict(zip(WHOLES, (area_ha, buildings, households, ideal_road_m, ideal_drain_m), strict=True))
    wholes = {name: exact(value, name) for name, value in given.items()}

    criteria = {}
    for criterion, whole in DENOMINATORS.items():
        percent = _percent(exact(volumes.get(criterion), criterion), wholes[whole], criterion)
        criteria[criterion] = (percent, None if percent is None else rules.score_of(percent))
    aspects = {number: _mean([criteria[criterion][0] for criterion in members]) for number, members in ASPECTS.items()}
    scores = [score for _percent_, score in criteria.values()]
    total = None if None in scores else sum(scores)
    return SlumScore(
        criteria=criteria,
        aspects=aspects,
        total=total,
        slum_class=None if total is None else rules.class_of(total),
        sectoral_average=_mean(list(aspects.values())),
    )


def contribution(before: SlumScore, after: SlumScore) -> Decimal | None:
    """By how many percent the works lowered the sectoral average; 100 at most, negative where it grew worse.

    None where either average is unknown or nothing was wrong before. Source: Permen PUPR 14/PRT/M/2018.
    """
    if not before.sectoral_average or after.sectoral_average is None:
        return None
    fallen = Fraction(before.sectoral_average) - Fraction(after.sectoral_average)
    return rounded(100 * fallen / Fraction(before.sectoral_average), 2)


def roll_up(surveys: Iterable[AreaSurvey]) -> AreaSurvey:
    """The survey of a larger area: volumes and denominators summed, to be scored afterwards.

    A figure that one part does not know is unknown for the whole; no part at all knows nothing.
    """
    surveys = list(surveys)
    volumes = {
        criterion: _sum([survey.volumes.get(criterion) for survey in surveys], criterion) for criterion in DENOMINATORS
    }
    return AreaSurvey(
        volumes=volumes,
        **{name: _sum([getattr(survey, name) for survey in surveys], name) for name in WHOLES},
    )


def _percent(volume: Fraction | None, whole: Fraction | None, criterion: str) -> Decimal | None:
    if volume is None or not whole:
        return None
    percent = 100 * volume / whole
    if percent > 100 + PRINTING_ERROR_PERCENT:
        raise ValueError(f"{criterion}: the volume is larger than what the area has")
    return rounded(min(percent, Fraction(100)), 2)


def _mean(percents: list[Decimal | None]) -> Decimal | None:
    if None in percents:
        return None
    return rounded(sum(map(Fraction, percents)) / len(percents), 2)


def _sum(values: list, name: str) -> Decimal | None:
    numbers = [exact(value, name) for value in values]
    if not numbers or None in numbers:
        return None
    return as_decimal(sum(numbers))
