"""Sheets as tests look at them: the whole file as text, or its rows by column."""

import csv
import datetime as dt
import io

from reports.sheets import SHEETS, Scope
from reports.sheets.files import sheet_file

TODAY = dt.date(2021, 9, 30)


def scope_of(user, year=2021, today=TODAY):
    return Scope.of_year(user, year, today=today)


def text_of(name, user, year=2021, today=TODAY, **options):
    """The CSV file of a sheet, as a spreadsheet would open it."""
    content = b"".join(sheet_file(SHEETS[name](), scope_of(user, year, today), **options))
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark"
    return content.decode("utf-8-sig")


def rows_of(name, user, **options):
    return list(csv.DictReader(io.StringIO(text_of(name, user, **options))))
