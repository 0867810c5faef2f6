"""Long work in a thread of the web process."""

import threading

import pytest
from django.db import transaction
from django_tasks import task

from agencies.models import Agency
from p2wkss.base.background import ThreadBackend
from tests.makers import make_agency

ran_in = []
gate = threading.Event()


@task()
def rename(key):
    ran_in.append(threading.current_thread())
    Agency.objects.filter(pk=key).update(name="Sudah")


@task()
def wait_at_the_gate():
    ran_in.append(threading.current_thread())
    gate.wait(10)


@pytest.fixture
def backend(monkeypatch):
    ran_in.clear()
    gate.clear()
    monkeypatch.setattr("p2wkss.base.background.PATIENCE", 10)
    return ThreadBackend(alias="default", params={})


@pytest.mark.django_db(transaction=True)
def test_work_is_done_in_a_thread_of_its_own(backend):
    agency = make_agency()
    backend.enqueue(rename, [agency.pk], {})
    assert ran_in != [threading.current_thread()]
    agency.refresh_from_db()
    assert agency.name == "Sudah"


@pytest.mark.django_db(transaction=True)
def test_work_within_a_transaction_sees_that_transaction(backend):
    with transaction.atomic():
        agency = make_agency()
        backend.enqueue(rename, [agency.pk], {})
        agency.refresh_from_db()
        assert (ran_in, agency.name) == ([threading.current_thread()], "Sudah")


@pytest.mark.django_db(transaction=True)
def test_long_work_does_not_hold_up_who_asked_for_it(backend, monkeypatch):
    monkeypatch.setattr("p2wkss.base.background.PATIENCE", 0.01)
    backend.enqueue(wait_at_the_gate, [], {})
    assert not gate.is_set()
    gate.set()
    ran_in[0].join(10)
    assert not ran_in[0].is_alive()
