"""Imports that meet: any number of previews, commits and undos at the same time end, each whole, on both databases."""

import os
import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from households.models import Household, ImportBatch
from imports.keeping import sealed_parts
from imports.keeping.alive import is_alive, this_worker
from imports.services import batches, state, tasks
from tests.imports.import_files import operator
from tests.imports.kills import many_families

pytestmark = pytest.mark.django_db(transaction=True)
State = ImportBatch.State


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(state, "PAUSES", (0.05, 0.1, 0.2, 0.4, 0.8, 1, 1, 1, 1, 1))


def in_threads(acts):
    """Do several things at once, each over its own connection; raises what went wrong in one of them."""
    problems = []

    def run(act):
        try:
            act()
        except Exception as problem:  # noqa: BLE001 - told below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def distinct(number, count=40):
    """A file of families that no other number has."""
    return many_families(count).replace("3276110", f"32761{number:02d}") if number else many_families(count)


def test_previews_commits_and_undos_of_several_files_at_once_all_end():
    owner = operator()
    waiting = [batches.receive(distinct(number).encode(), owner=owner, filename=f"{number}.csv") for number in range(3)]
    in_threads([lambda batch=batch: tasks.start_preview(batch) for batch in waiting])
    for batch in waiting:
        batch.refresh_from_db()
    assert [(batch.state, batch.worker, batch.problem) for batch in waiting] == [(State.PREVIEW, "", "")] * 3
    in_threads([lambda batch=batch: tasks.start_commit(batch, owner, only_valid=True) for batch in waiting])
    for batch in waiting:
        batch.refresh_from_db()
        assert batch.worker == ""
    done = [batch for batch in waiting if batch.state == State.DONE]
    assert Household.objects.count() == sum(batch.families_new for batch in done)
    in_threads([lambda batch=batch: tasks.start_undo(batch, owner, reason="Uji") for batch in done])
    assert not ImportBatch.objects.exclude(worker="").exists()
    assert Household.objects.count() == 0


def test_what_is_kept_of_a_file_is_written_while_its_rows_stream_and_others_write():
    """On SQLite the streaming connection could not write any more once somebody else had: a preview hung for ever."""
    owner = operator()
    batch = batches.receive(b"x", owner=owner, filename="a.csv")
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT a.id FROM auth_permission a, auth_permission b")
        cursor.fetchmany(10)
        in_threads([lambda: ImportBatch.objects.filter(pk=batch.pk).update(rows_done=1)])
        with sealed_parts.PartWriter(batch, "families", items_a_part=1) as kept:
            kept.add(["satu"])
            kept.add(["dua"])
    assert list(sealed_parts.read_items(batch, "families")) == [["satu"], ["dua"]]


def test_a_step_waits_for_a_busy_database_and_is_begun_again():
    tries = []

    def step():
        tries.append(1)
        if len(tries) < 4:
            raise OperationalError("database is locked")
        return "selesai"

    assert state.patiently(step) == "selesai"
    assert len(tries) == 4


def test_a_database_that_stays_away_is_said_in_the_end(monkeypatch):
    monkeypatch.setattr(state, "PAUSES", (0.01, 0.01))

    def step():
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        state.patiently(step)


def test_a_thread_that_ended_holds_no_batch_though_its_process_lives():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(this_worker()))
    thread.start()
    thread.join()
    for _try in range(50):  # the system needs a moment to forget it
        if not is_alive(seen[0], timezone.now(), timezone.now()):
            break
        time.sleep(0.02)
    assert not is_alive(seen[0], timezone.now(), timezone.now())
    assert is_alive(this_worker(), None, timezone.now())


@pytest.mark.parametrize("worker", ["", "mesin", "{host} {pid} 1", "a b c d"])
def test_workers_of_another_form_are_given_up_by_their_silence(worker):
    worker = worker.format(host=socket.gethostname()[:64], pid=os.getpid())
    long_ago = timezone.now() - timedelta(hours=1)
    assert not is_alive(worker, long_ago, timezone.now())


def test_a_batch_whose_thread_died_is_found_and_can_be_begun_again():
    batch = batches.receive(distinct(0).encode(), owner=operator(), filename="a.csv")

    def die():
        state.claim(batch, ImportBatch.WAITING)

    in_threads([die])
    for _try in range(50):
        if batches.recover():
            break
        time.sleep(0.02)
    batch.refresh_from_db()
    assert (batch.worker, batch.state) == ("", State.RECEIVED)
    tasks.start_preview(batch)
    batch.refresh_from_db()
    assert batch.state == State.PREVIEW
