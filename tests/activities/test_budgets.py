"""Budgets keep murni and perubahan: a decided one is revised with a day and a reason, at every entrance."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Funding, FundingRevision
from activities.services import revise_budget
from agencies.models import Exemption
from agencies.roles import Role
from tests.browsing import fill
from tests.makers import make_intervention, make_report, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 9, 15)


@pytest.fixture
def work():
    """Work that goes on, 165 of 253 million spent."""
    work = make_intervention(status="running")
    Funding.objects.create(intervention=work, source="apbd_kota", amount=247_000_000)
    Funding.objects.create(intervention=work, source="csr", amount=6_000_000)
    work.latest_report = make_report(
        intervention=work, spent=165_000_000, status="accepted", decided_by=make_user(), decided_at=timezone.now()
    )
    work.save()
    return work


def amounts(work):
    return dict(work.fundings.values_list("source", "amount"))


def test_a_revision_keeps_what_was_first(work):
    by = make_user()
    revise_budget(work, {"apbd_kota": 200_000_000}, on=DAY, by=by, reason="APBD perubahan")
    revise_budget(work, {"apbd_kota": 210_000_000, "csr": 6_000_000}, on=DAY, by=by, reason="Geser")
    funding = work.fundings.with_original().get(source="apbd_kota")
    assert (funding.original, funding.amount) == (247_000_000, 210_000_000)
    told = [(r.amount_before, r.amount_after, r.reason) for r in FundingRevision.objects.order_by("pk")]
    assert told == [(247_000_000, 200_000_000, "APBD perubahan"), (200_000_000, 210_000_000, "Geser")]
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingRevision.objects.update(reason="Lain")


@pytest.mark.parametrize(
    ("changes", "extra", "sentence"),
    [
        ({"apbd_kota": 1_000_000}, {}, "lebih kecil daripada realisasi"),
        ({"apbd_kota": 0, "csr": 0}, {}, "lebih kecil daripada realisasi"),
        ({"apbd_kota": 158_000_000}, {}, "lebih kecil daripada realisasi"),
        ({"apbd_kota": 247_000_000, "csr": 6_000_000}, {}, "Tidak ada anggaran yang berubah"),
        ({}, {}, "Tidak ada anggaran yang berubah"),
        ({"csr": 7_000_000}, {"reason": " "}, "alasan"),
        ({"csr": 7_000_000}, {"on": dt.date(2999, 1, 1)}, "masa depan"),
        ({"csr": -1}, {"explanation": "Benar"}, "lebih besar dari atau sama dengan 0"),
    ],
)
def test_a_revision_that_cannot_be_is_refused_or_asked_about(work, changes, extra, sentence):
    before = amounts(work)
    values = {"on": DAY, "by": make_user(), "reason": "APBD perubahan", **extra}
    with pytest.raises(ValidationError, match=sentence):
        revise_budget(work, changes, **values)
    assert amounts(work) == before and not FundingRevision.objects.exists()


def test_a_budget_under_what_is_spent_is_kept_with_its_answer_and_listed(work):
    values = {"on": DAY, "by": make_user(), "reason": "APBD perubahan"}
    revise_budget(work, {"apbd_kota": 1_000_000}, **values, explanation="Realisasi salah catat, dikoreksi bulan depan")
    exemption = Exemption.objects.get()
    assert (exemption.kind, exemption.reason) == ("budget", "Realisasi salah catat, dikoreksi bulan depan")


def test_a_new_source_starts_at_none(work):
    revise_budget(work, {"baznas": 5_000_000}, on=DAY, by=make_user(), reason="Bantuan")
    assert amounts(work)["baznas"] == 5_000_000
    assert FundingRevision.objects.get().amount_before == 0


@pytest.mark.parametrize("change", [{"amount": 1}, {"source": "apbn"}])
def test_the_model_takes_no_other_way(work, change):
    funding = work.fundings.first()
    for name, value in change.items():
        setattr(funding, name, value)
    with pytest.raises(ValidationError):
        funding.full_clean()
    with pytest.raises(ValidationError, match="Ubah anggaran"):
        Funding(intervention=work, source="baznas", amount=5).full_clean()
    with pytest.raises(ValidationError, match="Ubah anggaran"):
        work.fundings.first().check_removal()


def test_neither_the_form_nor_the_back_office_overwrites_it(client, work):
    before = amounts(work)
    client.force_login(make_user(Role.ADMIN))
    edit = reverse("activities:intervention_edit", args=[work.public_id])
    rows = {"fundings-TOTAL_FORMS": "1", "fundings-INITIAL_FORMS": "1", "fundings-0-id": str(work.fundings.first().pk)}
    rows |= {"fundings-0-source": "apbd_kota", "fundings-0-amount": "1.000.000", "fundings-0-DELETE": "on"}
    client.post(edit, {**fill(client, edit), **rows})
    data = {"target_area": work.target_area_id, "agency": work.agency_id, "type": work.type_id, "title": "A"}
    change = reverse("admin:activities_intervention_change", args=[work.pk])
    client.post(change, {**data, "aspect": "slum", **rows})
    assert amounts(work) == before


def test_the_page_revises_and_tells_it(client, work):
    user = make_user(Role.AGENCY, agency=work.agency)
    client.force_login(user)
    address = reverse("activities:intervention_budget", args=[work.public_id])
    data = fill(client, address)
    assert data["amount_apbd_kota"] == ["247.000.000"]
    answer = client.post(address, {**data, "amount_apbd_kota": "1.000.000", "form_reason": "APBD-P"})
    assert "lebih kecil daripada realisasi" in answer.text
    assert amounts(work)["apbd_kota"] == 247_000_000
    wanted = {"amount_apbd_kota": "200.000.000", "on": "2021-09-15", "form_reason": "APBD perubahan"}
    assert client.post(address, {**fill(client, address), **wanted}).status_code == 302
    text = client.get(work.get_absolute_url()).text
    for words in ("Rp247.000.000", "Rp200.000.000", "APBD perubahan", "Murni", "Sumber dana “"):
        assert words in text


def test_before_the_work_begins_a_budget_is_corrected_in_the_plan(client):
    work = make_intervention()
    funding = Funding.objects.create(intervention=work, source="csr", amount=5)
    funding.amount = 6
    funding.full_clean()
    funding.check_removal()
