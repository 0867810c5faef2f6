"""NIK and KK numbers: what is refused, what warns, what is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.identity import NIK_DUPLICATE, check_kk, check_nik
from tests.reference import rows

DEPOK = {f"3276{number:02d}" for number in range(1, 12)}
WOMAN = "3276115708900001"  # 17-08-1990
MAN = "3276111708780001"  # 17-08-1978

VECTOR_ERRORS = {
    "3502027102019913": ["nik_date"],
    "3201018901310123": ["nik_day"],
    "3276116902970003": ["nik_date"],
    "327611570890000": ["nik_format"],
    "3276114008900001": ["nik_day"],
    "3276115708900000": ["nik_serial"],
}


def codes(findings, severity=None):
    return [finding.code for finding in findings if severity in (None, finding.severity)]


@pytest.mark.parametrize("row", rows("nik_test_vectors"), ids=lambda row: row["expected"])
def test_the_published_numbers_are_judged_as_expected(row):
    assert codes(check_nik(row["nik"]), "error") == VECTOR_ERRORS.get(row["nik"], [])
    assert codes(check_nik(row["nik"]), "warning") == (
        ["nik_region_unknown"] if row["expected"].startswith("unknown province") else []
    )


def test_nothing_speaks_against_a_number_that_agrees_with_the_register():
    assert check_nik(WOMAN, birth_date=date(1990, 8, 17), sex="P", regions=DEPOK) == []
    assert check_nik(MAN, birth_date=date(1978, 8, 17), sex="L", regions=DEPOK) == []


@pytest.mark.parametrize(
    "number",
    [
        "",
        "327611570890000",
        "32761157089000011",
        " 3276115708900001",
        "3276115708900001\n",
        "3276 1157 0890 0001",
        "327611570890000l",
        "3276115708900001".translate({ord("0") + n: ord("０") + n for n in range(10)}),
        "3276115708900001".translate({ord("0") + n: ord("٠") + n for n in range(10)}),
        "3,27611570890E+15",
        "327611570890000²",
        None,
        3276115708900001,
    ],
)
def test_anything_but_sixteen_ascii_digits_is_refused(number):
    assert codes(check_nik(number)) == ["nik_format"]
    assert codes(check_kk(number)) == ["kk_format"]


@pytest.mark.parametrize(
    ("day", "stands"),
    [("00", False), ("01", True), ("31", True), ("32", False), ("40", False)]
    + [("41", True), ("71", True), ("72", False), ("99", False)],
)
def test_the_day_is_1_to_31_or_41_to_71(day, stands):
    assert codes(check_nik(f"327611{day}01900001")) == ([] if stands else ["nik_day"])


@pytest.mark.parametrize(("month", "stands"), [("00", False), ("01", True), ("12", True), ("13", False)])
def test_the_month_is_1_to_12(month, stands):
    assert codes(check_nik(f"32761101{month}900001")) == ([] if stands else ["nik_month"])


def test_the_29th_of_february_needs_a_leap_year_of_the_known_century():
    leap_only_in_2000 = "3276112902000001"
    assert codes(check_nik(leap_only_in_2000)) == []
    assert codes(check_nik(leap_only_in_2000, birth_date=date(2000, 2, 29))) == []
    assert codes(check_nik(leap_only_in_2000, birth_date=date(1900, 3, 1))) == ["nik_date"]


def test_several_errors_are_all_named():
    assert codes(check_nik("3276119913900000")) == ["nik_day", "nik_month", "nik_serial"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"birth_date": date(1990, 8, 18)}, ["nik_dob_mismatch"]),
        ({"birth_date": date(1991, 8, 17)}, ["nik_dob_mismatch"]),
        ({"sex": "L"}, ["nik_sex_mismatch"]),
        ({"sex": "P"}, []),
        ({"regions": {"327601"}}, ["nik_region_other"]),
        ({"regions": {"327611"}}, []),
    ],
)
def test_a_difference_from_the_register_only_warns(known, expected):
    findings = check_nik(WOMAN, **known)
    assert codes(findings) == expected
    assert {finding.severity for finding in findings} <= {"warning"}


def test_a_region_that_is_listed_is_known_whatever_its_province():
    assert codes(check_nik("9976115708900001", regions={"997611"})) == []
    assert codes(check_nik("9976115708900001", regions=DEPOK)) == ["nik_region_unknown"]


def test_errors_come_before_warnings():
    findings = check_nik("9976115708900000", sex="L")
    assert [finding.severity for finding in findings] == ["error", "warning", "warning"]


def test_a_duplicate_is_an_error_that_the_register_adds():
    assert (NIK_DUPLICATE.code, NIK_DUPLICATE.severity) == ("nik_duplicate", "error")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("3276110501109001", []),
        ("3276114501109001", ["kk_date"]),
        ("3276110513109001", ["kk_date"]),
        ("3276113002109001", ["kk_date"]),
        ("3276110501100000", ["kk_serial"]),
        ("9976110501109001", ["kk_region_unknown"]),
        ("3578080501109001", ["kk_region_other"]),
    ],
)
def test_a_family_card_number_of_sixteen_digits_only_warns(number, expected):
    findings = check_kk(number, regions=DEPOK)
    assert codes(findings) == expected
    assert {finding.severity for finding in findings} <= {"warning"}


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.sampled_from("LP"), st.integers(1, 9999))
def test_a_number_built_from_the_register_agrees_with_it(born, sex, serial):
    day = born.day + (40 if sex == "P" else 0)
    nik = f"327611{day:02d}{born:%m%y}{serial:04d}"
    assert check_nik(nik, birth_date=born, sex=sex, regions=DEPOK) == []


@given(st.text(max_size=20))
def test_no_text_breaks_the_checks_or_survives_unmasked(text):
    for findings in (check_nik(text), check_kk(text)):
        assert all(finding.severity in ("error", "warning") for finding in findings)


@given(st.text("0123456789", min_size=16, max_size=16))
def test_no_message_repeats_the_number(number):
    for finding in check_nik(number, birth_date=date(1990, 8, 17), sex="L", regions=DEPOK):
        assert number[:6] not in str(finding.message)
        assert number not in str(finding.message)
