"""The official code of a region changes: everything below, every right and reference goes along."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from tablib import Dataset

from agencies.roles import Role
from households.models import House, Household
from households.services import enrol
from imports.services import batches
from locations.models import Region, RegionAlias, TargetAreaRegion
from locations.resources import RegionResource
from locations.services import recode_region
from tests.imports.import_files import families
from tests.imports.register_files import PEOPLE, each, text
from tests.makers import BOJONGSARI, CURUG, RT, RW, make_house, make_household, make_region, make_target_area, make_user

pytestmark = pytest.mark.django_db

NEW = "32.76.11.1008"


@pytest.fixture
def by():
    return make_user()


def recoded(code=NEW, of=BOJONGSARI, **more):
    make_region(RT)
    region = Region.objects.get(code=of)
    recode_region(region, code=code, by=make_user(), reason="Kepmendagri 2026", **more)
    return region


def seen(user):
    user = type(user).objects.get(pk=user.pk)  # what a user may reach is remembered for one request
    return Household.objects.visible_to(user).count(), House.objects.visible_to(user).count()


@pytest.mark.parametrize(("of", "code"), [(BOJONGSARI, NEW), (RW, f"{BOJONGSARI}.022"), (RT, f"{RW}.011")])
@pytest.mark.parametrize("role", [Role.KELURAHAN, Role.CADRE, Role.AGENCY])
def test_nobody_loses_sight_of_their_families(role, of, code):
    user = make_user(role)
    lokus = make_target_area()
    house = make_house()
    enrol(make_household(house=house), lokus, on="2021-04-01", by=user)
    before = seen(user)
    recoded(code, of)
    assert seen(user) == before and before[0] == 1
    for region in Region.objects.exclude(parent=None):
        region.full_clean()
    assert TargetAreaRegion.objects.get().region == house.region
    assert Household.objects.enrolled_in(lokus).count() == 1


def test_the_whole_subtree_follows_and_the_old_codes_stay_known():
    recoded()
    assert Region.objects.filter(code=f"{NEW}.002.001").exists() and not Region.objects.filter(code=RT).exists()
    assert set(RegionAlias.objects.values_list("code", flat=True)) == {BOJONGSARI, RW, RT}


def test_a_region_moves_under_another_one_with_its_code():
    make_region(CURUG)
    rw = recoded(f"{CURUG}.007", RW)
    assert rw.parent.code == CURUG and Region.objects.get(code=f"{CURUG}.007.001").parent == rw


@pytest.mark.parametrize(
    ("code", "reason"),
    [(CURUG, "Salah"), ("32.76.11", "Salah"), ("32.99.11.1001", "Salah"), (f"{NEW}.001", "Salah"), (NEW, " ")]
    + [(BOJONGSARI, "Salah"), ("32.76.11.10a8", "Salah")],
)
def test_a_code_that_cannot_be_is_refused_and_nothing_changes(code, reason, by):
    region = make_region(RT).parent.parent
    make_region(CURUG)
    with pytest.raises(ValidationError):
        recode_region(region, code=code, by=by, reason=reason)
    assert Region.objects.filter(code=RT).exists() and not RegionAlias.objects.exists()


def test_a_code_goes_there_and_back(by):
    region = recoded()
    recode_region(region, code=BOJONGSARI, by=by, reason="Dibatalkan")
    assert Region.objects.filter(code=RT).exists()
    assert NEW in set(RegionAlias.objects.values_list("code", flat=True))
    assert BOJONGSARI not in set(RegionAlias.objects.values_list("code", flat=True))


def test_a_former_code_is_no_code_of_a_new_region():
    recoded()
    region = Region(level="kelurahan", code=BOJONGSARI, name="Lain", parent=Region.objects.get(code="32.76.11"))
    with pytest.raises(ValidationError, match="kode lama wilayah lain"):
        region.full_clean()


# --- entrances ---


def test_the_form_of_a_region_leaves_its_code_alone(client, by):
    region = make_region(RT).parent.parent
    client.force_login(by)
    client.post(reverse("locations:region_edit", args=[region.public_id]), {"code": NEW, "name": "Bojongsari"})
    region.refresh_from_db()
    assert region.code == BOJONGSARI


def test_the_page_of_the_act_carries_everything_along(client, by):
    region = make_region(RT).parent.parent
    client.force_login(by)
    url = reverse("locations:region_recode", args=[region.public_id])
    assert client.post(url, {"code": NEW, "reason": "Kepmendagri 2026"}).status_code == 302
    assert Region.objects.filter(code=f"{NEW}.002.001").exists()


@pytest.mark.parametrize("values", [{"code": NEW}, {"level": "rw"}])
def test_the_model_refuses_a_new_code_from_anybody_else(values):
    region = make_region(RT).parent.parent
    for name, value in values.items():
        setattr(region, name, value)
    with pytest.raises(ValidationError, match="Ganti kode"):
        region.full_clean()


def test_the_back_office_shows_the_code_and_does_not_ask_for_it(client):
    client.force_login(make_user(Role.ADMIN))
    page = client.get(reverse("admin:locations_region_change", args=[make_region().pk])).text
    assert 'name="code"' not in page and RT in page


def test_a_sheet_with_the_old_code_changes_the_same_region():
    recoded()
    before = Region.objects.count()
    rows = Dataset(
        [BOJONGSARI, "kelurahan", "Bojongsari Lama", "32.76.11"], headers=["code", "level", "name", "parent"]
    )
    result = RegionResource().import_data(rows, raise_errors=True)
    assert not result.has_errors() and Region.objects.count() == before
    assert Region.objects.get(code=NEW).name == "Bojongsari Lama"


def test_an_older_register_file_with_the_old_code_goes_to_the_same_rt():
    recoded()
    owner = make_user(Role.KELURAHAN, areas=[NEW])
    content = text(each("kelurahan", lambda *_row: BOJONGSARI)).encode()
    batch = batches.commit(batches.preview(batches.receive(content, owner=owner, filename="a.csv")), owner)
    assert families(batch)["new"] == len({row[0] for row in PEOPLE})
    assert {family.region.code for family in Household.objects.all()} == {f"{NEW}.002.001"}


def test_the_reference_is_not_loaded_again_under_the_old_code():
    call_command("load_reference", verbosity=0)
    count = Region.objects.count()
    recode_region(Region.objects.get(code=BOJONGSARI), code="32.76.11.1099", by=make_user(), reason="Kepmendagri")
    call_command("load_reference", verbosity=0)
    assert Region.objects.count() == count
