"""What the agencies bring to the lokus: interventions with money, area and beneficiaries."""

from datetime import date
from decimal import Decimal

from activities.models import ActivityType, Funding, Intervention
from demo.changes import age_now
from demo.names import DATA
from demo.places import RT_01, RW_02
from demo.world import World
from households.models import RepairFunding
from p2wkss.base.reference import listed, rows

# What was done where another part of the demo counts it: intervention -> key of `world.helped`.
COUNTED = {"septic": "tanks", "latrine": "latrines", "water": "water", "back_to_school": "back"}
BIN_FAMILIES, YARD_FAMILIES, EXTINGUISHER_HOUSES = 45, 30, 38


def plan_lines() -> dict[str, dict[str, str]]:
    """The lines of the plan by key; `reports` reads the course of each from here too."""
    return {line["key"]: line for line in rows(DATA / "interventions.csv")}


def make_interventions(world: World) -> None:
    """Write the interventions of the plan with their funding, area and whom they serve."""
    world.types = {kind.code: kind for kind in ActivityType.objects.all()}
    lines = plan_lines()
    stored = world.store(_intervention(world, line) for line in lines.values())
    world.interventions = dict(zip(lines, stored, strict=True))
    world.store(
        Funding(intervention=world.interventions[key], source=source, amount=amount)
        for key, line in lines.items()
        for source, amount in _money(world, line)
    )
    areas = {"rt": RT_01, "rw": RW_02}
    world.link(
        Intervention,
        "regions",
        ((world.interventions[key], world.regions[areas[line["where"]]]) for key, line in lines.items()),
    )
    _set_budget(world)
    _link_beneficiaries(world)


def own_repairs(world: World, agency: str) -> list:
    """The repairs an agency carries out."""
    repairs = [home.repair for home in world.helped["repairs"]]
    return [repair for repair in repairs if repair.executor and repair.executor.code == agency]


def _intervention(world, line):
    kind = world.types[line["type"]]
    return Intervention(
        target_area=world.lokus,
        agency=world.agencies[line["agency"]],
        type=kind,
        title=line["title"],
        program=line["program"],
        activity=line["title"] if line["program"] else "",
        aspect=kind.aspect,
        audience=line["audience"],
        requested=Decimal(line["requested"]),
        target=Decimal(line["target"]),
        starts_on=date.fromisoformat(line["starts"]),
        ends_on=date.fromisoformat(line["ends"]),
        officer=line["officer"],
        # Done is what an accepted report says: `reports` does.
        status="running" if line["status"] == "done" else line["status"],
        reason=line["reason"],
    )


def _money(world, line):
    if line["key"] == "rtlh":
        totals = {}
        for part in RepairFunding.objects.filter(repair__in=own_repairs(world, line["agency"])):
            totals[part.source] = totals.get(part.source, 0) + part.amount
        yield from sorted(totals.items())
    for part in listed(line["funding"]):
        source, _colon, amount = part.partition(":")
        yield source, Decimal(amount)


def _set_budget(world):
    """The budget of the lokus is what its interventions have together."""
    world.lokus.budget = sum(Funding.objects.values_list("amount", flat=True))
    type(world.lokus).objects.filter(pk=world.lokus.pk).update(budget=world.lokus.budget)


def _link_beneficiaries(world):
    """Name the houses, families and people each intervention serves; what is promised counts too."""
    helped, by_key = world.helped, world.interventions
    houses = {
        "septic": helped["tanks"] + helped["tanks_waiting"],
        "latrine": helped["latrines"],
        "water": helped["water"],
        "septic_shared": helped["tanks_waiting"],
        "extinguisher": [home for home in world.homes if home.families][:EXTINGUISHER_HOUSES],
        "rtlh": [home for home in helped["repairs"] if home.repair in own_repairs(world, "DISRUMKIM")],
        "rtlh_baznas": [home for home in helped["repairs"] if home.repair in own_repairs(world, "BAZNAS")],
    }
    world.link(Intervention, "houses", ((by_key[key], home.house) for key, homes in houses.items() for home in homes))
    world.link(
        Intervention,
        "repairs",
        ((by_key[key], home.repair) for key in ("rtlh", "rtlh_baznas") for home in houses[key]),
    )
    families = {"bins": helped["enrolled"][:BIN_FAMILIES], "yard": helped["enrolled"][::3][:YARD_FAMILIES]}
    world.link(
        Intervention,
        "households",
        ((by_key[key], family.household) for key, group in families.items() for family in group),
    )
    people = {
        "equivalency": [*helped["back"], *helped["unread"]],
        "back_to_school": _dropouts(world)[:6],
        "papers": helped["papers"],
        "tuberculosis": helped["sick"],
        "feeding": helped["fed"],
        "catering": [person for person in _seekers(world) if person.is_woman],
        "licence": helped["owners"],
        "digital": helped["owners"],
        "kwt": helped["kwt"],
        "farming": helped["kwt"],
        "waste_training": helped["waste_bank"],
        "craft": helped["waste_bank"][:12],
    }
    world.link(
        Intervention, "members", ((by_key[key], person.member) for key, group in people.items() for person in group)
    )


def _dropouts(world):
    return [
        person
        for person in world.people
        if person.was and person.now and 7 <= age_now(person) <= 18 and person.was["in_school"] is False
    ]


def _seekers(world):
    return [person for person in world.people if person.was and person.now and person.was["wants_work"]]
