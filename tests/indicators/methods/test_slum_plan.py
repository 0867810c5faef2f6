"""The cheapest works under a slum limit: hand-made cases, and every other choice of works is dearer."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.methods.slum import DENOMINATORS, WHOLES, AreaSurvey
from indicators.methods.slum_plan import cheapest_plan, least_works


def make_survey(**volumes) -> AreaSurvey:
    """A hundred of everything; a volume is named by its criterion, as in make_survey(v2b=80)."""
    given_ = {name.removeprefix("v"): volume for name, volume in volumes.items()}
    return AreaSurvey(dict.fromkeys(DENOMINATORS, 0) | given_, **dict.fromkeys(WHOLES, 100))


def works(plan) -> list[tuple]:
    return [(work.criterion, work.volume, work.cost) for work in plan.works]


def test_an_area_under_the_limit_needs_no_work():
    plan = cheapest_plan(make_survey(v1a=100), dict.fromkeys(DENOMINATORS, 1))
    assert (plan.works, plan.cost, plan.reached) == ((), 0, True)
    assert plan.after == plan.before


def test_just_enough_is_mended_to_pass_the_next_limit():
    """Sixteen points; mending 25 of 100 buildings leaves 75 %, which scores 3 instead of 5."""
    survey = make_survey(v1a=100, v2a=100, v3a=100, v5a=40)
    plan = cheapest_plan(survey, {"1a": 1000})
    assert works(plan) == [("1a", 25, 25_000)]
    assert (plan.works[0].score_before, plan.works[0].score_after) == (5, 3)
    assert (plan.before.total, plan.after.total) == (16, 14)


def test_a_metre_is_mended_in_tenths_and_the_printed_percent_decides():
    plan = cheapest_plan(make_survey(v2b=80), {"2b": 10}, goal=3)
    assert works(plan) == [("2b", Decimal("4.1"), 41)]
    assert plan.after.criteria["2b"] == (Decimal("75.90"), 3)


def test_the_cheaper_of_two_works_is_chosen():
    """24.1 m of road take two points, 16 families one, which is enough; whichever costs less is mended."""
    survey = make_survey(v1a=100, v2a=100, v3a=100, v5a=40)
    plan = cheapest_plan(survey, {"1a": 1000, "5a": 1500, "2a": 900})
    assert works(plan) == [("2a", Decimal("24.1"), 21_690)]
    assert cheapest_plan(survey, {"1a": 1000, "5a": 1300, "2a": 900}).cost == 20_800


def test_works_are_listed_cheapest_first():
    survey = make_survey(v1a=100, v1c=100, v3a=100, v3b=100)
    plan = cheapest_plan(survey, {"1a": 30, "1c": 10, "3a": 20}, goal=5)
    assert [work.criterion for work in plan.works] == ["1c", "3a", "1a"]
    assert plan.cost == sum(work.cost for work in plan.works)


def test_what_has_no_price_cannot_be_mended():
    survey = make_survey(v1a=100, v2a=100, v3a=100, v5a=40)
    plan = cheapest_plan(survey, {"1a": None}, goal=15)
    assert (plan.works, plan.reached, plan.after.total) == ((), False, 16)


def test_what_has_no_price_is_planned_without_one_where_that_is_asked():
    """Sixteen points to fifteen: the priced septic tanks do it; without them the least of the unpriced works does."""
    survey = make_survey(v1a=100, v2a=100, v3a=100, v5a=40)
    plan = cheapest_plan(survey, {"5a": 9}, unpriced=DENOMINATORS)
    assert (works(plan), plan.unpriced) == ([("5a", 16, 144)], ())
    plan = cheapest_plan(survey, {}, unpriced=DENOMINATORS)
    assert (works(plan), plan.cost, plan.reached) == ([("5a", 16, None)], 0, True)
    assert plan.unpriced == plan.works


def test_as_few_works_without_a_price_as_possible_are_planned():
    """Ten points must go and both priced works give six: the smaller of the unpriced ones gives the other four."""
    survey = make_survey(v1a=100, v2a=100, v3a=100, v5a=40)
    plan = cheapest_plan(survey, {"1a": 100, "5a": 1}, goal=6, unpriced=["2a", "3a"])
    assert [(work.criterion, work.cost is None) for work in plan.works] == [("5a", False), ("1a", False), ("2a", True)]
    assert (plan.reached, plan.after.total) == (True, 6)


def test_the_least_works_of_a_criterion_lead_to_each_lower_score():
    survey = make_survey(v1a=100)
    assert [(work.volume, work.score_after) for work in least_works(survey, "1a")] == [(25, 3), (50, 1), (76, 0)]
    assert least_works(survey, "2a") == []
    assert least_works(make_survey(v1a=None), "2a") == []


def test_a_goal_out_of_reach_is_approached_as_near_as_the_prices_allow():
    survey = make_survey(v1a=100, v2a=100)
    plan = cheapest_plan(survey, {"1a": 7}, goal=0)
    assert (plan.reached, plan.after.total) == (False, 5)
    assert works(plan) == [("1a", 76, 532)]


def test_an_unknown_total_cannot_be_planned():
    assert cheapest_plan(make_survey(v1a=None), {"1a": 1}) is None


@pytest.mark.parametrize(("prices", "sentence"), [({"9z": 1}, "9z"), ({"1a": -1}, "1a"), ({"1a": "murah"}, "1a")])
def test_prices_that_cannot_be_are_refused(prices, sentence):
    with pytest.raises(ValueError, match=sentence):
        cheapest_plan(make_survey(), prices)


STEPS = {"1a": 1, "2b": Fraction(1, 10), "3a": 1, "4a": Fraction(1, 10_000), "5b": 1}


@st.composite
def cases(draw):
    """A survey with few buildings and families, so that one of them may carry a score over two limits."""
    wholes = dict.fromkeys(WHOLES, 100) | {"buildings": draw(st.integers(1, 9)), "households": draw(st.integers(1, 30))}
    volumes = {criterion: draw(st.integers(0, wholes[DENOMINATORS[criterion]])) for criterion in STEPS}
    prices = {criterion: draw(st.one_of(st.none(), st.integers(0, 1000))) for criterion in STEPS}
    survey = AreaSurvey(dict.fromkeys(DENOMINATORS, 0) | volumes, **wholes)
    return survey, prices, draw(st.integers(0, 25))


def least_cost_by_trial(survey, prices, goal):
    """The least cost over every choice of ends, each found by mending step after step; None if out of reach."""
    choices = [list(ends(survey, criterion, prices[criterion])) for criterion in STEPS]
    return min(
        (sum(cost for _score, cost in choice) for choice in product(*choices) if sum(s for s, _cost in choice) <= goal),
        default=None,
    )


def ends(survey, criterion, price):
    """The scores a criterion comes to as more of it is mended, each with the cost at which it first does."""
    whole = survey.wholes[DENOMINATORS[criterion]]
    volume, score = Fraction(survey.volumes[criterion]), None
    for limit in (100, 76, 51, 25):
        # Start a little short of the limit: mending from nought in ten-thousandths would take for ever.
        mended = max(volume - Fraction(limit * whole, 100), 0) // STEPS[criterion] * STEPS[criterion]
        while limit < 100 and mended < volume and printed(volume - mended, whole) >= limit:
            mended += STEPS[criterion]
        reached = score_of(printed(volume - mended, whole))
        if reached != score and (price is not None or not mended):
            yield reached, mended * (price or 0)
            score = reached


def printed(volume, whole) -> Fraction:
    return Fraction(int(10_000 * volume / whole + Fraction(1, 2)), 100)


def score_of(percent: Fraction) -> int:
    return next((score for limit, score in ((76, 5), (51, 3), (25, 1)) if percent >= limit), 0)


@given(cases())
@settings(max_examples=60)
def test_no_other_choice_of_works_is_cheaper(case):
    survey, prices, goal = case
    plan = cheapest_plan(survey, prices, goal=goal)
    least = least_cost_by_trial(survey, prices, goal)
    assert plan.reached == (least is not None)
    if plan.reached:
        assert plan.cost == least


@given(cases())
@settings(max_examples=60)
def test_the_works_do_what_the_plan_promises(case):
    survey, prices, goal = case
    plan = cheapest_plan(survey, prices, goal=goal)
    assert plan.reached == (plan.after.total <= goal)
    assert plan.after.total == plan.before.total - sum(w.score_before - w.score_after for w in plan.works)
    assert all(plan.after.criteria[work.criterion][1] == work.score_after for work in plan.works)
    assert all(0 < work.volume <= survey.volumes[work.criterion] for work in plan.works)
