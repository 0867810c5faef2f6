"""What a value looks like in a file: plain numbers, ISO dates, texts that no spreadsheet takes for a formula."""

import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

# A text that begins so is calculated by a spreadsheet (some take the wide signs too), or breaks out of its cell.
CALCULATING, SIGNS = "=@＝＠", "+-＋－−"
RISKY = frozenset(f"{CALCULATING}{SIGNS}\t\r\n")


def safe_text(value: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return "'" + value if value and value[0] in RISKY else value


def original_text(value: str) -> str:
    """Take the apostrophe off again that ``safe_text`` put before a text, so that our own files can come back."""
    return value[1:] if len(value) > 1 and value[0] == "'" and value[1] in RISKY else value


def plain(value):
    """Bring a value into one of: None, str (made safe), bool, int, Decimal, date, naive local datetime."""
    convert = _PLAIN.get(type(value))
    return convert(value) if convert else _plain_other(value)


def csv_text(value, writers=None):
    """Return what ``csv.writer`` writes for a value: a safe text, an int, or "" for the unknown."""
    writers = writers or _CSV
    convert = writers.get(type(value))
    return convert(value) if convert else _csv_other(value, writers)


def number_text(value: Decimal) -> str:
    """Write a decimal with a point and without an exponent; nothing for what is no number.

    Never with exactly three decimals, which an Indonesian spreadsheet takes for thousands: 73.445 is 73.4450.
    """
    text = exact_text(value)
    return text + "0" if text[-4:-3] == "." else text


def comma_text(value: Decimal) -> str:
    """Write a decimal as `number_text` does, with a comma."""
    return number_text(value).replace(".", ",")


def exact_text(value: Decimal) -> str:
    """Write a decimal with the very digits it holds."""
    return format(value, "f") if value.is_finite() else ""


def yes_no(value: bool) -> str:
    return "ya" if value else "tidak"


def naive_local(value: datetime.datetime) -> datetime.datetime:
    """Return a time as clocks in the programme's place show it, to the second."""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.replace(tzinfo=None, microsecond=0)


def _same(value):
    return value


def _plain_float(value: float):
    number = Decimal(repr(value))
    return number if number.is_finite() else None


def _plain_decimal(value: Decimal):
    return value if value.is_finite() else None


def _plain_other(value):
    if isinstance(value, str):  # a lazy translation's result, a masked number, any subclass
        return safe_text(str(value))
    for kind in (bool, int, float, Decimal, datetime.datetime, datetime.date):
        if isinstance(value, kind):
            return _PLAIN[kind](value)
    if isinstance(value, list | tuple | set | frozenset):
        return safe_text("; ".join(str(part) for part in value))
    return safe_text(str(value))


_PLAIN = {
    str: safe_text,
    type(None): _same,
    bool: _same,
    int: _same,
    float: _plain_float,
    Decimal: _plain_decimal,
    datetime.date: _same,
    datetime.datetime: naive_local,
    datetime.time: lambda value: value.isoformat("minutes"),
    UUID: str,
    Promise: lambda value: safe_text(str(value)),
}

_CSV = {
    str: safe_text,
    type(None): lambda value: "",
    bool: yes_no,
    int: _same,
    float: lambda value: number_text(Decimal(repr(value))),
    Decimal: number_text,
    datetime.date: datetime.date.isoformat,
    datetime.datetime: lambda value: naive_local(value).isoformat(" "),
    datetime.time: lambda value: value.isoformat("minutes"),
    UUID: str,
}


# What writes the cells of the semicolon kind, which counts with decimal commas.
_CSV_COMMA = {**_CSV, float: lambda value: comma_text(Decimal(repr(value))), Decimal: comma_text}
_CSV_EXACT = {**_CSV, float: lambda value: exact_text(Decimal(repr(value))), Decimal: exact_text}


def csv_writers(delimiter: str, *, exact: bool = False) -> dict:
    """By type, what turns a value into the text of a CSV cell; ``exact`` keeps the digits of numbers as they are."""
    if exact:
        return _CSV_EXACT
    return _CSV_COMMA if delimiter == ";" else _CSV


def _csv_other(value, writers):
    value = _plain_other(value)
    return value if type(value) is str else writers[type(value)](value)
