"""Wrong codes of the second factor are counted for each account, whatever the address; the owner is told."""

import datetime as dt

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from agencies.models import AccessEvent, FailedCode, SecurityNotice
from agencies.roles import Role
from tests.agencies.test_signing_in import code_of, is_in, sign_in
from tests.browsing import fill
from tests.makers import make_user

pytestmark = pytest.mark.django_db
CODE = reverse("mfa_authenticate")


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def secret():
    return generate_totp_secret()


@pytest.fixture
def user(secret):
    user = make_user(Role.STAFF, username="siti", email="siti@contoh.id")
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user


def try_code(client, code, **extra):
    return client.post(CODE, {"code": code}, **extra)


def recovery_code(user):
    return RecoveryCodes(user.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]


def test_five_wrong_codes_are_answered_whatever_the_address(client, user, secret):
    sign_in(client, "siti")
    answers = [try_code(client, "000000", REMOTE_ADDR=f"10.0.0.{n}").status_code for n in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert try_code(client, code_of(secret), REMOTE_ADDR="10.9.9.9").status_code == 429
    assert not is_in(client)


def test_recovery_codes_count_alike(client, user, secret):
    sign_in(client, "siti")
    for number in range(5):
        try_code(client, f"1234567{number}" if number % 2 else "000000")
    assert try_code(client, recovery_code(user)).status_code == 429
    assert not is_in(client)


def test_signing_in_again_begins_no_new_count(client, user):
    for _round in range(3):
        sign_in(client, "siti")
        for _attempt in range(2):
            last = try_code(client, "000000")
    assert last.status_code == 429


def test_the_lock_opens_after_fifteen_minutes(client, user, secret):
    sign_in(client, "siti")
    for _attempt in range(5):
        try_code(client, "000000")
    FailedCode.objects.update(at=timezone.now() - dt.timedelta(minutes=16))
    assert try_code(client, code_of(secret)).status_code == 302
    assert is_in(client)


def test_a_right_code_forgets_the_wrong_ones(client, user, secret):
    sign_in(client, "siti")
    for _attempt in range(4):
        try_code(client, "000000")
    try_code(client, code_of(secret))
    assert is_in(client)
    assert not FailedCode.objects.exists()


def test_a_code_works_once(client, user, secret):
    code = code_of(secret)
    sign_in(client, "siti")
    assert try_code(client, code).status_code == 302
    client.logout()
    sign_in(client, "siti")
    assert try_code(client, code).status_code == 200
    assert not is_in(client)


def test_a_recovery_code_works_once(client, user):
    code = recovery_code(user)
    sign_in(client, "siti")
    try_code(client, code)
    assert is_in(client)
    client.logout()
    sign_in(client, "siti")
    assert try_code(client, code).status_code == 200


def test_asking_again_before_a_change_counts_too(client, user):
    client.force_login(user)
    again = reverse("mfa_reauthenticate")
    answers = [client.post(again, {"code": "000000"}).status_code for _attempt in range(6)]
    assert answers == [200] * 5 + [429]


def test_another_account_is_not_locked(client, user):
    other_secret = generate_totp_secret()
    TOTP.activate(make_user(Role.STAFF, username="tono"), other_secret)
    sign_in(client, "siti")
    for _attempt in range(6):
        try_code(client, "000000")
    client.logout()
    sign_in(client, "tono")
    assert try_code(client, code_of(other_secret)).status_code == 302


def test_the_owner_and_an_administrator_are_told(client, user, secret):
    sign_in(client, "siti")
    for _attempt in range(7):
        try_code(client, "000000")
    assert [notice.kind for notice in SecurityNotice.objects.filter(user=user)] == ["codes"]
    assert [message.to for message in mail.outbox] == [["siti@contoh.id"]]
    assert "Lima kode verifikasi salah" in mail.outbox[0].body
    event = AccessEvent.objects.get(kind="limit")
    assert (event.user, event.subject) == (user, f"agencies.user {user.public_id}")
    client.force_login(user)
    home = reverse("home")
    assert "Lima kode verifikasi salah" in client.get(home).text
    read = reverse("agencies:notices_read")
    client.post(read, fill(client, read))
    assert "Lima kode verifikasi salah" not in client.get(home).text


@pytest.mark.parametrize(
    ("act", "kind"),
    [("user_secondfactor", "removed"), ("user_password", "given")],
)
def test_what_an_administrator_does_to_an_account_is_told_to_its_owner(client, user, act, kind):
    client.force_login(make_user(Role.ADMIN))
    address = reverse(f"agencies:{act}", args=[user.public_id])
    client.post(address, fill(client, address, form_reason="Ponsel hilang, sudah dicek"))
    assert [notice.kind for notice in user.security_notices.all()] == [kind]


def test_a_change_of_the_own_password_is_told(client):
    user = make_user(username="siti")
    client.force_login(user)
    change = reverse("account_change_password")
    new = "lentera-tikar-baru-31"
    client.post(change, {"oldpassword": "sandi-uji-panjang", "password1": new, "password2": new})
    assert [notice.kind for notice in user.security_notices.all()] == ["password"]


def test_an_administrator_unlocks_codes_too(client, user):
    for _attempt in range(5):
        FailedCode.objects.create(user=user)
    client.force_login(make_user(Role.ADMIN))
    address = reverse("agencies:user_unlock", args=[user.public_id])
    client.post(address, fill(client, address, form_reason="Sudah dicek lewat telepon"))
    assert not FailedCode.objects.exists()
