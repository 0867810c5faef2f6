"""From a file to its verdict: read the table, read its rows, check its families, count everything.

reading = open_register(path_or_bytes, filename=name, lookups=lookups)     # or Rejected
for checked in reading: ...                                                # streams
for finding in reading.family_findings(): ...                              # once, after the last row
reading.verdict()
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from typing import BinaryIO

from django.utils.translation import gettext as _

from imports.columns.findings import ERROR, RowFinding
from imports.columns.headings import layouts_with
from imports.columns.lookups import Lookups
from imports.reading.careful_rows import RowReader
from imports.reading.family_checks import FamilyLedger
from imports.reading.judged_row import CheckedRow
from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.reader import Rejected, Table, read_table

ACCEPT = "ACCEPT"
ACCEPT_WARN = "ACCEPT_WARN"
ROW_ERRORS = "ROW_ERRORS"
REJECT_FILE = "REJECT_FILE"


@dataclass(frozen=True)
class Verdict:
    """What became of a file. `rows_seen` = `rows_ok` + `rows_error`; codes come with errors first, each once."""

    outcome: str
    rows_seen: int
    rows_ok: int
    rows_error: int
    codes: tuple[str, ...]
    messages: tuple[str, ...]


class RegisterReading:
    """One pass over a register file. Iterate it to the end, then ask for the family findings and the verdict."""

    def __init__(self, table: Table, lookups: Lookups):
        self.table = table
        self._lookups = lookups
        self._reader = RowReader(table, lookups)
        self._ledger = FamilyLedger()
        self._counts = {}

    def __iter__(self) -> Iterator[CheckedRow]:
        """Rows with their own findings, as they stream in; raises `Rejected` when the rest cannot be read."""
        read, add = self._reader.read, self._ledger.add
        for row in self.table:
            checked = read(row)
            add(checked)
            if checked.findings:
                self._count(checked.findings)
            yield checked

    def family_findings(self) -> Iterator[RowFinding]:
        """Findings that only the whole file shows. Rows gain errors by them: ask `has_error` afterwards."""
        letters = self._reader.sex_letters
        for finding in self._ledger.findings(
            families_with_head=self._lookups.families_with_head,
            sex_is_ambiguous={"p", "w"} <= letters and "l" not in letters,
        ):
            self._count((finding,))
            yield finding

    def has_error(self, position: int) -> bool:
        """Whether the row at this position of the iteration (from 0) has an error, its own or its family's."""
        return self._ledger.has_error(position)

    def add_finding(self, position: int, column: str, code: str, severity: str) -> RowFinding:
        """Take in what the register says about the row at this position; an error marks the row."""
        finding = self._ledger.finding(position, column, code, severity)
        self._count((finding,))
        return finding

    def place(self, position: int) -> tuple[int, int | None]:
        """(number, line) of the row at this position."""
        return self._ledger.place(position)

    def no_kk_at(self, position: int) -> str:
        """The KK number in the row at this position."""
        return self._ledger.no_kk_at(position)

    def refusals(self) -> bytes:
        """A byte for every row: 0 stands, 1 has an error, 2 is refused with its family."""
        return self._ledger.refusals()

    def refused_families(self) -> set[str]:
        """KK numbers that are skipped where only valid families are stored."""
        return self._ledger.refused_families()

    def verdict(self) -> Verdict:
        """The verdict on everything seen so far."""
        seen, errors = len(self._ledger), self._ledger.count_errors()
        remarks = self.table.warnings
        by_gravity = sorted(self._counts.items(), key=lambda item: item[0][1] != ERROR)
        codes = dict.fromkeys(
            [code for (code, _severity), _counted in by_gravity] + [remark.code for remark in remarks]
        )
        outcome = ROW_ERRORS if errors else ACCEPT_WARN if codes else ACCEPT
        messages = [str(remark.message) for remark in remarks]
        messages += [
            _("%(sentence)s (%(count)s kali)") % {"sentence": sentence, "count": count}
            for _key, (count, sentence) in by_gravity
        ]
        return Verdict(outcome, seen, seen - errors, errors, tuple(codes), tuple(messages))

    def _count(self, findings):
        for finding in findings:
            key = finding.code, finding.severity
            count, sentence = self._counts.get(key, (0, None))
            self._counts[key] = count + 1, sentence or finding.message


def open_register(
    source: bytes | str | PathLike | BinaryIO,
    *,
    filename: str,
    lookups: Lookups,
    limits: Limits | None = None,
    sheet: str | None = None,
    headings: Mapping[str, str] | None = None,
    layout: str = "",
) -> RegisterReading:
    """Begin to read a register file; raises `Rejected` when it holds no such table.

    `headings` are columns that the user matched by hand, {heading in the file: key}, and `layout` names the layout that
    they belong to; `sheet` as in `read_table`.
    """
    layouts = layouts_with(headings or {}, layout)
    table = read_table(source, filename=filename, layouts=layouts, limits=limits, sheet=sheet)
    return RegisterReading(table, lookups)


def judge_file(source, *, filename, lookups, **options) -> Verdict:
    """The verdict on a file, without keeping its rows; a refused file has a verdict too."""
    try:
        reading = open_register(source, filename=filename, lookups=lookups, **options)
        for _checked in reading:
            pass
    except Rejected as rejected:
        return rejection_verdict(rejected)
    for _finding in reading.family_findings():
        pass
    return reading.verdict()


def rejection_verdict(rejected: Rejected) -> Verdict:
    """The verdict on a file that cannot be read as a whole: no row of it may be stored."""
    seen = rejected.rows_seen
    return Verdict(REJECT_FILE, seen, 0, seen, (rejected.code,), (str(rejected.message),))
