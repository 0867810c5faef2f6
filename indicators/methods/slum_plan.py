"""What is still to do: the cheapest works that bring the slum total of an area under a limit.

A score falls in steps, so a work pays only where it carries its criterion below the next limit. For every
criterion there are at most four scores to end at, and 80 points in all: the cheapest choice is found exactly.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from indicators.methods.exact import as_decimal, exact, rounded
from indicators.methods.slum import (
    DENOMINATORS,
    PERMEN_PUPR_14_2018,
    AreaSurvey,
    SlumRules,
    SlumScore,
)

# The smallest piece of work that is planned, in the unit of the denominator.
STEPS = {
    "area_ha": Fraction(1, 10_000),
    "buildings": Fraction(1),
    "households": Fraction(1),
    "ideal_road_m": Fraction(1, 10),
    "ideal_drain_m": Fraction(1, 10),
}
# Percents are printed with two decimals: from half of the last one below a limit they reach it.
HALF_A_DIGIT = Fraction(1, 200)


@dataclass(frozen=True)
class Work:
    """So much of one criterion mended: its volume in the criterion's unit, its cost in rupiah (None: no price is
    known), its effect."""

    criterion: str
    volume: Decimal
    cost: Decimal | None
    score_before: int
    score_after: int


@dataclass(frozen=True)
class Plan:
    """The works, cheapest first and those without a price last, with their cost in rupiah and the scores before and
    after. ``cost`` leaves out what has no price.

    ``reached`` is False where the works cannot bring the total to the goal; they are then the cheapest that bring it
    as low as they can.
    """

    works: tuple[Work, ...]
    cost: Decimal
    reached: bool
    before: SlumScore
    after: SlumScore

    @property
    def unpriced(self) -> tuple[Work, ...]:
        """The works whose price is not known."""
        return tuple(work for work in self.works if work.cost is None)


@dataclass(frozen=True)
class _Price:
    """What a way costs, the first place deciding first: works without a price, rupiah, and how much of the area's
    whole the unpriced ones mend (so that of two ways that cost the same the smaller one is taken)."""

    unpriced: int = 0
    rupiah: Fraction = Fraction(0)
    share: Fraction = Fraction(0)

    def __add__(self, other: "_Price") -> "_Price":
        return _Price(self.unpriced + other.unpriced, self.rupiah + other.rupiah, self.share + other.share)

    @property
    def order(self) -> tuple:
        return self.unpriced, self.rupiah, self.share


@dataclass(frozen=True)
class _Option:
    cost: _Price
    mended: Fraction
    score: int


def cheapest_plan(
    survey: AreaSurvey,
    prices: Mapping[str, Decimal | None],
    *,
    goal: int = 15,
    rules: SlumRules = PERMEN_PUPR_14_2018,
    unpriced: Collection[str] = (),
) -> Plan | None:
    """The cheapest works that bring the slum total of ``survey`` to ``goal`` or less.

    ``prices`` {criterion: rupiah per unit of its volume}; a criterion without one cannot be mended unless
    ``unpriced`` names it. Since nobody knows what those cost, as few of them are planned as possible, then the
    cheapest of the priced ones. Each criterion is mended by itself: one work that serves two is counted for both.
    None while the total is unknown. Raises ValueError for an unknown criterion, a price below zero and a survey that
    score_area refuses.
    """
    strangers = sorted({*map(str, prices), *map(str, unpriced)} - set(DENOMINATORS))
    if strangers:
        raise ValueError(f"unknown slum criteria: {', '.join(strangers)}")
    before = survey.score(rules=rules)
    if before.total is None:
        return None
    # The cheapest way to every total that the criteria so far can come to.
    ways = {0: (_Price(), ())}
    for criterion in DENOMINATORS:
        price = exact(prices.get(criterion), criterion)
        options = _options(criterion, survey, before, rules)
        if price is None and criterion not in unpriced:
            options = options[:1]
        options = [_priced(option, price, survey.wholes[DENOMINATORS[criterion]]) for option in options]
        ways = _extended(ways, options)
    reached = [total for total in ways if total <= goal]
    total = min(reached, key=lambda total: (ways[total][0].order, total)) if reached else min(ways)
    return _plan(survey, before, ways[total], reached=bool(reached), rules=rules)


def least_works(survey: AreaSurvey, criterion: str, *, rules: SlumRules = PERMEN_PUPR_14_2018) -> list[Work]:
    """The least that must be mended of one criterion to reach each lower score, without prices; none while the total
    is unknown."""
    before = survey.score(rules=rules)
    if before.total is None:
        return []
    return [
        Work(criterion, as_decimal(option.mended), None, before.criteria[criterion][1], option.score)
        for option in _options(criterion, survey, before, rules)[1:]
    ]


def _options(criterion: str, survey: AreaSurvey, before: SlumScore, rules: SlumRules) -> list[_Option]:
    """The scores a criterion can end at: the present one for nothing, each lower one with the least that is mended."""
    volume = exact(survey.volumes[criterion], criterion)
    whole = exact(survey.wholes[DENOMINATORS[criterion]], criterion)
    present = before.criteria[criterion][1]
    options = [_Option(_Price(), Fraction(0), present)]
    step = STEPS[DENOMINATORS[criterion]]
    for limit, score in rules.scores:
        if score > present:
            continue
        # Strictly less than this must be left for the percent to be printed below the limit.
        least = volume - (Fraction(limit) - HALF_A_DIGIT) * whole / 100
        mended = min((least // step + 1) * step, volume)
        left = rules.score_of(rounded(100 * (volume - mended) / whole, 2))
        if left < options[-1].score:
            options.append(_Option(_Price(), mended, left))
    return options


def _priced(option: _Option, price: Fraction | None, whole) -> _Option:
    if not option.mended:
        return option
    if price is None:
        return replace(option, cost=_Price(unpriced=1, share=option.mended / exact(whole, "whole")))
    return replace(option, cost=_Price(rupiah=price * option.mended))


def _extended(ways: dict[int, tuple], options: list[_Option]) -> dict[int, tuple]:
    extended = {}
    for total, (cost, chosen) in ways.items():
        for option in options:
            way = (cost + option.cost, (*chosen, option))
            known = extended.get(total + option.score)
            if known is None or way[0].order < known[0].order:
                extended[total + option.score] = way
    return extended


def _plan(survey: AreaSurvey, before: SlumScore, way: tuple, *, reached: bool, rules: SlumRules) -> Plan:
    cost, chosen = way
    left = dict(survey.volumes)
    works = []
    for criterion, option in zip(DENOMINATORS, chosen, strict=True):
        if not option.mended:
            continue
        left[criterion] = as_decimal(exact(left[criterion], criterion) - option.mended)
        works.append(
            Work(
                criterion=criterion,
                volume=as_decimal(option.mended),
                cost=None if option.cost.unpriced else as_decimal(option.cost.rupiah),
                score_before=before.criteria[criterion][1],
                score_after=option.score,
            )
        )
    return Plan(
        works=tuple(sorted(works, key=lambda work: (work.cost is None, work.cost or 0, work.criterion))),
        cost=as_decimal(cost.rupiah),
        reached=reached,
        before=before,
        after=AreaSurvey(left, **survey.wholes).score(rules=rules),
    )
