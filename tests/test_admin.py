"""The back office: every model's list, form and search open, with the rows of the portal's scope."""

import pytest
from django.contrib import admin
from django.urls import reverse

from agencies.roles import Role
from tests import makers
from tests.test_architecture import TABLES

# Child rows that are edited on their parent's page, and rows the program alone writes.
WITHOUT_ADMIN = {
    "base.FormToken",
    "base.KeyProbe",
    "base.RestoredMedia",
    "agencies.AgencyName",
    "locations.Selection",
    "locations.TargetAreaRegion",
    "households.RoundEvent",
    "households.RepairStep",
    "households.ImportPart",
    "households.RepairFunding",
    "households.RepairTranche",
    "households.RepairPhoto",
    "households.EligibilityAnswer",
    "households.MemberEvent",
    "activities.Funding",
    "activities.Attendance",
    "activities.GroupMember",
    "activities.EnterpriseTurnover",
    "activities.PosyanduMember",
    "indicators.InstrumentItem",
    "households.Question",
    "indicators.Contribution",
    "indicators.DeprivationWeight",
}

pytestmark = pytest.mark.anywhere

REGISTERED = [model for model in admin.site._registry if model in TABLES]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_model_has_its_place_in_the_back_office(model):
    inlines = {inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines}
    if model._meta.label in WITHOUT_ADMIN:
        assert model in inlines or model._meta.label in {
            "base.FormToken",
            "base.KeyProbe",
            "base.RestoredMedia",
            "households.RoundEvent",
            "households.ImportPart",
        }, "edit it somewhere"
    else:
        assert model in admin.site._registry


@pytest.mark.django_db
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_an_administrator_opens_list_search_and_form(client, model):
    client.force_login(makers.make_user(Role.ADMIN))
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    changelist = reverse(f"admin:{name}_changelist")
    assert client.get(changelist).status_code == 200
    if admin.site._registry[model].search_fields:
        assert client.get(changelist, {"q": "contoh 2021"}).status_code == 200
    add = client.get(reverse(f"admin:{name}_add"))
    assert add.status_code == (200 if admin.site._registry[model].has_add_permission(add.wsgi_request) else 403)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_roles_without_office_work_do_not_enter(client, role):
    client.force_login(makers.make_user(role))
    assert client.get(reverse("admin:index")).status_code in (302, 403)
