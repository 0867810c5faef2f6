"""Measuring keeps a figure with its lineage while the round is open, and knows when its sources changed."""

import datetime as dt
from decimal import Decimal

import pytest
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from households.services import close_round, reopen_round
from indicators import services
from indicators.models import Indicator, Measurement, PovertyLine
from indicators.registry import method_choices, methods
from indicators.services import (
    fingerprint,
    is_stale,
    lineage_rows,
    measure,
    measure_round,
    recount,
    refresh_round,
    stale_measurements,
)
from locations.models import ProgrammeYear
from locations.services import correct_area
from tests.indicators.register import ask_family, ask_person, assess, fill, make_baseline
from tests.makers import (
    RT,
    RW,
    make_house,
    make_household,
    make_indicator,
    make_measurement,
    make_member,
    make_region,
    make_round,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


def rtlh():
    return make_indicator(code="I05", method="unfit_house_share", decimals=2)


def insured():
    return make_indicator(code="I34", method="insured_share", direction="up")


def everything():
    for number, slug in enumerate(methods()):
        make_indicator(code=f"M{number}", method=slug)


def test_a_measurement_keeps_everything_that_was_counted():
    make_round(ends_on=dt.date(2021, 3, 31))
    unfit, fit = make_house(), make_house()
    assess(unfit, unfit=True)
    assess(fit, unfit=False)
    make_house()
    found = measure(rtlh(), make_round())
    found.refresh_from_db()
    assert (found.value, found.numerator, found.denominator) == (50, 1, 2)
    assert (found.surveyed, found.surveyed_of) == (2, 3)
    assert (found.method, found.method_version, found.measured_on) == ("unfit_house_share", "1", dt.date(2021, 3, 31))
    assert found.source == "Dihitung dari register keluarga, Data awal Bojongsari 2021"
    assert found.lineage == {
        "model": "households.house",
        "counted": [unfit.pk],
        "of": sorted([unfit.pk, fit.pk]),
    }
    assert found.lineage_hash == fingerprint(found.lineage)


def test_measuring_again_updates_in_place():
    house = make_house()
    assessment = assess(house, unfit=True)
    first = measure(rtlh(), make_round())
    assessment.unfit = False
    assessment.save()
    second = measure(rtlh(), make_round())
    assert (second.pk, second.value, second.version) == (first.pk, 0, 2)
    assert Measurement.objects.count() == 1


def test_an_unknown_figure_is_kept_as_unknown_with_its_reason():
    indicator = make_indicator(code="I36", method="families_below_poverty_line_share")
    found = measure(indicator, make_round())
    found.refresh_from_db()
    assert (found.value, found.note) == (None, "Garis kemiskinan 2021 belum diisi.")


def test_a_closed_round_is_not_measured_until_it_is_reopened():
    assess(make_house(), unfit=True)
    survey_round, staff = make_round(), make_user()
    kept = measure(rtlh(), survey_round)
    close_round(survey_round, staff)
    for act in (lambda: measure(rtlh(), survey_round), lambda: measure_round(survey_round)):
        with pytest.raises(ValidationError, match="sudah ditutup"):
            act()
    assert Measurement.objects.get().version == kept.version
    reopen_round(survey_round, staff, "Perbaikan")
    assert measure(rtlh(), survey_round).version == 2


def test_a_round_of_a_finished_year_is_not_measured():
    survey_round = make_round()
    ProgrammeYear.objects.update(stage="closed")
    with pytest.raises(ValidationError, match="sudah selesai"):
        measure(rtlh(), survey_round)


@pytest.mark.parametrize("method", ["", "no_such_method"])
def test_a_typed_in_indicator_is_not_computed(method):
    with pytest.raises(ValidationError, match="diisi petugas"):
        measure(make_indicator(method=method), make_round())


def test_a_round_is_measured_whole_and_typed_in_figures_stay():
    assess(make_house(), unfit=True)
    ask_person(make_member(), insured=True)
    rtlh(), insured()
    make_indicator(code="OFF", method="ks_pra_share", is_active=False)
    make_indicator(code="GONE", method="no_such_method")
    typed = make_measurement(indicator=make_indicator(code="HAND"), round=make_round(), value=7)
    found = measure_round(make_round())
    assert {row.indicator.code: row.value for row in found} == {"I05": 100, "I34": 100}
    typed.refresh_from_db()
    assert (typed.value, typed.version) == (7, 1)
    assert Measurement.objects.count() == 3


def test_who_measured_stands_in_the_audit_trail():
    by = make_user()
    found = measure(rtlh(), make_round(), by)
    assert LogEntry.objects.get_for_object(found).get().actor == by


def test_measuring_what_has_not_changed_writes_no_history():
    assess(make_house(), unfit=True)
    found = measure(rtlh(), make_round())
    measure(rtlh(), make_round())
    assert LogEntry.objects.get_for_object(found).count() == 1


def test_measuring_costs_what_it_costs_whatever_the_number_of_rows(django_assert_max_num_queries):
    everything()
    survey_round = make_baseline()
    costs = []
    for seed, families in ((1, 5), (2, 5), (3, 15)):
        fill(survey_round, families=families, seed=seed)
        # What changed writes history; that is counted apart, since a figure can come out the same by chance.
        with disable_auditlog(), django_assert_max_num_queries(180) as counted:
            measure_round(survey_round)
        costs.append(len(counted))
        with disable_auditlog(), django_assert_max_num_queries(18):
            measure(Indicator.objects.get(method="unfit_house_share"), survey_round)
    # The first time rows are inserted, later they are updated.
    assert costs[1] == costs[2]


def test_a_fresh_figure_is_not_stale():
    everything()
    survey_round = make_baseline()
    fill(survey_round, families=5)
    measured = measure_round(survey_round)
    assert len(measured) == len(methods())
    assert [row.method for row in measured if is_stale(row)] == []
    assert stale_measurements(survey_round) == []
    assert refresh_round(survey_round) == []


def _answer_changes():
    ask = assess(make_house(), unfit=True)
    yield
    ask.unfit = False
    ask.save()


def _answer_is_deleted():
    ask = assess(make_house(), unfit=True)
    yield
    ask.delete()


def _two_houses_change_places():
    """The value stays 50 %, the houses behind it do not."""
    first, second = assess(make_house(), unfit=True), assess(make_house(), unfit=False)
    yield
    first.unfit, second.unfit = False, True
    first.save()
    second.save()


def _house_is_added_to_the_register():
    assess(make_house(), unfit=True)
    yield
    make_house()


def _area_is_corrected():
    assess(make_house(), unfit=True)
    yield
    correct_area(
        make_target_area(),
        on=dt.date(2021, 5, 1),
        by=make_user(),
        reason="SK",
        remove=[make_region(RT)],
        add=[make_region(f"{RW}.002")],
    )


def _written_in_bulk():
    ask = assess(make_house(), unfit=True)
    yield
    type(ask).objects.filter(pk=ask.pk).update(unfit=None)


CHANGES = [
    _answer_changes,
    _answer_is_deleted,
    _two_houses_change_places,
    _house_is_added_to_the_register,
    _area_is_corrected,
    _written_in_bulk,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_figure_is_stale_when_its_sources_changed(change):
    story = change()
    next(story)
    found = measure(rtlh(), make_round())
    assert not is_stale(found)
    next(story, None)
    found = Measurement.objects.get(pk=found.pk)
    assert is_stale(found)
    assert stale_measurements(make_round()) == [found]
    assert refresh_round(make_round()) == [found]
    assert not is_stale(Measurement.objects.get(pk=found.pk))


def test_another_poverty_line_makes_a_figure_stale():
    family = make_household()
    make_member(household=family)
    ask_family(family, food_spending=500_000, nonfood_spending=100_000)
    line = PovertyLine.objects.create(region=make_region("32.76"), year=2021, amount=700_000, source="BPS")
    found = measure(make_indicator(method="families_below_poverty_line_share"), make_round())
    PovertyLine.objects.filter(pk=line.pk).update(amount=550_000)
    assert is_stale(found)
    assert recount(found).value == 0


def test_another_version_of_the_method_makes_a_figure_stale():
    found = measure(rtlh(), make_round())
    Measurement.objects.update(method_version="0")
    found.refresh_from_db()
    assert is_stale(found)


def test_a_figure_of_a_closed_round_or_typed_in_is_final():
    assess(make_house(), unfit=True)
    found = measure(rtlh(), make_round())
    close_round(make_round(), make_user())
    make_house()
    found = Measurement.objects.get(pk=found.pk)
    assert not is_stale(found)
    assert stale_measurements(make_round()) == []
    assert (found.surveyed_of, recount(found).surveyed_of) == (1, 2)
    typed = make_measurement()
    assert not is_stale(typed)
    assert recount(typed) is None


def test_a_refresh_computes_what_was_never_computed():
    assess(make_house(), unfit=True)
    measure(rtlh(), make_round())
    new = insured()
    assert [row.indicator for row in refresh_round(make_round())] == [new]


def test_a_figure_is_walked_back_to_the_rows_a_reader_may_see():
    unfit, fit = make_house(), make_house()
    assess(unfit, unfit=True)
    assess(fit, unfit=False)
    found = measure(rtlh(), make_round())
    assert set(lineage_rows(found, make_user())) == {unfit}
    assert set(lineage_rows(found, make_user(), "of")) == {unfit, fit}
    assert not lineage_rows(found, make_user("leader")).exists()
    assert lineage_rows(make_measurement(), make_user()) is None


def test_a_large_area_keeps_a_hash_that_can_be_counted_again(monkeypatch):
    monkeypatch.setattr(services, "IDS_KEPT_UP_TO", 1)
    unfit = make_house()
    ask = assess(unfit, unfit=True)
    make_member()
    make_member()
    found = measure(rtlh(), make_round())
    found.refresh_from_db()
    assert found.lineage == {"model": "households.house", "counted_number": 1, "of_number": 1}
    assert found.lineage_hash == fingerprint(recount(found).lineage)
    assert set(lineage_rows(found, make_user())) == {unfit}
    assert not is_stale(found)
    ask.unfit = False
    ask.save()
    assert is_stale(found)
    assert lineage_rows(found, make_user()) is None


def test_every_method_says_how_its_figure_is_made():
    assert len(method_choices()) == len(methods())
    for slug, label in method_choices():
        found = methods()[slug]
        assert label
        assert found.unit
        assert found.version
        assert len(found.about) > 40


def test_a_share_keeps_four_decimals():
    for unfit in (True, False, False):
        assess(make_house(), unfit=unfit)
    found = measure(rtlh(), make_round())
    found.refresh_from_db()
    assert found.value == Decimal("33.3333")
