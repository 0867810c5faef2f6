"""What happens between the surveys of March and November: births, deaths, a move, and whom the works reach.

`world.helped` is filled here; the works, their beneficiaries and the second survey all read it, so that what
improves is what somebody did.
"""

from dataclasses import dataclass
from datetime import date

from demo.condition import (
    first_condition,
    lacks_tank,
    lacks_toilet,
    lacks_water,
    repaired,
    with_safe_water,
    with_tank,
    with_toilet,
)
from demo.dates import BASELINE, ENDLINE
from demo.names import Names, Numbers
from demo.people import make_member
from demo.places import RT_01
from demo.world import Family, Person, World
from households.models import Member

BIRTHS = (date(2021, 4, 18), date(2021, 6, 7), date(2021, 9, 2))
DEATHS = (date(2021, 7, 9), date(2021, 7, 21))
MOVED_ON = date(2021, 8, 14)
REPAIRS = 15
FINISHED_REPAIRS = 6
TANKS, LATRINES, WELLS = 15, 4, 4
NOT_MET = 5


@dataclass(frozen=True)
class Event:
    """Something that changed who belongs to a family."""

    person: Person
    kind: str
    on: date
    note: str


def set_conditions(world: World) -> None:
    """Note the condition of every house in March."""
    for home in [*world.homes, *world.outside]:
        home.was = first_condition(world.dice, home.kind, home.occupants("was"))


def live_through_the_year(world: World) -> list[Event]:
    """Move people and houses on to November; return the events to be recorded."""
    for person in world.people:
        person.now = _older(person)
    events = [*_births(world), *_deaths(world), *_move(world)]
    _help_people(world)
    for family in world.families:
        drift = world.dice.near(1.03, 0.05, 0.9, 1.18)
        earns = any(person in world.helped["work"] for person in family.people)
        family.spends_now = int(round(family.spends * (drift + (0.12 if earns else 0)), -4))
    _help_houses(world)
    for home in world.homes:
        home.now = home.now | {"occupants": home.occupants("now") or None}
    _miss_some(world)
    return events


def age_now(person: Person) -> int:
    return person.member.age_on(ENDLINE[0])


def age_then(person: Person) -> int:
    return person.member.age_on(BASELINE[0])


def _older(person):
    """Answers in November of who was there in March: a class further, and what a birthday in between changes."""
    now, before, after = dict(person.was), age_then(person), age_now(person)
    if now["in_school"] and now["years_of_schooling"] is not None:
        now["years_of_schooling"] += 1
    if after in (6, 7) and not now["in_school"]:
        now |= {"in_school": True, "years_of_schooling": 0}
    if before < 7 <= after:
        now["years_of_schooling"] = 0
    if before < 10 <= after:
        now["reads"] = True
    if before < 15 <= after:
        now |= {"works": False, "wants_work": False}
    if before < 17 <= after:
        now |= {"has_id_card": False, "has_child_card": None}
    return now


def _births(world):
    mothers = [person for person in world.people if "pregnant" in person.was and 20 <= age_then(person) <= 36]
    mothers = [mother for mother in mothers if not _has_infant(world, mother)]
    mothers = world.dice.sample(mothers, 6)
    world.helped["mothers"] = mothers
    names, numbers = Names(world.dice), Numbers()
    for mother, born_on in zip(mothers, BIRTHS, strict=False):
        mother.was["pregnant"] = True
        family = _family_of(world, mother)
        baby = make_member(
            world,
            family.household,
            names,
            numbers,
            relation="child",
            sex=world.dice.choice("LP"),
            age=0,
            born_on=born_on,
            origin=names.origin(),
        )
        baby.nik, baby.nik_status, baby.nik_missing = None, Member.NikStatus.MISSING, "Akta kelahiran sedang diurus"
        newborn = Person(
            baby, now={"insured": mother.was["insured"], "insurance": mother.was["insurance"], "disability": ""}
        )
        newborn.now |= {"has_birth_certificate": born_on.month < 5, "has_child_card": False}
        family.people.append(newborn)
        yield Event(newborn, "born", born_on, "")
    for mother in mothers[len(BIRTHS) :]:
        mother.now["pregnant"] = True
        mother.now["contraception"] = ""


def _has_infant(world, mother):
    return any(age_then(person) < 2 for person in _family_of(world, mother).people)


def _deaths(world):
    old = [person for person in world.people if age_then(person) >= 64 and person.member.relation != "head"]
    for person, died_on in zip(world.dice.sample(old, len(DEATHS)), DEATHS, strict=True):
        person.now = None
        person.member.status = Member.Status.DIED
        yield Event(person, "died", died_on, "")


def _move(world):
    """A small family that rents alone moves away; if none does, the one that comes nearest."""
    alone = [home for home in world.homes if len(home.families) == 1 and home.kind == "sound" and _in_rt_01(home)]
    home = min(alone, key=lambda home: (home.house.tenure != "rented", abs(len(home.families[0].people) - 3)))
    family = home.families[0]
    family.household.status = "moved"
    family.met = False
    world.helped["moved"] = [family]
    for person in family.people:
        person.now = None
        person.member.status = Member.Status.MOVED
        yield Event(person, "moved_out", MOVED_ON, "Pindah kontrakan ke Kecamatan Sawangan")


def _help_people(world):
    """Choose whom schooling, papers and work reach."""
    dice = world.dice
    here = [person for person in world.people if person.was and person.now]
    dropouts = [person for person in here if 7 <= age_now(person) <= 18 and person.was["in_school"] is False]
    back = dropouts[: max(1, len(dropouts) // 2)]
    unread = [person for person in here if person.was["reads"] is False]
    readers = unread[: len(unread) // 2]
    seeking = [person for person in here if person.was["wants_work"]]
    working = seeking[: len(seeking) // 3]
    papers = [person for person in here if not person.was["has_birth_certificate"] and age_now(person) < 18][:14]
    papers += [person for person in here if person.was["has_id_card"] is False][:6]
    papers += [person for person in here if person.was["has_child_card"] is False and person not in papers][:10]
    covered = [person for person in here if not person.was["insured"]][:18]
    sick = dice.sample([person for person in here if age_now(person) >= 30], 2)
    for person in back:
        person.now["in_school"] = True
        if person.now["works"]:
            person.now["works"] = False
        person.now["wants_work"] = False
    for person in readers:
        person.now["reads"] = True
    for person in working:
        person.now |= {"works": True, "wants_work": None}
    for person in papers:
        if age_now(person) < 18:
            person.now["has_birth_certificate"] = True
        if age_now(person) < 17:
            person.now["has_child_card"] = True
        else:
            person.now["has_id_card"] = True
    for person in covered:
        person.now |= {"insured": True, "insurance": "jkn_pbi_local"}
    for person in sick:
        person.was["tuberculosis"] = True
    sick[1].now["tuberculosis"] = True
    world.helped |= {
        "back": back,
        "readers": readers,
        "work": working,
        "papers": papers,
        "sick": sick,
        "unread": unread,
    }


def _help_houses(world):
    """Choose the houses of the works and put them into their November condition."""
    homes = [home for home in world.homes if home.families]
    for home in world.homes:
        home.now = dict(home.was)
    owned = [home for home in homes if home.kind == "structure" and _in_rt_01(home)]
    repairs = sorted(owned, key=lambda home: home.house.tenure == "owned", reverse=True)[:REPAIRS]
    others = [home for home in homes if home not in repairs]
    tanks = [home for home in others if lacks_tank(home.was)]
    latrines = [home for home in others if lacks_toilet(home.was)]
    water = [home for home in others if lacks_water(home.was)]
    world.helped |= {
        "repairs": repairs,
        "tanks": tanks[:TANKS],
        "tanks_waiting": tanks[TANKS : TANKS + 3],
        "latrines": latrines[:LATRINES],
        "water": water[:WELLS],
    }
    for home in repairs[:FINISHED_REPAIRS]:
        home.now = repaired(home.now)
    for home in tanks[:TANKS]:
        home.now = with_tank(home.now)
    for home in latrines[:LATRINES]:
        home.now = with_toilet(home.now)
    for home in water[:WELLS]:
        home.now = with_safe_water(home.now)
    storm = next(home for home in homes if home.kind == "sound" and home.house.tenure == "owned")
    storm.now |= {"roof_damage": "medium", "notes": "Atap rusak karena angin kencang 21 September 2021."}


def _miss_some(world):
    """A few families were not at home in November; the survey of them is still to be done."""
    homes = [home for home in world.homes if home.kind == "sound" and len(home.families) == 1]
    homes = [home for home in homes if home.families[0].met]
    for home in world.dice.sample(homes, NOT_MET):
        home.families[0].met = False


def _in_rt_01(home):
    return home.house.region.code == RT_01


def _family_of(world, person) -> Family:
    return next(family for family in world.families if person in family.people)
