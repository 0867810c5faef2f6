"""Acts on what is done: interventions and their reports, sessions and attendance, posyandu days and visits."""

from activities.services.action_points import drop_point, finish_point, reopen_point
from activities.services.budgets import revise_budget
from activities.services.interventions import cancel_intervention, carry_over
from activities.services.reports import (
    VERIFY,
    accept_report,
    return_report,
    submit_report,
    withdraw_report,
    writers_of,
)
from activities.services.sessions import cancel_session, hold_session, invite, mark_present, plan_session_again
from activities.services.skdn import discreet_skdn, skdn_of, skdn_table, skdn_together
from activities.services.visits import (
    cancel_posyandu_session,
    close_posyandu_session,
    follow_person,
    link_newcomer,
    plan_posyandu_session_again,
    record_child_visit,
    record_visit,
    register,
)

__all__ = [
    "VERIFY",
    "accept_report",
    "cancel_intervention",
    "cancel_posyandu_session",
    "cancel_session",
    "carry_over",
    "close_posyandu_session",
    "discreet_skdn",
    "drop_point",
    "finish_point",
    "follow_person",
    "hold_session",
    "invite",
    "link_newcomer",
    "mark_present",
    "plan_posyandu_session_again",
    "plan_session_again",
    "record_child_visit",
    "record_visit",
    "register",
    "reopen_point",
    "return_report",
    "revise_budget",
    "skdn_of",
    "skdn_table",
    "skdn_together",
    "submit_report",
    "withdraw_report",
    "writers_of",
]
