"""Indeks Proksi Pembangunan Keluarga: the three dimensions of the HDI as a family register can show them.

It is not the HDI of BPS and never printed as one. Parts, weights and ranges are this portal's own choice;
the page that shows it says so and shows the components first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import ceil
from operator import mul
from random import Random

from indicators.methods.exact import as_decimal, exact, rounded

ALL = "all"
SEXES = ("L", "P")
COMPONENTS = ("mean_years", "insured", "stunted", "untreated_illness")
LEAST_PERSONS = 30
HEALTHY_ABOVE = Decimal("0.800")
ADULT_FROM = 25
UNDER_FIVE = 5
# A pupil of each age group adds this many expected years of schooling when the whole group attends.
SCHOOL_AGES = {(7, 12): 6, (13, 15): 3, (16, 18): 3, (19, 24): 6}
MOST_EXPECTED_YEARS = 18
MOST_MEAN_YEARS = 15
FLOOR = Decimal("0.01")
INTERVAL = (Decimal("0.05"), Decimal("0.95"))

_WORKING = Context(prec=28)


@dataclass(frozen=True)
class Person:
    """What the register knows of one person; None is unknown or not asked.

    ``age`` completed years, ``years_of_schooling`` years, ``attending`` in school now, ``stunted`` by the
    last measurement (counts under five years), ``untreated_illness`` has a chronic illness and no treatment
    (False also for who has none).
    """

    sex: str | None
    age: int | None
    years_of_schooling: Decimal | None = None
    attending: bool | None = None
    insured: bool | None = None
    stunted: bool | None = None
    untreated_illness: bool | None = None

    def __post_init__(self):
        if self.sex is not None and self.sex not in SEXES:
            raise ValueError(f"sex: {self.sex!r} is neither L nor P")
        if self.age is not None and (not isinstance(self.age, int) or self.age < 0):
            raise ValueError(f"age: {self.age!r} is not a number of completed years")
        exact(self.years_of_schooling, "years_of_schooling")


@dataclass(frozen=True)
class Family:
    """A family: its persons, monthly spending per head in rupiah and healthy family index (IKS, 0-1)."""

    persons: tuple[Person, ...]
    spending_per_head: Decimal | None = None
    healthy_index: Decimal | None = None


@dataclass(frozen=True)
class Figure:
    """One component: its value, known of ``n`` out of ``of``, and its 90 % interval."""

    value: Decimal | None
    n: int
    of: int
    interval: tuple[Decimal, Decimal] | None = None

    @property
    def coverage(self) -> Decimal | None:
        """Share measured, 0-1; None where there was nobody to measure."""
        return Decimal(self.n) / self.of if self.of else None


@dataclass(frozen=True)
class Group:
    """The components measured per person, for everybody or one sex; values are None while ``hidden``.

    ``components``: mean_years (age 25 and over), expected_years (age 7-24), insured, stunted,
    untreated_illness (shares 0-1). ``knowledge`` 0-1. ``n`` persons who count in a component, ``of`` all.
    """

    components: dict[str, Figure]
    knowledge: Decimal | None
    n: int
    of: int

    @property
    def hidden(self) -> bool:
        return self.n < LEAST_PERSONS

    @property
    def coverage(self) -> Decimal | None:
        return Decimal(self.n) / self.of if self.of else None


@dataclass(frozen=True)
class FamilyProxy(Group):
    """The index of all families, 1-100, with its 90 % interval; to the components of a group it adds
    healthy_families (share of families, 0-1) and spending (median rupiah per head per month)."""

    value: Decimal | None = None
    interval: tuple[Decimal, Decimal] | None = None
    health: Decimal | None = None
    living: Decimal | None = None
    by_sex: dict[str, Group] = field(default_factory=dict)


def family_development_proxy(
    families: Iterable[Family], *, poverty_line, draws: int = 500, seed: int = 2021
) -> FamilyProxy:
    """The family development proxy of an area, 1-100, from its register.

    knowledge = mean(mean years / 15, expected years / 18); health = mean of what is known of the shares
    healthy family (IKS > 0.800), insured, not stunted, not untreated; living = ln(y / half the poverty line)
    / ln 8 within 0-1, y the median over persons of their family's monthly spending per head; value = 100 *
    cube root of the product, each floored at 0.01. ``poverty_line`` is rupiah per head per month. Whole
    families are drawn for the 90 % interval, ``draws`` times by ``seed``; families in any order give the
    same figures. A dimension without data is None, and so is the value. Raises ValueError for a poverty
    line of zero and numbers below zero. Source: this portal's own method, after the HDI of BPS.
    """
    line = as_decimal(exact(poverty_line, "poverty_line"))
    if line == 0:
        raise ValueError("poverty_line: zero is no line")
    # One order for all, so that the draws depend neither on how the register was read nor on the unit of money.
    register = _Register(sorted(families, key=lambda family: _place(family, line)), line)
    with localcontext(_WORKING):
        seen = register.measure([1] * register.size)
        drawn = [register.measure(counts) for counts in _resamples(register.size, draws, seed)]
    groups = {group: _group(register, group, seen, drawn) for group in (ALL, *SEXES)}
    everybody = groups[ALL]
    return FamilyProxy(
        **vars(everybody),
        value=_printed(seen[ALL, "value"], 2, everybody.hidden),
        interval=_interval(drawn, (ALL, "value"), 2, everybody.hidden),
        health=_printed(seen[ALL, "health"], 4, everybody.hidden),
        living=_printed(seen[ALL, "living"], 4, everybody.hidden),
        by_sex={sex: groups[sex] for sex in SEXES},
    )


class _Column:
    """One component: per family the sum and the number of the answers; in all, how many were due."""

    def __init__(self, families: int):
        self.sums = [Decimal(0)] * families
        self.known = [0] * families
        self.due = 0

    def add(self, family: int, answer: Decimal | bool | None) -> None:
        self.due += 1
        if answer is not None:
            self.sums[family] += answer
            self.known[family] += 1

    def mean(self, counts: Sequence[int]) -> Decimal | None:
        known = sum(map(mul, counts, self.known))
        return sum(map(mul, counts, self.sums)) / known if known else None


class _Register:
    """The families as columns of per-family sums, so that a draw of families is a weighted sum of columns."""

    def __init__(self, families: Sequence[Family], line: Decimal | None):
        self.size = len(families)
        self.line = line
        self.columns = {ALL: {"healthy_families": _Column(self.size)}, "L": {}, "P": {}}
        for columns in self.columns.values():
            columns.update({name: _Column(self.size) for name in (*COMPONENTS, *SCHOOL_AGES)})
        self.members = dict.fromkeys(self.columns, 0)
        self.counted = dict.fromkeys(self.columns, 0)
        self.paid = []
        for index, family in enumerate(families):
            self._add(index, family)
        self.paid.sort()

    def _add(self, index: int, family: Family) -> None:
        healthy = exact(family.healthy_index, "healthy_index")
        self.columns[ALL]["healthy_families"].add(index, None if healthy is None else healthy > HEALTHY_ABOVE)
        spending = as_decimal(exact(family.spending_per_head, "spending_per_head"))
        if spending is not None:
            self.paid.append((spending, index, len(family.persons)))
        for person in family.persons:
            answers = dict(_answers(person))
            for group in (ALL, person.sex) if person.sex else (ALL,):
                self.members[group] += 1
                self.counted[group] += any(answer is not None for answer in (spending, *answers.values()))
                for name, answer in answers.items():
                    self.columns[group][name].add(index, answer)

    def known(self, group: str, name: str) -> tuple[int, int]:
        """Of how many a component is known, and of how many it was due."""
        if name == "spending":
            return sum(persons for _paid, _family, persons in self.paid), self.members[group]
        names = SCHOOL_AGES if name == "expected_years" else (name,)
        columns = [self.columns[group][column] for column in names]
        return sum(sum(column.known) for column in columns), sum(column.due for column in columns)

    def measure(self, counts: Sequence[int]) -> dict[tuple[str, str], Decimal | None]:
        """Every figure of the families taken so many times each: {(group, name): value}."""
        figures = {}
        for group, columns in self.columns.items():
            means = {name: column.mean(counts) for name, column in columns.items()}
            attending = [means.pop(ages) for ages in SCHOOL_AGES]
            means["expected_years"] = None
            if None not in attending:
                means["expected_years"] = sum(map(mul, attending, SCHOOL_AGES.values()))
            means["knowledge"] = _knowledge(means["mean_years"], means["expected_years"])
            figures.update({(group, name): value for name, value in means.items()})
        figures[ALL, "spending"] = self._median_spending(counts)
        figures[ALL, "health"] = _health(figures)
        figures[ALL, "living"] = self._living(figures[ALL, "spending"])
        figures[ALL, "value"] = _index([figures[ALL, name] for name in ("knowledge", "health", "living")])
        return figures

    def _median_spending(self, counts: Sequence[int]) -> Decimal | None:
        weighted = [(paid, counts[family] * persons) for paid, family, persons in self.paid]
        total = sum(weight for _paid, weight in weighted)
        passed, lower = 0, None
        for paid, weight in weighted:
            passed += weight
            if lower is None and weight and 2 * passed >= total:
                lower = paid
            if weight and 2 * passed > total:
                return (lower + paid) / 2
        return None

    def _living(self, spending: Decimal | None) -> Decimal | None:
        if spending is None or self.line is None:
            return None
        ratio = 2 * spending / self.line
        return Decimal(0) if ratio <= 1 else min(ratio.ln() / Decimal(8).ln(), Decimal(1))


def _answers(person: Person):
    """The components that concern this person, each with the answer or None."""
    yield "insured", person.insured
    yield "untreated_illness", person.untreated_illness
    if person.age is None:
        return
    if person.age < UNDER_FIVE:
        yield "stunted", person.stunted
    if person.age >= ADULT_FROM:
        yield "mean_years", as_decimal(exact(person.years_of_schooling, "years_of_schooling"))
    for first, last in SCHOOL_AGES:
        if first <= person.age <= last:
            yield (first, last), person.attending


def _knowledge(mean_years: Decimal | None, expected_years: Decimal | None) -> Decimal | None:
    if mean_years is None or expected_years is None:
        return None
    mean, expected = mean_years / MOST_MEAN_YEARS, expected_years / MOST_EXPECTED_YEARS
    return (min(mean, Decimal(1)) + min(expected, Decimal(1))) / 2


def _health(figures: dict[tuple[str, str], Decimal | None]) -> Decimal | None:
    good = [figures[ALL, name] for name in ("healthy_families", "insured")]
    bad = [figures[ALL, name] for name in ("stunted", "untreated_illness")]
    parts = [share for share in good if share is not None] + [1 - share for share in bad if share is not None]
    return sum(parts) / len(parts) if parts else None


def _index(dimensions: list[Decimal | None]) -> Decimal | None:
    if None in dimensions:
        return None
    knowledge, health, living = (max(dimension, FLOOR) for dimension in dimensions)
    return 100 * (knowledge * health * living) ** (Decimal(1) / 3)


def _resamples(size: int, draws: int, seed: int):
    """Whole families, drawn with replacement: how often each one was drawn."""
    random = Random(seed)  # noqa: S311 - repeatable draws are wanted
    for _draw in range(draws if size > 1 else 0):
        counts = [0] * size
        for index in random.choices(range(size), k=size):
            counts[index] += 1
        yield counts


def _group(register: _Register, group: str, seen: dict, drawn: list[dict]) -> Group:
    hidden = register.counted[group] < LEAST_PERSONS
    names = [*COMPONENTS, "expected_years", *(("healthy_families", "spending") if group == ALL else ())]
    return Group(
        components={
            name: Figure(
                _printed(seen[group, name], 4, hidden),
                *register.known(group, name),
                _interval(drawn, (group, name), 4, hidden),
            )
            for name in names
        },
        knowledge=_printed(seen[group, "knowledge"], 4, hidden),
        n=register.counted[group],
        of=register.members[group],
    )


def _printed(value: Decimal | None, places: int, hidden: bool) -> Decimal | None:
    return None if value is None or hidden else rounded(Fraction(value), places)


def _interval(drawn: list[dict], figure: tuple[str, str], places: int, hidden: bool) -> tuple[Decimal, Decimal] | None:
    """The 5th and 95th percentile of the draws; None where fewer than half of them give the figure."""
    values = sorted(draw[figure] for draw in drawn if draw[figure] is not None)
    if hidden or not values or 2 * len(values) < len(drawn):
        return None
    low, high = (values[ceil(share * len(values)) - 1] for share in INTERVAL)
    return _printed(low, places, hidden), _printed(high, places, hidden)


def _place(family, line) -> tuple:
    """Where a family stands in the one order: by its spending in poverty lines, then by everything but money."""
    spending = exact(family.spending_per_head, "spending_per_head")
    lines = None if spending is None or line is None else spending / Fraction(line)
    return (lines is None, lines or 0, repr(family.persons), repr(family.healthy_index))
