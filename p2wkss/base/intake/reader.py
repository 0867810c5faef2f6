"""Read a table out of any file that people send: `read_table(...) -> Table`, or `Rejected`.

The file is parsed by a confined child process (child.py); rows arrive while it still reads, so a file of millions of
rows needs no more memory than a small one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from os import PathLike
from typing import BinaryIO, NamedTuple

from .headers import Layout
from .limits import Limits
from .messages import refusal_message, warning_message
from .opening import layouts_to
from .process import child_events
from .refusal import Refused
from .sniff import suffix_of


class Rejected(Exception):
    """A file that cannot be read as a whole. `code` is stable, `message` is what the user reads."""

    def __init__(self, code, message, *, rows_seen=0, details=None):
        super().__init__(code)
        self.code = code
        self.message = message
        self.rows_seen = rows_seen
        self.details = details or {}


class Row(NamedTuple):
    """One data row. `number` is the sheet's row or the record's number; `line` the physical line of a text file.

    `kinds` has a letter per cell as sheet.py names them, or is None when every cell is plain text.
    """

    number: int
    line: int | None
    cells: list[str]
    kinds: str | None


@dataclass(frozen=True)
class Remark:
    """Something about the file as a whole that its sender should know."""

    code: str
    message: str


class Table:
    """A recognised header and a stream of rows, to be read once.

    `columns` maps the layout's keys to positions. `warnings` is complete after the last row. Iterating raises
    `Rejected` when a later part of the file turns out unreadable: nothing of it may be kept then.
    """

    def __init__(self, head, events):
        self.header = head["header"]
        self.columns = head["columns"]
        self.layout = head["layout"]
        self.header_row = head["header_row"]
        self.format = head["format"]
        self.encoding = head.get("encoding")
        self.separator = head.get("separator")
        self.sheet = head.get("sheet")
        self.sheets = head.get("sheets", [])
        self.uses_1904 = head.get("uses_1904", False)
        self.warnings = [_remark(code, params) for code, params in head["warnings"]]
        self.rows_seen = 0
        self._events = events

    def __iter__(self) -> Iterator[Row]:
        try:
            for kind, value in self._events:
                if kind == "rows":
                    self.rows_seen += len(value)
                    yield from map(Row._make, value)
                elif kind == "end":
                    self.warnings += [_remark(code, params) for code, params in value["warnings"]]
        except Refused as refusal:
            raise _rejected(refusal) from None

    def fits(self, row):
        """Whether a row has the header's width. Empty cells too many do no harm; a worksheet has no width."""
        if self.format != "csv":
            return True
        width = len(self.header)
        return len(row.cells) == width or (len(row.cells) > width and not any(map(str.strip, row.cells[width:])))

    def close(self):
        """End the child early, when the rest of the file is not wanted."""
        self._events.close()


def read_table(
    source: bytes | str | PathLike | BinaryIO,
    *,
    filename: str,
    layouts: Iterable[Layout],
    limits: Limits | None = None,
    sheet: str | None = None,
) -> Table:
    """The table in a file given by its path, its bytes or open; raises `Rejected` when it holds none.

    `filename` is the name its sender gave it: only its suffix matters. `sheet` chooses a visible worksheet by name;
    otherwise the first that has all columns is read, and others with data are reported.
    """
    limits = limits or Limits()
    options = {
        "filename": f"x.{suffix}" if (suffix := suffix_of(filename)) else "x",
        "limits": asdict(limits),
        "layouts": layouts_to(layouts),
        "sheet": sheet,
    }
    events = child_events(source, options, idle_seconds=limits.idle_seconds)
    try:
        _kind, head = next(events)
    except Refused as refusal:
        raise _rejected(refusal) from None
    return Table(head, events)


def _remark(code, params):
    return Remark(code, warning_message(code, params))


def _rejected(refusal):
    message = refusal_message(refusal.code, refusal.params)
    return Rejected(refusal.code, message, rows_seen=refusal.rows_seen, details=refusal.params)
