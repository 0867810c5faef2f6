"""Pages of regions, years, lokus, selection, evidence and users' areas."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.roles import Role
from locations.models import Assignment, Evidence, ProgrammeYear, Region, StageChange, TargetArea
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    RW,
    make_candidate,
    make_evidence,
    make_programme_year,
    make_region,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

PHOTO = Path(__file__).resolve().parents[1] / "photos" / "i03_png.png"


@pytest.fixture
def signed_in(client):
    def sign_in(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return sign_in


def upload(name="foto.png", content=None):
    return SimpleUploadedFile(name, PHOTO.read_bytes() if content is None else content)


@pytest.mark.parametrize(
    "name", ["region_list", "programmeyear_list", "targetarea_list", "decree_list", "candidate_list", "evidence_list"]
)
def test_staff_open_every_list(client, signed_in, name):
    signed_in()
    make_target_area()
    make_candidate()
    make_evidence()
    assert client.get(reverse(f"locations:{name}")).status_code == 200


def test_a_region_code_must_continue_its_parents(client, signed_in):
    signed_in()
    parent = make_region(RW)
    data = {"parent": parent.public_id, "level": "rt", "code": f"{CURUG}.001.001", "name": "RT 001"}
    page = client.post(reverse("locations:region_add"), data)
    assert page.status_code == 200
    assert "Kode harus dimulai dengan kode wilayah yang membawahinya." in page.content.decode()
    assert not Region.objects.filter(code=data["code"]).exists()


def test_a_kelurahan_operator_adds_an_rt_only_in_the_own_kelurahan(client, signed_in):
    signed_in(Role.KELURAHAN)
    rw, foreign = make_region(RW), make_region(f"{CURUG}.001")
    add = reverse("locations:region_add")
    own = {"parent": rw.public_id, "level": "rt", "code": f"{RW}.009", "name": "RT 009", "is_active": "on"}
    assert client.post(add, own).status_code == 302
    away = {"parent": foreign.public_id, "level": "rt", "code": f"{CURUG}.001.009", "name": "RT 009"}
    page = client.post(add, away)
    assert page.status_code == 200
    assert "di luar wilayah kerja Anda" in page.content.decode()
    assert list(Region.objects.filter(code__endswith=".009").values_list("code", flat=True)) == [f"{RW}.009"]


def test_going_back_a_stage_needs_a_reason(client, signed_in):
    signed_in()
    year = make_programme_year(stage=ProgrammeYear.Stage.FINAL_CHECK)
    url = reverse("locations:programmeyear_stage", args=[year.public_id])
    page = client.post(url, {"to": "running"})
    assert "Tulis alasan kembali ke tahap itu." in page.content.decode()
    client.post(url, {"to": "running", "form_reason": "Verifikasi ditunda provinsi"})
    year.refresh_from_db()
    assert year.stage == ProgrammeYear.Stage.RUNNING
    assert StageChange.objects.get().reason == "Verifikasi ditunda provinsi"


def test_a_lokus_takes_only_rt_of_its_kelurahan(client, signed_in):
    signed_in()
    year, kelurahan, foreign = make_programme_year(), make_region(BOJONGSARI), make_region(f"{CURUG}.001.001")
    data = {
        "programme_year": year.public_id,
        "kelurahan": kelurahan.public_id,
        "area_links-TOTAL_FORMS": "1",
        "area_links-INITIAL_FORMS": "0",
        "area_links-0-region": foreign.public_id,
        "area_links-0-valid_from": "2021-01-01",
    }
    page = client.post(reverse("locations:targetarea_add"), data)
    assert page.status_code == 200
    assert "RT/RW harus berada di kelurahan lokus." in page.content.decode()
    assert not TargetArea.objects.exists()


def test_the_neediest_candidate_ranks_first_and_an_incomplete_one_not_at_all(client, signed_in):
    signed_in()
    figures = {"slum_source": "Survei", "poverty_source": "Register", "hdi_source": "Register"}
    make_candidate(region=make_region(f"{RW}.001"), slum=40, poverty=20, hdi=55, **figures)
    make_candidate(region=make_region(f"{RW}.002"), slum=20, poverty=10, hdi=65, **figures)
    make_candidate(region=make_region(f"{RW}.003"), slum=50, slum_source="Survei")
    page = client.get(reverse("locations:selection", args=[make_programme_year().public_id]))
    ranking = page.context["ranking"]
    assert [(entry.key.region.rt, entry.rank) for entry in ranking.entries] == [("001", 1), ("002", 2)]
    assert [entry.key.region.rt for entry in ranking.incomplete] == ["003"]
    assert "tetap di tempatnya pada 100 %" in page.content.decode()
    assert "belum lengkap" in page.content.decode()


def test_a_photo_is_made_anew_and_shown_to_who_may_see_it(client, signed_in):
    uploader = signed_in(Role.KELURAHAN)
    region = make_region(RT)
    data = {"kind": "photo", "title": "Tampak depan", "upload": upload(), "region": region.public_id, "phase": "before"}
    assert client.post(reverse("locations:evidence_add"), {**data, "is_personal": "on"}).status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.uploaded_by, evidence.content_type) == (uploader, "image/jpeg")
    shown = client.get(reverse("locations:evidence_file", args=[evidence.public_id]))
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("role", "areas", "expected"),
    [
        (Role.KELURAHAN, [BOJONGSARI], 200),
        (Role.KELURAHAN, [CURUG], 404),
        (Role.CADRE, [f"{BOJONGSARI}.009"], 404),
        (Role.EVALUATOR, [], 404),
        (Role.LEADER, [], 404),
        (Role.STAFF, [], 200),
    ],
)
def test_a_personal_photo_follows_the_area(client, signed_in, role, areas, expected):
    evidence = make_evidence(region=make_region(RT), is_personal=True)
    signed_in(role, areas=areas)
    assert client.get(reverse("locations:evidence_detail", args=[evidence.public_id])).status_code == expected


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("foto.jpg", b"%PDF-1.7", "bukan foto JPEG"),
        ("kosong.jpg", b"", "kosong"),
        ("gambar.svg", b"<svg onload='x'></svg>", "bukan foto JPEG"),
    ],
)
def test_what_is_no_photo_is_refused_beside_its_box(client, signed_in, name, content, sentence):
    signed_in()
    data = {"kind": "photo", "title": "Dapur", "upload": upload(name, content)}
    page = client.post(reverse("locations:evidence_add"), data)
    assert page.status_code == 200
    assert sentence in " ".join(page.context["form"].errors["upload"])
    assert page.context["form"]["title"].value() == "Dapur"
    assert not Evidence.objects.exists()


def test_a_document_with_macros_is_refused(client, signed_in):
    signed_in()
    data = {"kind": "document", "title": "Notulen", "upload": upload("n.docx", b"PK\x03\x04word/vbaProject.bin")}
    page = client.post(reverse("locations:evidence_add"), data)
    assert "tanpa makro" in page.content.decode()


def test_an_administrator_gives_and_ends_areas(client, signed_in):
    signed_in(Role.ADMIN)
    cadre, region = make_user(Role.CADRE), make_region(f"{BOJONGSARI}.003")
    data = {"user": cadre.public_id, "region": region.public_id}
    assert client.post(reverse("locations:assignment_add"), data).status_code == 302
    given = Assignment.objects.get(user=cadre, region=region)
    assert str(region.code) in client.get(reverse("locations:user_areas", args=[cadre.public_id])).content.decode()
    client.post(given.get_delete_url())
    assert not Assignment.objects.filter(pk=given.pk).exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.KELURAHAN, Role.AGENCY, Role.LEADER])
def test_nobody_else_gives_areas(client, signed_in, role):
    signed_in(role)
    assert client.get(reverse("locations:assignment_add")).status_code == 403
