"""OpenSID's population sheet names no kelurahan: whoever works in several says once which one it is."""

import pytest

from agencies.roles import Role
from households.models import Household, ImportBatch
from imports.services import batches
from tests.imports.import_files import previewed
from tests.imports.register_files import opensid_file, opensid_rows
from tests.imports.test_columns_pages import page, step
from tests.makers import make_user

pytestmark = pytest.mark.django_db
State = ImportBatch.State
BOJONGSARI = "32.76.11.1001"


@pytest.fixture
def staff(client, owner):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def test_staff_are_asked_once_for_the_kelurahan(client, staff):
    batch = previewed(opensid_file(opensid_rows()), staff)
    assert (batch.state, list(batch.codes)) == (State.PARSED, ["kelurahan_asked"])
    fields = client.get(page("columns", batch)).context["form"].fields
    assert BOJONGSARI in dict(fields["kelurahan"].choices)
    step(client, "columns", batch, kelurahan=BOJONGSARI)
    assert (batch.state, batch.rows_error, batch.families_new) == (State.PREVIEW, 0, 3)
    batches.commit(batch, staff)
    assert {household.region.kelurahan_code for household in Household.objects.select_related("region")} == {BOJONGSARI}


def test_the_kelurahan_must_be_one_that_may_be_written(client, staff):
    batch = previewed(opensid_file(opensid_rows()), staff)
    step(client, "columns", batch, kelurahan="99.99.99.9999")
    assert batch.state == State.PARSED


def test_who_works_in_one_kelurahan_is_not_asked(owner):
    assert previewed(opensid_file(opensid_rows()), owner).state == State.PREVIEW
