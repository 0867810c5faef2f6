"""The family development proxy: a register worked by hand, what it hides, what it does not know, properties."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.methods.hdi import Family, Person, family_development_proxy

LINE = 700_000
# One of each age group that a component asks about.
AGES = (3, 9, 14, 17, 21, 30, 30, 65)


def make_family(*, spending=1_400_000, healthy="0.9", **changed) -> Family:
    """Eight persons of both sexes, schooled and well."""
    well = {"attending": True, "years_of_schooling": 9, "insured": True, "stunted": False, "untreated_illness": False}
    return Family(
        persons=tuple(Person(sex="LP"[place % 2], age=age, **(well | changed)) for place, age in enumerate(AGES)),
        spending_per_head=spending,
        healthy_index=healthy,
    )


def make_register(families=10, **changed) -> list[Family]:
    return [make_family(**changed) for _ in range(families)]


def proxy(families, *, poverty_line=LINE, draws=20, seed=1):
    return family_development_proxy(families, poverty_line=poverty_line, draws=draws, seed=seed)


def values(group) -> dict[str, Decimal | None]:
    return {name: figure.value for name, figure in group.components.items()}


def test_a_register_worked_by_hand_is_met():
    """Ten families alike: 9 of 15 years, all school ages attending, four times half the poverty line."""
    result = proxy(make_register())
    assert values(result) == {
        "mean_years": 9,
        "expected_years": 18,
        "healthy_families": 1,
        "insured": 1,
        "stunted": 0,
        "untreated_illness": 0,
        "spending": 1_400_000,
    }
    assert (result.knowledge, result.health) == (Decimal("0.8"), 1)
    # ln 4 / ln 8 is two thirds.
    assert result.living == Decimal("0.6667")
    assert result.value == Decimal("81.10")


def test_expected_years_weigh_each_age_group_by_its_length():
    register = make_register(attending=False)
    attending = [
        replace(family, persons=tuple(replace(p, attending=p.age in (9, 21)) for p in family.persons))
        for family in register
    ]
    assert proxy(register).components["expected_years"].value == 0
    assert proxy(attending).components["expected_years"].value == 12


def test_mean_years_ask_only_who_is_25_or_older():
    family = make_family()
    younger_learnt_more = replace(
        family, persons=tuple(replace(p, years_of_schooling=9 if p.age >= 25 else 16) for p in family.persons)
    )
    assert proxy([younger_learnt_more] * 10).components["mean_years"].value == 9


def test_health_is_the_mean_of_what_is_known():
    assert proxy(make_register(stunted=True)).health == Decimal("0.75")
    assert proxy(make_register(stunted=None, insured=None)).health == 1
    assert proxy(make_register(stunted=None, insured=None, untreated_illness=True)).health == Decimal("0.5")


@pytest.mark.parametrize(("index", "share"), [("0.800", 0), ("0.8001", 1), (Fraction(9, 10), 1), ("0.3", 0)])
def test_a_family_is_healthy_above_eight_tenths(index, share):
    assert proxy(make_register(healthy=index)).components["healthy_families"].value == share


def test_stunting_asks_only_about_children_under_five():
    figure = proxy(make_register(stunted=True)).components["stunted"]
    assert (figure.value, figure.n, figure.of) == (1, 10, 10)


@pytest.mark.parametrize(
    ("spending", "living"),
    [(0, 0), (200_000, 0), (350_000, 0), (700_000, "0.3333"), (2_800_000, 1), (90_000_000, 1)],
)
def test_living_runs_from_half_the_poverty_line_to_four_times_it(spending, living):
    assert proxy(make_register(spending=spending)).living == Decimal(living)


def test_spending_is_the_median_over_persons():
    alone = [Family((Person("P", 40),), spending_per_head=100_000)] * 9
    register = [*alone, *make_register(5, spending=1_400_000)]
    assert proxy(register).components["spending"].value == 1_400_000


def test_spending_of_two_equal_halves_is_in_the_middle():
    register = [*make_register(5, spending=1_000_000), *make_register(5, spending=2_000_000)]
    assert proxy(register).components["spending"].value == 1_500_000


def test_a_dimension_of_nought_is_floored_so_that_the_index_still_moves():
    nothing = proxy(make_register(attending=False, years_of_schooling=0, spending=0))
    assert (nothing.knowledge, nothing.living) == (0, 0)
    # The cube root of 0.01 * 1 * 0.01.
    assert nothing.value == Decimal("4.64")


# What is not known


@pytest.mark.parametrize(
    ("unknown", "dimension"),
    [
        ({"years_of_schooling": None}, "knowledge"),
        ({"attending": None}, "knowledge"),
        ({"spending": None}, "living"),
        ({"insured": None, "stunted": None, "untreated_illness": None, "healthy": None}, "health"),
    ],
)
def test_a_dimension_without_data_leaves_the_index_unknown(unknown, dimension):
    result = proxy(make_register(**unknown))
    assert getattr(result, dimension) is None
    assert (result.value, result.interval) == (None, None)
    known = {"knowledge", "health", "living"} - {dimension}
    assert all(getattr(result, name) is not None for name in known)


def test_an_unknown_poverty_line_leaves_living_unknown():
    result = proxy(make_register(), poverty_line=None)
    assert (result.living, result.value) == (None, None)
    assert result.knowledge == Decimal("0.8")


def test_an_age_group_without_children_leaves_expected_years_unknown():
    family = make_family()
    no_pupils = replace(family, persons=tuple(p for p in family.persons if p.age != 14))
    assert proxy([no_pupils] * 10).components["expected_years"].value is None


def test_coverage_says_how_many_of_those_concerned_were_measured():
    register = [*make_register(6), *make_register(2, years_of_schooling=None, attending=None, healthy=None)]
    result = proxy(register)
    covered = {name: (figure.n, figure.of) for name, figure in result.components.items()}
    assert covered["mean_years"] == (18, 24)
    assert covered["expected_years"] == (24, 32)
    assert covered["healthy_families"] == (6, 8)
    assert covered["spending"] == (64, 64)
    assert result.components["mean_years"].coverage == Decimal("0.75")
    assert (result.n, result.of, result.coverage) == (64, 64, 1)


def test_a_person_of_whom_nothing_is_known_is_not_counted():
    unknown = Family((Person("P", 40), Person(None, None)))
    result = proxy([*make_register(), unknown])
    assert (result.n, result.of) == (80, 82)
    assert (result.by_sex["P"].n, result.by_sex["P"].of) == (40, 41)


# What is hidden


def test_under_thirty_persons_every_figure_is_hidden():
    result = proxy(make_register(3))
    assert (result.n, result.hidden) == (24, True)
    assert set(values(result).values()) == {None}
    assert {figure.interval for figure in result.components.values()} == {None}
    assert (result.value, result.interval, result.knowledge, result.health, result.living) == (None,) * 5
    assert result.components["mean_years"].n == 9


def test_thirty_persons_are_enough_and_are_those_that_were_measured():
    one = Family((Person("P", 40, years_of_schooling=9),))
    blank = Family((Person("P", 40),))
    assert values(proxy([one] * 30))["mean_years"] == 9
    assert proxy([one] * 29 + [blank] * 50).hidden


def test_a_sex_of_under_thirty_persons_is_hidden_while_the_whole_is_shown():
    result = proxy(make_register(7))
    assert not result.hidden
    assert all(group.hidden and set(values(group).values()) == {None} for group in result.by_sex.values())


def test_an_empty_register_knows_nothing():
    result = proxy([])
    assert (result.n, result.of, result.coverage, result.hidden, result.value) == (0, 0, None, True, None)


# By sex


def test_what_is_measured_per_person_is_shown_by_sex():
    register = make_register()
    women_less = [
        replace(f, persons=tuple(replace(p, years_of_schooling=6 if p.sex == "P" else 9) for p in f.persons))
        for f in register
    ]
    men, women = (proxy(women_less).by_sex[sex] for sex in "LP")
    assert (men.components["mean_years"].value, women.components["mean_years"].value) == (9, 6)
    assert men.n + women.n == 80
    assert "healthy_families" not in men.components
    assert "spending" not in women.components


# The interval


def test_families_all_alike_leave_no_doubt():
    result = proxy(make_register())
    assert result.interval == (result.value, result.value)


def test_families_that_differ_leave_doubt_around_the_value():
    register = [*make_register(8), *make_register(8, spending=500_000, years_of_schooling=2)]
    result = proxy(register, draws=200)
    low, high = result.interval
    assert low < result.value < high
    figure = result.components["mean_years"]
    assert figure.interval[0] < figure.value < figure.interval[1]


def test_more_families_leave_less_doubt():
    def width(times):
        register = [*make_register(8 * times), *make_register(8 * times, years_of_schooling=2)]
        low, high = proxy(register, draws=200).components["mean_years"].interval
        return high - low

    assert width(9) < width(1) / 2


def test_a_seed_draws_the_same_interval_again_and_another_seed_differs():
    register = [make_family(spending=400_000 + 37_000 * step) for step in range(12)]
    assert proxy(register) == proxy(register)
    assert proxy(register, seed=2).value == proxy(register, seed=1).value
    assert proxy(register, seed=2).interval != proxy(register, seed=1).interval


def test_without_draws_there_is_no_interval():
    result = proxy(make_register(), draws=0)
    assert (result.value, result.interval) == (Decimal("81.10"), None)


def test_a_single_family_cannot_be_drawn_from():
    big = Family(make_family().persons * 5, spending_per_head=1_400_000)
    assert (proxy([big]).value is not None, proxy([big]).interval) == (True, None)


# What is refused


@pytest.mark.parametrize(
    "wrong", [{"sex": "X"}, {"age": -1}, {"age": "30"}, {"years_of_schooling": -1}, {"years_of_schooling": "SD"}]
)
def test_a_person_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Person(**({"sex": "P", "age": 30} | wrong))


@pytest.mark.parametrize("wrong", [{"spending": -1}, {"healthy": -1}, {"spending": "banyak"}])
def test_a_family_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="spending_per_head|healthy_index"):
        proxy(make_register(**wrong))


@pytest.mark.parametrize("line", [0, -1, "garis"])
def test_a_poverty_line_that_cannot_be_is_refused(line):
    with pytest.raises(ValueError, match="poverty_line"):
        proxy(make_register(), poverty_line=line)


# Properties

people = st.builds(
    Person,
    sex=st.sampled_from(["L", "P", None]),
    age=st.one_of(st.none(), st.integers(0, 90)),
    years_of_schooling=st.one_of(st.none(), st.decimals(0, 22, places=1)),
    attending=st.sampled_from([True, False, None]),
    insured=st.sampled_from([True, False, None]),
    stunted=st.sampled_from([True, False, None]),
    untreated_illness=st.sampled_from([True, False, None]),
)
families = st.builds(
    Family,
    persons=st.lists(people, max_size=5).map(tuple),
    spending_per_head=st.one_of(st.none(), st.integers(0, 9_000_000)),
    healthy_index=st.one_of(st.none(), st.decimals(0, 1, places=2)),
)
# Enough people to be shown, of every age group, and any others.
registers = st.lists(families, max_size=8).map(lambda more: [*make_register(4), *more])


@given(registers)
@settings(max_examples=40)
def test_every_figure_stays_within_its_bounds(register):
    result = proxy(register, draws=5)
    assert 1 <= result.value <= 100
    assert all(0 <= part <= 1 for part in (result.knowledge, result.health, result.living))
    assert result.interval[0] <= result.interval[1]
    for group in (result, *result.by_sex.values()):
        assert 0 <= group.n <= group.of
        for name, figure in group.components.items():
            top = {"mean_years": 22, "expected_years": 18, "spending": 9_000_000}.get(name, 1)
            assert figure.value is None or 0 <= figure.value <= top
            assert 0 <= figure.n <= figure.of
            assert figure.interval is None or figure.interval[0] <= figure.interval[1]


@given(registers, st.randoms())
@settings(max_examples=30)
def test_families_in_any_order_give_the_same_figures(register, random):
    assert proxy(random.sample(register, len(register)), draws=5) == proxy(register, draws=5)


@given(registers, st.integers(1, 1000))
@settings(max_examples=30)
def test_the_unit_of_money_changes_neither_living_nor_the_index(register, factor):
    exchanged = [
        family
        if family.spending_per_head is None
        else replace(family, spending_per_head=family.spending_per_head * factor)
        for family in register
    ]
    result, expected = proxy(exchanged, poverty_line=LINE * factor, draws=5), proxy(register, draws=5)
    assert (result.living, result.value, result.interval) == (expected.living, expected.value, expected.interval)


@given(registers, st.sampled_from(["insured", "attending", "stunted", "untreated_illness"]))
@settings(max_examples=30)
def test_mending_what_is_known_never_lowers_the_index(register, answer):
    good = answer in ("insured", "attending")
    mended = [
        replace(
            family,
            persons=tuple(
                person if getattr(person, answer) is None else replace(person, **{answer: good})
                for person in family.persons
            ),
        )
        for family in register
    ]
    assert proxy(mended, draws=0).value >= proxy(register, draws=0).value


@given(registers)
@settings(max_examples=20)
def test_everybody_is_one_sex_the_other_or_unknown(register):
    result = proxy(register, draws=0)
    unknown = sum(person.sex is None for family in register for person in family.persons)
    assert result.of == unknown + sum(group.of for group in result.by_sex.values())
