"""Every file of the corpus has its expected outcome, through the same child process as in production.

`tests/imports/corpus_files.py` says for each file what must become of it. What is refused for its size is tested with
a smaller limit and a small file. Two kinds need stored records and are tested with the import itself: a foreign
family's id in a column, and people who are registered in another kelurahan.
"""

import io
import time
import zipfile

import pytest

from imports.columns.findings import RowFinding
from imports.reading.register_file import judge_file, open_register
from p2wkss.base.intake.limits import Limits
from tests.base.intake_files import SHEET, STRINGS, repacked
from tests.imports.corpus_files import CASES, CORPUS, GOLD_BOOK, content_of
from tests.imports.register_files import HEADER, PEOPLE, lookups, text

LONGEST_SECONDS = 10

# Accepted files in which a value differs from the eight people on purpose.
DIFFERENT = {
    "c006_cp1252.csv",
    "c009_double_encoded.csv",
    "c029_newline_in_quotes.csv",
    "c069_nik_dob_mismatch.csv",
    "c070_nik_sex_mismatch.csv",
    "x039_x000d.xlsx",
}
ACCEPTED = [case for case in CASES if case["outcome"] in ("ACCEPT", "ACCEPT_WARN")]


def names(cases):
    return [case["file"] for case in cases]


def values_of(source, filename):
    """The values of all rows, without where they stand in the file."""
    register = open_register(source, filename=filename, lookups=lookups())
    return [row.value._replace(number=0, line=None) for row in register]


@pytest.fixture(scope="module")
def people():
    return values_of(CORPUS / "c001_gold.csv", "c001_gold.csv")


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_file_has_its_expected_outcome(case):
    begun = time.monotonic()
    verdict = judge_file(content_of(case), filename=case.get("upload_as", case["file"]), lookups=lookups())
    assert time.monotonic() - begun < LONGEST_SECONDS
    assert verdict.outcome == case["outcome"]
    assert verdict.rows_ok == case["rows_ok"]
    assert verdict.rows_seen == verdict.rows_ok + verdict.rows_error
    if "rows_error" in case:
        assert verdict.rows_error == case["rows_error"]
    if case["code"]:
        assert case["code"] in verdict.codes
    if case["outcome"] == "ACCEPT":
        assert (verdict.codes, verdict.messages) == ((), ())
    else:
        assert all(verdict.messages)


@pytest.mark.parametrize("case", ACCEPTED, ids=names(ACCEPTED))
def test_every_accepted_file_gives_the_same_people(case, people):
    found = values_of(content_of(case), case["file"])
    if case["file"] in DIFFERENT:
        assert [value.nik for value in found] == [value.nik for value in people]
    else:
        assert found == people


def test_accented_names_arrive_as_they_were_typed():
    found = values_of(CORPUS / "c006_cp1252.csv", "c006_cp1252.csv")
    assert (found[6].name, found[0].address) == ("Désirée Goretti", "Jl. Mawar – blok ½")


def test_a_line_break_of_excel_becomes_one_in_the_address():
    found = values_of(CORPUS / "x039_x000d.xlsx", "x039_x000d.xlsx")
    assert "_x000D_" not in found[0].address
    assert found[0].address.startswith("Jl. Mawar\n")


def test_the_hidden_person_is_not_read():
    assert "Orang Siluman" not in [value.name for value in values_of(CORPUS / "x017_hidden_active.xlsx", "a.xlsx")]


def test_the_ambiguous_amounts_are_errors_and_the_small_one_a_warning():
    register = open_register(CORPUS / "c092_money_ambiguous.csv", filename="a.csv", lookups=lookups())
    findings = [finding for row in register for finding in row.findings]
    assert [finding.number for finding in findings if finding.code == "money_small"] == [3]
    assert [finding.number for finding in findings if finding.is_error] == [2, 4, 5, 6, 7, 8, 9]


# --- too much of something: the portal's limits for what anybody may send, smaller ones for what unpacks ---

SMALL = Limits(max_rows=50, max_ratio=20, ratio_matters_from_bytes=50_000, max_unpacked_bytes=200_000)


def many_rows(count):
    rows = [[PEOPLE[0][0], f"32760001018{at:05d}", *PEOPLE[0][2:]] for at in range(count)]
    return text(rows).encode()


def with_blanks(part, size):
    """A workbook with so many blanks in one part, which packs well."""
    content = zipfile.ZipFile(io.BytesIO(GOLD_BOOK)).read(part)
    return repacked(GOLD_BOOK, drop=[part], add={part: content[:-12] + b" " * size + content[-12:]})


def many_truth_values(count):
    row = '<row r="%(at)d"><c r="A%(at)d" t="b"><v>1</v></c></row>'
    rows = "".join(row % {"at": at} for at in range(10, 10 + count)).encode()
    edit = {SHEET: lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")}
    return repacked(GOLD_BOOK, edit=edit)


LARGE = [
    ("a thousand columns", "a.csv", lambda: b"nik" + b"," * 1_000 + b"\n", None, "too_many_columns", 1),
    ("too many rows", "a.csv", lambda: many_rows(20_001), None, "too_many_rows", 20_001),
    ("a quote too many", "a.csv", lambda: ",".join(HEADER).encode() + b"\n" + b'"' * 1_001, None, "csv_quote", 1),
    ("a part that packs too well", "a.xlsx", lambda: with_blanks(SHEET, 100_000), SMALL, "xlsx_too_big", 0),
    ("too much in all", "a.xlsx", lambda: with_blanks(STRINGS, 300_000), SMALL, "xlsx_too_big", 0),
    ("many rows in a small file", "a.xlsx", lambda: many_truth_values(100), SMALL, "too_many_rows", 51),
]


@pytest.mark.parametrize(
    ("filename", "make", "limits", "code", "rows"), [case[1:] for case in LARGE], ids=[case[0] for case in LARGE]
)
def test_a_large_file_is_refused_in_time(filename, make, limits, code, rows):
    data = make()
    begun = time.monotonic()
    verdict = judge_file(data, filename=filename, lookups=lookups(), limits=limits)
    assert time.monotonic() - begun < LONGEST_SECONDS
    assert (verdict.outcome, verdict.codes, verdict.rows_ok, verdict.rows_seen) == ("REJECT_FILE", (code,), 0, rows)


def test_the_row_limit_itself_is_accepted():
    verdict = judge_file(many_rows(20_000), filename="a.csv", lookups=lookups())
    assert (verdict.outcome, verdict.rows_seen) == ("ROW_ERRORS", 20_000)


def test_findings_name_their_place():
    register = open_register(CORPUS / "c066_nik_length.csv", filename="a.csv", lookups=lookups())
    findings = [finding for row in register for finding in row.findings]
    assert [finding[:5] for finding in findings] == [
        (2, 2, "nik", "nik_format", "error"),
        (3, 3, "nik", "nik_format", "error"),
    ]
    assert isinstance(findings[0], RowFinding)
