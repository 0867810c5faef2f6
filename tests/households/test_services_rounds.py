"""A closed round stays closed until somebody opens it with a reason."""

import pytest
from django.core.exceptions import ValidationError

from households.models import RoundEvent
from households.services import close_round, reopen_round
from locations.models import ProgrammeYear
from tests.makers import make_programme_year, make_round, make_user

pytestmark = pytest.mark.django_db


def test_closing_and_reopening_are_both_kept():
    staff, admin = make_user(), make_user("admin")
    survey_round = make_round()
    close_round(survey_round, staff)
    survey_round.refresh_from_db()
    assert survey_round.is_closed
    reopen_round(survey_round, admin, "Tiga keluarga tertinggal")
    survey_round.refresh_from_db()
    assert not survey_round.is_closed
    assert list(RoundEvent.objects.order_by("pk").values_list("kind", "by", "reason")) == [
        ("closed", staff.pk, ""),
        ("reopened", admin.pk, "Tiga keluarga tertinggal"),
    ]


def test_closing_twice_is_refused_and_noted_once():
    survey_round, staff = make_round(), make_user()
    close_round(survey_round, staff)
    with pytest.raises(ValidationError, match="sudah ditutup pada"):
        close_round(survey_round, staff)
    assert RoundEvent.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_reopening_needs_a_reason(reason):
    survey_round, staff = make_round(), make_user()
    close_round(survey_round, staff)
    with pytest.raises(ValidationError, match="Tulis alasan"):
        reopen_round(survey_round, staff, reason)


def test_an_open_round_cannot_be_reopened():
    with pytest.raises(ValidationError, match="masih terbuka"):
        reopen_round(make_round(), make_user(), "Salah tekan")


def test_a_round_of_a_finished_year_stays_closed():
    survey_round, staff = make_round(), make_user()
    close_round(survey_round, staff)
    ProgrammeYear.objects.filter(pk=make_programme_year().pk).update(stage="closed")
    with pytest.raises(ValidationError, match="Buka kembali tahun program"):
        reopen_round(survey_round, staff, "Perbaikan data")
