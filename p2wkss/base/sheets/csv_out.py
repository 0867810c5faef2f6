"""CSV as a stream of bytes."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from p2wkss.base.sheets.cells import csv_text, csv_writers, safe_text
from p2wkss.base.sheets.columns import Column, names

BOM = "\ufeff"
ROWS_AT_ONCE = 1000
DELIMITERS = (",", ";")


def write_csv(
    columns: Sequence[Column | str], rows: Iterable[Sequence], *, delimiter: str = ",", exact: bool = False
) -> Iterator[bytes]:
    """Yield a CSV file: UTF-8 with BOM, CRLF, the header at once, then some rows at a time.

    Texts and headers are formula-safe, dates ISO, None empty. ``delimiter`` is a comma, with numbers that have a
    point, or a semicolon for a spreadsheet that counts with decimal commas, whose numbers have a comma. No number has
    exactly three decimals, unless ``exact`` asks for the digits as they are.
    """
    if delimiter not in DELIMITERS:
        raise ValueError("The delimiter is a comma or a semicolon.")
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    buffer.write(BOM)
    writer.writerow([safe_text(name) for name in names(columns)])
    yield _take(buffer)
    writers = csv_writers(delimiter, exact=exact)
    get, other = writers.get, partial(csv_text, writers=writers)
    cells = ([get(type(value), other)(value) for value in row] for row in rows)
    while chunk := list(islice(cells, ROWS_AT_ONCE)):
        writer.writerows(chunk)
        yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
