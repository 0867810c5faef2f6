"""A closed round cannot be changed by any role in any way; reopening asks a reason and is recorded.

Here by people: the portal's forms, taken from the table of addresses, opened before the round was closed and after it;
the back office. The same acts are done to an open round first, so that the tests are known to reach it. By programs
(imports, services, sets of rows, SQL): tests/test_closed_rows.py.
"""

import pytest
from django import forms
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from agencies.roles import BACK_OFFICE, Role
from households import services
from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey, RoundEvent, SurveyRound
from indicators.models import Measurement, SlumSurvey
from indicators.services import measure
from p2wkss.base.pages import ActionPage, FormPage
from tests import makers
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.asking import unrendered
from tests.every_page.world import ROLES

OF_A_ROUND = [HouseAssessment, HouseholdSurvey, MemberSurvey, SlumSurvey, Measurement]
GUARDED = [*OF_A_ROUND, SurveyRound, RoundEvent]

# What forms send is the same on both databases; what their triggers refuse is in test_closed_rows, whole on both.
pytestmark = pytest.mark.anywhere
in_world = pytest.mark.usefixtures("db")


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py). They read forms, not pages."""
    with unrendered():
        yield


@pytest.fixture(scope="module")
def filled_round(made_world):
    """The round of the world, with a row of each kind."""
    with transaction.atomic():
        survey_round = made_world.thing("round", "own")
        member = makers.make_member(household=made_world.thing("household", "own"))
        makers.make_member_survey(member=member, round=survey_round, insured=False)
        indicator = makers.make_indicator(code="RTLH", method="unfit_house_share")
        makers.make_indicator(code="JAMIN", method="insured_share")
        measure(indicator, survey_round)
        makers.make_measurement(indicator=makers.make_indicator(code="KETIK"), round=survey_round, value=3)
        yield survey_round.pk
        transaction.set_rollback(True)


@pytest.fixture
def survey_round(world, filled_round):
    """The same, as it was filled, whatever the test before did to it."""
    assert all(model.objects.filter(round=filled_round).exists() for model in OF_A_ROUND)
    return SurveyRound.objects.get(pk=filled_round)


def close(survey_round):
    services.close_round(survey_round, makers.make_user(Role.ADMIN, username="penutup"))
    return survey_round


def held(survey_round):
    """Everything a round holds, and the round itself, value for value."""
    rows = {
        model.__name__: list(model.objects.filter(round=survey_round).order_by("pk").values()) for model in OF_A_ROUND
    }
    rows["events"] = list(survey_round.events.order_by("pk").values())
    rows["round"] = list(SurveyRound.objects.filter(pk=survey_round.pk).values())
    return rows


# The portal's forms

FORMS = sorted({*pages_of(FormPage, ActionPage), "households:visit"} - {"households:round_reopen"})
# Through these an open round is changed by the same posts; the others do not reach one.
REACH_A_ROUND = {
    "households:assessment_edit",
    "households:round_close",
    "households:round_edit",
    "households:visit",
    "indicators:measurement_edit",
    "indicators:round_measure",
    "indicators:slumsurvey_edit",
}


def every_form(page):
    """The forms of an opened page, rows and parts included."""
    context = page.context_data or {}
    shown = [context[name] for name in ("form", "visit") if context.get(name) is not None]
    shown += [part.form for part in context.get("parts") or [] if hasattr(part, "form")]
    for entry in context.get("formsets") or []:
        shown += [entry["formset"].management_form, *entry["formset"].forms]
    return shown


def altered(shown):
    """What a browser would send of the forms with every box changed to something else that it takes."""
    values = {}
    for form in shown:
        for bound in form:
            if not isinstance(bound.field, forms.FileField):
                value = bound.field.prepare_value(bound.value())
                values[bound.html_name] = _another(bound.field, "" if value is None else value)
    return values


def _another(field, value):
    if isinstance(field.widget, forms.HiddenInput) or isinstance(field, forms.ModelChoiceField):
        return value
    if isinstance(field, forms.DateField):
        return value or "2021-11-02"
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return "1"
    if isinstance(field, forms.NullBooleanField):
        return "true" if str(value).lower() not in ("true", "2") else "false"
    if isinstance(field, forms.ChoiceField):
        return [choice for choice, _label in field.choices if not isinstance(_label, list | tuple)][-1:] or value
    return f"{value} diubah" if isinstance(field, forms.CharField) else value


def posts(world, roles=ROLES, names=FORMS):
    """[(address, role, url, data)]: every form as each role opens it now, to be sent later."""
    typed = Measurement.objects.get(indicator__code="KETIK").public_id
    for name in names:
        for role in roles:
            url = ADDRESSES[name].opened(world, "own", role)
            if name == "indicators:measurement_edit":
                url = reverse(name, args=[typed])
            page = world.client(role).get(url)
            if page.status_code == 200 and not page.streaming and (shown := every_form(page)):
                parts = [part for part in page.context_data.get("parts") or [] if hasattr(part, "version_name")]
                yield name, role, url, altered(shown) | {part.version_name: str(part.version) for part in parts}


def sender(survey_round):
    """A function that posts within a transaction that is undone: the status, and whether the round was changed."""
    before = held(survey_round)

    def send(client, url, data):
        with transaction.atomic():
            status = client.post(url, data).status_code
            changed = held(survey_round) != before
            transaction.set_rollback(True)
        return status, changed

    return send


@in_world
def test_the_forms_of_the_portal_reach_an_open_round(world, survey_round):
    send = sender(survey_round)
    reached = {name for name, role, url, data in posts(world, [Role.ADMIN]) if send(world.client(role), url, data)[1]}
    assert reached >= REACH_A_ROUND


@in_world
@pytest.mark.parametrize("name", FORMS)
def test_no_form_of_the_portal_changes_a_closed_round(world, survey_round, name):
    opened = list(posts(world, names=[name]))
    send = sender(close(survey_round))
    opened += posts(world, [Role.ADMIN], names=[name])
    world.kept[name, "forms sent to a closed round"] = len(opened)
    wrong = []
    for name, role, url, data in opened:
        status, changed = send(world.client(role), url, data)
        if changed or status >= 500:
            wrong.append((name, str(role), status, changed))
    assert not wrong


@in_world
def test_many_forms_were_sent_to_a_closed_round(world):
    counts = [count for (_name, what), count in world.kept.items() if what == "forms sent to a closed round"]
    if len(counts) < len(FORMS):
        pytest.skip("not every page was tried in this run")
    assert sum(counts) > 200


@in_world
@pytest.mark.parametrize("role", ROLES)
def test_reopening_asks_a_reason_and_is_recorded(world, survey_round, role):
    close(survey_round)
    url = reverse("households:round_reopen", args=[survey_round.public_id])
    client = world.client(role)
    for reason in ("", "   "):
        client.post(url, {"form_reason": reason})
        assert SurveyRound.objects.get(pk=survey_round.pk).is_closed
    status = client.post(url, {"form_reason": "Salah ketik pada dua rumah"}).status_code
    event = survey_round.events.first()
    if role in (Role.ADMIN, Role.STAFF):
        assert status == 302
        assert not SurveyRound.objects.get(pk=survey_round.pk).is_closed
        assert (event.kind, event.reason, event.by) == ("reopened", "Salah ketik pada dua rumah", world.user(role))
    else:
        assert status == 403
        assert (SurveyRound.objects.get(pk=survey_round.pk).is_closed, event.kind) == (True, "closed")


# The back office


def back_office(world, survey_round):
    """[(role, url, data)]: adding, changing, deleting and every action, for each record of the round."""
    for role in sorted(BACK_OFFICE):
        client = world.client(role)
        for model in GUARDED:
            if model not in admin.site._registry:
                continue
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            rows = [survey_round] if model is SurveyRound else model.objects.filter(round=survey_round)
            for row in rows:
                url = reverse(f"{name}_change", args=[row.pk])
                data = {field.name: field.value_from_object(row) for field in model._meta.concrete_fields}
                data = {key: "" if value is None else value for key, value in data.items()}
                page = client.get(url)
                if page.status_code == 200 and (shown := page.context_data.get("adminform")):
                    data |= altered([shown.form])
                yield role, url, {**data, "notes": "diubah", "events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}
                yield role, reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}
                for action in (*admin.site._registry[model].get_actions(_request_of(world, role)), "delete_selected"):
                    yield (
                        role,
                        reverse(f"{name}_changelist"),
                        {"action": action, "_selected_action": row.pk, "post": "yes"},
                    )
            region = makers.make_region(f"{makers.RW}.077").pk
            new = {"round": survey_round.pk, "region": region, "target_area": survey_round.target_area_id}
            new |= {"measured_on": "2021-11-30", "surveyed_on": "2021-11-30", "assessed_on": "2021-11-30"}
            new |= {"indicator": makers.make_indicator(code="BARU").pk, "value": 1, "source": "Uji"}
            new |= {"house": makers.make_house().pk, "household": makers.make_household().pk}
            yield role, reverse(f"{name}_add"), new


def _request_of(world, role):
    class Request:
        user = world.user(role)
        GET = {}

    return Request()


@in_world
def test_the_back_office_reaches_an_open_round(world, survey_round):
    send = sender(survey_round)
    acts = [(url, send(world.client(role), url, data)) for role, url, data in back_office(world, survey_round)]
    changed = {url.split("/")[3] for url, (_status, changed) in acts if changed}
    assert changed >= {"slumsurvey", "measurement", "surveyround"}


@in_world
def test_the_back_office_changes_no_closed_round(world, survey_round):
    opened = list(back_office(world, survey_round))
    send = sender(close(survey_round))
    wrong = []
    for role, url, data in [*opened, *back_office(world, survey_round)]:
        status, changed = send(world.client(role), url, data)
        if changed or status >= 500:
            wrong.append((str(role), url, data.get("action"), status, changed))
    assert not wrong
