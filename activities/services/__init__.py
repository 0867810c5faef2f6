"""Acts on what is done: interventions and their reports, sessions and attendance, posyandu days and visits."""

from activities.services.interventions import cancel_intervention, carry_over
from activities.services.reports import accept_report, return_report, submit_report
from activities.services.sessions import invite, mark_present
from activities.services.skdn import discreet_skdn, skdn_of, skdn_table
from activities.services.visits import close_posyandu_session, record_child_visit, record_visit

__all__ = [
    "accept_report",
    "cancel_intervention",
    "carry_over",
    "close_posyandu_session",
    "discreet_skdn",
    "invite",
    "mark_present",
    "record_child_visit",
    "record_visit",
    "return_report",
    "skdn_of",
    "skdn_table",
    "submit_report",
]
