"""The first page of each role: what is my job today."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import (
    ActionPoint,
    ChildVisit,
    Funding,
    Intervention,
    PosyanduMember,
    PosyanduSession,
    ProgressReport,
)
from agencies.roles import Role
from households.models import Enrolment, HouseAssessment, HouseholdSurvey, HouseRepair
from reports.home import current_lokus, home_for
from tests.imports.import_files import imported, operator, previewed
from tests.imports.register_files import PEOPLE, altered
from tests.makers import (
    CURUG,
    make_activity_type,
    make_agency,
    make_assessment,
    make_child,
    make_house,
    make_household,
    make_indicator,
    make_intervention,
    make_measurement,
    make_meeting,
    make_posyandu,
    make_programme_year,
    make_repair,
    make_round,
    make_target,
    make_target_area,
    make_user,
)
from tests.reports.counting import queries_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2021, 9, 30)


def home_of(user, today=TODAY):
    return home_for(user, current_lokus(user), today)


def counts(user, today=TODAY):
    """Every task of a home by its title."""
    return {task.title: task.count for task in home_of(user, today).tasks}


def figures(user, today=TODAY):
    return {figure.label: figure for figure in home_of(user, today).figures}


def report(intervention, status, **fields):
    decided = {"decided_by": make_user(), "decided_at": timezone.now()} if status in ("accepted", "returned") else {}
    fields = {
        "reported_on": dt.date(2021, 9, 1),
        "physical_percent": 50,
        "author": make_user(),
        "comment": "Lengkapi foto" if status == "returned" else "",
        "submitted_at": None if status == "draft" else dt.datetime(2021, 9, 2, tzinfo=dt.UTC),
        **decided,
        **fields,
    }
    made = ProgressReport.objects.create(intervention=intervention, status=status, **fields)
    if status == "accepted":
        Intervention.objects.filter(pk=intervention.pk).update(latest_report=made)
    return made


# --- staff -------------------------------------------------------------------------------------------------------


def test_staff_see_what_waits_for_them():
    make_target_area()
    for status in ("submitted", "submitted", "returned", "draft", "accepted"):
        report(make_intervention(), status)
    make_intervention(ends_on=dt.date(2021, 9, 29))
    make_intervention(ends_on=dt.date(2021, 9, 30))
    make_repair()
    for due in (dt.date(2021, 9, 29), dt.date(2021, 10, 1)):
        ActionPoint.objects.create(meeting=make_meeting(), agency=make_agency(), text="Siapkan data", due_on=due)
    assert counts(make_user(Role.STAFF)) == {
        "Laporan menunggu diperiksa": 2,
        "Usulan rehab RTLH menunggu diverifikasi": 1,
        "Laporan dikembalikan dan belum diperbaiki": 1,
        "Kegiatan melewati tanggal selesai": 1,
        "Tindak lanjut rapat melewati batas waktu": 1,
    }


def test_a_returned_report_that_a_later_one_has_overtaken_waits_for_nobody():
    user = make_user(Role.AGENCY)
    overtaken = make_intervention(agency=user.agency)
    report(overtaken, "returned", reported_on=dt.date(2021, 8, 1))
    report(overtaken, "submitted", reported_on=dt.date(2021, 9, 1))
    open_still = make_intervention(agency=user.agency)
    report(open_still, "accepted", reported_on=dt.date(2021, 7, 1))
    report(open_still, "returned", reported_on=dt.date(2021, 9, 1))
    assert counts(make_user(Role.STAFF))["Laporan dikembalikan dan belum diperbaiki"] == 1
    assert counts(user)["Laporan dikembalikan dinas koordinator"] == 1


def test_a_day_on_which_nothing_waits_has_no_tasks(client):
    make_target_area()
    client.force_login(make_user(Role.STAFF))
    assert "Tidak ada yang menunggu hari ini" in client.get(reverse("home")).text


def test_the_reports_that_wait_longest_are_named(client):
    make_target_area()
    for number in range(7):
        sent = dt.datetime(2021, 9, 1 + number, tzinfo=dt.UTC)
        report(make_intervention(title=f"Pekerjaan {number}"), "submitted", submitted_at=sent)
    (block,) = home_of(make_user(Role.STAFF)).blocks
    assert [task.title for task in block.tasks] == [f"Pekerjaan {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("today", "value", "unit", "source"),
    [
        (dt.date(2021, 12, 1), "6", "hari lagi", ""),
        (dt.date(2021, 12, 7), "0", "hari lagi", ""),
        (dt.date(2022, 1, 5), "7 Desember 2021", "", "sudah lewat"),
    ],
)
def test_the_days_until_the_final_check_are_counted(today, value, unit, source):
    year = make_programme_year(2021, initial_check_on=dt.date(2021, 6, 15), final_check_on=dt.date(2021, 12, 7))
    make_target_area(programme_year=year)
    figure = figures(make_user(Role.STAFF), today)["Verifikasi akhir provinsi"]
    assert (figure.value, figure.unit, figure.source) == (value, unit, source)


def test_the_initial_check_comes_first():
    year = make_programme_year(2021, initial_check_on=dt.date(2021, 6, 15), final_check_on=dt.date(2021, 12, 7))
    make_target_area(programme_year=year)
    assert figures(make_user(Role.STAFF), dt.date(2021, 6, 1))["Verifikasi awal provinsi"].value == "14"


def test_a_check_without_a_date_is_unknown():
    make_target_area()
    assert figures(make_user(Role.STAFF))["Verifikasi provinsi"].value is None


def test_families_stand_against_the_target():
    target_area = make_target_area(kk_target=80)
    for _ in range(3):
        Enrolment.objects.create(household=make_household(), target_area=target_area, enrolled_on=dt.date(2021, 4, 1))
    figure = figures(make_user(Role.STAFF))["KK binaan"]
    assert (figure.value, figure.unit) == ("3", "dari 80")


def test_progress_is_the_mean_of_what_was_accepted_and_says_of_how_many():
    training = make_activity_type("N01", kind="nonphysical", unit="orang", aspect="hdi")
    report(make_intervention(), "accepted", physical_percent=100)
    report(make_intervention(), "accepted", physical_percent=25, spent=3_000_000)
    report(make_intervention(), "submitted", physical_percent=90)
    unreported = make_intervention(type=training)
    Funding.objects.create(intervention=unreported, source="csr", amount=12_000_000)
    report(make_intervention(status="cancelled", reason="Batal"), "accepted", physical_percent=0)
    found = figures(make_user(Role.LEADER))
    assert found["Kemajuan fisik"].value == "62,5"
    assert found["Kemajuan fisik"].source.startswith("rata-rata 2 dari 3 kegiatan")
    assert found["Kemajuan nonfisik"].value is None
    assert (found["Anggaran terpakai"].value, found["Anggaran terpakai"].change) == ("Rp3 juta", "25 %")


# --- agency ------------------------------------------------------------------------------------------------------


def test_an_agency_sees_its_own_work_and_what_is_wrong_with_it():
    user = make_user(Role.AGENCY)
    running = {"agency": user.agency, "status": Intervention.Status.RUNNING}
    report(make_intervention(title="Dikembalikan", **running), "returned")
    report(make_intervention(title="Terlambat", ends_on=dt.date(2021, 8, 1), **running), "accepted")
    report(make_intervention(title="Diam", **running), "accepted", reported_on=dt.date(2021, 8, 1))
    report(make_intervention(title="Dikirim", **running), "submitted")
    make_intervention(title="Milik lain")
    make_intervention(title="Batal", agency=user.agency, status="cancelled", reason="Batal")
    ActionPoint.objects.create(
        meeting=make_meeting(), agency=user.agency, text="Kirim data", due_on=dt.date(2021, 9, 1)
    )
    make_repair(executor=user.agency)

    home = home_of(user)
    (block,) = home.blocks
    assert {line.title: str(line.status.label) for line in block.lines} == {
        "Dikembalikan": "Laporan dikembalikan",
        "Terlambat": "Terlambat",
        "Diam": "Belum dilaporkan",
        "Dikirim": "Menunggu diperiksa",
    }
    assert [line.title for line in block.lines][:2] == ["Dikembalikan", "Terlambat"]
    assert {task.title: task.count for task in home.tasks} == {
        "Laporan dikembalikan dinas koordinator": 1,
        "Kegiatan melewati tanggal selesai": 1,
        "Kegiatan berjalan tanpa laporan sebulan terakhir": 2,
        "Tindak lanjut rapat belum selesai": 1,
        "Rehab RTLH yang Anda laksanakan": 1,
    }


def test_progress_unknown_is_not_drawn_as_zero(client):
    user = make_user(Role.AGENCY)
    make_intervention(agency=user.agency)
    client.force_login(user)
    page = client.get(reverse("home")).text
    assert "belum ada data" in page and "<progress" not in page


# --- kelurahan ---------------------------------------------------------------------------------------------------


def test_a_kelurahan_sees_whom_the_survey_has_not_reached():
    survey_round = make_round(ends_on=dt.date(2021, 10, 15))
    houses = [make_house() for _ in range(3)]
    families = [make_household(house=house) for house in houses]
    make_household(rt=f"{CURUG}.001.001")
    make_household(status="moved")
    HouseholdSurvey.objects.create(household=families[0], round=survey_round, surveyed_on=TODAY)
    HouseAssessment.objects.create(house=houses[0], round=survey_round, assessed_on=TODAY)
    HouseRepair.objects.create(house=houses[1], target_area=survey_round.target_area, proposed_on=dt.date(2021, 3, 15))
    assert counts(make_user(Role.KELURAHAN)) == {
        "Keluarga belum didata (data awal)": 2,
        "Rumah belum dinilai (data awal)": 2,
        "Usulan RTLH menunggu verifikasi dinas koordinator": 1,
    }
    assert counts(make_user(Role.KELURAHAN, areas=[CURUG])) == {}


def test_a_closed_round_asks_for_nothing():
    make_round(closed_at=timezone.now())
    make_household()
    assert counts(make_user(Role.KELURAHAN)) == {}


def test_unfit_houses_are_unknown_until_some_are_judged():
    make_target_area()
    house = make_house()
    user = make_user(Role.KELURAHAN)
    assert figures(user)["Rumah tidak layak huni"].value is None
    house.latest_assessment = make_assessment(house=house, unfit=True)
    house.save()
    assert figures(user)["Rumah tidak layak huni"].value == "1"


def test_uploads_wait_on_the_home_of_who_sent_them():
    owner = operator()
    previewed(PEOPLE, owner)
    imported(altered("nik", "salah", row=4), owner, only_valid=True)
    assert counts(owner) == {"Berkas impor menunggu disimpan": 1, "Baris impor ditolak, belum tersimpan": 1}
    assert counts(make_user(Role.KELURAHAN)) == {}
    staff = make_user(Role.STAFF)
    previewed(PEOPLE, staff)
    assert counts(staff) == {"Berkas impor menunggu disimpan": 1}


# --- cadre -------------------------------------------------------------------------------------------------------


def weigh(posyandu, date, *visits):
    session = PosyanduSession.objects.create(posyandu=posyandu, date=date, status="held")
    for child, weight, gain, below in visits:
        ChildVisit.objects.create(session=session, member=child, weight_kg=weight, gain=gain, below_red_line=below)


def child_of(posyandu, name, **registration):
    child = make_child(name=name)
    PosyanduMember.objects.create(posyandu=posyandu, member=child, **{"since": dt.date(2021, 1, 1), **registration})
    return child


def test_a_cadre_sees_who_did_not_come_and_whose_weight_needs_attention():
    make_target_area()
    posyandu = make_posyandu(name="Melati")
    well, thin, absent, unweighed = (child_of(posyandu, name) for name in ("Ayu", "Budi", "Citra", "Dani"))
    child_of(posyandu, "Pindah", until=dt.date(2021, 8, 31))
    weigh(posyandu, dt.date(2021, 8, 11), (absent, 9, "T", True))
    weigh(posyandu, dt.date(2021, 9, 8), (well, 10, "N", False), (thin, 8, "T", True), (unweighed, None, "", None))
    PosyanduSession.objects.create(posyandu=posyandu, date=dt.date(2021, 10, 13))

    home = home_of(make_user(Role.CADRE))
    assert home.tasks[0].title == "Hari buka Melati, 13 Oktober 2021"
    missed, watched = home.blocks
    assert [task.title for task in missed.tasks] == ["Citra", "Dani"]
    assert [(task.title, task.note) for task in watched.tasks] == [("Budi", "Tidak naik (T), di bawah garis merah")]
    shares = {figure.label: (figure.value, figure.unit) for figure in home.figures}
    assert shares == {
        "Balita sasaran (S)": ("4", "anak"),
        "Ditimbang (D/S)": ("50,0", "%"),
        "Naik berat badannya (N/D)": ("50,0", "%"),
    }


def test_a_cadre_without_a_planned_day_is_asked_to_plan_one():
    make_target_area()
    assert home_of(make_user(Role.CADRE)).tasks[0].title == "Belum ada hari buka yang direncanakan"


def test_a_planned_day_that_is_past_is_to_be_filled_in():
    PosyanduSession.objects.create(posyandu=make_posyandu(), date=dt.date(2021, 9, 8))
    assert home_of(make_user(Role.CADRE)).tasks[0].note == "Sudah lewat: catat hasilnya."


def test_a_cadre_of_another_posyandu_sees_none_of_these_children():
    make_target_area()
    posyandu = make_posyandu()
    weigh(posyandu, dt.date(2021, 9, 8), (child_of(posyandu, "Budi"), 8, "T", True))
    home = home_of(make_user(Role.CADRE, areas=[f"{CURUG}.001"]))
    assert home.blocks == []


# --- leader and evaluator ----------------------------------------------------------------------------------------


@pytest.fixture
def headline():
    """The three headline indicators of the lokus, out of order, with their newest measurement."""
    target_area = make_target_area()
    for code, aspect, direction, baseline, now, target in (
        ("H3", "hdi", "up", "60.4", "64", "70"),
        ("H1", "slum", "down", "39", "27", "15"),
        ("H2", "poverty", "down", "20", "22", "10"),
    ):
        indicator = make_indicator(code=code, aspect=aspect, direction=direction, is_headline=True, decimals=1)
        make_target(
            target_area=target_area,
            indicator=indicator,
            baseline=baseline,
            baseline_on=dt.date(2021, 3, 1),
            baseline_source="Pendataan awal",
            target=target,
            due_on=dt.date(2021, 12, 31),
        )
        make_measurement(target_area=target_area, indicator=indicator, value=now)
    make_target(target_area=target_area, indicator=make_indicator(code="X", aspect="slum"), baseline=None)
    return target_area


@pytest.mark.parametrize("role", [Role.LEADER, Role.EVALUATOR])
def test_leaders_see_the_three_aspects_in_order_with_the_change_in_words(headline, role):
    journeys = home_of(make_user(role)).journeys
    assert [(journey.aspect, journey.baseline, journey.now, journey.target) for journey in journeys] == [
        ("slum", "39,0", "27,0", "15,0"),
        ("poverty", "20,0", "22,0", "10,0"),
        ("hdi", "60,4", "64,0", "70,0"),
    ]
    assert [journey.percent for journey in journeys] == [Decimal("50.0"), Decimal("0"), Decimal("37.5")]
    assert [(journey.change, journey.change_tone, journey.direction) for journey in journeys] == [
        ("turun 12,0 poin, membaik", "success", "down"),
        ("naik 2,0 poin, memburuk", "danger", "up"),
        ("naik 3,6 poin, membaik", "success", "up"),
    ]


def test_leaders_see_each_agency_by_the_name_of_its_day(client):
    agency = make_agency("DP3AP2KB")
    agency.names.create(short_name="DPAPMK", name="Dinas Lama", valid_until=dt.date(2021, 12, 31))
    report(make_intervention(agency=agency), "accepted", physical_percent=40)
    client.force_login(make_user(Role.LEADER))
    page = client.get(reverse("home")).text
    assert "DPAPMK" in page and "DP3AP2KB" not in page
    assert "1 dari 1 kegiatan dilaporkan" in page
    assert "Persentase adalah rata-rata sederhana" in page


@pytest.mark.parametrize("role", [Role.LEADER, Role.EVALUATOR])
def test_nobody_is_named_to_leaders(client, role, headline):
    make_household(head="Ibu Rahasia")
    make_repair(house=make_house(address="Gang Mawar 7"))
    client.force_login(make_user(role))
    page = client.get(reverse("home")).text
    assert "Rahasia" not in page and "Mawar" not in page


# --- all of them -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_home_before_there_is_any_data(client, role):
    client.force_login(make_user(role))
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert "Belum ada lokus yang sedang digarap" in page.text


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.parametrize("role", Role)
def test_a_home_costs_the_same_for_one_row_and_for_many(client, role, headline):
    user = make_user(role)
    client.force_login(user)
    survey_round = make_round()

    def fill(times):
        for _ in range(times):
            mine = make_intervention(agency=user.agency or make_agency(), ends_on=dt.date(2021, 6, 1))
            Funding.objects.create(intervention=mine, source="csr", amount=1000)
            for status in ("submitted", "returned", "accepted"):
                report(mine, status)
            repair = make_repair(executor=mine.agency)
            ActionPoint.objects.create(
                meeting=make_meeting(), agency=mine.agency, text="Siapkan data", due_on=dt.date(2021, 5, 1)
            )
            family = make_household(house=repair.house, head="Kepala")
            Enrolment.objects.create(household=family, target_area=headline, enrolled_on=dt.date(2021, 4, 1))
            HouseholdSurvey.objects.create(household=family, round=survey_round, surveyed_on=TODAY)
            posyandu = make_posyandu()
            weigh(posyandu, dt.date(2021, 9, 8), (child_of(posyandu, "Budi"), 8, "T", True))
            child_of(posyandu, "Citra")

    fill(1)
    one = queries_of(client, reverse("home"))
    fill(9)
    assert len(queries_of(client, reverse("home"))) == len(one) <= 14, "\n".join(sql[:150] for sql in one)
