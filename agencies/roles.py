"""What each role may do, as one table.

A role holds Django permissions by pattern (`app.action_model`); `PATTERNS` is read once per role against the names that
exist. Which rows a permission reaches is not said here: that is `visible_to` and `editable_by` of each model.
"""

from fnmatch import fnmatchcase

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMIN = "admin", _("Administrator program")
    STAFF = "staff", _("Staf dinas koordinator")
    AGENCY = "agency", _("Operator perangkat daerah / mitra")
    KELURAHAN = "kelurahan", _("Operator kelurahan")
    CADRE = "cadre", _("Kader posyandu")
    EVALUATOR = "evaluator", _("Tim penilai provinsi")
    LEADER = "leader", _("Pimpinan")


# Roles that may enter the Django admin; there they see the same rows as in the portal.
BACK_OFFICE = frozenset({Role.ADMIN, Role.STAFF, Role.AGENCY, Role.KELURAHAN})

_FACTS = (
    "agencies.view_agency",
    "agencies.view_agencyname",
    "locations.view_region",
    "locations.view_programmeyear",
    "locations.view_stagechange",
    "locations.view_decree",
    "locations.view_targetarea",
    "locations.view_targetarearegion",
    "activities.view_activitytype",
    "indicators.view_indicator",
    "indicators.view_target",
    "indicators.view_measurement",
    "indicators.view_cityindex",
    "indicators.view_povertyline",
    "indicators.view_slumsurvey",
    "indicators.view_workprice",
    "agencies.view_securitynotice",
    "reports.view_home",
    "reports.view_lokus",
    "reports.search_portal",
)
_PROGRESS = (
    "activities.view_intervention",
    "activities.view_funding",
    "activities.view_fundingrevision",
    "activities.view_progressreport",
    "activities.view_session",
    "activities.view_group",
    "activities.view_meeting",
    "activities.view_actionpoint",
    "activities.view_posyandu",
    "activities.view_posyandusession",
    "activities.view_postprogrammevisit",
    "households.view_surveyround",
    "reports.view_sheet",
    "reports.view_snapshot",
    "reports.view_posyandu_sheet",
    "reports.view_rtlh_sheet",
)
_REGISTER = (
    "households.view_house",
    "households.view_household",
    "households.view_formercard",
    "households.view_member",
    "households.view_memberevent",
    "households.view_enrolment",
    "households.view_houseassessment",
    "households.view_householdsurvey",
    "households.view_membersurvey",
    "households.view_houserepair",
    "households.view_repairstep",
    "households.view_repairfunding",
    "households.view_repairtranche",
    "households.view_eligibilityanswer",
    "households.view_eligibilitycriterion",
    "households.view_rtlhrule",
    "locations.view_evidence",
)

PATTERNS = {
    Role.ADMIN: ("*",),
    Role.STAFF: (
        *_FACTS,
        "agencies.*_agency",
        "agencies.*_agencyname",
        "agencies.view_exemption",
        "locations.*",
        "households.*",
        "activities.*",
        "indicators.*",
        "reports.*",
    ),
    Role.AGENCY: (
        *_FACTS,
        *_PROGRESS,
        *_REGISTER,
        "activities.add_intervention",
        "activities.change_intervention",
        "activities.export_intervention",
        "activities.*_funding",
        "activities.add_progressreport",
        "activities.change_progressreport",
        "activities.submit_progressreport",
        "activities.add_session",
        "activities.change_session",
        "activities.*_attendance",
        "activities.view_enterprise",
        "activities.change_actionpoint",
        "households.change_houserepair",
        "households.advance_houserepair",
        "locations.add_evidence",
    ),
    Role.KELURAHAN: (
        *_FACTS,
        *_PROGRESS,
        *_REGISTER,
        "activities.view_newcomer",
        "activities.change_newcomer",
        "households.add_house",
        "households.change_house",
        "households.export_house",
        "households.add_household",
        "households.change_household",
        "households.export_household",
        "households.import_household",
        "households.add_member",
        "households.change_member",
        "households.export_member",
        "households.add_memberevent",
        "households.view_likelyduplicate",
        "households.change_likelyduplicate",
        "households.add_enrolment",
        "households.change_enrolment",
        "households.add_houseassessment",
        "households.change_houseassessment",
        "households.add_householdsurvey",
        "households.change_householdsurvey",
        "households.add_membersurvey",
        "households.change_membersurvey",
        "households.add_houserepair",
        "households.change_houserepair",
        "households.export_houserepair",
        "households.*_eligibilityanswer",
        "activities.add_intervention",
        "activities.change_intervention",
        "activities.export_intervention",
        "activities.*_funding",
        "activities.add_progressreport",
        "activities.change_progressreport",
        "activities.submit_progressreport",
        "activities.add_session",
        "activities.change_session",
        "activities.*_attendance",
        "activities.add_group",
        "activities.change_group",
        "activities.*_groupmember",
        "activities.*_enterprise",
        "activities.*_enterpriseturnover",
        "activities.change_actionpoint",
        "locations.add_region",
        "locations.change_region",
        "locations.add_evidence",
    ),
    Role.CADRE: (
        *_FACTS,
        "households.view_household",
        "households.view_member",
        "activities.view_posyandu",
        "activities.view_posyandusession",
        "activities.add_posyandusession",
        "activities.change_posyandusession",
        "activities.*_posyandumember",
        "activities.view_newcomer",
        "activities.add_newcomer",
        "activities.change_newcomer",
        "activities.*_childvisit",
        "activities.*_pregnancyvisit",
        "activities.*_elderlyvisit",
        "activities.view_intervention",
        "activities.view_session",
        "activities.view_attendance",
        "reports.view_sheet",
        "reports.view_posyandu_sheet",
        "locations.view_evidence",
        "locations.add_evidence",
    ),
    Role.EVALUATOR: (
        *_FACTS,
        *_PROGRESS,
        "locations.view_candidate",
        "locations.view_selection",
        "locations.view_evidence",
    ),
    Role.LEADER: (
        *_FACTS,
        *_PROGRESS,
        "locations.view_candidate",
        "locations.view_selection",
        "locations.view_evidence",
    ),
}

# Beside the permissions of models, "households.view_health" opens the K1 answers of surveys (TB, disability, pregnancy,
# family planning, ...) of named people outside the form in which they are filled in; only "households.*" holds it.

# Held by no pattern but the administrator's: reading an identity number takes a named permission and a reason.
IDENTITY = frozenset({"households.unmask_identity", "households.export_identity"})


def allows(role, permission):
    """Whether `role` holds `permission` ("app.action_model"); no wildcard of staff grants identity numbers."""
    if permission in IDENTITY and role != Role.ADMIN:
        return False
    return any(fnmatchcase(permission, pattern) for pattern in PATTERNS.get(role, ()))
