"""Values as people read them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from households.models import Household
from p2wkss.base.formats import number, percent, rupiah, rupiah_short, tanggal, tanggal_pendek, waktu


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (23_000_000, "Rp23.000.000"),
        (Decimal("1500000.50"), "Rp1.500.001"),
        (Decimal("0.49"), "Rp0"),
        (0, "Rp0"),
        (-500, "-Rp500"),
        (Decimal("-0.2"), "Rp0"),
        (999, "Rp999"),
        ("1000", "Rp1.000"),
        (10**15, "Rp1.000.000.000.000.000"),
        (None, "–"),
        ("", "–"),
        ("abc", "–"),
        (Decimal("NaN"), "–"),
        (True, "–"),
    ],
)
def test_rupiah(value, text):
    assert rupiah(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_234_000_000, "Rp1,2 miliar"),
        (23_000_000, "Rp23 juta"),
        (2 * 10**12, "Rp2 triliun"),
        (999_999, "Rp999.999"),
        (-1_500_000, "-Rp1,5 juta"),
        (None, "–"),
    ],
)
def test_rupiah_as_people_say_it(value, text):
    assert rupiah_short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("45.32"), "45,3 %"),
        (100, "100 %"),
        (0, "0 %"),
        (Decimal("0.05"), "0,1 %"),
        (Decimal("99.96"), "100 %"),
        (-2.25, "-2,3 %"),
        (1234.5, "1.234,5 %"),
        (None, "–"),
    ],
)
def test_percent(value, text):
    assert percent(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1234.5"), None, "1.234,5"),
        (1234.5, 2, "1.234,50"),
        (Decimal("2.345"), 2, "2,35"),
        (Decimal("-0.001"), 1, "0,0"),
        (1_000_000, None, "1.000.000"),
        (None, 2, "–"),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2021, 3, 12), "12 Maret 2021"),
        (dt.datetime(2021, 3, 11, 18, 0, tzinfo=dt.UTC), "12 Maret 2021"),
        (None, "–"),
        ("2021-03-12", "–"),
    ],
)
def test_tanggal(value, text):
    assert tanggal(value) == text


def test_waktu_is_local():
    assert waktu(dt.datetime(2021, 3, 12, 3, 5, tzinfo=dt.UTC)) == "12 Maret 2021 10.05"
    assert waktu(dt.date(2021, 3, 12)) == "12 Maret 2021"
    assert waktu(None) == "–"


def test_english_pages_write_english_figures():
    with translation.override("en"):
        assert number(Decimal("1234.5")) == "1,234.5"
        assert rupiah(23_000_000) == "Rp23,000,000"


def test_the_filters_are_there():
    page = Template(
        "{% load p2wkss %}{{ n|rupiah }}|{{ n|rupiah_singkat }}|{{ p|persen }}|{{ p|persen:0 }}|{{ d|tanggal }}|"
        "{{ d|waktu }}|{{ p|angka:2 }}|{{ kk.no_kk }}"
    )
    context = {
        "n": 23_000_000,
        "p": Decimal("45.36"),
        "d": dt.date(2021, 3, 12),
        "kk": Household(no_kk="3276112003129002"),
    }
    assert page.render(Context(context)) == (
        "Rp23.000.000|Rp23 juta|45,4 %|45 %|12 Maret 2021|12 Maret 2021|45,36|3276••••••••••••"
    )


@pytest.mark.parametrize(("value", "text"), [("1.00", "1"), ("26.50", "26,5"), ("0.00", "0"), ("1500", "1.500")])
def test_a_number_without_fixed_decimals_has_no_idle_zeros(value, text):
    assert number(Decimal(value)) == text


def test_a_date_in_a_table_is_short():
    assert tanggal_pendek(dt.date(2021, 11, 30)) == "30 Nov 2021"
