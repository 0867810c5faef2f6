"""The sheet to fill in: numbers stay text, lists are the register's own, and the reader takes what was filled in."""

import importlib
import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from agencies.roles import Role
from households.models import HouseAssessment, Member
from imports.columns import choices, headings
from imports.columns.declared import ADDRESS, OCCUPATION, RELATION, ROOF
from imports.services import batches
from imports.services.template import LISTS, write_template
from tests.imports.import_files import operator, previewed
from tests.imports.register_files import HEADER, PEOPLE
from tests.makers import BOJONGSARI, RW, make_region, make_round, make_rtlh_rule, make_target_area, make_user

pytestmark = pytest.mark.django_db


def first_row(sheet):
    return [cell.value for cell in sheet[1]]


def filled(user, rows):
    """The template with rows, each {column: text}, as a spreadsheet program saves it."""
    book = load_workbook(write_template(user))
    sheet = book["Data"]
    for number, row in enumerate(rows, start=2):
        for at, key in enumerate(first_row(sheet), start=1):
            if key in row:
                sheet.cell(number, at, row[key]).number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people():
    return [dict(zip(HEADER, person, strict=True)) for person in PEOPLE]


def test_the_template_is_downloaded_from_the_portal(client):
    client.force_login(operator())
    answer = client.get(reverse("imports:import_template"))
    assert "templat-data-keluarga.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Data", "Petunjuk", "Pilihan"]
    assert set(headings.REGISTER_COLUMNS) <= set(first_row(book["Data"]))
    assert set(headings.HOUSE_COLUMNS) <= set(first_row(book["Data"]))


def test_a_filled_template_is_accepted_without_a_word():
    user = operator()
    batch = previewed(filled(user, people()), user, filename="isian.xlsx")
    assert (batch.outcome, batch.codes, batch.rows_ok) == ("ACCEPT", [], 8)
    batches.commit(batch, user)
    assert Member.objects.count() == 8


def test_number_columns_are_text_for_every_row():
    sheet = load_workbook(write_template(operator()))["Data"]
    text = set()
    for style in sheet.column_dimensions.values():
        if style.number_format == "@":
            text |= set(range(style.min, style.max + 1))
    for key in (headings.NO_KK, headings.NIK, headings.BIRTH_DATE, headings.RT, headings.RW):
        assert first_row(sheet).index(key) + 1 in text, key


def test_every_choice_of_every_list_is_understood():
    """One person for each word of the longest list, so that every word of every list is chosen once."""
    user = operator()
    area = make_target_area(2021)
    make_round(target_area=area)
    make_rtlh_rule()
    lists = {key: [str(label) for _slug, label in pairs] for key, pairs in LISTS.items() if key != RELATION.key}
    rows = []
    for number in range(max(map(len, lists.values()))):
        row = people()[0]
        row[headings.NO_KK] = f"32761105011{number + 10001:05d}"
        row[headings.NIK] = f"32761117087{number + 10001:05d}"
        row[ADDRESS.key] = f"Jl. Mawar No. {number + 1}"
        row |= {key: words[number % len(words)] for key, words in lists.items()}
        rows.append(row)
    batch = previewed(filled(user, rows), user, filename="isian.xlsx")
    assert (batch.rows_error, [code for code in batch.codes if "unknown" in code]) == (0, [])
    batches.commit(batch, user)
    stored = Member.objects.values_list("occupation", flat=True).distinct().order_by().count()
    assert stored == len(lists[OCCUPATION.key])
    roofs = set(HouseAssessment.objects.values_list("roof", flat=True))
    assert roofs == {slug for slug, _label in LISTS[ROOF.key]}


def test_the_relations_of_the_list_are_understood():
    user = operator()
    rows = []
    for number, (_slug, label) in enumerate(LISTS[RELATION.key]):
        row = people()[0]
        row[headings.NIK] = f"32761117087{number + 10001:05d}"
        row[headings.NAME] = f"Warga {'ABCDEFGHIJK'[number]}"
        row[RELATION.key] = str(label)
        row[headings.SEX] = "P" if label == "Istri" else "L"
        rows.append(row)
    batch = previewed(filled(user, rows), user, filename="isian.xlsx")
    assert "relation_unknown" not in batch.codes


def test_the_list_of_places_is_what_its_reader_may_write_in():
    make_region("32.76.11.1005")
    own = load_workbook(write_template(operator()))["Pilihan"]
    names = {
        cell.value: [below.value for below in column[1:] if below.value]
        for column in own.columns
        for cell in column[:1]
    }
    assert names[headings.KELURAHAN] == ["Bojongsari"]
    of_rw = load_workbook(write_template(make_user(Role.KELURAHAN, areas=[RW])))["Pilihan"]
    assert "Bojongsari" in [cell.value for column in of_rw.columns for cell in column]


def test_a_name_that_two_kelurahan_share_asks_for_the_kecamatan():
    make_region(BOJONGSARI)
    first = make_region("32.76.11.1005")
    second = make_region("32.76.02.1008")
    for place in (first, second):
        place.name = "Curug"
        place.save()
    sheet = load_workbook(write_template(make_user(Role.STAFF)))["Data"]
    assert headings.KECAMATAN in first_row(sheet)


def test_who_reads_english_gets_the_sheet_that_the_portal_reads():
    with translation.override("en"):
        pages = load_workbook(write_template(operator()))
    assert "Istri" in [cell.value for column in pages["Pilihan"].columns for cell in column]


def test_indonesian_answers_are_known_whoever_asked_for_the_first_page():
    with translation.override("en"):
        known = importlib.reload(choices).WORDS[RELATION.key]
    assert known["istri"] == "wife"
