"""The cells of a worksheet: what Excel knows of each survives the reading."""

from datetime import date, datetime

import pytest

from p2wkss.base.intake.refusal import Refused
from p2wkss.base.intake.sheet import RISKY_FORMULA, serial_to_iso
from p2wkss.base.intake.workbook import is_date_format, unescape
from tests.base.intake_files import (
    PEOPLE,
    SHEET,
    cells_of,
    read,
    repacked,
    warning_codes,
    workbook,
)


def first_row(change, *, edit=None):
    """(cells, kinds) of the first person after a change to the sheet."""
    data = workbook(change)
    _head, rows, _end = read(repacked(data, edit=edit) if edit else data, "data.xlsx")
    _number, _line, cells, kinds = rows[0]
    return cells, kinds


def put(reference, value, number_format=None):
    def change(book, sheet):
        sheet[reference] = value
        if number_format:
            sheet[reference].number_format = number_format

    return change


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (3276111708789001, "3276111708789001", "n"),
        (1.0, "1", "n"),
        (1.5, "1.5", "n"),
        (True, "TRUE", "b"),
        ("#N/A", "#N/A", "e"),
        (date(1978, 8, 17), "1978-08-17", "d"),
        (datetime(1978, 8, 17, 12, 30), "1978-08-17 12:30:00", "d"),
        ("=1+1", "", "x"),
        ("=HYPERLINK(A1)", "", "!"),
        ("=A1|B1", "", "!"),
        ("='[1]Sheet1'!A1", "", "!"),
    ],
)
def test_a_cell_arrives_as_text_with_its_kind(value, text, kind):
    cells, kinds = first_row(put("B2", value))
    assert (cells[1], kinds) == (text, f"t{kind}ttt")


FUNCTIONS = """
    WEBSERVICE hyperlink FILTERXML ENCODEURL DDE DDEAUTO RTD CALL REGISTER.ID EXEC IMPORTDATA IMAGE SQL.REQUEST
""".split()  # noqa: SIM905
SIGNS = ["IMAGE (", "|", "[1]", "[buku.xl", "https://", "http://", "\\\\", "file:"]


@pytest.mark.parametrize("reach", [*(f"{name}(" for name in FUNCTIONS), *SIGNS])
def test_what_reaches_outside_the_book_is_risky(reach):
    """The function or the sign alone, with nothing that it would reach."""
    assert RISKY_FORMULA.search(f"A1&{reach}")


@pytest.mark.parametrize("formula", ["SUM(A1:B1)", "IMAGINARY", "CALLING", "A1/B1", "UPPER(A1)"])
def test_what_stays_in_the_book_is_not_risky(formula):
    assert not RISKY_FORMULA.search(formula)


def test_text_cells_need_no_kinds():
    cells, kinds = first_row(lambda book, sheet: None)
    assert (cells, kinds) == (PEOPLE[0], None)


@pytest.mark.parametrize(
    ("stored", "text", "kind"),
    [
        ("3.276111708789001E15", "3276111708789001", "n"),
        ("3.27611E+15", "3276110000000000", "n"),
        ("1.5E6", "1500000", "n"),
        ("1E400", "1E400", "e"),
        ("NaN", "NaN", "e"),
    ],
)
def test_numbers_keep_the_digits_that_are_stored(stored, text, kind):
    edit = {SHEET: lambda part: part.replace(b"<v>5</v>", f"<v>{stored}</v>".encode())}
    cells, kinds = first_row(put("E2", 5), edit=edit)
    assert (cells[4], kinds[4]) == (text, kind)


@pytest.mark.parametrize(
    ("formula", "result", "kind"),
    [("500000*3", "<v>1500000</v>", "g"), ("UPPER(A1)", "<v>AHMAD</v>", "f")],
)
def test_a_formula_is_marked_and_gives_its_stored_result(formula, result, kind):
    kind_of_result = b"" if kind == "g" else b' t="str"'

    def edit(part):
        plain = f'<c r="E2"><f>{formula}</f><v/></c>'.encode()
        assert plain in part.replace(b"<v />", b"<v/>")
        wanted = b'<c r="E2"' + kind_of_result + f"><f>{formula}</f>{result}</c>".encode()
        return part.replace(b"<v />", b"<v/>").replace(plain, wanted)

    cells, kinds = first_row(put("E2", f"={formula}"), edit={SHEET: edit})
    assert (cells[4], kinds[4]) == (result[3:-4], kind)


def test_a_shared_formula_lends_its_judgement():
    def edit(part):
        part = part.replace(b'<c r="B2" t="inlineStr"><is><t>Ahmad Sutisna</t></is></c>', SHARED_MASTER)
        return part.replace(b'<c r="B3" t="inlineStr"><is><t>Siti Nurhasanah</t></is></c>', SHARED_FOLLOWER)

    _head, rows, _end = read(repacked(workbook(), edit={SHEET: edit}), "data.xlsx")
    assert [row[3] for row in rows] == ["t!ttt", "t!ttt", None]


SHARED_MASTER = b'<c r="B2" t="str"><f t="shared" ref="B2:B3" si="0">HYPERLINK(A2)</f><v>x</v></c>'
SHARED_FOLLOWER = b'<c r="B3" t="str"><f t="shared" si="0"/><v>x</v></c>'


def test_the_1904_date_system_is_obeyed():
    def change(book, sheet):
        book.epoch = datetime(1904, 1, 1)
        sheet["D2"] = date(1978, 8, 17)

    head, rows, _end = read(workbook(change), "data.xlsx")
    assert head["uses_1904"]
    assert rows[0][2][3] == "1978-08-17"


@pytest.mark.parametrize(
    ("serial", "uses_1904", "shown"),
    [
        ("28719", False, "1978-08-17"),
        ("27257", True, "1978-08-17"),
        ("28719.5", False, "1978-08-17 12:00:00"),
        ("61", False, "1900-03-01"),
        ("60", False, None),
        ("0", True, "1904-01-01"),
        ("2958465", False, "9999-12-31"),
        ("2958466", False, None),
        ("-1", True, None),
        ("x", False, None),
    ],
)
def test_serial_days_are_dates_only_where_they_are_sure(serial, uses_1904, shown):
    assert serial_to_iso(serial, uses_1904) == shown


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy-mm-dd", True),
        ("[$-421]dd mmmm yyyy;@", True),
        ('dd" hari "mm', True),
        ("h:mm", False),
        ("0.00", False),
        ('#,##0" unit dry"', False),
        ("[Red]0;[Blue]d", False),
        ("\\d0", False),
        ("@", False),
    ],
)
def test_a_number_format_is_a_date_when_it_shows_days_or_years(code, is_date):
    assert is_date_format(code) is is_date


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a_x000D_\nb", "a\r\nb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD800_", "_xD800_"),
        ("_x0000_", "\x00"),
        ("x_y", "x_y"),
    ],
)
def test_escaped_characters_come_back(written, text):
    assert unescape(written) == text


def test_a_merged_column_is_filled_down_and_said():
    def change(book, sheet):
        for reference in ("C3", "C4"):
            sheet[reference] = None
        sheet.merge_cells("C2:C4")

    head, rows, end = read(workbook(change), "data.xlsx")
    assert cells_of(rows) == PEOPLE
    assert [row[3] for row in rows] == [None, "ttmtt", "ttmtt"]
    assert warning_codes(head, end) == ["merged_filled_down"]


def test_empty_cells_without_a_merge_stay_empty():
    def change(book, sheet):
        sheet["C3"] = None

    _head, rows, _end = read(workbook(change), "data.xlsx")
    assert rows[1][2][2] == ""


def test_a_merge_makes_no_row_out_of_nothing():
    _head, rows, _end = read(workbook(lambda book, sheet: sheet.merge_cells("A4:A9")), "data.xlsx")
    assert len(rows) == 3


def test_hidden_rows_and_columns_are_read_and_said():
    def change(book, sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["A"].hidden = True

    head, rows, end = read(workbook(change), "data.xlsx")
    assert len(rows) == 3
    assert warning_codes(head, end) == ["hidden_rows_included", "hidden_columns_included"]


def test_blank_rows_keep_the_numbers_of_the_sheet():
    _head, rows, _end = read(workbook(lambda book, sheet: sheet.insert_rows(3, 2)), "data.xlsx")
    assert [row[0] for row in rows] == [2, 5, 6]


def test_cells_right_of_the_header_are_said_to_be_ignored():
    head, _rows, end = read(workbook(put("H3", "catatan")), "data.xlsx")
    assert end["warnings"] == [("unnamed_column_ignored", {"columns": [8]})]


def test_a_filled_cell_far_right_is_too_many_columns():
    with pytest.raises(Refused, match="too_many_columns"):
        read(workbook(put("XFD3", "x")), "data.xlsx")


def test_formatted_blanks_are_no_rows():
    def change(book, sheet):
        for number in range(5, 3000):
            sheet.cell(number, 1).number_format = "@"

    _head, rows, _end = read(workbook(change), "data.xlsx")
    assert len(rows) == 3
