"""Accounts, as an administrator keeps them, and the two trails."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies import services
from agencies.models import AccessEvent, User
from agencies.roles import Role
from tests.browsing import fill
from tests.makers import make_agency, make_user

pytestmark = pytest.mark.django_db

NOT_ADMINS = [role for role in Role if role != Role.ADMIN]


@pytest.fixture
def admin(client):
    user = make_user(Role.ADMIN, username="utama")
    client.force_login(user)
    return user


def act(client, user, name, reason="Permintaan dinas"):
    url = reverse(f"agencies:{name}", args=[user.public_id])
    return client.post(url, fill(client, url, form_reason=reason))


@pytest.mark.parametrize("role", NOT_ADMINS)
def test_only_administrators_see_accounts_and_the_access_trail(client, role):
    client.force_login(make_user(role))
    other = make_user()
    for name in ("user_list", "user_add", "accessevent_list"):
        assert client.get(reverse(f"agencies:{name}")).status_code == 403
    for name in ("user_detail", "user_edit", "user_deactivate", "user_password", "user_secondfactor", "user_activate"):
        assert client.get(reverse(f"agencies:{name}", args=[other.public_id])).status_code == 403


def test_an_account_is_made_without_a_password_and_with_a_small_name(client, admin):
    agency = make_agency("DINKES")
    url = reverse("agencies:user_add")
    data = fill(client, url, username="Siti.Aminah", name="Siti Aminah", role="agency", agency=agency.public_id)
    answer = client.post(url, data)
    user = User.objects.get(username="siti.aminah")
    assert answer.url == user.get_absolute_url()
    assert not user.has_usable_password()
    assert (user.role, user.agency) == (Role.AGENCY, agency)


def test_an_operator_needs_an_agency(client, admin):
    url = reverse("agencies:user_add")
    answer = client.post(url, fill(client, url, username="siti", name="Siti", role="agency", agency=""))
    assert answer.context["form"].errors["agency"] == ["Operator perangkat daerah harus punya perangkat daerah."]


def test_the_page_of_an_agency_leads_to_a_new_account_there(client, admin):
    agency = make_agency("DINKES")
    text = client.get(agency.get_absolute_url()).text
    url = f"{reverse('agencies:user_add')}?agency={agency.public_id}"
    assert url in text
    assert fill(client, url)["agency"] == [str(agency.public_id)]


def test_a_first_password_is_shown_once_and_works(client, admin):
    user = make_user(Role.CADRE, username="siti")
    answer = act(client, user, "user_password")
    password = answer.context["password"]
    assert password in answer.text
    user.refresh_from_db()
    assert user.check_password(password)
    detail = client.get(user.get_absolute_url()).text
    assert password not in detail
    assert "(disegel)" in detail
    assert "Permintaan dinas" in detail
    trail = LogEntry.objects.get_for_object(user).values_list("changes", flat=True)
    assert all(password not in str(changes) and user.password not in str(changes) for changes in trail)


def test_a_made_up_password_passes_the_rules_and_never_repeats():
    passwords = {services.new_password() for _number in range(50)}
    assert len(passwords) == 50
    assert all(len(password) == 19 for password in passwords)


def test_a_closed_account_loses_its_sessions_at_once(client, admin):
    user = make_user(Role.STAFF, username="siti", password="kuda-lumping-merah")
    theirs = type(client)()
    theirs.post(reverse("account_login"), {"login": "siti", "password": "kuda-lumping-merah"})
    assert theirs.get(reverse("agencies:agency_list")).status_code == 200
    session_key = theirs.session.session_key
    act(client, user, "user_deactivate", "Pindah tugas")
    assert theirs.get(reverse("agencies:agency_list")).status_code == 302
    assert not theirs.session.exists(session_key)
    act(client, user, "user_activate")
    user.refresh_from_db()
    assert user.is_active


def test_nobody_closes_the_own_account(client, admin):
    make_user(Role.ADMIN)
    assert "tidak dapat menonaktifkan akun sendiri" in act(client, admin, "user_deactivate").text
    admin.refresh_from_db()
    assert admin.is_active


def test_the_last_administrator_stays(client, admin):
    other = make_user(Role.ADMIN)
    services.deactivate(other, by=admin)
    with pytest.raises(ValidationError, match="satu administrator"):
        services.deactivate(admin, by=other)
    url = reverse("agencies:user_edit", args=[admin.public_id])
    answer = client.post(url, fill(client, url, role="leader"))
    assert "satu administrator" in answer.text
    admin.refresh_from_db()
    assert admin.role == Role.ADMIN


def test_a_lost_telephone_is_forgotten_with_a_reason(client, admin):
    user = make_user(Role.STAFF)
    TOTP.activate(user, generate_totp_secret())
    act(client, user, "user_secondfactor", "Ponsel hilang")
    assert not Authenticator.objects.filter(user=user).exists()
    text = client.get(user.get_absolute_url()).text
    assert "Ponsel hilang" in text


def test_an_administrator_does_not_drop_the_own_second_factor_this_way(client, admin):
    TOTP.activate(admin, generate_totp_secret())
    assert act(client, admin, "user_secondfactor").status_code == 403
    assert Authenticator.objects.filter(user=admin).exists()


def test_a_locked_account_can_be_unlocked(client, admin):
    make_user(Role.CADRE, username="siti", password="kuda-lumping-merah")
    theirs = type(client)()
    for _attempt in range(5):
        theirs.post(reverse("account_login"), {"login": "siti", "password": "salah"})
    right = {"login": "siti", "password": "kuda-lumping-merah"}
    assert theirs.post(reverse("account_login"), right).status_code == 429
    act(client, User.objects.get(username="siti"), "user_unlock")
    assert theirs.post(reverse("account_login"), right).status_code == 302


def test_the_access_trail_can_be_read_and_narrowed(client, admin):
    services.note_access(user=admin, kind="unmask", subject="households.member x", reason="Cek Dukcapil", ids=[1])
    services.note_access(user=admin, kind="export", subject="households.house (csv)", reason="Rapat", ids=[1, 2])
    url = reverse("agencies:accessevent_list")
    text = client.get(url, {"kind": "unmask"}).text
    assert "Cek Dukcapil" in text
    assert "Rapat" not in text


def test_an_access_without_a_reason_is_not_noted_and_so_not_done(admin):
    with pytest.raises(ValidationError):
        services.note_access(user=admin, kind="export", subject="households.house", reason="", ids=[1])
    assert not AccessEvent.objects.exists()
