"""Nobody finds numbers by trying: answers that tell whether a number is in the register are counted for each user."""

import pytest
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import Household
from households.services import guesses
from tests.browsing import fill
from tests.makers import make_household, make_member, make_user

pytestmark = pytest.mark.django_db

KK, NIK = "3276110101210001", "3276115708900001"
SEARCH = reverse("households:number_search")


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch):
    monkeypatch.setattr(guesses, "MOST", 3)


@pytest.fixture
def family():
    return make_household(no_kk=KK, head="Asep")


@pytest.fixture
def user(client, family):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def kinds(user):
    return [event.kind for event in AccessEvent.objects.filter(user=user).order_by("pk")]


def search(client, number):
    return client.post(SEARCH, fill(client, SEARCH, number=number))


def search_portal(client, number):
    return client.post(reverse("search"), {"q": number})


def add_family(client, number):
    address = reverse("households:household_add")
    return client.post(address, fill(client, address, no_kk=number))


def add_in_admin(client, number):
    address = reverse("admin:households_household_add")
    return client.post(address, fill(client, address, no_kk=number, region=Household.objects.first().region_id))


@pytest.mark.parametrize("ask", [search, search_portal])
def test_searches_for_unknown_numbers_end_with_429_and_an_event(client, user, ask):
    for serial in range(3):
        assert ask(client, f"327611010190{serial:04d}").status_code in (200, 400)
    answer = ask(client, KK)
    assert answer.status_code == 429
    assert "terlalu sering" in answer.text
    assert kinds(user) == ["guess"] * 3 + ["limit"]
    assert ask(client, KK).status_code == 429
    assert kinds(user)[-1:] == ["limit"] and kinds(user).count("limit") == 1


def test_found_numbers_are_not_counted(client, user):
    for _time in range(5):
        assert search(client, KK).status_code == 302
    assert set(kinds(user)) == {"search"}


def test_a_form_that_says_a_number_is_taken_answers_a_guess(client, user):
    for _time in range(3):
        assert "sudah" in add_family(client, KK).text
    answer = add_family(client, "3276110101210002")
    assert answer.status_code == 429
    assert "terlalu sering" in answer.text
    assert kinds(user) == ["guess"] * 3 + ["limit"]


def test_the_back_office_counts_too(client, family):
    user = make_user(Role.ADMIN)
    client.force_login(user)
    for _time in range(3):
        add_in_admin(client, KK)
    assert "terlalu sering" in add_in_admin(client, "3276110101210002").text
    assert kinds(user) == ["guess"] * 3 + ["limit"]


def test_a_changed_card_cannot_be_used_to_look_for_families(client, user, family):
    member = make_member(household=family, nik=NIK)
    address = reverse("households:member_event", args=[member.public_id])
    for serial in range(3):
        client.post(address, fill(client, address, kind="changed_kk", to_number=f"327611010190{serial:04d}"))
    answer = client.post(address, fill(client, address, kind="changed_kk", to_number=KK))
    assert "terlalu sering" in answer.text


def test_another_user_is_not_held_up(client, user):
    for serial in range(4):
        search(client, f"327611010190{serial:04d}")
    client.force_login(make_user(Role.STAFF, username="lain"))
    assert search(client, KK).status_code == 302


def test_an_administrator_sees_who_tried(client, user):
    for serial in range(4):
        search(client, f"327611010190{serial:04d}")
    client.force_login(make_user(Role.ADMIN))
    assert "Terlalu sering mencoba nomor identitas" in client.get(reverse("agencies:accessevent_list")).text
