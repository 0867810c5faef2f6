"""Finding the header row and matching its columns."""

import pytest

from p2wkss.base.intake.headers import Layout, find_header, normalise
from p2wkss.base.intake.refusal import Refused
from tests.base.intake_files import HEADER, LAYOUT, PEOPLE, cells_of, read, text_table, warning_codes

TEXT = text_table()


def refusal_of(text):
    with pytest.raises(Refused) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("No. KK", "no_kk"),
        (" NO_KK ", "no_kk"),
        ("No KK (16 digit)", "no_kk"),
        ("NIK *", "nik"),
        ("L/P", "l_p"),
        ("Tgl.\nLahir", "tgl_lahir"),
        ("Ｎｉｋ", "nik"),
        ("'nik'", "'nik'"),
        ('"nik"', '"nik"'),
    ],
)
def test_headings_are_compared_by_their_words(heading, name):
    assert normalise(heading) == name


@pytest.mark.parametrize("titles", [1, 3, 7, 30])
def test_a_header_below_titles_is_found_and_said(titles):
    head, rows, end = read("DATA KELUARGA,,,,\n" * titles + TEXT)
    assert warning_codes(head, end) == [f"header_found_at_row_{titles + 1}"]
    assert cells_of(rows) == PEOPLE


def test_columns_may_stand_in_any_order():
    head, rows, _end = read(text_table([row[::-1] for row in PEOPLE], header=HEADER[::-1]))
    assert head["columns"] == {name: 4 - at for at, name in enumerate(HEADER)}
    assert len(rows) == 3


def test_unknown_columns_are_named_as_ignored():
    head, _rows, _end = read(text_table([[*row, "1", "x"] for row in PEOPLE], header=[*HEADER, "id", "is_verified"]))
    assert head["warnings"] == [("header_ignored", {"columns": ["id", "is_verified"]})]


def test_data_under_an_empty_heading_is_said_to_be_ignored():
    head, _rows, end = read(text_table([[str(at), *row] for at, row in enumerate(PEOPLE)], header=["", *HEADER]))
    assert warning_codes(head, end) == ["unnamed_column_ignored"]


def test_empty_columns_at_the_end_do_no_harm():
    head, _rows, end = read("\n".join(line + ",," for line in TEXT.splitlines()))
    assert warning_codes(head, end) == []


def test_a_line_that_numbers_the_columns_is_skipped_and_said():
    header, *rest = TEXT.splitlines()
    head, rows, end = read("\n".join([header, "(1),(2),(3),(4),(5)", *rest]))
    assert warning_codes(head, end) == ["numbering_row_skipped"]
    assert cells_of(rows) == PEOPLE


def test_a_missing_column_is_named():
    refusal = refusal_of(text_table(header=["nik", "nama", "rt", "lahir", "<img src=x onerror=alert(1)>"]))
    assert (refusal.code, refusal.params["columns"], refusal.rows_seen) == ("header_missing_column", ["uang"], 3)


def test_a_column_written_twice_is_refused():
    refusal = refusal_of(text_table([[*row, row[0]] for row in PEOPLE], header=[*HEADER, "NIK"]))
    assert (refusal.code, refusal.params["columns"]) == ("header_duplicate", ["NIK"])


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TEXT.splitlines()[1:]),
        TEXT.replace("nik,nama,rt,lahir,uang", "'nik','nama','rt','lahir','uang'"),
        "Lorem ipsum\ndolor sit amet\n",
        "x\n" * 60 + TEXT,
    ],
)
def test_a_file_without_a_header_is_refused(text):
    assert refusal_of(text).code == "header_unknown"


def test_data_above_the_header_would_be_lost_so_the_file_is_refused():
    header, *rest = TEXT.splitlines()
    assert refusal_of("\n".join([*rest, header])).code == "data_above_header"


def test_a_heading_on_two_rows_is_read_together():
    rows = [["nik", "nama", "Tempat", "", "uang"], ["", "", "rt", "lahir", ""], *PEOPLE]
    header = find_header(rows, [LAYOUT])
    assert (header.index, list(header.cells), header.missing) == (1, HEADER, ())


def test_the_layout_that_is_complete_wins():
    other = Layout("other", {"nik": "nik", "nama": "nama", "rt": "rt", "x": "x"}, ("nik", "nama", "rt", "x"))
    assert find_header([HEADER], [other, LAYOUT]).layout is LAYOUT


def test_a_replaced_column_is_not_missing():
    layout = Layout("place", {"a": "a", "rt_rw": "rt_rw"}, ("a", "rt", "rw"), {"rt": "rt_rw", "rw": "rt_rw"})
    assert find_header([["a", "RT/RW"]], [layout]).missing == ()


def test_a_layout_without_required_columns_needs_at_least_one_name():
    layout = Layout("free", {"nama": "nama"}, ())
    assert find_header([["apa saja"], ["nama", "x"]], [layout]).index == 1


def test_a_heading_cannot_forge_lines_in_a_message():
    head, _rows, _end = read(text_table([[*row, "1"] for row in PEOPLE], header=[*HEADER, "a\n\x1b[31mb" + "c" * 99]))
    [(_code, params)] = head["warnings"]
    assert params["columns"] == ["a  [31mb" + "c" * 52]
