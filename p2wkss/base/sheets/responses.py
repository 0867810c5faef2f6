"""A sheet as the answer to a download."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from p2wkss.base.sheets.columns import Column
from p2wkss.base.sheets.csv_out import write_csv
from p2wkss.base.sheets.xlsx_out import write_xlsx

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def stream(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence],
    fmt: str,
    *,
    delimiter: str = ",",
    title: str = "Data",
    explained: bool = False,
    exact: bool = False,
) -> Iterator[bytes]:
    """Yield a sheet in a format, CSV or XLSX; raise ValueError for another one.

    ``explained`` gives an XLSX the data dictionary as its second sheet (a CSV has no place for one). ``exact`` as in
    ``write_csv``.
    """
    if fmt == CSV:
        return write_csv(columns, rows, delimiter=delimiter, exact=exact)
    if fmt == XLSX:
        return write_xlsx(columns, rows, title=title, explained=explained)
    raise ValueError(f"No such sheet format: {fmt!r}.")


def sheet_response(
    name: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence],
    fmt: str,
    *,
    delimiter: str = ",",
    explained: bool = False,
) -> StreamingHttpResponse:
    """Answer with a sheet that is written while it is sent; ``name`` is the file's name without its ending."""
    content = stream(columns, rows, fmt, delimiter=delimiter, title=name, explained=explained)
    return file_response(name, content, fmt)


def file_response(name: str, content: Iterator[bytes], fmt: str) -> StreamingHttpResponse:
    """Answer with a file that is already a stream of bytes."""
    response = StreamingHttpResponse(content, content_type=CONTENT_TYPES[fmt])
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{safe_name(name)}.{fmt}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def safe_name(name: str) -> str:
    """Return a file name of letters, digits, dots and dashes; no path, no control sign, no hidden file."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:100] or "data"
