"""An intervention ends early only with a reason, and may go on in a later year."""

import pytest
from django.core.exceptions import ValidationError

from activities.models import Intervention
from activities.services import cancel_intervention, carry_over
from locations.models import ProgrammeYear
from tests.makers import make_house, make_intervention, make_repair, make_target_area, make_user

pytestmark = pytest.mark.django_db


def test_cancelling_keeps_the_reason():
    work = make_intervention()
    cancel_intervention(work, make_user(), " Anggaran dialihkan ")
    work.refresh_from_db()
    assert (work.status, work.reason) == ("cancelled", "Anggaran dialihkan")


@pytest.mark.parametrize("reason", ["", " "])
def test_cancelling_needs_a_reason(reason):
    with pytest.raises(ValidationError, match="Tulis alasan"):
        cancel_intervention(make_intervention(), make_user(), reason)
    assert Intervention.objects.get().status == "planned"


@pytest.mark.parametrize("status", ["done", "cancelled", "carried_over"])
def test_what_is_over_is_not_ended_again(status):
    work = make_intervention(status=status, reason="Sebab")
    work.refresh_from_db()
    with pytest.raises(ValidationError, match="sudah"):
        cancel_intervention(work, make_user(), "Salah")


def test_carried_over_work_keeps_whom_it_serves():
    house = make_house()
    work = make_intervention(title="Rehab 10 rumah", requested=10)
    work.houses.add(house)
    work.repairs.add(make_repair(house=house))
    successor = carry_over(work, make_target_area(2022), make_user(), "Musim hujan")
    work.refresh_from_db()
    assert (work.status, work.reason) == ("carried_over", "Musim hujan")
    assert (successor.title, successor.requested, successor.status) == ("Rehab 10 rumah", 10, "planned")
    assert successor.carried_from == work
    assert successor.agency == work.agency
    assert list(successor.houses.all()) == [house]
    assert not successor.repairs.exists()


def test_work_is_carried_forward_only():
    with pytest.raises(ValidationError, match="lebih baru"):
        carry_over(make_intervention(), make_target_area(2020), make_user(), "Salah")


def test_work_is_not_carried_into_a_finished_year():
    later = make_target_area(2022)
    ProgrammeYear.objects.filter(year=2022).update(stage="closed")
    later.refresh_from_db()
    with pytest.raises(ValidationError, match="sudah selesai"):
        carry_over(make_intervention(), later, make_user(), "Musim hujan")
    assert Intervention.objects.get().status == "planned"
