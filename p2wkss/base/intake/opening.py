"""Open a file of any allowed kind as one stream of events: its head, its rows in chunks, its end.

This runs inside the confined child process (child.py); nothing here knows Django.
"""

import re
from dataclasses import asdict, dataclass

from .headers import Layout, find_header, holds_identity_number
from .joining import JoinedSheets, join_sheets
from .opendocument import Document, TableReader, read_document
from .package import is_open_document, open_package
from .refusal import Refused
from .separated import SeparatedText
from .sheet import MERGED, TEXT, SheetReader
from .sniff import CSV, ODS, decide
from .workbook import Workbook, read_workbook

CHUNK_ROWS = 500
CHUNK_CHARS = 1_000_000
# What Excel itself lets into a cell. No column of ours holds that much, so a cut cell is refused all the same.
LONGEST_CELL = 32_767
PEEKED_ROWS = 40
# A tag of the Humanitarian Exchange Language, as people write them above their data.
HXL_TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z0-9_]+)*")


def events(open_file, *, filename, size, layouts, limits, sheet=None):
    """Yield ("head", {...}), then ("rows", [...]) chunks, then ("end", {...}); raises `Refused`.

    A row is [number, line, cells, kinds]: the record or sheet row, the physical line (None in a workbook), texts as
    they stand in the file, and the kinds of sheet.py (None: all text).
    """
    if size > limits.max_bytes:
        raise Refused("file_too_big", megabytes=limits.max_bytes // (1024 * 1024))
    with open_file() as stream:
        try:
            kind = decide(filename, stream, size)
            package = None if kind == CSV else open_package(stream, size, limits, kind)
        except Refused as refusal:
            raise _of_kind(refusal, stream) from None
        if package is None:
            yield from _text_events(SeparatedText(open_file, layouts, limits), limits)
            return
        try:
            yield from _workbook_events(_book(package, kind, limits), layouts, limits, sheet)
        except Refused as refusal:
            raise _of_kind(refusal, stream) from None


def _of_kind(refusal, stream):
    """The same refusal, which says that the file is LibreOffice's where it is."""
    if is_open_document(stream):
        refusal.params["is_open_document"] = True
    return refusal


@dataclass(frozen=True)
class _Book:
    """A workbook or an OpenDocument: its format, its frame, and (sheet, reader) of each of its sheets."""

    format: str
    frame: Workbook | Document
    readers: list


def _book(package, kind, limits):
    if kind == ODS:
        document = read_document(package)
        return _Book(kind, document, [(table, TableReader(package, table, limits)) for table in document.sheets])
    book = read_workbook(package)
    return _Book(kind, book, [(sheet, SheetReader(package, book, sheet, limits)) for sheet in book.sheets])


def _text_events(table, limits):
    if not any(cell.strip() for record in table.top for cell in record.cells):
        raise Refused("empty_file")
    header = _required_header(table.header, [record.cells for record in table.top], table.count_rows)
    header_number = table.top[header.index].number
    warnings = _header_warnings(header, header_number, is_first=header.index == 0)
    if table.encoding.assumed:
        warnings.append(("encoding_assumed_cp1252", {"line": table.encoding.first_line}))
    yield (
        "head",
        _head(header, header_number, warnings, format="csv", encoding=table.encoding.name, separator=table.separator),
    )
    rows = (
        (record.number, record.line, record.cells, None)
        for record in table.records()
        if record.number > header_number and any(map(str.strip, record.cells))
    )
    yield from _chunks(rows, header, limits, is_grid=False)


def _workbook_events(book, layouts, limits, wanted):
    peeks = [_Peek(sheet, reader, layouts, limits) for sheet, reader in book.readers]
    chosen = _choose(peeks, wanted)
    joined = None
    if chosen.header is None or chosen.header.missing:
        joined = join_sheets(peeks, layouts)
        chosen = joined or chosen
    header = _required_header(chosen.header, chosen.top_cells, chosen.count_rows)
    header_number = chosen.top[header.index].number
    warnings = _header_warnings(header, header_number, is_first=header_number == 1)
    if joined:
        warnings.append(joined.remark)
    read = {chosen.sheet.name, joined.families.name} if joined else {chosen.sheet.name}
    others = [peek for peek in peeks if peek.sheet.name not in read and holds_identity_number(peek.top_cells)]
    for code, is_visible in (("hidden_sheet_ignored", False), ("other_sheet_ignored", True)):
        names = [peek.sheet.name for peek in others if peek.sheet.is_visible == is_visible]
        if names:
            warnings.append((code, {"sheets": ", ".join(names), "chosen": chosen.sheet.name}))
    merges = chosen.reader.merges()
    yield (
        "head",
        _head(
            header,
            header_number,
            warnings,
            format=book.format,
            sheet=chosen.sheet.name,
            sheets=[peek.sheet.name for peek in peeks if peek.sheet.is_visible],
            uses_1904=book.frame.uses_1904,
        ),
    )
    rows = _SheetRows(chosen.reader, header_number, merges)
    yield from _chunks(rows, header, limits, is_grid=True, late_warnings=rows.warnings)


class _Peek:
    """The first rows of one sheet, enough to tell what it holds."""

    def __init__(self, sheet, reader, layouts, limits):
        self.sheet, self.reader = sheet, reader
        self.top = []
        for row in self.reader.rows():
            self.top.append(row)
            if len(self.top) == PEEKED_ROWS:
                break
        self.top_cells = [row.cells for row in self.top]
        self.header = find_header(self.top_cells, layouts)
        self._limits = limits

    def count_rows(self):
        count = 0
        for _row in self.reader.rows():
            count += 1
            if count > self._limits.max_rows + 1:
                break
        return max(0, count - 1)


class _SheetRows:
    """The data rows of the chosen sheet, cells of merged ranges filled down, hidden rows counted."""

    def __init__(self, reader, header_number, merges):
        self._reader, self._after, self._merges = reader, header_number, merges
        self._hidden = self._filled = 0

    def __iter__(self):
        pending = {column: sorted(ranges) for column, ranges in self._merges.items()}
        values = {}
        for number, cells, kinds, is_hidden in self._reader.rows():
            is_blank = not any(map(str.strip, cells))
            if pending:
                cells, kinds = self._fill_down(number, cells, kinds, pending, values)
            if number > self._after and not is_blank:
                self._hidden += is_hidden
                yield number, None, cells, kinds

    def warnings(self):
        hidden_columns = sorted(self._reader.hidden_columns)
        found = [("merged_filled_down", {"count": self._filled})] if self._filled else []
        if self._hidden:
            found.append(("hidden_rows_included", {"count": self._hidden}))
        if isinstance(self._reader, JoinedSheets):
            found += self._reader.remarks()
        return found, hidden_columns

    def _fill_down(self, number, cells, kinds, pending, values):
        """A merged range holds its value in its first row only; rows below it take that value."""
        original_width = len(cells)
        for column, ranges in pending.items():
            while ranges and ranges[0][1] < number:
                ranges.pop(0)
                values.pop(column, None)
            if not ranges or number < ranges[0][0]:
                continue
            own = cells[column] if column < len(cells) else ""
            if own.strip():
                values[column] = own, _kind(kinds, column)
            elif column in values and number > self._after:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = values[column][0]
                kinds = (kinds or TEXT * original_width).ljust(len(cells), TEXT)
                kinds = kinds[:column] + MERGED + kinds[column + 1 :]
                self._filled += 1
        return cells, kinds


def _kind(kinds, column):
    return kinds[column] if kinds and column < len(kinds) else TEXT


def _choose(peeks, wanted):
    """The sheet asked for; else the first visible one with all columns, else the visible one with most of them."""
    visible = [peek for peek in peeks if peek.sheet.is_visible]
    if wanted is not None:
        visible = [peek for peek in visible if peek.sheet.name == wanted]
        if not visible:
            raise Refused("sheet_unknown")
    filled = [peek for peek in visible if peek.top]
    if not filled:
        raise Refused("sheet_hidden" if any(peek.top for peek in peeks if not peek.sheet.is_visible) else "empty_file")
    for peek in filled:
        if peek.header and not peek.header.missing:
            return peek
    return max(filled, key=lambda peek: len(peek.header.columns) if peek.header else 0)


def _required_header(header, top, count_rows):
    shown = [_readable(cell) for cell in (top[header.index] if header else top[0])]
    if header is None:
        raise Refused("header_unknown", rows_seen=count_rows(), header=shown)
    details = {"header": shown, "layout": header.layout.name}
    if header.repeated:
        columns = [_readable(heading) for heading in header.repeated]
        raise Refused("header_duplicate", rows_seen=count_rows(), columns=columns, **details)
    if header.missing:
        raise Refused("header_missing_column", rows_seen=count_rows(), columns=list(header.missing), **details)
    if holds_identity_number(top[: header.index]):
        raise Refused("data_above_header", rows_seen=count_rows(), row=header.index + 1, **details)
    return header


def _header_warnings(header, header_number, *, is_first):
    warnings = [] if is_first else [(f"header_found_at_row_{header_number}", {"row": header_number})]
    if header.ignored:
        warnings.append(("header_ignored", {"columns": [_readable(heading) for heading in header.ignored]}))
    return warnings


def _readable(heading):
    """A heading as a message may show it: short, and without characters that forge lines or hide text."""
    return "".join(character if character.isprintable() else " " for character in heading.strip()[:60])


def _head(header, header_number, warnings, **facts):
    return {
        "header": list(header.cells),
        "columns": dict(header.columns),
        "layout": header.layout.name,
        "header_row": header_number,
        "warnings": warnings,
        **facts,
    }


def _chunks(rows, header, limits, *, is_grid, late_warnings=None):
    """Rows in chunks, then the end with what only the whole file shows.

    A grid (a worksheet) may hold cells right of the header; a text row of another width is the reader's to judge.
    """
    chunk, chars, count, numbering, said_by = [], 0, 0, 0, ""
    width, unnamed, filled = len(header.cells), header.unnamed, set()
    for number, line, cells, kinds in rows:
        if not count and not numbering and (said := _says_nothing(cells)):
            numbering, said_by = number, said
            continue
        count += 1
        if count > limits.max_rows:
            raise Refused("too_many_rows", limit=limits.max_rows, rows_seen=count)
        if unnamed:
            filled.update(at for at in unnamed if at < len(cells) and cells[at].strip())
        if is_grid and len(cells) > width:
            filled.update(at for at in range(width, len(cells)) if cells[at].strip())
        cells = cells[: limits.max_columns]
        size = sum(map(len, cells))
        chars += size
        if size > LONGEST_CELL:
            cells = [cell[:LONGEST_CELL] for cell in cells]
        chunk.append((number, line, cells, kinds))
        if len(chunk) == CHUNK_ROWS or chars > CHUNK_CHARS:
            yield "rows", chunk
            chunk, chars = [], 0
    if chunk:
        yield "rows", chunk
    if not count:
        raise Refused("no_rows")
    warnings, hidden_columns = late_warnings() if late_warnings else ([], [])
    if numbering:
        warnings.append((said_by, {"row": numbering}))
    used = set(header.columns.values())
    if hidden := [header.cells[at].strip() for at in hidden_columns if at in used]:
        warnings.append(("hidden_columns_included", {"columns": hidden}))
    if filled:
        warnings.append(("unnamed_column_ignored", {"columns": [at + 1 for at in sorted(filled)]}))
    yield "end", {"rows": count, "warnings": warnings}


def _says_nothing(cells):
    """The remark on a row right under the header that holds no data; None for any other.

    `1, 2, 3, ...` or `(1), (2), ...` only numbers the columns; `#date+birth, #adm4+name, ...` are HXL tags.
    """
    shown = [cell.strip().strip("()") for cell in cells]
    if len(shown) > 4 and shown == [str(at) for at in range(1, len(shown) + 1)]:
        return "numbering_row_skipped"
    filled = [cell for cell in shown if cell]
    is_tagged = len(filled) > 1 and all(HXL_TAG.fullmatch(cell) for cell in filled)
    return "hxl_row_skipped" if is_tagged else None


def layouts_from(plain):
    """Layouts back from the plain dictionaries that crossed the process boundary."""
    return [Layout(**layout) for layout in plain]


def layouts_to(layouts):
    """Layouts as plain dictionaries, for JSON."""
    return [asdict(layout) for layout in layouts]
