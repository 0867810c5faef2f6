"""A small register with everything that could be miscounted: other rounds, other areas, gaps, people who left."""

import datetime as dt
from decimal import Decimal
from random import Random

from auditlog.context import disable_auditlog

from activities.models import Attendance, ChildVisit, Enterprise, PosyanduMember
from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey
from indicators.models import PovertyLine
from indicators.reference import load_deprivations
from tests.makers import (
    RT,
    RW,
    make_house,
    make_household,
    make_member,
    make_posyandu,
    make_posyandu_session,
    make_region,
    make_round,
    make_session,
    make_slum_survey,
    make_target_area,
)

STARTS, ENDS = dt.date(2021, 3, 1), dt.date(2021, 3, 31)
ELSEWHERE = f"{RW}.009"
LINE = Decimal(705084)
WATER = ("piped", "borehole", "unprotected_well", "surface", "")
TOILETS = ("own", "shared", "none", "unused", "")
ENDS_OF_PIPE = ("septic_tank", "sewage_plant", "soil_pit", "water_body", "")
MAYBE = (True, False, None)


def make_baseline():
    """The round to fill, with the area survey of its one RT."""
    survey_round = make_round(target_area=make_target_area(), starts_on=STARTS, ends_on=ENDS)
    make_slum_survey(
        round=survey_round,
        region=make_region(RT),
        area_ha=Decimal("1.5"),
        buildings=40,
        households=50,
        ideal_road_m=500,
        ideal_drain_m=400,
        **{f"v_{criterion}": value for criterion, value in VOLUMES.items()},
    )
    return survey_round


def fill(survey_round, *, families=14, seed=1):
    """Families of random size and answers, with noise around them that no figure may count."""
    with disable_auditlog():
        _fill(survey_round, families, seed)


def _fill(survey_round, families, seed):
    random = Random(seed)  # noqa: S311 - repeatable
    PovertyLine.objects.get_or_create(
        region=make_region("32.76"), year=2021, defaults={"amount": LINE, "source": "BPS"}
    )
    load_deprivations()
    posyandu = make_posyandu()
    days = [
        make_posyandu_session(posyandu=posyandu, date=day)
        for day in (dt.date(2020, 11, 10), dt.date(2021, 2, 10), dt.date(2021, 3, 10), dt.date(2021, 4, 14))
    ]
    meetings = [make_session(date=day, capacity=10) for day in (dt.date(2021, 3, 20), dt.date(2021, 5, 20))]
    meetings.append(make_session(date=dt.date(2021, 3, 21), status="cancelled", reason="PPKM"))
    for number in range(families):
        rt = ELSEWHERE if number % 5 == 4 else RT
        house = make_house(rt=rt)
        status = random.choice(["active", "active", "active", "active", "moved", "merged"])
        family = make_household(house=house, status=status)
        _survey_house(random, survey_round, house)
        people = [_person(random, family, place) for place in range(random.randint(0, 5))]
        if random.random() < 0.85:
            _survey_family(random, survey_round, family)
        for person in people:
            if random.random() < 0.85:
                _survey_person(random, survey_round, person)
            _take_part(random, person, posyandu, days, meetings)


def assess(house, survey_round=None, **answers):
    """An assessment of this house and of no other one."""
    survey_round = survey_round or make_round()
    return HouseAssessment.objects.create(
        house=house, round=survey_round, assessed_on=survey_round.starts_on, **answers
    )


def ask_family(household, survey_round=None, **answers):
    survey_round = survey_round or make_round()
    return HouseholdSurvey.objects.create(
        household=household, round=survey_round, surveyed_on=survey_round.starts_on, **answers
    )


def ask_person(member, survey_round=None, **answers):
    survey_round = survey_round or make_round()
    return MemberSurvey.objects.create(member=member, round=survey_round, surveyed_on=survey_round.starts_on, **answers)


VOLUMES = dict(
    zip(
        ["1a", "1b", "1c", "2a", "2b", "3a", "3b", "4a", "4b", "4c", "5a", "5b", "6a", "6b", "7a", "7b"],
        [30, "0.2", 20, 100, 400, 10, 26, "1.2", 300, 90, 40, 13, 50, 50, 40, 0],
        strict=True,
    )
)


def _survey_house(random, survey_round, house):
    for kind, chance in (("baseline", 0.85), ("endline", 0.4)):
        if random.random() < chance:
            assess(
                house,
                survey_round if kind == "baseline" else make_round("endline"),
                unfit=random.choice(MAYBE),
                water_source=random.choice(WATER),
                toilet=random.choice(TOILETS),
                septic=random.choice(ENDS_OF_PIPE),
                lighting=random.choice(["pln_metered", "pln_metered", "no_electricity", ""]),
                cooking_fuel=random.choice(["lpg_3kg", "lpg_3kg", "firewood"]),
                floor=random.choice(["ceramic", "ceramic", "earth"]),
                wall="masonry",
                roof="tile",
            )


def _person(random, family, place):
    age = random.choice([0, 2, 4, 5, 7, 12, 16, 17, 18, 19, 25, 33, 49, 50, 60, 71])
    born = dt.date(2021 - age, random.choice([1, 3, 12]), random.choice([1, 2, 28]))
    return make_member(
        household=family,
        relation="head" if place == 0 and random.random() < 0.9 else "child",
        sex=random.choice("LP"),
        birth_date=random.choice([born] * 9 + [None]) if born < dt.date(2021, 6, 1) else None,
        marital=random.choice(["married", "single", ""]),
        education=random.choice(["", "primary", "upper_secondary"]),
        status=random.choice(["active"] * 8 + ["moved", "merged"]),
    )


def _survey_family(random, survey_round, family):
    def amount():
        return random.choice([None, Decimal(random.randint(3, 20) * 100_000), Decimal(random.randint(3, 20) * 100_000)])

    ask_family(
        family,
        survey_round,
        food_spending=amount(),
        nonfood_spending=amount(),
        total_spending=amount(),
        ks_stage=random.choice(["", "pra-sejahtera", "ks1", "ks2"]),
        is_poor_bps14=random.choice(MAYBE),
        healthy_yes=random.choice([None, 8, 11]),
        healthy_not_applicable=1,
    )
    if random.random() < 0.4:
        ask_family(family, make_round("endline"), ks_stage="pra-sejahtera")


def _survey_person(random, survey_round, person):
    for kind, chance in (("baseline", 1), ("endline", 0.4)):
        if random.random() < chance:
            ask_person(
                person,
                survey_round if kind == "baseline" else make_round("endline"),
                in_school=random.choice(MAYBE),
                years_of_schooling=random.choice([None, 0, 6, 9, 12, 16]),
                reads=random.choice(MAYBE),
                works=random.choice(MAYBE),
                wants_work=random.choice(MAYBE),
                insured=random.choice(MAYBE),
                chronic_illness=random.choice(MAYBE),
                treated=random.choice(MAYBE),
                contraception=random.choice(["", "pill", "iud"]),
                pregnant=random.choice(MAYBE),
                stunted=random.choice(MAYBE),
                has_birth_certificate=random.choice(MAYBE),
                has_id_card=random.choice(MAYBE),
                has_child_card=random.choice(MAYBE),
            )


def _take_part(random, person, posyandu, days, meetings):
    if random.random() < 0.7:
        PosyanduMember.objects.create(
            posyandu=posyandu,
            member=person,
            since=random.choice([dt.date(2021, 1, 1), dt.date(2021, 3, 20), dt.date(2021, 4, 1)]),
            until=random.choice([None, None, dt.date(2021, 4, 2)]),
        )
    for day in days:
        if random.random() < 0.5:
            ChildVisit.objects.create(
                session=day,
                member=person,
                weight_kg=random.choice([None, Decimal("9.5")]),
                haz=random.choice([None, Decimal("-2.50"), Decimal("-2.00"), Decimal("-1.00"), Decimal("-7.00")]),
            )
    for meeting in meetings:
        if random.random() < 0.5:
            Attendance.objects.create(session=meeting, member=person, present=random.choice([True, True, False]))
    if random.random() < 0.5:
        Enterprise.objects.create(
            owner=person,
            name="Warung",
            product="Kue",
            is_active=random.choice([True, True, False]),
            started_on=random.choice([None, dt.date(2020, 1, 1), dt.date(2021, 6, 1)]),
        )
