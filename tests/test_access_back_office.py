"""The back office, model by model: its lists, forms and rows obey the role and the scope that the portal obeys.

What is expected comes from agencies/roles.py (may the role view, add, change the model) and from the world's two sides.
"""

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from agencies.roles import BACK_OFFICE, Role, allows
from p2wkss.base.admin import ReadOnlyAdmin
from tests import makers
from tests.every_page.asking import ask, status_of, unrendered
from tests.every_page.world import ANONYMOUS, ROLES

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.anywhere]

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# Rows that the program adds, or an act of the portal: the back office offers no form to add them.
ADDED_ELSEWHERE = {
    "agencies.AccessEvent",
    "auditlog.LogEntry",
    "axes.AccessAttempt",
    "axes.AccessFailureLog",
    "axes.AccessLog",
    "households.Enrolment",
    "locations.Evidence",
    "locations.StageChange",
    "reports.Snapshot",
}


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py)."""


def may(role, action, model):
    return role in BACK_OFFICE and allows(role, f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def page(model, action, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def objects_of(world, model, side, role):
    kinds = {kind for kind, _side in world.things}
    found = [world.thing(kind, side, role) for kind in sorted(kinds)]
    return [thing for thing in found if type(thing) is model][:1]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_lists_and_forms_of_a_model_open_for_whom_the_roles_say(world, model):
    wrong = []
    for role in [*ROLES, ANONYMOUS]:
        outside = 302 if role not in BACK_OFFICE else 403
        listed = may(role, "view", model) or may(role, "change", model)
        added = may(role, "add", model) and can_be_added(model)
        for action, allowed in (("changelist", listed), ("add", added)):
            status = status_of(world, role, "GET", page(model, action))
            if status != (200 if allowed else outside):
                wrong.append(f"{action} {role}: {status}")
    assert not wrong, wrong


def can_be_added(model):
    return model._meta.label not in ADDED_ELSEWHERE and not isinstance(admin.site._registry[model], ReadOnlyAdmin)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_record_opens_in_the_back_office_for_whom_it_opens_in_the_portal(world, model):
    """A foreign record and a missing one are sent back to the start alike, with nothing said that tells them apart."""
    with unrendered():
        wrong = wrongly_opened(world, model)
    assert not wrong, wrong


def wrongly_opened(world, model):
    wrong = []
    for role in [role for role in ROLES if may(role, "view", model)]:
        for side in ("own", "foreign"):
            for thing in objects_of(world, model, side, role):
                seen = model._default_manager.visible_to(world.user(role)).filter(pk=thing.pk).exists()
                answer = ask(world, role, "GET", page(model, "change", thing.pk))
                if answer.status_code != (200 if seen else 302):
                    wrong.append(f"{side} {role}: {answer.status_code}")
        missing = ask(world, role, "GET", page(model, "change", 987_654_321))
        if (missing.status_code, missing.get("Location")) != (302, reverse("admin:index")):
            wrong.append(f"missing {role}: {missing.status_code}")
    return wrong


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_a_role_may_not_change_is_not_changed_in_the_back_office(world, model):
    """A form sent for a record that its sender may not change, or not see, leaves it as it was."""
    for role in sorted(BACK_OFFICE):
        for side in ("own", "foreign"):
            for thing in objects_of(world, model, side, role):
                rows = model._default_manager.editable_by(world.user(role))
                if may(role, "change", model) and rows.filter(pk=thing.pk).exists():
                    continue
                for action in ("change", "delete"):
                    answer = ask(world, role, "POST", page(model, action, thing.pk), data={"post": "yes"})
                    assert answer.status_code in (302, 403), (role, side, action)
                    assert answer.status_code == 403 or answer["Location"] == reverse("admin:index")


def test_nobody_goes_round_the_second_factor_through_the_back_office(world):
    """Django's own sign-in page asks for a password only; it must not take one even from somebody signed in."""
    makers.make_user(Role.ADMIN, username="siti", password="sandi-uji-panjang")
    sent = {"username": "siti", "password": "sandi-uji-panjang"}
    client = world.client(Role.AGENCY)
    client.post(reverse("admin:login"), sent)
    assert client.get("/").context["user"].username == world.user(Role.AGENCY).username
    answer = ask(world, ANONYMOUS, "POST", reverse("admin:login"), data=sent)
    assert answer["Location"].startswith(reverse(settings.LOGIN_URL))
