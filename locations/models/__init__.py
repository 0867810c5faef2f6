"""Where and when: regions, programme years with their lokus, the selection, decrees and evidence files."""

from locations.models.assignment import Assignment
from locations.models.evidence import Evidence
from locations.models.programme import Decree, ProgrammeYear, SelectionEvent, StageChange
from locations.models.region import Region, RegionAlias
from locations.models.selection import Candidate, Selection
from locations.models.target_area import TargetArea, TargetAreaRegion

__all__ = [
    "Assignment",
    "Candidate",
    "Decree",
    "Evidence",
    "ProgrammeYear",
    "Region",
    "RegionAlias",
    "Selection",
    "SelectionEvent",
    "StageChange",
    "TargetArea",
    "TargetAreaRegion",
]
