"""The provincial sheets: what the province gets of a programme year, as CSV or XLSX.

A new sheet is one class, named in SHEETS, and its exact-file test.
"""

from reports.sheets.households import HouseholdSheet
from reports.sheets.indicators import IndicatorSheet
from reports.sheets.interventions import InterventionSheet
from reports.sheets.posyandu import PosyanduSheet
from reports.sheets.rtlh import RtlhSheet
from reports.sheets.sheet import ProvincialSheet, Scope

SHEETS = {sheet.name: sheet for sheet in (InterventionSheet, IndicatorSheet, RtlhSheet, PosyanduSheet, HouseholdSheet)}


def sheets_for(user) -> list[type[ProvincialSheet]]:
    """The sheets a user may open and download."""
    return [sheet for sheet in SHEETS.values() if user.has_perm(sheet.permission)]


__all__ = ["SHEETS", "ProvincialSheet", "Scope", "sheets_for"]
