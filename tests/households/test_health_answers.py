"""K1 answers of surveys are read in the back office by who holds `households.view_health`, and by nobody else."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import HouseholdSurvey, MemberSurvey
from p2wkss.base.privacy import K1, closed_fields
from tests.makers import RW, make_member_survey, make_user

pytestmark = pytest.mark.django_db

OPEN_TO = {Role.ADMIN, Role.STAFF}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("model", [MemberSurvey, HouseholdSurvey])
def test_the_fields_are_closed_by_the_right(model, role):
    wanted = set() if role in OPEN_TO else {name for name, level in model.privacy.items() if level == K1}
    assert closed_fields(model, make_user(role)) == wanted


@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY, Role.KELURAHAN])
def test_the_back_office_leaves_them_out(client, role):
    survey = make_member_survey(tuberculosis=True, insured=False)
    client.force_login(make_user(role, areas=[RW] if role == Role.KELURAHAN else ()))
    page = client.get(reverse("admin:households_membersurvey_change", args=[survey.pk]))
    listed = client.get(reverse("admin:households_membersurvey_changelist"))
    assert page.status_code == listed.status_code == 200
    for name in ("tuberculosis", "disability", "pregnant", "contraception", "stunted", "insured"):
        assert (f"field-{name}" in page.text) == (role == Role.STAFF), name
    assert ("insured" in listed.text) == (role == Role.STAFF)


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN])
@pytest.mark.parametrize(
    ("page", "lookup"),
    [
        ("membersurvey", "tuberculosis__exact=1"),
        ("membersurvey", "disability=1"),
        ("membersurvey", "insured__exact=0"),
        ("member", "surveys__tuberculosis=1"),
        ("member", "surveys__pregnant__exact=1"),
    ],
)
def test_a_look_up_typed_into_the_address_finds_nobody(client, role, page, lookup):
    make_member_survey(tuberculosis=True)
    client.force_login(make_user(role, areas=[RW] if role == Role.KELURAHAN else ()))
    address = f"{reverse(f'admin:households_{page}_changelist')}?{lookup}"
    assert client.get(address).status_code == 400
