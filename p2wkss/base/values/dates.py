"""Read days as people and programs write them: days before months everywhere, ISO, Indonesian and English names.

A day is never shifted: text with an offset (`2021-08-17T00:00:00+07:00`) is the day that is written there, a time
within a minute of midnight is that midnight (programs store local midnight some seconds off), and any other hour is
refused with what stands there.
"""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from p2wkss.base.intake.sheet import DATE, NUMBER, serial_to_iso

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agst august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov nopember nop",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}
CLOCK = r"(?:[T ]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?" + (
    r"(?P<offset>\s*(?:Z|UTC|[+-][0-9]{2}:?(?:[0-9]{2})?))?)?"
)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})" + CLOCK)
DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})\s*([-/. ])\s*(?P<month>[0-9]{1,2})\s*\2\s*(?P<year>[0-9]{4}|[0-9]{2})" + CLOCK
)
DAY_NAME = re.compile(
    r"(?P<day>[0-9]{1,2})[\s\-/.]*(?P<name>[A-Za-z]{3,9})\.?[\s\-/.,]*(?P<year>[0-9]{4}|[0-9]{2})" + CLOCK
)
NAME_DAY = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>[0-9]{1,2}),?\s+(?P<year>[0-9]{4})" + CLOCK)
# `Tue Aug 17 2021 00:00:00 GMT+0700 (Western Indonesia Time)`, as scripts of web pages write a day.
SCRIPT = re.compile(
    r"[A-Z][a-z]{2} (?P<name>[A-Z][a-z]{2}) (?P<day>[0-9]{2}) (?P<year>[0-9]{4}) "
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}) (?P<offset>GMT[+-][0-9]{4})(?: \([^()]*\))?"
)
WEEKDAY = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"\s*,\s*",
    re.IGNORECASE,
)
SERIAL = re.compile(r"[0-9]{4,5}(?:\.0+)?")
NEAR_MIDNIGHT = timedelta(minutes=1)
A_DAY = timedelta(days=1)


class Day(NamedTuple):
    """The day, or None with the key of a sentence in `values.messages`; both None for an empty text.

    `date_serial_number` and `date_century_guessed` carry the day that would be meant: whoever has a second witness
    may believe it. `shown` is what a cell with an hour holds.
    """

    day: date | None
    problem: str | None
    shown: str = ""


UNREADABLE = Day(None, "date_format")


def read_day(text: str, kind: str | None = None, *, today: date, uses_1904: bool = False) -> Day:
    """The day that a text or a cell names; `today` decides the century of a year of two digits."""
    text = text.strip().removeprefix("'").strip()
    if not text:
        return Day(None, None)
    if kind == NUMBER or (kind is None and SERIAL.fullmatch(text)):
        shown = serial_to_iso(text, uses_1904)
        read = _from(YEAR_FIRST.fullmatch(shown), today) if shown else UNREADABLE
        return Day(read.day, read.problem or "date_serial_number", read.shown)
    if kind == DATE:
        return _from(YEAR_FIRST.fullmatch(text), today)
    text = WEEKDAY.sub("", text, count=1)
    for pattern in (YEAR_FIRST, DAY_FIRST, DAY_NAME, NAME_DAY, SCRIPT):
        if found := pattern.fullmatch(text):
            return _from(found, today)
    return UNREADABLE


def iso_day(text: str) -> date | None:
    """The day of an ISO text, None where the calendar has no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _from(found, today):
    if found is None:
        return UNREADABLE
    parts = found.groupdict()
    month = MONTHS.get(parts["name"].lower()) if "name" in parts else parts["month"]
    year, problem = parts["year"], None
    if len(year) == 2:
        recent = _calendar(f"20{year}", month, parts["day"])
        year, problem = (f"20{year}" if recent and recent <= today else f"19{year}"), "date_century_guessed"
    day = _calendar(year, month, parts["day"])
    if day is None:
        return UNREADABLE
    if parts["hour"] is None or parts["offset"]:
        return Day(day, problem)
    return _at_midnight(day, parts, problem)


def _at_midnight(day, parts, problem):
    """A time of day without offset: midnight and what lies within a minute of it is the day, another hour is asked."""
    try:
        moment = datetime(
            day.year, day.month, day.day, int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
        )
    except ValueError:
        return UNREADABLE
    since = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    if since < NEAR_MIDNIGHT:
        return Day(day, problem)
    if A_DAY - since < NEAR_MIDNIGHT and day < date.max:
        return Day(day + A_DAY, problem)
    shown = moment.isoformat(sep=" ", timespec="seconds" if moment.second else "minutes")
    return Day(None, "date_time_of_day", shown)


def _calendar(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, TypeError):
        return None
