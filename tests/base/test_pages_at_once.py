"""The same moment, really: two threads, two connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from agencies.roles import Role
from households.models import House
from tests.browsing import fill
from tests.makers import RT, make_house, make_region, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.base.pages_under_test")]


@pytest.fixture
def client():
    client = Client(raise_request_exception=True)
    client.force_login(make_user(Role.STAFF))
    return client


def at_once(client, url, *forms):
    """Send the forms in the same moment, each over a connection of its own."""
    barrier = Barrier(len(forms))

    def send(data):
        own = Client()
        own.cookies = client.cookies.copy()
        barrier.wait()
        try:
            return own.post(url, data)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def test_clicks_in_the_same_moment_make_one_record(client):
    url = "/uji/rumah/tambah/"
    data = fill(client, url, region=make_region(RT).public_id, address="Gang Mawar")
    answers = at_once(client, url, *[data] * 4)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert House.objects.count() == 1


def test_of_two_editors_in_the_same_moment_one_is_asked(client):
    house = make_house(address="Gang Lama")
    url = f"/uji/rumah/{house.public_id}/ubah/"
    forms = [fill(client, url, address=address) for address in ("Gang Satu", "Gang Dua")]
    answers = at_once(client, url, *forms)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    house.refresh_from_db()
    assert house.version == 2
    saved = next(form["address"] for form, answer in zip(forms, answers, strict=True) if answer.status_code == 302)
    assert house.address == saved


def test_one_number_wanted_twice_in_the_same_moment_is_given_once(client):
    url = "/uji/rumah/tambah/"
    region = make_region(RT).public_id
    forms = [fill(client, url, region=region, address=f"Gang {name}", number="7") for name in ("A", "B")]
    answers = at_once(client, url, *forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "Nomor rumah ini sudah dipakai" in refused.text
    assert House.objects.count() == 1


def test_an_act_wanted_twice_in_the_same_moment_is_done_once(client):
    house = make_house()
    url = f"/uji/rumah/{house.public_id}/roboh/"
    forms = [fill(client, url, form_reason=reason) for reason in ("Kebakaran", "Longsor")]
    answers = at_once(client, url, *forms)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert "sudah roboh" in next(answer for answer in answers if answer.status_code == 200).text
