"""Figures of persons: schooling, health, work, documents, taking part."""

import datetime as dt
from decimal import Decimal

import pytest

from activities.models import Attendance, ChildVisit, Enterprise
from indicators.measures.economy import unemployed, women_with_enterprise
from indicators.measures.education import illiterate_adults, mean_years_of_schooling_25, out_of_school_children
from indicators.measures.health import family_planning_share, insured_share, stunted_share
from indicators.measures.people import (
    documents_share,
    elderly_count,
    households_count,
    people_count,
    women_headed_households,
    women_participation_share,
)
from tests.indicators.register import ask_person
from tests.makers import (
    CURUG,
    make_child,
    make_household,
    make_member,
    make_posyandu_session,
    make_round,
    make_session,
    make_target_area,
)

pytestmark = pytest.mark.django_db


def born(age):
    """Someone of exactly that age on the first day of the baseline, 1 March 2021."""
    return dt.date(2021 - age, 3, 1)


def ask(age=30, sex="P", member=None, **answers):
    fields = {"birth_date": None if age is None else born(age), "sex": sex, **(member or {})}
    return ask_person(make_member(**fields), **answers).member


def test_shares_are_given_for_both_sexes():
    ask(sex="L", insured=True)
    ask(sex="L", insured=False)
    ask(sex="P", insured=True)
    ask(sex="P")
    found = insured_share(make_round())
    assert (found.value, found.male, found.female) == (Decimal("66.6667"), 50, 100)
    assert (found.surveyed, found.surveyed_of) == (3, 4)


def test_a_sex_that_was_not_asked_is_unknown():
    ask(sex="L", insured=True)
    assert insured_share(make_round()).female is None


def test_counts_are_given_for_both_sexes():
    ask(20, "L", reads=False)
    ask(70, "P", reads=False)
    ask(70, "P", reads=True)
    found = illiterate_adults(make_round())
    assert (found.value, found.male, found.female, found.denominator) == (2, 1, 1, 3)


@pytest.mark.parametrize(
    ("method", "answers", "inside", "outside"),
    [
        (out_of_school_children, {"in_school": False}, (7, 18), (6, 19)),
        (illiterate_adults, {"reads": False}, (15, 90), (14,)),
        (unemployed, {"works": False, "wants_work": True}, (15, 90), (14,)),
        (mean_years_of_schooling_25, {"years_of_schooling": 9}, (25,), (24,)),
    ],
)
def test_an_age_group_has_exact_borders_on_the_first_day(method, answers, inside, outside):
    counted = [ask(age, **answers).pk for age in inside]
    for age in (*outside, None):
        ask(age, **answers)
    found = method(make_round())
    assert found.lineage["counted"] == sorted(counted)
    assert found.surveyed_of == len(inside)


def test_schooling_is_the_mean_of_those_who_know():
    ask(40, "L", years_of_schooling=12)
    ask(40, "P", years_of_schooling=6)
    ask(40, "P", years_of_schooling=0)
    ask(40, "P")
    found = mean_years_of_schooling_25(make_round())
    assert (found.value, found.male, found.female) == (6, 12, 3)
    assert (found.numerator, found.denominator) == (18, 3)


def test_who_finished_school_is_no_dropout():
    ask(18, in_school=False, member={"education": "upper_secondary"})
    dropout = ask(18, in_school=False)
    assert out_of_school_children(make_round()).lineage["counted"] == [dropout.pk]


def test_unemployed_is_without_work_and_looking():
    ask(works=False, wants_work=True)
    ask(works=False, wants_work=False)
    ask(works=True)
    ask(works=False)
    ask(wants_work=True)
    found = unemployed(make_round())
    assert (found.value, found.denominator, found.surveyed_of) == (1, 3, 5)


@pytest.mark.parametrize(
    ("age", "answers", "value"),
    [
        (16, {"has_birth_certificate": True}, 100),
        (16, {"has_birth_certificate": False, "has_child_card": True}, 100),
        (16, {"has_birth_certificate": False}, 0),
        (16, {"has_id_card": True}, None),
        (17, {"has_id_card": True}, 100),
        (17, {"has_id_card": False, "has_birth_certificate": True}, 0),
        (17, {"has_birth_certificate": True}, None),
        (None, {"has_id_card": True}, None),
    ],
)
def test_a_person_needs_the_document_of_the_age(age, answers, value):
    ask(age, **answers)
    assert documents_share(make_round()).value == value


WIFE = {"marital": "married"}


@pytest.mark.parametrize(
    ("age", "person", "answers", "value"),
    [
        (15, WIFE, {"contraception": "pill"}, 100),
        (49, WIFE, {"pregnant": False}, 0),
        (30, WIFE, {"pregnant": True}, 0),
        (30, WIFE, {"contraception": "none"}, 0),
        (30, WIFE, {}, None),
        (50, WIFE, {"contraception": "pill"}, None),
        (14, WIFE, {"contraception": "pill"}, None),
        (30, {"marital": "single"}, {"contraception": "pill"}, None),
        (30, {**WIFE, "sex": "L"}, {"contraception": "condom"}, None),
    ],
)
def test_family_planning_is_about_married_women_of_fertile_age(age, person, answers, value):
    ask(age, member=person, **answers)
    assert family_planning_share(make_round()).value == value


def measured(haz, *, on=dt.date(2021, 3, 10), child=None):
    child = child or make_child()
    ChildVisit.objects.create(session=make_posyandu_session(date=on), member=child, haz=haz)
    return child


@pytest.mark.parametrize(("haz", "value"), [("-2.01", 100), ("-2.00", 0), ("-6.01", None), (None, None)])
def test_stunted_is_below_minus_two(haz, value):
    measured(haz)
    found = stunted_share(make_round(ends_on=dt.date(2021, 3, 31)))
    assert (found.value, found.surveyed_of) == (value, 1)


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (dt.date(2020, 11, 29), 100),
        (dt.date(2020, 11, 28), None),
        (dt.date(2021, 3, 31), 100),
        (dt.date(2021, 4, 1), None),
    ],
)
def test_a_measurement_counts_from_three_months_before_the_round_to_its_end(on, value):
    measured("-3", on=on)
    assert stunted_share(make_round(ends_on=dt.date(2021, 3, 31))).value == value


def test_the_last_measurement_counts_and_the_surveyor_only_without_one():
    child = measured("-3", on=dt.date(2021, 2, 10))
    measured("-1", on=dt.date(2021, 3, 10), child=child)
    ask_person(child, stunted=True)
    unmeasured = make_child()
    ask_person(unmeasured, stunted=True)
    found = stunted_share(make_round(ends_on=dt.date(2021, 3, 31)))
    assert (found.value, found.lineage["counted"]) == (50, [unmeasured.pk])


def test_a_child_of_five_is_not_asked_about():
    measured("-3", child=make_child(birth_date=born(5)))
    assert stunted_share(make_round()).surveyed_of == 0


def test_women_own_businesses_that_run():
    for sex, fields in (
        ("P", {}),
        ("P", {"is_active": False}),
        ("P", {"started_on": dt.date(2021, 6, 1)}),
        ("L", {}),
    ):
        Enterprise.objects.create(owner=make_member(sex=sex), name="Warung", product="Kue", **fields)
    make_member()
    found = women_with_enterprise(make_round(ends_on=dt.date(2021, 3, 31)))
    assert (found.value, found.denominator, found.male, found.female) == (1, 4, None, 1)


def test_families_are_counted_by_the_sex_of_their_head():
    for sex in ("L", "P", None):
        family = make_household()
        if sex:
            make_member(household=family, relation="head", sex=sex)
    make_household(status="dissolved")
    found = households_count(make_round())
    assert (found.value, found.male, found.female) == (3, 1, 1)
    headed = women_headed_households(make_round())
    assert (headed.value, headed.denominator, headed.surveyed_of) == (1, 2, 3)


def test_people_and_elderly_are_those_who_live_here():
    make_member(sex="L", birth_date=born(60))
    make_member(sex="P", birth_date=born(59))
    make_member(sex="P", birth_date=None)
    make_member(birth_date=born(80), status="died")
    found = people_count(make_round())
    assert (found.value, found.male, found.female) == (3, 1, 2)
    old = elderly_count(make_round())
    assert (old.value, old.male, old.female, old.surveyed, old.surveyed_of) == (1, 1, 0, 2, 3)


def test_an_empty_register_counts_nobody_and_says_so():
    assert households_count(make_round()).value is None


def test_taking_part_is_counted_by_attendance():
    woman, man = make_member(sex="P"), make_member(sex="L")
    elsewhere = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001"])
    sessions = [
        (make_session(date=dt.date(2021, 3, 5)), woman, True),
        (make_session(date=dt.date(2021, 3, 6)), woman, True),
        (make_session(date=dt.date(2021, 3, 7)), man, True),
        (make_session(date=dt.date(2021, 3, 8)), man, False),
        (make_session(date=dt.date(2021, 4, 1)), man, True),
        (make_session(date=dt.date(2021, 3, 9), status="cancelled", reason="PPKM"), man, True),
        (make_session(date=dt.date(2021, 3, 9), target_area=elsewhere), man, True),
    ]
    for session, member, present in sessions:
        Attendance.objects.create(session=session, member=member, present=present)
    found = women_participation_share(make_round(ends_on=dt.date(2021, 3, 31)))
    assert (found.value, found.numerator, found.denominator) == (Decimal("66.6667"), 2, 3)
    assert found.lineage["model"] == "activities.attendance"


def test_who_was_merged_into_another_is_not_counted_twice():
    ask(insured=True, member={"status": "merged"})
    assert insured_share(make_round()).value is None


def test_who_died_after_the_survey_was_asked_all_the_same():
    ask(insured=True, member={"status": "died"})
    found = insured_share(make_round())
    assert (found.value, found.surveyed, found.surveyed_of) == (100, 1, 1)
