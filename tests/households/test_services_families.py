"""Who belongs to a lokus and to which family, with the history of both."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from households.models import Enrolment, Household, Member, MemberEvent
from households.services import enrol, leave, record_event
from locations.models import ProgrammeYear
from tests.makers import (
    RW,
    make_household,
    make_member,
    make_programme_year,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

APRIL, MAY = dt.date(2021, 4, 1), dt.date(2021, 5, 1)


@pytest.fixture
def by():
    return make_user()


def test_families_are_numbered_in_the_order_they_come(by):
    lokus = make_target_area()
    first, second = (enrol(make_household(), lokus, on=APRIL, by=by) for _family in range(2))
    assert (first.number, second.number) == (1, 2)


def test_a_family_outside_the_lokus_is_not_enrolled(by):
    with pytest.raises(ValidationError, match="di luar RT/RW lokus"):
        enrol(make_household(rt=f"{RW}.009"), make_target_area(), on=APRIL, by=by)


def test_a_lokus_of_a_whole_rw_takes_families_of_its_rt(by):
    lokus = make_target_area(areas=[RW])
    assert enrol(make_household(rt=f"{RW}.009"), lokus, on=APRIL, by=by).number == 1


def test_a_family_that_moved_away_is_not_enrolled(by):
    with pytest.raises(ValidationError, match="tidak aktif"):
        enrol(make_household(status="moved"), make_target_area(), on=APRIL, by=by)


def test_a_family_is_enrolled_once(by):
    family, lokus = make_household(), make_target_area()
    enrol(family, lokus, on=APRIL, by=by)
    with pytest.raises(ValidationError, match="sudah menjadi KK binaan"):
        enrol(family, lokus, on=MAY, by=by)


def test_a_family_that_left_comes_back_under_its_number(by):
    family, lokus = make_household(), make_target_area()
    enrolment = enrol(family, lokus, on=APRIL, by=by)
    leave(enrolment, on=MAY, by=by, reason="Pindah sementara")
    enrol(make_household(), lokus, on=MAY, by=by)
    back = enrol(family, lokus, on=dt.date(2021, 6, 1), by=by)
    assert (back.pk, back.number, back.left_on, back.left_reason) == (enrolment.pk, 1, None, "")


def test_leaving_needs_a_reason_and_happens_once(by):
    enrolment = enrol(make_household(), make_target_area(), on=APRIL, by=by)
    with pytest.raises(ValidationError, match="alasan"):
        leave(enrolment, on=MAY, by=by, reason=" ")
    leave(enrolment, on=MAY, by=by, reason="Pindah")
    with pytest.raises(ValidationError, match="sudah tercatat keluar"):
        leave(enrolment, on=MAY, by=by, reason="Pindah")
    assert not Enrolment.objects.current().exists()


def test_a_finished_year_takes_nobody(by):
    lokus = make_target_area()
    ProgrammeYear.objects.filter(pk=make_programme_year().pk).update(stage="closed")
    with pytest.raises(ValidationError, match="sudah selesai"):
        enrol(make_household(), lokus, on=APRIL, by=by)


def test_a_death_ends_the_member_and_is_kept(by):
    family = make_household(head="Marwan")
    wife = make_member(household=family)
    record_event(wife, "died", on=MAY, by=by, note="Sakit")
    wife.refresh_from_db()
    event = MemberEvent.objects.get()
    assert wife.status == Member.Status.DIED
    assert (event.kind, event.on, event.from_household, event.by, event.note) == ("died", MAY, family, by, "Sakit")
    assert Household.objects.get().status == Household.Status.ACTIVE


@pytest.mark.parametrize(("kind", "status"), [("moved_out", "moved"), ("died", "dissolved")])
def test_the_last_member_to_go_ends_the_family(by, kind, status):
    member = make_member()
    record_event(member, kind, on=MAY, by=by)
    assert Household.objects.get().status == status


def test_a_new_family_card_moves_the_member_and_remembers_from_where(by):
    old, new = make_household(head="Marwan"), make_household(head="Jaya")
    daughter = make_member(household=old, relation="child")
    record_event(daughter, "changed_kk", on=MAY, by=by, to_household=new, relation="wife")
    daughter.refresh_from_db()
    event = MemberEvent.objects.get()
    assert (daughter.household, daughter.relation, daughter.status) == (new, "wife", "active")
    assert (event.from_household, event.to_household) == (old, new)


def test_a_family_gets_no_second_head_by_a_new_card(by):
    head = make_member(household=make_household(), relation="head")
    with pytest.raises(ValidationError, match="sudah punya kepala keluarga"):
        record_event(head, "changed_kk", on=MAY, by=by, to_household=make_household(head="Jaya"))
    assert not MemberEvent.objects.exists()


def test_who_moved_away_can_come_back_and_the_family_with_them(by):
    member = make_member()
    record_event(member, "moved_out", on=APRIL, by=by)
    record_event(member, "moved_in", on=MAY, by=by)
    member.refresh_from_db()
    assert (member.status, member.household.status) == ("active", "active")
    assert list(MemberEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["moved_out", "moved_in"]


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        ("died", "moved_in", "Meninggal"),
        ("merged", "died", "Digabung"),
        ("moved", "died", "Catat kedatangannya"),
    ],
)
def test_an_event_must_follow_on_the_present_state(by, status, kind, message):
    with pytest.raises(ValidationError, match=message):
        record_event(make_member(status=status), kind, on=MAY, by=by)


@pytest.mark.parametrize(
    ("on", "message"), [(dt.date(1989, 1, 1), "sebelum tanggal lahir"), (dt.date(2999, 1, 1), "masa depan")]
)
def test_an_event_has_a_possible_date(by, on, message):
    with pytest.raises(ValidationError, match=message):
        record_event(make_member(), "died", on=on, by=by)


@pytest.mark.parametrize("target", ["none", "same", "gone"])
def test_a_new_card_is_of_another_living_family(by, target):
    member = make_member()
    to = {"none": None, "same": member.household, "gone": make_household(status="dissolved")}[target]
    with pytest.raises(ValidationError):
        record_event(member, "changed_kk", on=MAY, by=by, to_household=to)
    assert not MemberEvent.objects.exists()
