"""Figures say when their sources changed after they were computed, and are computed again in the background."""

import datetime as dt
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from activities.models import Attendance, Enterprise, PosyanduMember
from agencies.roles import Role
from households.models import HouseAssessment, Household, Member, SurveyRound
from households.services import close_round, record_assessment
from households.synthetic.surveys import SOUND as SOUND_HOUSE
from imports.services import batches
from indicators import tasks
from indicators.freshness import describe, rounds_behind
from indicators.management.commands import refresh_figures
from indicators.models import Measurement, PovertyLine, RoundFigures
from indicators.services import measure_round, refresh_round
from locations.models import ProgrammeYear
from locations.services import correct_area
from tests.imports import import_files, register_files
from tests.indicators.register import ask_family, ask_person, assess
from tests.makers import (
    RT,
    RW,
    make_child,
    make_house,
    make_household,
    make_indicator,
    make_measurement,
    make_member,
    make_posyandu,
    make_region,
    make_round,
    make_rtlh_rule,
    make_session,
    make_slum_survey,
    make_target,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 3, 20)
# A house without a fault by any standard.
SOUND = SOUND_HOUSE | {"floor_area_m2": 60, "occupants": 3}


def the_round():
    return SurveyRound.objects.for_list().get()


@pytest.fixture
def computed():
    """A round with a row of most kinds, computed."""
    make_indicator(code="I05", method="unfit_house_share")
    assess(make_house(), unfit=True)
    ask_family(make_household(), food_spending=1, nonfood_spending=1)
    ask_person(make_member(), insured=True)
    make_slum_survey(round=make_round())
    measure_round(make_round())
    return the_round()


def _assessment():
    row = the_round().assessments.get()
    row.unfit = False
    row.save()


def _deleted():
    the_round().assessments.get().delete()


def _new_house():
    make_house()


def _person_moves():
    member = Member.objects.first()
    member.household = make_household(rt=f"{RW}.009")
    member.save()


def _area():
    area, by = make_target_area(), make_user()
    rt = make_region(f"{RW}.002")
    correct_area(area, on=dt.date(2021, 5, 1), by=by, reason="SK", remove=[make_region(RT)], add=[rt])


def _weighing():
    child = make_child(make_posyandu())
    assert PosyanduMember.objects.filter(member=child).exists()


def _attendance():
    session = make_session()
    Attendance.objects.create(session=session, member=Member.objects.first(), present=True)


def _business():
    Enterprise.objects.create(owner=Member.objects.first(), name="Warung", product="Sembako")


def _poverty_line():
    PovertyLine.objects.create(region=make_region("32.76"), year=2021, amount=700_000, source="BPS")


def _new_indicator():
    make_indicator(code="I34", method="insured_share")


def _slum():
    row = the_round().slum_surveys.get()
    row.buildings = 7
    row.save()


CHANGES = [
    _assessment,
    _deleted,
    _new_house,
    _person_moves,
    _area,
    _weighing,
    _attendance,
    _business,
    _poverty_line,
    _new_indicator,
    _slum,
]


def is_behind(target_area):
    return bool(rounds_behind(target_area.rounds.all()))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_any_source_is_seen_until_it_is_computed(computed, change):
    assert not is_behind(make_target_area())
    change()
    assert rounds_behind(SurveyRound.objects.all()) == [computed]
    refresh_round(the_round())
    assert not is_behind(make_target_area())


def test_what_does_not_concern_a_lokus_does_not_put_it_behind(computed):
    make_household(rt=f"{RW}.077")
    make_indicator(code="KETIK")
    make_measurement(indicator=make_indicator(code="KETIK"))
    assert not is_behind(make_target_area())


def test_a_round_never_computed_is_behind_and_a_closed_or_finished_one_is_final(computed):
    RoundFigures.objects.all().delete()
    assert is_behind(make_target_area())
    ProgrammeYear.objects.update(stage="closed")
    assert not is_behind(make_target_area())
    ProgrammeYear.objects.update(stage="running")
    close_round(the_round(), make_user())
    make_house()
    assert not is_behind(make_target_area())


def test_closing_a_round_computes_it_first(computed):
    assess(make_house(), unfit=False)
    close_round(the_round(), make_user())
    assert Measurement.objects.get().value == 50


def test_describing_costs_one_query(computed, django_assert_num_queries):
    with django_assert_num_queries(1):
        describe(computed)


def refreshed():
    out = StringIO()
    call_command("refresh_figures", stdout=out)
    return out.getvalue()


def test_the_command_computes_what_is_behind_and_nothing_else(computed):
    assert refreshed() == ""
    assess(make_house(), unfit=False)
    assert refreshed() == "Data awal Bojongsari 2021: 1 angka dihitung.\n"
    assert Measurement.objects.get().value == 50
    assert refreshed() == ""


def test_one_round_that_fails_keeps_no_other_from_being_computed(computed, monkeypatch):
    make_round("endline", starts_on=dt.date(2021, 11, 1))
    make_house()
    asked = []

    def refresh(survey_round):
        asked.append(survey_round.kind)
        if survey_round.kind == "baseline":
            raise refresh_figures.ValidationError("rusak")
        return []

    monkeypatch.setattr(refresh_figures, "refresh_round", refresh)
    err = StringIO()
    call_command("refresh_figures", stdout=StringIO(), stderr=err)
    assert sorted(asked) == ["baseline", "endline"]
    assert "rusak" in err.getvalue()


BEHIND = "Ada data yang berubah sesudah angka Data awal Bojongsari 2021 dihitung"


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADER])
def test_the_pages_of_lokus_and_indicator_say_so(client, computed, role):
    indicator = Measurement.objects.get().indicator
    make_target(indicator=indicator)
    client.force_login(make_user(role))
    urls = [indicator.get_absolute_url(), make_target_area().get_absolute_url()]
    assert not any(BEHIND in client.get(url).content.decode() for url in urls)
    make_house()
    measure = reverse("indicators:round_measure", args=[computed.public_id])
    for url in urls:
        text = client.get(url).content.decode()
        assert BEHIND in text
        assert (measure in text) == (role == Role.STAFF)


# Beside the request


def test_a_survey_leads_to_new_figures_once_it_is_committed(computed, django_capture_on_commit_callbacks):
    make_rtlh_rule()
    assert Measurement.objects.get().value == 100
    with django_capture_on_commit_callbacks(execute=True):
        record_assessment(HouseAssessment(house=make_house(), round=the_round(), assessed_on=DAY, **SOUND), make_user())
        assert Measurement.objects.get().value == 100
    assert (Measurement.objects.get().value, is_behind(make_target_area())) == (50, False)


def test_an_import_leads_to_new_figures(django_capture_on_commit_callbacks):
    make_indicator(code="I01", method="households_count")
    measure_round(make_round())
    assert Measurement.objects.get().value is None
    with django_capture_on_commit_callbacks(execute=True):
        batch = import_files.imported(register_files.PEOPLE, import_files.operator())
    lives_here = Household.objects.filter(region__code=RT).count()
    assert Measurement.objects.get().value == lives_here > 0
    with django_capture_on_commit_callbacks(execute=True):
        batches.undo(batch, batch.owner)
    assert Measurement.objects.get().value is None


def test_two_at_once_leave_the_work_to_one_that_looks_again(computed):
    """Whoever comes while another is at work does not wait; what changed meanwhile is seen."""
    with tasks._at_work:
        make_house()
        tasks.refresh_figures.call()
        assert is_behind(make_target_area())
    tasks.refresh_figures.call()
    assert not is_behind(make_target_area())


def test_only_the_round_that_was_surveyed_is_looked_at(computed):
    other = make_round("endline", starts_on=dt.date(2021, 11, 1))
    make_house()
    tasks.refresh_figures.call(computed.pk)
    assert rounds_behind(SurveyRound.objects.all()) == [SurveyRound.objects.get(pk=other.pk)]


def test_a_round_that_closes_in_this_moment_stops_nothing(computed, monkeypatch):
    make_house()
    monkeypatch.setattr(tasks, "rounds_behind", lambda rounds: [the_round()])
    close_round(the_round(), make_user())
    tasks.refresh_figures.call()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_it_and_it_is_done(settings):
    settings.TASKS = {"default": {"BACKEND": "p2wkss.base.background.ThreadBackend"}}
    make_rtlh_rule()
    make_indicator(code="I05", method="unfit_house_share")
    row = HouseAssessment(house=make_house(), round=make_round(), assessed_on=DAY, **SOUND)
    record_assessment(row, make_user())
    until = time.monotonic() + 20
    while not Measurement.objects.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert Measurement.objects.get().value == 0
    with tasks._at_work:  # the thread has ended before the tables are emptied
        pass
