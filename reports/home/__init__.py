"""The first page after sign-in: what is my job today. One module per kind of work, one page for all.

A new role is one module with `home(user, lokus, today)` and a line in HOMES.
"""

from agencies.roles import Role
from locations.models import TargetArea
from reports.home import agency, cadre, kelurahan, leader, staff
from reports.home.parts import Home

HOMES = {
    Role.ADMIN: staff.home,
    Role.STAFF: staff.home,
    Role.AGENCY: agency.home,
    Role.KELURAHAN: kelurahan.home,
    Role.CADRE: cadre.home,
    Role.EVALUATOR: leader.home,
    Role.LEADER: leader.home,
}


def current_lokus(user) -> list[TargetArea]:
    """The lokus of the newest programme year that is not closed, as far as the user sees them; one query."""
    areas = TargetArea.objects.visible_to(user).open().for_list().order_by("-programme_year__year", "kelurahan__code")
    found = list(areas[:20])
    return [area for area in found if area.programme_year.year == found[0].programme_year.year]


def home_for(user, lokus, today) -> Home:
    """What a user's first page says about the current lokus."""
    return HOMES[user.role](user, lokus, today)
