"""The sign-in page of the demo says who may sign in, and where the password stands, but not the password."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from demo.accounts import ACCOUNTS
from demo.entrance import sign_in_list
from demo.passwords import keep


@pytest.fixture
def page(settings, tmp_path):
    settings.DATA_ROOT = tmp_path
    keep("rahasia-contoh-lampion")
    request = RequestFactory().get("/akun/masuk/")
    return render_to_string("account/login.html", {**sign_in_list(request), "is_demo": True}, request)


def test_every_account_of_the_demo_is_on_its_sign_in_page(page):
    for account in ACCOUNTS:
        assert f'data-demo-username="{account.username}"' in page
        assert str(account.role.label) in page


def test_the_page_says_where_the_password_is_and_keeps_it(page):
    assert "data/demo-password" in page
    assert "rahasia-contoh-lampion" not in page


def test_the_page_says_that_the_second_factor_is_off(page):
    assert "Verifikasi dua langkah dimatikan" in page


@pytest.mark.django_db
def test_a_real_portal_names_nobody(client):
    assert "data-demo-username" not in client.get("/akun/masuk/").text
