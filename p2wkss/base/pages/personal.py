"""Files with personal data: who takes one out says why, and it is noted before the first byte leaves.

The note itself is a record of a higher floor, which registers how to write it:
`note_access_with(agencies.services.note_access)`.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

from p2wkss.base.privacy import K1, K2

KEYS_AT_ONCE = 5000

_writers: list[Callable] = []


def note_access_with(writer: Callable) -> None:
    """Register `writer(user=, kind=, subject=, reason=, ids=, count=, request_id=)`; called once, in an app's
    `ready()`."""
    _writers[:] = [writer]


def note_access(**event) -> None:
    """Write down one reading of personal data; without anybody to write it nothing may be read."""
    if not _writers:
        raise ImproperlyConfigured("Nobody notes the access to personal data (note_access_with).")
    _writers[0](**event)


def key_runs(rows) -> tuple[list, int]:
    """The primary keys of rows as a note holds them, and how many: a key by itself, or [first, last] where keys follow
    each other without a gap. A city's families are then a few runs instead of 750,000 numbers."""
    runs, count = [], 0
    for key in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=KEYS_AT_ONCE):
        count += 1
        if runs and runs[-1][1] == key - 1:
            runs[-1][1] = key
        else:
            runs.append([key, key])
    return [first if first == last else [first, last] for first, last in runs], count


def has_personal_data(resource, only: Iterable[str] | None = None) -> bool:
    """Whether a sheet of this resource holds a column of class K1 or K2."""
    model = resource._meta.model
    return any(privacy_class(model, field.attribute) in (K1, K2) for field in resource.get_export_fields(only))


def privacy_class(model: type[models.Model], path: str | None) -> str | None:
    """The class of the field at the end of `path` ("house__region__name"); None for what is no field."""
    found = None
    for name in (path or "").split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        stated = getattr(model, "privacy", {})
        found = stated.get(name, stated.get("*"))
        model = field.related_model or model
    return found
