"""The programme day: on which day a programme year is looked at.

The real day while the year is worked on; a named day (`ProgrammeYear.seen_from`) in the demo and in years that are
past; without one the final check once that is past: what was late then is what is late. It counts days and lateness
and presets the dates of forms, nothing else: what happened is judged by the real day (p2wkss.base.dates), and so are
the audit trail, sessions and lockouts. Pages that count by another day than the real one say so (`day_note`).
"""

import datetime
from collections import defaultdict

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from locations.models import ProgrammeYear
from p2wkss.base.formats import tanggal


def programme_day(programme_year: ProgrammeYear | None, today: datetime.date | None = None) -> datetime.date:
    """The day a year is looked at, never after the real one (`today`)."""
    today = today or timezone.localdate()
    if programme_year is None:
        return today
    if programme_year.seen_from:
        return min(today, programme_year.seen_from)
    return min(today, programme_year.final_check_on or last_day(programme_year))


def today_of(programme_year: ProgrammeYear | None, today: datetime.date | None = None) -> datetime.date:
    """The named day of a year, else the real one: from which the days to a check are counted."""
    today = today or timezone.localdate()
    return min(today, programme_year.seen_from) if programme_year and programme_year.seen_from else today


def past_programme_day(year_path: str, date_path: str) -> Q:
    """The rows whose date lies before the programme day of the year they belong to; asks for the years, one query."""
    years_by_day = defaultdict(list)
    for year in ProgrammeYear.objects.all():
        years_by_day[programme_day(year)].append(year.pk)
    past = Q(pk__in=[])
    for day, years in years_by_day.items():
        past |= Q(**{f"{year_path}__in": years, f"{date_path}__lt": day})
    return past


def last_day(programme_year: ProgrammeYear) -> datetime.date:
    """The last day that figures "of the year" may know of."""
    return datetime.date(programme_year.year, 12, 31)


def working_day() -> datetime.date:
    """What date boxes begin with: the named day of the year work is done for, else the real one; one query.

    A fact of today in a year past its check is not written down for the day of the check.
    """
    return today_of(ProgrammeYear.objects.current())


def day_note(programme_year: ProgrammeYear | None, today: datetime.date | None = None) -> str:
    """By which day a page counts, where that is not the real one."""
    today = today or timezone.localdate()
    day = programme_day(programme_year, today)
    if day == today:
        return ""
    return _("Hari dan keterlambatan dihitung per hari program %(day)s.") % {"day": tanggal(day)}
