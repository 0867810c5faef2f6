"""The back office of activities: the portal's scope and services, and actions that check who acts."""

import datetime as dt

import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from activities.models import (
    ActionPoint,
    ActivityType,
    ChildVisit,
    PostProgrammeVisit,
    Posyandu,
    ProgressReport,
)
from activities.services import close_posyandu_session, record_child_visit
from agencies.models import AccessEvent
from agencies.roles import Role
from locations.models import ProgrammeYear
from tests.makers import (
    RW,
    make_activity_type,
    make_agency,
    make_child,
    make_intervention,
    make_meeting,
    make_posyandu,
    make_posyandu_session,
    make_programme_year,
    make_region,
    make_report,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


def rows(model):
    return reverse(f"admin:activities_{model}_changelist")


def record(model, row):
    return reverse(f"admin:activities_{model}_change", args=[row.pk])


def act(client, model, action, *records):
    data = {"action": action, "_selected_action": [row.pk for row in records]}
    return client.post(rows(model), data, follow=True)


def offered(client, model):
    """The names of the actions a list offers."""
    form = client.get(rows(model)).context["action_form"]
    return {name for name, _label in form.fields["action"].choices} if form else set()


def submitted(**fields):
    return make_report(status="submitted", **fields)


# Actions


def test_staff_accept_reports_and_their_figures_count(client, enter):
    user = enter()
    report, draft = submitted(), make_report(author=user)
    page = act(client, "progressreport", "verify", report, draft)
    report.refresh_from_db()
    draft.refresh_from_db()
    assert (report.status, report.decided_by) == ("accepted", user)
    assert report.intervention.latest_report == report
    assert draft.status == "draft"
    assert "1 laporan diterima." in page.text
    assert "Hanya laporan yang dikirim dapat diperiksa." in page.text


def test_staff_send_reports_back_with_a_sentence(client, enter):
    enter()
    report = submitted()
    act(client, "progressreport", "send_back", report)
    report.refresh_from_db()
    assert report.status == "returned"
    assert report.comment.startswith("Laporan belum lengkap.")


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN])
@pytest.mark.parametrize("action", ["verify", "send_back"])
def test_an_operator_is_not_offered_to_decide_and_cannot(client, enter, role, action):
    user = enter(role)
    report = submitted(intervention=make_intervention(agency=user.agency), author=user)
    assert {"verify", "send_back"}.isdisjoint(offered(client, "progressreport"))
    act(client, "progressreport", action, report)
    report.refresh_from_db()
    assert report.status == "submitted"


def test_an_agency_sends_its_own_drafts_only(client, enter):
    user = enter(Role.AGENCY)
    own = make_report(intervention=make_intervention(agency=user.agency), author=user)
    foreign = make_report()
    act(client, "progressreport", "send", own, foreign)
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.status, foreign.status) == ("submitted", "draft")


def test_staff_close_posyandu_days_that_were_held(client, enter):
    enter()
    held, to_come = make_posyandu_session(), make_posyandu_session(date=dt.date(2090, 1, 2))
    page = act(client, "posyandusession", "close_days", held, to_come)
    held.refresh_from_db()
    to_come.refresh_from_db()
    assert held.closed_at is not None and to_come.closed_at is None
    assert "1 hari buka ditutup." in page.text
    assert "Hari buka posyandu ini belum tiba." in page.text


def test_an_operator_closes_no_posyandu_day(client, enter):
    enter(Role.KELURAHAN)
    day = make_posyandu_session()
    assert "close_days" not in offered(client, "posyandusession")
    act(client, "posyandusession", "close_days", day)
    day.refresh_from_db()
    assert day.closed_at is None


@pytest.mark.parametrize("model", ["intervention", "progressreport", "session", "posyandusession"])
def test_nothing_is_deleted_by_the_dozen(client, enter, model):
    enter(Role.ADMIN)
    make_report()
    assert "delete_selected" not in offered(client, model)


# Scope


def test_an_agency_changes_its_own_interventions_and_gives_none_away(client, enter):
    user = enter(Role.AGENCY)
    own, foreign = make_intervention(agency=user.agency, title="Punya kami"), make_intervention(title="Punya mereka")
    text = client.get(rows("intervention")).text
    assert "Punya kami" in text and "Punya mereka" in text
    assert client.get(record("intervention", own)).context["has_change_permission"]
    assert not client.get(record("intervention", foreign)).context["has_change_permission"]
    data = posted(client, record("intervention", own)) | {"agency": make_agency().pk}
    assert client.post(record("intervention", own), data).status_code == 403
    own.refresh_from_db()
    assert own.agency == user.agency


def posted(client, address):
    """The fields of a change form as the page wrote them."""
    page = client.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    for inline in page.context["inline_admin_formsets"]:
        data |= {
            f"{inline.formset.prefix}-{key}": value for key, value in inline.formset.management_form.initial.items()
        }
    return {name: value for name, value in data.items() if value is not False}


def test_a_finished_year_is_read_only(client, enter):
    enter()
    closed = make_target_area(programme_year=make_programme_year(2020, stage=ProgrammeYear.Stage.CLOSED))
    page = client.get(record("intervention", make_intervention(target_area=closed)))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]


def test_a_report_is_decided_never_typed(client, enter):
    enter()
    report = submitted()
    page = client.get(record("progressreport", report))
    assert not page.context["has_change_permission"]
    assert client.post(record("progressreport", report), {"status": "accepted"}).status_code == 403
    report.refresh_from_db()
    assert report.status == "submitted"


def test_a_report_written_here_has_its_writer(client, enter):
    user = enter(Role.AGENCY)
    intervention = make_intervention(agency=user.agency)
    data = {"intervention": intervention.pk, "reported_on": "2021-06-30", "physical_percent": "10"}
    assert client.post(reverse("admin:activities_progressreport_add"), data).status_code == 302
    assert ProgressReport.objects.get().author == user


def test_what_became_of_a_point_is_not_typed_here(client, enter):
    user = enter(Role.AGENCY)
    point = ActionPoint.objects.create(
        meeting=make_meeting(), agency=user.agency, text="Lengkapi data", due_on=dt.date(2021, 4, 30)
    )
    data = posted(client, record("actionpoint", point))
    assert {"text", "due_on", "agency", "meeting", "status", "done_on", "result"}.isdisjoint(data)
    client.post(record("actionpoint", point), data | {"status": "done", "done_on": "2021-04-20", "text": "Diganti"})
    point.refresh_from_db()
    assert (point.status, point.text) == ("open", "Lengkapi data")


def test_a_later_visit_has_who_recorded_it(client, enter):
    user = enter()
    data = {"target_area": make_target_area().pk, "months_after": "6", "visited_on": "2022-06-01", "findings": "Baik"}
    assert client.post(reverse("admin:activities_postprogrammevisit_add"), data).status_code == 302
    assert PostProgrammeVisit.objects.get().by == user


# Visits go through their services


def test_a_childs_visit_is_scored_here_too(client, enter):
    enter()
    day = make_posyandu_session()
    child = make_child(day.posyandu, sex="L")
    data = {"session": day.pk, "member": child.pk, "weight_kg": "9", "height_cm": "80", "measured": "standing"}
    assert client.post(reverse("admin:activities_childvisit_add"), data).status_code == 302
    visit = ChildVisit.objects.get()
    assert (visit.weight_status, visit.gain) == ("Berat badan kurang", "B")
    assert client.post(record("childvisit", visit), {**data, "weight_kg": "12", "form_version": "1"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.weight_status, visit.version) == ("Berat badan normal", 2)


@pytest.mark.parametrize("model", ["childvisit", "pregnancyvisit", "elderlyvisit"])
def test_a_day_that_is_not_held_refuses_with_a_sentence(client, enter, model):
    enter()
    day = make_posyandu_session(date=dt.date(2090, 1, 2))
    data = {"session": day.pk, "member": make_child().pk, "weight_kg": "30"}
    page = client.post(reverse(f"admin:activities_{model}_add"), data)
    assert page.status_code == 200
    assert "Hari buka posyandu ini belum tiba." in page.text


def test_a_closed_day_changes_no_more(client, enter):
    user = enter()
    day = make_posyandu_session()
    visit = record_child_visit(ChildVisit(session=day, member=make_child(), weight_kg=10), user)
    close_posyandu_session(day, user)
    assert not client.get(record("childvisit", visit)).context["has_change_permission"]
    assert client.post(record("childvisit", visit), {"weight_kg": "11"}).status_code == 403
    visit.refresh_from_db()
    assert visit.weight_kg == 10


# In and out


def test_the_catalogue_can_be_sent_in_again_and_changes_nothing(client, enter):
    enter(Role.ADMIN)
    make_activity_type("F01").usual_agencies.add(make_agency("DISRUMKIM"))
    resource = site.get_model_admin(ActivityType).resource_classes[0]()
    dataset = resource.export(ActivityType.objects.all())
    assert dataset.dict[0]["usual_agencies"] == "DISRUMKIM"
    result = resource.import_data(dataset)
    assert not result.has_errors() and not result.has_validation_errors()
    assert result.totals["skip"] == 1
    assert list(ActivityType.objects.get().usual_agencies.values_list("code", flat=True)) == ["DISRUMKIM"]


def test_posyandu_are_sent_in_by_their_area_and_name(enter):
    enter(Role.ADMIN)
    make_region(RW)
    resource = site.get_model_admin(Posyandu).resource_classes[0]()
    dataset = resource.export(Posyandu.objects.none())
    dataset.append([RW, "Melati", "M-1", "Gang Mawar", "madya", dt.date(2020, 12, 14), "Rabu kedua", True])
    for _time in range(2):
        assert not resource.import_data(dataset).has_errors()
    posyandu = Posyandu.objects.get()
    assert (posyandu.region.code, posyandu.name, posyandu.strata) == (RW, "Melati", "madya")


def test_a_file_of_childrens_measures_asks_why_and_names_nobody(client, enter):
    user = enter(Role.ADMIN)
    day = make_posyandu_session(posyandu=make_posyandu(name="Melati"))
    record_child_visit(ChildVisit(session=day, member=make_child(name="Alif Ismail"), weight_kg=10), user)
    address = reverse("admin:activities_childvisit_export")
    fields = {f"childvisitresource_{name}": "on" for name in ("posyandu", "weight_kg")}
    data = {"format": "1", "resource": "0", **fields}
    assert "Tulis untuk apa dipakai." in client.post(address, data).text
    answer = client.post(address, {**data, "form_reason": "Laporan puskesmas"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"Melati" in content and b"Alif" not in content
    assert AccessEvent.objects.get().reason == "Laporan puskesmas"


def test_a_record_links_to_its_page_in_the_portal(client, enter):
    enter()
    intervention = make_intervention()
    assert intervention.get_absolute_url() in client.get(record("intervention", intervention)).text


@pytest.mark.parametrize("model", ["intervention", "progressreport", "posyandusession", "childvisit"])
def test_lists_cost_the_same_for_one_row_and_ten(enter, questions, model):
    user = enter(Role.ADMIN)

    def grow(number):
        for _one in range(number):
            report = make_report(author=make_user())
            day = make_posyandu_session()
            record_child_visit(ChildVisit(session=day, member=make_child(), weight_kg=10), user)
        return report

    grow(1)
    few = questions(rows(model))
    grow(9)
    assert questions(rows(model)) == few
    assert few <= 15
