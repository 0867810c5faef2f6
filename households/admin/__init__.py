"""Back office of the register: houses and families, rounds and surveys, repairs.

What services keep together (assessments, surveys, life events, the steps of a repair) is read here and changed on the
portal's pages, to which every row links. Identity numbers are searched on the portal's own page, never in an address.
"""

from households.admin import duplicates, families, houses, repairs, surveys

__all__ = ["duplicates", "families", "houses", "repairs", "surveys"]
