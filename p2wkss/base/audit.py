"""The audit trail: who changed what, when, why and in which request.

django-auditlog writes the entries. This module says how a model is followed (``track``), adds the reason and
the request's code, keeps its middleware from believing forged addresses, writes one entry for a change of
many rows (``log_batch``) and reads the trail of one record for its page (``record_history``).

Sealed fields: the audit log compares the numbers, so a change is seen, but ``track`` makes it write
``(disegel)`` on both sides. The table is append-only (``p2wkss.base.whole``).
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from auditlog.context import set_extra_data
from auditlog.middleware import AuditlogMiddleware
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models.signals import pre_save
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.base.sealed import BULLET, REDACTED, SealedField, sealed_fields
from p2wkss.base.trace import current_reason, current_request_id, set_reason, traced

__all__ = [
    "AuditTrail",
    "Change",
    "HistoryEntry",
    "because",
    "client_address",
    "connect",
    "log_batch",
    "record_history",
    "set_reason",
    "track",
]

_MASKED = re.compile(rf"\d*{BULLET}+\d*")

# Kept by the program itself; a change of them says nothing that another field does not say.
NOISE = ("created_at", "updated_at", "version", "last_login", "password")

ACTIONS = {
    LogEntry.Action.CREATE: gettext_lazy("dibuat"),
    LogEntry.Action.UPDATE: gettext_lazy("diubah"),
    LogEntry.Action.DELETE: gettext_lazy("dihapus"),
    LogEntry.Action.ACCESS: gettext_lazy("dibuka"),
}


def track(model: type[models.Model], *, exclude: Sequence[str] = ()) -> None:
    """Follow a model's changes from now on; call it in the ``ready()`` of the model's app."""
    sealed = sealed_fields(model)
    auditlog.register(
        model,
        exclude_fields=[*NOISE, *(f.index for f in sealed if f.index), *exclude],
        mask_fields=[f.name for f in sealed],
        mask_callable="p2wkss.base.sealed.redact",
        m2m_fields={f.name for f in model._meta.many_to_many},
    )


def connect() -> None:
    """Complete every entry before it is written; called once, in the ``ready()`` of the ground floor."""
    pre_save.connect(_complete, sender=LogEntry, dispatch_uid="p2wkss_audit_complete")


def _complete(sender, instance, **kwargs):
    """Add the reason, and keep what a mask still shows of a number out of the record's name."""
    if not instance._state.adding:
        return
    if reason := current_reason():
        instance.additional_data = {**(instance.additional_data or {}), "reason": reason}
    instance.object_repr = _MASKED.sub(REDACTED, instance.object_repr or "")


class AuditTrail(AuditlogMiddleware):
    """Auditlog's middleware, which notes who acts; the address comes from our own proxies only."""

    @staticmethod
    def _get_remote_addr(request):
        return client_address(request)

    @staticmethod
    def _get_remote_port(request):
        return None


def client_address(request) -> str | None:
    """Return the address a request came from, whatever X-Forwarded-For its sender made up.

    ``ALLAUTH_TRUSTED_PROXY_COUNT`` proxies of ours append to the header; only what they wrote is read.
    """
    address = request.META.get("REMOTE_ADDR") or None
    count = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if count and len(hops) >= count:
        address = hops[-count]
    try:
        return str(ipaddress.ip_address(address)) if address else None
    except ValueError:
        return None


@contextmanager
def because(reason: str, *, by=None):
    """Give the changes of a command or background job their reason and author."""
    with traced(current_request_id(), reason), set_extra_data({"actor": by, "remote_addr": None}):
        yield


def log_batch(
    model: type[models.Model],
    *,
    action: int,
    key: str,
    description: str,
    ids: Iterable[int],
    by=None,
    changes: dict | None = None,
    **data,
) -> LogEntry:
    """Write one entry for a change of many rows that went past ``save()``.

    ``key`` identifies the batch, ``ids`` are the primary keys it touched, ``changes`` and ``data`` are JSON of
    the caller's own form; sealed numbers have no place in them.
    """
    rows = list(ids)
    return LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_pk=key,
        object_id=int(key) if key.isdecimal() else None,  # by which the history of one record is found
        object_repr=description,
        action=action,
        changes=changes or {},
        actor=by,
        cid=current_request_id() or None,
        additional_data={"rows": rows, "count": len(rows), **data},
    )


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


def record_history(obj: models.Model, *, limit: int | None = None) -> list[HistoryEntry]:
    """Return the trail of one record, newest first, in a constant number of queries."""
    entries = LogEntry.objects.get_for_object(obj).select_related("actor").order_by("-timestamp", "-pk")
    entries = list(entries[:limit] if limit else entries)
    names = _related_names(obj, entries)
    return [
        HistoryEntry(
            when=entry.timestamp,
            who=str(entry.actor) if entry.actor else None,
            action=str(ACTIONS.get(entry.action, entry.get_action_display())),
            changes=tuple(_changes(type(obj), entry.changes or {}, names)),
            reason=(entry.additional_data or {}).get("reason", ""),
            request_id=entry.cid or "",
        )
        for entry in entries
    ]


def _field(model, name) -> models.Field | None:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _changes(model, changes: dict, names: dict):
    for name, values in changes.items():
        field = _field(model, name)
        label = str(getattr(field, "verbose_name", name))
        if isinstance(values, dict):  # a many-to-many relation
            objects = ", ".join(values.get("objects", []))
            added = values.get("operation") == "add"
            yield Change(label, None if added else objects, objects if added else None)
        else:
            old, new = values
            yield Change(label, _display(field, old, names), _display(field, new, names))


def _display(field: models.Field | None, raw, names: dict) -> str | None:
    """Turn the text the audit log keeps into what a person reads."""
    if raw in (None, "None", ""):
        return None
    if field is None:
        return str(raw)
    if isinstance(field, SealedField):
        return REDACTED
    if field.is_relation:
        return names.get((field.remote_field.model, str(raw)), str(raw))
    if field.choices:
        return str({str(value): label for value, label in field.flatchoices}.get(str(raw), raw))
    try:
        return _display_value(field, field.to_python(raw))
    except (ValidationError, ValueError, TypeError):
        return str(raw)


def _display_value(field, value) -> str:
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(field, models.DateTimeField):  # the audit log keeps it in UTC without saying so
        aware = value if timezone.is_aware(value) else value.replace(tzinfo=UTC)
        return formats.date_format(timezone.localtime(aware), "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, int | float | Decimal):
        return formats.number_format(value)
    return str(value)


def _related_names(obj, entries) -> dict[tuple[type[models.Model], str], str]:
    """Look up what the foreign keys in a trail point to: one query for each model that the page has not loaded yet."""
    model = type(obj)
    found = {
        (type(target), str(target.pk)): str(target)
        for target in obj._state.fields_cache.values()
        if isinstance(target, models.Model)
    }
    wanted: dict[type[models.Model], set[str]] = {}
    for entry in entries:
        for name, values in (entry.changes or {}).items():
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
