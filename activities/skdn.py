"""SKDN: the monthly balance of a posyandu, from every child on its register to those who gained weight.

S (semua) all children under five in its area, K (KMS) those with a growth card or KIA book, D (ditimbang) those
weighed this month, N (naik) those who gained enough. Pure functions, no database.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

STATUSES = ("N", "T", "O", "B")


@dataclass(frozen=True)
class ChildMonth:
    """What is known of one registered child for one month.

    `status` is the weight gain status, None when not weighed or not judged; `below_red_line` (BGM) is None when
    unknown. Raises ValueError where a child that was not weighed carries a result of weighing.
    """

    has_kms: bool
    weighed: bool
    status: str | None = None
    below_red_line: bool | None = None

    def __post_init__(self):
        if self.status is not None and self.status not in STATUSES:
            raise ValueError("status must be one of N, T, O, B or None")
        if not self.weighed and (self.status is not None or self.below_red_line is not None):
            raise ValueError("a child that was not weighed has no status and no red line result")


@dataclass(frozen=True)
class PosyanduMonth:
    """One month of one posyandu: a `ChildMonth` for every child under five of its area, weighed or not."""

    month: date
    children: Sequence[ChildMonth] = ()


@dataclass(frozen=True)
class SKDN:
    """Counts of children in one month and their ratios.

    d = n + t + o + b + unjudged, where `unjudged` were weighed and carry no status. `bgm` counts the weighed
    children known to be below the red line among the `bgm_known` whose result is known; None while none is known
    although children were weighed. Ratios are Fractions from 0 (times 100 for percent), None where the denominator
    is 0. `d_k` and `n_k` may exceed 1: a child without a card can be weighed.
    """

    s: int
    k: int
    d: int
    n: int
    t: int
    o: int
    b: int
    unjudged: int
    bgm: int | None
    bgm_known: int

    @property
    def k_s(self):
        """K/S: coverage of the programme (cakupan program)."""
        return ratio(self.k, self.s)

    @property
    def d_s(self):
        """D/S: participation (partisipasi masyarakat)."""
        return ratio(self.d, self.s)

    @property
    def d_k(self):
        """D/K: continuity, of the children with a card (kelangsungan penimbangan)."""
        return ratio(self.d, self.k)

    @property
    def n_d(self):
        """N/D: success, of the children weighed (keberhasilan penimbangan)."""
        return ratio(self.n, self.d)

    @property
    def n_s(self):
        """N/S: success of the programme (keberhasilan program)."""
        return ratio(self.n, self.s)

    @property
    def n_k(self):
        """N/K: children who gained, of those with a card."""
        return ratio(self.n, self.k)

    @property
    def n_judged(self):
        """N/(N+T), the monthly report's N/D': of the children whose gain could be judged."""
        return ratio(self.n, self.n + self.t)

    @property
    def bgm_d(self):
        """BGM/D: children below the red line, of the weighed children whose result is known."""
        return None if self.bgm is None else ratio(self.bgm, self.bgm_known)

    def __add__(self, other):
        """The balance of two posyandu, or of two groups of children, taken together."""
        if not isinstance(other, SKDN):
            return NotImplemented
        known = [part.bgm for part in (self, other) if part.bgm is not None]
        return SKDN(
            s=self.s + other.s,
            k=self.k + other.k,
            d=self.d + other.d,
            n=self.n + other.n,
            t=self.t + other.t,
            o=self.o + other.o,
            b=self.b + other.b,
            unjudged=self.unjudged + other.unjudged,
            bgm=_bgm(sum(known), self.bgm_known + other.bgm_known, self.d + other.d),
            bgm_known=self.bgm_known + other.bgm_known,
        )


def skdn(month: PosyanduMonth) -> SKDN:
    """Count one month of a posyandu: every child of the register once.

    Source of the letters: Pedoman Umum Pengelolaan Posyandu (Kementerian Kesehatan) and the monthly form F2.
    """
    children = month.children
    weighed = [child for child in children if child.weighed]
    statuses = Counter(child.status for child in weighed)
    red_line = [child.below_red_line for child in weighed if child.below_red_line is not None]
    return SKDN(
        s=len(children),
        k=sum(child.has_kms for child in children),
        d=len(weighed),
        n=statuses["N"],
        t=statuses["T"],
        o=statuses["O"],
        b=statuses["B"],
        unjudged=statuses[None],
        bgm=_bgm(sum(red_line), len(red_line), len(weighed)),
        bgm_known=len(red_line),
    )


def ratio(part: int, whole: int) -> Fraction | None:
    """part/whole, None where there is nothing to divide by."""
    return Fraction(part, whole) if whole else None


def _bgm(below, known, weighed):
    """The count of a month in which somebody's result is known or nobody was weighed, else None: unknown."""
    return below if known or not weighed else None
