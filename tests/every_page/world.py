"""A small Depok: each kind of object once inside what the area-bound roles reach, and once outside of it.

Inside: RT 001 of RW 002 in Kelurahan Bojongsari, which is the lokus of 2021, and the agency of the operator. Outside:
Kelurahan Curug, which was the lokus of 2020 with another RW than the one the foreign families live in, another agency,
another posyandu. An agency's operator sees every lokus, so what is foreign there is seen and not changed.
"""

import copy
import datetime as dt
from http.cookies import SimpleCookie
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from activities.models import (
    ActionPoint,
    Attendance,
    ChildVisit,
    ElderlyVisit,
    Enterprise,
    Funding,
    Group,
    GroupMember,
    NeedRule,
    Newcomer,
    PostProgrammeVisit,
    PosyanduMember,
    PregnancyVisit,
    ProgressReport,
)
from agencies.models import Agency
from agencies.roles import Role
from households.models import EligibilityCriterion, HouseRepair, LikelyDuplicate, RepairPhoto
from indicators.models import CityIndex, PovertyLine
from locations.models import Evidence, Selection, SelectionEvent
from reports.services import take_snapshot
from tests import makers
from tests.imports import import_files, register_files
from tests.makers import CURUG, RT, RW

ROLES = list(Role)
ANONYMOUS = "anonymous"
FOREIGN_RT, FOREIGN_RW = f"{CURUG}.001.001", f"{CURUG}.001"
# What belongs to one agency is the kelurahan's own where the kelurahan does it.
OF_AN_AGENCY = ("agency", "intervention", "report", "sentreport", "session", "actionpoint", "repair", "repairphoto")
SIDES = ("own", "foreign")


class World:
    """`world.thing("house", "foreign")`, `world.user(role)`, `world.client(role)`."""

    def __init__(self):
        self.agencies = {
            "own": makers.make_agency("OPD-SENDIRI"),
            "foreign": makers.make_agency("OPD-LAIN"),
            "kelurahan": makers.make_agency("KEL-BOJONGSARI", kind=Agency.Kind.KELURAHAN),
        }
        foreign_lokus = makers.make_target_area(2020, kelurahan=CURUG, areas=[f"{CURUG}.009.001"])
        self.areas = {"own": makers.make_target_area(2021), "foreign": foreign_lokus}
        self.areas["kelurahan"] = self.areas["own"]
        self.users = {role: self._make_user(role) for role in ROLES}
        self.things, self.clients, self.cookies = {}, {}, {}
        self.statuses, self.kept = {}, {}  # what pages answered, and what tests found in them: asked once for all
        self._make_vocabulary()
        for kind in self._kinds():
            for side in SIDES:
                self._make(kind, side)
        for kind in OF_AN_AGENCY:
            self._make(kind, "kelurahan")
        for role in [*ROLES, ANONYMOUS]:
            self._sign_in(role)
        self.things["evidence", "impersonal"] = self.photo("foreign", is_personal=False)
        self.as_made = {key: copy.copy(thing.__dict__) for key, thing in self.things.items()}

    def recover(self):
        """Give every object the values it was made with, whatever a test did to it."""
        for key, values in self.as_made.items():
            thing = self.things[key]
            thing.__dict__.clear()
            thing.__dict__.update(values)

    def thing(self, kind, side, role=None):
        """An object of `kind`, on the side of `role` or off it."""
        if side == "own" and role == Role.KELURAHAN and (kind, "kelurahan") in self.things:
            side = "kelurahan"
        return self.things[kind, side]

    def user(self, role):
        return self.users[Role(role)]

    def client(self, role) -> Client:
        """A browser in which `role` is signed in, as fresh as at first; nobody is for "anonymous"."""
        self.clients[role].cookies = SimpleCookie(self.cookies[role])
        return self.clients[role]

    def _sign_in(self, role):
        client = self.clients[role] = Client(raise_request_exception=False)
        if role != ANONYMOUS:
            client.force_login(self.user(role))
            client.get(reverse("home"))  # a session is noted on its first page
            client.cookies.pop(settings.CSRF_COOKIE_NAME, None)
        self.cookies[role] = client.cookies.output(header="", sep=";")

    def _make_user(self, role):
        agency = {Role.AGENCY: "own", Role.KELURAHAN: "kelurahan"}.get(role)
        fields = {"agency": self.agencies[agency]} if agency else {}
        return makers.make_user(role, username=f"peran-{role}", **fields)

    def _make_vocabulary(self):
        makers.make_rtlh_rule()
        rule = NeedRule.objects.create(code="rtlh", name="Rumah tidak layak huni", aspect="slum", method="rtlh")
        rule.activity_types.add(makers.make_activity_type())
        EligibilityCriterion.objects.create(code="tanah", text="Tanah milik sendiri", source="Pemerintah Kota Depok")

    def _kinds(self):
        names = [name.removeprefix("make_") for name in dir(self) if name.startswith("make_")]
        return sorted(names)

    def _make(self, kind, side):
        if (kind, side) not in self.things:
            self.things[kind, side] = getattr(self, f"make_{kind}")(side)
        return self.things[kind, side]

    # Where

    def rt(self, side):
        return makers.make_region(FOREIGN_RT if side == "foreign" else RT)

    def rw(self, side):
        return makers.make_region(FOREIGN_RW if side == "foreign" else RW)

    def area(self, side):
        return self.areas[side]

    def make_region(self, side):
        return self.rt(side)

    def make_programmeyear(self, side):
        return self.area(side).programme_year

    def make_targetarea(self, side):
        return self.area(side)

    def make_decree(self, side):
        """It locks the selection of its year, which is opened again, so that its forms can be tried."""
        year = self.area(side).programme_year
        SelectionEvent.objects.get_or_create(
            programme_year=year, kind="reopened", reason="Angka direvisi", by=self.user(Role.STAFF)
        )
        return makers.make_decree(programme_year=year)

    def make_selection(self, side):
        return Selection.objects.create(programme_year=self.area(side).programme_year)

    def make_candidate(self, side):
        return makers.make_candidate(programme_year=self.area(side).programme_year, region=self.rt(side))

    def make_evidence(self, side):
        return self.photo(side, is_personal=True)

    def photo(self, side, **fields):
        """A stored photo, with its small picture."""
        fields = {"phase": Evidence.Phase.BEFORE, "uploaded_by": self.user(Role.STAFF), **fields}
        photo = makers.make_evidence(kind=Evidence.Kind.PHOTO, region=self.rt(side), **fields)
        photo.file.save("foto.jpg", ContentFile(jpeg()))
        photo.thumbnail.save("kecil.jpg", ContentFile(jpeg()))
        return photo

    def make_assignment(self, side):
        area = FOREIGN_RW if side == "foreign" else RW
        return makers.make_user(Role.CADRE, areas=[area]).assignments.get()

    # Who

    def make_agency(self, side):
        return self.agencies[side]

    def make_user(self, side):
        return makers.make_user(Role.AGENCY, agency=self.agencies[side])

    # Whom

    def make_house(self, side):
        return makers.make_house(region=self.rt(side))

    def make_household(self, side):
        return makers.make_household(house=self._make("house", side), head="Warga Kepala")

    def make_member(self, side):
        return makers.make_member(household=self._make("household", side))

    def make_duplicate(self, side):
        first, second = sorted(
            (makers.make_member(household=self._make("household", side)) for _entry in range(2)), key=lambda row: row.pk
        )
        return LikelyDuplicate.objects.create(first=first, second=second, score=90, reasons=["same_name"])

    def make_import(self, side):
        """A previewed file with one refused family."""
        rows = register_files.altered("nik", "salah", row=4)
        owner = self.user(Role.KELURAHAN)
        if side == "foreign":
            owner = makers.make_user(Role.KELURAHAN, areas=[FOREIGN_RW])
            rows = [[*row[:8], "001", "001", "Curug", *row[11:]] for row in rows]
        makers.make_region(CURUG)
        return import_files.previewed(rows, owner)

    def make_enrolment(self, side):
        household = makers.make_household(region=self.rt(side))
        return makers.make_enrolment(household=household, target_area=self.area(side))

    def make_round(self, side):
        return makers.make_round(target_area=self.area(side), kind="endline")

    def make_survey(self, side):
        household = self._make("household", side)
        return makers.make_household_survey(household=household, round=self._make("round", side))

    def make_assessment(self, side):
        house = self._make("house", side)
        assessment = makers.make_assessment(house=house, round=self._make("round", side), unfit=True)
        house.latest_assessment = assessment
        house.save()
        return assessment

    def make_repair(self, side):
        return makers.make_repair(
            house=makers.make_house(region=self.rt(side)), target_area=self.area(side), executor=self.agencies[side]
        )

    def make_donerepair(self, side):
        return makers.make_repair(
            house=makers.make_house(region=self.rt(side)),
            target_area=self.area(side),
            executor=self.agencies[side],
            status=HouseRepair.Status.DONE,
            progress=100,
            started_on=dt.date(2021, 6, 1),
            finished_on=dt.date(2021, 9, 1),
        )

    def make_repairphoto(self, side):
        photo = self.photo(side)
        RepairPhoto.objects.create(repair=self._make("repair", side), evidence=photo, spot="depan")
        return photo

    # What was done

    def make_activitytype(self, side):
        return makers.make_activity_type("N01" if side == "foreign" else "F01", kind="physical")

    def make_intervention(self, side):
        intervention = makers.make_intervention(target_area=self.area(side), agency=self.agencies[side])
        Funding.objects.create(intervention=intervention, source="apbd_city", amount=1_000_000)
        return intervention

    def make_report(self, side):
        """A draft, which is nobody's business but its agency's."""
        return makers.make_report(intervention=self._make("intervention", side), author=self.author(side))

    def make_sentreport(self, side):
        return makers.make_report(
            intervention=self._make("intervention", side),
            author=self.author(side),
            status=ProgressReport.Status.SUBMITTED,
            submitted_at=timezone.now(),
        )

    def author(self, side):
        users = {"own": self.user(Role.AGENCY), "kelurahan": self.user(Role.KELURAHAN)}
        return users.get(side) or self._make("user", "foreign")

    def make_session(self, side):
        session = makers.make_session(target_area=self.area(side), agency=self.agencies[side])
        member = makers.make_member(household=makers.make_household(region=self.rt(side)))
        Attendance.objects.create(session=session, member=member)
        return session

    def make_posyandu(self, side):
        return makers.make_posyandu(region=self.rw(side))

    def make_posyandusession(self, side):
        return makers.make_posyandu_session(posyandu=self._make("posyandu", side))

    def make_posyandumember(self, side):
        child = makers.make_child(household=self._make("household", side))
        return self.register(child, side)

    def make_newcomer(self, side):
        fields = {"name": "Bayi Ny. Contoh", "sex": "P", "guardian": "Ny. Contoh", "birth_date": dt.date(2021, 7, 1)}
        return Newcomer.objects.create(posyandu=self._make("posyandu", side), **fields)

    def register(self, member, side, category=PosyanduMember.Category.CHILD):
        posyandu, since = self._make("posyandu", side), dt.date(2021, 1, 1)
        return PosyanduMember.objects.create(posyandu=posyandu, member=member, category=category, since=since)

    def visit(self, model, side, category):
        born = {"child": 2019, "pregnant": 1995, "elderly": 1950}[category]
        member = makers.make_child(household=self._make("household", side), birth_date=dt.date(born, 7, 1))
        self.register(member, side, category)
        return model.objects.create(session=self._make("posyandusession", side), member=member)

    def make_childvisit(self, side):
        return self.visit(ChildVisit, side, "child")

    def make_pregnancyvisit(self, side):
        return self.visit(PregnancyVisit, side, "pregnant")

    def make_elderlyvisit(self, side):
        return self.visit(ElderlyVisit, side, "elderly")

    def make_group(self, side):
        group = Group.objects.create(
            name=f"Kelompok {side}", kind="kwt", target_area=self.area(side), region=self.rt(side)
        )
        GroupMember.objects.create(group=group, member=self._make("member", side), joined_on=dt.date(2021, 5, 1))
        return group

    def make_enterprise(self, side):
        return Enterprise.objects.create(owner=self._make("member", side), name=f"Usaha {side}", product="Kue")

    def make_meeting(self, side):
        return makers.make_meeting(programme_year=self.area(side).programme_year)

    def make_actionpoint(self, side):
        return ActionPoint.objects.create(
            meeting=self._make("meeting", "foreign" if side == "foreign" else "own"),
            agency=self.agencies[side],
            text="Lengkapi laporan",
            due_on=dt.date(2021, 6, 1),
        )

    def make_postprogrammevisit(self, side):
        return PostProgrammeVisit.objects.create(
            target_area=self.area(side),
            months_after=6,
            visited_on=dt.date(2022, 6, 1),
            by=self.user(Role.STAFF),
            findings="Bertahan",
        )

    # Did it help, and what we tell

    def make_indicator(self, side):
        return makers.make_indicator(code=f"I-{side}")

    def make_target(self, side):
        return makers.make_target(target_area=self.area(side), indicator=self._make("indicator", side))

    def make_measurement(self, side):
        counted = [self._make("house", side).pk]
        return makers.make_measurement(
            target_area=self.area(side),
            indicator=self._make("indicator", side),
            lineage={"model": "households.house", "counted": counted, "of": counted},
        )

    def make_slumsurvey(self, side):
        return makers.make_slum_survey(round=self._make("round", side), region=self.rt(side))

    def make_workprice(self, side):
        return makers.make_work_price("2b" if side == "own" else "5a")

    def make_cityindex(self, side):
        region, year = makers.make_region("32.76"), 2019 if side == "foreign" else 2020
        return CityIndex.objects.create(region=region, year=year, series="sp2020", value=80, source="BPS Kota Depok")

    def make_povertyline(self, side):
        region, year = makers.make_region("32.76"), 2019 if side == "foreign" else 2020
        return PovertyLine.objects.create(region=region, year=year, amount=700_000, source="BPS Kota Depok")

    def make_snapshot(self, side):
        self._make("repair", side)
        return take_snapshot(sheet="rtlh", target_area=self.area(side), by=self.user(Role.STAFF))


def jpeg() -> bytes:
    """A picture of one colour."""
    written = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(written, "JPEG")
    return written.getvalue()
