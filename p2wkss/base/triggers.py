"""What the database itself refuses, whoever asks: changed rows of a trail, and anything new in a closed period.

A model says it::

    class RepairStep(models.Model):
        guards = [OnlyAdded()]                  # rows are added, never changed or deleted

    class MemberSurvey(Record):
        guards = [ClosedWith("round")]          # locked while the round is closed

`p2wkss.base.whole` makes the triggers after every migrate, so that no migration must remember them: SQLite loses those
of a table that Django alters by making it anew. Services and `clean()` tell people the rules; the triggers are for
whatever forgets to ask: a bulk write, an import, the back office, a shell. A refused write raises IntegrityError,
``append-only: <table>`` or ``closed: <table>``.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import migrations, models, transaction

APPEND_ONLY, CLOSED = "append_only", "closed"
PREFIXES = (f"{APPEND_ONLY}_", f"{CLOSED}_")
ALWAYS = "TRUE"
# Triggers that earlier versions made under names of their own.
FORMER = {APPEND_ONLY: ("change", "replace"), CLOSED: ()}

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $${body}$$
"""
_POSTGRES_BODY = """
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION '{word}: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN {row};
END
"""


@dataclass(frozen=True)
class Guard:
    """The triggers of one kind on one table: `refused` says by event under which condition about OLD and NEW.

    The conditions are SQL of both databases; `on_sqlite` are more of them there, where INSERT OR REPLACE deletes the
    old row without asking the trigger of deletes, `on_postgres` those of events that SQLite does not know.
    """

    table: str
    kind: str
    refused: tuple[tuple[str, str], ...]
    on_sqlite: tuple[tuple[str, str], ...] = ()
    on_postgres: tuple[tuple[str, str], ...] = ()

    def create(self, connection) -> None:
        """Make the triggers anew; whatever of this kind refused the same events before is replaced."""
        self.drop(connection)
        with connection.cursor() as cursor:
            for statement in self._statements(connection.vendor).values():
                for part in statement:
                    cursor.execute(part)

    def drop(self, connection) -> None:
        """Drop the triggers, where there are any."""
        is_postgres = connection.vendor == "postgresql"
        on_table = f' ON "{self.table}"' if is_postgres else ""
        former = [self._name(what) for what in FORMER[self.kind]]
        with connection.cursor() as cursor:
            for name in (*self._statements(connection.vendor), *former):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on_table}')
                if is_postgres:
                    cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')

    def is_whole(self, found: "Found") -> bool:
        """Whether the triggers are among those `found`, and do what they should today."""
        return all(found.get(name) == statements[0] for name, statements in self._statements(found.vendor).items())

    def _statements(self, vendor) -> dict[str, list[str]]:
        """{name of the trigger: the statements that make it}."""
        word = self.kind.replace("_", "-")
        if vendor == "postgresql":
            return {
                self._name(event): self._of_postgres(event, condition, word)
                for event, condition in (*self.refused, *self.on_postgres)
            }
        conditions = dict(self.refused)
        for event, condition in self.on_sqlite:
            conditions[event] = f"{conditions[event]} OR {condition}" if event in conditions else condition
        return {self._name(event): [self._of_sqlite(event, found, word)] for event, found in conditions.items()}

    def _of_postgres(self, event, condition, word):
        name = self._name(event)
        body = _POSTGRES_BODY.format(
            condition=condition, word=word, row={"DELETE": "OLD", "TRUNCATE": "NULL"}.get(event, "NEW")
        )
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        return [
            _POSTGRES_FUNCTION.format(name=name, body=body),
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{self.table}" FOR EACH {each} EXECUTE FUNCTION "{name}"()',
        ]

    def _of_sqlite(self, event, condition, word):
        # SQLite says IS where the standard says IS NOT DISTINCT FROM; older ones do not know the latter.
        condition = condition.replace("IS DISTINCT FROM", "IS NOT")
        return (
            f'CREATE TRIGGER "{self._name(event)}" BEFORE {event} ON "{self.table}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{word}: {self.table}'); END"
        )

    def _name(self, event: str) -> str:
        """Name a trigger within PostgreSQL's 63 signs."""
        return f"{self.kind}_{event.lower()}_{self.table}"[:63]

    def operation(self) -> migrations.RunPython:
        """The migration operation that makes the triggers; reversible, safe to repeat."""
        return migrations.RunPython(
            lambda apps, schema_editor: self.create(schema_editor.connection),
            lambda apps, schema_editor: self.drop(schema_editor.connection),
        )


# --- what a model says ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnlyAdded:
    """Rows are only ever added."""

    def on(self, model: type[models.Model]) -> Guard:
        return only_added(model._meta.db_table, pk=model._meta.pk.column)


@dataclass(frozen=True)
class ClosedWith:
    """A row is locked while the row that its foreign key `parent` names is closed: none added, changed or deleted."""

    parent: str
    closed: str = "closed_at"

    def on(self, model: type[models.Model]) -> Guard:
        key = model._meta.get_field(self.parent)
        return closed_with(model._meta.db_table, key.related_model._meta.db_table, key=key.column, closed=self.closed)


@dataclass(frozen=True)
class Refused:
    """Changes are refused by conditions about OLD and NEW, SQL of both databases: `Refused(delete=ALWAYS)`."""

    insert: str = ""
    update: str = ""
    delete: str = ""

    def on(self, model: type[models.Model]) -> Guard:
        said = {"insert": self.insert, "update": self.update, "delete": self.delete}
        return refused(model._meta.db_table, **{event: condition for event, condition in said.items() if condition})


def only_added(table: str, *, pk: str = "id") -> Guard:
    replaced = f'EXISTS (SELECT 1 FROM "{table}" WHERE "{pk}" = NEW."{pk}")'
    return Guard(
        table,
        APPEND_ONLY,
        (("UPDATE", ALWAYS), ("DELETE", ALWAYS)),
        on_sqlite=(("INSERT", replaced),),
        on_postgres=(("TRUNCATE", ALWAYS),),
    )


def closed_with(table: str, parent: str, *, key: str, closed: str = "closed_at") -> Guard:
    def is_closed(row):
        return f'EXISTS (SELECT 1 FROM "{parent}" WHERE "id" = {row}."{key}" AND "{closed}" IS NOT NULL)'

    replaced = (
        f'EXISTS (SELECT 1 FROM "{table}" AS old JOIN "{parent}" AS p ON p."id" = old."{key}" '
        f'WHERE old."id" = NEW."id" AND p."{closed}" IS NOT NULL)'
    )
    return Guard(
        table,
        CLOSED,
        (
            ("INSERT", is_closed("NEW")),
            ("UPDATE", f"{is_closed('OLD')} OR {is_closed('NEW')}"),
            ("DELETE", is_closed("OLD")),
        ),
        on_sqlite=(("INSERT", replaced),),
    )


def refused(table: str, **when: str) -> Guard:
    return Guard(table, CLOSED, tuple((event.upper(), condition) for event, condition in when.items()))


def differs(*columns: str) -> str:
    """SQL: one of the columns is another one after an update; unknown differs from known."""
    return "(" + " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns) + ")"


# --- what the database has -----------------------------------------------------------------------------------------


class Found(dict):
    """The triggers of a database that are enabled: {name: on SQLite its statement, on PostgreSQL its function}."""

    def __init__(self, connection):
        self.vendor = connection.vendor
        with connection.cursor() as cursor:
            if self.vendor == "postgresql":
                cursor.execute(
                    "SELECT t.tgname, p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                    "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
                )
                super().__init__(
                    (name, _POSTGRES_FUNCTION.format(name=function, body=body)) for name, function, body in cursor
                )
            else:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                super().__init__(cursor.fetchall())


def unguarded(connection, guards: Iterable[Guard]) -> set[str]:
    """The tables of those guards that lack a trigger, or have another one than they should."""
    found = Found(connection)
    return {guard.table for guard in guards if not guard.is_whole(found)}


@contextmanager
def suspended(connection):
    """Let everything be written and deleted for a while: for emptying a test database and for restoring a backup.

    One transaction, so that an error or a crash in between leaves the tables protected as they were.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _check_now(connection, cursor)
        statements = list(_take_off(connection, cursor))
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        _check_now(connection, cursor)
        for statement in statements:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as Django makes them; the transaction may go on


def _check_now(connection, cursor):
    """Have PostgreSQL check the references that wait: while one does, no trigger of its table can be switched."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _take_off(connection, cursor):
    """Take every trigger off and yield the statements that put them on again."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE (t.tgname LIKE %s OR t.tgname LIKE %s) AND t.tgenabled <> 'D' ORDER BY c.relname",
            [f"{prefix}%" for prefix in PREFIXES],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            yield f'ALTER TABLE "{table}" ENABLE TRIGGER USER'
        return
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (name LIKE %s OR name LIKE %s)",
        [f"{prefix}%" for prefix in PREFIXES],
    )
    for name, statement in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')
        yield statement
