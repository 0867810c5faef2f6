"""Free text of a register row: what may stand in a name or an address, and what hides in it."""

import re
import unicodedata

from imports.columns.declared import ANSWERS, keys
from imports.columns.findings import ERROR, WARNING
from imports.columns.headings import NAME, NIK_REASON
from p2wkss.base.sheets.cells import CALCULATING, SIGNS

# As the models of members, families and houses store them.
LONGEST = {NAME: 120, NIK_REASON: 200, **{answer.key: answer.longest for answer in ANSWERS if answer.longest}}
WITH_LINES = frozenset(keys(ANSWERS, has_lines=True))
LONGEST_ANSWER = 120

SPACES = frozenset("\t\u00a0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}
LINE_BREAKS = re.compile(r"\r\n|\r|\n")
LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
NAME_TEXT = re.compile(rf"['’‘`ʼ(]*[{LATIN}][{LATIN}'’‘`ʼ.,()\-/ ]*")
# Names that need no second look: ASCII, a letter first, nothing that a formula is made of.
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z'.,\-/ ]*")
# UTF-8 read as Windows-1252: a lead byte's letter followed by what a continuation byte shows as.
CONTINUATIONS = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
MOJIBAKE = re.compile(f"[ÂÃÄÅ]{CONTINUATIONS}|â[€‚]{CONTINUATIONS}?")
# What a program writes where it could not read a letter.
LOST = "\ufffd"

LEADING_NOISE = " \t\r\n\u00a0\"'`’‘“”"
INNER_FORMULA = re.compile(
    r"[;,|\t\r\n]\s*[\"']?\s*(?:[=@＝＠]|[+\-]\s*\w+\s*[(!|])|\b(?:cmd|DDE|DDEAUTO)\s*[|(]", re.IGNORECASE
)


def hides_nothing(text, *, allows_lines=False):
    """Whether every character shows: no control, direction or zero-width character, none unassigned."""
    if text.isprintable():
        return True
    rest = LINE_BREAKS.sub("", text) if allows_lines else text
    return all(character.isprintable() or character in SPACES for character in rest)


def tidy(text, *, keeps_lines=False):
    """Outer blanks off, foreign blanks as spaces, composed letters, line breaks as one sign; nothing else changes."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if character in SPACES else character for character in text)
    return (LINE_BREAKS.sub("\n", text) if keeps_lines else text).strip()


def looks_like_formula(text):
    """Whether a spreadsheet could take the text, or a part of it after a separator, for a formula."""
    start = text.lstrip(LEADING_NOISE)
    if start and start[0] in CALCULATING:
        return True
    if start and start[0] in SIGNS and start.strip(SIGNS + " "):
        return True
    return INNER_FORMULA.search(text) is not None


def is_name(text):
    """Letters of the Latin script with the signs that names have, a letter first; mojibake is let through."""
    if NAME_TEXT.fullmatch(text):
        return True
    without = MOJIBAKE.sub("", text)
    return without != text and (not without or NAME_TEXT.fullmatch(without) is not None)


def looks_mojibake(text):
    """Whether letters look as if UTF-8 had been read as Windows-1252."""
    return not text.isascii() and MOJIBAKE.search(text) is not None


def overlong(column, text):
    """The limit that a text exceeds, or 0."""
    limit = LONGEST.get(column, LONGEST_ANSWER)
    return limit if len(text) > limit and len(text.strip()) > limit else 0


def judge_free_text(column, text):
    """(value, ((code, severity, params), ...)) of a text that is stored as written; an error leaves no value."""
    if limit := overlong(column, text):
        return None, (("too_long", ERROR, {"limit": limit}),)
    if looks_like_formula(text):
        return None, (("formula_suspected", ERROR, {}),)
    if LOST in text:
        return None, (("char_lost", ERROR, {}),)
    value = tidy(text, keeps_lines=column in WITH_LINES)
    return value or None, (("mojibake_suspected", WARNING, {}),) if looks_mojibake(value) else ()


def judge_name(text):
    """As `judge_free_text`, for a name."""
    if not text.strip():
        return None, (("required", ERROR, {}),)
    value, problems = judge_free_text(NAME, text)
    if value is not None and not is_name(value):
        return None, (("name_chars", ERROR, {}),)
    return value, problems
