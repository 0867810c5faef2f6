"""Needs by the latest survey, and what was promised against each of them."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from activities.methods import METHODS, Level, need_choices
from activities.models import Intervention, NeedRule
from activities.needs import area_codes_of, matrix, rows_of
from tests.makers import (
    CURUG,
    RT,
    RW,
    make_activity_type,
    make_assessment,
    make_house,
    make_household,
    make_intervention,
    make_member,
    make_member_survey,
    make_repair,
    make_round,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

ON = dt.date(2021, 8, 1)
ELSEWHERE = f"{RW}.009"


def assess(house=None, *, kind="baseline", on=dt.date(2021, 3, 10), **fields):
    """An assessment the house points to as its latest."""
    assessment = make_assessment(house=house or make_house(), round=make_round(kind), assessed_on=on, **fields)
    assessment.house.latest_assessment = assessment
    assessment.house.save()
    return assessment.house


def ask(member=None, *, kind="baseline", on=dt.date(2021, 3, 10), **fields):
    return make_member_survey(member=member or make_member(), round=make_round(kind), surveyed_on=on, **fields).member


def needing(slug):
    method = METHODS[slug]
    return set(method.find(rows_of(method.level, area_codes_of(make_target_area())), ON))


HOUSES = [
    ("rtlh", {"unfit": True}, [{"unfit": False}, {"unfit": None}]),
    ("no_safe_water", {"water_source": "unprotected_well"}, [{"water_source": "piped"}, {"water_source": ""}]),
    ("no_toilet", {"toilet": "none"}, [{"toilet": "own"}, {"toilet": "public"}, {"toilet": ""}]),
    ("no_septic_tank", {"toilet": "own", "septic": "soil_pit"}, [{"toilet": "own", "septic": "septic_tank"}, {}]),
    ("no_septic_tank", {"toilet": "none"}, [{"toilet": "own"}]),
]
BORN = {age: dt.date(2021 - age, 8, 1) for age in (6, 7, 14, 15, 16, 17, 18, 19)}
MEMBERS = [
    ("out_of_school", {"in_school": False}, {"in_school": True}, (7, 18), (6, 19)),
    ("illiterate", {"reads": False}, {"reads": True}, (15,), (14,)),
    ("no_birth_certificate", {"has_birth_certificate": False}, {"has_birth_certificate": True}, (6, 17), (18,)),
    ("no_id_card", {"has_id_card": False}, {"has_id_card": True}, (17,), (16,)),
    ("uninsured", {"insured": False}, {"insured": True}, (6, 19), ()),
    ("wants_work", {"works": False, "wants_work": True}, {"works": True, "wants_work": True}, (15,), (14,)),
]


@pytest.mark.parametrize(("slug", "lacking", "having"), HOUSES)
def test_a_house_lacks_what_its_latest_assessment_says(slug, lacking, having):
    found = assess(**lacking)
    for answers in having:
        assess(**answers)
    make_house()
    assert needing(slug) == {found}


@pytest.mark.parametrize(("slug", "lacking", "having", "ages", "other_ages"), MEMBERS)
def test_a_person_lacks_what_the_latest_survey_says_at_the_age_it_matters(slug, lacking, having, ages, other_ages):
    found = {ask(make_member(birth_date=BORN[age]), **lacking) for age in ages}
    for age in ages:
        ask(make_member(birth_date=BORN[age]), **having)
        ask(make_member(birth_date=BORN[age]))
    for age in other_ages:
        ask(make_member(birth_date=BORN[age]), **lacking)
    assert needing(slug) == found


def test_a_need_that_a_later_survey_no_longer_finds_is_gone():
    repaired = assess(unfit=True)
    assess(repaired, kind="endline", on=dt.date(2021, 7, 1), unfit=False)
    insured = ask(insured=False)
    ask(insured, kind="endline", on=dt.date(2021, 7, 1), insured=True)
    assert needing("rtlh") == set()
    assert needing("uninsured") == set()


def test_a_later_survey_that_did_not_ask_leaves_the_need_unknown():
    member = ask(insured=False)
    ask(member, kind="endline", on=dt.date(2021, 7, 1))
    assert needing("uninsured") == set()


def test_who_finished_school_has_not_dropped_out():
    ask(make_member(birth_date=BORN[18], education="upper_secondary"), in_school=False)
    dropout = ask(make_member(birth_date=BORN[18], education="lower_secondary"), in_school=False)
    assert needing("out_of_school") == {dropout}


def test_only_what_lives_in_the_lokus_counts():
    assess(make_house(rt=ELSEWHERE), unfit=True)
    assess(make_house(is_standing=False), unfit=True)
    ask(make_member(household=make_household(rt=ELSEWHERE)), insured=False)
    ask(make_member(status="moved"), insured=False)
    assert needing("rtlh") == set()
    assert needing("uninsured") == set()


def test_every_shipped_rule_has_its_method():
    call_command("load_reference", stdout=StringIO())
    assert set(NeedRule.objects.values_list("method", flat=True)) == set(METHODS)
    assert [slug for slug, _label in need_choices()] == list(METHODS)


def make_rule(*types, method="rtlh", **fields):
    rule = NeedRule.objects.create(code=method, name="Kebutuhan", aspect="slum", method=method, **fields)
    rule.activity_types.set(types or [make_activity_type()])
    return rule


def serve(house=None, **fields):
    work = make_intervention(**fields)
    if house:
        work.houses.add(house)
    return work


def row(user=None):
    return matrix(make_target_area(), user or make_user(), ON)[0]


def ids(*rows):
    return frozenset(row.pk for row in rows)


def test_the_needing_are_unmet_promised_or_done():
    make_rule()
    unmet, planned, running, done = (assess(unfit=True) for _house in range(4))
    fit = assess(unfit=False)
    serve(planned)
    serve(running, status="running")
    serve(done, status="done")
    serve(fit)
    found = row()
    assert found.needing == ids(unmet, planned, running, done)
    assert found.unmet == ids(unmet)
    assert found.promised == ids(planned, running)
    assert found.done == ids(done)
    assert found.overdue == found.promised_twice == frozenset()


@pytest.mark.parametrize("status", ["cancelled", "carried_over"])
def test_work_that_was_given_up_promises_nothing(status):
    make_rule()
    house = assess(unfit=True)
    serve(house, status=status, reason="Sebab")
    assert row().unmet == ids(house)


def test_work_of_a_type_that_does_not_answer_promises_nothing():
    make_rule()
    house = assess(unfit=True)
    serve(house, type=make_activity_type("F05", name="Drainase"))
    assert row().unmet == ids(house)


def test_work_of_another_lokus_promises_nothing():
    make_rule()
    house = assess(unfit=True)
    serve(house, target_area=make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001"]))
    assert row().unmet == ids(house)


def test_overdue_is_past_every_promised_end():
    make_rule()
    late, late_and_not, undated = (assess(unfit=True) for _house in range(3))
    past, future = dt.date(2021, 7, 31), dt.date(2021, 8, 1)
    serve(late, ends_on=past)
    serve(late_and_not, ends_on=past)
    serve(late_and_not, ends_on=future)
    serve(undated)
    found = row()
    assert found.overdue == ids(late)
    assert found.promised_twice == ids(late_and_not)


def test_finished_late_is_done_and_not_overdue():
    make_rule()
    house = assess(unfit=True)
    serve(house, ends_on=dt.date(2021, 7, 1), status="done")
    assert (row().done, row().overdue) == (ids(house), frozenset())


def test_one_intervention_that_names_house_family_and_repair_promises_once():
    make_rule()
    house = assess(unfit=True)
    work = serve(house)
    work.households.add(make_household(house=house))
    work.repairs.add(make_repair(house=house))
    assert (row().promised, row().promised_twice) == (ids(house), frozenset())


@pytest.mark.parametrize(
    ("repair", "stands"),
    [
        ({"status": "proposed"}, "promised"),
        ({"status": "done", "progress": 100, "finished_on": dt.date(2021, 7, 1)}, "done"),
        ({"status": "postponed", "reason": "Sengketa"}, "unmet"),
    ],
)
def test_a_repair_says_how_its_house_stands(repair, stands):
    make_rule()
    house = assess(unfit=True)
    work = serve(house, status="running")
    work.repairs.add(make_repair(house=house, executor=work.agency, **repair))
    assert getattr(row(), stands) == ids(house)


def test_a_family_and_its_house_stand_for_each_other():
    make_rule()
    house = assess(unfit=True)
    make_intervention().households.add(make_household(house=house))
    assert row().promised == ids(house)


def test_a_person_is_promised_only_by_name():
    make_rule(method="uninsured")
    family = make_household()
    named, relative = (ask(make_member(household=family), insured=False) for _member in range(2))
    work = make_intervention()
    work.households.add(family)
    work.members.add(named)
    found = row()
    assert (found.promised, found.unmet) == (ids(named), ids(relative))


def test_a_set_is_walked_back_only_to_rows_the_reader_may_see():
    make_rule()
    house = assess(unfit=True)
    assert set(row().rows(make_user(), "unmet")) == {house}
    assert not row().rows(make_user("leader"), "unmet").exists()
    assert row(make_user("leader")).unmet == ids(house)


def test_a_foreign_lokus_is_refused():
    with pytest.raises(PermissionDenied):
        matrix(make_target_area(), make_user("kelurahan", areas=[CURUG]), ON)


def test_a_rule_switched_off_is_left_out():
    make_rule(is_active=False)
    assert matrix(make_target_area(), make_user(), ON) == []


@pytest.mark.parametrize(("method", "level"), [("rtlh", Level.HOUSE), ("uninsured", Level.MEMBER), ("gone", None)])
def test_the_level_of_a_rule_is_that_of_its_method(method, level):
    assert NeedRule(method=method).level == level
    with pytest.raises(AttributeError):
        NeedRule(method=method, level="house")


def test_a_rule_of_an_unknown_method_is_refused_and_an_old_one_is_shown_as_a_fault():
    rule = NeedRule(code="x", name="X", aspect="slum", method="no_such_question")
    with pytest.raises(ValidationError) as refused:
        rule.full_clean()
    assert set(refused.value.error_dict) == {"method"}
    rule.save()
    (row,) = matrix(make_target_area(), make_user(), ON)
    assert "no_such_question" in row.fault and row.needing == frozenset()


def test_the_matrix_of_many_costs_what_that_of_few_costs(django_assert_num_queries):
    for method in METHODS:
        make_rule(method=method)
    lokus, staff = make_target_area(), make_user()

    def fill(families):
        for _family in range(families):
            house = assess(unfit=True, toilet="none", water_source="surface")
            family = make_household(house=house, rt=RT)
            member = ask(make_member(household=family), insured=False, has_id_card=False)
            work = serve(house)
            work.households.add(family)
            work.members.add(member)
            work.repairs.add(make_repair(house=house))

    for families in (1, 6):
        fill(families)
        with django_assert_num_queries(7):
            rows = matrix(lokus, staff, ON)
    found = {row.rule.method: row for row in rows}
    assert set(found) == set(METHODS)
    assert len(found["rtlh"].promised) == len(found["uninsured"].promised) == Intervention.objects.count() == 7
