"""How the cells of an imported sheet become values: through the one reader (`p2wkss.base.values`), or a sentence.

A number cell of a workbook arrives as Decimal, a date cell as date or datetime, everything else as text.
"""

import datetime
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import widgets

from p2wkss.base.intake.sheet import NUMBER
from p2wkss.base.values import problem_message, read_day, read_decimal, read_rupiah, read_whole


class PlainDecimalWidget(widgets.DecimalWidget):
    """A decimal that stays a number; the stock one writes it as localised text and reads `12.345` as 12345."""

    def __init__(self, coerce_to_string=False, field=None):
        super().__init__(coerce_to_string=coerce_to_string)
        self.places = field.decimal_places if field is not None else None
        self.whole_digits = field.max_digits - field.decimal_places if field is not None else None

    def clean(self, value, row=None, **kwargs):
        if self.places == 0:
            return _number(value, read_rupiah, whole=True)
        return _number(value, read_decimal, whole_digits=self.whole_digits)


class WholeWidget(widgets.IntegerWidget):
    """A whole number; the stock one cuts 12.5 to 12."""

    def clean(self, value, row=None, **kwargs):
        number = _number(value, read_whole, whole=True)
        return None if number is None else int(number)


class DayWidget(widgets.DateWidget):
    """A day, days before months; the stock one reads 06/05/2021 as 5 June."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, Decimal):
            raise ValueError(problem_message("date_serial_number", f"{value:f}"))
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        read = read_day(_text(value), today=timezone.localdate())
        if read.problem:
            raise ValueError(problem_message(read.problem, read.shown or _text(value)))
        return read.day


class YesNoWidget(widgets.BooleanWidget):
    """Reads the words that sheets carry for a truth value; an unknown word is refused, not taken for "tidak"."""

    YES = frozenset({"1", "true", "ya", "y", "yes"})
    NO = frozenset({"0", "false", "tidak", "t", "tdk", "no"})

    def clean(self, value, row=None, **kwargs):
        text = _text(value).casefold()
        if value in self.NULL_VALUES or not text:
            return None
        if text in self.YES or text in self.NO:
            return text in self.YES
        raise ValueError(_("“%(text)s” bukan ya atau tidak.") % {"text": text[:40]})


class CodeWidget(widgets.ForeignKeyWidget):
    """A related record by its code; an unknown one is refused in words."""

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(_text(value), row, **kwargs)
        except (self.model.DoesNotExist, self.model.MultipleObjectsReturned):
            raise ValueError(_unknown(self.model, [_text(value)])) from None


class CodesWidget(widgets.ManyToManyWidget):
    """Related records by their codes; the stock one drops those that it does not know without a word."""

    def clean(self, value, row=None, **kwargs):
        codes = {code.strip() for code in _text(value).split(self.separator)} - {""}
        found = self.model.objects.filter(**{f"{self.field}__in": codes})
        known = {str(getattr(record, self.field)) for record in found}
        if codes - known:
            raise ValueError(_unknown(self.model, sorted(codes - known)))
        return found


READERS = {
    models.BooleanField: YesNoWidget,
    models.IntegerField: WholeWidget,
    models.DateField: DayWidget,
}


def reader_of(field: models.Field) -> type[widgets.Widget] | None:
    """The widget class that reads a field through the one reader; None where the stock one serves."""
    if isinstance(field, models.DateTimeField | models.AutoField):
        return None
    return next((widget for kind, widget in READERS.items() if isinstance(field, kind)), None)


def _number(value, read, *, whole=False, **options):
    is_native = isinstance(value, Decimal | int | float)
    text = f"{value:f}" if isinstance(value, Decimal) else _text(value)
    number = read(text, NUMBER if is_native else None, **options)
    if number.problem:
        raise ValueError(problem_message(number.problem, text, whole=whole))
    return number.value


def _text(value):
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value).strip()


def _unknown(model, codes):
    return _("%(name)s tidak ditemukan: %(codes)s.") % {
        "name": str(model._meta.verbose_name).capitalize(),
        "codes": ", ".join(code[:40] for code in codes),
    }
