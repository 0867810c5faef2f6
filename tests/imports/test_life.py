"""A renewed card is the same family, its old numbers still find it, and no import undoes a life event."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import Enrolment, FormerCard, Household, Member, MemberEvent
from households.services import record_event
from households.services.cards import renew_card
from imports.services import batches
from tests.imports.import_files import changes, families, findings, imported, operator, page, previewed, snapshot
from tests.imports.register_files import PEOPLE, A
from tests.makers import make_enrolment, make_house, make_household, make_household_survey, make_member, make_user

pytestmark = pytest.mark.django_db

NEW, NEWER = "3276110101219001", "3276110101219002"
CARD = PEOPLE[:3]
MAY = dt.date(2021, 5, 1)


def under(number, rows=CARD):
    return [[number, *row[1:]] for row in rows]


@pytest.fixture
def family():
    """The first family of the file, with all that hangs on it."""
    owner = operator()
    imported(PEOPLE, owner)
    found = Household.objects.with_no_kk(A).get()
    found.house = make_house(region=found.region)
    found.save()
    make_enrolment(household=found)
    make_household_survey(household=found)
    found.owner = owner
    return found


def test_the_same_members_under_a_new_number_are_the_same_family(family):
    members = set(family.members.values_list("pk", flat=True))
    batch = previewed(under(NEW), family.owner)
    assert families(batch) == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    [entry] = batches.families_of(batch)
    assert (entry.number, entry.verdict) == (2, "renewed")
    assert ["", "kartu", family.code, NEW] in [list(change) for change in entry.changes]
    assert any("kartu keluarga diperbarui" in note for note in batch.notes)
    batches.commit(batch, family.owner)
    family.refresh_from_db()
    assert (family.no_kk.reveal(), family.status) == (NEW, "active")
    assert set(family.members.active().values_list("pk", flat=True)) == members
    assert Enrolment.objects.current().get().household == family
    assert family.surveys.exists() and family.house_id
    assert Household.objects.count() == 3 and not MemberEvent.objects.exists()


@pytest.mark.parametrize("number", [A, NEW])
def test_both_numbers_find_the_family(client, family, number):
    imported(under(NEW), family.owner)
    assert Household.objects.with_no_kk(number).get() == family
    client.force_login(family.owner)
    found = client.post(reverse("households:number_search"), {"number": number})
    assert found.url == family.get_absolute_url()
    shown = client.get(family.get_absolute_url()).text
    assert "Nomor KK lama" in shown and A not in shown


def test_the_uploader_reads_the_own_number_and_others_a_mask(client, family):
    batch = previewed(under(NEW), family.owner)
    client.force_login(family.owner)
    assert NEW in client.get(page("families", batch)).text
    client.force_login(make_user(Role.STAFF))
    shown = client.get(page("families", batch)).text
    assert "Kartu diperbarui" in shown and NEW not in shown


def test_an_older_file_with_the_old_number_changes_the_same_family(family):
    imported(under(NEW), family.owner)
    batch = imported(CARD, family.owner)
    assert {code for _row, _column, code in findings(batch)} == {"kk_former"}
    family.refresh_from_db()
    assert family.no_kk.reveal() == NEW and Household.objects.count() == 3


def test_a_family_under_both_numbers_in_one_file_is_refused(family):
    imported(under(NEW), family.owner)
    newcomer = [[A, "3276111203990009", "Orang Lain", "Anak", *CARD[2][4:]]]
    batch = previewed(under(NEW) + newcomer, family.owner)
    assert "kk_twice" in {code for _row, _column, code in findings(batch)}


def test_nobody_without_nik_slips_in_under_an_old_number(family):
    imported(under(NEW), family.owner)
    child = [[A, "", "Bayi Baru", "Anak", *CARD[2][4:]]]
    batch = previewed(child, family.owner)
    assert batch.families_new == 0


@pytest.mark.parametrize("gone", ["died", "moved_out"])
def test_the_card_that_is_renewed_after_a_death_is_recognised(family, gone):
    head = family.members.get(relation="head")
    record_event(head, gone, on=MAY, by=family.owner)
    widow = [[NEW, *row[1:]] for row in CARD if row[1] != head.nik.reveal()]
    widow[0][3] = "Kepala Keluarga"
    imported(widow, family.owner)
    family.refresh_from_db()
    assert family.no_kk.reveal() == NEW and family.members.active().count() == 2


def test_a_newborn_on_the_new_card_joins_the_same_family(family):
    baby = [[NEW, "3276115105210007", "Bayi Baru", "Anak", "P", "2021-05-11", *CARD[2][6:]]]
    imported(under(NEW) + baby, family.owner)
    family.refresh_from_db()
    assert family.no_kk.reveal() == NEW and family.members.active().count() == 4


def test_a_part_of_a_family_that_moves_is_no_renewed_card(family):
    child = [[NEW, *CARD[2][1:]]]
    child[0][3] = "Kepala Keluarga"
    imported(child, family.owner)
    family.refresh_from_db()
    assert family.no_kk.reveal() == A and family.members.active().count() == 2
    assert Household.objects.with_no_kk(NEW).get().members.count() == 1
    assert MemberEvent.objects.get().kind == "changed_kk"


def test_two_whole_families_on_one_card_are_not_guessed(family):
    single = make_household(head=None)
    make_member(household=single, name="Bibi Sendiri", nik="3276114101700005", relation="head", sex="P")
    aunt = [[NEW, "3276114101700005", "Bibi Sendiri", "Famili Lain", "P", "1970-01-01", *CARD[2][6:]]]
    imported(under(NEW) + aunt, family.owner)
    family.refresh_from_db()
    single.refresh_from_db()
    assert "active" in {family.status, single.status}
    assert Member.objects.active().count() == 9


def test_a_family_without_number_gets_the_one_of_its_card(family):
    Household.objects.filter(pk=family.pk).update(no_kk=None, no_kk_index=None, no_kk_missing="Hilang")
    imported(under(NEW), family.owner)
    family.refresh_from_db()
    assert (family.no_kk.reveal(), family.no_kk_missing) == (NEW, "")
    assert not FormerCard.objects.exists()


def test_undoing_gives_the_old_number_back(family):
    before = snapshot()
    batch = imported(under(NEW), family.owner)
    batches.undo(batch, family.owner)
    assert snapshot() == before and not FormerCard.objects.exists()


def test_a_card_is_renewed_twice_and_back(family):
    imported(under(NEW), family.owner)
    imported(under(NEWER), family.owner)
    assert {card.no_kk.reveal() for card in FormerCard.objects.all()} == {A, NEW}
    family.refresh_from_db()
    renew_card(family, A)
    assert Household.objects.with_no_kk(NEWER).get() == family and family.no_kk.reveal() == A


def test_a_number_changed_on_the_familys_page_still_finds_it(client, family):
    client.force_login(family.owner)
    url = reverse("households:household_edit", args=[family.public_id])
    data = {"region": family.region.public_id, "form_version": family.version}
    client.post(url, {**data, "no_kk": NEW})
    assert Household.objects.with_no_kk(A).get() == family
    family.refresh_from_db()
    client.post(url, {**data, "no_kk": NEWER, "was_mistyped": "on", "form_version": family.version})
    assert Household.objects.with_no_kk(NEWER).exists() and not Household.objects.with_no_kk(NEW).exists()


# --- an older list undoes no life event ---


@pytest.mark.parametrize("kind", ["died", "moved_out"])
@pytest.mark.parametrize("everybody", [True, False])
def test_an_older_list_makes_nobody_active_again_and_names_them(family, kind, everybody):
    gone = list(family.members.active()) if everybody else [family.members.get(name="Siti Nurhasanah")]
    for member in gone:
        record_event(member, kind, on=MAY, by=family.owner)
    batch = imported(PEOPLE, family.owner, only_valid=True)
    assert {each[0] for each in changes(batch) if each[1] == "tidak_ada_lagi"} == {member.name for member in gone}
    code = "member_died" if kind == "died" else "member_moved"
    assert [found for found in findings(batch) if found[2] == code]
    assert Member.objects.gone().count() == len(gone)
    assert Household.objects.get(pk=family.pk).is_active != everybody


def test_who_died_without_nik_does_not_come_in_anew(family):
    member = make_member(
        household=family, name="Nenek Tua", nik_status="missing", nik_missing="Hilang", relation="parent"
    )
    record_event(member, "died", on=MAY, by=family.owner)
    row = [[A, "", "Nenek Tua", "Orang Tua", "P", "1990-08-17", *CARD[2][6:]]]
    batch = previewed(CARD + row, family.owner)
    assert batch.members_new == 0 and batch.families_new == 0


def test_who_came_back_by_an_act_is_imported_again(family):
    member = family.members.get(name="Siti Nurhasanah")
    record_event(member, "moved_out", on=MAY, by=family.owner)
    record_event(member, "moved_in", on=dt.date(2021, 6, 1), by=family.owner)
    batch = previewed(PEOPLE, family.owner)
    assert families(batch)["refused"] == 0
