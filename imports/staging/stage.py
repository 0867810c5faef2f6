"""Where a file's rows wait beside the register: two temporary tables of this connection, gone with it.

What is compared and written is then sets, whatever the size and order of the file. Nothing here changes the register,
and a killed process leaves nothing behind. Identity numbers never stand here in the clear: only their blind indexes,
and sealed forms where the rows are about to be stored.
"""

from contextlib import contextmanager, nullcontext, suppress

from django.db import DatabaseError, connections

from imports.columns.declared import FAMILY, PLAIN, fields
from imports.staging.writing_postgres import PostgresWriting
from imports.staging.writing_sqlite import SqliteWriting

FAMILIES, MEMBERS = "import_family", "import_member"
REFUSED, MOVED, EDITED, TOUCHED = "import_refused", "import_moved", "import_edited", "import_touched"
FETCHED_ROWS = 2000

# (column, type, whether it comes from the file; the others are found by comparing)
FAMILY_COLUMNS = (
    ("run", "integer PRIMARY KEY", True),
    ("main", "integer", True),  # the run that speaks for the family, where its rows stand apart in the file
    ("position", "integer", True),
    ("size", "integer", True),
    ("has_head", "boolean", True),
    ("leader", "varchar(120)", True),
    ("region_code", "varchar(24)", True),
    *((answer.stored_in, answer.sql_type, True) for answer in FAMILY),
    ("spending", "numeric(14, 0)", True),
    ("house", "text", True),
    ("kk_index", "varchar(64)", True),
    ("shown", "varchar(16)", True),
    ("public_id", "{uuid}", True),
    ("no_kk", "text", True),
    ("household_id", "bigint", False),
    ("round_id", "bigint", False),
    ("is_new", "boolean DEFAULT FALSE", False),
    ("is_refused", "boolean DEFAULT FALSE", False),
    ("is_changed", "boolean DEFAULT FALSE", False),  # the family's own columns; its members have theirs
    ("keeps_spending", "boolean DEFAULT FALSE", False),
    ("house_id", "bigint", False),
    ("house_changes", "text", False),
    ("is_former", "boolean DEFAULT FALSE", False),
    ("renews", "varchar(64)", False),  # the index of the number that the family had before its card was renewed
)
MEMBER_COLUMNS = (
    ("position", "integer PRIMARY KEY", True),
    ("run", "integer", True),
    ("nik_missing", "varchar(200)", True),
    ("name", "varchar(120)", True),
    ("name_key", "varchar(120)", True),
    ("relation", "varchar(20)", True),
    ("sex", "varchar(1)", True),
    ("birth_date", "date", True),
    *((answer.stored_in, answer.sql_type, True) for answer in PLAIN),
    ("nik_index", "varchar(64)", True),
    ("public_id", "{uuid}", True),
    ("nik", "text", True),
    ("member_id", "bigint", False),
    ("is_new", "boolean DEFAULT FALSE", False),
    ("is_changed", "boolean DEFAULT FALSE", False),
)
REFUSED_COLUMNS = (("kk_index", "varchar(64) PRIMARY KEY", True),)
MOVED_COLUMNS = (("member_id", "bigint", False), ("from_id", "bigint", False), ("to_id", "bigint", False))
EDITED_COLUMNS = (("household_id", "bigint PRIMARY KEY", True),)
TOUCHED_COLUMNS = (("household_id", "bigint PRIMARY KEY", False),)
TABLES = {
    FAMILIES: FAMILY_COLUMNS,
    MEMBERS: MEMBER_COLUMNS,
    REFUSED: REFUSED_COLUMNS,
    MOVED: MOVED_COLUMNS,
    EDITED: EDITED_COLUMNS,
    TOUCHED: TOUCHED_COLUMNS,
}
INDEXES = ((FAMILIES, "kk_index"), (MEMBERS, "run"), (MEMBERS, "member_id"))


def writing_for(connection):
    """The fast ways of this connection's database."""
    return (PostgresWriting if connection.vendor == "postgresql" else SqliteWriting)(connection)


class Stage:
    """The temporary tables and the statements that run on them."""

    def __init__(self, connection, tables=TABLES):
        # Not Django's proxy, which would be another connection in another thread.
        self.connection = connections[connection.alias]
        self.writing = writing_for(self.connection)
        self._tables = tables
        self.is_grouped = True  # whether the rows of every family follow each other

    def __enter__(self):
        self._drop()
        for table, columns in self._tables.items():
            listed = ", ".join(f"{name} {kind.format(uuid=self.writing.uuid)}" for name, kind, _given in columns)
            self.execute(f"CREATE TEMPORARY TABLE {table} ({listed})")
        return self

    def __exit__(self, kind, *exception):
        # What went wrong matters more than tables that vanish with the connection anyway.
        with suppress(DatabaseError) if kind else nullcontext():
            self._drop()

    def load(self, table, rows):
        """Write rows of texts and None into the given columns of a table."""
        columns = [name for name, _kind, is_given in self._tables[table] if is_given]
        with self.connection.cursor() as cursor:
            self.writing.load(cursor, table, columns, rows)

    def load_runs(self, families, members):
        """Write staged families with their members."""
        self.load(FAMILIES, families)
        self.load(MEMBERS, members)

    def complete(self):
        """All rows are in: build the indexes and join the runs of a family that stand apart in the file."""
        for table, column in INDEXES:
            self.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
        self.analyse(FAMILIES, MEMBERS)
        if self.value("SELECT 1 FROM import_family GROUP BY kk_index HAVING count(*) > 1 LIMIT 1"):
            self.is_grouped = False
            for statement in JOIN_RUNS:
                self.execute(statement)
            self.analyse(FAMILIES, MEMBERS)

    def analyse(self, *tables):
        with self.connection.cursor() as cursor:
            for table in tables:
                self.writing.analyse_stage(cursor, table)

    # --- statements ---

    def execute(self, statement, params=None):
        """Run a statement; returns how many rows it touched."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.rowcount

    def value(self, statement, params=None):
        """The first value of the first row, or None."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, params)
            row = cursor.fetchone()
        return row[0] if row else None

    def rows(self, statement, params=None):
        """Stream the rows of a query, however many there are."""
        with self._streaming_cursor() as cursor:
            cursor.execute(statement, params)
            while found := cursor.fetchmany(FETCHED_ROWS):
                yield from found

    @contextmanager
    def _streaming_cursor(self):
        cursor = self.connection.chunked_cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def _drop(self):
        """Remove the tables, also those that an interrupted run of this connection left; never lasting ones."""
        schema = "pg_temp" if self.connection.vendor == "postgresql" else "temp"
        for table in self._tables:
            self.execute(f"DROP TABLE IF EXISTS {schema}.{table}")


# The run with the head speaks for the family, else the first; what it leaves open another run may say.
JOIN_RUNS = (
    """UPDATE import_family SET main = ranked.main FROM (
            SELECT run, first_value(run) OVER (PARTITION BY kk_index ORDER BY has_head DESC, position) AS main
            FROM import_family
        ) AS ranked WHERE ranked.run = import_family.run AND ranked.main <> import_family.main""",
    "CREATE INDEX import_family_main ON import_family (main)",
    """UPDATE import_member SET run = f.main FROM import_family AS f
        WHERE f.run = import_member.run AND f.main <> f.run""",
    """UPDATE import_family SET size = joined.size, position = joined.position FROM (
            SELECT main, sum(size) AS size, min(position) AS position FROM import_family GROUP BY main
        ) AS joined WHERE joined.main = import_family.run AND import_family.main = import_family.run""",
    *(
        f"""UPDATE import_family SET {column} = (
                SELECT other.{column} FROM import_family AS other
                WHERE other.main = import_family.run AND other.{column} IS NOT NULL ORDER BY other.run LIMIT 1
            ) WHERE main = run AND {column} IS NULL"""
        for column in ("region_code", *fields(FAMILY), "spending", "house")
    ),
    "DELETE FROM import_family WHERE main <> run",
)
