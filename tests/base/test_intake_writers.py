"""Tables as the programs of the world write them: XLSX and ODS, with the days and numbers that stand in them."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import odf.opendocument
import pytest
from odf.office import Annotation
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from p2wkss.base.intake import reader
from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.refusal import Refused
from p2wkss.base.values import read_day
from tests.base.intake_files import HEADER, LAYOUT, PEOPLE, cells_of, read, repacked, shared_strings_workbook, workbook

FILES = Path(__file__).parent.parent / "files"
TODAY = dt.date(2026, 11, 30)
BORN = [dt.date(1978, 8, 17), dt.date(1982, 5, 5), dt.date(2010, 10, 1)]


def cell(value, **attributes):
    """A cell as LibreOffice writes it: its value as an attribute, what it shows as a paragraph."""
    if isinstance(value, str):
        made = TableCell(valuetype="string", **attributes)
    elif isinstance(value, dt.date):
        made = TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    else:
        made = TableCell(valuetype="float", value=str(value), **attributes)
    made.addElement(P(text=str(value)))
    return made


def document(*tables):
    """An ODS with these tables: (name, rows of cells, style or None)."""
    book = odf.opendocument.OpenDocumentSpreadsheet()
    hidden = Style(name="tersembunyi", family="table")
    hidden.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(hidden)
    for name, rows, style in tables:
        table = Table(name=name, **({"stylename": hidden} if style else {}))
        for cells in rows:
            row = TableRow()
            for each in cells:
                row.addElement(each if hasattr(each, "qname") else cell(each))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


ODS = document(("Data", [HEADER, *PEOPLE], None))


def refusal_of(data, filename="data.ods", **options):
    with pytest.raises(Refused) as caught:
        read(data, filename, **options)
    return caught.value


# --- workbooks of other writers ---


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("sheetjs-*")))
def test_the_usual_writer_of_web_applications_is_read(name):
    head, rows, _end = read((FILES / name).read_bytes(), name)
    assert [cells[:3] for cells in cells_of(rows)] == [list(person[:3]) for person in PEOPLE]
    born = head["columns"]["lahir"]
    days = [
        read_day(cells[born], kinds and kinds[born].replace("t", "") or None, today=TODAY)
        for _, _, cells, kinds in rows
    ]
    assert [day.day for day in days] == BORN


def test_a_local_midnight_of_the_day_before_says_what_stands_there():
    _head, rows, _end = read((FILES / "exceljs-4.4.0-dates.xlsx").read_bytes(), "data.xlsx")
    assert read_day(rows[0][2][3], "d", today=TODAY) == (None, "date_time_of_day", "1978-08-16 17:00")


def test_declared_macros_count_only_where_a_part_has_them():
    book = shared_strings_workbook()
    types = b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    edit = {"[Content_Types].xml": lambda part: part.replace(b"<Default ", types + b"<Default ", 1)}
    assert cells_of(read(repacked(book, edit=edit), "data.xlsx")[1]) == [list(person) for person in PEOPLE]
    assert (
        refusal_of(repacked(book, edit=edit, add={"xl/vbaData.bin": b"x"}), "data.xlsx").code == "xlsx_active_content"
    )


# --- OpenDocument ---


def test_an_open_document_is_read_through_the_child():
    table = reader.read_table(ODS, filename="data.ods", layouts=[LAYOUT])
    assert [row.cells for row in table] == [list(person) for person in PEOPLE]
    assert (table.format, table.sheet) == ("ods", "Data")


def test_numbers_keep_all_their_digits_and_days_are_days():
    rows = [HEADER, [3276111708789001, "Ahmad", "001", dt.date(1978, 8, 17), 1500000.5]]
    ((_number, _line, cells, kinds),) = read(document(("Data", rows, None)), "data.ods")[1]
    assert (cells, kinds) == (["3276111708789001", "Ahmad", "001", "1978-08-17", "1500000.5"], "nttdn")


def test_repeated_blank_and_merged_cells_stand_where_they_are_seen():
    merged = cell("001", numberrowsspanned="2", numbercolumnsspanned="1")
    below = CoveredTableCell()
    rows = [
        HEADER,
        [PEOPLE[0][0], "Ahmad", merged, TableCell(numbercolumnsrepeated="2")],
        [PEOPLE[1][0], "Siti", below, "1982-05-05", "0"],
        [TableCell(numbercolumnsrepeated="16384")],
    ]
    _head, found, end = read(document(("Data", rows, None)), "data.ods")
    assert cells_of(found) == [[PEOPLE[0][0], "Ahmad", "001"], [PEOPLE[1][0], "Siti", "001", "1982-05-05", "0"]]
    assert "merged_filled_down" in [code for code, _params in end["warnings"]]


def test_a_note_and_several_paragraphs_do_not_mix():
    noted = TableCell(valuetype="string")
    note = Annotation()
    note.addElement(P(text="catatan"))
    noted.addElement(note)
    noted.addElement(P(text="Ahmad"))
    noted.addElement(P(text="Sutisna"))
    rows = [HEADER, [PEOPLE[0][0], noted, "001", "1978-08-17", "0"]]
    assert read(document(("Data", rows, None)), "data.ods")[1][0][2][1] == "Ahmad\nSutisna"


def test_a_hidden_sheet_is_named_and_not_read():
    data = document(("Lama", [HEADER, *PEOPLE[:1]], "hidden"), ("Data", [HEADER, *PEOPLE], None))
    head, rows, _end = read(data, "data.ods")
    assert (head["sheet"], len(rows)) == ("Data", 3)
    assert ("hidden_sheet_ignored", {"sheets": "Lama", "chosen": "Data"}) in head["warnings"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"edit": {"content.xml": lambda part: part[: len(part) // 2]}}, "xlsx_malformed"),
        ({"drop": ["content.xml"]}, "xlsx_malformed"),
        ({"edit": {"content.xml": lambda part: b"<a/>"}}, "xlsx_malformed"),
        ({"add": {"Basic/Standard/Module1.xml": b"<x/>"}}, "xlsx_active_content"),
        ({"edit": {"content.xml": lambda part: b"<!DOCTYPE a>" + part.partition(b"?>")[2]}}, "xml_dtd"),
        ({"edit": {"mimetype": lambda part: b"application/vnd.oasis.opendocument.text"}}, "type_mismatch"),
    ],
)
def test_a_broken_or_active_document_is_refused_with_its_reason(change, code):
    refusal = refusal_of(repacked(ODS, **change))
    assert refusal.code == code
    message = reader.refusal_message(refusal.code, refusal.params)
    assert "Excel ini rusak" not in message


def test_a_document_with_a_password_says_so():
    entry = b'<manifest:encryption-data xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    edit = {
        "META-INF/manifest.xml": lambda part: part.replace(b"</manifest:manifest>", entry + b"</manifest:manifest>")
    }
    assert refusal_of(repacked(ODS, edit=edit)).code == "xlsx_encrypted"


def test_a_million_repeated_rows_end_at_the_limit():
    rows = [HEADER, *PEOPLE]
    data = document(("Data", rows, None))
    many = {
        "content.xml": lambda part: part.replace(
            b"<table:table-row>", b'<table:table-row table:number-rows-repeated="250000">'
        )
    }
    assert refusal_of(repacked(data, edit=many), limits=Limits(max_rows=100)).code == "too_many_rows"


# --- what is not read says how to save it without losing a digit ---


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (ODS, "data.xlsx", "akhiran namanya menjadi .ods"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "data.xls", "tulis ulang ke-16 angkanya"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "data.xls", "halaman web"),
        (
            repacked(workbook(), add={"a.csv": b"x"}, drop=zipfile.ZipFile(io.BytesIO(workbook())).namelist()),
            "data.zip",
            "ZIP",
        ),
    ],
)
def test_other_kinds_say_how_to_save_them(data, filename, words):
    refusal = refusal_of(data, filename)
    assert words in reader.refusal_message(refusal.code, refusal.params)
