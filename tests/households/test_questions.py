"""What a family answers about its welfare is kept as answered; stage and poverty flag are judged by its version."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from agencies.roles import Role
from households import services
from households.models import HouseholdSurvey, Question, QuestionSet
from p2wkss.base.triggers import unguarded
from tests.browsing import fill
from tests.makers import (
    RT,
    make_household,
    make_household_survey,
    make_round,
    make_target_area,
    make_user,
    stored_questions,
)

pytestmark = pytest.mark.django_db

ALL_MET = {f"keluarga-ks_{number}": "true" for number in range(1, 22)}
NONE_HOLDS = {f"keluarga-bps14_{number}": "false" for number in range(1, 15)}


@pytest.fixture
def surveyor(client):
    user = make_user(Role.KELURAHAN)
    client.force_login(user)
    return user


@pytest.fixture
def survey_round():
    stored_questions()
    return make_round(target_area=make_target_area(areas=[RT]))


@pytest.fixture
def family():
    return make_household(head="Asep Sunandar")


def visit(client, survey_round, family, **values):
    url = reverse("households:visit", args=[survey_round.public_id, family.public_id])
    answer = client.post(url, fill(client, url, **{"visited_on": "2021-03-10", **values}))
    return answer if answer.status_code == 200 else HouseholdSurvey.objects.select_related("ks_set").get()


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({}, "ks3plus"),
        ({"keluarga-ks_6": "na", "keluarga-ks_14": "na"}, "ks3plus"),
        ({"keluarga-ks_3": "false"}, "pra-sejahtera"),
        ({"keluarga-ks_9": "false", "keluarga-ks_16": "false"}, "ks1"),
        ({"keluarga-ks_21": "false"}, "ks3"),
        ({"keluarga-ks_7": ""}, ""),
        ({"keluarga-ks_7": "", "keluarga-ks_2": "false"}, "pra-sejahtera"),
    ],
)
def test_the_stage_is_judged_from_the_answers_of_a_visit(client, surveyor, survey_round, family, answers, stage):
    survey = visit(client, survey_round, family, **ALL_MET | answers)
    assert survey.ks_stage == stage
    assert survey.ks_set.kind == "ks"
    assert survey.ks_answers["1"] is True
    assert ("7" in survey.ks_answers) is ("keluarga-ks_7" not in answers), "what nobody answered is not kept"


@pytest.mark.parametrize(
    ("holding", "unknown", "poor"), [(9, 0, True), (8, 0, False), (8, 1, None), (14, 0, True), (0, 5, False)]
)
def test_the_poverty_flag_is_judged_from_the_answers(client, surveyor, survey_round, family, holding, unknown, poor):
    answers = dict(NONE_HOLDS)
    for number in range(1, holding + 1):
        answers[f"keluarga-bps14_{number}"] = "true"
    for number in range(14, 14 - unknown, -1):
        answers[f"keluarga-bps14_{number}"] = ""
    survey = visit(client, survey_round, family, **answers)
    assert survey.is_poor_bps14 is poor
    assert len(survey.poverty_criteria) == holding


def test_a_visit_without_these_answers_keeps_none(client, surveyor, survey_round, family):
    survey = visit(client, survey_round, family)
    assert (survey.ks_answers, survey.ks_stage, survey.ks_set) == (None, "", None)
    assert (survey.poverty_answers, survey.is_poor_bps14, survey.poverty_set) == (None, None, None)


def test_what_was_answered_is_shown_again_and_can_be_corrected(client, surveyor, survey_round, family):
    visit(client, survey_round, family, **ALL_MET | {"keluarga-ks_3": "false", "keluarga-ks_6": "na"})
    survey = visit(client, survey_round, family, **{"keluarga-ks_3": "true"})
    assert (survey.ks_stage, survey.ks_answers["6"]) == ("ks3plus", None)
    entry = LogEntry.objects.get_for_object(survey).filter(action=LogEntry.Action.UPDATE).latest("pk")
    assert {"ks_stage", "ks_answers"} <= set(entry.changes), "the history says what was corrected"


def test_answers_that_are_taken_back_leave_no_stage(client, surveyor, survey_round, family):
    visit(client, survey_round, family, **ALL_MET)
    survey = visit(client, survey_round, family, **dict.fromkeys(ALL_MET, ""))
    assert (survey.ks_answers, survey.ks_stage, survey.ks_set) == (None, "", None)


def test_a_stage_that_was_written_down_without_answers_stays(client, surveyor, survey_round, family):
    make_household_survey(household=family, round=survey_round, ks_stage="ks1")
    assert visit(client, survey_round, family, **{"keluarga-savings": "true"}).ks_stage == "ks1"


@pytest.mark.parametrize("name", ["ks_stage", "is_poor_bps14"])
def test_the_verdict_itself_is_never_typed(client, surveyor, survey_round, family, name):
    survey = visit(client, survey_round, family, **{f"keluarga-{name}": "pra-sejahtera"})
    assert getattr(survey, name) in ("", None)


def test_an_item_that_always_applies_has_no_way_around(client, surveyor, survey_round, family):
    answer = visit(client, survey_round, family, **{"keluarga-ks_1": "na"})
    assert answer.status_code == 200
    assert not HouseholdSurvey.objects.exists()


def test_a_service_refuses_answers_to_other_questions(surveyor, survey_round, family):
    survey = HouseholdSurvey(
        household=family, round=survey_round, surveyed_on=dt.date(2021, 3, 10), ks_answers={"22": True}
    )
    with pytest.raises(ValidationError, match="tidak cocok"):
        services.record_household_survey(survey, surveyor)


def test_the_page_of_the_survey_says_why(client, surveyor, survey_round, family):
    answers = ALL_MET | NONE_HOLDS | {"keluarga-ks_3": "false", "keluarga-bps14_5": "true"}
    survey = visit(client, survey_round, family, **answers)
    page = client.get(survey.get_absolute_url()).content.decode()
    assert "Keluarga Pra Sejahtera" in page
    assert "3. Rumah yang ditempati mempunyai atap, lantai dan dinding yang baik" in page
    assert "1 dari 14: 5. Penerangan tidak menggunakan listrik" in page
    assert "BKKBN: 21 indikator" in page


# Versions


def newer(valid_from):
    question_set = QuestionSet.objects.create(kind="ks", name="Versi baru", source="Uji", valid_from=valid_from)
    Question.objects.create(question_set=question_set, number=1, text="Satu-satunya", stage="ks2")
    return question_set


def test_a_survey_asks_the_version_of_its_day_and_keeps_it(client, surveyor, survey_round, family):
    old = visit(client, survey_round, family, **ALL_MET)
    newer(dt.date(2021, 1, 1))
    again = visit(client, survey_round, family, **{"keluarga-savings": "true"})
    assert (again.ks_set, again.ks_stage) == (old.ks_set, "ks3plus"), "what was answered stays under its version"
    other = make_household(head="Wati")
    url = reverse("households:visit", args=[survey_round.public_id, other.public_id])
    page = client.get(url).content.decode()
    assert "Satu-satunya" in page
    assert "keluarga-ks_21" not in page


def test_what_decides_does_not_change_once_it_was_answered(client, surveyor, survey_round, family):
    survey = visit(client, survey_round, family, **ALL_MET)
    question = survey.ks_set.questions.get(number=3)
    question.text = "Rumah beratap, berlantai dan berdinding baik"
    question.full_clean()
    for name, value in {"stage": "ks3", "number": 30, "may_not_apply": True}.items():
        changed = Question.objects.get(pk=question.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError, match="Buat versi baru"):
            changed.full_clean()
    added = Question(question_set=survey.ks_set, number=22, text="Baru", stage="ks3")
    with pytest.raises(ValidationError, match="Buat versi baru"):
        added.full_clean()


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("ks", {"number": 22, "stage": ""}, "Isi tahapan"),
        ("bps14", {"number": 14, "stage": "ks1"}, "Isi tahapan"),
        ("bps14", {"number": 15, "stage": ""}, "1 sampai 14"),
    ],
)
def test_a_question_fits_its_questionnaire(kind, fields, message):
    sets = stored_questions()
    with pytest.raises(ValidationError, match=message):
        Question(question_set=sets[kind], text="Baru", **fields).full_clean()


def test_the_back_office_keeps_the_versions(client):
    stored_questions()
    client.force_login(make_user(Role.ADMIN))
    page = client.get(reverse("admin:households_questionset_changelist")).content.decode()
    assert "BKKBN: 21 indikator" in page
    row = QuestionSet.objects.get(kind="bps14")
    page = client.get(reverse("admin:households_questionset_change", args=[row.pk])).content.decode()
    assert "Penerangan tidak menggunakan listrik" in page


def test_the_survey_table_is_still_locked_with_its_round():
    assert unguarded(connection, [said.on(HouseholdSurvey) for said in HouseholdSurvey.guards]) == set()
