"""Rows of a register file: what is accepted, what is warned about, what is an error, and that nothing is guessed."""

import logging
from datetime import date
from decimal import Decimal

import pytest

from imports.columns.findings import MESSAGES
from tests.base.intake_files import workbook as any_workbook
from tests.imports.register_files import (
    ACCEPTED,
    BOJONGSARI,
    HEADER,
    PEOPLE,
    altered,
    each,
    judged,
    lookups,
    outcome,
    reading,
    text,
)


def book(change=None, people=None):
    """The people as a workbook."""
    return any_workbook(change, rows=people or PEOPLE, header=HEADER)


def of_book(change=None, people=None):
    verdict = judged(book(change, people), filename="data.xlsx")[2]
    return verdict.outcome, verdict.rows_error, verdict.codes


def column(name):
    return HEADER.index(name) + 1


def test_a_row_gives_all_its_values():
    value = next(iter(reading(text()))).value
    assert {name: given for name, given in value._asdict().items() if given is not None} == {
        "number": 2,
        "line": 2,
        "no_kk": "3276110501109001",
        "nik": "3276111708789001",
        "name": "Ahmad Sutisna",
        "relation": "head",
        "sex": "L",
        "birth_date": date(1978, 8, 17),
        "education": "lower_secondary",
        "occupation": "casual_labourer",
        "region": f"{BOJONGSARI}.002.001",
        "address": "Jl. Mawar No. 3",
        "spending": Decimal(1500000),
    }


def test_good_people_pass_without_a_word():
    assert outcome(PEOPLE) == ACCEPTED


@pytest.mark.parametrize(
    "name", ["no_kk", "nik", "nama", "hubungan", "jenis_kelamin", "tanggal_lahir", "rt", "rw", "kelurahan"]
)
def test_values_that_a_member_cannot_lack_are_required(name):
    assert outcome(altered(name, "", row=1)) == ("ROW_ERRORS", 1, ("required",))


@pytest.mark.parametrize("name", ["pendidikan", "pekerjaan", "alamat", "pengeluaran_bulanan"])
def test_other_empty_cells_are_unknown_and_no_matter(name):
    assert outcome(altered(name, " ", row=1)) == ACCEPTED


@pytest.mark.parametrize("name", ["pendidikan", "pekerjaan", "alamat", "pengeluaran_bulanan"])
def test_a_dash_is_an_empty_cell_said_aloud(name):
    rows, _findings, verdict = judged(text(altered(name, "-", row=1)))
    assert (verdict.outcome, verdict.codes) == ("ACCEPT_WARN", ("placeholder_empty",))
    value = rows[1].value
    assert None in (value.education, value.occupation, value.address, value.spending)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nik", "327611170878900", "nik_format"),
        ("nik", "3276111708780000", "nik_serial"),
        ("nik", "3276113213789001", "nik_day"),
        ("nik", "3276113002789001", "nik_date"),
        ("nik", "3.27611E+15", "nik_scientific"),
        ("no_kk", "3.27611E+15", "kk_scientific"),
        ("no_kk", "JUMLAH", "kk_format"),
        ("nama", "Ahmad 2", "name_chars"),
        ("nama", "A" * 121, "too_long"),
        ("nama", "Ah\u202emad", "control_char"),
        ("nama", "Ah\nmad", "control_char"),
        ("nama", "Ah\ufffdmad", "char_lost"),
        ("nama", "=1+1", "formula_suspected"),
        ("alamat", "=1+1", "formula_suspected"),
        ("alamat", "x" * 201, "too_long"),
        ("alamat", "Jl.\x1b[31m Mawar", "control_char"),
        ("alamat", "Jl. Maw\ufffdr", "char_lost"),
        ("hubungan", "Tetangga", "relation_unknown"),
        ("hubungan", "-", "relation_unknown"),
        ("jenis_kelamin", "X", "sex_unknown"),
        ("jenis_kelamin", "W", "sex_unknown"),
        ("tanggal_lahir", "31/02/1990", "date_format"),
        ("tanggal_lahir", "2027-01-01", "date_future"),
        ("tanggal_lahir", "28720", "date_serial_number"),
        ("tanggal_lahir", "18/08/78", "date_two_digit_year"),
        ("pendidikan", "Universitas Kehidupan", "education_unknown"),
        ("pendidikan", "C" * 256, "too_long"),
        ("pekerjaan", "buruh\x0bharian", "control_char"),
        ("pekerjaan", "@SUM(A1)", "formula_suspected"),
        ("rt", "0", "rt_format"),
        ("rw", "abc", "rw_format"),
        ("kelurahan", "Bojongsri", "kelurahan_unknown"),
        ("kelurahan", "Bojongsari Baru", "region_out_of_scope"),
        ("pengeluaran_bulanan", "1,5 juta", "money_format"),
    ],
)
def test_a_wrong_value_is_an_error_of_its_row_alone(name, value, code):
    _rows, findings, verdict = judged(text(altered(name, value)))
    assert (verdict.outcome, verdict.rows_ok, verdict.rows_error) == ("ROW_ERRORS", 7, 1)
    assert [(finding.number, finding.column) for finding in findings if finding.code == code] == [(2, name)]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nik", "3276 1117 0878 9001", "nik_separators"),
        ("nik", "9976111708789001", "nik_region_unknown"),
        ("tanggal_lahir", "1979-08-17", "nik_dob_mismatch"),
        ("tanggal_lahir", "17/08/78", "date_century_guessed"),
        ("tanggal_lahir", "28719", "date_serial_number"),
        ("tanggal_lahir", "1905-08-17", "age_unusual"),
        ("pekerjaan", "Astronot", "occupation_unknown"),
        ("nama", "DÃ©sirÃ©e", "mojibake_suspected"),
        ("alamat", "Jl. DÃ©sirÃ©e", "mojibake_suspected"),
    ],
)
def test_a_doubtful_value_is_accepted_with_a_warning(name, value, code):
    state, errors, codes = outcome(altered(name, value))
    assert (state, errors) == ("ACCEPT_WARN", 0)
    assert code in codes


def test_a_nik_of_the_other_sex_is_a_warning_for_dukcapil():
    state, errors, codes = outcome(altered("jenis_kelamin", "P", row=2))
    assert (state, errors, codes) == ("ACCEPT_WARN", 0, ("nik_sex_mismatch",))


def test_a_wife_registered_as_a_man_is_a_warning():
    assert "relation_sex_mismatch" in outcome(altered("jenis_kelamin", "L", row=1))[2]


def test_an_american_date_is_an_error_not_another_day():
    state, errors, codes = outcome(altered("tanggal_lahir", "03/09/1985", row=5))
    assert (state, errors) == ("ROW_ERRORS", 1)
    assert "date_day_month_swapped" in codes


def test_a_baby_of_2021_never_becomes_a_centenarian():
    rows, _findings, _verdict = judged(text(altered("tanggal_lahir", "01/06/21", row=7)))
    assert rows[7].value.birth_date == date(2021, 6, 1)


def test_a_head_of_family_who_would_be_a_child_needs_all_four_digits():
    people = altered("tanggal_lahir", "17/08/15")
    people[0][HEADER.index("nik")] = "3276111708159001"
    assert outcome(people) == ("ROW_ERRORS", 1, ("date_two_digit_year",))


def test_a_member_without_nik_needs_a_reason():
    people = [[*person, ""] for person in altered("nik", "", row=7)]
    people[7][-1] = "Akta kelahiran sedang diurus"
    rows, _findings, verdict = judged(text(people, header=[*HEADER, "Alasan tanpa NIK"]))
    assert (verdict.outcome, verdict.codes) == ("ACCEPT_WARN", ("nik_missing",))
    assert (rows[7].value.nik, rows[7].value.nik_reason) == (None, "Akta kelahiran sedang diurus")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hubungan", ["KEPALA KELUARGA", "isteri", "anak kandung", "KK", "ANAK", "Kepala", "Isteri", "Anak"]),
        ("jenis_kelamin", ["Laki-laki", "PEREMPUAN", "lk", "wanita", "Pr", "pria", "p", "2"]),
        ("rt", ["1", "01", "001", "RT 001", "RT.01", "RT1", "1.0", " 1 "]),
        ("rw", ["2", "02", "002", "RW 2", "RW.02", "RW2", "2.0", " 2 "]),
        (
            "kelurahan",
            ["Bojong Sari", "BOJONGSARI", "bojongsari ", "Kel. Bojongsari", "Bojongsari Lama", BOJONGSARI] * 2,
        ),
        (
            "pendidikan",
            ["S1", "D3", "SLTP/Sederajat", "SMA", "paket c", "Tdk/Blm Sekolah", "TAMAT SD/SEDERAJAT", "S-2"],
        ),
        (
            "pekerjaan",
            ["PNS", "IRT", "Wiraswasta", "Ojol", "Guru", "Karyawan Swasta", "Belum/Tidak Bekerja", "pelajar"],
        ),
    ],
)
def test_words_people_write_are_understood(name, words):
    assert outcome(each(name, lambda _value, row: words[row])) == ACCEPTED


def test_the_letters_p_and_w_mean_nothing_certain():
    people = each("jenis_kelamin", lambda value, _row: {"L": "P", "P": "W"}[value])
    state, errors, codes = outcome(people)
    assert (state, errors) == ("ROW_ERRORS", 8)
    assert {"sex_ambiguous", "sex_unknown"} <= set(codes)


def test_rt_and_rw_in_one_column_are_read():
    header = [*HEADER[:8], "RT/RW", *HEADER[10:]]
    rows, _findings, verdict = judged(
        text([[*person[:8], "001/002", *person[10:]] for person in PEOPLE], header=header)
    )
    assert verdict.outcome == "ACCEPT"
    assert rows[0].value.region == f"{BOJONGSARI}.002.001"


def test_a_kecamatan_tells_two_places_of_one_name_apart():
    people = [[*person, "Cimanggis"] for person in each("kelurahan", lambda _value, _row: "Curug")]
    city = lookups(writable=None)
    assert outcome([person[:-1] for person in people], lookups=city)[2] == ("kelurahan_ambiguous",)
    rows, _findings, verdict = judged(text(people, header=[*HEADER, "Kecamatan"]), lookups=city)
    assert verdict.outcome == "ACCEPT"
    assert rows[0].value.region.startswith("32.76.02.1008.")


def test_an_operator_of_one_rw_cannot_write_in_another():
    assert outcome(PEOPLE, lookups=lookups(writable=[f"{BOJONGSARI}.002"])) == ACCEPTED
    state, errors, codes = outcome(PEOPLE, lookups=lookups(writable=[f"{BOJONGSARI}.003"]))
    assert (state, errors, codes) == ("ROW_ERRORS", 8, ("region_out_of_scope",))


def test_number_regions_outside_the_city_are_warned_about_where_asked():
    strict = lookups(number_regions={"327611"})
    assert outcome(PEOPLE, lookups=strict) == ACCEPTED
    assert outcome(altered("nik", "3171011708789001"), lookups=strict)[2] == ("nik_region_other",)


@pytest.mark.parametrize(
    ("cells", "found"),
    [(PEOPLE[1][:9], 9), ([*PEOPLE[1], "lebih", "kolom"], 15), (["; ".join(PEOPLE[1])], 1)],
)
def test_a_row_of_another_width_is_an_error_and_is_not_read(cells, found):
    rows, findings, verdict = judged(text([PEOPLE[0], cells, *PEOPLE[2:]]))
    assert (verdict.rows_ok, verdict.rows_error) == (7, 1)
    assert [(finding.code, finding.params["found"]) for finding in findings] == [("column_count", found)]
    assert rows[1].value is None


def test_a_finding_tells_the_record_and_the_physical_line():
    people = each("alamat", lambda _value, _row: "Jl. Mawar No. 3\nBelakang masjid")
    people[2][1] = "salah"
    _rows, findings, _verdict = judged(text(people))
    assert [(finding.number, finding.line, finding.code) for finding in findings] == [(4, 6, "nik_format")]


def test_an_address_keeps_its_lines():
    rows, _findings, _verdict = judged(text(altered("alamat", "Jl. Mawar No. 3\r\nBelakang masjid")))
    assert rows[0].value.address == "Jl. Mawar No. 3\nBelakang masjid"


def test_hostile_strings_are_stored_as_written_where_text_may_stand():
    people = altered("alamat", "' OR 1=1 --")
    people[1][HEADER.index("alamat")] = "%' UNION SELECT NULL--"
    rows, _findings, verdict = judged(text(people))
    assert (verdict.outcome, [row.value.address for row in rows[:2]]) == (
        "ACCEPT",
        ["' OR 1=1 --", "%' UNION SELECT NULL--"],
    )


# --- what only Excel does ---


def test_a_plain_workbook_is_accepted():
    assert of_book() == ACCEPTED


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nik", 3276111708789000, "nik_excel_truncated"),
        ("nik", 3276110000000000, "nik_scientific"),
        ("no_kk", 3276110501109000, "kk_excel_truncated"),
        ("nik", "=CONCATENATE(1,2)", "formula_in_identity"),
        ("nama", '=UPPER("a")', "formula_no_value"),
        ("nama", True, "truth_value"),
        ("alamat", "=HYPERLINK(B2)", "formula_suspected"),
        ("alamat", "=A1|B1", "formula_suspected"),
        ("alamat", "#N/A", "excel_error"),
        ("rt", date(2021, 2, 1), "rt_format"),
        ("rt", 1.5, "rt_format"),
        ("tanggal_lahir", 28720, "date_serial_number"),
        ("pengeluaran_bulanan", -5, "money_format"),
        ("pengeluaran_bulanan", "=500000*3", "formula_no_value"),
        ("alamat", "Jl_x001B_ A", "control_char"),
        ("nama", "Ah_x000A_mad", "control_char"),
    ],
)
def test_a_trap_of_excel_is_an_error(name, value, code):
    def change(_book, sheet):
        sheet.cell(2, column(name)).value = value

    state, errors, codes = of_book(change)
    assert (state, errors) == ("ROW_ERRORS", 1)
    assert code in codes


@pytest.mark.parametrize(
    ("name", "convert", "codes"),
    [
        ("nik", int, ("nik_number_cell",)),
        ("rt", int, ()),
        ("rt", float, ()),
        ("pengeluaran_bulanan", int, ()),
        ("pengeluaran_bulanan", lambda value: int(value) + 0.4, ("money_rounded",)),
        ("tanggal_lahir", date.fromisoformat, ()),
        ("tanggal_lahir", lambda value: (date.fromisoformat(value) - date(1899, 12, 30)).days, ("date_serial_number",)),
    ],
)
def test_a_column_typed_as_numbers_or_dates_is_read(name, convert, codes):
    def change(_book, sheet):
        for row in range(2, 10):
            cell = sheet.cell(row, column(name))
            cell.value = convert(cell.value)

    assert of_book(change) == ("ACCEPT_WARN" if codes else "ACCEPT", 0, codes)


def test_a_merged_nik_or_name_belongs_to_nobody_else():
    def change(_book, sheet):
        sheet["C3"] = None
        sheet.merge_cells("C2:C3")

    state, errors, codes = of_book(change)
    assert (state, errors) == ("ROW_ERRORS", 1)
    assert "merged_person" in codes


def test_a_family_number_left_open_without_a_merge_is_missing():
    def change(_book, sheet):
        sheet["A3"] = None

    assert of_book(change) == ("ROW_ERRORS", 1, ("required",))


# --- words ---


def test_no_message_repeats_what_was_typed(caplog):
    caplog.set_level(logging.DEBUG)
    _rows, findings, verdict = judged(text(altered("nik", "327611170878900")))
    said = " ".join([*(finding.message for finding in findings), *verdict.messages, caplog.text])
    assert "327611170878900" not in said
    assert verdict.messages == ("NIK harus terdiri dari 16 angka (0-9) tanpa spasi atau tanda lain. (1 kali)",)


@pytest.mark.parametrize("sentence", MESSAGES.values())
def test_every_message_can_be_filled(sentence):
    assert "%(" not in str(sentence) % dict.fromkeys(
        ("found", "wanted", "limit", "year", "shown", "column", "count"), "9"
    )
