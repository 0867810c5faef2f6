"""The English of the portal: complete, true to the placeholders of its source, and compiled as it is written.

`make messages` collects and compiles; the source text is Indonesian, so only English has a catalogue.
"""

import ast
import gettext
import io
import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from agencies.roles import Role

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
GETTEXT = ("xgettext", "msguniq", "msgmerge", "msgattrib")
NOT_SOURCES = ("bench", "data", "docs", "locale", "media", "node_modules", "static", "staticfiles", "tests")
# What a translation repeats as it stands: what is filled in later, and HTML.
FIXED = re.compile(r"%\(\w+\)[a-z]|%%|</?\w+[^>]*>")
HOW = "Run make messages, translate what is new in locale/en/LC_MESSAGES/django.po, and run it again."

KEYWORD = re.compile(r"^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) (\".*\")$")
CONTEXT_END = "\x04"
MENU_LINK = re.compile(r'<a class="side-link" href="([^"]+)"')


def entries(text):
    """The entries of a catalogue, the head without; each {"flags": str, "msgid": str, "msgstr": str, ...}."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        entry, last = {"flags": ""}, None
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line[2:]
            elif keyword := KEYWORD.match(line):
                last = keyword[1]
                entry[last] = ast.literal_eval(keyword[2])
            elif line.startswith('"'):
                entry[last] += ast.literal_eval(line)
        if entry.get("msgid"):
            found.append(entry)
    return found


def key(entry):
    """What a compiled catalogue looks the entry up by."""
    context = f"{entry['msgctxt']}{CONTEXT_END}" if "msgctxt" in entry else ""
    plural = f"\x00{entry['msgid_plural']}" if "msgid_plural" in entry else ""
    return f"{context}{entry['msgid']}{plural}"


def translations(entry):
    return [text for name, text in entry.items() if name.startswith("msgstr")]


def compiled(content):
    """The messages of a .mo file as they lie there, the head without: {key: translation}."""
    count, keys_at, texts_at = struct.unpack("<3I", content[8:20])

    def string(table, index):
        length, start = struct.unpack_from("<2I", content, table + 8 * index)
        return content[start : start + length].decode()

    pairs = {string(keys_at, index): string(texts_at, index) for index in range(count)}
    pairs.pop("")
    return pairs


@pytest.fixture(scope="module")
def catalogue():
    return entries(CATALOGUE.read_text(encoding="utf-8"))


def test_the_catalogue_is_read_whole(catalogue):
    assert len(catalogue) > 2500
    assert len(catalogue) == len(re.findall(r"^msgid ", CATALOGUE.read_text(), re.MULTILINE)) - 1
    assert len({key(entry) for entry in catalogue}) == len(catalogue)


def test_every_sentence_has_its_english(catalogue):
    assert [entry["msgid"] for entry in catalogue if not all(translations(entry))] == [], HOW


def test_no_english_is_a_guess(catalogue):
    assert [entry["msgid"] for entry in catalogue if "fuzzy" in entry["flags"]] == [], HOW


def test_a_plural_has_one_and_many(catalogue):
    wrong = [
        entry["msgid"]
        for entry in catalogue
        if ("msgid_plural" in entry) != ("msgstr[0]" in entry and "msgstr[1]" in entry)
    ]
    assert wrong == []


def test_the_english_keeps_what_is_filled_in_later_and_the_html(catalogue):
    wrong = [
        (entry["msgid"], text)
        for entry in catalogue
        for text in translations(entry)
        if sorted(FIXED.findall(entry["msgid"])) != sorted(FIXED.findall(text))
    ]
    assert wrong == []


def test_the_english_begins_and_ends_as_its_source_does(catalogue):
    """Pieces of a sentence are put together, and a label ends without a full stop."""
    wrong = [
        (entry["msgid"], text)
        for entry in catalogue
        for text in translations(entry)
        if entry["msgid"][0].isspace() != text[:1].isspace()
        or entry["msgid"][-1].isspace() != text[-1:].isspace()
        or (entry["msgid"][-1] in ".:?…" or text[-1:] in ".:?…")
        and entry["msgid"][-1] != text[-1:]
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_what_the_source_says(catalogue):
    expected = {key(entry): "\x00".join(translations(entry)) for entry in catalogue}
    assert compiled(COMPILED.read_bytes()) == expected, HOW


def test_python_reads_the_compiled_catalogue(catalogue):
    read = gettext.GNUTranslations(io.BytesIO(COMPILED.read_bytes()))
    plain = [entry for entry in catalogue if "msgid_plural" not in entry and "msgctxt" not in entry]
    assert [entry["msgid"] for entry in plain if read.gettext(entry["msgid"]) != entry["msgstr"]] == []
    for entry in catalogue:
        if "msgid_plural" in entry and "msgctxt" not in entry:
            forms = [read.ngettext(entry["msgid"], entry["msgid_plural"], count) for count in (1, 2)]
            assert forms == [entry["msgstr[0]"], entry["msgstr[1]"]]


@pytest.mark.skipif(not all(map(shutil.which, GETTEXT)), reason="gettext is not installed")
def test_every_sentence_of_the_code_is_in_the_catalogue(catalogue, tmp_path):
    """Collects in a copy of the sources, so that the catalogue itself stays as it is."""
    copy = tmp_path / "sources"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", *NOT_SOURCES))
    (copy / "locale").mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    collect = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-location"]
    subprocess.run(collect, cwd=copy, env=environment, check=True, capture_output=True)
    collected = entries((copy / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    assert len(collected) > 2500
    known = {key(entry) for entry in catalogue}
    assert [entry["msgid"] for entry in collected if key(entry) not in known] == [], HOW


@pytest.mark.anywhere
@pytest.mark.parametrize("role", list(Role))
def test_a_reader_of_english_gets_every_page_of_the_menu_in_english(world, role):
    client = world.client(role)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    first = client.get("/")
    assert first.status_code == 200
    menu = MENU_LINK.findall(first.content.decode())
    assert len(menu) >= 3
    for url in {"/", *menu}:
        answer = client.get(url, follow=True)
        page = answer.content.decode()
        assert (url, answer.status_code, answer.headers["Content-Language"]) == (url, 200, "en")
        assert '<html lang="en"' in page
        assert "Skip to content" in page
        assert "Langsung ke isi" not in page


@pytest.mark.anywhere
def test_a_reader_without_a_choice_gets_indonesian_whatever_the_browser_prefers(world):
    client = world.client(Role.STAFF)
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="id"' in page
    assert "Langsung ke isi" in page


@pytest.mark.django_db
def test_a_visitor_signs_in_in_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/", follow=True).content.decode()
    assert '<html lang="en"' in page
    assert "Sign in to the portal" in page
