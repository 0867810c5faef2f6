"""Taking a batch back: everything as it was, except what somebody has changed since, which is listed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.roles import Role
from households.models import Household, HouseholdSurvey, ImportBatch, ImportPart, Member, MemberEvent
from households.services import record_event
from imports.keeping import sealed_parts, undo_notes
from imports.keeping.rotate import rotate_parts
from imports.services import batches
from locations.models import Region
from p2wkss.base.sealed import mask
from tests.imports.import_files import counts, imported, operator, snapshot
from tests.imports.register_files import HEADER, PEOPLE, A, B, altered, each, text
from tests.makers import RT, make_round, make_target_area, make_user

pytestmark = pytest.mark.django_db
State = ImportBatch.State


def undone(batch):
    return batches.undo(batch, batch.owner)


def test_a_first_import_leaves_nothing_behind():
    owner = operator()
    before = counts()
    batch = undone(imported(PEOPLE, owner))
    assert (batch.state, batch.undone_by, batch.families_kept) == (State.UNDONE, owner, 0)
    assert counts() == before
    assert batches.kept_families(batch) == []


def test_regions_that_others_use_by_now_stay():
    batch = imported(PEOPLE, operator())
    make_target_area(areas=[RT])
    undone(batch)
    assert Region.objects.filter(code=RT).exists()
    assert Household.objects.count() == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("nama", "Ahmad Sutisno"),
        ("tanggal_lahir", "1978-08-18"),
        ("jenis_kelamin", "P"),
        ("hubungan", "Orang Tua"),
        ("pendidikan", "SMA"),
        ("pekerjaan", "Guru"),
        ("alamat", "Jl. Melati No. 9"),
        ("rt", "3"),
    ],
)
def test_old_values_come_back(column, value):
    owner = operator()
    imported(PEOPLE, owner)
    before = snapshot()
    batch = imported(altered(column, value), owner)
    assert snapshot() != before
    undone(batch)
    assert snapshot() == before


def test_a_filled_in_nik_is_missing_again():
    owner = operator()
    header = [*HEADER, "alasan_tanpa_nik"]
    without = [[*row, ""] for row in PEOPLE]
    without[7][1], without[7][-1] = "", "Bayi baru lahir"
    imported(text(without, header=header), owner)
    before = snapshot()
    batch = imported(PEOPLE, owner)
    assert Member.objects.get(name="Bayi Simatupang").nik.reveal() == PEOPLE[7][1]
    undone(batch)
    assert snapshot() == before


def test_who_moved_to_another_family_goes_back_without_a_trace():
    owner = operator()
    imported(PEOPLE, owner)
    before = snapshot()
    moved = [row for row in PEOPLE if row[2] == "Dewi Lestari"][0]
    batch = imported([PEOPLE[0], [A, *moved[1:]]], owner)
    assert MemberEvent.objects.count() == 1
    undone(batch)
    assert snapshot() == before
    assert MemberEvent.objects.count() == 0


def test_heads_change_places_back():
    owner = operator()
    imported(PEOPLE, owner)
    before = snapshot()
    people = [list(row) for row in PEOPLE]
    people[0][3], people[1][3] = "Suami", "Kepala Keluarga"
    batch = imported(people, owner)
    undone(batch)
    assert snapshot() == before


def test_what_was_edited_since_stays_and_is_listed():
    owner = operator()
    imported(PEOPLE, owner)
    batch = imported(each("pekerjaan", lambda *_: "Guru"), owner)
    edited = Member.objects.get(name="Dewi Lestari")
    edited.name = "Dewi Lestari Ayu"
    edited.version += 1
    edited.save()

    batch = undone(batch)

    edited.refresh_from_db()
    assert (edited.name, edited.occupation) == ("Dewi Lestari Ayu", "teacher")
    assert Member.objects.get(name="Ahmad Sutisna").occupation == "casual_labourer"
    assert batch.families_kept == 1
    assert batches.kept_families(batch) == [(mask(B), "Nur'aini binti Ma'mun")]


def test_a_new_family_that_was_edited_since_stays_with_its_members():
    owner = operator()
    batch = imported(PEOPLE, owner)
    record_event(Member.objects.get(name="Bayi Simatupang"), "died", on=timezone.localdate(), by=owner)
    batch = undone(batch)
    assert set(Member.objects.values_list("name", flat=True)) == {"Bayi Simatupang"}
    assert Household.objects.count() == 1
    assert batch.families_kept == 1


def test_spending_goes_back_with_its_survey():
    owner = operator()
    make_round(target_area=make_target_area(areas=[RT]))
    first = imported(PEOPLE, owner)
    batch = imported(each("pengeluaran_bulanan", lambda value, _row: "1750000"), owner)
    assert set(HouseholdSurvey.objects.values_list("total_spending", flat=True)) == {1750000}
    undone(batch)
    assert set(HouseholdSurvey.objects.values_list("total_spending", flat=True)) == {1500000, 950000, 2100000}
    undone(first)
    assert HouseholdSurvey.objects.count() == 0
    assert Household.objects.count() == 0


def test_batches_are_undone_one_after_the_other():
    owner = operator()
    states = [snapshot()]
    batches = []
    for people in (PEOPLE, altered("nama", "Ahmad Satu"), altered("nama", "Ahmad Dua")):
        batches.append(imported(people, owner))
        states.append(snapshot())
    for batch, before in zip(reversed(batches), reversed(states[:-1]), strict=True):
        undone(batch)
        assert snapshot() == before


def test_surveys_of_three_batches_are_undone_one_after_the_other():
    owner = operator()
    make_round(target_area=make_target_area(areas=[RT]))
    imported_ones = [
        imported(each("pengeluaran_bulanan", lambda value, _row, amount=amount: amount), owner)
        for amount in ("1500000", "1600000", "1700000")
    ]
    for batch, left in zip(reversed(imported_ones), ({1600000}, {1500000}, set()), strict=True):
        undone(batch)
        assert set(HouseholdSurvey.objects.values_list("total_spending", flat=True)) == left
    assert Household.objects.count() == 0


def test_an_earlier_batch_does_not_take_a_later_one_with_it():
    owner = operator()
    first = imported(PEOPLE, owner)
    imported(altered("nama", "Ahmad Dua"), owner)
    first = undone(first)
    assert list(Member.objects.values_list("name", flat=True)) == ["Ahmad Dua"]
    assert first.families_kept == 1


def rewritten(batch, rewrite):
    """The undo notes of a batch, each given to `rewrite`, as another version of the portal would have kept them."""
    notes = list(sealed_parts.read_items(batch, ImportPart.Kind.UNDO))
    with sealed_parts.PartWriter(batch, ImportPart.Kind.UNDO) as anew:
        anew.add_all(rewrite(note) if note[0] in undo_notes.CHANGED else note for note in notes)
    return batch


def unnamed(note):
    kind, key, version, old = note
    return [kind, key, version, *(old[name] for name in undo_notes.UNNAMED[kind])]


def without(*names):
    return lambda note: [*note[:3], {name: old for name, old in note[3].items() if name not in names}]


def beside(**more):
    return lambda note: [*note[:3], note[3] | more]


@pytest.mark.parametrize(
    ("rewrite", "stays"),
    [
        pytest.param(unnamed, {}, id="of before the names were kept"),
        pytest.param(without("occupation"), {"occupation": "teacher"}, id="of before a column was remembered"),
        pytest.param(beside(religion="other"), {}, id="with a column that is gone"),
    ],
)
@pytest.mark.parametrize("is_rotated", [False, True])
def test_an_import_of_another_version_can_be_undone(rewrite, stays, is_rotated):
    owner = operator()
    imported(PEOPLE, owner)
    head = Member.objects.get(name=PEOPLE[0][2])
    before = {name: getattr(head, name) for name in ("name", "education", "occupation", "birth_date")}
    address = head.household.address
    changed = dict(zip(HEADER, PEOPLE[0], strict=True)) | {
        "pendidikan": "S2",
        "pekerjaan": "Guru",
        "alamat": "Jl. Baru 1",
    }
    batch = imported([list(changed.values()), *PEOPLE[1:]], owner)
    rewritten(batch, rewrite)
    if is_rotated:
        assert [step for step in rotate_parts(reindex=True) if step.unreadable] == []
    undone(batch)
    head.refresh_from_db()
    assert {name: getattr(head, name) for name in before} == before | stays
    assert (head.household.address, batch.families_kept) == (address, 0)


def test_an_undone_file_can_be_imported_again():
    owner = operator()
    undone(imported(PEOPLE, owner))
    batch = imported(PEOPLE, owner)
    assert (batch.families_new, Member.objects.count()) == (3, 8)


def test_a_batch_is_undone_once_and_within_a_month():
    owner = operator()
    batch = undone(imported(PEOPLE, owner))
    with pytest.raises(ValidationError, match="tidak dapat dikembalikan"):
        undone(batch)
    late = imported(PEOPLE, owner)
    ImportBatch.objects.filter(pk=late.pk).update(committed_at=timezone.now() - timedelta(days=31))
    with pytest.raises(ValidationError, match="tidak dapat dikembalikan"):
        undone(late)
    assert Member.objects.count() == 8


def test_nobody_undoes_the_batch_of_another_operator():
    batch = imported(PEOPLE, operator())
    with pytest.raises(PermissionDenied):
        batches.undo(batch, make_user(Role.KELURAHAN))
    assert Member.objects.count() == 8
