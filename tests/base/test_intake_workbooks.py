"""The frame of a workbook: what is refused before its rows are looked at, and which sheet is read."""

import io
import re
import zipfile

import pytest

from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.markup import DEEPEST
from p2wkss.base.intake.package import _escapes
from p2wkss.base.intake.refusal import Refused
from tests.base.intake_files import (
    PEOPLE,
    SHEET,
    STRINGS,
    cells_of,
    read,
    repacked,
    shared_strings_workbook,
    text_table,
    warning_codes,
    with_declared_size,
    workbook,
)

BOOK = shared_strings_workbook()
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
DOCTYPE = b"<!DOCTYPE a []>"


def refusal_of(data, filename="data.xlsx", **options):
    with pytest.raises(Refused) as caught:
        read(data, filename, **options)
    return caught.value.code


def after_declaration(addition):
    """Put bytes right behind the XML declaration of a part."""
    return lambda part: re.sub(rb"^(<\?xml[^>]*\?>)?\s*", lambda found: found[0] + addition, part, count=1)


def nested(name, levels):
    return b"<%s>" % name * levels + b"</%s>" % name * levels


def size_of(part):
    return zipfile.ZipFile(io.BytesIO(BOOK)).getinfo(part).file_size


def in_utf16(part):
    body = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", part).decode()
    return b"\xff\xfe" + f'<?xml version="1.0" encoding="UTF-16"?>{body}'.encode("utf-16-le")


@pytest.mark.parametrize("data", [BOOK, workbook(), repacked(BOOK, compression=zipfile.ZIP_STORED)])
def test_a_plain_workbook_gives_its_rows(data):
    head, rows, end = read(data, "data.xlsx")
    assert (cells_of(rows), warning_codes(head, end)) == (PEOPLE, [])
    assert [row[0] for row in rows] == [2, 3, 4]


@pytest.mark.parametrize(
    "edit",
    [
        {STRINGS: in_utf16},
        {SHEET: in_utf16},
        {SHEET: lambda part: re.sub(rb' r="[A-Z]*[0-9]+"', b"", part)},
        {SHEET: lambda part: part.replace(b"<v>0</v>", b"<v><![CDATA[0]]></v>")},
        {SHEET: lambda part: re.sub(rb"<(/?)(?![?])", rb"<\1x:", part).replace(b"xmlns=", b"xmlns:x=")},
        {SHEET: lambda part: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:Z99"/>', part)},
        {SHEET: lambda part: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', part)},
        {SHEET: after_declaration(b"<!--" + b"x" * 300_000 + b"-->")},
        {STRINGS: lambda part: part.replace(b"<t>Ahmad Sutisna</t>", b"<r><t>Ahmad </t></r><r><t>Sutisna</t></r>")},
        {
            STRINGS: lambda part: part.replace(
                b"<t>Ahmad Sutisna</t>", b'<t>Ahmad Sutisna</t><rPh sb="0" eb="1"><t>XX</t></rPh>'
            )
        },
    ],
)
def test_unusual_but_sound_parts_give_the_same_rows(edit):
    _head, rows, _end = read(repacked(BOOK, edit=edit), "data.xlsx")
    assert cells_of(rows) == PEOPLE


@pytest.mark.parametrize(
    "data",
    [
        repacked(BOOK, drop=[STRINGS]),
        repacked(BOOK, drop=[WORKBOOK]),
        repacked(BOOK, drop=[SHEET]),
        repacked(BOOK, drop=[RELATIONS]),
        repacked(BOOK, drop=["_rels/.rels"]),
        repacked(BOOK, drop=[TYPES]),
        repacked(BOOK, edit={RELATIONS: lambda part: part.replace(b"worksheets/sheet1.xml", b"../../lembar.xml")}),
        repacked(BOOK, edit={RELATIONS: lambda part: part.replace(b"worksheets/sheet1.xml", b"/lembar.xml")}),
        repacked(BOOK, edit={WORKBOOK: lambda part: part.replace(b"rId1", b"rId99")}),
        repacked(
            BOOK,
            edit={
                WORKBOOK: lambda part: part.replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
            },
        ),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b"<v>5</v>", b"<v>-1</v>")}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b"<v>5</v>", b"<v>99999</v>")}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b'r="B2"', b'r="A2"')}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b'r="B2"', b'r="B3"')}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b'r="B2"', b'r="ZZZZ2"')}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b'<row r="3"', b'<row r="99"')}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b't="s"', b't="zz"')}),
        repacked(BOOK, edit={SHEET: lambda part: part[:-40]}),
        repacked(BOOK, edit={SHEET: lambda part: b"<html></html>"}),
        repacked(BOOK, edit={SHEET: lambda part: b""}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b"<sheetData>", nested(b"a", DEEPEST))}),
        repacked(BOOK, edit={STRINGS: lambda part: part.replace(b"<t>", nested(b"r", DEEPEST) + b"<t>", 1)}),
        repacked(BOOK, edit={STRINGS: lambda part: part.replace(b"Ahmad", b"&foo;")}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b'encoding="UTF-8"', b'encoding="UTF-9"')}),
        repacked(BOOK, edit={SHEET: lambda part: part.replace(b'encoding="UTF-8"', b'encoding="Shift_JIS"')}),
        repacked(BOOK, add={"xl/../x.txt": b"x"}),
        repacked(BOOK, add={"xl\\x.txt": b"x"}),
        repacked(BOOK, add={SHEET.upper(): b"x"}),
        repacked(BOOK, compression=zipfile.ZIP_BZIP2),
        with_declared_size(BOOK, SHEET, size_of(SHEET) - 1),
        BOOK[:-100],
        BOOK[: len(BOOK) // 2],
        b"PK\x03\x04" + b"\x00" * 100,
    ],
)
def test_a_broken_or_foreign_workbook_is_malformed(data):
    assert refusal_of(data) == "xlsx_malformed"


@pytest.mark.parametrize(
    "edit",
    [
        {SHEET: after_declaration(DOCTYPE)},
        {STRINGS: after_declaration(DOCTYPE)},
        {"docProps/core.xml": after_declaration(DOCTYPE)},
        {SHEET: lambda part: in_utf16(part).replace(in_utf16(b"")[2:], in_utf16(b"<!DOCTYPE a>")[2:])},
        {SHEET: after_declaration(b"<!--" + b"x" * 10_000 + b"-->" + DOCTYPE)},
    ],
)
def test_a_document_type_in_any_part_refuses_the_file(edit):
    assert refusal_of(repacked(BOOK, edit=edit)) == "xml_dtd"


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/activeX/activeX1.xml",
        "xl/connections.xml",
        "xl/queryTables/queryTable1.xml",
        "xl/macrosheets/sheet1.xml",
    ],
)
def test_active_content_refuses_the_file(part):
    assert refusal_of(repacked(BOOK, add={part: b"<x/>"})) == "xlsx_active_content"


def test_a_macro_workbook_in_disguise_is_active_content():
    edit = {
        TYPES: lambda part: part.replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled"
        )
    }
    assert refusal_of(repacked(BOOK, edit=edit)) == "xlsx_active_content"


@pytest.mark.parametrize(
    "data",
    [
        BOOK + b"sisa",
        BOOK[:-2] + b"\x05\x00hello",
        BOOK + BOOK[:30],
        b"sisa" + BOOK,
        text_table().encode(),
        b"%PDF-1.7",
        repacked(
            BOOK,
            edit={TYPES: lambda part: part.replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")},
        ),
    ],
)
def test_what_is_more_or_other_than_a_workbook_is_a_mismatch(data):
    assert refusal_of(data) == "type_mismatch"


def test_an_encrypted_archive_is_told_apart():
    flagged = bytearray(BOOK)
    for signature, flags_at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = flagged.find(signature)
        while at >= 0:
            flagged[at + flags_at] |= 1
            at = flagged.find(signature, at + 1)
    assert refusal_of(bytes(flagged)) == "xlsx_encrypted"


@pytest.mark.parametrize("filename", ["data.xlsx", "data.xls"])
def test_a_workbook_with_a_password_is_told_apart(filename):
    package = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 24 + "EncryptedPackage".encode("utf-16-le")
    assert refusal_of(package, filename) == "xlsx_encrypted"


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/media/image1.xml"])
def test_a_part_that_packs_too_well_is_refused_from_the_directory_alone(part):
    blanks = repacked(BOOK, drop=[part], add={part: b" " * 60_000})
    assert refusal_of(blanks, limits=Limits(ratio_matters_from_bytes=50_000, max_ratio=100)) == "xlsx_too_big"


@pytest.mark.parametrize("name", ["/x", "../x", "xl/../../x", "c:x", "xl\\..\\x"])
def test_a_name_that_leads_out_of_the_archive_is_seen(name):
    assert _escapes(name)


def test_too_many_parts_and_too_much_in_all_are_refused():
    parts = repacked(BOOK, add={f"x/{at}.txt": b"" for at in range(20)})
    assert refusal_of(parts, limits=Limits(max_parts=20)) == "xlsx_too_big"
    assert refusal_of(BOOK, limits=Limits(max_unpacked_bytes=10_000)) == "xlsx_too_big"


def test_entries_that_overlap_are_refused():
    overlapping = bytearray(BOOK)
    directory = overlapping.find(b"PK\x01\x02")
    second = overlapping.find(b"PK\x01\x02", directory + 4)
    overlapping[second + 20 : second + 24] = (10_000).to_bytes(4, "little")
    assert refusal_of(bytes(overlapping)) == "xlsx_malformed"


def test_the_first_visible_sheet_with_all_columns_is_read():
    def change(book, sheet):
        hidden = book.create_sheet("rahasia", 0)
        hidden.append(["x"] * 5)
        hidden.sheet_state = "hidden"
        book.create_sheet("Petunjuk", 1).append(["Isi semua kolom"])
        book.active = 0

    head, rows, end = read(workbook(change), "data.xlsx")
    assert (head["sheet"], warning_codes(head, end)) == ("Data", [])
    assert cells_of(rows) == PEOPLE


@pytest.mark.parametrize(
    ("state", "code"),
    [("hidden", "hidden_sheet_ignored"), ("veryHidden", "hidden_sheet_ignored"), ("visible", "other_sheet_ignored")],
)
def test_another_sheet_with_people_is_named_and_not_read(state, code):
    def change(book, sheet):
        other = book.create_sheet("Lain", 0 if state != "visible" else 1)
        other.append(["nik", "nama", "rt", "lahir", "uang"])
        other.append(["3276111708789001", "Orang Siluman", "1", "1978-08-17", "1"])
        other.sheet_state = state

    head, rows, _end = read(workbook(change), "data.xlsx")
    assert [warning[0] for warning in head["warnings"]] == [code]
    assert "Lain" in head["warnings"][0][1]["sheets"]
    assert cells_of(rows) == PEOPLE


def test_a_sheet_can_be_chosen_by_name():
    def change(book, sheet):
        other = book.create_sheet("RT 2")
        other.append(["nik", "nama", "rt", "lahir", "uang"])
        other.append(["3276111708789001", "Dewi", "2", "1978-08-17", "1"])

    head, rows, _end = read(workbook(change), "data.xlsx", sheet="RT 2")
    assert (head["sheet"], [row[1] for row in cells_of(rows)]) == ("RT 2", ["Dewi"])
    assert refusal_of(workbook(change), sheet="RT 3") == "sheet_unknown"


def test_a_chart_sheet_is_no_table():
    _head, rows, _end = read(workbook(lambda book, sheet: book.create_chartsheet("Grafik", 0)), "data.xlsx")
    assert cells_of(rows) == PEOPLE


def test_an_empty_book_and_one_with_hidden_data_are_told_apart():
    def hide(book, sheet):
        sheet.sheet_state = "hidden"
        book.create_sheet("Kosong")

    assert refusal_of(workbook(lambda book, sheet: sheet.delete_rows(1, 9))) == "empty_file"
    assert refusal_of(workbook(hide)) == "sheet_hidden"


def test_many_styles_do_not_hinder_the_reading():
    styles = b"<cellXfs>" + b'<xf numFmtId="0"/>' * 2_000 + b"</cellXfs>"
    edit = {"xl/styles.xml": lambda part: re.sub(rb"<cellXfs.*</cellXfs>", styles, part)}
    _head, rows, _end = read(repacked(BOOK, edit=edit), "data.xlsx")
    assert cells_of(rows) == PEOPLE
