"""Nobody accepts what they wrote or sent; 100 % is shown; contradicting figures are asked back."""

import datetime as dt

import pytest
from auditlog.context import set_actor
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Funding, Intervention, ProgressReport
from activities.services import accept_report, return_report, submit_report
from agencies.models import Exemption
from agencies.roles import Role
from tests.browsing import fill
from tests.makers import make_evidence, make_intervention, make_report, make_user, prove

pytestmark = pytest.mark.django_db


def page(report, name="detail"):
    return reverse(f"activities:report_{name}", args=[report.public_id])


# Four eyes


@pytest.mark.parametrize("part", ["wrote", "sent", "changed"])
def test_who_had_a_hand_in_a_report_does_not_accept_it(part):
    staff, other, third = make_user(), make_user(), make_user()
    report = make_report(author=staff if part == "wrote" else other)
    if part == "changed":
        with set_actor(staff):
            report.physical_percent = 55
            report.save()
    submit_report(report, staff if part == "sent" else other)
    with pytest.raises(ValidationError, match=f"orang lain.*{third}"):
        accept_report(report, staff)
    assert ProgressReport.objects.get().status == "submitted"
    accept_report(report, third)


def test_returning_it_before_is_no_hand_in_a_report():
    agency, staff = make_user(Role.AGENCY), make_user()
    report = submit_report(make_report(author=agency), agency)
    with set_actor(staff):
        return_report(report, staff, "Foto belum ada")
    submit_report(report, agency)
    assert accept_report(report, staff).status == "accepted"


def test_where_only_one_person_may_decide_the_exception_has_a_reason_and_is_listed(client):
    only = make_user(Role.STAFF)
    report = submit_report(make_report(author=only), only)
    with pytest.raises(ValidationError, match="tidak ada orang lain"):
        accept_report(report, only)
    client.force_login(only)
    address = page(report, "accept")
    answer = client.post(address, fill(client, address, sole_reason=""))
    assert "tidak boleh kosong" in " ".join(answer.context["form"].errors["sole_reason"])
    client.post(address, fill(client, address, sole_reason="Rekan sedang cuti melahirkan"))
    report.refresh_from_db()
    assert (report.status, report.sole_reason) == ("accepted", "Rekan sedang cuti melahirkan")
    text = client.get(reverse("agencies:exemption_list")).text
    assert "Rekan sedang cuti melahirkan" in text and report.get_absolute_url() in text
    assert "Rekan sedang cuti" in client.get(page(report)).text


@pytest.mark.parametrize("other", [{"role": Role.ADMIN}, {"role": Role.STAFF}])
def test_with_a_colleague_no_reason_helps(other):
    staff = make_user()
    make_user(**other)
    report = submit_report(make_report(author=staff), staff)
    with pytest.raises(ValidationError, match="orang lain"):
        accept_report(report, staff, sole_reason="Mendesak")
    assert not Exemption.objects.exists()


def test_a_colleague_who_left_or_an_agency_is_no_other_pair_of_eyes():
    staff = make_user()
    make_user(Role.ADMIN, is_active=False)
    make_user(Role.AGENCY)
    report = submit_report(make_report(author=staff), staff)
    assert accept_report(report, staff, sole_reason="Sendirian").sole_reason == "Sendirian"


@pytest.mark.parametrize("hand", ["author", "submitted_by"])
def test_the_database_takes_no_report_accepted_by_its_own_hand(hand):
    staff = make_user()
    fields = {hand: staff, "decided_by": staff, "decided_at": timezone.now(), "status": "accepted"}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(**fields)


def test_the_back_office_accepts_nothing_of_its_own(client):
    staff = make_user()
    make_user()
    report = submit_report(make_report(author=staff), staff)
    client.force_login(staff)
    data = {"action": "verify", "_selected_action": [report.pk]}
    client.post(reverse("admin:activities_progressreport_changelist"), data, follow=True)
    assert ProgressReport.objects.get().status == "submitted"


# 100 % is shown


@pytest.mark.parametrize(
    ("lacking", "word"),
    [("evidence", "foto atau dokumen"), ("volume", "volume"), ("money", "Tanpa biaya"), ("zero", "Tanpa biaya")],
)
@pytest.mark.parametrize("entrance", ["submit", "accept", "page"])
def test_a_hundred_percent_brings_evidence_volume_and_money(client, lacking, word, entrance):
    operator = make_user(Role.AGENCY)
    intervention = make_intervention(agency=operator.agency)
    report = prove(make_report(author=operator, intervention=intervention, physical_percent=100))
    if lacking == "evidence":
        report.evidence.clear()
    changed = {"volume": {"volume": None}, "money": {"money": ""}, "zero": {"money": "", "spent": 0}}.get(lacking, {})
    ProgressReport.objects.filter(pk=report.pk).update(**changed)
    if entrance == "page":
        client.force_login(operator)
        assert word in client.post(page(report, "submit"), fill(client, page(report, "submit"))).text
    else:
        if entrance == "accept":
            ProgressReport.objects.update(status="submitted")
        act = submit_report if entrance == "submit" else accept_report
        with pytest.raises(ValidationError, match=word):
            act(report, operator if entrance == "submit" else make_user())
    assert Intervention.objects.get().status == "planned"


@pytest.mark.parametrize(("money", "stored"), [({"spent": 5}, 5), ({"money": "free"}, 0), ({"money": "unknown"}, None)])
def test_money_is_a_figure_or_a_word_about_it(money, stored):
    report = make_report(
        physical_percent=100, volume=1, **({"spent": 0} if money == {"money": "free"} else {}), **money
    )
    report.evidence.add(make_evidence())
    submit_report(report, report.author)
    accept_report(report, make_user())
    assert ProgressReport.objects.get().spent == stored


@pytest.mark.parametrize(("spent", "money"), [(5, "free"), (5, "unknown"), (0, "unknown")])
def test_unknown_is_not_zero_and_free_is_not_paid(spent, money):
    report = make_report()
    report.spent, report.money = spent, money
    with pytest.raises(ValidationError, match="keterangan biaya"):
        report.full_clean()


# Asked back


CONTRADICTIONS = [
    ({"physical_percent": 83, "volume": 12}, "sudah 12 dari 12"),
    ({"physical_percent": 50, "volume": 15}, "sudah 15 dari 12"),
    ({"physical_percent": 100, "volume": 9}, "baru 9 dari 12"),
    ({"physical_percent": 100, "volume": 0}, "baru 0 dari 12"),
    ({"physical_percent": 0, "volume": 3}, "jauh dari"),
    ({"physical_percent": 90, "volume": 2}, "jauh dari"),
    ({"physical_percent": 10, "volume": 3, "spent": 3_000_001}, "melebihi anggaran"),
    ({"physical_percent": 20}, "lebih kecil daripada 25"),
    ({"physical_percent": 30, "volume": 2}, "lebih kecil daripada 3"),
    ({"physical_percent": 30, "volume": 4, "spent": 10}, "lebih kecil daripada"),
]


@pytest.fixture
def work():
    work = make_intervention(target=12)
    Funding.objects.create(intervention=work, source="csr", amount=3_000_000)
    make_report(
        intervention=work,
        reported_on=dt.date(2021, 5, 31),
        physical_percent=25,
        volume=3,
        spent=500_000,
        status="accepted",
        decided_by=make_user(),
        decided_at=timezone.now(),
    )
    return work


@pytest.mark.parametrize(("figures", "sentence"), CONTRADICTIONS)
def test_figures_that_contradict_are_asked_back_and_the_answer_is_kept(work, figures, sentence):
    report = make_report(intervention=work, **figures)
    with pytest.raises(ValidationError, match=sentence):
        report.full_clean()
    with pytest.raises(ValidationError, match=sentence):
        submit_report(prove(report) if figures["physical_percent"] == 100 else report, report.author)
    report.refresh_from_db()
    report.explanation = "Empat unit dibongkar karena banjir."
    report.full_clean()
    report.save()
    submit_report(report, report.author)
    assert ProgressReport.objects.get(pk=report.pk).explanation == "Empat unit dibongkar karena banjir."


@pytest.mark.parametrize(
    "figures",
    [
        {"physical_percent": 100, "volume": 12},
        {"physical_percent": 60, "volume": 7, "spent": 900_000},
        {"physical_percent": 100, "volume": 14},
        {"physical_percent": 40},
        {"physical_percent": 25, "volume": 3, "spent": 500_000},
    ],
)
def test_figures_that_go_together_are_not_asked_about(work, figures):
    make_report(intervention=work, **figures).full_clean()


def test_one_unit_under_way_is_no_contradiction():
    make_report(intervention=make_intervention(target=1), physical_percent=60, volume=0).full_clean()


def test_the_form_shows_the_question_only_when_it_is_asked(client):
    operator = make_user(Role.AGENCY)
    work = make_intervention(agency=operator.agency, target=12)
    client.force_login(operator)
    address = f"{reverse('activities:report_add')}?intervention={work.public_id}"
    assert 'type="hidden" name="explanation"' in client.get(address).text
    data = fill(client, address, reported_on="2021-06-30", physical_percent="83", volume="12")
    answer = client.post(address, data)
    assert "padahal volume sudah 12 dari 12" in answer.text
    assert '<textarea name="explanation"' in answer.text
    client.post(address, {**data, "explanation": "Pengecatan belum selesai"})
    assert ProgressReport.objects.get().explanation == "Pengecatan belum selesai"
    assert "Pengecatan belum selesai" in client.get(page(ProgressReport.objects.get())).text


def test_what_is_contradictory_can_still_be_returned(work):
    report = make_report(intervention=work, physical_percent=83, volume=12, status="submitted")
    assert return_report(report, make_user(), "Hitung lagi").status == "returned"
