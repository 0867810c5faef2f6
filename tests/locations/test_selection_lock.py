"""What decided a lokus stays as its decree found it; opening it again asks why."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.roles import Role
from locations.models import Candidate, ProgrammeYear, Selection, SelectionEvent
from locations.services import lock_selection, reopen_selection
from tests.browsing import fill
from tests.makers import (
    BOJONGSARI,
    make_candidate,
    make_decree,
    make_programme_year,
    make_region,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db


def by_decree_of_the_year(year):
    make_decree(programme_year=year)


def by_decree_of_the_lokus(year):
    make_target_area(programme_year=year, decree=make_decree())


def by_the_end_of_the_year(year):
    ProgrammeYear.objects.filter(pk=year.pk).update(stage="closed")


LOCKS = [by_decree_of_the_year, by_decree_of_the_lokus, by_the_end_of_the_year]


@pytest.fixture
def year():
    return make_programme_year(2021)


@pytest.fixture
def chosen(year):
    return make_candidate(programme_year=year, slum=40, slum_source="Survei")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_decided_selection_takes_no_change_of_candidates_or_weights(year, chosen, lock):
    rule = Selection.objects.create(programme_year=year)
    other = make_candidate(programme_year=make_programme_year(2024))
    lock(year)
    chosen.slum = 80
    rule.weight_slum = 5
    other.programme_year = year
    late = Candidate(programme_year=year, region=make_region(f"{BOJONGSARI}.007"))
    for record in (chosen, rule, other, late):
        with pytest.raises(ValidationError, match="sudah ditetapkan"):
            record.full_clean()
    for model in (Candidate, Selection):
        assert not model.objects.editable_by(make_user(Role.ADMIN)).filter(programme_year=year).exists()
    moved = Candidate.objects.get(pk=chosen.pk)
    moved.programme_year = make_programme_year(2025)
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        moved.full_clean()


def test_neither_page_nor_back_office_changes_it(client, year, chosen):
    rule = Selection.objects.create(programme_year=year)
    by_decree_of_the_year(year)
    client.force_login(make_user(Role.ADMIN))
    for name, record in (("candidate", chosen), ("selection", rule)):
        assert client.get(reverse(f"locations:{name}_edit", args=[record.public_id])).status_code == 403
    add = reverse("locations:candidate_add")
    region = make_region(f"{BOJONGSARI}.007")
    data = fill(client, add, programme_year=year.public_id, region=region.public_id)
    assert "sudah ditetapkan" in client.post(add, data).text
    data = {"programme_year": year.pk, "region": region.pk, "decision": "proposed"}
    assert "sudah ditetapkan" in client.post(reverse("admin:locations_candidate_add"), data).text
    change = reverse("admin:locations_candidate_change", args=[chosen.pk])
    assert client.post(change, {**data, "slum": "80", "slum_source": "x"}).status_code == 403
    delete = reverse("admin:locations_candidate_delete", args=[chosen.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert Candidate.objects.get().slum == 40


def test_opening_again_asks_a_reason_and_locking_ends_it(client, year, chosen):
    by_decree_of_the_year(year)
    client.force_login(make_user(Role.STAFF))
    page = reverse("locations:selection", args=[year.public_id])
    address = reverse("locations:selection_reopen", args=[year.public_id])
    assert address in client.get(page).text
    assert "tidak boleh kosong" in client.post(address, fill(client, address, form_reason="")).text
    assert client.post(address, fill(client, address, form_reason="Angka BPS direvisi")).url == page
    assert SelectionEvent.objects.get().reason == "Angka BPS direvisi"
    chosen.slum = 41
    chosen.full_clean()
    chosen.save()
    lock = reverse("locations:selection_lock", args=[year.public_id])
    assert lock in client.get(page).text
    client.post(lock, fill(client, lock))
    chosen.full_clean()  # as it is it stays sound
    chosen.slum = 42
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        chosen.full_clean()
    assert "Angka BPS direvisi" in client.get(year.get_absolute_url()).text


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_service_wants_a_reason_too(year, chosen, reason):
    by_decree_of_the_year(year)
    with pytest.raises(ValidationError):
        reopen_selection(year, make_user(), reason)
    with pytest.raises(ValidationError):
        lock_selection(year, make_user())
    assert not SelectionEvent.objects.exists()


def test_before_the_decree_all_is_open(year, chosen):
    chosen.full_clean()
    with pytest.raises(ValidationError, match="masih terbuka"):
        reopen_selection(year, make_user(), "Sebab")
