"""Resources: the lists of columns that exports and imports are made of.

::

    class RtlhSheet(SheetResource):
        lokasi_rt = Field("house__region__name", "lokasi_rt")
        status = Label("status", "status")

        class Meta:
            model = HouseRepair
            meanings = {"lokasi_rt": _("RT tempat rumah berada"), "status": _("Tahap perbaikan")}
            units = {"anggaran": "rupiah"}

    RtlhSheet().response(HouseRepair.objects.visible_to(user), XLSX, name="rtlh")

The columns are the declared fields in their order. A resource that takes columns of the model as they are names all
its columns as `Meta.fields`, in their order.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from decimal import Decimal
from functools import partial
from itertools import islice
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models, transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from import_export import fields, resources, widgets

from p2wkss.base.sheets.columns import Column
from p2wkss.base.sheets.copy_out import csv_lines
from p2wkss.base.sheets.csv_out import write_csv
from p2wkss.base.sheets.direct import Source, sources_of
from p2wkss.base.sheets.responses import CSV, file_response, stream
from p2wkss.base.sheets.widgets import PlainDecimalWidget, reader_of

CHUNK = 2000
NATIVE = (str, bool, int, float, Decimal, datetime.date, datetime.datetime, datetime.time, UUID, type(None))
KINDS = {
    models.BooleanField: "ya/tidak",
    models.DateTimeField: "waktu",
    models.DateField: "tanggal",
    models.DecimalField: "bilangan",
    models.FloatField: "bilangan",
    models.IntegerField: "bilangan",
}


class DeclaredOrder(resources.ModelDeclarativeMetaclass):
    """Columns leave in the order in which they are declared, or in that of `Meta.fields`."""

    def __new__(cls, name, bases, attrs):
        meta = attrs.get("Meta")
        if meta is not None and hasattr(meta, "model"):
            if "fields" not in vars(meta):
                inherited = getattr(meta, "fields", None) or []
                own = [key for key, value in attrs.items() if isinstance(value, fields.Field)]
                meta.fields = [*inherited, *(key for key in own if key not in inherited)]
            meta.export_order = meta.fields
        return super().__new__(cls, name, bases, attrs)


class SheetResource(resources.ModelResource, metaclass=DeclaredOrder):
    """A resource whose values leave as what they are (numbers, dates), streamed in constant memory.

    ``Meta.meanings`` and ``Meta.units``, by column name, feed the data dictionary; without them it says what the
    model field says. Rows come in the order of the queryset, which the caller has scoped and prepared.
    """

    @classmethod
    def widget_from_django_field(cls, f, default=widgets.Widget):
        if isinstance(f, models.DecimalField):
            return partial(PlainDecimalWidget, field=f)
        if widget := reader_of(f):
            return widget
        return super().widget_from_django_field(f, default)

    def get_import_fields(self, *args, **kwargs):
        """A file sets nothing that only acts move."""
        acts = getattr(self._meta.model, "by_acts", ())
        found = super().get_import_fields(*args, **kwargs)
        return [field for field in found if (field.attribute or "").split("__")[0] not in acts]

    def columns(self, only: Iterable[str] | None = None) -> list[Column]:
        """Return the columns in export order; ``only`` names the fields somebody chose."""
        meanings = getattr(self.Meta, "meanings", {})
        units = getattr(self.Meta, "units", {})
        columns = []
        for field in self.get_export_fields(only):
            source = self._model_field(field)
            meaning = meanings.get(field.column_name) or (source.help_text or source.verbose_name if source else "")
            kind = next((kind for base, kind in KINDS.items() if isinstance(source, base)), "teks")
            choices = "; ".join(str(label) for _value, label in source.flatchoices) if source is not None else ""
            columns.append(Column(field.column_name, meaning, kind, units.get(field.column_name, ""), choices))
        return columns

    def rows(self, queryset: QuerySet, only: Iterable[str] | None = None) -> Iterator[Sequence]:
        """Yield the values of one row after the other, reading the database some thousand rows at a time."""
        if sources := self._sources(queryset, only):
            yield from self._values(queryset, sources)
            return
        getters = [self._getter(field) for field in self.get_export_fields(only)]
        with _reading(queryset):
            for instance in queryset.iterator(chunk_size=CHUNK):
                yield [get(instance) for get in getters]

    def stream(
        self,
        queryset: QuerySet,
        fmt: str,
        *,
        delimiter: str = ",",
        only: Iterable[str] | None = None,
        explained: bool = False,
        before: Callable[[], None] | None = None,
    ) -> Iterator[bytes]:
        """Yield the file of a queryset, CSV or XLSX; `before` is called when the header is sent and no row is read."""
        only = list(only) if only else None
        if fmt == CSV and (sources := self._sources(queryset, only)):
            lines = csv_lines(queryset, sources, delimiter)
            if lines is not None:
                return _joined(write_csv(self.columns(only), (), delimiter=delimiter), _after(before, lines))
        rows = _after(before, self.rows(queryset, only))
        return stream(self.columns(only), rows, fmt, delimiter=delimiter, explained=explained)

    def response(self, queryset: QuerySet, fmt: str, *, name: str, **options) -> StreamingHttpResponse:
        """Answer with the file of a queryset; options as in ``stream``."""
        return file_response(name, self.stream(queryset, fmt, **options), fmt)

    def export_field(self, field, instance, **kwargs):
        """What import-export's own ways out use: the same values."""
        return self._getter(field)(instance)

    def _sources(self, queryset: QuerySet, only) -> list[Source] | None:
        """Where the columns come from without an instance a row; None where one of them is a method."""
        export_fields = self.get_export_fields(only)
        if any(self._method(field) for field in export_fields):
            return None
        return sources_of(export_fields, queryset)

    def _values(self, queryset, sources):
        expressions = [expression for source in sources for expression in source.expressions]
        with _reading(queryset):
            found = iter(queryset.values_list(*expressions).iterator(chunk_size=CHUNK))
            while rows := list(islice(found, CHUNK)):
                given = iter(zip(*rows, strict=True))
                columns = []
                for source in sources:
                    parts = list(islice(given, len(source.expressions)))
                    if source.labels is not None:
                        columns.append(map(source.labels.get, parts[0], parts[0]))
                    else:
                        columns.append(map(source.convert, *parts) if source.convert else parts[0])
                yield from zip(*columns, strict=True)

    def _method(self, field: fields.Field):
        """The method that stands before a field, `dehydrate_...` or the one its `dehydrate_method` names."""
        method = field.get_dehydrate_method(self.get_field_name(field))
        return method if callable(method) else getattr(self, method, None)

    def _getter(self, field: fields.Field):
        method = self._method(field)
        if method is not None:
            return method

        def get(instance):
            value = field.get_value(instance)
            return value if isinstance(value, NATIVE) else field.widget.render(value)

        return get

    def _model_field(self, field: fields.Field) -> models.Field | None:
        model, found = self._meta.model, None
        for name in (field.attribute or "").split("__"):
            try:
                found = model._meta.get_field(name)
            except (FieldDoesNotExist, AttributeError):
                return None
            model = found.related_model
        return found if isinstance(found, models.Field) else None


def _joined(header: Iterator[bytes], lines: Iterator[bytes]) -> Iterator[bytes]:
    """One stream out of two; a generator, so that a response that is given up closes what stands behind it."""
    yield from header
    yield from lines


def _after(before, items: Iterator) -> Iterator:
    """The items, with something to do before the first of them is asked for."""
    if before:
        before()
    yield from items


def _reading(queryset: QuerySet):
    """Read inside a transaction on PostgreSQL, where a cursor outside of one collects all rows first.

    SQLite is left alone: there a transaction would hold up everybody who writes.
    """
    connection = connections[queryset.db]
    is_postgres = connection.vendor == "postgresql"
    return transaction.atomic(using=queryset.db) if is_postgres else nullcontext()
