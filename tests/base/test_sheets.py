"""Files out open in a spreadsheet, do no harm there, and never lie in a temporary folder."""

import csv
import datetime as dt
import io
import re
import string
import tempfile
import tracemalloc
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine
from django.contrib import admin
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from import_export.fields import Field

from agencies.models import Agency
from households.models import Household
from p2wkss.base.sheets import CSV, XLSX, Column, dictionary, sheet_response, write_csv, write_xlsx
from p2wkss.base.sheets.admin import SheetAdminMixin
from p2wkss.base.sheets.cells import RISKY, original_text, safe_text
from p2wkss.base.sheets.exchange import SafeCSV, SafeXLSX, SealedUploads, SheetProblem
from p2wkss.base.sheets.resources import SheetResource
from p2wkss.base.sheets.responses import safe_name
from p2wkss.base.sheets.xlsx_out import MAX_TEXT, _letters
from tests.makers import make_agency, make_household, make_user

ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=A1|'b'!C1", "@", "-"]
MOMENT = dt.datetime(2021, 3, 12, 3, 30, 15, tzinfo=dt.UTC)


def csv_file(columns, rows, **options) -> str:
    return b"".join(write_csv(columns, rows, **options)).decode("utf-8-sig")


def csv_rows(data: bytes, delimiter=",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def xlsx_rows(columns, rows, **options) -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(columns, rows, **options))))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


# CSV


def test_a_csv_is_exactly_this():
    row = [1, 'Dinas "A", B', None, Decimal("23000000.00"), -5, -1.5, True, False, dt.date(2021, 3, 12), MOMENT]
    data = b"".join(write_csv([f"k{n}" for n in range(10)], [row]))
    assert data == (
        b"\xef\xbb\xbfk0,k1,k2,k3,k4,k5,k6,k7,k8,k9\r\n"
        b'1,"Dinas ""A"", B",,23000000.00,-5,-1.5,ya,tidak,2021-03-12,2021-03-12 10:30:15\r\n'
    )


def test_a_semicolon_is_a_matter_of_choice():
    assert csv_file(["a", "b"], [["x;y", Decimal("1.5")]], delimiter=";") == 'a;b\r\n"x;y";1,5\r\n'


def test_other_delimiters_are_refused():
    with pytest.raises(ValueError, match="comma"):
        list(write_csv(["a"], [], delimiter="\t"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_never_starts_a_formula(attack):
    assert csv_rows(b"".join(write_csv([attack], [[attack]]))) == [["'" + attack], ["'" + attack]]
    shown = "'" + attack.replace("\r", "\n")
    assert xlsx_rows([attack], [[attack]]) == [[shown], [shown]]


@pytest.mark.parametrize("fmt", [write_csv, write_xlsx])
def test_lazy_texts_and_masked_numbers_are_texts_too(fmt):
    household = Household(no_kk="3276110501109001")
    row = [gettext_lazy("=jahat"), household.no_kk]
    if fmt is write_csv:
        assert csv_rows(b"".join(fmt(["a", "b"], [row])))[1] == ["'=jahat", "3276••••••••••••"]
    else:
        assert xlsx_rows(["a", "b"], [row])[1] == ["'=jahat", "3276••••••••••••"]


def test_numbers_stay_numbers():
    row = [-5, Decimal("-2.50"), Decimal("1E+9"), 0.1, float("nan"), Decimal("Infinity"), 10**20]
    assert csv_rows(b"".join(write_csv(list("abcdefg"), [row])))[1] == [
        "-5", "-2.50", "1000000000", "0.1", "", "", "100000000000000000000",
    ]  # fmt: skip
    assert xlsx_rows(list("abcdefg"), [row])[1] == [-5, -2.5, 1000000000, 0.1, None, None, "100000000000000000000"]


def test_a_number_longer_than_a_spreadsheet_can_hold_is_written_as_text():
    assert xlsx_rows(["a"], [[123456789012345], [1234567890123456], [Decimal("0.1234567890123456")]])[1:] == [
        [123456789012345],
        ["1234567890123456"],
        ["0.1234567890123456"],
    ]


def test_times_are_local_and_dates_are_dates():
    assert timezone.localtime(MOMENT).hour == 10
    row = [dt.date(1978, 8, 17), MOMENT, dt.date(1899, 1, 2)]
    assert xlsx_rows(list("abc"), [row])[1] == [
        dt.datetime(1978, 8, 17),
        dt.datetime(2021, 3, 12, 10, 30, 15),
        "1899-01-02",
    ]


def test_the_header_is_sent_before_the_first_row_is_read():
    def never():
        raise AssertionError("the rows were read too early")
        yield

    assert next(write_csv(["a", "b"], never())) == "\ufeffa,b\r\n".encode()


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=20))
@settings(max_examples=200)
def test_any_text_comes_back_from_csv_as_it_was(rows):
    read = csv_rows(b"".join(write_csv(["a", "b"], rows)))[1:]
    assert [[original_text(cell) for cell in row] for row in read] == rows
    assert not any(cell and cell[0] in RISKY for row in read for cell in row)


@given(st.text(st.sampled_from(list(RISKY) + list("'ab1 "))))
def test_the_apostrophe_is_put_on_and_taken_off_again(text):
    assert original_text(safe_text(text)) == (
        text[1:] if text[:1] == "'" and text[1:2] in RISKY and text[1:2] else text
    )


# XLSX


def as_office_shows(text: str) -> str:
    """Undo the escape that Office and we write, and this reader leaves as it is."""
    return re.sub(r"_x005F(_x[0-9A-Fa-f]{4}_)", r"\1", text)


def as_xml_can_hold(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if sign < " " and sign not in "\t\n" or sign in "\ufffe\uffff" else sign for sign in text)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=10))
@settings(max_examples=150)
def test_any_text_comes_back_from_xlsx_as_it_was(rows):
    data = b"".join(write_xlsx(["n", "a", "b"], [["x", *row] for row in rows]))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    read = [list(row) for row in sheet.iter_rows(min_row=2, min_col=2, max_col=3, values_only=True)]
    shown = [[as_office_shows(cell or "") for cell in row] for row in read]
    assert shown == [[as_xml_can_hold(safe_text(cell)) for cell in row] for row in rows]


@pytest.mark.parametrize(
    "text",
    ["_x0041_", "a\x00b", "a\x0bb", "\x1b[31m", "a\rb", "a\r\nb", "<&>\"'", " spasi ", "baris\nbaru", "\ufffe"],
)
def test_texts_that_xml_cannot_hold_do_not_break_the_file(text):
    data = b"".join(write_xlsx(["a"], [[text]]))
    ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"))
    value = openpyxl.load_workbook(io.BytesIO(data)).active["A2"].value
    assert as_office_shows(value) == as_xml_can_hold(text)


def test_no_cell_is_ever_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(ATTACKS, [ATTACKS]))))
    assert {cell.data_type for row in book.active for cell in row} == {"s"}


def test_other_readers_read_it_too():
    row = ["Nur'aini", 12, Decimal("1.5"), dt.date(2021, 3, 12), None, True]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(write_xlsx(list("abcdef"), [row]))))
    assert book.get_sheet_by_index(0).to_python() == [
        list("abcdef"),
        ["Nur'aini", 12.0, 1.5, dt.date(2021, 3, 12), "", "ya"],
    ]


def test_a_text_too_long_for_a_cell_ends_in_an_ellipsis():
    (value,) = xlsx_rows(["a"], [["x" * 40_000]])[1]
    assert len(value) == MAX_TEXT and value.endswith("…")


def test_more_rows_than_a_sheet_holds_go_to_the_next(monkeypatch):
    monkeypatch.setattr("p2wkss.base.sheets.xlsx_out.MAX_ROWS", 251)
    data = b"".join(write_xlsx(["n"], ([n] for n in range(600)), title="Data"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Data", "Data 2", "Data 3"]
    values = [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert values == list(range(600))
    assert [sheet["A1"].value for sheet in book] == ["n"] * 3


def test_an_empty_table_is_a_sheet_with_its_header():
    assert xlsx_rows(["a", "b"], []) == [["a", "b"]]
    assert csv_file(["a", "b"], []) == "a,b\r\n"


def test_a_row_of_another_width_is_an_error_of_ours():
    with pytest.raises(ValueError):
        list(write_xlsx(["a", "b"], [["x"]]))


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered(index, letters):
    assert _letters(index) == letters


def test_a_dictionary_explains_the_columns():
    columns = [Column("anggaran", "Uang yang disediakan", "bilangan", "rupiah"), "catatan"]
    header, rows = dictionary(columns)
    assert header == ["no", "kolom", "arti", "jenis", "satuan", "isi yang mungkin"]
    assert rows == [
        [1, "anggaran", "Uang yang disediakan", "bilangan", "rupiah", ""],
        [2, "catatan", "", "teks", "", ""],
    ]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(columns, [[1, "x"]], explained=True))))
    assert book.sheetnames == ["Data", "Kamus data"]
    assert book["Kamus data"]["B2"].value == "anggaran"


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_memory_does_not_grow_with_the_rows_and_nothing_is_left_on_disk(write, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    row = ["Kegiatan " + string.ascii_letters, 1, Decimal("2.50"), dt.date(2021, 1, 1)] * 5

    def peak(count):
        tracemalloc.start()
        for _part in write([f"k{n}" for n in range(20)], (row for _ in range(count))):
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8000) < peak(2000) + 1_000_000
    assert list(tmp_path.iterdir()) == []


# Answers


def test_a_download_names_its_file_and_forbids_sniffing():
    response = sheet_response("Laporan RTLH 2021", ["a"], [["x"]], CSV)
    assert response.headers["Content-Disposition"] == 'attachment; filename="Laporan-RTLH-2021.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).decode("utf-8-sig") == "a\r\nx\r\n"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ('a"\r\nX-Evil: 1', "a-X-Evil-1"),
        ("data\u202evsc.exe", "data-vsc.exe"),
        ("", "data"),
        ("...", "data"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_file_name_is_only_a_name(name, safe):
    assert safe_name(name) == safe


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="pdf"):
        sheet_response("x", ["a"], [], "pdf")


# Resources


class AgencySheet(SheetResource):
    singkatan = Field("code", "singkatan")
    jenis = Field("get_kind_display", "jenis")
    pengguna = Field(column_name="pengguna")

    class Meta:
        model = Agency
        fields = ["singkatan", "name", "jenis", "is_active", "pengguna"]
        export_order = fields
        import_id_fields = ["singkatan"]
        meanings = {"jenis": "Jenis lembaga"}
        units = {"pengguna": "orang"}

    def dehydrate_pengguna(self, agency):
        return 0


class HouseholdSheet(SheetResource):
    class Meta:
        model = Household
        fields = ["no_kk", "address"]
        export_order = fields


@pytest.fixture
def agencies(db):
    make_agency("DISRUMKIM", name="=Dinas Perumahan", kind=Agency.Kind.CITY)
    make_agency("CSR", name="PT Contoh", kind=Agency.Kind.COMPANY, is_active=False)
    return Agency.objects.order_by("-code")


def test_a_resource_streams_its_columns_in_order(agencies):
    data = b"".join(AgencySheet().stream(agencies, CSV))
    assert csv_rows(data) == [
        ["singkatan", "name", "jenis", "is_active", "pengguna"],
        ["DISRUMKIM", "'=Dinas Perumahan", "Perangkat daerah kota", "ya", "0"],
        ["CSR", "PT Contoh", "Perusahaan / CSR", "tidak", "0"],
    ]


def test_a_resource_explains_its_columns(agencies):
    columns = {column.name: column for column in AgencySheet().columns()}
    assert columns["jenis"].meaning == "Jenis lembaga"
    assert columns["singkatan"].meaning == "Singkatan yang tetap, misalnya DISRUMKIM."
    assert columns["is_active"].kind == "ya/tidak"
    assert columns["pengguna"].unit == "orang"


def test_chosen_columns_only(agencies):
    data = b"".join(AgencySheet().stream(agencies, CSV, only=["name"]))
    assert csv_rows(data)[0] == ["name"]


def test_a_resource_reads_ten_rows_with_the_queries_of_one(agencies, django_assert_num_queries):
    for _ in range(10):
        make_agency()
    expected = 3 if connection.vendor == "postgresql" else 1  # a transaction of its own there
    with django_assert_num_queries(expected):
        list(AgencySheet().rows(Agency.objects.order_by("code")))


def test_identity_numbers_leave_masked(db):
    make_household(no_kk="3276110501109001")
    data = b"".join(HouseholdSheet().stream(Household.objects.all(), CSV))
    assert csv_rows(data)[1][0] == "3276••••••••••••"


def test_decimals_leave_plain(agencies):
    widget = SheetResource.widget_from_django_field
    field = Household._meta.get_field("region").related_model._meta.get_field("area_ha")
    assert widget(field)().render(Decimal("1234.5000")) == Decimal("1234.5000")


# Import-export's formats and storage


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_whatever_separates_it(delimiter, encoding):
    text = f"name{delimiter}singkatan{delimiter}lain\nDinas é{delimiter}A{delimiter}?\n'=B{delimiter}C{delimiter}?\n"
    dataset = SafeCSV.for_columns(["singkatan", "name"], ["singkatan"])().create_dataset(text.encode(encoding))
    assert dataset.headers == ["name", "singkatan"]
    assert list(dataset) == [("Dinas é", "A"), ("=B", "C")]


def test_our_own_xlsx_comes_back(agencies):
    data = b"".join(AgencySheet().stream(agencies, XLSX))
    dataset = SafeXLSX.for_columns(["singkatan", "name", "is_active"], ["singkatan"])().create_dataset(data)
    assert list(dataset) == [("DISRUMKIM", "=Dinas Perumahan", "ya"), ("CSR", "PT Contoh", "tidak")]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"PK\x03\x04junk", b"\x00\x01\x02", b"<html></html>", b"a,b\n1,2\n"]
)
@pytest.mark.parametrize("sheet_format", [SafeCSV, SafeXLSX])
def test_what_cannot_be_read_is_refused_with_a_sentence(sheet_format, data):
    reader = sheet_format.for_columns(["singkatan", "name"], ["singkatan"])()
    with pytest.raises(SheetProblem, match=r"\."):
        reader.create_dataset(data)


def test_an_upload_waits_sealed_and_only_under_its_name():
    storage = SealedUploads()
    storage.save(b"nik,nama\n3276110501109001,Siti\n")
    held = caches["uploads"].get(f"upload:{storage.name}")
    assert b"3276110501109001" not in held and b"Siti" not in held
    assert SealedUploads(name=storage.name).read() == b"nik,nama\n3276110501109001,Siti\n"
    for name in ("../../etc/passwd", "0" * 32, "", None):
        with pytest.raises(SheetProblem):
            SealedUploads(name=name).read()
    storage.remove()
    with pytest.raises(SheetProblem, match="kedaluwarsa"):
        SealedUploads(name=storage.name).read()


class AgencyAdmin(SheetAdminMixin, admin.ModelAdmin):
    resource_classes = [AgencySheet]


@pytest.fixture
def agency_admin():
    return AgencyAdmin(Agency, admin.AdminSite())


def test_the_admin_streams_its_export(agencies, agency_admin):
    request = RequestFactory().get("/")
    request.user = make_user("admin")
    response = agency_admin._do_file_export(SafeCSV(), request, agencies)
    assert response.streaming
    assert csv_rows(b"".join(response.streaming_content))[1][1] == "'=Dinas Perumahan"


def test_the_admin_takes_in_a_semicolon_file(agencies, agency_admin):
    formats = agency_admin.get_import_formats()
    dataset = formats[1]().create_dataset(
        b"singkatan;name;jenis;is_active\nCSR;PT Baru;x;ya\nBARU;Dinas Baru;x;tidak\n"
    )
    result = AgencySheet().import_data(dataset, dry_run=False)
    assert not result.has_errors(), [row.errors for row in result.rows]
    assert Agency.objects.get(code="CSR").name == "PT Baru"
    assert Agency.objects.get(code="CSR").is_active
    assert Agency.objects.get(code="BARU").is_active is False


def test_a_bad_upload_is_a_sentence_in_the_form(agency_admin):
    form = agency_admin.get_import_form_class(None)(
        agency_admin.get_import_formats(),
        [AgencySheet],
        data=QueryDict("format=0&resource="),
        files={"import_file": SimpleUploadedFile("x.xlsx", b"junk")},
    )
    assert form.is_valid(), form.errors
    for error in (SheetProblem("Berkas rusak."), ZeroDivisionError("3276110501109001")):
        agency_admin.add_data_read_fail_error_to_form(form, error)
    assert form.errors["import_file"] == [
        "Berkas rusak.",
        "Berkas ini tidak dapat dibaca. Simpan ulang lalu unggah kembali.",
    ]
