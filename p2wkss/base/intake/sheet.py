"""Stream the rows of one worksheet, with what Excel knows of each cell.

The declared dimension is never believed. Every cell comes as text with one letter for its kind; libraries that give
only values hide which number lost digits, which text is a formula and which cell is part of a merge.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from .markup import BLOCK, DEEPEST, drain, feed, make_parser
from .refusal import Refused
from .workbook import main, unescape

# Kinds of cells.
TEXT = "t"
NUMBER = "n"
DATE = "d"
BOOLEAN = "b"
ERROR = "e"
FORMULA_TEXT = "f"
FORMULA_NUMBER = "g"
FORMULA_DATE = "h"
FORMULA_EMPTY = "x"
FORMULA_RISKY = "!"
MERGED = "m"
VALUE_OF_FORMULA = {FORMULA_TEXT: TEXT, FORMULA_NUMBER: NUMBER, FORMULA_DATE: DATE}
RESULT_OF_FORMULA = {NUMBER: FORMULA_NUMBER, DATE: FORMULA_DATE, TEXT: FORMULA_TEXT, BOOLEAN: FORMULA_TEXT}

LAST_COLUMN = 16_384
MOST_MERGES = 100_000
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
# Excel's day 60 is 29 February 1900, which never was; before it the count is one off.
FIRST_SURE_SERIAL = 61
LAST_SERIAL = 2_958_465

RISKY_FORMULA = re.compile(
    r"\b(WEBSERVICE|HYPERLINK|FILTERXML|ENCODEURL|DDE|DDEAUTO|RTD|CALL|REGISTER(\.ID)?|EXEC|IMPORT\w+|IMAGE|SQL\.REQUEST)"
    r"\s*\(|\||\[[0-9]+\]|\[[^\]]*\.xl|https?://|\\\\|file:",
    re.IGNORECASE,
)
MERGE_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
DIGITS = "0123456789"


class SheetRow(NamedTuple):
    """A row that holds something: its number in the sheet, its texts, and the kinds of its cells (None: all text)."""

    number: int
    cells: list[str]
    kinds: str | None
    is_hidden: bool


class SheetReader:
    """Reads one sheet of a workbook, as often as asked."""

    def __init__(self, package, workbook, sheet, limits):
        self._package, self._workbook, self._sheet, self._limits = package, workbook, sheet, limits
        self._columns = {}
        self.hidden_columns = set()

    def merges(self):
        """{column: [(first row, last row), ...]} of merged cells that span several rows."""
        if not self._mentions_merges():
            return {}
        found, depth = {}, 0
        count = 0
        wanted = main("mergeCell")

        def start(name, attributes):
            nonlocal depth, count
            depth += 1
            if depth > DEEPEST:
                raise Refused("xlsx_malformed")
            if name == wanted:
                count += 1
                match = MERGE_REFERENCE.fullmatch(attributes.get("ref", ""))
                if not match or count > MOST_MERGES:
                    raise Refused("xlsx_malformed")
                first, last = int(match[2]), int(match[4])
                if last > first:
                    found.setdefault(self._column(match[1]), []).append((first, last))

        def end(_name):
            nonlocal depth
            depth -= 1

        parser = make_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        feed(parser, self._open())
        return found

    def rows(self):
        """Rows with at least one filled cell, as they stream in; `too_many_rows` is the caller's to judge."""
        ready = []
        return drain(self._row_parser(ready), self._open(), ready)

    def _open(self):
        return self._package.open(self._sheet.part)

    def _mentions_merges(self):
        """A cheap look at the bytes; a part that is not ASCII-compatible always gets the full look."""
        stream, tail, is_first = self._open(), b"", True
        while block := stream.read(BLOCK):
            if is_first and b"\x00" in block[:4]:
                return True
            is_first = False
            if b"mergeCell" in tail + block:
                return True
            tail = block[-9:]
        return False

    def _column(self, letters):
        at = self._columns.get(letters)
        if at is None:
            at = 0
            for letter in letters:
                if not "A" <= letter <= "Z":
                    raise Refused("xlsx_malformed")
                at = at * 26 + ord(letter) - 64
            if not 1 <= at <= LAST_COLUMN:
                raise Refused("xlsx_malformed")
            at = self._columns[letters] = at - 1
        return at

    def _row_parser(self, ready):
        """A parser that appends a `SheetRow` to `ready` for each filled row.

        One closure instead of methods: it runs for every tag of the sheet, and attribute look-ups would double its
        time.
        """
        strings, styles = self._workbook.strings, self._workbook.date_styles
        uses_1904, widest = self._workbook.uses_1904, self._limits.max_columns
        column_of = self._column
        root, row_tag, cell_tag, value_tag = main("worksheet"), main("row"), main("c"), main("v")
        inline_tag, text_tag, reading_tag, formula_tag = main("is"), main("t"), main("rPh"), main("f")
        column_range_tag = main("col")
        hidden_columns = self.hidden_columns

        labels = {}

        def expected(at):
            """The reference a cell has when it simply follows the one before."""
            return (labels.get(at) or labels.setdefault(at, _letters(at))) + row_label

        depth = row_number = position = phonetic = 0
        row_label, is_hidden, is_capturing, is_filled = "", False, False, False
        cells, kinds, pieces, formula_pieces = [], [], [], []
        kind, style, formula = "n", "", None
        shared_risks = {}

        def start(name, attributes):
            nonlocal depth, row_number, row_label, is_hidden, position, kind, style, formula
            nonlocal is_capturing, phonetic, is_filled, cells, kinds
            depth += 1
            if depth > DEEPEST or (depth == 1 and name != root):
                raise Refused("xlsx_malformed")
            if name is value_tag or name is text_tag:
                is_capturing = not phonetic
            elif name is cell_tag:
                reference = attributes.get("r")
                position = len(cells)
                if reference and reference != expected(position):
                    letters = reference.rstrip(DIGITS)
                    position = column_of(letters)
                    if reference[len(letters) :] != row_label or position < len(cells):
                        raise Refused("xlsx_malformed")
                kind, style, formula = attributes.get("t", "n"), attributes.get("s"), None
                pieces.clear()
            elif name is row_tag:
                label = attributes.get("r")
                number = _row_number(label) if label else row_number + 1
                if number <= row_number:
                    raise Refused("xlsx_malformed")
                row_number, row_label = number, str(number)
                is_hidden = attributes.get("hidden") in ("1", "true")
                cells, kinds, is_filled = [], [], False
            elif name is formula_tag:
                formula = attributes
                formula_pieces.clear()
                is_capturing = True
            elif name is reading_tag:
                phonetic += 1
            elif name is column_range_tag and attributes.get("hidden") in ("1", "true"):
                hidden_columns.update(_column_range(attributes))

        def end(name):
            nonlocal depth, is_capturing, phonetic, is_filled
            depth -= 1
            if name is value_tag or name is text_tag:
                is_capturing = False
            elif name is cell_tag:
                if formula is None and not pieces:
                    return
                raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
                text, cell_kind = _cell(raw, kind, style, strings, styles, uses_1904)
                if formula is not None:
                    cell_kind = formula_kind(text, cell_kind, formula, "".join(formula_pieces), shared_risks)
                elif not text:
                    return
                if position >= widest:
                    raise Refused("too_many_columns", limit=widest)
                if missing := position - len(cells):
                    cells.extend([""] * missing)
                    kinds.append(TEXT * missing)
                cells.append(text)
                kinds.append(cell_kind)
                is_filled = True
            elif name is row_tag:
                if is_filled:
                    letters = "".join(kinds)
                    all_text = letters.count(TEXT) == len(letters)
                    ready.append(SheetRow(row_number, cells, None if all_text else letters, is_hidden))
            elif name is reading_tag:
                phonetic -= 1
            elif name is formula_tag:
                is_capturing = False
                formula_pieces.extend(pieces)
                pieces.clear()
            elif name is inline_tag:
                is_capturing = False

        def characters(data):
            if is_capturing:
                pieces.append(data)

        parser = make_parser(
            row_tag, cell_tag, value_tag, inline_tag, text_tag, reading_tag, formula_tag, column_range_tag
        )
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
        return parser


def _row_number(label):
    if not label.isascii() or not label.isdigit():
        raise Refused("xlsx_malformed")
    return int(label)


def _letters(at):
    """`A` for 0, `Z` for 25, `AA` for 26."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column_range(attributes):
    try:
        first, last = int(attributes["min"]), int(attributes["max"])
    except (KeyError, ValueError):
        return ()
    return range(first - 1, min(last, LAST_COLUMN))


def _cell(raw, kind, style, strings, styles, uses_1904):
    """(text, kind) of a cell from its raw value, its declared type and its style."""
    if kind == "s":
        try:
            index = int(raw)
            if index >= 0:
                return strings[index], TEXT
        except (TypeError, ValueError, IndexError):
            pass
        raise Refused("xlsx_malformed")
    if kind in ("inlineStr", "str"):
        return unescape(raw), TEXT
    if kind == "n":
        return _number(raw.strip(), style, styles, uses_1904)
    if kind == "b":
        return ("TRUE" if raw.strip() in ("1", "true") else "FALSE"), BOOLEAN
    if kind == "e":
        return raw.strip() or "#N/A", ERROR
    if kind == "d":
        return raw.strip(), DATE
    raise Refused("xlsx_malformed")


def _number(raw, style, styles, uses_1904):
    if not raw:
        return "", NUMBER
    if style and styles and style.isdigit() and int(style) < len(styles) and styles[int(style)]:
        shown = serial_to_iso(raw, uses_1904)
        return (shown, DATE) if shown else (raw, NUMBER)
    return number_cell(raw)


def number_cell(raw):
    """(text, kind) of a stored number, written without an exponent."""
    if not raw:
        return "", NUMBER
    if raw.isascii() and raw.isdigit():
        return raw, NUMBER
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise Refused("xlsx_malformed") from None
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return raw, ERROR
    return (
        format(value.to_integral_value(), "f") if value == value.to_integral_value() else format(value, "f")
    ), NUMBER


def serial_to_iso(raw, uses_1904=False):
    """`28719` is 1978-08-17 in the 1900 date system; a fraction is a time of day. None outside the sure range."""
    try:
        serial = Decimal(raw)
    except InvalidOperation:
        return None
    if not serial.is_finite() or not (0 if uses_1904 else FIRST_SURE_SERIAL) <= serial <= LAST_SERIAL:
        return None
    days = int(serial)
    try:
        day = (EPOCH_1904 if uses_1904 else EPOCH_1900) + timedelta(days=days)
    except OverflowError:
        return None
    seconds = int(((serial - days) * 86_400).to_integral_value())
    if not seconds:
        return day.isoformat()
    return (datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)).isoformat(sep=" ")


def formula_kind(text, kind, attributes, source, shared_risks):
    """A formula is judged by its source; one that others share lends them its judgement."""
    is_risky = bool(RISKY_FORMULA.search(source))
    if attributes.get("t") == "shared":
        is_risky = shared_risks.setdefault(attributes.get("si"), is_risky) or is_risky
    if is_risky:
        return FORMULA_RISKY
    if not text:
        return FORMULA_EMPTY
    return RESULT_OF_FORMULA.get(kind, kind)
