"""Every date of a record says whether it is a fact, a plan or a reference, and facts are never in the future."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from activities.models import PosyanduSession, Session
from tests import makers

pytestmark = pytest.mark.django_db

APPS = ["agencies", "locations", "households", "activities", "indicators", "reports"]
MEANINGS = {"fact", "held", "plan", "reference"}
TOMORROW = timezone.localdate() + dt.timedelta(days=1)


def test_every_date_says_what_it_means():
    """A moment that the program itself writes (sent, closed, decided) needs no meaning."""
    silent = [
        f"{model._meta.label}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField) and field.editable and field.name not in WRITTEN_BY_PROGRAM
        if getattr(field, "meaning", None) not in MEANINGS
    ]
    assert silent == []


WRITTEN_BY_PROGRAM = {
    "last_login",
    "previewed_at",
    "committed_at",
    "undone_at",
    "decided_at",
    "started_at",
    "finished_at",
    "computed_at",
}

# One record of each kind, with the name of a day on which something happened.
FACTS = [
    (makers.make_report, "reported_on"),
    (makers.make_assessment, "assessed_on"),
    (makers.make_household_survey, "surveyed_on"),
    (makers.make_member_survey, "surveyed_on"),
    (makers.make_repair, "proposed_on"),
    (makers.make_enrolment, "enrolled_on"),
    (makers.make_member, "birth_date"),
    (makers.make_slum_survey, "surveyed_on"),
    (makers.make_measurement, "measured_on"),
]


@pytest.mark.parametrize(("make", "name"), FACTS, ids=lambda value: getattr(value, "__name__", value))
def test_no_fact_is_written_for_tomorrow(make, name):
    with pytest.raises(ValidationError, match="masa depan"):
        make(**{name: TOMORROW})


@pytest.mark.parametrize(("make", "name"), FACTS, ids=lambda value: getattr(value, "__name__", value))
def test_no_fact_is_moved_to_tomorrow(make, name):
    record = make()
    setattr(record, name, TOMORROW)
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "masa depan" in str(refusal.value.message_dict[name])
    with pytest.raises(ValidationError, match="masa depan"), transaction.atomic():
        record.save()
    with pytest.raises(ValidationError, match="masa depan"):
        type(record).objects.filter(pk=record.pk).update(**{name: TOMORROW})
    with pytest.raises(ValidationError, match="masa depan"):
        type(record).objects.bulk_create([record])


def test_today_is_no_future():
    makers.make_report(reported_on=timezone.localdate())


def test_a_plan_may_lie_ahead():
    plan = makers.make_intervention(starts_on=TOMORROW, ends_on=TOMORROW)
    plan.full_clean()


@pytest.mark.parametrize(
    "make",
    [
        lambda: makers.make_session(status=Session.Status.HELD),
        lambda: makers.make_posyandu_session(status=PosyanduSession.Status.HELD),
        lambda: makers.make_meeting(minutes="Disepakati."),
    ],
    ids=["session", "posyandu", "meeting"],
)
def test_what_was_held_is_a_fact_and_what_is_planned_is_not(make):
    held = make()
    held.date = TOMORROW
    with pytest.raises(ValidationError, match="masa depan"):
        held.full_clean()
    with pytest.raises(ValidationError, match="masa depan"), transaction.atomic():
        held.save()
    planned = type(held).objects.get(pk=held.pk)
    planned.date = TOMORROW
    if hasattr(planned, "status"):
        planned.status = "planned"
    else:
        planned.minutes = ""
    planned.full_clean()
    planned.save()


class TestOutsideItsPeriod:
    """What lies outside of the round, plan or year it belongs to is asked about, and the answer is kept."""

    @pytest.mark.parametrize(
        ("make", "name"),
        [
            (makers.make_assessment, "assessed_on"),
            (makers.make_household_survey, "surveyed_on"),
            (makers.make_member_survey, "surveyed_on"),
            (makers.make_slum_survey, "surveyed_on"),
        ],
    )
    @pytest.mark.parametrize("day", [dt.date(2020, 12, 31), dt.date(2022, 1, 1)])
    def test_of_a_round(self, make, name, day):
        held = makers.make_round(starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2021, 12, 31))
        record = make(round=held)
        setattr(record, name, day)
        with pytest.raises(ValidationError, match="di luar") as asked:
            record.full_clean()
        assert set(asked.value.message_dict) == {"date_reason"}
        record.date_reason = "Keluarga baru pulang dari luar kota."
        record.full_clean()
        record.save()
        assert type(record).objects.get(pk=record.pk).date_reason.startswith("Keluarga")

    @pytest.mark.parametrize(("day", "asked"), [((2021, 4, 30), True), ((2021, 12, 31), False), ((2022, 3, 15), True)])
    def test_of_a_plan(self, day, asked):
        plan = makers.make_intervention(starts_on=dt.date(2021, 5, 1), ends_on=dt.date(2021, 9, 1))
        report = makers.make_report(intervention=plan, reported_on=dt.date(2021, 6, 1))
        report.reported_on = dt.date(*day)
        if asked:
            with pytest.raises(ValidationError, match="di luar"):
                report.full_clean()
            report.date_reason = "Pekerjaan selesai setelah tahun program."
        report.full_clean()

    def test_of_a_plan_that_moves_past_its_reports(self):
        plan = makers.make_intervention(starts_on=dt.date(2021, 5, 1))
        makers.make_report(intervention=plan, reported_on=dt.date(2021, 6, 1))
        plan.starts_on = dt.date(2021, 7, 1)
        with pytest.raises(ValidationError, match="dilaporkan pada 1 Juni 2021"):
            plan.full_clean()
        plan.date_reason = "Tanggal kontrak baru."
        plan.full_clean()

    def test_of_a_round_that_moves_past_its_surveys(self):
        held = makers.make_round(starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2021, 12, 31))
        makers.make_household_survey(round=held, surveyed_on=dt.date(2021, 2, 1))
        held.starts_on = dt.date(2021, 3, 1)
        with pytest.raises(ValidationError, match="Ada data"):
            held.full_clean()

    def test_an_old_row_is_not_asked_again_for_another_change(self):
        held = makers.make_round(starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2021, 12, 31))
        survey = makers.make_household_survey(round=held, surveyed_on=dt.date(2020, 2, 1))
        survey.notes = "diperbaiki"
        survey.full_clean()
