"""A house and its families change their RT together; an RT is split or joined in one act, after a preview."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.roles import Role
from households.models import House, Household
from households.services import enrol
from households.services.matters import count_matters
from households.services.places import regroup
from locations.models import Region, TargetAreaRegion
from tests.makers import (
    CURUG,
    RT,
    RW,
    make_assessment,
    make_house,
    make_household,
    make_region,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

OTHER = f"{RW}.002"


@pytest.fixture
def by():
    return make_user()


def lived_in(**fields):
    house = make_house(**fields)
    return house, [make_household(house=house, head="Asep"), make_household(house=house, head="Budi")]


def places():
    return set(Household.objects.values_list("region__code", flat=True))


@pytest.mark.parametrize("role", [Role.KELURAHAN, Role.STAFF])
def test_the_families_follow_their_house_on_its_page(client, role):
    house, _families = lived_in()
    client.force_login(make_user(role))
    data = {"region": make_region(OTHER).public_id, "address": house.address, "is_standing": "on"}
    url = reverse("households:house_edit", args=[house.public_id])
    assert client.post(url, {**data, "form_version": house.version}).status_code == 302
    assert places() == {OTHER}
    for family in Household.objects.all():
        family.full_clean()


def test_the_families_follow_their_house_in_the_back_office(client):
    house, _families = lived_in()
    client.force_login(make_user(Role.ADMIN))
    data = {"region": make_region(OTHER).pk, "address": house.address, "is_standing": "on", "form_version": 1}
    assert client.post(reverse("admin:households_house_change", args=[house.pk]), data).status_code == 302
    assert places() == {OTHER}


def test_a_family_apart_from_its_house_is_a_job():
    house, _families = lived_in()
    House.objects.filter(pk=house.pk).update(region=make_region(OTHER))
    assert {matter.key: count for matter, count in count_matters(make_user())} == {"rt-berbeda": 2}


def test_many_houses_go_to_another_rt_with_all_that_belongs_to_them(by):
    rt, to = make_region(RT), make_region(OTHER)
    moving, staying = lived_in()[0], lived_in()[0]
    assessment = make_assessment(house=moving)
    alone = make_household(head="Tanpa Rumah")
    found = regroup(rt, to, houses=[moving], families=[alone], by=by, reason="SK Lurah 12")
    assert (found.houses, found.families) == (1, 3)
    moving.refresh_from_db()
    alone.refresh_from_db()
    assert moving.region == alone.region == to
    assert moving.assessments.get() == assessment
    assert set(staying.households.values_list("region", flat=True)) == {rt.pk}


def test_two_rt_become_one(by):
    rt, to = make_region(RT), make_region(OTHER)
    lokus = make_target_area(areas=[RT])
    house, families = lived_in()
    enrol(families[0], lokus, on="2021-04-01", by=by)
    regroup(rt, to, houses=[house], by=by, reason="SK Lurah 12", joins_lokus=True, closes=True)
    rt.refresh_from_db()
    assert not rt.is_active
    assert list(TargetAreaRegion.objects.valid().values_list("region__code", flat=True)) == [OTHER]
    assert not count_matters(by) and Household.objects.enrolled_in(lokus).count() == 1


def test_who_leaves_the_lokus_with_the_rt_is_a_job(by):
    house, families = lived_in()
    enrol(families[0], make_target_area(areas=[RT]), on="2021-04-01", by=by)
    found = regroup(make_region(RT), make_region(OTHER), houses=[house], by=by, reason="SK Lurah 12")
    assert (found.enrolled, found.leaving) == (1, 1)
    assert {matter.key for matter, _count in count_matters(by)} == {"luar-lokus"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to": f"{CURUG}.001.001"}, "kelurahan yang sama"),
        ({"to": RT}, "kelurahan yang sama"),
        ({"to": RW}, "kelurahan yang sama"),
        ({"reason": " "}, "Tulis alasan"),
        ({"houses": []}, "Pilih rumah"),
        ({"closes": True}, "belum dapat ditutup"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(by, change, message):
    rt = make_region(RT)
    house, _families = lived_in()
    lived_in()
    given = {"to": OTHER, "houses": [house], "reason": "SK Lurah 12", **change}
    to = make_region(given.pop("to"))
    with pytest.raises(ValidationError, match=message):
        regroup(rt, to, by=by, **given)
    assert places() == {RT} and Region.objects.get(pk=rt.pk).is_active


def test_a_house_number_that_the_other_rt_has_is_refused_by_name(by):
    rt, to = make_region(RT), make_region(OTHER)
    house, _families = lived_in(number="7")
    make_house(number="7", region=to)
    with pytest.raises(ValidationError, match="Nomor rumah ini sudah dipakai"):
        regroup(rt, to, houses=[house], by=by, reason="SK Lurah 12")
    assert places() == {RT}


def test_the_page_shows_first_what_would_happen(client):
    house, families = lived_in()
    rt, to = make_region(RT), make_region(OTHER)
    user = make_user(Role.KELURAHAN)
    enrol(families[0], make_target_area(areas=[RT]), on="2021-04-01", by=user)
    client.force_login(user)
    url = reverse("households:region_regroup", args=[rt.public_id])
    data = {"to": to.public_id, "houses": [house.public_id], "reason": "SK Lurah 12"}
    page = client.post(url, data)
    assert page.status_code == 200 and places() == {RT}
    assert "1 rumah dan 2 keluarga berpindah RT, 1 di antaranya KK binaan" in page.text
    previewed = page.context["form"].data["previewed"]
    other = make_house(region=rt)
    changed = client.post(url, {**data, "houses": [house.public_id, other.public_id], "previewed": previewed})
    assert changed.status_code == 200 and "2 rumah" in changed.text
    assert client.post(url, {**data, "previewed": previewed}).status_code == 302
    assert places() == {OTHER}
