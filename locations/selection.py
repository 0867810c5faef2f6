"""The choice of a lokus among candidates: three aspects, weighed, ranked, and shaken to see whether it holds.

Pure functions. Figures are compared as exact fractions, so that a tie is a tie.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from random import Random
from typing import Literal

# Which way is needier: a slum score and a poverty rate when high, a human development figure when low.
NEEDIER = {"slum": 1, "poverty": 1, "hdi": -1}
EQUAL_WEIGHTS = {aspect: Fraction(1, 3) for aspect in NEEDIER}

# Scores alike to so many decimals are tied: z-scores carry roots, and figures may carry the last digit of a
# floating point number.
TIE_PLACES = 12

_TO_DECIMAL = Context(prec=28)
_ROOTS = Context(prec=60)


@dataclass(frozen=True)
class Candidate:
    """One candidate area and its figures, in any unit that all candidates share; None is unknown."""

    key: Hashable
    slum: Decimal | None
    poverty: Decimal | None
    hdi: Decimal | None


@dataclass(frozen=True)
class Ranked:
    """A candidate's place. ``values`` are the aspects on one scale (higher is needier), ``parts`` their
    weighed share of the ``score``; ``tied`` when another candidate shares the rank."""

    key: Hashable
    rank: int
    score: Decimal
    tied: bool
    values: dict[str, Decimal]
    parts: dict[str, Decimal]


@dataclass(frozen=True)
class Incomplete:
    """A candidate that cannot be ranked, and the aspects whose figures are missing."""

    key: Hashable
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """The candidates, neediest first, and apart from them those with a missing figure."""

    entries: tuple[Ranked, ...]
    incomplete: tuple[Incomplete, ...]
    weights: dict[str, Decimal]
    normalise: str

    @property
    def first(self) -> tuple[Hashable, ...]:
        """Who stands first: several keys when they tie, none when nobody is complete."""
        return tuple(entry.key for entry in self.entries if entry.rank == 1)

    @property
    def ranks(self) -> dict[Hashable, int]:
        return {entry.key: entry.rank for entry in self.entries}


@dataclass(frozen=True)
class FlipPoints:
    """The weights, below and above the present one, at which the first place changes hands; None if never."""

    below: Decimal | None
    above: Decimal | None


@dataclass(frozen=True)
class Sensitivity:
    """How firmly the first place stands.

    ``first_share`` 0-1: share of the drawn weightings under which all who are first stay first, None when
    nobody is ranked. ``flip_weight`` {aspect: the flip point nearest to its present weight, 0-1, or None},
    ``flip_points`` both of them. ``shares`` {candidate: share of the weightings under which it is first}.
    """

    first_share: Decimal | None
    flip_weight: dict[str, Decimal | None]
    flip_points: dict[str, FlipPoints]
    shares: dict[Hashable, Decimal]
    first: tuple[Hashable, ...]
    draws: int
    seed: int


def rank(
    candidates: Iterable[Candidate] | Mapping[Hashable, Mapping[str, Decimal | None]],
    weights: Mapping[str, Decimal] | None = None,
    *,
    normalise: Literal["min-max", "z"] = "min-max",
) -> Ranking:
    """Rank candidates by need: each aspect on one scale over the complete candidates, then weighed.

    ``candidates`` are Candidate rows or {key: {aspect: figure}}. ``weights`` {aspect: zero or more} are
    taken as shares of their sum, equal when None; an aspect left out does not count. "min-max" puts an
    aspect between 0 and 1, "z" counts standard deviations from the mean; an aspect in which all are alike
    counts 0 for everyone. Who lacks a figure of a named aspect is listed as incomplete and moves nobody.
    Equal scores share a rank and the next one is skipped (1, 1, 3). Raises ValueError for an unknown
    aspect or way to normalise, weights below zero or without a sum, a key given twice, and what is no number.
    """
    shares = _weights(weights)
    complete, incomplete = _sorted_out(candidates, shares)
    values = _on_one_scale(complete, shares, normalise)
    scores = {key: _score(value, shares) for key, value in values.items()}
    entries = tuple(
        Ranked(
            key=key,
            rank=1 + sum(other > score for other in scores.values()),
            score=_decimal(score),
            tied=sum(other == score for other in scores.values()) > 1,
            values={aspect: _decimal(value) for aspect, value in values[key].items()},
            parts={aspect: _decimal(shares[aspect] * value) for aspect, value in values[key].items()},
        )
        for key, score in sorted(scores.items(), key=lambda item: (-item[1], str(item[0])))
    )
    return Ranking(
        entries=entries,
        incomplete=incomplete,
        weights={aspect: _decimal(share) for aspect, share in shares.items()},
        normalise=normalise,
    )


def sensitivity(
    candidates: Iterable[Candidate] | Mapping[Hashable, Mapping[str, Decimal | None]],
    weights: Mapping[str, Decimal] | None = None,
    *,
    draws: int,
    seed: int,
    normalise: Literal["min-max", "z"] = "min-max",
) -> Sensitivity:
    """How much the first place depends on the weights.

    ``draws`` weightings of the named aspects, all equally likely (flat Dirichlet, by ``seed``), give the
    shares. A flip point is computed in closed form: one weight moves strictly between 0 and 1 while the
    others keep their proportions (equal ones where they have none), and every candidate's score is then a
    straight line, so that the first place changes where the first's line is crossed. A tie that any move
    would break flips at the present weight. Raises ValueError as rank does, and for less than one draw.
    """
    if draws < 1:
        raise ValueError("draws: at least one is needed")
    shares = _weights(weights)
    complete, _incomplete = _sorted_out(candidates, shares)
    values = _on_one_scale(complete, shares, normalise)
    scores = {key: _score(value, shares) for key, value in values.items()}
    first = tuple(sorted((key for key in scores if scores[key] == max(scores.values())), key=str))
    flips = {aspect: _flips(values, shares, aspect, first) for aspect in shares}
    wins, kept = _drawn(values, tuple(shares), first, draws, seed)
    return Sensitivity(
        first_share=Decimal(kept) / draws if first else None,
        flip_weight={aspect: _nearest(points, shares[aspect]) for aspect, points in flips.items()},
        flip_points={aspect: FlipPoints(*map(_decimal, points)) for aspect, points in flips.items()},
        shares={key: Decimal(count) / draws for key, count in wins.items()},
        first=first,
        draws=draws,
        seed=seed,
    )


def _weights(weights: Mapping[str, Decimal] | None) -> dict[str, Fraction]:
    """The weights as shares of their sum, in the order of NEEDIER."""
    weights = EQUAL_WEIGHTS if weights is None else weights
    given = {str(aspect): weight for aspect, weight in weights.items()}
    _only_aspects(given)
    numbers = {aspect: _exact(given[aspect], aspect) for aspect in NEEDIER if aspect in given}
    if any(number is None or number < 0 for number in numbers.values()) or not sum(numbers.values()):
        raise ValueError("weights: each must be zero or more, and their sum above zero")
    whole = sum(numbers.values())
    return {aspect: number / whole for aspect, number in numbers.items()}


def _sorted_out(candidates, aspects: Iterable[str]) -> tuple[dict, tuple[Incomplete, ...]]:
    """The figures of the complete candidates by key, and those who lack one."""
    complete, incomplete = {}, {}
    for key, given in _rows(candidates):
        if key in complete or key in incomplete:
            raise ValueError(f"the candidate {key!r} is given twice")
        figures = {aspect: _exact(given.get(aspect), f"{key}, {aspect}") for aspect in aspects}
        missing = tuple(aspect for aspect, figure in figures.items() if figure is None)
        if missing:
            incomplete[key] = Incomplete(key, missing)
        else:
            complete[key] = figures
    return complete, tuple(sorted(incomplete.values(), key=lambda candidate: str(candidate.key)))


def _rows(candidates):
    if isinstance(candidates, Mapping):
        for key, figures in candidates.items():
            given = {str(aspect): figure for aspect, figure in figures.items()}
            _only_aspects(given)
            yield key, given
    else:
        for candidate in candidates:
            yield candidate.key, {aspect: getattr(candidate, aspect) for aspect in NEEDIER}


def _only_aspects(given: Mapping[str, object]) -> None:
    strangers = sorted(set(given) - set(NEEDIER))
    if strangers:
        raise ValueError(f"unknown aspects: {', '.join(strangers)}")


def _exact(value, name: str) -> Fraction | None:
    """The number as a fraction (a float means what it prints as); None and an empty text are unknown."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise TypeError(f"{name}: a number is needed, not {value!r}")
    try:
        return Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{name}: {value!r} is not a number") from error


def _on_one_scale(complete: dict, aspects: Iterable[str], normalise: str) -> dict[Hashable, dict[str, Fraction]]:
    if normalise not in ("min-max", "z"):
        raise ValueError(f"normalise: {normalise!r} is neither min-max nor z")
    scale = _min_max if normalise == "min-max" else _z
    values = {key: {} for key in complete}
    for aspect in aspects if complete else ():
        needs = [NEEDIER[aspect] * figures[aspect] for figures in complete.values()]
        for key, value in zip(complete, scale(needs), strict=True):
            values[key][aspect] = value
    return values


def _min_max(needs: list[Fraction]) -> list[Fraction]:
    lowest, highest = min(needs), max(needs)
    if lowest == highest:
        return [Fraction(0)] * len(needs)
    return [(need - lowest) / (highest - lowest) for need in needs]


def _z(needs: list[Fraction]) -> list[Fraction]:
    """Standard deviations of all candidates (they are not a sample) above the mean."""
    mean = sum(needs) / len(needs)
    variance = sum((need - mean) ** 2 for need in needs) / len(needs)
    if not variance:
        return [Fraction(0)] * len(needs)
    square = _ROOTS.divide(Decimal(variance.numerator), Decimal(variance.denominator))
    deviation = Fraction(_ROOTS.sqrt(square))
    return [(need - mean) / deviation for need in needs]


def _score(values: Mapping[str, Fraction], shares: Mapping[str, Fraction]) -> Fraction:
    return round(sum(share * values[aspect] for aspect, share in shares.items()), TIE_PLACES)


def _flips(values: dict, shares: dict, aspect: str, first: tuple) -> tuple[Fraction | None, Fraction | None]:
    """The flip points of one weight: the last below the present one and the first above it."""
    present = shares[aspect]
    others = [other for other in shares if other != aspect]
    if not first or not others:
        return None, None
    left = 1 - present
    rest = {other: shares[other] / left if left else Fraction(1, len(others)) for other in others}
    # A score is weight * at_one + (1 - weight) * at_zero.
    at_one = {key: value[aspect] for key, value in values.items()}
    at_zero = {key: sum(rest[other] * value[other] for other in others) for key, value in values.items()}
    leader, *equals = first
    gaps = {
        key: (_gap(at_zero[leader], at_zero[key]), _gap(at_one[leader], at_one[key])) for key in values if key != leader
    }
    if any(gaps[equal] != (0, 0) for equal in equals):
        return present, present
    crossings = [without / (without - alone) for without, alone in gaps.values() if without * alone < 0]
    return (
        max((point for point in crossings if point < present), default=None),
        min((point for point in crossings if point > present), default=None),
    )


def _gap(ours: Fraction, theirs: Fraction) -> Fraction:
    """How far we are ahead; nothing where the difference would be a tie."""
    difference = ours - theirs
    return difference if round(difference, TIE_PLACES) else Fraction(0)


def _nearest(points: tuple[Fraction | None, Fraction | None], present: Fraction) -> Decimal | None:
    known = [point for point in points if point is not None]
    return _decimal(min(known, key=lambda point: abs(point - present))) if known else None


def _drawn(values: dict, aspects: tuple, first: tuple, draws: int, seed: int) -> tuple[dict, int]:
    """How often each candidate is first under drawn weights, and how often all of ``first`` are."""
    random = Random(seed)  # noqa: S311 - repeatable draws are wanted
    rows = {key: [float(value[aspect]) for aspect in aspects] for key, value in values.items()}
    wins, kept = dict.fromkeys(rows, 0), 0
    for _draw in range(draws if rows else 0):
        # Gamma numbers divided by their sum are a Dirichlet draw.
        parts = [random.gammavariate(1, 1) for _aspect in aspects]
        whole = sum(parts)
        scores = {key: sum(map(float.__mul__, parts, row)) / whole for key, row in rows.items()}
        best = max(scores.values()) - 10**-TIE_PLACES
        winners = {key for key, score in scores.items() if score >= best}
        kept += winners.issuperset(first)
        for key in winners:
            wins[key] += 1
    return wins, kept


def _decimal(number: Fraction | None) -> Decimal | None:
    if number is None:
        return None
    return _TO_DECIMAL.divide(Decimal(number.numerator), Decimal(number.denominator))
