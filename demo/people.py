"""The houses of the demo and the families in them, as they were when the survey of March began."""

from datetime import date, timedelta

from demo.dates import BASELINE, years_before
from demo.dice import Dice
from demo.kinship import SHAPES, compose
from demo.lives import answers, attends, education, occupation
from demo.names import Names, Numbers
from demo.places import DUREN_MEKAR_RT, RT_01, RT_02, RW_03_RT_01, point
from demo.world import Family, Home, Person, World
from households.models import House, Household, Member
from households.models.member import name_key

# Houses of each RT by what is wrong with them in March; DOUBLE of them hold a second, young family.
STOCK = {
    RT_01: {"structure": 22, "septic": 16, "water": 6, "crowded": 3, "sound": 53},
    RT_02: {"structure": 2, "septic": 1, "sound": 7},
    RW_03_RT_01: {"structure": 1, "sound": 3},
    DUREN_MEKAR_RT: {"structure": 1, "septic": 1, "sound": 4},
}
DOUBLE = {RT_01: 8, RT_02: 1}
EMPTY = {RT_01: 1}
LANES = {
    RT_01: ("Gg. Melati", "Gg. Kenanga", "Gg. Cempaka", "Gg. Dahlia"),
    RT_02: ("Gg. Flamboyan",),
    RW_03_RT_01: ("Gg. Anggrek",),
    DUREN_MEKAR_RT: ("Gg. Seroja",),
}
TENURES = {"owned": 76, "rented": 15, "rent_free": 9}
PROOFS = {"other_letter": 54, "shm_family": 36, "shm_no_agreement": 4, "none": 6}

# Rupiah a head and month of a family that is not poor at all, and of one that is as poor as can be.
RICHEST, POOREST = 1_750_000, 520_000


def make_people(world: World) -> None:
    """Fill the RT with houses, families and members."""
    names, numbers = Names(world.dice), Numbers()
    for code, stock in STOCK.items():
        homes = [_home(world, code, number, kind) for number, kind in enumerate(_shuffled(world.dice, stock), 1)]
        sound = [home for home in homes if home.kind == "sound"]
        empty = sound[: EMPTY.get(code, 0)]
        double = sound[len(empty) : len(empty) + DOUBLE.get(code, 0)]
        for home in homes:
            if home not in empty:
                home.families.append(_family(world, home, names, numbers, world.dice.weighed(SHAPES)))
            if home in double:
                home.families.append(_family(world, home, names, numbers, "young"))
        (world.homes if code in (RT_01, RT_02) else world.outside).extend(homes)
    _mark_incomplete(world)


def store_people(world: World) -> None:
    """Write houses, families and members; the surveys point to them."""
    homes = [*world.homes, *world.outside]
    families = [family for home in homes for family in home.families]
    world.store(home.house for home in homes)
    world.store(family.household for family in families)
    world.store(person.member for family in families for person in family.people)


def make_member(world, family_row, names, numbers, *, relation, sex, age, born_on, origin, place="Depok") -> Member:
    """A member with name, numbers and the facts of the family card."""
    name = names.draw(sex, age, origin)
    at_school = attends(world.dice, age)
    married = relation in ("wife", "husband") or (relation == "head" and sex == "L")
    return Member(
        household=family_row,
        nik=numbers.nik(born_on, sex),
        name=name,
        name_key=name_key(name),
        sex=sex,
        birth_date=born_on,
        birth_place=place,
        relation=relation,
        education=education(world.dice, age),
        occupation=occupation(world.dice, age, sex, relation, at_school),
        marital=_marital(world.dice, relation, age, married),
    )


def born(dice: Dice, age: int) -> date:
    """A birthday of someone who is `age` in completed years when the first survey begins."""
    latest = years_before(BASELINE[0], age)
    return latest - timedelta(days=dice.randint(0, 364))


def _shuffled(dice, stock):
    kinds = [kind for kind, count in stock.items() for _house in range(count)]
    dice.shuffle(kinds)
    return kinds


def _home(world, code, number, kind):
    latitude, longitude = point(world, code)
    dice = world.dice
    tenure = "owned" if kind == "structure" and dice.chance(0.9) else dice.weighed(TENURES)
    return Home(
        House(
            region=world.regions[code],
            number=f"{number:03}",
            address=f"{dice.choice(LANES[code])} No. {number}",
            latitude=latitude,
            longitude=longitude,
            tenure=tenure,
            land_proof=dice.weighed(PROOFS) if tenure == "owned" else "",
            owns_other_house=dice.chance(0.03),
        ),
        kind,
    )


def _family(world, home, names, numbers, shape):
    dice = world.dice
    low, high = (0.45, 1) if home.kind in ("structure", "crowded") else (0.05, 0.85)
    poor = dice.triangular(low, high, (low + high) / 2)
    origin = names.origin()
    household = Household(
        no_kk=numbers.kk(dice.day(date(2012, 1, 2), date(2020, 12, 28))),
        region=home.house.region,
        house=home.house,
        address=home.house.address,
    )
    people = []
    for relation, sex, age in compose(dice, shape):
        member = make_member(
            world,
            household,
            names,
            numbers,
            relation=relation,
            sex=sex,
            age=age,
            born_on=born(dice, age),
            origin=origin,
            place="Depok"
            if age < 30 or dice.chance(0.5)
            else dice.choice(("Bogor", "Jakarta", "Tangerang", "Garut", "Tegal")),
        )
        found = answers(
            dice,
            age=age,
            sex=sex,
            relation=relation,
            schooling=member.education,
            work=member.occupation,
            at_school=member.occupation == "student" or (age < 7 and attends(dice, age)),
            poor=poor,
        )
        people.append(Person(member, was=found))
    spends = POOREST + (RICHEST - POOREST) * (1 - poor) ** 1.7
    spends *= (4 / len(people)) ** 0.2 * dice.uniform(0.92, 1.08)
    return Family(household, people, spends=int(round(spends, -4)))


def _mark_incomplete(world):
    """Some numbers are still to come, as in every register: a new family without its card, two temporary NIK."""
    newest = next(family for home in world.homes if len(home.families) == 2 for family in home.families[1:])
    newest.household.no_kk, newest.household.no_kk_missing = None, "Kartu keluarga baru sedang diurus"
    for person in world.people[40:200:110]:
        person.member.nik_status = Member.NikStatus.TEMPORARY


def _marital(dice, relation, age, married):
    if married:
        return "married"
    if relation == "head" or (relation in ("parent", "parent_in_law") and dice.chance(0.9)):
        return "widowed" if age >= 45 or dice.chance(0.5) else "divorced"
    if relation in ("parent", "parent_in_law"):
        return "divorced"
    return "single"
