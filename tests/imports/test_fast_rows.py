"""The short way through a row says the same as the careful way, whatever one cell holds."""

import pytest

from imports.reading.careful_rows import RowReader
from p2wkss.base.intake.reader import Row
from tests.imports.register_files import HEADER, PEOPLE, A, B, lookups, text
from tests.imports.register_files import reading as open_reading

WIDE = [*HEADER, "alasan_tanpa_nik", "atap", "luas_lantai"]
FILLED = [[*person, "", "Genteng", "36"] for person in PEOPLE]
VALUES = {
    "no_kk": [A, B, "", f" {A} ", "3.27E+15", A[:15], f"'{A}", PEOPLE[0][1]],
    "nik": [PEOPLE[1][1], "", "327611170878900", "3276111708789OO1", "3276111708780000", "9976111708789001", A]
    + [f"{PEOPLE[0][1]} ", "٣٢٧٦١١١٧٠٨٧٨٩٠٠١", "3276115708789001", "3276111708779001"],
    "nama": [
        "",
        " Ahmad ",
        "=Ahmad",
        "Ahmad\u200b",
        "Désirée",
        "A" * 99,
        "A" * 100,
        "A" * 121,
        "Ahmad 1",
        "-",
        "‘Aisyah",
    ],
    "hubungan": ["Istri", "", "Tetangga", "kepala keluarga", "ANAK"],
    "jenis_kelamin": ["P", "", "x", "Laki-laki", "W", "l"],
    "tanggal_lahir": ["1978-08-18", "17/08/1978", "08/17/1978", "17-08-78", "28719", "2030-01-01", "1899-01-01"]
    + ["", "1978-02-30", "17 Agustus 1978", "1978-08-17 00:00:00"],
    "pendidikan": ["", "-", "Hogwarts", "SD"],
    "pekerjaan": ["", "-", "Astronaut", "Ojek"],
    "rt": ["1", "", "0", "satu", "RT 005"],
    "rw": ["2", "", "1000"],
    "kelurahan": ["BOJONGSARI", "", "Curug", "Atlantis"],
    "alamat": ["", "-", "=1+1", "Jl. Baru\nNo. 2", "x" * 201],
    "pengeluaran_bulanan": ["", "-", "1.500", "1.500.000", "1,5 juta", "NaN"],
    "alasan_tanpa_nik": ["Bayi baru lahir", "x" * 300],
    "atap": ["", "Emas", "Seng"],
    "luas_lantai": ["", "seluas lapangan", "40,5"],
}
CASES = [(column, value) for column, values in VALUES.items() for value in values]


def readers():
    """(a reader that has read the people twice, one that has read nothing)."""
    table = open_reading(text(FILLED, header=WIDE)).table
    practised, fresh = RowReader(table, lookups()), RowReader(table, lookups())
    for _round in range(2):
        for number, person in enumerate(FILLED, start=2):
            assert practised.read(Row(number, number, list(person), None)).findings in ((), [])
    return practised, fresh


@pytest.mark.parametrize(("column", "value"), CASES)
def test_one_other_cell_is_judged_alike(column, value):
    practised, fresh = readers()
    for person in (FILLED[0], FILLED[4]):
        cells = list(person)
        cells[WIDE.index(column)] = value
        row = Row(20, 20, cells, None)
        expected, found = fresh.read(row), practised.read(row)
        assert found.value == expected.value
        assert list(found.findings) == list(expected.findings)
        # And once more, now that the odd cell itself may have been remembered.
        again = practised.read(row)
        assert (again.value, list(again.findings)) == (expected.value, list(expected.findings))


def test_the_short_way_is_taken_where_nothing_is_to_be_said(monkeypatch):
    practised, _fresh = readers()
    monkeypatch.setattr(practised, "_read_with_care", None)
    for number, person in enumerate(FILLED, start=2):
        assert practised.read(Row(number, number, list(person), None)).value.nik == person[1]
