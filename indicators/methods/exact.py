"""Exact numbers for the methods: any spelling of a number goes in, fractions inside, Decimal comes out.

Published figures must be met to the digit, so nothing is computed in binary floating point.
"""

from decimal import Context, Decimal
from fractions import Fraction
from math import floor

_TO_DECIMAL = Context(prec=28)


def exact(value, name: str) -> Fraction | None:
    """The number ``value`` as a fraction; None (and an empty text) is unknown and stays None.

    A float means the decimal number it prints as, so that 0.1 is one tenth. Raises ValueError for what is
    not a finite number of zero or more and TypeError for a truth value; ``name`` says which figure it was.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise TypeError(f"{name}: a number is needed, not {value!r}")
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
    try:
        number = Fraction(value) if isinstance(value, (int, Decimal, Fraction)) else Fraction(str(value))
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise ValueError(f"{name}: {value!r} is not a number") from error
    if number < 0:
        raise ValueError(f"{name}: {value!r} is less than zero")
    return number


def rounded(number: Fraction, places: int) -> Decimal:
    """``number`` with so many decimals, halves away from zero, as forms print it (3.125 -> 3.13)."""
    units = floor(abs(number) * 10**places + Fraction(1, 2))
    return Decimal(units if number >= 0 else -units).scaleb(-places)


def as_decimal(number: Fraction | None) -> Decimal | None:
    """``number`` as a Decimal: exact where it ends within 28 digits, else its first 28 digits."""
    if number is None:
        return None
    return _TO_DECIMAL.divide(Decimal(number.numerator), Decimal(number.denominator))
