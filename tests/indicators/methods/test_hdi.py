"""The HDI of a city and the healthy family index, against published figures, and their properties."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.hdi import family_health_class, healthy_family_index, human_development_index
from tests.reference import rows

DEPOK_2024 = {
    "life_expectancy": "75.82",
    "expected_years": "14.11",
    "mean_years": "11.59",
    "spending": 16_640_000,
}


def hdi(**changed):
    return human_development_index(**(DEPOK_2024 | changed))


@pytest.mark.parametrize("row", rows("ipm_reference"), ids=lambda row: f"{row['region']} {row['year']}")
def test_a_published_index_is_met_to_the_digit(row):
    index = human_development_index(
        life_expectancy=row["uhh"],
        expected_years=row["hls"],
        mean_years=row["rls"],
        spending=Decimal(row["ppp_thousand_rp"]) * 1000,
    )
    assert index.value == Decimal(row["ipm_published"])
    assert index.hdi_class == row["class"]


def test_the_value_has_two_decimals():
    assert str(hdi().value) == "83.05"


def test_the_dimensions_are_the_shares_of_their_ranges():
    index = hdi(life_expectancy=46, expected_years=9, mean_years=5)
    assert index.health == Decimal("0.4")
    assert round(index.education, 10) == Decimal("0.4166666667")
    assert hdi(spending=1_007_436).living == 0
    assert hdi(spending=26_572_352).living == 1


@pytest.mark.parametrize("kind", [str, float, int, Decimal, Fraction])
def test_every_spelling_of_a_number_gives_the_same_index(kind):
    numbers = {"life_expectancy": 75, "expected_years": 14, "mean_years": 11, "spending": 16_640_000}
    spelt = {name: kind(number) for name, number in numbers.items()}
    assert human_development_index(**spelt) == human_development_index(**numbers)


def test_a_float_means_what_it_prints_as():
    assert hdi(life_expectancy=75.82, expected_years=14.11, mean_years=11.59) == hdi()


@pytest.mark.parametrize(
    ("unknown", "dimension"),
    [
        ("life_expectancy", "health"),
        ("expected_years", "education"),
        ("mean_years", "education"),
        ("spending", "living"),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_unknown_figure_leaves_its_dimension_and_the_index_unknown(unknown, dimension, nothing):
    index = hdi(**{unknown: nothing})
    assert (index.value, index.hdi_class) == (None, None)
    known = {"health", "education", "living"} - {dimension}
    assert getattr(index, dimension) is None
    assert all(getattr(index, name) == getattr(hdi(), name) for name in known)


@pytest.mark.parametrize("name", DEPOK_2024)
@pytest.mark.parametrize("wrong", [-1, "abc", float("nan"), Decimal("Infinity")])
def test_what_is_no_number_of_zero_or_more_is_refused(name, wrong):
    with pytest.raises(ValueError, match=name):
        hdi(**{name: wrong})


def test_figures_beyond_the_range_count_as_its_end():
    best = human_development_index(life_expectancy=90, expected_years=20, mean_years=16, spending=10**9)
    worst = human_development_index(life_expectancy=10, expected_years=0, mean_years=0, spending=0)
    assert (best.value, best.hdi_class) == (100, "sangat tinggi")
    assert (worst.value, worst.hdi_class) == (0, "rendah")
    assert (worst.health, worst.education, worst.living) == (0, 0, 0)


@pytest.mark.parametrize(
    ("cubed", "hdi_class"),
    [
        ("59.99", "rendah"),
        ("60", "sedang"),
        ("69.99", "sedang"),
        ("70", "tinggi"),
        ("79.99", "tinggi"),
        ("80", "sangat tinggi"),
    ],
)
def test_the_class_changes_at_60_70_and_80(cubed, hdi_class):
    """With spending at the top and schooling complete the index is the cube root of the health dimension."""
    with localcontext() as context:
        context.prec = 50
        health = (Decimal(cubed) / 100) ** 3
        index = human_development_index(
            life_expectancy=20 + 65 * health, expected_years=18, mean_years=15, spending=26_572_352
        )
    assert (index.value, index.hdi_class) == (Decimal(cubed), hdi_class)


def test_the_caller_s_decimal_settings_do_not_change_the_figures():
    expected = hdi()
    with localcontext() as context:
        context.prec = 5
        assert hdi() == expected


figures = st.fixed_dictionaries(
    {
        "life_expectancy": st.integers(0, 120),
        "expected_years": st.decimals(0, 25, places=2),
        "mean_years": st.decimals(0, 20, places=2),
        "spending": st.integers(0, 100_000_000),
    }
)


@given(figures)
def test_an_index_stays_within_its_bounds(given_figures):
    index = human_development_index(**given_figures)
    assert 0 <= index.value <= 100
    assert all(0 <= part <= 1 for part in (index.health, index.education, index.living))


@given(figures)
def test_the_index_is_the_cube_root_of_its_dimensions(given_figures):
    index = human_development_index(**given_figures)
    product = index.health * index.education * index.living
    assert (index.value - Decimal("0.005")) / 100 <= product ** (Decimal(1) / 3) + Decimal("1e-20")
    assert product ** (Decimal(1) / 3) <= (index.value + Decimal("0.005")) / 100 + Decimal("1e-20")


@given(figures, st.sampled_from(sorted(DEPOK_2024)), st.integers(0, 1_000_000))
def test_more_of_a_figure_never_lowers_the_index(given_figures, name, more):
    raised = given_figures | {name: given_figures[name] + more}
    assert human_development_index(**raised).value >= human_development_index(**given_figures).value


@pytest.mark.parametrize("row", rows("iks_reference"), ids=lambda row: row["case"])
def test_a_published_healthy_family_index_is_met_to_the_digit(row):
    index = healthy_family_index(int(row["Y"]), int(row["N"]))
    places = len(row["iks_published"].partition(".")[2])
    assert round(index, places) == Decimal(row["iks_published"])
    assert round(index, 4) == Decimal(row["iks_computed"])
    assert family_health_class(index) == row["class"]


@pytest.mark.parametrize(
    ("yes", "not_applicable", "health_class"),
    [(0, 0, "tidak sehat"), (5, 0, "tidak sehat"), (6, 0, "pra-sehat"), (8, 2, "pra-sehat"), (9, 1, "sehat")],
)
def test_a_family_is_healthy_above_eight_tenths_and_unhealthy_below_half(yes, not_applicable, health_class):
    assert family_health_class(healthy_family_index(yes, not_applicable)) == health_class


@pytest.mark.parametrize(("yes", "not_applicable"), [(None, 1), (3, None), (0, 12)])
def test_a_family_without_answers_has_no_healthy_family_index(yes, not_applicable):
    assert healthy_family_index(yes, not_applicable) is None
    assert family_health_class(None) is None


@pytest.mark.parametrize(
    ("yes", "not_applicable"), [(13, 0), (9, 4), (1, 12), (0, 13), (-1, 0), (3, -1), (2.5, 0), ("x", 0)]
)
def test_counts_that_do_not_fit_twelve_indicators_are_refused(yes, not_applicable):
    with pytest.raises(ValueError, match="not applicable: not of 12|less than zero|not a number"):
        healthy_family_index(yes, not_applicable)


@given(st.integers(0, 11).flatmap(lambda out: st.tuples(st.integers(0, 12 - out), st.just(out))))
def test_a_healthy_family_index_is_a_share_and_grows_with_every_yes(counts):
    yes, out = counts
    index = healthy_family_index(yes, out)
    assert isinstance(index, Decimal)
    assert 0 <= index <= 1
    assert (index == 1) == (yes + out == 12)
    if yes:
        assert healthy_family_index(yes - 1, out) < index
