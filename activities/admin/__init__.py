"""Back office of activities, by topic."""

from activities.admin import community, posyandu, work

__all__ = ["community", "posyandu", "work"]
