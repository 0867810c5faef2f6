"""The list of members: found by name, age and place; its file holds identity numbers only for who may have them."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import Member
from tests.makers import BOJONGSARI, CURUG, RT, make_household, make_member, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("households:member_list")
REASON = {"form_reason": "Pencocokan dengan Dinas Dukcapil"}
OTHER_RT = f"{CURUG}.001.001"


@pytest.fixture
def family():
    return make_household(head="Ahmad Sutisna")


@pytest.fixture
def staff(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


@pytest.fixture
def admin(client):
    user = make_user(Role.ADMIN)
    client.force_login(user)
    return user


def names(page):
    return {row.record.name for row in page.context["table"].page.object_list}


def lines(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def born(years, days=0):
    return timezone.localdate().replace(day=1, year=timezone.localdate().year - years) - dt.timedelta(days=days)


def test_members_are_found_by_a_part_of_their_name(client, staff, family):
    make_member(household=family, name="Siti Nur'aini", relation="spouse")
    assert names(client.get(LIST, {"q": "nuraini siti"})) == {"Siti Nur'aini"}


@pytest.mark.parametrize(("age", "expected"), [("balita", "Bayi"), ("sekolah", "Anak"), ("lansia", "Nenek")])
def test_members_are_found_by_their_age(client, staff, family, age, expected):
    for name, years in {"Bayi": 1, "Anak": 9, "Dewasa": 35, "Nenek": 70}.items():
        make_member(household=family, name=name, relation="other", birth_date=born(years, 40))
    assert names(client.get(LIST, {"age": age})) == {expected}


def test_a_clerk_sees_the_members_of_the_own_kelurahan_only(client, family):
    make_household(rt=OTHER_RT, head="Orang Curug")
    client.force_login(make_user(Role.KELURAHAN, areas=[BOJONGSARI]))
    assert "Orang Curug" not in client.get(LIST).text
    assert names(client.get(LIST)) == set(
        Member.objects.filter(household__region__code=RT).values_list("name", flat=True)
    )


def test_the_page_shows_numbers_masked(client, staff, family):
    member = make_member(household=family, relation="spouse")
    page = client.get(LIST).text
    assert str(member.nik) in page
    assert member.nik.reveal() not in page


def test_a_file_without_numbers_is_what_everybody_gets(client, staff, family):
    rows = lines(client.post(f"{LIST}?format=csv", REASON))
    assert "nik" not in rows[0]
    assert "no_kk" not in rows[0]


def test_an_administrator_takes_out_numbers_with_a_reason_and_it_is_noted(client, admin, family):
    member = family.members.get()
    asked = client.get(f"{LIST}?format=csv&nomor=1")
    assert asked.status_code == 200
    assert member.nik.reveal() not in asked.text
    assert not AccessEvent.objects.exists()
    [row] = lines(client.post(f"{LIST}?format=csv&nomor=1", REASON))
    assert (row["nik"], row["no_kk"]) == (member.nik.reveal(), family.no_kk.reveal())
    event = AccessEvent.objects.get()
    assert (event.user, event.subject, event.ids) == (admin, "households.member (csv, NIK/KK)", [member.pk])


def test_without_a_reason_no_number_leaves(client, admin, family):
    answer = client.post(f"{LIST}?format=csv&nomor=1", {"form_reason": ""})
    assert answer.status_code == 400
    assert family.members.get().nik.reveal() not in answer.text


@pytest.mark.parametrize("url", [LIST, reverse("households:household_list")])
def test_who_may_not_export_numbers_is_neither_offered_nor_given_them(client, family, url):
    client.force_login(make_user(Role.KELURAHAN, areas=[BOJONGSARI]))
    assert "CSV dengan NIK/KK" not in client.get(url).text
    assert client.get(f"{url}?format=csv&nomor=1").status_code == 403
    assert client.post(f"{url}?format=csv&nomor=1", REASON).status_code == 403
    assert not AccessEvent.objects.exists()


def test_a_user_with_the_own_right_may(client, family):
    user = make_user(Role.KELURAHAN, areas=[BOJONGSARI])
    user.may_export_identity = True
    user.save()
    client.force_login(user)
    assert "CSV dengan NIK/KK" in client.get(LIST).text
    [row] = lines(client.post(f"{LIST}?format=csv&nomor=1", REASON))
    assert row["nik"] == family.members.get().nik.reveal()


def test_families_leave_with_their_card_number(client, admin, family):
    [row] = lines(client.post(f"{reverse('households:household_list')}?format=csv&nomor=1", REASON))
    assert row["no_kk"] == family.no_kk.reveal()


def test_a_list_without_such_a_file_knows_no_numbers(client, staff):
    assert client.get(f"{reverse('households:house_list')}?format=csv&nomor=1").status_code == 404


def test_a_workbook_holds_the_numbers_as_text(client, admin, family):
    content = b"".join(client.post(f"{LIST}?format=xlsx&nomor=1", REASON).streaming_content)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.cell(2, 2).value == family.members.get().nik.reveal()
