"""The matrix of needs and commitments of a lokus, as counts."""

from dataclasses import dataclass

from activities.models import NeedRule
from activities.needs import matrix
from locations.aspects import Aspect
from reports.sheets.small_counts import UNDER_LIMIT, hide_small, is_small

PARTS = ("unmet", "promised", "done")
BESIDE = ("overdue", "promised_twice")


@dataclass(frozen=True)
class NeedLine:
    """One need: how many have it, how many of them have no promise, a promise, or the work done."""

    name: str
    aspect: Aspect
    unit: str
    needing: int | str
    unmet: int | str
    promised: int | str
    done: int | str
    overdue: int | str
    promised_twice: int | str


def need_lines(target_area, user, on) -> list[NeedLine]:
    """The active needs of a lokus on a day; counts of under five are hidden from who may not open the register."""
    exact = user.has_perm("households.view_member")
    return [_line(row, exact) for row in matrix(target_area, user, on)]


def _line(row, exact) -> NeedLine:
    total = len(row.needing)
    parts = {name: len(getattr(row, name)) for name in PARTS}
    beside = {name: len(getattr(row, name)) for name in BESIDE}
    # Houses are no persons: their counts hide nobody.
    if not exact and row.rule.level != NeedRule.Level.HOUSE:
        parts, total = hide_small(parts, total)
        beside = {name: UNDER_LIMIT if is_small(count) else count for name, count in beside.items()}
    return NeedLine(row.rule.name, row.rule.aspect, row.rule.get_level_display(), needing=total, **parts, **beside)
