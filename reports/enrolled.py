"""The families of the programme (KK binaan) against their target."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from agencies.small_counts import UNDER_LIMIT, is_small, may_see_exact
from households.models import Enrolment
from locations.models import TargetArea
from p2wkss.base import formats


@dataclass(frozen=True)
class Families:
    """The families of the programme: how many, of how many wanted, in percent of the target."""

    count: int
    wanted: int
    is_hidden: bool

    @property
    def text(self) -> str:
        return UNDER_LIMIT if self.is_hidden else formats.number(self.count)

    @property
    def percent(self) -> int | None:
        return None if self.is_hidden or not self.wanted else min(100, self.count * 100 // self.wanted)


def with_families(target_areas):
    """Annotate `enrolled`, the families of the programme: a programme figure, so it is the same for every reader."""
    current = Enrolment.objects.current().filter(target_area=OuterRef("pk")).order_by().values("target_area")
    return target_areas.annotate(enrolled=Coalesce(Subquery(current.annotate(n=Count("pk")).values("n")), 0))


def families_of(target_areas: Sequence[TargetArea], user) -> Families:
    """The families of one or more lokus that `with_families` counted."""
    count = sum(area.enrolled for area in target_areas)
    is_hidden = is_small(count) and not may_see_exact(user)
    return Families(count, sum(area.families_wanted for area in target_areas), is_hidden)
