"""A figure older than its data says so wherever it is printed or exported, and is repaired by whoever finds it."""

import csv
import datetime as dt
import io
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from households.models import SurveyRound
from indicators import tasks
from indicators.freshness import rounds_behind
from indicators.models import Measurement
from indicators.services import measure_round
from locations.models import ProgrammeYear
from reports.services import take_snapshot
from reports.sheets import SHEETS, Scope
from tests.makers import (
    make_assessment,
    make_house,
    make_household,
    make_indicator,
    make_round,
    make_rtlh_rule,
    make_target,
    make_user,
)

pytestmark = pytest.mark.django_db

MARK = "Angka Data awal Bojongsari 2021 belum memuat perubahan data terakhir."


@pytest.fixture
def behind():
    """A round whose figures are older than its data."""
    make_rtlh_rule()
    survey_round = make_round(ends_on=dt.date(2021, 3, 31))
    make_household(house=make_house())
    make_assessment(round=survey_round, house=make_house(), unfit=True)
    indicator = make_indicator(code="I01", method="unfit_house_share", is_headline=True)
    make_target(indicator=indicator)
    measure_round(survey_round)
    assert not rounds_behind(SurveyRound.objects.all())
    make_house()
    return survey_round


def text_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig") if answer.streaming else answer.text


def addresses(survey_round):
    indicator, lokus = Measurement.objects.get().indicator, survey_round.target_area
    return {
        "targets": reverse("indicators:target_list"),
        "measurements": reverse("indicators:measurement_list"),
        "targets as a file": reverse("indicators:target_list") + "?format=csv",
        "measurements as a file": reverse("indicators:measurement_list") + "?format=csv",
        "the story as a file": indicator.get_absolute_url() + f"?lokus={lokus.public_id}&format=csv",
        "the sheet": reverse("reports:sheet_detail", args=["indicators"]) + "?year=2021",
        "the sheet as a file": reverse("reports:sheet_file", args=["indicators"]) + "?year=2021",
    }


NAMES = [
    "targets",
    "measurements",
    "targets as a file",
    "measurements as a file",
    "the story as a file",
    "the sheet",
    "the sheet as a file",
]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_so_and_no_longer_once_it_is_computed(client, behind, name):
    client.force_login(make_user(Role.STAFF))
    address = addresses(behind)[name]
    assert MARK in text_of(client.get(address))
    measure_round(behind)
    assert MARK not in text_of(client.get(address))


def test_the_leaders_first_page_says_so(client, behind):
    client.force_login(make_user(Role.LEADER))
    assert "belum memuat perubahan itu" in client.get("/").text


def test_a_frozen_sheet_keeps_saying_so(behind):
    snapshot = take_snapshot(sheet="indicators", target_area=behind.target_area, by=make_user(Role.STAFF))
    assert any(MARK in str(value) for row in snapshot.rows for value in row)


@pytest.mark.parametrize("name", NAMES)
def test_whoever_finds_it_has_it_repaired(client, behind, django_capture_on_commit_callbacks, name):
    client.force_login(make_user(Role.STAFF))
    with django_capture_on_commit_callbacks(execute=True):
        text_of(client.get(addresses(behind)[name]))
    assert not rounds_behind(SurveyRound.objects.all())


def test_a_portal_that_is_read_only_repairs_nothing(client, behind, settings, django_capture_on_commit_callbacks):
    settings.READ_ONLY = True
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.found_behind(SurveyRound.objects.all()) == [behind]
    assert rounds_behind(SurveyRound.objects.all()) == [behind]


@pytest.mark.parametrize("final", ["round", "year"])
def test_a_figure_that_is_final_is_neither_marked_nor_computed(behind, django_capture_on_commit_callbacks, final):
    if final == "round":
        SurveyRound.objects.update(closed_at=timezone.now())
    else:
        ProgrammeYear.objects.update(stage="closed")
    before = Measurement.objects.get().updated_at
    with django_capture_on_commit_callbacks(execute=True):
        sheet = SHEETS["indicators"]()
        rows = list(sheet.table(Scope.of_year(make_user(Role.STAFF), 2021)))
    assert MARK not in str(rows)
    assert Measurement.objects.get().updated_at == before


def test_the_start_and_the_timer_repair_what_was_left(behind, monkeypatch):
    """The loop looks at once and again after its pause; a database that is away stops nothing."""
    calls = []

    def look():
        calls.append(1)
        if len(calls) == 1:
            raise tasks.DatabaseError
        if len(calls) > 2:
            raise SystemExit

    monkeypatch.setattr(tasks, "refresh_figures", SimpleNamespace(call=look))
    tasks.keep_fresh(0).join(5)
    assert len(calls) == 3


def test_files_stay_readable_tables(client, behind):
    client.force_login(make_user(Role.STAFF))
    text = text_of(client.get(addresses(behind)["targets as a file"]))
    [row] = csv.DictReader(io.StringIO(text))
    assert MARK in row.values()
