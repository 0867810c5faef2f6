"""The refused rows as the file they came in: mended and sent again, they are accepted."""

import csv
import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from households.models import Household, ImportPart, Member
from imports.services import batches
from tests.base.intake_files import shared_strings_workbook
from tests.imports.import_files import imported, operator, previewed
from tests.imports.register_files import HEADER, PEOPLE, altered, text

pytestmark = pytest.mark.django_db
SIBLING = "Anggota lain dalam keluarga ini perlu diperbaiki."


def refused(batch):
    """(format, bytes) of the refused rows."""
    kind, stream = batches.refused_file(batch)
    return kind, b"".join(stream)


def rows_of(data, separator=","):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))


def test_the_whole_family_of_a_wrong_row_is_there_with_the_reasons():
    kind, data = refused(previewed(altered("nik", "salah"), operator()))
    header, *rows = rows_of(data)
    assert kind == "csv"
    assert header == [*HEADER, "alasan_ditolak"]
    assert [row[2] for row in rows] == ["Ahmad Sutisna", "Siti Nurhasanah", "Rizky Ramadhan"]
    assert rows[0][-1].startswith("nik: NIK harus terdiri dari 16 angka")
    assert [row[-1] for row in rows[1:]] == [SIBLING, SIBLING]
    assert [row[: len(HEADER)] for row in rows[1:]] == PEOPLE[1:3]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_mended_rows_are_accepted(separator):
    owner = operator()
    batch = imported(text(altered("nik", "salah"), separator=separator), owner, only_valid=True)
    assert Member.objects.count() == 5
    _kind, data = refused(batch)
    wrong = next(sep for sep in (separator, ",", ";") if sep.encode() in data.splitlines()[0])
    header, *rows = rows_of(data, wrong)
    rows[0][1] = PEOPLE[0][1]
    mended = imported(text(rows, header=header, separator=wrong), owner)
    assert (mended.outcome, mended.codes) == ("ACCEPT", [])
    assert (Member.objects.count(), Household.objects.count()) == (8, 3)


def test_a_workbook_comes_back_as_a_workbook_whose_numbers_stay_whole():
    owner = operator()
    book = shared_strings_workbook(header=HEADER, rows=altered("nik", "salah"))
    kind, data = refused(previewed(book, owner, filename="data.xlsx"))
    assert kind == "xlsx"
    rows = [[cell or "" for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.values]
    assert [row[0] for row in rows[1:]] == [PEOPLE[0][0]] * 3
    rows[1][1] = PEOPLE[0][1]
    again = shared_strings_workbook(header=rows[0], rows=rows[1:])
    assert imported(again, owner, filename="data.xlsx").outcome == "ACCEPT"


def test_what_looks_like_a_formula_is_harmless_in_the_file_and_still_refused():
    owner = operator()
    _kind, data = refused(previewed(altered("alamat", "=SUM(A1)"), owner))
    header, *rows = rows_of(data)
    assert rows[0][HEADER.index("alamat")] == "'=SUM(A1)"
    assert previewed(text(rows, header=header), owner).outcome == "ROW_ERRORS"


def test_a_row_with_cells_too_many_keeps_them_all():
    lines = text().splitlines()
    lines[1] = lines[1].replace("Jl. Mawar No. 3", "Jl. Mawar, RT 1, No. 3")
    _kind, data = refused(previewed("\n".join(lines), operator()))
    _header, row, *_siblings = rows_of(data)
    assert row[: len(HEADER)] == lines[1].split(",")[: len(HEADER)]
    assert row[len(HEADER)].startswith("Baris ini memiliki 15 kolom, seharusnya 13")
    assert row[len(HEADER) + 1 :] == lines[1].split(",")[len(HEADER) :]


def test_families_edited_since_the_preview_are_there_too():
    owner = operator()
    imported(PEOPLE, owner)
    batch = previewed(altered("pendidikan", "SMA"), owner)
    head = Member.objects.get(name="Ahmad Sutisna")
    Member.objects.filter(pk=head.pk).update(version=head.version + 1, name="Ahmad S.")
    batch = batches.commit(batch, owner)
    assert batch.families_edited == 1
    _kind, data = refused(batch)
    _header, *rows = rows_of(data)
    assert len(rows) == 3
    assert {row[-1] for row in rows} == {"Data keluarga ini diubah orang lain setelah pratinjau, jadi tidak ditimpa."}


def test_there_is_none_once_the_upload_is_gone():
    batch = previewed(altered("nik", "salah"), operator())
    batch.parts.filter(kind=ImportPart.Kind.UPLOAD).delete()
    with pytest.raises(ValidationError, match="tidak ada"):
        batches.refused_file(batch)
