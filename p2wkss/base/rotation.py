"""Sealing again: what is under an old key comes under the current one, some thousand rows at a time.

Each chunk is one transaction and one set update, and only rows that are not yet under the current key are
touched, so the work can be stopped at any moment and taken up again. A row that somebody changes meanwhile is
left alone: it was sealed under the current key by that change.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast, Substr

from p2wkss.base.keys import UnsealError, keyring
from p2wkss.base.models import KeyProbe
from p2wkss.base.sealed import SealedField, Sealer, sealed_fields

CHUNK = 2000


@dataclass(frozen=True)
class Step:
    """What one chunk did: rows written, and the primary keys of rows that no key opens."""

    written: int
    unreadable: tuple


# Other places with sealed content, {name: function(reindex=...) that seals it anew and gives a Step at a time}; an app
# adds its own when it is ready.
OTHER_PLACES: dict[str, Callable[..., Iterator["Step"]]] = {}


def fields_to_rotate() -> list[SealedField]:
    """Return every sealed field of the project, in the order of the apps; the probe of the keys comes last, so that
    a rotation that was cut off still shows."""
    fields = [field for model in apps.get_models() if not model._meta.proxy for field in sealed_fields(model)]
    return sorted(fields, key=lambda field: field.model is KeyProbe)


def under_old_keys(field: SealedField) -> models.QuerySet:
    """Return the rows whose value is sealed, but not under the current key."""
    prefix = f"{keyring().current}:"
    sealed = _sealed_rows(field).annotate(key_prefix=Substr("raw", 1, len(prefix)))
    return sealed.exclude(key_prefix=prefix)


def rotate(field: SealedField, *, chunk: int = CHUNK) -> Iterator[Step]:
    """Seal a field's values under the current key, one Step a chunk."""
    sealer = Sealer(field.model, field.name)

    def renewed(public_id, raw):
        return sealer.seal(public_id, sealer.unseal(public_id, raw))

    yield from _walk(field, under_old_keys(field), field.column, F("raw"), renewed, chunk)


def reindex(field: SealedField, *, chunk: int = CHUNK) -> Iterator[Step]:
    """Compute a field's blind indexes anew, for a new INDEX_KEY; searches miss rows until it has ended."""
    sealer = Sealer(field.model, field.name)
    index = field.model._meta.get_field(field.index)

    def renewed(public_id, raw):
        return sealer.index(sealer.unseal(public_id, raw))

    yield from _walk(field, _sealed_rows(field), index.column, F(index.name), renewed, chunk)


def _sealed_rows(field: SealedField) -> models.QuerySet:
    rows = field.model._base_manager.filter(**{f"{field.name}__isnull": False})
    return rows.annotate(raw=Cast(F(field.name), TextField()))


def _walk(
    field: SealedField,
    rows: models.QuerySet,
    column: str,
    before: F,
    renewed: Callable,
    chunk: int,
) -> Iterator[Step]:
    """Go through rows in the order of their primary key and write ``renewed(public id, sealed)`` to a column."""
    last = None
    rows = rows.annotate(before=before).order_by("pk").values_list("pk", "public_id", "raw", "before")
    while True:
        page = list((rows if last is None else rows.filter(pk__gt=last))[:chunk])
        if not page:
            return
        last = page[-1][0]
        changes, unreadable = [], []
        for pk, public_id, raw, old in page:
            try:
                new = renewed(public_id, raw)
            except UnsealError:
                unreadable.append(pk)
                continue
            if new != old:
                changes.append((pk, old, str(new)))
        yield Step(_write(field.model, column, changes, rows.db), tuple(unreadable))


def _write(model: type[models.Model], column: str, changes: list[tuple], alias: str) -> int:
    """Write new values where the old ones still stand; return how many rows that were."""
    if not changes:
        return 0
    connection = connections[alias]
    quote = connection.ops.quote_name
    table, target, key = quote(model._meta.db_table), quote(column), quote(model._meta.pk.column)
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kind = model._meta.pk.rel_db_type(connection)
            cursor.execute(
                f"UPDATE {table} SET {target} = v.fresh "
                f"FROM unnest(%s::{kind}[], %s::text[], %s::text[]) AS v(pk, old, fresh) "
                f"WHERE {table}.{key} = v.pk AND {table}.{target} IS NOT DISTINCT FROM v.old",
                [list(part) for part in zip(*changes, strict=True)],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET {target} = %s WHERE {key} = %s AND {target} IS %s",
                [(fresh, pk, old) for pk, old, fresh in changes],
            )
        return cursor.rowcount
