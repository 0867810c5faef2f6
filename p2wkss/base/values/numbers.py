"""Read numbers as people write them: comma or point, in either language, once; never multiplied, never cut.

`kind` NUMBER says that a spreadsheet held the value as a number: its point is then certain.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from p2wkss.base.intake.sheet import NUMBER

MINUS_SIGNS = "-−–"
PLAIN = re.compile(r"([0-9]*)(?:([.,])([0-9]+))?")
# 1.234.567 or 1,234,567, and one of them with a decimal sign of the other kind behind it.
GROUPED = re.compile(r"([1-9][0-9]{0,2}([.,])[0-9]{3}(?:\2[0-9]{3})*)(?:((?!\2)[.,])([0-9]+))?")
NO_SEN = re.compile(r"(?:,00?|,-{1,2}|\.-{1,2})\Z")
LEADING_ZERO = re.compile(r"0[0-9]")
SEN = re.compile(r"[0-9.]+[.,][0-9]{2}")
WHOLE_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
DIGITS = re.compile(r"[0-9]+")
CURRENCY = re.compile(r"(?:rp\.?|idr)\s*", re.IGNORECASE)
# What a double keeps for certain; more digits of a fraction are noise of binary arithmetic.
SURE_DIGITS = 15
MOST_DIGITS = 40
AMBIGUOUS_PLACES = 3


class Number(NamedTuple):
    """The number, or None with the key of a sentence in `values.messages`; both None for an empty text."""

    value: Decimal | None
    problem: str | None


NOTHING = Number(None, None)
UNREADABLE = Number(None, "number_format")
BROKEN = Number(None, "number_broken")
AMBIGUOUS = Number(None, "number_ambiguous")


def read_decimal(text: str, kind: str | None = None, *, whole_digits: int | None = None) -> Number:
    """A number that may have decimals: `2,9`, `2.9`, `1.234,5`, `1,234.5`, `-6,39`.

    One sign before exactly three digits can be read twice and is refused, unless the larger reading has more digits
    before the decimal sign than the field's `whole_digits`, as a coordinate `106.745` has.
    """
    sign, text = _unsigned(text)
    if not text:
        return NOTHING if sign is None else UNREADABLE
    if len(text) > MOST_DIGITS:
        return UNREADABLE
    if kind == NUMBER:
        return _number_cell(sign, text)
    if found := PLAIN.fullmatch(text):
        whole, separator, places = found.groups()
        if not whole and not places:
            return UNREADABLE
        if separator and len(places) == AMBIGUOUS_PLACES and _may_group(whole, whole_digits):
            return AMBIGUOUS
        return _signed(sign, f"{whole or 0}.{places}" if separator else whole)
    if found := GROUPED.fullmatch(text):
        digits = found[1].replace(found[2], "")
        return _signed(sign, f"{digits}.{found[4]}" if found[4] else digits)
    return UNREADABLE


def read_whole(text: str, kind: str | None = None) -> Number:
    """A whole number; a point before three digits groups, as people write money. `2,5` is refused, never cut."""
    sign, text = _unsigned(text)
    if not text:
        return NOTHING if sign is None else UNREADABLE
    if len(text) > MOST_DIGITS:
        return UNREADABLE
    if DIGITS.fullmatch(text):
        return _signed(sign, text)
    if kind != NUMBER and WHOLE_GROUPS.fullmatch(text):
        return _signed(sign, text.replace(".", ""))
    if found := PLAIN.fullmatch(text):
        if kind != NUMBER and len(found[3]) == AMBIGUOUS_PLACES and _may_group(found[1], None):
            return AMBIGUOUS
        if found[3].strip("0") or not found[1]:
            return BROKEN
        # `1500.000` is no whole number and no group either.
        return _signed(sign, found[1]) if len(found[3]) < AMBIGUOUS_PLACES else UNREADABLE
    return UNREADABLE


def read_rupiah(text: str, kind: str | None = None) -> Number:
    """Whole rupiah: `1500000`, `1.500.000`, `Rp 1.500.000,00`, `1.500.000,-`; other sen are `money_sen`.

    The value of an amount with sen is given unrounded, so that whoever asks can say it.
    """
    text = text.strip()
    if kind != NUMBER and (found := CURRENCY.match(text)):
        text = text[found.end() :]
    bare = text if kind == NUMBER else NO_SEN.sub("", text)
    if LEADING_ZERO.match(bare):
        return UNREADABLE
    number = read_whole(bare, kind)
    if number.problem in ("number_broken", "number_format") and (kind == NUMBER or SEN.fullmatch(bare)):
        exact = read_decimal(bare, kind)
        if exact.value is not None:
            return Number(exact.value, "money_sen")
    return number


def number_text(value, decimal_sign: str = ",", group_sign: str = "") -> str:
    """Write a number so that `read_decimal` and a spreadsheet read the same again: never exactly three decimals."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    whole, _point, places = text.partition(".")
    if len(places) == AMBIGUOUS_PLACES:
        places += "0"
    if group_sign:
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        whole = sign + f"{int(digits or 0):,}".replace(",", group_sign)
    return f"{whole}{decimal_sign}{places}" if places else whole


def two_readings(text: str) -> tuple[str, str]:
    """What an ambiguous text may mean, as a person can type either: `1234` and `1,2340`."""
    sign, text = _unsigned(text)
    whole, places = re.split(r"[.,]", text, maxsplit=1)
    return f"{sign}{whole}{places}", f"{sign}{whole},{places}0"


def _unsigned(text):
    text = text.strip()
    if text[:1] == "'":
        text = text[1:].strip()
    if not text:
        return None, ""
    if text[0] in MINUS_SIGNS:
        return "-", text[1:].strip()
    return "", text


def _signed(sign, digits):
    value = Decimal(digits)
    return Number(-value if sign else value, None)


def _may_group(whole, whole_digits):
    """Whether `1.234` with this before the sign can be a grouped number that the field holds."""
    if not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return False
    return whole_digits is None or len(whole) + 3 <= whole_digits


def _number_cell(sign, text):
    """A number as a spreadsheet stores it, without the noise that its arithmetic leaves behind the 15th digit."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return UNREADABLE
    if not value.is_finite():
        return UNREADABLE
    digits = len(value.as_tuple().digits)
    if digits > SURE_DIGITS and value != value.to_integral_value():
        value = value.quantize(Decimal(1).scaleb(value.adjusted() - SURE_DIGITS + 1))
        value = Decimal(f"{value.normalize():f}")
    return Number(-value if sign else value, None)
