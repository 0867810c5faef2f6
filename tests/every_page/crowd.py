"""Many rows beside and below the objects of the world: what a list shows, and what a record's page tells of.

`crowd(world, range(9))` and then `crowd(world, range(9, 99))` make ten and a hundred of each kind. Rows are copies of
the world's own objects, written as sets, so that a hundred of each take a few seconds.
"""

import copy
import datetime as dt
import uuid

from activities.models import (
    ActionPoint,
    ActivityType,
    Attendance,
    ChildVisit,
    ElderlyVisit,
    EnterpriseTurnover,
    Funding,
    GroupMember,
    PosyanduMember,
    PregnancyVisit,
)
from agencies.models import AccessEvent, Agency, AgencyName
from agencies.roles import Role
from households.models import (
    EligibilityAnswer,
    EligibilityCriterion,
    House,
    Household,
    HouseRepair,
    ImportBatch,
    Member,
    MemberEvent,
    MemberSurvey,
    RepairFunding,
    RepairPhoto,
    RepairStep,
    RepairTranche,
    RtlhRule,
)
from indicators.models import Instrument, InstrumentItem, Score
from locations.models import Assignment, Region, Selection, StageChange, TargetAreaRegion
from reports.models import Snapshot
from tests.makers import BOJONGSARI, RW

DAY = dt.date(2021, 5, 1)
# No family has a hundred members, and the page of a visit has a form for each.
LARGEST_FAMILY = 20


def copies(thing, numbers, **fields):
    """A copy of `thing` for each number; a field is a list (a value for each), a function of the number, or a value."""
    made = []
    for position, number in enumerate(numbers):
        values = {}
        for name, value in fields.items():
            if isinstance(value, list):
                values[name] = value[position]
            else:
                values[name] = value(number) if callable(value) else value
        made.append(copy_of(thing, values))
    return type(thing)._default_manager.bulk_create(made)


def copy_of(thing, values):
    twin = copy.copy(thing)
    twin._state = copy.copy(thing._state)
    twin._state.fields_cache = dict(thing._state.fields_cache)
    twin._state.adding, twin.pk = True, None
    if hasattr(twin, "public_id"):
        twin.public_id = uuid.uuid4()
    for name, value in values.items():
        setattr(twin, name, value)
    return twin


def crowd(world, numbers):
    """As many more of everything as there are numbers; no number may come twice."""
    numbers = list(numbers)
    places = make_places(world, numbers)
    make_accounts(world, numbers)
    make_families(world, numbers, places)
    make_repairs(world, numbers)
    make_work(world, numbers)
    make_meetings(world, numbers, places)
    make_posyandu(world, numbers)
    make_figures(world, numbers, places)


def make_places(world, numbers):
    """RT of the own RW, RW of the own kelurahan, and earlier years with a lokus each."""
    area, rt = world.area("own"), world.rt("own")
    year = area.programme_year
    regions = copies(rt, numbers, code=lambda n: f"{RW}.{n + 100:03d}", name=lambda n: f"RT {n + 100:03d}")
    copies(rt.parent, numbers, code=lambda n: f"{BOJONGSARI}.{n + 100:03d}", name=lambda n: f"RW {n + 100:03d}")
    copies(area.area_links.first(), numbers, region=regions)
    years = copies(year, numbers, year=lambda n: 2019 - n)
    areas = copies(area, numbers, programme_year=years)
    TargetAreaRegion.objects.bulk_create(
        TargetAreaRegion(target_area=lokus, region=rt, valid_from=DAY) for lokus in areas
    )
    Selection.objects.bulk_create(Selection(programme_year=one) for one in years)
    StageChange.objects.bulk_create(
        StageChange(programme_year=year, by=world.user(Role.STAFF), from_stage=year.stage, to_stage=year.stage)
        for _number in numbers
    )
    copies(world.thing("decree", "own"), numbers, number=lambda n: f"SK/X/{n}")
    copies(world.thing("candidate", "own"), numbers, region=regions)
    return {"regions": regions, "areas": areas}


def make_accounts(world, numbers):
    agency, user = world.thing("agency", "own"), world.thing("user", "own")
    agencies = copies(agency, numbers, code=lambda n: f"OPD-{n}", kind=Agency.Kind.CITY)
    copies(user, numbers, username=lambda n: f"orang-{n}", agency=agencies)
    copies(user, numbers, username=lambda n: f"rekan-{n}")
    AgencyName.objects.bulk_create(
        AgencyName(agency=agency, short_name=f"D{n}", name=f"Dinas {n}", valid_until=dt.date(1900 + n, 1, 1))
        for n in numbers
    )
    regions = Region.objects.filter(level=Region.Level.RW, code__startswith=f"{BOJONGSARI}.").order_by("-pk")
    Assignment.objects.bulk_create(Assignment(user=user, region=region) for region in regions[: len(numbers)])
    AccessEvent.objects.bulk_create(
        AccessEvent(user=world.user(Role.ADMIN), kind="unmask", subject="households.member", reason="Uji", ids=[n])
        for n in numbers
    )
    ImportBatch.objects.bulk_create(
        ImportBatch(owner=world.user(role), original_name=f"{n}.csv", size=1, sha256=f"{n:064d}", max_rows=1)
        for n in numbers
        for role in (Role.ADMIN, Role.KELURAHAN)
    )


def make_families(world, numbers, places):
    """Families in the own house and in houses of their own; in the own family more people."""
    survey_round, house = world.thing("round", "own"), world.thing("house", "own")
    household, member = world.thing("household", "own"), world.thing("member", "own")
    families = copies(household, numbers, no_kk=lambda n: f"32761101012{n:05d}")
    copies(member, numbers, household=families, nik=lambda n: f"32761157080{n:05d}", relation="head")
    people = copies(
        member,
        numbers,
        nik=lambda n: f"32761157081{n:05d}",
        name=lambda n: f"Warga {n}",
        household=[household if number < LARGEST_FAMILY else families[0] for number in numbers],
    )
    MemberEvent.objects.bulk_create(
        MemberEvent(member=member, kind=MemberEvent.Kind.BORN, on=DAY, by=world.user(Role.STAFF)) for _number in numbers
    )
    copies(world.thing("enrolment", "own"), numbers, household=families)
    rounds = copies(survey_round, numbers, target_area=places["areas"])
    survey, assessment = world.thing("survey", "own"), world.thing("assessment", "own")
    copies(survey, numbers, household=families)
    copies(survey, numbers, round=rounds)
    MemberSurvey.objects.bulk_create(
        MemberSurvey(member=person, round=survey_round, surveyed_on=DAY) for person in people
    )
    houses = copies(house, numbers, address=lambda n: f"Gang Baru {n}")
    assessed = copies(assessment, numbers, house=houses)
    copies(assessment, numbers, round=rounds)
    for one, found in zip(houses, assessed, strict=True):
        one.latest_assessment = found
    House.objects.bulk_update(houses, ["latest_assessment"])
    RtlhRule.objects.bulk_create(
        RtlhRule(name=f"Aturan {n}", min_m2_per_person=8, source="BPS", valid_from=DAY) for n in numbers
    )
    copies(world.thing("evidence", "own"), numbers)


def make_repairs(world, numbers):
    repair, done = world.thing("repair", "own"), world.thing("donerepair", "own")
    houses = copies(world.thing("house", "own"), numbers, address=lambda n: f"Gang Rehab {n}", latest_assessment=None)
    repairs = copies(repair, numbers, house=houses)
    stopped = {"status": HouseRepair.Status.REJECTED, "reason": "Milik orang lain"}
    copies(repair, numbers, house=world.thing("house", "own"), **stopped)
    by = world.user(Role.STAFF)
    photos = copies(world.thing("repairphoto", "own"), numbers)
    for one in (repair, done):
        RepairStep.objects.bulk_create(RepairStep(repair=one, to_status=one.status, on=DAY, by=by) for _n in numbers)
    RepairPhoto.objects.bulk_create(RepairPhoto(repair=repair, evidence=photo, spot="depan") for photo in photos)
    RepairTranche.objects.bulk_create(RepairTranche(repair=repair, number=n + 10, amount=1) for n in numbers)
    RepairFunding.objects.bulk_create(RepairFunding(repair=one, source="apbd_city", amount=1) for one in repairs)
    criteria = EligibilityCriterion.objects.bulk_create(
        EligibilityCriterion(code=f"syarat-{n}", text="Milik sendiri", source="Pemerintah Kota Depok") for n in numbers
    )
    EligibilityAnswer.objects.bulk_create(EligibilityAnswer(repair=repair, criterion=one) for one in criteria)


def make_work(world, numbers):
    intervention, agency, area = world.thing("intervention", "own"), world.thing("agency", "own"), world.area("own")
    people = list(Member.objects.filter(name__startswith="Warga ").order_by("-pk")[: len(numbers)])
    copies(ActivityType.objects.get(code="F01"), numbers, code=lambda n: f"T{n}")
    more = copies(intervention, numbers, title=lambda n: f"Kegiatan {n}")
    Funding.objects.bulk_create(Funding(intervention=one, source="apbd_city", amount=1) for one in more)
    report = world.thing("report", "own")
    reports = copies(report, numbers, reported_on=lambda n: DAY + dt.timedelta(n))
    copies(report, numbers, intervention=more)
    copies(world.thing("sentreport", "own"), numbers, intervention=more)
    photos = copies(world.thing("evidence", "own"), numbers)
    intervention.evidence.add(*photos)
    reports[0].evidence.add(*photos)
    world.thing("sentreport", "own").evidence.add(*photos)
    intervention.members.add(*people)
    intervention.households.add(*world.thing("house", "own").households.order_by("-pk")[: len(numbers)])
    session = world.thing("session", "own")
    sessions = copies(session, numbers, intervention=intervention)
    Attendance.objects.bulk_create(Attendance(session=session, member=person) for person in people)
    Attendance.objects.bulk_create(
        Attendance(session=one, member=person) for one, person in zip(sessions, people, strict=True)
    )
    session.evidence.add(*photos)
    group, enterprise = world.thing("group", "own"), world.thing("enterprise", "own")
    groups = copies(group, numbers, name=lambda n: f"KWT {n}")
    GroupMember.objects.bulk_create(GroupMember(group=group, member=person, joined_on=DAY) for person in people)
    GroupMember.objects.bulk_create(GroupMember(group=one, member=people[0], joined_on=DAY) for one in groups)
    enterprises = copies(enterprise, numbers, owner=people, group=group)
    EnterpriseTurnover.objects.bulk_create(
        EnterpriseTurnover(enterprise=enterprise, month=dt.date(1900 + n, 1, 1), turnover=n) for n in numbers
    )
    EnterpriseTurnover.objects.bulk_create(
        EnterpriseTurnover(enterprise=one, month=DAY, turnover=1) for one in enterprises
    )
    Snapshot.objects.bulk_create(
        Snapshot(
            target_area=area,
            sheet="rtlh",
            title=f"RTLH {n}",
            taken_by=world.user(Role.STAFF),
            columns=["rt"],
            rows=[["001"]],
            sha256=f"{n:064d}",
        )
        for n in numbers
    )
    agency.meetings.add(*copies(world.thing("meeting", "own"), numbers, title=lambda n: f"Rakor {n}"))


def make_meetings(world, numbers, places):
    meeting = world.thing("meeting", "own")
    ActionPoint.objects.bulk_create(
        ActionPoint(meeting=meeting, agency=world.thing("agency", "own"), text=f"Lengkapi {n}", due_on=DAY)
        for n in numbers
    )
    meeting.attendees.add(*Agency.objects.order_by("-pk")[: len(numbers)])
    copies(world.thing("postprogrammevisit", "own"), numbers, target_area=places["areas"])


def make_posyandu(world, numbers):
    posyandu, session = world.thing("posyandu", "own"), world.thing("posyandusession", "own")
    household = Household.objects.order_by("-pk").first()
    copies(posyandu, numbers, name=lambda n: f"Mawar {n}")
    copies(session, numbers, date=lambda n: dt.date(2021, 8, 1) + dt.timedelta(n))
    kinds = ((ChildVisit, "child", 2019, 2), (PregnancyVisit, "pregnant", 1995, 3), (ElderlyVisit, "elderly", 1950, 4))
    for model, category, born, digit in kinds:
        people = copies(
            world.thing("member", "own"),
            numbers,
            nik=lambda n, digit=digit: f"3276115708{digit}{n:05d}",
            birth_date=dt.date(born, 7, 1),
            household=household,
        )
        PosyanduMember.objects.bulk_create(
            PosyanduMember(posyandu=posyandu, member=person, category=category, since=DAY) for person in people
        )
        model.objects.bulk_create(model(session=session, member=person) for person in people)


def make_figures(world, numbers, places):
    indicator, measurement = world.thing("indicator", "own"), world.thing("measurement", "own")
    indicators = copies(indicator, numbers, code=lambda n: f"J{n}")
    copies(world.thing("target", "own"), numbers, indicator=indicators)
    copies(measurement, numbers, indicator=indicators)
    copies(measurement, numbers, measured_on=lambda n: DAY + dt.timedelta(100 + n))
    copies(world.thing("slumsurvey", "own"), numbers, region=places["regions"])
    copies(world.thing("cityindex", "own"), numbers, year=lambda n: 2018 - n)
    copies(world.thing("povertyline", "own"), numbers, year=lambda n: 2018 - n)
    instruments = Instrument.objects.bulk_create(
        Instrument(name=f"Lembar {n}", year=2021, source="Provinsi") for n in numbers
    )
    items = InstrumentItem.objects.bulk_create(
        InstrumentItem(instrument=instruments[0], code=f"{n}", text=f"Butir {n}", max_score=10) for n in numbers
    )
    Score.objects.bulk_create(
        Score(
            target_area=world.area("own"),
            item=item,
            kind=Score.Kind.SELF,
            value=1,
            scored_on=DAY,
            scored_by=world.user(Role.STAFF),
        )
        for item in items
    )
