"""Taking an import back from its page: with a reason, behind the page, once."""

import threading

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import Household, ImportBatch, Member
from households.models.batch import UNDO_LIFE
from imports.keeping.undo import Undoing
from imports.services import batches
from tests.browsing import fill
from tests.imports.import_files import imported, page
from tests.imports.register_files import PEOPLE, A
from tests.makers import make_user

pytestmark = pytest.mark.django_db

LIST = reverse("imports:import_list")
REASON = "Berkas bulan lalu yang terunggah"
State = ImportBatch.State


def undo(client, batch, reason=REASON):
    return client.post(page("undo", batch), fill(client, page("undo", batch), form_reason=reason))


def test_an_import_is_taken_back_with_a_reason_and_names_what_stayed(client, owner):
    batch = imported(PEOPLE, owner)
    family = Household.objects.with_no_kk(A).get()
    family.phone = "0812"
    family.version += 1
    family.save()
    assert undo(client, batch, "").context["form"].errors["form_reason"]
    undo(client, batch)
    assert list(Household.objects.all()) == [family]
    shown = client.get(batch.get_absolute_url()).text
    assert "Impor dikembalikan sebagian" in shown
    assert "3276••••••••••••" in shown
    assert REASON in shown
    assert A not in shown


def test_what_was_taken_back_cannot_be_taken_back_again(client, owner):
    batch = imported(PEOPLE, owner)
    for _time in range(2):
        answer = client.post(page("undo", batch), {"form_reason": "Berkas yang keliru"})
    assert "tidak dapat dikembalikan" in answer.text


def test_taking_back_twice_with_one_form_leads_to_the_same_page(client, owner):
    batch = imported(PEOPLE, owner)
    data = fill(client, page("undo", batch), form_reason=REASON)
    answers = [client.post(page("undo", batch), data) for _click in range(2)]
    assert [answer.url for answer in answers] == [batch.get_absolute_url()] * 2
    batch.refresh_from_db()
    assert (batch.state, batch.problem, batch.undone_by) == (State.UNDONE, "", owner)


def test_what_is_too_old_is_refused_before_the_work_begins(client, owner):
    batch = imported(PEOPLE, owner)
    ImportBatch.objects.filter(pk=batch.pk).update(committed_at=batch.committed_at - UNDO_LIFE)
    assert page("undo", batch) not in client.get(batch.get_absolute_url()).text
    assert "tidak dapat dikembalikan" in undo(client, batch).text
    assert Member.objects.count() == 8


def test_an_undoing_that_fails_changes_nothing_and_says_so(client, owner, monkeypatch):
    def fail(self):
        Member.objects.filter(name="Bayi Simatupang").delete()
        raise OSError

    batch = imported(PEOPLE, owner)
    with monkeypatch.context() as patch:
        patch.setattr(Undoing, "run", fail)
        assert undo(client, batch).url == batch.get_absolute_url()
    shown = client.get(batch.get_absolute_url()).text
    assert "Data keluarga masih tersimpan" in shown
    assert "Impor belum dikembalikan karena gangguan" in shown
    assert page("undo", batch) in shown
    assert Member.objects.count() == 8
    undo(client, batch)
    shown = client.get(batch.get_absolute_url()).text
    assert "karena gangguan" not in shown
    assert "Impor dikembalikan" in shown


# --- long work ---


@pytest.fixture
def gate(monkeypatch, settings):
    """Undoing waits in a thread until the gate is opened."""
    opened, stage = threading.Event(), batches.Stage
    settings.TASKS = {"default": {"BACKEND": "p2wkss.base.background.ThreadBackend"}}
    monkeypatch.setattr("p2wkss.base.background.PATIENCE", 0.01)

    def wait(*args):
        assert opened.wait(30)
        return stage(*args)

    monkeypatch.setattr(batches, "Stage", wait)
    before = set(threading.enumerate())
    yield opened
    opened.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)


def wait_for_work(batch):
    """Until a thread has claimed the batch."""
    for _time in range(300):
        batch.refresh_from_db()
        if batch.worker:
            return
        threading.Event().wait(0.05)
    raise AssertionError("Nobody works on it.")


def wait_for_end(batch):
    for _time in range(300):
        batch.refresh_from_db()
        if not batch.worker:
            return
        threading.Event().wait(0.05)
    raise AssertionError("It does not end.")


@pytest.mark.django_db(transaction=True)
def test_a_long_undoing_is_found_again_and_is_not_begun_twice(client, owner, request):
    batch = imported(PEOPLE, owner)
    gate = request.getfixturevalue("gate")
    assert undo(client, batch).url == batch.get_absolute_url()
    wait_for_work(batch)

    for _reload in range(2):
        shown = client.get(batch.get_absolute_url()).text
        assert "Impor sedang dikembalikan" in shown
        assert page("progress", batch) in shown
        assert page("undo", batch) not in shown
    assert "Sedang dikembalikan" in client.get(LIST).text
    news = client.get(page("progress", batch)).json()
    assert (news["percent"], news["finished"]) == (None, False)
    assert news["text"].startswith("Dimulai ")
    assert undo(client, batch, "Sekali lagi, dari tab lain").url == batch.get_absolute_url()
    assert Member.objects.count() == 8

    gate.set()
    wait_for_end(batch)
    assert (batch.state, batch.problem, Member.objects.count()) == (State.UNDONE, "", 0)
    assert client.get(page("progress", batch)).json()["finished"] is True
    shown = client.get(batch.get_absolute_url()).text
    assert REASON in shown
    assert "dari tab lain" not in shown
    assert page("families", batch) not in shown


@pytest.mark.parametrize(("role", "status"), [(Role.KELURAHAN, 404), (Role.CADRE, 403), (Role.LEADER, 403)])
def test_nobody_else_takes_it_back(client, owner, role, status):
    batch = imported(PEOPLE, owner)
    client.force_login(make_user(role))
    assert client.post(page("undo", batch), {"form_reason": REASON}).status_code == status
    assert Household.objects.count() == 3


def test_staff_take_back_what_a_kelurahan_stored(client, owner):
    batch = imported(PEOPLE, owner)
    staff = make_user(Role.STAFF)
    client.force_login(staff)
    undo(client, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (State.UNDONE, staff)
