"""Records of a text table: any line ending, the four separators people use, quotes taken at their word."""

import csv
import io
import re
from functools import partial
from typing import NamedTuple

from .encoding import detect
from .headers import SEARCHED_ROWS, find_header
from .refusal import Refused

SEPARATORS = ",;\t|"
SEPARATOR_LINE = re.compile(r"\"?sep=([,;\t|])\"?\s*", re.IGNORECASE)


class Record(NamedTuple):
    """A record: its number in the file (the first is 1), the line it begins on, its cells as written."""

    number: int
    line: int
    cells: list[str]


class SeparatedText:
    """A text table ready to be read. `header` is None when no row names enough columns.

    `open_file` gives a new binary stream of the same file at every call.
    """

    def __init__(self, open_file, layouts, limits):
        self._open_file, self._limits = open_file, limits
        with open_file() as stream:
            self.encoding = detect(stream)
        csv.field_size_limit(limits.max_line_chars)
        self._first_record, self._skips_space = 1, False
        self.separator = self._stated_separator()
        self.top = []
        self.header = None
        for separator in self.separator or SEPARATORS:
            top = self._top(separator)
            header = find_header([record.cells for record in top], layouts)
            if self._is_better(header, top):
                self.separator, self.top, self.header = separator, top, header
        if self.header and all(cell.startswith(" ") for cell in self.header.cells[1:]):
            # `a, "b, c"`: the blank after the separator belongs to no cell, or the quotes would not be seen.
            self._skips_space = True

    def records(self):
        """Every record from the first; a quote that does not close, or an endless line, refuses the file."""
        return self._read(self.separator, strict=True)

    def count_rows(self):
        """Non-blank records below the first line, at most the limit plus one: how many rows a refusal concerns."""
        count = 0
        try:
            for record in self._read(self.separator or ",", strict=False):
                count += any(cell.strip() for cell in record.cells)
                if count > self._limits.max_rows + 1:
                    break
        except Refused:
            pass
        return max(0, count - 1)

    def _stated_separator(self):
        """Excel's own first line `sep=;` names the separator and is no record."""
        with self._text() as text:
            stated = SEPARATOR_LINE.fullmatch(text.readline(20))
        if not stated:
            return None
        self._first_record = 2
        return stated[1]

    def _top(self, separator):
        top = []
        for record in self._read(separator, strict=False):
            if len(record.cells) > self._limits.max_columns:
                raise Refused("too_many_columns", limit=self._limits.max_columns, rows_seen=1)
            top.append(record)
            if len(top) == SEARCHED_ROWS:
                break
        return top

    def _is_better(self, header, top):
        if header is None:
            return self.header is None and _width(top) > _width(self.top)
        if self.header is None:
            return True
        return len(header.columns) > len(self.header.columns)

    def _text(self):
        stream = self._open_file()
        stream.seek(self.encoding.skip)
        return io.TextIOWrapper(stream, encoding=self.encoding.name, newline="")

    def _read(self, separator, *, strict):
        lines = self._lines(separator)
        reader = csv.reader(lines, delimiter=separator, strict=strict, skipinitialspace=self._skips_space)
        number, line = 0, 1
        try:
            for cells in reader:
                number += 1
                if number >= self._first_record:
                    if reader.line_num > line:
                        _refuse_swallowed_rows(cells, separator, line)
                    yield Record(number, line, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refused("csv_quote", line=line, rows_seen=max(1, number - 1)) from error

    def _lines(self, separator):
        """Lines with their endings; one without end in sight refuses the file before it fills the memory."""
        longest = self._limits.max_line_chars
        with self._text() as text:
            for line in iter(partial(text.readline, longest), ""):
                if len(line) >= longest:
                    raise self._endless(line, separator)
                yield line

    def _endless(self, line, separator):
        if line.count(separator) > self._limits.max_columns:
            return Refused("too_many_columns", limit=self._limits.max_columns, rows_seen=1)
        return Refused("csv_quote" if '"' in line else "line_too_long", line="", rows_seen=1)


def _width(top):
    return max((len(record.cells) for record in top), default=0)


def _refuse_swallowed_rows(cells, separator, line):
    """A cell with a line break and as many separators as a whole row is rows that a stray quote swallowed."""
    for cell in cells:
        if ("\n" in cell or "\r" in cell) and cell.count(separator) >= max(4, len(cells) - 1):
            raise Refused("csv_quote", line=line, rows_seen=1)
