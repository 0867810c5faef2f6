"""Whether two entries of the register are likely the same person: by name, birth date and address, never by a guess of
digits.

Pure functions. `candidate_pairs` compares only who shares a birth date or a whole name; nobody is compared with all.
The weights are this portal's own and only order a list that people review.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, groupby
from typing import NamedTuple

LIKELY = 80  # the score from which a pair is put before people
FEWEST_NAME_POINTS = Fraction(85, 100)
# In one family the same birth date with another name is a twin.
SAME_FAMILY_NAME = Fraction(95, 100)
NAME_POINTS, BIRTH_POINTS, SWAPPED_POINTS, NEAR_POINTS, UNKNOWN_POINTS = 60, 30, 25, 15, 15
ADDRESS_POINTS, RT_POINTS, KELURAHAN_POINTS = 10, 7, 5
OTHER_SEX, OTHER_NUMBERS = 25, 15
SIMILAR_ADDRESS = Fraction(3, 4)
# More people than this under one key say nothing about each other.
LARGEST_BLOCK = 200

# Old and new spellings, and what is heard as one sound; the order matters.
SOUNDS = [
    ("OE", "U"), ("DJ", "J"), ("TJ", "C"), ("SJ", "SY"), ("NJ", "NY"), ("CH", "H"), ("KH", "H"), ("DH", "D"),
    ("TH", "T"), ("SH", "S"), ("SY", "S"), ("TS", "S"), ("PH", "P"), ("F", "P"), ("V", "P"), ("Z", "J"), ("Q", "K"),
    ("X", "KS"), ("Y", "I"), ("W", "U"), ("CK", "K"), ("O", "U"), ("E", "I"), ("H", ""),
]  # fmt: skip
SHORT_NAMES = {
    "M": "MUHAMMAD", "MUH": "MUHAMMAD", "MOH": "MUHAMMAD", "MHD": "MUHAMMAD", "MUHAMAD": "MUHAMMAD",
    "MOHAMAD": "MUHAMMAD", "MOHAMMAD": "MUHAMMAD", "MOCHAMAD": "MUHAMMAD", "MOCHAMMAD": "MUHAMMAD", "MOCH": "MUHAMMAD",
    "MUHAMMED": "MUHAMMAD", "MOHAMED": "MUHAMMAD", "MOHD": "MUHAMMAD", "MUCHAMAD": "MUHAMMAD", "MUCHAMMAD": "MUHAMMAD",
    "MUCH": "MUHAMMAD", "ABD": "ABDUL", "ST": "SITI", "SY": "SYARIF", "DJ": "J",
}  # fmt: skip
_TITLES = """
    H HJ HAJI HAJAH HAJJAH KH DR IR DRS DRA PROF SPD SPDI SE SEI SH SHI MPD MPDI SAG MAG SKM SKOM MKOM MT SSOS
    SIP SAP MSI MM MH SKEP SST AMD AMDKEB AMDKEP SFARM SPSI SHUT SP SPT BIN BINTI ALM ALMH ALMARHUM ALMARHUMAH NY
    NYONYA TN TUAN BAPAK BPK IBU SDR SDRI
    """.split()  # noqa: SIM905 - one word a line would fill a page
TITLES = frozenset(_TITLES)
# With dots only: without them it is Siti.
DOTTED_TITLES = TITLES | {"ST"}
# What is written behind a comma is a degree: `Yoga Fauzi, S.Pd`.
DEGREE = re.compile(r",.*$")
FEWEST_ANSWER = Fraction(85, 100)
SPELLED = frozenset({"MUHAMMAD", "ABDUL", "SITI"})
LONG_WORD = 6
OTHER_SPELLINGS = (("OE", "U"), ("U", "OE"), ("DJ", "J"), ("J", "DJ"), ("J", "Y"), ("Y", "J"), ("TJ", "C"), ("Y", "I"))
MOST_ASKED = 4
ADDRESS_WORDS = {
    "JALAN": "", "JL": "", "JLN": "", "GANG": "GG", "GG": "GG", "KAMPUNG": "KP", "KP": "KP", "KAMP": "KP", "NOMOR": "",
    "NO": "", "BLOK": "BLK", "BLK": "BLK", "PERUMAHAN": "PERUM", "PERUM": "PERUM", "KOMPLEK": "KOMP",
    "KOMPLEKS": "KOMP",
}  # fmt: skip


class Person(NamedTuple):
    """What is compared of a member. `region` is the code of the RT; `has_final_nik` a number as on the card."""

    key: int
    name: str
    birth_date: date | None
    sex: str
    address: str
    region: str
    household: int
    has_final_nik: bool


class Likeness(NamedTuple):
    """How much speaks for one person: `score` 0 to 100, `reasons` slugs in the order of their weight."""

    score: int
    reasons: tuple[str, ...]


NOT_ALIKE = Likeness(0, ())


def likeness(one: Person, other: Person) -> Likeness:
    """Compare two entries. 0 where the names differ too much, or where a family has twins."""
    points, birth = _birth(one.birth_date, other.birth_date)
    if birth is None:
        return NOT_ALIKE
    name = name_similarity(one.name, other.name)
    in_one_family = one.household == other.household
    if name < (SAME_FAMILY_NAME if in_one_family else FEWEST_NAME_POINTS):
        return NOT_ALIKE
    score, reasons = NAME_POINTS * name + points, ["same_name" if name == 1 else "similar_name", birth]
    points, reason = _place(one, other)
    score += points
    if reason:
        reasons.append(reason)
    if one.sex != other.sex:
        score -= OTHER_SEX
        reasons.append("other_sex")
    if one.has_final_nik and other.has_final_nik:
        score -= OTHER_NUMBERS
        reasons.append("other_numbers")
    return Likeness(max(0, int(score)), tuple(reasons))


def candidate_pairs(by_birth: Iterable[Person], by_name: Iterable[Person]) -> Iterator[tuple[Person, Person, Likeness]]:
    """Likely pairs of a register that streams in twice: sorted by birth date, and sorted by name.

    Among people born on one day only those are compared whose names share a sound (`_sounds`); among people of
    one name, those of one kelurahan. A pair may come twice.
    """
    for born, people in groupby(by_birth, key=lambda person: person.birth_date):
        if born is not None:
            yield from _likely(_sharing(people, lambda person: _sounds(person.name)))
    for _name, people in groupby(by_name, key=lambda person: person.name):
        yield from _likely(_sharing(people, lambda person: {".".join(person.region.split(".")[:4])}))


def _sounds(name):
    """What two people of one birth date are compared by: the sound of a word, of the whole name written together, and
    of its beginning or end, of which one letter changed leaves one as it is."""
    words = words_of(name)
    whole = sound("".join(words))
    return {*map(sound, words), whole, f"^{whole[:3]}", f"{whole[-3:]}$"}


def name_similarity(one: str, other: str) -> Fraction:
    """0 to 1; 1 for the same words in any order, spelling and abbreviation, written together or apart."""
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return Fraction(0)
    if sorted(map(sound, first)) == sorted(map(sound, second)) or sound("".join(first)) == sound("".join(second)):
        return Fraction(1)
    shorter, longer = sorted((first, second), key=lambda words: (len(words), words))
    rest, total = list(longer), Fraction(0)
    for word in shorter:
        best = max(rest, key=lambda candidate: word_similarity(word, candidate))
        total += word_similarity(word, best)
        rest.remove(best)
    share = total / len(shorter)
    # A word that only one of them has: half a word missing.
    return share * (1 - Fraction(len(rest), 2 * (len(longer) + len(rest))))


def answers(asked: str, name: str) -> bool:
    """Whether a search for `asked` may mean this name: every word of it is nearly one of the name's, or both sound the
    same written together. The name may have more words."""
    wanted, there = words_of(asked), list(words_of(name))
    if not wanted or not there:
        return False
    joined, whole = sound("".join(wanted)), sound("".join(there))
    if whole.startswith(joined) or word_similarity("".join(wanted), "".join(there)) >= FEWEST_ANSWER:
        return True
    total = Fraction(0)
    for word in wanted:
        best = max(there, key=lambda other: word_similarity(word, other), default=None)
        if best is None:
            return False
        total += word_similarity(word, best)
        there.remove(best)
    return total / len(wanted) >= FEWEST_ANSWER


def pieces_of(asked: str) -> list[list[str]]:
    """What rows that may answer have of each word: any one of its pieces, in capitals, with a space before a beginning.

    One letter changed leaves the beginning or the end of a long word as it is. Words with many spellings are left out
    where another word is asked for.
    """
    words = words_of(asked)
    telling = [word for word in words if word not in SPELLED and len(word) > 1] or [w for w in words if len(w) > 2]
    return [_pieces(word) for word in telling[:MOST_ASKED]]


def _pieces(word):
    spellings = {word, *(word.replace(one, other) for one, other in OTHER_SPELLINGS)}
    found = {piece for spelling in spellings for piece in (spelling[:3], spelling[-3:])}
    if len(word) < LONG_WORD:
        found |= {f" {spelling[:2]}" for spelling in spellings}
    return sorted(piece for piece in found if len(piece) == 3)


def word_similarity(one: str, other: str) -> Fraction:
    """0 to 1 of two words: equal sound 1, an initial nine tenths, otherwise by the letters that must be changed."""
    if sound(one) == sound(other):
        return Fraction(1)
    if 1 in (len(one), len(other)):
        return Fraction(9, 10) if one[0] == other[0] else Fraction(0)
    return 1 - Fraction(distance(one, other), max(len(one), len(other)))


@lru_cache(maxsize=100_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in capitals, without titles, with common abbreviations written out."""
    plain = unicodedata.normalize("NFKD", DEGREE.sub("", name.upper()))
    tokens = re.sub(r"[^A-Z .,]", "", plain).replace(",", " ").split()
    # `S.Pd` is one title, `M.Yoga` two words.
    if len(tokens) > 1:
        tokens = [
            token for token in tokens if token.replace(".", "") not in (DOTTED_TITLES if "." in token[:-1] else TITLES)
        ]
    words = [word for token in tokens for word in token.split(".") if word]
    named = [SHORT_NAMES.get(word, word) for word in words if word not in TITLES]
    return tuple(named or words)


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """One spelling for what is heard as one name: Soekarno and Sukarno, Achmad and Ahmad, Jusuf and Yusuf."""
    if word.startswith("J") and word[1:2] == "U":
        word = f"Y{word[1:]}"
    for old, new in SOUNDS:
        word = word.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", word)


def distance(one: str, other: str) -> int:
    """Letters to change, add, leave out or swap with their neighbour (optimal string alignment)."""
    before, above = [], list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        line = [row]
        for column, right in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, above = above, line
    return above[-1]


def address_similarity(one: str, other: str) -> Fraction:
    """0 to 1: shared words of two addresses; 0 where both have numbers and none agrees."""
    first, second = _address_words(one), _address_words(other)
    if not first or not second:
        return Fraction(0)
    numbers = [{word for word in words if word.isdigit()} for words in (first, second)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return Fraction(0)
    return Fraction(2 * len(first & second), len(first) + len(second))


def _address_words(address):
    plain = re.sub(r"\bR[TW]\.?\s*[0-9/. ]+", " ", address.upper())
    words = re.findall(r"[A-Z]+|[0-9]+", plain)
    words = (ADDRESS_WORDS.get(word, word.lstrip("0") if word.isdigit() else word) for word in words)
    return {word for word in words if word}


def _birth(one, other):
    """(points, reason) of two birth dates; no reason where they are too different."""
    if one is None or other is None:
        return UNKNOWN_POINTS, "birth_unknown"
    if one == other:
        return BIRTH_POINTS, "same_birth_date"
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return SWAPPED_POINTS, "birth_swapped"
    differing = sum((one.year != other.year, one.month != other.month, one.day != other.day))
    if differing == 1 and abs(one.year - other.year) <= 1:
        return NEAR_POINTS, "birth_near"
    return 0, None


def _place(one, other):
    if address_similarity(one.address, other.address) >= SIMILAR_ADDRESS:
        return ADDRESS_POINTS, "same_address"
    if one.region == other.region:
        return RT_POINTS, "same_rt"
    if one.region.split(".")[:4] == other.region.split(".")[:4]:
        return KELURAHAN_POINTS, "same_kelurahan"
    return 0, None


def _sharing(people, keys_of):
    """Pairs of people with a key in common, each once; keys that too many share tell nothing."""
    blocks = defaultdict(list)
    for person in people:
        for key in keys_of(person):
            blocks[key].append(person)
    seen = set()
    for block in blocks.values():
        if len(block) > LARGEST_BLOCK:
            continue
        for one, other in combinations(block, 2):
            pair = (min(one.key, other.key), max(one.key, other.key))
            if pair not in seen:
                seen.add(pair)
                yield one, other


def _likely(pairs):
    for one, other in pairs:
        found = likeness(one, other)
        if found.score >= LIKELY:
            yield one, other, found
