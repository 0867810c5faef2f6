"""What the parts of the demo share while it is made: the people, the houses and who already stands in the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from activities.models import ActivityType, Intervention
from agencies.models import Agency, User
from demo.dice import Dice
from households.models import House, Household, HouseRepair, Member, QuestionSet, SurveyRound
from locations.models import ProgrammeYear, Region, TargetArea

# Rows one INSERT takes: SQLite allows 32766 values, the widest table has about 40 columns.
BATCH = 500


@dataclass
class Person:
    """A member with what the two surveys find; `was` is None for who was not yet there, `now` for who is gone."""

    member: Member
    was: dict | None = None
    now: dict | None = None

    @property
    def is_woman(self):
        return self.member.sex == Member.Sex.FEMALE


@dataclass
class Family:
    """A family, what it spends per head in a month (rupiah) before and now, and whether the last survey met it.

    `habits` are the answers that stay much the same from one survey to the next.
    """

    household: Household
    people: list[Person]
    spends: int = 0
    spends_now: int = 0
    habits: dict = field(default_factory=dict)
    met: bool = True

    @property
    def head(self):
        return self.people[0]

    def present(self, key):
        """Who counts in the survey `key`, "was" or "now"."""
        return [person for person in self.people if getattr(person, key) is not None]


@dataclass
class Home:
    """A house with its condition as the two surveys find it, and the families in it."""

    house: House
    kind: str
    families: list[Family] = field(default_factory=list)
    was: dict = field(default_factory=dict)
    now: dict = field(default_factory=dict)
    repair: HouseRepair | None = None

    def occupants(self, key):
        return sum(len(family.present(key)) for family in self.families)


@dataclass
class World:
    """The demo in the making. `helped` names who is reached by which kind of help, so that works, beneficiaries
    and the improvement between the surveys tell the same story.
    """

    dice: Dice
    users: dict[str, User] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    types: dict[str, ActivityType] = field(default_factory=dict)
    questions: dict[str, QuestionSet] = field(default_factory=dict)
    year: ProgrammeYear | None = None
    lokus: TargetArea | None = None
    baseline: SurveyRound | None = None
    endline: SurveyRound | None = None
    homes: list[Home] = field(default_factory=list)
    outside: list[Home] = field(default_factory=list)
    helped: dict[str, list] = field(default_factory=dict)
    interventions: dict[str, Intervention] = field(default_factory=dict)
    fingerprints: list[str] = field(default_factory=list)
    made: Counter = field(default_factory=Counter)

    @property
    def families(self) -> list[Family]:
        """The families of the lokus."""
        return [family for home in self.homes for family in home.families]

    @property
    def people(self) -> list[Person]:
        """The people of the lokus."""
        return [person for family in self.families for person in family.people]

    def store(self, rows: Iterable[models.Model]) -> list:
        """Write rows of one model in one go, their public identifiers drawn from the seed."""
        rows = list(rows)
        if not rows:
            return rows
        model = type(rows[0])
        if any(column.name == "public_id" for column in model._meta.fields):
            for row in rows:
                row.public_id = self.dice.uuid()
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        self.made[model._meta.label] += len(rows)
        return rows

    def link(self, owner: type[models.Model], name: str, pairs: Iterable[tuple]) -> None:
        """Write pairs (row, related row) of the many-to-many field `name` of `owner`."""
        relation = owner._meta.get_field(name)
        through = relation.remote_field.through
        source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
        through._default_manager.bulk_create(
            [through(**{source: row, target: related}) for row, related in pairs], batch_size=BATCH
        )
