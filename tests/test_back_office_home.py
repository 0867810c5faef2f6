"""The first page of the back office: what waits for its reader, and every table by the job it belongs to."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from agencies.roles import Role
from households.models import ImportBatch
from p2wkss.back_office import JOBS, REST
from tests.makers import (
    make_household,
    make_household_survey,
    make_indicator,
    make_repair,
    make_report,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

FLOORS = ["agencies", "locations", "households", "activities", "indicators", "reports"]


def page_of(client, role=Role.STAFF, **fields):
    user = make_user(role, **fields)
    client.force_login(user)
    return client.get(reverse("admin:index"))


def titles(page):
    return {task.title: task for task in page.context["tasks"]}


def test_every_table_of_ours_belongs_to_one_job():
    named = [label for _name, labels in JOBS for label in labels]
    assert len(named) == len(set(named))
    assert set(named) <= {model._meta.label for model in admin.site._registry}
    trails = {"agencies.AccessEvent", "agencies.AuditLink", "agencies.SecurityNotice", "agencies.FailedCode"}
    ours = {m._meta.label for m in admin.site._registry if m._meta.app_label in FLOORS}
    assert ours - set(named) - trails == {"locations.StageChange"}


def test_jobs_stand_in_their_order_and_the_trails_last(client):
    groups = [str(group["name"]) for group in page_of(client, Role.ADMIN).context["app_list"]]
    assert groups == [*(str(name) for name, _labels in JOBS), str(REST)]
    last = page_of(client, Role.ADMIN).context["app_list"][-1]["models"]
    assert {"axes", "auditlog"} <= {entry["model"]._meta.app_label for entry in last}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF, Role.AGENCY, Role.KELURAHAN])
def test_a_reader_is_led_to_the_tables_of_the_own_rights_only(client, role):
    page = page_of(client, role)
    for group in page.context["app_list"]:
        for table in group["models"]:
            assert client.get(table["admin_url"]).status_code == 200, table["object_name"]
    if role != Role.ADMIN:
        assert "Pengguna" not in {str(t["name"]) for g in page.context["app_list"] for t in g["models"]}


def test_reports_and_repairs_that_wait_are_named_with_their_number(client):
    make_report(status="submitted")
    make_repair()
    found = titles(page_of(client))
    assert found["Laporan menunggu diperiksa"].count == 1
    assert found["Usulan rehab RTLH menunggu diverifikasi"].count == 1
    for task in found.values():
        assert client.get(task.url).status_code == 200, task.title


def test_figures_that_are_behind_lead_to_their_computation(client):
    make_indicator(method="households_count")
    survey_round = make_round()
    make_household_survey(household=make_household(), round=survey_round)
    task = titles(page_of(client))["Angka belum memuat perubahan terakhir"]
    assert task.url == reverse("indicators:round_measure", args=[survey_round.public_id])
    assert client.get(task.url).status_code == 200
    assert "Angka belum memuat perubahan terakhir" not in titles(page_of(client, Role.AGENCY))


def test_refused_files_are_counted_within_the_scope(client):
    staff = make_user(Role.STAFF)
    ImportBatch.objects.create(
        owner=staff, original_name="rusak.xlsx", size=1, sha256="0" * 64, max_rows=1, state=ImportBatch.State.FAILED
    )
    task = titles(page_of(client, Role.ADMIN))["Berkas impor yang ditolak"]
    assert task.count == 1
    assert client.get(task.url).status_code == 200
    assert "Berkas impor yang ditolak" not in titles(page_of(client, Role.KELURAHAN))


def test_an_office_without_work_is_told_so(client):
    assert "Tidak ada yang menunggu hari ini." in page_of(client, Role.ADMIN).text


def test_the_page_of_one_app_stays_as_it_is(client):
    client.force_login(make_user(Role.ADMIN))
    page = client.get(reverse("admin:app_list", args=["households"]))
    assert page.status_code == 200
    assert str(apps.get_app_config("households").verbose_name) in page.text
