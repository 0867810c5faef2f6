"""The answer lists of the register against the code lists of their sources."""

import pytest

from households import vocabulary
from tests.reference import rows

QUESTIONS = {
    "TENURE": "301a",
    "LAND_PROOF": "301b",
    "FLOOR": "303",
    "WALL": "304",
    "ROOF": "305",
    "WATER_SOURCE": "306a",
    "WATER_DISTANCE": "306b",
    "LIGHTING": "307a",
    "ELECTRIC_POWER": "307b1",
    "COOKING_FUEL": "308",
    "TOILET": "309a",
    "CLOSET": "309b",
    "SEPTIC": "310",
    "MARITAL": "408",
}
CARD_LISTS = {
    "RELATION": "kk_hubungan_keluarga",
    "MARITAL": "kk_status_perkawinan",
    "EDUCATION": "kk_pendidikan",
    "OCCUPATION": "kk_pekerjaan",
}
LISTS = {name: pairs for name, pairs in vars(vocabulary).items() if name.isupper() and isinstance(pairs, list)}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_distinct_slugs_that_fit_their_column(name):
    slugs = [slug for slug, _label in LISTS[name]]
    assert len(set(slugs)) == len(slugs)
    assert all(0 < len(slug) <= 20 for slug in slugs)
    assert len({str(label) for _slug, label in LISTS[name]}) == len(slugs)


@pytest.mark.parametrize(("name", "question"), QUESTIONS.items())
def test_every_regsosek_answer_has_its_slug(name, question):
    codes = [row["code"] for row in rows("regsosek2022_codes") if row["question"] == question]
    assert list(vocabulary.REGSOSEK[name]) == codes
    assert list(vocabulary.REGSOSEK[name].values()) == [slug for slug, _label in LISTS[name]]


@pytest.mark.parametrize(
    ("name", "code", "slug"),
    [
        ("FLOOR", "8", "earth"),
        ("WALL", "4", "woven_bamboo"),
        ("ROOF", "4", "asbestos"),
        ("WATER_SOURCE", "9", "surface"),
        ("WATER_DISTANCE", "1", "under_10m"),
        ("TOILET", "6", "none"),
        ("SEPTIC", "1", "septic_tank"),
        ("LAND_PROOF", "6", "none"),
    ],
)
def test_a_regsosek_code_means_what_the_questionnaire_prints(name, code, slug):
    printed = next(
        row["label_id"]
        for row in rows("regsosek2022_codes")
        if row["question"] == QUESTIONS[name] and row["code"] == code
    )
    assert vocabulary.REGSOSEK[name][code] == slug
    assert str(dict(LISTS[name])[slug]).casefold()[:5] == printed.replace("<", "kurang dari").casefold()[:5]


@pytest.mark.parametrize(("name", "source"), CARD_LISTS.items())
def test_the_family_card_lists_are_complete_and_word_for_word(name, source):
    printed = {row["code"]: row["label_id"] for row in rows("family_card_codes") if row["list"] == source}
    labels = dict(LISTS[name])
    ours = {code: str(labels[slug]) for code, slug in vocabulary.FAMILY_CARD[name].items()}
    assert ours == printed
