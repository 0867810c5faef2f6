"""Life events reach registrations, groups, invitations, beneficiaries and businesses, at every entrance."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.models import Attendance, ChildVisit, Enterprise, GroupMember, Intervention, PosyanduMember, Session
from activities.models.group import Group
from activities.services import carry_over, invite, mark_present, record_child_visit
from agencies.roles import Role
from households.services import record_event, take_back
from households.services.matters import count_matters
from tests.makers import (
    make_child,
    make_enrolment,
    make_household,
    make_intervention,
    make_member,
    make_posyandu,
    make_posyandu_session,
    make_region,
    make_session,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = dt.date(2021, 5, 1), dt.date(2021, 6, 1), dt.date(2021, 7, 1)
GONE = ["died", "moved_out"]


@pytest.fixture
def by():
    return make_user()


def make_group(**fields):
    return Group.objects.create(
        **{"name": "KWT Mawar", "kind": "kwt", "target_area": make_target_area(), "region": make_region(), **fields}
    )


def join(member, position="", **fields):
    return GroupMember.objects.create(group=make_group(), member=member, position=position, joined_on=MAY, **fields)


def jobs(user=None):
    return {matter.key: count for matter, count in count_matters(user or make_user())}


# --- what ends, and returns ---


@pytest.mark.parametrize("kind", GONE)
def test_who_is_gone_leaves_posyandu_and_groups_on_that_day_and_returns_when_it_was_a_mistake(by, kind):
    child = make_child(make_posyandu())
    seat = join(child, position="Ketua")
    event = record_event(child, kind, on=JUNE, by=by)
    registration = PosyanduMember.objects.get()
    seat.refresh_from_db()
    assert (registration.until, seat.left_on) == (JUNE, JUNE)
    take_back(event, by=by, reason="Keliru")
    registration.refresh_from_db()
    seat.refresh_from_db()
    assert (registration.until, seat.left_on) == (None, None)


def test_another_family_card_ends_neither(by):
    child = make_child(make_posyandu())
    record_event(child, "changed_kk", on=JUNE, by=by, to_household=make_household())
    assert PosyanduMember.objects.get().until is None


def test_an_event_is_not_taken_back_over_a_new_registration(by):
    posyandu = make_posyandu()
    child = make_child(posyandu)
    event = record_event(child, "moved_out", on=JUNE, by=by)
    PosyanduMember.objects.update(until=MAY)
    with pytest.raises(ValidationError, match="sudah diubah setelah peristiwa ini"):
        take_back(event, by=by, reason="Keliru")


def test_an_arrival_is_not_taken_back_once_the_person_was_served(by):
    child = make_child()
    record_event(child, "moved_out", on=MAY, by=by)
    event = record_event(child, "moved_in", on=JUNE, by=by)
    PosyanduMember.objects.create(posyandu=make_posyandu(), member=child, since=JULY)
    with pytest.raises(ValidationError, match="sudah dipakai dalam data lain"):
        take_back(event, by=by, reason="Keliru")


# --- nothing new of who is gone ---


def service_invite(member, session, by):
    invite(session, [member], by=by)


def service_present(member, session, by):
    mark_present(session, member, by=by)


def row_present(member, session, by):
    Attendance(session=session, member=member, present=True).full_clean()


def row_invited(member, session, by):
    Attendance(session=session, member=member).full_clean()


def row_registration(member, session, by):
    PosyanduMember(posyandu=make_posyandu(), member=member, since=session.date).full_clean()


def row_membership(member, session, by):
    GroupMember(group=make_group(), member=member, joined_on=session.date).full_clean()


def visit(member, session, by):
    day = make_posyandu_session(date=session.date)
    record_child_visit(ChildVisit(session=day, member=member, weight_kg=10), by=by)


ACTS = [service_invite, service_present, row_present, row_invited, row_registration, row_membership, visit]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind", GONE)
def test_nothing_is_recorded_of_somebody_after_they_were_gone(by, kind, act):
    member = make_child()
    record_event(member, kind, on=JUNE, by=by)
    with pytest.raises(ValidationError, match="pindah|meninggal"):
        act(member, make_session(date=JULY), by)


@pytest.mark.parametrize("act", [service_present, row_present, visit])
def test_what_happened_before_may_be_written_down_late(by, act):
    member = make_child()
    record_event(member, "died", on=JULY, by=by)
    act(member, make_session(date=JUNE), by)


@pytest.mark.parametrize("kind", GONE)
def test_the_door_shows_who_is_gone_without_a_button(client, by, kind):
    session = make_session(date=JULY)
    member = make_member(household=make_enrolment().household, name="Siti Aminah")
    invite(session, [member], by=by)
    record_event(member, kind, on=JUNE, by=by)
    client.force_login(by)
    page = client.get(reverse("activities:session_attendance", args=[session.public_id])).text
    assert "Siti Aminah" in page and f"tombol-{member.public_id}" not in page
    client.post(
        reverse("activities:session_attendance", args=[session.public_id]),
        {"member": str(member.public_id), "present": "1"},
    )
    assert not Attendance.objects.get().present
    [row] = Session.objects.for_list()
    assert (row.invited_count, row.gone_count) == (0, 1)


PAGES = {
    "activities:session_invite": "members",
    "activities:intervention_beneficiaries": "members",
    "activities:posyandumember_add": "member",
    "activities:enterprise_add": "owner",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", GONE)
def test_no_page_offers_or_takes_who_is_gone(client, by, name, kind):
    lokus = make_target_area()
    family = make_enrolment(target_area=lokus).household
    here, gone = (make_member(household=family, name=each) for each in ("Masih Ada", "Sudah Tidak"))
    record_event(gone, kind, on=JUNE, by=by)
    arguments = []
    if name == "activities:session_invite":
        arguments = [make_session(target_area=lokus, date=JULY).public_id]
    elif name == "activities:intervention_beneficiaries":
        plan = make_intervention(target_area=lokus)
        plan.type.kind = "nonphysical"
        plan.type.save()
        arguments = [plan.public_id]
    url = reverse(name, args=arguments)
    if name == "activities:posyandumember_add":
        url += f"?posyandu={make_posyandu().public_id}"
    client.force_login(by)
    page = client.get(url).text
    assert str(here.public_id) in page and str(gone.public_id) not in page
    answer = client.post(
        url, {PAGES[name]: [str(gone.public_id)], "name": "Warung", "product": "Kue", "since": "2021-07-01"}
    )
    assert answer.status_code == 200
    assert not (Attendance.objects.exists() or PosyanduMember.objects.exists() or Enterprise.objects.exists())
    assert not Intervention.members.through.objects.exists()


@pytest.mark.parametrize("kind", GONE)
def test_the_back_office_takes_nobody_who_is_gone(client, by, kind):
    gone = make_member(household=make_household(head="Asep"))
    record_event(gone, kind, on=JUNE, by=by)
    client.force_login(make_user(Role.ADMIN))
    data = {"owner": gone.pk, "name": "Warung", "product": "Kue", "is_active": "on"}
    data |= {"turnovers-TOTAL_FORMS": 0, "turnovers-INITIAL_FORMS": 0}
    page = client.post(reverse("admin:activities_enterprise_add"), data)
    assert page.status_code == 200 and "sudah tidak ada di sini lagi" in page.text
    assert not Enterprise.objects.exists()


def test_who_was_chosen_before_stays_and_is_marked(client, by):
    lokus = make_target_area()
    family = make_enrolment(target_area=lokus).household
    plan = make_intervention(target_area=lokus)
    here, gone = (make_member(household=family, name=each) for each in ("Masih Ada", "Sudah Tidak"))
    plan.members.set([here, gone])
    record_event(gone, "died", on=JUNE, by=by)
    client.force_login(by)
    url = reverse("activities:intervention_beneficiaries", args=[plan.public_id])
    assert "· meninggal" in client.get(url).text
    client.post(url, {"members": [str(here.public_id), str(gone.public_id)], "form_version": plan.version})
    assert set(plan.members.all()) == {here, gone}
    page = client.get(plan.get_absolute_url()).text
    assert "sudah pindah atau meninggal" in page


def test_work_is_carried_over_for_who_is_still_there(by):
    plan = make_intervention()
    here, gone = make_member(), make_member()
    plan.members.set([here, gone])
    record_event(gone, "died", on=JUNE, by=by)
    assert list(carry_over(plan, make_target_area(2022), by=by, reason="Belum selesai").members.all()) == [here]


# --- jobs ---


def test_a_plan_that_counts_on_somebody_who_is_gone_is_a_job_of_its_agency(by):
    agency = make_user(Role.AGENCY)
    plan, other = make_intervention(agency=agency.agency), make_intervention()
    member = make_member()
    plan.members.add(member)
    other.members.add(member)
    record_event(member, "died", on=JUNE, by=by)
    assert jobs(agency) == {"penerima-pindah": 1}
    assert jobs()["penerima-pindah"] == 2
    Intervention.objects.update(status="cancelled", reason="Batal")
    assert not jobs(agency)


def test_a_vacant_office_is_a_job_until_somebody_holds_it(by):
    chair = make_member()
    group = join(chair, position="Ketua").group
    assert "jabatan-kosong" not in jobs()
    record_event(chair, "moved_out", on=JUNE, by=by)
    assert jobs()["jabatan-kosong"] == 1
    GroupMember.objects.create(group=group, member=make_member(), position="ketua", joined_on=JULY)
    assert "jabatan-kosong" not in jobs()


def test_a_business_without_owner_is_a_job_and_its_list_shows_it(client, by):
    owner = make_member()
    shop = Enterprise.objects.create(owner=owner, name="Warung Siti", product="Kue")
    Enterprise.objects.create(owner=make_member(), name="Bengkel", product="Motor")
    record_event(owner, "died", on=JUNE, by=by)
    assert jobs()["pemilik-tidak-ada"] == 1
    client.force_login(by)
    page = client.get(reverse("activities:enterprise_list"), {"matter": "pemilik-tidak-ada"}).text
    assert shop.name in page and "Bengkel" not in page
