"""What is still to do: the works under 16, the houses still unfit, prices known and not known, by role."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.roles import Role
from indicators.models import SlumSurvey, WorkPrice
from indicators.remaining import house_works, rounds_with_survey, slum_works
from indicators.surveyed import Surveyed
from tests.indicators.register import assess
from tests.makers import (
    make_agency,
    make_assessment,
    make_house,
    make_repair,
    make_round,
    make_slum_survey,
    make_target_area,
    make_user,
    make_work_price,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 24)


def survey(**volumes):
    """An area with a hundred of everything; nothing is wrong but what is given."""
    zero = dict.fromkeys((f"v_{criterion}" for criterion in SlumSurvey.CRITERIA), 0)
    wholes = dict.fromkeys(("area_ha", "buildings", "households", "ideal_road_m", "ideal_drain_m"), 100)
    return make_slum_survey(**{**zero, **wholes, **volumes})


def sixteen_points():
    """2a 5, 2b 5, 3a 5, 5a 1."""
    return survey(v_2a=100, v_2b=100, v_3a=100, v_5a=30)


def prices():
    return WorkPrice.objects.on(TODAY)


def page_of(client, role=Role.STAFF, **query):
    client.force_login(make_user(role, areas=["32.76.11.1001"] if role == Role.KELURAHAN else ()))
    return client.get(reverse("indicators:remaining_work", args=[make_target_area().public_id]), query)


def test_the_newest_price_that_holds_is_taken():
    make_work_price("2b", amount=100, valid_from=dt.date(2020, 1, 1))
    new = make_work_price("2b", amount=120, valid_from=dt.date(2021, 1, 1))
    make_work_price("2b", amount=999, valid_from=dt.date(2999, 1, 1))
    assert prices() == {"2b": new}


def test_a_price_is_kept_once_a_day_and_never_below_zero(client):
    client.force_login(make_user())
    make_work_price("2b", valid_from=dt.date(2021, 1, 1))
    data = {"work": "2b", "name": "Beton", "amount": "120", "source": "SHSD", "valid_from": "2021-01-01"}
    url = reverse("indicators:workprice_add")
    errors = client.post(url, data).context["form"].errors
    assert errors["valid_from"] == ["Harga pekerjaan ini untuk tanggal itu sudah ada. Ubah yang ada."]
    assert "amount" in client.post(url, {**data, "amount": "-1", "valid_from": "2021-02-01"}).context["form"].errors
    assert "source" in client.post(url, {**data, "source": "", "valid_from": "2021-02-01"}).context["form"].errors
    assert client.post(url, {**data, "amount": "1.200.000", "valid_from": "2021-02-01"}).status_code == 302
    assert WorkPrice.objects.get(valid_from=dt.date(2021, 2, 1)).amount == 1_200_000


def test_the_cheapest_works_bring_the_total_under_sixteen():
    sixteen_points()
    make_work_price("2b", amount=1000)
    make_work_price("5a", amount=5000)
    found = slum_works(Surveyed.of(make_round()), prices())
    # 24.1 m of road to 75.9 % cost 24,100 and give two points; 6 families (24 %) cost 30,000 and give one.
    assert [(row.code, row.work.volume, row.work.cost) for row in found.works] == [("2b", Decimal("24.1"), 24_100)]
    road = next(row for row in found.criteria if row.code == "2b")
    assert (road.score, road.score_after, road.volume_after, road.percent_after) == (
        5,
        3,
        Decimal("75.9"),
        Decimal("75.90"),
    )
    assert (found.plan.before.total, found.plan.after.total) == (16, 14)


def test_a_criterion_that_will_not_be_worked_on_stays_as_it_is():
    sixteen_points()
    make_work_price("2b", amount=1)
    make_work_price("5a", amount=5000)
    found = slum_works(Surveyed.of(make_round()), prices(), without=["2b"])
    assert [row.code for row in found.works] == ["5a"]
    assert not slum_works(Surveyed.of(make_round()), prices(), goal=0, without=["2b"]).plan.reached


def test_a_work_without_a_price_is_shown_without_one(client):
    sixteen_points()
    response = page_of(client)
    text = response.content.decode()
    assert response.context["slum"].plan.unpriced
    assert "belum termasuk 1 pekerjaan yang harganya belum diisi" in text
    assert "belum diketahui" in text
    assert reverse("indicators:workprice_add") + "?work=5a" in text


def test_who_may_not_enter_prices_is_not_asked_to(client):
    sixteen_points()
    text = page_of(client, Role.EVALUATOR).content.decode()
    assert "belum diketahui" in text
    assert reverse("indicators:workprice_add") not in text


def test_an_unknown_criterion_is_named_instead_of_a_plan(client):
    survey(v_2a=100, v_7a=None)
    text = page_of(client).content.decode()
    assert "kriteria ini belum diisi: 7a" in text


def test_a_volume_larger_than_its_whole_is_said(client):
    survey(v_2a=150)
    assert "Ada volume yang lebih besar dari keseluruhannya" in page_of(client).content.decode()


def test_an_area_under_the_goal_needs_no_work(client):
    survey(v_2a=100)
    assert "Tidak ada yang harus dikerjakan" in page_of(client).content.decode()


def test_a_lokus_without_a_survey_says_what_to_do(client):
    assert "Isi keduanya lebih dahulu" in page_of(client).content.decode()


def test_a_wrong_goal_is_refused_beside_its_box_and_the_usual_one_is_shown(client):
    sixteen_points()
    response = page_of(client, skor="banyak", pendataan="x", tanpa=["zz"])
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"skor", "pendataan", "tanpa"}
    assert response.context["goal"] == 15


def test_another_round_and_goal_may_be_asked(client):
    sixteen_points()
    endline = make_round("endline", starts_on=dt.date(2021, 11, 1))
    survey(round=endline, v_2a=100)
    assert page_of(client).context["survey_round"] == endline
    first = str(make_round().public_id)
    response = page_of(client, pendataan=first, skor="0")
    assert (response.context["survey_round"], response.context["goal"]) == (make_round(), 0)
    assert response.context["slum"].plan.after.total == 0


def test_a_slum_survey_leads_to_what_is_still_to_do(client):
    page_of(client)
    row = sixteen_points()
    url = reverse("indicators:remaining_work", args=[make_target_area().public_id])
    assert f"{url}?pendataan={make_round().public_id}" in client.get(row.get_absolute_url()).content.decode()


def test_rounds_without_any_survey_are_not_offered():
    make_round("endline", starts_on=dt.date(2021, 11, 1))
    assert rounds_with_survey(make_target_area()) == []
    make_assessment(unfit=True)
    assert rounds_with_survey(make_target_area()) == [make_round()]


def unfit(repair=None, **fields):
    house = make_house(**fields)
    assess(house, unfit=True)
    if repair:
        make_repair(house=house, executor=make_agency(), **repair)
    return house


def test_unfit_houses_are_listed_by_what_is_still_to_be_found():
    cheap = unfit({"status": "running", "progress": 30, "ceiling": 5_000_000, "started_on": dt.date(2021, 6, 1)})
    open_, rejected = unfit(), unfit({"status": "rejected", "reason": "Sengketa", "ceiling": 1})
    assess(make_house(), unfit=False)
    assess(make_house(is_standing=False), unfit=True)
    make_work_price("rtlh", amount=23_000_000)
    works = house_works(Surveyed.of(make_round()), prices(), None)
    assert [row.assessment.house for row in works.houses] == [open_, rejected, cheap]
    assert [row.cost for row in works.houses] == [23_000_000, 23_000_000, 5_000_000]
    assert works.still_to_pay == 46_000_000


def test_without_a_price_the_cost_of_houses_is_not_known(client):
    unfit()
    response = page_of(client)
    assert [house.cost for house in response.context["houses"].unplanned] == [None]
    text = response.content.decode()
    assert "harga rehab per rumah belum diisi" in text
    assert "Rp0" not in text


def test_mending_all_unfit_houses_lowers_the_criterion_of_buildings():
    survey(v_1c=26)
    unfit(), unfit()
    surveyed = Surveyed.of(make_round())
    works = house_works(surveyed, {}, slum_works(surveyed, {}))
    assert (works.score_before, works.score_after) == (1, 0)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_who_may_not_open_the_register_sees_numbers_and_no_address(client, role):
    house = unfit()
    response = page_of(client, role)
    assert "Rumah tidak layak huni" in response.content.decode()
    assert house.address not in response.content.decode()
    assert page_of(client, role, format="csv", bagian="rtlh").status_code == 404


def test_a_kelurahan_sees_its_houses(client):
    house = unfit()
    assert house.address in page_of(client, Role.KELURAHAN).content.decode()


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_holds_all_sixteen_criteria_as_the_page_does(client):
    sixteen_points()
    make_work_price("2b", amount=1000, source="=SHSD")
    rows = rows_of(page_of(client, format="csv"))
    assert [row["kriteria"] for row in rows] == SlumSurvey.CRITERIA
    road = next(row for row in rows if row["kriteria"] == "2b")
    assert (road["volume_dikerjakan"], road["biaya"], road["skor_sesudah"]) == ("24.1", "24100", "3")
    assert road["sumber_harga"] == "'=SHSD"
    assert sum(int(row["skor_sesudah"]) for row in rows) == 14


def test_the_file_of_houses_names_no_address(client):
    house = unfit()
    response = page_of(client, format="csv", bagian="rtlh")
    rows = rows_of(response)
    assert [row["rt"] for row in rows] == [house.region.code]
    assert house.address not in str(rows)


@pytest.mark.parametrize("query", [{"format": "pdf"}, {"format": "csv", "bagian": "x"}])
def test_a_file_that_is_not_offered_is_not_found(client, query):
    sixteen_points()
    assert page_of(client, **query).status_code == 404


def test_an_xlsx_begins_as_one(client):
    sixteen_points()
    assert b"".join(page_of(client, format="xlsx").streaming_content)[:2] == b"PK"


def test_the_page_costs_the_same_for_one_house_and_ten(client, django_assert_max_num_queries):
    sixteen_points()
    costs = []
    for more in (1, 9):
        for _number in range(more):
            unfit({"status": "approved"})
        client.force_login(make_user())
        url = reverse("indicators:remaining_work", args=[make_target_area().public_id])
        client.get(url)
        with django_assert_max_num_queries(15) as counted:
            client.get(url)
        costs.append(len(counted))
    assert costs[0] == costs[1]
