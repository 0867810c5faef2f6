"""Form boxes for numbers and days that read what people type (`p2wkss.base.values`), on every form and filter.

Numbers are typed into text boxes: a browser with an English interface swallows the comma of `type="number"` before
the server sees it, so that 3,5 would arrive as 35.
"""

from datetime import date
from decimal import Decimal
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import get_format

from p2wkss.base.intake.sheet import NUMBER
from p2wkss.base.values import number_text, problem_message, read_day, read_decimal, read_rupiah, read_whole

# From here on a decimal is a coordinate, which everybody copies with a point.
POINT_DECIMALS = 5


def make_value_box(field: forms.Field) -> None:
    """Let a field read numbers or days as people write them; any other field is left alone."""
    if isinstance(field, forms.IntegerField) and not field.widget.is_hidden:
        field.to_python = partial(_number, field)
        field.prepare_value = partial(_shown, field)
        field.localize = False
        if isinstance(field.widget, forms.NumberInput):
            kept = {name: value for name, value in field.widget.attrs.items() if name not in ("min", "max", "step")}
            mode = "decimal" if _has_decimals(field) else "numeric"
            field.widget = forms.TextInput({**kept, "inputmode": mode, "autocomplete": "off"})
    elif isinstance(field, forms.DateField) and not isinstance(field, forms.DateTimeField):
        if "input_formats" in vars(field):  # a month alone is written in a way of its own
            return
        field.to_python = partial(_day, field)


def _has_decimals(field):
    return isinstance(field, forms.FloatField) or getattr(field, "decimal_places", 0) != 0


def _is_money(field):
    return isinstance(field, forms.DecimalField) and field.decimal_places == 0


def _number(field, value):
    """What Django's own `to_python` gives, from any writing; ValidationError with a sentence for what is unclear."""
    if value in field.empty_values:
        return None
    is_native = isinstance(value, Decimal | int | float)
    text, kind = str(value), NUMBER if is_native else None
    if _has_decimals(field):
        places, digits = getattr(field, "decimal_places", None), getattr(field, "max_digits", None)
        number = read_decimal(text, kind, whole_digits=digits - places if digits and places else None)
    else:
        number = read_rupiah(text, kind) if _is_money(field) else read_whole(text, kind)
    if number.problem:
        message = problem_message(number.problem, text, whole=not _has_decimals(field))
        raise ValidationError(message, code="invalid")
    if number.value is None or isinstance(field, forms.DecimalField):
        return number.value
    return float(number.value) if isinstance(field, forms.FloatField) else int(number.value)


def _shown(field, value):
    """A stored number as the box holds it: what `_number` reads as the same again, in either language."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            return value
        value = Decimal(f"{value.normalize():f}")  # 26, not 26,00
    is_indonesian = translation.get_language() != "en"
    if not _has_decimals(field):
        return number_text(value, group_sign="." if is_indonesian and _is_money(field) else "")
    is_coordinate = (getattr(field, "decimal_places", None) or 0) >= POINT_DECIMALS
    return number_text(value, decimal_sign="." if is_coordinate else get_format("DECIMAL_SEPARATOR"))


def _day(field, value):
    if value in field.empty_values:
        return None
    if isinstance(value, date):
        return type(field).to_python(field, value)
    read = read_day(str(value), today=timezone.localdate())
    if read.problem:
        raise ValidationError(problem_message(read.problem, read.shown or str(value)), code="invalid")
    return read.day
