"""Text tables: encodings, separators, line ends, quotes."""

import codecs
import csv
import random

import pytest

from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.refusal import Refused
from tests.base.intake_files import HEADER, PEOPLE, cells_of, read, text_table, warning_codes

TEXT = text_table()
UTF16_LE, UTF16_BE = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE


def refusal_of(data, filename="data.csv", **options):
    with pytest.raises(Refused) as caught:
        read(data, filename, **options)
    return caught.value.code


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF8 * 2 + TEXT.encode(),
        UTF16_LE + TEXT.encode("utf-16-le"),
        UTF16_BE + TEXT.encode("utf-16-be"),
        UTF16_LE + text_table(separator=";", newline="\r\n").encode("utf-16-le"),
    ],
)
def test_every_certain_encoding_gives_the_same_rows(data):
    head, rows, end = read(data)
    assert head["header"][0].strip("\ufeff") == "nik"
    assert cells_of(rows) == PEOPLE
    assert warning_codes(head, end) == []


def test_windows_1252_is_read_with_a_warning_that_names_the_line():
    data = TEXT.replace("Siti", "Désirée").replace("Rizky", "João – ½").encode("cp1252")
    head, rows, end = read(data)
    assert [row[1] for row in cells_of(rows)][1:] == ["Désirée Nurhasanah", "João – ½ Ramadhan"]
    assert head["warnings"] == [("encoding_assumed_cp1252", {"line": 3})]


def test_capital_a_with_tilde_is_a_letter_between_letters_only():
    _head, rows, _end = read(TEXT.replace("Ahmad", "JOÃO").encode("cp1252"))
    assert cells_of(rows)[0][1] == "JOÃO Sutisna"
    assert refusal_of(TEXT.replace("Ahmad", "Mar(Ã(a").encode("cp1252")) == "encoding_invalid"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.replace("Siti", "Mar\xc3(ia\xff").encode("latin-1"),
        TEXT.replace("Siti", "Siti\x81").encode("latin-1"),
        TEXT.replace("Siti", "D\xe9sir\xe9e").encode("latin-1") + "x,José,1,1,1\n".encode(),
        TEXT.replace("Siti", "Désirée").encode("mac-roman"),
        TEXT.replace("Siti", "约瑟夫").encode("gbk"),
        codecs.BOM_UTF8 + TEXT.replace("Siti", "Désirée").encode("cp1252"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        (UTF16_LE + TEXT.encode("utf-16-le"))[:-1],
    ],
)
def test_uncertain_encodings_are_refused(data):
    assert refusal_of(data) == "encoding_invalid"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_nul_is_refused_before_it_reaches_a_database(encoding):
    mark = UTF16_LE if encoding == "utf-16-le" else b""
    assert refusal_of(mark + TEXT.replace("Siti", "Si\0ti").encode(encoding)) == "nul_byte"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_is_recognised(separator, newline):
    head, rows, _end = read(text_table(separator=separator, newline=newline))
    assert head["separator"] == separator
    assert cells_of(rows) == PEOPLE
    assert [row[0] for row in rows] == [2, 3, 4]


def test_line_ends_may_be_mixed():
    first, second, third, fourth = TEXT.splitlines()
    _head, rows, _end = read(f"{first}\r\n{second}\r{third}\n{fourth}")
    assert cells_of(rows) == PEOPLE


def test_the_separator_line_of_excel_is_obeyed_and_is_no_row():
    head, rows, end = read("sep=;\n" + text_table(separator=";"))
    assert (head["header_row"], warning_codes(head, end)) == (2, [])
    assert cells_of(rows) == PEOPLE


def test_a_blank_after_each_separator_belongs_to_no_cell():
    quoted = [[PEOPLE[0][0], "Sutisna, Ahmad", *PEOPLE[0][2:]]]
    _head, rows, _end = read(text_table(quoted).replace(",", ", ").replace("Sutisna,  ", "Sutisna, "))
    assert cells_of(rows)[0][1] == "Sutisna, Ahmad"


def test_a_line_break_in_quotes_keeps_one_row_and_both_counts():
    people = [[nik, "Ahmad\nSutisna", *rest] for nik, _name, *rest in PEOPLE]
    _head, rows, _end = read(text_table(people))
    assert [(row[0], row[1]) for row in rows] == [(2, 2), (3, 4), (4, 6)]
    assert cells_of(rows)[2][1] == "Ahmad\nSutisna"


def test_blank_rows_are_no_rows_and_row_numbers_stay_those_of_the_file():
    _head, rows, end = read(TEXT.replace("\n", "\n\n") + ",,,,\n")
    assert ([row[0] for row in rows], end["rows"]) == ([3, 5, 7], 3)


def test_quotes_inside_an_unquoted_cell_are_kept():
    _head, rows, _end = read(TEXT.replace("Ahmad", 'Ahmad "Mad"').replace("Siti", '3"'))
    assert [row[1] for row in cells_of(rows)][:2] == ['Ahmad "Mad" Sutisna', '3" Nurhasanah']


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("Ahmad", '"Ahmad'),
        TEXT.replace("Rizky", '"Rizky'),
        TEXT.replace("Ahmad Sutisna", '"Ahmad" Sutisna'),
        TEXT.replace("Ahmad Sutisna", '"Ahmad \\"Mad\\" S"'),
        TEXT.replace("Ahmad", '"Ahmad').replace("Rizky Ramadhan", 'Rizky",x'),
    ],
)
def test_a_quote_that_leaves_the_columns_uncertain_refuses_the_file(text):
    assert refusal_of(text) == "csv_quote"


def test_quotes_that_swallow_whole_rows_refuse_the_file():
    swallowing = TEXT.replace("Ahmad", '"Ahmad').replace("2010-10-01", '2010-10-01"')
    assert refusal_of(swallowing) == "csv_quote"


@pytest.mark.parametrize("quotes", [400_001, 5_000_000])
def test_a_storm_of_quotes_is_refused_at_once(quotes):
    assert refusal_of(",".join(HEADER) + "\n" + '"' * quotes) == "csv_quote"


def test_an_endless_line_is_refused_before_it_fills_the_memory():
    assert refusal_of(TEXT.replace("Ahmad", "x" * 3_000_000)) == "line_too_long"


@pytest.mark.parametrize("columns", [201, 1_000_000])
@pytest.mark.parametrize("separator", [",", ";"])
def test_too_many_columns_are_refused(columns, separator):
    assert refusal_of("nik" + separator * columns + "\n") == "too_many_columns"


def test_the_row_limit_holds_while_streaming():
    limits = Limits(max_rows=2)
    with pytest.raises(Refused) as caught:
        read(TEXT, limits=limits)
    assert (caught.value.code, caught.value.rows_seen) == ("too_many_rows", 3)


def test_a_file_over_the_byte_limit_is_not_opened():
    assert refusal_of(b"x" * 2000, limits=Limits(max_bytes=1000)) == "file_too_big"


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, b" \n\t\r\n", b",,,,\n,,,,\n"])
def test_nothing_but_blanks_is_an_empty_file(data):
    assert refusal_of(data) == "empty_file"


def test_a_header_alone_has_no_rows():
    assert refusal_of(text_table(rows=[])) == "no_rows"


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_a_cell_as_long_as_excel_allows_arrives_whole(quoting):
    people = [[PEOPLE[0][0], "x" * 32_767, *PEOPLE[0][2:]]]
    _head, rows, _end = read(text_table(people, quoting=quoting))
    assert len(cells_of(rows)[0][1]) == 32_767


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><html></html>",
        b"\n <HTML><body></body></HTML>",
        b'<?xml version="1.0"?><a/>',
        b"\x1f\x8b\x08\x00rest",
        b"MZ\x90\x00" + b"\x00" * 60 + b"stub",
        b"\x7fELF\x01\x01\x01\x00" + b"\x00" * 60,
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 20,
        b"PK\x03\x04rest",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
        b"{\\rtf1 text}",
        b'[{"nik": 1}]',
        random.Random(7).randbytes(4096),
    ],
)
def test_what_is_no_text_table_is_not_csv_whatever_its_name(data):
    assert refusal_of(data, "data.csv") == "not_csv"


@pytest.mark.parametrize(
    ("filename", "code"),
    [
        ("data", "type_not_allowed"),
        ("data.csv.exe", "type_not_allowed"),
        ("data.xlsx", "type_mismatch"),
        ("data.xls", "type_mismatch"),
        ("data.pdf", "type_mismatch"),
        ("data.bin", "type_not_allowed"),
    ],
)
def test_a_text_with_a_foreign_suffix_is_refused(filename, code):
    assert refusal_of(TEXT, filename) == code


@pytest.mark.parametrize(
    "filename",
    [
        "DATA.CSV",
        "data.txt",
        "data.tsv",
        "../../../../etc/cron.d/data.csv",
        "C:\\data\\data.csv",
        "data_\u202evsc.exe_" + "a" * 250 + ".csv",
        'a"\r\nX-Evil: 1<img src=x>.csv',
        "data.csv ",
    ],
)
def test_a_strange_name_does_not_matter_when_its_suffix_is_right(filename):
    _head, rows, _end = read(TEXT, filename)
    assert cells_of(rows) == PEOPLE
