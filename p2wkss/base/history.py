"""The trail of one record in people's words, for its page.

A model names the rows that belong to it and have no page of their own: ``history_of = ("fundings",)``; their changes
stand in its history. A new record is one line; numbers that are equal, identifiers and what the program keeps for
itself are no change.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.base.sealed import REDACTED, SealedField

Action = LogEntry.Action
ACTIONS = {
    Action.CREATE: gettext_lazy("dibuat"),
    Action.UPDATE: gettext_lazy("diubah"),
    Action.DELETE: gettext_lazy("dihapus"),
    Action.ACCESS: gettext_lazy("dibuka"),
}
# What names a record for the program says nothing to people.
FOR_THE_PROGRAM = (models.UUIDField, models.AutoField)


@dataclass(frozen=True)
class Change:
    """One field's change; ``old`` and ``new`` are texts as a page prints them, None where empty."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class HistoryEntry:
    """One entry in the trail of a record; ``who`` is None for the system itself."""

    when: datetime
    who: str | None
    action: str
    changes: tuple[Change, ...]
    reason: str
    request_id: str


def record_history(
    obj: models.Model, *, limit: int | None = None, seen: Callable[[type[models.Model]], bool] = lambda model: True
) -> list[HistoryEntry]:
    """Return the trail of one record and its rows, newest first, in a constant number of queries.

    ``seen`` says of a model of such rows whether the reader may see them.
    """
    entries = [(type(obj), entry) for entry in _newest(LogEntry.objects.get_for_object(obj), limit)]
    for child, key in _children(type(obj)):
        if seen(child):
            entries += [(child, entry) for entry in _newest(_of_children(obj, child, key), limit)]
    entries.sort(key=lambda item: (item[1].timestamp, item[1].pk), reverse=True)
    names = _related_names(obj, entries)
    told = [_told(type(obj), model, entry, names) for model, entry in entries]
    return [entry for entry in told if entry is not None][:limit]


def changes_of(entry: LogEntry) -> list[Change]:
    """What one entry of the trail changed, in people's words."""
    model = entry.content_type.model_class() if entry.content_type_id else None
    if model is None or entry.action != Action.UPDATE:
        return []
    return list(_changes(model, entry.changes or {}, _related_names(None, [(model, entry)])))


def fields_of(entry: LogEntry) -> list[str]:
    """The names of the fields one entry changed; reads nothing more."""
    model = entry.content_type.model_class() if entry.content_type_id else None
    if model is None or entry.action != Action.UPDATE:
        return []
    fields = [(name, _field(model, name)) for name in entry.changes or {}]
    return [str(getattr(field, "verbose_name", name)) for name, field in fields if not _is_for_the_program(name, field)]


def _newest(entries, limit):
    rows = entries.select_related("actor").order_by("-timestamp", "-pk")
    return list(rows[:limit] if limit else rows)


def _children(model) -> Iterable[tuple[type[models.Model], str]]:
    """The models of the rows that belong to a record, each with the name of its foreign key."""
    for name in getattr(model, "history_of", ()):
        relation = model._meta.get_field(name)
        yield relation.related_model, relation.field.name


def _of_children(obj, child, key):
    """The entries of the rows of a record: those that are there, and those that were deleted."""
    kind = ContentType.objects.get_for_model(child)
    here = child._base_manager.filter(**{key: obj.pk}).values("pk")
    gone = {"action": Action.DELETE, f"changes__{key}__0": str(obj.pk)}
    return LogEntry.objects.filter(models.Q(object_id__in=here) | models.Q(**gone), content_type=kind)


def _told(record, model, entry, names) -> HistoryEntry | None:
    """An entry as a page prints it; None where nothing changed that people would call a change."""
    recorded = entry.changes or {}
    changes = tuple(_changes(model, recorded, names)) if entry.action == Action.UPDATE else ()
    reason = (entry.additional_data or {}).get("reason", "")
    if entry.action == Action.UPDATE and recorded and not changes and not reason:
        return None
    action = str(ACTIONS.get(entry.action, entry.get_action_display()))
    if model is not record:
        action = _("%(kind)s “%(row)s” %(action)s") % {
            "kind": str(model._meta.verbose_name).capitalize(),
            "row": entry.object_repr,
            "action": action,
        }
    return HistoryEntry(
        when=entry.timestamp,
        who=str(entry.actor) if entry.actor else None,
        action=action,
        changes=changes,
        reason=reason,
        request_id=entry.cid or "",
    )


def _field(model, name) -> models.Field | None:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _is_for_the_program(name, field) -> bool:
    """An identifier, or a field of an earlier version."""
    return isinstance(field, FOR_THE_PROGRAM) or (field is None and name.isidentifier() and name.isascii())


def _changes(model, changes: dict, names: dict):
    for name, values in changes.items():
        field = _field(model, name)
        if _is_for_the_program(name, field):
            continue
        label = str(getattr(field, "verbose_name", name))
        if isinstance(values, dict):  # a many-to-many relation
            objects = ", ".join(text for text in values.get("objects", []) if text)
            added = values.get("operation") == "add"
            old, new = (None, objects or None) if added else (objects or None, None)
        else:
            old, new = (_display(field, value, names) for value in values)
        # What is not printed may differ all the same.
        is_hidden = isinstance(field, SealedField | models.JSONField | models.FileField)
        if old != new or ((is_hidden or old == REDACTED) and (old or new)):
            yield Change(label, old, new)


def _display(field: models.Field | None, raw, names: dict) -> str | None:
    """Turn the text the audit log keeps into what a person reads."""
    if raw in (None, "None", "") or str(raw).endswith(".None"):
        return None
    if field is None:
        return str(raw)
    if isinstance(field, SealedField):
        return REDACTED
    if field.is_relation:
        return names.get((field.remote_field.model, str(raw)), _("data yang sudah dihapus"))
    if field.choices:
        return str({str(value): label for value, label in field.flatchoices}.get(str(raw), raw))
    if isinstance(field, models.FileField):
        return _("sebuah berkas")
    if isinstance(field, models.JSONField):
        return None if str(raw) in ("[]", "{}", "null") else _("terisi")
    try:
        return _display_value(field, field.to_python(raw))
    except (ValidationError, ValueError, TypeError):
        return str(raw)


def _display_value(field, value) -> str | None:
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(field, models.DateTimeField):  # the audit log keeps it in UTC without saying so
        aware = value if timezone.is_aware(value) else value.replace(tzinfo=UTC)
        return formats.date_format(timezone.localtime(aware), "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return formats.number_format(Decimal(f"{value.normalize():f}"))
    if isinstance(value, int | float):
        return formats.number_format(value)
    if isinstance(value, uuid.UUID):
        return None
    return str(value)


def _related_names(obj, entries) -> dict[tuple[type[models.Model], str], str]:
    """Look up what the foreign keys in a trail point to: one query for each model that the page has not loaded yet."""
    found = {
        (type(target), str(target.pk)): str(target)
        for target in (obj._state.fields_cache.values() if obj is not None else ())
        if isinstance(target, models.Model)
    }
    wanted: dict[type[models.Model], set[str]] = {}
    for model, entry in entries:
        for name, values in (entry.changes or {}).items() if entry.action == Action.UPDATE else ():
            field = _field(model, name)
            if field is None or not field.is_relation or isinstance(values, dict):
                continue
            keys = {str(value) for value in values if value not in (None, "None", "")}
            related = field.remote_field.model
            wanted.setdefault(related, set()).update(key for key in keys if (related, key) not in found)
    for related, keys in wanted.items():
        keys = [key for key in keys if _is_key(related, key)]
        # for_list() brings along what the name of a row is made of.
        rows = related._default_manager.all()
        rows = rows.for_list() if hasattr(rows, "for_list") else related._base_manager
        for pk, target in rows.in_bulk(keys).items() if keys else ():
            found[related, str(pk)] = str(target)
    return found


def _is_key(model, key: str) -> bool:
    try:
        model._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True
