"""Pages of groups, enterprises, meetings with action points, and visits after the programme."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from auditlog.context import disable_auditlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import (
    ActionPoint,
    Enterprise,
    EnterpriseTurnover,
    Group,
    GroupMember,
    Meeting,
    PostProgrammeVisit,
)
from agencies.models import AccessEvent
from agencies.roles import Role
from locations.models import ProgrammeYear
from tests.browsing import fill
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    RW,
    make_agency,
    make_household,
    make_meeting,
    make_member,
    make_programme_year,
    make_region,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

PHOTO = Path(__file__).resolve().parents[1] / "photos" / "i03_png.png"
CURUG_RT = f"{CURUG}.001.001"


def page_of(name):
    return reverse(f"activities:{name}")


def url(record, name):
    return reverse(f"activities:{name}", args=[record.public_id])


def make_group(name="KWT Melati", **fields):
    fields.setdefault("target_area", make_target_area())
    fields.setdefault("region", make_region(RW))
    return Group.objects.create(name=name, kind="kwt", **fields)


def make_enterprise(name="Keripik Bu Siti", turnover=None, **fields):
    make_target_area()  # agencies see the people of a lokus
    fields.setdefault("owner", make_member(name="Siti Aminah"))
    enterprise = Enterprise.objects.create(name=name, product="keripik", **fields)
    if turnover is not None:
        EnterpriseTurnover.objects.create(enterprise=enterprise, month=dt.date(2021, 7, 1), turnover=turnover)
    return enterprise


def make_point(agency=None, text="Lengkapi data RTLH", **fields):
    fields.setdefault("meeting", make_meeting())
    return ActionPoint.objects.create(
        agency=agency or make_agency(), text=text, **{"due_on": dt.date(2021, 4, 30), **fields}
    )


def make_visit(**fields):
    fields.setdefault("target_area", make_target_area())
    fields.setdefault("by", make_user())
    return PostProgrammeVisit.objects.create(
        **{"months_after": 6, "visited_on": dt.date(2022, 6, 1), "findings": "KWT masih berjalan", **fields}
    )


# Groups


@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER])
def test_that_a_group_exists_is_a_programme_fact_its_members_are_not(client, enter, role):
    group = make_group()
    GroupMember.objects.create(group=group, member=make_member(name="Siti Aminah"), joined_on=dt.date(2021, 6, 1))
    enter(role)
    [row] = client.get(page_of("group_list")).context["table"].page
    assert row.record.member_count == ("<5" if role in (Role.EVALUATOR, Role.LEADER) else 1)
    text = client.get(url(group, "group_detail")).text
    assert ("Siti Aminah" in text) == (role in (Role.STAFF, Role.KELURAHAN))


def test_a_cadre_has_no_groups(client, enter):
    enter(Role.CADRE)
    assert client.get(page_of("group_list")).status_code == 403


def test_a_kelurahan_founds_a_group_with_its_members(client, enter):
    enter(Role.KELURAHAN)
    lokus, member = make_target_area(), make_member(name="Siti Aminah")
    add = page_of("group_add")
    data = fill(client, add, target_area=lokus.public_id, name="KWT Melati", kind="kwt")
    data |= {"region": make_region(RT).public_id, "memberships-0-member": member.public_id}
    data |= {"memberships-0-joined_on": "2021-06-01", "memberships-0-position": "ketua"}
    answer = client.post(add, data)
    group = Group.objects.get()
    assert answer.url == group.get_absolute_url()
    assert (group.memberships.get().member, group.memberships.get().position) == (member, "ketua")
    page = client.post(add, {**data, "form_token": str(uuid.uuid4())})
    assert "Kelompok dengan nama itu sudah ada di lokus ini." in page.text
    assert page.context["form"]["name"].value() == "KWT Melati"


def test_members_leave_and_stay_on_record(client, enter):
    enter(Role.KELURAHAN)
    group, member = make_group(region=make_region(RT)), make_member(name="Siti Aminah", status="moved")
    GroupMember.objects.create(group=group, member=member, joined_on=dt.date(2021, 6, 1))
    edit = url(group, "group_edit")
    data = fill(client, edit)
    page = client.post(edit, {**data, "memberships-0-left_on": "2021-05-01"})
    assert "Tanggal keluar tidak boleh sebelum bergabung." in page.text
    assert client.post(edit, {**data, "memberships-0-left_on": "2021-08-01"}).status_code == 302
    assert group.memberships.get().left_on == dt.date(2021, 8, 1)
    assert client.get(page_of("group_list")).context["table"].page.object_list[0].record.member_count == 0


def test_a_group_of_another_kelurahan_is_not_there(client, enter):
    foreign = make_group(target_area=make_target_area(kelurahan=CURUG, areas=[CURUG_RT]), region=make_region(CURUG_RT))
    enter(Role.KELURAHAN)
    for name in ("group_detail", "group_edit"):
        assert client.get(url(foreign, name)).status_code == 404


def test_a_group_lies_in_the_lokus_it_belongs_to(client, enter):
    enter()
    lokus = make_target_area()
    make_target_area(kelurahan=CURUG, areas=[CURUG_RT])
    add = page_of("group_add")
    data = fill(client, add, target_area=lokus.public_id, name="KWT", kind="kwt")
    page = client.post(add, {**data, "region": make_region(CURUG_RT).public_id})
    assert "RT/RW ini berada di kelurahan lain." in " ".join(page.context["form"].errors["region"])
    assert not Group.objects.exists()


def test_a_stranger_does_not_join_a_group(client, enter):
    enter(Role.KELURAHAN)
    group = make_group(region=make_region(RT))
    stranger = make_member(household=make_household(rt=CURUG_RT))
    edit = url(group, "group_edit")
    data = fill(client, edit)
    data |= {"memberships-0-member": stranger.public_id, "memberships-0-joined_on": "2021-06-01"}
    assert "Pilihan ini tidak ada" in client.post(edit, data).text
    assert not group.memberships.exists()


def test_a_group_outlives_its_programme_year(client, enter):
    enter(Role.KELURAHAN)
    closed = make_target_area(programme_year=make_programme_year(2020, stage=ProgrammeYear.Stage.CLOSED))
    group = make_group(target_area=closed, region=make_region(RT))
    edit = url(group, "group_edit")
    assert client.post(edit, fill(client, edit, notes="Masih aktif")).status_code == 302
    group.refresh_from_db()
    assert (group.notes, group.target_area) == ("Masih aktif", closed)


# Enterprises


def test_a_kelurahan_records_an_enterprise_and_what_it_earns(client, enter):
    enter(Role.KELURAHAN)
    owner = make_member(name="Siti Aminah")
    add = page_of("enterprise_add")
    data = fill(client, add, owner=owner.public_id, name="Keripik Bu Siti", product="keripik singkong")
    data |= {"turnovers-0-month": "2021-07", "turnovers-0-turnover": "1.250.000"}
    assert client.post(add, data).status_code == 302
    turnover = EnterpriseTurnover.objects.get()
    assert (turnover.month, turnover.turnover) == (dt.date(2021, 7, 1), 1_250_000)
    text = client.get(Enterprise.objects.get().get_absolute_url()).text
    assert "Juli 2021" in text and "Rp1.250.000" in text


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("turnovers-0-month", "Juli", "Tulis tahun dan bulannya, misalnya 2021-07."),
        ("turnovers-0-turnover", "-1", "lebih besar dari atau sama dengan 0"),
        ("turnovers-1-month", "2021-07", "Omzet bulan itu sudah dicatat."),
    ],
)
def test_a_wrong_month_or_amount_is_said_in_its_row(client, enter, name, value, sentence):
    enter(Role.KELURAHAN)
    edit = url(make_enterprise(turnover=1_000_000), "enterprise_edit")
    data = fill(client, edit)
    data |= {"turnovers-1-turnover": "5"} if name == "turnovers-1-month" else {}
    page = client.post(edit, {**data, name: value})
    assert page.status_code == 200
    assert sentence in page.text
    assert EnterpriseTurnover.objects.get().turnover == 1_000_000


def test_an_agency_sees_enterprises_but_not_what_they_earn(client, enter, sheet):
    enterprise = make_enterprise(turnover=1_250_000)
    enter(Role.AGENCY)
    for address in (page_of("enterprise_list"), url(enterprise, "enterprise_detail")):
        text = client.get(address).text
        assert "Keripik Bu Siti" in text
        assert "1.250.000" not in text


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_enterprises_are_not_for_who_reads_no_personal_data(client, enter, role):
    enter(role)
    assert client.get(page_of("enterprise_list")).status_code == 403
    assert client.get(url(make_enterprise(), "enterprise_detail")).status_code == 403


def test_an_enterprise_is_found_by_its_owner(client, enter):
    make_enterprise()
    make_enterprise(name="Warung Ratna", owner=make_member(name="Ratna"))
    enter()
    text = client.get(page_of("enterprise_list"), {"q": "aminah"}).text
    assert "Keripik Bu Siti" in text and "Warung Ratna" not in text


@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY])
def test_the_file_of_enterprises_asks_why_and_holds_what_the_list_shows(client, enter, role):
    make_enterprise(turnover=1_250_000)
    enter(role)
    address = f"{page_of('enterprise_list')}?format=csv"
    assert "Unduhan ini memuat data pribadi" in client.get(address).text
    answer = client.post(address, {"form_reason": "Rapat UPPKS"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Keripik Bu Siti" in text
    assert ("1250000" in text) == (role == Role.STAFF)
    assert ("omzet_terakhir" in text) == (role == Role.STAFF)
    assert AccessEvent.objects.get().reason == "Rapat UPPKS"


# Meetings and action points


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER])
def test_everybody_reads_meetings_and_only_staff_keep_them(client, enter, role):
    meeting = make_meeting()
    enter(role)
    assert client.get(page_of("meeting_list")).status_code == 200
    assert client.get(url(meeting, "meeting_detail")).status_code == 200
    for address in (page_of("meeting_add"), url(meeting, "meeting_edit"), page_of("actionpoint_add")):
        assert client.get(address).status_code == 403


def test_staff_keep_a_meeting_with_its_minutes(client, enter):
    enter()
    agency = make_agency()
    add = page_of("meeting_add")
    data = fill(client, add, programme_year=make_programme_year().public_id, title="Rakor awal", date="2021-03-20")
    upload = SimpleUploadedFile("notulen.pdf", b"%PDF-1.7 isi")
    assert client.post(add, {**data, "attendees": [agency.public_id], "upload": upload}).status_code == 302
    meeting = Meeting.objects.get()
    assert list(meeting.attendees.all()) == [agency]
    assert (meeting.document.content_type, meeting.document.is_personal) == ("application/pdf", False)
    assert meeting.document.get_absolute_url() in client.get(meeting.get_absolute_url()).text


def test_minutes_that_are_no_document_are_refused_beside_the_field(client, enter):
    enter()
    add = page_of("meeting_add")
    data = fill(client, add, programme_year=make_programme_year().public_id, title="Rakor", date="2021-03-20")
    page = client.post(add, {**data, "upload": SimpleUploadedFile("n.exe", b"MZ")})
    assert "bukan PDF, DOCX atau XLSX" in " ".join(page.context["form"].errors["upload"])
    assert page.context["form"]["title"].value() == "Rakor"
    assert not Meeting.objects.exists()


def test_points_are_added_one_after_another_on_the_page_of_the_meeting(client, enter):
    enter()
    meeting, agency = make_meeting(), make_agency()
    add = f"{page_of('actionpoint_add')}?meeting={meeting.public_id}"
    assert add in client.get(url(meeting, "meeting_detail")).text
    data = fill(client, add, agency=agency.public_id, text="Lengkapi data", due_on="2021-04-30")
    assert client.post(add, data).url == meeting.get_absolute_url()
    assert client.post(add, data).url == meeting.get_absolute_url()
    assert meeting.action_points.count() == 1


def test_a_point_without_a_meeting_leads_to_the_meetings(client, enter):
    enter()
    answer = client.get(page_of("actionpoint_add"), follow=True)
    assert answer.redirect_chain == [(page_of("meeting_list"), 302)]


def test_an_agency_says_what_became_of_its_own_points_and_changes_nothing_else(client, enter):
    user = enter(Role.AGENCY)
    own, foreign = make_point(user.agency), make_point()
    finish = url(own, "actionpoint_finish")
    page = client.post(finish, fill(client, finish, on="2021-04-20"))
    assert "tidak boleh kosong" in " ".join(page.context["form"].errors["result"])
    data = fill(client, finish, on="2021-04-20", result="Selesai", text="Diganti")
    assert client.post(finish, data).status_code == 302
    own.refresh_from_db()
    assert (own.status, own.result, own.text) == ("done", "Selesai", "Lengkapi data RTLH")
    assert client.get(url(own, "actionpoint_edit")).status_code == 403
    assert client.get(url(own, "actionpoint_reopen")).status_code == 403
    assert client.get(url(foreign, "actionpoint_detail")).status_code == 200
    assert client.get(url(foreign, "actionpoint_finish")).status_code == 403


def test_an_open_point_past_its_day_is_late(client, enter):
    late, done = make_point(), make_point(text="Sudah", status="done", done_on=dt.date(2021, 4, 1), result="Lengkap")
    enter()
    rows = client.get(page_of("actionpoint_list"), {"late": "true"}).context["table"].page
    assert [row.record for row in rows] == [late]
    assert "Terlambat" in client.get(page_of("actionpoint_list")).text
    assert done.text in client.get(page_of("actionpoint_list"), {"status": "done"}).text


# Visits after the programme


def test_staff_record_what_stayed_with_a_photo(client, enter):
    user = enter()
    lokus = make_target_area(2019)
    add = page_of("postprogrammevisit_add")
    data = fill(client, add, target_area=lokus.public_id, months_after="6", visited_on="2020-06-01")
    data["findings"] = "KWT masih berjalan"
    photo = SimpleUploadedFile("a.png", PHOTO.read_bytes())
    assert client.post(add, {**data, "photo": photo}).status_code == 302
    visit = PostProgrammeVisit.objects.get()
    assert (visit.by, visit.evidence.get().phase) == (user, "after")
    page = client.post(add, {**data, "form_token": str(uuid.uuid4())})
    assert "Kunjungan untuk bulan itu sudah dicatat." in " ".join(page.context["form"].errors["months_after"])
    assert page.context["form"]["findings"].value() == "KWT masih berjalan"


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.EVALUATOR, Role.LEADER])
def test_others_read_later_visits_only(client, enter, role):
    visit = make_visit()
    enter(role)
    assert client.get(url(visit, "postprogrammevisit_detail")).status_code == 200
    assert client.get(url(visit, "postprogrammevisit_edit")).status_code == 403
    assert client.get(page_of("postprogrammevisit_add")).status_code == 403


def test_a_kelurahan_reads_no_visit_of_another(client, enter):
    visit = make_visit(target_area=make_target_area(kelurahan=CURUG, areas=[CURUG_RT]))
    enter(Role.KELURAHAN)
    assert client.get(url(visit, "postprogrammevisit_detail")).status_code == 404


# Files and cost


def test_the_files_hold_exactly_what_the_lists_show(enter, sheet):
    make_group(formed_on=dt.date(2021, 6, 1), coach=make_agency("DKP3"))
    point = make_point(make_agency("DISRUMKIM"), text="+Lengkapi data")
    make_visit(follow_up="Dampingi lagi", by=make_user(name="Staf Contoh"))
    enter()
    assert sheet(page_of("group_list")) == [
        {
            "nama": "KWT Melati",
            "jenis": "Kelompok Wanita Tani (KWT)",
            "rt_rw": "RW 002",
            "pembina": "DKP3",
            "dibentuk": "2021-06-01",
            "anggota": "0",
            "aktif": "ya",
        }
    ]
    assert sheet(page_of("meeting_list")) == [
        {
            "rapat": "Rakor P2WKSS",
            "tanggal": "2021-03-20",
            "tempat": "",
            "tahun_program": "2021",
            "tindak_lanjut_terbuka": "1",
        }
    ]
    assert sheet(page_of("actionpoint_list"), status="open") == [
        {
            "tindak_lanjut": "'+Lengkapi data",
            "rapat": point.meeting.title,
            "perangkat_daerah": "DISRUMKIM",
            "paling_lambat": "2021-04-30",
            "status": "Belum selesai",
            "selesai": "",
            "hasil": "",
        }
    ]
    assert sheet(page_of("postprogrammevisit_list")) == [
        {
            "lokus": "Bojongsari 2021",
            "bulan_sesudah_program": "6",
            "tanggal": "2022-06-01",
            "petugas": "Staf Contoh",
            "temuan": "KWT masih berjalan",
            "tindak_lanjut": "Dampingi lagi",
        }
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("group_list", "Catat kelompok pertama."),
        ("enterprise_list", "Catat usaha pertama."),
        ("meeting_list", "Catat rapat koordinasi pertama."),
        ("actionpoint_list", "Tindak lanjut dicatat pada halaman rapatnya."),
        ("postprogrammevisit_list", "Catat kunjungan pertama sesudah program."),
    ],
)
def test_an_empty_list_says_what_to_do(client, enter, name, words):
    enter()
    assert words in client.get(page_of(name)).text


@disable_auditlog()
@pytest.mark.parametrize(
    "name",
    [
        "group_list",
        "group_add",
        "group_detail",
        "group_edit",
        "enterprise_list",
        "enterprise_add",
        "enterprise_detail",
        "enterprise_edit",
        "meeting_list",
        "meeting_add",
        "meeting_detail",
        "meeting_edit",
        "actionpoint_list",
        "actionpoint_detail",
        "actionpoint_edit",
        "postprogrammevisit_list",
        "postprogrammevisit_add",
        "postprogrammevisit_detail",
        "postprogrammevisit_edit",
    ],
)
def test_ten_rows_cost_what_one_costs(enter, questions, name):
    group, meeting = make_group(), make_meeting()
    enterprise, point = make_enterprise(group=group, turnover=5), make_point(meeting=meeting)
    records = {
        "group": group,
        "enterprise": enterprise,
        "meeting": meeting,
        "actionpoint": point,
        "postprogrammevisit": make_visit(),
    }

    def grow(*numbers):
        for number in numbers:
            region = make_region(f"{BOJONGSARI}.{number + 20:03d}")
            make_group(f"Kelompok {number}", coach=make_agency(), region=region)
            GroupMember.objects.create(group=group, member=make_member(), joined_on=dt.date(2021, 6, 1))
            make_enterprise(group=group, turnover=5)
            EnterpriseTurnover.objects.create(enterprise=enterprise, month=dt.date(2000 + number, 1, 1), turnover=5)
            make_meeting().attendees.add(make_agency())
            meeting.attendees.add(make_agency())
            make_point(meeting=meeting)
            make_visit(target_area=make_target_area(2000 + number))

    grow(1)
    enter()
    record = records[name.rsplit("_", 1)[0]]
    address = page_of(name) if name.endswith(("_list", "_add")) else url(record, name)
    few = questions(address)
    grow(*range(2, 11))
    assert questions(address) == few
    assert few <= 15
