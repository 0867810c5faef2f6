"""After every migrate: the triggers and search indexes that the models declare are there, and follow their tables.

No migration must remember them. SQLite loses the triggers of a table that Django alters by making it anew; what is
missing, or is not as the model says today, is made again, a search index filled with it.
"""

from django.apps import apps
from django.db import connections, transaction
from django.db.models.signals import post_migrate

from p2wkss.base.text_search import TextIndex, create, unindexed
from p2wkss.base.triggers import Guard, OnlyAdded, unguarded

# Of packages, whose models say nothing of this.
OTHERS = {"auditlog.LogEntry": [OnlyAdded()]}


def connect() -> None:
    """Look after each migrate, once."""
    post_migrate.connect(after_migrate, sender=apps.get_app_config("base"), dispatch_uid="p2wkss.base.whole")


def after_migrate(sender, using, **kwargs) -> None:
    make_whole(connections[using])


def declared() -> tuple[dict[Guard, type], dict[TextIndex, type]]:
    """The guards and text indexes of all models, each with its model."""
    guards, indexes = {}, {}
    for model in apps.get_models():
        for said in [*getattr(model, "guards", ()), *OTHERS.get(model._meta.label, ())]:
            guards[said.on(model)] = model
        for index in getattr(model, "text_indexes", ()):
            indexes[index] = model
    return guards, indexes


def missing(connection) -> tuple[list[Guard], list[TextIndex]]:
    """What is declared and is not there, or not as it should be, among the tables that stand as their models say."""
    guards, indexes = declared()
    tables, names = unguarded(connection, guards), unindexed(connection, indexes)
    return (
        [guard for guard, model in guards.items() if guard.table in tables and _stands(connection, model)],
        [index for index, model in indexes.items() if index.name in names and _stands(connection, model)],
    )


def make_whole(connection) -> list[str]:
    """Make what is missing, and return the tables and indexes that were mended."""
    guards, indexes = missing(connection)
    with transaction.atomic(using=connection.alias):
        for guard in guards:
            guard.create(connection)
        for index in indexes:
            create(connection, index)
    return [*(guard.table for guard in guards), *(index.name for index in indexes)]


def _stands(connection, model) -> bool:
    """Whether the table has the columns of its model: not so on the way through old migrations."""
    with connection.cursor() as cursor:
        if model._meta.db_table not in connection.introspection.table_names(cursor):
            return False
        columns = {
            column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)
        }
    return columns >= {field.column for field in model._meta.concrete_fields}
