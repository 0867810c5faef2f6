"""The reference rows that ship with the portal: complete, repeatable, and never over what was edited by hand."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command

from activities.models import ActivityType, NeedRule
from agencies.models import Agency
from households.models import RtlhRule
from indicators.models import CityIndex, Indicator, PovertyLine
from locations.models import ProgrammeYear, Region, TargetArea

pytestmark = pytest.mark.django_db


def load():
    call_command("load_reference", stdout=StringIO())


@pytest.fixture
def loaded(db):
    load()


def test_depok_is_complete_with_official_codes(loaded):
    assert Region.objects.level(Region.Level.KECAMATAN).count() == 11
    assert Region.objects.level(Region.Level.KELURAHAN).count() == 63
    assert Region.objects.get(code="32.76.11.1001").parent.name == "Bojongsari"
    assert Region.objects.level(Region.Level.KELURAHAN).filter(name="Curug").count() == 2


def test_every_activity_type_has_the_aspect_of_its_field(loaded):
    assert ActivityType.objects.count() == 67
    pairs = set(ActivityType.objects.values_list("field", "aspect"))
    assert len(pairs) == len({field for field, _aspect in pairs}) == 10
    assert {("housing", "slum"), ("economy", "poverty"), ("health", "hdi")} <= pairs


def test_an_agency_prints_the_name_of_its_time(loaded):
    coordinator = Agency.objects.coordinators().get()
    assert coordinator.name_on(date(2021, 11, 25)) != coordinator.name_on(date(2022, 1, 1)) == coordinator.name


def test_every_need_names_the_types_that_answer_it_where_the_catalogue_has_one(loaded):
    unanswered = NeedRule.objects.filter(activity_types__isnull=True)
    assert NeedRule.objects.count() == 10
    assert [rule.code for rule in unanswered] == ["uninsured"]


def test_one_standard_decides_about_floor_space(loaded):
    assert RtlhRule.objects.get(is_default=True).min_m2_per_person == Decimal("8")
    assert not RtlhRule.objects.filter(is_confirmed=True).exists()


def test_published_figures_keep_their_series_apart(loaded):
    assert CityIndex.objects.get(year=2024).series == CityIndex.Series.SP2020
    assert CityIndex.objects.get(year=2022).series == CityIndex.Series.OLD
    assert PovertyLine.objects.get(year=2021).amount == Decimal("705084")
    assert not Indicator.objects.filter(name__startswith="IPM").exists()


def test_former_lokus_are_closed_facts_without_ranks(loaded):
    years = ProgrammeYear.objects.values_list("year", flat=True)
    assert set(years) == set(range(2015, 2026)) - {2021}
    assert not ProgrammeYear.objects.open().exists()
    assert not TargetArea.objects.exclude(result="").exists()
    boponter = TargetArea.objects.get(programme_year__year=2019)
    assert boponter.area_links.count() == 5
    assert {link.region.rw for link in boponter.area_links.filter(is_assessed=True)} == {"010", "011"}


def test_loading_twice_adds_nothing(loaded):
    entries = LogEntry.objects.count()
    before = Region.objects.count(), ActivityType.usual_agencies.through.objects.count(), entries
    load()
    assert (Region.objects.count(), ActivityType.usual_agencies.through.objects.count(), LogEntry.objects.count()) == (
        before
    )


def test_a_row_corrected_by_hand_stays_as_it_is(loaded):
    ActivityType.objects.filter(code="F01").update(name="Bedah rumah", is_active=False)
    Indicator.objects.filter(code="I13").delete()
    load()
    assert ActivityType.objects.get(code="F01").name == "Bedah rumah"
    assert not ActivityType.objects.get(code="F01").is_active
    assert Indicator.objects.filter(code="I13").exists()
