"""What one module says, no other says again: each pattern is found at its home only."""

import re
from pathlib import Path

import pytest

from agencies.views import UserUnlock
from p2wkss.base.errors import error_page, locked_out

ROOT = Path(__file__).resolve().parent.parent
APPS = ("p2wkss", "agencies", "locations", "households", "imports", "activities", "indicators", "reports", "demo")


def sources(*endings):
    for app in (*APPS, "templates"):
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in endings and "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


CODES = {"locations/codes.py", "locations/models/region.py"}


@pytest.mark.parametrize(
    ("what", "pattern", "homes"),
    [
        ("whether a region lies in an area", r'startswith\(f"\{\w+(\.\w+)*\}\."\)|__startswith": f"', CODES),
        ("the name of an RT", r"RT [%{][^0-9]{1,25}RW [%{]", {"locations/codes.py"}),
        ("the colours of states", r"\w_TONES\b", set()),
        ("what a spreadsheet calculates", r'"=@|"=\+-@|=\+-@', {"p2wkss/base/sheets/cells.py"}),
        ("the mark of a small count", r"""["']<5["']""", {"agencies/small_counts.py"}),
    ],
)
def test_it_is_said_at_one_place(what, pattern, homes):
    found = {name for name, text in sources(".py", ".html") if re.search(pattern, text)}
    assert found <= homes, what
    assert homes <= {name for name, _text in sources(".py", ".html")}


@pytest.mark.parametrize("name", ["docs/decisions/0003-lockout.md", "docs/panduan/README.md"])
def test_the_guides_say_the_numbers_of_the_lockout_as_they_are_set(settings, name):
    words = {"Lima kali": 5, "after 5 wrong passwords": 5, "an address after 100": 100}
    said = {word: number for word, number in words.items() if word in (ROOT / name).read_text(encoding="utf-8")}
    allowed = {settings.LOCKOUT_FAILURES, settings.LOCKOUT_FAILURES_OF_ADDRESS}
    assert said and set(said.values()) <= allowed
    assert re.search(rf"\b{settings.LOCKOUT_MINUTES} (menit|minutes)", (ROOT / name).read_text(encoding="utf-8"))


def test_pages_say_the_numbers_of_the_lockout_that_are_set(settings, rf):
    settings.LOCKOUT_MINUTES, settings.LOCKOUT_FAILURES = 7, 9
    assert "7 menit" in error_page(rf.get("/"), 429).content.decode()
    assert "7 menit" in locked_out(rf.get("/")).content.decode()
    assert "9 kali" in UserUnlock().get_text()
