"""The page of an indicator tells its story in a lokus; a figure is divided by RT and led back to its families."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.services import close_round
from indicators import services
from indicators.models import CityIndex, Measurement, SlumSurvey
from indicators.story import story_of
from tests.indicators.register import ask_person, assess
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    RW,
    make_house,
    make_household,
    make_indicator,
    make_measurement,
    make_member,
    make_region,
    make_round,
    make_slum_survey,
    make_target,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


def person():
    return make_indicator(code="I34", name="Peserta jaminan", method="insured_share", direction="up", aspect="hdi")


def page_of(client, indicator, role=Role.STAFF, **query):
    client.force_login(make_user(role, areas=[BOJONGSARI] if role == Role.KELURAHAN else ()))
    return client.get(reverse("indicators:indicator_detail", args=[indicator.public_id]), query)


def two_rounds(indicator, was=10, now=4, **fields):
    first = make_measurement(indicator=indicator, round=make_round(), measured_on=dt.date(2021, 3, 26), value=was)
    endline = make_round("endline", starts_on=dt.date(2021, 11, 1))
    last = make_measurement(
        indicator=indicator, round=endline, measured_on=dt.date(2021, 11, 30), value=now, surveyed=3, surveyed_of=4
    )
    Measurement.objects.filter(pk__in=[first.pk, last.pk]).update(**fields)
    return first, last


def test_the_page_shows_now_with_its_change_coverage_and_the_target_in_words(client):
    indicator = make_indicator(code="RTLH", unit="%", direction="down")
    two_rounds(indicator)
    make_target(
        indicator=indicator,
        baseline=10,
        baseline_on=dt.date(2021, 3, 26),
        baseline_source="Pendataan",
        target=5,
        due_on=dt.date(2021, 12, 2),
    )
    text = page_of(client, indicator).content.decode()
    for words in ("turun 6 poin, membaik", "cakupan 3 dari 4 (75 %)", "Tercapai", "120 % dari jalan menuju target"):
        assert words in text


def test_figures_made_in_different_ways_are_different_series():
    indicator = person()
    two_rounds(indicator)
    Measurement.objects.filter(round__kind="endline").update(method="insured_share", method_version="2")
    make_measurement(indicator=indicator, measured_on=dt.date(2021, 12, 1), value=7)
    story = story_of(indicator, make_target_area(), make_user())
    assert story.trend()["columns"][1:] == ["diisi petugas", "dihitung portal, versi cara 2"]
    assert [row[1:] for row in story.trend()["rows"]] == [[10, None], [None, 4], [7, None]]
    assert [figure.change for figure in story.figures] == ["", "", "turun 3 poin, memburuk"]


def test_an_unknown_figure_draws_no_point_and_is_no_latest():
    indicator = make_indicator()
    two_rounds(indicator)
    Measurement.objects.filter(round__kind="endline").update(value=None)
    story = story_of(indicator, make_target_area(), make_user())
    assert (story.latest.measurement.value, story.trend()) == (10, None)


def test_women_stand_beside_men_where_a_figure_is_about_people(client):
    indicator = person()
    two_rounds(indicator, value_male=60, value_female=70)
    page = page_of(client, indicator)
    assert page.context["sexes"]["rows"][0][1:] == [70, 60]
    assert "Perempuan dan laki-laki" in page.content.decode()
    other = make_indicator(code="RTLH")
    two_rounds(other)
    assert "Perempuan dan laki-laki" not in page_of(client, other).content.decode()


def test_the_citys_index_is_context_and_its_series_never_share_a_column(client):
    city = make_region("32.76")
    CityIndex.objects.create(region=city, year=2021, series="old", value="81.37", source="BPS")
    CityIndex.objects.create(region=city, year=2024, series="sp2020", value="83.05", source="BPS")
    indicator = person()
    two_rounds(indicator)
    page = page_of(client, indicator)
    assert page.context["city"]["rows"] == [["2021", 81.37, None], ["2024", None, 83.05]]
    assert "bukan untuk lokus" in page.content.decode()
    slum = make_indicator(code="RTLH", aspect="slum")
    two_rounds(slum)
    assert "IPM" not in page_of(client, slum).content.decode()


def test_another_lokus_is_chosen_and_an_unseen_one_is_not_found(client):
    indicator = make_indicator()
    two_rounds(indicator)
    elsewhere = make_target_area(2020, kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    make_measurement(indicator=indicator, target_area=elsewhere, value=77)
    assert page_of(client, indicator).context["lokus"] == make_target_area()
    assert page_of(client, indicator, lokus=str(elsewhere.public_id)).context["lokus"] == elsewhere
    assert page_of(client, indicator, Role.KELURAHAN, lokus=str(elsewhere.public_id)).status_code == 404
    assert page_of(client, indicator, Role.KELURAHAN).context["choices"] == [make_target_area()]
    assert page_of(client, indicator, lokus="x").status_code == 404


def test_an_indicator_without_any_figure_says_what_to_do(client):
    assert "catat angka dari sumber lain" in page_of(client, make_indicator()).content.decode()


def test_a_slum_score_shows_its_seven_aspects(client):
    zero = dict.fromkeys((f"v_{criterion}" for criterion in SlumSurvey.CRITERIA), 0)
    wholes = dict.fromkeys(("area_ha", "buildings", "households", "ideal_road_m", "ideal_drain_m"), 100)
    make_slum_survey(**{**zero, **wholes, "v_2a": 50, "v_2b": 100})
    figure = services.measure(make_indicator(method="slum_score"), make_round())
    client.force_login(make_user())
    text = client.get(figure.get_absolute_url()).content.decode()
    assert "Jalan lingkungan" in text
    assert "75 %" in text


def test_the_family_index_shows_its_parts_first_and_how_sure_they_are(client):
    make_region("32.76")
    for number in range(64):
        ask_person(
            make_member(birth_date=dt.date(1980, 1, 1), sex="LP"[number % 2]),
            insured=number % 4 > 0,
            years_of_schooling=9,
        )
    figure = services.measure(make_indicator(method="family_development_proxy"), make_round())
    client.force_login(make_user())
    text = client.get(figure.get_absolute_url()).content.decode()
    assert "Peserta jaminan kesehatan" in text
    assert "75 % (64 dari 64 diketahui; perempuan 100 %, laki-laki 50 %; rentang 90 %:" in text


def test_how_a_figure_is_made_is_told_in_the_readers_language(client):
    text = page_of(client, person()).content.decode()
    assert "Anggota yang punya jaminan kesehatan dibagi" in text
    assert "share of those" not in text


def rows_of(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_file_holds_the_figures_of_the_page(client):
    indicator = make_indicator()
    two_rounds(indicator)
    rows = rows_of(page_of(client, indicator, format="csv"))
    assert [(row["pendataan"], row["nilai"], row["terdata"]) for row in rows] == [
        ("Data awal", "10.0000", ""),
        ("Data akhir", "4.0000", "3"),
    ]
    assert page_of(client, indicator, format="pdf").status_code == 404
    assert page_of(client, make_indicator(), format="csv").status_code == 404


def insured_in_two_rt(per_rt=5):
    """All insured in the first RT, none in the second; returns the measurement and a family of each."""
    make_region(f"{RW}.002")
    area = make_target_area()
    area.area_links.all().delete()
    area.area_links.create(region=make_region(RW), valid_from=dt.date(2021, 1, 1))
    families = {}
    for code, insured in ((RT, True), (f"{RW}.002", False)):
        for _number in range(per_rt):
            families[code] = make_household(rt=code)
            ask_person(make_member(household=families[code]), insured=insured)
    return services.measure(person(), make_round()), families


def regions_of(client, figure, role=Role.STAFF, **query):
    client.force_login(make_user(role))
    return client.get(reverse("indicators:measurement_regions", args=[figure.public_id]), query)


def test_a_figure_is_divided_by_rt_and_the_parts_add_up(client):
    figure, _families = insured_in_two_rt()
    rows = regions_of(client, figure).context["rows"]
    assert [(row["region"].code, row["figure"].value) for row in rows] == [(RT, 100), (f"{RW}.002", 0)]
    assert sum(row["figure"].numerator for row in rows) == figure.numerator
    assert sum(row["figure"].denominator for row in rows) == figure.denominator


def test_from_an_rt_the_way_leads_to_its_people_only_and_back(client):
    figure, families = insured_in_two_rt()
    url = regions_of(client, figure).context["rows"][1]["url"]
    page = client.get(url + "&bagian=semua")
    members = families[f"{RW}.002"].members.all()
    assert all(member.name in page.content.decode() for member in members)
    assert families[RT].members.get().name not in page.content.decode()
    crumbs = [address for _label, address in page.context["page"].breadcrumb]
    assert f"{figure.indicator.get_absolute_url()}?lokus={make_target_area().public_id}" in crumbs
    assert figure.get_absolute_url() in crumbs
    for unknown in ("9", "a\x00b", "32.76'"):
        assert client.get(url.partition("?")[0], {"rt": unknown}).status_code == 404


def test_small_rt_are_hidden_from_who_may_not_open_the_register(client):
    figure, _families = insured_in_two_rt(per_rt=4)
    assert "kurang dari lima, tidak ditampilkan" not in regions_of(client, figure).content.decode()
    page = regions_of(client, figure, Role.EVALUATOR)
    assert [row["figure"] for row in page.context["rows"]] == [None, None]
    assert [row["url"] for row in page.context["rows"]] == ["", ""]
    assert page.context["chart"] is None
    assert [row["nilai"] for row in rows_of(regions_of(client, figure, Role.EVALUATOR, format="csv"))] == ["", ""]


def test_a_figure_that_has_no_parts_says_so(client):
    text = regions_of(client, make_measurement()).content.decode()
    assert "tidak dapat dibagi menurut RT" in text
    assert regions_of(client, make_measurement(measured_on=dt.date(2021, 1, 1)), format="csv").status_code == 404


def test_a_closed_round_is_divided_as_its_answers_are_now_and_says_so(client):
    figure, _families = insured_in_two_rt()
    close_round(make_round(), make_user(Role.ADMIN))
    assert "sudah ditutup" in regions_of(client, figure).content.decode()


def test_the_page_costs_the_same_for_one_figure_and_ten(client, django_assert_max_num_queries):
    indicator = person()
    two_rounds(indicator)
    costs = []
    for day in (1, 10):
        for number in range(day):
            make_measurement(indicator=indicator, measured_on=dt.date(2022, day, number + 1))
        page_of(client, indicator)
        with django_assert_max_num_queries(15) as counted:
            client.get(reverse("indicators:indicator_detail", args=[indicator.public_id]))
        costs.append(len(counted))
    assert costs[0] == costs[1]


def test_the_page_by_rt_costs_the_same_for_one_rt_and_two(client, django_assert_max_num_queries):
    figure, _families = insured_in_two_rt()
    regions_of(client, figure)
    with django_assert_max_num_queries(15):
        client.get(reverse("indicators:measurement_regions", args=[figure.public_id]))


def test_an_unfit_house_is_reached_from_its_figure(client):
    house = make_house()
    assess(house, unfit=True)
    figure = services.measure(make_indicator(method="unfit_house_share"), make_round())
    client.force_login(make_user())
    url = reverse("indicators:measurement_rows", args=[figure.public_id])
    assert house.address in client.get(url, {"rt": RT}).content.decode()
    make_region(f"{RW}.002")
    assert house.address not in client.get(url, {"rt": f"{RW}.002"}).content.decode()
