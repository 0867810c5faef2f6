"""The names by which migrations ask for `p2wkss.base.triggers`: what a closed period holds stays as it is."""

from django.db import migrations

from p2wkss.base import triggers
from p2wkss.base.triggers import differs

__all__ = ["closed_with", "differs", "names_in_triggers", "refuse"]


def closed_with(table: str, parent: str, *, key: str, closed: str = "closed_at") -> migrations.RunPython:
    """The operation that locks the rows of `table` while the row of `parent` that `key` names is closed; reversible."""
    return triggers.closed_with(table, parent, key=key, closed=closed).operation()


def refuse(table: str, **when: str) -> migrations.RunPython:
    """The operation that refuses changes of a table by conditions about OLD and NEW; reversible."""
    return triggers.refused(table, **when).operation()


def names_in_triggers(kept: bool) -> migrations.RunPython:
    """The migration operation around what alters a table that triggers of other tables name: `True` before it, `False`
    after it. SQLite makes such a table anew and would refuse to give the new one its name.
    """

    def switch(on):
        def act(apps, schema_editor):
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(f"PRAGMA legacy_alter_table = {'ON' if on else 'OFF'}")

        return act

    return migrations.RunPython(switch(kept), switch(not kept))
