"""Provincial sheets as files. They are Indonesian whatever language the page is in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from p2wkss.base.sheets import CSV, stream
from reports.sheets import SHEETS, ProvincialSheet, Scope
from reports.sheets.sheet import SheetColumn

DICTIONARY = "kamus-data"
LANGUAGE = "id"


def sheet_file(sheet: ProvincialSheet, scope: Scope, fmt: str = CSV, *, delimiter: str = ",") -> Iterator[bytes]:
    """Yield the file of a sheet, CSV or XLSX, some rows at a time; an XLSX carries its data dictionary."""
    return table_file(described(sheet), sheet.table(scope), fmt, title=sheet.name, delimiter=delimiter)


def table_file(
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence],
    fmt: str,
    *,
    title: str,
    delimiter: str = ",",
    exact: bool = False,
) -> Iterator[bytes]:
    """Yield the file of a table whose columns are explained; ``exact`` as in `write_csv`."""
    with translation.override(LANGUAGE):
        # The dictionary sheet of an XLSX has no column for sources, so they end the meaning.
        explained = [replace(column, meaning=_meaning_with_source(column)) for column in columns]
    return in_indonesian(stream(explained, rows, fmt, delimiter=delimiter, title=title, explained=True, exact=exact))


def dictionary_file(fmt: str = CSV, *, delimiter: str = ",") -> Iterator[bytes]:
    """Yield the data dictionary of all sheets."""
    with translation.override(LANGUAGE):
        header, rows = dictionary_table(SHEETS.values())
    return in_indonesian(stream(header, rows, fmt, delimiter=delimiter, title=DICTIONARY))


def dictionary_table(sheets: Iterable[type[ProvincialSheet]]) -> tuple[list[str], list[list]]:
    """Return header and rows of the data dictionary: every column of the sheets in their order."""
    header = [
        _("lembar"),
        _("no"),
        _("kolom"),
        _("arti"),
        _("jenis"),
        _("satuan"),
        _("isi yang mungkin"),
        _("sumber"),
    ]
    rows = [
        [sheet.name, number, column.name, column.meaning, column.kind, column.unit, column.values, column.source]
        for sheet in sheets
        for number, column in enumerate(sheet().columns(), start=1)
    ]
    return header, rows


def described(sheet: ProvincialSheet) -> list[SheetColumn]:
    """The columns of a sheet, their meanings in Indonesian."""
    with translation.override(LANGUAGE):
        return sheet.columns()


def in_indonesian(parts: Iterator) -> Iterator:
    """Pass on what an iterator makes, each part made while Indonesian is the active language.

    A generator must not hold a language while it waits: whoever reads it would get that language too.
    """
    while True:
        with translation.override(LANGUAGE):
            part = next(parts, None)
        if part is None:
            return
        yield part


def _meaning_with_source(column: SheetColumn) -> str:
    if not column.source:
        return column.meaning
    return "%s. %s: %s." % (column.meaning, _("Sumber"), column.source)
