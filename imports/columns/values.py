"""Read single values of a register row: identity numbers, and days, money and floor area by the one reader.

No digit is ever guessed.

Each reader returns what the text says for certain, with the code of a finding when something has to be said.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from p2wkss.base.intake.sheet import NUMBER
from p2wkss.base.values import read_day, read_decimal, read_rupiah
from p2wkss.base.values.dates import iso_day

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

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST = date(1900, 1, 1)
OLDEST_AGE = 110


class BirthDate(NamedTuple):
    """A date and how sure it is: problem None, `date_format`, `date_future`, or one that the NIK must settle.

    `age_unusual` leaves the date standing; `date_serial_number` and `date_century_guessed` stand only where the NIK
    shows the same day. `male` and `female` are the six digits that a NIK would show; `shown` is what a cell with an
    hour holds (`date_time_of_day`).
    """

    day: date | None
    problem: str | None
    male: str = ""
    female: str = ""
    shown: str = ""

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
        return _dated(iso_day(text), today)
    read = read_day(text, kind, today=today, uses_1904=uses_1904)
    if read.day is None:
        return BirthDate(None, read.problem or "date_format", shown=read.shown)
    return _dated(read.day, today, read.problem)


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

    Sen are rounded and said. Refused because they can be read twice: other grouping, words such as `juta`, exponents,
    blanks between digits.
    """
    if kind not in (None, NUMBER):
        return NOT_MONEY
    number = read_rupiah(text, kind)
    if number.value is None or number.value < 0:
        return NOT_MONEY
    if number.problem == "money_sen":
        amount = _amount(number.value.quantize(Decimal(1), ROUND_HALF_UP))
        return amount if amount.problem == "money_format" else Amount(amount.rupiah, "money_rounded")
    return _amount(number.value)


def _amount(value):
    if value > LARGEST_AMOUNT:
        return NOT_MONEY
    if value < SMALL_AMOUNT:
        return Amount(value, "money_small")
    return Amount(value, "money_large" if value > LARGE_AMOUNT else None)


SQUARE_METRES = re.compile(r"\s*(?:m2|m²|m\^2|meter persegi)$", re.IGNORECASE)
LARGEST_AREA = 9999


def floor_area(text):
    """Square metres with at most two decimals, from 1 to 9999; None for anything else."""
    area = read_decimal(SQUARE_METRES.sub("", text.strip())).value
    if area is None or area.as_tuple().exponent < -2 or not 1 <= area <= LARGEST_AREA:
        return None
    return area
