"""Poverty measured four ways: by spending (FGT), by the 14 BPS criteria, by BKKBN's prosperity stages, and by
several deprivations at once (Alkire-Foster).

The share below the line in this portal's register is not the poverty rate of BPS: it counts families in the
register, and is called "KK terdaftar di bawah garis kemiskinan".
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from numbers import Rational

from indicators.methods.exact import as_decimal, exact

BPS_CRITERIA = tuple(range(1, 15))
BPS_POOR_FROM = 9

# A float weight such as 0.3333333333333333 means one third: no weight in use has a larger denominator.
LARGEST_DENOMINATOR = 1_000_000

_NO_WEIGHT = object()


@dataclass(frozen=True)
class StageItems:
    """One version of the prosperity questionnaire: per block its items and the stage of who fails there."""

    version: str
    blocks: tuple[tuple[str, tuple[int, ...]], ...]
    last_stage: str

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(item for _stage, block in self.blocks for item in block)


BKKBN_21 = StageItems(
    version="BKKBN, 21 indikator tahapan keluarga sejahtera",
    blocks=(
        ("pra-sejahtera", (1, 2, 3, 4, 5, 6)),
        ("ks1", (7, 8, 9, 10, 11, 12, 13, 14)),
        ("ks2", (15, 16, 17, 18, 19)),
        ("ks3", (20, 21)),
    ),
    last_stage="ks3plus",
)


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


def bps14(answers: Mapping[int, bool | None] | Iterable[bool | None]) -> int:
    """How many of the 14 BPS criteria of a poor household hold, 0-14; an unknown answer does not count.

    ``answers`` {criterion number: holds} or the answers in order. Nine or more meant poor in the census of
    2005, whose rupiah limits are out of date: a flag, never eligibility. Raises ValueError for a number that
    is no criterion and TypeError for an answer that is not true, false or None. Source: BPS, PSE 2005.
    """
    return sum(answer is True for answer in _answers(answers, BPS_CRITERIA).values())


def bps14_is_poor(
    answers: Mapping[int, bool | None] | Iterable[bool | None], *, poor_from: int = BPS_POOR_FROM
) -> bool | None:
    """Whether so many of the 14 criteria hold; None while the unknown ones could still decide it."""
    given = _answers(answers, BPS_CRITERIA)
    holding = bps14(given)
    if holding >= poor_from:
        return True
    unknown = sum(given.get(criterion) is None for criterion in BPS_CRITERIA)
    return None if holding + unknown >= poor_from else False


def prosperity_stage(
    answers: Mapping[int, bool | None] | Iterable[bool | None], *, items: StageItems = BKKBN_21
) -> str | None:
    """The BKKBN stage of a family: pra-sejahtera, ks1, ks2, ks3 or ks3plus.

    ``answers`` {item number: met}, or the answers in order; None means that the item does not apply to the
    family and counts as met. The first block with an item not met decides. An item without an answer is
    unknown: the stage is None where it could decide. Raises ValueError for a number that is no item and
    TypeError for an answer that is not true, false or None. Source: BKKBN, tahapan keluarga sejahtera.
    """
    given = _answers(answers, items.items)
    for stage, block in items.blocks:
        if any(given.get(item) is False for item in block):
            return stage
        if any(item not in given for item in block):
            return None
    return items.last_stage


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
        given = _answers(row, tuple(shares))
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
    if weights is None:
        return ((figure, 1) for figure in spending)
    return _paired(spending, weights)


def _paired(spending: Iterable, weights: Iterable):
    for figure, weight in zip_longest(spending, weights, fillvalue=_NO_WEIGHT):
        if figure is _NO_WEIGHT or weight is _NO_WEIGHT:
            raise ValueError("weights: there must be one for every figure")
        yield figure, weight


def _answers(answers: Mapping | Iterable, names: tuple) -> dict[Hashable, bool | None]:
    """The answers by name; numbered ones may arrive as texts, as JSON keys are."""
    if not isinstance(answers, Mapping):
        answers = list(answers)
        if len(answers) > len(names):
            raise ValueError(f"{len(answers)} answers were given for {len(names)} questions")
        answers = dict(zip(names, answers, strict=False))
    by_text = {str(name): name for name in names}
    given = {}
    for name, answer in answers.items():
        if str(name) not in by_text:
            raise ValueError(f"{name!r} is not one of the questions")
        given[by_text[str(name)]] = _truth(name, answer)
    return given


def _truth(name: Hashable, answer) -> bool | None:
    if answer is None or isinstance(answer, bool):
        return answer
    if isinstance(answer, Rational) and answer in (0, 1):
        return bool(answer)
    raise TypeError(f"{name!r}: the answer must be true, false or None, not {answer!r}")


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
