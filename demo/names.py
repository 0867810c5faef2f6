"""Invented names and identity numbers for invented people."""

from collections import defaultdict
from datetime import date
from pathlib import Path

from demo.dice import Dice
from p2wkss.base.reference import rows

DATA = Path(__file__).resolve().parent / "data"

ORIGINS = {"betawi": 45, "sunda": 30, "jawa": 25}
MODERN = "umum_muda"
MODERN_BELOW = 24

# Kota Depok, kecamatan Bojongsari. Serials from 9001 are not in use there.
REGION = "327611"
FIRST_SERIAL = 9001
SERIALS = 999


class Names:
    """Draws names that fit sex, age and where a family comes from."""

    def __init__(self, dice: Dice):
        self.dice = dice
        self.first = defaultdict(list)
        self.last = defaultdict(list)
        for row in rows(DATA / "nama_depan.csv"):
            self.first[row["asal"], row["jenis_kelamin"]].append(row["nama"])
        for row in rows(DATA / "nama_belakang.csv"):
            self.last[row["jenis_kelamin"]].append(row["nama"])

    def origin(self) -> str:
        return self.dice.weighed(ORIGINS)

    def draw(self, sex: str, age: int, origin: str) -> str:
        """A full name; the old often bear one word, the young three."""
        if age >= 60 and self.dice.chance(0.45):
            return self.dice.choice(self.first[origin, sex])
        source = MODERN if age < MODERN_BELOW else origin
        words = [self.dice.choice(self.first[source, sex]), self.dice.choice(self.last[sex])]
        if sex == "L" and age < MODERN_BELOW and self.dice.chance(0.25) and words[0] != "Muhammad":
            words.insert(0, "Muhammad")
        return " ".join(dict.fromkeys(words))


class Numbers:
    """Gives out NIK and KK numbers that satisfy every check and belong to nobody."""

    def __init__(self):
        self.given = 0

    def nik(self, birth_date: date, sex: str) -> str:
        """Region, day of birth (+40 for women), month, year, serial."""
        day = birth_date.day + (40 if sex == "P" else 0)
        return f"{REGION}{day:02}{birth_date:%m%y}{self._serial()}"

    def kk(self, issued_on: date) -> str:
        return f"{REGION}{issued_on:%d%m%y}{self._serial()}"

    def _serial(self):
        serial = FIRST_SERIAL + self.given % SERIALS
        self.given += 1
        return serial
