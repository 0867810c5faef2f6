"""How values are written for people: money, percentages, dates, masked numbers.

Figures follow the language of the page: ``1.234,5`` in Indonesian, ``1,234.5`` in English. Unknown is
written as a dash, because an empty place reads as zero or as forgotten.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import formats, timezone
from django.utils.translation import gettext as _

UNKNOWN = "–"


class Hidden(str):
    """What stands in the place of a number that its reader may not see; it is written as it is."""


def number(value, decimals: int | None = None) -> str:
    """Write a number with grouped digits; ``decimals`` rounds half up, None keeps all but idle zeros."""
    if isinstance(value, Hidden):
        return str(value)
    amount = _decimal(value)
    if amount is None:
        return UNKNOWN
    if decimals is not None:
        amount = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    else:
        amount = Decimal(f"{amount.normalize():f}")
    if amount == 0:
        amount = abs(amount)
    return formats.number_format(amount, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def rupiah(value) -> str:
    """Write an amount of rupiah, rounded to whole ones: ``Rp23.000.000``, ``-Rp500``."""
    amount = _decimal(value)
    if amount is None:
        return UNKNOWN
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    sign = "-" if whole < 0 else ""
    return f"{sign}Rp{number(abs(whole), 0)}"


def rupiah_short(value) -> str:
    """Write a large amount as people say it: ``Rp1,2 miliar``, ``Rp23 juta``; below a million in full."""
    amount = _decimal(value)
    if amount is None:
        return UNKNOWN
    for size, name in ((Decimal(10**12), _("triliun")), (Decimal(10**9), _("miliar")), (Decimal(10**6), _("juta"))):
        if abs(amount) >= size:
            part = (abs(amount) / size).quantize(Decimal("0.1"), ROUND_HALF_UP)
            text = number(part, 0 if part == part.to_integral_value() else 1)
            return f"{'-' if amount < 0 else ''}Rp{text} {name}"
    return rupiah(amount)


def percent(value, decimals: int = 1) -> str:
    """Write a percentage (0-100): ``45,3 %``, whole ones without decimals."""
    amount = _decimal(value)
    if amount is None:
        return UNKNOWN
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{number(rounded, 0 if rounded == rounded.to_integral_value() else decimals)} %"


def tanggal(value) -> str:
    """Write a date: ``12 Maret 2021``; of a time its local date."""
    if not isinstance(value, date):
        return UNKNOWN
    return formats.date_format(_local(value), "DATE_FORMAT", use_l10n=True)


def tanggal_pendek(value) -> str:
    """Write a date for a column of a table: ``12 Mar 2021``."""
    if not isinstance(value, date):
        return UNKNOWN
    return formats.date_format(_local(value), "j M Y", use_l10n=True)


def waktu(value) -> str:
    """Write date and time of day: ``12 Maret 2021 10.30``."""
    if not isinstance(value, datetime):
        return tanggal(value)
    return formats.date_format(_local(value), "DATETIME_FORMAT", use_l10n=True)


def _local(value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _decimal(value) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
