"""Cells of a family that its sheet showed once: a merged column saved as CSV leaves them empty below the first row.

Only a member who is no head, and of whose place nothing stands in the row either, takes the cells of the row above, so
that no family is ever stored by half; a head without a number begins a family of its own, which is refused.
"""

from imports.columns import choices
from imports.columns.declared import FAMILY, RELATION, keys
from imports.columns.findings import WARNING
from imports.columns.headings import KECAMATAN, KELURAHAN, NO_KK, RT, RT_RW, RW, SPENDING

FILLED = (NO_KK, RT, RW, RT_RW, KELURAHAN, KECAMATAN, *keys(FAMILY), SPENDING)


class FamilyAbove:
    """Remembers the last row that had a KK number, and completes the rows below it."""

    def __init__(self, table, words):
        self._kk_at, self._relation_at = table.columns[NO_KK], table.columns[RELATION.key]
        self._filled = [(column, table.columns[column]) for column in FILLED if column in table.columns]
        self._words = words[RELATION.key]
        # (cells, kinds) of the last row with a KK number; None where nobody knows whose the next rows are.
        self.last = None

    def _is_merged(self, cells):
        """Whether the whole family is left open in this row, as merged cells leave it."""
        return all(not (cells[at] or "").strip() for column, at in self._filled if column != SPENDING)

    def complete(self, cells, kinds, report):
        """(cells, kinds) of a row, with what the row above says about the family."""
        kk = cells[self._kk_at]
        if kk is None or not choices.is_unknown(kk):
            self.last = cells, kinds
            return cells, kinds
        relation = choices.word_of(cells[self._relation_at] or "", self._words)
        if relation == "head":
            self.last = None
        if self.last is None or relation in (None, "head") or not self._is_merged(cells):
            return cells, kinds
        cells_above, kinds_above = self.last
        cells, kinds = list(cells), dict(kinds)
        for column, at in self._filled:
            above = cells_above[at]
            if above is not None and cells[at] is not None and not cells[at].strip():
                cells[at] = above
                if column in kinds_above:
                    kinds[column] = kinds_above[column]
        report(NO_KK, "kk_filled_down", WARNING)
        return cells, kinds
