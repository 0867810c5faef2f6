"""Before and after, from the same spot: what the reader may see of the photos of repairs and interventions."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from activities.models import Intervention
from households.models import RepairPhoto
from locations.models import Evidence, Region
from p2wkss.base.pages import try_reverse

PAIRS = 6
ROWS = 240
BEFORE, AFTER = Evidence.Phase.BEFORE, Evidence.Phase.AFTER


@dataclass(frozen=True)
class Pair:
    """Two photos of one spot."""

    caption: str
    before_url: str
    after_url: str
    url: str


def pairs_of(target_area, user) -> tuple[list[Pair], bool]:
    """The first pairs of a lokus, repairs before other work, and whether there are more. One query.

    Of several photos of a spot the earliest before and the latest after are shown.
    """
    repairs = RepairPhoto.objects.visible_to(user).filter(repair__target_area=target_area)
    works = Intervention.objects.visible_to(user).filter(target_area=target_area)
    photos = (
        Evidence.objects.visible_to(user)
        .photos()
        .filter(
            Q(repair_photo__in=repairs.order_by().values("pk")) | Q(interventions__in=works.order_by().values("pk")),
            phase__in=[BEFORE, AFTER],
        )
        .order_by(F("repair_photo__repair").asc(nulls_last=True), "interventions", "taken_at", "pk")
        .values(
            "public_id",
            "phase",
            "repair_photo__spot",
            "repair_photo__repair__public_id",
            "repair_photo__repair__house__number",
            "repair_photo__repair__house__region__code",
            "interventions__public_id",
            "interventions__title",
        )[:ROWS]
    )
    spots = defaultdict(dict)
    for photo in photos:
        place = photo["repair_photo__repair__public_id"] or photo["interventions__public_id"]
        phases = spots[place, photo["repair_photo__spot"]]
        if photo["phase"] == AFTER or BEFORE not in phases:
            phases[photo["phase"]] = photo
    pairs = [_pair(phases, user) for phases in spots.values() if len(phases) == len((BEFORE, AFTER))]
    return pairs[:PAIRS], len(pairs) > PAIRS


def _pair(phases, user) -> Pair:
    photo = phases[AFTER]
    addresses = [try_reverse("locations:evidence_file", phases[phase]["public_id"]) or "" for phase in (BEFORE, AFTER)]
    if photo["repair_photo__repair__public_id"] is None:
        url = try_reverse("activities:intervention_detail", photo["interventions__public_id"])
        return Pair(photo["interventions__title"], *addresses, url or "")
    url = None
    if user.has_perm("households.view_houserepair"):
        url = try_reverse("households:repair_detail", photo["repair_photo__repair__public_id"])
    return Pair(_repair_caption(photo), *addresses, url or "")


def _repair_caption(photo) -> str:
    """The place and the spot; a house is named by its number, never by its address."""
    place = Region(level=Region.Level.RT, code=photo["repair_photo__repair__house__region__code"]).label
    number = photo["repair_photo__repair__house__number"]
    house = _("rumah %(number)s") % {"number": number} if number else ""
    return ", ".join(part for part in (place, house, photo["repair_photo__spot"]) if part)
