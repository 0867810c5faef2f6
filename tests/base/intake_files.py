"""Files for the tests of the intake: a small table, written as text or as a workbook, whole or tampered with."""

import csv
import io
import struct
import zipfile

import openpyxl
import xlsxwriter

from p2wkss.base.intake.headers import Layout
from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.opening import events

HEADER = ["nik", "nama", "rt", "lahir", "uang"]
PEOPLE = [
    ["3276111708789001", "Ahmad Sutisna", "001", "1978-08-17", "1500000"],
    ["3276114505829002", "Siti Nurhasanah", "001", "1982-05-05", "1500000"],
    ["3276110110109003", "Rizky Ramadhan", "001", "2010-10-01", "950000"],
]
LAYOUT = Layout("people", {name: name for name in HEADER}, tuple(HEADER))
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def text_table(rows=PEOPLE, *, header=HEADER, separator=",", newline="\n", quoting=csv.QUOTE_MINIMAL):
    """A CSV text of the people."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=newline, quoting=quoting)
    writer.writerows([header, *rows])
    return out.getvalue()


def workbook(change=None, *, rows=PEOPLE, header=HEADER):
    """An XLSX with text cells on the sheet `Data`; `change(book, sheet)` may alter it before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in [header, *rows]:
        sheet.append(row)
    if change:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared_strings_workbook(*, rows=PEOPLE, header=HEADER):
    """The people in a workbook with a string table, as Excel writes it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for number, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    return out.getvalue()


def repacked(data, *, edit=None, add=None, drop=(), compression=zipfile.ZIP_DEFLATED):
    """The archive written anew: parts edited by functions of bytes, added, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            if name not in drop:
                content = old.read(name)
                new.writestr(name, edit[name](content) if edit and name in edit else content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_declared_size(data, part, size):
    """The archive with a false unpacked size for one part, in its directory and in its local header."""
    forged = bytearray(data)
    for signature, size_at, length_at, name_at in ((b"PK\x01\x02", 24, 28, 46), (b"PK\x03\x04", 22, 26, 30)):
        at = forged.find(signature)
        while at >= 0:
            (length,) = struct.unpack_from("<H", forged, at + length_at)
            if bytes(forged[at + name_at : at + name_at + length]) == part.encode():
                struct.pack_into("<I", forged, at + size_at, size)
            at = forged.find(signature, at + 1)
    return bytes(forged)


def read(data, filename="data.csv", *, layout=LAYOUT, limits=None, sheet=None):
    """(head, rows, end) of a file, read in this process; raises `Refused`."""
    if isinstance(data, str):
        data = data.encode()
    found = list(
        events(
            lambda: io.BytesIO(data),
            filename=filename,
            size=len(data),
            layouts=[layout],
            limits=limits or Limits(),
            sheet=sheet,
        )
    )
    rows = [row for kind, chunk in found if kind == "rows" for row in chunk]
    return found[0][1], rows, found[-1][1]


def cells_of(rows):
    """The texts of rows as `read` returns them."""
    return [list(cells) for _number, _line, cells, _kinds in rows]


def warning_codes(head, end):
    """Codes of all remarks on the file."""
    return [code for code, _params in [*head["warnings"], *end["warnings"]]]
