"""Whom: houses, families and their members, what surveys found, and the repair of unfit houses."""

from households.models.assessment import HouseAssessment, RtlhRule
from households.models.batch import ImportBatch, ImportPart
from households.models.duplicate import LikelyDuplicate
from households.models.enrolment import Enrolment
from households.models.former_card import FormerCard
from households.models.house import House
from households.models.household import Household
from households.models.member import Member, MemberEvent
from households.models.question import Question, QuestionSet
from households.models.remark import IdentityCheck, IdentityRemark
from households.models.repair import HouseRepair, RepairStep
from households.models.repair_parts import (
    EligibilityAnswer,
    EligibilityCriterion,
    RepairCheck,
    RepairFunding,
    RepairPhoto,
    RepairTranche,
)
from households.models.round import RoundEvent, SurveyRound
from households.models.survey import HouseholdSurvey, MemberSurvey

__all__ = [
    "EligibilityAnswer",
    "EligibilityCriterion",
    "Enrolment",
    "FormerCard",
    "House",
    "HouseAssessment",
    "HouseRepair",
    "Household",
    "HouseholdSurvey",
    "IdentityCheck",
    "IdentityRemark",
    "ImportBatch",
    "ImportPart",
    "LikelyDuplicate",
    "Member",
    "MemberEvent",
    "MemberSurvey",
    "Question",
    "QuestionSet",
    "RepairCheck",
    "RepairFunding",
    "RepairPhoto",
    "RepairStep",
    "RepairTranche",
    "RoundEvent",
    "RtlhRule",
    "SurveyRound",
]
