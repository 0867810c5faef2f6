"""The map of a package (its README.md): every module is on it, nothing that is gone is, and it fits one screen."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAPPED = ["p2wkss/base", "imports"]
LONGEST = 60


def modules(folder):
    paths = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py"))
    return {path.as_posix() for path in paths if path.name != "__init__" and "migrations" not in path.parts}


def named(text):
    """The modules of the map's lines; a line that opens with a folder names the modules in it."""
    names = set()
    for line in text.splitlines():
        if line.startswith("- "):
            words = re.findall(r"`([\w/]+)`", line)
            folder = words.pop(0) if words[0].endswith("/") else ""
            names |= {folder + word for word in words}
    return names


@pytest.mark.parametrize("package", MAPPED)
def test_a_map_names_every_module_and_none_that_is_gone(package):
    folder = ROOT / package
    assert named((folder / "README.md").read_text()) == modules(folder)


@pytest.mark.parametrize("package", MAPPED)
def test_a_map_fits_one_screen(package):
    lines = (ROOT / package / "README.md").read_text().splitlines()
    assert len(lines) <= LONGEST
    assert all(len(line) <= 132 for line in lines)


def test_a_folder_at_the_head_of_a_line_holds_for_its_whole_line():
    assert named("- `a/` x `b`, `c` (y)\n- `d` says `manage.py z`\nnot `e`") == {"a/b", "a/c", "d"}
