"""Pages of indicators: targets, figures and the way back to their rows, slum surveys, reference figures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from households.models import House
from indicators import services
from indicators.models import CityIndex, Measurement, SlumSurvey, Target
from tests.makers import (
    make_assessment,
    make_indicator,
    make_measurement,
    make_region,
    make_round,
    make_slum_survey,
    make_target,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    def sign_in(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return sign_in


@pytest.mark.parametrize(
    "name",
    ["indicator_list", "target_list", "measurement_list", "slumsurvey_list", "cityindex_list", "povertyline_list"],
)
@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_programme_figures_are_open_to_every_role(client, signed_in, name, role):
    signed_in(role)
    make_target()
    make_measurement()
    make_slum_survey()
    assert client.get(reverse(f"indicators:{name}")).status_code == 200


def test_a_target_list_says_where_the_lokus_is(client, signed_in):
    signed_in()
    indicator = make_indicator(code="RTLH", name="Rumah tidak layak huni", direction="down", unit="%")
    make_target(
        indicator=indicator,
        baseline=20,
        baseline_on=dt.date(2021, 3, 1),
        baseline_source="Pendataan",
        target=5,
        due_on=timezone.localdate() + dt.timedelta(days=100),
    )
    make_measurement(indicator=indicator, value=10, measured_on=dt.date(2021, 7, 1))
    page = client.get(reverse("indicators:target_list")).content.decode()
    assert "Sesuai jadwal" in page
    detail = client.get(reverse("indicators:target_detail", args=[Target.objects.get().public_id])).content.decode()
    assert "turun 10 poin, membaik" in detail


def test_a_target_without_a_date_is_refused_beside_its_box(client, signed_in):
    signed_in()
    area, indicator = make_target_area(), make_indicator()
    data = {"target_area": area.public_id, "indicator": indicator.public_id, "target": "5"}
    page = client.post(reverse("indicators:target_add"), data)
    assert page.context["form"].errors["due_on"] == ["Target harus punya batas waktu."]
    assert page.context["form"]["target"].value() == "5"
    assert not Target.objects.exists()


def test_a_figure_without_source_is_refused(client, signed_in):
    signed_in()
    area, indicator = make_target_area(), make_indicator()
    data = {
        "target_area": area.public_id,
        "indicator": indicator.public_id,
        "measured_on": "2021-06-30",
        "value": "12,5",
    }
    page = client.post(reverse("indicators:measurement_add"), data)
    assert page.context["form"].errors["source"] == ["Tulis dari mana angka ini."]
    assert client.post(reverse("indicators:measurement_add"), {**data, "source": "Puskesmas"}).status_code == 302
    assert Measurement.objects.get().value == Decimal("12.5")


def test_a_computed_figure_leads_back_to_its_houses(client, signed_in):
    user = signed_in()
    survey_round = make_round()
    unfit, fit = make_assessment(unfit=True), make_assessment(unfit=False)
    House.objects.filter(pk=unfit.house_id).update(latest_assessment=unfit)
    indicator = make_indicator(code="RTLH", method="unfit_house_share")
    figure = services.measure(indicator, survey_round, by=user)
    assert figure.value == 50
    rows = reverse("indicators:measurement_rows", args=[figure.public_id])
    counted = client.get(rows).content.decode()
    assert unfit.house.address in counted
    assert fit.house.address not in counted
    assert fit.house.address in client.get(rows, {"bagian": "semua"}).content.decode()


def test_who_may_not_see_houses_gets_the_number_and_no_address(client, signed_in):
    signed_in(Role.LEADER)
    unfit = make_assessment(unfit=True)
    figure = services.measure(make_indicator(method="unfit_house_share"), unfit.round)
    page = client.get(reverse("indicators:measurement_rows", args=[figure.public_id])).content.decode()
    assert "memuat data pribadi" in page
    assert unfit.house.address not in page


def test_measuring_a_round_fills_the_list(client, signed_in):
    signed_in()
    make_assessment(unfit=True)
    make_indicator(code="RTLH", method="unfit_house_share")
    survey_round = make_round()
    url = reverse("indicators:round_measure", args=[survey_round.public_id])
    assert client.post(url).status_code == 302
    assert Measurement.objects.get().value == 100


def test_a_closed_round_is_not_measured_again(client, signed_in):
    signed_in()
    survey_round = make_round(closed_at=timezone.now())
    url = reverse("indicators:round_measure", args=[survey_round.public_id])
    page = client.post(url)
    assert page.status_code == 200
    assert not Measurement.objects.exists()


def test_a_slum_survey_shows_its_score_by_the_book(client, signed_in):
    """Sumbermulyo RT 01/RW 05: 38, sedang (kawanku.pkpjatim.id)."""
    signed_in()
    zero = dict.fromkeys((f"v_{criterion}" for criterion in SlumSurvey.CRITERIA), 0)
    survey = make_slum_survey(
        area_ha=1, buildings=10, households=10, ideal_road_m=100, ideal_drain_m=100, **{**zero, "v_2b": 80, "v_1c": 6}
    )
    page = client.get(reverse("indicators:slumsurvey_detail", args=[survey.public_id]))
    assert page.context["score"].total == 8
    assert "tidak kumuh" in page.content.decode()


def test_a_slum_survey_with_a_gap_has_no_total(client, signed_in):
    signed_in()
    survey = make_slum_survey(area_ha=1, buildings=10, v_1a=5)
    page = client.get(reverse("indicators:slumsurvey_detail", args=[survey.public_id]))
    assert page.context["score"].total is None
    assert "Belum lengkap" in page.content.decode()


def test_two_series_of_the_city_index_never_share_a_table(client, signed_in):
    signed_in()
    city = make_region("32.76")
    CityIndex.objects.create(region=city, year=2021, series="old", value="81.37", source="BPS")
    CityIndex.objects.create(region=city, year=2024, series="sp2020", value="83.05", source="BPS")
    url = reverse("indicators:cityindex_list")
    new, old = client.get(url).content.decode(), client.get(url, {"seri": "old"}).content.decode()
    assert "83,05" in new and "81,37" not in new
    assert "81,37" in old and "83,05" not in old


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER])
@pytest.mark.parametrize("name", ["target_add", "measurement_add", "slumsurvey_add", "indicator_add"])
def test_only_staff_type_figures(client, signed_in, role, name):
    signed_in(role)
    assert client.get(reverse(f"indicators:{name}")).status_code == 403
