"""Ages in completed years as conditions on a birth date. Pure functions, no database."""

import datetime as dt

from django.db.models import Q


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day `years` earlier; 29 February becomes 28 February where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def aged(on: dt.date, *, at_least: int | None = None, under: int | None = None, path: str = "birth_date") -> Q:
    """Who is at least, and under, so many completed years old on a day.

    `path` leads to the birth date. Whose birth date is unknown, or later than the day, is in no age group.
    """
    condition = Q(**{f"{path}__lte": on if at_least is None else years_before(on, at_least)})
    if under is not None:
        condition &= Q(**{f"{path}__gt": years_before(on, under)})
    return condition


def completed_months(birth_date: dt.date, on: dt.date) -> int:
    """Completed calendar months from birth to a day, as growth cards count them; negative before the birth."""
    return (on.year - birth_date.year) * 12 + on.month - birth_date.month - (on.day < birth_date.day)
