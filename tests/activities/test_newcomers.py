"""A newborn or guest whom the register does not know is weighed at once, and has one history once it is linked."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.models import ChildVisit, Newcomer
from activities.services import close_posyandu_session, link_newcomer, record_child_visit, skdn_of
from agencies.roles import Role
from households.services.matters import count_matters
from tests.browsing import fill
from tests.makers import make_child, make_posyandu, make_posyandu_session, make_user

pytestmark = pytest.mark.django_db

BORN, JUNE, JULY = dt.date(2021, 5, 20), dt.date(2021, 6, 9), dt.date(2021, 7, 14)


@pytest.fixture
def posyandu():
    return make_posyandu(name="Melati")


@pytest.fixture
def cadre():
    return make_user(Role.CADRE)


def newcomer(posyandu, **fields):
    fields = {"name": "Bayi Ny. Contoh", "sex": "L", "birth_date": BORN, "guardian": "Ny. Contoh", **fields}
    return Newcomer.objects.create(posyandu=posyandu, **fields)


def weigh(posyandu, day, weight, by, **whom):
    session = posyandu.sessions.filter(date=day).first() or make_posyandu_session(posyandu=posyandu, date=day)
    return record_child_visit(ChildVisit(session=session, weight_kg=Decimal(weight), **whom), by=by)


def test_a_cadre_weighs_a_newborn_at_once(client, posyandu, cadre):
    day = make_posyandu_session(posyandu=posyandu, date=JULY)
    client.force_login(cadre)
    page = client.get(day.get_absolute_url())
    url = reverse("activities:newcomer_add") + f"?posyandu={posyandu.public_id}&session={day.public_id}"
    assert url.replace("&", "&amp;") in page.text
    values = {"name": "Bayi Ny. Contoh", "sex": "L", "birth_date": "2021-05-20", "guardian": "Ny. Contoh"}
    answer = client.post(url, fill(client, url, **values))
    assert answer.status_code == 302
    client.post(answer.url, fill(client, answer.url, weight_kg="5,4", height_cm="57", measured="lying"))
    visit = ChildVisit.objects.get()
    assert (visit.member, visit.newcomer.name, visit.weight_kg) == (None, "Bayi Ny. Contoh", Decimal("5.4"))
    assert visit.haz is not None
    assert not visit.is_outdated
    assert not ChildVisit.objects.outdated().exists()
    assert "Bayi Ny. Contoh" in client.get(day.get_absolute_url()).text
    edit = visit.get_edit_url()
    client.post(edit, fill(client, edit, weight_kg="5,5"))
    visit.refresh_from_db()
    assert visit.weight_kg == Decimal("5.5")


@pytest.mark.parametrize(("is_guest", "counted"), [(False, 1), (True, 0)])
def test_the_balance_counts_newborns_of_the_area_and_no_guests(posyandu, cadre, is_guest, counted):
    weigh(posyandu, JULY, "5.4", cadre, newcomer=newcomer(posyandu, is_guest=is_guest))
    july = skdn_of(posyandu, JULY)
    assert (july.s, july.d) == (counted, counted)


def test_linking_makes_one_history(client, posyandu, cadre):
    child = newcomer(posyandu)
    weigh(posyandu, JUNE, "4.3", cadre, newcomer=child)
    closed = weigh(posyandu, JULY, "5.4", cadre, newcomer=child)
    close_posyandu_session(closed.session, cadre)
    member = make_child(birth_date=dt.date(2021, 5, 10), sex="L")
    august = weigh(posyandu, dt.date(2021, 8, 11), "6.5", cadre, member=member)
    assert august.gain == "B"
    client.force_login(cadre)
    url = child.get_absolute_url()
    client.post(url, fill(client, url, member=str(member.public_id)))
    assert [*member.childvisit_set.order_by("session__date").values_list("session__date", "newcomer")] == [
        (JUNE, child.pk),
        (JULY, child.pk),
        (dt.date(2021, 8, 11), None),
    ]
    august.refresh_from_db()
    assert august.gain == "N"
    assert [*ChildVisit.objects.outdated()] == [closed]  # a closed day is marked, not changed
    child.refresh_from_db()
    assert (child.member, child.linked_by) == (member, cadre)
    assert member.posyandu_registrations.get().posyandu == posyandu


def test_nobody_is_linked_twice_nor_over_a_visit_of_the_same_day(posyandu, cadre):
    child, member = newcomer(posyandu), make_child(birth_date=BORN, sex="L")
    weigh(posyandu, JULY, "5.4", cadre, newcomer=child)
    weigh(posyandu, JULY, "5.4", cadre, member=member)
    with pytest.raises(ValidationError, match="juga dicatat pada 14 Juli 2021"):
        link_newcomer(child, member, by=cadre)
    other = make_child(birth_date=BORN, sex="L")
    link_newcomer(child, other, by=cadre)
    with pytest.raises(ValidationError, match="sudah dihubungkan"):
        link_newcomer(child, other, by=cadre)


@pytest.mark.parametrize(("is_guest", "waits"), [(False, True), (True, False)])
def test_who_is_to_be_registered_is_a_job_of_the_kelurahan(posyandu, is_guest, waits):
    newcomer(posyandu, is_guest=is_guest)
    keys = [matter.key for matter, _count in count_matters(make_user(Role.KELURAHAN))]
    assert ("belum-di-register" in keys) == waits


def test_a_visit_is_of_somebody(posyandu):
    with pytest.raises(ValidationError, match="Pilih anaknya"):
        ChildVisit(session=make_posyandu_session(posyandu=posyandu, date=JULY), weight_kg=5).full_clean()
