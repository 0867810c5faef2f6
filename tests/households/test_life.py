"""Life events reach what hangs on them in the register, are taken back, and leave jobs for a person."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.roles import Role
from households.models import Enrolment, House, Household, Member, MemberEvent
from households.services import enrol, leave, record_event, take_back
from households.services.matters import count_matters
from locations.models import ProgrammeYear, TargetAreaRegion
from tests.makers import (
    RT,
    RW,
    make_enrolment,
    make_house,
    make_household,
    make_member,
    make_member_survey,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

APRIL, MAY, JUNE = dt.date(2021, 4, 1), dt.date(2021, 5, 1), dt.date(2021, 6, 1)


@pytest.fixture
def by():
    return make_user()


def jobs(role=Role.KELURAHAN):
    return {matter.key: count for matter, count in count_matters(make_user(role))}


def couple(**fields):
    family = make_household(**fields)
    husband = make_member(household=family, relation="head", sex="L", marital="married", name="Asep")
    wife = make_member(household=family, relation="wife", sex="P", marital="married", name="Siti")
    return family, husband, wife


# --- headship and marriage ---


@pytest.mark.parametrize("kind", ["died", "moved_out", "changed_kk"])
@pytest.mark.parametrize("role", [Role.KELURAHAN, Role.STAFF, Role.ADMIN])
def test_a_family_that_loses_its_head_is_a_job_until_one_is_named(by, kind, role):
    _family, head, wife = couple()
    assert not jobs(role)
    record_event(
        head,
        kind,
        on=MAY,
        by=by,
        to_household=make_household(head="Lain") if kind == "changed_kk" else None,
        relation="other",
    )
    assert jobs(role) == {"tanpa-kepala": 1}
    wife.refresh_from_db()
    wife.relation = "head"
    wife.save()
    assert not jobs(role)


@pytest.mark.parametrize("role", [Role.CADRE, Role.AGENCY, Role.LEADER, Role.EVALUATOR])
def test_the_register_is_no_job_of_others(by, role):
    record_event(couple()[1], "died", on=MAY, by=by)
    assert "tanpa-kepala" not in jobs(role)


def test_the_home_page_leads_to_the_families_without_head(client, by):
    family, head, _wife = couple()
    other = make_household(head="Utuh")
    record_event(head, "died", on=MAY, by=by)
    client.force_login(make_user(Role.KELURAHAN))
    make_target_area()
    assert "Kepala keluarga belum ditetapkan" in client.get("/").text
    page = client.get(reverse("households:household_list"), {"matter": "tanpa-kepala"}).text
    assert str(family.public_id) in page and str(other.public_id) not in page
    assert "Kepala keluarga belum ditetapkan" in client.get(family.get_absolute_url()).text


@pytest.mark.parametrize("relation", ["head", "wife"])
def test_whose_spouse_died_is_widowed(by, relation):
    _family, husband, wife = couple()
    dead, left = (husband, wife) if relation == "head" else (wife, husband)
    record_event(dead, "died", on=MAY, by=by)
    left.refresh_from_db()
    assert left.marital == "widowed"


def test_a_husband_with_another_wife_stays_married(by):
    family, husband, wife = couple()
    make_member(household=family, relation="wife", sex="P", marital="married")
    record_event(wife, "died", on=MAY, by=by)
    husband.refresh_from_db()
    assert husband.marital == "married"


@pytest.mark.parametrize("kind", ["moved_out", "changed_kk"])
def test_who_moves_away_stays_married(by, kind):
    _family, husband, wife = couple()
    to = make_household() if kind == "changed_kk" else None
    record_event(husband, kind, on=MAY, by=by, to_household=to, relation="other")
    wife.refresh_from_db()
    assert wife.marital == "married"


# --- KK binaan ---


def everybody(family, kind, by, on=MAY):
    for member in family.members.active():
        record_event(member, kind, on=on, by=by)
    family.refresh_from_db()


@pytest.mark.parametrize("kind", ["died", "moved_out"])
def test_a_family_that_is_gone_is_no_family_of_the_lokus_now(by, kind):
    family, _husband, _wife = couple()
    lokus = make_target_area()
    enrol(family, lokus, on=APRIL, by=by)
    everybody(family, kind, by)
    assert not Enrolment.objects.current().exists() and not Household.objects.enrolled_in(lokus).exists()
    assert jobs() == {"pindah": 1}
    leave(Enrolment.objects.get(), on=JUNE, by=by, reason="Pindah")
    assert not jobs()


def test_the_home_page_counts_who_is_there_and_says_who_is_not(client, by):
    lokus = make_target_area()
    for _number in range(3):
        make_enrolment(household=couple()[0], target_area=lokus)
    everybody(Enrolment.objects.first().household, "moved_out", by)
    client.force_login(make_user())
    page = client.get("/").text
    assert "1 lagi sudah pindah atau bubar" in page
    assert "KK binaan pindah atau bubar" in page
    listed = client.get(reverse("households:enrolment_list"), {"state": "pindah"}).text
    assert listed.count("/keluarga/") and "Belum ada KK binaan" not in listed


def test_a_finished_year_counts_the_families_of_its_last_day(by):
    family = couple()[0]
    make_enrolment(household=family)
    ProgrammeYear.objects.update(stage="closed")
    everybody(family, "moved_out", by, on=dt.date(2023, 5, 1))
    assert Enrolment.objects.counted().count() == 1
    assert not jobs()


def test_a_family_is_kk_binaan_of_one_lokus_at_a_time(by):
    family = make_household()
    first, second = make_target_area(2021), make_target_area(2022)
    enrol(family, first, on=APRIL, by=by)
    with pytest.raises(ValidationError, match="masih KK binaan lokus"):
        enrol(family, second, on=dt.date(2022, 4, 1), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_enrolment(household=family, target_area=second)


def test_the_list_of_a_finished_year_lets_a_family_go_to_the_next_lokus(by):
    family = make_household()
    first, second = make_target_area(2021), make_target_area(2022)
    old = enrol(family, first, on=APRIL, by=by)
    ProgrammeYear.objects.filter(year=2021).update(stage="closed")
    enrol(family, second, on=dt.date(2022, 4, 1), by=by)
    old.refresh_from_db()
    assert old.left_on == dt.date(2022, 4, 1) and "lokus" in old.left_reason
    assert set(Enrolment.objects.counted().values_list("target_area", flat=True)) == {first.pk, second.pk}


def test_list_numbers_are_unique_among_current_ones(by):
    lokus = make_target_area()
    first = enrol(make_household(), lokus, on=APRIL, by=by, number=7)
    with pytest.raises(ValidationError, match="sudah dipakai"):
        enrol(make_household(), lokus, on=APRIL, by=by, number=7)
    leave(first, on=MAY, by=by, reason="Pindah")
    assert enrol(make_household(), lokus, on=MAY, by=by, number=7).number == 7
    assert enrol(first.household, lokus, on=JUNE, by=by).number == 8


@pytest.mark.parametrize("how", ["family", "lokus", "back office"])
def test_a_family_outside_the_rt_of_its_lokus_is_a_job(by, how):
    lokus = make_target_area(areas=[RT, f"{RW}.002"])
    family = make_household(rt=RT, head="Asep")
    make_enrolment(household=family, target_area=lokus)
    assert not jobs()
    if how == "family":
        family.region = make_household(rt=f"{RW}.009").region
        family.save()
    elif how == "lokus":
        TargetAreaRegion.objects.filter(region__code=RT).update(valid_until=MAY, reason="Keliru")
    else:
        TargetAreaRegion.objects.filter(region__code=RT).delete()
    assert jobs() == {"luar-lokus": 1}


def test_families_of_a_house_that_stands_no_more_are_a_job():
    make_household(house=make_house(), head="Asep")
    House.objects.update(is_standing=False)
    assert jobs() == {"rumah-tidak-berdiri": 1}


# --- state of families and members agree, whoever writes ---


def test_nobody_is_active_in_a_family_that_is_gone():
    member = make_member(household=make_household(status="moved"), status="moved")
    member.status = Member.Status.ACTIVE
    with pytest.raises(ValidationError, match="tidak aktif lagi"):
        member.full_clean()


def test_a_family_with_active_members_is_not_gone():
    family = make_household(head="Asep")
    family.status = Household.Status.MOVED
    with pytest.raises(ValidationError, match="masih punya anggota aktif"):
        family.full_clean()


def test_who_comes_back_makes_the_family_active_again(by):
    family, husband, _wife = couple()
    everybody(family, "moved_out", by)
    record_event(husband, "moved_in", on=JUNE, by=by)
    family.refresh_from_db()
    assert family.is_active and Member.objects.active().count() == 1


# --- taking back ---


@pytest.mark.parametrize("kind", ["died", "moved_out", "changed_kk"])
@pytest.mark.parametrize("alone", [True, False])
def test_a_mistaken_event_is_taken_back_and_both_entries_stay(by, kind, alone):
    family, head, wife = couple()
    enrol(family, make_target_area(), on=APRIL, by=by)
    if alone:
        wife.delete()
    before = list(Member.objects.order_by("pk").values("household", "status", "relation", "marital"))
    to = make_household() if kind == "changed_kk" else None
    event = record_event(head, kind, on=MAY, by=by, to_household=to, relation="other" if to else "")
    entry = take_back(event, by=by, reason="Orang lain dengan nama yang sama")
    assert list(Member.objects.order_by("pk").values("household", "status", "relation", "marital")) == before
    family.refresh_from_db()
    assert family.is_active and Enrolment.objects.current().count() == 1
    assert (entry.kind, entry.reverses, entry.note) == ("taken_back", event, "Orang lain dengan nama yang sama")
    assert MemberEvent.objects.count() == 2 and not MemberEvent.objects.standing().exists()


def test_taking_back_needs_a_reason_and_happens_once(by):
    event = record_event(make_member(), "died", on=MAY, by=by)
    with pytest.raises(ValidationError, match="Tulis mengapa"):
        take_back(event, by=by, reason=" ")
    take_back(event, by=by, reason="Keliru")
    with pytest.raises(ValidationError, match="sudah dibatalkan"):
        take_back(MemberEvent.objects.get(pk=event.pk), by=by, reason="Keliru")


def test_an_event_is_not_taken_back_after_a_later_one(by):
    member = make_member()
    first = record_event(member, "moved_out", on=APRIL, by=by)
    second = record_event(member, "moved_in", on=MAY, by=by)
    with pytest.raises(ValidationError, match="Sesudahnya tercatat"):
        take_back(first, by=by, reason="Keliru")
    take_back(second, by=by, reason="Keliru")
    take_back(first, by=by, reason="Keliru")
    member.refresh_from_db()
    assert member.is_active


def test_a_death_is_not_taken_back_once_the_family_has_another_head(by):
    _family, head, wife = couple()
    event = record_event(head, "died", on=MAY, by=by)
    wife.refresh_from_db()
    wife.relation = "head"
    wife.save()
    with pytest.raises(ValidationError, match="sudah punya kepala"):
        take_back(event, by=by, reason="Keliru")
    head.refresh_from_db()
    assert head.status == "died"


def test_a_death_is_not_taken_back_once_the_widow_married_again(by):
    _family, head, wife = couple()
    event = record_event(head, "died", on=MAY, by=by)
    wife.refresh_from_db()
    wife.marital = "divorced"
    wife.save()
    with pytest.raises(ValidationError, match="sudah diubah setelah peristiwa ini"):
        take_back(event, by=by, reason="Keliru")


def test_who_was_entered_by_mistake_is_struck_out_unless_something_hangs_on_them(by):
    baby, other = (make_member(relation="child", birth_date=APRIL) for _number in range(2))
    births = [record_event(each, "born", on=APRIL, by=by, is_new=True) for each in (baby, other)]
    make_member_survey(member=other)
    take_back(births[0], by=by, reason="Bayi tetangga")
    baby.refresh_from_db()
    assert baby.status == "struck" and not baby.is_active
    with pytest.raises(ValidationError, match="sudah dipakai dalam data lain"):
        take_back(births[1], by=by, reason="Bayi tetangga")


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 302), (Role.STAFF, 302), (Role.KELURAHAN, 403), (Role.CADRE, 403)]
)
def test_admin_and_staff_take_back_on_the_members_page(client, by, role, status):
    member = make_member(name="Asep")
    record_event(member, "died", on=MAY, by=by)
    client.force_login(make_user(role))
    url = reverse("households:member_take_back", args=[member.public_id])
    assert client.post(url, {"reason": "Nama yang sama"}).status_code == status
    member.refresh_from_db()
    assert member.is_active == (status == 302)


def test_the_page_of_an_event_says_what_follows_from_it(client):
    client.force_login(make_user(Role.KELURAHAN))
    page = client.get(reverse("households:member_event", args=[make_member().public_id])).text
    for part in (
        "sasaran posyandu",
        "kelompok berakhir",
        "cerai mati",
        "KK binaan yang pindah",
        "tercatat pindah atau bubar",
    ):
        assert part in page


@pytest.mark.parametrize("name", ["household", "member"])
def test_the_back_office_sets_no_state_of_families_and_members(client, name):
    client.force_login(make_user(Role.ADMIN))
    record = make_household() if name == "household" else make_member()
    page = client.get(reverse(f"admin:households_{name}_change", args=[record.pk])).text
    assert 'name="status"' not in page
