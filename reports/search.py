"""Search across what a user may see: one query a kind, ten hits each, and a link to the whole list.

A new kind is one function with `@kind` that takes what is Asked and returns (queryset, how each row is written).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_

from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Intervention, Posyandu
from agencies.models import Agency, User
from households.models import House, Member
from households.search import find_members_and_houses, search_houses, search_members
from locations.models import Region, TargetArea
from p2wkss.base.registry import Registry
from reports.addresses import address

LIMIT = 10
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more_url` leads to all of it, and is empty where all is shown."""

    title: str
    icon: str
    hits: list[Hit]
    more_url: str


@dataclass(frozen=True)
class Asked:
    """Who searches for what."""

    user: User
    text: str

    @cached_property
    def hits(self):
        """What the indexes find of members and of houses; asked by the first kind that needs it."""
        return find_members_and_houses(self.text)

    def contains(self, fields: Iterable[str]) -> Q:
        """Every word in one of the fields."""
        words = (reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields)) for word in self.text.split())
        return reduce(and_, words)


@dataclass(frozen=True)
class Kind:
    """Something that can be searched: who may, where the whole list is, and how its rows are found and written."""

    name: str
    find: Callable
    label: Promise
    icon: str
    permission: str
    list_url: str

    def group(self, asked: Asked) -> Group | None:
        if not asked.user.has_perm(self.permission):
            return None
        rows, write = self.find(asked)
        found = list(rows[: LIMIT + 1])
        more_url = address(self.list_url, q=asked.text) if len(found) > LIMIT else ""
        return Group(str(self.label), self.icon, [write(row) for row in found[:LIMIT]], more_url) if found else None


KINDS: Registry[Kind] = Registry(Kind, home=__name__)
kind = KINDS.register


def search(user, text: str) -> list[Group]:
    """The groups in which something was found; one query a kind that the user's role may see."""
    asked = Asked(user, text)
    groups = (found.group(asked) for found in KINDS.values())
    return [group for group in groups if group]


@kind(
    gettext_lazy("Keluarga"),
    icon="people",
    permission="households.view_member",
    list_url="households:household_list",
)
def families(asked):
    def write(member):
        family = member.household
        note = _("%(relation)s, %(place)s") % {
            "relation": member.get_relation_display(),
            "place": family.region.label,
        }
        return Hit(member.name, family.get_absolute_url(), note)

    members = search_members(Member.objects.visible_to(asked.user), asked.text, asked.hits[0]).rows.active()
    # Families and places are looked up for those that are shown, not for each of a thousand before they are sorted.
    # By an expression, else PostgreSQL walks through its index of all names until it meets enough of the hits.
    by_name = Concat("name_key", Value("")), "pk"
    first = members.order_by(*by_name).values("pk")[: LIMIT + 1]
    return Member.objects.filter(pk__in=first).select_related("household__region").order_by(*by_name), write


@kind(gettext_lazy("Rumah"), icon="houses", permission="households.view_house", list_url="households:house_list")
def houses(asked):
    houses = search_houses(House.objects.visible_to(asked.user), asked.text, asked.hits[1]).rows
    return (
        houses.select_related("region").order_by("region__code", "number", "pk"),
        lambda house: Hit(str(house), house.get_absolute_url(), house.region.label),
    )


@kind(
    gettext_lazy("Kegiatan"),
    icon="list-check",
    permission="activities.view_intervention",
    list_url="activities:intervention_list",
)
def interventions(asked):
    rows = Intervention.objects.visible_to(asked.user).filter(asked.contains(["title", "agency__code", "type__name"]))
    return (
        rows.select_related("agency", "target_area__kelurahan", "target_area__programme_year").order_by(
            "-target_area__programme_year__year", "title", "pk"
        ),
        lambda row: Hit(row.title, row.get_absolute_url(), f"{row.agency.code}, {row.target_area}"),
    )


@kind(
    gettext_lazy("Lokus"),
    icon="geo-alt",
    permission="locations.view_targetarea",
    list_url="locations:targetarea_list",
)
def lokus(asked):
    rows = TargetArea.objects.visible_to(asked.user).filter(
        asked.contains(["kelurahan__name", "kelurahan__alias", "kelurahan__parent__name", "programme_year__year"])
    )
    return (
        rows.for_list(),
        lambda row: Hit(str(row), row.get_absolute_url(), row.programme_year.get_stage_display()),
    )


@kind(
    gettext_lazy("Perangkat daerah dan mitra"),
    icon="buildings",
    permission="agencies.view_agency",
    list_url="agencies:agency_list",
)
def agencies(asked):
    rows = Agency.objects.visible_to(asked.user).filter(asked.contains(["code", "name", "field"]))
    return rows.order_by("code"), lambda agency: Hit(agency.code, agency.get_absolute_url(), agency.name)


@kind(
    gettext_lazy("Posyandu"),
    icon="balloon-heart",
    permission="activities.view_posyandu",
    list_url="activities:posyandu_list",
)
def posyandu(asked):
    rows = Posyandu.objects.visible_to(asked.user).filter(asked.contains(["name", "address"]))
    return (
        rows.select_related("region").order_by("region__code", "name", "pk"),
        lambda posyandu: Hit(posyandu.name, posyandu.get_absolute_url(), posyandu.region.label),
    )


@kind(
    gettext_lazy("Wilayah"),
    icon="map",
    permission="locations.view_region",
    list_url="locations:region_list",
)
def regions(asked):
    # One comparison a place and word instead of three: a city has thousands of RT, and none of these has a space in it
    # that a word could.
    spelt = Concat("name", Value(" "), "alias", Value(" "), "code")
    rows = Region.objects.visible_to(asked.user).alias(spelt=spelt).filter(asked.contains(["spelt"]))
    return (
        rows.select_related("parent").order_by("code"),
        lambda region: Hit(
            region.label,
            region.get_absolute_url(),
            f"{region.get_level_display()}, {region.parent.name}" if region.parent_id else region.get_level_display(),
        ),
    )
