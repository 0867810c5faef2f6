"""The cells of one row before they are read as values: their number, their kinds, what hides in them."""

import re

from imports.columns.findings import ERROR, WARNING, RowFinding
from imports.columns.headings import NAME, NIK, NO_KK
from imports.columns.text import WITH_LINES, hides_nothing
from p2wkss.base.intake import sheet

IDENTITY = frozenset({NIK, NO_KK})
PERSONAL = frozenset({NIK, NAME})
RESULT_KINDS = {
    sheet.FORMULA_TEXT: sheet.TEXT,
    sheet.FORMULA_NUMBER: sheet.NUMBER,
    sheet.FORMULA_DATE: sheet.DATE,
}
NO_KINDS = {}
INVISIBLES = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00a0\u202f\u2007 \t"
INVISIBLE = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]")


class Report:
    """Collects the findings of one row."""

    __slots__ = ("findings", "line", "number")

    def __init__(self, row):
        self.number, self.line, self.findings = row.number, row.line, []

    def __call__(self, column, code, severity=ERROR, **params):
        self.findings.append(RowFinding(self.number, self.line, column, code, severity, params))


def judge_kinds(row, cells, used, report):
    """(cells, {column: kind}) of a worksheet's row. A cell that was refused becomes None and is not read again.

    `used` are (column, position) pairs. Kinds are those of sheet.py, numbers and dates only.
    """
    cells, kinds = list(cells), {}
    for column, at in used:
        kind = row.kinds[at] if at < len(row.kinds) else sheet.TEXT
        if kind == sheet.TEXT:
            continue
        codes = _refusals(column, kind)
        for code in codes:
            report(column, code)
        if codes:
            cells[at] = None
        elif kind in RESULT_KINDS:
            report(column, "formula_cached_value", WARNING)
            kinds[column] = RESULT_KINDS[kind]
        elif kind != sheet.MERGED:
            kinds[column] = kind
    return cells, kinds


def refuse_hidden(cells, used, report):
    """The cells, those with characters that do not show replaced by None. An address may have line breaks.

    What copying from web pages and other programs leaves around a value (zero-width and no-break blanks, marks of byte
    order and direction) is taken off, and said; inside a number it stands for nothing either.
    """
    cells = list(cells)
    for column, at in used:
        text = cells[at]
        if text is None or text.isprintable():
            continue
        bare = (INVISIBLE.sub("", text) if column in IDENTITY else text).strip(INVISIBLES)
        if bare != text.strip(" \t"):
            report(column, "invisible_removed", WARNING)
            text = cells[at] = bare
        if not hides_nothing(text, allows_lines=column in WITH_LINES):
            report(column, "control_char")
            cells[at] = None
    return cells


def _refusals(column, kind):
    is_identity = column in IDENTITY
    if kind == sheet.FORMULA_RISKY:
        return ("formula_suspected", "formula_in_identity") if is_identity else ("formula_suspected",)
    if kind == sheet.FORMULA_EMPTY:
        return ("formula_in_identity",) if is_identity else ("formula_no_value",)
    if kind in RESULT_KINDS and is_identity:
        return ("formula_in_identity",)
    if kind == sheet.ERROR:
        return ("excel_error",)
    if kind == sheet.BOOLEAN:
        return ("truth_value",)
    if kind == sheet.MERGED and column in PERSONAL:
        return ("merged_person",)
    return ()
