"""Layouts of the field: survey tools on two sheets, groups before headings, tags, population-office extracts."""

import io

import openpyxl
import pytest

from imports.reading.register_file import judge_file, open_register
from p2wkss.base.intake.reader import Rejected
from tests.imports.register_files import HEADER, PEOPLE, lookups, text

FAMILY = ["no_kk", "rt", "rw", "kelurahan", "alamat", "pengeluaran_bulanan"]
PERSON = [name for name in HEADER if name not in FAMILY]


def part(row, names):
    return [row[HEADER.index(name)] for name in names]


def read(data, filename="data.csv", **options):
    """(values without their places, codes, messages) of a file."""
    content = data.encode() if isinstance(data, str) else data
    rows = open_register(content, filename=filename, lookups=lookups(**options))
    values = [row.value._replace(number=0, line=None) for row in rows]
    verdict = judge_file(content, filename=filename, lookups=lookups(**options))
    return values, verdict.codes, verdict.messages


WHOLE = read(text(PEOPLE))[0]


def families():
    return list(dict.fromkeys(tuple(part(row, FAMILY)) for row in PEOPLE))


def book(*sheets):
    """An XLSX of (name, rows)."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def kobo(group="", members=PEOPLE, parent=lambda at: at):
    """KoBoToolbox's XLS export: one row a submission, one sheet a repeated group."""
    numbers = {family[0]: at for at, family in enumerate(families(), start=1)}
    first = [[*(f"{group}{name}" for name in FAMILY), "_id", "_uuid", "_submission_time", "_index"]]
    first += [[*family, at + 90, f"u{at}", "2026-11-01T01:00:00", at] for at, family in enumerate(families(), start=1)]
    second = [[*PERSON, "_index", "_parent_table_name", "_parent_index", "_submission__uuid"]]
    second += [
        [*part(row, PERSON), at, "Pendataan", parent(numbers[row[0]]), f"u{numbers[row[0]]}"]
        for at, row in enumerate(members, start=1)
    ]
    return book(("Pendataan", first), ("anggota", second))


def odk():
    """ODK Central's export, both tables put into one workbook."""
    first = [["KEY", *FAMILY]] + [[f"uuid:{at}", *family] for at, family in enumerate(families())]
    keys = {family[0]: f"uuid:{at}" for at, family in enumerate(families())}
    second = [[*PERSON, "KEY", "PARENT_KEY"]]
    second += [[*part(row, PERSON), f"{keys[row[0]]}/anggota[{at}]", keys[row[0]]] for at, row in enumerate(PEOPLE)]
    return book(("formulir", first), ("formulir-anggota", second))


@pytest.mark.parametrize("data", [kobo(), kobo(group="keluarga/"), odk()], ids=["KoBo", "KoBo with groups", "ODK"])
def test_families_and_members_on_two_sheets_are_joined_and_named(data):
    values, codes, messages = read(data, "data.xlsx")
    assert values == WHOLE
    assert "sheets_joined" in codes and any("anggota" in message for message in messages)


def test_members_without_their_family_and_families_without_members_are_counted():
    assert "parents_missing" in read(kobo(parent=lambda at: 99 if at == 1 else at), "data.xlsx")[1]
    alone = [row for row in PEOPLE if row[0] != PEOPLE[0][0]]
    assert "families_without_members" in read(kobo(members=alone), "data.xlsx")[1]


def test_two_sheets_that_do_not_point_to_each_other_are_not_joined():
    first = [FAMILY, *families()]
    second = [PERSON, *(part(row, PERSON) for row in PEOPLE)]
    with pytest.raises(Rejected):
        read(book(("keluarga", first), ("anggota", second)), "data.xlsx")


@pytest.mark.parametrize("sign", ["/", "-"])
@pytest.mark.parametrize("groups", [("keluarga", "anggota"), ("data keluarga", "data/anggota")])
def test_headings_behind_the_name_of_their_group_are_known(sign, groups):
    header = [(groups[0] if name in FAMILY else groups[1]) + sign + name for name in HEADER]
    values, codes, _messages = read(text(PEOPLE, header=header))
    assert (values, codes) == (WHOLE, ())


def test_a_heading_with_a_dash_of_its_own_is_no_group():
    header = ["NIK-lama" if name == "nik" else name for name in HEADER]
    with pytest.raises(Rejected) as refused:
        read(text(PEOPLE, header=header))
    assert refused.value.code == "header_missing_column"


def test_a_row_of_tags_is_skipped_and_said_once():
    tags = ["#meta+id+kk", "#meta+id+nik", "#beneficiary+name", *("#adm4 + name" for _ in HEADER[3:])]
    values, codes, messages = read(text([tags, *PEOPLE]))
    assert (values, codes, len(messages)) == (WHOLE, ("hxl_row_skipped",), 1)


def test_an_extract_of_the_population_office_is_read_without_spending():
    header = ["NO_KK", "NIK", "NAMA_LGKP", "STAT_HBKEL", "JENIS_KLMIN", "TGL_LHR", "PDDK_AKH", "JENIS_PKRJN"]
    header += ["NO_RT", "NO_RW", "NAMA_KEL", "ALAMAT"]
    rows = [row[:12] for row in PEOPLE]
    values, codes, _messages = read(text(rows, header=header))
    assert [value._replace(spending=None) for value in WHOLE] == values and codes == ()


@pytest.mark.parametrize("left_out", ["pengeluaran_bulanan", "pendidikan", "pekerjaan"])
def test_what_a_file_may_lack_stays_as_it_is_stored(left_out):
    at = HEADER.index(left_out)
    rows = [[cell for place, cell in enumerate(row) if place != at] for row in PEOPLE]
    values, codes, _messages = read(text(rows, header=[name for name in HEADER if name != left_out]))
    assert codes == () and len(values) == len(WHOLE)
    field = {"pengeluaran_bulanan": "spending", "pendidikan": "education", "pekerjaan": "occupation"}[left_out]
    assert {getattr(value, field) for value in values} == {None}


@pytest.mark.parametrize("heading", ["Tempat, Tanggal Lahir", "Tempat/Tgl Lahir", "TTL"])
def test_place_and_day_of_birth_may_share_a_column(heading):
    at = HEADER.index("tanggal_lahir")
    rows = [[f"Depok, {cell}" if place == at else cell for place, cell in enumerate(row)] for row in PEOPLE]
    header = [heading if name == "tanggal_lahir" else name for name in HEADER]
    assert read(text(rows, header=header))[0] == WHOLE


def test_m_is_male_under_an_english_heading_only():
    at = HEADER.index("jenis_kelamin")
    rows = [[{"L": "M", "P": "F"}[cell] if place == at else cell for place, cell in enumerate(row)] for row in PEOPLE]
    header = ["sex" if name == "jenis_kelamin" else name for name in HEADER]
    assert read(text(rows, header=header))[0] == WHOLE
    assert "sex_unknown" in read(text(rows))[1]


def test_names_of_choices_of_a_form_are_words():
    at = HEADER.index("hubungan")
    names = {"Kepala Keluarga": "kepala_keluarga", "Istri": "istri", "Anak": "anak_kandung"}
    rows = [[names.get(cell, cell) if place == at else cell for place, cell in enumerate(row)] for row in PEOPLE]
    assert read(text(rows))[0] == WHOLE
