"""Personal photos follow whoever may see their house or person today, not who took them once."""

import pytest

from agencies.roles import Role
from households.models import RepairPhoto
from locations.models import Assignment, Evidence
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    make_agency,
    make_check,
    make_evidence,
    make_house,
    make_region,
    make_repair,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db
ELSEWHERE = f"{CURUG}.003.004"


def move(user, code):
    Assignment.objects.filter(user=user).delete()
    Assignment.objects.create(user=user, region=make_region(code))
    return type(user).objects.get(pk=user.pk)


def of_repair(repair, by):
    photo = make_evidence(kind="photo", region=repair.house.region, uploaded_by=by, is_personal=True)
    RepairPhoto.objects.create(repair=repair, evidence=photo, spot="Depan")
    return photo


def of_check(repair, by):
    photo = make_evidence(kind="photo", region=repair.house.region, uploaded_by=by, is_personal=True)
    make_check(repair, photo=photo)
    return photo


def of_handover(repair, by):
    repair.handover_document = make_evidence(region=repair.house.region, uploaded_by=by, is_personal=True)
    repair.save()
    return repair.handover_document


def of_a_place(repair, by):
    return make_evidence(kind="photo", region=repair.house.region, uploaded_by=by, is_personal=True)


@pytest.mark.parametrize("take", [of_repair, of_check, of_handover, of_a_place])
@pytest.mark.parametrize("role", [Role.KELURAHAN, Role.CADRE])
def test_an_operator_moved_elsewhere_leaves_the_photos_behind(client, role, take):
    user = make_user(role, areas=[BOJONGSARI])
    photo = take(make_repair(house=make_house(rt=RT)), user)
    client.force_login(user)
    assert client.get(photo.get_absolute_url()).status_code == 200
    moved = move(user, CURUG)
    client.force_login(moved)
    assert client.get(photo.get_absolute_url()).status_code == 404
    assert photo not in Evidence.objects.editable_by(moved)


@pytest.mark.parametrize("take", [of_repair, of_check, of_handover])
def test_photos_go_with_their_house(take):
    here, there = make_user(Role.KELURAHAN, areas=[BOJONGSARI]), make_user(Role.KELURAHAN, areas=[CURUG])
    house = make_house(rt=RT)
    photo = take(make_repair(house=house), here)
    house.region = make_region(ELSEWHERE)
    house.save()
    assert photo not in Evidence.objects.visible_to(here)
    assert photo in Evidence.objects.visible_to(there)


def test_an_agency_sees_personal_photos_of_the_lokus_only():
    make_target_area()
    user = make_user(Role.AGENCY, agency=make_agency())
    inside = of_repair(make_repair(house=make_house(rt=RT)), user)
    outside = of_repair(make_repair(house=make_house(rt=ELSEWHERE)), user)
    seen = Evidence.objects.visible_to(user)
    assert inside in seen and outside not in seen


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        (Role.KELURAHAN, {"is_personal": True, "region": None}),
        (Role.KELURAHAN, {"is_personal": False, "code": ELSEWHERE}),
        (Role.AGENCY, {"is_personal": False, "code": ELSEWHERE}),
    ],
)
def test_what_shows_nobody_elsewhere_stays_with_who_took_it(role, fields):
    user = make_user(role)
    code = fields.pop("code", None)
    photo = make_evidence(kind="photo", uploaded_by=user, **fields, **({"region": make_region(code)} if code else {}))
    assert photo in Evidence.objects.visible_to(user)
    assert photo in Evidence.objects.editable_by(user)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_readers_without_persons_see_no_personal_photo(role):
    photo = of_repair(make_repair(house=make_house(rt=RT)), make_user())
    assert photo not in Evidence.objects.visible_to(make_user(role))
