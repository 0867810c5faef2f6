"""The menu: each role's own work, at most eight entries, and none that leads nowhere."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from agencies.roles import Role
from p2wkss.menu import ENTRIES, LENGTH, ORDER, menu_for
from tests.makers import make_user

pytestmark = pytest.mark.anywhere

SPRITE = Path(settings.BASE_DIR, "static/vendor/bootstrap-icons/icons.svg")


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_an_icon_and_an_address(name):
    entry = ENTRIES[name]
    assert f'id="{entry.icon}"' in SPRITE.read_text()
    assert reverse(entry.url_name)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_menu_of_known_entries(role):
    assert set(ORDER[role]) <= set(ENTRIES)
    assert len(ORDER[role]) == len(set(ORDER[role]))


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_every_entry_shown_opens_for_its_role(client, role):
    user = make_user(role)
    client.force_login(user)
    menu = menu_for(user, "/")
    assert 3 <= len(menu) <= LENGTH
    for entry in menu:
        assert client.get(entry["url"]).status_code == 200, entry["url"]


@pytest.mark.django_db
def test_the_entry_of_the_page_is_marked_and_no_other():
    user = make_user(Role.ADMIN)
    path = reverse("agencies:user_add")
    active = [str(entry["label"]) for entry in menu_for(user, path) if entry["active"]]
    assert active == ["Pengguna"]
    assert [entry["url"] for entry in menu_for(user, "/") if entry["active"]] == ["/"]


@pytest.mark.django_db
def test_an_entry_without_its_page_is_left_out(monkeypatch):
    def missing(name):
        raise NoReverseMatch

    user = make_user(Role.STAFF)
    monkeypatch.setattr("p2wkss.menu.reverse", missing)
    assert menu_for(user, "/") == []


def test_who_is_not_signed_in_has_no_menu(client):
    assert client.get(reverse("account_login")).context["menu"] == []
