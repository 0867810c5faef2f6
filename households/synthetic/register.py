"""A whole invented register: RT, houses, families and members, written some thousand families at a time."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from households.models import House, Household, Member
from households.models.member import name_key
from households.synthetic.numbers import Numbers
from households.synthetic.people import People, Person
from households.synthetic.places import Place, make_places
from households.synthetic.surveys import Surveys
from p2wkss.base.sealed import Sealer
from p2wkss.base.table_writer import TableWriter

FAMILIES_AT_ONCE = 4000
NUMBERS_AT_ONCE = 500
NEWBORN_DAYS = 60
NO_NIK = "Akta kelahiran sedang diurus"
FIRST_CARD, CARD_DAYS = date(2012, 1, 1), 365 * 14
TENURES = ("owned", "owned", "owned", "rented", "rent_free")

HOUSE_COLUMNS = ["id", "public_id", "region_id", "number", "address", "tenure", "latest_assessment_id"]
FAMILY_COLUMNS = ["id", "public_id", "no_kk", "no_kk_index", "region_id", "house_id", "address", "latest_survey_id"]
MEMBER_COLUMNS = [
    *("id", "public_id", "household_id", "nik", "nik_index", "nik_status", "nik_missing", "name", "name_key", "sex"),
    *("birth_date", "birth_place", "relation", "education", "occupation", "marital"),
]


def make_register(
    households: int, *, seed: int, surveys: bool = False, progress: Callable[[int, int], None] | None = None
) -> int:
    """Add so many invented families; returns the number of their members.

    Each bundle of families is a transaction of its own, so a run that breaks off leaves whole families.
    `progress(families, members)` hears how far it is.
    """
    random = Random(seed)  # noqa: S311 - invented people need chance that repeats itself, not secrecy
    places = make_places(households, random)
    writer = _Writer(random, Surveys(random, places) if surveys else None)
    families = members = 0
    for bundle in _bundles(places):
        with transaction.atomic():
            members += writer.write(bundle)
        families += sum(place.families for place in bundle)
        if progress:
            progress(families, members)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else PostgreSQL plans for the empty tables it knew
    return members


def _bundles(places: list[Place]) -> Iterator[list[Place]]:
    """RT together, up to about FAMILIES_AT_ONCE families."""
    bundle, size = [], 0
    for place in places:
        bundle.append(place)
        size += place.families
        if size >= FAMILIES_AT_ONCE:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


@dataclass(slots=True)
class Home:
    """One invented house with its families."""

    place: Place
    number: str
    address: str
    tenure: str
    families: list[list[Person]] = field(default_factory=list)

    @property
    def occupants(self):
        return sum(map(len, self.families))


class _Writer:
    def __init__(self, random: Random, surveys: Surveys | None):
        self._random, self._surveys, self._today = random, surveys, timezone.localdate()
        self._people, self._numbers = People(random, self._today), Numbers()
        self._kk, self._nik = Sealer(Household, "no_kk"), Sealer(Member, "nik")
        self._houses = TableWriter(connection, House, HOUSE_COLUMNS)
        self._families = TableWriter(connection, Household, FAMILY_COLUMNS)
        self._members = TableWriter(connection, Member, MEMBER_COLUMNS)
        self._name_key = cache(name_key)
        self._is_first = not Household.objects.exists()
        self._house_numbers = Counter(House.objects.order_by().values_list("region_id", flat=True).iterator())

    def write(self, places: list[Place]) -> int:
        """Invent and store the families of some RT; returns the number of their members."""
        homes = [home for place in places for home in self._settle(place)]
        families = [(home, people) for home in homes for people in home.families]
        people = [(home.place, person) for home, family in families for person in family]
        cards = self._fresh(
            Household, "no_kk_index", self._kk, [self._card_of(home.place) for home, _family in families]
        )
        niks = self._fresh(Member, "nik_index", self._nik, [self._nik_of(*found) for found in people])

        house_ids = dict(zip(map(id, homes), self._houses.keys(len(homes)), strict=True))
        family_ids, member_ids = self._families.keys(len(families)), iter(self._members.keys(len(people)))
        assessed, surveyed = {}, {}
        if self._surveys:
            assessed = self._surveys.assess(homes, house_ids.values())
            surveyed = self._surveys.ask(families, family_ids)
        self._houses.write([self._house_row(house_ids[id(home)], home, assessed) for home in homes])
        self._families.write(
            [
                self._family_row(key, card, home, house_ids[id(home)], surveyed)
                for key, card, (home, _family) in zip(family_ids, cards, families, strict=True)
            ]
        )
        niks = iter(niks)
        self._members.write(
            [
                self._member_row(next(member_ids), key, person, next(niks))
                for key, (_home, family) in zip(family_ids, families, strict=True)
                for person in family
            ]
        )
        return len(people)

    def _settle(self, place):
        random, homes = self._random, []
        for _family in range(place.families):
            if not homes or not self._people.shares_house():
                self._house_numbers[place.region_id] += 1
                number = self._house_numbers[place.region_id]
                address = f"{random.choice(place.streets)} No. {number}"
                homes.append(Home(place, f"{number:03}", address, random.choice(TENURES)))
            homes[-1].families.append(self._people.family())
        return homes

    def _uuid(self):
        return UUID(int=self._random.getrandbits(128), version=4)

    # Numbers: given as functions that draw one, since a number may be taken already.

    def _card_of(self, place):
        def draw():
            return self._numbers.kk(place.kecamatan, FIRST_CARD + timedelta(days=self._random.randrange(CARD_DAYS)))

        return draw

    def _nik_of(self, place, person):
        if (self._today - person.birth_date).days < NEWBORN_DAYS:
            return None
        return lambda: self._numbers.nik(place.kecamatan, person.birth_date, person.sex)

    def _fresh(self, model, index_field, sealer, draws):
        """[(number, its blind index)], None for who has none; a number that the register has already is drawn anew."""
        numbers = [draw and draw() for draw in draws]
        indexes = [sealer.index(number) for number in numbers]
        waiting = [] if self._is_first else [at for at, index in enumerate(indexes) if index]
        while waiting:
            taken = self._taken(model, index_field, [indexes[at] for at in waiting])
            waiting = [at for at in waiting if indexes[at] in taken]
            for at in waiting:
                numbers[at] = draws[at]()
                indexes[at] = sealer.index(numbers[at])
        return list(zip(numbers, indexes, strict=True))

    def _taken(self, model, index_field, indexes):
        found = set()
        for start in range(0, len(indexes), NUMBERS_AT_ONCE):
            some = {f"{index_field}__in": indexes[start : start + NUMBERS_AT_ONCE]}
            found.update(model.objects.filter(**some).order_by().values_list(index_field, flat=True))
        return found

    # Rows, in the order of the columns above.

    def _house_row(self, key, home, assessed):
        public_id = self._uuid().hex
        return key, public_id, home.place.region_id, home.number, home.address, home.tenure, assessed.get(key)

    def _family_row(self, key, card, home, house_id, surveyed):
        number, index = card
        public_id = self._uuid()
        sealed = self._kk.seal(public_id, number)
        return key, public_id.hex, sealed, index, home.place.region_id, house_id, home.address, surveyed.get(key)

    def _member_row(self, key, family, person, nik):
        number, index = nik
        public_id = self._uuid()
        return (
            key,
            public_id.hex,
            family,
            self._nik.seal(public_id, number),
            index,
            Member.NikStatus.FINAL.value if number else Member.NikStatus.MISSING.value,
            "" if number else NO_NIK,
            person.name,
            self._name_key(person.name),
            person.sex,
            person.birth_date.isoformat(),
            person.birth_place,
            person.relation,
            person.education,
            person.occupation,
            person.marital,
        )
