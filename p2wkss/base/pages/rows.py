"""How the values of a record are written on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from p2wkss.base import formats
from p2wkss.base.pages.header import Status
from p2wkss.base.states import State


@dataclass(frozen=True)
class Row:
    """A row of a section: a field's name, or any dotted path, with its own label and way of writing.

    `Row("budget", _("Anggaran"), formats.rupiah)`, `Row("house.region", _("RT"))`,
    `Row("status", states=Intervention.Status)` (a state as a badge).
    """

    name: str
    label: str = ""
    write: Callable | None = None
    states: type[State] | None = None


@dataclass(frozen=True)
class Cell:
    """What templates/_partials/summary_list.html prints."""

    label: str
    value: object = None
    url: str = ""
    badge: Status | None = None
    edit_url: str = ""


def cell(record, row: "Row | str", user) -> Cell:
    """Write one row of a record; None stays None, which the page calls "belum ada data"."""
    if isinstance(row, str):
        row = Row(row)
    field = _field(record, row.name)
    value = _value(record, row.name)
    label = str(row.label) or capfirst(str(field.verbose_name if field is not None else row.name))
    if row.states is not None:
        return Cell(label, value, badge=Status.of(row.states(value)) if value else None)
    if row.write is not None:
        return Cell(label, None if value is None else row.write(value))
    if isinstance(value, models.Model):
        return Cell(label, str(value), url=link_to(value, user))
    return Cell(label, _display(record, row.name, field, value))


def link_to(record, user) -> str:
    """The address of a related record's page, where the reader's role may open such pages."""
    meta = record._meta
    return address_of(record) if user.has_perm(f"{meta.app_label}.view_{meta.model_name}") else ""


def address_of(record) -> str:
    """The address of a record's page; empty where it has none."""
    if not hasattr(record, "get_absolute_url"):
        return ""
    try:
        return record.get_absolute_url()
    except NoReverseMatch:
        return ""


def write(value):
    """Write a value as people read it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime):
        return formats.waktu(value)
    if isinstance(value, date):
        return formats.tanggal(value)
    if isinstance(value, time):
        return value.strftime("%H.%M")
    if isinstance(value, int | float | Decimal):
        return formats.number(value)
    if isinstance(value, models.Manager | models.QuerySet):
        return ", ".join(str(part) for part in value.all()) or None
    return str(value)


def _field(record, name) -> models.Field | None:
    found, model = None, type(record)
    for part in name.split("."):
        try:
            found = model._meta.get_field(part)
        except (FieldDoesNotExist, AttributeError):
            return None
        model = found.related_model
    return found if isinstance(found, models.Field) else None


def _value(record, name):
    value = record
    for part in name.split("."):
        if value is None:
            return None
        value = getattr(value, part)
        if callable(value) and not isinstance(value, models.Manager):
            value = value()
    return value


def _display(record, name, field, value):
    if field is not None and field.choices and value not in (None, ""):
        return dict(field.flatchoices).get(value, value)
    return write(value)
