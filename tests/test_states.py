"""States move by acts: no form, page of the back office, list or file sets one, and an act goes only where it may.

One table of machines; each pair of states is posted to the portal's form, to the back office and to the services.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.urls import reverse
from django.utils import timezone

from activities import services as work
from activities.models import ActionPoint, Attendance, Intervention, PosyanduSession, ProgressReport, Session
from agencies.roles import Role
from households import services as homes
from households.models import HouseRepair, SurveyRound
from locations import services as places
from locations.models import ProgrammeYear
from p2wkss.base.forms import RecordForm
from p2wkss.base.sheets.resources import SheetResource
from tests.browsing import fill
from tests.makers import (
    make_agency,
    make_intervention,
    make_meeting,
    make_member,
    make_posyandu_session,
    make_programme_year,
    make_repair,
    make_report,
    make_round,
    make_session,
    make_target_area,
    make_user,
    prove,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 7, 2)


def accepted(intervention, percent):
    """The way to running and done: a report, sent by one and accepted by another."""
    report = make_report(intervention=intervention, physical_percent=percent, reported_on=DAY)
    report.explanation = "Benar"
    report.save()
    work.submit_report(prove(report), report.author)
    work.accept_report(report, make_user())


def make_point(**fields):
    return ActionPoint.objects.create(
        meeting=make_meeting(), agency=make_agency(), text="Data RTLH", due_on=dt.date(2021, 4, 30), **fields
    )


def attended(session):
    work.mark_present(session, make_member(), make_user())


def decided(**fields):
    return {"decided_by": make_user(), "decided_at": timezone.now(), **fields}


def decided_report(report):
    """The same report, accepted; from then on the database refuses to change it."""
    ProgressReport.objects.filter(pk=report.pk).update(status="accepted", **decided())
    report.refresh_from_db()
    return report


@dataclass
class Machine:
    """`states` {state: who makes a record in it}, `acts` {state: the act that leads there}, `ways` allowed pairs."""

    model: type
    states: dict[str, Callable]
    acts: dict[str, Callable]
    ways: set[tuple[str, str]]
    page: str
    stays: set[str] = field(default_factory=set)  # states in which acts are taken and lead nowhere else
    column: str = "status"
    with_it: dict = field(default_factory=dict)  # what a forger would send along


MACHINES = {
    "intervention": Machine(
        Intervention,
        {
            "planned": make_intervention,
            "running": lambda: make_intervention(status="running"),
            "done": lambda: make_intervention(status="done"),
            "cancelled": lambda: make_intervention(status="cancelled", reason="Sebab"),
            "carried_over": lambda: make_intervention(status="carried_over", reason="Sebab"),
        },
        {
            "running": lambda record: accepted(record, 50),
            "done": lambda record: accepted(record, 100),
            "cancelled": lambda record: work.cancel_intervention(record, make_user(), "Sebab"),
            "carried_over": lambda record: work.carry_over(record, make_target_area(2022), make_user(), "Sebab"),
        },
        {
            ("planned", "running"),
            ("planned", "done"),
            ("planned", "cancelled"),
            ("planned", "carried_over"),
            ("running", "running"),
            ("running", "done"),
            ("running", "cancelled"),
            ("running", "carried_over"),
            ("done", "running"),
            ("done", "done"),
        },
        "activities:intervention_edit",
        # The last reports of the year still come in.
        stays={"carried_over"},
        with_it={"reason": "Sebab"},
    ),
    "report": Machine(
        ProgressReport,
        {
            "draft": lambda: prove(make_report()),
            "submitted": lambda: prove(make_report(status="submitted")),
            "returned": lambda: prove(make_report(status="returned", comment="Foto", **decided())),
            "accepted": lambda: decided_report(prove(make_report(status="submitted"))),
        },
        {
            "submitted": lambda record: work.submit_report(record, record.author),
            "returned": lambda record: work.return_report(record, make_user(), "Foto"),
            "accepted": lambda record: work.accept_report(record, make_user()),
        },
        {
            ("draft", "submitted"),
            ("returned", "submitted"),
            ("submitted", "returned"),
            ("submitted", "accepted"),
            # Twice is once.
            ("submitted", "submitted"),
            ("returned", "returned"),
            ("accepted", "accepted"),
        },
        "activities:report_edit",
        with_it={"comment": "Foto", "decided_by": "1", "decided_at": "2021-07-01"},
    ),
    "session": Machine(
        Session,
        {
            "planned": make_session,
            "held": lambda: make_session(status="held"),
            "cancelled": lambda: make_session(status="cancelled", reason="Hujan"),
        },
        {
            "planned": lambda record: work.plan_session_again(record, make_user(), "Salah catat"),
            "held": lambda record: attended(record),
            "cancelled": lambda record: work.cancel_session(record, make_user(), "Hujan"),
        },
        {
            ("planned", "held"),
            ("planned", "cancelled"),
            ("held", "held"),
            ("held", "planned"),
            ("cancelled", "planned"),
        },
        "activities:session_edit",
        with_it={"reason": "Hujan"},
    ),
    "posyandu day": Machine(
        PosyanduSession,
        {
            "planned": make_posyandu_session,
            "held": lambda: make_posyandu_session(status="held"),
            "cancelled": lambda: make_posyandu_session(status="cancelled", reason="PPKM"),
        },
        {
            "planned": lambda record: work.plan_posyandu_session_again(record, make_user(), "Jadi buka"),
            "held": lambda record: work.close_posyandu_session(record, make_user()),
            "cancelled": lambda record: work.cancel_posyandu_session(record, make_user(), "PPKM"),
        },
        {
            ("planned", "held"),
            ("planned", "cancelled"),
            ("held", "held"),
            ("held", "cancelled"),
            ("cancelled", "planned"),
        },
        "activities:posyandusession_edit",
        with_it={"reason": "PPKM", "closed_at": "2021-07-15"},
    ),
    "action point": Machine(
        ActionPoint,
        {
            "open": make_point,
            "done": lambda: make_point(status="done", done_on=DAY, result="Lengkap"),
            "dropped": lambda: make_point(status="dropped", result="Tidak perlu"),
        },
        {
            "open": lambda record: work.reopen_point(record, make_user(), "Belum lengkap"),
            "done": lambda record: work.finish_point(record, make_user(), DAY, "Lengkap"),
            "dropped": lambda record: work.drop_point(record, make_user(), "Tidak perlu"),
        },
        {("open", "done"), ("open", "dropped"), ("done", "open"), ("dropped", "open")},
        "activities:actionpoint_edit",
        with_it={"done_on": "2021-07-02", "result": "Lengkap"},
    ),
}


def pairs_of():
    for name, machine in MACHINES.items():
        for before in machine.states:
            for after in machine.states:
                yield pytest.param(machine, before, after, id=f"{name}: {before} to {after}")


PAIRS = list(pairs_of())


def state_of(machine, record):
    return machine.model.objects.values_list(machine.column, flat=True).get(pk=record.pk)


@pytest.mark.parametrize(("machine", "before", "after"), PAIRS)
def test_a_form_sets_no_state(client, machine, before, after):
    record = machine.states[before]()
    client.force_login(make_user(Role.STAFF))
    address = reverse(machine.page, args=[record.public_id])
    data = fill(client, address) if client.get(address).status_code == 200 else {}
    assert not {machine.column, *machine.model.by_acts} & set(data)
    client.post(address, {**data, machine.column: after, **machine.with_it})
    assert state_of(machine, record) == before


@pytest.mark.parametrize(("machine", "before", "after"), PAIRS)
def test_the_back_office_sets_no_state(client, machine, before, after):
    record = machine.states[before]()
    client.force_login(make_user(Role.ADMIN))
    meta = machine.model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
    page, data = client.get(address), {}
    if page.status_code == 200:  # a draft is its author's own business
        form = page.context["adminform"].form
        assert not set(machine.model.by_acts) & set(form.fields)
        data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        for inline in page.context["inline_admin_formsets"]:
            data |= {f"{inline.formset.prefix}-{k}": v for k, v in inline.formset.management_form.initial.items()}
    client.post(address, {**data, machine.column: after, **machine.with_it})
    assert state_of(machine, record) == before


@pytest.mark.parametrize(("machine", "before", "after"), PAIRS)
def test_an_act_goes_only_where_it_may(machine, before, after):
    record = machine.states[before]()
    act = machine.acts.get(after)
    if act is None:
        assert not any(way[1] == after for way in machine.ways)
    elif before in machine.stays and after not in ("cancelled", "carried_over"):
        act(record)
        assert state_of(machine, record) == before
    elif (before, after) in machine.ways:
        act(record)
        assert state_of(machine, record) == after
    else:
        with pytest.raises(ValidationError):
            act(record)
        assert state_of(machine, record) == before


# The kind: every model with a state, at every entrance

WITH_STATE = [HouseRepair, SurveyRound, ProgrammeYear, *(machine.model for machine in MACHINES.values())]


@pytest.mark.parametrize("model", WITH_STATE, ids=lambda model: model.__name__)
def test_no_list_or_file_sets_what_acts_move(rf, model):
    model_admin = admin.site._registry[model]
    request = rf.get("/")
    request.user = make_user(Role.ADMIN)
    assert set(model.by_acts) <= set(model_admin.get_readonly_fields(request))
    typed = type("Typed", (type(model_admin),), {"list_editable": [*model.by_acts, "notes"]})
    assert typed(model, admin.site).list_editable == ("notes",)
    sheet = type("Sheet", (SheetResource,), {"Meta": type("Meta", (), {"model": model})})
    assert not {f.attribute for f in sheet().get_import_fields()} & set(model.by_acts)


@pytest.mark.parametrize("model", WITH_STATE, ids=lambda model: model.__name__)
def test_a_form_that_asks_for_a_state_cannot_be_made(model):
    name = model.by_acts[0]
    if not model._meta.get_field(name).editable:
        name = next((n for n in model.by_acts if model._meta.get_field(n).editable), None)
    if name is None:
        return
    form = type("Form", (RecordForm,), {"Meta": type("Meta", (), {"model": model, "fields": [name]})})
    with pytest.raises(ImproperlyConfigured):
        form(user=make_user())


def test_done_is_what_an_accepted_report_says():
    work_ = make_intervention()
    work_.status = "done"
    with pytest.raises(ValidationError, match="laporan yang diterima"):
        work_.full_clean()


# What stands in the way of an act


def test_people_who_were_there_keep_a_session_as_it_was():
    session = make_session(capacity=5)
    for _person in range(3):
        attended(session)
    for change in ({"capacity": 2}, {"date": dt.date(2027, 1, 15)}, {"date": dt.date(2021, 7, 3)}):
        changed = Session.objects.get()
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(ValidationError, match="3 orang sudah tercatat hadir"):
            changed.full_clean()
    with pytest.raises(ValidationError, match="3 orang"):
        work.cancel_session(session, make_user(), "Hujan")


def test_a_session_is_held_by_who_was_there_and_planned_again_without():
    session, member = make_session(), make_member()
    with pytest.raises(ValidationError, match="foto"):
        work.hold_session(session, make_user())
    work.mark_present(session, member, make_user())
    assert Session.objects.get().status == "held"
    work.mark_present(session, member, make_user(), present=False)
    assert Session.objects.get().status == "planned"
    assert Attendance.objects.count() == 1


def test_an_action_point_is_done_after_its_meeting_and_not_tomorrow():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for day in (dt.date(2021, 3, 1), tomorrow):
        with pytest.raises(ValidationError):
            work.finish_point(make_point(), make_user(), day, "Lengkap")
    with pytest.raises(ValidationError, match="hasil"):
        work.finish_point(make_point(), make_user(), DAY, " ")


def test_a_round_and_a_year_move_by_acts_only():
    survey, user = make_round(), make_user()
    homes.close_round(survey, user)
    with pytest.raises(ValidationError):
        homes.close_round(survey, user)
    with pytest.raises(ValidationError):
        homes.reopen_round(survey, user, "")
    assert callable(places.change_stage) and make_programme_year().stage == "running" and make_repair().status
