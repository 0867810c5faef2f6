"""The chain over the audit trail: everything is sealed once, and the first link that no longer holds is named."""

from contextlib import contextmanager
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from agencies import audit_chain
from agencies.models import AccessEvent, AuditLink
from agencies.roles import Role
from p2wkss.base.triggers import suspended
from tests.makers import make_agency, make_user

pytestmark = pytest.mark.django_db
CHANGES, READS = AuditLink.Trail.CHANGES, AuditLink.Trail.READS


def note_reading(reason="Memeriksa data"):
    user = make_user(Role.ADMIN)
    return AccessEvent.objects.create(user=user, kind="unmask", subject="households.member", reason=reason, ids=[1])


def note_changes(count=3):
    agency = make_agency("DINKES")
    for number in range(count):
        LogEntry.objects.log_create(
            agency, force_log=True, action=LogEntry.Action.UPDATE, changes={"name": [str(number), str(number + 1)]}
        )


def output_of(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


@contextmanager
def tampering():
    """Somebody with every right on the database takes the triggers off."""
    connection.check_constraints()  # PostgreSQL alters no table with checks still to come
    with suspended(connection):
        yield


@pytest.fixture
def sealed():
    """Trails with some entries, sealed."""
    note_changes()
    note_reading()
    for trail in AuditLink.Trail.values:
        audit_chain.seal(trail)
    assert audit_chain.verify(CHANGES).sealed >= 3
    assert audit_chain.verify(READS).sealed == 1


def test_every_entry_is_sealed_once(sealed):
    assert AuditLink.objects.filter(trail=CHANGES).count() == LogEntry.objects.count()
    assert audit_chain.seal(CHANGES) == 0
    verdict = audit_chain.verify(CHANGES)
    assert (verdict.broken, verdict.waiting, verdict.head) == ("", 0, audit_chain.head_of(CHANGES))


def test_what_comes_later_continues_the_chain(sealed):
    before = audit_chain.head_of(CHANGES)
    note_changes(1)
    assert audit_chain.verify(CHANGES).waiting >= 1
    assert audit_chain.seal(CHANGES) >= 1
    assert audit_chain.verify(CHANGES, expected=before).broken == ""


def test_more_entries_than_one_transaction_holds_are_sealed(sealed, monkeypatch):
    monkeypatch.setattr(audit_chain, "AT_ONCE", 2)
    note_changes(5)
    assert audit_chain.seal(CHANGES) >= 5
    assert audit_chain.verify(CHANGES).broken == ""


@pytest.mark.parametrize(
    "change",
    [{"changes": {"name": ["0", "99"]}}, {"actor_id": None, "object_repr": "Lain"}, {"remote_addr": "10.0.0.1"}],
)
def test_a_changed_entry_is_named(sealed, change):
    entry = LogEntry.objects.order_by("pk")[1]
    with tampering():
        LogEntry.objects.filter(pk=entry.pk).update(**change)
    assert f"entry {entry.pk}: the entry was changed" in audit_chain.verify(CHANGES).broken


def test_a_removed_entry_is_named(sealed):
    entry = LogEntry.objects.order_by("pk")[1].pk
    with tampering():
        LogEntry.objects.filter(pk=entry).delete()
    assert f"entry {entry}: the entry is missing" in audit_chain.verify(CHANGES).broken


def test_an_entry_removed_with_its_link_breaks_the_next(sealed):
    first, second = AuditLink.objects.filter(trail=CHANGES).order_by("pk")[:2]
    with tampering():
        LogEntry.objects.filter(pk=first.entry).delete()
        first.delete()
    assert f"entry {second.entry}: a link before it is missing" in audit_chain.verify(CHANGES).broken


def test_a_chain_rewritten_from_the_start_lacks_a_digest_that_was_written_down(sealed):
    written_down = audit_chain.head_of(READS)
    with tampering():
        AccessEvent.objects.update(reason="Alasan lain")
        AuditLink.objects.filter(trail=READS).delete()
    audit_chain.seal(READS)
    assert audit_chain.verify(READS).broken == ""
    assert written_down in audit_chain.verify(READS, expected=written_down).broken


def test_links_are_only_ever_added(sealed):
    link = AuditLink.objects.first()
    for attempt in (link.delete, lambda: AuditLink.objects.update(digest="0" * 64)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_a_second_sealer_does_not_fork_the_chain(sealed):
    link = AuditLink.objects.filter(trail=CHANGES).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditLink.objects.create(trail=CHANGES, entry=987_654, previous=link.previous, digest="1" * 64)


def test_the_commands_seal_and_prove(sealed):
    note_changes(2)
    assert "changes: 2 entries sealed" in output_of("seal_audit")
    said = output_of("verify_audit", reads=audit_chain.head_of(READS))
    assert "changes: unbroken" in said
    assert "reads: unbroken; 1 entries sealed, 0 waiting" in said


def test_the_command_fails_over_a_broken_chain_and_names_the_link(sealed):
    with tampering():
        AccessEvent.objects.update(count=7)
    out = StringIO()
    with pytest.raises(CommandError, match="tampered"):
        call_command("verify_audit", stdout=out)
    assert f"reads: BROKEN at link {AuditLink.objects.get(trail=READS).pk}" in out.getvalue()
