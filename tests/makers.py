"""Makers: each gives one valid saved record; a test names only what it is about."""

import datetime as dt
import itertools
import uuid

from django.utils import timezone

from activities.models import (
    ActivityType,
    Intervention,
    Meeting,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    ProgressReport,
    Session,
)
from agencies.models import Agency, User
from agencies.roles import Role
from households.models import (
    Enrolment,
    House,
    HouseAssessment,
    Household,
    HouseholdSurvey,
    HouseRepair,
    Member,
    MemberSurvey,
    QuestionSet,
    RepairCheck,
    RtlhRule,
    SurveyRound,
)
from households.reference import load_questions
from indicators.models import Indicator, Measurement, SlumSurvey, Target, WorkPrice
from locations.models import (
    Assignment,
    Candidate,
    Decree,
    Evidence,
    ProgrammeYear,
    Region,
    TargetArea,
    TargetAreaRegion,
)

numbers = itertools.count(1)

BOJONGSARI = "32.76.11.1001"
CURUG = "32.76.11.1002"
RW = f"{BOJONGSARI}.002"
RT = f"{RW}.001"

PLACES = {
    "32": ("province", "Jawa Barat"),
    "32.76": ("city", "Kota Depok"),
    "32.76.11": ("kecamatan", "Bojongsari"),
    BOJONGSARI: ("kelurahan", "Bojongsari"),
    CURUG: ("kelurahan", "Curug"),
}
LEVELS = ["province", "city", "kecamatan", "kelurahan", "rw", "rt"]


def fill(fields, **makers):
    """Make what a record needs and the test did not give; nothing is made for a value that is there."""
    for name, make in makers.items():
        if name not in fields:
            fields[name] = make()


def make_region(code=RT):
    """The region of a code, made with everything above it."""
    found = Region.objects.filter(code=code).first()
    if found:
        return found
    parent = make_region(code.rsplit(".", 1)[0]) if "." in code else None
    level = LEVELS[code.count(".")]
    default = {"rw": "RW %s", "rt": "RT %s"}.get(level, "Wilayah %s") % code.rsplit(".", 1)[-1]
    level, name = PLACES.get(code, (level, default))
    return Region.objects.create(code=code, level=level, name=name, parent=parent)


def make_agency(code=None, **fields):
    code = code or f"OPD{next(numbers)}"
    agency = Agency.objects.filter(code=code).first()
    return agency or Agency.objects.create(code=code, **{"name": f"Dinas {code}", **fields})


def make_user(role=Role.STAFF, *, areas=(), **fields):
    """A user of a role; operators of an agency or a kelurahan get an agency, kelurahan and cadre their areas."""
    fields.setdefault("username", f"{role}{next(numbers)}")
    fields.setdefault("name", f"Pengguna {fields['username']}")
    if role in (Role.AGENCY, Role.KELURAHAN) and "agency" not in fields:
        kind = Agency.Kind.CITY if role == Role.AGENCY else Agency.Kind.KELURAHAN
        fields["agency"] = make_agency(kind=kind)
    user = User.objects.create_user(password=fields.pop("password", "sandi-uji-panjang"), role=role, **fields)
    if role in (Role.KELURAHAN, Role.CADRE) and not areas:
        areas = [BOJONGSARI if role == Role.KELURAHAN else RW]
    for area in areas:
        Assignment.objects.create(user=user, region=make_region(area))
    return user


def make_programme_year(year=2021, **fields):
    found = ProgrammeYear.objects.filter(year=year).first()
    return found or ProgrammeYear.objects.create(year=year, **{"stage": ProgrammeYear.Stage.RUNNING, **fields})


def make_target_area(year=2021, *, kelurahan=BOJONGSARI, areas=(RT,), **fields):
    """A lokus of a year with its RT/RW (made once per year and kelurahan)."""
    programme_year = fields.pop("programme_year", None) or make_programme_year(year)
    region = make_region(kelurahan)
    found = TargetArea.objects.filter(programme_year=programme_year, kelurahan=region).first()
    if found:
        return found
    target_area = TargetArea.objects.create(programme_year=programme_year, kelurahan=region, **fields)
    for code in areas:
        TargetAreaRegion.objects.create(
            target_area=target_area, region=make_region(code), valid_from=dt.date(programme_year.year, 1, 1)
        )
    return target_area


def make_decree(**fields):
    return Decree.objects.create(**{"number": f"SK/{next(numbers)}", "title": "Penetapan lokus", **fields})


def make_candidate(**fields):
    fill(fields, programme_year=make_programme_year)
    fill(fields, region=lambda: make_region(f"{BOJONGSARI}.{next(numbers) % 900 + 50:03d}"))
    return Candidate.objects.create(**fields)


def make_evidence(**fields):
    fill(fields, uploaded_by=make_user)
    return Evidence.objects.create(
        **{
            "kind": Evidence.Kind.DOCUMENT,
            "title": "Dokumen",
            "file": "evidence/none.pdf",
            "content_type": "application/pdf",
            "size": 10,
            "sha256": uuid.uuid4().hex * 2,
            **fields,
        }
    )


def make_house(*, rt=RT, **fields):
    fill(fields, region=lambda: make_region(rt))
    return House.objects.create(**{"address": f"Gang Contoh {next(numbers)}", **fields})


def make_household(*, rt=RT, no_kk=None, head=None, **fields):
    """A family; with `head` (a name) it gets that head."""
    fill(fields, region=lambda: fields["house"].region if fields.get("house") else make_region(rt))
    number = no_kk or f"327611010121{next(numbers):04d}"
    household = Household.objects.create(no_kk=number, **fields)
    if head:
        make_member(household=household, name=head, relation="head", sex="L")
    return household


def make_member(*, household=None, nik=None, **fields):
    household = household or make_household()
    fields = {
        "name": f"Warga {next(numbers)}",
        "sex": "P",
        "birth_date": dt.date(1990, 8, 17),
        "relation": "wife",
        **fields,
    }
    if fields.get("nik_status") != Member.NikStatus.MISSING:
        nik = nik or f"32761157089{next(numbers):05d}"
    return Member.objects.create(household=household, nik=nik, **fields)


def make_round(kind=SurveyRound.Kind.BASELINE, **fields):
    fill(fields, target_area=make_target_area)
    found = SurveyRound.objects.filter(target_area=fields["target_area"], kind=kind).first()
    return found or SurveyRound.objects.create(kind=kind, **{"starts_on": dt.date(2021, 3, 1), **fields})


def make_enrolment(**fields):
    fill(fields, target_area=make_target_area)
    fill(fields, household=make_household)
    return Enrolment.objects.create(**{"enrolled_on": dt.date(2021, 4, 1), **fields})


def make_rtlh_rule(**fields):
    defaults = {"min_m2_per_person": 8, "source": "BPS", "valid_from": dt.date(2000, 1, 1), "is_default": True}
    return RtlhRule.objects.get_or_create(name="BPS 8 m²", defaults={**defaults, **fields})[0]


def make_assessment(**fields):
    fill(fields, house=make_house)
    fill(fields, round=make_round)
    return HouseAssessment.objects.create(**{"assessed_on": dt.date(2021, 3, 10), **fields})


def stored_questions():
    """The versions of the family's questions that ship with the portal, {kind: QuestionSet}."""
    load_questions()
    return {row.kind: row for row in QuestionSet.objects.with_questions()}


def make_household_survey(**fields):
    fill(fields, household=make_household)
    fill(fields, round=make_round)
    return HouseholdSurvey.objects.create(**{"surveyed_on": dt.date(2021, 3, 10), **fields})


def make_member_survey(**fields):
    fill(fields, member=make_member)
    fill(fields, round=make_round)
    return MemberSurvey.objects.create(**{"surveyed_on": dt.date(2021, 3, 10), **fields})


def make_repair(**fields):
    fill(fields, house=make_house)
    fill(fields, target_area=make_target_area)
    return HouseRepair.objects.create(**{"proposed_on": dt.date(2021, 3, 15), **fields})


def make_check(repair=None, **fields):
    """A visit to the house of a proposal, with a photo and an assessment that found it unfit."""
    repair = repair or make_repair()
    fill(fields, photo=lambda: make_evidence(kind="photo"), by=make_user)
    fill(fields, assessment=lambda: make_assessment(house=repair.house, unfit=True))
    return RepairCheck.objects.create(repair=repair, **{"on": repair.proposed_on, "finding": "Sesuai", **fields})


def make_activity_type(code="F01", **fields):
    defaults = {"name": "Rehab RTLH", "kind": "physical", "field": "housing", "aspect": "slum", "unit": "unit"}
    return ActivityType.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def make_intervention(**fields):
    fill(fields, target_area=make_target_area)
    fill(fields, agency=make_agency)
    fill(fields, type=make_activity_type)
    defaults = {"title": f"Kegiatan {next(numbers)}", "aspect": "slum"}
    if fields.get("status") != Intervention.Status.DONE or "latest_report" in fields:
        return Intervention.objects.create(**{**defaults, **fields})
    # Done is what an accepted report says.
    fields = {**defaults, **fields, "status": Intervention.Status.RUNNING}
    intervention = Intervention.objects.create(**fields)
    intervention.latest_report = make_report(
        intervention=intervention,
        physical_percent=100,
        status=ProgressReport.Status.ACCEPTED,
        decided_by=make_user(),
        decided_at=timezone.now(),
    )
    intervention.status = Intervention.Status.DONE
    intervention.save()
    return intervention


def make_report(**fields):
    fill(fields, intervention=make_intervention)
    fill(fields, author=make_user)
    return ProgressReport.objects.create(**{"reported_on": dt.date(2021, 6, 30), "physical_percent": 50, **fields})


def prove(report):
    """Give a report what 100 % asks for: evidence, volume and a word about money; returns it."""
    report.evidence.add(make_evidence(uploaded_by=report.author))
    if report.volume is None:
        report.volume = report.intervention.target or 1
    if report.spent is None:
        report.money = ProgressReport.Money.UNKNOWN
    report.save()
    return report


def make_session(**fields):
    fill(fields, target_area=make_target_area)
    fill(fields, agency=make_agency)
    return Session.objects.create(
        **{
            "title": f"Pelatihan {next(numbers)}",
            "date": dt.date(2021, 7, 1),
            "place": "Balai RW 02",
            "seats": 20,
            "capacity": 10,
            **fields,
        }
    )


def make_meeting(**fields):
    fill(fields, programme_year=make_programme_year)
    return Meeting.objects.create(**{"title": "Rakor P2WKSS", "date": dt.date(2021, 3, 20), **fields})


def make_posyandu(*, rw=RW, **fields):
    fill(fields, region=lambda: make_region(rw))
    return Posyandu.objects.create(**{"name": f"Melati {next(numbers)}", **fields})


def make_posyandu_session(**fields):
    fill(fields, posyandu=make_posyandu)
    return PosyanduSession.objects.create(**{"date": dt.date(2021, 7, 14), **fields})


def make_child(posyandu=None, **fields):
    """A child of 2 years in July 2021, registered at a posyandu when one is given."""
    child = make_member(**{"relation": "child", "birth_date": dt.date(2019, 7, 1), **fields})
    if posyandu:
        PosyanduMember.objects.create(posyandu=posyandu, member=child, since=dt.date(2021, 1, 1))
    return child


def make_indicator(**fields):
    code = fields.pop("code", f"T{next(numbers)}")
    defaults = {"name": f"Indikator {code}", "unit": "%", "direction": "down", "aspect": "slum"}
    return Indicator.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def make_target(**fields):
    fill(fields, target_area=make_target_area)
    fill(fields, indicator=make_indicator)
    return Target.objects.create(**fields)


def make_measurement(**fields):
    fill(fields, target_area=make_target_area)
    fill(fields, indicator=make_indicator)
    return Measurement.objects.create(
        **{"measured_on": dt.date(2021, 6, 30), "value": 10, "source": "Catatan uji", **fields}
    )


def make_slum_survey(**fields):
    fill(fields, round=make_round)
    fill(fields, region=make_region)
    return SlumSurvey.objects.create(**{"surveyed_on": dt.date(2021, 3, 10), **fields})


def make_work_price(work="2b", **fields):
    defaults = {"name": "Pekerjaan uji", "amount": 100, "source": "Catatan uji", "valid_from": dt.date(2021, 1, 1)}
    return WorkPrice.objects.create(work=work, **{**defaults, **fields})
