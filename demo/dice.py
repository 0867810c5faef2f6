"""Chance that can be repeated: one stream of numbers from one seed, also for the public identifiers."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID


class Dice(Random):
    """A seeded source of chance; the same seed and the same calls give the same demo."""

    def chance(self, share: float) -> bool:
        """True in `share` of the cases, 0-1."""
        return self.random() < share

    def weighed(self, shares: dict):
        """A key of `shares`, in proportion to its value."""
        return self.choices(list(shares), weights=list(shares.values()))[0]

    def near(self, middle: float, spread: float, low: float, high: float) -> float:
        """A number of the bell curve around `middle`, kept between `low` and `high`."""
        return min(high, max(low, self.gauss(middle, spread)))

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.randint(0, (last - first).days))

    def uuid(self) -> UUID:
        return UUID(int=self.getrandbits(128), version=4)


def tenths(value: float) -> Decimal:
    """A measurement as an instrument with one decimal shows it."""
    return Decimal(str(round(value, 1)))
