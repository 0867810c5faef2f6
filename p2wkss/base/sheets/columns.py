"""The columns of a sheet, and the data dictionary that explains them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

KINDS = ("teks", "bilangan", "tanggal", "waktu", "ya/tidak")


@dataclass(frozen=True)
class Column:
    """One column: the name in the first row, and for the dictionary what it means.

    ``kind`` is one of KINDS, ``unit`` for instance "rupiah" or "%", ``values`` the allowed ones.
    """

    name: str
    meaning: str = ""
    kind: str = "teks"
    unit: str = ""
    values: str = ""


def names(columns: Iterable["Column | str"]) -> list[str]:
    """Return the names of columns that are given as Column or as plain text."""
    return [column.name if isinstance(column, Column) else str(column) for column in columns]


def dictionary(columns: Sequence["Column | str"]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the data dictionary of a sheet."""
    header = [_("no"), _("kolom"), _("arti"), _("jenis"), _("satuan"), _("isi yang mungkin")]
    rows = []
    for number, column in enumerate(columns, start=1):
        if not isinstance(column, Column):
            column = Column(str(column))
        rows.append([number, column.name, str(column.meaning), column.kind, str(column.unit), str(column.values)])
    return header, rows
