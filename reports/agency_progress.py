"""How far the interventions are: physical and non-physical, per agency and in all, with the money.

The percentages are plain means over the interventions whose report was accepted: volumes cannot be added, because
each activity type has its own unit. Interventions without an accepted report are unknown, not zero; how many they
are stands beside each percentage.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from activities.models import ActivityType, Funding, Intervention, ProgressReport
from agencies.models import AgencyName

TENTH = Decimal("0.1")


@dataclass
class Share:
    """A mean progress in percent over `reported` of `total` interventions."""

    total: int = 0
    reported: int = 0
    points: Decimal = Decimal(0)

    @property
    def percent(self) -> Decimal | None:
        return (self.points / self.reported).quantize(TENTH, ROUND_HALF_UP) if self.reported else None

    def add(self, other: "Share") -> None:
        self.total += other.total
        self.reported += other.reported
        self.points += other.points


@dataclass
class Progress:
    """What one agency (`agency_id` is its public id), or all of them, did.

    `budget` and `spent` in rupiah, None while unknown; `late` interventions are past their end.
    """

    name: str
    agency_id: UUID | None = None
    physical: Share = field(default_factory=Share)
    nonphysical: Share = field(default_factory=Share)
    budget: Decimal | None = None
    spent: Decimal | None = None
    late: int = 0

    @property
    def spent_percent(self) -> Decimal | None:
        if self.spent is None or not self.budget:
            return None
        return (self.spent * 100 / self.budget).quantize(TENTH, ROUND_HALF_UP)

    def add(self, other: "Progress") -> None:
        self.physical.add(other.physical)
        self.nonphysical.add(other.nonphysical)
        self.budget = _sum(self.budget, other.budget)
        self.spent = _sum(self.spent, other.spent)
        self.late += other.late


@dataclass(frozen=True)
class Overview:
    """The progress of each agency, by its short name on a day, and of all together."""

    agencies: list[Progress]
    whole: Progress

    def __bool__(self):
        return bool(self.agencies)


def overview(
    interventions: QuerySet, *, on: datetime.date, until: datetime.date | None = None, whole_name: str = ""
) -> Overview:
    """Measure the interventions that were not cancelled; agencies by their names on `on`. Three queries.

    Lateness is judged on `on`; figures are those known until `until`, the last day of the year they are shown for.
    """
    found = _by_agency(interventions, on, until)
    former = {
        name.agency_id: name.short_name for name in AgencyName.objects.filter(agency__in=found) if name.covers(on)
    }
    for key, progress in found.items():
        progress.name = former.get(key, progress.name)
    agencies = sorted(found.values(), key=lambda progress: progress.name)
    return Overview(agencies, _together(agencies, whole_name))


def whole(interventions: QuerySet, *, on: datetime.date, until: datetime.date | None = None) -> Progress:
    """The same for all agencies together; two queries."""
    return _together(_by_agency(interventions, on, until).values(), "")


def _by_agency(interventions, on, until) -> dict[int, Progress]:
    interventions = interventions.active().order_by()
    shown = {
        f"shown_{name}": ProgressReport.objects.newest(name, until=until) for name in ("physical_percent", "spent")
    }
    found = defaultdict(lambda: Progress(""))
    late = Intervention.objects.late_on(on).order_by().values("pk")
    counted = (
        interventions.annotate(**shown)
        .values("agency", "agency__code", "agency__public_id", "type__kind")
        .annotate(
            total=Count("pk"),
            reported=Count("shown_physical_percent"),
            points=Sum("shown_physical_percent"),
            spent=Sum("shown_spent"),
            late=Count("pk", filter=Q(pk__in=late)),
        )
    )
    for row in counted:
        progress = found[row["agency"]]
        progress.name, progress.agency_id = row["agency__code"], row["agency__public_id"]
        share = Share(row["total"], row["reported"], Decimal(row["points"] or 0))
        (progress.physical if row["type__kind"] == ActivityType.Kind.PHYSICAL else progress.nonphysical).add(share)
        progress.spent = _sum(progress.spent, row["spent"])
        progress.late += row["late"]
    budgets = Funding.objects.filter(intervention__in=interventions.values("pk")).order_by()
    for agency, amount in budgets.values_list("intervention__agency").annotate(Sum("amount")):
        found[agency].budget = _sum(found[agency].budget, amount)
    return found


def _together(agencies, name) -> Progress:
    together = Progress(name)
    for progress in agencies:
        together.add(progress)
    return together


def _sum(left, right):
    if left is None or right is None:
        return left if right is None else Decimal(right)
    return left + Decimal(right)
