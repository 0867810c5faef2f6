"""The back office of the register: the portal's scope, no way around its services, identity numbers masked."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households import services
from households.models import HouseRepair, Member, RtlhRule
from tests.makers import (
    make_agency,
    make_assessment,
    make_enrolment,
    make_household,
    make_household_survey,
    make_member,
    make_member_survey,
    make_repair,
    make_round,
    make_rtlh_rule,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"


@pytest.fixture
def enter(client):
    def enter(role=Role.ADMIN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def rows(model):
    return reverse(f"admin:households_{model}_changelist")


def record(model, row):
    return reverse(f"admin:households_{model}_change", args=[row.pk])


def act(client, model, action, *records):
    data = {"action": action, "_selected_action": [row.pk for row in records]}
    return client.post(rows(model), data, follow=True)


def test_a_kelurahan_finds_its_own_families_by_a_members_name(client, enter):
    enter(Role.KELURAHAN)
    own = make_household(head="Asep Sunandar", no_kk="3276110101210001")
    foreign = make_household(head="Asep Tetangga", rt=ELSEWHERE)
    text = client.get(rows("household"), {"q": "asep"}).text
    assert "Asep Sunandar" in text
    assert "Asep Tetangga" not in text
    assert "3276••••••••••••" in text
    assert "3276110101210001" not in client.get(record("household", own)).text
    assert client.get(record("household", foreign)).status_code == 302


def test_a_whole_number_is_not_searched_here(client, enter):
    """It would stand in the address; the portal has a page for it."""
    enter()
    make_household(head="Asep", no_kk="3276110101210001")
    assert "Asep" not in client.get(rows("household"), {"q": "3276110101210001"}).text


@pytest.mark.parametrize(
    "model, make",
    [
        ("houseassessment", make_assessment),
        ("householdsurvey", make_household_survey),
        ("membersurvey", make_member_survey),
    ],
)
def test_what_services_judge_is_read_here_and_changed_on_the_portal(client, enter, model, make):
    enter()
    row = make()
    assert client.get(rows(model)).status_code == 200
    assert client.get(record(model, row)).status_code == 200
    assert client.post(record(model, row), {}).status_code == 403
    assert client.get(reverse(f"admin:households_{model}_add")).status_code == 403


def test_a_closed_round_is_locked_here_too(client, enter):
    enter()
    survey_round = make_round()
    page = act(client, "surveyround", "close_rounds", survey_round)
    assert "1 pendataan ditutup" in page.text
    survey_round.refresh_from_db()
    assert survey_round.is_closed
    answer = client.post(record("surveyround", survey_round), {"kind": "endline", "starts_on": "2021-01-01"})
    assert answer.status_code == 403
    assert client.get(reverse("admin:households_surveyround_delete", args=[survey_round.pk])).status_code == 403


def test_closing_a_closed_round_says_so(client, enter):
    user = enter()
    survey_round = make_round()
    services.close_round(survey_round, user)
    assert "sudah ditutup pada" in act(client, "surveyround", "close_rounds", survey_round).text


def test_a_kelurahan_closes_no_round(client, enter):
    enter(Role.KELURAHAN)
    survey_round = make_round()
    act(client, "surveyround", "close_rounds", survey_round)
    survey_round.refresh_from_db()
    assert not survey_round.is_closed


def test_proposals_are_verified_and_each_step_is_kept(client, enter):
    user = enter(Role.STAFF)
    waiting, done = make_repair(), make_repair(status="verified")
    text = act(client, "houserepair", "verify_repairs", waiting, done).text
    assert "1 rehab menjadi “Diverifikasi”" in text
    assert "hanya dapat menjadi" in text
    waiting.refresh_from_db()
    assert waiting.status == "verified"
    assert waiting.steps.get().by == user


def test_who_does_not_verify_has_no_such_action(client, enter):
    enter(Role.KELURAHAN)
    repair = make_repair()
    assert "verify_repairs" not in client.get(rows("houserepair")).text
    act(client, "houserepair", "verify_repairs", repair)
    repair.refresh_from_db()
    assert repair.status == "proposed"


def repair_form(client, repair):
    form = client.get(record("houserepair", repair)).context["adminform"].form
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    for prefix in ("fundings", "tranches", "eligibility", "photos", "steps"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data


def test_the_state_of_a_repair_moves_by_steps_only(client, enter):
    enter(Role.STAFF)
    repair = make_repair()
    data = repair_form(client, repair)
    assert not {"status", "progress", "finished_on", "handover_number", "house"} & set(data)
    answer = client.post(record("houserepair", repair), {**data, "status": "done", "work": "Atap"})
    assert answer.status_code == 302
    repair.refresh_from_db()
    assert (repair.status, repair.work) == ("proposed", "Atap")


def test_a_kelurahan_sets_neither_executor_nor_ceiling(client, enter):
    enter(Role.KELURAHAN)
    repair = make_repair()
    assert not {"executor", "ceiling"} & set(repair_form(client, repair))


def test_an_agency_looks_at_repairs_and_changes_none_here(client, enter):
    agency = make_agency()
    enter(Role.AGENCY, agency=agency)
    repair = make_repair(executor=agency)
    assert client.get(record("houserepair", repair)).status_code == 200
    assert client.post(record("houserepair", repair), {"work": "x"}).status_code == 403


def test_a_members_family_and_state_are_not_changed_here(client, enter):
    enter()
    member = make_member()
    form = client.get(record("member", member)).context["adminform"].form
    assert not {"household", "status", "nik", "name_key"} & set(form.fields)


def test_families_are_neither_taken_up_nor_let_go_here(client, enter):
    enter()
    enrolment = make_enrolment()
    assert client.get(reverse("admin:households_enrolment_add")).status_code == 403
    form = client.get(record("enrolment", enrolment)).context["adminform"].form
    assert not {"household", "target_area", "left_on", "left_reason"} & set(form.fields)


@pytest.mark.parametrize("model", ["household", "member", "enrolment", "house", "houserepair"])
def test_a_file_of_families_asks_why(client, enter, model):
    enter()
    repair = make_repair(beneficiary=make_household(head="Asep"))
    make_enrolment(household=repair.beneficiary)
    url = reverse(f"admin:households_{model}_export")
    form = client.get(url).context["form"]
    data = {"format": "1", "resource": ""} | {
        name: "on" for name, field in form.fields.items() if type(field).__name__ == "BooleanField"
    }
    refused = client.post(url, {**data, "form_reason": ""})
    assert "data pribadi" in refused.text
    assert not AccessEvent.objects.exists()
    answer = client.post(url, {**data, "form_reason": "Laporan bulanan"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AccessEvent.objects.get().reason == "Laporan bulanan"


def test_a_second_deciding_standard_is_refused_with_a_sentence(client, enter):
    enter()
    make_rtlh_rule()
    page = client.post(
        reverse("admin:households_rtlhrule_add"),
        {
            "name": "Lain",
            "min_m2_per_person": "9",
            "source": "Permen",
            "valid_from": "2018-01-01",
            "is_default": "on",
        },
    )
    assert "Hanya satu standar yang dipakai menilai." in page.text
    assert RtlhRule.objects.count() == 1


def test_lists_cost_the_same_for_one_row_and_ten(client, enter, django_assert_max_num_queries):
    enter()
    for number in range(10):
        family = make_household(head=f"Kepala {number}")
        make_member_survey(member=make_member(household=family))
        make_repair(beneficiary=family, executor=make_agency())
        make_enrolment(household=family)
    assert Member.objects.count() >= 20
    assert HouseRepair.objects.filter(proposed_on=dt.date(2021, 3, 15)).count() == 10
    for model in ("household", "member", "house", "houserepair", "enrolment", "membersurvey"):
        with django_assert_max_num_queries(18):
            assert client.get(rows(model)).status_code == 200
