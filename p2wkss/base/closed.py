"""Periods that are closed: the database itself refuses to change what belongs to one, whoever asks.

In a migration of the app whose tables they are::

    operations = [
        closed_with("households_membersurvey", "households_surveyround", key="round_id"),
        refuse("households_surveyround", delete='OLD."closed_at" IS NOT NULL'),
    ]

The rules of closing are told to people by services and `clean()`; the triggers are for whatever forgets to ask them: a
bulk write, an import, the back office, a shell. A refused write raises IntegrityError, ``closed: <table>``.

Mind SQLite: Django alters a table there by making it anew, which drops its triggers. A later migration that alters such
a table ends with the same operation again (``unguarded`` finds a table that was forgotten).
"""

from collections.abc import Iterable

from django.db import migrations

PREFIX = "closed_"

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {checks}
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
_POSTGRES_REFUSE = "RAISE EXCEPTION 'closed: {table}' USING ERRCODE = 'integrity_constraint_violation';"
_SQLITE_REFUSE = "SELECT RAISE(ABORT, 'closed: {table}');"


def closed_with(table: str, parent: str, *, key: str, closed: str = "closed_at") -> migrations.RunPython:
    """The migration operation that locks the rows of `table` while the row of `parent` that `key` names is closed.

    Nothing may be added to it, changed in it, moved into or out of it, or deleted from it. Reversible, safe to repeat.
    """

    def is_closed(row):
        return f'EXISTS (SELECT 1 FROM "{parent}" WHERE "id" = {row}."{key}" AND "{closed}" IS NOT NULL)'  # noqa: S608

    # INSERT OR REPLACE of SQLite deletes the old row without asking the delete trigger.
    replaced = (
        f'EXISTS (SELECT 1 FROM "{table}" AS old JOIN "{parent}" AS p ON p."id" = old."{key}" '  # noqa: S608
        f'WHERE old."id" = NEW."id" AND p."{closed}" IS NOT NULL)'
    )
    return _operation(
        table,
        {
            "INSERT": [is_closed("NEW")],
            "UPDATE": [is_closed("OLD"), is_closed("NEW")],
            "DELETE": [is_closed("OLD")],
        },
        sqlite={"INSERT": [is_closed("NEW"), replaced]},
    )


def refuse(table: str, **when: str) -> migrations.RunPython:
    """The migration operation that refuses changes of a table by conditions about OLD and NEW.

    ``refuse("households_surveyround", delete='OLD."closed_at" IS NOT NULL')``; the condition is SQL of both databases.
    """
    return _operation(table, {event.upper(): [condition] for event, condition in when.items()})


def differs(*columns: str) -> str:
    """SQL: one of the columns is another one after an update; unknown differs from known."""
    return "(" + " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns) + ")"


def guarded_tables(connection) -> set[str]:
    """The tables that have such triggers, enabled."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE %s AND t.tgenabled <> 'D'",
                [f"{PREFIX}%"],
            )
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        return {row[0] for row in cursor.fetchall()}


def unguarded(connection, tables: Iterable[str]) -> set[str]:
    """Those of the tables that lack their triggers."""
    return set(tables) - guarded_tables(connection)


def _operation(table, conditions, sqlite=None):
    def forwards(apps, schema_editor):
        connection = schema_editor.connection
        _release(connection, table, conditions)
        if connection.vendor == "postgresql":
            _guard_postgres(connection, table, conditions)
        else:
            _guard_sqlite(connection, table, {**conditions, **(sqlite or {})})

    def backwards(apps, schema_editor):
        _release(schema_editor.connection, table, conditions)

    return migrations.RunPython(forwards, backwards)


def _guard_postgres(connection, table, conditions):
    refusal = _POSTGRES_REFUSE.format(table=table)
    with connection.cursor() as cursor:
        for event, found in conditions.items():
            name = _name(table, event)
            checks = "\n    ".join(f"IF {condition} THEN {refusal} END IF;" for condition in found)
            cursor.execute(_POSTGRES_FUNCTION.format(name=name, checks=checks))
            cursor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()'
            )


def _guard_sqlite(connection, table, conditions):
    refusal = _SQLITE_REFUSE.format(table=table)
    with connection.cursor() as cursor:
        for event, found in conditions.items():
            # SQLite says IS where the standard says IS NOT DISTINCT FROM; older ones do not know the latter.
            when = " OR ".join(found).replace("IS DISTINCT FROM", "IS NOT")
            cursor.execute(
                f'CREATE TRIGGER "{_name(table, event)}" BEFORE {event} ON "{table}" WHEN {when} BEGIN {refusal} END'
            )


def _release(connection, table, conditions):
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in conditions:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{_name(table, event)}"{on_table}')
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP FUNCTION IF EXISTS "{_name(table, event)}"()')


def _name(table: str, event: str) -> str:
    """Name a trigger within PostgreSQL's 63 signs."""
    return f"{PREFIX}{event.lower()}_{table}"[:63]
