"""A closed round cannot be changed by any program: imports, services, records, sets of rows, SQL itself.

By people, through forms and the back office: tests/test_closed_rounds.py.
"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agencies.roles import Role
from households import services
from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey, RoundEvent, SurveyRound
from imports.services import batches
from indicators.models import Indicator, Measurement, SlumSurvey
from indicators.services import measure, measure_round, refresh_round
from p2wkss.base.triggers import unguarded
from tests.imports import import_files, register_files
from tests.makers import (
    RW,
    make_assessment,
    make_house,
    make_household,
    make_household_survey,
    make_indicator,
    make_measurement,
    make_member,
    make_member_survey,
    make_region,
    make_round,
    make_rtlh_rule,
    make_slum_survey,
    make_user,
)

pytestmark = pytest.mark.django_db

OF_A_ROUND = [HouseAssessment, HouseholdSurvey, MemberSurvey, SlumSurvey, Measurement]
GUARDED = [*OF_A_ROUND, SurveyRound, RoundEvent]


def close(survey_round):
    services.close_round(survey_round, make_user(Role.ADMIN))
    return SurveyRound.objects.get(pk=survey_round.pk)


def held(survey_round):
    """Everything a round holds, and the round itself, value for value."""
    rows = {
        model.__name__: list(model.objects.filter(round=survey_round).order_by("pk").values()) for model in OF_A_ROUND
    }
    rows["events"] = list(survey_round.events.order_by("pk").values())
    rows["round"] = list(SurveyRound.objects.filter(pk=survey_round.pk).values())
    return rows


def filled_round(kind="baseline", **fields):
    survey_round = make_round(kind, **fields)
    make_assessment(round=survey_round, house=make_house())
    make_household_survey(round=survey_round, household=make_household())
    make_member_survey(round=survey_round, member=make_member())
    make_slum_survey(round=survey_round)
    make_measurement(round=survey_round)
    return survey_round


@pytest.fixture
def rounds():
    """A closed round and an open one of the same lokus, a row of each kind in both."""
    make_rtlh_rule()
    make_indicator(code="RTLH", method="unfit_house_share")
    return close(filled_round()), filled_round("endline", starts_on=dt.date(2021, 11, 1))


def test_every_table_of_a_round_has_its_triggers():
    assert unguarded(connection, [said.on(model) for model in GUARDED for said in model.guards]) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", ["first", "second"])
def test_the_triggers_stand_again_after_a_transactional_test(attempt):
    close(filled_round())
    assert unguarded(connection, [said.on(model) for model in GUARDED for said in model.guards]) == set()


def new_row(model, survey_round):
    """A valid unsaved row of a round."""
    day = dt.date(2021, 3, 20)
    return {
        HouseAssessment: lambda: HouseAssessment(round=survey_round, house=make_house(), assessed_on=day),
        HouseholdSurvey: lambda: HouseholdSurvey(round=survey_round, household=make_household(), surveyed_on=day),
        MemberSurvey: lambda: MemberSurvey(round=survey_round, member=make_member(), surveyed_on=day),
        SlumSurvey: lambda: SlumSurvey(round=survey_round, region=make_region(f"{RW}.044"), surveyed_on=day),
        Measurement: lambda: Measurement(
            round=survey_round,
            target_area=survey_round.target_area,
            indicator=make_indicator(),
            measured_on=day,
            value=5,
            source="Uji",
        ),
    }[model]()


def one_of(model, survey_round):
    """A row of a round; of its measurements there are those that were computed when it closed too."""
    return model.objects.filter(round=survey_round).order_by("pk")[0]


DAY = {HouseAssessment: "assessed_on", Measurement: "measured_on"}
OTHER_DAY = dt.date(2021, 3, 25)


def _save(model, shut, free):
    row = one_of(model, shut)
    setattr(row, DAY.get(model, "surveyed_on"), OTHER_DAY)
    row.save()


def _update(model, shut, free):
    model.objects.filter(round=shut).update(**{DAY.get(model, "surveyed_on"): OTHER_DAY})


def _bulk_update(model, shut, free):
    rows = list(model.objects.filter(round=shut))
    for row in rows:
        setattr(row, DAY.get(model, "surveyed_on"), OTHER_DAY)
    model.objects.bulk_update(rows, [DAY.get(model, "surveyed_on")])


def _add(model, shut, free):
    new_row(model, shut).save()


def _bulk_create(model, shut, free):
    model.objects.bulk_create([new_row(model, shut)])


def _upsert(model, shut, free):
    row = one_of(model, shut)
    day = DAY.get(model, "surveyed_on")
    setattr(row, day, OTHER_DAY)
    model.objects.bulk_create([row], update_conflicts=True, update_fields=[day], unique_fields=["id"])


def _move_out(model, shut, free):
    model.objects.filter(round=free).delete()
    model.objects.filter(round=shut).update(round=free)


def _move_in(model, shut, free):
    row = new_row(model, free)
    row.save()
    model.objects.filter(pk=row.pk).update(round=shut)


def _delete(model, shut, free):
    one_of(model, shut).delete()


def _delete_all(model, shut, free):
    model.objects.filter(round=shut).delete()


def _raw_delete(model, shut, free):
    model.objects.filter(round=shut)._raw_delete("default")


def _sql(model, shut, free):
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET version = 99 WHERE round_id = %s', [shut.pk])


def _replace(model, shut, free):
    """Put another row, of an open round, in the place of one: INSERT OR REPLACE, which only SQLite knows."""
    if connection.vendor != "sqlite":
        raise IntegrityError("closed: there is no such statement")
    table, row = model._meta.db_table, new_row(model, free)
    row.save()
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{column}"' for column in columns)
    old = one_of(model, shut).pk
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT OR REPLACE INTO "{table}" ("id", {names}) SELECT %s, {names} FROM "{table}" WHERE id = %s',
            [old, row.pk],
        )


WAYS = [
    _save,
    _update,
    _bulk_update,
    _add,
    _bulk_create,
    _upsert,
    _move_out,
    _move_in,
    _delete,
    _delete_all,
    _raw_delete,
    _sql,
    _replace,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("model", OF_A_ROUND, ids=lambda model: model.__name__)
def test_no_way_into_the_tables_changes_a_closed_round(rounds, model, way):
    shut, free = rounds
    before = held(shut)
    with pytest.raises(IntegrityError, match="closed: "), transaction.atomic():
        way(model, shut, free)
    assert held(shut) == before


@pytest.mark.parametrize("way", [way for way in WAYS if way not in (_move_in, _replace)], ids=lambda way: way.__name__)
@pytest.mark.parametrize("model", OF_A_ROUND, ids=lambda model: model.__name__)
def test_the_same_ways_change_an_open_round(rounds, model, way):
    _shut, free = rounds
    other = filled_round("midline", starts_on=dt.date(2021, 7, 1))
    before = held(free)
    way(model, free, other)
    assert held(free) != before


# The round itself


def _dates(shut):
    SurveyRound.objects.filter(pk=shut.pk).update(starts_on=dt.date(2020, 1, 1))


def _kind(shut):
    shut.kind = "midline"
    shut.save()


def _notes(shut):
    SurveyRound.objects.filter(pk=shut.pk).update(notes="lain")


def _another_closing(shut):
    SurveyRound.objects.filter(pk=shut.pk).update(closed_at=timezone.now() + dt.timedelta(days=1))


def _opened_without_a_reason(shut):
    SurveyRound.objects.filter(pk=shut.pk).update(closed_at=None)


def _deleted(shut):
    for model in OF_A_ROUND:
        model.objects.filter(round=shut)._raw_delete("default")
    shut.delete()


def _event_changed(shut):
    shut.events.update(kind="reopened", reason="Tidak ada")


def _event_deleted(shut):
    shut.events.all().delete()


@pytest.mark.parametrize(
    "way",
    [
        _dates,
        _kind,
        _notes,
        _another_closing,
        _opened_without_a_reason,
        _deleted,
        _event_changed,
        _event_deleted,
    ],
    ids=lambda way: way.__name__,
)
def test_a_closed_round_itself_stays_as_it_is(rounds, way):
    shut, _free = rounds
    before = held(shut)
    with pytest.raises(IntegrityError, match="closed: |append-only: "), transaction.atomic():
        way(shut)
    assert held(shut) == before


def test_an_empty_closed_round_is_not_deleted_either():
    shut = close(make_round())
    with pytest.raises(IntegrityError, match="closed: "), transaction.atomic():
        SurveyRound.objects.filter(pk=shut.pk)._raw_delete("default")


def test_a_reopening_without_a_reason_is_refused_and_nothing_opens(rounds):
    shut, _free = rounds
    for reason in ("", "  "):
        with pytest.raises(ValidationError, match="alasan"):
            services.reopen_round(shut, make_user(), reason)
        assert SurveyRound.objects.get(pk=shut.pk).is_closed


def test_a_round_opens_once_for_each_reason(rounds):
    shut, _free = rounds
    services.reopen_round(shut, make_user(), "Salah ketik")
    assert not SurveyRound.objects.get(pk=shut.pk).is_closed
    _update(HouseAssessment, shut, None)
    close(shut)
    with pytest.raises(IntegrityError, match="closed: "), transaction.atomic():
        _opened_without_a_reason(shut)
    assert [event.reason for event in shut.events.order_by("pk")] == ["", "Salah ketik", ""]


# Services


def _of(model, survey_round):
    return model.objects.get(round=survey_round)


SERVICES = {
    "assess again": lambda shut: services.record_assessment(_of(HouseAssessment, shut), make_user()),
    "assess anew": lambda shut: services.record_assessment(new_row(HouseAssessment, shut), make_user()),
    "ask a family again": lambda shut: services.record_household_survey(_of(HouseholdSurvey, shut), make_user()),
    "ask a family anew": lambda shut: services.record_household_survey(new_row(HouseholdSurvey, shut), make_user()),
    "ask a member again": lambda shut: services.record_member_survey(_of(MemberSurvey, shut), make_user()),
    "ask a member anew": lambda shut: services.record_member_survey(new_row(MemberSurvey, shut), make_user()),
    "measure": lambda shut: measure(Indicator.objects.get(code="RTLH"), shut),
    "measure the round": lambda shut: measure_round(shut),
    "close again": lambda shut: services.close_round(shut, make_user()),
    "hold": lambda shut: services.hold_open(shut),
}


@pytest.mark.parametrize("act", SERVICES.values(), ids=SERVICES)
def test_no_service_changes_a_closed_round(rounds, act):
    shut, _free = rounds
    before = held(shut)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        act(shut)
    assert held(shut) == before


def test_a_refresh_leaves_a_closed_round_alone(rounds):
    shut, _free = rounds
    before = held(shut)
    make_house()
    assert refresh_round(shut) == []
    assert held(shut) == before


# The import of the register

HOUSE_COLUMNS = ["atap", "dinding", "lantai"]


@pytest.mark.parametrize("closes", ["never", "before the file comes", "between preview and commit"])
def test_an_import_writes_no_answer_into_a_closed_round(closes):
    make_rtlh_rule()
    survey_round = make_round()
    if closes == "before the file comes":
        close(survey_round)
    rows = [[*row, "genteng", "tembok", "keramik"] for row in register_files.PEOPLE]
    content = register_files.text(rows, header=[*register_files.HEADER, *HOUSE_COLUMNS])
    batch = import_files.previewed(content, import_files.operator())
    if closes == "between preview and commit":
        close(survey_round)
    try:
        with transaction.atomic():
            batches.commit(batch, batch.owner)
    except ValidationError:
        assert closes == "between preview and commit"
    assert survey_round.assessments.exists() == (closes == "never")
