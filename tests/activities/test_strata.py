"""Strata of a posyandu: all conditions of a level, and what is lacking for the next."""

from dataclasses import asdict, fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.strata import FACT_LABELS, LEVEL_LABELS, LEVELS, PosyanduFacts, Strata, stratum
from tests.reference import rows

TABLE = rows("posyandu_strata")
MANDIRI = PosyanduFacts(
    weighings_per_year=12,
    cadres_on_duty=Decimal("5"),
    ds_percent=Decimal("82.5"),
    kia_percent=Decimal("60"),
    kb_percent=Decimal("55"),
    immunisation_percent=Decimal("90"),
    extra_programme=True,
    health_fund_percent=Decimal("50"),
)


def at_the_edge(condition):
    """A value that just meets a printed condition."""
    if condition in "+-":
        return condition == "+"
    limit = Decimal(condition.strip("<>="))
    return limit if condition.startswith(">=") else limit - Decimal("0.01")


@pytest.mark.parametrize("level", LEVELS)
def test_a_posyandu_that_just_meets_a_column_of_the_table_has_that_level(level):
    facts = PosyanduFacts(*(at_the_edge(row[level]) for row in TABLE))
    assert stratum(facts).level == level


@pytest.mark.parametrize(
    ("change", "level", "lacking"),
    [
        ({}, "mandiri", ()),
        ({"health_fund_percent": Decimal("49.99")}, "purnama", ("health_fund_percent",)),
        ({"extra_programme": False}, "madya", ("extra_programme",)),
        ({"kb_percent": Decimal("49")}, "madya", ("kb_percent",)),
        ({"kia_percent": Decimal("0"), "ds_percent": Decimal("10")}, "madya", ("ds_percent", "kia_percent")),
        ({"cadres_on_duty": Decimal("4.9")}, "pratama", ("cadres_on_duty",)),
        ({"weighings_per_year": 7}, "pratama", ("weighings_per_year",)),
        ({"weighings_per_year": 8}, "mandiri", ()),
    ],
)
def test_one_condition_that_is_not_met_holds_the_level_down(change, level, lacking):
    result = stratum(replace(MANDIRI, **change))
    assert (result.level, result.lacking, result.unknown) == (level, lacking, ())


def test_the_next_level_is_named_and_the_highest_has_none():
    assert stratum(replace(MANDIRI, extra_programme=False)).next_level == "purnama"
    assert stratum(MANDIRI) == Strata("mandiri", None)


def test_an_unknown_fact_that_could_decide_leaves_the_level_open():
    assert stratum(replace(MANDIRI, kb_percent=None)) == Strata(None, "purnama", (), ("kb_percent",))
    assert stratum(PosyanduFacts()).level is None


def test_an_unknown_fact_does_not_matter_where_another_already_fails():
    result = stratum(replace(MANDIRI, weighings_per_year=5, cadres_on_duty=None, kb_percent=None))
    assert result == Strata("pratama", "madya", ("weighings_per_year",), ("cadres_on_duty",))


def test_more_than_a_level_asks_never_lowers_it():
    assert stratum(replace(MANDIRI, extra_programme=False, health_fund_percent=Decimal("100"))).level == "madya"


def test_a_later_guideline_can_bring_its_own_conditions():
    requirements = {"pratama": {}, "mandiri": {"cadres_on_duty": 6}}
    assert stratum(MANDIRI, requirements=requirements).level == "pratama"


def test_every_level_and_fact_has_a_label():
    assert list(LEVEL_LABELS) == list(LEVELS)
    assert list(FACT_LABELS) == [field.name for field in fields(PosyanduFacts)]
    assert [str(label) for label in FACT_LABELS.values()][2] == "Rata-rata cakupan D/S (%)"
    assert len(FACT_LABELS) == len(TABLE)


percents = st.decimals("0", "100", places=1)
all_known = st.builds(
    PosyanduFacts,
    weighings_per_year=st.integers(0, 14),
    cadres_on_duty=st.decimals("0", "10", places=1),
    ds_percent=percents,
    kia_percent=percents,
    kb_percent=percents,
    immunisation_percent=percents,
    extra_programme=st.booleans(),
    health_fund_percent=percents,
)


@given(all_known)
def test_known_facts_always_give_a_level_and_a_reason_for_not_the_next(facts):
    result = stratum(facts)
    assert result.level in LEVELS
    assert bool(result.lacking) == (result.next_level is not None)


@given(all_known, st.sampled_from([field.name for field in fields(PosyanduFacts)]))
def test_improving_one_fact_never_lowers_the_level(facts, name):
    value = getattr(facts, name)
    better = replace(facts, **{name: True if name == "extra_programme" else value + 50})
    assert LEVELS.index(stratum(better).level) >= LEVELS.index(stratum(facts).level)


@given(all_known, st.sets(st.sampled_from([field.name for field in fields(PosyanduFacts)])))
def test_a_level_that_is_given_despite_gaps_is_the_level_without_them(facts, forgotten):
    partial = stratum(PosyanduFacts(**(asdict(facts) | dict.fromkeys(forgotten))))
    assert partial.level in (None, stratum(facts).level)
