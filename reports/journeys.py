"""The headline indicators of a lokus: where it started, where it is, where it wants to be."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.models import User
from agencies.small_counts import WITHHELD
from indicators.models import Indicator, Target
from indicators.progress import progress_of
from indicators.tables import share_known
from locations.aspects import Aspect
from locations.models import TargetArea
from p2wkss.base import formats
from p2wkss.base.pages import try_reverse


@dataclass(frozen=True)
class Journey:
    """One indicator as templates/_partials/journey.html prints it; figures are written, None is unknown."""

    label: str
    aspect: str
    baseline: str | None
    now: str | None
    target: str | None
    unit: str
    percent: Decimal | None
    change: str
    change_tone: str
    direction: str
    date: str
    source: str
    url: str


def journeys_of(target_area: TargetArea, user: User) -> list[Journey]:
    """The headline indicators of a lokus, one or more an aspect in the order of the aspects. One query."""
    targets = (
        Target.objects.visible_to(user)
        .filter(target_area=target_area, indicator__is_headline=True, indicator__is_active=True)
        .for_list()
    )
    order = list(Aspect.values)
    found = sorted(
        (target for target in targets if target.indicator.aspect in order),
        key=lambda target: (order.index(target.indicator.aspect), target.indicator.order, target.pk),
    )
    return [journey(target) for target in found]


def journey(target: Target) -> Journey:
    """Write one target with its newest measurement (`with_now`)."""
    indicator = target.indicator
    progress = progress_of(target, now=target.now, now_on=target.now_on)
    tone, direction = _way(target)
    return Journey(
        label=indicator.name,
        aspect=indicator.aspect,
        baseline=_figure(target, "baseline"),
        now=_figure(target, "now"),
        target=_figure(target, "target"),
        unit=indicator.unit,
        percent=_bar(progress.percent_of_way),
        change=progress.words,
        change_tone=tone,
        direction=direction,
        date=formats.tanggal(target.now_on) if target.now_on else "",
        source=_coverage(target) or target.baseline_source,
        url=try_reverse("indicators:target_detail", target.public_id) or "",
    )


def _coverage(target) -> str:
    """How many the newest figure knows of those it should."""
    if target.now_surveyed is None or not target.now_surveyed_of:
        return ""
    return _("cakupan %(coverage)s") % {"coverage": share_known(target.now_surveyed, target.now_surveyed_of)}


def _way(target) -> tuple[str, str]:
    """The tone of the change since the baseline, and which way the figure went."""
    if target.baseline is None or target.now is None:
        return "neutral", ""
    difference = target.now - target.baseline
    if not difference:
        return "neutral", "flat"
    direction = "up" if difference > 0 else "down"
    if target.indicator.direction == Indicator.Direction.CONTEXT:
        return "neutral", direction
    return "success" if direction == target.indicator.direction else "danger", direction


def _bar(percent: Decimal | None) -> Decimal | None:
    """A bar ends at its goal and begins at its start; the words beside it say what lies beyond."""
    return None if percent is None else min(max(percent, Decimal(0)), Decimal(100))


def _figure(target, name) -> str | None:
    if target.hides(name):
        return WITHHELD
    value = getattr(target, name)
    return None if value is None else formats.number(value, target.indicator.decimals)
