"""One pass over a register file: judge its rows, stage and keep the good ones, tell what is found.

It serves the preview; the commit takes up what was kept (preview_rows.py).
"""

import json

from households.models import Household, Member
from households.models.member import name_key
from imports.columns.declared import FAMILY, PLAIN
from imports.keeping.preview_rows import KeptFamily
from p2wkss.base.sealed import Sealer, mask

ROWS_AT_ONCE = 5000
NO_ANSWERS = (None,) * len(FAMILY)
HAS_MEASURES = any(answer.read for answer in (*PLAIN, *FAMILY))


def stage_rows(reading, stage, *, keep, hear, progress, thread):
    """Stage every row of the file that has no error of its own; afterwards the stage is complete.

    `keep(families)` is given what the commit needs, `hear(findings)` what the rows say, and `progress(rows)` how far
    the pass has come; all of that happens in `thread` (a DatabaseThread).
    """
    staged = _Staged(stage, keep, hear)
    for position, checked in enumerate(reading):
        findings = checked.findings
        if findings:
            staged.findings += findings
        if checked.value is not None and checked.value.no_kk is not None:
            staged.add(position, checked.value, is_good=not findings or not checked.has_error)
        if position % ROWS_AT_ONCE == ROWS_AT_ONCE - 1:
            thread.do(staged.hand_over())
            thread.tell(progress, position + 1)
    staged.close()
    thread.do(staged.hand_over())
    thread.wait()
    stage.complete()


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
"""


class _Run:
    """Rows of one family that follow each other. The head's row speaks for the family, else the first that can."""

    __slots__ = (
        "answers",
        "has_head",
        "house",
        "leader",
        "members",
        "no_kk",
        "number",
        "position",
        "region",
        "size",
        "spending",
    )

    def __init__(self, number, position, no_kk):
        self.number, self.position, self.no_kk = number, position, no_kk
        self.size, self.has_head, self.members = 0, False, []
        self.region = self.spending = self.house = self.leader = None
        self.answers = NO_ANSWERS

    def take(self, value):
        self.size += 1
        if value.relation == "head" and not self.has_head:
            self.has_head = True
            self.region = value.region or self.region
            answers = value.family_answers
            self.answers = _first_given(answers, self.answers) if None in answers else answers
            self.spending = value.spending if value.spending is not None else self.spending
            self.house = value.house if _answers(value.house) else self.house
            self.leader = value.name or self.leader
            return
        self.region = self.region or value.region
        if None in self.answers:
            self.answers = _first_given(self.answers, value.family_answers)
        self.leader = self.leader or value.name
        if self.spending is None:
            self.spending = value.spending
        if self.house is None and _answers(value.house):
            self.house = value.house

    def kept(self):
        return KeptFamily(
            self.number,
            self.position,
            self.size,
            self.has_head,
            self.leader,
            self.region,
            *(_texts(self.answers) if HAS_MEASURES else self.answers),
            None if self.spending is None else str(self.spending),
            json.dumps(self.house, default=str) if self.house else None,
            self.no_kk,
            self.members,
        )


class _Staged:
    """Turns values into rows to be kept and rows to be staged, and collects what is said about them."""

    def __init__(self, stage, keep, hear):
        self.findings = []
        self._stage, self._keep, self._hear = stage, keep, hear
        self._kk, self._nik = Sealer(Household, "no_kk").index, Sealer(Member, "nik").index
        self._run = None
        self._runs = 0
        self._families, self._rows, self._members = [], [], []

    def add(self, position, value, *, is_good):
        run = self._run
        if run is None or run.no_kk != value.no_kk:
            self.close()
            run = self._run = _Run(self._runs, position, value.no_kk)
            self._runs += 1
        run.take(value)
        if not is_good:
            return
        number, line, _no_kk, nik, missing, name, relation, sex, born, *_rest = value
        answers = _texts(value.answers) if HAS_MEASURES else value.answers
        values = (missing, name, _name_key(name), relation, sex, born.isoformat(), *answers)
        run.members.append((position, number, line, nik, *values))  # a KeptMember, without the cost of its names
        self._members.append((str(position), str(run.number), *values, self._nik(nik), None, None))

    def close(self):
        """The run is complete."""
        run, self._run = self._run, None
        if run:
            family = run.kept()
            self._families.append(family)
            self._rows.append(staged_family(family, self._kk(run.no_kk)))

    def hand_over(self):
        """The act that stores what has come since the last time; a run that goes on is kept with the next."""
        stage, keep, hear = self._stage, self._keep, self._hear
        families, rows, members, findings = self._families, self._rows, self._members, self.findings
        self._families, self._rows, self._members, self.findings = [], [], [], []

        def act():
            stage.load_runs(rows, members)
            keep(families)
            hear(findings)

        return act


def staged_family(family, kk_index, public_id=None, sealed=None):
    """A row of the stage's table of families."""
    run, position, size, has_head, *values, no_kk, _members = family
    number = str(run)
    marks = (number, number, str(position), str(size), "1" if has_head else "0")
    return (*marks, *values, kk_index, mask(no_kk), public_id, sealed)


def staged_member(member, run, nik_index, public_id=None, sealed=None):
    """A row of the stage's table of members."""
    position, _number, _line, _nik, *values = member
    return (str(position), str(run), *values, nik_index, public_id, sealed)


def _first_given(answers, others):
    return tuple(other if answer is None else answer for answer, other in zip(answers, others, strict=True))


def _texts(answers):
    """Answers as the stage takes them; needed where one HAS_MEASURES, since words and texts are so already."""
    return [None if answer is None else str(answer) for answer in answers]


def _answers(house):
    return house is not None and any(answer is not None for answer in house)


def _name_key(name):
    """`name_key`, without the detour through Unicode for the names that are plain."""
    if name.isascii() and name.replace(" ", "").isalpha():
        key = name.upper().strip()
        return " ".join(key.split()) if "  " in key else key
    return name_key(name)
