"""New families go straight into the register: what is stored is the same as by the long way."""

import json
import sys

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from households.models import Household, ImportBatch, ImportPart, Member
from households.models.household import FAMILY_ADDRESSES
from households.models.member import NAMES
from imports.keeping import sealed_parts
from imports.keeping.preview_rows import LAYOUT, families_in
from imports.services import batches
from imports.services.state import columns_of, keep_columns
from imports.staging.database_thread import DatabaseThread
from imports.staging.new_families import NewFamilies
from imports.staging.stage import Stage, connections
from p2wkss.base.text_search import Arm, find, unindexed
from tests.imports.import_files import counts, families, imported, operator, previewed, snapshot
from tests.imports.register_files import HEADER, PEOPLE, A, B, C, altered, text
from tests.makers import make_household, make_member

pytestmark = pytest.mark.django_db
Kind = ImportPart.Kind
REASON = [*HEADER, "alasan_tanpa_nik"]


@pytest.fixture
def staged(monkeypatch):
    """Counts the families that take the long way; `staged.all()` sends all of them there."""

    class Staged:
        count = 0

        def all(self):
            monkeypatch.setattr(NewFamilies, "prepare", lambda *_: None)

    found, load = Staged(), Stage.load_runs

    def counted(stage, families, members):
        found.count += len(families)
        load(stage, families, members)

    def commit(batch, by, **options):
        monkeypatch.setattr(Stage, "load_runs", counted)
        return batches.commit(batch, by, **options)

    found.commit = commit
    return found


def without_ids(snapshot):
    """The values of a snapshot but random ids and keys."""
    households, members = snapshot
    return sorted(map(str, (row[1:-2] for row in households))), sorted(str((row[1], *row[3:])) for row in members)


FILES = {
    "eight people": text(PEOPLE),
    "somebody without NIK": text(
        [[*row, ""] for row in PEOPLE[:7]] + [[*PEOPLE[7][:1], "", *PEOPLE[7][2:], "Akta sedang diurus"]], header=REASON
    ),
    "a family in two places": text([PEOPLE[0], *PEOPLE[3:], *PEOPLE[1:3]]),
    "signs that COPY must escape": text(
        [[*row[:11], "Gg. \\N No. 3\\t", row[12]] if row[0] == A else row for row in PEOPLE]
    ),
    "empty cells": text([[*row[:6], "", "", *row[8:11], "", ""] if row[0] == A else row for row in PEOPLE]),
    "some with errors": text(altered("nik", "salah", row=4)),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_both_ways_store_the_same(content, staged):
    owner, found = operator(), []
    for way in ("short", "long"):
        if way == "long":
            staged.all()
        batch = previewed(content, owner)
        staged.commit(batch, owner, only_valid=True)
        for record in [*Household.objects.all(), *Member.objects.all()]:
            record.full_clean()
        found.append((without_ids(snapshot()), families(batch), batch.members_new))
        batches.undo(batch, owner)
        assert (counts()["Household"], counts()["Member"]) == (0, 0)
    assert found[0] == found[1]


def test_new_families_are_not_compared_and_known_ones_are(staged):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    staged.commit(batch, owner)
    assert (staged.count, families(batch)["new"], batch.members_new) == (0, 3, 8)
    again = previewed(PEOPLE, owner)
    staged.count = 0
    staged.commit(again, owner)
    assert (staged.count, families(again)["unchanged"]) == (3, 3)


@pytest.mark.parametrize(
    "known",
    [
        lambda: make_household(no_kk=A, head="Kepala Lain"),
        lambda: make_member(nik=PEOPLE[1][1], name="Sudah Terdaftar", relation="child"),
    ],
    ids=["its KK number", "the NIK of a member"],
)
def test_a_number_that_came_in_since_the_preview_sends_its_block_the_long_way(known, staged):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    known()
    before = Member.objects.count()
    staged.commit(batch, owner)
    assert (staged.count, batch.families_new, batch.families_edited) == (3, 2, 1)
    assert Member.objects.count() == before + 5


def test_other_mistakes_of_the_database_are_not_hidden(monkeypatch):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    real = batches.store.__globals__["write_staged"]

    def refused(*arguments, **options):
        real(*arguments, **options)
        raise IntegrityError("something else")

    monkeypatch.setitem(batches.store.__globals__, "write_staged", refused)
    with pytest.raises(ValidationError, match="tidak ada yang disimpan"):
        batches.commit(batch, owner)
    assert (counts()["Household"], counts()["Member"]) == (0, 0)


def test_the_commit_needs_what_the_preview_kept_and_not_the_file():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    sealed_parts.forget(batch, [Kind.UPLOAD])
    batches.commit(batch, owner)
    assert Member.objects.count() == 8


def test_what_is_kept_shows_no_number_and_no_name():
    batch = previewed(PEOPLE, operator())
    [part] = batch.parts.filter(kind=Kind.ROWS)
    for secret in (A, PEOPLE[0][1], "Sutisna"):
        assert secret.encode() not in bytes(part.data)
    assert [family.no_kk for family in families_in(batch, part)] == [A, B, C]


@pytest.mark.parametrize("end", ["commit", "cancel"])
def test_kept_rows_are_gone_with_the_import(end):
    owner = operator()
    batch = previewed(altered("nik", "salah"), owner)
    assert batch.parts.filter(kind=Kind.ROWS).exists()
    if end == "commit":
        batches.commit(batch, owner, only_valid=True)
    else:
        batches.cancel(batch, owner)
    assert not batch.parts.filter(kind=Kind.ROWS).exists()


def test_rows_of_another_batch_are_not_taken():
    owner = operator()
    one, other = previewed(PEOPLE, owner), previewed(altered("nama", "Orang Lain"), owner)
    data = bytes(other.parts.get(kind=Kind.ROWS).data)
    one.parts.filter(kind=Kind.ROWS).update(data=data)
    with pytest.raises(ValidationError, match="Unggah sekali lagi"):
        batches.commit(one, owner)
    assert (one.state, counts()["Household"]) == (ImportBatch.State.PREVIEW, 0)


def test_rows_that_are_missing_are_noticed():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    sealed_parts.forget(batch, [Kind.ROWS])
    with pytest.raises(ValidationError, match="Periksa pratinjau yang baru"):
        batches.commit(batch, owner)
    assert (batch.state, counts()["Household"]) == (ImportBatch.State.PREVIEW, 0)
    batches.commit(batch, owner)
    assert counts()["Household"] == 3


def test_a_preview_of_another_version_of_the_portal_is_made_anew():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    keep_columns(batch, columns_of(batch) | {"layout_of_rows": LAYOUT[:-1]})
    with pytest.raises(ValidationError, match="Portal diperbarui"):
        batches.commit(batch, owner)
    assert (batch.state, batch.worker, counts()["Household"]) == (ImportBatch.State.PREVIEW, "", 0)
    batches.commit(batch, owner)
    assert counts()["Household"] == 3


def test_the_trail_and_the_undoing_name_exactly_the_rows_that_were_made():
    owner = operator()
    make_household(head="Yang Lama")
    before = set(Member.objects.values_list("pk", flat=True))
    batch = imported(PEOPLE, owner)
    made = {
        kind: {key for _new, other, first, last in undoing(batch) if other == kind for key in range(first, last + 1)}
        for kind in ("family", "member")
    }
    assert made["member"] == set(Member.objects.values_list("pk", flat=True)) - before
    assert made["family"] == set(Household.objects.filter(members__in=made["member"]).values_list("pk", flat=True))


def undoing(batch):
    return [
        item
        for part in batch.parts.filter(kind=Kind.UNDO)
        for item in json.loads(sealed_parts.open_part(batch, part))
        if item[0] == "new" and item[1] in ("family", "member")
    ]


# --- the search index ---


@pytest.mark.parametrize("way", ["short", "long"])
def test_new_people_and_addresses_are_found_and_the_index_goes_on_following(way, staged):
    owner = operator()
    if way == "long":
        staged.all()
    imported(PEOPLE, owner)
    assert unindexed(connections["default"], [NAMES, FAMILY_ADDRESSES]) == set()
    assert len(find([Arm(NAMES)], "sutisna", 10)[0]) == 1
    assert len(find([Arm(FAMILY_ADDRESSES)], "posyandu", 10)[0]) == 1
    Member.objects.get(name="Ahmad Sutisna").delete()
    make_member(name="Ahmad Sutisna Baru")
    assert len(find([Arm(NAMES)], "sutisna", 10)[0]) == 1


def test_a_commit_that_fails_leaves_the_index_as_it_was(monkeypatch):
    owner = operator()
    batch = previewed(PEOPLE, owner)
    monkeypatch.setitem(batches.store.__globals__, "_log", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        batches.commit(batch, owner)
    assert unindexed(connections["default"], [NAMES, FAMILY_ADDRESSES]) == set()
    make_member(name="Ahmad Sutisna")
    assert len(find([Arm(NAMES)], "sutisna", 10)[0]) == 1


# --- work thread ---


@pytest.fixture
def stage():
    with Stage(connections["default"]) as stage:
        yield stage


def test_pieces_are_done_one_after_the_other_and_give_their_results(stage):
    done = []
    with DatabaseThread(stage) as thread:
        for number in range(5):
            thread.do(lambda number: done.append(number) or number * 10, number)
            assert thread.wait() == number * 10
        thread.do(done.append, 5)
    assert done == [0, 1, 2, 3, 4, 5]


def test_what_goes_wrong_in_a_piece_is_raised_where_it_is_waited_for(stage):
    with pytest.raises(ZeroDivisionError), DatabaseThread(stage) as thread:
        thread.do(lambda: 1 / 0)
        thread.wait()


def test_turns_of_threads_are_short_until_the_last_of_several_imports_ends(stage):
    usual = sys.getswitchinterval()
    with DatabaseThread(stage):
        with DatabaseThread(stage):
            pass
        is_short = sys.getswitchinterval() < usual
        assert is_short == (connections["default"].vendor == "postgresql")
    assert sys.getswitchinterval() == usual
