"""What PostgreSQL does its own way: rows come in by COPY, new keys from the table's sequence, rows are locked."""

import io

# An empty field is NULL: no staged text is ever empty.
COPY = "COPY {table} ({columns}) FROM STDIN WITH (FORMAT text, NULL '')"
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class PostgresWriting:
    """The fast ways of PostgreSQL. Rows are tuples of texts and None."""

    uuid = "uuid"
    writes_ahead = True

    def __init__(self, connection):
        self._connection = connection

    def load(self, cursor, table, columns, rows):
        """Write rows into a table as one stream."""
        tabs = len(columns) - 1
        lines = []
        for row in rows:
            line = "\t".join([value or "" for value in row])
            if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != tabs:
                line = "\t".join([(value or "").translate(ESCAPES) for value in row])
            lines.append(line)
        lines.append("")
        statement = COPY.format(table=table, columns=", ".join(columns))
        cursor.copy_expert(statement, io.StringIO("\n".join(lines)))

    def analyse(self, cursor, table):
        """Let the planner know how large a table has become."""
        cursor.execute(f"ANALYZE {table}")

    def lock(self, cursor, table, condition):
        """Hold rows until the end of the transaction, in the order of their keys, so that no two writers wait for
        each other."""
        cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} ORDER BY id FOR NO KEY UPDATE")  # noqa: S608

    def number(self, cursor, staged, key, column, table):
        """Give the staged rows that are new the keys they will have in `table`; `key` is the staged rows' own."""
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"UPDATE {staged} SET {column} = nextval(%s) WHERE is_new AND {column} IS NULL", [sequence])  # noqa: S608

    def public_id(self, expression):
        """A staged public id as the table keeps it."""
        return expression

    def moment(self, value):
        """A time as a parameter."""
        return value
