"""The pages of the provincial sheets and of their frozen copies."""

import uuid

import pytest
from django.db import connection
from django.urls import reverse

from agencies.roles import Role
from p2wkss.base.triggers import suspended
from reports.models import Snapshot
from reports.services import take_snapshot
from tests.browsing import fill
from tests.makers import (
    BOJONGSARI,
    CURUG,
    make_intervention,
    make_programme_year,
    make_target_area,
    make_user,
)
from tests.reports.counting import queries_of
from tests.reports.sheets.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def detail(name):
    return reverse("reports:sheet_detail", args=[name])


def file_of(name, query="?tahun=2021"):
    return reverse("reports:sheet_file", args=[name]) + query


def test_the_page_offers_each_sheet_in_three_files(client, staff):
    make_programme_year(2020)
    make_intervention()
    page = client.get(reverse("reports:sheet_list")).text
    for name in ("interventions", "indicators", "rtlh", "posyandu", "households"):
        for query in ("format=csv", "format=csv&amp;pemisah=titik-koma", "format=xlsx"):
            assert f'href="/laporan-provinsi/{name}/berkas/?tahun=2021&amp;{query}"' in page
    assert "kamus-data/?format=xlsx" in page
    assert '<option value="2020">' in page and '<option value="2021" selected>' in page


def test_a_year_can_be_chosen(client, staff):
    make_programme_year(2021)
    make_intervention(target_area=make_target_area(2020), title="Pekerjaan 2020")
    assert "?tahun=2020&amp;format=csv" in client.get(reverse("reports:sheet_list") + "?tahun=2020").text
    assert "Pekerjaan 2020" in client.get(detail("interventions") + "?tahun=2020").text
    assert "Pekerjaan 2020" not in client.get(detail("interventions") + "?tahun=2021").text


def test_without_a_programme_year_the_page_says_what_is_missing(client, staff):
    page = client.get(reverse("reports:sheet_list"))
    assert page.status_code == 200
    assert "Belum ada tahun program" in page.text
    assert client.get(detail("interventions")).status_code == 404


def test_the_file_of_the_page_is_the_sheet_of_its_reader(client, staff):
    make_intervention(title="Rehab rumah")
    answer = client.get(file_of("interventions"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="interventions-2021-per-2021-12-31.csv"'
    assert answer.streaming
    assert answer.getvalue().decode("utf-8-sig") == text_of("interventions", staff)

    semicolons = client.get(file_of("interventions", "?tahun=2021&format=csv&pemisah=titik-koma")).getvalue()
    assert semicolons.decode("utf-8-sig").startswith("no;perangkat_daerah;")
    assert client.get(file_of("interventions", "?tahun=2021&format=xlsx")).getvalue().startswith(b"PK")
    assert client.get(reverse("reports:sheet_dictionary")).getvalue().startswith(b"\xef\xbb\xbflembar,no,kolom")


def test_the_preview_shows_ten_rows_and_says_that_there_are_more(client, staff):
    for number in range(11):
        make_intervention(title=f"Kegiatan ke-{number:02d}.")
    page = client.get(detail("interventions")).text
    assert "Kegiatan ke-09." in page and "Kegiatan ke-10." not in page
    assert "10 baris pertama" in page
    assert "Jumlah anggaran dari semua sumber" in page


def test_a_preview_costs_the_same_for_one_row_and_for_ten(client, staff):
    make_intervention()
    one = queries_of(client, detail("interventions"))
    for _ in range(10):
        make_intervention()
    assert len(queries_of(client, detail("interventions"))) == len(one) <= 12


@pytest.mark.parametrize(
    "address",
    [
        "/laporan-provinsi/bantuan/",
        "/laporan-provinsi/bantuan/berkas/?tahun=2021",
        "/laporan-provinsi/interventions/?tahun=1999",
        "/laporan-provinsi/interventions/?tahun=dua",
        "/laporan-provinsi/?tahun=%00",
        "/laporan-provinsi/interventions/berkas/?tahun=2021&format=pdf",
        "/laporan-provinsi/interventions/berkas/?tahun=2021&pemisah=pipa",
        "/laporan-provinsi/kamus-data/?format=json",
    ],
)
def test_what_there_is_not_answers_404(client, staff, address):
    make_programme_year(2021)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ADMIN, "interventions indicators rtlh posyandu households"),
        (Role.STAFF, "interventions indicators rtlh posyandu households"),
        (Role.AGENCY, "interventions indicators rtlh posyandu households"),
        (Role.KELURAHAN, "interventions indicators rtlh posyandu households"),
        (Role.CADRE, "interventions indicators posyandu households"),
        (Role.EVALUATOR, "interventions indicators rtlh posyandu households"),
        (Role.LEADER, "interventions indicators rtlh posyandu households"),
    ],
)
def test_each_role_gets_its_sheets_and_no_other(client, role, allowed):
    make_target_area()
    client.force_login(make_user(role))
    page = client.get(reverse("reports:sheet_list")).text
    for name in ("interventions", "indicators", "rtlh", "posyandu", "households"):
        status = 200 if name in allowed.split() else 403
        assert client.get(file_of(name)).status_code == status
        assert client.get(detail(name)).status_code == status
        assert (f"/{name}/berkas/" in page) == (status == 200)


def test_a_sheet_is_frozen_and_downloaded_again(client, staff):
    make_intervention(title="Rehab rumah")
    url = reverse("reports:snapshot_add") + "?lembar=interventions"
    data = fill(client, url, target_area=make_target_area().public_id)
    assert data["sheet"] == ["interventions"]
    answer = client.post(url, data, follow=True)

    snapshot = Snapshot.objects.get()
    assert snapshot.taken_by == staff
    assert snapshot.sha256 in answer.text and "Sidik cocok" in answer.text and "Rehab rumah" in answer.text
    assert "Sidik tidak cocok" not in answer.text
    frozen = client.get(reverse("reports:snapshot_file", args=[snapshot.public_id])).getvalue()
    assert frozen.decode("utf-8-sig") == text_of("interventions", staff)
    assert snapshot.title in client.get(reverse("reports:snapshot_list")).text


def test_a_sheet_of_one_lokus_is_frozen_without_choosing_it_again(client, staff):
    make_intervention()
    url = f"{reverse('reports:snapshot_add')}?lembar=rtlh&lokus={make_target_area().public_id}"
    assert url.replace("&", "&amp;") in client.get(detail("rtlh")).text
    filled = fill(client, url)
    assert (filled["sheet"], filled["target_area"]) == (["rtlh"], [str(make_target_area().public_id)])


def test_a_double_click_freezes_once(client, staff):
    make_intervention()
    url = reverse("reports:snapshot_add") + "?lembar=interventions"
    data = fill(client, url, target_area=make_target_area().public_id)
    assert client.post(url, data).url == client.post(url, data).url
    assert Snapshot.objects.count() == 1


def test_freezing_asks_for_a_lokus_in_indonesian(client, staff):
    url = reverse("reports:snapshot_add")
    data = fill(client, url, sheet="rtlh", target_area=str(uuid.uuid4()))
    page = client.post(url, data)
    assert page.status_code in (200, 400)
    assert "tidak ada atau di luar wilayah kerja Anda" in page.text
    assert not Snapshot.objects.exists()


def test_an_empty_sheet_is_not_frozen(client, staff):
    url = reverse("reports:snapshot_add")
    page = client.post(url, fill(client, url, sheet="rtlh", target_area=make_target_area().public_id))
    assert "Lembar ini belum ada isinya untuk lokus itu." in page.text
    assert not Snapshot.objects.exists()


def test_a_tampered_frozen_sheet_says_so(client, staff):
    make_intervention(title="Rehab rumah")
    snapshot = take_snapshot(sheet="interventions", target_area=make_target_area(), by=staff)
    snapshot.rows[0][3] = "Rehab gedung"
    with suspended(connection):  # as somebody who owns the database could
        Snapshot.objects.filter(pk=snapshot.pk).update(rows=snapshot.rows)
    page = client.get(reverse("reports:snapshot_detail", args=[snapshot.public_id])).text
    assert "Sidik tidak cocok" in page


def test_frozen_sheets_of_another_kelurahan_are_as_if_they_were_not(client):
    make_intervention()
    snapshot = take_snapshot(sheet="interventions", target_area=make_target_area(), by=make_user())
    pages = ["reports:snapshot_detail", "reports:snapshot_file"]
    client.force_login(make_user(Role.KELURAHAN, areas=[CURUG]))
    for page in pages:
        assert client.get(reverse(page, args=[snapshot.public_id])).status_code == 404
        assert client.get(reverse(page, args=[uuid.uuid4()])).status_code == 404
    assert snapshot.title not in client.get(reverse("reports:snapshot_list")).text
    client.force_login(make_user(Role.KELURAHAN, areas=[BOJONGSARI]))
    for page in pages:
        assert client.get(reverse(page, args=[snapshot.public_id])).status_code == 200


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_only_programme_staff_freeze_sheets(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("reports:snapshot_add")).status_code == 403
    assert client.post(reverse("reports:snapshot_add")).status_code == 403


def test_the_list_of_frozen_sheets_costs_the_same_for_one_and_for_many(client, staff):
    make_intervention()
    url = reverse("reports:snapshot_list")
    take_snapshot(sheet="interventions", target_area=make_target_area(), by=make_user())
    one = queries_of(client, url)
    for _ in range(8):
        take_snapshot(sheet="interventions", target_area=make_target_area(), by=make_user())
    many = queries_of(client, url)
    assert len(many) == len(one) <= 8
    assert not any('"reports_snapshot"."rows"' in sql for sql in many), "a list reads no frozen rows"
