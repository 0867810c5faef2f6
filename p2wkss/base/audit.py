"""The audit trail: who changed what, when, why and in which request.

django-auditlog writes the entries. This module says how a model is followed (``track``), adds the reason and
the request's code, keeps its middleware from believing forged addresses, and writes one entry for a change of
many rows (``log_batch``). ``p2wkss.base.history`` reads the trail of one record for its page.

Sealed fields: the audit log compares the numbers, so a change is seen, but ``track`` makes it write
``(disegel)`` on both sides. The table is append-only (``p2wkss.base.whole``).
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager

from auditlog.context import set_extra_data
from auditlog.middleware import AuditlogMiddleware
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import pre_save

from p2wkss.base.sealed import BULLET, REDACTED, sealed_fields
from p2wkss.base.trace import current_reason, current_request_id, set_reason, traced

__all__ = [
    "AuditTrail",
    "because",
    "client_address",
    "connect",
    "log_batch",
    "set_reason",
    "track",
]

_MASKED = re.compile(rf"\d*{BULLET}+\d*")

# Kept by the program itself; a change of them says nothing that another field does not say.
NOISE = ("created_at", "updated_at", "version", "last_login", "password")


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
