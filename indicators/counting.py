"""How a figure is counted, and what it keeps of the counting: numerator, denominator, by sex, coverage, lineage.

A method says what it asks (`share`, `count`, `mean`, `median` of `Rows`); the answer is one query for the rows and
one for those who should have been asked, whatever their number. The figures are computed from the very ids that the
lineage keeps, in fractions, so that value and lineage cannot part. `indicators.tally` asks the same questions of many
areas at once, for figures without lineage.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from statistics import median as middle

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from indicators.methods.exact import rounded

PLACES = 4
MALE, FEMALE = "L", "P"


@dataclass(frozen=True)
class Counted:
    """What a method found; None is unknown, never zero.

    `value` in the unit of its method, `numerator` and `denominator` where it has them, `male` and `female` the value
    of each sex where it is about people. `surveyed` of `surveyed_of` were asked and answered. `lineage` names the
    rows by primary key: {"model": "households.house", "counted": [...], "of": [...]}, sorted. `note` says why a value
    is unknown, or what else a reader must know.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    male: Decimal | None = None
    female: Decimal | None = None
    surveyed: int | None = None
    surveyed_of: int | None = None
    lineage: dict = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows a figure is counted from.

    `key` leads from a row to the id that the lineage keeps (of `model`), `sex` to the sex of its person, `region` to
    the id of its RT and `round` to that of its survey round; "" where it has none. `eligible` are all rows of `model`
    that should have been asked, None where nobody was. `known` is the condition under which a row answers the
    question: unknown answers are outside the denominator.
    """

    queryset: QuerySet
    model: str
    key: str
    region: str = ""
    round: str = ""
    sex: str = ""
    eligible: QuerySet | None = None
    known: Q = Q()

    def knowing(self, *conditions, **lookups) -> "Rows":
        """The rows whose answer is known, as the conditions say."""
        return replace(self, known=self.known & Q(*conditions, **lookups))


@dataclass(frozen=True)
class Part:
    """The sums of some rows: how many know the answer, how many of them count, and their amounts together."""

    counted: int = 0
    known: int = 0
    total: Fraction = Fraction(0)

    def __add__(self, other: "Part") -> "Part":
        return Part(self.counted + other.counted, self.known + other.known, self.total + other.total)


@dataclass(frozen=True)
class _Row:
    """One row as the counting needs it."""

    key: int
    sex: str | None
    counted: bool
    amount: Fraction | None


@dataclass(frozen=True)
class Question:
    """What a method asks of its rows; `answer()` counts. `kind` is "share", "count", "mean" or "median"."""

    kind: str
    rows: Rows
    counted: Q | None = None
    amounts: tuple[str, ...] = ()

    def answer(self) -> Counted:
        """Count; two queries, one where nobody had to be asked."""
        found = self._read()
        of = sorted(row.key for row in found)
        counted = sorted(row.key for row in found if row.counted)
        whole = _part(found)
        male, female = self._by_sex(found)
        return Counted(
            value=self._value(found),
            numerator=self.numerator(whole),
            denominator=self.denominator(whole),
            male=male,
            female=female,
            surveyed=len(of),
            surveyed_of=self._eligible(of),
            lineage={"model": self.rows.model, "counted": counted, "of": of},
            note="" if found else _("Belum ada jawaban yang diketahui."),
        )

    def _read(self) -> list[_Row]:
        rows = self.rows
        truth = Value(True)
        if self.counted is not None:
            truth = Case(When(self.counted, then=Value(True)), default=Value(False), output_field=BooleanField())
        queryset = rows.queryset.filter(rows.known).order_by().annotate(is_counted=truth)
        names = [rows.key, "is_counted", *([rows.sex] if rows.sex else []), *self.amounts]
        return [
            _Row(
                key=key,
                sex=rest[0] if rows.sex else None,
                counted=bool(is_counted),
                amount=_amount(rest[1 if rows.sex else 0 :]),
            )
            for key, is_counted, *rest in queryset.values_list(*names)
        ]

    def _by_sex(self, found):
        if not self.rows.sex:
            return None, None
        return tuple(self._value([row for row in found if row.sex == sex]) for sex in (MALE, FEMALE))

    def _value(self, found):
        if self.kind == "median":
            return printed(middle(row.amount for row in found)) if found else None
        return self.value(_part(found))

    def value(self, part: Part) -> Decimal | None:
        """The figure of a part (but not of a median, which no sums give); None while no row knows."""
        if not part.known:
            return None
        if self.kind == "share":
            return printed(Fraction(100 * part.counted, part.known))
        return printed(part.counted if self.kind == "count" else part.total / part.known)

    def numerator(self, part: Part) -> Decimal | None:
        if not part.known or self.kind == "median":
            return None
        return printed(part.total if self.kind == "mean" else part.counted)

    def denominator(self, part: Part) -> Decimal | None:
        if not part.known or (self.kind == "count" and self.counted is None):
            return None
        return printed(part.known)

    def _eligible(self, of: list[int]) -> int:
        if self.rows.eligible is None:
            return len(of)
        eligible = self.rows.eligible.order_by().values_list("pk", flat=True)
        return len(set(of).union(eligible))


def share(counted: Q, *, of: Rows) -> Question:
    """The rows for which `counted` holds, in percent of all rows that know; None while none does."""
    return Question("share", of, counted)


def count(counted: Q | None = None, *, of: Rows) -> Question:
    """How many rows there are for which `counted` holds (all, without it); None while no row knows."""
    return Question("count", of, counted)


def mean(amount: str, *, of: Rows) -> Question:
    """The mean of a field over the rows; None while there is none."""
    return Question("mean", of, amounts=(amount,))


def median(amount: str, *, per: str, of: Rows) -> Question:
    """The middle of `amount` / `per` over the rows, the mean of both middles of an even number."""
    return Question("median", of, amounts=(amount, per))


def nothing(model: str, note) -> Counted:
    """A figure that cannot be counted, and why."""
    return Counted(value=None, lineage={"model": model, "counted": [], "of": []}, note=note)


def printed(number: Fraction | int | None) -> Decimal | None:
    """A figure as it is kept: four decimals, halves away from zero."""
    return None if number is None else rounded(Fraction(number), PLACES)


def _part(rows: list[_Row]) -> Part:
    return Part(
        counted=sum(row.counted for row in rows),
        known=len(rows),
        total=sum((row.amount for row in rows if row.amount is not None), Fraction(0)),
    )


def _amount(parts: Iterable) -> Fraction | None:
    """The field, or the first field divided by the second."""
    numbers = [Fraction(part) for part in parts]
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else numbers[0] / numbers[1]
