"""Posyandu Melati of RW 02: six months of sessions with children, pregnant women and elders."""

from datetime import date, timedelta

from activities import growth
from activities.models import (
    ChildVisit,
    ElderlyVisit,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    PregnancyVisit,
)
from demo.changes import BIRTHS, age_now
from demo.children import HELD_ON
from demo.dates import at, years_before
from demo.dice import tenths
from demo.places import RW_02
from demo.world import World

NEXT_ON = date(2021, 12, 8)
REGISTERED_SINCE = date(2021, 6, 1)
# First day of the pregnancies that go on in November.
PREGNANT_SINCE = (date(2021, 3, 22), date(2021, 5, 10), date(2021, 6, 28))
WEEKS_TO_BIRTH = 39
ELDERS_FROM = 60


def make_posyandu(world: World) -> None:
    """Write the posyandu, whom it serves, its sessions and every visit."""
    posyandu = world.store(
        [
            Posyandu(
                name="Melati",
                code="MELATI-RW02",
                region=world.regions[RW_02],
                address="Gg. Melati, RW 02 Bojongsari",
                strata=Posyandu.Strata.MADYA,
                strata_on=date(2020, 12, 14),
                schedule="Rabu minggu kedua, 08.00–11.00",
            )
        ]
    )[0]
    sessions = {session.date: session for session in world.store(_sessions(world, posyandu))}
    _register(world, posyandu)
    _child_visits(world, sessions)
    _pregnancy_visits(world, sessions)
    _elderly_visits(world, sessions)


def _sessions(world, posyandu):
    """Six held and one to come; the last one held is still open for corrections."""
    for day in HELD_ON:
        is_last = day == HELD_ON[-1]
        yield PosyanduSession(
            posyandu=posyandu,
            date=day,
            status=PosyanduSession.Status.HELD,
            cadres_on_duty=world.dice.randint(5, 8),
            health_protocol=True,
            notes="Dibatasi 10 orang setiap jam; sebagian ditimbang di rumah." if day.month == 7 else "",
            closed_at=None if is_last else at(day + timedelta(days=3), 14),
        )
    yield PosyanduSession(posyandu=posyandu, date=NEXT_ON, status=PosyanduSession.Status.PLANNED)


def _register(world, posyandu):
    rows = []
    for child in world.helped["children"]:
        member = child.person.member
        fifth_birthday = years_before(member.birth_date, -5)
        rows.append(
            PosyanduMember(
                posyandu=posyandu,
                member=member,
                category=PosyanduMember.Category.CHILD,
                has_card=world.dice.chance(0.92),
                since=max(REGISTERED_SINCE, member.birth_date),
                until=fifth_birthday if fifth_birthday <= HELD_ON[-1] else None,
            )
        )
    for mother, since, until in _pregnancies(world):
        rows.append(
            PosyanduMember(
                posyandu=posyandu,
                member=mother.member,
                category=PosyanduMember.Category.PREGNANT,
                has_card=True,
                since=max(REGISTERED_SINCE, since + timedelta(weeks=9)),
                until=until,
            )
        )
    rows += [
        PosyanduMember(
            posyandu=posyandu,
            member=elder.member,
            category=PosyanduMember.Category.ELDERLY,
            has_card=world.dice.chance(0.7),
            since=REGISTERED_SINCE,
        )
        for elder in _elders(world)
    ]
    world.store(rows)


def _pregnancies(world):
    """Mothers with the first day of the pregnancy and the day of birth; births before June were not registered."""
    mothers = world.helped["mothers"]
    for mother, born_on in zip(mothers, BIRTHS, strict=False):
        if born_on > REGISTERED_SINCE:
            yield mother, born_on - timedelta(weeks=WEEKS_TO_BIRTH), born_on
    for mother, since in zip(mothers[len(BIRTHS) :], PREGNANT_SINCE, strict=True):
        yield mother, since, None


def _elders(world):
    return [person for person in world.people if person.now is not None and age_now(person) >= ELDERS_FROM]


def _child_visits(world, sessions):
    fed = {id(person) for person in world.helped["fed"]}
    world.store(
        visit
        for child in world.helped["children"]
        for visit in _visits_of(child, sessions, is_fed=id(child.person) in fed)
    )


def _visits_of(child, sessions, *, is_fed):
    """The visits of one child, each judged by the WHO standard and against the weighing before it."""
    before = None
    member = child.person.member
    for weighing in child.weighings:
        scores = child.growth_at(weighing)
        classes = growth.classify(scores)
        months = child.age_months(weighing.on)
        now = growth.Weighing(weighing.weight_kg, weighing.on)
        measured = ChildVisit.Measured.LYING if weighing.lying else ChildVisit.Measured.STANDING
        yield ChildVisit(
            session=sessions[weighing.on],
            member=member,
            weight_kg=weighing.weight_kg,
            height_cm=weighing.height_cm,
            measured=measured if weighing.height_cm is not None else "",
            exclusive_breastfeeding=months % 3 != 0 if months < 6 else None,
            vitamin_a=True if weighing.on.month == 8 and months >= 6 else None,
            supplementary_food=is_fed and weighing.on.month >= 7,
            haz=scores.haz,
            waz=scores.waz,
            whz=scores.whz,
            baz=scores.baz,
            weight_status=classes["BB/U"] or "",
            height_status=classes["PB/U"] or "",
            nutrition_status=classes["BB/PB"] or "",
            gain=growth.weight_gain_status(before, now, sex=member.sex, age_months=months) or "",
            below_red_line=growth.below_red_line(scores),
            flags=list(scores.flags),
            counted_birth_date=member.birth_date,
            counted_sex=member.sex,
            counted_on=weighing.on,
        )
        before = now


def _pregnancy_visits(world, sessions):
    dice = world.dice
    rows = []
    for mother, since, until in _pregnancies(world):
        weight = dice.uniform(48, 62)
        arm = tenths(dice.uniform(22.8, 28))
        for day in HELD_ON:
            weeks = (day - since).days // 7
            if weeks < 9 or (until and day >= until) or not dice.chance(0.85):
                continue
            hemoglobin = tenths(dice.uniform(10.4, 12.6))
            rows.append(
                PregnancyVisit(
                    session=sessions[day],
                    member=mother.member,
                    gestation_weeks=weeks,
                    weight_kg=tenths(weight + 0.36 * max(0, weeks - 12)),
                    muac_cm=arm,
                    systolic=dice.randint(100, 132),
                    diastolic=dice.randint(62, 86),
                    hemoglobin=hemoglobin,
                    iron_tablets=30,
                    high_risk=arm < tenths(23.5) or hemoglobin < 11,
                )
            )
    world.store(rows)


def _elderly_visits(world, sessions):
    dice = world.dice
    rows = []
    for elder in _elders(world):
        weight, pressure, sugar = dice.uniform(42, 68), dice.randint(112, 158), dice.randint(86, 172)
        for number, day in enumerate(HELD_ON):
            if not dice.chance(0.35 + 0.06 * number):
                continue
            systolic = pressure + dice.randint(-9, 9)
            rows.append(
                ElderlyVisit(
                    session=sessions[day],
                    member=elder.member,
                    weight_kg=tenths(weight + dice.uniform(-0.8, 0.8)),
                    systolic=systolic,
                    diastolic=dice.randint(66, 94),
                    glucose=sugar + dice.randint(-12, 12) if dice.chance(0.6) else None,
                    cholesterol=dice.randint(150, 252) if dice.chance(0.4) else None,
                    uric_acid=tenths(dice.uniform(3.6, 8.2)) if dice.chance(0.4) else None,
                    referred=systolic >= 160,
                )
            )
    world.store(rows)
