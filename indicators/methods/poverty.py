"""Poverty measured four ways: by spending (FGT), by the 14 BPS criteria, by BKKBN's prosperity stages, and by
several deprivations at once (Alkire-Foster). The two questionnaires are judged where they are answered
(households.prosperity) and have their public name here.

The share below the line in this portal's register is not the poverty rate of BPS: it counts families in the
register, and is called "KK terdaftar di bawah garis kemiskinan".
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from households.prosperity import (
    BKKBN_21,
    BPS_CRITERIA,
    BPS_POOR_FROM,
    StageItems,
    answers_by_name,
    bps14,
    bps14_is_poor,
    prosperity_stage,
)
from indicators.methods.exact import as_decimal, exact

__all__ = [
    "BKKBN_21",
    "BPS_CRITERIA",
    "BPS_POOR_FROM",
    "MPI",
    "StageItems",
    "bps14",
    "bps14_is_poor",
    "fgt",
    "multidimensional_poverty",
    "prosperity_stage",
]

# A float weight such as 0.3333333333333333 means one third: no weight in use has a larger denominator.
LARGEST_DENOMINATOR = 1_000_000

_NO_WEIGHT = object()


@dataclass(frozen=True)
class MPI:
    """Multidimensional poverty, all exact fractions 0-1: ``value`` = headcount * intensity.

    ``contributions`` {indicator: its share of the value}, summing to 1. ``intensity`` and the contributions
    are None where nobody is poor; all is None where nobody could be counted. ``n`` units counted,
    ``left_out`` units with an unknown deprivation.
    """

    headcount: Fraction | None
    intensity: Fraction | None
    value: Fraction | None
    contributions: dict[Hashable, Fraction | None]
    n: int = 0
    left_out: int = 0


def fgt(
    spending: Iterable[Decimal | None], *, line, alpha: int, weights: Iterable[int] | None = None
) -> Decimal | None:
    """The Foster-Greer-Thorbecke measure: 0 headcount, 1 gap, 2 severity; a share 0-1.

    ``spending`` and ``line`` are money of one unit per head and month; poor is who spends less than the
    line. ``weights`` are the persons behind each figure, one each when not given. An unknown figure is left
    out with its weight; None when nothing is left or the line is unknown. Raises ValueError for another
    alpha, a line of zero, numbers below zero, and weights that do not match. Source: Foster, Greer and
    Thorbecke 1984.
    """
    if isinstance(alpha, bool) or alpha not in (0, 1, 2):
        raise ValueError(f"alpha: {alpha!r} is not 0, 1 or 2")
    limit = exact(line, "line")
    if limit == 0:
        raise ValueError("line: zero is no poverty line")
    gaps = total = Fraction(0)
    for figure, persons in _weighted(spending, weights):
        amount, weight = exact(figure, "spending"), exact(persons, "weights")
        if weight is None:
            raise ValueError("weights: every figure needs the number of its persons")
        if amount is None or limit is None:
            continue
        total += weight
        if amount < limit:
            gaps += weight * (limit - amount) ** int(alpha)
    return as_decimal(gaps / (total * limit ** int(alpha))) if total else None


def multidimensional_poverty(
    deprivations: Iterable[Mapping[Hashable, bool | None] | Iterable[bool | None]],
    weights: Mapping[Hashable, Fraction] | Iterable[Fraction],
    *,
    cutoff,
) -> MPI:
    """The Alkire-Foster measure of persons or families deprived in several things at once.

    ``deprivations`` one row a unit: {indicator: deprived}, or the answers in the order of the weights, whose
    indicators are then numbered from 0. ``weights`` are taken as shares of their sum; who is deprived in
    ``cutoff`` of it or more (0 < cutoff <= 1) is poor. A unit with an unknown answer is left out and counted
    as such. Raises ValueError for a cutoff outside its range, weights without a sum and unknown indicators.
    Source: Alkire and Foster 2011.
    """
    shares = _shares(weights)
    limit = _share(cutoff, "cutoff")
    if limit is None or not 0 < limit <= 1:
        raise ValueError(f"cutoff: {cutoff!r} is not above 0 and at most 1")
    units = poor = left_out = 0
    deprived = dict.fromkeys(shares, 0)
    for row in deprivations:
        given = answers_by_name(row, tuple(shares))
        if any(given.get(indicator) is None for indicator in shares):
            left_out += 1
            continue
        units += 1
        lacking = [indicator for indicator in shares if given[indicator]]
        if sum(shares[indicator] for indicator in lacking) >= limit:
            poor += 1
            for indicator in lacking:
                deprived[indicator] += 1
    burden = {indicator: shares[indicator] * count for indicator, count in deprived.items()}
    whole = sum(burden.values(), Fraction(0))
    return MPI(
        headcount=Fraction(poor, units) if units else None,
        intensity=whole / poor if poor else None,
        value=whole / units if units else None,
        contributions={indicator: part / whole if poor else None for indicator, part in burden.items()},
        n=units,
        left_out=left_out,
    )


def _weighted(spending: Iterable, weights: Iterable | None):
    """Each figure with its weight; ValueError where they do not match."""
    if weights is None:
        yield from ((figure, 1) for figure in spending)
        return
    for figure, weight in zip_longest(spending, weights, fillvalue=_NO_WEIGHT):
        if figure is _NO_WEIGHT or weight is _NO_WEIGHT:
            raise ValueError("weights: there must be one for every figure")
        yield figure, weight


def _shares(weights: Mapping | Iterable) -> dict[Hashable, Fraction]:
    named = dict(weights) if isinstance(weights, Mapping) else dict(enumerate(weights))
    numbers = {name: _share(weight, f"weight of {name}") for name, weight in named.items()}
    if None in numbers.values() or not sum(numbers.values()):
        raise ValueError("weights: every indicator needs one, and their sum must be above zero")
    whole = sum(numbers.values())
    return {name: number / whole for name, number in numbers.items()}


def _share(value, name: str) -> Fraction | None:
    number = exact(value, name)
    return number.limit_denominator(LARGEST_DENOMINATOR) if isinstance(value, float) else number
