"""Signing in through the real page: lockout, second factor, sessions, and what a change of account does at once."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from agencies.models import User
from agencies.roles import Role
from tests.makers import make_user

pytestmark = pytest.mark.django_db

LOGIN = "/akun/masuk/"
RIGHT, WRONG = "sandi-uji-panjang", "bukan-sandinya-sama-sekali"


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


def sign_in(client, username, password=RIGHT, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def is_in(client):
    return "_auth_user_id" in client.session


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_right_password_opens_the_home_page(client):
    make_user(username="siti")
    answer = sign_in(client, "siti")
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_name_answer_alike(client):
    make_user(username="siti")
    wrong, unknown = sign_in(client, "siti", WRONG), sign_in(client, "tidakada", WRONG)
    assert wrong.status_code == unknown.status_code == 200
    said = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert said[0] == said[1]
    assert said[0]
    assert not is_in(client)


def test_a_closed_account_does_not_open(client):
    make_user(username="siti", is_active=False)
    sign_in(client, "siti")
    assert not is_in(client)


def test_signing_in_does_not_lead_to_another_site(client):
    make_user(username="siti")
    answer = client.post(f"{LOGIN}?next=https://jahat.example/", {"login": "siti", "password": RIGHT})
    assert answer.url == reverse("home")


# Lockout


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(client):
    make_user(username="siti")
    answers = [sign_in(client, "siti", WRONG).status_code for _attempt in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(client, "siti")
    assert locked.status_code == 429
    assert "15 menit" in locked.text
    assert not is_in(client)


def test_a_locked_account_locks_nobody_else(client):
    make_user(username="siti")
    make_user(username="tono")
    for _attempt in range(5):
        sign_in(client, "siti", WRONG)
    assert sign_in(client, "tono").status_code == 302


def test_the_lock_opens_after_fifteen_minutes(client):
    make_user(username="siti")
    for _attempt in range(5):
        sign_in(client, "siti", WRONG)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=14))
    assert sign_in(client, "siti").status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert sign_in(client, "siti").status_code == 302


def test_a_success_forgets_the_failures_before_it(client):
    make_user(username="siti")
    for _round in range(3):
        for _attempt in range(4):
            sign_in(client, "siti", WRONG)
        assert sign_in(client, "siti").status_code == 302
        client.logout()


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"])
def test_a_made_up_address_buys_no_further_attempt_on_an_account(client, header):
    make_user(username="siti")
    for number in range(5):
        sign_in(client, "siti", WRONG, **{header: f"10.0.0.{number}", "HTTP_USER_AGENT": f"Peramban {number}"})
    assert sign_in(client, "siti", **{header: "10.9.9.9"}).status_code == 429


@pytest.mark.parametrize("name", ["KIKI", "Kiki", " kiki", "kiki ", "\u212aiki"])
def test_another_spelling_of_the_name_is_no_way_around_the_lock(client, name):
    make_user(username="kiki")
    for _attempt in range(5):
        sign_in(client, "kiki", WRONG)
    assert sign_in(client, name).status_code == 429
    assert not is_in(client)


def test_a_hundred_failures_from_one_address_lock_the_address(client):
    make_user(username="siti")
    for number in range(100):
        address = {"HTTP_X_FORWARDED_FOR": f"10.0.1.{number}"}  # made up, and not believed
        assert sign_in(client, f"orang{number}", WRONG, **address).status_code == 200
    assert sign_in(client, "siti", HTTP_X_FORWARDED_FOR="10.0.2.1").status_code == 429
    assert not is_in(client)


def test_another_address_is_not_locked_with_it(client):
    make_user(username="siti")
    for number in range(101):
        sign_in(client, f"orang{number}", WRONG, REMOTE_ADDR="10.0.0.1")
    assert sign_in(client, "siti", REMOTE_ADDR="10.0.0.2").status_code == 302


def test_seven_colleagues_behind_one_address_do_not_lock_out_the_eighth(client):
    make_user(username="siti")
    for number in range(7):
        for _attempt in range(5):
            sign_in(client, f"rekan{number}", WRONG)
    assert sign_in(client, "siti").status_code == 302


def test_the_owner_of_a_locked_account_is_told_once(client):
    user = make_user(username="siti")
    for _attempt in range(8):
        sign_in(client, "siti", WRONG)
    assert [notice.kind for notice in user.security_notices.all()] == ["passwords"]


# Second factor


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
def test_who_needs_a_second_factor_sets_it_up_before_anything_else(client, settings, role):
    settings.MFA_REQUIRED = True
    make_user(role, username="siti")
    sign_in(client, "siti")
    for url in (reverse("home"), reverse("agencies:agency_list"), "/admin/"):
        assert client.get(url).url.startswith(reverse("mfa_activate_totp"))
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert client.get(reverse("agencies:agency_list")).status_code == 200


def test_an_exporter_of_identity_numbers_needs_it_too(client, settings):
    settings.MFA_REQUIRED = True
    make_user(Role.KELURAHAN, username="siti", may_export_identity=True)
    sign_in(client, "siti")
    assert client.get(reverse("agencies:agency_list")).url.startswith(reverse("mfa_activate_totp"))


def test_other_roles_work_without_it(client, settings):
    settings.MFA_REQUIRED = True
    make_user(Role.CADRE, username="siti")
    sign_in(client, "siti")
    assert client.get(reverse("agencies:agency_list")).status_code == 200


def test_the_password_alone_does_not_sign_in_whoever_has_a_second_factor(client, settings):
    settings.MFA_REQUIRED = True
    user, secret = make_user(username="siti"), generate_totp_secret()
    TOTP.activate(user, secret)
    answer = sign_in(client, "siti")
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get(reverse("agencies:agency_list")).url.startswith(LOGIN)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_in(client)
    assert client.get(reverse("agencies:agency_list")).status_code == 200


def test_the_back_office_has_no_door_of_its_own(client):
    make_user(Role.ADMIN, username="siti")
    answer = client.post("/admin/login/", {"username": "siti", "password": RIGHT})
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)
    assert not is_in(client)


# What an account may, at once


def test_a_new_role_holds_at_the_next_page(client):
    user = make_user(Role.ADMIN, username="siti")
    sign_in(client, "siti")
    url = reverse("agencies:user_list")
    assert client.get(url).status_code == 200
    User.objects.filter(pk=user.pk).update(role=Role.LEADER)
    assert client.get(url).status_code == 403


def test_a_closed_account_is_out_at_the_next_page(client):
    user = make_user(username="siti")
    sign_in(client, "siti")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("agencies:agency_list")).url.startswith(LOGIN)


def test_a_new_password_ends_the_other_sessions(client):
    user = make_user(username="siti")
    sign_in(client, "siti")
    user.set_password("sandi-lain-yang-panjang")
    user.save()
    assert client.get(reverse("agencies:agency_list")).url.startswith(LOGIN)


def test_an_own_password_is_changed_after_naming_the_old_one(client):
    user = make_user(username="siti")
    sign_in(client, "siti")
    url, new = reverse("account_change_password"), "kuda-lumping-merah"
    client.post(url, {"oldpassword": WRONG, "password1": new, "password2": new})
    client.post(url, {"oldpassword": RIGHT, "password1": "pendek", "password2": "pendek"})
    user.refresh_from_db()
    assert user.check_password(RIGHT)
    client.post(url, {"oldpassword": RIGHT, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert is_in(client)


def test_own_sessions_are_listed_and_can_be_ended(client):
    make_user(username="siti")
    other = type(client)()
    sign_in(other, "siti")
    sign_in(client, "siti")
    url = reverse("usersessions_list")
    assert client.get(url).status_code == 200
    client.post(url)
    assert client.get(reverse("agencies:agency_list")).status_code == 200
    assert other.get(reverse("agencies:agency_list")).url.startswith(LOGIN)


# What is not there, and the language


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_set_password", "account_confirm_email", "mfa_list_webauthn"]
)
def test_what_the_portal_does_not_offer_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/akun/signup/", "/akun/email/", "/akun/social/login/", "/accounts/login/"])
def test_the_usual_addresses_of_the_library_lead_nowhere(client, path):
    client.force_login(make_user())
    assert client.get(path).status_code == 404


def test_nobody_can_make_an_account_but_an_administrator(client):
    for path in ("/akun/signup/", "/akun/daftar/"):
        client.post(path, {"username": "baru", "password1": RIGHT, "password2": RIGHT})
    assert not User.objects.exists()


def test_the_language_changes_by_a_post_only(client):
    make_user(username="siti")
    sign_in(client, "siti")
    url = reverse("set_language")
    client.get(url, {"language": "en"})
    assert client.get(reverse("agencies:agency_list")).headers["Content-Language"] == "id"
    answer = client.post(url, {"language": "en", "next": "https://jahat.example/"})
    assert answer.url == "/"
    assert client.get(reverse("agencies:agency_list")).headers["Content-Language"] == "en"


def test_the_language_can_be_chosen_before_signing_in(client):
    client.post(reverse("set_language"), {"language": "en"})
    assert client.get(LOGIN).headers["Content-Language"] == "en"


def test_every_page_but_the_door_asks_to_sign_in(client):
    for name in ("home", "agencies:agency_list", "agencies:user_list", "mfa_index", "usersessions_list"):
        assert client.get(reverse(name)).url.startswith(LOGIN)


def test_many_own_sessions_cost_no_more_queries_and_ended_ones_are_not_listed(client, django_assert_max_num_queries):
    make_user(username="siti")
    others = [type(client)() for _number in range(6)]
    for other in others:
        sign_in(other, "siti")
    sign_in(client, "siti")
    url = reverse("usersessions_list")
    Session.objects.get(session_key=others[0].session.session_key).delete()
    late = Session.objects.get(session_key=others[1].session.session_key)
    late.expire_date = timezone.now() - dt.timedelta(hours=1)
    late.save()
    with django_assert_max_num_queries(15):
        page = client.get(url)
    assert page.context["session_count"] == 5
