"""Numbers and days of every import of the back office: equal to the last digit, or a sentence; never another value.

The fields come from the admins themselves, so that a new importable field is held too.
"""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from agencies.roles import Role
from locations.models import Region
from p2wkss.base.sheets import Column, write_csv, write_xlsx
from p2wkss.base.sheets.admin import SheetImportMixin
from p2wkss.base.sheets.exchange import SafeCSV, SafeXLSX
from tests.makers import make_user

NUMBERS = [Decimal(text) for text in ("0.125", "1.234", "12.345", "1234.5", "-6.395", "73.445", "5", "1500")]
DAYS = [dt.date(2021, 6, 5), dt.date(2021, 8, 17)]


def importable(*kinds):
    """(resource, field, model field) of each column of these kinds that the back office takes in."""
    for model, model_admin in admin.site._registry.items():
        if isinstance(model_admin, SheetImportMixin):
            resource = model_admin.resource_classes[0]()
            for field in resource.get_import_fields():
                source = resource._model_field(field)
                if isinstance(source, kinds) and not source.is_relation:
                    yield pytest.param(field, source, id=f"{model.__name__}.{field.column_name}")


def cell(sheet_format, data, name):
    """What the one row of a file holds in the column `name`."""
    return sheet_format.for_columns(["kunci", name], ["kunci"])().create_dataset(data)[0][1]


def workbook(name, value):
    book = openpyxl.Workbook()
    book.active.append(["kunci", name])
    book.active.append(["A", value])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ways(name, value, as_typed):
    """The value as each kind of file brings it: (what way, cell)."""
    columns = [Column("kunci"), Column(name)]
    yield "number or date cell", cell(SafeXLSX, workbook(name, value), name)
    yield "our workbook", cell(SafeXLSX, b"".join(write_xlsx(columns, [["A", value]])), name)
    for delimiter in ",;":
        yield "our CSV", cell(SafeCSV, b"".join(write_csv(columns, [["A", value]], delimiter=delimiter)), name)
    for text in as_typed:
        yield f"text {text}", cell(SafeXLSX, workbook(name, text), name)


def read(field, way, given, value):
    """The value read, or None where a sentence refuses it; anything else is a wrong value."""
    try:
        found = field.clean({field.column_name: given})
    except ValueError as sentence:
        assert "“" in str(sentence), f"{way}: {sentence}"
        return None
    assert found == value, f"{way}: {value} became {found}"
    return found


@pytest.mark.parametrize(("field", "source"), list(importable(models.DecimalField, models.IntegerField)))
@pytest.mark.parametrize("value", NUMBERS)
def test_a_number_comes_in_as_it_is_or_with_a_sentence(field, source, value):
    typed = [f"{value:f}", f"{value:f}".replace(".", ",")]
    for way, given in ways(field.column_name, value, typed):
        if not getattr(source, "decimal_places", 0) and way == f"text {value:f}" and value.as_tuple().exponent == -3:
            # A point before three digits groups where there are no decimals, as people write money.
            assert read(field, way, given, value * 1000) in (value * 1000, None)
            continue
        found = read(field, way, given, value)
        is_own = way in ("number or date cell", "our workbook", "our CSV")
        if is_own and getattr(source, "decimal_places", 0):
            assert found == value, f"{way}: {value} was refused"


@pytest.mark.parametrize(("field", "source"), list(importable(models.DateField)))
@pytest.mark.parametrize("value", DAYS)
def test_a_day_comes_in_as_it_is(field, source, value):
    typed = [f"{value:%d/%m/%Y}", f"{value:%d-%m-%Y}", value.isoformat(), f"{value.day} Juni 2021"]
    for way, given in ways(field.column_name, value, typed[: 4 if value.month == 6 else 3]):
        assert read(field, way, given, value) == value


def test_the_back_office_has_such_fields():
    names = {str(case.id) for case in importable(models.DecimalField, models.DateField)}
    assert {"Region.area_ha", "CityIndex.value", "WorkPrice.amount", "WorkPrice.valid_from"} <= names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "area"), [("12,3450", "12.345"), ("1.234,5", "1234.5"), ("12.345", None), ("1e3", None)]
)
def test_a_file_of_regions_keeps_its_areas(client, text, area):
    client.force_login(make_user(Role.ADMIN))
    data = f"code;level;name;area_ha;is_active\n99;province;Uji;{text};ya\n".encode()
    page = upload(client, "admin:locations_region_import", data)
    if area is None:
        assert f"“{text}”" in page.content.decode()
        return
    client.post(
        reverse("admin:locations_region_process_import"),
        {**page.context["confirm_form"].initial},
    )
    assert Region.objects.get(code="99").area_ha == Decimal(area)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("98;city;Uji;99.99;;ya", "Wilayah tidak ditemukan: 99.99"),
        ("99;province;Uji;;;mungkin", "bukan ya atau tidak"),
    ],
)
def test_what_is_unknown_is_said_in_indonesian(client, line, sentence):
    client.force_login(make_user(Role.ADMIN))
    data = f"code;level;name;parent;area_ha;is_active\n{line}\n".encode()
    assert sentence in upload(client, "admin:locations_region_import", data).content.decode()


def upload(client, name, data, suffix="csv"):
    file = io.BytesIO(data)
    file.name = f"berkas.{suffix}"
    return client.post(reverse(name), {"format": "0" if suffix == "xlsx" else "1", "import_file": file})
