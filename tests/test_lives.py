"""Random lives over a small kampung: births, deaths, moves, splits, renewed cards, mistakes, lists sent in and undone.

After every step the register is asked in SQL whether it still agrees with itself, and a plain Python record of who is
alive and where says whether it tells the truth. At least 2,000 steps a run.
"""

import datetime as dt
import string
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from activities.models import GroupMember, PosyanduMember
from activities.models.group import Group
from agencies.roles import Role
from households import vocabulary
from households.models import Enrolment, Household, Member, MemberEvent
from households.services import enrol, leave, record_event, take_back
from households.services.cards import renew_card
from households.services.matters import MATTERS
from households.services.places import keep_together
from imports.services import batches
from locations.models import TargetArea
from reports.enrolled import with_families
from tests.imports.register_files import text
from tests.makers import (
    RT,
    RW,
    make_house,
    make_household,
    make_member,
    make_posyandu,
    make_region,
    make_target_area,
    make_user,
)

STEPS, LIVES = 80, 30
LEAST_STEPS = 2000
PICK = st.integers(0, 10_000)
LABELS = dict(vocabulary.RELATION)
OTHER_RT = f"{RW}.002"


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def one(statement):
    return asked(statement)[0][0]


class Lives(RuleBasedStateMachine):
    """One kampung; everything it writes is rolled back at its end."""

    steps = 0

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.count = 0
        self.day = dt.date(2021, 4, 1)
        self.by = make_user()
        self.operator = make_user(Role.KELURAHAN)
        self.lokus = make_target_area(areas=[RT])
        self.posyandu = make_posyandu()
        self.group = Group.objects.create(name="KWT", kind="kwt", target_area=self.lokus, region=make_region(RW))
        self.other_rt = make_region(OTHER_RT)
        self.truth = {}  # {member: (status, household)}
        self.old_numbers = []  # (number, household)
        self.lists = []
        self.imports = 0
        for _number in range(3):
            self.new_family(["head", "wife", "child"])

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # --- the kampung ---

    def number(self):
        self.count += 1
        return self.count

    def new_family(self, relations):
        family = make_household(house=make_house(), no_kk=f"327611010421{self.number():04d}")
        for relation in relations:
            self.new_person(family, relation)
        return family

    def new_person(self, family, relation):
        number = self.number()
        name = "Warga " + "".join(string.ascii_uppercase[int(digit)] for digit in f"{number:04d}")
        born = dt.date(2015, 5, 5) if relation == "child" else dt.date(1985, 5, 5)
        sex = "L" if relation == "head" else "P"
        day = born.day + (40 if sex == "P" else 0)
        person = make_member(
            household=family,
            name=name,
            relation=relation,
            sex=sex,
            birth_date=born,
            marital="" if relation == "child" else "married",
            nik=f"327611{day:02d}05{born.year % 100:02d}{number:04d}",
        )
        if relation == "child":
            PosyanduMember.objects.create(posyandu=self.posyandu, member=person, since=self.day)
        else:
            GroupMember.objects.create(group=self.group, member=person, joined_on=self.day)
        self.truth[person.pk] = ("active", family.pk)
        return person

    def someone(self, pick, *statuses):
        keys = sorted(key for key, (status, _family) in self.truth.items() if status in (statuses or ("active",)))
        return Member.objects.select_related("household").get(pk=keys[pick % len(keys)]) if keys else None

    def family(self, pick):
        families = list(Household.objects.active().order_by("pk"))
        return families[pick % len(families)] if families else None

    def next_day(self):
        self.day += dt.timedelta(days=1)
        return self.day

    def snapshot(self):
        return (
            asked("SELECT id, household_id, status, relation, marital FROM households_member ORDER BY id"),
            asked("SELECT id, status, region_id, house_id, no_kk_index FROM households_household ORDER BY id"),
            asked("SELECT id, left_on, number FROM households_enrolment ORDER BY id"),
            asked("SELECT id, until FROM activities_posyandumember ORDER BY id"),
            asked("SELECT id, left_on FROM activities_groupmember ORDER BY id"),
        )

    @contextmanager
    def perhaps(self):
        """An act that may be refused: then nothing has changed."""
        before = self.snapshot()
        try:
            with transaction.atomic():
                yield
        except ValidationError:
            assert self.snapshot() == before

    # --- what happens ---

    @rule(pick=PICK)
    def birth(self, pick):
        if family := self.family(pick):
            baby = self.new_person(family, "child")
            record_event(baby, "born", on=baby.birth_date, by=self.by, is_new=True)

    @rule(pick=PICK, kind=st.sampled_from(["died", "moved_out"]))
    def departure(self, pick, kind):
        if person := self.someone(pick):
            record_event(person, kind, on=self.next_day(), by=self.by)
            self.truth[person.pk] = ("died" if kind == "died" else "moved", person.household_id)

    @rule(pick=PICK)
    def whole_family_leaves(self, pick):
        if family := self.family(pick):
            for person in family.members.active():
                record_event(person, "moved_out", on=self.next_day(), by=self.by)
                self.truth[person.pk] = ("moved", family.pk)

    @rule(pick=PICK)
    def return_of_somebody(self, pick):
        if person := self.someone(pick, "moved"):
            with self.perhaps():
                record_event(person, "moved_in", on=self.next_day(), by=self.by)
                self.truth[person.pk] = ("active", person.household_id)

    @rule(pick=PICK, where=PICK, relation=st.sampled_from(["", "child", "head", "other"]))
    def another_card(self, pick, where, relation):
        person, to = self.someone(pick), self.family(where)
        if person and to:
            with self.perhaps():
                record_event(person, "changed_kk", on=self.next_day(), by=self.by, to_household=to, relation=relation)
                self.truth[person.pk] = ("active", to.pk)

    @rule(pick=PICK)
    def split(self, pick):
        if person := self.someone(pick):
            to = self.new_family([])
            record_event(person, "changed_kk", on=self.next_day(), by=self.by, to_household=to, relation="head")
            self.truth[person.pk] = ("active", to.pk)

    @rule(pick=PICK)
    def somebody_becomes_head(self, pick):
        if person := self.someone(pick):
            with self.perhaps():
                person.relation = "head"
                person.full_clean()
                person.save()

    @rule(pick=PICK, kind=st.sampled_from(["died", "moved_out", "changed_kk"]), where=PICK)
    def mistake(self, pick, kind, where):
        """Whatever happened by mistake is as if it had not, once it is taken back."""
        person, to = self.someone(pick), self.family(where)
        if person is None:
            return
        before = self.snapshot()
        with self.perhaps():
            changed = {"to_household": to, "relation": "other"} if kind == "changed_kk" else {}
            event = record_event(person, kind, on=self.next_day(), by=self.by, **changed)
            take_back(event, by=self.by, reason="Orang lain")
        assert self.snapshot() == before

    @rule(pick=PICK)
    def late_mistake(self, pick):
        """The last event of somebody is taken back long after, or refused since something depends on it."""
        events = list(MemberEvent.objects.standing().order_by("pk"))
        if not events:
            return
        event = events[pick % len(events)]
        with self.perhaps():
            take_back(event, by=self.by, reason="Keliru")
            person = Member.objects.get(pk=event.member_id)
            self.truth[person.pk] = (person.status, person.household_id)
            was = {"born": "struck", "moved_in": "moved"}.get(event.kind, "active")
            assert person.status == was
            assert event.from_household_id in (None, person.household_id)

    @rule(pick=PICK)
    def renewed_card(self, pick):
        if family := self.family(pick):
            if family.no_kk is not None:
                self.old_numbers.append((family.no_kk.reveal(), family.pk))
            renew_card(family, f"327611010521{self.number():04d}")

    @rule(pick=PICK)
    def enrolment(self, pick):
        if family := self.family(pick):
            with self.perhaps():
                enrol(family, self.lokus, on=self.next_day(), by=self.by)

    @rule(pick=PICK)
    def end_of_enrolment(self, pick):
        rows = list(Enrolment.objects.open().order_by("pk"))
        if rows:
            leave(rows[pick % len(rows)], on=self.next_day(), by=self.by, reason="Diputuskan")

    @rule(pick=PICK)
    def house_of_another_rt(self, pick):
        family = self.family(pick)
        if family and family.house_id:
            house = family.house
            house.region = self.other_rt if house.region_id != self.other_rt.pk else make_region(RT)
            house.save()
            keep_together(house)

    # --- lists ---

    @rule()
    def list_is_written(self):
        """A register list of today, to be sent in now or when it is old."""
        people = Member.objects.active().exclude(household__no_kk_index=None).select_related("household__region")
        self.lists.append(
            [
                [person.household.no_kk.reveal(), person.nik.reveal(), person.name, LABELS[person.relation], person.sex]
                + [person.birth_date.isoformat(), "", "", person.household.region.rt, person.household.region.rw]
                + ["Bojongsari", person.household.address or person.household.house.address, ""]
                for person in people.order_by("household", "pk")
            ]
        )

    @precondition(lambda self: self.imports < 1 and any(self.lists))
    @rule(pick=PICK, renews=st.booleans(), takes_back=st.booleans())
    def list_is_sent_in(self, pick, renews, takes_back):
        rows = [list(row) for row in self.lists[pick % len(self.lists)]]
        if not rows:
            return
        self.imports += 1
        if renews:  # the first family of the list under another number
            number, first = f"327611010621{self.number():04d}", rows[0][0]
            rows = [[number if row[0] == first else row[0], *row[1:]] for row in rows]
        before, gone = self.snapshot(), set(Member.objects.gone().values_list("pk", flat=True))
        batch = batches.preview(batches.receive(text(rows).encode(), owner=self.operator, filename="daftar.csv"))
        if batch.may_be_committed_whole or batch.may_be_committed_in_part:
            batch = batches.commit(batch, self.operator, only_valid=True)
        assert gone == set(Member.objects.gone().values_list("pk", flat=True)), "an import undid a life event"
        if takes_back and batch.may_be_undone:
            batches.undo(batch, self.operator)
            assert self.snapshot() == before
        for person in Member.objects.all():
            self.truth[person.pk] = (person.status, person.household_id)

    # --- what must be true ---

    @invariant()
    def the_register_tells_the_truth(self):
        Lives.steps += 1
        found = {key: (status, family) for key, family, status, *_more in self.snapshot()[0]}
        assert found == self.truth

    @invariant()
    def who_is_active_has_one_active_family(self):
        assert not one(
            "SELECT count(*) FROM households_member AS m JOIN households_household AS h ON h.id = m.household_id "
            "WHERE m.status = 'active' AND h.status <> 'active'"
        )

    @invariant()
    def a_family_has_one_head_or_a_job_says_so(self):
        heads = asked(
            "SELECT h.id, sum(CASE WHEN m.relation = 'head' THEN 1 ELSE 0 END) FROM households_household AS h "
            "JOIN households_member AS m ON m.household_id = h.id AND m.status = 'active' "
            "WHERE h.status = 'active' GROUP BY h.id"
        )
        assert all(count in (0, 1) for _family, count in heads)
        without = {family for family, count in heads if count == 0}
        assert without == set(MATTERS["tanpa-kepala"].rows_of(self.by).values_list("pk", flat=True))

    @invariant()
    def enrolments_are_counted_as_sql_counts_them(self):
        rows = (
            "FROM households_enrolment AS e JOIN households_household AS h ON h.id = e.household_id "
            "WHERE e.left_on IS NULL"
        )
        assert not asked(f"SELECT e.household_id {rows} GROUP BY e.household_id HAVING count(*) > 1")
        assert not asked(f"SELECT e.number {rows} GROUP BY e.number HAVING count(*) > 1")
        now = one(f"SELECT count(*) {rows} AND h.status = 'active'")
        gone = one(f"SELECT count(*) {rows} AND h.status <> 'active'")
        [lokus] = with_families(TargetArea.objects.filter(pk=self.lokus.pk))
        assert (lokus.enrolled, lokus.gone) == (now, gone)
        assert Household.objects.enrolled_in(self.lokus).count() == now
        assert MATTERS["pindah"].rows_of(self.by).count() == gone

    @invariant()
    def who_is_gone_is_served_no_more(self):
        for table, ended in (("activities_posyandumember", "until"), ("activities_groupmember", "left_on")):
            assert not one(
                f"SELECT count(*) FROM {table} AS x JOIN households_member AS m ON m.id = x.member_id "
                f"WHERE x.{ended} IS NULL AND m.status IN ('died', 'moved')"
            )

    @invariant()
    def houses_and_families_stand_in_one_rt(self):
        assert not one(
            "SELECT count(*) FROM households_household AS f JOIN households_house AS h ON h.id = f.house_id "
            "WHERE f.region_id <> h.region_id AND f.status = 'active'"
        )

    @invariant()
    def old_numbers_find_their_family(self):
        for number, family in self.old_numbers[-2:]:
            assert family in set(Household.objects.with_no_kk(number).values_list("pk", flat=True))


@pytest.mark.django_db
def test_random_lives_keep_the_register_true():
    Lives.steps = 0
    some = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Lives, settings=some)
    assert Lives.steps >= LEAST_STEPS
