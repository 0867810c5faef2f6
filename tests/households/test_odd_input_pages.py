"""Whatever is typed or put into an address: a page answers with a sentence, never with an error of the program."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import EligibilityCriterion
from households.urls import urlpatterns
from tests.browsing import form_fields
from tests.makers import (
    make_agency,
    make_assessment,
    make_enrolment,
    make_house,
    make_household,
    make_household_survey,
    make_member,
    make_repair,
    make_round,
    make_rtlh_rule,
    make_user,
)

pytestmark = pytest.mark.django_db

ODD = ["a\x00b", "<script>%s%n'", "NaN", "９" * 20]


@pytest.fixture
def addresses():
    """{name of the page: its address}, each about a record that exists."""
    make_rtlh_rule()
    house = make_house()
    family = make_household(house=house, head="Asep")
    survey_round = make_round()
    EligibilityCriterion.objects.create(code="own_land", text="Tanah sendiri", source="Contoh")
    records = {
        "household": family,
        "member": make_member(household=family),
        "house": house,
        "enrolment": make_enrolment(household=family),
        "round": survey_round,
        "survey": make_household_survey(household=family, round=survey_round),
        "assessment": make_assessment(house=house, round=survey_round),
        "repair": make_repair(house=house, status="running", executor=make_agency()),
    }
    found = {}
    for pattern in urlpatterns:
        names, kwargs = pattern.pattern.converters, {}
        if "round_id" in names:
            kwargs = {"round_id": survey_round.public_id, "public_id": family.public_id}
        elif "public_id" in names:
            kwargs = {"public_id": records[pattern.name.split("_")[0]].public_id}
        found[pattern.name] = reverse(f"households:{pattern.name}", kwargs=kwargs)
    return found


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_no_odd_answer_breaks_a_form(client, addresses, odd):
    client.force_login(make_user(Role.ADMIN))
    posted = 0
    for name, url in addresses.items():
        page = client.get(url)
        if page.status_code != 200 or 'method="post"' not in page.text or name.endswith("_list"):
            continue
        try:
            fields = form_fields(page)
        except ValueError:  # a page to read, with no form of its own
            continue
        answer = client.post(url, dict.fromkeys(fields, odd))
        assert answer.status_code in (200, 302, 403, 409), name
        posted += 1
    assert posted > 20


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_no_odd_address_breaks_a_list(client, addresses, odd):
    client.force_login(make_user(Role.ADMIN))
    lists = {name: url for name, url in addresses.items() if name.endswith("_list")}
    assert len(lists) == 5
    for name, url in lists.items():
        fields = client.get(url).context["filter"].form.fields
        answer = client.get(url, dict.fromkeys([*fields, "page", "sort"], odd))
        assert answer.status_code == 200, name
        assert client.get(url, {"format": odd}).status_code == 404, name
