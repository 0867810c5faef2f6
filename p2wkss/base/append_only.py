"""Tables whose rows are only ever added: the database itself refuses to change or delete them.

In a migration of the app whose table it is::

    operations = [append_only("agencies_accessevent")]

Mind SQLite: Django alters a table there by making it anew, which drops its triggers. A later migration that
alters such a table ends with ``append_only`` again (``unprotected`` finds a table that was forgotten).
"""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import migrations, transaction

from p2wkss.base import closed

PREFIX = "append_only_"

_SQLITE = {
    "update": 'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" BEGIN {refuse} END',
    "delete": 'CREATE TRIGGER "{name}" BEFORE DELETE ON "{table}" BEGIN {refuse} END',
    # INSERT OR REPLACE deletes the old row without asking the delete trigger.
    "replace": (
        'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" '
        'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "{pk}" = NEW."{pk}") BEGIN {refuse} END'
    ),
}
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION p2wkss_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRES = {
    "change": 'BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW',
    "truncate": 'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT',
}


def append_only(table: str, *, pk: str = "id") -> migrations.RunPython:
    """Return the migration operation that makes a table append-only; reversible, safe to repeat."""

    def forwards(apps, schema_editor):
        protect(schema_editor.connection, table, pk=pk)

    def backwards(apps, schema_editor):
        release(schema_editor.connection, table)

    return migrations.RunPython(forwards, backwards)


def protect(connection, table: str, *, pk: str = "id") -> None:
    """Create the triggers; a later change raises IntegrityError, ``append-only: <table>``."""
    release(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
            for what, event in _POSTGRES.items():
                cursor.execute(
                    f'CREATE TRIGGER "{_name(table, what)}" {event.format(table=table)} '
                    "EXECUTE FUNCTION p2wkss_append_only()"
                )
        else:
            refuse = f"SELECT RAISE(ABORT, 'append-only: {table}');"
            for what, statement in _SQLITE.items():
                cursor.execute(statement.format(name=_name(table, what), table=table, pk=pk, refuse=refuse))


def release(connection, table: str) -> None:
    """Drop the triggers of a table, where there are any."""
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for what in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{_name(table, what)}"{on_table}')


def protected_tables(connection) -> set[str]:
    """Return the tables that have all their triggers, enabled."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            expected = len(_POSTGRES)
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE %s AND t.tgenabled <> 'D'",
                [f"{PREFIX}%"],
            )
        else:
            expected = len(_SQLITE)
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        names = [row[0] for row in cursor.fetchall()]
    return {name for name in names if names.count(name) == expected}


def unprotected(connection, tables: Iterable[str]) -> set[str]:
    """Return those of the tables that lack a trigger."""
    return set(tables) - protected_tables(connection)


@contextmanager
def suspended(connection):
    """Let everything be written and deleted for a while: for emptying a test database and for restoring a backup.

    What belongs to closed periods (p2wkss.base.closed) too. One transaction, so that an error or a crash in between
    leaves the tables protected as they were.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        statements = list(_take_off(connection, cursor))
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would keep the triggers from coming back
        for statement in statements:
            cursor.execute(statement)


def _take_off(connection, cursor):
    """Take every trigger off and yield the statements that put them on again."""
    if connection.vendor == "postgresql":
        for table in sorted(protected_tables(connection) | closed.guarded_tables(connection)):
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            yield f'ALTER TABLE "{table}" ENABLE TRIGGER USER'
        return
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (name LIKE %s OR name LIKE %s)",
        [f"{PREFIX}%", f"{closed.PREFIX}%"],
    )
    for name, statement in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')
        yield statement


def _name(table: str, what: str) -> str:
    """Name a trigger within PostgreSQL's 63 signs."""
    return f"{PREFIX}{what}_{table}"[:63]
