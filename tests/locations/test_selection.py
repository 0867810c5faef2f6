"""The ranking of candidates: hand-made cases, ties, missing figures, and draws against closed forms."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from locations.selection import EQUAL_WEIGHTS, NEEDIER, Candidate, rank, sensitivity

PROJECT = Path(__file__).resolve().parents[2]
SCALES = ("min-max", "z")
EQUAL = {"slum": 1, "poverty": 1, "hdi": 1}

# Invented: A leads on slums, B on poverty and development, C lies behind both.
TRIO = {
    "A": {"slum": 60, "poverty": 30, "hdi": 60},
    "B": {"slum": 20, "poverty": 40, "hdi": 55},
    "C": {"slum": 38, "poverty": 10, "hdi": 70},
}


def make_candidate(key, slum=0, poverty=0, hdi=0) -> Candidate:
    return Candidate(key, slum, poverty, hdi)


def of_slum_only(*figures) -> dict:
    return {key: {"slum": figure, "poverty": 5, "hdi": 70} for key, figure in zip("ABCDEFG", figures, strict=False)}


def drawn(candidates=TRIO, weights=EQUAL, *, draws=50, seed=7, normalise="min-max"):
    return sensitivity(candidates, weights, draws=draws, seed=seed, normalise=normalise)


def entry(ranking, key):
    return next(entry for entry in ranking.entries if entry.key == key)


# Ranking


def test_a_case_worked_by_hand_is_met():
    ranking = rank(TRIO, EQUAL)
    assert ranking.ranks == {"A": 1, "B": 2, "C": 3}
    assert entry(ranking, "A").values == {
        "slum": 1,
        "poverty": Decimal("0.6666666666666666666666666667"),
        "hdi": Decimal("0.6666666666666666666666666667"),
    }
    assert [round(entry(ranking, key).score, 4) for key in "ABC"] == [
        Decimal("0.7778"),
        Decimal("0.6667"),
        Decimal("0.1500"),
    ]


def test_standard_deviations_of_a_case_worked_by_hand_are_met():
    """Slum 10, 20, 30: the mean is 20, the deviation of all three the root of 200/3."""
    ranking = rank(of_slum_only(10, 20, 30), {"slum": 1}, normalise="z")
    scores = [round(entry(ranking, key).score, 6) for key in "ABC"]
    assert scores == [Decimal("-1.224745"), 0, Decimal("1.224745")]


@pytest.mark.parametrize("normalise", SCALES)
@pytest.mark.parametrize(("aspect", "first"), [("slum", "high"), ("poverty", "high"), ("hdi", "low")])
def test_need_grows_with_slums_and_poverty_and_falls_with_development(aspect, first, normalise):
    same = {"slum": 30, "poverty": 5, "hdi": 60}
    candidates = {"low": same | {aspect: 20}, "high": same | {aspect: 40}}
    assert rank(candidates, EQUAL, normalise=normalise).first == (first,)


@pytest.mark.parametrize("normalise", SCALES)
def test_equal_scores_share_a_rank_and_the_next_one_is_skipped(normalise):
    ranking = rank(of_slum_only(30, 20, 30, 10), EQUAL, normalise=normalise)
    assert ranking.ranks == {"A": 1, "C": 1, "B": 3, "D": 4}
    assert [entry.key for entry in ranking.entries] == ["A", "C", "B", "D"]
    assert [entry.tied for entry in ranking.entries] == [True, True, False, False]
    assert ranking.first == ("A", "C")


@pytest.mark.parametrize("normalise", SCALES)
def test_different_figures_that_weigh_the_same_are_a_tie(normalise):
    candidates = [
        make_candidate("A", slum="0.3", poverty=10),
        make_candidate("B", slum="0.1", poverty=30),
        make_candidate("C", slum="0.2", poverty=20),
    ]
    assert set(rank(candidates, EQUAL, normalise=normalise).ranks.values()) == {1}


def test_the_last_digit_of_a_floating_point_number_breaks_no_tie():
    assert rank(of_slum_only(0.1 + 0.2, 0.3, 0.0), EQUAL).first == ("A", "B")


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_a_candidate_with_a_missing_figure_is_listed_apart_and_moves_nobody(nothing):
    unknown = {"slum": 80, "poverty": nothing, "hdi": nothing}
    ranking = rank(TRIO | {"D": unknown}, EQUAL)
    assert ranking.entries == rank(TRIO, EQUAL).entries
    assert [(candidate.key, candidate.missing) for candidate in ranking.incomplete] == [("D", ("poverty", "hdi"))]


def test_a_figure_that_is_not_there_is_missing():
    assert rank({"A": {"slum": 1}}, EQUAL).incomplete[0].missing == ("poverty", "hdi")


@pytest.mark.parametrize("normalise", SCALES)
def test_an_aspect_in_which_all_are_alike_tells_nothing(normalise):
    ranking = rank(of_slum_only(30, 20), EQUAL, normalise=normalise)
    assert all(entry.values["poverty"] == entry.values["hdi"] == 0 for entry in ranking.entries)
    assert ranking.first == ("A",)


@pytest.mark.parametrize("normalise", SCALES)
def test_candidates_alike_in_everything_are_all_first(normalise):
    ranking = rank(of_slum_only(30, 30, 30), EQUAL, normalise=normalise)
    assert ranking.first == ("A", "B", "C")


@pytest.mark.parametrize("normalise", SCALES)
@pytest.mark.parametrize("candidates", [[], {}, iter(()), {"A": {"slum": None, "poverty": None, "hdi": None}}])
def test_without_a_complete_candidate_nobody_is_first(candidates, normalise):
    ranking = rank(candidates, EQUAL, normalise=normalise)
    assert (ranking.entries, ranking.first, ranking.ranks) == ((), (), {})


def test_weights_are_shares_of_their_sum_and_equal_unless_given():
    third = Decimal("0.3333333333333333333333333333")
    assert rank(TRIO).weights == rank(TRIO, {"slum": 5, "poverty": 5, "hdi": 5}).weights
    assert rank(TRIO).weights == dict.fromkeys(NEEDIER, third)
    assert rank(TRIO, {"slum": "2", "poverty": 1.0, "hdi": Decimal(1)}).weights["slum"] == Decimal("0.5")


def test_an_aspect_left_out_or_without_weight_does_not_count():
    assert rank(TRIO, {"slum": 1}).ranks == {"A": 1, "C": 2, "B": 3}
    assert rank(TRIO, {"slum": 1, "poverty": 0, "hdi": 0}).ranks == {"A": 1, "C": 2, "B": 3}


def test_the_parts_of_a_score_sum_to_it():
    for candidate in rank(TRIO, {"slum": 3, "poverty": 2, "hdi": 1}).entries:
        assert round(sum(candidate.parts.values()), 10) == round(candidate.score, 10)


def test_rows_and_a_mapping_give_the_same_ranking():
    as_rows = (Candidate(key, **figures) for key, figures in TRIO.items())
    assert rank(as_rows, EQUAL) == rank(TRIO, EQUAL)


@pytest.mark.parametrize("kind", [str, float, Decimal, Fraction])
def test_every_spelling_of_a_number_gives_the_same_ranking(kind):
    spelt = {key: {aspect: kind(figure) for aspect, figure in row.items()} for key, row in TRIO.items()}
    assert rank(spelt, EQUAL) == rank(TRIO, EQUAL)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({}, "weights"),
        ({"slum": 0, "poverty": 0, "hdi": 0}, "weights"),
        ({"slum": -1, "poverty": 1, "hdi": 1}, "weights"),
        ({"slum": None, "poverty": 1, "hdi": 1}, "weights"),
        ({"ipm": 1}, "unknown aspects: ipm"),
        ({"slum": float("nan")}, "slum"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        rank(TRIO, weights)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="A, slum"):
        rank(of_slum_only("banyak"), EQUAL)
    with pytest.raises(TypeError, match="A, slum"):
        rank(of_slum_only(True), EQUAL)


def test_an_unknown_aspect_of_a_candidate_is_refused():
    with pytest.raises(ValueError, match="unknown aspects: ipm"):
        rank({"A": {"slum": 1, "poverty": 1, "ipm": 1}}, EQUAL)


def test_a_candidate_given_twice_is_refused():
    with pytest.raises(ValueError, match="given twice"):
        rank([make_candidate("A"), make_candidate("A")], EQUAL)


def test_an_unknown_scale_is_refused():
    with pytest.raises(ValueError, match="min-max nor z"):
        rank(TRIO, EQUAL, normalise="rank")


figures = st.fixed_dictionaries(
    {"slum": st.integers(0, 80), "poverty": st.decimals(0, 100, places=1), "hdi": st.decimals(1, 100, places=1)}
)
fields = st.dictionaries(st.sampled_from("ABCDEFGH"), figures, min_size=1)
weightings = st.fixed_dictionaries(dict.fromkeys(NEEDIER, st.integers(0, 10))).filter(lambda w: any(w.values()))
scales = st.sampled_from(SCALES)


@given(fields, weightings)
def test_scores_of_the_range_stay_between_nought_and_one(candidates, weights):
    ranking = rank(candidates, weights)
    assert all(0 <= entry.score <= 1 for entry in ranking.entries)
    assert all(0 <= value <= 1 for entry in ranking.entries for value in entry.values.values())


@given(fields, weightings)
def test_standard_deviations_of_an_aspect_have_mean_nought_and_square_one(candidates, weights):
    for aspect in NEEDIER:
        values = [entry.values[aspect] for entry in rank(candidates, weights, normalise="z").entries]
        spread = len({row[aspect] for row in candidates.values()}) > 1
        assert abs(sum(values)) < Decimal("1e-20")
        assert abs(sum(value * value for value in values) / len(values) - spread) < Decimal("1e-20")


@given(fields, weightings, scales, st.randoms())
def test_candidates_in_any_order_rank_the_same(candidates, weights, normalise, random):
    shuffled = dict(random.sample(sorted(candidates.items()), len(candidates)))
    assert rank(shuffled, weights, normalise=normalise) == rank(candidates, weights, normalise=normalise)


@given(fields, weightings, scales, st.integers(1, 1000), st.integers(0, 1000))
def test_the_unit_and_the_origin_of_an_aspect_change_nothing(candidates, weights, normalise, factor, shift):
    moved = {key: row | {"slum": row["slum"] * factor + shift} for key, row in candidates.items()}
    ranking, expected = (rank(rows, weights, normalise=normalise) for rows in (moved, candidates))
    assert [(entry.key, entry.rank, entry.score) for entry in ranking.entries] == [
        (entry.key, entry.rank, entry.score) for entry in expected.entries
    ]


@given(fields, weightings, scales, st.integers(1, 50))
def test_ranks_follow_the_scores(candidates, weights, normalise, factor):
    heavier = {aspect: weight * factor for aspect, weight in weights.items()}
    ranking = rank(candidates, heavier, normalise=normalise)
    scores = [entry.score for entry in ranking.entries]
    assert scores == sorted(scores, reverse=True)
    assert [entry.rank for entry in ranking.entries] == [
        1 + sum(other > entry.score for other in scores) for entry in ranking.entries
    ]
    assert ranking == rank(candidates, weights, normalise=normalise)


@given(fields, weightings, scales, st.sampled_from(sorted(NEEDIER)))
def test_who_is_needier_in_one_aspect_and_alike_in_the_rest_never_ranks_behind(candidates, weights, normalise, aspect):
    row = next(iter(candidates.values()))
    twins = candidates | {"needier": row | {aspect: row[aspect] + NEEDIER[aspect]}, "twin": row}
    ranks = rank(twins, weights, normalise=normalise).ranks
    assert ranks["needier"] <= ranks["twin"]


# Sensitivity


def test_flip_points_of_a_case_worked_by_hand_are_met():
    """A leads B by 1 on slums and trails it by 1/3 on both others: level where t = (1 - t) / 3, at a quarter."""
    outcome = drawn()
    assert outcome.first == ("A",)
    assert outcome.flip_weight == {"slum": Decimal("0.25"), "poverty": Decimal("0.5"), "hdi": Decimal("0.5")}
    assert (outcome.flip_points["slum"].below, outcome.flip_points["slum"].above) == (Decimal("0.25"), None)


@pytest.mark.parametrize("normalise", SCALES)
def test_who_leads_in_everything_never_loses_the_first_place(normalise):
    outcome = drawn(TRIO | {"A": {"slum": 80, "poverty": 50, "hdi": 40}}, normalise=normalise)
    assert outcome.first_share == 1
    assert outcome.shares == {"A": 1, "B": 0, "C": 0}
    assert set(outcome.flip_weight.values()) == {None}


def test_a_tie_that_any_move_would_break_flips_at_the_present_weight():
    candidates = [make_candidate("A", slum=10), make_candidate("B", poverty=10)]
    outcome = drawn(candidates)
    assert outcome.first == ("A", "B")
    assert outcome.flip_weight["slum"] == outcome.flip_weight["poverty"] == Decimal("0.3333333333333333333333333333")
    assert outcome.flip_weight["hdi"] is None
    assert outcome.first_share == 0


@pytest.mark.parametrize("figures_", [(30, 30, 10), (0.3, 0.1 + 0.2, 0.1), (0.1 + 0.2, 0.3, 0.1)])
def test_twins_stay_first_together(figures_):
    outcome = drawn(of_slum_only(*figures_))
    assert outcome.first == ("A", "B")
    assert outcome.first_share == 1
    assert outcome.shares == {"A": 1, "B": 1, "C": 0}
    assert set(outcome.flip_weight.values()) == {None}


def test_being_level_only_at_the_very_end_is_no_change_of_hands():
    candidates = [make_candidate("A", slum=10, poverty=10), make_candidate("B", slum=10, poverty=0)]
    assert drawn(candidates).flip_weight["slum"] is None


def test_a_single_candidate_stands_firm():
    outcome = drawn({"A": TRIO["A"]})
    assert (outcome.first_share, outcome.shares) == (1, {"A": 1})


def test_nobody_ranked_has_no_share():
    outcome = drawn({"A": {"slum": None, "poverty": 1, "hdi": 1}})
    assert (outcome.first, outcome.first_share, outcome.shares) == ((), None, {})
    assert outcome.flip_weight == dict.fromkeys(NEEDIER)


def test_a_weight_of_all_gives_way_to_the_others_in_equal_parts():
    outcome = drawn(weights={"slum": 1, "poverty": 0, "hdi": 0})
    assert outcome.flip_weight["slum"] == Decimal("0.25")


def test_a_single_aspect_cannot_flip():
    assert drawn(weights={"slum": 1}).flip_weight == {"slum": None}


def test_less_than_one_draw_is_refused():
    with pytest.raises(ValueError, match="draws"):
        drawn(draws=0)


def test_the_same_seed_draws_the_same_and_another_differs():
    assert drawn(draws=500) == drawn(draws=500)
    assert drawn(draws=500, seed=1).shares != drawn(draws=500, seed=2).shares


@given(fields, weightings, st.randoms())
@settings(max_examples=30)
def test_candidates_in_any_order_draw_the_same(candidates, weights, random):
    shuffled = dict(random.sample(sorted(candidates.items()), len(candidates)))
    assert drawn(shuffled, weights, draws=20) == drawn(candidates, weights, draws=20)


def moved(weights, aspect, to):
    """The weights with one of them set and the others in their proportions."""
    rest = sum(weight for other, weight in weights.items() if other != aspect)
    others = len(weights) - 1
    return {
        other: to if other == aspect else (1 - to) * (Fraction(weight, rest) if rest else Fraction(1, others))
        for other, weight in weights.items()
    }


@given(fields, weightings, scales, st.sampled_from(sorted(NEEDIER)))
def test_the_first_place_changes_hands_exactly_at_the_flip_points(candidates, weights, normalise, aspect):
    outcome = drawn(candidates, weights, draws=1, normalise=normalise)
    present = Fraction(weights[aspect], sum(weights.values()))
    step = Fraction(1, 10**6)
    points = outcome.flip_points[aspect]

    def first_at(weight):
        return set(rank(candidates, moved(weights, aspect, weight), normalise=normalise).first)

    assume(len(outcome.first) == 1)
    for point, outward in ((points.below, -1), (points.above, 1)):
        end = Fraction(int(outward > 0))
        if point is None:
            assert set(outcome.first) <= first_at(end)
            continue
        crossing = Fraction(point)
        assert 0 < crossing < 1
        assert outward * (crossing - present) > 0
        if abs(crossing - present) > step:
            assert set(outcome.first) <= first_at(crossing - outward * step)
        if abs(crossing - end) > step:
            assert not set(outcome.first) <= first_at(crossing + outward * step)
    known = [point for point in (points.below, points.above) if point is not None]
    nearest = min((abs(Fraction(point) - present) for point in known), default=None)
    flip = outcome.flip_weight[aspect]
    assert (flip is None) == (nearest is None)
    assert flip is None or abs(Fraction(flip) - present) == nearest


@pytest.mark.parametrize("seed", [1, 2021, 77])
@pytest.mark.parametrize("normalise", SCALES)
def test_draws_of_two_weights_agree_with_the_flip_points(seed, normalise):
    """With two aspects a drawn weight is uniform, so the share is the length between the flip points."""
    candidates = {
        "A": {"slum": 80, "poverty": 5, "hdi": 1},
        "B": {"slum": 60, "poverty": 27, "hdi": 1},
        "C": {"slum": 10, "poverty": 40, "hdi": 1},
    }
    outcome = drawn(candidates, {"slum": 1, "poverty": 1}, draws=4000, seed=seed, normalise=normalise)
    assert outcome.first == ("B",)
    points = outcome.flip_points["slum"]
    assert None not in (points.below, points.above)
    assert abs(outcome.first_share - (points.above - points.below)) < Decimal("0.03")
    assert abs(outcome.shares["A"] - (1 - points.above)) < Decimal("0.03")
    assert abs(outcome.shares["C"] - points.below) < Decimal("0.03")
    assert sum(outcome.shares.values()) == 1


@pytest.mark.parametrize("seed", [1, 2021, 77])
def test_draws_of_three_weights_agree_with_the_flip_point(seed):
    """A leads by 1 on slums and trails by 1/3 elsewhere: first where its weight exceeds a quarter, which a
    flat draw of three weights does with probability (3/4) squared."""
    outcome = drawn(draws=4000, seed=seed)
    flip = outcome.flip_weight["slum"]
    assert abs(outcome.first_share - (1 - flip) ** 2) < Decimal("0.03")


def test_the_default_weights_are_equal():
    assert set(EQUAL_WEIGHTS.values()) == {Fraction(1, 3)}
    assert drawn(weights=None) == drawn(weights=EQUAL)


def test_ranking_needs_no_database_and_no_framework():
    code = "import sys, locations.selection; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT).returncode == 0
