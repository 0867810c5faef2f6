"""Single values of a register file: read for certain, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from imports.columns.values import birth_date, floor_area, identity_number, money

TODAY = date(2026, 11, 24)
NIK = "3276111708789001"


@pytest.mark.parametrize(
    ("text", "kind", "digits", "problem"),
    [
        (NIK, None, NIK, None),
        (f" {NIK}\u00a0", None, NIK, None),
        (f"'{NIK}", None, NIK, None),
        (f'="{NIK}"', None, NIK, None),
        ("3276 1117 0878 9001", None, NIK, "separators"),
        ("327611.170878.9001", None, NIK, "separators"),
        (NIK, "n", NIK, "number_cell"),
        ("3276111708789000", "n", None, "excel_truncated"),
        ("3276110000000000", "n", None, "scientific"),
        ("327611170878900", "n", None, "format"),
        ("3276111708789001.5", "n", None, "format"),
        ("3.27611E+15", None, None, "scientific"),
        ("3,27611E+15", None, None, "scientific"),
        ("3e15", None, None, "scientific"),
        (f"{NIK}.0", None, None, "format"),
        ("327611170878900", None, None, "format"),
        ("32761117087890011", None, None, "format"),
        ("32761117O8789001", None, None, "format"),
        ("٣٢٧٦١١١٧٠٨٧٨٩٠٠١", None, None, "format"),
        ("３２７６１１１７０８７８９００１", None, None, "format"),
        ("3276--1117-0878-9001", None, None, "format"),
        ("JUMLAH", None, None, "format"),
        ("", None, None, "format"),
    ],
)
def test_an_identity_number_keeps_every_digit_or_is_none(text, kind, digits, problem):
    assert identity_number(text, kind) == (digits, problem)


@pytest.mark.parametrize(
    "text",
    [
        "1978-08-17",
        "1978/08/17",
        "17-08-1978",
        "17/08/1978",
        "17.08.1978",
        "17 08 1978",
        "17/8/1978",
        "17 Agustus 1978",
        "17 agustus 1978",
        "17-Agu-1978",
        "17 Ags. 1978",
        "17 August 1978",
        "Kamis, 17 Agustus 1978",
        "1978-08-17 00:00:00",
        "1978-08-17T00:00:00",
        "1978-08-17T00:00:00.000Z",
        "17/08/1978 00:00",
        "'17-08-1978",
        " 17-08-1978 ",
    ],
)
def test_a_date_may_be_written_in_many_sure_ways(text):
    assert birth_date(text, today=TODAY)[:2] == (date(1978, 8, 17), None)


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, "Januari Jan"),
        (2, "Februari Pebruari Feb"),
        (3, "Maret Mar"),
        (4, "April Apr"),
        (5, "Mei"),
        (6, "Juni Jun"),
        (7, "Juli Jul"),
        (8, "Agustus Agu Agt"),
        (9, "September Sep"),
        (10, "Oktober Okt"),
        (11, "November Nopember Nov"),
        (12, "Desember Des"),
    ],
)
def test_every_indonesian_month_is_known(month, names):
    for name in names.split():
        assert birth_date(f"5 {name} 1982", today=TODAY).day == date(1982, month, 5)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/1990",
        "00/00/0000",
        "29/02/2023",
        "2021-13-01",
        "1990-00-10",
        "-",
        "NULL",
        "0001-01-01",
        "1899-12-31",
        "08/17/1978",
        "17/08-1978",
        "19780817",
        "17081978",
        "17 Foo 1978",
        "1978-08",
        "17/08/978",
        "٢٠٢١-٠٦-٠١",
        "Depok, 17-08-1978",
    ],
)
def test_what_is_no_sure_date_is_refused(text):
    assert birth_date(text, today=TODAY)[:2] == (None, "date_format")


def test_a_birth_date_after_today_is_refused():
    assert birth_date("2026-11-24", today=TODAY).day == TODAY
    assert birth_date("2026-11-25", today=TODAY)[:2] == (None, "date_future")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17/08/78", date(1978, 8, 17)),
        ("01/06/21", date(2021, 6, 1)),
        ("24/11/26", TODAY),
        ("25/11/26", date(1926, 11, 25)),
    ],
)
def test_two_digits_of_a_year_are_the_latest_that_has_passed_and_need_the_nik(text, day):
    assert birth_date(text, today=TODAY)[:2] == (day, "date_century_guessed")


@pytest.mark.parametrize(
    ("text", "kind", "uses_1904", "day"),
    [
        ("28719", None, False, date(1978, 8, 17)),
        ("28719", "n", False, date(1978, 8, 17)),
        ("27257", "n", True, date(1978, 8, 17)),
        ("1978", None, False, date(1905, 5, 31)),
    ],
)
def test_a_day_number_of_excel_needs_the_nik(text, kind, uses_1904, day):
    assert birth_date(text, kind, today=TODAY, uses_1904=uses_1904)[:2] == (day, "date_serial_number")


def test_a_date_cell_counts_only_at_midnight():
    assert birth_date("1978-08-17", "d", today=TODAY).day == date(1978, 8, 17)
    assert birth_date("1978-08-17 00:00:28", "d", today=TODAY).day == date(1978, 8, 17)
    asked = birth_date("1978-08-16 17:00:00", "d", today=TODAY)
    assert (asked.day, asked.problem, asked.shown) == (None, "date_time_of_day", "1978-08-16 17:00")


def test_the_digits_a_nik_would_show_come_with_the_date():
    born = birth_date("1982-05-05", today=TODAY)
    assert (born.male, born.female) == ("050582", "450582")
    assert born.agrees_with("3276114505829002")
    assert not born.agrees_with(NIK)


def test_an_american_date_is_recognised_by_the_nik():
    born = birth_date("03/09/1985", today=TODAY)
    assert born.swapped_agrees_with("3276110903859006")
    assert not birth_date("09/03/1985", today=TODAY).swapped_agrees_with("3276110903859006")


@pytest.mark.parametrize(
    "text",
    [
        "1500000",
        "1.500.000",
        "Rp1.500.000",
        "Rp 1.500.000",
        "Rp. 1.500.000,00",
        "rp1500000",
        "IDR 1.500.000",
        "1.500.000,-",
        "1.500.000.-",
        "1500000,00",
        "1500000.00",
        "1500000.0",
        " 1500000 ",
        "'1500000",
    ],
)
def test_money_may_be_written_in_many_sure_ways(text):
    assert money(text) == (Decimal(1500000), None)


@pytest.mark.parametrize(
    "text",
    [
        "1,500,000.00",
        "1,500,000",
        "1,500",
        "1,5 juta",
        "1.5 juta",
        "1500 ribu",
        "2jt",
        "1.5e6",
        "15.00.000",
        "1.500.000.5",
        "1.500.000.00",
        "1500.000",
        "1 500 000",
        "01500000",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e309",
        "-1500000",
        "(1500000)",
        "99999999999999999999",
        "0x10",
        "٣٠٠",
        "Rp-",
        "1.5",
        "1500000 rupiah",
        "+1500000",
    ],
)
def test_money_that_can_be_read_twice_is_refused(text):
    assert money(text) == (None, "money_format")


@pytest.mark.parametrize(
    ("text", "kind", "rupiah", "problem"),
    [
        ("1.500", None, 1500, "money_small"),
        ("0", None, 0, "money_small"),
        ("100000", None, 100000, None),
        ("100000001", None, 100000001, "money_large"),
        ("1500000", "n", 1500000, None),
        ("1333333.333", "n", 1333333, "money_rounded"),
        ("-5", "n", None, "money_format"),
        ("2021-01-01", "d", None, "money_format"),
    ],
)
def test_money_that_is_strange_or_a_cell(text, kind, rupiah, problem):
    assert money(text, kind) == (None if rupiah is None else Decimal(rupiah), problem)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("36", "36"),
        ("36,5", "36.5"),
        ("36.25 m2", "36.25"),
        ("36 m²", "36"),
        ("0", None),
        ("6x6", None),
        ("36,125", None),
    ],
)
def test_floor_area_is_in_square_metres(text, area):
    assert floor_area(text) == (None if area is None else Decimal(area))
