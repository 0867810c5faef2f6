"""Rows into a table by the fast way of each database: COPY on PostgreSQL, executemany on SQLite.

Only some columns differ from row to row; the others are what the model's defaults say, prepared once.
"""

import io
import json
from collections.abc import Iterable, Iterator
from itertools import repeat

from django.db import models
from django.utils import timezone

from p2wkss.base.text_search import indexed_at_once

NULL = r"\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
# What the driver asks for at once: in small pieces it would take the interpreter's lock for every 25 rows.
COPY_BYTES = 1024 * 1024


class TableWriter:
    """Writes rows of one model. `columns` are the fields that a row gives, as text, whole number, bool or None:
    dates ISO, UUIDs as 32 hexadecimal signs, sealed values and foreign keys as the database holds them.
    `values` are fields with one value for all rows, for those that are not as the model's defaults say.
    """

    def __init__(self, connection, model: type[models.Model], columns: list[str], values: dict | None = None):
        self._connection, self._table = connection, model._meta.db_table
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [name for name in fields if name not in columns]
        self._next = 1  # of SQLite, the key after those taken so far
        now, values = timezone.now(), values or {}
        self._columns = [*columns, *rest]
        self._constants = tuple(
            fields[name].get_db_prep_save(values[name], connection)
            if name in values
            else self._constant(fields[name], now)
            for name in rest
        )

    def keys(self, count: int) -> Iterable[int]:
        """Take the keys of so many new rows, in ascending order. On SQLite within a transaction that writes: else
        somebody might take the same."""
        with self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [self._table])
                cursor.execute(TAKE_KEYS, [*cursor.fetchone(), count])
                first, last, scattered = cursor.fetchone()
                return sorted(scattered) if scattered else range(first or 1, (last or 0) + 1)
            cursor.execute(
                "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), "
                f"coalesce((SELECT max(id) FROM {self._table}), 0)) + 1",
                [self._table],
            )
            # Keys that were taken and are not written yet stand nowhere but here; the database is ours meanwhile.
            first = max(cursor.fetchone()[0], self._next)
        self._next = first + count
        return range(first, self._next)

    def write(self, rows: list[tuple]) -> None:
        """Store rows; all or none within the caller's transaction."""
        if rows:
            self.store(self.prepared(rows))

    def prepared(self, rows: Iterable[tuple]) -> str | list[tuple]:
        """Return the rows as `store` takes them: the text of a COPY, or tuples with every column."""
        if self._connection.vendor != "postgresql":
            return [row + self._constants for row in rows]
        return copy_text(rows, tail=copy_text([("", *self._constants)])[:-1])

    def store(self, prepared: str | list[tuple]) -> None:
        """Hand prepared rows to the database: one COPY, or one statement for all of them. Raises IntegrityError.

        The caller's transaction holds it, and the rows have keys above all others.
        """
        with self._connection.wrap_database_errors, self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                copy_in(cursor, self._table, self._columns, prepared)
                return
            marks = ", ".join(repeat("?", len(self._columns)))
            listed = ", ".join(map(self._connection.ops.quote_name, self._columns))
            with indexed_at_once(self._connection, self._table):
                # The driver's own cursor: Django's would rewrite the statement and copy every row.
                cursor.connection.executemany(
                    f"INSERT INTO {self._table} ({listed}) VALUES ({marks})",
                    prepared,
                )

    def insertion(self, expressions: Iterable[str], source: str) -> tuple[str, tuple]:
        """(statement, parameters) that makes a row of every row of a query: an expression for each of the columns, and
        what follows FROM."""
        listed = ", ".join(map(self._connection.ops.quote_name, self._columns))
        values = ", ".join([*expressions, *repeat("%s", len(self._constants))])
        return f"INSERT INTO {self._table} ({listed}) SELECT {values} FROM {source}", self._constants

    def _constant(self, field, now):
        is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        value = now if is_moment else field.get_default()
        if isinstance(field, models.JSONField):
            return None if value is None else json.dumps(value)
        return field.get_db_prep_save(value, self._connection)


# Keys that others take meanwhile lie between ours; only then are they listed one by one.
TAKE_KEYS = """
    WITH taken AS (SELECT nextval(%s) AS key FROM generate_series(1, %s))
    SELECT min(key), max(key), CASE WHEN max(key) - min(key) + 1 <> count(*) THEN array_agg(key) END FROM taken
"""


def copy_in(cursor, table: str, columns: list[str], text: str, *, null: str = NULL) -> None:
    """Write the text that `copy_text` made into a table of PostgreSQL."""
    listed = ", ".join(f'"{name}"' for name in columns)
    statement = f"COPY {table} ({listed}) FROM STDIN WITH (FORMAT text, NULL '{null}')"
    cursor.copy_expert(statement, io.StringIO(text), COPY_BYTES)


def copy_text(rows: Iterable[tuple], *, tail: str = "", null: str = NULL) -> str:
    """Rows as COPY reads them; `tail` ends each, `null` stands for None."""
    return "".join(_lines(rows, f"{tail}\n", null))


def _lines(rows, end, null) -> Iterator[str]:
    for row in rows:
        try:
            line = "\t".join([null if value is None else value for value in row])
        except TypeError:  # numbers and truth values among the texts
            row = [None if value is None else _text(value) for value in row]
            line = "\t".join([null if value is None else value for value in row])
        if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(row) - 1:
            line = "\t".join([null if value is None else value.translate(ESCAPES) for value in row])
        yield line + end


def _text(value):
    """A value as text, before anything in it is escaped."""
    kind = type(value)
    if kind is bool:
        return "t" if value else "f"
    return str(value)
