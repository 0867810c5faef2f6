"""The matrix of needs and commitments of a lokus, as counts."""

from dataclasses import dataclass

from activities.needs import matrix
from agencies.small_counts import may_see_exact
from locations.aspects import Aspect


@dataclass(frozen=True)
class NeedLine:
    """One need: how many have it, how many of them have no promise, a promise, or the work done."""

    name: str
    aspect: Aspect
    unit: str
    fault: str
    needing: int | str = ""
    unmet: int | str = ""
    promised: int | str = ""
    done: int | str = ""
    overdue: int | str = ""
    promised_twice: int | str = ""


def need_lines(target_area, user, on) -> list[NeedLine]:
    """The active needs of a lokus on a day; small counts are hidden from who may not open the register."""
    exact = may_see_exact(user)
    return [
        NeedLine(
            row.rule.name,
            row.rule.aspect,
            row.rule.level.label if row.rule.level else "",
            row.fault,
            **({} if row.fault else row.counts(exact=exact)),
        )
        for row in matrix(target_area, user, on)
    ]
