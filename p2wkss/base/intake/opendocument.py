"""Sheets of an OpenDocument spreadsheet (LibreOffice's .ods), streamed from content.xml (OASIS ODF 1.3, part 3).

Gives the same rows as sheet.py. Unlike LibreOffice's .xlsx, an .ods keeps all digits of a number.
"""

import re
from dataclasses import dataclass

from .markup import BLOCK, DEEPEST, drain, elements, make_parser
from .refusal import Refused
from .sheet import (
    BOOLEAN,
    DATE,
    ERROR,
    LAST_COLUMN,
    MOST_MERGES,
    NUMBER,
    TEXT,
    SheetRow,
    formula_kind,
    number_cell,
)

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXTS = f"{ODF}table:1.0", f"{ODF}office:1.0", f"{ODF}text:1.0"
OFFICE_ANNOTATION = f"{OFFICE} annotation"
OFFICE_BOOLEAN_VALUE = f"{OFFICE} boolean-value"
OFFICE_DATE_VALUE = f"{OFFICE} date-value"
OFFICE_DOCUMENT_CONTENT = f"{OFFICE} document-content"
OFFICE_STRING_VALUE = f"{OFFICE} string-value"
OFFICE_VALUE = f"{OFFICE} value"
OFFICE_VALUE_TYPE = f"{OFFICE} value-type"
STYLE = f"{ODF}style:1.0 style"
STYLE_NAME = f"{ODF}style:1.0 name"
STYLE_TABLE = f"{ODF}style:1.0 table-properties"
TABLE_COVERED_TABLE_CELL = f"{TABLE} covered-table-cell"
TABLE_DISPLAY = f"{TABLE} display"
TABLE_FORMULA = f"{TABLE} formula"
TABLE_NAME = f"{TABLE} name"
TABLE_NUMBER_COLUMNS_REPEATED = f"{TABLE} number-columns-repeated"
TABLE_NUMBER_ROWS_REPEATED = f"{TABLE} number-rows-repeated"
TABLE_NUMBER_ROWS_SPANNED = f"{TABLE} number-rows-spanned"
TABLE_STYLE_NAME = f"{TABLE} style-name"
TABLE_TABLE = f"{TABLE} table"
TABLE_TABLE_CELL = f"{TABLE} table-cell"
TABLE_TABLE_COLUMN = f"{TABLE} table-column"
TABLE_TABLE_ROW = f"{TABLE} table-row"
TABLE_VISIBILITY = f"{TABLE} visibility"
TEXT_C = f"{TEXTS} c"
TEXT_LINE_BREAK = f"{TEXTS} line-break"
TEXT_P = f"{TEXTS} p"
TEXT_RUBY_TEXT = f"{TEXTS} ruby-text"
TEXT_S = f"{TEXTS} s"
TEXT_TAB = f"{TEXTS} tab"
NUMBERS = frozenset({"float", "currency", "percentage"})
OUTSIDE = frozenset({f"{TABLE} table-source", f"{OFFICE} dde-source", f"{TABLE} dde-link"})
ROWS_SPANNED = re.compile(rb'number-rows-spanned="(?!1")')
HIDDEN = frozenset({"collapse", "filter"})
LAST_ROW = 1_048_576


@dataclass(frozen=True)
class Table:
    """A sheet: its name, its place among the tables of the document, and whether a user sees it."""

    name: str
    at: int
    is_visible: bool


@dataclass(frozen=True)
class Document:
    """What is needed to read any sheet of the file."""

    sheets: tuple[Table, ...]
    uses_1904: bool = False


def read_document(package):
    """The document's sheets; refuses one that is encrypted, broken, or reaches outside of itself."""
    if MANIFEST in package.names and any(
        name.endswith(" encryption-data") for name, _attributes in elements(package.open(MANIFEST))
    ):
        raise Refused("xlsx_encrypted")
    hidden_styles, sheets, style = set(), [], ""
    depth = 0

    def start(name, attributes):
        nonlocal style, depth
        depth += 1
        if depth > DEEPEST or (depth == 1 and name != OFFICE_DOCUMENT_CONTENT):
            raise Refused("xlsx_malformed")
        if name in OUTSIDE:
            raise Refused("xlsx_active_content")
        if name == STYLE:
            style = attributes.get(STYLE_NAME, "")
        elif name == STYLE_TABLE:
            if attributes.get(TABLE_DISPLAY) == "false":
                hidden_styles.add(style)
        elif name == TABLE_TABLE and depth == TABLE_DEPTH:
            is_visible = attributes.get(TABLE_STYLE_NAME, "") not in hidden_styles
            sheets.append(Table(attributes.get(TABLE_NAME, ""), len(sheets), is_visible))

    def end(_name):
        nonlocal depth
        depth -= 1

    parser = make_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _nothing in drain(parser, package.open(CONTENT), []):
        pass
    if not sheets:
        raise Refused("xlsx_malformed")
    return Document(tuple(sheets))


# document-content > body > spreadsheet > table
TABLE_DEPTH = 4


class TableReader:
    """Reads one sheet of a document, as often as asked; the same face as `sheet.SheetReader`."""

    def __init__(self, package, table, limits):
        self._package, self._table, self._limits = package, table, limits
        self._merges = None
        self.hidden_columns = set()

    def merges(self):
        """{column: [(first row, last row), ...]} of merged cells that span several rows."""
        if self._merges is None:
            self._merges = {}
            if self._mentions_merges():
                for _row in self.rows():
                    pass
        return self._merges

    def _mentions_merges(self):
        """A cheap look at the bytes."""
        stream, tail = self._package.open(CONTENT), b""
        while block := stream.read(BLOCK):
            if ROWS_SPANNED.search(tail + block):
                return True
            tail = block[-40:]
        return False

    def rows(self):
        """Rows with at least one filled cell, as they stream in."""
        ready = []
        walk = _Walk(self._table.at, self._limits, ready, self.hidden_columns)
        parser = make_parser()
        parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
        parser.CharacterDataHandler = walk.characters
        yield from drain(parser, self._package.open(CONTENT), ready)
        self._merges = walk.merges


class _Walk:
    """Handlers that append a `SheetRow` to `ready` for each filled row of the wanted table."""

    def __init__(self, wanted, limits, ready, hidden_columns):
        self.wanted, self.widest, self.ready, self.hidden_columns = wanted, limits.max_columns, ready, hidden_columns
        self.most_rows = limits.max_rows + 2
        self.merges, self.merge_count = {}, 0
        self.depth = self.row = 0
        self.table = -1
        self.columns = 0
        self.cell = None
        self.paragraph_depth = self.cell_depth = 0
        self.paragraphs, self.pieces, self.skipped = [], [], 0

    def start(self, name, attributes):
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("xlsx_malformed")
        if name == TABLE_TABLE and self.depth == TABLE_DEPTH:
            self.table += 1
            return
        if self.table != self.wanted:
            return
        if self.cell is not None:
            self._inside_cell(name, attributes)
        elif name in (TABLE_TABLE_CELL, TABLE_COVERED_TABLE_CELL):
            self.cell, self.cell_depth = attributes, self.depth
            self.paragraphs.clear()
        elif name == TABLE_TABLE_ROW:
            self.cells, self.kinds, self.blanks = [], [], 0
            self.row_repeats = _count(attributes, TABLE_NUMBER_ROWS_REPEATED)
            self.is_hidden = attributes.get(TABLE_VISIBILITY) in HIDDEN
        elif name == TABLE_TABLE_COLUMN:
            repeats = _count(attributes, TABLE_NUMBER_COLUMNS_REPEATED)
            if attributes.get(TABLE_VISIBILITY) in HIDDEN:
                self.hidden_columns.update(range(self.columns, min(self.columns + repeats, LAST_COLUMN)))
            self.columns += repeats

    def _inside_cell(self, name, attributes):
        """Paragraphs of the cell itself; those of its notes and drawings lie deeper."""
        if name == TEXT_P and self.depth == self.cell_depth + 1:
            self.paragraph_depth = self.depth
            self.pieces.clear()
        elif self.paragraph_depth:
            if name == TEXT_S:
                self.pieces.append(" " * min(_count(attributes, TEXT_C), 1000))
            elif name in (TEXT_TAB, TEXT_LINE_BREAK):
                self.pieces.append("\t" if name == TEXT_TAB else "\n")
            elif name in (TEXT_RUBY_TEXT, OFFICE_ANNOTATION):
                self.skipped += 1

    def characters(self, data):
        if self.paragraph_depth and not self.skipped:
            self.pieces.append(data)

    def end(self, name):
        if self.table == self.wanted:
            if self.paragraph_depth and self.depth == self.paragraph_depth:
                self.paragraphs.append("".join(self.pieces))
                self.paragraph_depth = 0
            elif self.skipped and name in (TEXT_RUBY_TEXT, OFFICE_ANNOTATION):
                self.skipped -= 1
            elif self.cell is not None and self.depth == self.cell_depth:
                self._end_cell()
            elif self.cell is None and name == TABLE_TABLE_ROW:
                self._end_row()
        self.depth -= 1

    def _end_cell(self):
        attributes, self.cell = self.cell, None
        text, kind = _value(attributes, "\n".join(self.paragraphs))
        repeats = _count(attributes, TABLE_NUMBER_COLUMNS_REPEATED)
        at = len(self.cells) + self.blanks
        if (spanned := _count(attributes, TABLE_NUMBER_ROWS_SPANNED)) > 1:
            self.merge_count += 1
            if self.merge_count > MOST_MERGES or at >= LAST_COLUMN:
                raise Refused("xlsx_malformed")
            self.merges.setdefault(at, []).append((self.row + 1, self.row + spanned))
        if not text and kind in (TEXT, NUMBER, DATE):
            self.blanks += repeats
            return
        if at + repeats > self.widest:
            raise Refused("too_many_columns", limit=self.widest)
        self.cells += [""] * self.blanks + [text] * repeats
        self.kinds += [TEXT] * self.blanks + [kind] * repeats
        self.blanks = 0

    def _end_row(self):
        first = self.row + 1
        self.row += self.row_repeats
        if self.row > LAST_ROW:
            raise Refused("xlsx_malformed")
        if not any(self.cells):
            return
        kinds = None if all(kind == TEXT for kind in self.kinds) else "".join(self.kinds)
        for number in range(first, first + min(self.row_repeats, self.most_rows)):
            self.ready.append(SheetRow(number, list(self.cells), kinds, self.is_hidden))


def _value(attributes, shown):
    """(text, kind) of a cell: what it stores, not what its format shows."""
    kind_name = attributes.get(OFFICE_VALUE_TYPE)
    text, kind = shown, TEXT
    if kind_name in NUMBERS:
        text, kind = number_cell(attributes.get(OFFICE_VALUE, ""))
    elif kind_name == "date":
        text, kind = attributes.get(OFFICE_DATE_VALUE, "").replace("T", " "), DATE
    elif kind_name == "boolean":
        text, kind = ("TRUE" if attributes.get(OFFICE_BOOLEAN_VALUE) == "true" else "FALSE"), BOOLEAN
    elif kind_name == "string":
        text = attributes.get(OFFICE_STRING_VALUE, shown)
        if any(name.endswith(" value-type") and value == "error" for name, value in attributes.items()):
            kind = ERROR
    formula = attributes.get(TABLE_FORMULA)
    return (text, kind if formula is None else formula_kind(text, kind, {}, formula, {}))


def _count(attributes, name):
    value = attributes.get(name, "1")
    if not (value.isascii() and value.isdigit() and len(value) <= 7):
        raise Refused("xlsx_malformed")
    return max(1, int(value))
