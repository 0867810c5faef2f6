"""Two names of an agency never cover one day; an agency that is not active any more is given no new work."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.models import ActionPoint, Intervention, Session
from activities.services import carry_over
from agencies.models import AgencyName
from agencies.roles import Role
from households.models import HouseRepair
from tests.browsing import fill
from tests.makers import (
    make_activity_type,
    make_agency,
    make_house,
    make_intervention,
    make_meeting,
    make_repair,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db
D = dt.date


def named(agency, short_name, begins=None, until=None):
    return AgencyName(agency=agency, short_name=short_name, name=short_name, valid_from=begins, valid_until=until)


@pytest.mark.parametrize(
    ("begins", "until"),
    [
        (None, None),
        (None, D(2016, 1, 1)),
        (D(2021, 12, 31), None),
        (D(2018, 1, 1), D(2019, 1, 1)),
        (D(2010, 1, 1), D(2030, 1, 1)),
        (D(2021, 12, 31), D(2021, 12, 31)),
    ],
)
def test_two_names_cannot_cover_one_day(begins, until):
    agency = make_agency()
    named(agency, "DPAPMK", D(2016, 1, 1), D(2021, 12, 31)).save()
    with pytest.raises(ValidationError, match="hari yang sama"):
        named(agency, "DP3AP2KB", begins, until).full_clean()
    named(make_agency(), "DP3AP2KB", begins, until).full_clean()


@pytest.mark.parametrize(("begins", "until"), [(D(2022, 1, 1), None), (None, D(2015, 12, 31))])
def test_names_that_follow_each_other_are_taken(begins, until):
    agency = make_agency()
    named(agency, "DPAPMK", D(2016, 1, 1), D(2021, 12, 31)).save()
    named(agency, "DP3AP2KB", begins, until).full_clean()


def rows(prefix, *names):
    data = {f"{prefix}-TOTAL_FORMS": str(len(names)), f"{prefix}-INITIAL_FORMS": "0", f"{prefix}-MIN_NUM_FORMS": "0"}
    data[f"{prefix}-MAX_NUM_FORMS"] = "1000"
    for number, (short, begins, until) in enumerate(names):
        for key, value in (("short_name", short), ("name", short), ("valid_from", begins), ("valid_until", until)):
            data[f"{prefix}-{number}-{key}"] = value
    return data


@pytest.mark.parametrize("entrance", ["page", "back office"])
def test_two_new_names_of_one_form_are_held_against_each_other(client, entrance):
    agency = make_agency()
    client.force_login(make_user(Role.ADMIN))
    new = rows("names", ("A", "2016-01-01", "2021-12-31"), ("B", "2021-06-01", ""))
    if entrance == "page":
        address = reverse("agencies:agency_edit", args=[agency.public_id])
        data = {**fill(client, address), **new}
    else:
        address = reverse("admin:agencies_agency_change", args=[agency.pk])
        data = {"code": agency.code, "name": agency.name, "kind": "city", "is_active": "on", **new}
    assert "berlaku pada hari yang sama" in client.post(address, data).text
    assert not AgencyName.objects.exists()


def test_the_border_between_two_names_is_moved_in_one_form(client):
    agency = make_agency()
    named(agency, "A", D(2016, 1, 1), D(2021, 12, 31)).save()
    named(agency, "B", D(2022, 1, 1)).save()
    client.force_login(make_user(Role.ADMIN))
    address = reverse("agencies:agency_edit", args=[agency.public_id])
    data = fill(client, address)
    data = {**data, "names-0-valid_until": "2022-06-30", "names-1-valid_from": "2022-07-01"}
    assert client.post(address, data).status_code == 302
    assert AgencyName.objects.get(short_name="B").valid_from == D(2022, 7, 1)


# Not active


def plan(agency):
    return Intervention(
        target_area=make_target_area(), agency=agency, type=make_activity_type(), title="Jalan", aspect="slum"
    )


def gathering(agency):
    return Session(
        target_area=make_target_area(), agency=agency, title="A", date=D(2021, 7, 1), place="B", seats=9, capacity=9
    )


def point(agency):
    return ActionPoint(meeting=make_meeting(), agency=agency, text="Data", due_on=D(2021, 7, 1))


def repair(agency):
    return HouseRepair(house=make_house(), executor=agency, proposed_on=D(2021, 3, 15))


@pytest.mark.parametrize("new", [plan, gathering, point, repair])
def test_an_agency_that_is_not_active_is_given_no_new_work(new):
    with pytest.raises(ValidationError, match="sudah tidak aktif"):
        new(make_agency(is_active=False)).full_clean()
    record = new(make_agency())
    record.full_clean()
    record.save()
    agency = record.executor if hasattr(record, "executor") else record.agency
    agency.is_active = False
    agency.save()
    stored = type(record).objects.get(pk=record.pk)
    stored.full_clean()  # what it had goes on
    other = make_agency(is_active=False)
    setattr(stored, "executor" if hasattr(record, "executor") else "agency", other)
    with pytest.raises(ValidationError, match="sudah tidak aktif"):
        stored.full_clean()


def test_forms_and_the_back_office_offer_and_take_none(client):
    gone = make_agency(is_active=False)
    client.force_login(make_user(Role.ADMIN))
    for name in ("intervention", "session"):
        address = reverse(f"activities:{name}_add")
        assert f'value="{gone.public_id}"' not in client.get(address).text
        assert client.post(address, fill(client, address, agency=gone.public_id)).context["form"].errors["agency"]
    lokus, kind = make_target_area(), make_activity_type()
    data = {"target_area": lokus.pk, "agency": gone.pk, "type": kind.pk, "title": "Jalan", "aspect": "slum"}
    data |= {"fundings-TOTAL_FORMS": "0", "fundings-INITIAL_FORMS": "0"}
    assert "sudah tidak aktif" in client.post(reverse("admin:activities_intervention_add"), data).text
    assert not Intervention.objects.exists()


def test_work_of_an_agency_that_is_gone_is_carried_over_by_another():
    work = make_intervention()
    work.agency.is_active = False
    work.agency.save()
    with pytest.raises(ValidationError, match="sudah tidak aktif"):
        carry_over(work, make_target_area(2022), make_user(), "Cuaca")
    assert make_repair().pk
