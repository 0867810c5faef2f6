"""When two entries are likely one person: names as they are spelled in Depok, birth dates as they are mistyped."""

import time
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.duplicates import (
    LIKELY,
    Person,
    address_similarity,
    candidate_pairs,
    distance,
    likeness,
    name_similarity,
)

BORN = date(1978, 8, 7)
RT, OTHER_RT, OTHER_KELURAHAN = "32.76.11.1001.002.001", "32.76.11.1001.002.005", "32.76.04.1001.001.001"


def person(key=1, **facts):
    base = {
        "name": "SITI NURHASANAH",
        "birth_date": BORN,
        "sex": "P",
        "address": "Jl. Mawar No. 3",
        "region": RT,
        "household": key,
        "has_final_nik": True,
    }
    return Person(key=key, **{**base, **facts})


def is_likely(one, other):
    return likeness(one, other).score >= LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SITI NURHASANAH", "Siti Nur Hasanah"),
        ("MUHAMMAD YUSUF", "Moch. Jusuf"),
        ("MUHAMMAD YUSUF", "M. Yusuf"),
        ("AHMAD SUTISNA", "ACHMAD SUTISNA"),
        ("SOEKARNO", "SUKARNO"),
        ("DJAELANI", "JAELANI"),
        ("TJUTJU", "CUCU"),
        ("FATIMAH", "PATIMAH"),
        ("H. ABDUL ROHMAN", "ABDUL RAHMAN"),
        ("SITI AMINAH", "AMINAH SITI"),
        ("NURAINI BINTI MAMUN", "NURAINI MAMUN"),
        ("ZAENAB", "JAENAB"),
    ],
)
def test_spellings_of_one_name_are_alike(one, other):
    assert name_similarity(one, other) >= Fraction(85, 100)
    assert name_similarity(one, other) == name_similarity(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SITI AMINAH", "SITI RUKMINI"),
        ("AHMAD SUTISNA", "ASEP SUTISNA"),
        ("BUDI", "RUDI HARTONO"),
        ("HASAN", "HUSIN"),
        ("DEDE", "DADANG"),
        ("SRI", "SRI REJEKI WAHYUNINGSIH"),
    ],
)
def test_names_of_two_people_are_not_alike(one, other):
    assert name_similarity(one, other) < Fraction(85, 100)


@given(
    st.text(alphabet="ABDEHIKMNORSTU '.", min_size=1, max_size=20), st.text(alphabet="ABDEHIKMNORSTU '.", max_size=20)
)
def test_similarity_is_a_share_and_knows_no_order(one, other):
    assert 0 <= name_similarity(one, other) <= 1
    assert name_similarity(one, other) == name_similarity(other, one)


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("", "", 0), ("SITI", "SITI", 0), ("SITI", "STI", 1), ("SITI", "SIIT", 1), ("SITI", "SARI", 2), ("", "ABC", 3)],
)
def test_distance_counts_letters(one, other, letters):
    assert distance(one, other) == distance(other, one) == letters


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Jl. Mawar No. 3", "Jalan Mawar 3", True),
        ("Jl. Mawar No. 3 RT 001/RW 002", "jl mawar 03", True),
        ("Gg. H. Sa'adih", "Gang H. Sa'adih", True),
        ("Jl. Mawar No. 3", "Jl. Mawar No. 5", False),
        ("Jl. Mawar No. 3", "Jl. Melati No. 3", False),
        ("", "", False),
    ],
)
def test_addresses_are_compared_by_their_words_and_numbers(one, other, is_same):
    assert (address_similarity(one, other) >= Fraction(3, 4)) is is_same


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"name": "SITI NUR HASANAH", "region": OTHER_RT, "address": ""},
        {"birth_date": date(1978, 7, 8)},
        {"birth_date": date(1978, 8, 9), "has_final_nik": False},
        {"birth_date": None, "has_final_nik": False},
        {"name": "ST NURHASANAH", "region": OTHER_KELURAHAN, "address": "", "has_final_nik": False},
    ],
)
def test_one_person_entered_twice_is_likely(other):
    assert is_likely(person(), person(2, **other))


@pytest.mark.parametrize(
    "other",
    [
        {"name": "SITI RUKMINI"},
        {"birth_date": date(1990, 1, 1)},
        {"birth_date": date(1968, 8, 7)},
        {"sex": "L", "region": OTHER_RT, "address": ""},
        {"region": OTHER_KELURAHAN, "address": "Jl. Kenanga No. 9"},
        {"birth_date": None, "region": OTHER_KELURAHAN, "address": ""},
    ],
)
def test_two_people_are_not(other):
    assert not is_likely(person(), person(2, **other))


def test_twins_of_a_family_are_two_people():
    hasan, husin = person(1, name="HASANUDIN", household=7), person(2, name="HUSINUDIN", household=7)
    assert not is_likely(hasan, husin)
    assert is_likely(hasan, person(3, name="HASANUDDIN", household=7, has_final_nik=False))


def test_what_speaks_for_and_against_is_named():
    found = likeness(person(), person(2, birth_date=date(1978, 7, 8)))
    assert found.reasons == ("same_name", "birth_swapped", "same_address", "other_numbers")


def pairs_of(people):
    by_birth = sorted(people, key=lambda each: (each.birth_date or date.min, each.key))
    by_name = sorted(people, key=lambda each: (each.name, each.key))
    return {(one.key, other.key) for one, other, _found in candidate_pairs(by_birth, by_name)}


def test_pairs_are_found_by_birth_date_and_by_name():
    people = [
        person(1),
        person(2, name="SITI NUR HASANAH", region=OTHER_RT, address="Jl. Mawar 3"),
        person(3, birth_date=date(1978, 7, 8)),
        person(4, birth_date=None, has_final_nik=False),
        person(5, name="AHMAD SUTISNA"),
    ]
    assert pairs_of(people) == {(1, 2), (1, 3), (1, 4), (3, 4)}


def test_not_all_are_compared_with_all():
    """Thirty thousand people, of whom two are one: seconds, not the hours that 450 million comparisons take."""
    people = [
        person(
            key,
            name=" ".join(
                "".join("BADECIFOGUKALEMINORUS"[int(digit) * 2 :][:2] for digit in str(key)[part::2]) for part in (0, 1)
            ),
            birth_date=date.fromordinal(date(1950, 1, 1).toordinal() + key * 7919 % 25000),
            address=f"Jl. {key}",
            region=f"32.76.11.1001.{key % 20:03d}.{key % 7:03d}",
        )
        for key in range(1, 30001)
    ]
    people.append(person(40000, name="TJUTJU SUPRIATNA"))
    people.append(person(40001, name="CUCU SUPRIYATNA"))
    start = time.process_time()
    assert (40000, 40001) in pairs_of(people)
    assert time.process_time() - start < 10
