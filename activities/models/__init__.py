"""What was done: interventions and their reports, face-to-face sessions, posyandu, groups, meetings."""

from activities.models.budget import Funding, FundingRevision
from activities.models.catalogue import ActivityType
from activities.models.group import Enterprise, EnterpriseTurnover, Group, GroupMember
from activities.models.intervention import Intervention
from activities.models.meeting import ActionPoint, Meeting, PostProgrammeVisit
from activities.models.need import NeedRule
from activities.models.newcomer import Newcomer
from activities.models.posyandu import Posyandu, PosyanduMember, PosyanduSession
from activities.models.report import ProgressReport, ReportWithdrawal
from activities.models.session import Attendance, Session
from activities.models.visit import ChildVisit, ElderlyVisit, PregnancyVisit

__all__ = [
    "ActionPoint",
    "ActivityType",
    "Attendance",
    "ChildVisit",
    "ElderlyVisit",
    "Enterprise",
    "EnterpriseTurnover",
    "Funding",
    "FundingRevision",
    "Group",
    "GroupMember",
    "Intervention",
    "Meeting",
    "NeedRule",
    "Newcomer",
    "PostProgrammeVisit",
    "Posyandu",
    "PosyanduMember",
    "PosyanduSession",
    "PregnancyVisit",
    "ProgressReport",
    "ReportWithdrawal",
    "Session",
]
