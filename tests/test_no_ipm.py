"""An IPM exists for a city alone: nowhere does the portal print one for an RT, an RW or a lokus.

Every page that opens is read as every role, and every sheet; so are the file of each list. Where the word stands it
must be about the city, or say that something is not an IPM.
"""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from agencies.roles import Role
from indicators.models import CityIndex, Indicator
from indicators.services import measure_round
from p2wkss.base.pages import ListPage
from reports.sheets import SHEETS
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.asking import ask, open_every_page
from tests.every_page.world import ROLES

pytestmark = [
    pytest.mark.usefixtures("db"),
    pytest.mark.skipif(connection.vendor == "postgresql", reason="what pages say is the same on both databases"),
]

WORD = re.compile(r"\bIPM\b|Indeks Pembangunan Manusia", re.IGNORECASE)
# What may be said with the word.
ABOUT_THE_CITY = re.compile(
    r"bukan IPM( BPS)?|IPM kota( Depok)?|IPM sendiri hanya ada untuk kota|pengganti IPM|Seri IPM"
    r"|IPM Kota Depok \d{4}|\bipm-kota\b",
    re.IGNORECASE,
)
# Pages about the city's index itself.
OF_THE_CITY = {"indicators:cityindex_list", "indicators:cityindex_add"}
PLACES = re.compile(r"\b(RT|RW|lokus)\b", re.IGNORECASE)


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py)."""


@pytest.fixture
def measured(world):
    """The whole catalogue computed in the world's round, and the city's index beside it."""
    call_command("load_reference", verbosity=0)
    assert Indicator.objects.filter(aspect="hdi", method="family_development_proxy").exists()
    assert CityIndex.objects.exists()
    return measure_round(world.thing("round", "own"))


def visible(body) -> str:
    """What a page says: its text, without scripts (the charts' data stays) and marks."""
    text = re.sub(
        r"<script(?![^>]*application/json).*?</script>|<[^>]+>", " ", body.decode(errors="replace"), flags=re.S
    )
    return " ".join(text.split())


def told_wrongly(text) -> list[str]:
    """Each place where the word stands without being about the city."""
    rest = ABOUT_THE_CITY.sub("", text)
    return [rest[max(0, found.start() - 60) : found.end() + 40] for found in WORD.finditer(rest)]


def test_the_reading_finds_what_it_looks_for():
    assert told_wrongly("IPM RW 02: 71,2")
    assert told_wrongly("Indeks pembangunan manusia lokus")
    assert not told_wrongly("Indeks Proksi Pembangunan Keluarga (bukan IPM BPS) dan IPM kota sebagai konteks")


@pytest.mark.parametrize("role", ROLES)
def test_no_page_prints_an_ipm_of_a_lokus(world, measured, role):
    wrong = {}
    proxy = next(row for row in measured if row.method == "family_development_proxy")
    extra = [proxy.get_absolute_url(), proxy.indicator.get_absolute_url(), proxy.get_absolute_url() + "asal/"]
    opened = {name: page.body for name, page in open_every_page(world, role).items()}
    for url in extra:
        answer = ask(world, role, "GET", url)
        opened[url] = answer.body if answer.status_code == 200 else None
    bodies = {name: body for name, body in opened.items() if body is not None and name not in OF_THE_CITY}
    for name, body in bodies.items():
        if found := told_wrongly(visible(body)):
            wrong[name] = found[:2]
    assert not wrong
    assert len(bodies) > (40 if role in (Role.EVALUATOR, Role.LEADER, Role.CADRE) else 80)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EVALUATOR])
def test_no_file_of_a_list_or_sheet_does(world, measured, role):
    read, wrong = 0, {}
    urls = [f"{ADDRESSES[name].url(world, 'own', role)}?format=csv" for name in pages_of(ListPage)]
    urls += [
        f"{ADDRESSES['reports:sheet_file'].url(world).replace('interventions', name)}?format=csv" for name in SHEETS
    ]
    for url in urls:
        if any(ADDRESSES[name].url(world) in url for name in OF_THE_CITY):
            continue
        answer = ask(world, role, "GET", url)
        if answer.status_code == 200:
            read += 1
            if found := told_wrongly(visible(answer.body)):
                wrong[url] = found[:2]
    assert not wrong
    assert read > 8
