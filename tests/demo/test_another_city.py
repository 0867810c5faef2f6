"""Another city: its files are loaded from a folder, and no page, letter or sentence speaks of the first one."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from activities.models import ActivityType
from agencies.models import Agency
from agencies.passwords import ContextWordValidator
from agencies.roles import Role
from households.models import EligibilityCriterion, RtlhRule
from indicators.models import CityIndex, Indicator, PovertyLine
from locations.models import ProgrammeYear, Region, TargetArea
from tests.every_page.addresses import ADDRESSES
from tests.makers import make_user

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
OTHER = ROOT / "tests" / "cities" / "kota_rekaan"
NAMES_OF_THE_FIRST = ("depok", "dpapmk", "dp3ap2kb", "bojongsari", "32.76")
CODE = ["agencies", "locations", "households", "imports", "activities", "indicators", "reports", "p2wkss", "templates"]
# The demo is of the first city and begins here.
OF_THE_DEMO = {"p2wkss/first_start.py"}


def load(folder=OTHER):
    out = StringIO()
    call_command("load_reference", folder=folder, stdout=out)
    return out.getvalue()


def test_the_files_of_a_folder_are_loaded_beside_the_catalogues():
    load()
    assert set(Region.objects.level(Region.Level.KELURAHAN).values_list("name", flat=True)) == {"Melati", "Kenanga"}
    assert Agency.objects.coordinators().get().code == "DPMPA"
    assert PovertyLine.objects.get().region.name == "Kota Rekaan"
    lokus = TargetArea.objects.get()
    assert (lokus.programme_year.year, lokus.area_links.get().region.code) == (2020, "99.01.01.1001.003")
    assert ActivityType.objects.count() > 60
    assert Indicator.objects.exists() and RtlhRule.objects.exists()
    assert not CityIndex.objects.exists() and not EligibilityCriterion.objects.exists(), "files a city need not have"
    kind = ActivityType.objects.get(code="F01")
    assert [agency.code for agency in kind.usual_agencies.all()] == ["DPMPA"]


def test_loading_a_city_twice_adds_nothing():
    load()
    assert all(line.endswith("+0") for line in load().splitlines())


def test_one_portal_can_hold_two_cities():
    load()
    load(ROOT / "cities" / "depok")
    assert Region.objects.level(Region.Level.CITY).count() == 2
    assert set(ProgrammeYear.objects.values_list("year", flat=True)) >= {2015, 2020}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(OTHER, tmp_path / "kota")


def without(name):
    return lambda folder: (folder / name).unlink()


def written(name, text, encoding="utf-8"):
    return lambda folder: (folder / name).write_text(text, encoding=encoding)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without("regions.csv"), "regions.csv tidak ada"),
        (without("agencies.csv"), "agencies.csv tidak ada"),
        (written("regions.csv", "kode,nama\n1,a\n"), "kolom code, level, name tidak ada"),
        (written("agencies.csv", "code,name,kind\nÉ,É,city\n", "latin-1"), "bukan teks UTF-8"),
        (written("regions.csv", "code,level,name\n99,province,P\n99.01,city,K\n99.01.1,kecamatan,T\n"), "99.01.1"),
        (written("regions.csv", "code,level,name\n99.01,city,Tanpa provinsi\n"), "Tanpa provinsi"),
        (written("poverty_lines.csv", "region,year,amount,source\n98.01,2021,1,x\n"), "98.01"),
        (written("poverty_lines.csv", "region,year,amount,source\n99.01,dua,1,x\n"), "dua"),
    ],
)
def test_a_folder_with_a_mistake_loads_nothing_and_says_which(folder, spoil, words):
    spoil(folder)
    with pytest.raises(CommandError) as refused:
        load(folder)
    assert words in str(refused.value)
    assert not Region.objects.exists() and not Agency.objects.exists()


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="tidak ada"):
        load(Path("/tidak/ada"))


def test_without_a_folder_the_only_city_is_loaded_and_among_several_it_must_be_named(settings, tmp_path):
    settings.CITIES_ROOT = tmp_path
    shutil.copytree(OTHER, tmp_path / "satu")
    call_command("load_reference", stdout=StringIO())
    assert Region.objects.filter(name="Kota Rekaan").exists()
    shutil.copytree(OTHER, tmp_path / "dua")
    with pytest.raises(CommandError, match="--folder"):
        call_command("load_reference", stdout=StringIO())


@pytest.mark.parametrize("role", list(Role))
def test_no_page_of_another_city_speaks_of_the_first(client, settings, role):
    settings.CITY_NAME = "Kota Rekaan"
    load()
    area = ["99.01.01.1001"] if role in (Role.KELURAHAN, Role.CADRE) else []
    client.force_login(make_user(role, areas=area))
    told = {}
    for name, address in ADDRESSES.items():
        if address.parameters or name.startswith(("admin:", "account_", "mfa_", "usersessions_")):
            continue
        answer = client.get(reverse(name))
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            text = answer.content.decode().lower()
            said = [word for word in NAMES_OF_THE_FIRST if word in text]
            if said:
                told[name] = said
    assert not told


def test_the_door_names_the_city_of_this_portal(client, settings):
    settings.CITY_NAME = "Kota Rekaan"
    assert "P2WKSS Kota Rekaan" in client.get(reverse("account_login")).text
    assert "P2WKSS Kota Rekaan" in client.get("/tidak/ada/").text
    settings.CITY_NAME = ""
    assert "Depok" not in client.get(reverse("account_login")).text


def test_the_code_names_no_city():
    """Comments and examples of codes may; what people read, and what the program decides by, may not."""
    found = {}
    for app in CODE:
        for path in sorted((ROOT / app).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix not in (".py", ".html") or "migrations" in path.parts or name in OF_THE_DEMO:
                continue
            said = [word for word in ("Depok", "DPAPMK", "DP3AP2KB") if word in path.read_text()]
            if said:
                found[name] = said
    assert not found


@pytest.mark.parametrize("password", ["Rekaan2024!", "dpmpa-2024", "P2WKSS-rekaan"])
def test_the_names_of_this_city_are_no_password(settings, password):
    settings.CITY_NAME = "Kota Rekaan"
    load()
    with pytest.raises(ValidationError, match="mudah ditebak"):
        ContextWordValidator().validate(password)
