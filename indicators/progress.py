"""How far a lokus is on its way from baseline to target: percent, status by time, and words. No database."""

import datetime as dt
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Indicator, Target
from p2wkss.base.formats import number, rupiah
from p2wkss.base.states import State

TENTH = Decimal("0.1")
# Shares, scores and indices differ by points, not by percent.
POINTS = ("%", "skor", "indeks")

Direction = Indicator.Direction


class Standing(State):
    """Where a target stands."""

    REACHED = "reached", "success", gettext_lazy("Tercapai")
    ON_TRACK = "on_track", "info", gettext_lazy("Sesuai jadwal")
    BEHIND = "behind", "warning", gettext_lazy("Tertinggal")
    UNKNOWN = "unknown", gettext_lazy("Belum dapat dinilai")


@dataclass(frozen=True)
class Progress:
    """Where a target stands.

    `percent_of_way` of the way from baseline to target: 100 is there, above it further, negative is back; None while
    a figure is unknown or the target asks for no change. `expected_percent` is where a straight line over time would
    be. `words` say the change since the baseline.
    """

    percent_of_way: Decimal | None
    expected_percent: Decimal | None
    status: Standing
    words: str


def progress_of(
    target: Target, *, now: Decimal | None, now_on: dt.date | None = None, today: dt.date | None = None
) -> Progress:
    """Judge the figure `now`, measured on `now_on` (today when not given), against a target.

    The way is judged at the day of the measurement; once the target's day has passed, what is not reached is behind
    however it was going. An indicator of context and a missing figure are not judged. Two annotations of
    `Target.objects.with_now()` fit: `progress_of(target, now=target.now, now_on=target.now_on)`.
    """
    today = today or timezone.localdate()
    if target.hides("now") or target.hides("baseline"):
        return _verdict(target, now if now is not None else target.true_value("now"), now_on or today, today)
    percent = _percent(target, now)
    expected = _expected(target, now_on or today)
    return Progress(
        percent_of_way=percent,
        expected_percent=expected,
        status=_status(target, now, percent, expected, today),
        words=change_in_words(target.indicator, target.baseline, now),
    )


def _verdict(target, now, now_on, today):
    """The verdict alone, where the figures tell of few people: it is everybody's, the way to it is not."""
    true = copy(target)
    true.baseline = target.true_value("baseline")
    true.__dict__.pop("_hidden", None)
    status = progress_of(true, now=now, now_on=now_on, today=today).status
    return Progress(None, _expected(target, now_on), status, _("angkanya tidak ditampilkan"))


def change_in_words(indicator: Indicator, before: Decimal | None, now: Decimal | None) -> str:
    """The change between two figures as people say it: "turun 12 poin, membaik"."""
    if now is None:
        return _("belum diukur")
    if before is None:
        return _("data awal belum ada")
    change = (now - before).quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)
    if change == 0:
        return _("tetap")
    amount = _amount(indicator, abs(change))
    moved = (_("naik %(amount)s") if change > 0 else _("turun %(amount)s")) % {"amount": amount}
    if indicator.direction == Direction.CONTEXT:
        return moved
    improved = (change > 0) == (indicator.direction == Direction.UP)
    return (_("%(moved)s, membaik") if improved else _("%(moved)s, memburuk")) % {"moved": moved}


def _amount(indicator, change):
    if indicator.unit == "Rp":
        return rupiah(change)
    unit = _("poin") if indicator.unit.startswith(POINTS) else indicator.unit
    return f"{number(change, indicator.decimals)} {unit}"


def _percent(target, now):
    if None in (target.baseline, target.target, now) or not _asks_for_better(target):
        return None
    way = target.target - target.baseline
    return (100 * (now - target.baseline) / way).quantize(TENTH, ROUND_HALF_UP)


def _asks_for_better(target):
    if target.indicator.direction == Direction.UP:
        return target.target > target.baseline
    return target.indicator.direction == Direction.DOWN and target.target < target.baseline


def _expected(target, day):
    """Percent of the time between baseline and target that has passed, 0-100."""
    if target.baseline_on is None or target.due_on is None:
        return None
    whole = (target.due_on - target.baseline_on).days
    if whole <= 0:
        return Decimal(100)
    passed = min(max((day - target.baseline_on).days, 0), whole)
    return (Decimal(100 * passed) / whole).quantize(TENTH, ROUND_HALF_UP)


def _status(target, now, percent, expected, today):
    direction = target.indicator.direction
    if direction == Direction.CONTEXT or target.target is None or now is None:
        return Standing.UNKNOWN
    if now >= target.target if direction == Direction.UP else now <= target.target:
        return Standing.REACHED
    if target.due_on and today > target.due_on:
        return Standing.BEHIND
    if target.baseline is None:
        return Standing.UNKNOWN
    if percent is None:
        # The target was to stay as good as the baseline, and the figure has fallen short of it.
        return Standing.BEHIND
    if expected is None:
        return Standing.UNKNOWN
    return Standing.ON_TRACK if percent >= expected else Standing.BEHIND
