"""The house columns of a register file: the house itself, and its answers where a survey round is open."""

from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.db.models import F

from households.models import House, HouseAssessment, Household
from imports.services import batches
from tests.imports.import_files import changes, findings, imported, operator, previewed, snapshot
from tests.imports.register_files import HEADER, PEOPLE, A, B, text
from tests.makers import RT, make_house, make_round, make_rtlh_rule, make_target_area

pytestmark = pytest.mark.django_db

COLUMNS = ["atap", "dinding", "lantai", "luas_lantai", "sumber_air", "jamban", "septik", "penerangan"]
SOUND = ["Genteng", "Tembok", "Keramik", "45", "Sumur bor", "Milik sendiri", "Ya", "Listrik PLN dengan meteran"]
NOTHING = [""] * len(COLUMNS)


def with_houses(first=SOUND, second=NOTHING, third=NOTHING):
    """The people, each family with its answers."""
    answers = {A: first, B: second}
    return text([[*row, *answers.get(row[0], third)] for row in PEOPLE], header=[*HEADER, *COLUMNS])


@pytest.fixture
def open_round():
    make_rtlh_rule()
    return make_round(target_area=make_target_area(areas=[RT]))


def family(no_kk=A):
    return Household.objects.with_no_kk(no_kk).get()


def test_a_family_gets_a_house_even_where_no_round_is_open():
    batch = imported(with_houses(), operator())
    assert [code for _row, _column, code in findings(batch)] == ["house_not_assessed"]
    assert (family().house.region.code, family().house.address) == (RT, "Jl. Mawar No. 3")
    assert House.objects.count() == 1
    assert HouseAssessment.objects.count() == 0


def test_the_answers_become_an_assessment_of_the_open_round(open_round):
    batch = imported(with_houses(), operator())
    assert (batch.outcome, findings(batch)) == ("ACCEPT", [])
    house = family().house
    assessment = HouseAssessment.objects.get()
    assert (assessment.house, assessment.round, house.latest_assessment) == (house, open_round, assessment)
    assert (assessment.roof, assessment.wall, assessment.floor) == ("tile", "masonry", "ceramic")
    assert (assessment.floor_area_m2, assessment.failing) == (Decimal(45), [])


def test_the_preview_names_the_house_and_every_answer(open_round):
    named = [change[1] for change in changes(previewed(with_houses(), operator()))]
    # A new family is listed as new, without its values.
    assert named == []
    owner = operator()
    imported(PEOPLE, owner)
    named = [change[1] for change in changes(previewed(with_houses(), owner))]
    assert named == ["rumah", *COLUMNS]


def test_the_same_answers_again_change_nothing(open_round):
    owner = operator()
    imported(with_houses(), owner)
    before = snapshot(), list(HouseAssessment.objects.values()), list(House.objects.values())
    batch = imported(with_houses(), owner)
    assert (batch.families_changed, batch.families_unchanged) == (0, 3)
    assert (snapshot(), list(HouseAssessment.objects.values()), list(House.objects.values())) == before


def test_an_empty_answer_keeps_what_is_stored(open_round):
    owner = operator()
    imported(with_houses(), owner)
    batch = imported(with_houses(first=["Seng", *NOTHING[1:]]), owner)
    assessment = HouseAssessment.objects.get()
    assert changes(batch) == [("", "atap", "tile", assessment.roof)]
    assert (assessment.roof, assessment.wall, assessment.floor_area_m2) != ("tile", "", None)
    assert assessment.floor_area_m2 == Decimal(45)


def test_a_house_that_stands_there_already_is_taken(open_round):
    house = make_house(address="Jl. Mawar No. 3")
    imported(with_houses(), operator())
    assert family().house == house
    assert House.objects.count() == 1


def test_an_unknown_answer_is_a_warning_and_is_not_kept(open_round):
    batch = imported(with_houses(first=["Emas", *SOUND[1:]]), operator())
    assert {code for _row, _column, code in findings(batch)} == {"house_value_unknown"}
    assessment = HouseAssessment.objects.get()
    assert (assessment.roof, assessment.unfit) == ("", None)


def test_a_house_without_an_address_is_not_made(open_round):
    rows = [[*row[:11], "", row[12], *SOUND] for row in PEOPLE[:3]]
    batch = imported(text(rows, header=[*HEADER, *COLUMNS]), operator())
    assert {code for _row, _column, code in findings(batch)} == {"house_without_address"}
    assert House.objects.count() == 0
    assert family().house is None


def test_an_undone_batch_takes_its_houses_and_assessments_back(open_round):
    owner = operator()
    first = imported(with_houses(), owner)
    assessment = HouseAssessment.objects.get()
    second = imported(with_houses(first=["Seng", *SOUND[1:]]), owner)
    batches.undo(second, owner)
    assessment.refresh_from_db()
    assert assessment.roof == "tile"
    batches.undo(first, owner)
    assert (House.objects.count(), HouseAssessment.objects.count(), Household.objects.count()) == (0, 0, 0)


def test_a_round_that_was_closed_since_keeps_its_answers(open_round):
    owner = operator()
    batch = imported(with_houses(), owner)
    type(open_round).objects.filter(pk=open_round.pk).update(closed_at=batch.committed_at)
    batch = batches.undo(batch, owner)
    assert HouseAssessment.objects.count() == 1
    assert batch.families_kept == 3  # each has its spending in that round
    assert Household.objects.count() == 3


def with_tenure(*words):
    """The people; the head of the first family says whose the house is."""
    rows = [[*person, words[0] if number == 0 else ""] for number, person in enumerate(PEOPLE)]
    return text(rows, header=[*HEADER, "status_bangunan"])


def test_whose_a_house_is_needs_no_open_round():
    batch = imported(with_tenure("Kontrak"), operator())
    assert (batch.outcome, findings(batch)) == ("ACCEPT", [])
    assert family().house.tenure == "rented"
    assert HouseAssessment.objects.count() == 0


def test_a_changed_house_stands_in_the_trail_and_is_a_new_version():
    owner = operator()
    imported(with_tenure("Kontrak"), owner)
    batch = imported(with_tenure("Milik sendiri"), owner)
    house = family().house
    assert (house.tenure, house.version, batch.families_changed) == ("owned", 2, 1)
    entry = LogEntry.objects.filter(object_pk=str(batch.pk)).latest("pk")
    assert entry.additional_data["rows"]["house"] == {"changed": [[house.pk, house.pk]]}


def test_a_house_that_somebody_changed_since_keeps_its_values_and_its_family_is_named():
    owner = operator()
    imported(with_tenure("Kontrak"), owner)
    batch = imported(with_tenure("Milik sendiri"), owner)
    House.objects.filter(pk=family().house_id).update(tenure="official", version=3)
    batches.undo(batch, owner)
    assert (family().house.tenure, batch.families_kept) == ("official", 1)


def test_two_files_about_a_house_are_undone_one_after_the_other():
    owner = operator()
    files = [imported(with_tenure(word), owner) for word in ("Kontrak", "Milik sendiri", "Dinas")]
    seen = []
    for batch in reversed(files[1:]):
        batches.undo(batch, owner)
        seen.append((family().house.tenure, batch.families_kept))
    batches.undo(files[0], owner)
    assert seen == [("owned", 0), ("rented", 0)]
    assert (House.objects.count(), Household.objects.count()) == (0, 0)


@pytest.mark.parametrize("what", ["the house itself", "its assessment"])
def test_a_house_that_somebody_changed_after_the_preview_is_not_overwritten(open_round, what):
    owner = operator()
    imported(with_houses(), owner)
    header, rows = [*HEADER, *COLUMNS, "status_bangunan"], [[*row, *NOTHING, ""] for row in PEOPLE]
    rows[0][len(HEADER)], rows[0][-1] = "Seng", "Kontrak"
    batch = previewed(text(rows, header=header), owner)
    if what == "the house itself":
        House.objects.filter(pk=family().house_id).update(tenure="official", version=F("version") + 1)
    else:
        HouseAssessment.objects.update(roof="asbestos", version=F("version") + 1)
    before = list(House.objects.values()), list(HouseAssessment.objects.values())
    batches.commit(batch, owner)
    assert (list(House.objects.values()), list(HouseAssessment.objects.values())) == before
    assert batch.families_edited == 1
