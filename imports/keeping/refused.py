"""The rows that were not stored, as the file they came in, with one more column that says why."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from households.models import ImportPart
from imports.columns.findings import ERROR, MESSAGES
from imports.columns.headings import REFUSAL_REASON
from imports.keeping.sealed_parts import read_bytes, read_items
from p2wkss.base.sheets.csv_out import DELIMITERS, write_csv
from p2wkss.base.sheets.responses import CSV, XLSX
from p2wkss.base.sheets.xlsx_out import write_xlsx

STANDS, HAS_ERROR = 0, 1


def write_refused(batch, table) -> tuple[str, Iterator[bytes]]:
    """(format, stream) of the refused rows of `table`, which is the batch's file read once more.

    A family is refused as a whole, so the rows of its other members are there too: mended, the file can be sent again.
    """
    reasons = _reasons(batch)
    header = [*table.header, REFUSAL_REASON]
    rows = _refused_rows(table, refusals(batch), reasons)
    if table.format != CSV:
        return XLSX, write_xlsx(header, rows, title=table.sheet or "Data")
    separator = table.separator if table.separator in DELIMITERS else DELIMITERS[0]
    return CSV, write_csv(header, rows, delimiter=separator)


def refusals(batch) -> bytes:
    """A byte for every row of the file: 0 stands, 1 has an error, 2 is refused with its family."""
    return b"".join(read_bytes(batch, ImportPart.Kind.REFUSALS))


def _refused_rows(table, marks, reasons):
    width = len(table.header)
    for row, mark in zip(table, marks, strict=False):
        if mark == STANDS:
            continue
        cells = row.cells + [""] * (width - len(row.cells))
        why = reasons.get(row.number) if mark == HAS_ERROR else None
        reason = "; ".join(why or [_("Anggota lain dalam keluarga ini perlu diperbaiki.")])
        # A text row may have cells too many: they are part of what has to be mended.
        yield [*cells[:width], reason, *(cells[width:] if table.format == CSV else ())]


def _reasons(batch):
    """{number of the row: sentences}."""
    found = {}
    for number, _line, column, code, severity, params in read_items(batch, ImportPart.Kind.FINDINGS):
        if severity == ERROR:
            sentence = str(MESSAGES[code]) % params
            found.setdefault(number, []).append(f"{column}: {sentence}" if column else sentence)
    return found
