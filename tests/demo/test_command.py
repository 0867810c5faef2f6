"""`manage.py demo`: once, only into an empty portal, with a password nobody else knows."""

import stat
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

from agencies.models import Agency, User
from agencies.roles import Role
from demo.accounts import ACCOUNTS
from demo.passwords import keep, kept_password, new_password, password_file
from demo.programme import DECREE_NUMBER
from households.models import Household
from locations.models import Decree, ProgrammeYear


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.BASE_DIR = tmp_path
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


@pytest.fixture
def standing(db):
    """A portal where the demo was loaded before, reduced to what tells it: its decree and an account."""
    Decree.objects.create(number=DECREE_NUMBER, title="Penetapan lokasi (contoh)")
    keep("kenari-payung-jendela-482")
    return User.objects.create_user("staff", "kenari-payung-jendela-482", name="Staf (contoh)", role=Role.STAFF)


def run(**options):
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_first_start_loads_prints_and_keeps_the_password():
    printed = run(accounts=True, address="http://127.0.0.1:8123")
    assert Household.objects.count() > 100
    assert printed.count(kept_password()) == 1
    assert "http://127.0.0.1:8123" in printed
    assert all(account.username in printed for account in ACCOUNTS)
    assert stat.S_IMODE(password_file().stat().st_mode) == 0o600
    for user in User.objects.all():
        assert user.check_password(kept_password())
    assert {user.username: user.role for user in User.objects.all()} == {
        account.username: account.role for account in ACCOUNTS
    }
    assert Agency.objects.get(code="DP3AP2KB").users.count() == 2


def test_a_second_start_does_nothing(standing):
    assert run() == ""
    assert not Household.objects.exists()
    assert not ProgrammeYear.objects.exists()


def test_the_accounts_can_be_printed_again(standing):
    assert "kenari-payung-jendela-482" in run(accounts=True)


def test_a_lost_password_is_said_so(standing):
    password_file().unlink()
    assert "DEMO_PASSWORD" in run(accounts=True)


def test_another_password_in_the_environment_replaces_the_old_one(standing, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "teratai-perahu-nanas-733")
    run()
    standing.refresh_from_db()
    assert standing.check_password("teratai-perahu-nanas-733")
    assert kept_password() == "teratai-perahu-nanas-733"


@pytest.mark.django_db
def test_a_portal_with_data_of_its_own_is_left_alone():
    ProgrammeYear.objects.create(year=2021)
    with pytest.raises(CommandError, match="kosong"):
        run()
    assert not User.objects.exists()
    assert kept_password() == ""


@pytest.mark.django_db
def test_a_made_password_is_long_and_passes_our_own_rules():
    made = {new_password() for _time in range(50)}
    assert len(made) == 50
    for password in made:
        assert len(password) >= 12
        validate_password(password)
