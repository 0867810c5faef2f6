"""Keeping what a survey round found of a house, a family and its members."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from households import rtlh
from households.models import House, HouseAssessment, Household, HouseholdSurvey, RtlhRule
from households.services.rounds import hold_open
from households.services.sources import sources_changed

CENTI_M2 = Decimal("0.01")


@transaction.atomic
def record_assessment(assessment, by):
    """Judge a house by the default standard and keep the assessment, new or changed; returns it.

    The house's latest assessment is the newest by date, whichever was written last. Raises ValidationError for wrong
    answers, a closed round, a house outside the lokus, and when no standard is the default.
    """
    _hold(assessment)
    _in_kelurahan(assessment.house.region, assessment.round, "house", _("Rumah ini bukan di kelurahan lokus itu."))
    if assessment.assessor_id is None:
        assessment.assessor = by
    assessment.full_clean()
    result = rtlh.assess(condition_of(assessment), rules=rules_of(_default_rule()))
    assessment.unfit = result.unfit
    assessment.failing = list(result.failing)
    assessment.per_person_m2 = _in_cents(result.per_person_m2)
    _save(assessment)
    newest = HouseAssessment.objects.filter(house=assessment.house).order_by("-assessed_on", "-pk")
    House.objects.filter(pk=assessment.house_id).update(latest_assessment=newest.values("pk")[:1])
    assessment.house.refresh_from_db(fields=["latest_assessment"])
    return assessment


@transaction.atomic
def record_household_survey(survey, by):
    """Keep a family's answers of a round, new or changed; returns them.

    The family's latest survey is the newest by date. Raises ValidationError for wrong answers, a closed round and a
    family outside the lokus.
    """
    _hold(survey)
    _in_kelurahan(survey.household.region, survey.round, "household", _("Keluarga ini bukan di kelurahan lokus itu."))
    if survey.surveyor_id is None:
        survey.surveyor = by
    survey.full_clean()
    _save(survey)
    newest = HouseholdSurvey.objects.filter(household=survey.household).order_by("-surveyed_on", "-pk")
    Household.objects.filter(pk=survey.household_id).update(latest_survey=newest.values("pk")[:1])
    survey.household.refresh_from_db(fields=["latest_survey"])
    return survey


@transaction.atomic
def record_member_survey(survey, by):
    """Keep a member's answers of a round, new or changed; returns them. Who asked (`by`) stands in the audit trail.

    Raises ValidationError for wrong answers, a closed round and a member outside the lokus.
    """
    _hold(survey)
    _in_kelurahan(
        survey.member.household.region, survey.round, "member", _("Anggota ini bukan di kelurahan lokus itu.")
    )
    survey.full_clean()
    _save(survey)
    return survey


def judge_by_every_standard(assessment):
    """[(RtlhRule, RtlhResult)]: the same house by every standard in use, the default one first; one query."""
    condition = condition_of(assessment)
    return [(rule, rtlh.assess(condition, rules=rules_of(rule))) for rule in RtlhRule.objects.all()]


def condition_of(assessment):
    """The assessment's answers as households.rtlh reads them."""
    return rtlh.HouseCondition(
        roof=assessment.roof,
        wall=assessment.wall,
        floor=assessment.floor,
        roof_damage=assessment.roof_damage,
        wall_damage=assessment.wall_damage,
        floor_damage=assessment.floor_damage,
        frame_damage=assessment.frame_damage,
        floor_area_m2=assessment.floor_area_m2,
        occupants=assessment.occupants,
        light=assessment.has_light,
        ventilation=assessment.has_ventilation,
        water_source=assessment.water_source,
        water_distance=assessment.water_distance,
        toilet=assessment.toilet,
        closet=assessment.closet,
        septic=assessment.septic,
        waste=assessment.waste,
        electricity=assessment.lighting,
    )


def rules_of(rule):
    """A standard's row as households.rtlh reads it: the standards differ in the floor space only."""
    return rtlh.RtlhRules(min_m2_per_person=rule.min_m2_per_person, name=rule.name, source=rule.source)


def _default_rule():
    rule = RtlhRule.objects.filter(is_default=True).first()
    if rule is None:
        raise ValidationError(
            _("Belum ada standar RTLH yang dipakai menilai. Minta administrator memilih satu standar."), code="no_rule"
        )
    return rule


def _hold(row):
    """Hold the row's round open; a row stays in the round it was found in, or a closed one could lose it."""
    hold_open(row.round)
    if not row._state.adding and type(row).objects.values_list("round_id", flat=True).get(pk=row.pk) != row.round_id:
        raise ValidationError({"round": _("Data ini milik pendataan lain. Catat data baru untuk pendataan itu.")})


def _in_kelurahan(region, survey_round, field, message):
    if region.kelurahan_code != survey_round.target_area.kelurahan.code:
        raise ValidationError({field: message})


def _in_cents(area):
    return None if area is None else area.quantize(CENTI_M2, ROUND_HALF_UP)


def _save(row):
    if not row._state.adding:
        row.version += 1
    row.save()
    sources_changed(row.round_id)
