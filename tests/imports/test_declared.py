"""Every declared column, whichever it is: read, shown, stored, left alone, taken back, and offered in the template."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from households.models import House, HouseAssessment, Household, Member
from imports.columns.declared import ANSWERS, FAMILY, OF_HOUSE, PLAIN
from imports.columns.findings import MESSAGES
from imports.services import batches
from imports.services.template import write_template
from imports.wording import COLUMN_LABELS, say_value
from tests.imports.import_files import changes, findings, imported, operator, previewed
from tests.imports.register_files import HEADER, PEOPLE, A, text
from tests.makers import RT, make_round, make_rtlh_rule, make_target_area

pytestmark = pytest.mark.django_db
STORED = (*PLAIN, *FAMILY, *OF_HOUSE)
SAMPLES = {
    "address": [("Gang Satu", "Gang Satu"), ("Gang Dua", "Gang Dua")],
    "floor_area_m2": [("36", "36.00"), ("45", "45.00")],
}

each_answer = pytest.mark.parametrize("answer", STORED, ids=lambda answer: answer.key)


def samples(answer):
    """Two (cell, value in the register) of an answer."""
    if answer.choices:
        with translation.override("id"):
            return [(str(label), slug) for slug, label in answer.choices[1:3]]
    return SAMPLES[answer.stored_in]


def saying(answer, cell):
    """The people; the head of the first family says something in the answer's column."""
    header = HEADER if answer.key in HEADER else [*HEADER, answer.key]
    at = header.index(answer.key)
    rows = [[*person, ""][: len(header)] for person in PEOPLE]
    for row in rows:
        if row[0] == A and (row is rows[0] or answer in FAMILY):
            row[at] = cell
    return text(rows, header=header)


def stored(answer):
    """What the register has now, as text; empty for nothing."""
    family = Household.objects.with_no_kk(A).get()
    row = {
        Member: lambda: family.members.get(relation="head"),
        Household: lambda: family,
        House: lambda: family.house,
        HouseAssessment: lambda: HouseAssessment.objects.filter(house=family.house).first(),
    }[answer.model]()
    value = getattr(row, answer.stored_in, None)
    return "" if value is None else str(value)


@pytest.fixture
def owner():
    make_rtlh_rule()
    make_round(target_area=make_target_area(areas=[RT]))
    return operator()


@each_answer
def test_an_answer_is_stored_with_a_new_family(answer, owner):
    cell, value = samples(answer)[0]
    imported(saying(answer, cell), owner)
    assert stored(answer) == value


@each_answer
def test_an_answer_is_shown_changed_left_alone_and_taken_back(answer, owner):
    (first, old), (second, new) = samples(answer)
    imported(saying(answer, first), owner)
    seen = previewed(saying(answer, second), owner)
    [(_whose, _column, *shown)] = [change for change in changes(seen) if change[1] == answer.key]
    assert [words.removesuffix(".00") for words in shown] == [old.removesuffix(".00"), new.removesuffix(".00")]
    batch = batches.commit(seen, owner)
    assert stored(answer) == new
    empty = imported(saying(answer, ""), owner)
    assert (stored(answer), empty.families_changed) == (new, 0)
    batches.undo(batch, owner)
    assert (stored(answer), batch.families_kept) == (old, 0)


@pytest.mark.parametrize("answer", [answer for answer in ANSWERS if answer.choices or answer.read], ids=lambda a: a.key)
def test_what_is_not_understood_is_said_and_never_guessed(answer, owner):
    value, code, severity = answer.unknown
    seen = previewed(saying(answer, "xyz abc"), owner)
    assert (answer.key, code) in {(column, found) for _row, column, found in findings(seen)}
    assert str(MESSAGES[code])
    if severity == "warning":
        batches.commit(seen, owner)
        assert stored(answer) == (value or "")


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.key)
def test_an_answer_has_its_place_in_the_template_and_its_words(answer, owner):
    book = openpyxl.load_workbook(BytesIO(write_template(owner).getvalue()))
    assert answer.key in [cell.value for cell in book["Data"][1]]
    assert str(answer.meaning) in [row[1].value for row in book["Petunjuk"].iter_rows()]
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Pilihan"].columns}
    assert lists.get(answer.key, []) == [str(label) for _slug, label in answer.choices]
    assert str(COLUMN_LABELS[answer.key])
    assert [say_value(answer.key, slug) for slug, _label in answer.choices] == lists.get(answer.key, [])
