"""Who stands behind a figure is shown to who may read what it was counted from."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from indicators.registry import methods
from tests.makers import RW, make_indicator, make_measurement, make_member, make_round, make_user

pytestmark = pytest.mark.django_db

CASES = [
    ("stunted_share", {Role.ADMIN, Role.STAFF, Role.CADRE}),
    ("family_planning_share", {Role.ADMIN, Role.STAFF}),
    ("insured_share", {Role.ADMIN, Role.STAFF}),
    ("illiterate_adults", {Role.ADMIN, Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.CADRE}),
]


@pytest.mark.parametrize(("slug", "allowed"), CASES)
@pytest.mark.parametrize("role", list(Role))
def test_the_people_behind_a_figure_are_named_to_who_may_read_its_source(client, slug, allowed, role):
    member = make_member(name="Siti Aminah")
    figure = make_measurement(
        indicator=make_indicator(method=slug, aspect="hdi"),
        round=make_round(),
        method=slug,
        numerator=10,
        denominator=20,
        lineage={"model": "households.member", "counted": [member.pk], "of": [member.pk]},
        lineage_hash="x",
    )
    client.force_login(make_user(role, areas=[RW] if role in (Role.KELURAHAN, Role.CADRE) else ()))
    page = client.get(reverse("indicators:measurement_rows", args=[figure.public_id]))
    assert page.status_code == 200
    assert ("Siti Aminah" in page.text) == (role in allowed)


def test_the_poor_are_counted_from_surveys_that_a_cadre_does_not_read():
    for slug in ("families_below_poverty_line_share", "ks_pra_share", "spending_per_head_median"):
        assert methods()[slug].source == "households.view_householdsurvey"
