"""XLSX as a stream of bytes: no temporary file, constant memory, the first bytes at once.

Libraries write a workbook to a temporary folder first, where identity numbers would lie readable, and take
several times as long. What a plain table needs of the format (ECMA-376, SpreadsheetML) is little: texts as
inline strings, which are never formulas, plain numbers, and dates as day numbers with a format.
"""

import datetime
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from xml.sax.saxutils import quoteattr

from p2wkss.base.sheets.cells import plain, yes_no
from p2wkss.base.sheets.columns import Column, dictionary, names

MAX_ROWS = 1_048_576  # what a spreadsheet can open; further rows go to a further sheet
MAX_SHEET_BYTES = 1_500_000_000  # below the size at which zip needs its 64-bit form, which some readers refuse
MAX_TEXT = 32_767
MAX_DIGITS = 15  # a spreadsheet rounds longer numbers, so they are written as text
SAMPLE = 100
ROWS_AT_ONCE = 500
BOLD, DATE, TIME = 1, 2, 3
EPOCH = datetime.date(1899, 12, 30)
FIRST_DATE = datetime.date(1900, 3, 1)  # before it the format believes in a 29 February 1900

_SPECIAL = re.compile(r"\r\n?|[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_xlsx(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence],
    *,
    title: str = "Data",
    explained: bool = False,
) -> Iterator[bytes]:
    """Yield an XLSX file with one table; ``explained`` adds the data dictionary as a sheet of its own."""
    outbox = _Outbox()
    book = _Book(outbox)
    rows = iter(rows)
    header = names(columns)
    first = next(rows, None)
    pending = iter(()) if first is None else chain([first], rows)
    number = 1
    while True:
        sheet_title = title if number == 1 else f"{title} {number}"
        yield from book.add(sheet_title, header, pending)
        first = next(pending, None)
        if first is None:
            break
        pending = chain([first], pending)
        number += 1
    if explained:
        explanation_header, explanation = dictionary(columns)
        yield from book.add("Kamus data", explanation_header, iter(explanation))
    yield from book.close()


class _Outbox:
    """Where the zip writer leaves its bytes until they are sent; it cannot seek, as a socket cannot."""

    def __init__(self):
        self.parts: list[bytes] = []

    def write(self, data) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is held back here."""

    def take(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data


class _Book:
    def __init__(self, outbox: _Outbox):
        self.outbox = outbox
        self.zip = zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.titles: list[str] = []

    def add(self, title: str, header: list[str], rows: Iterator[Sequence]) -> Iterator[bytes]:
        """Write rows as a sheet until they end or the sheet is full; what is left stays in ``rows``."""
        self.titles.append(_sheet_title(title))
        letters = [_letters(index) for index in range(len(header))]
        with self.zip.open(f"xl/worksheets/sheet{len(self.titles)}.xml", "w") as sheet:
            sample = list(islice(rows, SAMPLE))
            sheet.write(_sheet_start(header, sample).encode())
            sheet.write(_header(letters, header).encode())
            yield self.outbox.take()
            written, number, cells = 0, 1, _Cells(letters)
            waiting = chain(sample, rows)
            while number < MAX_ROWS and written < MAX_SHEET_BYTES:
                chunk = list(islice(waiting, min(ROWS_AT_ONCE, MAX_ROWS - number)))
                if not chunk:
                    break
                text = "".join(cells.row(number + offset, row) for offset, row in enumerate(chunk, start=1))
                number += len(chunk)
                data = text.encode()
                written += len(data)
                sheet.write(data)
                yield self.outbox.take()
            last = f"{letters[-1]}{number}" if letters else "A1"
            sheet.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
        yield self.outbox.take()

    def close(self) -> Iterator[bytes]:
        sheets = range(1, len(self.titles) + 1)
        self._part(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            + "".join(f'<sheet name={quoteattr(self.titles[n - 1])} sheetId="{n}" r:id="rId{n}"/>' for n in sheets)
            + "</sheets></workbook>",
        )
        styles = len(self.titles) + 1
        self._part(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n in sheets
            )
            + f'<Relationship Id="rId{styles}" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        )
        self.zip.writestr("xl/styles.xml", _STYLES)
        self._part(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        self._part(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
                for n in sheets
            )
            + "</Types>",
        )
        self.zip.close()
        yield self.outbox.take()

    def _part(self, name: str, xml: str) -> None:
        self.zip.writestr(name, _HEAD + xml)


def _sheet_start(header: list[str], sample: list[Sequence]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_widths(header, sample), start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _widths(header: list[str], sample: list[Sequence]) -> list[int]:
    """Return column widths in signs that show the header and what the first rows hold."""
    widths = [len(name) for name in header]
    for row in sample:
        for index, value in enumerate(row[: len(widths)]):
            widths[index] = max(widths[index], len(str(value)) if value is not None else 0)
    return [min(60, max(8, width + 2)) for width in widths]


class _Cells:
    """Writes values as cells. Values come again and again (labels, names, dates), so what stands inside a cell is
    kept for some thousand of them; their place in the sheet is not part of it."""

    KEPT = 20_000
    KINDS = (str, Decimal, bool, datetime.date, datetime.datetime)

    def __init__(self, letters: list[str]):
        self._starts = [f'<c r="{letter}' for letter in letters]
        # By type, since equal values of different types look different: 1 and True.
        self._kept = {kind: {} for kind in self.KINDS}

    def row(self, number: int, values: Sequence) -> str:
        cells = []
        end = f'{number}"'
        for start, value in zip(self._starts, values, strict=True):
            kept = self._kept.get(type(value))
            content = None if kept is None else kept.get(value)
            if content is None:
                content = _content(value)
                if kept is not None:
                    if len(kept) >= self.KEPT:
                        kept.clear()
                    kept[value] = content
            if content:
                cells.append(f"{start}{end}{content}")
        return f'<row r="{number}">{"".join(cells)}</row>'


def _content(value, style: int = 0) -> str:
    """What stands in a cell behind its place; nothing for the unknown."""
    if type(value) is not int:
        value = plain(value)
    if value is None or value == "":
        return ""
    kind = type(value)
    if kind is str:
        look = f' s="{style}"' if style else ""
        return f' t="inlineStr"{look}><is><t xml:space="preserve">{_xml(value)}</t></is></c>'
    if kind is int or kind is Decimal:
        return _number(value)
    if kind is bool:
        return f' t="inlineStr"><is><t>{yes_no(value)}</t></is></c>'
    return _moment(value)


def _header(letters: list[str], header: list[str]) -> str:
    cells = [
        f'<c r="{letter}1"{content}'
        for letter, name in zip(letters, header, strict=True)
        if (content := _content(name, BOLD))
    ]
    return f'<row r="1">{"".join(cells)}</row>'


def _number(value: int | Decimal) -> str:
    text = str(value) if type(value) is int else format(value, "f")
    if len(text) > MAX_DIGITS and sum(map(str.isdigit, text.lstrip("-0."))) > MAX_DIGITS:
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    return f"><v>{text}</v></c>"


def _moment(value: datetime.date) -> str:
    is_time = isinstance(value, datetime.datetime)
    day = value.date() if is_time else value
    if day < FIRST_DATE:
        return f' t="inlineStr"><is><t>{value.isoformat(" ") if is_time else value.isoformat()}</t></is></c>'
    days = (day - EPOCH).days
    if not is_time:
        return f' s="{DATE}"><v>{days}</v></c>'
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f' s="{TIME}"><v>{days + seconds / 86400:.8f}</v></c>'


def _xml(text: str) -> str:
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    return _SPECIAL.sub(_escape, text) if _SPECIAL.search(text) else text


def _escape(match: re.Match) -> str:
    sign = match[0]
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(sign)
    if named:
        return named
    if sign in ("\r", "\r\n"):
        return "\n"
    if len(sign) > 1:  # a text that looks like an escape of Office is escaped itself
        return "_x005F" + sign
    return "\ufffd"  # signs that XML cannot hold


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "Data"


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
