"""Rows into a table by the fast way of each database: COPY on PostgreSQL, executemany on SQLite.

Only some columns differ from row to row; the others are what the model's defaults say, prepared once.
"""

import io
import json
from itertools import repeat

from django.db import models
from django.utils import timezone

NULL = r"\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class TableWriter:
    """Writes rows of one model. `columns` are the fields that a row gives, as text, whole number, bool or None:
    dates ISO, UUIDs as 32 hexadecimal signs, sealed values and foreign keys as the database holds them.
    """

    def __init__(self, connection, model: type[models.Model], columns: list[str]):
        self._connection, self._table = connection, model._meta.db_table
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [name for name in fields if name not in columns]
        now = timezone.now()
        self._columns = [*columns, *rest]
        self._constants = tuple(self._constant(fields[name], now) for name in rest)

    def keys(self, count: int) -> range:
        """Take the keys of so many new rows."""
        with self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [self._table])
                (sequence,) = cursor.fetchone()
                # One call takes them all; nobody else writes while an empty register is filled.
                cursor.execute("SELECT nextval(%s)", [sequence])
                (first,) = cursor.fetchone()
                cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
            else:
                cursor.execute(
                    "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), "  # noqa: S608
                    f"coalesce((SELECT max(id) FROM {self._table}), 0)) + 1",
                    [self._table],
                )
                (first,) = cursor.fetchone()
        return range(first, first + count)

    def write(self, rows: list[tuple]) -> None:
        """Store rows; all or none within the caller's transaction."""
        if rows:
            self.store(self.prepared(rows))

    def prepared(self, rows: list[tuple]) -> str | list[tuple]:
        """Return the rows as `store` takes them: the text of a COPY, or tuples with every column."""
        if self._connection.vendor != "postgresql":
            return [row + self._constants for row in rows]
        tail = "".join(f"\t{_text(value)}" for value in self._constants)
        return "".join("\t".join(map(_text, row)) + tail + "\n" for row in rows)

    def store(self, prepared: str | list[tuple]) -> None:
        """Hand prepared rows to the database: one COPY, or one statement for all of them."""
        with self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY {self._table} ({self._listed()}) FROM STDIN", io.StringIO(prepared))
                return
            marks = ", ".join(repeat("?", len(self._columns)))
            # The driver's own cursor: Django's would rewrite the statement and copy every row.
            cursor.connection.executemany(
                f"INSERT INTO {self._table} ({self._listed()}) VALUES ({marks})",  # noqa: S608 - names of our own
                prepared,
            )

    def _listed(self):
        return ", ".join(map(self._connection.ops.quote_name, self._columns))

    def _constant(self, field, now):
        is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        value = now if is_moment else field.get_default()
        if isinstance(field, models.JSONField):
            return None if value is None else json.dumps(value)
        return field.get_db_prep_save(value, self._connection)


def _text(value):
    """A value as COPY reads it."""
    kind = type(value)
    if kind is str:
        return value.translate(ESCAPES) if "\\" in value or "\t" in value or "\n" in value or "\r" in value else value
    if value is None:
        return NULL
    if kind is bool:
        return "t" if value else "f"
    return str(value)
