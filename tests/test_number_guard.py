"""A NIK typed into a search box or filter stands in no address for longer than the request that brought it."""

import uuid

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.roles import Role
from p2wkss.base.number_guard import holds_number
from tests.makers import make_user

NIK = "3276114101800001"


@pytest.mark.parametrize(
    "value",
    [
        NIK,
        "3276 1141 0180 0001",
        "3276.1141.0180.0001",
        "3276-1141-0180-0001",
        f"Siti {NIK}",
        "327611410180",
        f" {NIK} ",
    ],
)
def test_numbers_and_most_of_a_number_are_noticed(value):
    assert holds_number(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "Siti Nurhaliza", "Jalan Melati 12", "32.76.11.1001.002.001", "32.76.11.1001", "2021-05-06",
        "2021-05-06 10:30:00+07:00", "081234567", "1000000", "-created_at", "a1b2c3d4-1111-4222-8333-123456789012",
        "/keluarga/a1b2c3d4-1111-4222-8333-123456789012/",
    ],
)  # fmt: skip
def test_what_else_people_ask_for_stays(value):
    assert not holds_number(value)


@given(st.uuids())
def test_no_record_is_taken_for_a_number(record):
    assert not holds_number(str(record))
    assert not holds_number(uuid.UUID(str(record)).hex)


PAGES = [
    ("households:household_list", "q"),
    ("households:member_list", "q"),
    ("households:house_list", "q"),
    ("activities:intervention_list", "q"),
    ("agencies:accessevent_list", "q"),
    ("admin:households_member_changelist", "q"),
    ("admin:households_household_changelist", "q"),
    ("admin:agencies_user_changelist", "q"),
    ("admin:households_member_changelist", "nik_index"),
    ("households:member_list", "tak_dikenal"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "name"), PAGES)
@pytest.mark.parametrize("number", [NIK, "3276 1141 0180 0001"])
def test_every_list_sends_a_number_away_and_keeps_the_rest(client, page, name, number):
    client.force_login(make_user(Role.ADMIN))
    answer = client.get(reverse(page), {name: number, "page": "1"})
    assert (answer.status_code, answer.url) == (302, f"{reverse(page)}?page=1")
    assert NIK not in client.get(answer.url).text


@pytest.mark.django_db
def test_its_writer_is_told_where_it_belongs(client):
    client.force_login(make_user(Role.STAFF))
    answer = client.get(reverse("households:member_list"), {"q": NIK}, follow=True)
    assert "Cari dengan NIK atau nomor KK" in answer.text


@pytest.mark.django_db
def test_the_name_of_a_parameter_can_hold_one_too(client):
    client.force_login(make_user(Role.STAFF))
    assert client.get(reverse("households:member_list"), {NIK: "1"}).url == reverse("households:member_list")


@pytest.mark.django_db
def test_who_is_not_signed_in_is_no_exception(client):
    answer = client.get(reverse("account_login"), {"next": f"/keluarga/?q={NIK}"})
    assert NIK not in answer.url
