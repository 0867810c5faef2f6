"""The provincial sheets: what the province gets of a programme year, as CSV or XLSX.

A new sheet is one class with `@sheet`, its module named here in the province's order, and its exact-file test.
"""

from reports.sheets import interventions, indicators, rtlh, posyandu, households  # noqa: I001 - the province's order
from reports.sheets.sheet import SHEETS, ProvincialSheet, Scope


def sheets_for(user) -> list[type[ProvincialSheet]]:
    """The sheets a user may open and download."""
    return [sheet for sheet in SHEETS.values() if user.has_perm(sheet.permission)]


__all__ = [
    "SHEETS",
    "ProvincialSheet",
    "Scope",
    "households",
    "indicators",
    "interventions",
    "posyandu",
    "rtlh",
    "sheets_for",
]
