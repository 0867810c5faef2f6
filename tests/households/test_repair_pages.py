"""Pages of house repairs: proposals, the way to the handover, money, conditions, photos, the handover act."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import (
    EligibilityAnswer,
    EligibilityCriterion,
    HouseRepair,
    RepairFunding,
    RepairPhoto,
    RepairTranche,
)
from households.views.repair_steps import STEPS
from locations.models import Evidence
from tests.browsing import fill
from tests.makers import (
    RT,
    make_agency,
    make_assessment,
    make_check,
    make_evidence,
    make_house,
    make_household,
    make_repair,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"
LIST, ADD = reverse("households:repair_list"), reverse("households:repair_add")
DAY = "2021-04-01"


@pytest.fixture
def enter(client):
    def enter(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def unfit_house(**fields):
    house = make_house(**fields)
    house.latest_assessment = make_assessment(house=house, unfit=True)
    house.save()
    return house


def page_of(repair, name):
    return reverse(f"households:repair_{name}", args=[repair.public_id])


def step(client, repair, name, **values):
    url = page_of(repair, name)
    return client.post(url, fill(client, url, **{"on": DAY, **values}))


def photographed(repair, phase, spot="Tampak depan"):
    evidence = make_evidence(kind="photo", phase=phase, region=repair.house.region, title=f"{spot} {phase}")
    return RepairPhoto.objects.create(repair=repair, evidence=evidence, spot=spot)


def picture(colour="red", size=(800, 600)):
    content = io.BytesIO()
    photo = Image.linear_gradient("L").resize(size).convert("RGB")  # a plain surface tells nothing of its motive
    photo.paste(colour, (size[0] // 4, size[1] // 3, size[0] // 2, size[1] // 2))
    photo.save(content, "JPEG")
    return SimpleUploadedFile("depan.jpg", content.getvalue(), "image/jpeg")


def labels(page):
    return [link.label for link in page.context["actions"]]


# Who sees what


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_roles_that_may_not_see_an_address_see_no_repair_here(client, enter, role):
    enter(role)
    assert client.get(LIST).status_code == 403
    assert client.get(make_repair().get_absolute_url()).status_code == 403


def test_a_kelurahan_sees_its_own_repairs(client, enter):
    enter(Role.KELURAHAN)
    make_repair(house=make_house(address="Gang Sendiri"))
    foreign = make_repair(house=make_house(address="Gang Tetangga", rt=ELSEWHERE))
    page = client.get(LIST)
    assert "Gang Sendiri" in page.text
    assert "Gang Tetangga" not in page.text
    assert client.get(foreign.get_absolute_url()).status_code == 404
    assert client.get(page_of(foreign, "edit")).status_code == 404


def test_an_agency_acts_on_the_repairs_it_carries_out_only(client, enter):
    agency = make_agency()
    enter(Role.AGENCY, agency=agency)
    own = make_repair(executor=agency, status="approved")
    other = make_repair(executor=make_agency(), status="approved")
    assert labels(client.get(own.get_absolute_url())) == ["Mulai dikerjakan", "Tambah foto", "Dana dan syarat"]
    assert labels(client.get(other.get_absolute_url())) == ["Dana dan syarat"]
    assert client.get(page_of(own, "start")).status_code == 200
    assert client.get(page_of(other, "start")).status_code == 403
    for name in ("edit", "money", "verify", "eligibility"):
        assert client.get(page_of(own, name)).status_code == 403


@pytest.mark.parametrize(
    "status, wanted",
    [
        ("proposed", ["Verifikasi usulan", "Tunda", "Tolak"]),
        ("verified", ["Setujui", "Tunda", "Tolak"]),
        ("approved", ["Mulai dikerjakan", "Tunda", "Lanjutkan tahun depan"]),
        ("running", ["Catat kemajuan", "Selesai dikerjakan", "Tunda", "Lanjutkan tahun depan"]),
        ("done", ["Serah terima", "Kerjakan lagi"]),
        ("rejected", ["Usulkan lagi"]),
        ("postponed", ["Lanjutkan", "Lanjutkan tahun depan"]),
        ("carried_over", []),
        ("handed_over", []),
    ],
)
def test_each_state_offers_staff_the_steps_that_may_follow(client, enter, status, wanted):
    enter()
    repair = make_repair(
        status=status,
        executor=make_agency(),
        progress=100 if status in ("done", "handed_over") else 0,
        finished_on=dt.date(2021, 9, 1),
        handed_over_on=dt.date(2021, 9, 2),
        handover_number="1",
        reason="x",
    )
    shown = {str(step.label) for step in STEPS}
    assert [label for label in labels(client.get(repair.get_absolute_url())) if label in shown] == wanted


def test_the_list_is_filtered_and_its_file_holds_the_same(client, enter):
    enter(Role.KELURAHAN)
    agency = make_agency("BAZNAS")
    make_repair(
        house=make_house(address="Gang Satu"), status="running", executor=agency, progress=30, ceiling=23_000_000
    )
    make_repair(house=make_house(address="Gang Dua"))
    query = {"status": "running", "executor": agency.public_id}
    page = client.get(LIST, query)
    assert [row.record.house.address for row in page.context["table"].page.object_list] == ["Gang Satu"]
    answer = client.post(
        f"{LIST}?status=running&executor={agency.public_id}&format=csv", {"form_reason": "Rapat evaluasi"}
    )
    [row] = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (row["alamat"], row["status"], row["pagu"], row["kemajuan_persen"]) == (
        "Gang Satu",
        "Dikerjakan",
        "23000000",
        "30",
    )
    assert AccessEvent.objects.get().reason == "Rapat evaluasi"


def test_ten_repairs_cost_what_one_costs(client, enter):
    enter(Role.KELURAHAN)
    make_repair(executor=make_agency())
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(9):
        make_repair(executor=make_agency())
    with CaptureQueriesContext(connection) as ten:
        client.get(LIST)
    assert len(ten) == len(one)


# Proposing


def test_a_proposal_starts_from_the_house_with_its_family_and_lokus(client, enter):
    enter(Role.KELURAHAN)
    lokus = make_target_area(areas=[RT])
    house = unfit_house()
    family = make_household(house=house, head="Asep Sunandar")
    url = f"{ADD}?house={house.public_id}"
    client.post(url, fill(client, url, work="Atap dan jamban", proposed_on="2021-03-20", own_contribution="2.000.000"))
    repair = HouseRepair.objects.get()
    assert (repair.house, repair.beneficiary, repair.target_area) == (house, family, lokus)
    assert (repair.status, repair.own_contribution, repair.executor) == ("proposed", 2_000_000, None)
    page = client.get(repair.get_absolute_url())
    assert "Asep Sunandar" in page.text


def test_only_unfit_houses_without_an_open_proposal_can_be_proposed(client, enter):
    enter(Role.KELURAHAN)
    fit, waiting = make_house(), unfit_house()
    make_repair(house=waiting)
    for house in (fit, waiting, unfit_house(rt=ELSEWHERE)):
        assert client.get(f"{ADD}?house={house.public_id}").status_code == 404
        page = client.post(ADD, {"house": house.public_id, "proposed_on": DAY})
        assert page.context["form"].errors["house"]
    assert HouseRepair.objects.count() == 1


def test_a_family_of_another_house_is_no_beneficiary(client, enter):
    enter(Role.KELURAHAN)
    house, other = unfit_house(), make_household(house=unfit_house())
    page = client.post(ADD, {"house": house.public_id, "beneficiary": other.public_id, "proposed_on": DAY})
    assert page.context["form"].errors["beneficiary"] == ["Keluarga itu tidak tinggal di rumah ini."]


def test_who_proposes_does_not_decide_who_builds(client, enter):
    enter(Role.KELURAHAN)
    repair = make_repair(house=unfit_house())
    url = page_of(repair, "edit")
    client.post(url, fill(client, url, work="Lantai", executor=make_agency().public_id, ceiling="99"))
    repair.refresh_from_db()
    assert (repair.work, repair.executor, repair.ceiling) == ("Lantai", None, None)
    assert client.get(page_of(repair, "money")).status_code == 403


# The way


def test_a_repair_goes_from_proposal_to_handover(client, enter):
    staff = enter()
    agency = make_agency()
    repair = make_repair(proposed_on=dt.date(2021, 3, 15))
    make_check(repair)
    step(client, repair, "verify")
    step(client, repair, "approve")
    money = page_of(repair, "money")
    client.post(
        money,
        fill(
            client,
            money,
            executor=agency.public_id,
            ceiling="23.000.000",
            **{
                "fundings-0-source": "apbd_kota",
                "fundings-0-amount": "23.000.000",
                "tranches-0-number": "1",
                "tranches-0-amount": "23000000",
                "tranches-0-progress_needed": "0",
            },
        ),
    )
    assert RepairFunding.objects.get().amount == RepairTranche.objects.get().amount == 23_000_000
    refused = step(client, repair, "start")
    assert "foto sebelum" in refused.text
    photographed(repair, "before")
    step(client, repair, "start", on="2021-04-10")
    step(client, repair, "progress", on="2021-05-10", progress="50")
    repair.refresh_from_db()
    assert (repair.status, repair.progress, repair.started_on) == ("running", 50, dt.date(2021, 4, 10))
    photographed(repair, "after")
    step(client, repair, "finish", on="2021-06-01")
    answer = step(client, repair, "hand_over", on="2021-06-10", handover_number="BAST/12/2021")
    repair.refresh_from_db()
    assert (repair.status, repair.progress) == ("handed_over", 100)
    assert (repair.handover_number, repair.handed_over_on) == ("BAST/12/2021", dt.date(2021, 6, 10))
    assert [(s.to_status, s.progress) for s in repair.steps.all()] == [
        ("verified", 0),
        ("approved", 0),
        ("running", 0),
        ("running", 50),
        ("done", 100),
        ("handed_over", 100),
    ]
    assert {s.by for s in repair.steps.all()} == {staff}
    page = client.get(answer.url)
    assert page.context["page"].primary_action is None
    assert [step["is_now"] for step in page.context["way"]] == [False] * 5 + [True]
    assert client.get(page_of(repair, "edit")).status_code == 403


def test_work_does_not_start_while_the_tranches_miss_the_ceiling(client, enter):
    enter()
    repair = make_repair(status="approved", executor=make_agency(), ceiling=23_000_000)
    RepairTranche.objects.create(repair=repair, number=1, amount=20_000_000)
    photographed(repair, "before")
    page = step(client, repair, "start")
    assert "Rp20.000.000 harus sama dengan pagu bantuan Rp23.000.000" in page.text
    repair.refresh_from_db()
    assert repair.status == "approved"


def test_work_does_not_start_without_an_executor(client, enter):
    enter()
    repair = make_repair(status="approved")
    photographed(repair, "before")
    page = step(client, repair, "start")
    assert "Pilih pelaksana sebelum perbaikan dikerjakan." in page.text


def test_work_is_done_when_the_same_spot_is_shown_after(client, enter):
    enter()
    repair = make_repair(status="running", executor=make_agency(), progress=70)
    photographed(repair, "before", "Tampak depan")
    photographed(repair, "after", "Dapur")
    page = step(client, repair, "finish")
    assert "sudut yang sama" in page.text


@pytest.mark.parametrize("name", ["reject", "postpone"])
def test_a_stop_says_why(client, enter, name):
    enter()
    repair = make_repair()
    page = step(client, repair, name, note="")
    assert page.context["form"].errors["note"]
    step(client, repair, name, note="Tanah masih sengketa")
    repair.refresh_from_db()
    assert repair.reason == "Tanah masih sengketa"
    assert "Tanah masih sengketa" in client.get(repair.get_absolute_url()).text


def test_a_rejected_proposal_is_sent_again_by_the_kelurahan(client, enter):
    enter()
    repair = make_repair()
    step(client, repair, "reject", note="Kurang foto")
    enter(Role.KELURAHAN)
    assert "Usulkan lagi" in labels(client.get(repair.get_absolute_url()))
    step(client, repair, "propose_again")
    repair.refresh_from_db()
    assert (repair.status, repair.reason) == ("proposed", "")


def test_what_was_postponed_goes_on_where_it_stopped(client, enter):
    enter()
    repair = make_repair()
    step(client, repair, "verify")
    step(client, repair, "postpone", note="Menunggu anggaran")
    step(client, repair, "resume")
    repair.refresh_from_db()
    assert repair.status == "verified"


@pytest.mark.parametrize(
    "values, field",
    [
        ({"on": "2090-01-01"}, "on"),
        ({"on": "2020-01-01"}, "on"),
        ({"on": "kemarin"}, "on"),
        ({"progress": ""}, "progress"),
        ({"progress": "45"}, "progress"),
        ({"progress": "0"}, "note"),
    ],
)
def test_a_step_that_cannot_be_is_said_beside_its_box(client, enter, values, field):
    enter()
    repair = make_repair(status="running", executor=make_agency(), progress=30)
    page = step(client, repair, "progress", **{"progress": "50", **values})
    assert page.context["form"].errors[field]
    repair.refresh_from_db()
    assert repair.progress == 30


def test_a_step_out_of_turn_says_what_may_follow(client, enter):
    enter()
    page = step(client, make_repair(), "approve")
    assert "hanya dapat menjadi" in page.text


def test_done_work_can_be_opened_again_with_a_reason(client, enter):
    enter()
    repair = make_repair(status="done", executor=make_agency(), progress=100, finished_on=dt.date(2021, 3, 30))
    step(client, repair, "rework", note="Atap masih bocor")
    repair.refresh_from_db()
    assert (repair.status, repair.progress, repair.finished_on) == ("running", 70, None)


def done_repair(**fields):
    return make_repair(status="done", executor=make_agency(), progress=100, finished_on=dt.date(2021, 3, 30), **fields)


def test_the_signed_act_is_kept_with_the_handover(client, enter):
    enter()
    repair = done_repair()
    url = page_of(repair, "hand_over")
    paper = SimpleUploadedFile("bast.pdf", b"%PDF-1.4 uji", "application/pdf")
    client.post(url, {**fill(client, url, on=DAY, handover_number="7/2021"), "document": paper})
    repair.refresh_from_db()
    assert repair.handover_document.original_name == "bast.pdf"
    assert repair.handover_document.is_personal


def test_a_refused_handover_leaves_no_file_behind(client, enter, settings):
    enter()
    repair = done_repair()
    url = page_of(repair, "hand_over")
    paper = SimpleUploadedFile("bast.pdf", b"%PDF-1.4 uji", "application/pdf")
    page = client.post(url, {**fill(client, url, on="2090-01-01", handover_number="7/2021"), "document": paper})
    assert page.context["form"].errors["on"]
    assert not Evidence.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_handover_paper_that_is_no_document_is_refused(client, enter):
    enter()
    repair = done_repair()
    url = page_of(repair, "hand_over")
    paper = SimpleUploadedFile("bast.pdf", b"MZ bukan pdf", "application/pdf")
    page = client.post(url, {**fill(client, url, on=DAY, handover_number="7/2021"), "document": paper})
    assert "bukan PDF" in page.context["form"].errors["document"][0]
    repair.refresh_from_db()
    assert repair.status == "done"


# Money


def test_two_editors_of_the_money_both_keep_their_work(client, enter):
    enter()
    repair = make_repair()
    url = page_of(repair, "money")
    mine = fill(client, url, ceiling="20.000.000")
    client.post(url, fill(client, url, ceiling="23.000.000"))
    answer = client.post(url, mine)
    assert answer.status_code == 409
    repair.refresh_from_db()
    assert repair.ceiling == 23_000_000


def test_the_same_source_twice_is_refused(client, enter):
    enter()
    repair = make_repair()
    url = page_of(repair, "money")
    rows = {
        "fundings-TOTAL_FORMS": "2",
        "fundings-0-source": "csr",
        "fundings-0-amount": "1",
        "fundings-1-source": "csr",
        "fundings-1-amount": "2",
    }
    page = client.post(url, fill(client, url, **rows))
    assert page.status_code == 200
    assert not RepairFunding.objects.exists()


# Conditions


@pytest.fixture
def criteria():
    return [
        EligibilityCriterion.objects.create(code=code, text=text, source="Contoh", order=order)
        for order, (code, text) in enumerate(
            [("own_land", "Tanah milik sendiri"), ("only_house", "Rumah satu-satunya")]
        )
    ]


def test_conditions_are_answered_one_by_one_and_unknown_stays_unknown(client, enter, criteria):
    enter(Role.KELURAHAN)
    repair = make_repair()
    url = page_of(repair, "eligibility")
    client.post(url, fill(client, url, **{"met-own_land": "true", "note-own_land": "SHM dilihat"}))
    answer = EligibilityAnswer.objects.get()
    assert (answer.criterion, answer.met, answer.note) == (criteria[0], True, "SHM dilihat")
    client.post(url, fill(client, url, **{"met-only_house": "false"}))
    assert {(a.criterion.code, a.met) for a in EligibilityAnswer.objects.all()} == {
        ("own_land", True),
        ("only_house", False),
    }
    assert "SHM dilihat" in client.get(page_of(repair, "funds")).text


def test_a_condition_out_of_use_is_not_asked(client, enter, criteria):
    enter()
    EligibilityCriterion.objects.filter(code="only_house").update(is_active=False)
    assert "Rumah satu-satunya" not in client.get(page_of(make_repair(), "eligibility")).text


# Photos


def test_a_photo_is_added_with_its_spot_and_time(client, enter):
    agency = make_agency()
    user = enter(Role.AGENCY, agency=agency)
    repair = make_repair(executor=agency, status="approved")
    url = page_of(repair, "photo")
    client.post(url, {**fill(client, url, phase="before", spot="Tampak depan"), "upload": picture()})
    photo = repair.photos.get()
    assert (photo.spot, photo.evidence.phase, photo.evidence.uploaded_by) == ("Tampak depan", "before", user)
    assert photo.evidence.is_personal
    assert photo.evidence.region == repair.house.region
    page = client.get(repair.get_absolute_url())
    assert reverse("locations:evidence_thumbnail", args=[photo.evidence.public_id]) in page.text


def test_a_pair_of_the_same_spot_is_compared(client, enter):
    enter()
    repair = make_repair()
    before, after = photographed(repair, "before"), photographed(repair, "after")
    alone = photographed(repair, "during", "Dapur")
    page = client.get(repair.get_absolute_url())
    [pair] = page.context["pairs"]
    assert (pair["before"], pair["after"]) == (before.evidence, after.evidence)
    assert page.context["photos"] == [alone]
    assert "data-compare" in page.text


@pytest.mark.parametrize("content", [b"", b"bukan gambar", b"%PDF-1.4"])
def test_what_is_no_picture_is_refused_beside_its_box(client, enter, content):
    enter()
    repair = make_repair()
    url = page_of(repair, "photo")
    upload = SimpleUploadedFile("x.jpg", content, "image/jpeg")
    page = client.post(url, {**fill(client, url, phase="before", spot="Depan"), "upload": upload})
    assert page.context["form"].errors["upload"]
    assert "Depan" in page.text
    assert not repair.photos.exists()


def test_the_same_photo_before_and_after_is_remarked_on(client, enter):
    enter()
    repair = make_repair()
    url = page_of(repair, "photo")
    for phase in ("before", "after"):
        answer = client.post(url, {**fill(client, url, phase=phase, spot="Depan"), "upload": picture()})
    assert "tampak sama" in client.get(answer.url).text


def test_a_wrong_photo_is_taken_off_and_kept_as_evidence(client, enter):
    enter(Role.KELURAHAN)
    photo = photographed(make_repair(), "before")
    url = reverse("households:repair_photo_remove", args=[photo.evidence.public_id])
    client.post(url, fill(client, url))
    assert not RepairPhoto.objects.exists()
    assert Evidence.objects.filter(pk=photo.evidence.pk).exists()


def test_a_foreign_photo_cannot_be_taken_off(client, enter):
    enter(Role.KELURAHAN)
    photo = photographed(make_repair(house=make_house(rt=ELSEWHERE)), "before")
    assert client.get(reverse("households:repair_photo_remove", args=[photo.evidence.public_id])).status_code == 404


# The act to print


def test_the_handover_act_is_printed_once_the_work_is_done(client, enter):
    enter()
    house = make_house(address="Gang Cetak 1")
    family = make_household(house=house, head="Asep Sunandar", no_kk="3276110101210001")
    repair = done_repair(house=house, beneficiary=family)
    page = client.get(page_of(repair, "handover_print"))
    for text in ("Gang Cetak 1", "Asep Sunandar", repair.executor.name, "………"):
        assert text in page.text
    assert "3276110101210001" not in page.text
    assert client.get(page_of(make_repair(), "handover_print")).status_code == 404


def test_a_long_way_costs_what_a_short_one_costs(client, enter):
    user = enter()
    repair = make_repair()
    client.get(repair.get_absolute_url())
    with CaptureQueriesContext(connection) as short:
        client.get(repair.get_absolute_url())
    for day in range(1, 11):
        by = user if day % 2 else make_user()
        repair.steps.create(to_status="proposed", on=dt.date(2021, 4, day), by=by)
    with CaptureQueriesContext(connection) as long:
        client.get(repair.get_absolute_url())
    assert len(long) == len(short)


def test_the_money_and_conditions_of_a_repair_are_read_by_who_sees_it(client, enter):
    enter(Role.KELURAHAN)
    repair = make_repair(ceiling=23_000_000)
    RepairFunding.objects.create(repair=repair, source="csr", amount=23_000_000)
    RepairTranche.objects.create(repair=repair, number=1, amount=10_000_000, paid_on=dt.date(2021, 5, 1))
    RepairTranche.objects.create(repair=repair, number=2, amount=13_000_000)
    page = client.get(page_of(repair, "funds"))
    assert "CSR" in page.text
    assert "Rp13.000.000" in page.text
    overview = client.get(repair.get_absolute_url())
    assert overview.context["object"].paid_out == 10_000_000
    foreign = make_repair(house=make_house(rt=ELSEWHERE))
    assert client.get(page_of(foreign, "funds")).status_code == 404
