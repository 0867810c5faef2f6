"""The slum score of an area, against published surveys, and its properties."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.methods.slum import (
    ASPECTS,
    DENOMINATORS,
    WHOLES,
    AreaSurvey,
    contribution,
    roll_up,
    score_area,
)
from tests.reference import rows

SURVEYED = rows("slum_worked_example")
TOTALS = rows("slum_worked_totals")
NAMES_OF_DENOMINATORS = {
    "jumlah bangunan": "buildings",
    "luas verifikasi": "area_ha",
    "panjang jalan ideal": "ideal_road_m",
    "jumlah KK": "households",
    "panjang drainase ideal": "ideal_drain_m",
}
SUMBERMULYO = "Sumbermulyo RT01 RW05"


def survey_of(rt: str) -> AreaSurvey:
    surveyed = [row for row in SURVEYED if row["rt"] == rt]
    return AreaSurvey(
        volumes={row["criterion"]: row["volume"] for row in surveyed},
        **{name: surveyed[0][name] for name in WHOLES},
    )


def make_survey(volume=0, **changed) -> AreaSurvey:
    wholes = {
        "area_ha": Decimal("4.63"),
        "buildings": 50,
        "households": 60,
        "ideal_road_m": 780,
        "ideal_drain_m": 385,
    }
    volumes = dict.fromkeys(DENOMINATORS, volume) | changed.pop("volumes", {})
    return AreaSurvey(volumes=volumes, **(wholes | changed))


def score_with(percent) -> int:
    """The score of a criterion at so many percent."""
    return make_survey(volumes={"1a": Decimal(percent)}, buildings=100).score().criteria["1a"][1]


@pytest.mark.parametrize("row", rows("slum_criteria"), ids=lambda row: row["id"])
def test_every_criterion_is_a_share_of_what_the_regulation_says(row):
    assert DENOMINATORS[row["id"]] == NAMES_OF_DENOMINATORS[row["denominator"]]


def test_there_are_sixteen_criteria_in_seven_aspects():
    assert [row["id"] for row in rows("slum_criteria")] == list(DENOMINATORS)
    assert [len(members) for members in ASPECTS.values()] == [3, 2, 2, 3, 2, 2, 2]


@pytest.mark.parametrize("row", SURVEYED, ids=lambda row: f"{row['rt']} {row['criterion']}")
def test_a_surveyed_criterion_has_its_published_percent_and_score(row):
    score = survey_of(row["rt"]).score()
    assert score.criteria[row["criterion"]] == (Decimal(row["percent_published"]), int(row["score_published"]))


@pytest.mark.parametrize("row", TOTALS, ids=lambda row: row["rt"])
def test_a_surveyed_area_has_its_published_total_class_and_averages(row):
    score = survey_of(row["rt"]).score()
    assert [score.aspects[number] for number in range(1, 8)] == [Decimal(row[f"a{n}"]) for n in range(1, 8)]
    assert score.total == int(row["total_published"])
    assert score.slum_class == (row["class_published"] or row["class_computed"]).lower()
    assert score.sectoral_average == Decimal(row["sector_avg_computed"])


def test_repairing_every_road_of_sumbermulyo_contributes_a_tenth():
    before = survey_of(SUMBERMULYO)
    after = AreaSurvey(before.volumes | {"2b": 0}, **before.wholes)
    assert (before.score().total, before.score().slum_class) == (38, "sedang")
    assert (after.score().total, after.score().slum_class) == (33, "ringan")
    assert after.score().sectoral_average == Decimal("45.32")
    assert contribution(before.score(), after.score()) == Decimal("10.89")


@pytest.mark.parametrize(
    ("percent", "score"),
    [
        ("0", 0),
        ("24.99", 0),
        ("24.994", 0),
        ("24.995", 1),
        ("25", 1),
        ("50.91", 1),
        ("50.994", 1),
        ("50.995", 3),
        ("51", 3),
        ("75.99", 3),
        ("75.995", 5),
        ("76", 5),
        ("100", 5),
    ],
)
def test_the_score_follows_the_percent_as_printed(percent, score):
    assert score_with(percent) == score


@pytest.mark.parametrize(
    ("fives", "ones", "slum_class"),
    [
        (16, 0, "berat"),
        (12, 0, "berat"),
        (11, 4, "sedang"),
        (7, 3, "sedang"),
        (7, 2, "ringan"),
        (3, 1, "ringan"),
        (3, 0, "tidak kumuh"),
        (0, 0, "tidak kumuh"),
    ],
)
def test_the_class_changes_at_60_38_and_16(fives, ones, slum_class):
    volumes = dict(zip(DENOMINATORS, [80] * fives + [30] * ones + [0] * 16, strict=False))
    score = score_area(volumes, **dict.fromkeys(WHOLES, 100))
    assert (score.total, score.slum_class) == (5 * fives + ones, slum_class)


@pytest.mark.parametrize("unknown", [None, "", 0, "0.0"])
def test_an_unknown_or_zero_denominator_leaves_what_rests_on_it_unknown(unknown):
    score = make_survey(ideal_drain_m=unknown).score()
    assert score.criteria["4b"] == score.criteria["4c"] == (None, None)
    assert score.unknown == ("4b", "4c")
    assert score.criteria["4a"] == (0, 0)
    assert score.aspects[4] is None
    assert score.aspects[3] == 0
    assert (score.total, score.slum_class, score.sectoral_average) == (None, None, None)


@pytest.mark.parametrize("volumes", [{"7b": None}, {"7b": " "}])
def test_a_volume_nobody_counted_is_not_zero(volumes):
    assert make_survey(volumes=volumes).score().unknown == ("7b",)


def test_a_volume_that_is_missing_is_not_zero():
    score = score_area({"1a": 13}, **make_survey().wholes)
    assert score.criteria["1a"] == (Decimal("26.00"), 1)
    assert len(score.unknown) == 15


def test_a_misspelt_criterion_is_refused():
    with pytest.raises(ValueError, match="8a"):
        make_survey(volumes={"8a": 1}).score()


@pytest.mark.parametrize("wrong", [-1, "abc", float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_of_zero_or_more_is_refused(wrong):
    with pytest.raises(ValueError, match="1a"):
        make_survey(volumes={"1a": wrong}).score()
    with pytest.raises(ValueError, match="area_ha"):
        make_survey(area_ha=wrong).score()


def test_a_truth_value_is_no_volume():
    with pytest.raises(TypeError, match="1a"):
        make_survey(volumes={"1a": True}).score()


def test_a_part_larger_than_the_whole_is_refused():
    with pytest.raises(ValueError, match="1a: the volume is larger"):
        make_survey(volumes={"1a": 60}, buildings=50).score()


def test_a_flooded_area_may_exceed_its_rounded_area_a_little_and_counts_as_all_of_it():
    score = make_survey(volumes={"4a": Decimal("0.7009")}, area_ha=Decimal("0.70")).score()
    assert score.criteria["4a"] == (Decimal("100.00"), 5)


@pytest.mark.parametrize("kind", [str, float, int, Decimal, Fraction])
def test_every_spelling_of_a_number_gives_the_same_score(kind):
    survey = make_survey(volumes={"1a": kind(13)}, buildings=kind(50))
    assert survey.score().criteria["1a"] == (Decimal("26.00"), 1)


def test_works_in_a_clean_area_contribute_nothing_that_can_be_said():
    clean = make_survey().score()
    assert contribution(clean, clean) is None


def test_a_contribution_needs_both_averages():
    known = make_survey(1, area_ha=100).score()
    unknown = make_survey(None).score()
    assert contribution(unknown, known) is None
    assert contribution(known, unknown) is None


def test_a_contribution_is_whole_when_nothing_is_left_and_negative_when_it_grew_worse():
    some, more, none = (make_survey(volume, area_ha=100).score() for volume in (10, 20, 0))
    assert contribution(some, none) == 100
    assert contribution(some, more) < 0
    assert contribution(some, some) == 0


def test_a_larger_area_is_the_sum_of_its_parts_scored_afterwards():
    parts = [survey_of(row["rt"]) for row in TOTALS]
    whole = roll_up(iter(parts))
    assert whole.buildings == 188
    assert whole.area_ha == Decimal("10.85")
    irregular = 10 + 21 + 13 + 38
    assert whole.volumes["1a"] == irregular
    assert whole.score().criteria["1a"] == (Decimal("43.62"), 1)


def test_one_part_that_does_not_know_makes_the_sum_unknown():
    whole = roll_up([make_survey(1), make_survey(1, volumes={"3a": None}, households=None)])
    assert whole.volumes["3a"] is None
    assert whole.households is None
    assert whole.volumes["1a"] == 2


def test_no_part_at_all_knows_nothing():
    assert len(roll_up([]).score().unknown) == 16


counts = st.integers(min_value=1, max_value=10_000)
parts_of_one = st.fractions(min_value=0, max_value=1, max_denominator=1000)


@st.composite
def surveys(draw) -> AreaSurvey:
    wholes = {name: draw(counts) for name in WHOLES}
    volumes = {criterion: draw(parts_of_one) * wholes[whole] for criterion, whole in DENOMINATORS.items()}
    return AreaSurvey(volumes=volumes, **wholes)


def scaled(survey: AreaSurvey, factor) -> AreaSurvey:
    return AreaSurvey(
        {criterion: volume * factor for criterion, volume in survey.volumes.items()},
        **{name: whole * factor for name, whole in survey.wholes.items()},
    )


@given(surveys())
def test_a_score_stays_within_its_bounds(survey):
    score = survey.score()
    assert all(0 <= percent <= 100 and points in (0, 1, 3, 5) for percent, points in score.criteria.values())
    assert all(0 <= percent <= 100 for percent in score.aspects.values())
    assert 0 <= score.total <= 80
    assert 0 <= score.sectoral_average <= 100
    assert score.unknown == ()


@given(surveys())
def test_totals_and_averages_are_those_of_their_parts(survey):
    score = survey.score()
    assert score.total == sum(points for _percent, points in score.criteria.values())
    half_a_digit = Decimal("0.005")
    for number, members in ASPECTS.items():
        mean = sum(score.criteria[criterion][0] for criterion in members) / len(members)
        assert abs(score.aspects[number] - mean) <= half_a_digit
    assert abs(score.sectoral_average - sum(score.aspects.values()) / 7) <= half_a_digit


@given(surveys(), st.sampled_from(sorted(DENOMINATORS)), parts_of_one)
def test_mending_something_never_makes_an_area_worse(survey, criterion, kept):
    mended = AreaSurvey(survey.volumes | {criterion: survey.volumes[criterion] * kept}, **survey.wholes)
    before, after = survey.score(), mended.score()
    assert after.total <= before.total
    assert after.sectoral_average <= before.sectoral_average
    assert contribution(before, after) is None or 0 <= contribution(before, after) <= 100


@given(surveys(), st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_the_unit_of_measurement_changes_nothing(survey, factor):
    assert scaled(survey, factor).score() == survey.score()


@given(st.lists(surveys(), min_size=1, max_size=3), st.randoms())
@settings(max_examples=40)
def test_parts_in_any_order_make_the_same_whole(parts, random):
    shuffled = random.sample(parts, len(parts))
    assert roll_up(shuffled).score() == roll_up(parts).score()


@given(surveys(), st.integers(min_value=1, max_value=5))
def test_a_whole_of_equal_parts_scores_as_one_of_them(survey, times):
    assert roll_up([survey] * times).score() == survey.score()
