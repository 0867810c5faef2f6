"""Who takes part: agencies with their dated names, users with one role, and what was read of identity data."""

from agencies.models.access import AccessEvent
from agencies.models.agency import Agency, AgencyName
from agencies.models.audit import AuditLink
from agencies.models.exemption import Exemption
from agencies.models.security import FailedCode, SecurityNotice
from agencies.models.user import User

__all__ = ["AccessEvent", "Agency", "AgencyName", "AuditLink", "Exemption", "FailedCode", "SecurityNotice", "User"]
