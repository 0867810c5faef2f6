"""Where a row says a family lives: RT, RW and kelurahan, in any spelling but never a neighbour's."""

import pytest

from imports.columns.places import index_places, place_key, rt_and_rw, rt_number, rw_number


@pytest.mark.parametrize(
    "text", ["1", "01", "001", "0001", "RT 001", "RT.01", "RT1", "rt:1", "RT-01", "1.0", " 1 ", "'001"]
)
def test_an_rt_is_three_digits_however_written(text):
    assert rt_number(text) == "001"


@pytest.mark.parametrize("text", ["", "0", "000", "1000", "-1", "1.5", "1/2", "RW 1", "satu", "١", "2021-02-01", "1a"])
def test_what_is_no_rt_is_none(text):
    assert rt_number(text) is None


def test_an_rw_is_read_alike():
    assert [rw_number(text) for text in ("2", "RW.02", "RT 2")] == ["002", "002", None]


@pytest.mark.parametrize("text", ["001/002", "1/2", "RT 001/RW 002", "RT.001 RW.002", "rt1rw2", "01 / 02", "1-2"])
def test_rt_and_rw_may_share_a_cell(text):
    assert rt_and_rw(text) == ("001", "002")


@pytest.mark.parametrize("text", ["1", "0/2", "1/2/3", "2021-02-01", "RW 1/RT 2", "", "12"])
def test_a_cell_that_is_not_surely_rt_and_rw_is_none(text):
    assert rt_and_rw(text) == (None, None)


@pytest.mark.parametrize(
    "name", ["Bojongsari", "BOJONGSARI", "bojongsari ", "Bojong Sari", "Kel. Bojongsari", "Kelurahan Bojongsari"]
)
def test_a_place_is_one_place_however_written(name):
    assert place_key(name) == "bojongsari"


@pytest.mark.parametrize("name", ["Bojongsari Baru", "Bojongsri", "Bojong", "Kelapa Dua"])
def test_another_place_is_never_taken_for_it(name):
    assert place_key(name) != "bojongsari"


PLACES = [
    ("32.76.11.1001", "Bojongsari", "Bojongsari Lama", "Bojongsari"),
    ("32.76.11.1005", "Curug", "", "Bojongsari"),
    ("32.76.02.1008", "Curug", "", "Cimanggis"),
]


@pytest.mark.parametrize(
    ("name", "kecamatan", "writable", "found"),
    [
        ("Bojongsari Lama", "", None, ("32.76.11.1001", None)),
        ("32.76.11.1001", "", None, ("32.76.11.1001", None)),
        ("3276111001", "", None, ("32.76.11.1001", None)),
        ("32.76.11.1099", "", None, (None, "kelurahan_unknown")),
        ("Bojongsri", "", None, (None, "kelurahan_unknown")),
        ("Curug", "", None, (None, "kelurahan_ambiguous")),
        ("Curug", "Cimanggis", None, ("32.76.02.1008", None)),
        ("Curug", "Kec. Bojongsari", None, ("32.76.11.1005", None)),
        ("Curug", "Limo", None, (None, "kelurahan_unknown")),
        ("Curug", "", ["32.76.02"], ("32.76.02.1008", None)),
    ],
)
def test_a_name_that_two_places_share_needs_its_kecamatan_or_the_users_area(name, kecamatan, writable, found):
    assert index_places(PLACES, writable=writable).find(name, kecamatan) == found


def test_an_area_covers_what_lies_in_it():
    places = index_places(PLACES, writable=["32.76.11.1001.002"])
    assert places.may_write("32.76.11.1001")
    assert not places.may_write("32.76.11.1005")
    assert places.may_write_rt("32.76.11.1001.002.001")
    assert not places.may_write_rt("32.76.11.1001.003.001")
