"""How long the pieces of an import are kept, and under which key."""

import base64
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from households.models import ImportBatch, ImportPart, Member
from imports.services import batches
from p2wkss.base.sealed import blind_index
from tests.imports.import_files import imported, operator, previewed, snapshot
from tests.imports.register_files import PEOPLE, A, altered

pytestmark = pytest.mark.django_db
State, Kind = ImportBatch.State, ImportPart.Kind


def kinds(batch):
    return set(batch.parts.values_list("kind", flat=True))


def age(batch, **ago):
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(**ago))


def test_an_upload_is_gone_after_a_day_and_its_batch_says_so():
    batch = previewed(PEOPLE, operator())
    age(batch, hours=23)
    assert batches.purge() == 0
    assert Kind.UPLOAD in kinds(batch)
    age(batch, hours=25)
    assert batches.purge() == 1
    batch.refresh_from_db()
    assert (batch.state, kinds(batch)) == (State.CANCELLED, set())
    assert batch.problem == "Berkas sudah lewat 24 jam. Unggah sekali lagi."
    with pytest.raises(ValidationError):
        batches.commit(batch, batch.owner)


def test_refused_rows_of_a_stored_batch_go_too_but_not_what_undoing_needs():
    owner = operator()
    batch = imported(altered("nik", "salah"), owner, only_valid=True)
    age(batch, hours=25)
    assert batches.purge() == 1
    assert kinds(batch) == {Kind.UNDO}
    batches.undo(batch, owner)
    assert Member.objects.count() == 0


def test_what_undoing_needs_is_gone_after_a_month():
    batch = imported(PEOPLE, operator())
    age(batch, days=29)
    batches.purge()
    assert kinds(batch) == {Kind.UNDO}
    age(batch, days=31)
    assert batches.purge() == 1
    assert kinds(batch) == set()
    assert batches.purge() == 0


def test_a_batch_at_work_is_left_alone():
    batch = previewed(PEOPLE, operator())
    age(batch, hours=25)
    ImportBatch.objects.filter(pk=batch.pk).update(worker="elsewhere 1 1", heartbeat_at=timezone.now())
    assert batches.purge() == 0
    assert Kind.UPLOAD in kinds(batch)


def test_the_next_upload_purges_and_so_does_the_command():
    owner = operator()
    for purge in (lambda: previewed(PEOPLE, owner), lambda: call_command("purge_imports", stdout=io.StringIO())):
        batch = previewed(PEOPLE, owner)
        age(batch, hours=25)
        purge()
        assert kinds(batch) == set()


def test_giving_up_a_file_without_known_headings_removes_it():
    batch = previewed("a,b,c,d\n1,2,3,4\n", operator())
    assert (batch.state, Kind.UPLOAD in kinds(batch)) == (State.PARSED, True)
    batches.give_up(batch)
    assert (batch.state, kinds(batch)) == (State.FAILED, set())


@pytest.fixture
def new_keys(settings):
    """Call it to put a new key before the old one, seal everything anew and take the old one away."""

    def change(*, index=False):
        fresh = base64.b64encode(b"n" * 32).decode()
        settings.SEALING_KEYS = f"fresh:{fresh},{settings.SEALING_KEYS}"
        if index:
            settings.INDEX_KEY = base64.b64encode(b"i" * 32).decode()
        call_command("rotate_keys", *(["--reindex"] if index else []), stdout=io.StringIO())
        settings.SEALING_KEYS = f"fresh:{fresh}"

    return change


def test_a_waiting_import_goes_on_under_a_new_key(new_keys):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    new_keys()
    assert all(bytes(part.data).startswith(b"fresh:") for part in batch.parts.all())
    batches.commit(batch, owner)
    assert Member.objects.get(name="Ahmad Sutisna").nik.reveal() == PEOPLE[0][1]


RENEWED = [["3276110101219001" if row[0] == A else row[0], *row[1:]] for row in PEOPLE]


@pytest.mark.parametrize("index", [False, True])
@pytest.mark.parametrize("people", [altered("nama", "Ahmad Sutisno"), RENEWED], ids=["a name", "a renewed card"])
def test_a_stored_import_is_undone_under_new_keys(new_keys, index, people):
    owner = operator()
    imported(PEOPLE, owner)
    before = snapshot()
    batch = imported(people, owner)
    assert snapshot() != before
    new_keys(index=index)
    batches.undo(batch, owner)
    assert snapshot() == before
    assert Member.objects.get(nik_index=blind_index(PEOPLE[0][1])).name == "Ahmad Sutisna"
