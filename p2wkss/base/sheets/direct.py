"""Columns whose values the database gives directly, without an instance of the model for every row.

Any plain field of a resource is one as long as no `dehydrate_...` stands before it; these classes say more::

    class RepairResource(SheetResource):
        status = Label("status", _("status"))                              # the label of a choice
        funded = Annotated("funded", _("dana"), source="funded_sum")       # what the queryset was annotated with

A resource with only such columns streams many times as fast, and its CSV is written by the database itself
(`copy_out`). What comes out is the same either way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, QuerySet
from django.db.models.query import ModelIterable
from import_export.fields import Field

from p2wkss.base.sealed import Sealer

TEXT, LABEL, YES_NO, NUMBER, DECIMAL, DATE, MOMENT, UUID = (
    *("text", "label", "yes_no", "number", "decimal", "date", "moment", "uuid"),
)
KINDS = {
    models.CharField: TEXT,
    models.TextField: TEXT,
    models.SlugField: TEXT,
    models.EmailField: TEXT,
    models.URLField: TEXT,
    models.BooleanField: YES_NO,
    models.AutoField: NUMBER,
    models.BigAutoField: NUMBER,
    models.IntegerField: NUMBER,
    models.BigIntegerField: NUMBER,
    models.SmallIntegerField: NUMBER,
    models.PositiveIntegerField: NUMBER,
    models.PositiveBigIntegerField: NUMBER,
    models.PositiveSmallIntegerField: NUMBER,
    models.DecimalField: DECIMAL,
    models.DateField: DATE,
    models.DateTimeField: MOMENT,
    models.UUIDField: UUID,
}
# What every database keeps of a decimal.
DIGITS = 15


def kind_of(field: models.Field) -> str | None:
    """How the database writes a field's values; a date is a date, whatever its day means (`p2wkss.base.dates`)."""
    return KINDS.get(getattr(field, "plain", type(field)))


@dataclass(frozen=True)
class Source:
    """Where the values of a column come from.

    `expressions` are asked of the database; `convert` makes the value of one row of them (None: it is the value
    already). `kind` says how a CSV writes it, where the database can; `labels` stand for values, `places` belong to
    DECIMAL (None: not known).
    """

    expressions: tuple
    convert: Callable | None = None
    kind: str | None = None
    labels: dict | None = None
    places: int | None = None


class DirectField(Field):
    """A column that knows its source; `get_value(instance)` must give the same for a single row."""

    def source(self, queryset: QuerySet) -> Source | None:
        raise NotImplementedError


class Label(DirectField):
    """The label of a choice instead of the stored value; `labels` says them where the field has no choices."""

    def __init__(self, attribute, column_name, *, labels: dict | None = None):
        super().__init__(attribute, column_name)
        self._labels = labels

    def source(self, queryset):
        field = model_field(queryset.model, self.attribute)
        if field is None:
            return None
        labels = self._labels_of(field)
        kind = LABEL if kind_of(field) == TEXT else None
        return Source((F(self.attribute),), kind=kind, labels=labels)

    def get_value(self, instance):
        value = super().get_value(instance)
        return self._labels_of(model_field(type(instance), self.attribute)).get(value, value)

    def _labels_of(self, field):
        labels = field.flatchoices if self._labels is None else self._labels.items()
        return {value: str(label) for value, label in labels}


class Annotated(DirectField):
    """What the queryset was annotated with under the name `source`; `attribute` says what it tells of, for privacy."""

    def __init__(self, attribute, column_name, *, source: str):
        super().__init__(attribute, column_name)
        self.annotation = source

    def source(self, queryset):
        return source_of_path(self.annotation, queryset)

    def get_value(self, instance):
        return getattr(instance, self.annotation)


class Revealed(DirectField):
    """A sealed number in the clear. Whoever offers such a file has asked for the permission and a reason."""

    @cached_property
    def _parts(self):
        path, _, name = self.attribute.rpartition("__")
        return path, name

    def source(self, queryset):
        path, name = self._parts
        model = model_field(queryset.model, path).related_model if path else queryset.model
        sealer = Sealer(model, name)
        return Source((F(f"{path}__public_id" if path else "public_id"), F(self.attribute)), sealer.unseal)

    def get_value(self, instance):
        value = super().get_value(instance)
        return None if value is None else value.reveal()


def sources_of(fields: Sequence[Field], queryset: QuerySet) -> list[Source] | None:
    """Return the sources of all columns; None where one of them, or the queryset, needs instances."""
    if queryset.query.combinator or queryset.query.distinct or queryset._iterable_class is not ModelIterable:
        return None
    sources = [
        field.source(queryset) if isinstance(field, DirectField) else source_of_path(field.attribute, queryset)
        for field in fields
    ]
    return None if None in sources else sources


def source_of_path(path: str | None, queryset: QuerySet) -> Source | None:
    """Return the source of a plain field, own or over foreign keys, or of an annotation."""
    if not path:
        return None
    if path in queryset.query.annotations:
        annotation = queryset.query.annotations[path]
        kind = KINDS.get(type(annotation._output_field_or_none))
        # A decimal that was computed has no fixed number of places; the others look the same wherever they come from.
        return Source((F(path),), kind=None if kind == DECIMAL else kind) if kind else None
    field = model_field(queryset.model, path)
    kind = kind_of(field)
    places = field.decimal_places if kind == DECIMAL and field.max_digits <= DIGITS else None
    return Source((F(path),), kind=kind, places=places) if kind else None


def model_field(model: type[models.Model], path: str) -> models.Field | None:
    """Return the column at the end of a path over foreign keys; None for anything that has many values or none."""
    found = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return None
        if not found.concrete or found.many_to_many:
            return None
        model = found.related_model
    return found
