"""What a new family and a new member are made of. Every other column is as the model's defaults say.

Both ways into the register come through here: families that the register does not know at all (new_families.py) give
the values themselves, the others are taken out of the stage (writing.py), column by column as written below.
"""

from households.models import Household, Member
from imports.columns.declared import FAMILY, PLAIN
from p2wkss.base.table_writer import TableWriter

# {column of the table: what it is of a staged family `f` and its region `r`}
NEW_FAMILY = {
    "id": "f.household_id",
    "public_id": "f.public_id",
    "no_kk": "f.no_kk",
    "no_kk_index": "f.kk_index",
    "region_id": "r.id",
    "house_id": "f.house_id",
    **{answer.stored_in: answer.taken_from("f") for answer in FAMILY},
}
# {column of the table: what it is of a staged member `s` and the family `f`}
NEW_MEMBER = {
    "id": "s.member_id",
    "public_id": "s.public_id",
    "household_id": "f.household_id",
    "nik": "s.nik",
    "nik_index": "s.nik_index",
    "nik_status": "CASE WHEN s.nik_index IS NULL THEN 'missing' ELSE 'final' END",
    "nik_missing": "CASE WHEN s.nik_index IS NULL THEN coalesce(s.nik_missing, '') ELSE '' END",
    "name": "s.name",
    "name_key": "s.name_key",
    "relation": "s.relation",
    "sex": "s.sex",
    "birth_date": "s.birth_date",
    **{answer.stored_in: answer.taken_from("s") for answer in PLAIN},
}
STAGED_FAMILIES = """
    import_family AS f JOIN locations_region AS r ON r.code = f.region_code WHERE f.is_new ON CONFLICT DO NOTHING
"""
STAGED_MEMBERS = """
    import_member AS s JOIN import_family AS f ON f.run = s.run WHERE s.is_new ON CONFLICT DO NOTHING
"""


# What a new row has where a cell is empty, answer by answer.
ABSENT_OF_FAMILY = tuple(answer.absent for answer in FAMILY)
ABSENT_OF_MEMBER = tuple(answer.absent for answer in PLAIN)


def filled(answers, absent) -> list:
    """Answers with the model's default for those that are None."""
    return [default if answer is None else answer for answer, default in zip(answers, absent, strict=True)]


def family_writer(connection, now) -> TableWriter:
    return TableWriter(connection, Household, list(NEW_FAMILY), {"created_at": now, "updated_at": now})


def member_writer(connection, now) -> TableWriter:
    return TableWriter(connection, Member, list(NEW_MEMBER), {"created_at": now, "updated_at": now})


def insert_families(connection, now):
    """(statement, parameters) for the new families of the stage."""
    return family_writer(connection, now).insertion(NEW_FAMILY.values(), STAGED_FAMILIES)


def insert_members(connection, now):
    """(statement, parameters) for the new members of the stage; their families are there."""
    return member_writer(connection, now).insertion(NEW_MEMBER.values(), STAGED_MEMBERS)
