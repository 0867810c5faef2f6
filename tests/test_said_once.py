"""What one module says, no other says again: each pattern is found at its home only."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("p2wkss", "agencies", "locations", "households", "imports", "activities", "indicators", "reports", "demo")


def sources(*endings):
    for app in (*APPS, "templates"):
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in endings and "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "pattern", "homes"),
    [
        ("the mark of a small count", r"""["']<5["']""", {"agencies/small_counts.py"}),
    ],
)
def test_it_is_said_at_one_place(what, pattern, homes):
    found = {name for name, text in sources(".py", ".html") if re.search(pattern, text)}
    assert found <= homes, what
    assert homes <= {name for name, _text in sources(".py", ".html")}
