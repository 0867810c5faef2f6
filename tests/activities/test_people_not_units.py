"""A posyandu counts people, not entries: one child is one child, wherever it is weighed or registered."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.categories import AGES, is_counted
from activities.forms.posyandu import waiting_on
from activities.models import ChildVisit, ElderlyVisit, PosyanduMember, PregnancyVisit
from activities.services import record_child_visit, register, skdn_of, skdn_table, skdn_together
from agencies.roles import Role
from households.ages import years_before
from tests.browsing import fill
from tests.makers import make_child, make_member, make_posyandu, make_posyandu_session, make_user

pytestmark = pytest.mark.django_db

JUNE, JULY = dt.date(2021, 6, 9), dt.date(2021, 7, 14)


@pytest.fixture
def staff():
    return make_user(Role.STAFF)


@pytest.fixture
def melati():
    return make_posyandu(name="Melati")


@pytest.fixture
def mawar():
    return make_posyandu(name="Mawar")


def weigh(child, posyandu, day, weight="11", by=None):
    found = posyandu.sessions.filter(date=day).first()
    session = found or make_posyandu_session(posyandu=posyandu, date=day)
    return record_child_visit(ChildVisit(session=session, member=child, weight_kg=Decimal(weight)), by=by)


def letters(skdn):
    return skdn.s, skdn.k, skdn.d, skdn.n


def test_a_child_weighed_at_two_posyandu_is_one_child(melati, mawar):
    child, other = make_child(melati), make_child(mawar)
    PosyanduMember.objects.update(has_card=True)
    for posyandu, day, weight in [
        (melati, JUNE, "11"),
        (melati, dt.date(2021, 7, 7), "11.3"),
        (mawar, JULY, "11.4"),
    ]:
        weigh(child, posyandu, day, weight)
    weigh(other, mawar, JULY)
    july = dt.date(2021, 7, 1)
    assert letters(skdn_together([melati, mawar], [JULY])[july]) == (2, 2, 2, 1)
    table = skdn_table([melati, mawar], [JULY])
    assert letters(table[melati.pk, july]) == (1, 1, 1, 1)
    assert letters(table[mawar.pk, july]) == (1, 1, 1, 0)  # the guest counts at home


def test_counting_together_costs_what_one_costs(melati, mawar, django_assert_num_queries):
    for posyandu in (melati, mawar):
        weigh(make_child(posyandu), posyandu, JULY)
    with django_assert_num_queries(2):
        skdn_together([melati], [JULY])
    with django_assert_num_queries(2):
        skdn_together([melati, mawar], [JUNE, JULY])


def test_who_is_weighed_elsewhere_is_a_guest_there(melati, mawar):
    child = make_child(melati)
    weigh(child, mawar, JULY)
    assert [*child.posyandu_registrations.order_by("since").values_list("posyandu", "is_guest")] == [
        (melati.pk, False),
        (mawar.pk, True),
    ]
    assert skdn_of(mawar, JULY).s == 0


class TestRegisteringElsewhere:
    """It says where somebody is still registered, and ends or keeps that on purpose."""

    def test_is_refused_while_nothing_was_chosen(self, melati, mawar):
        row = PosyanduMember(posyandu=mawar, member=make_child(melati), since=JULY)
        with pytest.raises(ValidationError, match="Masih terdaftar di Melati sejak 1 Januari 2021"):
            row.full_clean()

    def test_as_a_guest_keeps_it(self, melati, mawar, staff):
        register(PosyanduMember(posyandu=mawar, member=make_child(melati), since=JULY, is_guest=True), by=staff)
        assert PosyanduMember.objects.current().count() == 2

    def test_to_move_ends_it(self, client, melati, mawar, staff):
        child = make_child(melati)
        client.force_login(staff)
        url = reverse("activities:posyandumember_add") + f"?posyandu={mawar.public_id}&member={child.public_id}"
        page = client.post(url, fill(client, url, member=str(child.public_id), since="2021-07-14"))
        assert "Masih terdaftar di Melati" in page.text
        client.post(url, fill(client, url, member=str(child.public_id), since="2021-07-14", end_elsewhere="on"))
        assert [*child.posyandu_registrations.order_by("since").values_list("posyandu", "until")] == [
            (melati.pk, JULY),
            (mawar.pk, None),
        ]


class TestAges:
    """Categories have ages: who comes outside of them is sent on, or served and not counted."""

    @pytest.mark.parametrize(
        ("category", "sex", "years", "is_served"),
        [
            ("child", "L", 5, True),
            ("child", "L", 6, False),
            ("pregnant", "P", 9, False),
            ("pregnant", "P", 10, True),
            ("pregnant", "P", 55, True),
            ("pregnant", "P", 56, False),
            ("pregnant", "L", 30, False),
            ("elderly", "P", 44, False),
            ("elderly", "P", 45, True),
            ("elderly", "L", 90, True),
        ],
    )
    @pytest.mark.parametrize("kind", ["registration", "visit"])
    def test_at_every_entrance(self, melati, kind, category, sex, years, is_served):
        person = make_member(sex=sex, birth_date=years_before(JULY, years))
        if kind == "registration":
            row = PosyanduMember(posyandu=melati, member=person, category=category, since=JULY)
        else:
            model = {"child": ChildVisit, "pregnant": PregnancyVisit, "elderly": ElderlyVisit}[category]
            row = model(session=make_posyandu_session(posyandu=melati), member=person)
        if is_served:
            row.full_clean()
            return
        with pytest.raises(ValidationError, match="tidak termasuk sasaran ini"):
            row.full_clean()

    @pytest.mark.parametrize(
        ("category", "years", "counts"),
        [("child", 4, True), ("child", 5, False), ("elderly", 59, False), ("elderly", 60, True)],
    )
    def test_who_is_counted(self, category, years, counts):
        assert is_counted(make_member(birth_date=years_before(JULY, years)), category, JULY) == counts

    def test_a_child_of_five_is_weighed_and_not_counted(self, melati):
        child = make_child(melati, birth_date=dt.date(2016, 5, 1))
        weigh(child, melati, JULY, "16")
        assert letters(skdn_of(melati, JULY)) == (0, 0, 0, 0)

    def test_all_categories_have_ages(self):
        assert {*AGES} == {*PosyanduMember.Category.values}


class TestTheDaysList:
    """Registrations that ended, or not begun, and children of six are not waited for."""

    @pytest.mark.parametrize(
        ("fields", "waits"),
        [
            ({}, True),
            ({"until": dt.date(2021, 7, 13)}, False),
            ({"until": JULY}, True),
            ({"until": dt.date(2021, 8, 1)}, True),
            ({"since": dt.date(2021, 7, 15)}, False),
        ],
    )
    def test_by_the_day(self, melati, fields, waits):
        make_child(melati)
        PosyanduMember.objects.update(**fields)
        assert waiting_on(make_posyandu_session(posyandu=melati, date=JULY), "child").exists() == waits

    def test_by_age(self, melati):
        make_child(melati, birth_date=dt.date(2015, 7, 14))
        assert not waiting_on(make_posyandu_session(posyandu=melati, date=JULY), "child").exists()
