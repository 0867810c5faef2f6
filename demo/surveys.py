"""The two survey rounds: what was asked of houses, families and members in March and in November."""

from decimal import Decimal

from demo.changes import MOVED_ON
from demo.condition import as_condition, lacks_water
from demo.dates import BASELINE, ENDLINE, ENROLLED_ON, TODAY
from demo.places import RT_01
from demo.world import World
from households.models import (
    Enrolment,
    House,
    HouseAssessment,
    Household,
    HouseholdSurvey,
    MemberEvent,
    MemberSurvey,
    QuestionSet,
    RtlhRule,
)
from households.rtlh import RtlhRules, assess
from indicators.methods.poverty import bps14_is_poor, prosperity_stage

ENROLLED = 100
TWO_PLACES = Decimal("0.01")
AID = {"PKH": 0.45, "BPNT": 0.6, "BST": 0.3}
POOR_BELOW = 800_000
# Rupiah a month, of the twelfth BPS criterion.
POOR_INCOME = 600_000
IMPROVES = 0.12
DECILES = (560_000, 620_000, 680_000, 760_000, 860_000, 980_000, 1_150_000, 1_350_000, 1_600_000)


def survey(world: World) -> None:
    """Write the answers of both rounds and point houses and families to the latest ones.

    `world.helped` keeps the unfit houses of RT 01 at each round, those nobody could visit included: the area survey
    counts them from the lane.
    """
    _assess(world)
    _ask_families(world)
    _ask_members(world)


def enrol(world: World) -> None:
    """Take up a hundred families, those of RT 01 first, the poorest first; one that moved away has left."""
    moved = world.helped["moved"][0]
    ranked = sorted(
        (family for family in world.families if family is not moved),
        key=lambda family: (family.household.region.code != RT_01, family.spends),
    )
    chosen = [moved, *ranked[:ENROLLED]]
    world.helped["enrolled"] = chosen[1:]
    world.store(
        Enrolment(
            household=family.household,
            target_area=world.lokus,
            number=number,
            enrolled_on=ENROLLED_ON,
            left_on=MOVED_ON if family is moved else None,
            left_reason="Pindah dari lokus" if family is moved else "",
        )
        for number, family in enumerate(chosen, 1)
    )


def record_events(world: World, events) -> None:
    """Write births, deaths and moves with the families they concern."""
    world.store(
        MemberEvent(
            member=event.person.member,
            kind=event.kind,
            on=event.on,
            note=event.note,
            to_household=event.person.member.household if event.kind == "born" else None,
            from_household=event.person.member.household if event.kind == "moved_out" else None,
            by=world.users["kelurahan"],
        )
        for event in events
    )


def _rounds(world):
    """Each round with the key of its answers and its days; the last one is not over yet."""
    return (
        (world.baseline, "was", BASELINE[0], BASELINE[1]),
        (world.endline, "now", ENDLINE[0], min(ENDLINE[1], TODAY)),
    )


def _assess(world):
    rule = RtlhRule.objects.get(is_default=True)
    rules = RtlhRules(min_m2_per_person=rule.min_m2_per_person, name=rule.name, source=rule.source)
    latest = {}
    for round_, key, first, last in _rounds(world):
        rows, unfit = [], []
        for home in world.homes:
            found = getattr(home, key)
            result = assess(as_condition(found), rules=rules)
            if result.unfit and home.house.region.code == RT_01:
                unfit.append(home)
            if key == "now" and home.families and not any(family.met for family in home.families):
                continue
            rows.append(
                HouseAssessment(
                    house=home.house,
                    round=round_,
                    assessed_on=world.dice.day(first, last),
                    assessor=world.users["kelurahan"],
                    unfit=result.unfit,
                    failing=list(result.failing),
                    per_person_m2=result.per_person_m2 and result.per_person_m2.quantize(TWO_PLACES),
                    **found,
                )
            )
        world.helped[f"unfit_{key}"] = unfit
        for row in world.store(rows):
            latest[row.house_id] = row
    for home in world.homes:
        home.house.latest_assessment = latest.get(home.house.pk)
    House.objects.bulk_update([home.house for home in world.homes], ["latest_assessment"])


def _ask_families(world):
    world.questions = {row.kind: row for row in QuestionSet.objects.with_questions()}
    latest = {}
    for round_, key, first, last in _rounds(world):
        rows = [
            _family_answers(world, home, family, round_, key, world.dice.day(first, last))
            for home in world.homes
            for family in home.families
            if key == "was" or family.met
        ]
        for row in world.store(rows):
            latest[row.household_id] = row
    for family in world.families:
        family.household.latest_survey = latest.get(family.household.pk)
    Household.objects.bulk_update([family.household for family in world.families], ["latest_survey"])


def _family_answers(world, home, family, round_, key, day):
    dice = world.dice
    per_head = family.spends if key == "was" else family.spends_now
    spending = per_head * len(family.present(key))
    food = int(round(spending * dice.uniform(0.54, 0.66), -4))
    habits = _habits(dice, family, per_head)
    stage_answers = _stage_answers(home, family, key, habits)
    poverty_answers = _poverty_answers(home, family, key, stage_answers, per_head)
    return HouseholdSurvey(
        household=family.household,
        round=round_,
        surveyed_on=day,
        surveyor=world.users["kelurahan"],
        food_spending=food,
        nonfood_spending=spending - food,
        income=int(round(spending * dice.uniform(0.92, 1.18), -4)),
        savings=stage_answers["16"],
        social_aid=habits["aid"],
        dtsen_decile=1 + sum(per_head >= limit for limit in DECILES),
        dtsen_source="Contoh (rekaan, bukan DTSEN)",
        dtsen_on=day,
        ks_stage=prosperity_stage(stage_answers, items=world.questions["ks"].items),
        ks_answers=stage_answers,
        ks_set=world.questions["ks"],
        poverty_answers=poverty_answers,
        poverty_set=world.questions["bps14"],
        is_poor_bps14=bps14_is_poor(poverty_answers, poor_from=world.questions["bps14"].poor_from),
        healthy_yes=sum(habits["healthy"]),
        healthy_not_applicable=12 - len(habits["healthy"]),
    )


def _habits(dice, family, per_head):
    """How the family lives beyond what the register counts; by the second survey some of it got better."""
    if family.habits:
        for item, met in family.habits["stage"].items():
            family.habits["stage"][item] = met or dice.chance(IMPROVES)
        family.habits["healthy"] = [met or dice.chance(IMPROVES) for met in family.habits["healthy"]]
        return family.habits
    wealth = min(1, per_head / 1_500_000)
    shares = {str(item): 0.9 + 0.1 * wealth for item in range(1, 22)}
    shares |= {"1": 1, "2": 1, "4": 0.98, "8": 0.6 + 0.4 * wealth, "9": 0.7 + 0.3 * wealth}
    shares |= {"16": 0.15 + 0.6 * wealth, "18": 0.85, "20": 0.2 + 0.6 * wealth, "21": 0.14}
    family.habits = {
        "stage": {item: dice.chance(share) for item, share in shares.items()},
        "healthy": [dice.chance(0.58 + 0.28 * wealth) for _item in range(dice.choice((7, 8, 9, 9, 10)))],
        "aid": [name for name, share in AID.items() if per_head < POOR_BELOW and dice.chance(share)],
    }
    return family.habits


def _stage_answers(home, family, key, habits):
    """The 21 BKKBN items: what the register knows is taken from it, the rest from the family's habits."""
    people = [getattr(person, key) for person in family.present(key)]
    house = getattr(home, key)
    day = BASELINE[0] if key == "was" else ENDLINE[0]
    pupils = [getattr(person, key) for person in family.present(key) if 7 <= person.member.age_on(day) <= 15]
    couple = any("pregnant" in answers for answers in people)
    return habits["stage"] | {
        "3": house["roof_damage"] not in ("medium", "heavy") and house["floor"] != "earth",
        "5": True if couple else None,
        "6": all(answers.get("in_school") for answers in pupils) if pupils else None,
        "10": house["floor_area_m2"] >= 8 * (house["occupants"] or 1),
        "12": any(answers.get("works") for answers in people),
        "13": all(answers.get("reads") is not False for answers in people),
        "14": any(answers.get("contraception") for answers in people) if couple else None,
    }


def _poverty_answers(home, family, key, stage, per_head):
    """The 14 BPS criteria: of the house as it was found, and of what the family said for its stage."""
    house = getattr(home, key)
    return {
        "1": not stage["10"],
        "2": house["floor"] in ("earth", "bamboo", "wood"),
        "3": house["wall"] in ("woven_bamboo", "bamboo", "wood_board"),
        "4": house["toilet"] != "own",
        "5": house["lighting"] == "no_electricity",
        "6": lacks_water(house),
        "7": house["cooking_fuel"] in ("firewood", "charcoal", "kerosene"),
        "8": not stage["8"],
        "9": not stage["9"],
        "10": not stage["1"],
        "11": not stage["4"],
        "12": per_head * len(family.present(key)) < POOR_INCOME,
        "13": family.head.member.education in ("never_school", "primary_unfinished", "primary"),
        "14": not stage["16"],
    }


def _ask_members(world):
    for round_, key, first, last in _rounds(world):
        days = {family.household.pk: world.dice.day(first, last) for family in world.families}
        world.store(
            MemberSurvey(
                member=person.member,
                round=round_,
                surveyed_on=days[family.household.pk],
                **getattr(person, key),
            )
            for family in world.families
            if key == "was" or family.met
            for person in family.present(key)
        )
