"""A commit whose process is killed leaves all of its rows or none, and a batch that can be tried again."""

import os
import random
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import ImportBatch, ImportPart, Member
from imports.keeping.alive import this_worker
from imports.services import batches
from tests.imports.import_files import counts, imported, operator, previewed
from tests.imports.kills import commit_and_kill, is_whole, many_families
from tests.imports.register_files import PEOPLE

State = ImportBatch.State
FAMILIES, ATTEMPTS = 600, 4
GONE = f"{socket.gethostname()[:64]} 4194303 4194303 1"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_commit_is_stored_whole_or_not_at_all():
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    batch = previewed(many_families(FAMILIES), operator())
    was_killed = []
    while len(was_killed) < ATTEMPTS and batch.state != State.DONE:
        was_killed.append(commit_and_kill(batch, chance.uniform(0, 0.4)))
        assert is_whole(batch, FAMILIES)
    assert any(was_killed)
    if batch.state == State.PREVIEW:
        batches.commit(batch, batch.owner)
    assert is_whole(batch, FAMILIES)
    assert Member.objects.count() == 2 * FAMILIES


def left_by(batch, state, *, worker=GONE, heard=None):
    """Leave a batch as a process that is at work, or was, has it."""
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, worker=worker, heartbeat_at=heard or timezone.now())
    batch.refresh_from_db()
    return batch


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "back"),
    [
        (State.COMMITTING, State.PREVIEW),
        (State.PREVIEW, State.PREVIEW),
        (State.RECEIVED, State.RECEIVED),
    ],
)
def test_a_batch_of_a_dead_process_goes_back_and_says_so(left, back):
    batch = previewed(PEOPLE, operator())
    before = counts()
    left_by(batch, left)
    assert batches.recover() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.worker) == (back, "")
    assert batch.problem == "Proses terhenti. Ulangi langkah terakhir."
    assert counts() == before
    assert batches.recover() == 0


@pytest.mark.django_db
def test_a_commit_that_was_complete_when_its_process_died_is_simply_done():
    batch = left_by(imported(PEOPLE, operator()), State.DONE)
    assert batch.state == State.DONE
    assert batches.recover() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.worker, batch.problem) == (State.DONE, "", "")


@pytest.mark.django_db
def test_an_undoing_that_was_cut_off_says_so_and_can_be_repeated():
    batch = imported(PEOPLE, operator())
    left_by(batch, State.UNDOING)
    assert batches.recover() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.worker, batch.may_be_undone) == (State.DONE, "", True)
    assert batch.problem.startswith("Pengembalian terhenti")
    batch = batches.undo(batch, batch.owner)
    assert (batch.state, batch.problem, Member.objects.count()) == (State.UNDONE, "", 0)


@pytest.mark.django_db
def test_an_undoing_that_was_complete_when_its_process_died_is_simply_undone():
    batch = imported(PEOPLE, operator())
    batches.undo(batch, batch.owner)
    left_by(batch, State.UNDONE)
    assert batches.recover() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.worker, batch.problem) == (State.UNDONE, "", "")


@pytest.mark.django_db
def test_a_batch_that_went_back_can_be_committed():
    owner = operator()
    batch = left_by(previewed(PEOPLE, owner), State.COMMITTING)
    batches.commit(batch, owner)
    assert (batch.state, Member.objects.count(), batch.problem) == (State.DONE, 8, "")


@pytest.mark.django_db
def test_a_living_process_keeps_its_batch():
    batch = left_by(previewed(PEOPLE, operator()), State.COMMITTING, worker=this_worker())
    assert batches.recover() == 0
    with pytest.raises(ValidationError):
        batches.commit(batch, batch.owner)
    with pytest.raises(ValidationError, match="sedang dikerjakan"):
        batches.preview(batch)


@pytest.mark.django_db
def test_a_later_process_with_the_same_number_is_not_taken_for_the_dead_one():
    worker = f"{socket.gethostname()[:64]} {os.getpid()} 1"
    left_by(previewed(PEOPLE, operator()), State.COMMITTING, worker=worker)
    assert batches.recover() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "recovered"), [(5, 0), (20, 1)])
def test_a_process_of_another_machine_is_given_up_after_some_silence(minutes, recovered):
    heard = timezone.now() - timedelta(minutes=minutes)
    left_by(previewed(PEOPLE, operator()), State.COMMITTING, worker="elsewhere 12 345", heard=heard)
    assert batches.recover() == recovered


@pytest.mark.django_db
def test_whoever_took_a_batch_over_is_not_overruled_by_the_one_that_was_given_up(monkeypatch):
    """A process that was silent for too long wakes up at the end of its commit: it stores nothing."""
    owner = operator()
    batch = previewed(PEOPLE, owner)
    write = batches.store

    def store_late(batch, by):
        ImportBatch.objects.filter(pk=batch.pk).update(worker="another 1 1")
        write(batch, by)

    monkeypatch.setattr(batches, "store", store_late)
    monkeypatch.setattr(batches, "preview", lambda batch: batch)
    with pytest.raises(ValidationError, match="tidak ada yang disimpan"):
        batches.commit(batch, owner)
    assert Member.objects.count() == 0
    assert not ImportPart.objects.filter(batch=batch, kind=ImportPart.Kind.UNDO).exists()
