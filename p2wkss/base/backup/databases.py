"""How each database is read for a backup and filled from one.

A backup is restored into the same kind of database, at the same state of migrations. Every table travels as one line
a row, in the order of its key, so the same rows always give the same bytes, and their hash proves a restore.
"""

import base64
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from p2wkss.base.triggers import suspended

ROWS_AT_ONCE = 1000
# What belongs to the moment and not to the record: sessions and the cache (lockouts, waiting uploads).
LEFT_OUT = ("django_session", "cache", "cache_uploads", "base_restoredmedia")


def store_for(connection) -> "Store":
    """Return the store of a database connection."""
    stores = {"sqlite": SqliteStore, "postgresql": PostgresStore}
    if connection.vendor not in stores:
        raise ImproperlyConfigured(f"No backup for a database of the kind {connection.vendor}.")
    return stores[connection.vendor](connection)


class Store:
    """What both databases share."""

    def __init__(self, connection):
        self.connection = connection

    @property
    def vendor(self) -> str:
        return self.connection.vendor

    def all_tables(self) -> list[str]:
        with self.connection.cursor() as cursor:
            found = self.connection.introspection.get_table_list(cursor)
        return sorted(table.name for table in found if table.type == "t")

    def tables(self) -> list[str]:
        """Return the tables of a backup, in one order."""
        return [name for name in self.all_tables() if name not in LEFT_OUT]

    def columns(self, table: str) -> list[str]:
        with self.connection.cursor() as cursor:
            description = self.connection.introspection.get_table_description(cursor, table)
        return [column.name for column in description]

    def migrations(self) -> list[str]:
        """Return the migrations that were applied, as ``app.name``."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return sorted(f"{app}.{name}" for app, name in cursor.fetchall())

    def digest(self, table: str) -> dict:
        """Return how many rows a table has and the hash of what a backup holds of it; inside ``snapshot``."""
        tally = Tally()
        self.dump(table, tally.write)
        return tally.result()

    def select(self, table: str, columns: list[str]) -> str:
        with self.connection.cursor() as cursor:
            key = self.connection.introspection.get_primary_key_column(cursor, table)
        order = self.quoted([key or columns[0]])
        return f"SELECT {self.quoted(columns)} FROM {self.quoted([table])} ORDER BY {order}"

    def quoted(self, names: list[str]) -> str:
        return ", ".join(map(self.connection.ops.quote_name, names))


class Tally:
    """Counts and hashes lines that are written to it."""

    def __init__(self):
        self.rows = 0
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.rows += data.count(b"\n")
        self._hash.update(data)

    def result(self) -> dict:
        return {"rows": self.rows, "sha256": self._hash.hexdigest()}


class SqliteStore(Store):
    """Rows as JSON lines, read through a connection of its own that sees one moment and blocks nobody."""

    _reading: sqlite3.Connection

    def all_tables(self) -> list[str]:
        """Return the tables but those of the text search, which triggers fill while their rows are restored."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'table'")
            derived = {name for (name,) in cursor.fetchall()}
        return [name for name in super().all_tables() if name not in derived]

    @contextmanager
    def snapshot(self):
        """See the database as it is now until the end, whatever others write."""
        name = self.connection.settings_dict["NAME"]
        self._reading = sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None)
        try:
            self._reading.execute("BEGIN")
            self._reading.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first read fixes the moment
            yield
        finally:
            self._reading.close()

    def dump(self, table: str, write: Callable[[bytes], object]) -> None:
        """Write the rows of a table, whole lines at a time."""
        cursor = self._reading.execute(self.select(table, self.columns(table)))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            lines = (json.dumps([_plain(value) for value in row]) for row in rows)
            write("".join(f"{line}\n" for line in lines).encode())

    @contextmanager
    def replacing(self):
        """Empty all tables and let them be filled, in one transaction."""
        with self.connection.constraint_checks_disabled(), transaction.atomic(using=self.connection.alias):
            with suspended(self.connection):
                with self.connection.cursor() as cursor:
                    for table in self.all_tables():
                        cursor.execute(f"DELETE FROM {self.quoted([table])}")
                yield
            self.connection.check_constraints()

    def fill(self, table: str, columns: list[str], data: bytes) -> None:
        """Insert rows that ``dump`` wrote."""
        marks = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {self.quoted([table])} ({self.quoted(columns)}) VALUES ({marks})"
        rows = ([_restored(value) for value in json.loads(line)] for line in data.splitlines())
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, list(rows))


class PostgresStore(Store):
    """Rows as COPY writes them, read in one repeatable-read transaction."""

    @contextmanager
    def snapshot(self):
        """See the database as it is now until the end, whatever others write."""
        with transaction.atomic(using=self.connection.alias, durable=True):
            with self.connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def dump(self, table: str, write: Callable[[bytes], object]) -> None:
        """Write the rows of a table, whole lines at a time."""
        statement = f"COPY ({self.select(table, self.columns(table))}) TO STDOUT"
        sink = type("Sink", (), {"write": staticmethod(write)})
        with self.connection.cursor() as cursor:
            cursor.cursor.copy_expert(statement, sink)

    @contextmanager
    def replacing(self):
        """Empty all tables and let them be filled, in one transaction."""
        alias = self.connection.alias
        with (
            transaction.atomic(using=alias, durable=True),
            suspended(self.connection),
            self.connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {self.quoted(self.all_tables())}")
            yield
            self._count_on(cursor)

    def fill(self, table: str, columns: list[str], data: bytes) -> None:
        """Insert rows that ``dump`` wrote."""
        statement = f"COPY {self.quoted([table])} ({self.quoted(columns)}) FROM STDIN"
        with self.connection.cursor() as cursor:
            cursor.cursor.copy_expert(statement, io.BytesIO(data))

    def _count_on(self, cursor) -> None:
        """Let every sequence go on after the largest key there is."""
        for table in self.tables():
            for sequence in self.connection.introspection.get_sequences(cursor, table):
                column = self.quoted([sequence["column"]])
                cursor.execute(
                    f"SELECT setval(%s, coalesce(max({column}), 1), max({column}) IS NOT NULL) "
                    f"FROM {self.quoted([table])}",
                    [sequence["name"]],
                )


def _plain(value):
    return {"b": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value


def _restored(value):
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value
