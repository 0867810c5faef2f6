"""What pages of one act guarantee: a confirmation, a reason in the trail, done once, refused with a sentence."""

import pytest
from auditlog.models import LogEntry
from django.db import DatabaseError

from agencies.roles import Role
from households.models import House
from tests.browsing import fill, form_fields
from tests.makers import make_house, make_household, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.pages_under_test")]


@pytest.fixture
def staff(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def test_the_confirmation_says_what_happens_and_changes_nothing(client, staff):
    house = make_house()
    text = client.get(f"/uji/rumah/{house.public_id}/roboh/").text
    assert "Rumah tidak dihitung lagi." in text
    house.refresh_from_db()
    assert house.is_standing


def test_an_act_is_done_with_its_reason_in_the_trail(client, staff):
    house = make_house()
    url = f"/uji/rumah/{house.public_id}/roboh/"
    answer = client.post(url, fill(client, url, form_reason="Kebakaran 3 Mei"))
    assert answer.url == f"/uji/rumah/{house.public_id}/"
    house.refresh_from_db()
    assert not house.is_standing
    assert LogEntry.objects.get_for_object(house).latest("timestamp").additional_data["reason"] == "Kebakaran 3 Mei"


def test_an_act_without_its_reason_is_not_done(client, staff):
    house = make_house()
    url = f"/uji/rumah/{house.public_id}/roboh/"
    answer = client.post(url, fill(client, url, form_reason="  "))
    assert "form_reason" in answer.context["form"].errors
    house.refresh_from_db()
    assert house.is_standing


def test_what_the_rules_refuse_is_said_on_the_page(client, staff):
    house = make_house(is_standing=False)
    url = f"/uji/rumah/{house.public_id}/roboh/"
    answer = client.post(url, fill(client, url, form_reason="Sekali lagi"))
    assert answer.status_code == 200
    assert "Rumah ini sudah roboh." in answer.text


def test_a_double_click_acts_once_and_leads_to_the_same_page(client, staff):
    house = make_house()
    url = f"/uji/rumah/{house.public_id}/roboh/"
    data = fill(client, url, form_reason="Kebakaran")
    assert client.post(url, data).url == client.post(url, data).url
    assert LogEntry.objects.get_for_object(house).filter(action=LogEntry.Action.UPDATE).count() == 1


def test_a_record_nobody_uses_can_be_deleted(client, staff):
    house = make_house()
    url = f"/uji/rumah/{house.public_id}/hapus/"
    assert client.post(url, form_fields(client.get(url))).status_code == 302
    assert not House.objects.exists()


def test_a_record_in_use_stays_and_the_page_says_by_what_it_is_used(client, staff):
    house = make_house()
    make_household(house=house)
    url = f"/uji/rumah/{house.public_id}/hapus/"
    answer = client.post(url, form_fields(client.get(url)))
    assert "masih dipakai: keluarga" in answer.text
    assert House.objects.exists()


def test_what_the_database_refuses_to_delete_is_said(client, staff, monkeypatch):
    def refused(record):
        raise DatabaseError("append-only")

    house = make_house()
    url = f"/uji/rumah/{house.public_id}/hapus/"
    data = form_fields(client.get(url))
    monkeypatch.setattr(House, "delete", refused)
    assert "riwayatnya harus tetap ada" in client.post(url, data).text
