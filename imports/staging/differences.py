"""What storing the staged rows would change: flags on them, counts, and a list of the families with old and new values.

An empty cell keeps what is stored; members of a family who are not in the file stay as they are.
"""

import json
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from imports.columns import headings
from imports.columns.declared import FAMILY, PLAIN, RELATION, fields, keys

NEW, RENEWED, CHANGED, UNCHANGED, REFUSED = "new", "renewed", "changed", "unchanged", "refused"


def pairs(answers, row, staged):
    """Old and new of each answer, for a SELECT."""
    return "".join(f"{row}.{name}, {staged}.{name}, " for name in fields(answers))


MARK_MEMBERS = f"""
    UPDATE import_member SET is_changed = TRUE FROM households_member AS m, import_family AS f
    WHERE m.id = import_member.member_id AND f.run = import_member.run AND NOT f.is_refused AND (
        f.household_id IS NULL OR m.household_id <> f.household_id OR m.status <> 'active'
        OR m.name <> import_member.name OR m.relation <> import_member.relation OR m.sex <> import_member.sex
        OR m.birth_date IS NULL OR m.birth_date <> import_member.birth_date
        {"".join(f"OR {answer.differs('import_member', 'm')} " for answer in PLAIN)}
        OR (import_member.nik_index IS NOT NULL AND (m.nik_index IS NULL OR m.nik_index <> import_member.nik_index))
        OR (m.nik_index IS NULL AND import_member.nik_missing IS NOT NULL
            AND m.nik_missing <> import_member.nik_missing)
    )
"""
MARK_FAMILIES = f"""
    UPDATE import_family SET is_changed = TRUE FROM households_household AS h, locations_region AS r
    WHERE h.id = import_family.household_id AND r.id = h.region_id AND NOT import_family.is_refused AND (
        import_family.renews IS NOT NULL OR r.code <> import_family.region_code OR h.status <> 'active'
        {"".join(f"OR {answer.differs('import_family', 'h')} " for answer in FAMILY)}
    )
"""
# A survey that asked food and other spending apart knows more than a total.
MARK_SPENDING = """
    UPDATE import_family SET keeps_spending = TRUE
    WHERE round_id IS NOT NULL AND spending IS NOT NULL AND NOT is_refused AND NOT EXISTS (
        SELECT 1 FROM households_householdsurvey AS s
        WHERE s.household_id = import_family.household_id AND s.round_id = import_family.round_id
            AND ((s.food_spending IS NOT NULL AND s.nonfood_spending IS NOT NULL)
                 OR s.total_spending = import_family.spending)
    )
"""
VERDICT = """
    CASE WHEN f.is_refused THEN 'refused' WHEN f.household_id IS NULL THEN 'new'
    WHEN f.renews IS NOT NULL THEN 'renewed'
    WHEN f.is_changed OR f.keeps_spending OR f.house_changes IS NOT NULL OR EXISTS (
        SELECT 1 FROM import_member AS s WHERE s.run = f.run AND (s.member_id IS NULL OR s.is_changed)
    ) THEN 'changed' ELSE 'unchanged' END
"""
COUNT_FAMILIES = f"SELECT {VERDICT}, count(*) FROM import_family AS f GROUP BY 1"
COUNT_MEMBERS = """
    SELECT sum(CASE WHEN s.member_id IS NULL THEN 1 ELSE 0 END),
        sum(CASE WHEN s.is_changed THEN 1 ELSE 0 END)
    FROM import_member AS s JOIN import_family AS f ON f.run = s.run WHERE NOT f.is_refused
"""
LIST_FAMILIES = f"""
    SELECT f.position, f.size, f.shown, f.leader, f.region_code, {VERDICT},
        r.code, {pairs(FAMILY, "h", "f")}h.status, coalesce(s.food_spending + s.nonfood_spending, s.total_spending),
        CASE WHEN f.keeps_spending THEN f.spending END, f.house_changes,
        CASE WHEN f.renews IS NOT NULL THEN h.public_id END
    FROM import_family AS f
    LEFT JOIN households_household AS h ON h.id = f.household_id
    LEFT JOIN locations_region AS r ON r.id = h.region_id
    LEFT JOIN households_householdsurvey AS s ON s.household_id = f.household_id AND s.round_id = f.round_id
    ORDER BY f.position
"""
LIST_MEMBERS = f"""
    SELECT f.position, s.name, s.member_id IS NULL, f.household_id IS NULL OR m.household_id <> f.household_id,
        m.nik_index IS NULL AND s.nik_index IS NOT NULL, m.nik_index IS NOT NULL AND m.nik_index <> s.nik_index,
        m.status, m.name, s.name, m.relation, s.relation, m.sex, s.sex, m.birth_date, s.birth_date,
        {pairs(PLAIN, "m", "s")}
        CASE WHEN m.nik_index IS NULL AND s.nik_index IS NULL THEN m.nik_missing END, s.nik_missing
    FROM import_member AS s
    JOIN import_family AS f ON f.run = s.run
    LEFT JOIN households_member AS m ON m.id = s.member_id
    WHERE NOT f.is_refused AND (s.is_changed OR (s.member_id IS NULL AND f.household_id IS NOT NULL))
    ORDER BY f.position, s.position
"""
MEMBER_FIELDS = (
    headings.NAME,
    RELATION.key,
    headings.SEX,
    headings.BIRTH_DATE,
    *keys(PLAIN),
    headings.NIK_REASON,
)
MAY_BE_UNKNOWN = {headings.BIRTH_DATE, *(answer.key for answer in PLAIN if answer.model_field.null)}
# People of the file whom the register knows to be gone, refused families included: the preview names them.
LIST_GONE = """
    SELECT f.position, s.name, m.status FROM import_member AS s JOIN import_family AS f ON f.run = s.run
    JOIN households_member AS m ON m.id = s.member_id
    WHERE m.status IN ('died', 'moved', 'struck') ORDER BY f.position, s.position
"""
# What changes of a member beside the columns of the file.
REGION, FAMILY_STATUS = "wilayah", "status_kk"
MEMBER_ADDED, MEMBER_MOVED, MEMBER_STATUS = "anggota", "keluarga", "status"
NIK_ADDED, NIK_REPLACED = "nik_baru", "nik_diganti"
CARD, MEMBER_GONE = "kartu", "tidak_ada_lagi"


class FamilyEntry(NamedTuple):
    """A family as the preview lists it. `changes` are (whose name or "", column, from, to), slugs and ISO dates.

    `kk` is masked; a renewed card has the number of the file itself among its changes, for who sent the file, and a
    short code of the family (Record.code), since masks look alike. `number` is the sheet's row that names it first.
    """

    number: int
    rows: int
    kk: str
    leader: str
    region: str
    verdict: str
    changes: list


def mark_changes(stage):
    """Flag the staged families and members whose values differ from what is stored."""
    stage.execute(MARK_MEMBERS)
    stage.execute(MARK_FAMILIES)
    stage.execute(MARK_SPENDING)


def assign_rounds(stage, rounds):
    """Tell the families whose RT an open survey round covers; `rounds` is scope.open_rounds()."""
    if not rounds:
        return
    covered = []
    for (code,) in list(stage.rows("SELECT DISTINCT region_code FROM import_family WHERE region_code IS NOT NULL")):
        round_id = covering_round(code, rounds)
        if round_id:
            covered.append((round_id, code))
    for round_id, code in covered:
        stage.execute("UPDATE import_family SET round_id = %s WHERE region_code = %s", [round_id, code])


def covering_round(code, rounds):
    """The id of the open survey round that covers an RT, or None; `rounds` is scope.open_rounds()."""
    return rounds.get(code) or rounds.get(code.rpartition(".")[0])


def count_families(stage):
    """{verdict: families}."""
    return dict(stage.rows(COUNT_FAMILIES))


def count_members(stage):
    """(new, changed) members of the families that are not refused."""
    [(new, changed)] = stage.rows(COUNT_MEMBERS)
    return int(new or 0), int(changed or 0)


def list_families(stage, reading, *, names_gone=True):
    """Every family of the file as a FamilyEntry, in the order of the file; `names_gone`: somebody in it is gone."""
    gone = {}
    for position, name, status in stage.rows(LIST_GONE) if names_gone else ():
        gone.setdefault(position, []).append((name, MEMBER_GONE, status, ""))
    changes = groupby(stage.rows(LIST_MEMBERS), key=itemgetter(0))
    waiting = next(changes, None)
    for position, size, kk, leader, region, verdict, *values in stage.rows(LIST_FAMILIES):
        renewed = values.pop()
        found = _family_changes(region, values) if verdict in (CHANGED, RENEWED) else []
        if verdict == RENEWED:
            found.insert(0, ("", CARD, UUID(str(renewed)).hex[:6].upper(), reading.no_kk_at(position)))
        found += gone.get(position, ())
        if waiting and waiting[0] == position:
            for row in waiting[1]:
                found += _member_changes(*row[1:])
            waiting = next(changes, None)
        yield FamilyEntry(reading.place(position)[0], int(size), kk, leader or "", region or "", verdict, found)


def _family_changes(region, values):
    old_region, *answers, status, old_spending, spending, house_changes = values
    found = [("", REGION, old_region, region)] if old_region != region else []
    for key, old, new in zip(keys(FAMILY), answers[::2], answers[1::2], strict=True):
        if new is not None and new != old:
            found.append(("", key, "" if old is None else str(old), str(new)))
    if status != "active":
        found.append(("", FAMILY_STATUS, status, "active"))
    if spending is not None:
        found.append(("", headings.SPENDING, _whole(old_spending), _whole(spending)))
    return found + [("", *change) for change in json.loads(house_changes or "[]")]


def _member_changes(name, is_new, moves, adds_nik, replaces_nik, status, *pairs):
    if is_new:
        return [(name, MEMBER_ADDED, "", "")]
    found = [(name, MEMBER_MOVED, "", "")] if moves else []
    if status != "active":
        found.append((name, MEMBER_STATUS, status, "active"))
    if adds_nik or replaces_nik:
        found.append((name, NIK_ADDED if adds_nik else NIK_REPLACED, "", ""))
    for column, old, new in zip(MEMBER_FIELDS, pairs[::2], pairs[1::2], strict=True):
        if new is not None and old is not None and old != new and str(old) != str(new):
            found.append((name, column, str(old), str(new)))
        elif new is not None and old is None and column in MAY_BE_UNKNOWN:
            found.append((name, column, "", str(new)))
    return found


def _whole(amount):
    return "" if amount is None else str(int(amount))
