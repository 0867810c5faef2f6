"""What a commit stores, and what it leaves alone."""

import datetime as dt
import io
import uuid

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from households.models import Household, ImportBatch, ImportPart, Member, MemberEvent
from households.services import record_event
from imports.keeping.preview_rows import FAMILIES_A_PART
from imports.services import batches
from imports.services.tasks import start_commit
from locations.models import Assignment, Region
from tests.imports.import_files import (
    changes,
    counts,
    families,
    findings,
    imported,
    operator,
    previewed,
    snapshot,
)
from tests.imports.register_files import HEADER, PEOPLE, A, B, C, altered, text
from tests.makers import BOJONGSARI, RT, make_household, make_member, make_region, make_user

pytestmark = pytest.mark.django_db


def test_every_person_is_stored_as_a_form_would_store_them():
    imported(PEOPLE, operator())
    assert counts()["Household"] == 3
    assert counts()["Member"] == 8
    for record in [*Household.objects.all(), *Member.objects.all()]:
        record.full_clean()
        assert (record.version, record.created_at) == (1, record.updated_at)
        assert record.public_id.version == uuid.uuid4().version
    head = Member.objects.with_nik(PEOPLE[3][1]).get()
    assert head.nik.reveal() == PEOPLE[3][1]
    assert (head.name, head.name_key) == ("Nur'aini binti Ma'mun", "NURAINI BINTI MAMUN")
    assert (head.sex, head.birth_date, head.relation) == ("P", dt.date(1969, 2, 28), "head")
    assert (head.education, head.occupation, head.status, head.nik_status) == (
        "never_school",
        "trader",
        "active",
        "final",
    )
    assert head.household.no_kk.reveal() == B
    assert (head.household.region.code, head.household.address) == (RT, "Gg. H. Sa'adih, samping posyandu")


def test_missing_rt_and_rw_are_made_with_their_parents():
    imported(PEOPLE, operator())
    rt = Region.objects.get(code=RT)
    assert (rt.level, rt.name, rt.parent.code, rt.parent.name) == ("rt", "RT 001", f"{BOJONGSARI}.002", "RW 002")
    rt.full_clean()
    assert rt.parent.parent.code == BOJONGSARI


def test_the_same_file_twice_creates_and_changes_nothing():
    owner = operator()
    imported(PEOPLE, owner)
    before, rows, versions = snapshot(), counts(), list(Member.objects.values_list("pk", "version", "updated_at"))
    batch = imported(PEOPLE, owner)
    assert families(batch) == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert (snapshot(), counts()) == (before, rows)
    assert list(Member.objects.values_list("pk", "version", "updated_at")) == versions


def test_a_change_raises_the_version_of_what_changed_only():
    owner = operator()
    imported(PEOPLE, owner)
    imported(altered("nama", "Ahmad Sutisno"), owner)
    assert set(Member.objects.filter(version=2).values_list("name", "name_key")) == {("Ahmad Sutisno", "AHMAD SUTISNO")}
    assert not Household.objects.exclude(version=1).exists()


def test_what_the_file_does_not_name_stays():
    owner = operator()
    family = make_household(no_kk=A, phone="0812", notes="Catatan", address="Jl. Mawar No. 3")
    member = make_member(
        household=family, nik=PEOPLE[0][1], name="A. Sutisna", relation="head", sex="L", marital="married", notes="Lama"
    )
    other = make_member(household=family, name="Nenek", relation="parent")
    imported(PEOPLE[:3], owner)
    for record in (family, member, other):
        record.refresh_from_db()
    assert (family.phone, family.notes, family.version) == ("0812", "Catatan", 1)
    assert (member.name, member.marital, member.notes, member.version) == ("Ahmad Sutisna", "married", "Lama", 2)
    assert (other.name, other.version) == ("Nenek", 1)


def test_a_family_that_moves_to_another_rt_leaves_its_house():
    owner = operator()
    imported(PEOPLE, owner)
    family = Household.objects.with_no_kk(B).get()
    from_house = family.region.houses.create(address=family.address)
    family.house = from_house
    family.save()
    imported([[*row[:8], "005", *row[9:]] for row in PEOPLE[3:5]], owner)
    family.refresh_from_db()
    assert (family.region.code, family.house) == (f"{BOJONGSARI}.002.005", None)
    family.full_clean()


def test_a_person_who_moves_leaves_a_trace_and_an_empty_family_dissolves():
    owner = operator()
    old = make_household(no_kk=C)
    member = make_member(household=old, nik=PEOPLE[2][1], name="Rizky Ramadhan", sex="L", relation="head")
    imported(PEOPLE[:3], owner)
    member.refresh_from_db()
    old.refresh_from_db()
    assert member.household.no_kk.reveal() == A
    assert (member.relation, old.status) == ("child", Household.Status.DISSOLVED)
    event = MemberEvent.objects.get()
    assert (event.member, event.kind, event.from_household, event.to_household, event.by) == (
        member,
        "changed_kk",
        old,
        member.household,
        owner,
    )
    event.full_clean()


def test_a_missing_nik_is_filled_in_and_opens_in_its_row():
    owner = operator()
    family = make_household(no_kk=A, address="Jl. Mawar No. 3")
    child = make_member(
        household=family,
        name="Rizky Ramadhan",
        birth_date=dt.date(2010, 10, 1),
        sex="L",
        relation="child",
        nik_status="missing",
        nik_missing="Belum terbit",
    )
    imported(PEOPLE[:3], owner)
    child.refresh_from_db()
    assert child.nik.reveal() == PEOPLE[2][1]
    assert (child.nik_status, child.nik_missing, child.version) == ("final", "", 2)
    assert Member.objects.with_nik(PEOPLE[2][1]).get() == child
    assert Member.objects.count() == 3


def test_a_final_nik_is_never_replaced():
    owner = operator()
    family = make_household(no_kk=A)
    same_name = make_member(household=family, name="Rizky Ramadhan", birth_date=dt.date(2010, 10, 1), sex="L")
    imported(PEOPLE[:3], owner)
    same_name.refresh_from_db()
    assert same_name.version == 1
    assert Member.objects.filter(name="Rizky Ramadhan").count() == 2


def test_head_and_spouse_change_places():
    owner = operator()
    imported(PEOPLE[:3], owner)
    people = [list(row) for row in PEOPLE[:3]]
    people[0][3], people[1][3] = "Suami", "Kepala Keluarga"
    imported(people, owner)
    assert dict(Member.objects.values_list("name", "relation")) == {
        "Ahmad Sutisna": "husband",
        "Siti Nurhasanah": "head",
        "Rizky Ramadhan": "child",
    }


def test_two_heads_change_families_at_once():
    owner = operator()
    imported(PEOPLE, owner)
    people = [list(row) for row in PEOPLE[:5]]
    people[0][0], people[3][0] = B, A
    batch = imported(people, owner)
    assert families(batch)["changed"] == 2
    heads = {member.name: member.household.no_kk.reveal() for member in Member.objects.heads()}
    assert (heads["Ahmad Sutisna"], heads["Nur'aini binti Ma'mun"]) == (B, A)
    assert MemberEvent.objects.count() == 2


# --- only what is valid ---


def test_a_file_with_errors_is_not_stored_unless_asked_for_the_valid_families():
    owner = operator()
    batch = previewed(altered("nik", "salah", row=4), owner)
    before = counts()
    with pytest.raises(ValidationError):
        batches.commit(batch, owner)
    assert counts() == before
    assert batch.state == ImportBatch.State.PREVIEW
    batches.commit(batch, owner, only_valid=True)
    assert {family.no_kk.reveal() for family in Household.objects.all()} == {A, C}
    assert families(batch) == {"new": 2, "changed": 0, "unchanged": 0, "refused": 1}


def test_a_family_with_one_wrong_row_is_skipped_as_a_whole():
    imported(altered("tanggal_lahir", "31-02-1999", row=1), operator(), only_valid=True)
    assert Member.objects.count() == 5


def test_nothing_is_stored_of_a_file_without_a_valid_family():
    owner = operator()
    batch = previewed(altered("nik", "salah")[:3], owner)
    with pytest.raises(ValidationError):
        batches.commit(batch, owner, only_valid=True)


def test_a_batch_is_committed_once():
    owner = operator()
    batch = imported(PEOPLE, owner)
    with pytest.raises(ValidationError):
        batches.commit(batch, owner)
    assert Member.objects.count() == 8


# --- what happened between the preview and the commit ---


def test_a_family_edited_after_the_preview_is_reported_and_not_overwritten():
    owner = operator()
    imported(PEOPLE, owner)
    batch = previewed(altered("pendidikan", "SMA"), owner)
    head = Member.objects.get(name="Ahmad Sutisna")
    head.education, head.version = "bachelor", head.version + 1
    head.save()
    batches.commit(batch, owner)
    head.refresh_from_db()
    assert (head.education, batch.families_edited, batch.families_refused) == ("bachelor", 1, 1)
    assert [(row, code) for row, _column, code in findings(batch)] == [
        (row, "changed_since_preview") for row in (2, 3, 4)
    ]


def test_the_other_families_are_stored_all_the_same():
    owner = operator()
    imported(PEOPLE[:3], owner)
    batch = previewed([*altered("pendidikan", "SMA")[:3], *PEOPLE[3:]], owner)
    make_member(household=Household.objects.get(), name="Anak Baru", relation="child")
    batches.commit(batch, owner)
    assert batch.families_edited == 1
    assert Household.objects.count() == 3
    assert Member.objects.get(name="Ahmad Sutisna").education == "lower_secondary"


def test_a_family_that_appeared_after_the_preview_is_not_overwritten():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    make_household(no_kk=A, head="Kepala Lain")
    batches.commit(batch, owner)
    assert (batch.families_edited, batch.families_new) == (1, 2)
    assert Member.objects.filter(household=Household.objects.with_no_kk(A).get()).count() == 1


def test_a_person_who_appeared_elsewhere_after_the_preview_is_not_moved():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    make_member(nik=PEOPLE[0][1], name="Sudah Terdaftar", relation="child")
    batches.commit(batch, owner)
    assert (batch.families_edited, batch.families_new) == (1, 2)
    assert Member.objects.with_nik(PEOPLE[0][1]).get().name == "Sudah Terdaftar"


def test_a_life_event_after_the_preview_counts_as_an_edit():
    owner = operator()
    imported(PEOPLE, owner)
    batch = previewed(altered("pendidikan", "SMA"), owner)
    record_event(Member.objects.get(name="Siti Nurhasanah"), "moved_out", on=dt.date(2026, 11, 1), by=owner)
    batches.commit(batch, owner)
    assert batch.families_edited == 1
    assert Member.objects.get(name="Siti Nurhasanah").status == "moved"


def test_the_scope_is_asked_again():
    owner = operator()
    make_region(RT)
    batch = previewed(PEOPLE, owner)
    Assignment.objects.filter(user=owner).update(region=make_region("32.76.11.1002"))
    owner = type(owner).objects.get(pk=owner.pk)
    batches.commit(batch, owner)
    assert (batch.families_new, batch.families_edited, Household.objects.count()) == (0, 3, 0)


def test_no_rt_is_made_outside_the_present_scope():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    Assignment.objects.filter(user=owner).update(region=make_region("32.76.11.1002"))
    batches.commit(batch, type(owner).objects.get(pk=owner.pk))
    assert not Region.objects.filter(code=RT).exists()


def test_a_number_registered_during_the_commit_stops_it_whole(monkeypatch):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    original = batches.store.__globals__["_store_rows"]

    def interrupted(*arguments, **options):
        counted = original(*arguments, **options)
        raise batches.RegisterChanged
        return counted

    monkeypatch.setitem(batches.store.__globals__, "_store_rows", interrupted)
    with pytest.raises(ValidationError, match="tidak ada yang disimpan"):
        batches.commit(batch, owner)
    assert (Household.objects.count(), Member.objects.count()) == (0, 0)
    assert (batch.state, batch.worker, batch.families_new) == ("preview", "", 3)
    monkeypatch.undo()
    batches.commit(batch, owner)
    assert Member.objects.count() == 8


def test_any_other_failure_puts_the_batch_back(monkeypatch):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    monkeypatch.setitem(batches.store.__globals__, "_log", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        batches.commit(batch, owner)
    assert (batch.state, batch.worker, Household.objects.count()) == ("preview", "", 0)


# --- the trail ---


def test_one_entry_in_the_trail_names_every_row():
    owner = operator()
    imported(PEOPLE[:3], owner)
    before = LogEntry.objects.count()
    batch = imported([*altered("pendidikan", "SMA")[:3], *PEOPLE[3:]], owner)
    entries = list(LogEntry.objects.order_by("pk")[before:])
    [entry] = [entry for entry in entries if entry.object_pk == str(batch.pk) and entry.action == 1]
    assert (entry.actor, entry.changes["state"]) == (owner, ["preview", "done"])
    rows = entry.additional_data["rows"]
    new = Household.objects.exclude(no_kk_index=Household.objects.with_no_kk(A).get().no_kk_index)
    assert _keys(rows["family"]["created"]) == set(new.values_list("pk", flat=True))
    assert _keys(rows["member"]["created"]) == set(
        Member.objects.filter(household__in=new).values_list("pk", flat=True)
    )
    assert _keys(rows["member"]["changed"]) == {Member.objects.get(name="Ahmad Sutisna").pk}
    assert entry.additional_data["count"] == 2 + 5 + 1


def test_no_number_and_no_name_stands_in_the_trail():
    owner = operator()
    batch = imported(altered("nama", "Ahmad Sutisno"), owner, filename="KK 3276110501109001 Ahmad.csv")
    batches.undo(batch, owner)
    written = " ".join(str(list(LogEntry.objects.values_list("object_repr", "changes", "additional_data"))).split())
    for secret in (*(row[1] for row in PEOPLE), A, B, C, "Sutisno", "Mawar"):
        assert secret not in written


def _keys(ranges):
    return {key for first, last in ranges for key in range(first, last + 1)}


# --- what is kept ---


def test_the_file_is_gone_once_everything_is_stored():
    batch = imported(PEOPLE, operator())
    kinds = set(batch.parts.values_list("kind", flat=True))
    assert ImportPart.Kind.UPLOAD not in kinds
    assert ImportPart.Kind.UNDO in kinds


def test_the_file_stays_while_refused_rows_can_be_fetched():
    batch = imported(altered("nik", "salah"), operator(), only_valid=True)
    assert batch.parts.filter(kind=ImportPart.Kind.UPLOAD).exists()


def test_temporary_tables_are_gone_afterwards():
    imported(PEOPLE, operator())
    with connection.cursor() as cursor:
        for table in ("import_family", "import_member", "import_refused", "import_moved", "import_edited"):
            if connection.vendor == "postgresql":
                cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{table}"])
                assert cursor.fetchone() == (None,)
            else:
                cursor.execute("SELECT 1 FROM sqlite_temp_master WHERE name = %s", [table])
                assert cursor.fetchone() is None


def test_a_large_file_takes_a_few_queries_more_for_every_five_hundred_families():
    owner, counted, rows = operator(), [], many(3000)
    for batch in (previewed(rows[:1000], owner), previewed(rows[1000:], owner)):
        with CaptureQueriesContext(connection) as queries:
            batches.commit(batch, owner)
        counted.append(len(queries))
    assert Member.objects.count() == 3000
    small, large = counted
    assert small <= 120
    # For each part: it is fetched, and its rows are written within a savepoint; SQLite fills its search indexes then.
    assert large - small <= 16 * 1000 // FAMILIES_A_PART


def many(count):
    """Families of one woman each."""
    rows = []
    for at in range(count):
        day = dt.date(2000, 1, 1) + dt.timedelta(days=at // 8)
        serial = f"{9001 + at % 8}"
        kk, nik = f"327611{day:%d%m%y}{serial}", f"327611{day.day + 40:02d}{day:%m%y}{serial}"
        rows.append([kk, nik, "Warga Contoh", "Kepala Keluarga", "P", day.isoformat(), *PEOPLE[0][6:]])
    return rows


@pytest.mark.parametrize(("least", "is_told"), [(8, True), (9, False)])
def test_the_planner_is_told_of_many_new_rows(monkeypatch, least, is_told):
    monkeypatch.setattr(batches, "ROWS_WORTH_ANALYSING", least)
    batch = imported(PEOPLE, operator())
    with CaptureQueriesContext(connection) as queries:
        batches.tell_planner(batch)
    told = {query["sql"] for query in queries if query["sql"].startswith("ANALYZE households_")}
    expected = {"ANALYZE households_household", "ANALYZE households_member"}
    assert told == (expected if is_told and connection.vendor == "postgresql" else set())


@pytest.mark.parametrize("way", ["page", "command"])
def test_the_planner_is_told_once_a_batch_is_done_whichever_way_it_came(monkeypatch, tmp_path, way):
    told, owner = [], operator()
    monkeypatch.setattr(batches, "tell_planner", lambda batch: told.append(batch.state))
    if way == "page":
        start_commit(previewed(PEOPLE, owner), owner)
    else:
        path = tmp_path / "data.csv"
        path.write_text(text(PEOPLE))
        call_command("import_register", str(path), "--as", owner.username, "--commit", stdout=io.StringIO())
    assert told == [ImportBatch.State.DONE]


def test_staff_commit_for_an_owner_within_the_owners_scope():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    staff = make_user(Role.STAFF)
    batches.commit(batch, staff)
    assert (batch.committed_by, batch.owner) == (staff, owner)


def test_columns_outside_the_contract_change_nothing():
    """A file with columns named like the model's own fields and with keys of other families."""
    others = [make_household(rt="32.76.11.1002.001.001", head=f"Tetangga {at}") for at in range(8)]
    before = snapshot()
    header = [*HEADER, "id", "household_id", "region_id", "status", "version", "owner", "latest_survey_id"]
    rows = [
        [*row, str(other.pk), str(other.pk), str(other.region_id), "merged", "99", "1", "1"]
        for row, other in zip(PEOPLE, others, strict=True)
    ]
    batch = imported(text(rows, header=header), operator())
    assert (batch.outcome, batch.codes, batch.families_new) == ("ACCEPT_WARN", ["header_ignored"], 3)
    assert all(row in snapshot()[0] for row in before[0])
    assert all(row in snapshot()[1] for row in before[1])
    assert set(Household.objects.exclude(pk__in=[other.pk for other in others]).values_list("status", "version")) == {
        ("active", 1)
    }
    assert changes(batch) == []
