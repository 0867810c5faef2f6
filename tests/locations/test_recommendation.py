"""The letter that recommends a lokus: from the candidates, with every reason, on paper and as PDF."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.roles import Role
from locations.models import Selection
from locations.views import selection as pages
from p2wkss.base.pdf import can_make_pdf
from tests.makers import CURUG, RT, make_candidate, make_decree, make_programme_year, make_region, make_user

pytestmark = pytest.mark.django_db

FIGURES = {"slum_source": "Survei", "poverty_source": "DTSEN", "hdi_source": "Data keluarga"}


def candidates(decision="chosen"):
    first = make_candidate(
        region=make_region(RT),
        slum=40,
        poverty=30,
        hdi=50,
        field_notes="Jalan sempit dan sering tergenang.",
        decision=decision,
        reasons="" if decision == "proposed" else "Paling membutuhkan pada ketiga aspek.",
        **FIGURES,
    )
    other = make_candidate(
        region=make_region(f"{CURUG}.001.001"),
        slum=20,
        poverty=10,
        hdi=70,
        decision="not_chosen",
        reasons="Sudah ditangani program lain.",
        **FIGURES,
    )
    return first, other


def letter(client, role=Role.STAFF, **query):
    client.force_login(make_user(role))
    return client.get(reverse("locations:recommendation", args=[make_programme_year().public_id]), query)


def test_the_letter_says_who_why_and_on_what_ground(client):
    candidates()
    Selection.objects.create(
        programme_year=make_programme_year(),
        weights_source="Kesepakatan rapat",
        deliberated_on=dt.date(2021, 1, 20),
        deliberation="Warga menyanggupi kerja bakti.",
    )
    make_decree(programme_year=make_programme_year(), number="SK/1", signed_on=dt.date(2021, 2, 1), signer="Wali Kota")
    text = letter(client).content.decode()
    for words in (
        "Kelurahan Bojongsari, Kecamatan Bojongsari",
        "Kesepakatan rapat",
        "Jalan sempit dan sering tergenang.",
        "Warga menyanggupi kerja bakti.",
        "Paling membutuhkan pada ketiga aspek.",
        "Sudah ditangani program lain.",
        "SK nomor SK/1",
        "susunan bobot acak",
    ):
        assert words in text


def test_what_is_not_recorded_yet_is_said(client):
    candidates()
    text = letter(client).content.decode()
    assert "Hasil musyawarah belum dicatat." in text
    assert "Surat keputusan penetapan belum dicatat." in text
    assert "belum ada bobot yang ditetapkan" in text


def test_without_a_decision_there_is_no_letter(client):
    candidates("proposed")
    response = letter(client)
    assert "Belum ada calon yang terpilih" in response.content.decode()
    assert "merekomendasikan" not in response.content.decode()
    assert letter(client, format="pdf").status_code == 404


def test_a_candidate_that_lacks_a_figure_stands_in_the_letter_unranked(client):
    first, _other = candidates()
    make_candidate(region=make_region(f"{RT[:-3]}002"), slum=50, slum_source="Survei")
    text = letter(client).content.decode()
    assert "belum lengkap" in text
    assert "3 calon lokus" in text


@pytest.mark.skipif(not can_make_pdf(), reason="WeasyPrint or pango is missing here")
def test_the_letter_is_a_pdf_where_one_can_be_made(client):
    candidates()
    assert "Unduh sebagai PDF" in letter(client).content.decode()
    response = letter(client, format="pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert 'filename="rekomendasi-lokus-2021.pdf"' in response["Content-Disposition"]


def test_where_no_pdf_can_be_made_the_page_is_printed(client, monkeypatch):
    candidates()
    monkeypatch.setattr(pages, "can_make_pdf", lambda: False)
    response = letter(client)
    assert "Unduh sebagai PDF" not in response.content.decode()
    assert "Ctrl+P" in response.content.decode()
    assert letter(client, format="pdf").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.CADRE])
def test_who_does_not_see_the_selection_sees_no_letter(client, role):
    candidates()
    assert letter(client, role).status_code == 403


def test_the_selection_leads_to_the_letter_and_to_recording_the_decree(client):
    make_decree(programme_year=make_programme_year(), number="SK/1")
    client.force_login(make_user())
    year = make_programme_year()
    text = client.get(reverse("locations:selection", args=[year.public_id])).content.decode()
    assert reverse("locations:recommendation", args=[year.public_id]) in text
    assert f"{reverse('locations:decree_add')}?programme_year={year.public_id}" in text
    assert "SK/1" in text


def test_the_letter_costs_the_same_for_two_candidates_and_seven(client, django_assert_max_num_queries):
    candidates()
    costs = []
    for more in (0, 5):
        for number in range(more):
            region = make_region(f"{CURUG}.002.00{number}")
            make_candidate(region=region, slum=number, poverty=number, hdi=60, **FIGURES)
        letter(client)
        with django_assert_max_num_queries(15) as counted:
            client.get(reverse("locations:recommendation", args=[make_programme_year().public_id]))
        costs.append(len(counted))
    assert costs[0] == costs[1]
