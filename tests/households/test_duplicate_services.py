"""Likely duplicates in the register: found once, merged with all that belongs to them, and taken apart again."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from activities.models import Attendance, ChildVisit, Group, GroupMember, PosyanduMember
from agencies.roles import Role
from households.models import Household, LikelyDuplicate, Member, MemberSurvey
from households.services import close_round, duplicates, record_event
from p2wkss.base.history import record_history
from tests.makers import (
    CURUG,
    make_household,
    make_intervention,
    make_member,
    make_member_survey,
    make_posyandu,
    make_posyandu_session,
    make_round,
    make_session,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

NIK, REASON = "3276115708900001", "Sudah dicek dengan kartu keluarga"
State = LikelyDuplicate.State


@pytest.fixture
def staff():
    return make_user(Role.STAFF)


def twice(**second):
    """One woman in two families: first with her NIK and little else, then without NIK and with more."""
    first = make_member(household=make_household(address="Jl. Mawar 3"), name="Siti Nurhasanah", nik=NIK)
    fields = {"nik_status": "missing", "nik_missing": "Belum terbit", "education": "primary", **second}
    other = make_member(household=make_household(address="Jl. Mawar No. 3"), name="Siti Nur Hasanah", **fields)
    return first, other


def found(staff):
    duplicates.find_duplicates(staff)
    return LikelyDuplicate.objects.get()


def as_they_are(*members):
    rows = []
    for member in members:
        member.refresh_from_db()
        nik = member.nik.reveal() if member.nik else None
        household = Household.objects.get(pk=member.household_id)
        rows.append((nik, member.nik_status, member.nik_missing, member.status, member.education, household.status))
    return rows


# --- finding ---


def test_a_pair_is_found_once_with_its_reasons(staff):
    first, other = twice()
    make_member(name="Orang Lain")
    assert duplicates.find_duplicates(staff) == 1
    pair = LikelyDuplicate.objects.get()
    assert (pair.first, pair.second, pair.state) == (first, other, State.OPEN)
    assert pair.reasons == ["same_name", "same_birth_date", "same_address"]
    assert duplicates.find_duplicates(staff) == 0
    pair.full_clean()


def test_what_was_decided_is_not_found_anew(staff):
    twice()
    duplicates.tell_apart(found(staff), by=staff, reason=REASON)
    assert duplicates.find_duplicates(staff) == 0
    assert LikelyDuplicate.objects.get().state == State.DIFFERENT


def test_of_very_many_pairs_the_likeliest_come_first(staff, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_PAIRS", 1)
    twice()
    third = make_member(household=make_household(address="Jl. Mawar 3"), name="Siti Nurhasanah")
    assert duplicates.find_duplicates(staff) == 1
    best = LikelyDuplicate.objects.get().score
    assert duplicates.find_duplicates(staff) == 1
    assert {pair.score <= best for pair in LikelyDuplicate.objects.all()} == {True}
    assert LikelyDuplicate.objects.filter(second=third).exists()


def test_who_goes_while_the_search_runs_is_no_duplicate(staff, monkeypatch):
    _first, other = twice()
    search = duplicates.candidate_pairs

    def search_while_others_work(*people):
        yield from search(*people)
        Member.objects.filter(pk=other.pk).delete()

    monkeypatch.setattr(duplicates, "candidate_pairs", search_while_others_work)
    assert duplicates.find_duplicates(staff) == 0


def test_an_operator_searches_the_own_area_only():
    first = make_member(name="Siti Nurhasanah")
    elsewhere = make_household(rt=f"{CURUG}.001.001", address="Jl. Mawar 3")
    make_member(household=elsewhere, name="Siti Nurhasanah", nik_status="missing", nik_missing="Belum")
    operator = make_user(Role.KELURAHAN)
    assert duplicates.find_duplicates(operator) == 0
    assert duplicates.find_duplicates(make_user(Role.STAFF)) == 1
    assert not LikelyDuplicate.objects.visible_to(operator).exists(), first


def test_who_died_or_moved_is_no_duplicate(staff):
    twice(status="died")
    assert duplicates.find_duplicates(staff) == 0


# --- merging ---


def test_a_merge_moves_what_belongs_to_the_person(staff):
    first, other = twice(sex="P")
    survey = make_member_survey(member=other)
    area = make_target_area()
    attendance = Attendance.objects.create(session=make_session(target_area=area), member=other)
    women = Group.objects.create(name="KWT", kind="kwt", target_area=area, region=other.household.region)
    group = GroupMember.objects.create(group=women, member=other, joined_on=dt.date(2021, 5, 1))
    posyandu = make_posyandu()
    registered = PosyanduMember.objects.create(
        posyandu=posyandu, member=other, category="child", since=dt.date(2021, 1, 1)
    )
    visit = ChildVisit.objects.create(session=make_posyandu_session(posyandu=posyandu), member=other)
    intervention = make_intervention(target_area=area)
    intervention.members.add(other)
    pair = duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    for row in (survey, attendance, group, registered, visit):
        row.refresh_from_db()
        assert row.member == first
    assert list(intervention.members.all()) == [first]
    assert (pair.state, pair.kept, pair.given_up, pair.left_behind) == (State.MERGED, first, other, {})
    other.refresh_from_db()
    assert (other.status, other.household.status) == ("merged", "dissolved")


def test_empty_facts_are_filled_and_known_ones_stay(staff):
    first, other = twice(occupation="trader")
    Member.objects.filter(pk=first.pk).update(occupation="teacher")
    duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    first.refresh_from_db()
    assert (first.education, first.occupation, first.nik.reveal()) == ("primary", "teacher", NIK)


def test_the_nik_goes_with_the_person(staff):
    first, other = twice()
    pair = duplicates.merge(found(staff), kept=other, by=staff, reason=REASON)
    other.refresh_from_db()
    first.refresh_from_db()
    assert (other.nik.reveal(), other.nik_status, first.nik) == (NIK, "final", None)
    assert Member.objects.with_nik(NIK).get() == other
    assert NIK not in str(pair.before) + str(pair.moved)
    for member in (first, other):
        member.full_clean()


def test_what_both_have_of_one_session_stays_where_it_is(staff):
    first, other = twice()
    session = make_session()
    kept, double = (Attendance.objects.create(session=session, member=member) for member in (first, other))
    pair = duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    double.refresh_from_db()
    assert double.member == other
    assert pair.left_behind == {"activities.attendance.member": [double.pk]}
    assert kept.member == first


def test_what_a_closed_round_holds_stays_where_it_is(staff):
    first, other = twice()
    survey = make_member_survey(member=other)
    close_round(survey.round, staff)
    pair = duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    survey.refresh_from_db()
    assert survey.member == other
    assert pair.left_behind == {"households.membersurvey.member": [survey.pk]}


def test_a_merge_is_in_the_trail_with_its_reason_and_rows(staff):
    first, other = twice()
    survey = make_member_survey(member=other)
    pair = duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    assert REASON in {entry.reason for entry in record_history(pair)}
    assert REASON in {entry.reason for entry in record_history(other)}
    entry = LogEntry.objects.get_for_object(pair).get(action=LogEntry.Action.UPDATE)
    assert f'"households.membersurvey.member": [{survey.pk}]' in entry.changes["moved"][1]
    assert entry.actor == staff


def test_a_pair_is_decided_once(staff):
    first, other = twice()
    pair = found(staff)
    duplicates.merge(pair, kept=first, by=staff, reason=REASON)
    for act in (
        lambda: duplicates.merge(pair, kept=other, by=staff, reason=REASON),
        lambda: duplicates.tell_apart(pair, by=staff, reason=REASON),
        lambda: duplicates.reopen(pair, by=staff, reason=REASON),
    ):
        with pytest.raises(ValidationError):
            act()


def test_who_died_meanwhile_is_not_merged(staff):
    first, other = twice()
    pair = found(staff)
    record_event(other, "died", on=dt.date(2021, 5, 1), by=staff)
    with pytest.raises(ValidationError):
        duplicates.merge(pair, kept=first, by=staff, reason=REASON)
    assert not LikelyDuplicate.objects.open().exists()


def test_only_one_of_the_pair_can_be_kept(staff):
    twice()
    with pytest.raises(ValidationError):
        duplicates.merge(found(staff), kept=make_member(name="Orang Lain"), by=staff, reason=REASON)


# --- taking back ---


@pytest.mark.parametrize("keep_first", [True, False])
def test_taking_a_merge_back_restores_everything(staff, keep_first):
    first, other = twice()
    kept, given_up = (first, other) if keep_first else (other, first)
    survey = make_member_survey(member=given_up)
    before = as_they_are(first, other)
    pair = duplicates.merge(found(staff), kept=kept, by=staff, reason=REASON)
    assert as_they_are(first, other) != before
    duplicates.undo_merge(pair, by=staff, reason="Ternyata ibu dan anak")
    assert as_they_are(first, other) == before
    survey.refresh_from_db()
    assert survey.member == given_up
    pair.refresh_from_db()
    assert (pair.state, pair.kept, pair.moved, pair.before) == (State.OPEN, None, {}, {})
    for member in (first, other):
        member.full_clean()


def test_what_was_changed_since_the_merge_stays(staff):
    first, other = twice()
    make_member_survey(member=other)
    new_survey = make_round(kind="endline")
    pair = duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    Member.objects.filter(pk=first.pk).update(education="bachelor")
    MemberSurvey.objects.create(member=first, round=new_survey, surveyed_on=dt.date(2021, 11, 1))
    duplicates.undo_merge(pair, by=staff, reason=REASON)
    first.refresh_from_db()
    assert first.education == "bachelor"
    assert first.surveys.get().round == new_survey


def test_a_merge_cannot_be_taken_back_where_another_head_took_the_place(staff):
    first, other = twice(relation="head")
    pair = duplicates.merge(found(staff), kept=first, by=staff, reason=REASON)
    make_member(household=Household.objects.get(pk=other.household_id), relation="head", name="Kepala Baru")
    with pytest.raises(ValidationError):
        duplicates.undo_merge(pair, by=staff, reason=REASON)
    pair.refresh_from_db()
    assert pair.state == State.MERGED


def test_two_people_may_be_put_before_people_again(staff):
    twice()
    pair = duplicates.tell_apart(found(staff), by=staff, reason=REASON)
    assert not LikelyDuplicate.objects.open().exists()
    duplicates.reopen(pair, by=staff, reason="Ada kartu baru")
    assert LikelyDuplicate.objects.open().exists()
