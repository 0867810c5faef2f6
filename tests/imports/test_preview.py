"""What a preview says, and that it says it without touching the register."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.roles import Role
from households.models import Household, ImportBatch, ImportPart, Member
from imports.services import batches
from tests.imports.import_files import (
    changes,
    counts,
    families,
    findings,
    imported,
    operator,
    previewed,
)
from tests.imports.register_files import HEADER, PEOPLE, A, B, C, altered, each, text
from tests.makers import BOJONGSARI, CURUG, RT, make_household, make_member, make_region, make_user

pytestmark = pytest.mark.django_db


def test_a_preview_writes_nothing_into_the_register():
    owner = operator()
    before = counts()
    batch = previewed(PEOPLE, owner)
    assert counts() == before
    assert batch.state == ImportBatch.State.PREVIEW
    assert families(batch) == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}
    assert (batch.members_new, batch.members_changed) == (8, 0)


def test_the_verdict_is_what_the_command_prints():
    batch = previewed(PEOPLE, operator())
    assert batch.verdict == {
        "outcome": "ACCEPT",
        "rows_seen": 8,
        "rows_ok": 8,
        "rows_error": 0,
        "codes": [],
        "messages": [],
        "batch": str(batch.public_id),
        "new": 3,
        "changed": 0,
        "unchanged": 0,
    }


def test_families_are_listed_in_the_order_of_the_file_with_masked_numbers():
    batch = previewed(PEOPLE, operator())
    entries = batches.families_of(batch)
    assert [(entry.number, entry.rows, entry.leader, entry.verdict) for entry in entries] == [
        (2, 3, "Ahmad Sutisna", "new"),
        (5, 2, "Nur'aini binti Ma'mun", "new"),
        (7, 3, "Yosef A. Simatupang", "new"),
    ]
    assert [entry.kk for entry in entries] == ["3276••••••••••••", "3276••••••••••••", "3276••••••••••••"]
    assert {entry.region for entry in entries} == {RT}


def test_pages_of_families_open_only_what_they_show():
    batch = previewed(PEOPLE, operator())
    assert [entry.number for entry in batches.families_of(batch, 1, 1)] == [5]
    assert batches.families_of(batch, 3, 10) == []


def test_rt_that_do_not_exist_are_named_but_not_made():
    batch = previewed(PEOPLE, operator())
    assert "RT 001 / RW 002" in " ".join(batch.notes)
    make_region(RT)
    assert "RT 001 / RW 002" not in " ".join(previewed(PEOPLE, operator()).notes)


def test_spending_without_an_open_round_is_named_as_not_kept():
    notes = " ".join(previewed(PEOPLE, operator()).notes)
    assert "Pengeluaran bulanan 3 keluarga tidak disimpan" in notes
    assert "Pengeluaran" not in " ".join(previewed(each("pengeluaran_bulanan", lambda *_: ""), operator()).notes)


# --- what changes ---


@pytest.mark.parametrize(
    ("column", "value", "change"),
    [
        ("nama", "Ahmad Sutisno", ("Ahmad Sutisno", "nama", "Ahmad Sutisna", "Ahmad Sutisno")),
        ("tanggal_lahir", "1978-08-18", ("Ahmad Sutisna", "tanggal_lahir", "1978-08-17", "1978-08-18")),
        ("pendidikan", "SMA", ("Ahmad Sutisna", "pendidikan", "lower_secondary", "upper_secondary")),
        ("pekerjaan", "Guru", ("Ahmad Sutisna", "pekerjaan", "casual_labourer", "teacher")),
        ("jenis_kelamin", "P", ("Ahmad Sutisna", "jenis_kelamin", "L", "P")),
        ("alamat", "Jl. Melati No. 9", ("", "alamat", "Jl. Mawar No. 3", "Jl. Melati No. 9")),
        ("rt", "3", ("", "wilayah", RT, f"{BOJONGSARI}.002.003")),
    ],
)
def test_a_change_is_shown_with_its_old_and_new_value(column, value, change):
    owner = operator()
    imported(PEOPLE, owner)
    batch = previewed(altered(column, value), owner)
    assert families(batch) == {"new": 0, "changed": 1, "unchanged": 2, "refused": 0}
    assert changes(batch) == [change]


@pytest.mark.parametrize("column", ["pendidikan", "pekerjaan", "alamat", "pengeluaran_bulanan"])
def test_an_empty_cell_changes_nothing(column):
    owner = operator()
    imported(PEOPLE, owner)
    batch = previewed(each(column, lambda *_: ""), owner)
    assert families(batch)["unchanged"] == 3
    assert changes(batch) == []


def test_members_who_are_not_in_the_file_are_no_change():
    owner = operator()
    imported(PEOPLE, owner)
    batch = previewed([PEOPLE[0], *PEOPLE[3:]], owner)
    assert families(batch)["unchanged"] == 3


def test_a_new_member_of_a_registered_family_changes_the_family():
    owner = operator()
    imported(PEOPLE[:2], owner)
    batch = previewed(PEOPLE[:3], owner)
    assert families(batch) == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    assert changes(batch) == [("Rizky Ramadhan", "anggota", "", "")]


def test_the_order_of_the_rows_does_not_matter():
    owner = operator()
    imported(PEOPLE, owner)
    shuffled = [PEOPLE[at] for at in (5, 1, 7, 4, 0, 3, 6, 2)]
    batch = previewed(shuffled, owner)
    assert families(batch)["unchanged"] == 3
    assert [entry.rows for entry in batches.families_of(batch)] == [3, 3, 2]


def test_in_a_family_whose_rows_stand_apart_the_heads_row_speaks():
    scattered = [
        [*PEOPLE[1][:11], "Jl. Lain No. 1", ""],
        PEOPLE[3],
        [*PEOPLE[0][:11], "", "1500000"],
        PEOPLE[4],
        [*PEOPLE[2][:11], "Jl. Lain No. 2", ""],
    ]
    owner = operator()
    imported(scattered, owner)
    assert Household.objects.with_no_kk(A).get().address == "Jl. Lain No. 1"
    assert Household.objects.with_no_kk(A).get().members.count() == 3


# --- who is who ---


def test_a_person_of_another_family_moves_with_a_warning():
    owner = operator()
    make_member(household=make_household(no_kk=B), nik=PEOPLE[2][1], name="Rizky", sex="L", relation="child")
    batch = previewed(PEOPLE[:3], owner)
    assert findings(batch) == [(4, "nik", "nik_moves_family")]
    assert batch.outcome == "ACCEPT_WARN"


def test_a_person_of_another_kelurahan_is_an_error_that_says_nothing_about_them():
    owner = operator()
    elsewhere = make_household(no_kk=B, rt=f"{CURUG}.001.001")
    make_member(household=elsewhere, nik=PEOPLE[2][1], name="Orang Lain", sex="L", relation="child")
    batch = previewed(PEOPLE[:3], owner)
    assert findings(batch) == [(4, "nik", "nik_elsewhere")]
    assert (batch.outcome, batch.rows_error, batch.families_refused) == ("ROW_ERRORS", 1, 1)
    assert "Orang Lain" not in str(batch.messages) + str(batches.families_of(batch))


def test_a_family_of_another_kelurahan_is_an_error_of_all_its_rows():
    owner = operator()
    make_household(no_kk=A, rt=f"{CURUG}.001.001")
    batch = previewed(PEOPLE, owner)
    assert findings(batch) == [(row, "no_kk", "kk_elsewhere") for row in (2, 3, 4)]
    assert batch.rows_error == 3


def test_staff_may_change_families_everywhere():
    operator()
    make_household(no_kk=A, rt=f"{CURUG}.001.001", address="Jl. Mawar No. 3")
    batch = previewed(PEOPLE[:3], make_user(Role.STAFF))
    assert batch.outcome == "ACCEPT"
    assert ("", "wilayah", f"{CURUG}.001.001", RT) in changes(batch)


@pytest.mark.parametrize("kelurahan", ["Curug", "CURUG", CURUG])
def test_a_place_outside_the_own_area_is_a_row_error(kelurahan):
    batch = previewed(altered("kelurahan", kelurahan), operator())
    assert findings(batch)[0] == (2, "kelurahan", "region_out_of_scope")


def test_a_person_without_nik_is_found_by_name_and_birth_date():
    header = [*HEADER, "alasan_tanpa_nik"]
    people = [[*row, ""] for row in PEOPLE]
    people[7][1], people[7][13] = "", "Akta sedang diurus"
    owner = operator()
    imported(text(people, header=header), owner)
    child = Member.objects.get(name="Bayi Simatupang")
    assert (child.nik, child.nik_status, child.nik_missing) == (None, "missing", "Akta sedang diurus")
    again = previewed(text(people, header=header), owner)
    assert families(again)["unchanged"] == 3
    with_nik = previewed(PEOPLE, owner)
    assert changes(with_nik) == [("Bayi Simatupang", "nik_baru", "", "")]


def test_a_person_written_twice_is_an_error_of_both_rows():
    header = [*HEADER, "alasan_tanpa_nik"]
    people = [[*row, ""] for row in PEOPLE[:3]]
    people.append([*people[2]])
    people[3][1], people[3][13] = "", "Belum terbit"
    batch = previewed(text(people, header=header), operator())
    assert (5, "", "member_twice") in findings(batch)
    assert batch.outcome == "ROW_ERRORS"


@pytest.mark.parametrize(("status", "code"), [("died", "member_died"), ("merged", "member_merged")])
def test_who_died_or_was_merged_does_not_come_back(status, code):
    owner = operator()
    make_member(household=make_household(no_kk=A), nik=PEOPLE[0][1], relation="head", sex="L", status=status)
    assert (2, "nik", code) in findings(previewed(PEOPLE[:3], owner))


def test_a_merged_family_does_not_come_back():
    owner = operator()
    make_household(no_kk=A, status="merged")
    assert findings(previewed(PEOPLE[:3], owner)) == [(row, "no_kk", "kk_merged") for row in (2, 3, 4)]


def test_who_had_moved_away_is_named_and_comes_back_by_an_act_only():
    owner = operator()
    family = make_household(no_kk=A, status="moved", address="Jl. Mawar No. 3")
    make_member(household=family, nik=PEOPLE[0][1], name="Ahmad Sutisna", relation="head", sex="L", status="moved")
    batch = previewed(PEOPLE[:3], owner)
    assert ("Ahmad Sutisna", "tidak_ada_lagi", "moved", "") in changes(batch)
    assert {(2, "nik", "member_moved"), (2, "no_kk", "kk_moved")} <= set(findings(batch))


# --- heads ---


def test_a_second_head_beside_the_registered_one_is_an_error():
    owner = operator()
    make_household(no_kk=A, head="Kepala Lama")
    batch = previewed(PEOPLE[:3], owner)
    assert findings(batch) == [(2, "hubungan", "head_differs")]


def test_the_head_may_change_when_the_file_says_what_the_old_one_is():
    owner = operator()
    imported(PEOPLE[:3], owner)
    people = [list(row) for row in PEOPLE[:3]]
    people[0][3], people[1][3] = "Suami", "Kepala Keluarga"
    batch = previewed(people, owner)
    assert batch.outcome == "ACCEPT"
    assert {change[1:] for change in changes(batch)} == {
        ("hubungan", "head", "husband"),
        ("hubungan", "wife", "head"),
    }


def test_a_head_who_leaves_in_a_refused_family_stays_the_head():
    """The new head of family A counts on the old one moving to B; but B has an error, so A must wait too."""
    owner = operator()
    imported(PEOPLE[:3], owner)
    people = [list(row) for row in PEOPLE[:3]]
    moved = [B, *people[0][1:]]
    people[1][3] = "Kepala Keluarga"
    broken = [B, "salah", *PEOPLE[4][2:]]
    batch = previewed([moved, broken, people[1], people[2]], owner)
    assert (4, "hubungan", "head_differs") in findings(batch)
    assert families(batch) == {"new": 0, "changed": 0, "unchanged": 0, "refused": 2}


def test_a_family_without_a_head_in_the_file_is_no_warning_when_the_register_has_one():
    owner = operator()
    imported(PEOPLE[:3], owner)
    assert previewed(PEOPLE[1:3], owner).outcome == "ACCEPT"
    assert previewed([PEOPLE[4]], owner).codes == ["no_head"]


# --- files that cannot be read, and headings that a person matches ---


def test_a_rejected_file_is_forgotten_at_once():
    batch = previewed(b"", operator())
    assert (batch.state, batch.outcome, batch.codes) == ("failed", "REJECT_FILE", ["empty_file"])
    assert not batch.parts.exists()


def test_unknown_headings_can_be_matched_by_hand():
    header = [*HEADER]
    header[2] = "Sebutan"
    batch = previewed(text(header=header), operator())
    assert (batch.state, batch.codes) == ("parsed", ["header_missing_column"])
    assert batches.columns_of(batch)["header"][2] == "Sebutan"
    batches.preview(batch, headings={"Sebutan": "nama"})
    assert (batch.state, batch.outcome, batch.families_new) == ("preview", "ACCEPT", 3)
    batches.commit(batch, batch.owner)
    assert Member.objects.count() == 8


def test_the_sheets_of_a_workbook_are_named(request):
    book = (request.path.parent.parent / "corpus" / "x018_veryhidden.xlsx").read_bytes()
    batch = previewed(book, operator(), filename="data.xlsx")
    assert batches.columns_of(batch)["sheet"] in batches.columns_of(batch)["sheets"]


def test_a_file_that_is_too_large_is_not_kept():
    megabyte = b"x" * 1024 * 1024
    batch = batches.receive((megabyte for _block in range(21)), owner=operator(), filename="a.csv")
    assert (batch.state, batch.codes) == ("failed", ["file_too_big"])
    assert not batch.parts.exists()


# --- who ---


@pytest.mark.parametrize("role", [Role.AGENCY, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_other_roles_import_nothing(role):
    user = make_user(role)
    with pytest.raises(PermissionDenied):
        batches.receive(b"x", owner=user, filename="a.csv")
    assert not ImportBatch.objects.visible_to(user).exists()


def test_a_batch_is_its_owners_and_the_staffs():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    neighbour = operator(CURUG)
    assert batch in ImportBatch.objects.visible_to(owner)
    assert batch in ImportBatch.objects.visible_to(make_user(Role.STAFF))
    assert batch not in ImportBatch.objects.visible_to(neighbour)
    for act in (batches.commit, batches.cancel, batches.undo):
        with pytest.raises(PermissionDenied):
            act(batch, neighbour)


def test_nothing_of_the_file_lies_readable_in_the_database():
    batch = previewed(PEOPLE, operator())
    stored = b"".join(bytes(part.data) for part in ImportPart.objects.filter(batch=batch))
    for secret in (A, B, C, PEOPLE[0][1], "Ahmad", "Mawar", "no_kk"):
        assert secret.encode() not in stored


def test_a_part_opens_only_in_its_own_place():
    first, second = previewed(PEOPLE, operator()), previewed(PEOPLE, operator())
    part = first.parts.get(kind="families")
    ImportPart.objects.filter(batch=second, kind="families").update(data=bytes(part.data))
    assert batches.families_of(first)
    with pytest.raises(Exception, match="altered or moved"):
        batches.families_of(second)


def test_a_preview_can_be_repeated():
    owner = operator()
    batch = previewed(PEOPLE, owner)
    make_household(no_kk=A, rt=f"{CURUG}.001.001")
    batches.preview(batch)
    assert (batch.outcome, batch.rows_error) == ("ROW_ERRORS", 3)
    assert len(batches.families_of(batch)) == 3


def test_a_cancelled_batch_keeps_no_file_and_cannot_go_on():
    batch = previewed(PEOPLE, operator())
    batches.cancel(batch, batch.owner)
    assert batch.state == ImportBatch.State.CANCELLED
    assert not batch.parts.exists()
    for act in (batches.preview, lambda gone: batches.commit(gone, gone.owner)):
        with pytest.raises(ValidationError):
            act(batch)
