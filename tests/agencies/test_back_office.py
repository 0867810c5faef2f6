"""The back office holds to the same scope and care as the portal."""

import pytest
from auditlog.models import LogEntry
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from agencies import services
from agencies.models import AccessEvent, Agency, User
from agencies.roles import Role
from households.models import House, Household
from locations.models import ProgrammeYear, StageChange
from p2wkss.base.admin import ScopedAdmin, ScopedImportExportAdmin
from tests.browsing import form_fields
from tests.makers import (
    make_agency,
    make_house,
    make_household,
    make_intervention,
    make_member,
    make_programme_year,
    make_user,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.11.1002.003.004"


@pytest.fixture
def enter(client):
    def enter(role=Role.ADMIN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def admin_form(client, url):
    fields = form_fields(client.get(url), form_id="agency_form")
    return {name: values for name, values in fields.items() if not name.startswith("_")}


def test_every_table_of_ours_in_the_back_office_is_scoped():
    ours = ("agencies", "locations", "households", "activities", "indicators", "reports")
    for model, page in admin.site._registry.items():
        if model._meta.app_label in ours:
            assert isinstance(page, ScopedAdmin), f"{model._meta.label} is registered without its scope"


@pytest.mark.parametrize("role", [Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_roles_without_a_back_office_do_not_get_in(client, enter, role):
    enter(role)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["agency", "user", "accessevent"])
def test_the_pages_open_and_can_be_searched(client, enter, name):
    user = enter()
    make_agency("DINKES")
    services.note_access(user=user, kind="export", subject="x", reason="y", ids=[1])
    url = reverse(f"admin:agencies_{name}_changelist")
    assert client.get(url, {"q": "DINKES"}).status_code == 200
    assert client.get(url).status_code == 200


def test_a_record_leads_to_its_page_in_the_portal(client, enter):
    enter()
    agency = make_agency("DINKES")
    text = client.get(reverse("admin:agencies_agency_change", args=[agency.pk])).text
    assert "Lihat di portal" in text
    assert f'href="{agency.get_absolute_url()}"' in text


def test_saving_counts_the_version_and_an_older_page_is_refused(client, enter):
    enter()
    agency = make_agency("DINKES")
    url = reverse("admin:agencies_agency_change", args=[agency.pk])
    first = {**admin_form(client, url), "name": "Nama Satu"}
    second = {**admin_form(client, url), "name": "Nama Dua"}
    assert client.post(url, first).status_code == 302
    answer = client.post(url, second)
    assert "sudah diubah orang lain" in answer.text
    agency.refresh_from_db()
    assert (agency.name, agency.version) == ("Nama Satu", 2)


def test_staff_see_no_accounts_there(client, enter):
    enter(Role.STAFF)
    assert client.get(reverse("admin:agencies_user_changelist")).status_code == 403


def test_passwords_are_neither_shown_nor_set_there(client, enter):
    user = enter()
    text = client.get(reverse("admin:agencies_user_change", args=[user.pk])).text
    assert user.password not in text
    assert 'name="password"' not in text
    assert 'name="role"' not in text
    assert 'name="is_active"' not in text


def test_closing_accounts_there_keeps_the_rules(client, enter):
    user, other = enter(), make_user(Role.CADRE)
    url = reverse("admin:agencies_user_changelist")
    client.post(url, {"action": "close_accounts", "_selected_action": [user.pk, other.pk]})
    assert set(User.objects.active()) == {user}


def test_rows_are_not_deleted_by_the_handful(client, enter):
    enter()
    agency = make_agency()
    client.post(
        reverse("admin:agencies_agency_changelist"),
        {"action": "delete_selected", "_selected_action": [agency.pk], "post": "yes"},
    )
    assert Agency.objects.filter(pk=agency.pk).exists()


@pytest.mark.parametrize("name", ["agencies_accessevent", "auditlog_logentry"])
def test_trails_are_only_read(client, enter, name):
    user = enter()
    services.note_access(user=user, kind="export", subject="x", reason="y", ids=[1])
    make_agency().save()
    model = AccessEvent if "access" in name else LogEntry
    row = model.objects.first()
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{name}_change", args=[row.pk])).status_code == 200
    assert client.get(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403
    assert client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse(f"admin:{name}_add")).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_the_trail_shows_no_identity_number(client, enter):
    enter()
    member = make_member(nik="3276115708900001")
    member.nik = "3276115708900002"
    member.save()
    entry = LogEntry.objects.get_for_object(member).latest("timestamp")
    text = client.get(reverse("admin:auditlog_logentry_change", args=[entry.pk])).text
    assert "(disegel)" in text
    assert "327611570890" not in text


@pytest.mark.parametrize(
    "name", ["auth_group", "account_emailaddress", "mfa_authenticator", "usersessions_usersession"]
)
def test_tables_of_libraries_have_no_page_there(name):
    assert name not in {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}


# Files


def test_accounts_are_exported_for_a_reason_only(client, enter):
    user = enter()
    url = reverse("admin:agencies_user_export")
    data = {"format": "1", "resource": "0", "userresource_username": "on", "userresource_role": "on"}
    assert "data pribadi" in client.post(url, data).text
    assert not AccessEvent.objects.exists()
    answer = client.post(url, {**data, "form_reason": "Tinjauan tahunan"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "username,role"
    assert user.username in text
    assert AccessEvent.objects.get().reason == "Tinjauan tahunan"


def test_agencies_are_sent_in_previewed_and_confirmed(client, enter):
    enter()
    make_agency("DINKES", name="Nama Lama")
    content = "code;name;kind\nDINKES;Dinas Kesehatan;city\nBAZNAS;Baznas Kota Depok;community\n"
    url = reverse("admin:agencies_agency_import")
    upload = SimpleUploadedFile("perangkat.csv", content.encode("utf-8-sig"), "text/csv")
    preview = client.post(url, {"format": "1", "resource": "0", "import_file": upload})
    assert not preview.context["result"].has_errors()
    assert not preview.context["result"].has_validation_errors()
    assert Agency.objects.get(code="DINKES").name == "Nama Lama"
    confirm = preview.context["confirm_form"].initial
    client.post(reverse("admin:agencies_agency_process_import"), {key: value or "" for key, value in confirm.items()})
    assert set(Agency.objects.values_list("code", "name")) >= {
        ("DINKES", "Dinas Kesehatan"),
        ("BAZNAS", "Baznas Kota Depok"),
    }
    assert Agency.objects.get(code="DINKES").version == 2


def test_import_takes_its_own_permission(client, enter):
    enter(Role.AGENCY)
    assert client.get(reverse("admin:agencies_agency_import")).status_code == 403
    assert client.get(reverse("admin:agencies_agency_export")).status_code == 403


# Scope, on rows that have one


def test_choices_and_rows_of_the_register_follow_the_area(client, enter, rf):
    user = enter(Role.KELURAHAN)
    near, far = make_house(), make_house(rt=ELSEWHERE)
    make_household(house=near, no_kk="3276110101210001")

    class HouseholdAdmin(ScopedImportExportAdmin):
        search_fields = ["address"]

    request = rf.get("/")
    request.user = user
    page = HouseholdAdmin(Household, admin.AdminSite())
    form = page.get_form(request)(instance=None)
    assert set(form.fields["house"].queryset) == {near}
    assert far.region not in form.fields["region"].queryset
    household = Household.objects.get()
    assert {"no_kk", "public_id", "version"} <= set(page.get_readonly_fields(request, household))
    assert "no_kk" not in page.get_readonly_fields(request)
    houses = ScopedAdmin(House, admin.AdminSite())
    assert list(houses.get_queryset(request)) == [near]
    assert not houses.has_change_permission(request, far)
    assert houses.has_change_permission(request, near)


def test_a_record_saved_out_of_ones_own_reach_is_not_saved(client, enter):
    user = enter(Role.AGENCY)
    mine = make_intervention(agency=user.agency, title="Rehab")
    other = make_agency("LAIN")
    url = reverse("admin:activities_intervention_change", args=[mine.pk])
    data = form_fields(client.get(url), form_id="intervention_form")
    data = {name: values for name, values in data.items() if not name.startswith("_")}
    assert client.post(url, {**data, "agency": other.pk}).status_code == 403
    mine.refresh_from_db()
    assert mine.agency == user.agency
    assert client.post(url, {**data, "title": "Rehab rumah"}).status_code == 302
    mine.refresh_from_db()
    assert mine.title == "Rehab rumah"


def test_a_record_of_others_is_looked_at_but_not_changed(client, enter):
    enter(Role.AGENCY)
    theirs = make_intervention(title="Milik dinas lain")
    url = reverse("admin:activities_intervention_change", args=[theirs.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert "_save" not in page.text
    assert client.post(url, {"title": "Dirampas"}).status_code == 403


def test_a_record_with_a_history_is_not_deleted(client, enter):
    user = enter()
    year = make_programme_year()
    StageChange.objects.create(
        programme_year=year, from_stage="running", to_stage="final_check", reason="Mulai dinilai", by=user
    )
    url = reverse("admin:locations_programmeyear_delete", args=[year.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert ProgrammeYear.objects.filter(pk=year.pk).exists()
    assert StageChange.objects.exists()


def test_what_the_database_refuses_to_delete_is_said(client, enter, monkeypatch):
    def refused(record):
        raise DatabaseError("append-only")

    enter()
    agency = make_agency()
    monkeypatch.setattr(Agency, "delete", refused)
    answer = client.post(reverse("admin:agencies_agency_delete", args=[agency.pk]), {"post": "yes"}, follow=True)
    assert "riwayatnya harus tetap ada" in answer.text
    assert Agency.objects.filter(pk=agency.pk).exists()
