"""Every named address of the portal, as the resolver knows it: a page that is new is found without being listed."""

import uuid
from dataclasses import dataclass

from django.contrib import admin
from django.urls import get_resolver, reverse

MISSING = uuid.UUID("00000000-0000-4000-8000-000000000007")

# What the parameters of an address are filled with, where they do not name an object.
WORDS = {
    "activities:need_rows": {"code": "rtlh", "which": "needing"},
    "admin:app_list": {"app_label": "households"},
    "admin:view_on_site": {"content_type_id": 0, "object_id": 0},
    "reports:lokus_part": {"part": "kemajuan"},
    "reports:sheet_detail": {"name": "interventions"},
    "reports:sheet_file": {"name": "interventions"},
}
# Which object an address names, where the first word of its own name does not say so.
KINDS = {
    "activities:need_rows": "targetarea",
    "activities:needs": "targetarea",
    "activities:report_accept": "sentreport",
    "activities:report_detail": "sentreport",
    "activities:report_return": "sentreport",
    "activities:report_withdraw": "sentreport",
    "households:repair_handover_print": "donerepair",
    "households:repair_photo_remove": "repairphoto",
    "households:visit": "household",
    "indicators:lokus_poverty": "targetarea",
    "indicators:remaining_work": "targetarea",
    "locations:recommendation": "programmeyear",
    "locations:selection": "programmeyear",
    "locations:selection_lock": "programmeyear",
    "locations:selection_reopen": "programmeyear",
    "locations:user_areas": "user",
    "reports:lokus": "targetarea",
    "reports:lokus_part": "targetarea",
}
# Beside an own, a foreign and a missing object: a photo of elsewhere that shows nobody.
MORE_SIDES = {"evidence": ("impersonal",)}
# Pages that open from another record's page, and what their address then carries.
OPENED_WITH = {
    "activities:actionpoint_add": {"meeting": "meeting"},
    "activities:childvisit_add": {"session": "posyandusession"},
    "activities:elderlyvisit_add": {"session": "posyandusession"},
    "activities:posyandumember_add": {"posyandu": "posyandu"},
    "activities:pregnancyvisit_add": {"session": "posyandusession"},
    "households:assessment_add": {"house": "house"},
    "households:household_add": {"house": "house"},
    "households:member_add": {"household": "household"},
    "households:repair_add": {"house": "house"},
}


@dataclass(frozen=True)
class Address:
    """A named address: `name` with its namespace, the names of its parameters, and its view's class if it has one."""

    name: str
    parameters: tuple[str, ...]
    view: type | None

    @property
    def kind(self) -> str:
        """The kind of object that `public_id` names."""
        return KINDS.get(self.name) or self.name.split(":")[-1].split("_")[0]

    @property
    def names_object(self) -> bool:
        return "public_id" in self.parameters

    @property
    def sides(self) -> tuple[str, ...]:
        """The objects this address is tried with."""
        return ("own", "foreign", *MORE_SIDES.get(self.kind, ()), "missing") if self.names_object else ("none",)

    def url(self, world, side="own", role=None) -> str:
        """The address with an object of `world` that is "own" or "foreign" to `role`, or "missing"."""
        side = "own" if side == "none" else side
        arguments = dict(WORDS.get(self.name, {}))
        if self.names_object:
            arguments["public_id"] = MISSING if side == "missing" else world.thing(self.kind, side, role).public_id
        if "round_id" in self.parameters:
            arguments["round_id"] = world.thing("round", "own").public_id
        for parameter in self.parameters:
            arguments.setdefault(parameter, "1")
        return reverse(self.name, kwargs=arguments)

    def opened(self, world, side="own", role=None) -> str:
        """The same, as a link on another record's page would open it."""
        url = self.url(world, side, role)
        carried = OPENED_WITH.get(self.name, {})
        query = "&".join(f"{name}={world.thing(kind, 'own', role).public_id}" for name, kind in carried.items())
        return f"{url}?{query}" if query else url


def all_addresses() -> dict[str, Address]:
    """{name: Address}; the pages of each model in the back office have a suite of their own."""
    models = tuple(f"admin:{model._meta.app_label}_{model._meta.model_name}_" for model in admin.site._registry)

    def walk(resolver, namespace="", above=()):
        for pattern in resolver.url_patterns:
            parameters = (*above, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
            if hasattr(pattern, "url_patterns"):
                inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern, inside, parameters)
            else:
                view = getattr(pattern.callback, "view_class", None)
                yield Address(f"{namespace}{pattern.name}", tuple(dict.fromkeys(parameters)), view)

    found = {address.name: address for address in walk(get_resolver()) if not address.name.startswith(models)}
    found.pop("admin:None")  # what leads nowhere in the back office
    return found


ADDRESSES = all_addresses()


def pages_of(*classes) -> dict[str, Address]:
    """The addresses whose view is one of these page classes."""
    return {name: address for name, address in ADDRESSES.items() if address.view and issubclass(address.view, classes)}
