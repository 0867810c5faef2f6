"""The back office shows frozen sheets and changes none."""

import pytest
from django.db import connection
from django.urls import reverse

from agencies.roles import Role
from p2wkss.base.triggers import suspended
from reports.models import Snapshot
from reports.services import take_snapshot
from tests.makers import BOJONGSARI, CURUG, make_intervention, make_target_area, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot():
    make_intervention(title="Rehab rumah")
    return take_snapshot(sheet="interventions", target_area=make_target_area(), by=make_user())


def address(action, *args):
    return reverse(f"admin:reports_snapshot_{action}", args=args)


def test_a_frozen_sheet_is_listed_found_and_opened(client, snapshot):
    client.force_login(make_user(Role.STAFF))
    assert snapshot.title in client.get(address("changelist"), {"q": snapshot.sha256}).text
    page = client.get(address("change", snapshot.pk)).text
    assert f"{snapshot.sha256} (cocok)" in page


def test_a_tampered_one_says_so(client, snapshot):
    with suspended(connection):  # as somebody who owns the database could
        Snapshot.objects.filter(pk=snapshot.pk).update(rows=[["1"] * 26])
    client.force_login(make_user(Role.ADMIN))
    assert "tidak cocok" in client.get(address("change", snapshot.pk)).text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
def test_nobody_adds_changes_or_deletes_one_here(client, snapshot, role):
    client.force_login(make_user(role))
    assert client.get(address("add")).status_code == 403
    assert client.post(address("change", snapshot.pk), {"title": "Lain"}).status_code == 403
    assert client.post(address("delete", snapshot.pk), {"post": "yes"}).status_code == 403
    assert Snapshot.objects.get().title == snapshot.title


def test_the_back_office_has_the_scope_of_the_portal(client, snapshot):
    client.force_login(make_user(Role.KELURAHAN, areas=[CURUG]))
    assert snapshot.title not in client.get(address("changelist")).text
    client.force_login(make_user(Role.KELURAHAN, areas=[BOJONGSARI]))
    assert snapshot.title in client.get(address("changelist")).text
