"""Identity numbers that satisfy every check and belong to nobody: serials 6001-9000, which no office has reached.

Members and families have serials of their own: else a NIK would now and then equal the number of its family.

Real serials count up from 0001 a region, birthday and sex (for a KK: region and day of issue). Those of the demo
start at 9001.
"""

from array import array
from datetime import date

NIK_SERIALS = range(6001, 7501)
KK_SERIALS = range(7501, 9001)
FEMALE_DAY_OFFSET = 40
# Two digits of the year, month and day are what a number shows; a century apart they are the same.
DAYS = 100 * 12 * 31


class NumbersUsedUp(Exception):
    """A day of a region has no serial left."""


class Numbers:
    """Gives out numbers; `region` is the code of a kecamatan without dots."""

    def __init__(self):
        # One counter a region, day and sex; arrays, since there may be a million of them.
        self._given = {}

    def nik(self, region: str, birth_date: date, sex: str) -> str:
        day = birth_date.day + (FEMALE_DAY_OFFSET if sex == "P" else 0)
        return self._number(region, sex, day, birth_date, NIK_SERIALS)

    def kk(self, region: str, issued_on: date) -> str:
        return self._number(region, "KK", issued_on.day, issued_on, KK_SERIALS)

    def _number(self, region, kind, day, date_shown, serials):
        given = self._given.get((region, kind))
        if given is None:
            given = self._given[region, kind] = array("H", bytes(2 * DAYS))
        year, month = date_shown.year % 100, date_shown.month
        place = (year * 12 + month - 1) * 31 + date_shown.day - 1
        if given[place] == len(serials):
            raise NumbersUsedUp
        serial = serials[given[place]]
        given[place] += 1
        return f"{region}{day:02}{month:02}{year:02}{serial}"
