"""The posyandu sheet: SKDN by posyandu and month, counted from the register and the visits."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import ChildVisit, PosyanduMember, PosyanduSession
from agencies.roles import Role
from reports.sheets import SHEETS
from tests.makers import BOJONGSARI, CURUG, RW, make_child, make_posyandu, make_region, make_target_area, make_user
from tests.reports.sheets.reading import rows_of, scope_of, text_of

pytestmark = pytest.mark.django_db

JULY, AUGUST = dt.date(2021, 7, 14), dt.date(2021, 8, 11)


@pytest.fixture
def melati():
    make_target_area()
    return make_posyandu(name="Melati 1")


def register(posyandu, *, card=True, **fields):
    child = make_child(**{"name": "Anak", **fields})
    PosyanduMember.objects.create(posyandu=posyandu, member=child, has_card=card, since=dt.date(2021, 1, 1))
    return child


def hold(posyandu, date, *visits, status="held"):
    """A posyandu day with its visits: (child, weight, gain, below the red line)."""
    session = PosyanduSession.objects.create(
        posyandu=posyandu, date=date, status=status, reason="Hujan" if status == "cancelled" else ""
    )
    for child, weight, gain, below in visits:
        ChildVisit.objects.create(session=session, member=child, weight_kg=weight, gain=gain, below_red_line=below)
    return session


def test_the_file_counts_every_registered_child_once_a_month(melati):
    girl, boy, third = register(melati), register(melati), register(melati, card=False)
    register(melati, card=False)
    hold(melati, JULY, (girl, 10, "N", False), (boy, 9, "T", True), (third, 8, "B", False))
    hold(melati, AUGUST, (girl, None, "", None))

    assert text_of("posyandu", make_user()) == (
        "no,posyandu,kelurahan,rw,bulan,hari_buka,s,k,d,n,bgm,persen_k_s,persen_d_s,persen_n_d,persen_n_s\r\n"
        "1,Melati 1,Bojongsari,002,2021-07,1,4,2,3,1,1,50.00,75.00,33.33,25.00\r\n"
        "2,Melati 1,Bojongsari,002,2021-08,1,4,2,0,0,0,50.00,0.00,,0.00\r\n"
    )


def test_a_month_without_an_open_day_has_no_row(melati):
    register(melati)
    hold(melati, JULY, status="cancelled")
    hold(melati, AUGUST, status="planned")
    assert rows_of("posyandu", make_user()) == []


def test_two_days_in_a_month_are_one_row_with_the_later_weighing(melati):
    child = register(melati)
    hold(melati, dt.date(2021, 7, 7), (child, 9, "T", True))
    hold(melati, JULY, (child, 10, "N", False))
    (row,) = rows_of("posyandu", make_user())
    assert (row["hari_buka"], row["s"], row["d"], row["n"], row["bgm"]) == ("2", "1", "1", "1", "0")


def test_children_count_while_they_are_registered_and_under_five(melati):
    register(melati, birth_date=dt.date(2016, 7, 1))  # five on the first of the month
    register(melati, birth_date=dt.date(2016, 7, 2))
    left = register(melati)
    PosyanduMember.objects.filter(member=left).update(until=dt.date(2021, 6, 30))
    hold(melati, JULY)
    (row,) = rows_of("posyandu", make_user())
    assert row["s"] == "1"


def test_a_child_that_came_without_being_registered_is_not_lost(melati):
    hold(melati, JULY, (make_child(), 9, "N", False))
    (row,) = rows_of("posyandu", make_user())
    assert (row["s"], row["k"], row["d"], row["n"]) == ("1", "0", "1", "1")


def test_readers_without_the_register_see_no_count_under_five(melati):
    children = [register(melati) for _ in range(6)]
    hold(melati, JULY, *[(child, 9, "N" if number else "T", number < 2) for number, child in enumerate(children)])
    (row,) = rows_of("posyandu", make_user(Role.EVALUATOR))
    assert (row["s"], row["d"], row["n"], row["bgm"], row["persen_n_d"]) == ("6", "*", "*", "<5", "*")

    PosyanduMember.objects.filter(member__in=children[:3]).update(has_card=False)
    (row,) = rows_of("posyandu", make_user(Role.LEADER))
    assert (row["k"], row["persen_k_s"]) == ("<5", "*")
    (row,) = rows_of("posyandu", make_user(Role.CADRE))
    assert (row["k"], row["bgm"], row["persen_k_s"]) == ("3", "2", "50.00")


def test_only_posyandu_that_serve_the_lokus_and_the_reader_are_listed(melati):
    elsewhere = make_posyandu(name="Kenanga", rw=f"{BOJONGSARI}.009")
    inside = make_posyandu(name="Anggrek", region=make_region(f"{RW}.001"))
    for posyandu in (melati, elsewhere, inside):
        register(posyandu)
        hold(posyandu, JULY)
    assert [row["posyandu"] for row in rows_of("posyandu", make_user())] == ["Melati 1", "Anggrek"]
    assert rows_of("posyandu", make_user(Role.KELURAHAN, areas=[CURUG])) == []
    assert rows_of("posyandu", make_user(), year=2020) == []


def test_queries_do_not_grow_with_months_children_or_posyandu(melati):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(SHEETS["posyandu"]().table(scope_of(staff)))
        return len(captured)

    staff = make_user()
    hold(melati, JULY, (register(melati), 9, "N", False))
    one = queries()
    for number in range(4):
        posyandu = make_posyandu(name=f"Mawar {number}")
        children = [register(posyandu) for _ in range(3)]
        for month in range(1, 7):
            hold(posyandu, dt.date(2021, month, 10), *[(child, 9, "N", False) for child in children])
    assert queries() == one <= 6
