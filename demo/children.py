"""How the children of the demo grow: a course of their own along the WHO curves, monthly from June to November."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from activities import growth
from demo.dice import Dice, tenths
from demo.world import Person, World
from p2wkss.base.reference import rows

HELD_ON = (
    date(2021, 6, 9),
    date(2021, 7, 14),
    date(2021, 8, 11),
    date(2021, 9, 8),
    date(2021, 10, 13),
    date(2021, 11, 10),
)
# Share of the children who come; July was the worst month of the pandemic.
TURNOUT = (0.62, 0.45, 0.58, 0.7, 0.78, 0.86)
ALL_MEASURED = (8, 11)
FED = 10
FED_FROM = 7
STUNTED_BELOW = Decimal(-2)
# So many children are stunted in March, two of them nearly not; one lies below the red line of the growth card.
STUNTED = 6
BELOW_RED_LINE = -3.25


@dataclass
class Weighing:
    """What the scale and the board showed on a day."""

    on: date
    weight_kg: Decimal
    height_cm: Decimal | None
    lying: bool


@dataclass
class Child:
    """A child under five and its weighings."""

    person: Person
    height_z: float
    weight_z: float
    weighings: list[Weighing] = field(default_factory=list)

    def age_days(self, day: date) -> int:
        return (day - self.person.member.birth_date).days

    def age_months(self, day: date) -> int:
        """Completed months of age."""
        born = self.person.member.birth_date
        return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)

    def growth_at(self, weighing: Weighing) -> growth.Growth:
        return growth.z_scores(
            sex=self.person.member.sex,
            age_days=self.age_days(weighing.on),
            weight_kg=weighing.weight_kg,
            length_cm=weighing.height_cm,
            measured=None if weighing.height_cm is None else "lying" if weighing.lying else "standing",
        )


class Curves:
    """The WHO medians and spreads, read once: a measurement at an age and a z-score."""

    def __init__(self):
        self.tables = {
            name: list(rows(growth.DATA / f"who2006_{name}.csv"))
            for name in ("weight_for_age", "length_height_for_age")
        }

    def at(self, table: str, sex: str, age_days: int, z: float) -> float:
        """kg or cm of a child that lies `z` standard deviations from the median (LMS, WHO 2006)."""
        row = self.tables[table][age_days]
        word = "boys" if sex == "L" else "girls"
        power, median, spread = (float(row[f"{word}_{part}"]) for part in "lms")
        return median * (1 + power * spread * z) ** (1 / power)


def raise_children(world: World) -> None:
    """Let the children of the lokus grow and be weighed, and note who is stunted by each survey."""
    dice, curves = world.dice, Curves()
    under_five = [
        person
        for person in world.people
        if person.now is not None and (HELD_ON[0] - person.member.birth_date).days / 30.4375 < 60
    ]
    children = [_child(dice, person) for person in under_five]
    for place, child in enumerate(sorted(children, key=lambda child: child.height_z)[:STUNTED]):
        child.height_z = dice.uniform(-2.8, -2.3) if place < STUNTED - 2 else -2.06
    thin = sorted(children, key=lambda child: min(child.height_z, child.weight_z))[:FED]
    thin[0].weight_z = BELOW_RED_LINE
    world.helped["children"] = children
    world.helped["fed"] = [child.person for child in thin]
    for child in children:
        _weigh(dice, curves, child, is_fed=child in thin)
        _note_stunting(child)


def _child(dice: Dice, person: Person) -> Child:
    """A course of its own; who is short is usually light as well."""
    height_z = dice.near(-1.0, 0.85, -2.9, 1.2)
    return Child(person, height_z, dice.near(0.6 * height_z - 0.15, 0.5, -2.8, 1.6))


def _weigh(dice: Dice, curves: Curves, child: Child, *, is_fed: bool):
    keen = dice.uniform(-0.36, 0.28)
    height = 0.0
    for number, day in enumerate(HELD_ON):
        age = child.age_days(day)
        if age < 10 or age / 30.4375 >= 60 or not dice.chance(min(0.98, TURNOUT[number] + keen)):
            continue
        fed_months = max(0, day.month - FED_FROM) if is_fed else 0
        sex = child.person.member.sex
        weight = curves.at("weight_for_age", sex, age, child.weight_z + 0.07 * fed_months + dice.gauss(0, 0.07))
        height = max(height, curves.at("length_height_for_age", sex, age, child.height_z + 0.035 * fed_months))
        measured = day.month in ALL_MEASURED or dice.chance(0.55)
        child.weighings.append(
            Weighing(
                on=day,
                weight_kg=tenths(weight),
                height_cm=tenths(height) if measured else None,
                lying=age < growth.HEIGHT_FROM_DAYS,
            )
        )


def _note_stunting(child):
    """The officer's word in March follows the child's course; in November the last measured height decides."""
    if child.person.was is not None:
        child.person.was["stunted"] = child.height_z < STUNTED_BELOW
    heights = [child.growth_at(weighing).haz for weighing in child.weighings if weighing.height_cm is not None]
    if heights:
        child.person.now["stunted"] = heights[-1] < STUNTED_BELOW
