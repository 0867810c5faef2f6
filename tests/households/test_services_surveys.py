"""Recording what a round found: judged, pointed to, and locked once the round is closed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey, RtlhRule
from households.services import (
    close_round,
    judge_by_every_standard,
    record_assessment,
    record_household_survey,
    record_member_survey,
)
from tests.makers import (
    CURUG,
    make_house,
    make_household,
    make_member,
    make_round,
    make_rtlh_rule,
    make_user,
)

pytestmark = pytest.mark.django_db

SOUND = {
    "roof": "tile",
    "wall": "masonry",
    "floor": "ceramic",
    "roof_damage": "none",
    "wall_damage": "none",
    "floor_damage": "none",
    "frame_damage": "none",
    "floor_area_m2": Decimal("36"),
    "occupants": 4,
    "has_light": True,
    "has_ventilation": True,
    "water_source": "piped",
    "toilet": "own",
    "closet": "gooseneck",
    "septic": "septic_tank",
}


@pytest.fixture
def by():
    return make_user()


@pytest.fixture
def rule():
    return make_rtlh_rule()


def assessed(house=None, *, on=dt.date(2021, 3, 10), kind="baseline", **answers):
    return HouseAssessment(house=house or make_house(), round=make_round(kind), assessed_on=on, **{**SOUND, **answers})


def test_a_sound_house_is_fit_with_its_floor_space_per_person(by, rule):
    assessment = record_assessment(assessed(), by)
    assessment.refresh_from_db()
    assert assessment.unfit is False
    assert assessment.failing == []
    assert assessment.per_person_m2 == Decimal("9.00")
    assert assessment.assessor == by


def test_a_failing_house_says_what_fails(by, rule):
    assessment = record_assessment(assessed(floor="earth", floor_area_m2=Decimal("20"), occupants=3), by)
    assessment.refresh_from_db()
    assert assessment.unfit is True
    assert assessment.failing == ["floor_material", "floor_space"]
    assert assessment.per_person_m2 == Decimal("6.67")


def test_missing_answers_leave_the_verdict_unknown(by, rule):
    assessment = record_assessment(assessed(roof="", has_light=None), by)
    assessment.refresh_from_db()
    assert assessment.unfit is None


def test_the_default_standard_decides_and_the_others_are_shown(by, rule):
    RtlhRule.objects.create(
        name="PUPR 9 m²", min_m2_per_person=9, source="Permen PUPR 29/2018", valid_from=dt.date(2018, 1, 1)
    )
    assessment = record_assessment(assessed(floor_area_m2=Decimal("34"), occupants=4), by)
    assert assessment.unfit is False
    verdicts = {rule.name: result.unfit for rule, result in judge_by_every_standard(assessment)}
    assert verdicts == {"BPS 8 m²": False, "PUPR 9 m²": True}


def test_without_a_default_standard_nothing_is_judged(by):
    with pytest.raises(ValidationError, match="standar RTLH"):
        record_assessment(assessed(), by)
    assert not HouseAssessment.objects.exists()


def test_the_newest_assessment_is_the_latest_whichever_was_written_last(by, rule):
    house = make_house()
    endline = record_assessment(assessed(house, on=dt.date(2021, 11, 1), kind="endline"), by)
    record_assessment(assessed(house, floor="earth"), by)
    house.refresh_from_db()
    assert house.latest_assessment == endline


def test_an_answer_corrected_in_an_open_round_is_judged_again(by, rule):
    assessment = record_assessment(assessed(floor="earth"), by)
    assessment.floor = "ceramic"
    record_assessment(assessment, by)
    assessment.refresh_from_db()
    assert assessment.unfit is False
    assert assessment.version == 2
    assert HouseAssessment.objects.count() == 1


def test_a_house_elsewhere_is_not_of_this_round(by, rule):
    with pytest.raises(ValidationError, match="bukan di kelurahan lokus"):
        record_assessment(assessed(make_house(rt=f"{CURUG}.001.001")), by)


def test_a_wrong_answer_is_named_by_its_field(by, rule):
    with pytest.raises(ValidationError) as refused:
        record_assessment(assessed(roof="gold"), by)
    assert "roof" in refused.value.error_dict


@pytest.mark.parametrize("changed", [False, True])
def test_a_closed_round_takes_no_answers(by, rule, changed):
    family = make_household()
    person = make_member(household=family)
    baseline = make_round()
    house, asked, answered = (
        assessed(),
        HouseholdSurvey(household=family, round=baseline, surveyed_on=dt.date(2021, 3, 10)),
        MemberSurvey(member=person, round=baseline, surveyed_on=dt.date(2021, 3, 10)),
    )
    acts = [(record_assessment, house), (record_household_survey, asked), (record_member_survey, answered)]
    if changed:
        for act, row in acts:
            act(row, by)
    close_round(baseline, by)
    for act, row in acts:
        with pytest.raises(ValidationError, match="sudah ditutup"):
            act(row, by)


def test_a_row_of_a_closed_round_cannot_leave_for_an_open_one(by, rule):
    assessment = record_assessment(assessed(), by)
    close_round(assessment.round, by)
    assessment.round = make_round("endline")
    with pytest.raises(ValidationError, match="pendataan lain"):
        record_assessment(assessment, by)


def test_the_newest_survey_of_a_family_is_its_latest(by):
    family = make_household()
    later = HouseholdSurvey(household=family, round=make_round("endline"), surveyed_on=dt.date(2021, 11, 2))
    record_household_survey(later, by)
    record_household_survey(
        HouseholdSurvey(household=family, round=make_round(), surveyed_on=dt.date(2021, 3, 2), food_spending=900_000),
        by,
    )
    family.refresh_from_db()
    assert family.latest_survey == later
    assert later.surveyor == by


def test_a_decile_needs_its_source(by):
    survey = HouseholdSurvey(
        household=make_household(), round=make_round(), surveyed_on=dt.date(2021, 3, 2), dtsen_decile=1
    )
    with pytest.raises(ValidationError, match="sumber dan tanggalnya"):
        record_household_survey(survey, by)


def test_a_member_is_asked_once_a_round(by):
    person = make_member()
    record_member_survey(MemberSurvey(member=person, round=make_round(), surveyed_on=dt.date(2021, 3, 2)), by)
    with pytest.raises(ValidationError, match="sudah didata"):
        record_member_survey(MemberSurvey(member=person, round=make_round(), surveyed_on=dt.date(2021, 3, 3)), by)
