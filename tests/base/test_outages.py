"""A full disk or a lost database: reading goes on where it can, everything else is told when to try again."""

import errno

import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse

from agencies.roles import Role
from households.models import House
from p2wkss.base.errors import is_outage
from p2wkss.base.middleware import SessionActivity, SessionLimits
from p2wkss.base.sessions import SessionStore
from tests.browsing import fill
from tests.makers import make_house, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    client.raise_request_exception = False
    return user


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (OperationalError("database or disk is full"), True),
        (OperationalError("server closed the connection unexpectedly"), True),
        (InterfaceError("connection already closed"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_outages_are_told_from_faults_of_the_program(problem, expected):
    assert is_outage(problem) is expected


@pytest.mark.parametrize("problem", [OperationalError("disk is full"), OSError(errno.ENOSPC, "No space left")])
def test_a_write_that_finds_no_room_is_told_when_to_try_again(client, reader, monkeypatch, problem):
    def fail(*args, **kwargs):
        raise problem

    house = make_house(address="Jalan Melati 1")
    address = reverse("households:house_edit", args=[house.public_id])
    data = fill(client, address, address="Jalan Melati 2")
    monkeypatch.setattr(House, "save", fail)
    answer = client.post(address, data)
    monkeypatch.undo()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert "belum disimpan" in answer.text
    house.refresh_from_db()
    assert (house.address, house.version) == ("Jalan Melati 1", 1)
    assert client.post(address, fill(client, address, address="Jalan Melati 2")).status_code == 302


def test_reading_goes_on_when_the_heartbeat_cannot_be_written(client, reader, monkeypatch):
    make_house(address="Jalan Melati 1")
    page = reverse("households:house_list")
    assert client.get(page).status_code == 200

    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(SessionLimits, "WRITE_EVERY", 0)
    monkeypatch.setattr(SessionActivity, "NOTE_EVERY", 0)
    monkeypatch.setattr(Session, "save", full)
    monkeypatch.setattr(SessionActivity, "note", staticmethod(full))
    answer = client.get(page)
    assert answer.status_code == 200
    assert "Jalan Melati 1" in answer.text


def test_a_full_database_file_lets_people_read(client, reader, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite can be told how large it may become")
    monkeypatch.setattr(SessionLimits, "WRITE_EVERY", 0)
    monkeypatch.setattr(SessionActivity, "NOTE_EVERY", 0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        assert client.get(reverse("households:house_list")).status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 4294967294")


def test_anything_else_of_a_session_is_not_lost_silently(monkeypatch):
    store = SessionStore()
    store["pesan"] = "penting"
    store.save()
    store = SessionStore(store.session_key)
    store["pesan"] = "lain"

    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Session, "save", full)
    with pytest.raises(OperationalError):
        store.save()
    store["pesan"] = "penting"
    store[SessionLimits.SEEN] = 1
    store.save()
