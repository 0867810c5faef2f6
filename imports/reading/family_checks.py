"""Checks that need more than one row: the same NIK twice, two heads, digits that Excel cut off.

`FamilyLedger` keeps about forty bytes a row, so that a whole city fits; findings come when all rows are in.
"""

import re
from array import array
from collections.abc import Iterator

from imports.columns.declared import RELATION
from imports.columns.findings import ERROR, WARNING, RowFinding
from imports.columns.headings import NIK, NO_KK, RT, SEX, SPENDING
from imports.reading.judged_row import CheckedRow

SIXTEEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
# So many numbers that all end in 0 are no accident (one in 100,000).
SUSPICIOUS_COUNT = 5
ROWS_A_PART = 50_000

HEAD, BAD, FEMALE = 1, 2, 4


class FamilyLedger:
    """What the whole file says about its families and numbers."""

    def __init__(self):
        self._numbers, self._lines = array("I"), array("I")
        self._kks, self._niks = array("Q"), array("Q")
        self._regions, self._amounts = array("I"), array("I")
        self._marks = bytearray()
        self._region_ids, self._amount_ids = {None: 0}, {None: 0}
        self._unreadable_kks = set()
        self._kk_above = None

    def __len__(self):
        return len(self._marks)

    def add(self, checked: CheckedRow):
        """Take in the next row, in the order of the file."""
        value = checked.value
        mark = BAD if checked.findings and checked.has_error else 0
        self._numbers.append(checked.source.number)
        self._lines.append(checked.source.line or 0)
        if value is None:
            # The family of a row that cannot be read is still known if its number shows anywhere in it.
            self._unreadable_kks.update(map(int, SIXTEEN_DIGITS.findall(" ".join(checked.source.cells))))
            for values in (self._kks, self._niks, self._regions, self._amounts):
                values.append(0)
            self._marks.append(mark)
            return
        is_head = value.relation == "head"
        if is_head:
            mark |= HEAD
        kk = int(value.no_kk or 0)
        if kk:
            self._kk_above = kk
        elif is_head:
            self._kk_above = None
        elif self._kk_above:
            # A member without a sound number stands below this family: it may be one of them.
            self._unreadable_kks.add(self._kk_above)
        if value.sex == "P":
            mark |= FEMALE
        regions, amounts = self._region_ids, self._amount_ids
        region, amount = value.region, value.spending
        self._kks.append(kk)
        self._niks.append(int(value.nik or 0))
        self._regions.append(regions.get(region) or regions.setdefault(region, len(regions)))
        self._amounts.append(amounts.get(amount) or amounts.setdefault(amount, len(amounts)))
        self._marks.append(mark)

    def findings(self, *, families_with_head=frozenset(), sex_is_ambiguous=False) -> Iterator[RowFinding]:
        """Everything that only the whole file shows; rows with a new error are marked while this runs."""
        has_twins = yield from self._twins()
        niks_are_cut = self._niks_are_cut(has_twins)
        families, has_odd_kk = 0, False
        for part in self._parts(self._kks):
            for kk, rows in part.items():
                families += 1
                has_odd_kk = has_odd_kk or kk % 10 != 0
                yield from self._family(kk, rows, families_with_head)
        kks_are_cut = not has_odd_kk and (families >= SUSPICIOUS_COUNT or (niks_are_cut and families > 0))
        if niks_are_cut or kks_are_cut or sex_is_ambiguous:
            yield from self._whole_columns(niks_are_cut, kks_are_cut, sex_is_ambiguous)

    def has_error(self, position):
        """Whether the row at this position (counted from 0) has an error, its own or its family's."""
        return bool(self._marks[position] & BAD)

    def count_errors(self):
        """How many rows have an error."""
        return sum(1 for mark in self._marks if mark & BAD)

    def refused_families(self) -> set[str]:
        """KK numbers with at least one row in error: skipped as a whole where only valid families are stored."""
        return {str(kk) for kk in self._refused()}

    def refusals(self) -> bytes:
        """A byte for every row: 0 stands, 1 has an error, 2 is refused with its family."""
        refused = self._refused()
        if not refused and not self.count_errors():
            return bytes(len(self))
        return bytes(
            1 if mark & BAD else 2 if kk in refused else 0 for kk, mark in zip(self._kks, self._marks, strict=True)
        )

    def finding(self, position, column, code, severity) -> RowFinding:
        """A finding on the row at this position, which an error marks."""
        if severity == ERROR:
            self._marks[position] |= BAD
        return RowFinding(*self.place(position), column, code, severity, {})

    def no_kk_at(self, position):
        """The KK number in the row at this position of the iteration."""
        return str(self._kks[position])

    def place(self, position):
        """(number, line) of the row at this position."""
        return self._numbers[position], self._lines[position] or None

    # --- the parts ---

    def _refused(self):
        if not self.count_errors():  # as in most files
            return set(self._unreadable_kks)
        refused = {kk for kk, mark in zip(self._kks, self._marks, strict=True) if kk and mark & BAD}
        return refused | self._unreadable_kks

    def _niks_are_cut(self, has_twins):
        """Whether every NIK ends in 0, and there are too many of them for chance."""
        if any(nik % 10 for nik in self._niks):
            return False
        count = sum(1 for nik in self._niks if nik)
        return count >= SUSPICIOUS_COUNT or (has_twins and count > 0)

    def _parts(self, numbers):
        """{number: [positions]} piece by piece, so that no piece grows with the file."""
        for share in self._shares(numbers):
            yield _grouped(numbers, share)

    def _repeated(self, numbers):
        """[positions] of every number that stands on several rows, which is hardly any of the NIKs."""
        for share in self._shares(numbers):
            if len({numbers[position] for position in share}) < len(share):
                yield from (rows for rows in _grouped(numbers, share).values() if len(rows) > 1)

    def _shares(self, numbers):
        """The positions of numbers in pieces, all those of one number in the same piece."""
        count = len(numbers) // ROWS_A_PART + 1
        shares = [array("I") for _ in range(count)]
        for position, number in enumerate(numbers):
            if number:
                shares[number % count].append(position)
        return shares

    def _twins(self):
        """NIKs that stand on several rows; returns whether there are any."""
        has_twins = False
        for rows in self._repeated(self._niks):
            has_twins = True
            families = {self._kks[position] for position in rows}
            code = "nik_duplicate" if len(families) == 1 else "nik_two_households"
            for position in rows:
                yield self.finding(position, NIK, code, ERROR)
        return has_twins

    def _family(self, kk, rows, families_with_head):
        if len(rows) > 1:
            heads = [position for position in rows if self._marks[position] & HEAD]
            if len(heads) > 1 and self._are_several_people(heads):
                for position in rows:
                    yield self.finding(position, RELATION.key, "two_heads", ERROR)
            leader = heads[0] if heads else rows[0]
            yield from self._differing(rows, leader, self._regions, RT, "family_place_differs")
            yield from self._differing(rows, leader, self._amounts, SPENDING, "family_spending_differs")
        else:
            heads = rows if self._marks[rows[0]] & HEAD else []
        if not heads and kk not in self._unreadable_kks and str(kk) not in families_with_head:
            yield self.finding(rows[0], RELATION.key, "no_head", WARNING)

    def _are_several_people(self, heads):
        niks = [self._niks[position] for position in heads]
        return len(set(niks)) > 1 or 0 in niks

    def _differing(self, rows, leader, values, column, code):
        wanted = values[leader] or next((values[position] for position in rows if values[position]), 0)
        for position in rows:
            if values[position] and values[position] != wanted:
                yield self.finding(position, column, code, WARNING)

    def _whole_columns(self, niks_are_cut, kks_are_cut, sex_is_ambiguous):
        for position, mark in enumerate(self._marks):
            if niks_are_cut and self._niks[position]:
                yield self.finding(position, NIK, "nik_excel_truncated", ERROR)
            if kks_are_cut and self._kks[position]:
                yield self.finding(position, NO_KK, "kk_excel_truncated", ERROR)
            if sex_is_ambiguous and mark & FEMALE:
                yield self.finding(position, SEX, "sex_ambiguous", ERROR)


def _grouped(numbers, positions):
    groups = {}
    for position in positions:
        groups.setdefault(numbers[position], []).append(position)
    return groups
