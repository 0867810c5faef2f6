"""What PostgreSQL does its own way: rows come in by COPY, new keys from the table's sequence, rows are locked."""

from p2wkss.base.table_writer import copy_in, copy_text

# An empty field is NULL: no staged text is ever empty.
EMPTY = ""
# The planner looks at 300 times as many rows (default 100).
STAGE_TARGET = 20


class PostgresWriting:
    """The fast ways of PostgreSQL. Rows are tuples of texts and None."""

    uuid = "uuid"
    works_beside = True  # the database is a process of its own: what it stores in one thread costs others nothing

    def __init__(self, connection):
        self._connection = connection

    def load(self, cursor, table, columns, rows):
        """Write rows into a table as one stream."""
        copy_in(cursor, table, columns, copy_text(rows, null=EMPTY), null=EMPTY)

    def analyse(self, cursor, table):
        """Let the planner know how large a table has become, and what is in it."""
        cursor.execute(f"ANALYZE {table}")

    def analyse_stage(self, cursor, table):
        """The same for a table of the stage, of which some thousand rows tell enough."""
        cursor.execute(f"SET default_statistics_target = {STAGE_TARGET}")
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("RESET default_statistics_target")

    def lock(self, cursor, table, condition):
        """Hold rows until the end of the transaction, in the order of their keys, so that no two writers wait for
        each other."""
        cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} ORDER BY id FOR NO KEY UPDATE")

    def number(self, cursor, staged, key, column, table):
        """Give the staged rows that are new the keys they will have in `table`; `key` is the staged rows' own."""
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"UPDATE {staged} SET {column} = nextval(%s) WHERE is_new AND {column} IS NULL", [sequence])

    def moment(self, value):
        """A time as a parameter."""
        return value
