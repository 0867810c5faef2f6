"""Find the staged families and people in the register, and say what stands in the way of storing them.

A family is known by its KK number, one that it had before, or all of its people (a renewed card); a person by the NIK.
Where one of the two sides has no NIK (or a temporary one), the same name and birth date in the same family is the same
person. Whatever is ambiguous is refused, never guessed.
"""

from households.models import Household
from imports.columns.declared import RELATION
from imports.columns.findings import ERROR, WARNING
from imports.columns.headings import NIK, NO_KK, RT
from imports.staging.stage import FAMILIES, MEMBERS, REFUSED, TOUCHED
from p2wkss.base.sealed import Sealer

FIND_FAMILIES = """
    UPDATE import_family SET household_id = h.id FROM households_household AS h
    WHERE h.no_kk_index = import_family.kk_index
"""
FIND_BY_NIK = """
    UPDATE import_member SET member_id = m.id FROM households_member AS m
    WHERE m.nik_index = import_member.nik_index
"""
# A file with a number that the family had before its card was renewed; the present number goes first.
FIND_BY_FORMER_NUMBER = """
    UPDATE import_family SET household_id = found.household_id, is_former = TRUE FROM (
        SELECT c.no_kk_index, min(c.household_id) AS household_id FROM households_formercard AS c
        GROUP BY c.no_kk_index HAVING count(*) = 1
    ) AS found WHERE found.no_kk_index = import_family.kk_index AND import_family.household_id IS NULL
"""
# A renewed card: a number that nobody has, a head of one family, and everybody of that family on it. Where some are
# missing it is a part of the family that moves; where two families fit, nothing is guessed.
SAME_PERSON = """(s.member_id = m.id OR (s.member_id IS NULL AND s.name_key = m.name_key
    AND s.birth_date = m.birth_date AND (s.nik_index IS NULL OR m.nik_status <> 'final')))"""
HAS_UNKNOWN_FAMILIES = """
    SELECT 1 FROM import_family AS f WHERE f.household_id IS NULL AND EXISTS (
        SELECT 1 FROM import_member AS s WHERE s.run = f.run AND s.member_id IS NOT NULL
    ) LIMIT 1
"""
FIND_RENEWED = f"""
    UPDATE import_family SET household_id = found.household_id, renews = found.old FROM (
        SELECT c.run, min(c.household_id) AS household_id, coalesce(min(h.no_kk_index), '') AS old FROM (
            SELECT DISTINCT f.run, m.household_id FROM import_family AS f
            JOIN import_member AS s ON s.run = f.run JOIN households_member AS m ON m.id = s.member_id
            WHERE f.household_id IS NULL AND m.status = 'active'
        ) AS c JOIN households_household AS h ON h.id = c.household_id
        WHERE h.status = 'active'
            AND NOT EXISTS (SELECT 1 FROM import_family AS other WHERE other.household_id = c.household_id)
            AND EXISTS (SELECT 1 FROM import_member AS s JOIN households_member AS m ON m.household_id = c.household_id
                WHERE s.run = c.run AND s.relation = 'head' AND m.status = 'active' AND {SAME_PERSON})
            AND NOT EXISTS (SELECT 1 FROM households_member AS m
                WHERE m.household_id = c.household_id AND m.status = 'active' AND NOT EXISTS (
                    SELECT 1 FROM import_member AS s WHERE s.run = c.run AND {SAME_PERSON}))
        GROUP BY c.run HAVING count(*) = 1
    ) AS found WHERE found.run = import_family.run
"""
FIND_BY_NAME = """
    UPDATE import_member SET member_id = found.member_id FROM (
        SELECT s.position, min(m.id) AS member_id
        FROM import_member AS s
        JOIN import_family AS f ON f.run = s.run
        JOIN households_member AS m ON m.household_id = f.household_id
        WHERE s.member_id IS NULL AND m.name_key = s.name_key AND m.birth_date = s.birth_date
            AND m.status <> 'merged' AND (s.nik_index IS NULL OR m.nik_status <> 'final')
            AND NOT EXISTS (SELECT 1 FROM import_member AS other WHERE other.member_id = m.id)
        GROUP BY s.position
    ) AS found WHERE found.position = import_member.position
"""
# Families whose rows or whose members' rows the file names. A table of its own: planned as a part of other statements,
# this join once ran anew for every family of the register.
LIST_TOUCHED = """
    INSERT INTO import_touched (household_id)
    SELECT household_id FROM import_family WHERE household_id IS NOT NULL
    UNION SELECT m.household_id FROM import_member AS s JOIN households_member AS m ON m.id = s.member_id
    WHERE s.member_id IS NOT NULL
"""
# Rows whose family the register keeps in another place, or has given up.
FOREIGN_FAMILIES = """
    SELECT s.position, h.status, {in_scope} FROM {member} AS s
    JOIN {family} AS f ON f.run = s.run
    JOIN households_household AS h ON h.id = f.household_id
    JOIN locations_region AS r ON r.id = h.region_id
    WHERE h.status IN ('merged', 'moved') OR NOT {in_scope} ORDER BY s.position
"""
# Rows of a file with the number that a family had before, and the same family under both of its numbers.
FORMER_NUMBERS = """
    SELECT s.position, EXISTS (
        SELECT 1 FROM import_family AS other WHERE other.household_id = f.household_id AND other.run <> f.run
    ) FROM import_member AS s JOIN import_family AS f ON f.run = s.run WHERE f.is_former ORDER BY s.position
"""
# Rows whose person belongs to another family, or is no longer there.
FOREIGN_PEOPLE = """
    SELECT s.position, m.status, {in_scope} FROM {member} AS s
    JOIN {family} AS f ON f.run = s.run
    JOIN households_member AS m ON m.id = s.member_id
    JOIN households_household AS h ON h.id = m.household_id
    JOIN locations_region AS r ON r.id = h.region_id
    WHERE f.household_id IS NULL OR f.household_id <> m.household_id OR m.status <> 'active'
    ORDER BY s.position
"""
OUT_OF_SCOPE = """
    SELECT s.position FROM import_member AS s JOIN import_family AS f ON f.run = s.run
    WHERE NOT {in_scope} ORDER BY s.position
"""
WRITTEN_TWICE = """
    SELECT position FROM import_member WHERE member_id IN (
        SELECT member_id FROM import_member WHERE member_id IS NOT NULL GROUP BY member_id HAVING count(*) > 1
    ) UNION
    SELECT s.position FROM import_member AS s WHERE s.nik_index IS NULL AND EXISTS (
        SELECT 1 FROM import_member AS other WHERE other.run = s.run AND other.position <> s.position
            AND other.name_key = s.name_key AND other.birth_date = s.birth_date
    ) ORDER BY 1
"""
# A staged head of a family whose registered head is another person, who stays the head because no accepted row of
# the file says otherwise.
SECOND_HEADS = """
    SELECT s.position FROM import_member AS s
    JOIN import_family AS f ON f.run = s.run
    JOIN households_member AS m ON m.household_id = f.household_id AND m.relation = 'head' AND m.status = 'active'
    WHERE s.relation = 'head' AND NOT f.is_refused AND (s.member_id IS NULL OR s.member_id <> m.id)
        AND NOT EXISTS (
            SELECT 1 FROM import_member AS other JOIN import_family AS g ON g.run = other.run
            WHERE other.member_id = m.id AND NOT g.is_refused
        ) ORDER BY s.position
"""


def find_registered(stage):
    """Resolve every staged family and person to the row of the register that it is, where there is one."""
    known_families, known_people = stage.execute(FIND_FAMILIES), stage.execute(FIND_BY_NIK)
    if stage.value("SELECT 1 FROM households_formercard LIMIT 1"):
        known_families += stage.execute(FIND_BY_FORMER_NUMBER)
    if known_people and stage.value(HAS_UNKNOWN_FAMILIES):
        known_families += stage.execute(FIND_RENEWED)
    if known_families or known_people:
        # Tell the planner that the tables are no longer full of unknowns: it would loop over them row by row.
        stage.analyse(FAMILIES, MEMBERS)
    if known_families:
        stage.execute(FIND_BY_NAME)
    if stage.execute(LIST_TOUCHED):
        stage.analyse(TOUCHED)


def foreign_findings(stage, scope):
    """(position, column, code, severity) of rows that the register does not let pass as they are."""
    in_scope, params = scope.condition("r.code")
    names = {"in_scope": in_scope, "member": MEMBERS, "family": FAMILIES}
    for position, status, is_writable in stage.rows(FOREIGN_FAMILIES.format(**names), params * 2):
        yield position, NO_KK, "kk_elsewhere" if not is_writable else f"kk_{status}", ERROR
    for position, status, is_writable in stage.rows(FOREIGN_PEOPLE.format(**names), params):
        if not is_writable:
            yield position, NIK, "nik_elsewhere", ERROR
        elif status != "active":
            yield position, NIK, f"member_{status}", ERROR
        else:
            yield position, NIK, "nik_moves_family", WARNING
    has_former = stage.value("SELECT 1 FROM import_family WHERE is_former LIMIT 1")
    for position, is_there_twice in stage.rows(FORMER_NUMBERS) if has_former else ():
        yield position, NO_KK, "kk_twice" if is_there_twice else "kk_former", ERROR if is_there_twice else WARNING
    for (position,) in stage.rows(WRITTEN_TWICE):
        yield position, "", "member_twice", ERROR


def out_of_scope(stage, scope):
    """(position, column, code, severity) of rows whose RT is not, or no longer, in the user's area."""
    in_scope, params = scope.condition("f.region_code")
    for (position,) in stage.rows(OUT_OF_SCOPE.format(in_scope=in_scope), params):
        yield position, RT, "region_out_of_scope", ERROR


def refuse(stage, reading):
    """Mark the families that must not be stored: those with an error, and those that another refusal leaves with two
    heads. Yields the findings of the latter."""
    while True:
        _mark(stage, reading.refused_families())
        conflicts = list(stage.rows(SECOND_HEADS))
        if not conflicts:
            return
        for (position,) in conflicts:
            yield position, RELATION.key, "head_differs", ERROR


def _mark(stage, no_kks):
    stage.execute("DELETE FROM import_refused")
    stage.execute("UPDATE import_family SET is_refused = FALSE WHERE is_refused")
    if no_kks:
        index = Sealer(Household, "no_kk").index
        stage.load(REFUSED, [(index(no_kk),) for no_kk in no_kks])
        stage.execute(
            "UPDATE import_family SET is_refused = TRUE WHERE kk_index IN (SELECT kk_index FROM import_refused)"
        )
