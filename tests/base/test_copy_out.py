"""A CSV that the database writes is, byte for byte, the one that Python writes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection
from django.db.models import F, IntegerField
from django.db.models.functions import Cast, Upper
from django.utils import timezone
from import_export.fields import Field

from households.models import House, Household, Member
from households.resources import HouseholdResource, HouseResource, MemberResource
from locations.models import Region
from p2wkss.base.sheets import CSV, XLSX, resources
from p2wkss.base.sheets.copy_out import csv_lines
from p2wkss.base.sheets.direct import Annotated, Label, Revealed
from p2wkss.base.sheets.resources import SheetResource
from tests.makers import make_assessment, make_house, make_household, make_household_survey, make_member, make_region

pytestmark = pytest.mark.django_db

NASTY = [
    "",
    "biasa",
    "Jl. Mawar, No. 1; RT 02",
    'Warung "Ibu"',
    '"',
    '""',
    "baris\nbaru",
    "baris\r\nbaru",
    "\r",
    "=1+1",
    "+62 812",
    "-",
    "@SUM(A1)",
    "＝1+1",
    "\nx",
    "\tx",
    "\rx",
    "='a',\"b\"\n",
    "'",
    "'=1",
    " spasi ",
    "\\",
    "\\.",
    "\\N",
    "NULL",
    "null",
    "%s %% %",
    "é – 中文 🏠",
    "a\u2028b\x0b\x85",
]


class PlaceSheet(SheetResource):
    """Every kind of column that the database can write, and a moment, which SQLite leaves to Python."""

    code = Field("code", "kode")
    level = Label("level", "tingkat")
    name = Field("name", "nama, resmi")
    above = Field("parent__parent__name", "=atasan")
    area = Field("area_ha", "luas")
    active = Field("is_active", "aktif")
    version = Field("version", "versi")
    shouted = Annotated("name", "keras", source="shouted")
    public_id = Field("public_id", "nomor")
    made = Field("created_at", "dibuat")

    class Meta:
        model = Region
        fields = ["code", "level", "name", "above", "area", "active", "version", "shouted", "public_id", "made"]
        export_order = fields


WITHOUT_MOMENTS = [name for name in PlaceSheet.Meta.fields if name not in ("public_id", "made")]


def written(resource, queryset, monkeypatch, *, by, **options):
    """The CSV written by the "database", from its "values", or from "instances" of the model."""
    with monkeypatch.context() as patch:
        if by != "database":
            patch.setattr(resources, "csv_lines", lambda *_given: None)
        if by == "instances":
            patch.setattr(resources, "sources_of", lambda *_given: None)
        return b"".join(resource.stream(queryset, CSV, **options))


def ways(resource, queryset, monkeypatch, **options):
    return [written(resource, queryset, monkeypatch, by=by, **options) for by in ("database", "values", "instances")]


def by_database(resource, queryset, only=None):
    """Whether the database itself writes the CSV."""
    return csv_lines(queryset, resource._sources(queryset, only), ",") is not None


@pytest.fixture
def places():
    region = make_region("32.76.11.1001.002.001")
    Region.objects.filter(pk=region.pk).update(area_ha=Decimal("3.2000"), is_active=False, version=12)
    Region.objects.filter(code="32.76").update(area_ha=Decimal("20029.5"), name='=Kota "Depok", baru\n')
    moment = dt.datetime(2021, 3, 12, 20, 30, 15, 999999, tzinfo=dt.UTC)
    Region.objects.filter(code="32").update(created_at=moment)
    return Region.objects.annotate(shouted=Upper("name")).order_by("code")


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("only", [None, WITHOUT_MOMENTS], ids=["all", "without moments"])
def test_every_kind_of_value_is_written_alike(places, monkeypatch, delimiter, only):
    first, *others = ways(PlaceSheet(), places, monkeypatch, delimiter=delimiter, only=only)
    assert first.decode("utf-8-sig").count("\r\n") == places.count() + 1
    assert others == [first, first]
    assert by_database(PlaceSheet(), places, only) == (connection.vendor == "postgresql" or only is not None)


def test_a_file_is_exactly_this(places):
    place = places.filter(code="32.76.11.1001.002.001").values_list("public_id", flat=True).get()
    rows = places.filter(code__in=["32", "32.76.11.1001.002.001"])
    timezone.activate("Asia/Jakarta")
    lines = b"".join(PlaceSheet().stream(rows, CSV)).decode("utf-8-sig").split("\r\n")
    assert lines[0] == 'kode,tingkat,"nama, resmi",\'=atasan,luas,aktif,versi,keras,nomor,dibuat'
    assert lines[1].startswith("32,Provinsi,Jawa Barat,,,ya,1,JAWA BARAT,")
    assert lines[1].endswith(",2021-03-13 03:30:15")
    assert lines[2].startswith(f"32.76.11.1001.002.001,RT,RT 001,Bojongsari,3.2000,tidak,12,RT 001,{place},")
    assert lines[3:] == [""]


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_any_text_is_written_alike(text, monkeypatch):
    make_house(address=text)
    House.objects.update(address=text, tenure=text[:20])
    houses = House.objects.order_by("pk")

    class Sheet(SheetResource):
        address = Field("address", "alamat")
        tenure = Label("tenure", "status")
        again = Field("address", "lagi")

        class Meta:
            model = House
            fields = ["address", "tenure", "again"]
            export_order = fields

    first, *others = ways(Sheet(), houses, monkeypatch)
    assert others == [first, first]
    assert by_database(Sheet(), houses)
    assert ways(Sheet(), houses, monkeypatch, only=["address"])[0] == (
        written(Sheet(), houses, monkeypatch, by="instances", only=["address"])
    )


@pytest.fixture
def register():
    family = make_household(head="=Asep", address="Gang Melati, 5")
    make_household_survey(household=family)
    make_member(household=family, name='Siti "Eneng"', sex="P", relation="wife", birth_date=dt.date(985, 1, 2))
    make_member(household=family, name="Bayi", relation="child", birth_date=None)
    make_household(head=None)
    house = make_house(address="Gang Mawar")
    make_assessment(house=house)
    return family


def test_the_sheets_of_the_register_are_written_alike(register, monkeypatch):
    for resource, rows in (
        (MemberResource(), Member.objects.order_by("-name")),
        (HouseholdResource(), Household.objects.for_list().order_by("region__code", "pk")),
        (HouseResource(), House.objects.for_list().order_by("pk")),
    ):
        first, *others = ways(resource, rows, monkeypatch)
        assert first.count(b"\r\n") == rows.count() + 1
        assert others == [first, first]


def test_large_sheets_are_written_by_the_database(register):
    assert by_database(MemberResource(), Member.objects.all())
    assert by_database(HouseholdResource(), Household.objects.for_list())


def test_the_order_of_the_rows_is_that_of_the_queryset():
    for name in ("Citra", "Adi", "Budi"):
        make_member(name=name)
    rows = Member.objects.filter(name__in=["Adi", "Budi", "Citra"])
    for order, names in (("name", ["Adi", "Budi", "Citra"]), ("-name", ["Citra", "Budi", "Adi"])):
        lines = b"".join(MemberResource().stream(rows.order_by(order), CSV)).decode().splitlines()[1:]
        assert [line.split(",")[0] for line in lines] == names
    two = b"".join(MemberResource().stream(rows.order_by("name")[1:], CSV)).decode().splitlines()[1:]
    assert [line.split(",")[0] for line in two] == ["Budi", "Citra"]


@pytest.mark.parametrize(
    "rows", [Member.objects.none(), Member.objects.filter(name="tidak ada")], ids=["none", "empty"]
)
def test_no_rows_give_a_header(rows):
    lines = b"".join(MemberResource().stream(rows, CSV)).decode("utf-8-sig")
    assert lines == "nama,hubungan,jenis_kelamin,tanggal_lahir,pendidikan,pekerjaan,status\r\n"


def test_the_labels_are_in_the_language_of_the_request_even_when_sent_later(register):
    stream = MemberResource().stream(Member.objects.filter(name="Bayi"), CSV)
    assert "Anak" in b"".join(stream).decode()


def test_rows_with_distinct_values_need_instances(register):
    rows = Member.objects.filter(household__members__name__isnull=False).distinct()
    assert MemberResource()._sources(rows, None) is None
    assert b"".join(MemberResource().stream(rows, CSV)).count(b"\r\n") == Member.objects.count() + 1


def test_a_download_that_is_given_up_leaves_the_database_usable():
    family = make_household()
    child = {"household": family, "sex": "L", "relation": "child", "nik_status": "missing", "nik_missing": "uji"}
    Member.objects.bulk_create([Member(name=f"Anak {number}", **child) for number in range(12_000)])
    stream = MemberResource().stream(Member.objects.order_by("pk"), CSV)
    assert b"nama" in next(stream)
    assert next(stream).count(b"\r\n") > 100
    stream.close()  # what a response does whose reader has gone
    assert Member.objects.count() == 12_000
    assert len(b"".join(MemberResource().stream(Member.objects.order_by("pk"), CSV)).splitlines()) > 12_000


def test_an_error_of_the_database_is_not_taken_for_the_end(register):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite casts anything to a number")

    class Sheet(SheetResource):
        name = Field("name", "nama")
        number = Annotated("name", "angka", source="number")

        class Meta:
            model = Member
            fields = ["name", "number"]

    rows = Member.objects.annotate(number=Cast(F("name"), IntegerField()))
    with pytest.raises(DatabaseError):
        list(Sheet().stream(rows, CSV))
    assert Member.objects.exists()


class NumberSheet(SheetResource):
    no_kk = Revealed("household__no_kk", "no_kk")
    nik = Revealed("nik", "nik")
    name = Field("name", "nama")

    class Meta:
        model = Member
        fields = ["no_kk", "nik", "name"]
        export_order = fields


def test_revealed_numbers_are_the_numbers_themselves(monkeypatch):
    family = make_household(no_kk="3276110501109001", head=None)
    make_member(household=family, nik="3276114101909001", name="Siti")
    make_member(household=family, nik=None, nik_status="missing", nik_missing="Bayi", name="Adik")
    rows = Member.objects.order_by("pk")
    first, *others = ways(NumberSheet(), rows, monkeypatch)
    assert first.decode("utf-8-sig") == (
        "no_kk,nik,nama\r\n3276110501109001,3276114101909001,Siti\r\n3276110501109001,,Adik\r\n"
    )
    assert others == [first, first]
    assert b"3276114101909001" not in b"".join(NumberSheet().stream(rows.none(), XLSX))
