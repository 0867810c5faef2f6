"""The demo: one believable story whose figures add up, every row as valid as if a clerk had typed it."""

from collections import Counter
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.test import override_settings

from activities import growth
from activities.models import (
    ActionPoint,
    ChildVisit,
    Enterprise,
    Intervention,
    PosyanduMember,
    PosyanduSession,
    ProgressReport,
    Session,
)
from activities.needs import matrix
from agencies.models import User
from demo.dates import TODAY
from demo.places import RT_01
from demo.story import load
from households.identity import check_kk, check_nik
from households.models import (
    Enrolment,
    House,
    HouseAssessment,
    Household,
    HouseholdSurvey,
    HouseRepair,
    Member,
    MemberSurvey,
    SurveyRound,
)
from households.services import reopen_round
from indicators.methods.slum import score_area
from indicators.models import Indicator, Measurement, SlumSurvey, Target
from locations.aspects import Aspect
from locations.models import Candidate, Evidence, ProgrammeYear, Region, TargetArea
from locations.selection import Candidate as Figures
from locations.selection import rank
from p2wkss.base.pictures import is_same_photo

# Each test runs inside the transaction of the module's demo, and what it changes is taken back after it.
pytestmark = pytest.mark.django_db

PASSWORD = "kenari-payung-jendela-482"


def loaded(media):
    return override_settings(
        MEDIA_ROOT=media, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
    ), transaction.atomic()


def digest():
    """What two loads of one seed must have in common."""
    return (
        list(Member.objects.order_by("public_id").values_list("public_id", "name", "birth_date", "household__address")),
        list(HouseAssessment.objects.order_by("public_id").values_list("public_id", "unfit", "floor_area_m2")),
        list(ProgressReport.objects.order_by("public_id").values_list("public_id", "spent", "volume")),
        list(Evidence.objects.order_by("public_id").values_list("public_id", "fingerprint")),
    )


@pytest.fixture(scope="module")
def earlier(django_db_setup, django_db_blocker, tmp_path_factory):
    """The digest of a first load, taken back."""
    settings, atomic = loaded(tmp_path_factory.mktemp("earlier"))
    with django_db_blocker.unblock(), settings, atomic:
        load(password=PASSWORD)
        seen = digest()
        transaction.set_rollback(True)
    return seen


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def demo(earlier, django_db_blocker, media):
    """The demo, loaded once for all tests of this module and taken back afterwards."""
    settings, atomic = loaded(media)
    with django_db_blocker.unblock(), settings, atomic:
        yield load(password=PASSWORD)
        transaction.set_rollback(True)


def test_the_same_seed_tells_the_same_story(demo, earlier):
    assert digest() == earlier


def test_it_has_the_size_that_was_promised(demo):
    assert 115 <= House.objects.count() <= 125
    assert 125 <= Household.objects.count() <= 135
    assert 440 <= Member.objects.count() <= 520
    assert Enrolment.objects.current().count() == 100
    assert Intervention.objects.values("agency").distinct().count() >= 20
    assert User.objects.count() == 8


@pytest.mark.parametrize("label", ["agencies", "locations", "households", "activities", "indicators"])
def test_every_row_is_valid_as_a_form_would_want_it(demo, label):
    for survey_round in SurveyRound.objects.exclude(closed_at=None):
        reopen_round(survey_round, User.objects.get(username="admin"), "Uji")
    ProgrammeYear.objects.update(stage=ProgrammeYear.Stage.RUNNING)
    PosyanduSession.objects.update(closed_at=None)
    for model in apps.get_app_config(label).get_models():
        if model._meta.managed:
            for row in model._default_manager.all():
                row.full_clean()


def test_invented_identity_numbers_satisfy_every_check(demo):
    for member in Member.objects.exclude(nik_index=None):
        number = member.nik.reveal()
        assert check_nik(number, birth_date=member.birth_date, sex=member.sex, regions={"327611"}) == []
        assert number[12] == "9"
    for household in Household.objects.exclude(no_kk_index=None):
        assert check_kk(household.no_kk.reveal(), regions={"327611"}) == []


def test_the_audit_trail_is_not_flooded(demo):
    entries = LogEntry.objects.filter(content_type__app_label__in=["households", "activities"])
    assert entries.exclude(object_pk="load_reference").count() == 0
    assert LogEntry.objects.filter(object_repr="Data contoh P2WKSS 2021").count() == 1


# --- the lokus -------------------------------------------------------------------------------------------------


def test_work_is_done_for_2021_days_before_the_final_check(demo):
    year = ProgrammeYear.objects.current()
    assert (year.year, year.stage) == (2021, ProgrammeYear.Stage.FINAL_CHECK)
    assert TODAY < year.final_check_on < TODAY + timedelta(days=21)
    area = year.target_areas.get()
    assert [(link.region.label, link.is_assessed) for link in area.area_links.all()] == [
        ("RT 001 / RW 002", True),
        ("RT 002 / RW 002", False),
    ]


def test_the_chosen_candidate_comes_first_with_equal_weights(demo):
    rows = Candidate.objects.filter(programme_year__year=2021)
    figures = [Figures(row.region.code, row.slum, row.poverty, row.hdi) for row in rows]
    ranking = rank(figures, {"slum": 1, "poverty": 1, "hdi": 1})
    assert ranking.first == (rows.get(decision=Candidate.Decision.CHOSEN).region.code,)
    assert all("rekaan" in row.slum_source for row in rows)


def test_there_are_people_outside_every_scope(demo):
    users = {user.username: user for user in User.objects.all()}
    seen = {name: set(Household.objects.visible_to(user)) for name, user in users.items()}
    assert seen["cadre"] < seen["kelurahan"] < seen["staff"] == seen["admin"]
    assert seen["agency"] == seen["cadre"]
    assert seen["evaluator"] == seen["leader"] == set()
    assert House.objects.exclude(region__in=Region.objects.of_lokus()).exists()


# --- the surveys -----------------------------------------------------------------------------------------------


def test_the_first_round_is_closed_and_complete_the_second_nearly_so(demo):
    first, last = SurveyRound.objects.order_by("starts_on")
    families = Household.objects.filter(region__code__startswith=f"{RT_01[:-4]}.").count()
    assert first.is_closed and not last.is_closed
    assert first.household_surveys.count() == families
    assert families - 10 <= last.household_surveys.count() < families


def test_houses_and_families_point_to_their_latest_survey(demo):
    for house in House.objects.assessed():
        assert house.latest_assessment == house.assessments.order_by("-assessed_on").first()
    for household in Household.objects.exclude(latest_survey=None):
        assert household.latest_survey == household.surveys.order_by("-surveyed_on").first()


def test_a_house_became_fit_only_where_somebody_worked_on_it(demo):
    first, last = SurveyRound.objects.order_by("starts_on")
    unfit = set(first.assessments.unfit().values_list("house", flat=True))
    fit = set(last.assessments.filter(unfit=False).values_list("house", flat=True))
    explained = set(HouseRepair.objects.finished().values_list("house", flat=True))
    explained |= set(
        House.objects.filter(interventions__type__code__in=["F06", "F08", "F29"]).values_list("pk", flat=True)
    )
    explained |= set(first.assessments.filter(failing=["floor_space"]).values_list("house", flat=True))
    assert fit & unfit <= explained
    assert len(fit & unfit) > 15
    assert last.assessments.unfit().count() > len(HouseRepair.objects.finished())


def test_a_finished_repair_left_a_fit_house(demo):
    for repair in HouseRepair.objects.finished():
        assert repair.house.latest_assessment.unfit is False
    for repair in HouseRepair.objects.exclude(status__in=["done", "handed_over"]):
        assert repair.house.latest_assessment.unfit


def test_the_lokus_gets_better_but_not_everywhere(demo):
    first, last = SurveyRound.objects.order_by("starts_on")
    unfit = [rows.unfit().count() / rows.exclude(unfit=None).count() for rows in (first.assessments, last.assessments)]
    assert 0.15 < unfit[1] < unfit[0] < 0.6
    for problem in ({"reads": False}, {"insured": False}, {"wants_work": True}, {"stunted": True}):
        before, after = (MemberSurvey.objects.filter(round=r, **problem).count() for r in (first, last))
        assert 0 < after < before, problem
    worse = HouseholdSurvey.objects.filter(
        round=last,
        household__surveys__round=first,
        income__lt=F("household__surveys__income"),
    )
    assert worse.exists()


def test_the_slum_falls_from_sedang_to_ringan(demo):
    scores = [
        score_area(
            survey.volumes,
            area_ha=survey.area_ha,
            buildings=survey.buildings,
            households=survey.households,
            ideal_road_m=survey.ideal_road_m,
            ideal_drain_m=survey.ideal_drain_m,
        )
        for survey in SlumSurvey.objects.order_by("surveyed_on")
    ]
    assert [score.slum_class for score in scores] == ["sedang", "ringan"]
    assert 38 <= scores[0].total <= 45


def test_the_mended_road_and_drain_are_those_of_the_reports(demo):
    before, after = SlumSurvey.objects.order_by("surveyed_on")
    road = Intervention.objects.get(type__code="F03").latest_report
    drain = Intervention.objects.get(type__code="F05").reports.order_by("-reported_on").first()
    assert before.v_2b - after.v_2b == road.volume
    assert before.v_4b - after.v_4b + before.v_4c - after.v_4c == drain.volume


# --- the works -------------------------------------------------------------------------------------------------


def test_the_budget_of_the_lokus_is_that_of_its_interventions(demo):
    area = TargetArea.objects.get(programme_year__year=2021)
    assert area.budget == area.interventions.aggregate(total=Sum("fundings__amount"))["total"]


def test_reports_rise_and_never_spend_more_than_there_is(demo):
    for intervention in Intervention.objects.with_budget():
        accepted = list(intervention.reports.accepted().order_by("reported_on", "pk"))
        for before, after in pairwise(accepted):
            assert before.physical_percent <= after.physical_percent, intervention
            assert (before.spent, before.volume) <= (after.spent, after.volume), intervention
        for report in intervention.reports.all():
            assert report.spent <= intervention.budget, intervention
            assert report.reported_on <= TODAY
        if intervention.latest_report:
            assert intervention.latest_report == accepted[-1]
            assert (intervention.status == "done") == (intervention.latest_report.physical_percent == 100)


def test_reports_stand_at_every_stage_and_some_works_are_late(demo):
    statuses = Counter(ProgressReport.objects.values_list("status", flat=True))
    assert set(statuses) == set(ProgressReport.Status.values)
    assert Intervention.objects.late_on(TODAY).count() >= 3
    assert set(Intervention.objects.values_list("status", flat=True)) == set(Intervention.Status.values)
    own = Intervention.objects.filter(agency__code="DISRUMKIM")
    assert own.late_on(TODAY).exists()
    assert ProgressReport.objects.returned().filter(intervention__in=own, reported_on__month=11).exists()


def test_more_mirrors_were_given_than_asked_for(demo):
    mirrors = Intervention.objects.get(type__code="F16")
    assert (mirrors.requested, mirrors.target, mirrors.realised) == (40, 50, 50)


def test_needs_are_met_promised_overdue_and_promised_twice(demo):
    rows = matrix(TargetArea.objects.get(programme_year__year=2021), User.objects.get(username="staff"), TODAY)
    for kind in ("unmet", "promised", "done", "overdue", "promised_twice"):
        assert any(getattr(row, kind) for row in rows), kind


def test_nobody_sits_beyond_the_capacity_of_the_pandemic(demo):
    for session in Session.objects.for_list():
        assert session.present_count <= session.invited_count <= session.capacity <= session.seats // 2
        assert session.date <= TODAY or session.present_count == 0


def test_participants_in_a_report_are_the_people_who_came(demo):
    for report in ProgressReport.objects.filter(participants_female__isnull=False):
        came = Member.objects.filter(
            attendance__present=True,
            attendance__session__intervention=report.intervention,
            attendance__session__date__lte=report.reported_on,
        ).distinct()
        women = came.filter(sex="P").count()
        assert (report.participants_male, report.participants_female) == (came.count() - women, women)


# --- the repairs -----------------------------------------------------------------------------------------------


def test_repairs_stand_at_every_stage(demo):
    assert HouseRepair.objects.filter(carried_from=None).count() == 15
    assert set(HouseRepair.objects.values_list("status", flat=True)) == set(HouseRepair.Status.values)
    running = HouseRepair.objects.filter(status="running").values_list("progress", flat=True)
    assert set(running) == {30, 50, 70}


def test_each_repair_went_step_by_step(demo):
    for repair in HouseRepair.objects.all():
        steps = list(repair.steps.order_by("on", "pk"))
        assert (steps[-1].to_status, steps[-1].progress) == (repair.status, repair.progress)
        for before, after in pairwise(steps):
            assert after.from_status == before.to_status
            assert after.to_status in [*HouseRepair.NEXT[before.to_status], before.to_status]


def test_the_money_of_a_repair_makes_up_its_ceiling(demo):
    for repair in HouseRepair.objects.exclude(ceiling=None):
        assert repair.fundings.aggregate(total=Sum("amount"))["total"] == repair.ceiling
        assert repair.tranches.aggregate(total=Sum("amount"))["total"] == repair.ceiling
        for tranche in repair.tranches.exclude(paid_on=None):
            assert repair.progress >= tranche.progress_needed
    assert HouseRepair.objects.filter(ceiling=23_000_000).count() >= 10


def test_the_report_of_the_repairs_counts_the_repairs(demo):
    intervention = Intervention.objects.get(type__code="F01")
    finished = intervention.repairs.finished()
    paid = intervention.repairs.filter(tranches__paid_on__isnull=False).aggregate(total=Sum("tranches__amount"))
    assert intervention.realised == finished.count()
    assert intervention.spent == paid["total"]


def test_only_the_rejected_repair_fails_a_condition(demo):
    failing = HouseRepair.objects.filter(eligibility__met=False).distinct()
    assert [repair.status for repair in failing] == [HouseRepair.Status.REJECTED]


def test_no_photo_serves_two_places_or_two_phases(demo):
    photos = list(Evidence.objects.photos())
    assert len(photos) >= 40
    for one, other in combinations(photos, 2):
        assert not is_same_photo(one.fingerprint, other.fingerprint), (one, other)


def test_an_evaluator_sees_before_and_after_but_no_kitchen(demo):
    seen = Evidence.objects.visible_to(User.objects.get(username="evaluator"))
    assert seen.filter(title__startswith="Tampak depan", phase="after").exists()
    assert not seen.filter(Q(title__startswith="Dapur") | Q(title__startswith="BAST")).exists()


def test_files_are_stored_and_named_by_chance(demo, media, settings):
    settings.MEDIA_ROOT = media
    for evidence in Evidence.objects.all():
        with evidence.file.open() as file:
            content = file.read()
        assert len(content) == evidence.size
        assert evidence.original_name not in evidence.file.name
        assert content.startswith(b"\xff\xd8" if evidence.kind == "photo" else b"%PDF")


# --- posyandu, groups, meetings --------------------------------------------------------------------------------


def test_stored_growth_is_what_the_standard_gives(demo):
    for visit in ChildVisit.objects.select_related("member", "session"):
        member = visit.member
        scores = growth.z_scores(
            sex=member.sex,
            age_days=(visit.session.date - member.birth_date).days,
            weight_kg=visit.weight_kg,
            length_cm=visit.height_cm,
            measured=visit.measured or None,
        )
        assert (visit.waz, visit.haz, visit.whz, visit.baz) == (scores.waz, scores.haz, scores.whz, scores.baz)
        assert visit.weight_status == growth.classify(scores)["BB/U"]
        assert not visit.flags


def test_six_months_of_posyandu_with_every_gain_status(demo):
    held = PosyanduSession.objects.held().order_by("date")
    assert [session.date.month for session in held] == [6, 7, 8, 9, 10, 11]
    registered = PosyanduMember.objects.filter(category="child").count()
    assert all(0 < session.childvisit_set.count() <= registered for session in held)
    assert set(ChildVisit.objects.values_list("gain", flat=True)) == {"N", "T", "O", "B"}
    assert ChildVisit.objects.filter(below_red_line=True).exists()
    assert PosyanduSession.objects.filter(date__gt=TODAY, status="planned").count() == 1


def test_only_registered_children_are_weighed(demo):
    for visit in ChildVisit.objects.select_related("session"):
        assert PosyanduMember.objects.filter(
            Q(until=None) | Q(until__gt=visit.session.date),
            member=visit.member_id,
            category="child",
            since__lte=visit.session.date,
        ).exists()


def test_every_business_has_turnover(demo):
    assert Enterprise.objects.count() >= 12
    assert not Enterprise.objects.annotate(months=Count("turnovers")).filter(months=0).exists()


def test_some_action_points_are_overdue(demo):
    assert ActionPoint.objects.overdue_on(TODAY).count() >= 3
    assert ActionPoint.objects.filter(status=ActionPoint.Status.DONE).count() >= 5


# --- indicators ------------------------------------------------------------------------------------------------


def test_there_are_targets_for_the_three_aspects(demo):
    aspects = Counter(Target.objects.values_list("indicator__aspect", flat=True))
    assert all(aspects[aspect] >= 3 for aspect in Aspect.values)


def test_every_typed_figure_names_its_source(demo):
    assert not Measurement.objects.filter(source="", lineage=None).exists()


def test_both_rounds_are_measured_and_targets_start_from_the_first(demo):
    first, last = SurveyRound.objects.order_by("starts_on")
    computed = Indicator.objects.computed().count()
    assert first.measurements.exclude(method="").count() == last.measurements.exclude(method="").count() == computed
    for target in Target.objects.exclude(baseline=None):
        assert target.baseline == first.measurements.get(indicator=target.indicator).value
    assert Target.objects.exclude(baseline=None).count() >= 20


def test_the_three_headline_figures_got_better_and_are_not_all_reached(demo):
    headlines = Target.objects.filter(indicator__is_headline=True).with_now().select_related("indicator")
    assert {target.indicator.aspect for target in headlines} == set(Aspect.values)
    for target in headlines:
        sign = 1 if target.indicator.direction == "up" else -1
        assert sign * target.now > sign * target.baseline, target
    assert any((target.now < target.target) == (target.indicator.direction == "up") for target in headlines)
