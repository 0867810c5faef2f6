"""Pages of agencies, through the browser's door."""

import pytest
from django.urls import reverse

from agencies.models import Agency
from agencies.roles import Role
from tests.browsing import fill
from tests.makers import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def test_the_list_shows_agencies(client, staff):
    make_agency("DINKES", name="Dinas Kesehatan")
    page = client.get(reverse("agencies:agency_list"))
    assert "DINKES" in page.text
    assert "Dinas Kesehatan" in page.text


def test_an_agency_can_be_added_with_its_former_names(client, staff):
    url = reverse("agencies:agency_add")
    data = fill(
        client,
        url,
        code="DP3AP2KB",
        name="Dinas Baru",
        kind="city",
        **{"names-0-short_name": "DPAPMK", "names-0-name": "Dinas Lama", "names-0-valid_until": "2021-12-31"},
    )
    answer = client.post(url, data)
    agency = Agency.objects.get(code="DP3AP2KB")
    assert answer.url == agency.get_absolute_url()
    assert agency.names.get().short_name == "DPAPMK"
    page = client.get(answer.url)
    assert "DPAPMK" in page.text
