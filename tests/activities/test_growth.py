"""Growth of a child: WHO z-scores, Permenkes classes, monthly weight gain."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.growth import (
    ClassLimit,
    Growth,
    Weighing,
    below_red_line,
    classify,
    implausible_posture,
    minimum_gains,
    permenkes_limits,
    weight_gain_status,
    z_scores,
)
from tests.reference import rows

REFERENCE = {"haz": "zlen", "waz": "zwei", "whz": "zwfl", "baz": "zbmi", "hcz": "zhc", "muacz": "zac"}
NOTHING = Growth()

sexes = st.sampled_from("LP")
ages = st.integers(0, 1826)
weights = st.decimals("2", "30", places=2)
lengths = st.decimals("46", "119", places=1)


def of_row(row):
    return z_scores(
        sex={"1": "L", "2": "P"}[row["sex"]],
        age_days=int(row["age_days"]),
        weight_kg=row["weight_kg"] or None,
        length_cm=row["lenhei_cm"] or None,
        measured={"l": "lying", "h": "standing"}.get(row["measure"]),
        oedema=row["oedema"] == "y",
        head_cm=row["headc_cm"] or None,
        muac_cm=row["muac_cm"] or None,
    )


# --- z-scores --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("who_reference_zscores"), ids=lambda row: row["id"])
def test_the_who_reference_children_are_met_to_the_digit(row):
    growth = of_row(row)
    for index, column in REFERENCE.items():
        value = getattr(growth, index)
        assert value == (Decimal(row[column]) if row[column] else None), index
    assert growth.flags == ()


def test_the_reference_holds_every_case_that_matters():
    reference = rows("who_reference_zscores")
    assert len(reference) == 125
    assert any(row["oedema"] == "y" for row in reference)
    assert any(row["measure"] == "l" and int(row["age_days"]) >= 731 for row in reference)
    assert any(row["measure"] == "h" and int(row["age_days"]) < 731 for row in reference)
    assert any(row["zwfl"] and abs(float(row["zwfl"])) > 3 for row in reference)


@pytest.mark.parametrize(
    ("sex", "age_days", "measure", "median", "index"),
    [
        ("L", 0, "length_cm", "49.8842", "haz"),
        ("P", 0, "weight_kg", "3.2322", "waz"),
        ("P", 0, "head_cm", "33.8787", "hcz"),
        ("P", 91, "muac_cm", "13.0245", "muacz"),
        ("P", 1826, "weight_kg", "18.2193", "waz"),
    ],
)
def test_a_child_at_the_median_scores_zero(sex, age_days, measure, median, index):
    assert getattr(z_scores(sex=sex, age_days=age_days, **{measure: median}), index) == 0


@pytest.mark.parametrize("age_days", [-1, 1827, 4000])
def test_outside_five_years_nothing_is_computed(age_days):
    child = {"weight_kg": 18, "length_cm": 108, "head_cm": 50, "muac_cm": 16}
    assert z_scores(sex="L", age_days=age_days, **child) == NOTHING


def test_the_last_day_before_sixty_months_still_counts():
    assert z_scores(sex="L", age_days=1826, weight_kg=18).waz is not None


@pytest.mark.parametrize("nonsense", [None, "", "abc", 0, -3, "NaN", "Infinity", 1000, float("nan"), Decimal("1e400")])
def test_what_is_no_measurement_has_no_score(nonsense):
    growth = z_scores(sex="P", age_days=400, weight_kg=nonsense, length_cm=nonsense, head_cm=nonsense, muac_cm=nonsense)
    assert growth == NOTHING


def test_length_alone_gives_only_length_for_age():
    growth = z_scores(sex="P", age_days=400, length_cm=75)
    assert growth == Growth(haz=growth.haz)
    assert growth.haz is not None


def test_oedema_silences_every_index_with_weight():
    child = {"sex": "P", "age_days": 400, "length_cm": 75, "weight_kg": 9, "head_cm": 45, "muac_cm": 14}
    dry, swollen = z_scores(**child), z_scores(**child, oedema=True)
    assert (swollen.waz, swollen.whz, swollen.baz) == (None, None, None)
    assert (swollen.haz, swollen.hcz, swollen.muacz) == (dry.haz, dry.hcz, dry.muacz)


def test_the_arm_is_scored_from_the_91st_day():
    assert z_scores(sex="L", age_days=90, muac_cm=13).muacz is None
    assert z_scores(sex="L", age_days=91, muac_cm=13).muacz is not None


@pytest.mark.parametrize(
    ("age_days", "length", "has_score"),
    [
        (400, "44.9", False),
        (400, "45", True),
        (400, "110", True),
        (400, "110.1", False),
        (731, "64.9", False),
        (731, "65", True),
        (731, "120", True),
        (731, "120.1", False),
    ],
)
def test_weight_for_size_knows_the_sizes_of_its_table(age_days, length, has_score):
    growth = z_scores(sex="L", age_days=age_days, weight_kg=10, length_cm=length)
    assert (growth.whz is not None) is has_score


@pytest.mark.parametrize(
    ("age_days", "measured", "corrected"),
    [
        (273, "standing", "80"),
        (274, "standing", "80.7"),
        (730, "standing", "80.7"),
        (730, "lying", "80"),
        (730, None, "80"),
        (731, "standing", "80"),
        (731, None, "80"),
        (731, "lying", "79.3"),
    ],
)
def test_posture_is_corrected_to_what_the_standard_measured(age_days, measured, corrected):
    standard = "lying" if age_days < 731 else "standing"
    as_measured = z_scores(sex="P", age_days=age_days, weight_kg=10, length_cm=80, measured=measured)
    as_standard = z_scores(sex="P", age_days=age_days, weight_kg=10, length_cm=corrected, measured=standard)
    assert as_measured == as_standard


def test_a_standing_infant_is_implausible():
    assert implausible_posture(age_days=273, measured="standing")
    assert not implausible_posture(age_days=274, measured="standing")
    assert not implausible_posture(age_days=100, measured="lying")


@pytest.mark.parametrize(
    ("child", "flags"),
    [
        ({"length_cm": 50, "age_days": 700}, ("haz",)),
        ({"length_cm": 110, "age_days": 700}, ("haz",)),
        ({"weight_kg": 3, "age_days": 700}, ("waz",)),
        ({"weight_kg": 28, "age_days": 700}, ("waz",)),
        ({"length_cm": 85, "weight_kg": 4, "age_days": 700}, ("waz", "whz", "baz")),
        ({"length_cm": 85, "weight_kg": 11, "age_days": 700}, ()),
    ],
)
def test_an_implausible_score_is_kept_and_flagged(child, flags):
    growth = z_scores(sex="L", **child)
    assert growth.flags == flags
    assert all(getattr(growth, index) is not None for index in flags)


def test_weight_stays_plausible_between_minus_six_and_plus_five():
    heavy = next(kg for kg in range(10, 60) if z_scores(sex="L", age_days=700, weight_kg=kg).waz > 5)
    assert z_scores(sex="L", age_days=700, weight_kg=heavy).flags == ("waz",)
    assert z_scores(sex="L", age_days=700, weight_kg=heavy - 1).flags == ()


@pytest.mark.parametrize("wrong", [{"sex": "M"}, {"sex": None}, {"measured": "sitting"}])
def test_another_sex_or_posture_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        z_scores(**({"sex": "L", "age_days": 100, "weight_kg": 5} | wrong))


@given(sexes, ages, weights, lengths, st.sampled_from(["lying", "standing", None]))
def test_scores_have_two_decimals_and_flags_are_the_implausible_ones(sex, age, weight, length, measured):
    growth = z_scores(sex=sex, age_days=age, weight_kg=weight, length_cm=length, measured=measured)
    for index in ("haz", "waz", "whz", "baz"):
        z = getattr(growth, index)
        assert z is None or z.as_tuple().exponent == -2
        low, high = {"haz": (-6, 6), "waz": (-6, 5)}.get(index, (-5, 5))
        assert (index in growth.flags) == (z is not None and not low <= z <= high)


@given(sexes, ages, weights, weights, lengths)
def test_a_heavier_child_never_scores_lower(sex, age, one, other, length):
    light, heavy = (z_scores(sex=sex, age_days=age, weight_kg=kg, length_cm=length) for kg in sorted((one, other)))
    for index in ("waz", "whz", "baz"):
        if getattr(light, index) is not None:
            assert getattr(light, index) <= getattr(heavy, index)


@given(sexes, ages, weights, lengths, lengths)
def test_a_longer_child_of_the_same_weight_never_scores_higher_for_its_size(sex, age, weight, one, other):
    short, long = (z_scores(sex=sex, age_days=age, weight_kg=weight, length_cm=cm) for cm in sorted((one, other)))
    assert short.haz <= long.haz
    # Beyond three standard deviations the restricted form measures in SD23, which differs from length to length.
    if short.whz is not None and long.whz is not None and abs(short.whz) <= 3 and abs(long.whz) <= 3:
        assert short.whz >= long.whz


@given(sexes, st.integers(0, 1826), st.floats(2, 30), st.floats(46, 119))
def test_a_number_scores_the_same_however_it_is_written(sex, age, weight, length):
    as_float = z_scores(sex=sex, age_days=age, weight_kg=weight, length_cm=length)
    as_text = z_scores(sex=sex, age_days=age, weight_kg=str(weight), length_cm=Decimal(str(length)))
    assert as_float == as_text


# --- classes ---------------------------------------------------------------------------------------------------

Z_OF = {"BB/U": "waz", "PB/U": "haz", "BB/PB": "whz"}
STEP = Decimal("0.01")


def printed(index):
    return [row for row in rows("permenkes2_2020_classes") if row["index"].startswith(index)]


@pytest.mark.parametrize("index", Z_OF)
def test_every_limit_belongs_to_the_class_that_the_regulation_gives_it(index):
    for row in printed(index):
        for edge, outward in (("lower", -STEP), ("upper", STEP)):
            if not row[f"{edge}_z"]:
                continue
            limit = Decimal(row[f"{edge}_z"])
            inside = limit if row[f"{edge}_inclusive"] == "yes" else limit - outward
            outside = limit + outward if row[f"{edge}_inclusive"] == "yes" else limit
            assert classify(Growth(**{Z_OF[index]: inside}))[index] == row["class_id"]
            assert classify(Growth(**{Z_OF[index]: outside}))[index] != row["class_id"]


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ("-3.01", ["Berat badan sangat kurang", "Sangat pendek", "Gizi buruk"]),
        ("-3.00", ["Berat badan kurang", "Pendek", "Gizi kurang"]),
        ("-2.00", ["Berat badan normal", "Normal", "Gizi baik"]),
        ("1.00", ["Berat badan normal", "Normal", "Gizi baik"]),
        ("1.01", ["Risiko berat badan lebih", "Normal", "Berisiko gizi lebih"]),
        ("2.00", ["Risiko berat badan lebih", "Normal", "Berisiko gizi lebih"]),
        ("2.01", ["Risiko berat badan lebih", "Normal", "Gizi lebih"]),
        ("3.00", ["Risiko berat badan lebih", "Normal", "Gizi lebih"]),
        ("3.01", ["Risiko berat badan lebih", "Tinggi", "Obesitas"]),
    ],
)
def test_the_classes_of_permenkes_2_of_2020(z, expected):
    z = Decimal(z)
    assert list(classify(Growth(haz=z, waz=z, whz=z)).values()) == expected


def test_an_unknown_score_has_no_class():
    assert classify(NOTHING) == {"BB/U": None, "PB/U": None, "BB/PB": None}


def test_a_later_regulation_can_bring_its_own_limits():
    everyone = [ClassLimit("Semua", None, False, None, False)]
    growth = Growth(waz=Decimal(-9))
    assert classify(growth, limits=dict.fromkeys(Z_OF, everyone))["BB/U"] == "Semua"


@given(st.sampled_from(list(Z_OF)), st.decimals("-20", "20", places=2))
def test_every_score_has_exactly_one_class(index, z):
    assert sum(limit.holds(z) for limit in permenkes_limits()[index]) == 1


@pytest.mark.parametrize(("waz", "below"), [("-3.01", True), ("-3.00", False), (None, None)])
def test_the_red_line_is_three_deviations_below(waz, below):
    assert below_red_line(Growth(waz=waz and Decimal(waz))) is below


# --- weight gain -----------------------------------------------------------------------------------------------

SEPTEMBER, OCTOBER, NOVEMBER = date(2021, 9, 14), date(2021, 10, 12), date(2021, 11, 9)


@pytest.mark.parametrize("row", rows("kbm"), ids=lambda row: row["age_month"])
@pytest.mark.parametrize(("sex", "column"), [("L", "kbm_male_g"), ("P", "kbm_female_g")])
def test_the_minimum_gain_itself_is_enough_and_ten_grams_less_is_not(row, sex, column):
    before = Weighing(Decimal("6.00"), OCTOBER)
    enough = Decimal("6.00") + Decimal(row[column]) / 1000
    child = {"sex": sex, "age_months": int(row["age_month"])}
    assert weight_gain_status(before, Weighing(enough, NOVEMBER), **child) == "N"
    assert weight_gain_status(before, Weighing(enough - STEP, NOVEMBER), **child) == "T"


def test_a_float_gain_of_exactly_the_minimum_is_enough():
    assert 8.2 - 8.0 < 0.2
    assert weight_gain_status(8.0, 8.2, sex="L", age_months=20) == "N"


@pytest.mark.parametrize(
    ("previous", "current", "expected"),
    [
        (None, Weighing(Decimal("7"), NOVEMBER), "B"),
        (Weighing(Decimal("6"), SEPTEMBER), Weighing(Decimal("7"), NOVEMBER), "O"),
        (Weighing(None, OCTOBER), Weighing(Decimal("7"), NOVEMBER), "O"),
        (Weighing(Decimal("6"), OCTOBER), Weighing(Decimal("7"), NOVEMBER), "N"),
        (Weighing(Decimal("7"), OCTOBER), Weighing(Decimal("7"), NOVEMBER), "T"),
        (Weighing(Decimal("8"), OCTOBER), Weighing(Decimal("7"), NOVEMBER), "T"),
        (Weighing(Decimal("6"), date(2020, 12, 20)), Weighing(Decimal("7"), date(2021, 1, 5)), "N"),
        (Weighing(Decimal("6"), date(2020, 11, 20)), Weighing(Decimal("7"), date(2021, 1, 5)), "O"),
        (Weighing(Decimal("6"), OCTOBER), Weighing(None, NOVEMBER), None),
        (Weighing(Decimal("6"), OCTOBER), None, None),
        (Decimal("6"), Decimal("7"), "N"),
    ],
)
def test_the_letter_follows_from_the_two_weighings(previous, current, expected):
    assert weight_gain_status(previous, current, sex="P", age_months=8) == expected


def test_in_the_first_month_of_life_a_child_is_new():
    assert weight_gain_status(Decimal("3.1"), Decimal("3.4"), sex="L", age_months=0) == "B"


@pytest.mark.parametrize("age_months", [-1, 61])
def test_outside_the_table_there_is_no_letter(age_months):
    assert weight_gain_status(Decimal("17"), Decimal("18"), sex="L", age_months=age_months) is None


@pytest.mark.parametrize("month", [date(2021, 11, 1), date(2021, 12, 1)])
def test_a_previous_weighing_of_the_same_or_a_later_month_is_refused(month):
    with pytest.raises(ValueError, match="earlier month"):
        weight_gain_status(Weighing(Decimal("6"), month), Weighing(Decimal("7"), NOVEMBER), sex="L", age_months=8)


def test_a_letter_needs_the_sex():
    with pytest.raises(ValueError, match="sex"):
        weight_gain_status(None, Decimal("7"), sex="", age_months=8)


def test_the_minimum_gains_can_be_replaced():
    assert weight_gain_status(Decimal("6"), Decimal("6.5"), sex="L", age_months=8, gains={("L", 8): 501}) == "T"


@given(sexes, st.integers(1, 60), weights, st.integers(-1900, 1900))
def test_a_judged_child_gained_enough_or_it_did_not(sex, age, before, gain_g):
    after = before + Decimal(gain_g) / 1000
    expected = "N" if gain_g >= minimum_gains()[sex, age] else "T"
    assert weight_gain_status(before, after, sex=sex, age_months=age) == expected
