"""One pass over a register file: judge its rows, stage the good ones, note what is found.

The same pass serves the preview and the commit; only the commit seals identity numbers, and only it stores anything.
"""

import json
import os

from households.models import Household, Member
from households.models.member import name_key
from p2wkss.base.sealed import Sealer, mask

ROWS_AT_ONCE = 5000
VARIANT = {sign: "89ab"[int(sign, 16) % 4] for sign in "0123456789abcdef"}


def stage_rows(reading, stage, *, seals=False, refused=None, note=None, progress=None, ahead=None):
    """Stage every row of the file that has no error of its own; afterwards the stage is settled.

    `seals` makes the sealed forms and public ids that storing needs; `refused` has a byte for every row, not 0 where a
    preview refused it; `note(findings)` hears what every row says; `progress(rows)` how far the pass has come; `ahead`
    is an Ahead that takes the staged rows instead.
    """
    staged = _Staged(ahead or stage, seals, refused)
    for position, checked in enumerate(reading):
        findings = checked.findings
        if findings and note:
            note(findings)
        if checked.value is not None and checked.value.no_kk is not None:
            staged.add(position, checked.value, is_good=not findings or not checked.has_error)
        if position % ROWS_AT_ONCE == ROWS_AT_ONCE - 1:
            staged.write()
            if progress:
                progress(position + 1)
    staged.write_all()
    if ahead:
        ahead.wait()
    stage.settle()


class RegisteredHeads:
    """Which of the families that come without a head have one in the register; asked when all rows are staged."""

    def __init__(self, stage):
        self._stage = stage
        self._index = Sealer(Household, "no_kk").index
        self._found = None

    def __contains__(self, no_kk):
        if self._found is None:
            self._found = {index for (index,) in self._stage.rows(HEADS)}
        return self._index(no_kk) in self._found


HEADS = """
    SELECT f.kk_index FROM import_family AS f
    JOIN households_household AS h ON h.no_kk_index = f.kk_index
    JOIN households_member AS m ON m.household_id = h.id
    WHERE NOT f.has_head AND m.relation = 'head' AND m.status = 'active'
"""  # noqa: S608 - names of our own


class _Run:
    """Rows of one family that follow each other. The head's row speaks for the family, else the first that can."""

    __slots__ = (
        "address",
        "has_head",
        "house",
        "is_refused",
        "kk_index",
        "leader",
        "members",
        "no_kk",
        "number",
        "position",
        "region",
        "size",
        "spending",
    )

    def __init__(self, number, position, no_kk, kk_index):
        self.number, self.position, self.no_kk, self.kk_index = number, position, no_kk, kk_index
        self.size, self.has_head, self.is_refused, self.members = 0, False, False, []
        self.region = self.address = self.spending = self.house = self.leader = None

    def take(self, value):
        self.size += 1
        if value.relation == "head" and not self.has_head:
            self.has_head = True
            self.region = value.region or self.region
            self.address = value.address or self.address
            self.spending = value.spending if value.spending is not None else self.spending
            self.house = value.house if _answers(value.house) else self.house
            self.leader = value.name or self.leader
            return
        self.region = self.region or value.region
        self.address = self.address or value.address
        self.leader = self.leader or value.name
        if self.spending is None:
            self.spending = value.spending
        if self.house is None and _answers(value.house):
            self.house = value.house


class _Staged:
    """Turns values into staged rows, some thousand at a time."""

    def __init__(self, target, seals, refused):
        self._target = target
        self._refused = refused
        self._kk, self._nik = Sealer(Household, "no_kk"), Sealer(Member, "nik")
        self._public_ids = _public_ids() if seals else None
        self._run = None
        self._runs = 0
        self._families, self._members = [], []

    def add(self, position, value, *, is_good):
        run = self._run
        if run is None or run.no_kk != value.no_kk:
            self._close_run()
            run = self._run = _Run(self._runs, position, value.no_kk, self._kk.index(value.no_kk))
            self._runs += 1
        run.take(value)
        if self._refused and self._refused[position]:
            run.is_refused = True
        if is_good:
            run.members.append(self._member(position, run.number, value))

    def write(self):
        """Hand over the runs that are complete."""
        self._target.load_runs(self._families, self._members)
        self._families, self._members = [], []

    def write_all(self):
        self._close_run()
        self.write()

    def _member(self, position, run, value):
        nik, public_id, sealed = value.nik, None, None
        if self._public_ids:
            public_id = next(self._public_ids)
            sealed = self._nik.seal(public_id, nik)
        return (
            str(position),
            str(run),
            self._nik.index(nik),
            sealed,
            value.nik_reason,
            public_id,
            value.name,
            _name_key(value.name),
            value.relation,
            value.sex,
            value.birth_date.isoformat(),
            value.education,
            value.occupation,
        )

    def _close_run(self):
        run = self._run
        if run is None:
            return
        public_id = next(self._public_ids) if self._public_ids else None
        number = str(run.number)
        self._families.append(
            (
                number,
                number,
                str(run.position),
                str(run.size),
                "1" if run.has_head else "0",
                run.kk_index,
                mask(run.no_kk),
                run.leader,
                run.region,
                run.address,
                None if run.spending is None else str(run.spending),
                json.dumps(run.house, default=str) if run.house else None,
                public_id,
                self._kk.seal(public_id, run.no_kk) if public_id else None,
                "1" if run.is_refused else "0",
            )
        )
        self._members += run.members
        self._run = None


def _answers(house):
    return house is not None and any(answer is not None for answer in house)


def _name_key(name):
    """`name_key`, without the detour through Unicode for the names that are plain."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return " ".join(name.upper().split())
    return name_key(name)


def _public_ids():
    """Random UUIDs (version 4) as texts, drawn from the system by the thousand."""
    while True:
        signs = os.urandom(16 * 1024).hex()
        for at in range(0, len(signs), 32):
            yield (
                f"{signs[at : at + 8]}-{signs[at + 8 : at + 12]}-4{signs[at + 13 : at + 16]}"
                f"-{VARIANT[signs[at + 16]]}{signs[at + 17 : at + 20]}-{signs[at + 20 : at + 32]}"
            )
