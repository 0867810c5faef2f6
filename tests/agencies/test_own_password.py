"""A password that an administrator made up is changed by its owner before anything else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies import services
from agencies.models import User
from agencies.roles import Role
from tests.makers import make_user

pytestmark = pytest.mark.django_db
OWN = "hujan-turun-di-sawangan"


@pytest.fixture
def siti():
    return make_user(Role.CADRE, username="siti")


@pytest.fixture
def first_password(siti, client):
    """Siti has signed in with the password she was given."""
    password = services.give_password(siti)
    client.post(reverse("account_login"), {"login": "siti", "password": password})
    return password


def change(client, old, new):
    url = reverse("account_change_password")
    return client.post(url, {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.parametrize("name", ["home", "households:household_list", "usersessions_list", "mfa_index"])
def test_who_was_given_a_password_is_led_to_choose_another(client, first_password, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.url) == (302, reverse("account_change_password"))
    assert "Pilih kata sandi Anda sendiri dahulu." in client.get(answer.url).text


def test_nothing_is_saved_with_a_given_password(client, first_password):
    answer = client.post(reverse("activities:posyandusession_add"), {})
    assert answer.url == reverse("account_change_password")


def test_an_own_password_opens_the_portal(client, siti, first_password):
    answer = change(client, first_password, OWN)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    siti.refresh_from_db()
    assert siti.check_password(OWN)
    assert not siti.must_change_password
    assert client.get(reverse("home")).status_code == 200


def test_the_given_password_is_no_own_one(client, siti, first_password):
    answer = change(client, first_password, first_password)
    assert "Pilih kata sandi yang berbeda dari kata sandi yang diberikan" in answer.text
    siti.refresh_from_db()
    assert siti.must_change_password


def test_who_was_given_a_password_may_leave(client, first_password):
    client.post(reverse("account_logout"))
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))


def test_who_chose_the_own_password_is_asked_nothing(client, siti):
    client.force_login(siti)
    assert client.get(reverse("home")).status_code == 200


def test_a_name_has_one_spelling(siti):
    siti.username = "Siti"
    with pytest.raises(ValidationError, match="huruf kecil"):
        siti.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=siti.pk).update(username="SITI")
    assert make_user(Role.STAFF, username="Budi").username == "budi"
