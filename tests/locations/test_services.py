"""Stages, corrections of an area and the ranking keep their reasons and their history."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from locations.models import ProgrammeYear, Selection, StageChange, TargetAreaRegion
from locations.services import change_stage, correct_area, rank_candidates, shake_ranking
from tests.makers import (
    CURUG,
    RT,
    RW,
    make_candidate,
    make_programme_year,
    make_region,
    make_target_area,
    make_user,
)

pytestmark = pytest.mark.django_db

MAY = dt.date(2021, 5, 1)
OTHER_RT = f"{RW}.002"


@pytest.fixture
def by():
    return make_user()


def test_the_next_stage_needs_no_reason_and_is_kept(by):
    year = make_programme_year(stage="preparation")
    change_stage(year, to="selection", by=by)
    year.refresh_from_db()
    step = StageChange.objects.get()
    assert year.stage == "selection"
    assert (step.from_stage, step.to_stage, step.by, step.reason) == ("preparation", "selection", by, "")


@pytest.mark.parametrize(
    ("start", "to", "message"),
    [
        ("running", "designated", "kembali ke tahap itu"),
        ("closed", "post", "kembali ke tahap itu"),
        ("preparation", "running", "melewati tahap"),
    ],
)
def test_any_other_step_needs_a_reason(by, start, to, message):
    year = make_programme_year(stage=start)
    with pytest.raises(ValidationError, match=message):
        change_stage(year, to=to, by=by, reason=" ")
    assert not StageChange.objects.exists()
    change_stage(year, to=to, by=by, reason="Perintah wali kota")
    assert ProgrammeYear.objects.get().stage == to
    assert StageChange.objects.get().reason == "Perintah wali kota"


@pytest.mark.parametrize(("to", "message"), [("running", "sudah pada tahap"), ("finished", "Pilih salah satu tahap")])
def test_a_step_leads_to_another_known_stage(by, to, message):
    with pytest.raises(ValidationError, match=message):
        change_stage(make_programme_year(), to=to, by=by, reason="Sebab")


def test_a_correction_ends_the_old_row_and_begins_a_new_one(by):
    lokus = make_target_area()
    valid = correct_area(
        lokus,
        on=MAY,
        by=by,
        reason="SK menyebut RT 002",
        remove=[make_region(RT)],
        add=[make_region(OTHER_RT)],
        is_assessed=False,
    )
    assert [link.region.code for link in valid] == [OTHER_RT]
    rows = TargetAreaRegion.objects.order_by("pk").values_list(
        "region__code", "valid_from", "valid_until", "reason", "is_assessed"
    )
    assert list(rows) == [
        (RT, dt.date(2021, 1, 1), MAY, "SK menyebut RT 002", True),
        (OTHER_RT, MAY, None, "SK menyebut RT 002", False),
    ]


def test_a_correction_needs_a_reason(by):
    with pytest.raises(ValidationError, match="Tulis alasan"):
        correct_area(make_target_area(), on=MAY, by=by, reason=" ", add=[make_region(OTHER_RT)])


@pytest.mark.parametrize(
    ("remove", "add", "message"),
    [
        ([OTHER_RT], [], "tidak termasuk"),
        ([RT], [], "paling sedikit satu"),
        ([], [RT], "sudah tercakup"),
        ([], [RW], "sudah tercakup"),
        ([], [f"{CURUG}.001"], "di kelurahan lokus"),
        ([], ["32.76.11.1001"], "sudah tercakup"),
        ([RT], ["32.76.11.1001"], "RW atau RT"),
    ],
)
def test_an_impossible_correction_changes_nothing(by, remove, add, message):
    lokus = make_target_area()
    with pytest.raises(ValidationError, match=message):
        correct_area(
            lokus,
            on=MAY,
            by=by,
            reason="Sebab",
            remove=[make_region(code) for code in remove],
            add=[make_region(code) for code in add],
        )
    link = TargetAreaRegion.objects.get()
    assert (link.region.code, link.valid_until) == (RT, None)


def test_an_rt_gives_way_to_its_whole_rw(by):
    lokus = make_target_area()
    correct_area(lokus, on=MAY, by=by, reason="SK", remove=[make_region(RT)], add=[make_region(RW)])
    assert lokus.area_links.valid().get().region.code == RW


def test_an_area_of_a_finished_year_stays(by):
    lokus = make_target_area(programme_year=make_programme_year(stage="closed"))
    with pytest.raises(ValidationError, match="sudah selesai"):
        correct_area(lokus, on=MAY, by=by, reason="Sebab", add=[make_region(OTHER_RT)])


FIGURES = ("slum", "poverty", "hdi")


def candidate(*figures, **fields):
    known = {name: value for name, value in zip(FIGURES, figures, strict=True) if value is not None}
    sources = {f"{name}_source": "Data rekaan" for name in known}
    return make_candidate(**known, **sources, **fields)


def test_candidates_are_ranked_by_need_and_the_incomplete_stand_apart():
    needy, middle, well_off = candidate(60, 20, 50), candidate(40, 15, 60), candidate(20, 5, 70)
    unknown = candidate(70, None, 40)
    candidate(79, 99, 1, decision="withdrawn", reasons="Menolak")
    ranking = rank_candidates(make_programme_year())
    assert [(entry.key, entry.rank) for entry in ranking.entries] == [(needy, 1), (middle, 2), (well_off, 3)]
    assert [(entry.key, entry.missing) for entry in ranking.incomplete] == [(unknown, ("poverty",))]
    assert set(ranking.weights.values()) == {ranking.weights["slum"]}


def test_the_weights_of_the_year_decide():
    slum_first, poverty_first = candidate(60, 5, 60), candidate(20, 30, 60)
    rule = Selection.objects.create(
        programme_year=make_programme_year(), weight_slum=3, weight_poverty=1, weight_hdi=0, normalise="z"
    )
    ranking = rank_candidates(make_programme_year())
    assert (ranking.first, ranking.normalise) == ((slum_first,), "z")
    Selection.objects.filter(pk=rule.pk).update(weight_slum=1, weight_poverty=3)
    assert rank_candidates(make_programme_year()).first == (poverty_first,)


def test_the_first_place_is_shaken_by_other_weights():
    first, second = candidate(60, 5, 60), candidate(20, 30, 60)
    Selection.objects.create(programme_year=make_programme_year(), weight_slum=2, weight_poverty=1, weight_hdi=0)
    shaken = shake_ranking(make_programme_year(), draws=200)
    assert shaken.first == (first,)
    assert shaken.flip_weight["slum"] == shaken.flip_weight["poverty"]
    assert 0 < shaken.shares[second] < 1


def test_a_year_without_candidates_has_an_empty_ranking():
    ranking = rank_candidates(make_programme_year())
    assert (ranking.entries, ranking.first) == ((), ())


def test_ranking_many_costs_two_queries(django_assert_num_queries):
    year = make_programme_year()
    for slum in range(8):
        candidate(slum, slum, slum)
    with django_assert_num_queries(2):
        labels = [str(entry.key) for entry in rank_candidates(year).entries]
    assert len(labels) == 8
