"""A child's visit carries what follows from it, and a posyandu's month adds up."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from activities.growth import classify, z_scores
from activities.models import ChildVisit, PosyanduMember, PosyanduSession
from activities.services import close_posyandu_session, record_child_visit, skdn_of, skdn_table
from households.models import MemberEvent
from tests.makers import make_child, make_posyandu, make_posyandu_session, make_user

pytestmark = pytest.mark.django_db

JUNE, JULY, AUGUST = (dt.date(2021, month, 14) for month in (6, 7, 8))


@pytest.fixture
def by():
    return make_user()


@pytest.fixture
def posyandu():
    return make_posyandu()


@pytest.fixture
def weigh(by, posyandu):
    def record(child, weight, on=JULY, **fields):
        session = PosyanduSession.objects.filter(posyandu=posyandu, date=on).first()
        session = session or make_posyandu_session(posyandu=posyandu, date=on)
        visit = ChildVisit.objects.filter(session=session, member=child).first()
        visit = visit or ChildVisit(session=session, member=child)
        visit.weight_kg = None if weight is None else Decimal(str(weight))
        for name, value in fields.items():
            setattr(visit, name, value)
        record_child_visit(visit, by)
        return ChildVisit.objects.get(pk=visit.pk)

    return record


def test_a_visit_keeps_the_scores_and_classes_of_the_pure_functions(weigh):
    child = make_child(sex="L", birth_date=dt.date(2019, 7, 1))
    visit = weigh(child, "9.0", height_cm=Decimal("80.0"), measured="standing")
    growth = z_scores(sex="L", age_days=744, weight_kg=Decimal("9.0"), length_cm=Decimal("80.0"), measured="standing")
    classes = classify(growth)
    assert (visit.haz, visit.waz, visit.whz, visit.baz) == (growth.haz, growth.waz, growth.whz, growth.baz)
    assert visit.height_status == classes["PB/U"]
    assert visit.weight_status == classes["BB/U"]
    assert visit.nutrition_status == classes["BB/PB"]
    assert visit.below_red_line is (growth.waz < -3)
    assert visit.flags == []


def test_what_was_not_measured_stays_unknown(weigh):
    visit = weigh(make_child(), None)
    assert (visit.haz, visit.waz, visit.below_red_line, visit.gain, visit.height_status) == (None, None, None, "", "")


def test_without_a_birth_date_nothing_is_scored(weigh):
    visit = weigh(make_child(birth_date=None), 9)
    assert (visit.waz, visit.gain, visit.weight_kg) == (None, "", Decimal("9.00"))


def test_a_baby_said_to_stand_is_flagged(weigh):
    visit = weigh(make_child(birth_date=dt.date(2021, 3, 1)), 6, height_cm=Decimal("62"), measured="standing")
    assert visit.flags == ["posture"]


def test_an_implausible_length_is_flagged_and_kept(weigh):
    visit = weigh(make_child(), 11, height_cm=Decimal("60"), measured="standing")
    assert "haz" in visit.flags
    assert visit.haz < -6


@pytest.mark.parametrize(
    ("june", "july", "gain"),
    [(11, "11.3", "N"), (11, "11.1", "T"), (11, 11, "T"), (None, 11, "O")],
)
def test_the_gain_is_judged_against_last_month(weigh, june, july, gain):
    child = make_child()
    weigh(child, june, JUNE)
    assert weigh(child, july, JULY).gain == gain


def test_a_first_weighing_and_a_missed_month_are_told_apart(weigh):
    child = make_child()
    assert weigh(child, 11, JUNE).gain == "B"
    assert weigh(child, 12, AUGUST).gain == "O"


def test_a_second_weighing_in_a_month_compares_with_the_month_before(weigh):
    child = make_child()
    weigh(child, 11, JUNE)
    weigh(child, "11.1", JULY)
    assert weigh(child, "11.4", dt.date(2021, 7, 28)).gain == "N"


def test_a_corrected_weight_is_judged_again_and_so_is_the_next_month(weigh):
    child = make_child()
    weigh(child, 11, JUNE)
    weigh(child, "11.3", JULY)
    assert weigh(child, "11.25", JUNE).version == 2
    assert ChildVisit.objects.get(session__date=JULY).gain == "T"


def test_a_closed_day_stays_as_it_was_when_the_month_before_is_corrected(weigh, by):
    child = make_child()
    weigh(child, 11, JUNE)
    july = weigh(child, "11.3", JULY)
    close_posyandu_session(july.session, by)
    weigh(child, "11.25", JUNE)
    assert ChildVisit.objects.get(session__date=JULY).gain == "N"


def test_a_weighed_child_joins_the_register_once(weigh, posyandu):
    child = make_child()
    weigh(child, 11, JUNE)
    weigh(child, 11, JULY)
    row = PosyanduMember.objects.get()
    assert (row.posyandu, row.member, row.since) == (posyandu, child, JUNE)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"birth_date": dt.date(2021, 8, 1)}, "lahir pada 1 Agustus 2021"),
        ({}, "periksa lagi angkanya"),
    ],
)
def test_an_impossible_visit_is_refused(weigh, fields, message):
    with pytest.raises(ValidationError, match=message):
        weigh(make_child(**fields), 11 if fields else 110)
    assert not ChildVisit.objects.exists()


def test_a_closed_day_takes_no_visits_and_loses_none(weigh, by, posyandu):
    visit = weigh(make_child(), 11, JUNE)
    close_posyandu_session(visit.session, by)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        weigh(make_child(), 11, JUNE)
    visit.session = make_posyandu_session(posyandu=posyandu, date=JULY)
    with pytest.raises(ValidationError, match="milik hari lain"):
        record_child_visit(visit, by)


def test_closing_a_day_twice_keeps_the_first_time(by):
    session = make_posyandu_session()
    close_posyandu_session(session, by)
    first = session.closed_at
    close_posyandu_session(session, by)
    session.refresh_from_db()
    assert (session.closed_at, session.status, session.version) == (first, "held", 2)


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"status": "cancelled", "reason": "PPKM"}, "dibatalkan"), ({"date": dt.date(2999, 1, 1)}, "belum tiba")],
)
def test_a_day_that_was_not_held_is_not_closed(by, fields, message):
    with pytest.raises(ValidationError, match=message):
        close_posyandu_session(make_posyandu_session(**fields), by)


def test_the_month_counts_every_child_once(weigh, posyandu):
    gained, lighter, absent = (make_child(posyandu) for _child in range(3))
    PosyanduMember.objects.filter(member__in=[gained, absent]).update(has_card=True)
    for child, before in ((gained, 11), (lighter, 11)):
        weigh(child, before, JUNE)
    weigh(gained, "11.3", JULY)
    weigh(lighter, 7, JULY)
    weigh(lighter, "7.1", dt.date(2021, 7, 28))
    july = skdn_of(posyandu, JULY)
    assert (july.s, july.k, july.d, july.n, july.t, july.bgm) == (3, 2, 2, 1, 1, 1)


def test_a_child_counts_from_its_registration_until_it_leaves(posyandu, by):
    child = make_child(posyandu)
    PosyanduMember.objects.update(since=dt.date(2021, 6, 20), until=dt.date(2021, 8, 2))
    months = [dt.date(2021, month, 1) for month in (5, 6, 7, 8, 9)]
    assert [table.s for table in skdn_table([posyandu], months).values()] == [0, 1, 1, 1, 0]
    MemberEvent.objects.create(member=child, kind="died", on=JULY, by=by)
    child.status = "died"
    child.save()
    assert [table.s for table in skdn_table([posyandu], months).values()] == [0, 1, 1, 0, 0]


def test_a_child_leaves_the_balance_at_five(posyandu):
    make_child(posyandu, birth_date=dt.date(2016, 7, 1))
    assert (skdn_of(posyandu, JUNE).s, skdn_of(posyandu, JULY).s) == (1, 0)


def test_the_balance_of_many_costs_what_that_of_one_costs(weigh, posyandu, django_assert_num_queries):
    other = make_posyandu()
    for _child in range(4):
        weigh(make_child(posyandu), 11)
        make_child(other)
    with django_assert_num_queries(2):
        skdn_of(posyandu, JULY)
    with django_assert_num_queries(2):
        table = skdn_table([posyandu, other], [JUNE, JULY, AUGUST])
    assert len(table) == 6
    assert (table[other.pk, dt.date(2021, 8, 1)].s, table[posyandu.pk, dt.date(2021, 7, 1)].d) == (4, 4)
