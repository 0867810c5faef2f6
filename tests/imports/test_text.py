"""Free text of a register file: names, addresses, and what hides in them."""

import pytest

from imports.columns.text import hides_nothing, is_name, looks_like_formula, looks_mojibake, tidy


@pytest.mark.parametrize(
    "name",
    [
        "Ahmad Sutisna",
        "Nur'aini binti Ma'mun",
        "Nur`aini",
        "H. Ahmad, S.Pd.",
        "M. Ali / Buang",
        "Siti (Almh)",
        "Désirée Goretti",
        "'Aisyah",
        "Ng",
        "Đỗ",
        "DÃ©sirÃ©e Goretti",
    ],
)
def test_names_have_letters_and_few_signs(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Robert'); DROP TABLE households_household;--",
        "Ahmad <b>",
        "Ahmad 2",
        "Ahmad & Siti",
        "{{7*7}}",
        "../../etc",
        "Ahmad 😀",
        "约瑟夫",
        "Mаriа",
        "Mar?a",
        ".",
        "---",
    ],
)
def test_other_signs_are_in_no_name(name):
    assert not is_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+62812",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        " =1+1",
        "'=1+1",
        '"=1+1',
        "aman;=1+1",
        "aman\n=1+1",
        "aman,@x",
        "＝1+1",
        "=A1|B1",
        "x;-cmd(1)",
        "aman cmd|x",
        'DDE("a";"b")',
    ],
)
def test_whatever_a_spreadsheet_could_run_looks_like_a_formula(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize(
    "text",
    ["Jl. Mawar No. 3", "' OR 1=1 --", "%' UNION SELECT NULL--", "Jl. A=B", "a@b.c", "-", "--", "RT 1, -", "No. 3 (-)"],
)
def test_ordinary_text_is_no_formula(text):
    assert not looks_like_formula(text)


@pytest.mark.parametrize(
    "text", ["Ah\x1bmad", "Ah\x00mad", "Ah\u202emad", "Ah\u200bmad", "Ah\ufeffmad", "Ah\u00admad", "Ah\x0bmad"]
)
def test_hidden_characters_are_found(text):
    assert not hides_nothing(text)
    assert not hides_nothing(text, allows_lines=True)


def test_a_line_break_hides_nothing_only_where_lines_are_allowed():
    assert not hides_nothing("a\r\nb")
    assert hides_nothing("a\r\nb", allows_lines=True)
    assert hides_nothing("a\u00a0b\tc")


def test_text_is_stored_as_written_but_for_blanks_and_composed_letters():
    assert tidy("  De\u0301sire\u0301e\u00a0G ") == "Désirée G"
    assert tidy("Jl. A\r\nNo. 3", keeps_lines=True) == "Jl. A\nNo. 3"


@pytest.mark.parametrize(
    ("text", "is_broken"), [("DÃ©sirÃ©e", True), ("â€œMawarâ€", True), ("Désirée", False), ("JOÃO", False)]
)
def test_letters_stored_twice_are_noticed(text, is_broken):
    assert looks_mojibake(text) is is_broken
