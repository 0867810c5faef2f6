"""A household visit on one page, and what it leaves: assessments with their verdict, surveys with their answers."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from households import services
from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey
from tests.browsing import fill
from tests.makers import (
    RT,
    make_assessment,
    make_house,
    make_household,
    make_household_survey,
    make_member,
    make_round,
    make_rtlh_rule,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"


@pytest.fixture
def enter(client):
    def enter(role=Role.KELURAHAN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def survey_round():
    make_rtlh_rule()
    return make_round(target_area=make_target_area(areas=[RT]))


@pytest.fixture
def family():
    return make_household(house=make_house(), head="Asep Sunandar")


def visit_page(survey_round, family):
    return reverse("households:visit", args=[survey_round.public_id, family.public_id])


def visit(client, survey_round, family, **values):
    url = visit_page(survey_round, family)
    return client.post(url, fill(client, url, **{"visited_on": "2021-03-10", **values}))


UNFIT = {
    "rumah-roof": "bamboo",
    "rumah-floor": "earth",
    "rumah-floor_area_m2": "20,5",
    "rumah-occupants": "5",
    "rumah-has_light": "false",
}


def test_one_visit_records_house_family_and_members(client, enter, survey_round, family):
    user = enter()
    wife = make_member(household=family, name="Siti")
    answer = visit(
        client,
        survey_round,
        family,
        **UNFIT,
        **{
            "keluarga-food_spending": "1.500.000",
            "keluarga-savings": "true",
            "keluarga-social_aid": ["PKH", "BPNT"],
            f"anggota-{wife.public_id}-works": "false",
            f"anggota-{wife.public_id}-pregnant": "true",
        },
    )
    assert answer.url == family.get_absolute_url()
    assessment, survey, member = (
        HouseAssessment.objects.get(),
        HouseholdSurvey.objects.get(),
        MemberSurvey.objects.get(),
    )
    assert (assessment.unfit, assessment.assessor, assessment.assessed_on) == (True, user, dt.date(2021, 3, 10))
    assert {"roof_material", "floor_material", "floor_space", "light"} <= set(assessment.failing)
    assert assessment.per_person_m2 == Decimal("4.1")
    assert (survey.food_spending, survey.savings, survey.social_aid) == (1_500_000, True, ["PKH", "BPNT"])
    assert survey.nonfood_spending is None
    assert (member.member, member.works, member.pregnant, member.reads) == (wife, False, True, None)
    family.refresh_from_db()
    family.house.refresh_from_db()
    assert family.latest_survey == survey
    assert family.house.latest_assessment == assessment


def test_what_was_not_answered_leaves_no_assessment_and_no_member_survey(client, enter, survey_round, family):
    enter()
    visit(client, survey_round, family)
    assert HouseholdSurvey.objects.get().social_aid is None
    assert not HouseAssessment.objects.exists()
    assert not MemberSurvey.objects.exists()


def test_no_aid_is_an_answer(client, enter, survey_round, family):
    enter()
    visit(client, survey_round, family, **{"keluarga-social_aid": ["none"]})
    assert HouseholdSurvey.objects.get().social_aid == []
    page = client.get(visit_page(survey_round, family))
    assert page.context["parts"][1].form["social_aid"].value() == ["none"]


def test_a_second_visit_corrects_the_first(client, enter, survey_round, family):
    enter()
    visit(client, survey_round, family, **UNFIT)
    answer = visit(client, survey_round, family, **{"rumah-roof": "tile", "rumah-floor": "ceramic"})
    assert answer.status_code == 302
    assessment = HouseAssessment.objects.get()
    assert assessment.roof == "tile"
    assert "roof_material" not in assessment.failing
    assert "floor_space" in assessment.failing
    assert HouseholdSurvey.objects.count() == 1


def test_a_visit_that_changes_nothing_writes_nothing(client, enter, survey_round, family):
    enter()
    visit(client, survey_round, family, **UNFIT)
    before = HouseAssessment.objects.get().version, HouseholdSurvey.objects.get().version
    visit(client, survey_round, family)
    assert (HouseAssessment.objects.get().version, HouseholdSurvey.objects.get().version) == before


def test_one_wrong_answer_saves_nothing_and_keeps_everything_typed(client, enter, survey_round, family):
    enter()
    page = visit(
        client,
        survey_round,
        family,
        **UNFIT,
        **{"keluarga-dtsen_decile": "11", "keluarga-income": "banyak", "rumah-notes": "Dekat kali"},
    )
    assert page.status_code == 200
    errors = page.context["parts"][1].form.errors
    assert errors["dtsen_decile"]
    assert errors["income"]
    assert "Dekat kali" in page.text
    assert "Keluarga, Penghasilan sebulan" in page.text
    assert not HouseAssessment.objects.exists()
    assert not HouseholdSurvey.objects.exists()


@pytest.mark.parametrize(
    "values, part, field, said",
    [
        ({"keluarga-dtsen_decile": "3"}, 1, "dtsen_source", "Desil DTSEN harus disertai sumber dan tanggalnya."),
        (
            {"keluarga-healthy_yes": "9", "keluarga-healthy_not_applicable": "4"},
            1,
            "healthy_not_applicable",
            "paling banyak 12",
        ),
        ({"keluarga-social_aid": ["none", "PKH"]}, 1, "social_aid", "Tidak menerima bantuan"),
        ({"rumah-floor_area_m2": "0"}, 0, "floor_area_m2", "1"),
        ({"rumah-roof": "emas"}, 0, "roof", "pilihan"),
    ],
)
def test_an_answer_that_cannot_be_is_said_beside_its_box(
    client, enter, survey_round, family, values, part, field, said
):
    enter()
    page = visit(client, survey_round, family, **values)
    assert said in page.context["parts"][part].form.errors[field][0]


def test_a_visit_of_tomorrow_is_refused(client, enter, survey_round, family):
    enter()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page = visit(client, survey_round, family, visited_on=tomorrow.isoformat())
    assert page.context["visit"].errors["visited_on"] == ["Tanggal kunjungan tidak boleh di masa depan."]


def test_members_are_asked_what_concerns_their_age_and_sex(client, enter, survey_round, family):
    enter()
    make_household_survey(household=family, round=survey_round, surveyed_on=dt.date(2021, 3, 10))
    baby = make_member(household=family, name="Bayi", sex="L", relation="child", birth_date=dt.date(2020, 1, 1))
    woman = make_member(household=family, name="Ibu", sex="P", birth_date=dt.date(1990, 1, 1))
    unknown = make_member(household=family, name="Paman", sex="L", relation="other_family", birth_date=None)
    parts = client.get(visit_page(survey_round, family)).context["parts"]
    asked = {part.form.instance.member_id: set(part.form.fields) for part in parts if hasattr(part.form, "member")}
    assert {"stunted", "has_child_card"} <= asked[baby.pk]
    assert not {"works", "pregnant", "has_id_card", "reads"} & asked[baby.pk]
    assert {"works", "pregnant", "has_id_card"} <= asked[woman.pk]
    assert not {"stunted", "has_child_card"} & asked[woman.pk]
    assert {"works", "stunted", "has_id_card"} <= asked[unknown.pk]
    assert "pregnant" not in asked[unknown.pk]


def test_health_answers_stay_out_of_the_browsers_draft(client, enter, survey_round, family):
    enter()
    page = client.get(visit_page(survey_round, family))
    assert f'data-draft="{page.context["draft"]}"' in page.text
    [member] = [part.form for part in page.context["parts"] if hasattr(part.form, "member")]
    for name in ("insured", "chronic_illness", "tuberculosis", "disability"):
        assert "data-sensitive" in str(member[name])
    for name in ("works", "reads"):
        assert "data-sensitive" not in str(member[name])


def test_a_family_without_a_house_is_visited_without_one(client, enter, survey_round):
    enter()
    family = make_household(head="Asep")
    page = client.get(visit_page(survey_round, family))
    assert [part.title for part in page.context["parts"]] == ["Keluarga", "Asep"]
    assert "belum punya rumah di portal" in page.text
    assert visit(client, survey_round, family).status_code == 302


def test_two_surveyors_at_once_both_keep_their_work(client, enter, survey_round, family):
    enter()
    url = visit_page(survey_round, family)
    mine = fill(client, url, visited_on="2021-03-10", **{"rumah-roof": "tile"})
    visit(client, survey_round, family, **{"rumah-roof": "bamboo"})
    page = client.post(url, mine)
    assert page.status_code == 409
    assert "sudah disimpan orang lain" in page.text
    assert "Tersimpan sekarang: Bambu" in page.text
    assert HouseAssessment.objects.get().roof == "bamboo"
    again = {**mine, **{part.version_name: part.version for part in page.context["parts"]}}
    assert client.post(url, again).status_code == 302
    assert HouseAssessment.objects.get().roof == "tile"


def test_a_double_click_makes_one_visit(client, enter, survey_round, family):
    enter()
    url = visit_page(survey_round, family)
    data = fill(client, url, visited_on="2021-03-10", **UNFIT)
    first, second = client.post(url, data), client.post(url, data)
    assert first.url == second.url
    assert HouseAssessment.objects.get().version == 1


def test_a_closed_round_takes_no_visit_from_anybody(client, enter, survey_round, family):
    url = visit_page(survey_round, family)
    enter()
    data = fill(client, url, visited_on="2021-03-10")
    services.close_round(survey_round, make_user())
    for role in (Role.KELURAHAN, Role.STAFF, Role.ADMIN):
        enter(role)
        assert client.get(url).status_code == 403
        answer = client.post(url, data)
        assert answer.status_code == 403
        assert "sudah ditutup" in answer.text
    assert not HouseholdSurvey.objects.exists()


def test_a_foreign_family_or_round_is_not_there(client, enter, survey_round, family):
    enter()
    foreign = make_household(rt=ELSEWHERE)
    other = make_round(target_area=make_target_area(kelurahan="32.76.11.1002", areas=[ELSEWHERE]))
    assert client.get(visit_page(survey_round, foreign)).status_code == 404
    assert client.get(visit_page(other, family)).status_code == 404


@pytest.mark.parametrize("role", [Role.AGENCY, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_only_surveyors_visit(client, enter, survey_round, family, role):
    enter(role)
    assert client.get(visit_page(survey_round, family)).status_code == 403


def test_without_a_standard_the_visit_says_what_is_missing(client, enter, family):
    enter()
    survey_round = make_round(target_area=make_target_area(areas=[RT]))
    page = visit(client, survey_round, family, **UNFIT)
    assert "Belum ada standar RTLH" in page.text
    assert not HouseholdSurvey.objects.exists()


# Assessments and surveys by themselves


def judged(survey_round, **answers):
    return services.record_assessment(make_assessment(round=survey_round, **answers), make_user())


def test_an_assessment_says_what_fails_and_what_each_standard_makes_of_it(client, enter, survey_round):
    enter()
    make_rtlh_rule()
    assessment = judged(survey_round, roof="bamboo", floor_area_m2=Decimal("34"), occupants=4)
    page = client.get(assessment.get_absolute_url())
    assert "Bahan atap tidak memenuhi syarat" in page.text
    assert "Kloset bukan leher angsa" in page.context["unknown"]
    [line] = page.context["standards"]
    assert line["is_too_small"] is False
    assert "8,5" in page.text


def test_each_standard_judges_the_floor_space_for_itself(client, enter, survey_round):
    enter()
    make_rtlh_rule().__class__.objects.create(
        name="Kementerian 9 m²", min_m2_per_person=9, source="Permen", valid_from=dt.date(2018, 1, 1)
    )
    assessment = judged(survey_round, floor_area_m2=Decimal("34"), occupants=4)
    standards = client.get(assessment.get_absolute_url()).context["standards"]
    assert {line["rule"].name: line["is_too_small"] for line in standards} == {
        "BPS 8 m²": False,
        "Kementerian 9 m²": True,
    }


def test_a_house_nobody_lives_in_is_assessed_by_itself(client, enter, survey_round):
    enter()
    house = make_house()
    url = f"{reverse('households:assessment_add')}?house={house.public_id}"
    answer = client.post(url, fill(client, url, round=survey_round.public_id, assessed_on="2021-03-10", roof="thatch"))
    assessment = HouseAssessment.objects.get()
    assert answer.url == assessment.get_absolute_url()
    assert (assessment.house, assessment.unfit) == (house, True)
    edit = reverse("households:assessment_edit", args=[assessment.public_id])
    client.post(edit, fill(client, edit, roof="tile"))
    assessment.refresh_from_db()
    assert (assessment.roof, assessment.unfit) == ("tile", None)


def test_a_house_is_assessed_once_a_round(client, enter, survey_round):
    enter()
    assessment = judged(survey_round)
    url = f"{reverse('households:assessment_add')}?house={assessment.house.public_id}"
    page = client.post(url, fill(client, url, round=survey_round.public_id, assessed_on="2021-03-11"))
    assert page.context["form"].errors["round"] == [
        "Rumah ini sudah dinilai pada pendataan itu. Ubah penilaian yang ada."
    ]


def test_a_closed_rounds_assessment_cannot_be_changed(client, enter, survey_round):
    assessment = judged(survey_round)
    services.close_round(survey_round, make_user())
    for role in (Role.KELURAHAN, Role.STAFF, Role.ADMIN):
        enter(role)
        assert client.get(reverse("households:assessment_edit", args=[assessment.public_id])).status_code == 403
        assert client.get(assessment.get_absolute_url()).context["page"].primary_action is None


def test_a_survey_shows_the_answers_in_words(client, enter, survey_round, family):
    enter()
    survey = make_household_survey(
        household=family, round=survey_round, food_spending=900_000, nonfood_spending=100_000, social_aid=["PKH"]
    )
    page = client.get(survey.get_absolute_url())
    assert "Rp1.000.000" in page.text
    assert "PKH" in page.text
    assert visit_page(survey_round, family) in page.text


def test_a_family_that_gets_no_aid_is_told_from_one_that_was_not_asked(client, enter, survey_round, family):
    enter()
    survey = make_household_survey(household=family, round=survey_round, social_aid=[])
    assert "Tidak menerima bantuan" in client.get(survey.get_absolute_url()).text
    survey.social_aid = None
    survey.save()
    assert "Tidak menerima bantuan" not in client.get(survey.get_absolute_url()).text


def test_foreign_assessments_and_surveys_are_not_there(client, enter, survey_round):
    enter()
    assessment = make_assessment(house=make_house(rt=ELSEWHERE), round=survey_round)
    survey = make_household_survey(household=make_household(rt=ELSEWHERE), round=survey_round)
    for url in (
        assessment.get_absolute_url(),
        survey.get_absolute_url(),
        reverse("households:assessment_print", args=[assessment.public_id]),
    ):
        assert client.get(url).status_code == 404


def test_the_form_to_print_names_the_family_with_a_masked_number(client, enter, survey_round):
    enter()
    family = make_household(house=make_house(address="Gang Cetak 1"), head="Asep", no_kk="3276110101210001")
    assessment = judged(survey_round, house=family.house, roof="bamboo")
    page = client.get(reverse("households:assessment_print", args=[assessment.public_id]))
    assert "Gang Cetak 1" in page.text
    assert family.code in page.text
    assert "3276110101210001" not in page.text
    assert "Bahan atap tidak memenuhi syarat" in page.text
