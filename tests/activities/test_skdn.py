"""SKDN: the monthly balance of a posyandu."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.skdn import ChildMonth, PosyanduMonth, skdn

NOVEMBER = date(2021, 11, 1)


def balance(*children):
    return skdn(PosyanduMonth(NOVEMBER, children))


def weighed(status=None, has_kms=True, below_red_line=None):
    return ChildMonth(has_kms=has_kms, weighed=True, status=status, below_red_line=below_red_line)


ABSENT = ChildMonth(has_kms=True, weighed=False)
ABSENT_WITHOUT_CARD = ChildMonth(has_kms=False, weighed=False)


def test_a_month_is_counted_by_hand():
    month = balance(
        weighed("N", below_red_line=False),
        weighed("N", below_red_line=False),
        weighed("T", below_red_line=True),
        weighed("O"),
        weighed("B", has_kms=False),
        weighed(),
        ABSENT,
        ABSENT,
        ABSENT_WITHOUT_CARD,
        ABSENT_WITHOUT_CARD,
    )
    assert (month.s, month.k, month.d, month.n) == (10, 7, 6, 2)
    assert (month.t, month.o, month.b, month.unjudged) == (1, 1, 1, 1)
    assert (month.bgm, month.bgm_known) == (1, 3)
    assert month.k_s == Fraction(7, 10)
    assert month.d_s == Fraction(6, 10)
    assert month.d_k == Fraction(6, 7)
    assert month.n_d == Fraction(2, 6)
    assert month.n_s == Fraction(2, 10)
    assert month.n_k == Fraction(2, 7)
    assert month.n_judged == Fraction(2, 3)
    assert month.bgm_d == Fraction(1, 3)


def test_an_empty_register_has_counts_but_no_ratios():
    month = balance()
    assert (month.s, month.k, month.d, month.n, month.bgm) == (0, 0, 0, 0, 0)
    assert [month.k_s, month.d_s, month.d_k, month.n_d, month.n_s, month.n_k, month.n_judged, month.bgm_d] == [None] * 8


def test_a_month_without_session_has_no_success_rate():
    month = balance(ABSENT, ABSENT_WITHOUT_CARD)
    assert (month.d_s, month.n_s, month.n_d) == (0, 0, None)


def test_where_no_result_is_known_nobody_is_said_to_be_above_the_red_line():
    month = balance(weighed("N"), weighed("T"))
    assert (month.bgm, month.bgm_known, month.bgm_d) == (None, 0, None)


def test_newcomers_and_returners_are_weighed_but_not_judged():
    month = balance(weighed("N"), weighed("O"), weighed("B"))
    assert (month.n_d, month.n_judged) == (Fraction(1, 3), Fraction(1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"weighed": False, "status": "N"},
        {"weighed": False, "below_red_line": False},
        {"weighed": True, "status": "X"},
    ],
)
def test_a_month_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="weighed|status"):
        ChildMonth(has_kms=True, **wrong)


children = st.one_of(
    st.builds(ChildMonth, has_kms=st.booleans(), weighed=st.just(False)),
    st.builds(
        ChildMonth,
        has_kms=st.booleans(),
        weighed=st.just(True),
        status=st.sampled_from(["N", "T", "O", "B", None]),
        below_red_line=st.sampled_from([True, False, None]),
    ),
)
registers = st.lists(children, max_size=40)


@given(registers)
def test_the_identities_of_the_ratios_hold(register):
    month = balance(*register)
    if month.k:
        assert month.d_s == month.k_s * month.d_k
        assert month.n_k == month.n_d * month.d_k if month.d else month.n_k == 0
    if month.d:
        assert month.n_s == month.d_s * month.n_d


@given(registers)
def test_every_weighed_child_is_in_one_column_and_no_ratio_leaves_its_range(register):
    month = balance(*register)
    assert month.d == month.n + month.t + month.o + month.b + month.unjudged
    assert month.n <= month.d <= month.s
    assert month.k <= month.s
    for ratio in (month.k_s, month.d_s, month.n_d, month.n_s, month.n_judged, month.bgm_d):
        assert ratio is None or 0 <= ratio <= 1
    assert month.bgm is None or 0 <= month.bgm <= month.bgm_known <= month.d


@given(registers)
def test_the_order_of_the_register_does_not_matter(register):
    assert balance(*register) == balance(*reversed(register))


@given(registers, registers)
def test_two_posyandu_together_are_the_sum_of_both(one, other):
    assert balance(*one) + balance(*other) == balance(*one, *other)


@given(registers)
def test_one_more_child_that_gained_never_lowers_success(register):
    before = balance(*register)
    after = balance(*register, weighed("N"))
    assert (after.n, after.d, after.s) == (before.n + 1, before.d + 1, before.s + 1)
    assert before.n_d is None or after.n_d >= before.n_d


def test_a_sum_with_something_else_is_refused():
    with pytest.raises(TypeError):
        balance(ABSENT) + 1
