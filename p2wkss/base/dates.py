"""Dates of records: every date field of a model says what its day means.

- `FactDateField`, `FactDateTimeField`: something that happened. Never after the real day, however it is written: the
  field itself refuses, in forms, the back office, imports and services alike, for new rows and corrections.
- `HeldDateField`: the day of something that is planned first and happens then (a session, a meeting). It is a fact as
  soon as the model's `has_happened()` says so.
- `PlanDateField`: a day that is hoped for; it may lie ahead.
- `ReferenceDateField`: from or until when a rule, a name or an area is in force; it may lie ahead.

The real day is the calendar's (`timezone.localdate`), never the programme day on which pages look at a year.

`Explained` is for facts that belong to something with a beginning and an end (a round, a plan, a year): outside of it
the model asks why, and keeps the answer beside the date.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.base.formats import tanggal


class FutureFact(ValidationError):
    """What happened is dated after today."""

    def __init__(self):
        super().__init__(_("Tanggal ini tidak boleh di masa depan. Periksa lagi tahunnya."), code="future")


def refuse_future(value) -> None:
    """Raise FutureFact for a day or moment after the real one; other values are no business of this check."""
    if isinstance(value, dt.datetime):
        late = value > (timezone.now() if timezone.is_aware(value) else timezone.localtime().replace(tzinfo=None))
    else:
        late = isinstance(value, dt.date) and value > timezone.localdate()
    if late:
        raise FutureFact


class _PlainInMigrations:
    """Mixin: what a date means is a rule of the code, not of the table."""

    meaning = ""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", args, kwargs


class _Fact(_PlainInMigrations):
    meaning = "fact"

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        refuse_future(value)

    def get_db_prep_save(self, value, connection):
        refuse_future(value)
        return super().get_db_prep_save(value, connection)


class FactDateField(_Fact, models.DateField):
    """The day on which something happened."""

    plain = models.DateField


class FactDateTimeField(_Fact, models.DateTimeField):
    """The moment at which something happened."""

    plain = models.DateTimeField


class HeldDateField(_PlainInMigrations, models.DateField):
    """The day on which something is planned, and then held: a fact once `has_happened()` of its model is true."""

    plain = models.DateField
    meaning = "held"

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if isinstance(value, dt.date) and value > timezone.localdate() and model_instance.has_happened():
            raise FutureFact

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, dt.date) and value > timezone.localdate() and model_instance.has_happened():
            raise FutureFact
        return value


class PlanDateField(_PlainInMigrations, models.DateField):
    """The day on which something is meant to happen."""

    plain = models.DateField
    meaning = "plan"


class ReferenceDateField(_PlainInMigrations, models.DateField):
    """From, or until, when something is in force."""

    plain = models.DateField
    meaning = "reference"


class Explained(models.Model):
    """Mixin: a fact outside the period it belongs to is asked why, and the answer stays with it."""

    date_reason = models.CharField(
        gettext_lazy("alasan tanggal di luar jadwal"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Isi hanya bila diminta: tanggalnya di luar jadwal yang dicatat."),
    )

    class Meta:
        abstract = True

    def expected_between(self) -> tuple[str, dt.date | None, dt.date | None, str]:
        """(name of the date field, first day, last day, what that period is called); None is no limit."""
        raise NotImplementedError

    def ask(self, text: str, **values) -> None:
        """Raise the question beside the box for its answer."""
        raise ValidationError({"date_reason": ValidationError(text, code="asked", params=values)})

    def ask_about_date(self) -> None:
        """Raise a ValidationError that asks, while the date is outside and no reason is given; call it in `clean()`."""
        name, first, last, period = self.expected_between()
        day = getattr(self, name)
        if day is None or self.date_reason.strip():
            return
        if (first is None or day >= first) and (last is None or day <= last):
            return
        if self.pk and type(self)._base_manager.filter(pk=self.pk, **{name: day}).exists():
            return  # it was stored so before, and another part of the row is being mended
        text = _("Tanggal %(day)s di luar %(period)s (%(first)s sampai %(last)s). Perbaiki, atau tulis alasannya.")
        first, last = (tanggal(limit) if limit else "…" for limit in (first, last))
        self.ask(text, day=tanggal(day), period=period, first=first, last=last)
