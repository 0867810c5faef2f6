"""What replaces the file formats and the temporary storage of django-import-export.

Its own CSV reader knows one separator and one encoding, its XLSX reader loses rows and trusts the file, its
writers escape a leading ``=`` only, and its temporary files stay readable where somebody gives up half way.
"""

import datetime
import re
import secrets
from decimal import Decimal

import tablib
from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.formats.base_formats import Format
from import_export.tmp_storages import BaseStorage

from p2wkss.base.intake import sheet
from p2wkss.base.intake.headers import Layout, normalise
from p2wkss.base.intake.reader import Rejected, read_table
from p2wkss.base.intake.sniff import ODS
from p2wkss.base.keys import UnsealError, keyring
from p2wkss.base.sheets.cells import original_text
from p2wkss.base.sheets.responses import CONTENT_TYPES, CSV, XLSX, stream


class SheetProblem(Exception):
    """A file that cannot be taken in; its text is a sentence for the person who sent it."""


class SafeFormat(Format):
    """Reads through ``p2wkss.base.intake`` and writes through ``p2wkss.base.sheets``.

    ``columns`` are the names a resource knows and ``required`` those a file must have; ``for_columns`` makes
    a format that knows them.
    """

    sheet_format: str
    title: str
    columns: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @classmethod
    def for_columns(cls, columns, required=()) -> type["SafeFormat"]:
        return type(cls.__name__, (cls,), {"columns": tuple(columns), "required": tuple(required)})

    def __init__(self, encoding=None):
        self.encoding = encoding

    def get_title(self):
        return self.title

    def get_extension(self):
        return self.sheet_format

    def get_content_type(self):
        return CONTENT_TYPES[self.sheet_format]

    def can_import(self):
        return True

    def can_export(self):
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Return the rows of an uploaded file under the resource's own column names; raise SheetProblem."""
        layout = Layout(
            name="resource",
            names={normalise(column): column for column in self.columns},
            required=self.required,
        )
        try:
            table = read_table(in_stream, filename=f"x.{self.sheet_format}", layouts=[layout])
            found = sorted(table.columns.items(), key=lambda item: item[1])
            dataset = tablib.Dataset(headers=[name for name, _position in found])
            for row in table:
                if not table.fits(row):
                    raise SheetProblem(_("Baris %(row)d tidak sesuai jumlah kolomnya.") % {"row": row.number})
                dataset.append([self._cell(row, position) for _name, position in found])
        except Rejected as rejected:
            raise SheetProblem(rejected.message) from None
        return dataset

    @staticmethod
    def _cell(row, position):
        """A text as it was before `safe_text`; a number cell as Decimal, a date cell as date or datetime."""
        text = row.cells[position] if position < len(row.cells) else ""
        kind = row.kinds[position] if row.kinds and position < len(row.kinds) else sheet.TEXT
        if kind in (sheet.ERROR, sheet.FORMULA_RISKY):
            raise SheetProblem(_("Baris %(row)d berisi rumus yang tidak dapat dibaca.") % {"row": row.number})
        kind = sheet.VALUE_OF_FORMULA.get(kind, kind)
        if kind == sheet.NUMBER and text:
            return Decimal(text)
        if kind == sheet.DATE and text:
            return _moment(text)
        return original_text(text)

    def export_data(self, dataset, **kwargs) -> bytes:
        """Return the whole file; only for import-export's own callers, everything else streams."""
        return b"".join(stream(dataset.headers or [], dataset, self.sheet_format))


def _moment(text):
    """The date or datetime of a date cell; a text where a program wrote something else into it."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if len(text) > len("2021-06-05") else moment.date()


class SafeCSV(SafeFormat):
    sheet_format = CSV
    title = gettext_lazy("CSV")


class SafeXLSX(SafeFormat):
    sheet_format = XLSX
    title = gettext_lazy("Excel (XLSX)")


class SafeODS(SafeFormat):
    """LibreOffice's own format, in only: files leave as XLSX or CSV."""

    sheet_format = ODS
    title = gettext_lazy("LibreOffice (ODS)")

    def get_content_type(self):
        return "application/vnd.oasis.opendocument.spreadsheet"

    def can_export(self):
        return False


FORMATS = (SafeXLSX, SafeCSV)
IMPORT_FORMATS = (*FORMATS, SafeODS)


class SealedUploads(BaseStorage):
    """Keeps an upload between preview and confirmation: sealed, in a cache of its own, for an hour.

    Its name is the only way to it and cannot be guessed; what is not confirmed vanishes by itself.
    """

    SECONDS = 60 * 60
    PREFIX = "upload:"
    NAME = re.compile(r"[0-9a-f]{32}")

    def save(self, data: bytes) -> None:
        self.name = self.name or secrets.token_hex(16)
        caches["uploads"].set(self._key(), keyring().seal_bytes(bytes(data), self._key()), self.SECONDS)

    def read(self) -> bytes:
        sealed = caches["uploads"].get(self._key())
        if sealed is None:
            raise SheetProblem(_("Berkas unggahan sudah kedaluwarsa. Unggah sekali lagi."))
        try:
            return keyring().unseal_bytes(sealed, self._key())
        except UnsealError:
            raise SheetProblem(_("Berkas unggahan tidak dapat dibuka lagi. Unggah sekali lagi.")) from None

    def remove(self) -> None:
        caches["uploads"].delete(self._key())

    def _key(self) -> str:
        if not self.NAME.fullmatch(self.name or ""):
            raise SheetProblem(_("Berkas unggahan tidak ditemukan. Unggah sekali lagi."))
        return self.PREFIX + self.name
