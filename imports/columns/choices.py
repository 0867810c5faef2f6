"""What people write for the answers of the family card and of the house, and the slug each of it means.

Only words with one meaning are listed (declared.py). Whatever is not here is unknown: no nearest match is ever taken.
"""

import re
import unicodedata

from django.utils import translation

from imports.columns.declared import ANSWERS

# The language of the lists' labels in the code, and of register files.
SOURCE_LANGUAGE = "id"
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
# What stands in a cell that its writer left open on purpose.
PLACEHOLDERS = frozenset(
    {"", "null", "none", "na", "nan", "nihil", "tidakada", "tdkada", "tidaktahu", "tidakdiketahui", "tidakadadata"}
)
DIGITS = frozenset("0123456789")
NO_SIGN = re.compile(r"[\s'?\-–—−_.*/()#!]*")
# `1. Kepala Keluarga`, `01 - Istri`, `(2) Anak`: lists of forms number their answers.
NUMBERED_LABEL = re.compile(r"\s*\(?[0-9]{1,3}\s*[.):\-–]\s*(?=[A-Za-z])")
SEX_HEADINGS = frozenset({"sex", "gender"})


def answer_key(text):
    """`Ibu Rumah-Tangga` and `IBU RUMAH TANGGA` are one answer; a dash alone gives an empty key."""
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_unknown(text):
    """Whether a cell says that its value is not known: empty, `-`, `?`, `null`, `n/a`, `tidak ada`; zero is a value."""
    if not text.strip():
        return True
    if text[0] in DIGITS:  # as most dates and numbers are written: no placeholder has a digit
        return False
    key = answer_key(text)
    return key in PLACEHOLDERS if key else NO_SIGN.fullmatch(text) is not None


def word_of(text, known):
    """The slug of a word of a closed list, also where its form numbered it; None for an unknown one."""
    slug = known.get(answer_key(text))
    if slug is None and (number := NUMBERED_LABEL.match(text)):
        slug = known.get(answer_key(text[number.end() :]))
    return slug


def _choices(pairs, synonyms=""):
    """{key: slug} of a vocabulary list and of lines `slug: word; word` (a slug may have several lines)."""
    with translation.override(SOURCE_LANGUAGE):  # what files are written in, whoever asked for the first page
        known = {answer_key(str(label)): slug for slug, label in pairs}
    slugs = {slug for slug, _label in pairs}
    for line in synonyms.strip().splitlines():
        slug, _colon, words = line.partition(":")
        if slug.strip() not in slugs:
            raise ValueError(slug)
        for word in words.split(";"):
            known.setdefault(answer_key(word), slug.strip())
    return known


SEX = {
    **dict.fromkeys(map(answer_key, ("L", "LK", "Laki", "Laki-laki", "Lelaki", "Pria", "Male", "1")), "L"),
    **dict.fromkeys(map(answer_key, ("P", "PR", "Perempuan", "Wanita", "Female", "2")), "P"),
}

# Under the English heading M is male; under an Indonesian one nobody knows.
ENGLISH_SEX = SEX | {"m": "L", "f": "P"}

# {key: {what is written: slug}} of every answer with a closed list. OpenSID writes the code numbers of the family card;
# its exports may also carry the words.
WORDS = {answer.key: _choices(answer.choices, answer.words) for answer in ANSWERS if answer.choices}
OPENSID_WORDS = WORDS | {
    answer.key: WORDS[answer.key] | answer.opensid_codes for answer in ANSWERS if answer.opensid_codes
}
# status_dasar: 1 alive and here; 2 died, 3 moved, 4 missing, 6 gone, 9 not valid.
OPENSID_ALIVE = frozenset({"", "1", "hidup"})
