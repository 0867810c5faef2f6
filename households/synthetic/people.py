"""Who lives in the invented houses: families of 3.5 on average, with names, ages, schooling and work that fit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from p2wkss.base.reference import rows

DATA = Path(__file__).resolve().parent / "data"

ORIGINS = {"betawi": 45, "sunda": 30, "jawa": 25}
MODERN, MODERN_BELOW = "umum_muda", 24
# Names in the order of their lists are borne ever less often, as 1 / (place + RANK_SHIFT).
RANK_SHIFT = 4

SHAPES = {"couple": 60, "young": 11, "one_parent": 12, "elder": 7, "alone": 10}
CHILDREN = {0: 5, 1: 18, 2: 44, 3: 26, 4: 12}
SECOND_FAMILY_SHARE = 0.12

SCHOOLING = {
    25: {"primary": 12, "lower_secondary": 22, "upper_secondary": 50, "diploma_3": 6, "bachelor": 10},
    45: {"primary_unfinished": 6, "primary": 28, "lower_secondary": 22, "upper_secondary": 34, "bachelor": 10},
    200: {"never_school": 16, "primary_unfinished": 24, "primary": 38, "lower_secondary": 10, "upper_secondary": 12},
}
WORK = {
    "L": {
        "private_employee": 30, "entrepreneur": 14, "casual_labourer": 16, "trader": 9, "driver": 8, "mason": 5,
        "civil_servant": 5, "teacher": 3, "mechanic": 3, "not_working": 7,
    },
    "P": {
        "homemaker": 58, "private_employee": 14, "trader": 8, "entrepreneur": 6, "teacher": 5, "tailor": 3,
        "civil_servant": 3, "domestic_worker": 3,
    },
}  # fmt: skip
RETIRED_FROM = 60


@dataclass(slots=True)
class Person:
    relation: str
    sex: str
    birth_date: date
    name: str
    education: str
    occupation: str
    marital: str
    birth_place: str


class Draw:
    """Draws a key of `shares` in proportion to its value; the sums are made once."""

    __slots__ = ("_keys", "_random", "_sums")

    def __init__(self, random: Random, shares: dict):
        self._random, self._keys, self._sums = random, list(shares), list(accumulate(shares.values()))

    def __call__(self):
        return self._random.choices(self._keys, cum_weights=self._sums)[0]


class People:
    """Invents families; `today` is the day their ages are true on."""

    def __init__(self, random: Random, today: date):
        self._random, self._today = random, today
        self._first, self._last = self._names()
        self._origin, self._shape = Draw(random, ORIGINS), Draw(random, SHAPES)
        self._children = Draw(random, CHILDREN)
        self._schooling = {age: Draw(random, shares) for age, shares in SCHOOLING.items()}
        self._work = {sex: Draw(random, shares) for sex, shares in WORK.items()}

    def family(self) -> list[Person]:
        """The members of one family, its head first."""
        origin, random = self._origin(), self._random
        return [
            self._person(relation, sex, max(0, age), origin)
            for relation, sex, age in getattr(self, f"_{self._shape()}")(random)
        ]

    def shares_house(self) -> bool:
        """Whether the next family lives in the same house as the one before."""
        return self._random.random() < SECOND_FAMILY_SHARE

    def _couple(self, random):
        husband = min(64, max(25, round(random.gauss(42, 9))))
        wife = max(21, husband - random.randint(0, 7))
        family = [("head", "L", husband), ("wife", "P", wife), *self._offspring(wife)]
        if random.random() < 0.12:
            family.append((random.choice(("parent", "parent_in_law")), random.choice("PPL"), wife + 25))
        return family

    def _young(self, random):
        husband = random.randint(22, 31)
        wife = max(20, husband - random.randint(0, 4))
        child = [("child", random.choice("LP"), random.randint(0, 3))] if random.random() < 0.75 else []
        return [("head", "L", husband), ("wife", "P", wife), *child]

    def _one_parent(self, random):
        parent = min(66, max(28, round(random.gauss(47, 9))))
        return [("head", random.choice("PPPL"), parent), *self._offspring(parent)]

    def _elder(self, random):
        husband = random.randint(60, 78)
        children = [("child", random.choice("LP"), random.randint(20, 36)) for _one in range(random.randint(0, 2))]
        return [("head", "L", husband), ("wife", "P", husband - random.randint(1, 6)), *children]

    def _alone(self, random):
        return [("head", random.choice("LP"), random.randint(22, 82))]

    def _offspring(self, parent):
        random, found = self._random, []
        age = min(parent - random.randint(19, 26), 26)
        for _child in range(self._children()):
            if age < 0:
                break
            found.append(("child", random.choice("LP"), age))
            age -= random.randint(2, 5)
        return found

    def _person(self, relation, sex, age, origin):
        random = self._random
        source = MODERN if age < MODERN_BELOW else origin
        first, last = self._first[source, sex](), self._last[sex]()
        born = self._today.replace(day=1) - timedelta(days=age * 365 + age // 4 + random.randint(0, 360))
        return Person(
            relation=relation,
            sex=sex,
            birth_date=born,
            name=first if first == last or (age >= 60 and random.random() < 0.4) else f"{first} {last}",
            education=self._education(age),
            occupation=self._occupation(age, sex),
            marital=_marital(relation, sex, age),
            birth_place="Bandung" if age < 25 or random.random() < 0.5 else "Bogor",
        )

    def _education(self, age):
        if age < 7:
            return "never_school"
        if age < 13:
            return "primary_unfinished"
        if age < 19:
            return "primary" if age < 16 else "lower_secondary"
        return next(draw for limit, draw in self._schooling.items() if age <= limit)()

    def _occupation(self, age, sex):
        if age < 6:
            return "not_working"
        if age < 19 or (age < 23 and self._random.random() < 0.4):
            return "student"
        if age >= RETIRED_FROM and self._random.random() < 0.4:
            return "retired"
        return self._work[sex]()

    def _names(self):
        first, last = defaultdict(dict), defaultdict(dict)
        for row in rows(DATA / "given_names.csv"):
            names = first[row["origin"], row["sex"]]
            names[row["name"]] = 1 / (len(names) + RANK_SHIFT)
        for row in rows(DATA / "family_names.csv"):
            names = last[row["sex"]]
            names[row["name"]] = 1 / (len(names) + RANK_SHIFT)
        return (
            {key: Draw(self._random, shares) for key, shares in first.items()},
            {key: Draw(self._random, shares) for key, shares in last.items()},
        )


def _marital(relation, sex, age):
    if relation in ("wife", "husband") or (relation == "head" and sex == "L" and age >= 25):
        return "married"
    if relation in ("parent", "parent_in_law") or (relation == "head" and age >= 25):
        return "widowed"
    return "single"
