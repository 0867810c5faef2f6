"""What a survey found of the invented families and houses: an open baseline of this year in every kelurahan."""

import json
from decimal import Decimal
from functools import cache
from random import Random

from django.db import connection
from django.utils import timezone

from households import rtlh
from households.models import HouseAssessment, HouseholdSurvey, RtlhRule, SurveyRound
from households.reference import load_rtlh_rules
from households.services.surveys import rules_of
from households.synthetic.people import Draw
from locations.models import ProgrammeYear, Region, TargetArea, TargetAreaRegion
from p2wkss.base.table_writer import TableWriter

SURVEY_COLUMNS = [
    *("id", "public_id", "household_id", "round_id", "surveyed_on", "food_spending", "nonfood_spending", "income"),
    *("savings", "ks_stage"),
]
ASSESSMENT_COLUMNS = [
    *("id", "public_id", "house_id", "round_id", "assessed_on", "roof", "wall", "floor", "roof_damage", "wall_damage"),
    *("floor_damage", "frame_damage", "floor_area_m2", "occupants", "has_light", "has_ventilation", "water_source"),
    *("water_distance", "toilet", "closet", "septic", "waste", "lighting", "electric_power", "cooking_fuel"),
    *("unfit", "failing", "per_person_m2"),
]
# Kinds of houses in a hundred, and what a surveyor finds in each.
KINDS = {"sound": 82, "worn": 9, "leaking": 5, "unsewered": 4}
SOUND = {
    "roof": "tile",
    "wall": "masonry",
    "floor": "ceramic",
    "roof_damage": "none",
    "wall_damage": "none",
    "floor_damage": "none",
    "frame_damage": "none",
    "has_light": True,
    "has_ventilation": True,
    "water_source": "borehole",
    "water_distance": "at_least_10m",
    "toilet": "own",
    "closet": "gooseneck",
    "septic": "septic_tank",
    "waste": "collected",
    "lighting": "pln_metered",
    "electric_power": "va_1300",
    "cooking_fuel": "lpg_3kg",
}
FOUND = {
    "sound": SOUND,
    "worn": SOUND | {"roof": "asbestos", "floor": "cement_brick", "electric_power": "va_900"},
    "leaking": SOUND | {"roof_damage": "heavy", "wall_damage": "medium", "has_light": False, "has_ventilation": False},
    "unsewered": SOUND | {"toilet": "shared", "septic": "water_body", "electric_power": "va_450"},
}
AREAS_M2 = (21, 27, 36, 36, 45, 54, 72, 90)
# Rupiah a head and month: most spend a little over the poverty line, few much more.
SPENDING_MIDDLE, SPENDING_SPREAD, LEAST_SPENDING = 14.1, 0.5, 300_000
STAGES = {"pra-sejahtera": 6, "ks1": 18, "ks2": 34, "ks3": 34, "ks3plus": 8}


class Surveys:
    """Invents and stores surveys and assessments; the rounds of the kelurahan are made first."""

    def __init__(self, random: Random, places):
        self._random, self._today = random, timezone.localdate()
        self._rounds = _rounds(places, self._today)
        self._kind, self._stage = Draw(random, KINDS), Draw(random, STAGES)
        self._surveys = TableWriter(connection, HouseholdSurvey, SURVEY_COLUMNS)
        self._assessments = TableWriter(connection, HouseAssessment, ASSESSMENT_COLUMNS)
        load_rtlh_rules()
        self._rules = rules_of(RtlhRule.objects.get(is_default=True))
        self._judge = cache(self._judged)

    def ask(self, families, family_ids) -> dict[int, int]:
        """Store a survey of each family; returns its key by the family's."""
        keys = self._surveys.keys(len(families))
        self._surveys.write(
            [
                self._survey_row(key, family_id, home.place, len(people))
                for key, family_id, (home, people) in zip(keys, family_ids, families, strict=True)
            ]
        )
        return dict(zip(family_ids, keys, strict=True))

    def assess(self, homes, house_ids) -> dict[int, int]:
        """Store an assessment of each house; returns its key by the house's."""
        keys = self._assessments.keys(len(homes))
        self._assessments.write(
            [
                self._assessment_row(key, house_id, home)
                for key, house_id, home in zip(keys, house_ids, homes, strict=True)
            ]
        )
        return dict(zip(house_ids, keys, strict=True))

    def _survey_row(self, key, family_id, place, size):
        random = self._random
        a_head = max(LEAST_SPENDING, int(random.lognormvariate(SPENDING_MIDDLE, SPENDING_SPREAD)))
        spending = round(a_head * size, -4)
        food = round(spending * random.uniform(0.45, 0.66), -4)
        return (
            key,
            self._uuid(),
            family_id,
            self._rounds[place.kelurahan_id],
            self._today.isoformat(),
            food,
            spending - food,
            round(spending * random.uniform(0.9, 1.2), -4),
            random.random() < 0.4,
            self._stage(),
        )

    def _assessment_row(self, key, house_id, home):
        kind, area = self._kind(), self._random.choice(AREAS_M2)
        found = FOUND[kind]
        occupants = home.occupants
        unfit, failing, per_person = self._judge(kind, area, occupants)
        answers = found | {"floor_area_m2": area, "occupants": occupants}
        return (
            key,
            self._uuid(),
            house_id,
            self._rounds[home.place.kelurahan_id],
            self._today.isoformat(),
            *(answers[name] for name in ASSESSMENT_COLUMNS[5:-3]),
            unfit,
            failing,
            per_person,
        )

    def _judged(self, kind, area, occupants):
        found = FOUND[kind]
        names = {"has_light": "light", "has_ventilation": "ventilation", "lighting": "electricity"}
        answers = {names.get(name, name): answer for name, answer in found.items()}
        known = {name: answers[name] for name in answers if name in rtlh.HouseCondition.__dataclass_fields__}
        result = rtlh.assess(
            rtlh.HouseCondition(**known, floor_area_m2=Decimal(area), occupants=occupants), rules=self._rules
        )
        per_person = None if result.per_person_m2 is None else str(round(result.per_person_m2, 2))
        return result.unfit, json.dumps(result.failing), per_person

    def _uuid(self):
        return f"{self._random.getrandbits(128):032x}"


def _rounds(places, today):
    """The open baseline of this year by kelurahan; the lokus it belongs to takes in the RT that are surveyed."""
    year = ProgrammeYear.objects.filter(year=today.year).first() or ProgrammeYear.objects.create(
        year=today.year, stage=ProgrammeYear.Stage.RUNNING
    )
    found = {}
    for region in Region.objects.filter(pk__in={place.kelurahan_id for place in places}):
        area, _made = TargetArea.objects.get_or_create(programme_year=year, kelurahan=region)
        survey_round, _made = SurveyRound.objects.get_or_create(
            target_area=area, kind=SurveyRound.Kind.BASELINE, defaults={"starts_on": today}
        )
        rts = [place.region_id for place in places if place.kelurahan_id == region.pk]
        known = set(area.area_links.values_list("region_id", flat=True))
        TargetAreaRegion.objects.bulk_create(
            TargetAreaRegion(target_area=area, region_id=rt, valid_from=today) for rt in rts if rt not in known
        )
        found[region.pk] = survey_round.pk
    return found
