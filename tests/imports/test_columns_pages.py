"""The page on which the columns of a file are matched: our own layout, OpenSID's, and other worksheets."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from households.models import ImportBatch, Member
from imports.columns.headings import OPENSID_COLUMNS
from imports.services import batches
from tests.browsing import fill
from tests.imports.import_files import findings, page, previewed
from tests.imports.register_files import HEADER, PEOPLE, opensid_file, opensid_rows, text

pytestmark = pytest.mark.django_db

UPLOAD = reverse("imports:import_add")
State = ImportBatch.State


def upload(client, content, name="data.csv"):
    return client.post(UPLOAD, {**fill(client, UPLOAD), "file": SimpleUploadedFile(name, content)})


def step(client, name, batch, **values):
    answer = client.post(page(name, batch), fill(client, page(name, batch), **values))
    batch.refresh_from_db()
    return answer


def strange(heading="Sebutan"):
    header = list(HEADER)
    header[HEADER.index("nama")] = heading
    return text([[*row, "catur"] for row in PEOPLE], header=[*header, "Hobi"]).encode()


def test_unknown_columns_are_matched_on_a_page_of_their_own(client, owner):
    answer = upload(client, strange())
    batch = ImportBatch.objects.get()
    assert answer.url == page("columns", batch)
    shown = client.get(answer.url)
    fields = shown.context["form"].fields
    assert fields["kolom_0"].initial == "no_kk"
    assert (fields["kolom_2"].label, fields["kolom_2"].initial) == ("Sebutan", "")
    assert (fields["kolom_13"].label, fields["kolom_13"].initial) == ("Hobi", "")
    assert step(client, "columns", batch, kolom_2="nama").url == batch.get_absolute_url()
    batch.refresh_from_db()
    assert (batch.state, batch.families_new) == (State.PREVIEW, 3)


def test_what_has_to_be_matched_is_named_as_people_call_it_and_stands_first(client, owner):
    upload(client, strange())
    shown = client.get(page("columns", ImportBatch.objects.get())).text
    assert "Yang belum ditemukan: Nama." in shown
    assert shown.index('name="kolom_2"') < shown.index("Kolom yang dipakai") < shown.index('name="kolom_0"')
    previewed(PEOPLE, owner)
    shown = client.get(page("columns", ImportBatch.objects.first())).text
    assert "Yang belum ditemukan" not in shown


def test_rows_that_were_not_read_are_not_called_wrong(client, owner):
    upload(client, strange())
    assert ImportBatch.objects.get().rows_error == 8
    shown = client.get(reverse("imports:import_list")).context["table"]
    assert shown.rows[0].get_cell("rows_error") == "–"


def test_a_needed_column_left_out_is_named(client, owner):
    upload(client, strange())
    batch = ImportBatch.objects.get()
    answer = step(client, "columns", batch)
    assert "Kolom berikut belum dipasangkan: Nama." in answer.text
    batch.refresh_from_db()
    assert batch.state == State.PARSED


def test_two_columns_cannot_hold_the_same(client, owner):
    upload(client, strange())
    answer = step(client, "columns", ImportBatch.objects.get(), kolom_2="nama", kolom_13="nama")
    assert "Sudah dipasangkan dengan kolom “Sebutan”" in answer.text


def test_a_recognised_column_can_be_changed_and_left_out(client, owner):
    header = [*HEADER, "Nama Panggilan", "kecamatan"]
    rows = [[*row, f"Panggilan {row[2]}", "Salah"] for row in PEOPLE]
    batch = previewed(text(rows, header=header), owner)
    assert batch.outcome == "ROW_ERRORS"
    step(client, "columns", batch, kolom_2="", kolom_13="nama", kolom_14="")
    batch.refresh_from_db()
    assert batch.outcome == "ACCEPT_WARN"
    fields = client.get(page("columns", batch)).context["form"].fields
    assert [fields[f"kolom_{at}"].initial for at in (2, 13, 14)] == ["", "nama", ""]
    step(client, "commit", batch)
    assert Member.objects.filter(name="Panggilan Ahmad Sutisna").exists()


# --- OpenSID ---


def at(name):
    """The field of a column of the population sheet."""
    return f"kolom_{OPENSID_COLUMNS.index(name)}"


def population(rows=None, extra=()):
    return opensid_file(rows or opensid_rows(), extra)


def test_the_columns_of_opensid_are_shown_as_they_were_recognised(client, owner):
    batch = previewed(population(), owner)
    assert batches.columns_of(batch)["layout"] == "opensid"
    assert page("columns", batch) in client.get(batch.get_absolute_url()).text
    fields = client.get(page("columns", batch)).context["form"].fields
    assert fields["layout"].initial == "opensid"
    known = {"no_kk": "no_kk", "kk_level": "hubungan", "pekerjaan_id": "pekerjaan", "status_dasar": "status_dasar"}
    assert {name: fields[at(name)].initial for name in known} == known
    assert {fields[at(name)].initial for name in ("agama_id", "dusun", "ibu_nik", "alamat_sekarang")} == {""}
    assert len([name for name in fields if name.startswith("kolom_")]) == len(OPENSID_COLUMNS)


def test_its_columns_can_be_exchanged_and_its_codes_are_still_read(client, owner):
    rows = opensid_rows()
    for row in rows:
        row["alamat_sekarang"] = "Jl. Anggrek No. 5"
    batch = previewed(population(rows), owner)
    assert step(client, "columns", batch, **{at("alamat"): "", at("alamat_sekarang"): "alamat"}).status_code == 302
    assert (batch.state, batch.rows_error, batch.families_new) == (State.PREVIEW, 0, 3)
    fields = client.get(page("columns", batch)).context["form"].fields
    assert (fields[at("alamat")].initial, fields[at("alamat_sekarang")].initial) == ("", "alamat")
    step(client, "commit", batch)
    assert Member.objects.get(name="Bayi Simatupang").household.address == "Jl. Anggrek No. 5"
    assert Member.objects.get(name="Dewi Lestari").relation == "child"


def test_one_of_its_columns_can_be_left_out(client, owner):
    rows = opensid_rows()
    rows[2]["status_dasar"] = "2"
    batch = previewed(population(rows), owner)
    assert batch.rows_error == 1
    step(client, "columns", batch, **{at("status_dasar"): ""})
    assert batch.rows_error == 0


def test_an_unknown_column_of_it_can_be_used(client, owner):
    rows = opensid_rows()
    for row in rows:
        row["uang keluar"] = "1500000"
    batch = previewed(population(rows, extra=["uang keluar"]), owner)
    step(client, "columns", batch, kolom_43="pengeluaran_bulanan")
    assert (batch.outcome, batch.rows_error) == ("ACCEPT_WARN", 0)
    assert batches.columns_of(batch)["columns"]["pengeluaran_bulanan"] == 43


def test_what_its_layout_needs_is_named_when_left_out(client, owner):
    batch = previewed(population(), owner)
    answer = step(client, "columns", batch, **{at("kk_level"): ""})
    assert "Kolom berikut belum dipasangkan: Hubungan dalam keluarga." in answer.text


def test_a_heading_of_opensid_that_somebody_renamed_is_matched_and_its_codes_read(client, owner):
    content = population().replace("kk_level", "shdk_kode").encode()
    answer = upload(client, content)
    batch = ImportBatch.objects.get()
    assert answer.url == page("columns", batch)
    fields = client.get(answer.url).context["form"].fields
    assert (fields["layout"].initial, fields[at("sex")].initial, fields[at("kk_level")].initial) == (
        "opensid",
        "jenis_kelamin",
        "",
    )
    step(client, "columns", batch, **{at("kk_level"): "hubungan"})
    assert (batch.state, batch.rows_error, batch.families_new) == (State.PREVIEW, 0, 3)


def test_the_other_layout_can_be_chosen(client, owner):
    """Somebody took the headings of OpenSID over, and wrote words below them."""
    rows = opensid_rows()
    for row, person in zip(rows, PEOPLE, strict=True):
        row |= {"kk_level": person[3], "sex": person[4], "pendidikan_kk_id": person[6], "pekerjaan_id": person[7]}
        row |= {"Kel": person[10], "Uang": person[12]}
    batch = previewed(population(rows, extra=["Kel", "Uang"]), owner)
    answer = step(client, "columns", batch, layout="register")
    assert "Kolom berikut belum dipasangkan: Kelurahan." in answer.text
    step(client, "columns", batch, layout="register", kolom_43="kelurahan", kolom_44="pengeluaran_bulanan")
    assert (batch.state, batch.rows_error) == (State.PREVIEW, 0)
    assert batches.columns_of(batch)["layout"] == "register"
    rows[0]["kk_level"] = "1"
    batch = previewed(population(rows, extra=["Kel", "Uang"]), owner)
    assert batch.rows_error == 0
    step(client, "columns", batch, layout="register", kolom_43="kelurahan", kolom_44="pengeluaran_bulanan")
    assert {code for _row, _column, code in findings(batch)} == {"relation_unknown", "no_head"}


def test_the_layout_is_not_asked_for_where_it_is_plain(client, owner):
    batch = previewed(PEOPLE, owner)
    fields = client.get(page("columns", batch)).context["form"].fields
    assert "layout" not in fields
    assert "status_dasar" not in dict(fields["kolom_0"].choices)


def test_the_refused_rows_of_a_matched_file_are_those_of_its_preview(client, owner):
    rows = opensid_rows()
    rows[2]["alamat_sekarang"] = "x" * 400
    batch = previewed(population(rows), owner)
    step(client, "columns", batch, **{at("alamat"): "", at("alamat_sekarang"): "alamat"})
    assert batch.rows_error
    sheet = b"".join(client.get(page("refused", batch)).streaming_content).decode("utf-8-sig")
    assert "alasan_ditolak" in sheet.splitlines()[0]
    assert len(sheet.splitlines()) == 4


# --- worksheets ---


def book(*sheets):
    """A workbook of sheets, each a list of rows."""
    out, made = io.BytesIO(), Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"Lembar {number}")
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


def test_another_sheet_is_read_with_its_own_columns_and_the_first_can_be_gone_back_to(client, owner):
    notes = [["nama", "nik", "catatan", "rt"], ["Ahmad", "-", "menunggu", "1"]]
    batch = previewed(book([HEADER, *PEOPLE], notes), owner, filename="data.xlsx")
    assert batch.families_new == 3
    step(client, "columns", batch, sheet="Lembar 2")
    assert (batch.state, batch.outcome) == (State.PARSED, "REJECT_FILE")
    fields = client.get(page("columns", batch)).context["form"].fields
    assert (fields["sheet"].initial, fields["kolom_0"].initial, fields["kolom_2"].initial) == ("Lembar 2", "nama", "")
    step(client, "columns", batch, sheet="Lembar 1")
    assert (batch.state, batch.families_new) == (State.PREVIEW, 3)


def test_how_many_rows_a_workbook_has_is_not_guessed_from_its_bytes(owner):
    """The page would show a progress against a number that means nothing."""
    assert batches.receive(book([HEADER, *PEOPLE]), owner=owner, filename="data.xlsx").rows_total == 0
    assert batches.receive(text().encode(), owner=owner, filename="data.csv").rows_total == 9
