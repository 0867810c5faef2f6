"""Never more present than the capacity, also under two clicks at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection, connections

from activities.models import Attendance, Session
from activities.services import invite, mark_present
from locations.models import ProgrammeYear
from tests.makers import make_member, make_session, make_user


@pytest.mark.django_db
def test_who_comes_is_noted_once():
    session, member, by = make_session(), make_member(), make_user()
    invite(session, [member], by)
    mark_present(session, member, by)
    mark_present(session, member, by)
    attendance = Attendance.objects.get()
    assert (attendance.invited, attendance.present) == (True, True)


@pytest.mark.django_db
def test_who_comes_uninvited_is_noted_as_such():
    session = make_session()
    assert mark_present(session, make_member(), make_user()).invited is False


@pytest.mark.django_db
def test_a_full_session_takes_nobody_until_somebody_goes():
    session, by = make_session(capacity=2), make_user()
    first, second, third = (make_member() for _seat in range(3))
    mark_present(session, first, by)
    mark_present(session, second, by)
    with pytest.raises(ValidationError, match="paling banyak 2 orang"):
        mark_present(session, third, by)
    mark_present(session, second, by)
    mark_present(session, first, by, present=False)
    mark_present(session, third, by)
    present = Attendance.objects.present().values_list("member", flat=True)
    assert set(present) == {second.pk, third.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": "cancelled", "reason": "PPKM"}, "dibatalkan"),
        ({"date": dt.date(2999, 1, 1)}, "belum berlangsung"),
    ],
)
def test_nobody_is_present_where_nothing_happened(fields, message):
    with pytest.raises(ValidationError, match=message):
        mark_present(make_session(**fields), make_member(), make_user())


@pytest.mark.django_db
def test_the_attendance_of_a_finished_year_is_locked():
    session = make_session()
    ProgrammeYear.objects.update(stage="closed")
    for act in (lambda: mark_present(session, make_member(), make_user()), lambda: invite(session, [], make_user())):
        with pytest.raises(ValidationError, match="sudah selesai"):
            act()


@pytest.mark.django_db
def test_inviting_twice_adds_nobody_and_the_audit_trail_names_who_was_added():
    session, by = make_session(), make_user()
    members = [make_member() for _guest in range(3)]
    walked_in = make_member()
    mark_present(session, walked_in, by)
    assert invite(session, [*members, members[0], walked_in], by) == 4
    assert invite(session, members, by) == 0
    assert Attendance.objects.filter(invited=True).count() == 4
    assert Attendance.objects.present().get().member == walked_in
    entry = LogEntry.objects.get(additional_data__act="invite")
    assert entry.additional_data["rows"] == sorted(member.pk for member in [*members, walked_in])
    assert (entry.object_pk, entry.actor) == (str(session.pk), by)


@pytest.mark.django_db
def test_inviting_many_costs_what_inviting_few_costs(django_assert_num_queries):
    session, by = make_session(), make_user()
    few, many = [make_member()], [make_member() for _guest in range(12)]
    invite(make_session(), [make_member()], by)
    for guests in (few, many):
        with django_assert_num_queries(6):
            invite(session, guests, by)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_fill_one_seat_once():
    session, by = make_session(capacity=1), make_user()
    members = [make_member() for _click in range(2)]
    start = Barrier(2)

    def click(member):
        try:
            own = Session.objects.get(pk=session.pk)
            start.wait(timeout=20)
            mark_present(own, member, by)
            return "in"
        except ValidationError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as clicks:
        outcomes = sorted(clicks.map(click, members))
    assert outcomes == ["full", "in"], connection.vendor
    assert Attendance.objects.present().count() == 1
