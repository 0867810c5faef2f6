"""The calendar of the demo: programme year 2021 seen from late November, days before the final check."""

from datetime import date, datetime, time

from django.utils import timezone

YEAR = 2021
TODAY = date(2021, 11, 25)

CANDIDATES_FROM = date(2020, 3, 2)
DELIBERATION_ON = date(2020, 9, 12)
DECREE_ON = date(2021, 2, 26)
COORDINATION_ON = date(2021, 3, 17)
BASELINE = (date(2021, 3, 1), date(2021, 3, 26))
BASELINE_CLOSED_ON = date(2021, 3, 31)
ENROLLED_ON = date(2021, 4, 5)
WORKS = (date(2021, 5, 3), date(2021, 11, 30))
INITIAL_CHECK_ON = date(2021, 6, 15)
ENDLINE = (date(2021, 11, 1), TODAY)
FINAL_CHECK_ON = date(2021, 12, 2)
MONITORING_UNTIL = date(2023, 12, 31)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
