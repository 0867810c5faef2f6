"""The page of needs against commitments: its numbers, who stands behind them, and who may see that."""

import datetime as dt
import uuid

import pytest
from auditlog.context import disable_auditlog
from django.urls import reverse

from activities.models import NeedRule
from agencies.roles import Role
from locations.models import ProgrammeYear
from tests.browsing import form_fields
from tests.makers import (
    CURUG,
    make_activity_type,
    make_assessment,
    make_house,
    make_household,
    make_intervention,
    make_member,
    make_member_survey,
    make_programme_year,
    make_target_area,
)

pytestmark = pytest.mark.django_db

LIST = reverse("activities:need_list")


@pytest.fixture
def rules():
    """Two rules: houses that are unfit (answered by F01), and people without insurance (answered by nothing)."""
    rtlh = NeedRule.objects.create(code="rtlh", name="RTLH", aspect="slum", method="rtlh", order=1)
    rtlh.activity_types.add(make_activity_type())
    NeedRule.objects.create(code="uninsured", name="Tanpa jaminan", aspect="hdi", method="uninsured", order=2)


def url(lokus):
    return reverse("activities:needs", args=[lokus.public_id])


def rows_url(lokus, code, which):
    return reverse("activities:need_rows", args=[lokus.public_id, code, which])


def unfit(address):
    house = make_house(address=address)
    house.latest_assessment = make_assessment(house=house, unfit=True)
    house.save()
    return house


def uninsured(name, **fields):
    return make_member_survey(member=make_member(name=name, **fields), insured=False).member


def lines(client, lokus):
    """{need: the numbers of its line} as the page shows them."""
    return {line["name"]: [cell["count"] for cell in line["cells"]] for line in client.get(url(lokus)).context["lines"]}


def test_the_matrix_counts_needing_unmet_promised_done_overdue_and_promised_twice(client, enter, rules):
    lokus = make_target_area()
    houses = [unfit(f"Gang Mawar {number}") for number in range(5)]
    ends_on = dt.date(2021, 6, 30)
    done = make_intervention(status="done", ends_on=ends_on)
    late, other = (make_intervention(status="running", ends_on=ends_on) for _number in range(2))
    done.houses.add(houses[0])
    late.houses.add(houses[1], houses[2])
    other.houses.add(houses[2])
    enter()
    assert lines(client, lokus)["RTLH"] == [5, 2, 2, 1, 2, 1]
    text = " ".join(client.get(url(lokus)).text.split())
    for words in ("Belum dijanjikan", "Dijanjikan", "Sudah dikerjakan", "Lewat waktu", "Dijanjikan dua kali"):
        assert words in text


@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY, Role.KELURAHAN])
def test_a_number_leads_to_the_houses_and_people_behind_it(client, enter, rules, role):
    lokus = make_target_area()
    unfit("Gang Mawar 7")
    uninsured("Siti Aminah", nik="3276115708900007")
    enter(role)
    page = client.get(url(lokus))
    assert rows_url(lokus, "rtlh", "unmet") in page.text
    assert "Gang Mawar 7" in client.get(rows_url(lokus, "rtlh", "unmet")).text
    people = client.get(rows_url(lokus, "uninsured", "needing")).text
    assert "Siti Aminah" in people
    assert "3276115708900007" not in people


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_who_may_not_open_the_register_sees_no_one_and_no_small_number(client, enter, rules, role):
    lokus = make_target_area()
    for number in range(6):
        unfit(f"Gang Mawar {number}")
    for number in range(3):
        uninsured(f"Warga {number}")
    enter(role)
    page = client.get(url(lokus))
    [houses, people] = page.context["lines"]
    assert [cell["count"] for cell in houses["cells"]] == [6, 6, 0, 0, 0, 0]
    assert [cell["count"] for cell in people["cells"]] == ["<5", "<5", 0, 0, 0, 0]
    assert "Satu sampai empat orang tidak ditulis jumlahnya" in page.text
    assert "kebutuhan/" not in page.text.split("Kebutuhan dan janji")[-1].split("</table>")[0]
    for code in ("rtlh", "uninsured"):
        assert client.get(rows_url(lokus, code, "needing")).status_code == 403


def test_a_cadre_sees_only_the_people_of_the_own_area(client, enter, rules):
    lokus = make_target_area(areas=["32.76.11.1001.002.001", "32.76.11.1001.009.001"])
    uninsured("Siti Aminah")
    uninsured("Ratna Jauh", household=make_household(rt="32.76.11.1001.009.001"))
    enter(Role.CADRE)
    assert lines(client, lokus)["Tanpa jaminan"][0] == 2
    text = client.get(rows_url(lokus, "uninsured", "needing")).text
    assert "Siti Aminah" in text
    assert "Ratna Jauh" not in text
    assert client.get(rows_url(lokus, "rtlh", "needing")).status_code == 403


def test_an_unmet_need_leads_to_the_form_that_plans_for_it(client, enter, rules):
    lokus = make_target_area()
    unfit("Gang Mawar 7")
    enter(Role.AGENCY)
    [plan] = client.get(url(lokus)).context["lines"][0]["plans"]
    fields = form_fields(client.get(plan.url))
    assert fields["target_area"] == [str(lokus.public_id)]
    assert fields["type"] == [str(make_activity_type().public_id)]
    enter(Role.LEADER)
    assert client.get(url(lokus)).context["lines"][0]["plans"] == []


def test_a_finished_year_offers_no_plan(client, enter, rules):
    lokus = make_target_area(programme_year=make_programme_year(2021, stage=ProgrammeYear.Stage.CLOSED))
    unfit("Gang Mawar 7")
    enter()
    assert client.get(url(lokus)).context["lines"][0]["plans"] == []


def test_what_was_late_at_the_final_check_is_late_for_ever(client, enter, rules):
    lokus = make_target_area(programme_year=make_programme_year(2021, final_check_on=dt.date(2021, 12, 2)))
    make_intervention(status="running", ends_on=dt.date(2021, 12, 20)).houses.add(unfit("Gang Mawar 7"))
    enter()
    assert lines(client, lokus)["RTLH"] == [1, 0, 1, 0, 0, 0]
    assert "Keadaan 2 Desember 2021." in client.get(url(lokus)).text


@pytest.mark.parametrize(
    ("code", "which"), [("tidak-ada", "needing"), ("rtlh", "semua"), ("rtlh", "rule")], ids=["need", "set", "field"]
)
def test_a_number_that_does_not_exist_is_not_there(client, enter, rules, code, which):
    enter()
    assert client.get(rows_url(make_target_area(), code, which)).status_code == 404


def test_the_lokus_of_another_kelurahan_is_not_there(client, enter, rules):
    lokus = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    enter(Role.KELURAHAN)
    missing = reverse("activities:needs", args=[uuid.uuid4()])
    assert client.get(url(lokus)).status_code == client.get(missing).status_code == 404
    assert client.get(rows_url(lokus, "rtlh", "needing")).status_code == 404
    assert client.get(LIST, {"target_area": str(lokus.public_id)}).status_code == 404


def test_the_menu_leads_to_the_newest_lokus_that_is_worked_on(client, enter):
    old, new = make_target_area(2020), make_target_area(2021)
    closed = make_target_area(programme_year=make_programme_year(2022, stage=ProgrammeYear.Stage.CLOSED))
    enter(Role.AGENCY)
    assert client.get(LIST).url == url(new)
    assert client.get(LIST, {"target_area": str(old.public_id)}).url == url(old)
    assert url(closed) in client.get(url(new)).text


def test_without_a_lokus_the_page_says_so(client, enter):
    enter(Role.AGENCY)
    assert "Belum ada lokus" in client.get(LIST).text


def test_without_rules_the_page_says_who_fills_them(client, enter):
    enter(Role.AGENCY)
    assert "Belum ada aturan kebutuhan" in client.get(url(make_target_area())).text


@disable_auditlog()
@pytest.mark.parametrize("name", ["matrix", "houses", "people"])
def test_ten_needs_cost_what_one_costs(enter, questions, rules, name):
    lokus = make_target_area()

    def grow(number):
        for one in range(number):
            work = make_intervention()
            work.houses.add(unfit(f"Gang Mawar {one}"))
            work.members.add(uninsured(f"Warga {one}"))

    grow(1)
    enter(Role.AGENCY)
    address = {
        "matrix": url(lokus),
        "houses": rows_url(lokus, "rtlh", "needing"),
        "people": rows_url(lokus, "uninsured", "needing"),
    }[name]
    few = questions(address)
    grow(9)
    assert questions(address) == few
    assert few <= (15 if name == "matrix" else 17)  # the matrix itself asks twelve


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADER])
def test_a_rule_that_cannot_be_counted_says_so_on_the_pages(client, enter, role):
    lokus = make_target_area()
    NeedRule.objects.create(code="x", name="Aturan lama", aspect="slum", method="gone")
    enter(role)
    for address in (url(lokus), reverse("reports:lokus_part", args=[lokus.public_id, "kebutuhan"])):
        text = client.get(address).text
        assert "Aturan lama" in text and "Cara menghitung “gone” tidak dikenal" in text
    assert client.get(rows_url(lokus, "x", "needing")).status_code == 404
