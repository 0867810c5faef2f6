"""The name by which migrations ask for `p2wkss.base.triggers`: a table whose rows are only ever added."""

from django.db import migrations

from p2wkss.base.triggers import only_added


def append_only(table: str, *, pk: str = "id") -> migrations.RunPython:
    """Return the migration operation that makes a table append-only; reversible, safe to repeat."""
    return only_added(table, pk=pk).operation()
