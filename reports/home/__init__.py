"""The first page after sign-in: what is my job today. One module per kind of work, one page for all.

A new role is one module with `home(user, lokus, today)` and a line in HOMES.
"""

from agencies.roles import Role
from locations.models import TargetArea
from reports.enrolled import with_families
from reports.home import agency, cadre, kelurahan, leader, staff
from reports.home.parts import Home

MOST = 20

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
    """The lokus of the newest programme year that is not closed, as far as the user sees them, with their families.

    One query.
    """
    areas = with_families(TargetArea.objects.visible_to(user).open().for_list())
    found = list(areas.order_by("-programme_year__year", "kelurahan__code")[:MOST])
    return [area for area in found if area.programme_year.year == found[0].programme_year.year]


def home_for(user, lokus, today) -> Home:
    """What a user's first page says about the current lokus."""
    return HOMES[user.role](user, lokus, today)
