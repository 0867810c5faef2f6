"""Pages of survey rounds and KK binaan: how far a round is, closing and reopening it, taking families up."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import Enrolment, RoundEvent, SurveyRound
from tests.browsing import fill
from tests.makers import (
    RT,
    RW,
    make_assessment,
    make_enrolment,
    make_house,
    make_household,
    make_household_survey,
    make_round,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"


@pytest.fixture
def enter(client):
    def enter(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def survey_round():
    return make_round(target_area=make_target_area(areas=[RT]))


def page_of(survey_round, name):
    return reverse(f"households:round_{name}", args=[survey_round.public_id])


# Rounds


def test_a_round_says_how_many_families_and_houses_it_has_reached(client, enter, survey_round):
    enter(Role.KELURAHAN)
    house = make_house()
    make_household_survey(household=make_household(house=house), round=survey_round)
    make_household(house=house)
    make_household(rt=f"{RW}.009")  # outside the lokus
    make_household(status="moved")
    make_house(is_standing=False)
    make_assessment(house=house, round=survey_round)
    families, houses = client.get(page_of(survey_round, "detail")).context["coverage"]
    assert (families.done, families.total) == (1, 2)
    assert (houses.done, houses.total) == (1, 1)
    assert families.percent == 50


def test_nothing_to_reach_is_no_percentage(client, enter, survey_round):
    enter()
    families, houses = client.get(page_of(survey_round, "detail")).context["coverage"]
    assert families.percent is None
    assert houses.percent is None


def test_families_still_to_visit_lead_to_their_visit(client, enter, survey_round):
    enter(Role.KELURAHAN)
    waiting = make_household(head="Belum Didata")
    text = client.get(page_of(survey_round, "detail")).text
    assert reverse("households:visit", args=[survey_round.public_id, waiting.public_id]) in text


def test_an_evaluator_sees_the_counts_and_no_family(client, enter, survey_round):
    enter(Role.EVALUATOR)
    for name in ("Asep Sunandar", *(f"Warga {number}" for number in range(5))):
        make_household(head=name)
    page = client.get(page_of(survey_round, "detail"))
    assert (page.context["coverage"][0].done, page.context["coverage"][0].total) == (0, 6)
    assert page.context["waiting"] is None
    assert "Asep Sunandar" not in page.text
    assert f'href="{reverse("households:household_list")}"' not in page.text
    assert f'href="{reverse("households:household_list")}?' not in page.text


def test_staff_opens_a_round_and_a_kelurahan_does_not(client, enter):
    url = reverse("households:round_add")
    lokus = make_target_area()
    enter(Role.KELURAHAN)
    assert client.get(url).status_code == 403
    enter()
    client.post(url, fill(client, url, target_area=lokus.public_id, kind="endline", starts_on="2021-11-01"))
    assert SurveyRound.objects.get().kind == "endline"


def test_a_second_round_of_the_same_kind_is_refused(client, enter, survey_round):
    enter()
    url = reverse("households:round_add")
    page = client.post(
        url,
        fill(
            client,
            url,
            target_area=survey_round.target_area.public_id,
            kind=survey_round.kind,
            starts_on="2021-11-01",
            ends_on="2021-10-01",
        ),
    )
    errors = page.context["form"].errors
    assert errors["kind"] == ["Lokus ini sudah punya pendataan jenis itu."]
    assert errors["ends_on"] == ["Pendataan tidak boleh selesai sebelum mulai."]


def test_closing_locks_a_round_and_reopening_asks_why(client, enter, survey_round):
    user = enter()
    close, reopen = page_of(survey_round, "close"), page_of(survey_round, "reopen")
    assert "dari" in client.get(close).text
    client.post(close, fill(client, close))
    survey_round.refresh_from_db()
    assert survey_round.is_closed
    assert client.get(page_of(survey_round, "edit")).status_code == 403
    page = client.post(reopen, fill(client, reopen, form_reason=""))
    assert page.context["form"].errors["form_reason"]
    client.post(reopen, fill(client, reopen, form_reason="Ada lima keluarga terlewat"))
    survey_round.refresh_from_db()
    assert not survey_round.is_closed
    assert RoundEvent.objects.get(kind="reopened").reason == "Ada lima keluarga terlewat"
    assert RoundEvent.objects.first().by == user
    assert "Ada lima keluarga terlewat" in client.get(page_of(survey_round, "detail")).text


def test_closing_twice_says_so(client, enter, survey_round):
    enter()
    close = page_of(survey_round, "close")
    first, second = fill(client, close), fill(client, close)
    client.post(close, first)
    page = client.post(close, second)
    assert "sudah ditutup pada" in page.text
    assert RoundEvent.objects.count() == 1


@pytest.mark.parametrize("name", ["close", "reopen", "edit"])
@pytest.mark.parametrize("role", [Role.KELURAHAN, Role.AGENCY, Role.EVALUATOR, Role.LEADER, Role.CADRE])
def test_only_staff_closes_and_changes_rounds(client, enter, survey_round, role, name):
    enter(role)
    assert client.get(page_of(survey_round, name)).status_code == 403


def test_a_round_of_another_kelurahan_is_not_there(client, enter):
    enter(Role.KELURAHAN)
    foreign = make_round(target_area=make_target_area(kelurahan="32.76.11.1002", areas=[ELSEWHERE]))
    assert client.get(page_of(foreign, "detail")).status_code == 404
    assert str(foreign.target_area) not in client.get(reverse("households:round_list")).text


# KK binaan


def enrol_page(family):
    return f"{reverse('households:enrolment_add')}?household={family.public_id}"


def test_a_family_becomes_kk_binaan_with_the_next_number(client, enter):
    enter(Role.KELURAHAN)
    lokus = make_target_area(areas=[RT])
    make_enrolment(target_area=lokus, number=7)
    family = make_household(head="Asep")
    url = enrol_page(family)
    answer = client.post(url, fill(client, url, on="2021-05-01"))
    enrolment = Enrolment.objects.get(household=family)
    assert answer.url == family.get_absolute_url()
    assert (enrolment.number, enrolment.enrolled_on) == (8, dt.date(2021, 5, 1))
    text = client.get(answer.url).text
    assert "Akhiri sebagai KK binaan" in text
    assert "Jadikan KK binaan" not in text


def test_a_family_outside_the_lokus_is_refused_with_a_sentence(client, enter):
    enter(Role.KELURAHAN)
    make_target_area(areas=[RT])
    family = make_household(rt=f"{RW}.009")
    url = enrol_page(family)
    page = client.post(url, fill(client, url, on="2021-05-01"))
    assert "tinggal di luar RT/RW lokus" in page.text
    assert not Enrolment.objects.exists()


def test_families_of_the_lokus_that_are_not_yet_taken_up_are_offered(client, enter):
    enter(Role.KELURAHAN)
    lokus = make_target_area(areas=[RT])
    make_enrolment(target_area=lokus, household=make_household(head="Sudah"))
    make_household(head="Belum"), make_household(head="Luar", rt=f"{RW}.009")
    choices = str(client.get(reverse("households:enrolment_add")).context["form"]["household"])
    assert "Belum" in choices
    assert "Sudah" not in choices
    assert "Luar" not in choices


def test_a_foreign_family_or_lokus_is_refused(client, enter):
    enter(Role.KELURAHAN)
    make_target_area(areas=[RT])
    foreign = make_household(rt=ELSEWHERE)
    assert client.get(enrol_page(foreign)).status_code == 404
    url = reverse("households:enrolment_add")
    lokus = make_target_area(kelurahan="32.76.11.1002", areas=[ELSEWHERE])
    page = client.post(
        url, fill(client, url, household=foreign.public_id, target_area=lokus.public_id, on="2021-05-01")
    )
    assert {"household", "target_area"} <= set(page.context["form"].errors)


def test_a_family_that_leaves_says_why_and_may_come_back(client, enter):
    enter(Role.KELURAHAN)
    enrolment = make_enrolment(household=make_household(head="Asep"), target_area=make_target_area(areas=[RT]))
    url = reverse("households:enrolment_end", args=[enrolment.public_id])
    page = client.post(url, fill(client, url, on="2021-08-01", reason=""))
    assert page.context["form"].errors["reason"]
    client.post(url, fill(client, url, on="2021-08-01", reason="Pindah ke Bogor"))
    enrolment.refresh_from_db()
    assert (enrolment.left_on, enrolment.left_reason) == (dt.date(2021, 8, 1), "Pindah ke Bogor")
    back = enrol_page(enrolment.household)
    client.post(back, fill(client, back, on="2021-09-01"))
    enrolment.refresh_from_db()
    assert enrolment.left_on is None


def test_the_list_of_kk_binaan_shows_who_is_still_there(client, enter):
    enter(Role.KELURAHAN)
    make_enrolment(household=make_household(head="Masih"))
    make_enrolment(household=make_household(head="Keluar"), left_on=dt.date(2021, 8, 1), left_reason="Pindah")
    make_enrolment(household=make_household(head="Tetangga", rt=ELSEWHERE))
    page = client.get(reverse("households:enrolment_list"), {"state": "masih"})
    assert "Masih" in page.text
    assert "Tetangga" not in page.text
    assert [row.record.head_name for row in page.context["table"].page.object_list if row.record.head_name] == ["Masih"]


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_who_sees_no_kk_binaan_gets_no_list(client, enter, role):
    enter(role)
    assert client.get(reverse("households:enrolment_list")).status_code == 403
