"""Finding rows by a part of a text, among millions: a trigram index on PostgreSQL, a full-text table on SQLite.

::

    NAMES = TextIndex("households_member", "name_key")            # in the app that owns the table
    text_indexes = [NAMES]                                        # of its model: made after each migrate

    Member.objects.filter(NAMES.contains("siti nur"))             # a plain condition, right on any rows
    find([Arm(NAMES, gives="r.household_id")], "siti nur", 1000)  # keys by the index, 1000 of them at most

A word of three signs or more is found anywhere in the text, one of two signs at the beginning of a word, a single
sign as a word of its own: shorter pieces would be found nearly everywhere, and no index helps.

`p2wkss.base.whole` makes the index, and again where SQLite lost its triggers with a table that Django made anew.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, migrations, transaction
from django.db.models import F, Func, Lookup, Q, TextField
from django.db.models.lookups import Contains
from django.utils.translation import gettext as _

MOST_WORDS = 6
# Each sixteenth row, as the smaller index says it.
SAMPLE = "({row}id & 15) = 0"
ABBREVIATION = re.compile(r"[^\W\d_]{1,2}\.")


class Padded(Func):
    """A text in capitals between two spaces, so that its first and last word look like the others."""

    template = "(' ' || upper(%(expressions)s) || ' ')"
    output_field = TextField()


class AmongKeys(Lookup):
    """Whether a key is one of many, which go to the database as one value: a thousand of them each cost more time to
    write and read than the query itself. ``rows.filter(AmongKeys(F("pk"), keys))``
    """

    prepare_rhs = False

    def as_sql(self, compiler, connection):
        key, params = self.process_lhs(compiler, connection)
        return f"{key} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.rhs)]

    def as_postgresql(self, compiler, connection):
        key, params = self.process_lhs(compiler, connection)
        return f"{key} = ANY(%s::bigint[])", [*params, self.rhs]


@dataclass(frozen=True)
class TextIndex:
    """The search index of one text column. `normalise` brings what is searched into the form of the column.

    `sampled`: on PostgreSQL a second index of each sixteenth row is asked first. PostgreSQL collects all hits of such
    an index before it gives the first, tens of milliseconds for a name that a hundred thousand bear; where the
    sixteenth has more hits than are wanted, they will do. `sample_index` makes it.
    """

    table: str
    column: str
    normalise: Callable[[str], str] = field(default=str, repr=False)
    sampled: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_search"

    @property
    def sample_name(self) -> str:
        return f"{self.table}_{self.column}_sample"

    def pieces(self, text: str) -> list[str]:
        """The words of a search that have something to find, in capitals and as they stand in the padded text."""
        words = [word.upper() for word in self.normalise(text).split() if any(map(str.isalnum, word))]
        return [f" {w} " if len(w) == 1 else f" {w}" if len(w) == 2 else w for w in words[:MOST_WORDS]]

    def contains(self, text: str, path: str = "") -> Q:
        """Rows with every word of the text, none where it has no word; `path` leads to the column from elsewhere.

        PostgreSQL may use the index; SQLite reads every row that other conditions leave.
        """
        column = Padded(F(path or self.column))
        conditions = [Q(Contains(column, piece)) for piece in self.pieces(text)]
        return reduce(and_, conditions) if conditions else Q(pk__in=())


@dataclass(frozen=True)
class Arm:
    """One way to find: by an index, giving a column of its row `r` or of what is joined to it."""

    index: TextIndex
    gives: str = "r.id"
    joined: str = ""

    def query(self, vendor: str, text: str, limit: int) -> tuple[str, list]:
        """Return the SQL of at most `limit` keys, by the index whatever the planner believes, and its parameters."""
        pieces, padded = self.index.pieces(text), _padded(self.index, "r.")
        if vendor == "postgresql":
            return self._query_postgresql(pieces, padded, limit)
        matches = " AND ".join([f"{padded} LIKE %s ESCAPE '\\'"] * len(pieces))
        params = [_pattern(piece) for piece in pieces]
        return (
            f"SELECT {self.gives} AS key FROM {self.index.name} AS f JOIN {self.index.table} AS r ON r.id = f.rowid "
            f"{self.joined} WHERE {self.index.name} MATCH %s AND {matches} LIMIT {limit:d}",
            [_trigrams(pieces), *params],
        )

    def _query_postgresql(self, pieces, padded, limit):
        asked = _asked_of_index(pieces)
        matches = " AND ".join(
            [f"{padded} LIKE %s ESCAPE '\\'"] * len(asked) + [f"strpos({padded}, %s) > 0"] * len(pieces)
        )
        params = [*asked, *pieces]
        if not self.index.sampled:
            return self._some(matches, limit), params
        sample = self._some(f"{SAMPLE.format(row='r.')} AND {matches}", limit)
        # Not even begun where the sample has enough; where it has not, its hits come again.
        every = self._some(f"NOT (SELECT is_so FROM enough) AND {matches}", limit)
        return (
            f"WITH sample AS MATERIALIZED ({sample}), "
            f"enough AS MATERIALIZED (SELECT count(*) >= {limit:d} AS is_so FROM sample) "
            f"SELECT key FROM sample WHERE (SELECT is_so FROM enough) UNION ALL ({every})",
            params * 2,
        )

    def _some(self, condition, limit):
        # The planner does not see the limit through a materialised query; with it, it would rather read the
        # table from the start, which never ends where the hits lie together at its end.
        hits = f"SELECT {self.gives} AS key FROM {self.index.table} AS r {self.joined} WHERE {condition}"
        return f"WITH hits AS MATERIALIZED ({hits}) SELECT key FROM hits LIMIT {limit:d}"


class Hits(NamedTuple):
    """Keys that were found, and whether these are all there are."""

    keys: list[int]
    is_all: bool


def find(arms: Sequence[Arm], text: str, limit: int) -> Hits:
    """Return keys found by any of the arms, at most `limit`; one query."""
    found = find_each(arms, text, limit)
    keys = list(dict.fromkeys(key for hits in found for key in hits.keys))
    return Hits(keys[:limit], len(keys) <= limit and all(hits.is_all for hits in found))


def find_each(arms: Sequence[Arm], text: str, limit: int) -> list[Hits]:
    """Return what each of the arms finds, at most `limit` keys of each; one query for all."""
    queries = {n: arm.query(connection.vendor, text, limit + 1) for n, arm in enumerate(arms) if arm.index.pieces(text)}
    found = [[] for _arm in arms]
    if queries:
        statement = " UNION ALL ".join(
            f"SELECT {number} AS arm, key FROM ({sql}) AS arm_{number}" for number, (sql, _params) in queries.items()
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for _sql, params in queries.values() for value in params])
            for number, key in cursor.fetchall():
                found[number].append(key)
    return [Hits(keys[:limit], len(keys) <= limit) for keys in found]


def find_near(index: TextIndex, groups: Sequence[Sequence[str]], limit: int) -> list[tuple[int, str]]:
    """Return (key, text) of at most `limit` rows that have some piece of every group; one query by the index.

    Pieces are in capitals and of three signs or more, a space in front stands for the beginning of a word.
    """
    if not groups or not all(groups):
        return []
    if connection.vendor == "postgresql":
        padded = _padded(index, "r.")
        condition = " AND ".join("(" + " OR ".join([f"{padded} LIKE %s"] * len(pieces)) + ")" for pieces in groups)
        params = [_pattern(piece) for pieces in groups for piece in pieces]
        hits = f'SELECT r.id, r.{index.column} FROM "{index.table}" AS r WHERE {condition}'
        statement = f"WITH hits AS MATERIALIZED ({hits}) SELECT * FROM hits LIMIT {limit:d}"
    else:
        params = [
            " AND ".join("(" + " OR ".join(f"({_trigrams([piece])})" for piece in pieces) + ")" for pieces in groups)
        ]
        statement = (
            f'SELECT r.id, r.{index.column} FROM "{index.name}" AS f JOIN "{index.table}" AS r ON r.id = f.rowid '
            f'WHERE "{index.name}" MATCH %s LIMIT {limit:d}'
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def text_index(index: TextIndex) -> migrations.RunPython:
    """Return the migration operation that makes a search index; reversible, safe to repeat."""

    def forwards(apps, schema_editor):
        create(schema_editor.connection, index)

    def backwards(apps, schema_editor):
        drop(schema_editor.connection, index)

    return migrations.RunPython(forwards, backwards)


def sample_index(index: TextIndex) -> migrations.RunPython:
    """Return the migration operation that makes the smaller index of a sampled one; reversible."""

    def forwards(apps, schema_editor):
        _create_sample(schema_editor.connection, index)

    def backwards(apps, schema_editor):
        _drop_sample(schema_editor.connection, index)

    return migrations.RunPython(forwards, backwards)


def create(connection, index: TextIndex) -> None:
    """Make the index anew and fill it."""
    drop(connection, index)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _need_trigrams(connection, cursor)
            cursor.execute(
                f'CREATE INDEX "{index.name}" ON "{index.table}" USING gin '
                f"((' ' || upper({index.column}) || ' ') gin_trgm_ops)"
            )
            if index.sampled:
                _create_sample(connection, index)
            return
        # Contentless and without positions: trigrams with their row numbers; `find` compares the text itself.
        cursor.execute(
            f'CREATE VIRTUAL TABLE "{index.name}" USING '
            "fts5(text, content='', columnsize=0, detail=none, tokenize='trigram')"
        )
        cursor.execute(_fill(index))
        for event, steps in _TRIGGERS.items():
            body = "".join(_STEPS[step].format(name=index.name, text=_padded(index, f"{step}.")) for step in steps)
            cursor.execute(
                f'CREATE TRIGGER "{_trigger(index, event)}" '
                f'AFTER {event.format(column=index.column)} ON "{index.table}" BEGIN {body} END'
            )


def drop(connection, index: TextIndex) -> None:
    """Take the index away, where there is one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP INDEX IF EXISTS "{index.name}"')
            _drop_sample(connection, index)
            return
        for event in _TRIGGERS:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{_trigger(index, event)}"')
        cursor.execute(f'DROP TABLE IF EXISTS "{index.name}"')


@contextmanager
def indexed_at_once(connection, table: str) -> Iterator[None]:
    """Put the rows that are inserted meanwhile into the table's search indexes at the end, all of them at once.

    On SQLite the full-text table is written anew for every row that a trigger brings, which costs twenty times as
    much. For use within a transaction, which takes all of this back when anything fails, and for rows with keys above
    all others.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master "
            "WHERE type = 'trigger' AND tbl_name = %s AND name LIKE '%%_search_insert'",
            [table],
        )
        triggers = cursor.fetchall()
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        (last,) = cursor.fetchone()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for name, sql in triggers:
            index = TextIndex(table, name.removeprefix(f"{table}_").removesuffix("_search_insert"))
            cursor.execute(f"{_fill(index)} WHERE id > %s", [last])
            cursor.execute(sql)


def unindexed(connection, indexes: Iterable[TextIndex]) -> set[str]:
    """Return the names of those indexes that are missing or, on SQLite, no longer follow their table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes")
            found = {name for (name,) in cursor.fetchall()}
            return {
                index.name
                for index in indexes
                if index.name not in found or (index.sampled and index.sample_name not in found)
            }
        cursor.execute("SELECT name FROM sqlite_master")
        found = {name for (name,) in cursor.fetchall()}
    return {
        index.name
        for index in indexes
        if not found.issuperset({index.name, *(_trigger(index, event) for event in _TRIGGERS)})
    }


def _create_sample(connection, index):
    """SQLite gives hits as it finds them, and needs none."""
    _drop_sample(connection, index)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f'CREATE INDEX "{index.sample_name}" ON "{index.table}" USING gin '
                f"((' ' || upper({index.column}) || ' ') gin_trgm_ops) WHERE {SAMPLE.format(row='')}"
            )


def _drop_sample(connection, index):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP INDEX IF EXISTS "{index.sample_name}"')


def _need_trigrams(connection, cursor):
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    if cursor.fetchone():
        return
    try:
        with transaction.atomic(using=connection.alias):
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        raise ImproperlyConfigured(
            _(
                "Pencarian memerlukan ekstensi pg_trgm. Pasang paket postgresql-contrib bila belum ada, lalu minta "
                "administrator basis data menjalankan: CREATE EXTENSION pg_trgm;"
            )
        ) from error


_TRIGGERS = {"INSERT": ("NEW",), "DELETE": ("OLD",), 'UPDATE OF "{column}"': ("OLD", "NEW")}
_STEPS = {
    "NEW": 'INSERT INTO "{name}" (rowid, text) VALUES (NEW.id, {text});',
    "OLD": 'INSERT INTO "{name}" ("{name}", rowid, text) VALUES (\'delete\', OLD.id, {text});',
}


def _trigrams(pieces):
    """The first and the last three signs of each piece, as a full-text query; more of them cost more than they save."""
    found = dict.fromkeys(part for piece in pieces for part in (piece[:3], piece[-3:]))
    return " AND ".join('"{}"'.format(part.replace('"', '""')) for part in found)


def _asked_of_index(pieces):
    """Patterns that every hit meets, for the trigram index: as few trigrams as narrow it down, since each is read.

    Of a long word its ends; an abbreviation ("JL.", "NO.") only where there is little else to go by, since nearly every
    address has it. The row itself is then compared with the whole words.
    """
    telling = [piece for piece in pieces if not ABBREVIATION.fullmatch(piece)]
    return [_pattern(*_ends(piece)) for piece in (telling if len(telling) > 1 else pieces)]


def _ends(piece):
    return (piece[:3], piece[-3:]) if len(piece) >= 6 and piece.isalnum() else (piece,)


def _pattern(*parts):
    """The parts somewhere in a text, in this order."""
    return "".join(f"%{connection.ops.prep_for_like_query(part)}" for part in parts) + "%"


def _fill(index):
    return f'INSERT INTO "{index.name}" (rowid, text) SELECT id, {_padded(index)} FROM "{index.table}"'


def _padded(index, row=""):
    return f"' ' || upper({row}\"{index.column}\") || ' '"


def _trigger(index, event):
    return f"{index.name}_{event.split()[0].lower()}"
