"""The repairs of unfit houses by stage."""

from dataclasses import dataclass

from django.db.models import Count

from households.models import HouseRepair
from p2wkss.base.pages import Status
from reports.addresses import address

MAIN = ("proposed", "verified", "approved", "running", "done", "handed_over")


@dataclass(frozen=True)
class Stage:
    """How many repairs stand at one stage."""

    status: Status
    count: int
    url: str


@dataclass(frozen=True)
class Pipeline:
    """The stages in order; those beside the way (rejected, postponed, carried over) only where some are there."""

    stages: list[Stage]
    total: int


def may_see(user) -> bool:
    return user.has_perm("households.view_houserepair") or user.has_perm("reports.view_rtlh_sheet")


def pipeline_of(target_area, user) -> Pipeline:
    """The repairs of a lokus by stage, as far as the user sees them; one query."""
    rows = HouseRepair.objects.visible_to(user).filter(target_area=target_area).order_by()
    counts = dict(rows.values_list("status").annotate(Count("pk")))
    has_list = user.has_perm("households.view_houserepair")

    def url(status):
        if not has_list:
            return ""
        return address("households:repair_list", status=status, target_area=str(target_area.public_id))

    stages = [
        Stage(Status.of(status), counts.get(status, 0), url(status))
        for status in HouseRepair.Status
        if status in MAIN or counts.get(status)
    ]
    return Pipeline(stages, sum(counts.values()))
