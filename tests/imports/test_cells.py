"""Cells as people leave them: what does not show, what says "not known", and what a merged column leaves empty."""

import datetime as dt
from decimal import Decimal

import pytest

from imports.columns.choices import is_unknown
from imports.reading.register_file import open_register
from tests.imports.register_files import HEADER, PEOPLE, altered, lookups, text


def judged(rows):
    """(rows, codes, verdict, families that are skipped) of a CSV."""
    reading = open_register(text(rows).encode(), filename="data.csv", lookups=lookups())
    checked = list(reading)
    list(reading.family_findings())
    return checked, reading.verdict().codes, reading.verdict(), reading.refused_families()


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00a0", "\u200e", "\u2060"])
@pytest.mark.parametrize("column", ["nik", "no_kk", "nama", "tanggal_lahir", "pengeluaran_bulanan"])
def test_what_does_not_show_is_taken_off_and_said(column, sign):
    at = HEADER.index(column)
    plain, _codes, _verdict, _skipped = judged(PEOPLE)
    rows, codes, verdict, _skipped = judged(altered(column, f"{sign}{PEOPLE[1][at]}{sign}", row=1))
    assert rows[1].value._replace(line=None) == plain[1].value._replace(line=None)
    assert codes == ("invisible_removed",) and verdict.rows_error == 0


def test_a_direction_that_turns_a_name_around_is_still_refused():
    assert "control_char" in judged(altered("nama", "Siti\u202eanah", row=1))[1]


@pytest.mark.parametrize("word", ["?", "null", "tidak ada", "—", "n/a", "-", "N/A", "NULL", "??", "Tidak Diketahui"])
def test_what_says_not_known_leaves_no_value(word):
    assert is_unknown(word)
    for column, name in (("pendidikan", "education"), ("pekerjaan", "occupation"), ("pengeluaran_bulanan", "spending")):
        rows, codes, verdict, _skipped = judged(altered(column, word, row=1))
        assert getattr(rows[1].value, name) is None, column
        assert "placeholder_empty" in codes and verdict.rows_error == 0


@pytest.mark.parametrize("word", ["0", "0,00", "Rp 0"])
def test_zero_stays_zero(word):
    assert not is_unknown(word)
    assert judged(altered("pengeluaran_bulanan", word, row=1))[0][1].value.spending == 0


@pytest.mark.parametrize(
    ("word", "amount", "code"),
    [("950.000,00", 950000, None), ("1500000,50", 1500001, "money_rounded"), ("Rp 1.500.000,-", 1500000, None)],
)
def test_money_with_sen_is_money(word, amount, code):
    rows, codes, _verdict, _skipped = judged(altered("pengeluaran_bulanan", word, row=1))
    assert rows[1].value.spending == Decimal(amount)
    assert code is None or code in codes


@pytest.mark.parametrize("number", ["1. {}", "01 - {}", "2) {}", "(3) {}"])
def test_a_numbered_label_is_its_word(number):
    rows, codes, _verdict, _skipped = judged(altered("hubungan", number.format("Istri"), row=1))
    assert rows[1].value.relation == "wife" and not codes
    assert judged(altered("jenis_kelamin", number.format("Perempuan"), row=1))[0][1].value.sex == "P"


def merged(rows):
    """The rows as a sheet with merged family cells leaves them in a CSV."""
    seen, found = set(), []
    for row in map(list, rows):
        if row[0] in seen:
            for at in (0, 8, 9, 10, 11, 12):
                row[at] = ""
        seen.add(row[0] or None)
        found.append(row)
    return found


def test_a_merged_family_saved_as_csv_is_filled_down_and_said():
    rows, codes, verdict, _skipped = judged(merged(PEOPLE))
    whole = judged(PEOPLE)[0]
    assert [row.value.no_kk for row in rows] == [row.value.no_kk for row in whole]
    assert [row.value.region for row in rows] == [row.value.region for row in whole]
    assert codes == ("kk_filled_down",) and verdict.rows_error == 0


def test_a_head_without_a_number_never_joins_the_family_above():
    rows = merged(PEOPLE)
    second = next(at for at, row in enumerate(rows[1:], start=1) if row[3] == "Kepala Keluarga")
    for at in (0, 8, 9, 10, 11):
        rows[second][at] = ""
    checked, _codes, _verdict, _skipped = judged(rows)
    assert checked[second].value.no_kk is None and checked[second].has_error
    assert checked[second + 1].value.no_kk is None and checked[second + 1].has_error


def test_a_family_below_whose_number_is_missing_is_refused_as_a_whole():
    rows, _codes, _verdict, skipped = judged(altered("no_kk", "", row=1))
    assert rows[1].has_error and rows[0].value.no_kk in skipped


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("1978-08-17T00:00:00+07:00", dt.date(1978, 8, 17)),
        ("Thu Aug 17 1978 00:00:00 GMT+0700 (WIB)", dt.date(1978, 8, 17)),
    ],
)
def test_a_day_with_an_offset_is_the_day_that_is_written(word, day):
    rows, codes, _verdict, _skipped = judged(altered("tanggal_lahir", word, row=0))
    assert (rows[0].value.birth_date, codes) == (day, ())


def test_a_day_with_an_hour_is_asked_with_what_stands_there():
    rows, codes, verdict, _skipped = judged(altered("tanggal_lahir", "1978-08-16 17:00:00", row=0))
    assert codes == ("date_time_of_day",) and rows[0].has_error
    assert "1978-08-16 17:00" in verdict.messages[0]
