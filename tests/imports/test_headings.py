"""Which files count as a register: headings people write, and the population sheet of OpenSID."""

from datetime import date

import pytest

from imports.columns.headings import HEADINGS, OPENSID_COLUMNS, REGISTER, layouts_with, recognise
from tests.imports.register_files import (
    BOJONGSARI,
    HEADER,
    PEOPLE,
    altered,
    judged,
    lookups,
    opensid_file,
    opensid_rows,
    text,
)


@pytest.mark.parametrize(
    "header",
    [
        ";".join(HEADER).upper().replace("_", " "),
        " *;".join(HEADER),
        ";".join(HEADER).replace("_", "\n"),
        "No. KK;NIK;Nama Lengkap;SHDK;L/P;Tgl. Lahir;Pendidikan Terakhir;Jenis Pekerjaan;RT;RW;Desa/Kelurahan;Alamat;"
        "Pengeluaran per Bulan (Rp)",
        "NO.KK;NIK;Nama;Hub. dlm Keluarga;L/P;Tgl.Lahir;Pendidikan;Pekerjaan;RT;RW;Kelurahan;Alamat;Pengeluaran/bulan",
        "Nomor Kartu Keluarga;No. KTP;Nama Anggota Keluarga;Hubungan dalam Keluarga;JK;Tanggal Lahir (dd/mm/yyyy);"
        "Pendidikan;Pekerjaan;No. RT;No. RW;Kel.;Alamat Lengkap;Pengeluaran",
    ],
)
def test_headings_people_write_are_recognised(header):
    assert judged(text(header=header.split(";")))[2].outcome == "ACCEPT"


def test_every_key_is_its_own_heading():
    assert {REGISTER.names[key] for key in HEADINGS} == set(HEADINGS)


OPTIONAL = ("pendidikan", "pekerjaan", "pengeluaran_bulanan")


@pytest.mark.parametrize("missing", [name for name in HEADER if name not in OPTIONAL])
def test_each_of_the_other_columns_must_be_there(missing):
    at = HEADER.index(missing)
    header = [*HEADER[:at], "kolom lain", *HEADER[at + 1 :]]
    assert judged(text(header=header))[2].codes == ("header_missing_column",)


@pytest.mark.parametrize("missing", OPTIONAL)
def test_a_heading_that_nobody_can_read_may_be_the_missing_one(missing):
    at = HEADER.index(missing)
    header = [*HEADER[:at], "<b>kolom</b>", *HEADER[at + 1 :]]
    assert judged(text(header=header))[2].codes == ("header_missing_column",)


@pytest.mark.parametrize("heading", ["id", "kelurahan_id", "is_verified", "created_by", "nik_index", "status"])
def test_columns_outside_the_contract_are_ignored_and_said(heading):
    people = [[*person, "999"] for person in PEOPLE]
    verdict = judged(text(people, header=[*HEADER, heading]))[2]
    assert (verdict.outcome, verdict.codes) == ("ACCEPT_WARN", ("header_ignored",))


def test_headings_matched_by_hand_are_obeyed():
    header = ["Kartu", *HEADER[1:]]
    assert judged(text(header=header))[2].outcome == "REJECT_FILE"
    assert judged(text(header=header), layouts=layouts_with({"Kartu": "no_kk"}))[2].outcome == "ACCEPT"


def test_headings_matched_by_hand_belong_to_the_layout_that_is_named():
    renamed = opensid_file(opensid_rows()).replace("kk_level", "Peran")
    for layout, outcome in (("", "REJECT_FILE"), ("register", "REJECT_FILE"), ("opensid", "ACCEPT_WARN")):
        verdict = judged(renamed, layouts=layouts_with({"Peran": "hubungan"}, layout), lookups=HERE)[2]
        assert verdict.outcome == outcome, layout


def test_a_header_is_known_as_it_was_matched():
    header = ["no_kk", "nik", "Sebutan", "nama", "", "nama lengkap"]
    assert recognise(header, {}) == ("register", {0: "no_kk", 1: "nik", 3: "nama"})
    assert recognise(header, {"nama": "", "Sebutan": "nama"}) == ("register", {0: "no_kk", 1: "nik", 2: "nama"})
    assert recognise(["a", "b"], {}) == ("register", {})
    layout, known = recognise([*OPENSID_COLUMNS[:30]], {})
    assert (layout, known[OPENSID_COLUMNS.index("kk_level")]) == ("opensid", "hubungan")


# --- OpenSID ---


HERE = lookups(default=BOJONGSARI)


def test_the_population_sheet_gives_the_same_people():
    rows, _findings, verdict = judged(opensid_file(opensid_rows(), extra=["ket"]), lookups=HERE)
    assert (verdict.outcome, verdict.codes, verdict.rows_ok) == ("ACCEPT_WARN", ("header_ignored",), 8)
    ours = [row.value._replace(spending=None) for row in judged(text())[0]]
    assert [row.value for row in rows] == ours


def test_the_population_sheet_has_the_columns_of_its_source():
    assert (len(OPENSID_COLUMNS), len(set(OPENSID_COLUMNS))) == (43, 43)


def test_words_instead_of_codes_are_read_too():
    rows = opensid_rows()
    rows[0] |= {"kk_level": "KEPALA KELUARGA", "sex": "LAKI-LAKI", "pekerjaan_id": "BURUH HARIAN LEPAS"}
    assert judged(opensid_file(rows), lookups=HERE)[2].rows_error == 0


@pytest.mark.parametrize(
    ("status", "errors"), [("1", 0), ("", 0), ("HIDUP", 0), ("2", 1), ("3", 1), ("MATI", 1), ("9", 1)]
)
def test_who_is_not_alive_here_is_not_imported(status, errors):
    rows = opensid_rows()
    rows[2]["status_dasar"] = status
    assert judged(opensid_file(rows), lookups=HERE)[2].rows_error == errors


def test_nik_zero_means_none_yet():
    rows = opensid_rows()
    rows[7]["nik"] = "0"
    read, _findings, verdict = judged(opensid_file(rows), lookups=HERE)
    assert ("nik_missing" in verdict.codes, verdict.rows_error) == (True, 0)
    assert (read[7].value.nik, bool(read[7].value.nik_reason)) == (None, True)


def test_without_a_kelurahan_in_file_or_scope_its_rows_cannot_be_placed():
    verdict = judged(opensid_file(opensid_rows()))[2]
    assert (verdict.rows_error, "required" in verdict.codes) == (8, True)


def test_codes_are_not_read_in_our_own_layout():
    assert judged(text(altered("hubungan", "1")))[2].codes == ("relation_unknown", "no_head")


@pytest.mark.parametrize("code", ["0", "12", "x"])
def test_an_unknown_code_is_an_error(code):
    rows = opensid_rows()
    rows[1]["kk_level"] = code
    assert judged(opensid_file(rows), lookups=HERE)[2].rows_error == 1


def test_a_date_of_the_sheet_is_day_first():
    rows = opensid_rows()
    rows[5]["tanggallahir"] = "09-03-1985"
    assert judged(opensid_file(rows), lookups=HERE)[0][5].value.birth_date == date(1985, 3, 9)
