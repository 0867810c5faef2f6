"""Pages of face-to-face sessions: planning under the year's rule, inviting, the door with its capacity, the paper."""

import datetime as dt
from pathlib import Path

import pytest
from auditlog.context import disable_auditlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import Attendance, Session
from activities.services import invite
from agencies.roles import Role
from locations.models import ProgrammeYear
from tests.browsing import fill, form_fields
from tests.makers import (
    BOJONGSARI,
    CURUG,
    RT,
    make_agency,
    make_enrolment,
    make_household,
    make_intervention,
    make_member,
    make_programme_year,
    make_session,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("activities:session_list")
ADD = reverse("activities:session_add")
ELSEWHERE = f"{BOJONGSARI}.009.001"
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(session, name="detail"):
    return reverse(f"activities:session_{name}", args=[session.public_id])


def person(name="Siti Aminah", *, rt=RT, **fields):
    household = make_household(rt=rt)
    make_enrolment(household=household)
    return make_member(household=household, name=name, **fields)


def press(client, session, member, present="1", **extra):
    return client.post(url(session, "attendance"), {"member": member.public_id, "present": present}, **extra)


def invited(session, *people):
    invite(session, people, by=make_user())


def planned(client, **values):
    data = fill(client, ADD)
    data.update(target_area=make_target_area().public_id, title="Pelatihan menjahit", date="2021-07-01")
    data.update(place="Balai RW 02", seats="40", **values)
    return data


# Who sees what


@pytest.mark.parametrize("role", [Role.STAFF, Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_every_role_sees_that_a_session_was_held_and_how_many_came(client, enter, role):
    session = make_session(title="Pelatihan menjahit")
    invited(session, person())
    enter(role)
    assert "Pelatihan menjahit" in client.get(LIST).text
    assert client.get(url(session)).status_code == 200


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEADER])
def test_who_reads_no_personal_data_sees_no_name(client, enter, role):
    session = make_session()
    invited(session, person("Siti Aminah"))
    enter(role)
    assert "Siti Aminah" not in client.get(url(session)).text
    assert client.get(url(session, "print")).status_code == 403
    assert client.get(url(session, "attendance")).status_code == 403


def test_a_cadre_sees_the_names_of_the_own_area_only(client, enter):
    session = make_session()
    invited(session, person("Siti Aminah"), person("Ratna Jauh", rt=ELSEWHERE))
    enter(Role.CADRE)
    for name in ("detail", "print"):
        text = client.get(url(session, name)).text
        assert "Siti Aminah" in text
        assert "Ratna Jauh" not in text


def test_a_session_of_another_kelurahan_is_not_there(client, enter):
    lokus = make_target_area(kelurahan=CURUG, areas=[f"{CURUG}.001.001"])
    enter(Role.KELURAHAN)
    assert client.get(url(make_session(target_area=lokus))).status_code == 404


@pytest.mark.parametrize("name", ["edit", "invite", "attendance"])
def test_an_agency_touches_only_its_own_sessions(client, enter, name):
    user = enter(Role.AGENCY)
    own, foreign = make_session(agency=user.agency), make_session()
    assert client.get(url(own, name)).status_code == 200
    assert client.get(url(foreign, name)).status_code == 403
    assert client.post(url(foreign, name)).status_code == 403


@pytest.mark.parametrize("name", ["edit", "invite", "attendance"])
def test_a_finished_year_is_read_only(client, enter, name):
    closed = make_target_area(programme_year=make_programme_year(2020, stage=ProgrammeYear.Stage.CLOSED))
    session = make_session(target_area=closed)
    enter()
    assert client.get(url(session)).status_code == 200
    assert client.get(url(session, name)).status_code == 403


# Planning


def test_how_many_may_come_follows_from_the_room_and_the_rule_of_the_year(client, enter):
    make_programme_year(attendance_percent=50, attendance_max=25)
    user = enter(Role.AGENCY)
    answer = client.post(ADD, planned(client, agency=user.agency.public_id))
    session = Session.objects.get()
    assert answer.url == session.get_absolute_url()
    assert (session.seats, session.capacity) == (40, 20)


def test_more_than_the_rule_allows_is_refused_beside_the_field(client, enter):
    make_programme_year(attendance_percent=50)
    user = enter(Role.AGENCY)
    page = client.post(ADD, planned(client, agency=user.agency.public_id, capacity="30"))
    assert "boleh hadir paling banyak 20 orang" in " ".join(page.context["form"].errors["capacity"])
    assert page.context["form"]["place"].value() == "Balai RW 02"
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("seats", "0", "lebih besar dari atau sama dengan 1"),
        ("seats", "", "tidak boleh kosong"),
        ("capacity", "41", "boleh hadir paling banyak 40 orang"),
        ("date", "kemarin", "tanggal"),
        ("title", "", "tidak boleh kosong"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field(client, enter, name, value, sentence):
    user = enter(Role.AGENCY)
    page = client.post(ADD, {**planned(client, agency=user.agency.public_id), name: value})
    assert sentence in " ".join(page.context["form"].errors[name])
    assert not Session.objects.exists()


def test_a_cancelled_session_says_why(client, enter):
    session = make_session()
    enter()
    cancel = url(session, "cancel")
    page = client.post(cancel, fill(client, cancel, form_reason=""))
    assert "tidak boleh kosong" in " ".join(page.context["form"].errors["form_reason"])
    assert client.post(cancel, fill(client, cancel, form_reason="PPKM")).status_code == 302
    text = client.get(url(session)).text
    assert "PPKM" in text
    assert "Undang warga" not in text


def test_an_agency_plans_no_session_for_another(client, enter):
    enter(Role.AGENCY)
    page = client.post(ADD, planned(client, agency=make_agency().public_id))
    assert "agency" in page.context["form"].errors
    assert not Session.objects.exists()


def test_a_session_of_an_intervention_begins_with_its_lokus_and_agency(client, enter):
    user = enter(Role.AGENCY)
    plan = make_intervention(agency=user.agency, title="Pelatihan tata boga")
    fields = form_fields(client.get(f"{ADD}?intervention={plan.public_id}"))
    assert fields["target_area"] == [str(plan.target_area.public_id)]
    assert fields["title"] == ["Pelatihan tata boga"]


def test_a_session_belongs_to_an_intervention_of_the_same_lokus(client, enter):
    user = enter(Role.AGENCY)
    other = make_intervention(agency=user.agency, target_area=make_target_area(2022))
    page = client.post(ADD, planned(client, agency=user.agency.public_id, intervention=other.public_id))
    assert "Kegiatan itu milik lokus lain." in " ".join(page.context["form"].errors["intervention"])


def test_another_agencys_intervention_is_not_offered(client, enter):
    user = enter(Role.AGENCY)
    foreign = make_intervention()
    page = client.post(ADD, planned(client, agency=user.agency.public_id, intervention=foreign.public_id))
    assert "intervention" in page.context["form"].errors
    assert not Session.objects.exists()


def test_a_photo_of_the_session_is_kept(client, enter):
    photo = (Path(__file__).resolve().parents[1] / "photos" / "i03_png.png").read_bytes()
    user = enter(Role.AGENCY)
    client.post(ADD, planned(client, agency=user.agency.public_id, photo=SimpleUploadedFile("a.png", photo)))
    assert Session.objects.get().evidence.get().uploaded_by == user


def test_sending_the_form_twice_makes_one_session(client, enter):
    user = enter(Role.AGENCY)
    data = planned(client, agency=user.agency.public_id)
    assert client.post(ADD, data).url == client.post(ADD, data).url
    assert Session.objects.count() == 1


# Inviting


def test_grown_members_of_enrolled_families_are_invited(client, enter):
    user = enter(Role.AGENCY)
    session = make_session(agency=user.agency)
    grown, unknown = person("Siti Aminah"), person("Tanpa Tanggal", birth_date=None)
    person("Anak Kecil", birth_date=dt.date(2015, 1, 1))
    make_member(name="Bukan Binaan")
    page = client.get(url(session, "invite"))
    labels = [label for _value, label in page.context["form"].fields["members"].choices]
    assert labels == ["Siti Aminah (1990), RT 001 / RW 002", "Tanpa Tanggal, RT 001 / RW 002"]
    data = {**form_fields(page), "members": [grown.public_id, unknown.public_id]}
    assert client.post(url(session, "invite"), data).status_code == 302
    assert set(session.attendance.values_list("member", "invited")) == {(grown.pk, True), (unknown.pk, True)}
    assert list(client.get(url(session, "invite")).context["form"].fields["members"].queryset) == []


def test_who_is_not_on_offer_is_not_invited(client, enter):
    user = enter(Role.AGENCY)
    session, stranger = make_session(agency=user.agency), make_member()
    page = client.post(url(session, "invite"), fill(client, url(session, "invite"), members=[stranger.public_id]))
    assert "members" in page.context["form"].errors
    assert not Attendance.objects.exists()


# The door


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["plain", "htmx"])
def test_one_press_marks_present_and_another_takes_it_back(client, enter, extra):
    user = enter(Role.AGENCY)
    session, member = make_session(agency=user.agency), person()
    invited(session, member)
    answer = press(client, session, member, **extra)
    assert answer.status_code == (200 if extra else 302)
    assert Attendance.objects.get().present
    press(client, session, member, present="0", **extra)
    assert not Attendance.objects.get().present


def test_a_press_refreshes_the_list_alone(client, enter):
    user = enter(Role.AGENCY)
    session, member = make_session(agency=user.agency), person()
    invited(session, member)
    answer = press(client, session, member, **HTMX)
    assert "<html" not in answer.text
    assert "Hadir <strong>1</strong> dari 10 tempat" in answer.text


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["plain", "htmx"])
def test_nobody_comes_in_when_the_room_is_full(client, enter, extra):
    user = enter(Role.AGENCY)
    session = make_session(agency=user.agency, capacity=1)
    first, second = person("Siti Aminah"), person("Ratna")
    invited(session, first, second)
    press(client, session, first, **extra)
    answer = press(client, session, second, follow=not extra, **extra)
    assert "Tempat sudah penuh: di acara ini boleh hadir paling banyak 1 orang." in answer.text
    assert session.attendance.present().get().member == first
    press(client, session, first, present="0", **extra)
    press(client, session, second, **extra)
    assert session.attendance.present().get().member == second


def test_who_is_not_on_the_list_is_not_marked(client, enter):
    user = enter(Role.AGENCY)
    session = make_session(agency=user.agency)
    assert press(client, session, person()).status_code == 404
    assert client.post(url(session, "attendance"), {"member": "bukan-uuid", "present": "1"}).status_code == 404
    assert not Attendance.objects.exists()


def test_a_session_to_come_marks_nobody_and_says_when(client, enter):
    user = enter(Role.AGENCY)
    session, member = make_session(agency=user.agency, date=dt.date(2090, 1, 2)), person()
    invited(session, member)
    text = client.get(url(session, "attendance")).text
    assert "Kehadiran dicatat pada hari acara, 2 Januari 2090." in text
    assert 'name="present"' not in text
    assert "Acara ini belum berlangsung." in press(client, session, member, **HTMX).text
    assert "Catat kehadiran" not in client.get(url(session)).text


def test_an_empty_list_at_the_door_leads_to_the_invitations(client, enter):
    user = enter(Role.AGENCY)
    session = make_session(agency=user.agency)
    text = client.get(url(session, "attendance")).text
    assert "Belum ada yang diundang" in text
    assert url(session, "invite") in text


# Paper and file


def test_the_sheet_to_sign_has_a_line_for_every_seat(client, enter):
    user = enter(Role.AGENCY)
    session = make_session(agency=user.agency, capacity=4)
    invited(session, person("Siti Aminah"))
    page = client.get(url(session, "print"))
    assert "Siti Aminah" in page.text
    assert list(page.context["blank"]) == [2, 3, 4]
    assert "data-print" in page.text


def test_the_file_holds_exactly_what_the_list_shows(enter, sheet):
    session = make_session(title="Pelatihan menjahit")
    invited(session, person(), person())
    make_session(title="Batal", status="cancelled", reason="PPKM")
    enter()
    assert sheet(LIST, status="planned") == [
        {
            "acara": "Pelatihan menjahit",
            "penyelenggara": session.agency.code,
            "tanggal": "2021-07-01",
            "tempat": "Balai RW 02",
            "boleh_hadir": "10",
            "diundang": "2",
            "hadir": "0",
            "status": "Direncanakan",
        }
    ]


@disable_auditlog()
@pytest.mark.parametrize("name", ["list", "detail", "add", "edit", "invite", "attendance", "print"])
def test_ten_sessions_with_ten_guests_cost_what_one_costs(enter, questions, name):
    user = enter(Role.AGENCY)
    plan = make_intervention(agency=user.agency)
    session = make_session(agency=user.agency, intervention=plan)
    invited(session, person())
    person()
    address = {"list": LIST, "add": ADD}.get(name) or url(session, name)
    few = questions(address)
    for _number in range(9):
        invited(make_session(agency=user.agency, intervention=make_intervention(agency=user.agency)), person())
        invited(session, person())
        person()
    assert questions(address) == few
    assert few <= 15
