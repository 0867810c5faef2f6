"""The page "lupa kata sandi" tells nobody which addresses have an account."""

import pytest
from django.core import mail
from django.urls import clear_url_caches, include, path

from p2wkss.urls import forgotten_password
from p2wkss.urls import urlpatterns as portal
from tests.makers import make_user

urlpatterns = [path("akun/", include(forgotten_password)), *portal]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
PAGE = "/akun/lupa-sandi/"


@pytest.fixture(autouse=True)
def fresh_addresses():
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.mark.parametrize("address", ["siti@contoh.id", "tidakada@contoh.id", "SITI@CONTOH.ID"])
def test_known_and_unknown_addresses_are_answered_alike(client, address):
    make_user(username="siti", email="siti@contoh.id")
    answer = client.post(PAGE, {"email": address})
    assert (answer.status_code, answer.url) == (302, "/akun/lupa-sandi/terkirim/")


def test_only_a_known_address_gets_a_letter(client):
    make_user(username="siti", email="siti@contoh.id")
    client.post(PAGE, {"email": "tidakada@contoh.id"})
    assert mail.outbox == []
    client.post(PAGE, {"email": "siti@contoh.id"})
    assert [letter.to for letter in mail.outbox] == [["siti@contoh.id"]]
    assert "/akun/lupa-sandi/" in mail.outbox[0].body
