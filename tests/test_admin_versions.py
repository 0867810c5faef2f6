"""Two people who change the same record in the back office: the second is told, and nothing of the first is lost."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import House
from p2wkss.base.admin import VersionForm
from tests.browsing import fill
from tests.makers import make_house, make_user

pytestmark = pytest.mark.django_db
SENTENCE = "sudah diubah orang lain"


@pytest.fixture
def house(client):
    client.force_login(make_user(Role.ADMIN))
    return make_house(address="Jalan Melati 1")


def page_of(house):
    return reverse("admin:households_house_change", args=[house.pk])


def test_a_change_counts_the_version_up(client, house):
    client.post(page_of(house), fill(client, page_of(house), address="Jalan Melati 2"))
    house.refresh_from_db()
    assert (house.address, house.version) == ("Jalan Melati 2", 2)


@pytest.mark.parametrize("version", ["", "7", "abc", None])
def test_no_change_without_the_version_that_was_seen(client, house, version):
    data = fill(client, page_of(house), address="Jalan Melati 2")
    data.pop("form_version")
    if version is not None:
        data["form_version"] = version
    answer = client.post(page_of(house), data)
    house.refresh_from_db()
    assert answer.status_code == 200
    assert (house.address, house.version) == ("Jalan Melati 1", 1)


def test_of_two_savings_at_the_same_moment_one_is_told(client, house, monkeypatch):
    data = fill(client, page_of(house), address="Jalan Melati 2")
    clean = VersionForm.clean

    def clean_while_somebody_saves(form):
        House.objects.filter(pk=house.pk).update(address="Jalan Mawar 9", version=2)
        return clean(form)

    monkeypatch.setattr(VersionForm, "clean", clean_while_somebody_saves)
    answer = client.post(page_of(house), data)
    house.refresh_from_db()
    assert answer.status_code == 409
    assert SENTENCE in answer.text
    assert house.address != "Jalan Melati 2"
