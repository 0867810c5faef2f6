"""Acts on the register that touch several rows: surveys, rounds, repairs, families and their members."""

from households.services.families import enrol, leave, record_event, take_back
from households.services.repair_conditions import check_in_field, proposers_of, unmet_conditions
from households.services.repair_money import correct_tranche
from households.services.repairs import advance_repair
from households.services.rounds import before_closing, close_round, hold_open, reopen_round
from households.services.sources import sources_changed, when_sources_change
from households.services.surveys import (
    judge_by_every_standard,
    record_assessment,
    record_household_survey,
    record_member_survey,
)

__all__ = [
    "advance_repair",
    "before_closing",
    "check_in_field",
    "close_round",
    "correct_tranche",
    "enrol",
    "hold_open",
    "judge_by_every_standard",
    "leave",
    "proposers_of",
    "record_assessment",
    "record_event",
    "record_household_survey",
    "record_member_survey",
    "reopen_round",
    "sources_changed",
    "take_back",
    "unmet_conditions",
    "when_sources_change",
]
