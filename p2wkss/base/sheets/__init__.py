"""Files out and in: CSV and XLSX that open in an office's spreadsheet, and do no harm there.

Every file leaves through here: formula-safe, streamed, in constant memory, with nothing in a temporary file.
``columns`` and ``cells`` say what a value looks like, ``csv_out`` and ``xlsx_out`` write, ``reading`` reads,
``responses`` answers a download, ``resources`` and ``formats`` join django-import-export to all that.
"""

from p2wkss.base.sheets.columns import Column, dictionary
from p2wkss.base.sheets.csv_out import write_csv
from p2wkss.base.sheets.responses import CSV, XLSX, sheet_response, stream
from p2wkss.base.sheets.xlsx_out import write_xlsx

__all__ = ["CSV", "XLSX", "Column", "dictionary", "sheet_response", "stream", "write_csv", "write_xlsx"]
