"""The files every import must judge rightly: those of `tests/corpus`, and those made here.

Made here is what another program would stumble over if a whole one lay about as a file. Each trips the same guard of
ours with next to nothing: a document type that declares nothing, one level of nesting too many, a formula that adds
one and one.
"""

import csv
import io
import json
import re
from pathlib import Path

from p2wkss.base.intake.markup import DEEPEST
from tests.base.intake_files import SHEET, STRINGS, repacked
from tests.imports.register_files import HEADER, PEOPLE, altered, text

CORPUS = Path(__file__).parent.parent / "corpus"
GOLD_BOOK = (CORPUS / "x001_gold.xlsx").read_bytes()
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
ADDRESS_CELL = rb'<c r="L%d" t="s"><v>\d+</v></c>'


def rows_with(column, *values):
    """The people, the first of them with these values in one column."""
    people = [list(person) for person in PEOPLE]
    for person, value in zip(people, values, strict=False):
        person[HEADER.index(column)] = value
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([HEADER, *people])
    return out.getvalue().encode()


def book(part, pattern, replacement):
    """The people's workbook with one place of one part written otherwise."""

    def edit(content):
        changed, count = re.subn(pattern, lambda _found: replacement, content, count=1)
        assert count, f"{pattern} is not in {part}"
        return changed

    return repacked(GOLD_BOOK, edit={part: edit})


def with_formulas(data, *formulas):
    """The workbook with formulas that have no stored result in the addresses of the first people."""

    def edit(content):
        for at, formula in enumerate(formulas):
            cell = b'<c r="L%d"><f>%s</f></c>' % (2 + at, formula)
            content, count = re.subn(ADDRESS_CELL % (2 + at), lambda _found, cell=cell: cell, content)
            assert count == 1
        return content

    return repacked(data, edit={SHEET: edit})


def made():
    """{name: content}."""
    deep = b"<r>" * DEEPEST + b"<t>Ahmad</t>" + b"</r>" * DEEPEST
    behind_declaration = rb"(?<=\?>)\s*(?=<)"
    return {
        "formula_behind_other_signs.csv": rows_with(
            "alamat", "=1+1", " =1+1", "'=1+1", '"=1+1', "aman;=1+1", "aman\r=1+1"
        ),
        "line_break_in_a_name.csv": text(altered("nama", "Siti\n2026-01-01 masuk")).encode(),
        "formula_in_an_address.xlsx": with_formulas(GOLD_BOOK, b"[1]Data!A1", b"A1|B1", b"HYPERLINK(A1)"),
        "dimension_too_wide.xlsx": book(SHEET, rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:P99"/>'),
        "document_type_in_strings.xlsx": book(STRINGS, behind_declaration, b"<!DOCTYPE sst>"),
        "document_type_in_sheet.xlsx": book(SHEET, behind_declaration, b"<!DOCTYPE worksheet []>"),
        "one_level_too_deep.xlsx": book(STRINGS, rb"<t[^>]*>[^<]*</t>", deep),
        "part_of_another_book.xlsx": repacked(GOLD_BOOK, add={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "text_behind_the_archive.xlsx": GOLD_BOOK + b"sisa",
        "many_styles.xlsx": book(STYLES, rb"<cellXfs.*</cellXfs>", styles(2_000)),
        "sheet_outside_the_archive.xlsx": book(RELATIONS, rb"worksheets/sheet1\.xml", b"../../lembar.xml"),
    }


def styles(count):
    return b'<cellXfs count="%d">' % count + b'<xf numFmtId="0"/>' * count + b"</cellXfs>"


MADE = made()
OUTCOMES = """
    formula_behind_other_signs.csv   ROW_ERRORS   2 6 formula_suspected
    line_break_in_a_name.csv         ROW_ERRORS   7 1 control_char
    formula_in_an_address.xlsx       ROW_ERRORS   5 3 formula_suspected
    dimension_too_wide.xlsx          ACCEPT       8 0
    document_type_in_strings.xlsx    REJECT_FILE  0 0 xml_dtd
    document_type_in_sheet.xlsx      REJECT_FILE  0 0 xml_dtd
    one_level_too_deep.xlsx          REJECT_FILE  0 0 xlsx_malformed
    part_of_another_book.xlsx        REJECT_FILE  0 0 xlsx_active_content
    text_behind_the_archive.xlsx     REJECT_FILE  0 0 type_mismatch
    many_styles.xlsx                 ACCEPT       8 0
    sheet_outside_the_archive.xlsx   REJECT_FILE  0 0 xlsx_malformed
"""


def cases():
    """What must become of each file, as dictionaries like those of expected.json."""
    yield from json.loads((CORPUS / "expected.json").read_text())
    for line in filter(None, map(str.split, OUTCOMES.splitlines())):
        name, outcome, ok, error, *code = line
        yield {"file": name, "outcome": outcome, "rows_ok": int(ok), "rows_error": int(error), "code": "".join(code)}


CASES = list(cases())


def content_of(case):
    """The bytes of a case's file."""
    name = case["file"]
    return MADE[name] if name in MADE else (CORPUS / name).read_bytes()
