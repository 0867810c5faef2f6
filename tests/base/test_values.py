"""One reader of numbers and days: understood or refused, never multiplied, never cut, never shifted."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.base.intake.sheet import DATE, NUMBER
from p2wkss.base.values import number_text, problem_message, read_day, read_decimal, read_rupiah, read_whole

TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,9", "2.9"),
        ("2.9", "2.9"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("-6,39", "-6.39"),
        ("−6.39", "-6.39"),
        ("1234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1,234,567.25", "1234567.25"),
        ("1234,567", "1234.567"),
        ("12,3450", "12.3450"),
        ("73,4450", "73.4450"),
        ("12345", "12345"),
        ("'7,5", "7.5"),
    ],
)
def test_a_number_with_decimals_is_understood_with_comma_or_point(text, value):
    assert read_decimal(text) == (Decimal(value), None)


@pytest.mark.parametrize("text", ["1.234", "12.345", "1,234", "12,345", "123.456", "-1.234"])
def test_a_sign_before_three_digits_can_be_read_twice_and_is_refused(text):
    assert read_decimal(text) == (None, "number_ambiguous")


@pytest.mark.parametrize("text", ["106.745", "106,745", "-6.395", "-6,395"])
def test_a_coordinate_cannot_be_a_thousand_times_as_large(text):
    assert read_decimal(text, whole_digits=3).value == Decimal(text.replace(",", "."))


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1.2.3",
        "1,2,3",
        "1.23,4,5",
        "1 500",
        "1e5",
        "NaN",
        "Infinity",
        "5,",
        "--5",
        "-",
        "+5",
        "1.234.5",
        "٣",
        "½",
    ],
)
def test_what_is_no_number_is_refused(text):
    assert read_decimal(text) == (None, "number_format")


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.345", "12.345"), ("1.234", "1.234"), ("0.30000000000000004", "0.3"), ("1500000", "1500000")],
)
def test_a_number_cell_stays_its_number(text, value):
    assert read_decimal(text, NUMBER) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("text", "value"), [("1500", 1500), ("1.500", 1500), ("1.500.000", 1500000), ("3,0", 3), ("5.00", 5), ("-2", -2)]
)
def test_a_whole_number_groups_with_points(text, value):
    assert read_whole(text) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("2,5", "number_broken"), ("2.5", "number_broken"), ("1,500", "number_ambiguous"), ("1.50.000", "number_format")],
)
def test_a_whole_number_is_never_cut_from_a_broken_one(text, problem):
    assert read_whole(text) == (None, problem)


def test_a_number_cell_that_is_broken_is_no_whole_number():
    assert read_whole("1234.5", NUMBER) == (None, "number_broken")
    assert read_whole("1.234", NUMBER) == (None, "number_broken")


@pytest.mark.parametrize(
    "text", ["1500000", "1.500.000", "Rp 1.500.000,00", "rp1.500.000,-", "1500000,00", "IDR 1500000", "1.500.000,0"]
)
def test_rupiah_drop_the_sen_that_are_none(text):
    assert read_rupiah(text) == (Decimal(1500000), None)


@pytest.mark.parametrize(
    ("text", "kind"), [("1.500.000,50", None), ("1500000,50", None), ("1500000.50", None), ("1500000.5", NUMBER)]
)
def test_other_sen_are_asked_about(text, kind):
    assert read_rupiah(text, kind) == (Decimal("1500000.50"), "money_sen")


@pytest.mark.parametrize("text", ["1,500,000.00", "1,5 juta", "1.5e6", "15.00.000", "1.500.000.5", "1 500 000"])
def test_foreign_money_is_refused(text):
    assert read_rupiah(text).value is None


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    st.sampled_from(",."),
)
def test_what_is_written_is_read_the_same(value, sign):
    for places in range(5):
        shorter = round(value, places)
        assert read_decimal(number_text(shorter, decimal_sign=sign)) == (shorter, None)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_grouped_money_is_read_the_same(value):
    assert read_rupiah(number_text(value, group_sign=".")).value == value


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2021",
        "5-6-2021",
        "5.6.2021",
        "2021-06-05",
        "2021/06/05",
        "5 Juni 2021",
        "5 June 2021",
        "June 5, 2021",
        "Sabtu, 5 Juni 2021",
        "05-Jun-2021",
        "2021-06-05 00:00:00",
        "2021-06-05T00:00:00+07:00",
        "2021-06-05T17:00:00.000Z",
        "Sat Jun 05 2021 00:00:00 GMT+0700 (Western Indonesia Time)",
        "2021-06-05 00:00:28",
        "2021-06-04 23:59:48",
    ],
)
def test_a_day_is_read_day_first_or_as_written(text):
    assert read_day(text, today=TODAY) == (dt.date(2021, 6, 5), None, "")


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("2021-06-04 17:00:00", DATE, "2021-06-04 17:00"),
        ("2021-06-05 00:07:12", DATE, "2021-06-05 00:07:12"),
        ("5/6/2021 10.30", None, "2021-06-05 10:30"),
    ],
)
def test_another_hour_is_said_instead_of_guessing_the_day(text, kind, shown):
    assert read_day(text, kind, today=TODAY) == (None, "date_time_of_day", shown)
    assert shown in problem_message("date_time_of_day", shown)


@pytest.mark.parametrize("text", ["31/02/2021", "17/13/2021", "kemarin", "12/2021", "5/6/0000", "2021-06-05 25:00"])
def test_what_is_no_day_is_refused(text):
    assert read_day(text, today=TODAY).day is None


def test_a_year_of_two_digits_and_a_day_number_say_that_they_are_guesses():
    assert read_day("5/6/21", today=TODAY) == (dt.date(2021, 6, 5), "date_century_guessed", "")
    assert read_day("28719", today=TODAY) == (dt.date(1978, 8, 17), "date_serial_number", "")


def test_the_sentence_shows_both_readings():
    assert "1234" in problem_message("number_ambiguous", "1.234") and "1,2340" in problem_message(
        "number_ambiguous", "1.234"
    )
