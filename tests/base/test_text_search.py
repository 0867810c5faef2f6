"""Parts of a text are found by an index that follows its table, with the same words on both databases."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.models import F

from households.models import House, Household, Member
from households.models.house import ADDRESSES
from households.models.household import FAMILY_ADDRESSES
from households.models.member import NAMES
from p2wkss.base import text_search
from p2wkss.base.text_search import AmongKeys, Arm, TextIndex, create, drop, find, unindexed
from tests.makers import make_house, make_household, make_member

pytestmark = pytest.mark.django_db

INDEXES = [NAMES, ADDRESSES, FAMILY_ADDRESSES]
PEOPLE = ["Siti Aminah", "Nur Siti", "Ai Rohani", "I Made Sugita", "Ma’mun Al-Hakim", "Aisyah", "Ratih Ai"]


def names(text):
    """The names found by the index, which are those that the plain condition finds."""
    keys, is_all = find([Arm(NAMES)], text, 100)
    assert is_all
    found = set(Member.objects.filter(pk__in=keys).values_list("name", flat=True))
    assert found == set(Member.objects.named(text).values_list("name", flat=True))
    return found


@pytest.fixture
def people():
    family = make_household()
    return [make_member(household=family, name=name) for name in PEOPLE]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("siti", {"Siti Aminah", "Nur Siti"}),
        ("SITI nur", {"Nur Siti"}),
        ("mina", {"Siti Aminah"}),
        ("isy", {"Aisyah"}),
        ("ai", {"Ai Rohani", "Aisyah", "Ratih Ai"}),  # two signs begin a word
        ("i", {"I Made Sugita"}),  # one sign is a word
        ("mamun", {"Ma’mun Al-Hakim"}),
        ("ma'mun", {"Ma’mun Al-Hakim"}),
        ("hakim al", {"Ma’mun Al-Hakim"}),
        ("sitiaminah", set()),
        ("aminah siti rohani", set()),
        ("", set()),
        ("- '", set()),
        ("%", set()),
        ("_", set()),
        ("zzz", set()),
    ],
)
def test_names_are_found_by_their_parts(people, text, found):
    assert names(text) == found


def test_signs_of_a_pattern_stand_for_themselves():
    for address in ("Blok A_1", "Blok AB1", "Diskon 50%", "Diskon 50 persen", r"Gang \x", 'Toko "Ibu"'):
        make_house(address=address)

    def addresses(text):
        keys, _is_all = find([Arm(ADDRESSES)], text, 100)
        assert set(keys) == set(House.objects.filter(ADDRESSES.contains(text)).values_list("pk", flat=True))
        return set(House.objects.filter(pk__in=keys).values_list("address", flat=True))

    assert addresses("a_1") == {"Blok A_1"}
    assert addresses("50%") == {"Diskon 50%"}
    assert addresses(r"\x") == {r"Gang \x"}
    assert addresses('"ibu"') == {'Toko "Ibu"'}


def test_the_index_follows_every_way_of_writing(people):
    siti = people[0]
    siti.name = "Dewi Aminah"
    siti.save()
    assert names("siti") == {"Nur Siti"}
    Member.objects.filter(name="Nur Siti").update(name="Nur", name_key="NUR")
    assert names("siti") == set()
    family = siti.household
    new = Member(household=family, name="Siti Baru", name_key="SITI BARU", sex="P", relation="child", nik_missing="uji")
    new.nik_status = Member.NikStatus.MISSING
    Member.objects.bulk_create([new])
    assert names("siti") == {"Siti Baru"}
    new.name_key = "DIAN BARU"
    Member.objects.bulk_create([new], update_conflicts=True, update_fields=["name_key"], unique_fields=["id"])
    assert find([Arm(NAMES)], "siti", 10) == ([], True)
    Member.objects.filter(pk=new.pk).delete()
    assert find([Arm(NAMES)], "baru", 10) == ([], True)


def test_a_limit_says_that_there_may_be_more(people):
    keys, is_all = find([Arm(NAMES)], "a", 100)
    assert (keys, is_all) == ([], True)
    every = [person.pk for person in people if "A" in person.name_key and "AI" in person.name_key]
    assert find([Arm(NAMES)], "ai", len(every))[1] is True
    keys, is_all = find([Arm(NAMES)], "ai", len(every) - 1)
    assert (len(keys), is_all) == (len(every) - 1, False)


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7])
def test_the_sample_stands_for_all_only_where_it_has_enough(limit):
    """Of seven hits two or more lie in the sample (keys that sixteen divides) and the others beside it."""
    family = make_household()
    for key in (16, 17, 18, 31, 32, 33, 47):
        make_member(household=family, name=f"Rahayu {chr(ord('A') + key)}", pk=1_600_000 + key)
    keys, is_all = find([Arm(NAMES)], "rahayu", limit)
    assert (len(set(keys)), is_all) == (min(limit, 7), limit >= 7)
    if connection.vendor == "postgresql" and limit == 1:
        assert keys[0] % 16 == 0


@pytest.mark.parametrize(
    ("address", "text", "finds"),
    [
        ("Jl. Kusumaningrum No. 13", "jl. kusumaningrum no. 13", True),
        ("Jl. Kusumaningrum No. 13", "gg. kusumaningrum no. 13", False),  # an abbreviation counts all the same
        ("Jl. Kusumaningrum No. 13", "jl. kusumawardrum no. 13", False),  # the ends of a word are not the word
        ("Jl. Kusuma Meningrum", "kusumaningrum", False),
        ("Jl. Kaliabang No. 1", "jl. no.", True),
        ("Jl. Kaliabang", "jl. no.", False),
        ("Blok A-12/B 7", "a-12/b 7", True),
    ],
)
def test_what_the_index_is_asked_is_less_than_what_a_row_must_have(address, text, finds):
    house = make_house(address=address)
    keys, is_all = find([Arm(ADDRESSES)], text, 10)
    assert (keys == [house.pk], is_all) == (finds, True)
    assert House.objects.filter(ADDRESSES.contains(text)).exists() is finds


def test_an_index_without_its_sample_is_named():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP INDEX "{NAMES.sample_name}"')
        assert unindexed(connection, INDEXES) == {NAMES.name}
        create(connection, NAMES)
    assert unindexed(connection, INDEXES) == set()


def test_keys_are_asked_for_as_one_value():
    keys = [make_house(address=f"Gang Melati {number}").pk for number in range(3)]
    rows = House.objects.filter(AmongKeys(F("pk"), keys[:2]))
    assert set(rows.values_list("pk", flat=True)) == set(keys[:2])
    assert not House.objects.filter(AmongKeys(F("pk"), [])).exists()
    _sql, params = rows.query.sql_with_params()
    assert len(params) == 1


def test_a_row_found_by_two_arms_is_given_once():
    house = make_house(address="Gang Melati")
    family = make_household(house=house, address="Gang Melati 5", head="Melati")
    arms = [
        Arm(NAMES, gives="r.household_id"),
        Arm(FAMILY_ADDRESSES),
        Arm(ADDRESSES, gives="h.id", joined="JOIN households_household AS h ON h.house_id = r.id"),
    ]
    assert find(arms, "melati", 10) == ([family.pk], True)


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index.name)
def test_the_register_has_its_search_indexes(index):
    assert unindexed(connection, [index]) == set()


def test_an_index_that_is_missing_or_no_longer_follows_is_named():
    drop(connection, ADDRESSES)
    assert unindexed(connection, INDEXES) == {ADDRESSES.name}
    make_house(address="Gang Anggrek")
    connection.check_constraints()  # PostgreSQL indexes no table whose rows are not checked yet
    create(connection, ADDRESSES)
    assert unindexed(connection, INDEXES) == set()
    assert len(find([Arm(ADDRESSES)], "anggrek", 10)[0]) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TRIGGER "{ADDRESSES.name}_update"')
        assert unindexed(connection, INDEXES) == {ADDRESSES.name}


def test_an_index_is_used_whatever_the_planner_believes(people):
    statement, params = Arm(NAMES).query(connection.vendor, "siti", 10)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", params)
            assert "VIRTUAL TABLE INDEX" in str(cursor.fetchall())
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of seven rows is read faster as a whole
            cursor.execute(f"EXPLAIN {statement}", params)
            assert NAMES.name in str(cursor.fetchall())


def test_a_database_that_refuses_the_extension_says_what_to_do(monkeypatch):
    class Cursor:
        def execute(self, sql, params=None):
            if sql.startswith("CREATE EXTENSION"):
                raise DatabaseError("permission denied")

        def fetchone(self):
            return None

    with pytest.raises(ImproperlyConfigured, match="CREATE EXTENSION pg_trgm"):
        text_search._need_trigrams(connection, Cursor())


def test_long_searches_are_cut_to_a_few_words():
    index = TextIndex("households_house", "address")
    assert index.pieces("satu dua tiga empat lima enam tujuh") == ["SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM"]
    assert Household.objects.filter(FAMILY_ADDRESSES.contains("x " * 500)).count() == 0
