"""Identity numbers: opened one by one with a reason, found by the whole number, never in an address or a log."""

import datetime as dt
import logging

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import AccessEvent
from agencies.roles import Role
from tests.browsing import fill
from tests.makers import make_household, make_member, make_user

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"
KK, NIK = "3276110101210001", "3276115708900001"
SEARCH = reverse("households:number_search")
REASON = "Mencocokkan dengan kartu saat pengajuan bantuan"


@pytest.fixture
def enter(client):
    def enter(role=Role.ADMIN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def family():
    return make_household(no_kk=KK, head="Asep")


def opening(record):
    name = "household_unmask" if record._meta.model_name == "household" else "member_unmask"
    return reverse(f"households:{name}", args=[record.public_id])


def open_number(client, record, reason=REASON):
    return client.post(opening(record), fill(client, opening(record), reason=reason))


def test_an_administrator_opens_a_number_with_a_reason_once(client, enter, family):
    user = enter()
    data = fill(client, opening(family), reason=REASON)
    answer = client.post(opening(family), data)
    assert KK in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    event = AccessEvent.objects.get()
    assert (event.user, event.kind, event.reason, event.count) == (user, "unmask", REASON, 1)
    assert str(family.public_id) in event.subject
    assert KK not in event.subject + str(event.ids)
    again = client.post(opening(family), data)
    assert again.status_code == 302
    assert again.url == family.get_absolute_url()
    assert AccessEvent.objects.count() == 1


def test_the_nik_of_a_member_is_opened_in_the_same_way(client, enter, family):
    enter()
    member = make_member(household=family, nik=NIK)
    assert NIK in open_number(client, member).text
    assert AccessEvent.objects.get().ids == [member.pk]


@pytest.mark.parametrize("reason", ["", "   ", "cek"])
def test_without_a_real_reason_nothing_is_opened(client, enter, family, reason):
    enter()
    page = open_number(client, family, reason)
    assert KK not in page.text
    assert page.context["form"].errors["reason"]
    assert not AccessEvent.objects.exists()


def test_opening_takes_a_post(client, enter, family):
    enter()
    page = client.get(opening(family), {"reason": REASON})
    assert KK not in page.text
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_who_holds_the_permission_opens_numbers(client, enter, family, role):
    enter(role)
    assert client.get(opening(family)).status_code == 403
    assert client.post(opening(family), {"reason": REASON}).status_code == 403
    assert not AccessEvent.objects.exists()


def test_the_sixty_first_number_of_an_hour_waits(client, enter, family):
    user = enter()
    for _ in range(60):
        AccessEvent.objects.create(user=user, kind="unmask", subject="x", reason="x")
    answer = open_number(client, family)
    assert answer.status_code == 429
    assert "60 nomor dalam satu jam" in answer.text
    assert KK not in answer.text
    assert AccessEvent.objects.count() == 60


def test_what_was_opened_more_than_an_hour_ago_or_by_others_does_not_count(client, enter, family, monkeypatch):
    user, other = enter(), make_user(Role.ADMIN)
    for _ in range(60):
        AccessEvent.objects.create(user=other, kind="unmask", subject="x", reason="x")
        AccessEvent.objects.create(user=user, kind="search", subject="x", reason="x")
    past = timezone.now() - dt.timedelta(minutes=61)
    monkeypatch.setattr(timezone, "now", lambda: past)
    for _ in range(60):
        AccessEvent.objects.create(user=user, kind="unmask", subject="x", reason="x")
    monkeypatch.undo()
    assert KK in open_number(client, family).text


def test_a_record_without_a_number_has_nothing_to_open(client, enter):
    enter()
    member = make_member(nik_status="missing", nik_missing="Bayi")
    assert opening(member) not in client.get(member.get_absolute_url()).text
    page = open_number(client, member)
    assert "belum punya nomor" in page.text
    assert not AccessEvent.objects.exists()


# Finding by the whole number


@pytest.mark.parametrize("typed", [KK, "3276 1101 0121 0001", "3276.1101.0121.0001"])
def test_a_family_is_found_by_its_number(client, enter, family, typed):
    user = enter(Role.KELURAHAN)
    answer = client.post(SEARCH, fill(client, SEARCH, number=typed))
    assert answer.url == family.get_absolute_url()
    event = AccessEvent.objects.get()
    assert (event.user, event.kind) == (user, "search")
    assert KK not in event.subject + event.reason


def test_a_member_is_found_by_its_nik(client, enter, family):
    enter(Role.CADRE)
    member = make_member(household=family, nik=NIK)
    assert client.post(SEARCH, fill(client, SEARCH, number=NIK)).url == member.get_absolute_url()


def test_a_number_outside_the_area_is_not_found_and_the_search_is_noted(client, enter):
    enter(Role.KELURAHAN)
    make_household(no_kk=KK, rt=ELSEWHERE)
    page = client.post(SEARCH, fill(client, SEARCH, number=KK))
    assert "Tidak ditemukan di wilayah kerja Anda" in page.context["form"].errors["number"][0]
    assert AccessEvent.objects.get().count == 0


@pytest.mark.parametrize(
    "typed", ["", "3276", "327611010121000x", "３２７６１１０１０１２１０００１", "3276110101210001234"]
)
def test_what_is_no_number_is_not_searched(client, enter, family, typed):
    enter(Role.KELURAHAN)
    page = client.post(SEARCH, fill(client, SEARCH, number=typed))
    assert page.context["form"].errors["number"]
    assert not AccessEvent.objects.exists()


def test_a_number_in_the_address_is_not_read(client, enter, family):
    enter(Role.KELURAHAN)
    page = client.get(SEARCH, {"number": KK}, follow=True)
    assert page.status_code == 200
    assert page.context["form"]["number"].value() is None
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_who_sees_no_families_searches_none(client, enter, role):
    enter(role)
    assert client.get(SEARCH).status_code == 403


def test_no_number_reaches_a_log(client, enter, family, caplog):
    enter()
    with caplog.at_level(logging.DEBUG):
        open_number(client, family)
        client.post(SEARCH, fill(client, SEARCH, number=KK))
        client.post(SEARCH, fill(client, SEARCH, number="9" * 16))
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert KK not in said
    assert "9" * 16 not in said
