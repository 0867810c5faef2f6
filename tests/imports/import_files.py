"""Imports in tests: the eight people of register_files.py, taken in by the operator of their kelurahan."""

from django.urls import reverse

from agencies.roles import Role
from households.models import House, Household, HouseholdSurvey, ImportBatch, Member, MemberEvent
from imports.services import batches
from locations.models import Region
from tests.imports.register_files import text
from tests.makers import BOJONGSARI, CURUG, make_region, make_user

DOMAIN = (Household, Member, MemberEvent, House, HouseholdSurvey, Region)


def operator(*areas):
    """The operator of Kelurahan Bojongsari, or of other areas; both kelurahan exist."""
    make_region(BOJONGSARI)
    make_region(CURUG)
    return make_user(Role.KELURAHAN, areas=areas or [BOJONGSARI])


def page(name, batch):
    """The address of a page of an import."""
    return reverse(f"imports:import_{name}", args=[batch.public_id])


def previewed(content, owner, *, filename="data.csv", **options) -> ImportBatch:
    """The batch of a file: its bytes, its text, or the rows of people."""
    if isinstance(content, list):
        content = text(content)
    if isinstance(content, str):
        content = content.encode()
    batch = batches.receive(content, owner=owner, filename=filename)
    return batches.preview(batch, **options)


def imported(content, owner, *, only_valid=False, **options) -> ImportBatch:
    """As `previewed`, and committed by its owner."""
    return batches.commit(previewed(content, owner, **options), owner, only_valid=only_valid)


def counts():
    """How many rows the register has of everything that an import can touch."""
    return {model.__name__: model.objects.count() for model in DOMAIN}


def families(batch):
    """{verdict: families} of a batch."""
    return {
        "new": batch.families_new,
        "changed": batch.families_changed,
        "unchanged": batch.families_unchanged,
        "refused": batch.families_refused,
    }


def changes(batch):
    """Every (whose, column, from, to) of the preview."""
    return [tuple(change) for entry in batches.families_of(batch) for change in entry.changes]


def findings(batch):
    """(row, column, code) of every finding, in order."""
    return sorted((found.number, found.column, found.code) for found in batches.findings_of(batch, 0, 1000))


def snapshot():
    """Every family and member with all their values but versions and times, to tell whether anything differs."""
    return (
        sorted(
            (str(row.public_id), row.no_kk.reveal() if row.no_kk else None, row.region.code, row.address, row.status)
            + (row.house_id, row.latest_survey_id)
            for row in Household.objects.select_related("region")
        ),
        sorted(
            (str(row.public_id), row.nik.reveal() if row.nik else None, row.household_id, row.name, row.name_key)
            + (row.sex, row.birth_date, row.relation, row.education, row.occupation, row.status, row.nik_status)
            + (row.nik_missing, row.marital, row.birth_place)
            for row in Member.objects.all()
        ),
    )
