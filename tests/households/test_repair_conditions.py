"""A repair is approved when the grant's conditions are met, the house was visited, and by other eyes."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from agencies.models import Exemption
from agencies.roles import Role
from households.models import EligibilityAnswer, EligibilityCriterion, HouseRepair, RepairStep, RepairTranche
from households.services import advance_repair, check_in_field, correct_tranche, unmet_conditions
from tests.browsing import fill
from tests.makers import (
    make_agency,
    make_assessment,
    make_evidence,
    make_house,
    make_repair,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 4, 20)


@pytest.fixture
def criterion():
    return EligibilityCriterion.objects.create(code="own_land", text="Tanah milik sendiri", source="Uji")


def met(repair, criterion, answer=True):
    EligibilityAnswer.objects.create(repair=repair, criterion=criterion, met=answer)


def visited(repair, *, unfit=True, **fields):
    assessment = make_assessment(house=repair.house, unfit=unfit)
    photo = make_evidence(kind="photo")
    return check_in_field(
        repair, on=DAY, by=make_user(), finding="Sesuai", **{"photo": photo, "assessment": assessment, **fields}
    )


def page(repair, name):
    return reverse(f"households:repair_{name}", args=[repair.public_id])


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda repair, rule: visited(repair), "Belum diperiksa: Tanah milik sendiri"),
        (lambda repair, rule: [met(repair, rule, None), visited(repair)], "Belum diperiksa: Tanah milik sendiri"),
        (lambda repair, rule: [met(repair, rule, False), visited(repair)], "Tidak terpenuhi: Tanah milik sendiri"),
        (lambda repair, rule: met(repair, rule), "Belum ada pemeriksaan lapangan"),
        (lambda repair, rule: [met(repair, rule), visited(repair, unfit=False)], "tidak menyatakan tidak layak huni"),
        (lambda repair, rule: [met(repair, rule), visited(repair, unfit=None)], "tidak menyatakan tidak layak huni"),
    ],
)
def test_what_is_missing_blocks_the_approval_and_an_override_is_listed(criterion, prepare, sentence):
    repair, staff = make_repair(), make_user()
    prepare(repair, criterion)
    advance_repair(repair, to="verified", on=DAY, by=staff)
    with pytest.raises(ValidationError, match=sentence):
        advance_repair(repair, to="approved", on=DAY, by=staff)
    with pytest.raises(ValidationError, match=sentence):
        advance_repair(repair, to="approved", on=DAY, by=staff, override="  ")
    assert HouseRepair.objects.get().status == "verified"
    advance_repair(repair, to="approved", on=DAY, by=staff, override="Rumah roboh, mendesak")
    exemption = Exemption.objects.get()
    assert (exemption.kind, exemption.reason, exemption.by) == ("conditions", "Rumah roboh, mendesak", staff)
    assert sentence in exemption.detail and exemption.address == repair.get_absolute_url()


def test_with_all_there_nothing_is_asked(criterion):
    repair, staff = make_repair(), make_user()
    met(repair, criterion)
    visited(repair)
    assert unmet_conditions(repair) == []
    advance_repair(repair, to="verified", on=DAY, by=staff)
    advance_repair(repair, to="approved", on=DAY, by=staff)
    assert not Exemption.objects.exists()


@pytest.mark.parametrize("to", ["approved", "running"])
def test_postponing_is_no_way_around_the_conditions(to):
    repair = make_repair(status="postponed", reason="Sengketa", executor=make_agency())
    with pytest.raises(ValidationError):
        advance_repair(repair, to=to, on=DAY, by=make_user())
    assert HouseRepair.objects.get().status == "postponed"


def test_what_is_proposed_anew_is_examined_anew(criterion):
    repair, staff = make_repair(proposed_by=make_user()), make_user()
    for to in ("verified", "approved", "postponed", "proposed"):
        advance_repair(repair, to=to, on=DAY, by=make_user(), note="Sengketa", override="Mendesak")
    advance_repair(repair, to="verified", on=DAY, by=staff)
    with pytest.raises(ValidationError, match="Belum ada pemeriksaan lapangan"):
        advance_repair(repair, to="approved", on=DAY, by=staff)


def test_a_postponed_proposal_is_verified_by_other_eyes_too():
    staff, _colleague = make_user(), make_user()
    repair = make_repair(status="postponed", reason="Sengketa", proposed_by=staff)
    with pytest.raises(ValidationError, match="orang lain"):
        advance_repair(repair, to="verified", on=DAY, by=staff)


def test_the_page_asks_for_the_reason_and_the_back_office_has_none_to_give(client):
    repair = make_repair(status="verified")
    client.force_login(make_user(Role.STAFF))
    address = page(repair, "approve")
    answer = client.post(address, fill(client, address, on="2021-04-20"))
    assert "Belum ada pemeriksaan lapangan" in answer.text
    data = {"action": "approve_repairs", "_selected_action": [repair.pk]}
    client.post(reverse("admin:households_houserepair_changelist"), data, follow=True)
    assert HouseRepair.objects.get().status == "verified"
    client.post(address, fill(client, address, on="2021-04-20", override="Mendesak"))
    assert HouseRepair.objects.get().status == "approved"


def test_a_visit_is_kept_from_its_page(client):
    repair = make_repair()
    assessment = make_assessment(house=repair.house, unfit=True)
    content = io.BytesIO()
    Image.new("RGB", (800, 600), "red").save(content, "JPEG")
    client.force_login(make_user(Role.KELURAHAN))
    address = page(repair, "check")
    photo = SimpleUploadedFile("depan.jpg", content.getvalue(), "image/jpeg")
    values = {"on": "2021-04-20", "assessment": assessment.public_id, "finding": "Atap bocor", "upload": photo}
    assert client.post(address, fill(client, address, **values)).status_code == 302
    check = repair.checks.get()
    assert (check.assessment, check.photo.phase, check.photo.is_personal) == (assessment, "before", True)
    assert "Atap bocor" in client.get(page(repair, "funds")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": dt.date(2099, 1, 1)},
        {"on": dt.date(2021, 1, 1)},
        {"assessment": "other"},
        {"photo": "document"},
        {"finding": " "},
    ],
)
def test_a_visit_that_cannot_be_is_refused(wrong):
    repair = make_repair()
    values = {
        "on": DAY,
        "photo": make_evidence(kind="document" if wrong.pop("photo", "") else "photo"),
        "assessment": make_assessment(house=make_house() if wrong.pop("assessment", "") else repair.house),
        "finding": "Sesuai",
        **wrong,
    }
    with pytest.raises(ValidationError):
        check_in_field(repair, by=make_user(), **values)


# Other eyes


@pytest.mark.parametrize("how", ["proposed_by", "step"])
@pytest.mark.parametrize(("status", "to"), [("proposed", "verified"), ("verified", "approved")])
def test_who_proposed_a_repair_decides_nothing_about_it(how, status, to):
    staff, colleague = make_user(), make_user()
    repair = make_repair(status=status, proposed_by=staff if how == "proposed_by" else None)
    if how == "step":
        RepairStep.objects.create(repair=repair, to_status="proposed", on=repair.proposed_on, by=staff)
    visited(repair)
    for reason in ("", "Mendesak"):
        with pytest.raises(ValidationError, match="orang lain"):
            advance_repair(repair, to=to, on=DAY, by=staff, sole_reason=reason)
    advance_repair(repair, to=to, on=DAY, by=colleague)
    assert not Exemption.objects.exists()


def test_alone_in_the_office_a_reason_is_asked_and_listed(client):
    only = make_user(Role.STAFF)
    repair = make_repair(proposed_by=only)
    client.force_login(only)
    address = page(repair, "verify")
    assert "Tulis mengapa tidak ada orang lain" in client.post(address, fill(client, address, on="2021-04-20")).text
    client.post(address, fill(client, address, on="2021-04-20", sole_reason="Admin belum ditunjuk"))
    assert HouseRepair.objects.get().status == "verified"
    assert "Admin belum ditunjuk" in client.get(reverse("agencies:exemption_list")).text


def test_who_proposes_on_the_page_is_known(client):
    house = make_house()
    house.latest_assessment = make_assessment(house=house, unfit=True)
    house.save()
    user = make_user(Role.KELURAHAN)
    client.force_login(user)
    address = f"{reverse('households:repair_add')}?house={house.public_id}"
    client.post(address, fill(client, address, proposed_on="2021-04-01", work="Atap"))
    assert HouseRepair.objects.get().proposed_by == user


# Next year


def test_carried_over_a_repair_goes_on_as_a_new_one(client):
    repair = make_repair(status="running", progress=50, executor=make_agency(), ceiling=23_000_000, work="Atap")
    RepairTranche.objects.create(repair=repair, number=1, amount=10_000_000, paid_on=DAY)
    RepairTranche.objects.create(repair=repair, number=2, amount=13_000_000)
    lokus = make_target_area(2022)
    client.force_login(make_user(Role.STAFF))
    address = page(repair, "carry_over")
    values = {"on": "2021-11-30", "note": "Musim hujan", "target_area": lokus.public_id}
    answer = client.post(address, fill(client, address, **values))
    repair.refresh_from_db()
    new = HouseRepair.objects.get(carried_from=repair)
    assert answer.url == new.get_absolute_url()
    assert (repair.status, new.status, new.progress, new.ceiling) == ("carried_over", "proposed", 50, 13_000_000)
    assert (new.house, new.executor, new.work, new.target_area) == (repair.house, repair.executor, "Atap", lokus)
    assert new.steps.get().note.startswith("Lanjutan dari")
    assert new.get_absolute_url() in client.get(repair.get_absolute_url()).text
    assert repair.get_absolute_url() in client.get(new.get_absolute_url()).text


def test_a_repair_is_carried_over_forward_only():
    repair = make_repair(status="running", executor=make_agency())
    earlier = make_target_area(2020)
    with pytest.raises(ValidationError, match="lebih baru"):
        advance_repair(repair, to="carried_over", on=DAY, by=make_user(), note="Cuaca", target_area=earlier)
    assert HouseRepair.objects.get().status == "running"


# Money that was paid


@pytest.fixture
def tranche():
    repair = make_repair(status="running", executor=make_agency(), ceiling=10_000_000)
    return RepairTranche.objects.create(repair=repair, number=1, amount=10_000_000, paid_on=DAY)


@pytest.mark.parametrize("change", [{"amount": 1}, {"paid_on": None}, {"paid_on": dt.date(2021, 5, 1)}, {"number": 2}])
def test_a_paid_tranche_stays_as_it_was_paid(client, tranche, change):
    for name, value in change.items():
        setattr(tranche, name, value)
    with pytest.raises(ValidationError, match="sudah dibayar"):
        tranche.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        tranche.save()


def test_a_paid_tranche_is_not_deleted_anywhere(client, tranche):
    with pytest.raises(IntegrityError), transaction.atomic():
        tranche.delete()
    client.force_login(make_user(Role.STAFF))
    address = page(tranche.repair, "money")
    answer = client.post(address, {**fill(client, address), "tranches-0-DELETE": "on"})
    assert "sudah dibayar dan tidak dapat dihapus" in answer.text
    assert RepairTranche.objects.count() == 1


def test_a_counter_entry_puts_a_tranche_right(client, tranche):
    client.force_login(make_user(Role.STAFF))
    address = reverse("households:repair_tranche_correct", args=[tranche.repair.public_id, 1])
    assert address in client.get(page(tranche.repair, "funds")).text
    values = {"on": "2021-05-01", "right_amount": "8000000", "reason": "Salah transfer"}
    assert client.post(address, fill(client, address, **values)).status_code == 302
    rows = list(RepairTranche.objects.order_by("number").values_list("number", "amount", "corrects", "reason"))
    assert rows == [
        (1, 10_000_000, None, ""),
        (2, -10_000_000, tranche.pk, "Salah transfer"),
        (3, 8_000_000, None, ""),
    ]
    with pytest.raises(ValidationError, match="belum dikoreksi"):
        correct_tranche(RepairTranche.objects.get(number=1), on=DAY, by=make_user(), reason="Lagi")
    with pytest.raises(ValidationError, match="belum dikoreksi"):
        correct_tranche(RepairTranche.objects.get(number=2), on=DAY, by=make_user(), reason="Lagi")
    assert "Salah transfer" in client.get(page(tranche.repair, "funds")).text


@pytest.mark.parametrize("amount", [0, -5])
def test_a_tranche_below_zero_corrects_something(amount):
    with pytest.raises(ValidationError, match="lebih dari nol"):
        RepairTranche(repair=make_repair(), number=1, amount=amount).full_clean()
