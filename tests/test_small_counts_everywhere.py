"""No page and no file shows one to four people to a reader who may not open the register.

Every page that opens, and every file of a list or sheet, is read as each impersonal role, in a world in which nearly
every count of people is small.
"""

import csv
import datetime as dt
import io
import re
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from activities.models import Attendance, GroupMember, PosyanduMember, ProgressReport
from agencies.models import AccessEvent
from agencies.roles import Role
from agencies.small_counts import PEOPLE, PEOPLE_UNIT
from p2wkss.base.pages import ListPage
from reports.services import take_snapshot
from reports.sheets import SHEETS
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.asking import ask
from tests.makers import (
    make_activity_type,
    make_child,
    make_indicator,
    make_intervention,
    make_measurement,
    make_member,
    make_report,
    make_target,
)
from tests.test_no_ipm import visible

pytestmark = [
    pytest.mark.usefixtures("db"),
    pytest.mark.skipif(connection.vendor == "postgresql", reason="what pages say is the same on both databases"),
]

IMPERSONAL = [Role.EVALUATOR, Role.LEADER]
SMALL = re.compile(rf"(?<![\d.,/])[1-4] ({PEOPLE})\b", re.IGNORECASE)
# Shares that tell of few: 2 of 30, what is left of 27 of 30, 4 of 30 as it was in the beginning.
TELLING = re.compile(r"(?<!\d)(6[.,]67?|6[.,]6667|90[.,]0+|13[.,]33?|13[.,]3333)(?!\d)")
DECIDED = dt.datetime(2021, 7, 2, tzinfo=dt.UTC)
VOLUMES = {"volume_usulan", "volume_target", "volume_realisasi", "volume"}
COUNTS = re.compile(
    r"peserta_.*|hadir|diundang|anggota.*|sasaran_terdaftar|balita_.*|[skdn]|bgm|kk_.*|kepala_.*|pembilang|numerator"
)


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py)."""


@pytest.fixture
def few(world):
    """Few people nearly everywhere; what is given back is shown to everybody."""
    lokus, staff = world.area("own"), world.user(Role.STAFF)
    kind = make_activity_type("N99", name="Pendampingan", kind="nonphysical", field="health", unit="orang")
    work = make_intervention(
        target_area=lokus,
        agency=world.agencies["own"],
        type=kind,
        title="Pasien TBC, 1 orang",
        requested=3,
        target=2,
        audience="dua orang",
        status="running",
    )
    houses = make_intervention(
        target_area=lokus, agency=world.agencies["own"], type=make_activity_type("F01"), title="Rehab", requested=3,
        target=3,
    )  # fmt: skip
    work.regions.add(world.rt("own"))
    report = make_report(
        intervention=work, author=world.user(Role.AGENCY), status=ProgressReport.Status.ACCEPTED, volume=1,
        participants_male=1, participants_female=2, obstacle="Hanya 2 orang datang", submitted_at=DECIDED,
        decided_by=staff, decided_at=DECIDED,
    )  # fmt: skip
    work.latest_report = report
    work.save()
    session, group, posyandu = (world.thing(name, "own") for name in ("session", "group", "posyandu"))
    for _person in range(2):
        Attendance.objects.create(session=session, member=make_member(), present=True)
        GroupMember.objects.create(group=group, member=make_member(), joined_on=dt.date(2021, 5, 1))
        PosyanduMember.objects.create(
            posyandu=posyandu, member=make_child(), category="child", since=dt.date(2021, 1, 1)
        )
    figures = {}
    for code, unit, aspect, begun, now in (
        ("STUNTING", "%", "hdi", (4, 30), (2, 30)),
        ("JKN", "%", "hdi", (20, 30), (27, 30)),
        ("TBC", "orang", "hdi", (4, None), (2, None)),
        ("RTLH", "%", "slum", (4, 30), (2, 30)),
        ("PUTUS", "anak", "poverty", (4, None), (0, None)),
    ):
        indicator = make_indicator(
            code=code, name=f"Angka {code}", unit=unit, aspect=aspect, is_headline=True, direction="down", decimals=2
        )

        def value(part, whole):
            return Decimal(part) if whole is None else (Decimal(100 * part) / whole).quantize(Decimal("0.0001"))

        for day, (part, whole) in ((dt.date(2021, 3, 1), begun), (dt.date(2021, 9, 1), now)):
            parts = {} if whole is None else {"numerator": part, "denominator": whole}
            figures[code, day.month] = make_measurement(
                target_area=lokus, indicator=indicator, measured_on=day, value=value(part, whole), **parts
            )
        make_target(
            target_area=lokus, indicator=indicator, baseline=value(*begun), baseline_on=dt.date(2021, 3, 1),
            baseline_source="Data awal", target=0, due_on=dt.date(2021, 12, 31),
        )  # fmt: skip
    frozen = []
    for name in SHEETS:
        with suppress(ValidationError):  # a sheet without a row of this lokus
            frozen.append(take_snapshot(sheet=name, target_area=lokus, by=staff))
    return {"snapshots": frozen, "work": work, "houses": houses, "report": report, "figures": figures}


def pages(world, few, role):
    """{what it is: the answer} of every page that opens."""
    urls = {a.opened(world, "own", role): name for name, a in ADDRESSES.items() if not name.startswith("admin:")}
    for record in (few["work"], few["report"], *few["figures"].values()):
        urls[record.get_absolute_url()] = str(record)
    for figure in few["figures"].values():
        urls[figure.indicator.get_absolute_url()] = f"indicator {figure.indicator}"
        target = figure.indicator.targets.get()
        urls[target.get_absolute_url()] = f"target {target}"
    for part in ("kemajuan", "rehab", "kebutuhan", "dokumen"):
        urls[reverse("reports:lokus_part", args=[world.area("own").public_id, part])] = part
    for url, name in urls.items():
        answer = ask(world, role, "GET", url)
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            yield name, answer


def files(world, few, role):
    """{what it is: its rows} of every file that a list, sheet, snapshot or indicator gives."""
    urls = [f"{ADDRESSES[name].url(world, 'own', role)}?format=csv" for name in pages_of(ListPage)]
    urls += [
        f"{ADDRESSES['reports:sheet_file'].url(world).replace('interventions', name)}?format=csv" for name in SHEETS
    ]
    urls += [f"{figure.indicator.get_absolute_url()}?format=csv" for figure in few["figures"].values()]
    urls += [row.get_absolute_url() + "?format=csv" for row in few.get("snapshots", ())]
    for url in urls:
        answer = ask(world, role, "GET", url)
        if answer.status_code == 200 and "csv" in answer.headers.get("Content-Type", ""):
            yield url, list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def small_in(row) -> list[str]:
    if "RTLH" in str(row):  # houses name nobody
        return []
    found = []
    unit = row.get("satuan", row.get("unit", ""))
    for name, value in row.items():
        is_count = COUNTS.fullmatch(name) or (name in VOLUMES and PEOPLE_UNIT.search(unit or "orang"))
        if is_count and re.fullmatch(r"[1-4](\.0+)?", value or ""):
            found.append(f"{name}={value}")
        if SMALL.search(value or "") or TELLING.fullmatch(value or ""):
            found.append(f"{name}: {value}")
    return found


@pytest.mark.parametrize("role", IMPERSONAL)
def test_no_page_shows_a_small_count_of_people(world, few, role):
    read, wrong = 0, {}
    for name, answer in pages(world, few, role):
        read += 1
        text = visible(answer.body)
        told = [text[max(0, hit.start() - 50) : hit.end() + 10] for hit in SMALL.finditer(text)]
        if "RTLH" not in name:
            told += [
                text[max(0, hit.start() - 50) : hit.end() + 10]
                for hit in TELLING.finditer(text)
                if "RTLH" not in text[max(0, hit.start() - 300) : hit.start()]
            ]
        if told:
            wrong[name] = told[:3]
    assert not wrong
    assert read > 40


@pytest.mark.parametrize("role", IMPERSONAL)
def test_no_file_holds_a_small_count_of_people(world, few, role):
    read, wrong = 0, {}
    for url, rows in files(world, few, role):
        read += 1
        if url.startswith(few["figures"]["RTLH", 9].indicator.get_absolute_url()):
            continue
        if told := [cell for row in rows for cell in small_in(row)]:
            wrong[url] = told[:4]
    assert not wrong
    assert read > 10


@pytest.mark.parametrize("role", IMPERSONAL)
def test_volumes_in_people_are_marked_and_houses_are_shown(world, few, role):
    for record, shown in ((few["work"], "Volume target <5"), (few["houses"], "Volume target 3")):
        text = visible(ask(world, role, "GET", record.get_absolute_url()).body).replace("&lt;", "<")
        assert shown in text
    text = visible(ask(world, role, "GET", few["work"].get_absolute_url()).body)
    assert "1 orang" not in text and "dua orang" not in text and "Pasien TBC" in text


@pytest.mark.parametrize("role", IMPERSONAL)
def test_the_counts_of_people_on_single_pages_are_marked(world, few, role):
    for kind, words in (
        ("session", "Diundang <5 Hadir <5"),
        ("posyandusession", "Balita datang <5"),
        ("round", "Keluarga didata belum ada data <5 dari"),
    ):
        text = visible(ask(world, role, "GET", world.thing(kind, "own").get_absolute_url()).body).replace("&lt;", "<")
        assert words in text
        assert "Riwayat" not in text or kind == "round", "the history holds the counts that the page hides"


@pytest.mark.parametrize("role", IMPERSONAL)
def test_families_of_a_slum_survey_are_marked_and_roads_are_shown(world, few, role):
    survey = world.thing("slumsurvey", "own")
    fields = {"households": 40, "v_3a": 3, "v_5a": 38, "v_6a": 20, "v_2b": 3}
    type(survey).objects.filter(pk=survey.pk).update(**fields)
    text = visible(ask(world, role, "GET", survey.get_absolute_url()).body).replace("&lt;", "<")
    for words in (
        "aman (KK) <5 –",
        "5a sistem air limbah tidak sesuai (KK) * –",
        "6a sarana persampahan tidak sesuai (KK) 20",
    ):
        assert words in text
    assert "2b jalan lingkungan rusak (m) 3" in text


@pytest.mark.parametrize("role", IMPERSONAL)
def test_the_verdict_and_zero_are_everybodys(world, few, role):
    answer = ask(world, role, "GET", few["figures"]["PUTUS", 9].indicator.get_absolute_url())
    assert "Tercapai" in visible(answer.body)
    text = visible(ask(world, role, "GET", few["figures"]["STUNTING", 9].indicator.get_absolute_url()).body)
    assert any(word in text for word in ("Tercapai", "Sesuai jadwal", "Tertinggal")) and "*" in text
    assert "6,67" in visible(ask(world, role, "GET", few["figures"]["RTLH", 9].get_absolute_url()).body)


def test_who_may_open_the_register_sees_true_counts_and_nothing_is_noted(world, few):
    text = visible(ask(world, Role.STAFF, "GET", few["figures"]["STUNTING", 9].get_absolute_url()).body)
    assert "6,67" in text
    assert not AccessEvent.objects.filter(kind=AccessEvent.Kind.COUNTS).exists()


def test_an_evaluator_who_was_given_the_right_sees_true_counts_and_its_use_is_noted(world, few):
    evaluator = world.user(Role.EVALUATOR)
    evaluator.may_see_true_counts = True
    evaluator.save()
    client = world.client(Role.EVALUATOR)
    text = visible(client.get(few["figures"]["STUNTING", 9].get_absolute_url()).content)
    assert "6,67" in text
    (event,) = AccessEvent.objects.filter(kind=AccessEvent.Kind.COUNTS)
    assert (event.user, event.request_id != "") == (evaluator, True)


def test_a_row_whose_counts_are_hidden_is_never_saved(world, few):
    row = type(few["work"]).objects.visible_to(world.user(Role.LEADER)).get(pk=few["work"].pk)
    assert row.target == "<5"
    with pytest.raises(RuntimeError):
        row.save()
