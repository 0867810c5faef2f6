"""The recipes of CONTRIBUTING.md are true: what they name is there, and works as they say."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from activities.needs import need
from indicators.registry import METHODS, method
from reports.search import KINDS, kind
from reports.sheets import SHEETS
from reports.sheets.sheet import sheet

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
QUOTED = re.findall(r"`([^`\n]+)`", TEXT)
PATHS = sorted({word for word in QUOTED if re.fullmatch(r"[\w./-]+", word) and ("/" in word or word.endswith(".md"))})
DOTTED = sorted({word for word in QUOTED if re.fullmatch(rf"({'|'.join(PACKAGES)})(\.\w+)+", word)})
TARGETS = sorted(set(re.findall(r"^ +make ([\w-]+)", TEXT, re.M)))


def test_there_is_something_to_hold():
    assert len(PATHS) >= 10 and len(DOTTED) >= 3 and {"check", "test"} <= set(TARGETS)


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", DOTTED)
def test_every_name_can_be_imported(name):
    module, _dot, attribute = name.rpartition(".")
    try:
        import_module(name)
    except ModuleNotFoundError:
        assert hasattr(import_module(module), attribute)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_in_the_makefile(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize("word", ["State", "SheetField", "SheetResource", "SealedField", "BlindIndexField", "guards"])
def test_what_a_recipe_calls_by_name_is_in_the_code(word):
    assert f"`{word}" in TEXT
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    assert any(re.search(rf"\b{word}\b", path.read_text(encoding="utf-8")) for path in files)


@pytest.mark.parametrize("function", re.findall(r"^    def (\w+)\(surveyed\)", TEXT, re.M))
def test_the_example_of_a_computed_indicator_is_one_of_ours(function):
    assert function in METHODS
    assert f"{function}," in (ROOT / "indicators/data/indicators.csv").read_text() or function in METHODS


def test_a_kind_is_found_by_the_name_of_its_function_and_no_name_is_taken_twice():
    for registry in (METHODS, KINDS, SHEETS):
        assert all(re.fullmatch(r"[a-z][a-z_0-9]*", name) for name in registry)
    for register in (method, need, kind, sheet):
        with pytest.raises(ValueError, match="two of "):

            def uninsured(rows, on): ...

            uninsured.name = next(iter(register.__self__))
            register("Sekali lagi")(uninsured)


def test_no_list_of_columns_is_written_twice():
    """`export_order` follows from the declared fields (p2wkss/base/sheets/resources.py)."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    named = {
        path.relative_to(ROOT).as_posix() for path in files if "export_order =" in path.read_text(encoding="utf-8")
    }
    assert named == {"p2wkss/base/sheets/resources.py"}


def test_sql_written_by_hand_is_allowed_by_folder_not_by_line():
    files = [path for package in [*PACKAGES, "tests", "bench"] for path in (ROOT / package).rglob("*.py")]
    mark = "noqa: " + "S608"
    assert [path for path in files if mark in path.read_text(encoding="utf-8")] == []
