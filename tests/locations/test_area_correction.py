"""The RT and RW of a running lokus are corrected with the day and the reason, and what was stays visible."""

import datetime as dt
import re

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from locations.models import TargetArea, TargetAreaRegion
from locations.services import correct_area
from tests.makers import BOJONGSARI, CURUG, RT, RW, make_programme_year, make_region, make_target_area, make_user

pytestmark = pytest.mark.django_db

OTHER_RT = f"{RW}.002"
MAY = "2021-05-01"


@pytest.fixture
def by(client):
    user = make_user(Role.STAFF)
    client.force_login(user)
    return user


def address(lokus):
    return reverse("locations:targetarea_correct", args=[lokus.public_id])


def correction(remove=(), add=(), **more):
    return {
        "on": MAY,
        "form_reason": "SK menyebut RT 002",
        "remove": [make_region(code).public_id for code in remove],
        "add": [make_region(code).public_id for code in add],
        **more,
    }


def rows():
    return list(
        TargetAreaRegion.objects.order_by("pk").values_list("region__code", "valid_until", "reason", "is_assessed")
    )


def test_the_lokus_leads_to_its_correction(client, by):
    page = client.get(reverse("locations:targetarea_detail", args=[make_target_area().public_id]))
    assert "Koreksi RT/RW" in page.content.decode()


def test_a_correction_is_kept_with_its_history_and_in_the_audit_trail(client, by):
    lokus = make_target_area()
    answer = client.post(address(lokus), correction([RT], [OTHER_RT]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("locations:targetarea_detail", args=[lokus.public_id])
    assert rows() == [
        (RT, dt.date(2021, 5, 1), "SK menyebut RT 002", True),
        (OTHER_RT, None, "SK menyebut RT 002", False),
    ]
    text = answer.content.decode()
    assert text.count("SK menyebut RT 002") >= 2, "both rows say why"
    entry = LogEntry.objects.filter(content_type__model="targetarearegion", action=LogEntry.Action.UPDATE).latest("pk")
    assert entry.actor == by
    assert "SK menyebut RT 002" in str(entry.additional_data)


@pytest.mark.parametrize(
    ("remove", "add", "more", "message"),
    [
        ([RT], [OTHER_RT], {"form_reason": " "}, "kosong|wajib"),
        ([RT], [], {}, "paling sedikit satu"),
        ([], [], {}, "Pilih RT/RW yang keluar"),
        ([], [RW], {}, "sudah tercakup"),
        ([], [f"{CURUG}.001"], {}, "Pilih|tidak ada"),
        ([OTHER_RT], [], {}, "Pilih|tidak ada"),
        ([RT], [OTHER_RT], {"on": "2020-12-31"}, "tidak boleh sebelum tanggal awal"),
        ([RT], [OTHER_RT], {"on": "2999-01-01"}, "masa depan"),
    ],
)
def test_an_impossible_correction_is_refused_with_a_sentence(client, by, remove, add, more, message):
    lokus = make_target_area()
    page = client.post(address(lokus), correction(remove, add, **more))
    assert page.status_code == 200
    assert re.search(message, page.content.decode())
    assert rows() == [(RT, None, "", True)]


def test_the_lokus_of_a_finished_year_is_not_corrected(client, by):
    lokus = make_target_area(programme_year=make_programme_year(stage="closed"))
    assert client.post(address(lokus), correction([RT], [OTHER_RT])).status_code in (403, 404)
    assert rows() == [(RT, None, "", True)]


@pytest.mark.parametrize("role", [Role.AGENCY, Role.KELURAHAN, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_other_roles_do_not_correct_a_lokus(client, role):
    client.force_login(make_user(role))
    assert client.post(address(make_target_area()), {"on": MAY}).status_code == 403


def test_the_day_of_a_correction_has_come(by):
    with pytest.raises(ValidationError, match="masa depan"):
        correct_area(
            make_target_area(),
            on=timezone.localdate() + dt.timedelta(days=1),
            by=by,
            reason="SK",
            add=[make_region(OTHER_RT)],
        )


@pytest.mark.parametrize(
    "change",
    [
        {"region": OTHER_RT},
        {"valid_from": dt.date(2021, 2, 1)},
    ],
)
def test_a_recorded_area_never_becomes_another(change):
    link = make_target_area().area_links.get()
    for name, value in change.items():
        setattr(link, name, make_region(value) if name == "region" else value)
    with pytest.raises(ValidationError, match="tidak diganti"):
        link.full_clean()


def test_an_ended_area_is_not_opened_again(by):
    lokus = make_target_area()
    correct_area(
        lokus, on=dt.date(2021, 5, 1), by=by, reason="SK", remove=[make_region(RT)], add=[make_region(OTHER_RT)]
    )
    ended = lokus.area_links.get(region__code=RT)
    ended.valid_until = None
    with pytest.raises(ValidationError, match="tidak dibuka lagi"):
        ended.full_clean()


def test_a_new_lokus_cannot_hold_an_rw_and_its_rt(client, by):
    year = make_programme_year()
    data = {
        "programme_year": year.public_id,
        "kelurahan": make_region(BOJONGSARI).public_id,
        "area_links-TOTAL_FORMS": "2",
        "area_links-INITIAL_FORMS": "0",
        "area_links-0-region": make_region(RW).public_id,
        "area_links-0-valid_from": "2021-01-01",
        "area_links-1-region": make_region(RT).public_id,
        "area_links-1-valid_from": "2021-01-01",
    }
    page = client.post(reverse("locations:targetarea_add"), data)
    assert "sudah tercakup" in page.content.decode()
    assert not TargetArea.objects.exists()


def test_the_edit_page_leaves_the_area_to_the_correction(client, by):
    lokus = make_target_area()
    page = client.get(reverse("locations:targetarea_edit", args=[lokus.public_id]))
    assert "area_links-" not in page.content.decode()


def test_the_back_office_shows_the_area_and_does_not_change_it(client):
    client.force_login(make_user(Role.ADMIN))
    lokus = make_target_area()
    page = client.get(reverse("admin:locations_targetarea_change", args=[lokus.pk])).content.decode()
    assert "RT 001" in page
    assert 'name="area_links-0-region"' not in page
