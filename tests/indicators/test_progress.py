"""Baseline, now and target in percent of the way, a status by time, and words."""

import datetime as dt
from decimal import Decimal

import pytest

from indicators.models import Indicator, Target
from indicators.progress import Standing, change_in_words, progress_of

MARCH, JULY, DUE = dt.date(2021, 3, 1), dt.date(2021, 7, 15), dt.date(2021, 11, 28)


def target(baseline, goal, direction="down", *, unit="%", decimals=0, baseline_on=MARCH, due_on=DUE):
    return Target(
        indicator=Indicator(unit=unit, direction=direction, decimals=decimals),
        baseline=None if baseline is None else Decimal(baseline),
        baseline_on=baseline_on,
        target=None if goal is None else Decimal(goal),
        due_on=due_on,
    )


def judge(goal, now, on=JULY, today=JULY):
    return progress_of(goal, now=None if now is None else Decimal(now), now_on=on, today=today)


@pytest.mark.parametrize(
    ("direction", "baseline", "goal", "now", "percent", "status"),
    [
        ("down", 40, 20, 30, "50.0", "on_track"),
        ("down", 40, 20, 31, "45.0", "behind"),
        ("down", 40, 20, 20, "100.0", "reached"),
        ("down", 40, 20, 12, "140.0", "reached"),
        ("down", 40, 20, 44, "-20.0", "behind"),
        ("up", 60, 90, 75, "50.0", "on_track"),
        ("up", 60, 90, 70, "33.3", "behind"),
        ("up", 60, 90, 90, "100.0", "reached"),
        ("up", 60, 90, 55, "-16.7", "behind"),
    ],
)
def test_half_the_time_asks_for_half_the_way(direction, baseline, goal, now, percent, status):
    found = judge(target(baseline, goal, direction), now)
    assert (found.percent_of_way, found.expected_percent, found.status) == (Decimal(percent), Decimal("50.0"), status)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(dt.date(2021, 1, 1), "0.0"), (MARCH, "0.0"), (DUE, "100.0"), (dt.date(2022, 1, 1), "100.0")],
)
def test_the_expected_way_runs_from_baseline_to_due_date(on, expected):
    assert judge(target(40, 20), 40, on=on).expected_percent == Decimal(expected)


def test_the_baseline_itself_is_on_schedule():
    assert judge(target(40, 20), 40, on=MARCH, today=MARCH).status == "on_track"


def test_an_old_measurement_is_judged_by_its_own_day_until_the_target_is_due():
    assert judge(target(40, 20), 30, on=JULY, today=DUE).status == "on_track"
    assert judge(target(40, 20), 30, on=JULY, today=DUE + dt.timedelta(1)).status == "behind"
    assert judge(target(40, 20), 20, on=JULY, today=DUE + dt.timedelta(1)).status == "reached"


@pytest.mark.parametrize(
    ("goal", "now", "status"),
    [
        (target(40, 20), None, "unknown"),
        (target(40, None, due_on=None), 30, "unknown"),
        (target(None, 20, baseline_on=None), 30, "unknown"),
        (target(None, 20, baseline_on=None), 19, "reached"),
        (target(40, 20, "context"), 10, "unknown"),
    ],
)
def test_what_is_not_known_is_not_judged(goal, now, status):
    found = judge(goal, now)
    assert (found.percent_of_way, found.status) == (None, status)


@pytest.mark.parametrize(("now", "status"), [(20, "reached"), (21, "behind")])
def test_a_target_to_stay_as_good_has_no_way(now, status):
    found = judge(target(20, 20), now)
    assert (found.percent_of_way, found.status) == (None, status)


def test_a_target_due_at_once_expects_the_whole_way():
    assert judge(target(40, 20, due_on=MARCH), 30, today=MARCH).expected_percent == 100


@pytest.mark.parametrize(
    ("unit", "decimals", "direction", "before", "now", "words"),
    [
        ("%", 0, "down", "47", "35", "turun 12 poin, membaik"),
        ("%", 2, "down", "35.5", "47.25", "naik 11,75 poin, memburuk"),
        ("rumah", 0, "down", "30", "18", "turun 12 rumah, membaik"),
        ("tahun", 2, "up", "7.5", "8", "naik 0,50 tahun, membaik"),
        ("skor (0–80)", 0, "down", "38", "15", "turun 23 poin, membaik"),
        ("Rp", 0, "up", "800000", "650000", "turun Rp150.000, memburuk"),
        ("KK", 0, "context", "130", "133", "naik 3 KK"),
        ("%", 0, "down", "20", "20.4", "tetap"),
        ("%", 0, "down", "20", None, "belum diukur"),
        ("%", 0, "down", None, "20", "data awal belum ada"),
    ],
)
def test_the_change_is_said_in_words(unit, decimals, direction, before, now, words):
    indicator = Indicator(unit=unit, decimals=decimals, direction=direction)
    figures = [None if figure is None else Decimal(figure) for figure in (before, now)]
    assert change_in_words(indicator, *figures) == words


def test_every_status_has_a_label():
    found = {judge(target(40, 20), now).status for now in (20, 30, 31, None)}
    assert found == set(Standing) and all(Standing.labels)
