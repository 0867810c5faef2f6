"""What is still to do: the cheapest works that bring the slum total of an area under a limit.

A score falls in steps, so a work pays only where it carries its criterion below the next limit. For every
criterion there are at most four scores to end at, and 80 points in all: the cheapest choice is found exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    """So much of one criterion mended: its volume in the criterion's unit, its cost in rupiah, its effect."""

    criterion: str
    volume: Decimal
    cost: Decimal
    score_before: int
    score_after: int


@dataclass(frozen=True)
class Plan:
    """The works, cheapest first, with their cost in rupiah and the scores before and after.

    ``reached`` is False where the priced works cannot bring the total to the goal; the works are then the
    cheapest that bring it as low as they can.
    """

    works: tuple[Work, ...]
    cost: Decimal
    reached: bool
    before: SlumScore
    after: SlumScore


@dataclass(frozen=True)
class _Option:
    cost: Fraction
    mended: Fraction
    score: int


def cheapest_plan(
    survey: AreaSurvey,
    prices: Mapping[str, Decimal | None],
    *,
    goal: int = 15,
    rules: SlumRules = PERMEN_PUPR_14_2018,
) -> Plan | None:
    """The cheapest works that bring the slum total of ``survey`` to ``goal`` or less.

    ``prices`` {criterion: rupiah per unit of its volume}; a criterion without one cannot be mended. Each
    criterion is mended by itself: one work that serves two is counted for both. None while the total is
    unknown. Raises ValueError for an unknown criterion, a price below zero and a survey that score_area refuses.
    """
    strangers = sorted(set(map(str, prices)) - set(DENOMINATORS))
    if strangers:
        raise ValueError(f"unknown slum criteria: {', '.join(strangers)}")
    before = survey.score(rules=rules)
    if before.total is None:
        return None
    # The cheapest way to every total that the criteria so far can come to.
    ways = {0: (Fraction(0), ())}
    for criterion in DENOMINATORS:
        options = _options(criterion, survey, exact(prices.get(criterion), criterion), before, rules)
        ways = _extended(ways, options)
    reached = [total for total in ways if total <= goal]
    total = min(reached, key=lambda total: (ways[total][0], total)) if reached else min(ways)
    return _plan(survey, before, ways[total], reached=bool(reached), rules=rules)


def _options(
    criterion: str, survey: AreaSurvey, price: Fraction | None, before: SlumScore, rules: SlumRules
) -> list[_Option]:
    """The scores a criterion can end at: the present one for nothing, each lower one at its price."""
    volume = exact(survey.volumes[criterion], criterion)
    whole = exact(survey.wholes[DENOMINATORS[criterion]], criterion)
    present = before.criteria[criterion][1]
    options = [_Option(Fraction(0), Fraction(0), present)]
    if price is None:
        return options
    step = STEPS[DENOMINATORS[criterion]]
    for limit, score in rules.scores:
        if score > present:
            continue
        # Strictly less than this must be left for the percent to be printed below the limit.
        least = volume - (Fraction(limit) - HALF_A_DIGIT) * whole / 100
        mended = min((least // step + 1) * step, volume)
        left = rules.score_of(rounded(100 * (volume - mended) / whole, 2))
        options.append(_Option(price * mended, mended, left))
    return options


def _extended(ways: dict[int, tuple], options: list[_Option]) -> dict[int, tuple]:
    extended = {}
    for total, (cost, chosen) in ways.items():
        for option in options:
            way = (cost + option.cost, (*chosen, option))
            known = extended.get(total + option.score)
            if known is None or way[0] < known[0]:
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
                cost=as_decimal(option.cost),
                score_before=before.criteria[criterion][1],
                score_after=option.score,
            )
        )
    return Plan(
        works=tuple(sorted(works, key=lambda work: (work.cost, work.criterion))),
        cost=as_decimal(cost),
        reached=reached,
        before=before,
        after=AreaSurvey(left, **survey.wholes).score(rules=rules),
    )
