"""The families of the programme (KK binaan) against their target."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

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
    gone: int = 0  # known to who may see the list

    @property
    def text(self) -> str:
        return UNDER_LIMIT if self.is_hidden else formats.number(self.count)

    @property
    def source(self) -> str:
        """Where the figure comes from, and how many are on the list without being counted."""
        if not self.gone:
            return _("register keluarga")
        return _("register keluarga; %(gone)s lagi sudah pindah atau bubar") % {"gone": formats.number(self.gone)}

    @property
    def percent(self) -> int | None:
        return None if self.is_hidden or not self.wanted else min(100, self.count * 100 // self.wanted)


def with_families(target_areas):
    """Annotate `enrolled`, the families of the programme: a programme figure, so it is the same for every reader.

    `gone` are those still on the list that moved away or were dissolved: they are no family of the programme any more.
    """

    def count(rows):
        of_lokus = rows.filter(target_area=OuterRef("pk")).order_by().values("target_area")
        return Coalesce(Subquery(of_lokus.annotate(n=Count("pk")).values("n")), 0)

    return target_areas.annotate(enrolled=count(Enrolment.objects.counted()), gone=count(Enrolment.objects.gone()))


def families_of(target_areas: Sequence[TargetArea], user) -> Families:
    """The families of one or more lokus that `with_families` counted."""
    count = sum(area.enrolled for area in target_areas)
    is_exact = may_see_exact(user)
    wanted, gone = sum(area.families_wanted for area in target_areas), sum(area.gone for area in target_areas)
    return Families(count, wanted, is_small(count) and not is_exact, gone if is_exact else 0)
