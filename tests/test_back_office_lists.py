"""Lists of the back office: the columns people decide by, filters they know, and no word of English."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from agencies.roles import Role
from tests.makers import (
    BOJONGSARI,
    CURUG,
    make_agency,
    make_house,
    make_household,
    make_indicator,
    make_measurement,
    make_repair,
    make_target,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = f"{CURUG}.003.004"


@pytest.fixture
def office(client):
    client.force_login(make_user(Role.ADMIN))
    return client


def listed(client, model, **query):
    return client.get(reverse(f"admin:{model}_changelist"), query)


def test_a_target_shows_where_it_begins_stands_and_should_be(office):
    indicator = make_indicator(unit="%", decimals=1, direction="down")
    start = {"baseline": 39, "baseline_on": dt.date(2021, 3, 1), "baseline_source": "Survei"}
    make_target(indicator=indicator, **start, target=20, due_on=dt.date(2021, 12, 1))
    make_measurement(indicator=indicator, value=15, source="Survei")
    text = listed(office, "indicators_target").text
    for words in ("39,0 %", "15,0 %", "20,0 %", "Tercapai"):
        assert words in text, words
    assert "39,0000" not in text


def test_a_figure_is_written_with_the_places_of_its_indicator(office):
    make_measurement(indicator=make_indicator(unit="KK", decimals=0), value=39, source="Survei")
    text = listed(office, "indicators_measurement").text
    assert "39 KK" in text
    assert "39,0000" not in text


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("households_household", lambda rt: make_household(rt=rt)),
        ("households_house", lambda rt: make_house(rt=rt)),
        ("households_houserepair", lambda rt: make_repair(house=make_house(rt=rt))),
    ],
)
def test_rows_are_filtered_by_their_kelurahan(office, model, make):
    here, there = make(f"{BOJONGSARI}.002.001"), make(ELSEWHERE)
    found = listed(office, model, kelurahan=CURUG).context["cl"].queryset
    assert list(found) == [there]
    assert list(listed(office, model, kelurahan=BOJONGSARI).context["cl"].queryset) == [here]
    assert not listed(office, model, kelurahan="99.99").context["cl"].queryset.exists()


@pytest.mark.parametrize("model", ["agencies_agency", "indicators_indicator", "households_household"])
def test_what_the_libraries_say_is_indonesian(office, model):
    make_agency()
    text = re.sub(r"<[^>]+>", " ", listed(office, model).text)
    assert "Ekspor" in text
    assert not re.search(r"\b(Export|Import|Select all|Submit)\b", text)
