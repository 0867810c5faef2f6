"""The sheet of KK binaan: counts by RT, never a family."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from households.models import Enrolment, Household
from reports.sheets import SHEETS
from tests.makers import CURUG, RT, RW, make_household, make_member, make_target_area, make_user
from tests.reports.sheets.reading import rows_of, scope_of, text_of

pytestmark = pytest.mark.django_db

HEADER = (
    "no,lokus,rw,rt,kk_binaan,kk_aktif,kk_pindah,kk_bubar,kk_digabung,kepala_l,kepala_p,kepala_tidak_tercatat,"
    "anggota,anggota_l,anggota_p,kk_keluar\r\n"
)


def enrol(*, rt=RT, head="L", others="", target_area=None, left=False, **fields):
    """A family of the lokus: the sex of its head ("" for none) and of its other members."""
    household = make_household(rt=rt, **fields)
    if head:
        make_member(household=household, relation="head", sex=head)
    for sex in others:
        make_member(household=household, relation="child", sex=sex)
    leaving = {"left_on": dt.date(2021, 9, 1), "left_reason": "Pindah kota"} if left else {}
    area = target_area or make_target_area()
    Enrolment.objects.create(household=household, target_area=area, enrolled_on=dt.date(2021, 4, 1), **leaving)
    return household


def test_the_file_counts_families_heads_and_members_by_rt():
    make_target_area(areas=[RT, f"{RW}.003"])
    enrol(head="L", others="PPL")
    enrol(head="P", others="L", status=Household.Status.MOVED)
    enrol(head="", others="P")
    enrol(head="P", left=True)
    enrol(rt=f"{RW}.003", head="P")
    dead = make_member(household=enrol(head="L"), relation="parent", sex="P")
    type(dead).objects.filter(pk=dead.pk).update(status="died")

    assert text_of("households", make_user()) == (
        f"{HEADER}"
        "1,Bojongsari 2021,002,001,4,3,1,0,0,2,1,1,8,4,4,1\r\n"
        "2,Bojongsari 2021,002,003,1,1,0,0,0,0,1,0,1,0,1,0\r\n"
    )


def test_the_counts_are_the_register_s():
    for number in range(7):
        enrol(head="LP"[number % 2], others="LP" * number)
    (row,) = rows_of("households", make_user())
    assert int(row["kk_binaan"]) == Enrolment.objects.current().count()
    assert int(row["anggota"]) == 7 + 2 * sum(range(7))
    assert int(row["kepala_l"]) + int(row["kepala_p"]) == 7


def test_readers_without_the_register_see_no_count_under_five():
    for number in range(12):
        enrol(head="P" if number < 2 else "L", others="PPL")
    evaluator = make_user(Role.EVALUATOR)
    assert text_of("households", evaluator) == (f"{HEADER}1,Bojongsari 2021,002,001,12,12,0,0,0,*,<5,0,48,22,26,0\r\n")
    (exact,) = rows_of("households", make_user(Role.AGENCY))
    assert (exact["kepala_l"], exact["kepala_p"], exact["kk_keluar"]) == ("10", "2", "0")


def test_families_of_another_kelurahan_are_not_counted():
    enrol()
    there = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    enrol(rt=f"{CURUG}.001.001", target_area=there)
    assert [row["lokus"] for row in rows_of("households", make_user())] == ["Bojongsari 2021", "Curug 2021"]
    assert [row["lokus"] for row in rows_of("households", make_user(Role.KELURAHAN))] == ["Bojongsari 2021"]
    assert [row["lokus"] for row in rows_of("households", make_user(Role.CADRE))] == ["Bojongsari 2021"]
    assert rows_of("households", make_user(), year=2020) == []


def test_queries_do_not_grow_with_families_or_rt():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(SHEETS["households"]().table(scope_of(staff)))
        return len(captured)

    staff = make_user()
    enrol()
    one = queries()
    for number in range(1, 10):
        enrol(rt=f"{RW}.{number:03d}", others="LP")
    assert queries() == one <= 4


def test_a_total_that_one_list_withholds_is_not_told_by_the_other():
    for number in range(8):
        enrol(head="P" if number < 4 else "L")
    (row,) = rows_of("households", make_user(Role.EVALUATOR))
    assert (row["kepala_l"], row["kepala_p"], row["kk_binaan"], row["kk_aktif"]) == ("<5", "<5", "*", "*")


def test_one_hidden_rt_is_not_told_by_the_others_of_its_lokus():
    make_target_area(areas=[RT, f"{RW}.003", f"{RW}.004"])
    for rt, families in ((RT, 2), (f"{RW}.003", 6), (f"{RW}.004", 9)):
        for _family in range(families):
            enrol(rt=rt)
    shown = {row["rt"]: (row["kk_binaan"], row["kk_aktif"]) for row in rows_of("households", make_user(Role.LEADER))}
    assert shown == {"001": ("<5", "<5"), "003": ("*", "*"), "004": ("9", "9")}
