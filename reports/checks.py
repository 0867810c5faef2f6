"""How far the next check by the province is."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from locations.models import ProgrammeYear


@dataclass(frozen=True)
class Check:
    """A check by the province: its name, its day, and the days until then (negative when it is past)."""

    label: str
    on: datetime.date
    days: int


def next_check(programme_year: ProgrammeYear | None, today: datetime.date) -> Check | None:
    """The next check with a date, else the last one; None while no date is set."""
    if programme_year is None:
        return None
    dated = [
        Check(label, on, (on - today).days)
        for label, on in (
            (_("Verifikasi awal provinsi"), programme_year.initial_check_on),
            (_("Verifikasi akhir provinsi"), programme_year.final_check_on),
        )
        if on is not None
    ]
    to_come = [check for check in dated if check.days >= 0]
    if to_come:
        return min(to_come, key=lambda check: check.on)
    return max(dated, key=lambda check: check.on, default=None)
