"""The rows of a previewed file, kept sealed so that the commit need not read and judge the file a second time.

An item is one run of rows of a family: a KeptFamily whose last field lists its KeptMembers. Numbers stand here as in
the file; the part as a whole is sealed and bound to its batch (sealed_parts.py), so that nothing can be slipped in, and
it is gone no later than the file.
"""

from array import array
from collections import namedtuple

from households.models import ImportPart
from imports.columns.declared import FAMILY, PLAIN, fields
from imports.columns.findings import ERROR, RowFinding
from imports.columns.headings import HOUSE_COLUMNS
from imports.keeping.sealed_parts import items_of

HAS_ERROR, HAS_REFUSED_FAMILY = 1, 2


_OF_ROW = ("position", "number", "line", "nik", "nik_missing", "name", "name_key", "relation", "sex", "birth_date")
_OF_RUN = ("run", "position", "size", "has_head", "leader", "region")
# Where the declared answers stand.
MEMBER_ANSWERS = slice(len(_OF_ROW), len(_OF_ROW) + len(PLAIN))
FAMILY_ANSWERS = slice(len(_OF_RUN), len(_OF_RUN) + len(FAMILY))


class KeptMember(namedtuple("Member", [*_OF_ROW, *fields(PLAIN)])):
    """A row without an error: where it stands, and its values as texts."""

    __slots__ = ()


class KeptFamily(namedtuple("Family", [*_OF_RUN, *fields(FAMILY), "spending", "house", "no_kk", "members"])):
    """Rows of one family that follow each other, `members` as KeptMembers. `house` is the JSON text of its house
    columns."""

    __slots__ = ()


# The commit takes part by part: small ones let the sealing of one and the writing of another go on at once.
FAMILIES_A_PART = 500
# Kept beside the rows: after an update of the portal they may mean something else.
LAYOUT = [*KeptFamily._fields, *KeptMember._fields, *HOUSE_COLUMNS]


def families_in(batch, part: ImportPart) -> list[KeptFamily]:
    """The runs in one part of the rows; raises UnsealError."""
    return [KeptFamily._make(item) for item in items_of(batch, part)]


class KeptRows:
    """What a commit says about rows that the preview let pass; the counterpart of a RegisterReading."""

    def __init__(self, count: int):
        self._kks, self._numbers, self._lines = array("Q"), array("I"), array("I")
        for places in (self._kks, self._numbers, self._lines):
            places.frombytes(bytes(count * places.itemsize))
        self._errors = set()

    def remember(self, family: KeptFamily) -> None:
        """Remember where the rows of a family stand that is compared with the register."""
        for position, number, line, *_values in family.members:
            self._kks[position], self._numbers[position], self._lines[position] = int(family.no_kk), number, line or 0

    def add_finding(self, position: int, column: str, code: str, severity: str) -> RowFinding:
        """Take in what the register says about the row at this position; an error marks the row."""
        if severity == ERROR:
            self._errors.add(position)
        return RowFinding(*self.place(position), column, code, severity, {})

    def place(self, position: int) -> tuple[int, int | None]:
        """(number, line) of the row at this position."""
        return self._numbers[position], self._lines[position] or None

    def refused_families(self) -> set[str]:
        """KK numbers of the families with an error."""
        return {str(self._kks[position]) for position in self._errors}

    def refusals(self) -> bytes:
        """A byte for every row: 0 stands, 1 has an error, 2 is refused with its family."""
        refused = {self._kks[position] for position in self._errors}
        return bytes(
            HAS_ERROR if position in self._errors else HAS_REFUSED_FAMILY if kk and kk in refused else 0
            for position, kk in enumerate(self._kks)
        )
