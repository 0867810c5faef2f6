"""Sheets as files: explained, Indonesian in any language, and never whole in memory."""

import io

import openpyxl
import pytest
from django.utils import translation

from agencies.roles import Role
from p2wkss.base.sheets import CSV, XLSX
from p2wkss.base.sheets.columns import KINDS
from reports.sheets import SHEETS
from reports.sheets.files import dictionary_file, sheet_file
from tests.makers import make_intervention, make_user
from tests.reports.sheets.reading import scope_of, text_of


def workbook(content):
    return openpyxl.load_workbook(io.BytesIO(b"".join(content)))


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_every_column_is_explained(sheet):
    columns = sheet().columns()
    assert columns[0].name == "no"
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        assert column.meaning and column.source, column.name
        assert column.kind in KINDS
        assert column.unit or column.kind != "bilangan" or column.name == "no", f"{column.name} has no unit"


def test_the_data_dictionary_lists_every_column_of_every_sheet():
    lines = b"".join(dictionary_file(CSV)).decode("utf-8-sig").splitlines()
    assert lines[0] == "lembar,no,kolom,arti,jenis,satuan,isi yang mungkin,sumber"
    assert len(lines) == 1 + sum(len(sheet().columns()) for sheet in SHEETS.values())
    assert (
        "interventions,17,anggaran,Jumlah anggaran dari semua sumber,bilangan,rupiah,,"
        "rencana kegiatan perangkat daerah / mitra"
    ) in lines
    hidden = "bilangan; <5 (kurang dari lima); * (disembunyikan agar <5 tidak dapat dihitung)"
    assert f"posyandu,9,d,D: balita yang ditimbang,bilangan,anak,{hidden},catatan hari buka posyandu" in lines
    assert "interventions,6,jenis,Kegiatan fisik atau nonfisik,teks,,Fisik; Nonfisik,katalog jenis kegiatan" in lines


def test_the_data_dictionary_opens_as_a_workbook():
    sheet = workbook(dictionary_file(XLSX)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["lembar", "no", "kolom"]
    assert sheet.max_row == 1 + sum(len(resource().columns()) for resource in SHEETS.values())


@pytest.mark.django_db
def test_a_workbook_holds_the_rows_and_the_data_dictionary_as_second_sheet():
    make_intervention(requested=12, title="=2+2")
    book = workbook(sheet_file(SHEETS["interventions"](), scope_of(make_user()), XLSX))
    data, dictionary = book.worksheets
    assert [data.title, dictionary.title] == ["interventions", "Kamus data"]
    assert len([cell.value for cell in data[1]]) == 26
    assert data["J2"].value == 12 and data["J2"].data_type == "n"
    assert data["D2"].value == "'=2+2" and data["D2"].data_type == "s"
    assert dictionary.max_row == 27
    explained = {row[1].value: row[2].value for row in dictionary.iter_rows(min_row=2)}
    assert explained["satuan"] == "Satuan ketiga kolom volume. Sumber: katalog jenis kegiatan."


@pytest.mark.django_db
def test_a_file_is_indonesian_whatever_language_its_reader_chose():
    make_intervention()
    staff = make_user()
    expected = text_of("interventions", staff), b"".join(dictionary_file(CSV))
    with translation.override("en"):
        assert (text_of("interventions", staff), b"".join(dictionary_file(CSV))) == expected
        assert translation.get_language() == "en"


@pytest.mark.django_db
def test_the_header_leaves_before_any_row_is_read(django_assert_num_queries):
    make_intervention()
    scope = scope_of(make_user())
    with django_assert_num_queries(0):
        parts = sheet_file(SHEETS["interventions"](), scope)
        assert next(parts).decode("utf-8-sig").startswith("no,perangkat_daerah")


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.STAFF, Role.EVALUATOR])
@pytest.mark.parametrize("name", SHEETS)
def test_a_year_without_data_is_a_file_with_a_header(name, role):
    lines = text_of(name, make_user(role), year=2019).splitlines()
    assert len(lines) == 1
