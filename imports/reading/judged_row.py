"""A row of a register file as it was judged: what the rooms hand on to each other."""

from collections import namedtuple
from typing import NamedTuple

from imports.columns.declared import FAMILY, PLAIN, fields
from imports.columns.findings import ERROR, RowFinding
from p2wkss.base.intake.reader import Row

_OF_PERSON = ("number", "line", "no_kk", "nik", "nik_reason", "name", "relation", "sex", "birth_date")
ANSWERS = slice(len(_OF_PERSON), len(_OF_PERSON) + len(PLAIN))
FAMILY_ANSWERS = slice(ANSWERS.stop + 1, ANSWERS.stop + 1 + len(FAMILY))


class RegisterRow(namedtuple("Row", [*_OF_PERSON, *fields(PLAIN), "region", *fields(FAMILY), "spending", "house"])):
    """The values of one row. None means an empty cell, which leaves what is stored; slugs are vocabulary.py's.

    `region` is the RT's code. `nik` may be None with a `nik_reason`. `house` follows headings.HOUSE_COLUMNS, or is
    None when the file has none of them. `spending` is rupiah a month for the whole family.
    """

    __slots__ = ()

    @property
    def answers(self) -> tuple:
        """The declared answers of the person."""
        return self[ANSWERS]

    @property
    def family_answers(self) -> tuple:
        """The declared answers of the family."""
        return self[FAMILY_ANSWERS]


class CheckedRow(NamedTuple):
    """A row as it stands in the file (`source`), its values, and its findings.

    `value` is None when the cells cannot be told apart. A row with an error is never stored, whatever its values.
    """

    source: Row
    value: RegisterRow | None
    findings: list[RowFinding]

    @property
    def has_error(self):
        return any(finding.severity == ERROR for finding in self.findings)
