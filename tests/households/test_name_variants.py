"""Names as they are written elsewhere: measured on a seeded set of a thousand variants.

The kinds are those that registers of Indonesian offices show: titles, degrees, the many Muhammads, old spelling, words
written together or apart, and one letter changed.
"""

import datetime as dt
import random

import pytest

from households.duplicates import Person, candidate_pairs
from households.models import Member
from households.models.member import name_key
from households.search import search_members
from tests.makers import make_household

FIRST = """
    Muhammad Siti Ahmad Abdul Nur Dewi Agus Sri Eko Yusuf Ratna Budi Rina Joko Wahyu Fitri Hendra Lilis Udin Yanti
    Soleh Maman Iis Dadang Euis Asep Cecep Neneng Tatang Kokom
    """.split()  # noqa: SIM905 - one word a line would fill a page
SECOND = """
    Fauzi Nurhayati Hidayat Rahman Hasanah Lestari Setiawan Mulyani Prasetyo Sukarno Wulandari Santoso Aminah
    Supriyadi Kurniawan Rohmah Gunawan Maryati Suryana Hartono Komalasari Permana Saepudin Juariah Ramdani
    """.split()  # noqa: SIM905 - one word a line would fill a page
THIRD = ["", "", " Putra", " Jaya", " Anggraeni", " Maulana"]


def one_letter(dice, name):
    """One letter of the longest word changed, left out, doubled or swapped with its neighbour."""
    words = name.split()
    longest = max(words, key=len)
    at = dice.randrange(1, len(longest) - 1)
    changed = dice.choice(
        [
            longest[:at] + dice.choice("aiueonr") + longest[at + 1 :],
            longest[:at] + longest[at + 1 :],
            longest[:at] + longest[at] + longest[at:],
            longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :],
        ]
    )
    return name.replace(longest, changed, 1)


def old_spelling(_dice, name):
    for new, old in (("u", "oe"), ("y", "j"), ("J", "Dj"), ("j", "dj")):
        if new in name:
            return name.replace(new, old, 1)
    return name


def together(_dice, name):
    first, rest = name.split(" ", 1)
    return first + rest.lower()


def muhammad(dice, name):
    short = dice.choice(["M.", "Moh.", "Muhamad", "Mochamad", "Mohammad", "Muh.", "Mohamad"])
    return name.replace("Muhammad", short) if "Muhammad" in name else f"{short} {name}"


KINDS = {
    "title": lambda dice, name: dice.choice(["H. ", "Hj. ", "Drs. ", "Ir. ", "KH. "]) + name,
    "degree": lambda dice, name: name + dice.choice([", S.Pd", " S.Pd.", ", S.E.", ", M.Si", ", SKM", " S.Pd.I"]),
    "muhammad": muhammad,
    "old spelling": old_spelling,
    "together": together,
    "one letter": one_letter,
}


def people(count, seed=20211):
    """(name, variant, kind) of so many people, each name once."""
    dice, names, found = random.Random(seed), set(), []
    while len(found) < count:
        name = f"{dice.choice(FIRST)} {dice.choice(SECOND)}{dice.choice(THIRD)}"
        kind = dice.choice(list(KINDS))
        if kind == "muhammad" and "Muhammad" not in name:
            name = "Muhammad " + name
        if name in names:
            continue
        names.add(name)
        found.append((name, KINDS[kind](dice, name), kind))
    return found


@pytest.mark.django_db
def test_a_search_finds_the_person_who_is_meant():
    household, set_of = make_household(), people(1000)
    unnumbered = {"sex": "L", "relation": "child", "nik_status": "missing", "nik_missing": "Uji"}
    Member.objects.bulk_create(
        Member(household=household, name=name, name_key=name_key(name), **unnumbered)
        for name, _variant, _kind in set_of
    )
    keys = dict(Member.objects.values_list("name", "pk"))
    missed = [
        (name, variant, kind)
        for name, variant, kind in set_of[::4]
        if keys[name] not in set(search_members(Member.objects.all(), variant).rows.values_list("pk", flat=True))
    ]
    assert len(missed) <= 250 * 0.05, missed


def person(key, name, born, dice, nik):
    region = f"32.76.11.1001.{dice.randrange(1, 12):03d}.{dice.randrange(1, 6):03d}"
    return Person(key, name_key(name), born, "L", "", region, key, nik)


def test_the_queue_holds_the_doubles_and_hardly_anybody_else():
    dice, everybody, doubles = random.Random(7), [], set()
    for number, (name, variant, _kind) in enumerate(people(1000)):
        born = dt.date(1950, 1, 1) + dt.timedelta(days=dice.randrange(25000))
        one = person(2 * number, name, born, dice, nik=True)
        everybody += [
            one,
            one._replace(key=2 * number + 1, name=name_key(variant), household=-number - 1, has_final_nik=False),
        ]
        doubles.add((2 * number, 2 * number + 1))
    for number in range(5000):  # ordinary people
        name = f"{dice.choice(FIRST)} {dice.choice(SECOND)}{dice.choice(THIRD)}"
        born = dt.date(1950, 1, 1) + dt.timedelta(days=dice.randrange(25000))
        everybody.append(person(10_000 + number, name, born, dice, nik=True))
    by_birth = sorted(everybody, key=lambda each: (each.birth_date, each.key))
    by_name = sorted(everybody, key=lambda each: (each.name, each.key))
    queue = {tuple(sorted((one.key, other.key))) for one, other, _found in candidate_pairs(by_birth, by_name)}
    assert len(queue & doubles) >= 900
    assert len(queue - doubles) <= 0.05 * len(queue)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nur Hayati", "Nurhayati"),
        ("Budi Hartono, S.Pd", "Budi Hartono"),
        ("Abdullah", "Abdulloh"),
        ("Soekarno Hadi", "Sukarno Hadi"),
        ("Eko, S.Pd", "Eko"),
        ("H. Muhammad Yoga", "Moh. Yoga"),
        ("Djoko", "Joko"),
    ],
)
def test_two_spellings_of_one_day_are_put_before_people(one, other):
    dice = random.Random(1)
    first = person(1, one, dt.date(1982, 5, 5), dice, nik=True)
    second = first._replace(key=2, name=name_key(other), household=2, has_final_nik=False)
    assert [found.score >= 80 for _one, _other, found in candidate_pairs([first, second], [])] == [True]
