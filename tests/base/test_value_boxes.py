"""Boxes for numbers and days: the same on portal forms, filters and in the back office, in both languages."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from activities.filters import InterventionFilter
from agencies.roles import Role
from locations.models import Region
from p2wkss.base.forms import ScopedForm
from p2wkss.base.value_boxes import make_value_box
from tests.makers import make_user

LANGUAGES = ["id", "en"]


class Boxes(ScopedForm, forms.Form):
    weight = forms.DecimalField(max_digits=5, decimal_places=2)
    area = forms.DecimalField(max_digits=14, decimal_places=4)
    latitude = forms.DecimalField(max_digits=9, decimal_places=6)
    money = forms.DecimalField(max_digits=14, decimal_places=0)
    count = forms.IntegerField()
    day = forms.DateField()


def typed(**data):
    form = Boxes(data, user=make_user(Role.STAFF))
    form.is_valid()
    return form


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("box", "text", "value"),
    [
        ("weight", "2,9", "2.9"),
        ("weight", "2.9", "2.9"),
        ("area", "1.234,5", "1234.5"),
        ("area", "1,234.5", "1234.5"),
        ("area", "0,125", "0.125"),
        ("latitude", "-6,39", "-6.39"),
        ("latitude", "-6.395", "-6.395"),
        ("money", "23.000.000", "23000000"),
        ("money", "1.500.000,00", "1500000"),
        ("count", "1.500", "1500"),
    ],
)
def test_comma_and_point_are_understood(language, box, text, value):
    with translation.override(language):
        form = typed(**{box: text})
        assert form.cleaned_data.get(box) == Decimal(value), form.errors.get(box)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("box", "text"),
    [
        ("weight", "12.345"),
        ("weight", "2,900"),
        ("area", "1.234"),
        ("area", "12,345"),
        ("money", "1500000,50"),
        ("money", "1,500"),
        ("count", "2,5"),
        ("count", "1,500"),
        ("weight", "NaN"),
        ("day", "31/02/2021"),
        ("day", "5/6/21"),
    ],
)
def test_what_can_be_read_twice_is_refused(language, box, text):
    with translation.override(language):
        assert box in typed(**{box: text}).errors


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["05/06/2021", "5 Juni 2021", "2021-06-05"])
def test_days_stand_before_months(language, text):
    with translation.override(language):
        assert typed(day=text).cleaned_data["day"] == dt.date(2021, 6, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("box", "value"),
    [
        ("weight", "2.90"),
        ("area", "12.3450"),
        ("area", "1234"),
        ("area", "0.125"),
        ("latitude", "-6.395000"),
        ("latitude", "106.745123"),
        ("money", "1500000"),
        ("money", "1500"),
        ("count", "2021"),
    ],
)
def test_what_a_box_shows_is_read_as_the_same_again(language, box, value):
    with translation.override(language):
        value = Decimal(value) if box != "count" else int(value)
        form = Boxes(initial={box: value}, user=make_user(Role.STAFF))
        shown = re.search(rf'name="{box}" value="([^"]*)"', str(form[box]))[1]
        assert typed(**{box: shown}).cleaned_data[box] == value
        assert not re.search(r"[.,][0-9]{3}$", shown) or box == "money"


def test_numbers_are_typed_into_text_boxes():
    for field, mode in (
        (forms.IntegerField(min_value=0), "numeric"),
        (forms.DecimalField(decimal_places=2, max_digits=5), "decimal"),
        (forms.FloatField(), "decimal"),
    ):
        make_value_box(field)
        html = field.widget.render("x", field.prepare_value(3))
        assert 'type="text"' in html and f'inputmode="{mode}"' in html


@pytest.mark.django_db
def test_filters_read_them_too():
    rows = InterventionFilter({"x": ""}, request=type("Request", (), {"user": make_user(Role.STAFF)})())
    for field in rows.form.fields.values():
        assert not isinstance(field.widget, forms.NumberInput)


@pytest.mark.django_db
def test_no_page_of_the_back_office_has_a_number_box(client):
    user = make_user(Role.ADMIN)
    client.force_login(user)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
        answer = client.get(reverse(name))
        if answer.status_code == 200:
            assert b'type="number"' not in answer.content, name


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "value"), [("1,25", "1.25"), ("1.25", "1.25"), ("12.345", None), ("1.234,5", "1234.5")]
)
def test_the_back_office_reads_them_the_same(client, language, text, value):
    client.force_login(make_user(Role.ADMIN))
    client.cookies["django_language"] = language
    client.post(
        reverse("admin:locations_region_add"),
        {"level": "province", "code": "99", "name": "Uji", "area_ha": text, "is_active": "on", "boundary": "null"},
    )
    found = Region.objects.filter(code="99").first()
    assert (found and found.area_ha) == (value and Decimal(value))
