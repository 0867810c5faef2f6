"""The page that tells the whole story of a lokus, to each reader as much as the reader may know."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Intervention, NeedRule
from agencies.roles import Role
from households.models import Enrolment, HouseAssessment, HouseRepair, RepairPhoto
from locations.models import Evidence, Region, TargetAreaRegion
from reports.lokus.facts import map_of
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    RW,
    make_activity_type,
    make_decree,
    make_evidence,
    make_house,
    make_household,
    make_indicator,
    make_intervention,
    make_measurement,
    make_meeting,
    make_posyandu,
    make_programme_year,
    make_round,
    make_session,
    make_target,
    make_target_area,
    make_user,
)
from tests.reports.counting import queries_of
from tests.reports.test_home import child_of, report, weigh

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[106.7, -6.4], [106.8, -6.4], [106.8, -6.3], [106.7, -6.4]]]}


@pytest.fixture
def lokus():
    year = make_programme_year(
        2021, final_check_on=dt.date(2021, 12, 7), works_from=dt.date(2021, 5, 3), works_until=dt.date(2021, 11, 30)
    )
    decree = make_decree(number="463/120/Kpts/2021", title="Penetapan lokus P2WKSS", programme_year=year)
    target_area = make_target_area(programme_year=year, decree=decree, kk_target=100)
    TargetAreaRegion.objects.create(
        target_area=target_area,
        region=Region.objects.create(code=f"{RW}.002", level="rt", name="RT 002", parent=Region.objects.get(code=RW)),
        is_assessed=False,
        valid_from=dt.date(2021, 1, 1),
    )
    return target_area


def page_of(client, lokus, user):
    client.force_login(user)
    answer = client.get(lokus.get_absolute_url())
    assert answer.status_code == 200
    return answer.text


def part_of(client, lokus, name, **extra):
    return client.get(reverse("reports:lokus_part", args=[lokus.public_id, name]), **extra)


def test_the_head_tells_decree_areas_and_stage(client, lokus):
    page = page_of(client, lokus, make_user())
    for words in (
        "Lokus Bojongsari 2021",
        "Pelaksanaan",
        "463/120/Kpts/2021",
        "RT 001 / RW 002",
        "RT/RW lain dalam lokus",
        "RT 002 / RW 002",
        "Verifikasi akhir provinsi 7 Desember 2021 (sudah lewat)",
        "3 Mei 2021 sampai 30 November 2021",
    ):
        assert words in page


def test_an_area_that_was_corrected_is_no_longer_named(client, lokus):
    link = lokus.area_links.get(region__code=f"{RW}.002")
    link.valid_until, link.reason = dt.date(2021, 6, 1), "Salah tulis"
    link.save()
    assert "RT 002 / RW 002" not in page_of(client, lokus, make_user())


def test_families_count_for_every_reader_and_repairs_by_stage(client, lokus):
    for number in range(7):
        house = make_house()
        Enrolment.objects.create(
            household=make_household(house=house), target_area=lokus, enrolled_on=dt.date(2021, 4, 1)
        )
        status = HouseRepair.Status.PROPOSED if number < 5 else HouseRepair.Status.VERIFIED
        HouseRepair.objects.create(house=house, target_area=lokus, status=status, proposed_on=dt.date(2021, 3, 1))
    for role in Role:
        assert "7 dari 100 keluarga" in page_of(client, lokus, make_user(role))
        stages = part_of(client, lokus, "rehab")
        if role == Role.CADRE:
            assert stages.status_code == 404
        else:
            counts = [word for word in re.sub("<[^>]+>", " ", stages.text).split() if word.isdigit()]
            assert counts[-7:] == ["5", "2", "0", "0", "0", "0", "7"]


def test_the_three_aspects_and_the_agencies_are_told(client, lokus):
    indicator = make_indicator(aspect="slum", direction="down", is_headline=True, name="Skor kumuh", unit="skor")
    make_target(
        target_area=lokus,
        indicator=indicator,
        baseline=39,
        baseline_on=dt.date(2021, 3, 1),
        baseline_source="Survei RT",
        target=15,
        due_on=dt.date(2021, 12, 1),
    )
    make_measurement(target_area=lokus, indicator=indicator, value=27)
    report(make_intervention(target_area=lokus), "accepted", physical_percent=40)
    page = page_of(client, lokus, make_user(Role.LEADER))
    assert "Skor kumuh" in page and "turun 12 poin, membaik" in page
    page = part_of(client, lokus, "kemajuan").text
    assert "1 dari 1 kegiatan dilaporkan" in page and "40 %" in page


def test_no_page_calls_a_figure_of_a_lokus_ipm(client, lokus):
    make_target(
        target_area=lokus,
        indicator=make_indicator(aspect="hdi", is_headline=True, name="Indeks keluarga"),
        target=70,
        due_on=dt.date(2021, 12, 1),
    )
    assert "IPM" not in page_of(client, lokus, make_user())


def test_the_map_shows_boundaries_or_says_that_there_are_none(client, lokus):
    assert "Batas RT/RW belum digambar" in page_of(client, lokus, make_user())
    Region.objects.filter(code=RT).update(boundary={"type": "Feature", "geometry": SQUARE, "properties": {}})
    page = page_of(client, lokus, make_user())
    assert 'id="peta-lokus"' in page and "Batas RT/RW belum digambar" not in page


@pytest.mark.parametrize(
    ("boundary", "shapes"),
    [
        (SQUARE, 1),
        ({"type": "Feature", "geometry": SQUARE}, 1),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SQUARE}] * 2}, 2),
        ({"type": "FeatureCollection"}, 0),
        ({"type": "Feature", "geometry": None}, 0),
        ({"type": "Peta"}, 0),
        ([1, 2], 0),
        (None, 0),
    ],
)
def test_any_kind_of_boundary_is_read(lokus, boundary, shapes):
    link = lokus.area_links.select_related("region").first()
    link.region.boundary = boundary
    found = map_of([link])
    assert (len(found["features"]) if found else 0) == shapes


def photo(phase, *, is_personal, title="Foto"):
    return make_evidence(
        kind=Evidence.Kind.PHOTO,
        phase=phase,
        is_personal=is_personal,
        title=title,
        region=Region.objects.get(code=RT),
        taken_at=timezone.now(),
    )


def test_before_and_after_are_paired_for_who_may_see_them(client, lokus):
    repair = HouseRepair.objects.create(
        house=make_house(number="A-07", address="Gang Mawar"), target_area=lokus, proposed_on=dt.date(2021, 3, 1)
    )
    for phase in ("before", "after"):
        RepairPhoto.objects.create(repair=repair, evidence=photo(phase, is_personal=True), spot="tampak depan")
    RepairPhoto.objects.create(repair=repair, evidence=photo("before", is_personal=True), spot="dapur")
    road = make_intervention(target_area=lokus, title="Jalan RT 01")
    road.evidence.set([photo("before", is_personal=False), photo("after", is_personal=False)])

    page = page_of(client, lokus, make_user(Role.STAFF))
    assert "RT 001 / RW 002, rumah A-07, tampak depan" in page and "Jalan RT 01" in page
    assert "dapur" not in page and "Gang Mawar" not in page
    for role in (Role.EVALUATOR, Role.LEADER):
        page = page_of(client, lokus, make_user(role))
        assert "tampak depan" not in page and "Jalan RT 01" in page


def test_the_page_links_to_the_lists_of_the_lokus(client, lokus):
    page = page_of(client, lokus, make_user())
    assert f"/keluarga/kk-binaan/?target_area={lokus.public_id}" in page
    page = page_of(client, lokus, make_user(Role.LEADER))
    assert "/keluarga/kk-binaan/" not in page


def test_the_trend_of_the_posyandu_is_a_chart_with_its_table(client, lokus):
    posyandu = make_posyandu()
    children = [child_of(posyandu, f"Anak {number}") for number in range(6)]
    weigh(posyandu, dt.date(2021, 7, 14), *[(child, 9, "N", False) for child in children[:3]])
    page = page_of(client, lokus, make_user())
    assert 'data-chart="tren-posyandu"' in page and "Juli 2021" in page and '"50.00"' in page
    page = page_of(client, lokus, make_user(Role.EVALUATOR))
    assert "&lt;5" in page and '"50.00"' not in page


def test_needs_stand_against_what_was_promised(client, lokus):
    rule = NeedRule.objects.create(code="rtlh", name="Rumah tidak layak huni", aspect="slum", method="rtlh")
    rule.activity_types.set([make_activity_type("F01")])
    houses = [make_house() for _ in range(3)]
    survey_round = make_round(target_area=lokus)
    for house in houses:
        house.latest_assessment = HouseAssessment.objects.create(
            house=house, round=survey_round, assessed_on=dt.date(2021, 3, 1), unfit=True
        )
        house.save()
    work = make_intervention(target_area=lokus, status=Intervention.Status.RUNNING, ends_on=dt.date(2021, 8, 1))
    work.houses.set(houses[:1])
    client.force_login(make_user(Role.LEADER))
    page = " ".join(part_of(client, lokus, "kebutuhan").text.split())
    for label, count in (("membutuhkan", 3), ("dijanjikan", 1), ("selesai", 0), ("lewat waktu", 1)):
        assert f'<td data-label="{label}" class="num">{count}</td>' in page
    assert '<td data-label="belum dijanjikan" class="num"><strong>2</strong></td>' in page


def test_documents_and_meetings_are_listed(client, lokus):
    make_meeting(programme_year=lokus.programme_year, title="Rakor awal", minutes="")
    make_session(target_area=lokus, title="Pelatihan boga", date=dt.date(2021, 12, 20))
    make_session(target_area=lokus, title="Sudah lewat", date=dt.date(2021, 5, 20))
    client.force_login(make_user())
    page = part_of(client, lokus, "dokumen").text
    for words in ("463/120/Kpts/2021", "Rakor awal", "belum ada notulen", "Pelatihan boga"):
        assert words in page
    assert "Sudah lewat" not in page


def test_a_part_is_a_page_of_its_own_and_a_piece_for_the_page_that_fetches_it(client, lokus):
    client.force_login(make_user())
    whole = part_of(client, lokus, "dokumen").text
    piece = part_of(client, lokus, "dokumen", headers={"HX-Request": "true"}).text
    assert "<html" in whole and "Bojongsari 2021" in whole
    assert "<html" not in piece and "463/120/Kpts/2021" in piece


def test_each_reader_gets_the_parts_the_reader_may_have(client, lokus):
    client.force_login(make_user(Role.CADRE))
    assert part_of(client, lokus, "kebutuhan").status_code == 404
    assert part_of(client, lokus, "dokumen").status_code == 200
    assert part_of(client, lokus, "rahasia").status_code == 404


@pytest.mark.parametrize("name", ["reports:lokus", "reports:lokus_part"])
def test_a_foreign_lokus_is_as_if_it_were_not(client, lokus, name):
    more = ["kemajuan"] if name.endswith("part") else []
    client.force_login(make_user(Role.KELURAHAN, areas=[CURUG]))
    foreign = client.get(reverse(name, args=[lokus.public_id, *more]))
    missing = client.get(reverse(name, args=[uuid.uuid4(), *more]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    client.force_login(make_user(Role.KELURAHAN, areas=[BOJONGSARI]))
    assert client.get(reverse(name, args=[lokus.public_id, *more])).status_code == 200


@pytest.mark.parametrize("role", [Role.LEADER, Role.EVALUATOR])
def test_no_part_names_a_person_to_leaders_and_assessors(client, lokus, role):
    house = make_house(address="Gang Mawar 7")
    family = make_household(house=house, head="Siti Rahasia")
    Enrolment.objects.create(household=family, target_area=lokus, enrolled_on=dt.date(2021, 4, 1))
    HouseRepair.objects.create(house=house, beneficiary=family, target_area=lokus, proposed_on=dt.date(2021, 3, 1))
    weigh(make_posyandu(), dt.date(2021, 7, 14), (child_of(make_posyandu(), "Budi Rahasia"), 9, "T", True))
    pages = [page_of(client, lokus, make_user(role))]
    pages += [part_of(client, lokus, name).text for name in ("kemajuan", "rehab", "kebutuhan", "dokumen")]
    for page in pages:
        assert "Rahasia" not in page and "Mawar" not in page


@pytest.mark.parametrize("role", Role)
def test_the_page_costs_the_same_for_one_row_and_for_many(client, lokus, role):
    user = make_user(role)

    def fill(times):
        for _ in range(times):
            work = make_intervention(target_area=lokus)
            report(work, "accepted")
            house = make_house()
            repair = HouseRepair.objects.create(house=house, target_area=lokus, proposed_on=dt.date(2021, 3, 1))
            for phase in ("before", "after"):
                RepairPhoto.objects.create(repair=repair, evidence=photo(phase, is_personal=False), spot="depan")
            work.evidence.set([photo("before", is_personal=False), photo("after", is_personal=False)])
            indicator = make_indicator(aspect="slum", is_headline=True)
            make_target(target_area=lokus, indicator=indicator, baseline=None)
            weigh(make_posyandu(), dt.date(2021, 7, 14))
            make_meeting(programme_year=lokus.programme_year)

    client.force_login(user)
    urls = [lokus.get_absolute_url()] + [
        reverse("reports:lokus_part", args=[lokus.public_id, name]) for name in ("kemajuan", "dokumen")
    ]
    fill(1)
    one = [len(queries_of(client, url)) for url in urls]
    fill(9)
    assert [len(queries_of(client, url)) for url in urls] == one
    assert max(one) <= 14
