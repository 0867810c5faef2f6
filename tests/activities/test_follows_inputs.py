"""What is computed from a person and a day follows their corrections, at every entrance."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.growth import z_scores
from activities.models import ChildVisit
from activities.services import close_posyandu_session, record_child_visit
from agencies.roles import Role
from tests.browsing import fill
from tests.makers import make_child, make_posyandu, make_posyandu_session, make_user

pytestmark = pytest.mark.django_db

BORN = dt.date(2019, 12, 10)
JUNE, JULY = dt.date(2021, 6, 9), dt.date(2021, 7, 14)


@pytest.fixture
def staff():
    return make_user(Role.STAFF)


@pytest.fixture
def child():
    return make_child(birth_date=BORN, sex="L")


def weigh(child, day, weight="10.2", by=None, posyandu=None):
    posyandu = posyandu or make_posyandu(rw=child.household.region.parent.code)
    session = make_posyandu_session(posyandu=posyandu, date=day)
    sizes = {"weight_kg": Decimal(weight), "height_cm": Decimal(80), "measured": "lying"}
    visit = ChildVisit(session=session, member=child, **sizes)
    return record_child_visit(visit, by=by or make_user(Role.STAFF))


def right(visit):
    visit = ChildVisit.objects.select_related("member", "session").get(pk=visit.pk)
    growth = z_scores(
        sex=visit.member.sex,
        age_days=(visit.session.date - visit.member.birth_date).days,
        weight_kg=visit.weight_kg,
        length_cm=visit.height_cm,
        measured=visit.measured,
    )
    return (visit.haz, visit.waz, visit.whz, visit.baz) == (growth.haz, growth.waz, growth.whz, growth.baz)


def by_portal(client, staff, child, **fields):
    client.force_login(staff)
    url = reverse("households:member_edit", args=[child.public_id])
    client.post(url, fill(client, url, **{name: str(value) for name, value in fields.items()}))


def by_service(client, staff, child, **fields):
    for name, value in fields.items():
        setattr(child, name, value)
    child.full_clean()
    child.save()


def by_part_of_a_save(client, staff, child, **fields):
    for name, value in fields.items():
        setattr(child, name, value)
    child.save(update_fields=[*fields])


CORRECTIONS = [{"birth_date": dt.date(2020, 6, 10)}, {"sex": "P"}, {"birth_date": dt.date(2019, 6, 10), "sex": "P"}]


@pytest.mark.parametrize("fields", CORRECTIONS, ids=["birth date", "sex", "both"])
@pytest.mark.parametrize("correct", [by_portal, by_service, by_part_of_a_save])
def test_a_corrected_person_is_judged_again_on_open_days(client, staff, child, correct, fields):
    visit = weigh(child, JULY)
    before = visit.haz
    correct(client, staff, child, **fields)
    visit.refresh_from_db()
    assert visit.haz != before
    assert right(visit)
    assert not ChildVisit.objects.outdated().exists()


def test_a_closed_day_stays_and_is_listed(client, staff, child):
    visit = weigh(child, JULY)
    close_posyandu_session(visit.session, staff)
    before = visit.haz
    child.birth_date = dt.date(2020, 6, 10)
    child.save()
    visit = ChildVisit.objects.select_related("member", "session").get()
    assert visit.haz == before
    assert visit.is_outdated
    assert [*ChildVisit.objects.outdated()] == [visit]
    client.force_login(staff)
    outdated = reverse("activities:childvisit_outdated")
    assert f'href="{outdated}"' in client.get("/").text
    assert child.name in client.get(outdated).text
    assert "Dihitung dari data lama" in client.get(visit.session.get_absolute_url()).text


def test_a_day_that_is_moved_carries_its_results_along(staff, child):
    visit = weigh(child, JULY)
    session = visit.session
    session.date = dt.date(2021, 9, 14)
    with pytest.raises(ValidationError, match="Tulis mengapa"):
        session.full_clean()
    session.date_reason = "Salah tulis bulan."
    session.full_clean()
    session.save()
    assert right(visit)


def test_a_day_with_visits_is_not_before_a_birth_nor_in_the_future_nor_called_off(staff, child):
    session = weigh(child, JULY).session
    session.date_reason = "Salah tulis."
    for change, text in [
        ({"date": dt.date(2019, 12, 9)}, "baru lahir 10 Desember 2019"),
        ({"date": dt.date(2999, 1, 1)}, "masa depan"),
        ({"status": "cancelled"}, "tidak dapat dibatalkan"),
    ]:
        for name, value in change.items():
            setattr(session, name, value)
        with pytest.raises(ValidationError, match=text):
            session.full_clean()
        session.refresh_from_db()


def test_nobody_is_born_after_being_weighed(client, staff, child):
    weigh(child, JULY)
    by_portal(client, staff, child, birth_date=dt.date(2021, 8, 1))
    child.refresh_from_db()
    assert child.birth_date == BORN


def test_the_gain_is_judged_against_the_last_weighing_anywhere(staff, child):
    weigh(child, JUNE, "10.0", posyandu=make_posyandu(name="Melati"))
    visit = weigh(child, JULY, "10.4", posyandu=make_posyandu(name="Mawar"))
    assert visit.gain == "N"


def test_a_weight_that_is_deleted_or_late_judges_the_next_one_again(staff, child):
    july = weigh(child, JULY, "10.4")
    assert july.gain == "B"
    june = weigh(child, JUNE, "10.0")
    july.refresh_from_db()
    assert july.gain == "N"
    june.delete()
    july.refresh_from_db()
    assert july.gain == "B"
