"""What SQLite does its own way: rows come in by executemany, new keys go on after the largest; it locks itself."""


class SqliteWriting:
    """The fast ways of SQLite. Rows are tuples of texts and None; columns turn digits into numbers by themselves."""

    uuid = "text"
    works_beside = False

    def __init__(self, connection):
        self._connection = connection

    def load(self, cursor, table, columns, rows):
        """Write rows into a table with one prepared statement."""
        marks = ", ".join(["?"] * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        # The driver's own cursor: Django's would rewrite the statement and copy every row.
        driver = cursor.connection
        if driver.in_transaction:
            driver.executemany(statement, rows)
            return
        # Else every row would be a transaction. This one touches temporary tables only and locks nobody out.
        driver.execute("BEGIN DEFERRED")
        try:
            driver.executemany(statement, rows)
        finally:
            driver.execute("COMMIT")

    def analyse(self, cursor, table):
        """The planner of SQLite needs no count for a table it has just filled."""

    analyse_stage = analyse

    def lock(self, cursor, table, condition):
        """A transaction that writes is alone in the database already (transaction_mode IMMEDIATE)."""

    def number(self, cursor, staged, key, column, table):
        """Give the staged rows that are new the keys they will have in `table`; `key` is the staged rows' own."""
        cursor.execute(
            f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), coalesce(max(id), 0)) "
            f"FROM {table}",
            [table],
        )
        (last,) = cursor.fetchone()
        cursor.execute(
            f"UPDATE {staged} SET {column} = %s + fresh.place FROM "
            f"(SELECT {key} AS at, row_number() OVER (ORDER BY {key}) AS place FROM {staged} "
            f"WHERE is_new AND {column} IS NULL) AS fresh "
            f"WHERE {staged}.{key} = fresh.at",
            [last],
        )

    def moment(self, value):
        """A time as a parameter, in UTC as Django keeps it."""
        return self._connection.ops.adapt_datetimefield_value(value)
