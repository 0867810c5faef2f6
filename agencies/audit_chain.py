"""Sealing the audit trail into a chain of digests, and finding the first link that no longer holds.

Each link is SHA-256 over the digest of the link before it and the entry as it stands in its table, so that a changed,
removed or inserted entry breaks its own link, and a link that is taken out breaks the next. Who rewrites entries *and*
all later links is found by a digest that was written down elsewhere (`verify(..., expected=...)`).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Exists, OuterRef

from agencies.models import AccessEvent, AuditLink

START = "0" * 64
AT_ONCE = 1000
# What a link seals of an entry. Named here, so that a library's new column does not break the links that stand.
OF_A_CHANGE = [
    "id",
    "timestamp",
    "content_type_id",
    "object_pk",
    "object_id",
    "object_repr",
    "action",
    "changes",
    "changes_text",
    "actor_id",
    "cid",
    "remote_addr",
    "additional_data",
]
OF_A_READING = ["id", "at", "user_id", "kind", "subject", "reason", "count", "ids", "request_id"]
SEALED = {AuditLink.Trail.CHANGES: (LogEntry, OF_A_CHANGE), AuditLink.Trail.READS: (AccessEvent, OF_A_READING)}


@dataclass(frozen=True)
class Verdict:
    """What verifying one trail found: sealed entries, entries that wait for the sealer, the newest digest, and what is
    wrong with the first broken link ("" while all hold)."""

    trail: str
    sealed: int
    waiting: int
    head: str
    broken: str = ""


def digest_of(trail: str, previous: str, entry: dict) -> str:
    """The digest of a link: of the link before it and of every sealed value of its entry."""
    text = json.dumps([trail, previous, entry], sort_keys=True, default=_text, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def head_of(trail: str) -> str:
    """The newest digest of a trail's chain."""
    return AuditLink.objects.filter(trail=trail).order_by("-pk").values_list("digest", flat=True).first() or START


def seal(trail: str) -> int:
    """Seal every entry that has no link yet, and return how many; a thousand in one transaction.

    The chain follows the order of sealing: an entry whose transaction ended late is sealed late. Raises IntegrityError
    where another sealer is at work on the same trail.
    """
    sealed = 0
    while written := _seal_some(trail):
        sealed += written
    return sealed


@transaction.atomic
def _seal_some(trail) -> int:
    previous, links = head_of(trail), []
    for entry in _waiting(trail).order_by("pk").values(*SEALED[trail][1])[:AT_ONCE]:
        digest = digest_of(trail, previous, entry)
        links.append(AuditLink(trail=trail, entry=entry["id"], previous=previous, digest=digest))
        previous = digest
    AuditLink.objects.bulk_create(links)
    return len(links)


def _waiting(trail):
    links = AuditLink.objects.filter(trail=trail, entry=OuterRef("pk"))
    return SEALED[trail][0].objects.filter(~Exists(links))


def verify(trail: str, *, expected: str = "") -> Verdict:
    """Follow a chain from its start and compare each link with its entry; stop at the first that does not hold.

    `expected` is a digest written down earlier: a chain that never had it was rewritten.
    """
    head, sealed, seen = START, 0, expected in ("", START)
    for link, entry in _links(trail):
        broken = _what_is_wrong(link, entry, head)
        if broken:
            return Verdict(trail, sealed, _waiting(trail).count(), head, broken)
        head, sealed = link.digest, sealed + 1
        seen = seen or head == expected
    broken = "" if seen else f"the chain never had the digest {expected}"
    return Verdict(trail, sealed, _waiting(trail).count(), head, broken)


def _what_is_wrong(link, entry, head) -> str:
    where = f"link {link.pk} of {link.sealed_at:%Y-%m-%d %H:%M}, entry {link.entry}"
    if link.previous != head:
        return f"{where}: a link before it is missing"
    if entry is None:
        return f"{where}: the entry is missing"
    if digest_of(link.trail, head, entry) != link.digest:
        return f"{where}: the entry was changed"
    return ""


def _links(trail) -> Iterator[tuple[AuditLink, dict | None]]:
    """Every link with the values of its entry, in the order of the chain, a thousand read at once."""
    model, names = SEALED[trail]
    links = AuditLink.objects.filter(trail=trail).order_by("pk").iterator(chunk_size=AT_ONCE)
    while some := list(islice(links, AT_ONCE)):
        entries = {row["id"]: row for row in model.objects.filter(pk__in=[link.entry for link in some]).values(*names)}
        for link in some:
            yield link, entries.get(link.entry)
