"""What only the whole file, or the register, can tell."""

import pytest

from imports.reading.family_checks import FamilyLedger
from tests.imports.register_files import (
    PEOPLE,
    A,
    B,
    C,
    altered,
    each,
    judged,
    lookups,
    outcome,
    reading,
    text,
)


def lines_with(code, people, **options):
    _rows, findings, _verdict = judged(text(people), **options)
    return sorted(finding.number for finding in findings if finding.code == code)


def test_a_nik_in_two_families_is_an_error_of_both_rows():
    people = altered("nik", PEOPLE[0][1], row=5)
    assert lines_with("nik_two_households", people) == [2, 7]
    assert outcome(people)[:2] == ("ROW_ERRORS", 2)


def test_a_nik_twice_in_one_family_is_an_error_of_both_rows():
    assert lines_with("nik_duplicate", [*PEOPLE, PEOPLE[2]]) == [4, 10]


def test_two_heads_are_an_error_of_the_whole_family():
    people = altered("hubungan", "Kepala Keluarga", row=1)
    assert lines_with("two_heads", people) == [2, 3, 4]
    assert outcome(people)[:2] == ("ROW_ERRORS", 3)


def test_the_same_head_written_twice_is_one_head():
    people = [*PEOPLE, PEOPLE[0]]
    assert lines_with("two_heads", people) == []
    assert lines_with("nik_duplicate", people) == [2, 10]


def test_a_family_without_a_head_is_warned_about_unless_the_register_has_one():
    people = altered("hubungan", "Famili Lain")
    assert outcome(people) == ("ACCEPT_WARN", 0, ("no_head",))
    assert outcome(people, lookups=lookups(families_with_head={A})) == ("ACCEPT", 0, ())


def test_a_head_in_a_broken_row_is_still_the_head():
    assert lines_with("no_head", altered("nama", "")) == []
    assert lines_with("no_head", [PEOPLE[0] + ["lebih"], *PEOPLE[1:]]) == []


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("rt", "005", "family_place_differs"), ("pengeluaran_bulanan", "900000", "family_spending_differs")],
)
def test_members_that_differ_from_their_head_are_warned_about(column, value, code):
    people = altered(column, value, row=1)
    assert outcome(people) == ("ACCEPT_WARN", 0, (code,))
    assert lines_with(code, people) == [3]


def test_an_empty_spending_differs_from_nothing():
    assert outcome(altered("pengeluaran_bulanan", "")) == ("ACCEPT", 0, ())


def test_a_nik_that_is_the_family_number_is_an_error():
    state, errors, codes = outcome([[kk, kk, *rest] for kk, _nik, *rest in PEOPLE])
    assert (state, errors) == ("ROW_ERRORS", 8)
    assert "nik_equals_kk" in codes


def test_numbers_that_all_end_in_zero_were_cut_by_excel():
    people = [[kk[:15] + "0", nik[:15] + "0", *rest] for kk, nik, *rest in PEOPLE]
    state, errors, codes = outcome(people)
    assert (state, errors) == ("ROW_ERRORS", 8)
    assert {"nik_excel_truncated", "kk_excel_truncated"} <= set(codes)


@pytest.mark.parametrize(("count", "is_cut"), [(4, False), (5, True)])
def test_few_numbers_that_end_in_zero_may_be_chance(count, is_cut):
    people = each("nik", lambda nik, _row: nik[:15] + "0")[:count]
    assert bool(lines_with("nik_excel_truncated", people)) is is_cut


def test_cut_numbers_that_meet_are_cut_however_few():
    people = [list(person) for person in PEOPLE[:2]]
    people[0][1], people[1][1] = "3276111708789000", "3276111708789000"
    assert lines_with("nik_excel_truncated", people) == [2, 3]


def test_one_number_that_does_not_end_in_zero_clears_the_column():
    people = each("nik", lambda nik, row: nik if row == 3 else nik[:15] + "0")
    assert lines_with("nik_excel_truncated", people) == []


def test_family_numbers_alone_can_be_cut():
    families = [[f"32761105011090{at}0", *PEOPLE[at][1:3], "Kepala Keluarga", *PEOPLE[at][4:]] for at in range(8)]
    _rows, findings, verdict = judged(text(families))
    assert verdict.rows_error == 8
    assert {finding.code for finding in findings} == {"kk_excel_truncated"}


def test_families_with_an_error_are_named_so_that_they_can_be_skipped_whole():
    register = reading(text(altered("nik", "salah", row=1)))
    list(register)
    list(register.family_findings())
    assert register.refused_families() == {A}
    assert [register.has_error(at) for at in range(8)] == [False, True, *[False] * 6]


@pytest.mark.parametrize("broken", [[*PEOPLE[3], "lebih"], [";".join(PEOPLE[3])], PEOPLE[3][:5]])
def test_a_row_that_cannot_be_read_still_refuses_its_family(broken):
    register = reading(text([*PEOPLE[:3], broken, *PEOPLE[4:]]))
    list(register)
    list(register.family_findings())
    assert B in register.refused_families()
    assert not {A, C} & register.refused_families()


def test_seen_is_accepted_and_refused_together():
    verdict = judged(text(altered("nik", "salah")))[2]
    assert verdict.rows_seen == verdict.rows_ok + verdict.rows_error == 8


def test_a_city_needs_about_forty_bytes_a_row():
    ledger = FamilyLedger()
    row = next(iter(reading(text())))
    for _row in range(1000):
        ledger.add(row)
    arrays = [value for value in vars(ledger).values() if hasattr(value, "itemsize")]
    assert sum(value.itemsize for value in arrays) + 1 <= 40


def test_what_the_register_says_refuses_rows_and_families_too():
    register = reading(text())
    list(register)
    list(register.family_findings())
    finding = register.add_finding(3, "nik", "nik_elsewhere", "error")
    assert (finding.number, finding.column, finding.code) == (5, "nik", "nik_elsewhere")
    assert register.refused_families() == {B}
    assert register.refusals() == bytes([0, 0, 0, 1, 2, 0, 0, 0])
    assert register.verdict().rows_error == 1


def test_a_remark_of_the_register_refuses_nothing():
    register = reading(text())
    list(register)
    register.add_finding(0, "nik", "nik_moves_family", "warning")
    assert register.refusals() == bytes(8)
    assert register.verdict().outcome == "ACCEPT_WARN"
