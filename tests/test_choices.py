"""A choice among records is never wider than what its reader may see.

Each choice of each form that a kelurahan, a cadre or an agency may open is sent with the public id of a record outside
of their reach: it is refused with a sentence beside the field, and nothing is written.
"""

import re

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.roles import Role
from p2wkss.base.choices import REFUSED, has_public_id
from p2wkss.base.pages import ActionPage, AddPage, EditPage
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.asking import ask, unrendered
from tests.every_page.boxes import complaints, open_forms, sent_back

pytestmark = pytest.mark.anywhere

LIMITED = [Role.KELURAHAN, Role.CADRE, Role.AGENCY]
PAGES = sorted(pages_of(AddPage, EditPage, ActionPage))
WRITES = re.compile(
    r'(INSERT INTO|UPDATE|DELETE FROM) "(agencies|locations|households|activities|indicators|reports|auditlog)_'
)


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py). They read forms, not pages."""
    with unrendered():
        yield


in_world = pytest.mark.usefixtures("db")


def unseen(world, field, role):
    """A record of the kind a field chooses among that `role` does not see; None where that role sees them all."""
    model = field.queryset.model
    if not has_public_id(model) or not hasattr(model._default_manager, "visible_to"):
        return None
    seen = model._default_manager.visible_to(world.user(role))
    return model._default_manager.exclude(pk__in=seen.values("pk")).first()


def choices_of(world, name, role):
    """[(name of the box, its record out of reach)] of a page, and what is sent besides; looked for once."""
    if (name, role) not in world.kept:
        world.kept[name, role] = find_choices(world, name, role)
    return world.kept[name, role]


def find_choices(world, name, role):
    shown = open_forms(world, name, role) or []
    found = [
        (bound.html_name, foreign)
        for form in shown
        for bound in form
        if isinstance(bound.field, forms.ModelChoiceField)
        and not bound.field.disabled
        and (foreign := unseen(world, bound.field, role)) is not None
    ]
    return found, sent_back(shown)


@in_world
@pytest.mark.parametrize("role", LIMITED)
@pytest.mark.parametrize("name", PAGES)
def test_a_choice_out_of_reach_is_refused_and_nothing_is_written(world, name, role):
    found, sent = choices_of(world, name, role)
    url = ADDRESSES[name].url(world, "own", role)
    for box, foreign in found:
        chosen = {**sent, box: str(foreign.public_id)}
        with CaptureQueriesContext(connection) as asked:
            response = ask(world, role, "POST", url, data=chosen)
        written = [query["sql"] for query in asked if WRITES.match(query["sql"])]
        assert response.status_code in (200, 400), f"{box}: {response.status_code}"
        assert str(REFUSED) in complaints(response)[box], f"{box}: {complaints(response)[box]}"
        assert not written, f"{box}: {written}"


@in_world
@pytest.mark.parametrize("role", LIMITED)
def test_there_are_choices_to_refuse(world, role):
    """The suite above says nothing about a role for which no choice was found."""
    assert sum(len(choices_of(world, name, role)[0]) for name in PAGES) >= 3


@in_world
@pytest.mark.parametrize("role", LIMITED)
def test_a_record_out_of_reach_does_not_open_a_form_either(world, role):
    for name, address in pages_of(AddPage).items():
        opened = address.opened(world, "own", role)
        for box, foreign in choices_of(world, name, role)[0]:
            if "-" in box:  # a row of a formset takes nothing from the address
                continue
            url = f"{opened}{'&' if '?' in opened else '?'}{box}={foreign.public_id}"
            response = ask(world, role, "GET", url)
            assert response.status_code == 404, f"{name} {box}: {response.status_code}"


@pytest.mark.django_db
def test_nobody_chooses_before_signing_in(client):
    response = client.post(reverse("households:house_add"), {})
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
