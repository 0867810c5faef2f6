"""Read single values of a register row: identity numbers, dates, money, floor area. No digit is ever guessed.

Each reader returns what the text says for certain, with the code of a finding when something has to be said.
"""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from p2wkss.base.intake.sheet import DATE, NUMBER, serial_to_iso

# --- identity numbers ------------------------------------------------------------------------------------------

SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
TEXT_FORMULA = re.compile(r"=\"'?([0-9]{16})\"")
SEPARATED = re.compile(r"[0-9](?:[ .\-\u00a0\u2009\u202f]?[0-9])*")
# A number shown as 3.27611E+15 keeps six digits or a few more; one cut by Excel keeps exactly fifteen.
ZEROS_OF_SCIENTIFIC = 8


class IdentityNumber(NamedTuple):
    """`digits` is the number as it may be used further, None when it may not; `problem` is the end of a code."""

    digits: str | None
    problem: str | None


def identity_number(text, kind=None):
    """A NIK or KK number. Problems: `format`, `scientific`, `excel_truncated`, `number_cell`, `separators`.

    The last two leave the digits usable. An apostrophe in front and `="..."` are how people keep Excel from
    touching the number.
    """
    text = text.strip()
    if kind == NUMBER:
        return _number_cell(text)
    if text[:1] == "'":
        text = text[1:].strip()
    if len(text) == 16 and text.isascii() and text.isdigit():
        return IdentityNumber(text, None)
    if SCIENTIFIC.fullmatch(text):
        return IdentityNumber(None, "scientific")
    if formula := TEXT_FORMULA.fullmatch(text):
        return IdentityNumber(formula[1], None)
    if SEPARATED.fullmatch(text):
        digits = re.sub(r"[^0-9]", "", text)
        if len(digits) == 16 and len(text) > 16:
            return IdentityNumber(digits, "separators")
    return IdentityNumber(None, "format")


def _number_cell(text):
    """A 16-digit number cell is exact only where its last digit survived: Excel itself keeps fifteen."""
    if len(text) != 16 or not text.isdigit():
        return IdentityNumber(None, "format")
    zeros = 16 - len(text.rstrip("0"))
    if zeros >= ZEROS_OF_SCIENTIFIC:
        return IdentityNumber(None, "scientific")
    if zeros:
        return IdentityNumber(None, "excel_truncated")
    return IdentityNumber(text, "number_cell")


# --- dates -----------------------------------------------------------------------------------------------------

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
MIDNIGHT = r"(?:[T ]+0{1,2}[:.]00(?:[:.]00(?:\.0+)?)?(?:Z|\+00:?00)?)?"
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + MIDNIGHT)
DAY_FIRST = re.compile(r"([0-9]{1,2})\s*([-/. ])\s*([0-9]{1,2})\s*\2\s*([0-9]{4}|[0-9]{2})" + MIDNIGHT)
MONTH_NAME = re.compile(r"([0-9]{1,2})[\s\-/.]*([A-Za-z]{3,9})\.?[\s\-/.,]*([0-9]{4}|[0-9]{2})" + MIDNIGHT)
WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\s*,\s*", re.IGNORECASE)
SERIAL = re.compile(r"[0-9]{4,5}(?:\.0+)?")
EARLIEST = date(1900, 1, 1)
OLDEST_AGE = 110


class BirthDate(NamedTuple):
    """A date and how sure it is: problem None, `date_format`, `date_future`, or one that the NIK must settle.

    `age_unusual` leaves the date standing; `date_serial_number` and `date_century_guessed` stand only where the NIK
    shows the same day. `male` and `female` are the six digits that a NIK would show.
    """

    day: date | None
    problem: str | None
    male: str = ""
    female: str = ""

    def agrees_with(self, nik):
        """Whether the NIK shows this day, for a man or a woman."""
        return nik[6:12] in (self.male, self.female)

    def swapped_agrees_with(self, nik):
        """Whether the NIK shows this date with day and month exchanged, as American files write it."""
        if self.day.day > 12 or self.day.day == self.day.month:
            return False
        day, month = int(nik[6:8]), int(nik[8:10])
        return (day in (self.day.month, self.day.month + 40)) and month == self.day.day and nik[10:12] == self.male[4:]


UNREADABLE = BirthDate(None, "date_format")


def birth_date(text, kind=None, *, today, uses_1904=False):
    """A birth date written day first, year first, with a month's name, or kept as Excel's day number."""
    text = text.strip().removeprefix("'").strip()
    if kind is None and ISO_DATE.fullmatch(text):
        return _dated(_iso_day(text), today)
    if kind == NUMBER or SERIAL.fullmatch(text):
        shown = serial_to_iso(text, uses_1904)
        return _dated(_from_iso(shown), today, "date_serial_number") if shown else UNREADABLE
    if kind == DATE:
        return _dated(_from_iso(text), today)
    if found := YEAR_FIRST.fullmatch(text):
        return _dated(_calendar(found[1], found[3], found[4]), today)
    if found := DAY_FIRST.fullmatch(text):
        return _day_first(found[4], found[3], found[1], today)
    text = WEEKDAY.sub("", text, count=1)
    if found := MONTH_NAME.fullmatch(text):
        month = MONTHS.get(found[2].lower())
        return _day_first(found[3], month, found[1], today) if month else UNREADABLE
    return UNREADABLE


def _day_first(year, month, day, today):
    if len(year) == 4:
        return _dated(_calendar(year, month, day), today)
    # Two digits: this century if that day has come, else the last. The reader of the row asks the NIK.
    recent = _calendar(f"20{year}", month, day)
    if recent and recent <= today:
        return _dated(recent, today, "date_century_guessed")
    return _dated(_calendar(f"19{year}", month, day), today, "date_century_guessed")


def _calendar(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _from_iso(shown):
    found = YEAR_FIRST.fullmatch(shown)
    return _calendar(found[1], found[3], found[4]) if found else None


def _iso_day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _dated(day, today, problem=None):
    if day is None or day < EARLIEST:
        return UNREADABLE
    if day > today:
        return BirthDate(None, "date_future")
    if problem is None and today.year - day.year > OLDEST_AGE:
        problem = "age_unusual"
    shown = day.isoformat()
    rest = shown[5:7] + shown[2:4]
    return BirthDate(day, problem, shown[8:] + rest, f"{day.day + 40}{rest}")


# --- money and area --------------------------------------------------------------------------------------------

GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,00?|,-{1,2}|\.-{1,2})?")
PLAIN = re.compile(r"(0|[1-9][0-9]*)(?:[.,]00?|,-{1,2}|\.-{1,2})?")
CURRENCY = re.compile(r"(?:rp\.?|idr)\s*", re.IGNORECASE)
LARGEST_AMOUNT = Decimal("999999999999")
SMALL_AMOUNT = Decimal("100000")
LARGE_AMOUNT = Decimal("100000000")


class Amount(NamedTuple):
    """Whole rupiah, or None with `money_format`; other problems leave the amount standing."""

    rupiah: Decimal | None
    problem: str | None


NOT_MONEY = Amount(None, "money_format")


def money(text, kind=None):
    """An amount in rupiah a month: `1500000`, `1.500.000`, `Rp 1.500.000,00`, `1.500.000,-`, or a number cell.

    Refused because they can be read twice: other grouping, words such as `juta`, exponents, blanks between digits.
    """
    text = text.strip().removeprefix("'").strip()
    if kind == NUMBER:
        return _number_amount(text)
    if kind is not None:
        return NOT_MONEY
    bare = CURRENCY.sub("", text, count=1) if CURRENCY.match(text) else text
    if found := GROUPED.fullmatch(bare):
        return _amount(Decimal(found[1].replace(".", "")))
    if found := PLAIN.fullmatch(bare):
        return _amount(Decimal(found[1]))
    return NOT_MONEY


def _number_amount(text):
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return NOT_MONEY
    value = Decimal(text)
    whole = value.to_integral_value()
    amount = _amount(whole)
    if whole != value and amount.problem is None:
        return Amount(whole, "money_rounded")
    return amount


def _amount(value):
    if value > LARGEST_AMOUNT:
        return NOT_MONEY
    if value < SMALL_AMOUNT:
        return Amount(value, "money_small")
    return Amount(value, "money_large" if value > LARGE_AMOUNT else None)


AREA = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))?\s*(?:m2|m²|m\^2|meter persegi)?", re.IGNORECASE)


def floor_area(text):
    """Square metres with at most two decimals, from 1 to 9999; None for anything else."""
    found = AREA.fullmatch(text.strip())
    area = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    return area if area is not None and area >= 1 else None
