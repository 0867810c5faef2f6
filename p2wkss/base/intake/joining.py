"""Families on one sheet and their members on another, as survey tools export a repeated group: read as one table.

KoBoToolbox numbers the rows of the first sheet (`_index`) and names that number in the second (`_parent_index`); ODK
does so with `KEY` and `PARENT_KEY`.
"""

from .headers import find_header, normalise
from .sheet import TEXT, SheetRow

# (heading of the families' sheet, heading of the members' sheet that points to it), normalised.
LINKS = (
    ("index", "parent_index"),
    ("key", "parent_key"),
    ("uuid", "submission_uuid"),
    ("id", "submission_id"),
)


class JoinedSheets:
    """Two sheets as one: each member's row continued by the cells of its family. The face of a peek and a reader."""

    def __init__(self, members, families, link, header):
        self.sheet, self.families, self.header = members.sheet, families.sheet, header
        self.reader = self
        self.hidden_columns = set()
        self._members, self._families, self._link = members, families, link
        self._width = len(members.top_cells[0])
        self._missing = self._unused = 0
        self.top = [SheetRow(members.top[0].number, list(header.cells), None, False)]
        self.top_cells = [list(header.cells)]

    @property
    def remark(self):
        return "sheets_joined", {"families": self.families.name, "members": self.sheet.name}

    def remarks(self):
        """What only the whole file shows: members without a family, families without a member."""
        found = [("parents_missing", {"count": self._missing})] if self._missing else []
        return found + ([("families_without_members", {"count": self._unused})] if self._unused else [])

    def count_rows(self):
        return self._members.count_rows()

    def merges(self):
        return {}

    def rows(self):
        """The members' rows, each with the cells of its family behind its own."""
        key_at, parent_at = self._link
        families = {}
        for row in self._families.reader.rows():
            if row.number > self._families.top[0].number and key_at < len(row.cells):
                families.setdefault(row.cells[key_at].strip(), row)
        used = set()
        for row in self._members.reader.rows():
            if row.number <= self.top[0].number:
                continue
            key = row.cells[parent_at].strip() if parent_at < len(row.cells) else ""
            family = families.get(key)
            self._missing += family is None
            used.add(key)
            yield self._joined(row, family)
        self._unused = len(families.keys() - used)

    def _joined(self, row, family):
        own = row.cells[: self._width]
        blanks = self._width - len(own)
        cells = own + [""] * blanks + (family.cells if family else [])
        kinds = None
        if row.kinds or (family and family.kinds):
            theirs = (family.kinds or TEXT * len(family.cells)) if family else ""
            kinds = (row.kinds or "")[: self._width].ljust(self._width, TEXT) + theirs
        return SheetRow(row.number, cells, kinds, row.is_hidden)


def join_sheets(peeks, layouts):
    """`JoinedSheets` of two visible sheets that point to each other and hold all columns together; None without."""
    filled = [peek for peek in peeks if peek.sheet.is_visible and peek.top]
    for members in filled:
        for families in filled:
            if members is not families and (joined := _joined(members, families, layouts)):
                return joined
    return None


def _joined(members, families, layouts):
    own, theirs = members.top_cells[0], families.top_cells[0]
    names_own, names_theirs = list(map(normalise, own)), list(map(normalise, theirs))
    for key, parent in LINKS:
        if parent not in names_own or key not in names_theirs:
            continue
        for layout in layouts:
            known = {layout.names.get(name) for name in names_own} - {None}
            rest = ["" if layout.names.get(normalise(cell)) in known else cell for cell in theirs]
            header = find_header([own + rest], [layout])
            if header and not header.missing:
                return JoinedSheets(members, families, (names_theirs.index(key), names_own.index(parent)), header)
    return None
