"""Write the staged rows into the register, as sets, inside the caller's transaction.

The order matters: regions, houses and families before those who live in them; a family's old head steps down before
the new one is written, since the database allows one head at any moment.
"""

from uuid import UUID

from django.utils import timezone

from households.models import Household, Member
from households.services.cards import keep_number
from imports.columns.declared import FAMILY, PLAIN
from imports.keeping import undo_notes
from imports.staging.new_rows import insert_families, insert_members
from imports.staging.stage import FAMILIES as STAGED_FAMILIES
from imports.staging.stage import MEMBERS as STAGED_MEMBERS
from imports.staging.stage import writing_for
from locations.models import Region
from p2wkss.base.sealed import Sealer
from p2wkss.base.text_search import indexed_at_once

HOUSEHOLDS, MEMBERS = "households_household", "households_member"


def taken(answers, staged, table):
    """Assignments of an UPDATE: what the cell says; an empty one leaves what is stored."""
    return "".join(
        f"{answer.stored_in} = coalesce({staged}.{answer.stored_in}, {table}.{answer.stored_in}), "
        for answer in answers
    )


IS_TOUCHED = "id IN (SELECT household_id FROM import_touched)"
OF_TOUCHED = "household_id IN (SELECT household_id FROM import_touched)"

NEW_FAMILIES = "UPDATE import_family SET is_new = TRUE WHERE household_id IS NULL AND NOT is_refused"
NEW_MEMBERS = """
    UPDATE import_member SET is_new = TRUE WHERE member_id IS NULL
        AND run IN (SELECT run FROM import_family WHERE NOT is_refused)
"""
UPDATE_FAMILIES = f"""
    UPDATE households_household SET
        region_id = r.id,
        house_id = CASE WHEN f.house_id IS NOT NULL THEN f.house_id
            WHEN households_household.region_id <> r.id THEN NULL ELSE households_household.house_id END,
        {taken(FAMILY, "f", HOUSEHOLDS)}
        status = 'active', version = households_household.version + 1, updated_at = %s
    FROM import_family AS f, locations_region AS r
    WHERE f.household_id = households_household.id AND r.code = f.region_code AND f.is_changed
"""
STEP_DOWN = """
    UPDATE households_member SET relation = 'other'
    WHERE relation = 'head' AND id IN (SELECT member_id FROM import_member WHERE is_changed)
"""
UPDATE_MEMBERS = f"""
    UPDATE households_member SET
        household_id = f.household_id, name = s.name, name_key = s.name_key, sex = s.sex, birth_date = s.birth_date,
        relation = s.relation,
        {taken(PLAIN, "s", MEMBERS)}
        nik_missing = CASE WHEN households_member.nik_index IS NULL AND s.nik_missing IS NOT NULL THEN s.nik_missing
            ELSE households_member.nik_missing END,
        status = 'active', version = households_member.version + 1, updated_at = %s
    FROM import_member AS s, import_family AS f
    WHERE s.member_id = households_member.id AND f.run = s.run AND s.is_changed
"""
# Renewed cards are few: the new number is sealed for the family's row, the old one kept beside it.
RENEWED_CARDS = """
    SELECT h.id, h.public_id, h.version, h.no_kk, h.no_kk_index, h.no_kk_missing, f.public_id, f.no_kk, f.kk_index
    FROM import_family AS f JOIN households_household AS h ON h.id = f.household_id
    WHERE f.renews IS NOT NULL AND f.is_changed
"""
# A number that the register did not have is sealed for the row it goes to, so these few go one by one.
GAINED_NUMBERS = """
    SELECT m.id, m.public_id, s.public_id, s.nik, s.nik_index FROM import_member AS s
    JOIN households_member AS m ON m.id = s.member_id
    WHERE s.is_changed AND s.nik_index IS NOT NULL AND (m.nik_index IS NULL OR m.nik_index <> s.nik_index)
"""
REMEMBER_MOVES = """
    INSERT INTO import_moved (member_id, from_id, to_id) SELECT m.id, m.household_id, f.household_id
    FROM import_member AS s JOIN import_family AS f ON f.run = s.run JOIN households_member AS m ON m.id = s.member_id
    WHERE s.is_changed AND m.household_id <> f.household_id
"""
RECORD_MOVES = """
    INSERT INTO households_memberevent (created_at, updated_at, member_id, kind, "on", from_household_id,
        to_household_id, note, by_id)
    SELECT %s, %s, member_id, 'changed_kk', %s, from_id, to_id, '', %s FROM import_moved WHERE TRUE
"""
EMPTIED = """
    status = 'active' AND id IN (SELECT from_id FROM import_moved) AND NOT EXISTS (
        SELECT 1 FROM households_member AS m WHERE m.household_id = households_household.id AND m.status = 'active')
"""
DISSOLVE = f"""
    UPDATE households_household SET status = 'dissolved', version = version + 1, updated_at = %s WHERE {EMPTIED}
"""


class RegisterChanged(Exception):
    """Somebody changed the register while the rows were being written; nothing of them may be kept."""


def hold(stage):
    """Keep everybody else from changing the families that the file names, until the transaction ends."""
    with stage.connection.cursor() as cursor:
        stage.writing.lock(cursor, HOUSEHOLDS, IS_TOUCHED)
        stage.writing.lock(cursor, MEMBERS, OF_TOUCHED)


def new_regions(stage):
    """Codes of the RT that the accepted rows name and that do not exist yet, in order."""
    statement = """
        SELECT DISTINCT f.region_code FROM import_family AS f
        WHERE NOT f.is_refused AND f.region_code IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM locations_region AS r WHERE r.code = f.region_code)
        ORDER BY 1
    """
    return [code for (code,) in stage.rows(statement)]


def make_regions(codes):
    """Create the RT of these codes and the RW above them where missing; returns the regions that were made."""
    codes = set(codes)
    codes -= set(Region.objects.filter(code__in=codes).values_list("code", flat=True))
    above = {code.rpartition(".")[0] for code in codes}
    known = {
        region.code: region
        for region in Region.objects.filter(code__in=above | {code.rpartition(".")[0] for code in above})
    }
    made = []
    for level, wanted in ((Region.Level.RW, above - set(known)), (Region.Level.RT, codes)):
        fresh = []
        for code in sorted(wanted):
            parent, _dot, number = code.rpartition(".")
            fresh.append(Region(level=level, code=code, name=f"{level.upper()} {number}", parent=known[parent]))
        made += Region.objects.bulk_create(fresh)
        known |= {region.code: region for region in fresh}
    return made


def write_staged(stage, notes, *, now, by):
    """Insert and change families and their members; `notes` keep what was before.

    Families that a move leaves empty are dissolved. Raises RegisterChanged when somebody else has registered one of
    the numbers meanwhile.
    """
    moment = stage.writing.moment(now)
    notes.remember_families("id IN (SELECT household_id FROM import_family WHERE is_changed)")
    notes.remember_members("id IN (SELECT member_id FROM import_member WHERE is_changed)")
    stage.execute(UPDATE_FAMILIES, [moment])
    _renew_cards(stage, notes)
    inserting = insert_families(stage.connection, now)
    _insert(stage, inserting, NEW_FAMILIES, (STAGED_FAMILIES, "run", "household_id", HOUSEHOLDS))
    if stage.value("SELECT 1 FROM import_member WHERE is_changed LIMIT 1"):
        _change_members(stage, notes, moment, by)
    inserting = insert_members(stage.connection, now)
    _insert(stage, inserting, NEW_MEMBERS, (STAGED_MEMBERS, "position", "member_id", MEMBERS))


def analyse_register(connection):
    """After many new rows: without this PostgreSQL goes on planning for the size it last knew, for minutes."""
    writing = writing_for(connection)
    with connection.cursor() as cursor:
        for table in (HOUSEHOLDS, MEMBERS):
            writing.analyse(cursor, table)


def _change_members(stage, notes, moment, by):
    _give_numbers(stage)
    if stage.execute(REMEMBER_MOVES):
        stage.execute(RECORD_MOVES, [moment, moment, timezone.localdate(), by.pk])
        notes.remember_new(
            "event",
            "SELECT e.id FROM households_memberevent AS e JOIN import_moved AS m ON m.member_id = e.member_id "
            "WHERE e.created_at = %s ORDER BY e.id",
            [moment],
        )
    stage.execute(STEP_DOWN)
    stage.execute(UPDATE_MEMBERS, [moment])
    notes.remember_families(EMPTIED)
    stage.execute(DISSOLVE, [moment])


def _insert(stage, inserting, mark, place):
    """Number the new staged rows and write them; the database refuses what has appeared there meanwhile."""
    wanted = stage.execute(mark)
    if not wanted:
        return
    with stage.connection.cursor() as cursor:
        stage.writing.number(cursor, *place)
    with indexed_at_once(stage.connection, place[-1]):
        written = stage.execute(*inserting)
    if written != wanted:
        raise RegisterChanged


def _renew_cards(stage, notes):
    """Give renewed families their new number; the old one still finds them, and undoing gives it back."""
    sealer = Sealer(Household, "no_kk")
    for pk, public_id, version, sealed, index, missing, staged_id, staged, new_index in list(stage.rows(RENEWED_CARDS)):
        former = None
        if sealed:
            former = keep_number(Household.objects.get(pk=pk), sealer.unseal(_uuid(public_id), sealed)).pk
        before = {"no_kk": sealed, "no_kk_index": index, "no_kk_missing": missing, "former": former}
        notes.keep(undo_notes.CARD, pk, version, before)
        number = sealer.unseal(_uuid(staged_id), staged)
        Household.objects.filter(pk=pk).update(
            no_kk=sealer.seal(_uuid(public_id), number), no_kk_index=new_index, no_kk_missing=""
        )


def _give_numbers(stage):
    sealer = Sealer(Member, "nik")
    for pk, public_id, staged_id, sealed, index in list(stage.rows(GAINED_NUMBERS)):
        number = sealer.unseal(_uuid(staged_id), sealed)
        Member.objects.filter(pk=pk).update(
            nik=sealer.seal(_uuid(public_id), number),
            nik_index=index,
            nik_status=Member.NikStatus.FINAL,
            nik_missing="",
        )


def _uuid(value):
    """PostgreSQL gives UUIDs, SQLite their text."""
    return value if isinstance(value, UUID) else UUID(value)
