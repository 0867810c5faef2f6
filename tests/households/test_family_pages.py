"""Pages of families: finding them, adding and changing them, and never a whole identity number."""

import csv
import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import Household
from tests.browsing import fill
from tests.makers import (
    RT,
    RW,
    make_enrolment,
    make_house,
    make_household,
    make_household_survey,
    make_member,
    make_region,
    make_round,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"
LIST = reverse("households:household_list")
ADD = reverse("households:household_add")
NUMBER = "3276110101210001"


@pytest.fixture
def enter(client):
    def enter(role=Role.KELURAHAN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def heads(page):
    """The heads on a list page; families that a maker added for its own needs have none."""
    return [row.record.head_name for row in page.context["table"].page.object_list if row.record.head_name]


# Finding


@pytest.mark.parametrize(
    "text", ["asep", "SUNANDAR asep", "siti", "d'auzan", "dauzan", "melati 5", "cempaka"], ids=lambda text: text
)
def test_a_family_is_found_by_a_member_or_by_its_address(client, enter, text):
    enter()
    house = make_house(address="Gang Cempaka 9")
    family = make_household(house=house, head="Asep Sunandar", address="Gang Melati 5")
    make_member(household=family, name="Siti D’Auzan")
    make_household(head="Orang Lain", address="Gang Kenanga 7")
    assert heads(client.get(LIST, {"q": text})) == ["Asep Sunandar"]


def test_a_family_with_two_matching_members_is_listed_once(client, enter):
    enter()
    family = make_household(head="Asep Sunandar")
    make_member(household=family, name="Sari Sunandar")
    assert heads(client.get(LIST, {"q": "sunandar"})) == ["Asep Sunandar"]


def test_a_family_outside_the_area_is_not_found_by_its_members(client, enter):
    enter()
    make_household(head="Asep Sunandar", rt=ELSEWHERE)
    assert heads(client.get(LIST, {"q": "asep"})) == []


def test_the_search_box_takes_no_identity_number(client, enter):
    """Its words travel in the address; the browser stops a long number before it is sent."""
    enter()
    box = client.get(LIST).context["filter"].form["q"].as_widget()
    assert 'pattern="(?!.*[0-9]{9}).*"' in box
    assert reverse("households:number_search") in client.get(LIST).text


def test_families_are_filtered_by_lokus_rt_and_status(client, enter):
    enter()
    lokus = make_target_area(areas=[RT])
    enrolled = make_household(head="Binaan")
    make_enrolment(household=enrolled, target_area=lokus)
    left = make_household(head="Keluar")
    make_enrolment(household=left, target_area=lokus, left_on=dt.date(2021, 6, 1), left_reason="Pindah")
    make_household(head="Di RT lain", rt=f"{RW}.002")
    make_household(head="Pindah", status=Household.Status.MOVED)
    assert heads(client.get(LIST, {"enrolled": lokus.public_id})) == ["Binaan"]
    assert heads(client.get(LIST, {"region": make_region(f"{RW}.002").public_id})) == ["Di RT lain"]
    assert heads(client.get(LIST, {"status": "moved"})) == ["Pindah"]


def test_families_are_filtered_by_whether_the_open_round_reached_them(client, enter):
    enter()
    survey_round = make_round(target_area=make_target_area(areas=[RT]))
    done = make_household(head="Sudah")
    make_household_survey(household=done, round=survey_round)
    make_household(head="Belum")
    make_household(head="Di luar lokus", rt=f"{RW}.009")
    assert heads(client.get(LIST, {"surveyed": "sudah"})) == ["Sudah"]
    assert heads(client.get(LIST, {"surveyed": "belum"})) == ["Belum"]
    assert heads(client.get(LIST, {"round": survey_round.public_id, "surveyed": "belum"})) == ["Belum"]
    assert set(heads(client.get(LIST, {"round": survey_round.public_id}))) == {"Sudah", "Belum"}


def test_a_lokus_outside_the_area_is_no_choice_of_the_filter(client, enter):
    enter()
    make_household(head="Sendiri")
    foreign = make_target_area(kelurahan="32.76.11.1002", areas=[ELSEWHERE])
    page = client.get(LIST, {"enrolled": foreign.public_id})
    assert "di luar wilayah kerja" in page.context["filter"].form.errors["enrolled"][0]
    assert heads(page) == []


def test_a_cadre_sees_the_families_of_the_own_rw_and_changes_nothing(client, enter):
    enter(Role.CADRE)
    own, other = make_household(head="Satu RW"), make_household(head="Lain RW", rt="32.76.11.1001.009.001")
    assert heads(client.get(LIST)) == ["Satu RW"]
    page = client.get(own.get_absolute_url())
    assert page.status_code == 200
    assert page.context["actions"] == []
    assert page.context["page"].primary_action is None
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(reverse("households:household_edit", args=[own.public_id])).status_code == 403


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_evaluators_and_leaders_see_no_family(client, enter, role):
    enter(role)
    assert client.get(LIST).status_code == 403
    assert client.get(make_household().get_absolute_url()).status_code == 403


def test_numbers_are_masked_on_every_page_of_a_family(client, enter):
    enter(Role.STAFF)
    family = make_household(no_kk=NUMBER, head="Asep")
    make_member(household=family, nik="3276115708900001")
    for url in (LIST, family.get_absolute_url(), reverse("households:household_edit", args=[family.public_id])):
        text = client.get(url).text
        assert NUMBER not in text
        assert "3276115708900001" not in text
    assert "3276••••••••••••" in client.get(LIST).text


def test_a_survey_of_the_family_is_shown_to_who_may_see_surveys(client, enter):
    family = make_household(head="Asep")
    survey = make_household_survey(household=family, food_spending=900_000, nonfood_spending=300_000)
    family.latest_survey = survey
    family.save()
    enter(Role.KELURAHAN)
    assert "Rp1.200.000" in client.get(family.get_absolute_url()).text
    enter(Role.CADRE)
    assert "Rp1.200.000" not in client.get(family.get_absolute_url()).text


def test_a_visit_is_offered_for_each_open_round_of_the_lokus(client, enter):
    enter()
    survey_round = make_round(target_area=make_target_area(areas=[RW]))
    family, outside = make_household(), make_household(rt="32.76.11.1001.009.001")
    visit = reverse("households:visit", args=[survey_round.public_id, family.public_id])
    assert visit in client.get(family.get_absolute_url()).text
    assert "kunjungan" not in client.get(outside.get_absolute_url()).text


# Adding and changing


def test_a_family_can_be_added_from_its_house(client, enter):
    enter()
    house = make_house()
    url = f"{ADD}?house={house.public_id}"
    answer = client.post(url, fill(client, url, no_kk=NUMBER, phone="0812-0000-0000"))
    family = Household.objects.get()
    assert answer.url == family.get_absolute_url()
    assert (family.house, family.region, family.no_kk.reveal()) == (house, house.region, NUMBER)


def test_a_family_needs_a_number_or_a_reason(client, enter):
    enter()
    page = client.post(ADD, fill(client, ADD, region=make_region(RT).public_id, address="Gang Melati"))
    assert page.context["form"].errors["no_kk"] == ["Isi nomor KK, atau alasan mengapa belum ada."]
    assert 'value="Gang Melati"' in page.text
    answer = client.post(ADD, fill(client, ADD, region=make_region(RT).public_id, no_kk_missing="Baru menikah"))
    assert answer.status_code == 302
    assert Household.objects.get().no_kk is None


@pytest.mark.parametrize("number", ["123", "32761101012100011", "３２７６１１０１０１２１０００１", "327611010121000x"])
def test_a_number_that_is_no_kk_number_is_refused_beside_its_box(client, enter, number):
    enter()
    page = client.post(ADD, fill(client, ADD, region=make_region(RT).public_id, no_kk=number))
    assert page.status_code == 200
    assert page.context["form"].errors["no_kk"]
    assert not Household.objects.exists()


def test_a_number_that_is_registered_already_is_refused(client, enter):
    enter()
    make_household(no_kk=NUMBER)
    page = client.post(ADD, fill(client, ADD, region=make_region(RT).public_id, no_kk=NUMBER))
    assert page.context["form"].errors["no_kk"] == ["Nomor KK ini sudah terdaftar."]


def test_what_is_odd_about_a_number_is_said_after_saving(client, enter):
    enter()
    answer = client.post(
        ADD, fill(client, ADD, region=make_region(RT).public_id, no_kk="3276114101900001"), follow=True
    )
    assert Household.objects.count() == 1
    assert "Bagian tanggal pada nomor KK tidak lazim" in answer.text


def test_an_empty_number_box_keeps_the_stored_number(client, enter):
    enter()
    family = make_household(no_kk=NUMBER)
    url = reverse("households:household_edit", args=[family.public_id])
    client.post(url, fill(client, url, phone="0813"))
    family.refresh_from_db()
    assert (family.no_kk.reveal(), family.phone) == (NUMBER, "0813")


def test_a_house_of_another_rt_is_refused(client, enter):
    enter()
    house = make_house(rt=f"{RW}.002")
    page = client.post(ADD, fill(client, ADD, region=make_region(RT).public_id, no_kk=NUMBER, house=house.public_id))
    assert page.context["form"].errors["house"] == ["Rumah itu berada di RT lain. Pilih rumah di RT keluarga ini."]


@pytest.mark.parametrize("field", ["house", "region"])
def test_a_foreign_choice_is_refused(client, enter, field):
    enter()
    foreign = {"house": make_house(rt=ELSEWHERE), "region": make_region(ELSEWHERE)}[field]
    data = fill(client, ADD, region=make_region(RT).public_id, no_kk=NUMBER) | {field: foreign.public_id}
    page = client.post(ADD, data)
    assert "di luar wilayah kerja" in page.context["form"].errors[field][0]


def test_a_house_in_the_address_that_is_not_ours_answers_404(client, enter):
    enter()
    assert client.get(f"{ADD}?house={make_house(rt=ELSEWHERE).public_id}").status_code == 404
    assert client.get(f"{ADD}?house={uuid.uuid4()}").status_code == 404


def test_a_family_that_somebody_else_changed_shows_both_values(client, enter):
    enter()
    family = make_household(phone="0811")
    url = reverse("households:household_edit", args=[family.public_id])
    mine = fill(client, url, phone="0822")
    client.post(url, fill(client, url, phone="0833"))
    answer = client.post(url, mine)
    assert answer.status_code == 409
    assert "0822" in answer.text
    assert "0833" in answer.text


# The file


def test_the_file_names_heads_for_a_reason_and_holds_no_number(client, enter):
    enter()
    make_household(no_kk=NUMBER, head="=Asep")
    answer = client.post(f"{LIST}?format=csv", {"form_reason": "Undangan rembuk warga"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(text)))
    assert row["kepala_keluarga"] == "'=Asep"
    assert row["jumlah_anggota"] == "1"
    assert NUMBER not in text
    assert AccessEvent.objects.get().reason == "Undangan rembuk warga"


def test_without_a_reason_there_is_no_file(client, enter):
    enter()
    make_household(head="Asep")
    answer = client.post(f"{LIST}?format=csv", {"form_reason": " "})
    assert answer.status_code == 400
    assert "Asep" not in answer.text


# What a page costs


def test_ten_families_cost_what_one_costs(client, enter):
    enter()
    make_household(head="Satu", house=make_house())
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(9):
        make_member(household=make_household(head="Kepala", house=make_house()))
    with CaptureQueriesContext(connection) as ten:
        client.get(LIST)
    assert len(ten) == len(one)


def test_a_family_of_ten_costs_what_a_family_of_one_costs(client, enter):
    enter()
    family = make_household(head="Satu")
    client.get(family.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(family.get_absolute_url())
    for year in range(2000, 2009):
        make_member(household=family, birth_date=dt.date(year, 1, 1), relation="child")
    with CaptureQueriesContext(connection) as ten:
        client.get(family.get_absolute_url())
    assert len(ten) == len(one)


def test_a_form_offers_the_houses_of_its_rt_and_no_others(client, enter):
    enter()
    house, other = make_house(address="Gang Sini"), make_house(address="Gang Sana", rt=f"{RW}.002")
    family = make_household(house=house)
    edit = reverse("households:household_edit", args=[family.public_id])
    for url in (edit, f"{ADD}?house={house.public_id}"):
        options = str(client.get(url).context["form"]["house"])
        assert "Gang Sini" in options
        assert other.address not in options
    assert "Gang" not in str(client.get(ADD).context["form"]["house"])
