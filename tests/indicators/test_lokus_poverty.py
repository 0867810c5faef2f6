"""Poverty of a lokus on one page: the figures of each round with their rows, and what makes up the index."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.roles import Role
from indicators.measures.depth import people_below_poverty_line_share, poverty_gap, poverty_severity
from indicators.measures.multidimensional import deprived_families, multidimensional_poverty_index
from indicators.models import DeprivationScheme, DeprivationWeight, PovertyLine
from indicators.reference import load_deprivations, load_indicators
from indicators.services import measure_round
from indicators.surveyed import Surveyed
from tests.indicators.register import ask_family, ask_person, assess
from tests.makers import make_house, make_household, make_member, make_region, make_round, make_user

pytestmark = pytest.mark.django_db

SOUND = {
    "water_source": "piped",
    "toilet": "own",
    "septic": "septic_tank",
    "lighting": "pln_metered",
    "cooking_fuel": "lpg_3kg",
    "floor": "ceramic",
    "wall": "masonry",
    "roof": "tile",
}


def family(spending=None, *, size=1, schooling=9, insured=True, **house):
    """A family of `size` adults that spends `spending` rupiah a month, in a sound house but for `house`."""
    household = make_household(house=make_house())
    assess(household.house, make_round(), **SOUND | house)
    for _number in range(size):
        member = make_member(household=household, birth_date=dt.date(1980, 1, 1))
        ask_person(member, years_of_schooling=schooling, insured=insured)
    if spending is not None:
        ask_family(household, food_spending=spending, nonfood_spending=0)
    return household


@pytest.fixture
def line():
    return PovertyLine.objects.create(region=make_region("32.76"), year=2021, amount=600_000, source="BPS")


def test_depth_is_weighted_by_persons(line):
    family(1_200_000, size=3)  # 400.000 a head: a gap of a third
    family(700_000, size=1)
    family(None, size=5)
    found = [method(make_round()) for method in (people_below_poverty_line_share, poverty_gap, poverty_severity)]
    assert [figure.value for figure in found] == [Decimal("75"), Decimal("25"), Decimal("8.3333")]
    assert (found[0].numerator, found[0].denominator, found[0].surveyed, found[0].surveyed_of) == (3, 4, 2, 3)
    assert len(found[1].lineage["counted"]) == 1


@pytest.mark.parametrize("method", [people_below_poverty_line_share, poverty_gap, poverty_severity])
def test_without_a_line_depth_is_unknown(method):
    family(500_000)
    found = method(make_round())
    assert found.value is None
    assert "belum diisi" in found.note


def test_several_deprivations_make_a_family_poor():
    load_deprivations()
    poor = family(schooling=3, insured=False)  # two indicators of a sixth each: exactly a third
    deeper = family(schooling=3, insured=False, toilet="none", cooking_fuel="firewood")
    family(insured=False, floor="earth", water_source="surface")  # 5 + 2 + 2 of 30: below a third
    family()
    family(lighting="")  # unknown
    found = deprived_families(Surveyed.of(make_round()))
    assert set(found.poor) == {poor.pk, deeper.pk}
    assert (len(found.counted), len(found.families), found.mpi.left_out) == (4, 5, 1)
    figure = multidimensional_poverty_index(make_round())
    assert figure.value == Decimal("20")  # (10 + 14) / 30 / 4
    assert (figure.numerator, figure.denominator) == (2, 4)
    assert figure.lineage["counted"] == sorted([poor.pk, deeper.pk])


def test_without_weights_the_index_is_unknown():
    family()
    assert multidimensional_poverty_index(make_round()).value is None


def test_the_weights_of_the_round_count():
    load_deprivations()
    family(insured=False)
    newer = DeprivationScheme.objects.create(
        name="Hanya jaminan", source="Uji", valid_from=dt.date(2021, 1, 1), cutoff_numerator=1, cutoff_denominator=1
    )
    DeprivationWeight.objects.create(scheme=newer, dimension="Kesehatan", deprivation="member_uninsured", weight=1)
    assert multidimensional_poverty_index(make_round()).value == 100


@pytest.mark.parametrize(("numerator", "denominator"), [(2, 1), (0, 3)])
def test_a_cutoff_is_a_share(numerator, denominator):
    scheme = DeprivationScheme(
        name="Uji",
        source="Uji",
        valid_from=dt.date(2021, 1, 1),
        cutoff_numerator=numerator,
        cutoff_denominator=denominator,
    )
    with pytest.raises(ValidationError):
        scheme.full_clean()


# The page


@pytest.fixture
def lokus(line):
    """Ten families, six of them poor in several things, with every figure computed."""
    load_deprivations()
    load_indicators()
    for number in range(10):
        family(500_000 if number < 6 else 900_000, schooling=3 if number < 6 else 9, insured=number >= 6)
    survey_round = make_round()
    measure_round(survey_round)
    return survey_round.target_area


def page_of(client, lokus, role=Role.STAFF, query=""):
    client.force_login(make_user(role))
    return client.get(reverse("indicators:lokus_poverty", args=[lokus.public_id]) + query)


def test_the_page_shows_each_figure_with_the_way_to_its_rows(client, lokus):
    page = page_of(client, lokus).content.decode()
    for words in ("(P0)", "(P1)", "(P2)", "Indeks kemiskinan multidimensi", "60,00 %", "Rp600.000", "ambang 1 dari 3"):
        assert words in page, words
    assert "6 dari 10 keluarga" in page
    assert "Global MPI" in page
    assert "belum diperiksa administrator" in page
    figure = lokus.measurements.get(indicator__method="multidimensional_poverty_index")
    assert figure.get_absolute_url() in page
    rows = client.get(reverse("indicators:measurement_rows", args=[figure.public_id]))
    assert rows.status_code == 200


def test_the_lokus_page_leads_there(client, lokus):
    client.force_login(make_user(Role.LEADER))
    assert reverse("indicators:lokus_poverty", args=[lokus.public_id]) in client.get(lokus.get_absolute_url()).text


def test_what_tells_of_fewer_than_five_families_is_hidden_from_readers(client, lokus):
    text = page_of(client, lokus, Role.LEADER).content.decode()
    assert "tidak ditampilkan" in text
    assert "60,00 %" not in text, "ten less six are four"
    assert "6 dari 10" not in text
    assert "60,00 %" in page_of(client, lokus, Role.STAFF).content.decode()


def test_the_file_hides_the_same(client, lokus):
    def lines(role):
        answer = page_of(client, lokus, role, "?format=csv")
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    assert ",60.0000,%" in lines(Role.STAFF)
    assert "60.0000" not in lines(Role.LEADER)


def test_a_lokus_without_a_round_says_so(client):
    lokus = make_round().target_area
    lokus.rounds.all().delete()
    assert "belum punya pendataan" in page_of(client, lokus).content.decode()


@pytest.mark.parametrize("query", ["?pendataan=x", "?pendataan=00000000-0000-4000-8000-000000000007", "?format=pdf"])
def test_what_is_not_there_is_not_found(client, lokus, query):
    assert page_of(client, lokus, query=query).status_code == 404
