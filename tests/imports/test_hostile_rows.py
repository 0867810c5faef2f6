"""Damaged files of every kind: whatever is done to them, they get a verdict, and never a false one."""

import random

import pytest

from tests.base.intake_files import SHEET, STRINGS, repacked, shared_strings_workbook
from tests.imports.register_files import HEADER, PEOPLE, judged, text

OUTCOMES = {"ACCEPT", "ACCEPT_WARN", "ROW_ERRORS", "REJECT_FILE"}
TEXT_PIECES = [
    b'"',
    b"'",
    b",",
    b";",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"=",
    b"\xef\xbb\xbf",
    b"E+15",
    b"\xe2\x80\xae",
    b'"\n"',
]
MARKUP_PIECES = [
    b"<c/>",
    b"</row>",
    b'<row r="2">',
    b't="e"',
    b"<f>A1</f>",
    b"99999999999",
    b"-1",
    b"<!--",
    b"<![CDATA[",
    b"&#0;",
    b"&#xD800;",
    b"_x0000_",
    b"1E999",
    b"\xff",
    b'<mergeCells><mergeCell ref="A2:A9"/></mergeCells>',
    b'encoding="x"',
]
PARTS = [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]


def damaged(data, pieces, chance):
    """The bytes with a few pieces put in, cut out, repeated or changed."""
    data = bytearray(data)
    for _blow in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data))
        upto = at + chance.randrange(1, 60)
        action = chance.random()
        if action < 0.4:
            data[at:at] = chance.choice(pieces)
        elif action < 0.6:
            del data[at:upto]
        elif action < 0.8:
            data[at:at] = data[at:upto]
        else:
            data[at] = chance.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_text_gets_a_verdict_that_counts_every_row(seed):
    chance = random.Random(seed)  # noqa: S311
    whole = text().encode()
    for _file in range(40):
        verdict = judged(damaged(whole, TEXT_PIECES, chance))[2]
        assert verdict.outcome in OUTCOMES
        assert verdict.rows_seen == verdict.rows_ok + verdict.rows_error
        assert (verdict.rows_ok > 0) or verdict.outcome in ("ROW_ERRORS", "REJECT_FILE")


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_workbook_gets_a_verdict(part):
    chance = random.Random(part)  # noqa: S311
    whole = shared_strings_workbook(header=HEADER, rows=PEOPLE)
    for _file in range(40):
        broken = repacked(whole, edit={part: lambda content: damaged(content, MARKUP_PIECES, chance)})
        assert judged(broken, filename="data.xlsx")[2].outcome in OUTCOMES


def test_no_single_wrong_digit_of_a_nik_changes_another_row():
    whole = [row.value for row in judged(text())[0]]
    for at in range(16):
        nik = PEOPLE[0][1]
        people = [[PEOPLE[0][0], nik[:at] + "x" + nik[at + 1 :], *PEOPLE[0][2:]], *PEOPLE[1:]]
        rows, _findings, verdict = judged(text(people))
        assert (verdict.rows_error, [row.value for row in rows[1:]]) == (1, whole[1:])
