"""Poverty by spending, by criteria, by stage and by several deprivations: published cases and properties."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.methods.poverty import (
    BKKBN_21,
    BPS_CRITERIA,
    bps14,
    bps14_is_poor,
    fgt,
    multidimensional_poverty,
    prosperity_stage,
)
from tests.reference import rows

ALPHAS = (0, 1, 2)
COUNTRY_C = (100, 110, 150, 160)
STAGES = ("pra-sejahtera", "ks1", "ks2", "ks3", "ks3plus")
ALL_MET = dict.fromkeys(BKKBN_21.items, True)


# Spending


@pytest.mark.parametrize("row", rows("fgt_reference"), ids=lambda row: row["case"])
@pytest.mark.parametrize("alpha", ALPHAS)
def test_a_published_measure_is_met_to_the_digit(row, alpha):
    spending = row["values"].split(";")
    assert fgt(spending, line=row["poverty_line"], alpha=alpha) == Decimal(row[f"P{alpha}"])


@pytest.mark.parametrize("kind", [str, float, int, Decimal, Fraction])
def test_every_spelling_of_money_gives_the_same_measure(kind):
    assert fgt(map(kind, COUNTRY_C), line=kind(125), alpha=2) == Decimal("0.0136")


def test_spending_exactly_the_line_is_not_poor():
    assert fgt([125, "124.99"], line=125, alpha=0) == Decimal("0.5")


def test_a_family_counts_as_many_times_as_it_has_persons():
    assert fgt([100, 150], line=125, alpha=0, weights=iter([3, 1])) == Decimal("0.75")


def test_generators_are_read_once():
    assert fgt((paid for paid in COUNTRY_C), line=125, alpha=1, weights=(1 for _ in COUNTRY_C)) == Decimal("0.08")


@pytest.mark.parametrize("alpha", ALPHAS)
def test_nobody_is_not_nobody_poor(alpha):
    assert fgt([], line=125, alpha=alpha) is None
    assert fgt([None, ""], line=125, alpha=alpha) is None
    assert fgt([100, 200], line=125, alpha=alpha, weights=[0, 0]) is None


def test_an_unknown_line_measures_nothing():
    assert fgt(COUNTRY_C, line=None, alpha=0) is None


def test_unknown_spending_is_left_out_with_its_weight():
    assert fgt([100, None, 150], line=125, alpha=0, weights=[1, 8, 1]) == Decimal("0.5")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"alpha": 3}, "alpha"),
        ({"alpha": -1}, "alpha"),
        ({"alpha": 0.5}, "alpha"),
        ({"alpha": True}, "alpha"),
        ({"alpha": None}, "alpha"),
        ({"line": 0}, "line"),
        ({"line": -125}, "line"),
        ({"line": "satu"}, "line"),
        ({"weights": [1]}, "one for every figure"),
        ({"weights": [1, 1, 1, 1, 1]}, "one for every figure"),
        ({"weights": [1, 1, None, 1]}, "weights"),
        ({"weights": [1, 1, -1, 1]}, "weights"),
        ({"spending": [100, -5]}, "spending"),
        ({"spending": [float("nan")]}, "spending"),
    ],
)
def test_what_cannot_be_measured_is_refused(wrong, sentence):
    case = {"spending": COUNTRY_C, "line": 125, "alpha": 0} | wrong
    with pytest.raises(ValueError, match=sentence):
        fgt(case.pop("spending"), **case)


money = st.decimals(0, 10_000_000, places=2)
lines = st.decimals(Decimal("0.01"), 5_000_000, places=2)
registers = st.lists(st.tuples(money, st.integers(1, 12)), min_size=1, max_size=30)


def measured(register, line, alpha):
    return fgt([paid for paid, _ in register], line=line, alpha=alpha, weights=[persons for _, persons in register])


@given(registers, lines)
def test_a_deeper_look_never_shows_more_poverty(register, line):
    headcount, gap, severity = (measured(register, line, alpha) for alpha in ALPHAS)
    assert 1 >= headcount >= gap >= severity >= 0
    assert (headcount > 0) == (gap > 0) == (severity > 0)


@given(registers, lines, st.sampled_from(ALPHAS), st.fractions(Fraction(1, 1000), 1000))
def test_the_unit_of_money_changes_nothing(register, line, alpha, factor):
    exchanged = [(Fraction(paid) * factor, persons) for paid, persons in register]
    assert measured(exchanged, Fraction(line) * factor, alpha) == measured(register, line, alpha)


@given(registers, lines, st.sampled_from(ALPHAS), st.randoms())
def test_families_in_any_order_are_as_poor(register, line, alpha, random):
    shuffled = random.sample(register, len(register))
    assert measured(shuffled, line, alpha) == measured(register, line, alpha)


@given(registers, lines, st.sampled_from(ALPHAS), st.integers(2, 5))
def test_the_same_families_several_times_are_as_poor(register, line, alpha, times):
    assert measured(register * times, line, alpha) == measured(register, line, alpha)


@given(registers, lines, st.sampled_from(ALPHAS))
def test_a_weight_is_the_same_as_repeating_the_figure(register, line, alpha):
    repeated = [paid for paid, persons in register for _ in range(persons)]
    assert fgt(repeated, line=line, alpha=alpha) == measured(register, line, alpha)


@given(registers, lines, st.sampled_from(ALPHAS), money)
def test_a_higher_line_never_shows_less_poverty(register, line, alpha, more):
    assert measured(register, line + more, alpha) >= measured(register, line, alpha)


@given(registers, lines, st.sampled_from(ALPHAS), st.data())
def test_a_family_that_spends_more_never_adds_poverty(register, line, alpha, data):
    index = data.draw(st.integers(0, len(register) - 1))
    paid, persons = register[index]
    richer = [*register]
    richer[index] = (paid + data.draw(money), persons)
    assert measured(richer, line, alpha) <= measured(register, line, alpha)


@given(registers, registers, lines, st.sampled_from(ALPHAS))
def test_two_areas_together_are_their_average_by_persons(one, other, line, alpha):
    persons_one, persons_other = (sum(persons for _, persons in part) for part in (one, other))
    together = Fraction(measured(one + other, line, alpha)) * (persons_one + persons_other)
    apart = Fraction(measured(one, line, alpha)) * persons_one + Fraction(measured(other, line, alpha)) * persons_other
    assert abs(together - apart) < Fraction(1, 10**20)


# The 14 criteria of BPS


def test_there_are_fourteen_criteria():
    assert [int(row["no"]) for row in rows("bps_14_criteria")] == list(BPS_CRITERIA)


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ({}, 0),
        (dict.fromkeys(BPS_CRITERIA, True), 14),
        (dict.fromkeys(BPS_CRITERIA, False), 0),
        ({1: True, 2: None, 3: False, 14: True}, 2),
        ({"1": True, "14": 1, "2": 0}, 2),
        ([True] * 9 + [False] * 5, 9),
        ((number < 4 for number in range(14)), 4),
    ],
)
def test_the_criteria_that_hold_are_counted(answers, count):
    assert bps14(answers) == count


@pytest.mark.parametrize(
    ("holding", "failing", "poor"),
    [(9, 5, True), (9, 0, True), (8, 6, False), (8, 5, None), (0, 6, False), (0, 5, None), (14, 0, True)],
)
def test_nine_criteria_made_a_household_poor_unless_the_unknown_ones_decide(holding, failing, poor):
    answers = dict(zip(BPS_CRITERIA, [True] * holding + [False] * failing, strict=False))
    assert bps14_is_poor(answers) is poor


@pytest.mark.parametrize("answers", [{0: True}, {15: True}, {"a": True}, [True] * 15])
def test_an_answer_to_no_criterion_is_refused(answers):
    with pytest.raises(ValueError, match="question"):
        bps14(answers)


@pytest.mark.parametrize("answer", ["ya", 2, 1.5, [], Decimal(1)])
def test_an_answer_is_true_false_or_unknown(answer):
    with pytest.raises(TypeError, match="true, false or None"):
        bps14({1: answer})


# The stages of BKKBN


def test_the_items_and_their_blocks_are_those_of_the_questionnaire():
    names = {"KS I": "pra-sejahtera", "KS II": "ks1", "KS III": "ks2", "KS III Plus": "ks3"}
    blocks = {}
    for row in rows("bkkbn_ks_indicators"):
        blocks.setdefault(names[row["stage"]], []).append(int(row["no"]))
    assert {stage: list(items) for stage, items in BKKBN_21.blocks} == blocks


@pytest.mark.parametrize("row", rows("bkkbn_ks_indicators"), ids=lambda row: row["no"])
def test_a_single_item_not_met_keeps_a_family_below_its_stage(row):
    below = {"KS I": "pra-sejahtera", "KS II": "ks1", "KS III": "ks2", "KS III Plus": "ks3"}[row["stage"]]
    assert prosperity_stage(ALL_MET | {int(row["no"]): False}) == below


def test_a_family_that_meets_every_item_is_at_the_last_stage():
    assert prosperity_stage(ALL_MET) == "ks3plus"
    assert prosperity_stage([True] * 21) == "ks3plus"
    assert prosperity_stage({str(item): 1 for item in range(1, 22)}) == "ks3plus"


def test_the_first_failing_block_decides():
    assert prosperity_stage(ALL_MET | {21: False, 16: False, 9: False}) == "ks1"


@pytest.mark.parametrize("item", BKKBN_21.items)
def test_an_item_that_does_not_apply_counts_as_met(item):
    assert prosperity_stage(ALL_MET | {item: None}) == "ks3plus"


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({}, None),
        ({1: True}, None),
        ({6: False}, "pra-sejahtera"),
        (dict.fromkeys(range(1, 8), True), None),
        (dict.fromkeys(range(1, 8), True) | {14: False}, "ks1"),
        (dict.fromkeys(range(1, 21), True), None),
        (dict.fromkeys(range(2, 22), True), None),
    ],
)
def test_an_item_without_an_answer_is_unknown_where_it_could_decide(answers, stage):
    assert prosperity_stage(answers) == stage


@pytest.mark.parametrize("answers", [{22: True}, {0: False}, [True] * 22])
def test_an_answer_to_no_item_is_refused(answers):
    with pytest.raises(ValueError, match="question"):
        prosperity_stage(answers)


@given(st.fixed_dictionaries(dict.fromkeys(BKKBN_21.items, st.sampled_from([True, False, None]))), st.data())
def test_meeting_one_more_item_never_lowers_the_stage(answers, data):
    item = data.draw(st.sampled_from(BKKBN_21.items))
    better = STAGES.index(prosperity_stage(answers | {item: True}))
    assert better >= STAGES.index(prosperity_stage(answers))


# Several deprivations at once

WEIGHTS = {"schooling": Fraction(1, 3), "nutrition": Fraction(1, 3), "water": Fraction(1, 6), "floor": Fraction(1, 6)}


def make_row(*lacking) -> dict[str, bool]:
    return {indicator: indicator in lacking for indicator in WEIGHTS}


def test_a_case_worked_by_hand_is_met():
    """Four families: one lacks a third, one two thirds, one a sixth (not poor), one nothing."""
    register = [make_row("schooling"), make_row("nutrition", "water", "floor"), make_row("water"), make_row()]
    mpi = multidimensional_poverty(register, WEIGHTS, cutoff=Fraction(1, 3))
    assert (mpi.headcount, mpi.intensity, mpi.value) == (Fraction(1, 2), Fraction(1, 2), Fraction(1, 4))
    assert mpi.contributions == WEIGHTS
    assert (mpi.n, mpi.left_out) == (4, 0)


@pytest.mark.parametrize("cutoff", [Fraction(1, 3), 1 / 3, "1/3", 0.3333333333333333])
@pytest.mark.parametrize("third", [Fraction(1, 3), 1 / 3, "1/3"])
def test_who_lacks_exactly_the_cutoff_is_poor_however_it_is_spelt(cutoff, third):
    weights = {"schooling": third, "nutrition": third, "water": 1 / 6, "floor": 1 / 6}
    poor = multidimensional_poverty([make_row("water", "floor")], weights, cutoff=cutoff)
    assert poor.headcount == 1
    assert multidimensional_poverty([make_row("water")], weights, cutoff=cutoff).headcount == 0


def test_a_matrix_of_noughts_and_ones_is_read_in_the_order_of_the_weights():
    matrix = ([0, 0, 1, 0], [1, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0])
    mpi = multidimensional_poverty(iter(matrix), [1, 1, 1, 1], cutoff=0.5)
    assert (mpi.headcount, mpi.intensity, mpi.value) == (Fraction(1, 2), Fraction(7, 8), Fraction(7, 16))
    assert mpi.contributions == {0: Fraction(2, 7), 1: Fraction(2, 7), 2: Fraction(1, 7), 3: Fraction(2, 7)}


def test_nobody_poor_has_no_intensity():
    mpi = multidimensional_poverty([make_row()], WEIGHTS, cutoff=1)
    assert (mpi.headcount, mpi.intensity, mpi.value) == (0, None, 0)
    assert set(mpi.contributions.values()) == {None}


def test_an_empty_register_measures_nothing():
    mpi = multidimensional_poverty([], WEIGHTS, cutoff=1)
    assert (mpi.headcount, mpi.intensity, mpi.value, mpi.n) == (None, None, None, 0)


@pytest.mark.parametrize("unknown", [{"water": None}, {}])
def test_a_family_with_an_unknown_answer_is_left_out(unknown):
    answers = {"schooling": True, "nutrition": True, "floor": True} | unknown
    mpi = multidimensional_poverty([answers, make_row("schooling")], WEIGHTS, cutoff="0.3")
    assert (mpi.headcount, mpi.n, mpi.left_out) == (1, 1, 1)


@pytest.mark.parametrize("cutoff", [0, 2, -1, None, "", "sepertiga", float("nan")])
def test_a_cutoff_outside_its_range_is_refused(cutoff):
    with pytest.raises(ValueError, match="cutoff"):
        multidimensional_poverty([], WEIGHTS, cutoff=cutoff)


@pytest.mark.parametrize("weights", [{}, [], {"water": 0}, {"water": None}, {"water": -1}, {"water": 1, "floor": ""}])
def test_weights_without_a_sum_are_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        multidimensional_poverty([], weights, cutoff=1)


def test_a_deprivation_without_a_weight_is_refused():
    with pytest.raises(ValueError, match="roof"):
        multidimensional_poverty([{"roof": True}], WEIGHTS, cutoff=1)


indicators = st.lists(st.integers(0, 10), min_size=1, max_size=6).filter(any)


@st.composite
def cases(draw):
    weights = draw(indicators)
    row = st.lists(st.booleans(), min_size=len(weights), max_size=len(weights))
    register = draw(st.lists(row, min_size=1, max_size=15))
    return register, weights, draw(st.fractions(Fraction(1, 20), 1, max_denominator=60))


@given(cases())
def test_the_value_is_headcount_times_intensity_and_its_contributions_sum_to_one(case):
    register, weights, cutoff = case
    mpi = multidimensional_poverty(register, weights, cutoff=cutoff)
    assert 0 <= mpi.value <= mpi.headcount <= 1
    if mpi.headcount:
        assert mpi.value == mpi.headcount * mpi.intensity
        assert cutoff <= mpi.intensity <= 1
        assert sum(mpi.contributions.values()) == 1
        assert all(0 <= part <= 1 for part in mpi.contributions.values())


@given(cases(), st.integers(2, 9), st.randoms())
def test_the_unit_of_the_weights_and_the_order_of_families_change_nothing(case, factor, random):
    register, weights, cutoff = case
    heavier = [weight * factor for weight in weights]
    shuffled = random.sample(register, len(register))
    expected = multidimensional_poverty(register, weights, cutoff=cutoff)
    assert multidimensional_poverty(shuffled, heavier, cutoff=cutoff) == expected


@given(cases(), st.fractions(Fraction(1, 20), 1, max_denominator=60))
def test_a_stricter_cutoff_never_finds_more_poverty(case, other):
    register, weights, cutoff = case
    low, high = sorted((cutoff, other))
    loose, strict = (multidimensional_poverty(register, weights, cutoff=limit) for limit in (low, high))
    assert strict.headcount <= loose.headcount
    assert strict.value <= loose.value


@given(cases(), st.data())
def test_one_deprivation_less_never_adds_poverty(case, data):
    register, weights, cutoff = case
    lacking = [(row, column) for row, answers in enumerate(register) for column, lack in enumerate(answers) if lack]
    assume(lacking)
    row, column = data.draw(st.sampled_from(lacking))
    better = [list(answers) for answers in register]
    better[row][column] = False
    before, after = (multidimensional_poverty(rows_, weights, cutoff=cutoff) for rows_ in (register, better))
    assert after.value <= before.value
    assert after.headcount <= before.headcount
