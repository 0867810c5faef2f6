"""No file under tests/ would harm a program that opens it: none swells, lies about its size, nests without end, reaches
outside, or is two things at once.

Guards of ours are tested with files that hold next to nothing and with limits made smaller.
"""

import gzip
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.base.intake_files import SHEET, repacked, with_declared_size, workbook

ROOT = Path(__file__).parent
# All but this one, which spells the signs of what it looks for.
FILES = sorted(
    path
    for path in ROOT.rglob("*")
    if path.is_file() and path != Path(__file__) and not {"__pycache__", "screenshots"} & set(path.parts)
)
# How much may come out of a file, in all and for each byte that goes in.
MOST_BYTES, MOST_FOR_EACH, SMALL = 5_000_000, 200, 100_000
MOST_PIXELS = 4_000_000
DEEPEST = 40
# A declared extent of a sheet may be wider than what it holds, not by more than a screen.
MOST_ROWS = 1_000

DECLARES = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\b(?:SYSTEM|PUBLIC)\b", re.IGNORECASE)
TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")
FUNCTIONS = rb"WEBSERVICE|HYPERLINK|FILTERXML|IMPORT\w+|RTD|CALL|EXEC|REGISTER|DDE\w*"
REACHES = re.compile(
    rb"(?:=|<f[^>]*>)[^<\n]{0,80}(?:\b(?:%s)\s*\([^)]*(?:https?:|file:|ftp:|\\\\|//)|\bcmd\s*\|)|/C\s+calc" % FUNCTIONS,
    re.IGNORECASE,
)
EXTERNAL = re.compile(rb'TargetMode="External"|Target="(?:file|https?|ftp):|Target="[^"]*(?:\.\./){2,}[a-z]+/passwd')
EXTENT = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')
STARTS_INTERPRETERS = (b"%!PS", b"SIMPLE  =", b"\x7fELF", b"#!")
ENDS = {b"\x89PNG\r\n\x1a\n": b"IEND\xaeB`\x82", b"GIF8": b";", b"\xff\xd8\xff": b"\xff\xd9"}


def dangers(content, name=""):
    """What is wrong with a file, as short sentences."""
    found = []
    if content.startswith(STARTS_INTERPRETERS) and not name.endswith((".py", ".sh")):
        found.append("starts an interpreter")
    if b"PK\x05\x06" in content:
        found += dangers_of_archive(content)
    elif content.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(content)) as stream:
            found += swelling(len(stream.read(MOST_BYTES + 1)), len(content))
    elif content.startswith(tuple(ENDS)):
        found += dangers_of_picture(content)
    else:
        found += dangers_of_text(content)
    return found


def swelling(size, packed):
    is_too_much = size > MOST_BYTES or (size > SMALL and size > MOST_FOR_EACH * packed)
    return [f"swells from {packed} to {size} bytes"] if is_too_much else []


def dangers_of_archive(content):
    if not content.startswith(b"PK"):
        return ["another file before the archive"]
    found = [] if content[-22:].startswith(b"PK\x05\x06") else ["something behind the archive"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            found += swelling(entry.file_size, entry.compress_size)
            if entry.flag_bits & 1:
                continue
            if entry.filename.startswith("/") or ".." in entry.filename.split("/"):
                found.append(f"leads outside: {entry.filename}")
            try:
                with archive.open(entry) as stream:
                    part = stream.read(MOST_BYTES + 1)
            except (zipfile.BadZipFile, EOFError, zlib.error):
                found.append(f"lies about {entry.filename}")
                continue
            if len(part) != entry.file_size:
                found.append(f"lies about {entry.filename}")
            found += [f"{entry.filename}: {what}" for what in dangers_of_text(part)]
    return found


def dangers_of_text(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    found = ["declares entities"] if DECLARES.search(content) else []
    if REACHES.search(content) or EXTERNAL.search(content):
        found.append("reaches outside")
    for _column, row in EXTENT.findall(content):
        if int(row) > MOST_ROWS + content.count(b"<row "):
            found.append("lies about its extent")
    depth = deepest = 0
    if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        for closing, alone in TAG.findall(content):
            depth += 0 if alone else -1 if closing else 1
            deepest = max(deepest, depth)
    if deepest > DEEPEST:
        found.append(f"nests {deepest} levels")
    return found


def dangers_of_picture(content):
    found = []
    for start, end in ENDS.items():
        at = content.rfind(end)
        if content.startswith(start) and at >= 0 and at + len(end) != len(content):
            found.append("something behind the picture")
    if content.startswith(b"\x89PNG"):
        width, height = struct.unpack(">2I", content[16:24])
        if width * height > MOST_PIXELS:
            found.append(f"{width} x {height} pixels")
        for kind, body in chunks(content):
            if kind in (b"zTXt", b"iTXt", b"iCCP"):
                packed = body.split(b"\0", 1)[1].lstrip(b"\0")
                found += swelling(len(unpacked(packed)), len(packed))
    return found


def chunks(content):
    """(kind, body) of a PNG."""
    at = 8
    while at + 8 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += 12 + length


def unpacked(packed):
    try:
        return zlib.decompressobj().decompress(packed, MOST_BYTES + 1)
    except zlib.error:
        return b""


def test_no_file_harms_a_program():
    found = {str(path.relative_to(ROOT)): dangers(path.read_bytes(), path.name) for path in FILES}
    assert len(found) > 300
    assert {name: told for name, told in found.items() if told} == {}


# That the reading finds what it looks for: each example has the sign of a danger and nothing of its force.

ENTITY = b"<!EN" + b'TITY b "c">'
EMPTY_BOOK = workbook(rows=[])
EXAMPLES = {
    "entity": b"<!DOCTYPE a [" + ENTITY + b"]><a/>",
    "outside": b"<!DOCTYPE a SY" + b'STEM "x"><a/>',
    "deep": b"<a>" * 41 + b"</a>" * 41,
    "extent": b'<worksheet><dimension ref="A1:B' + b'2000"/></worksheet>',
    "address": b"=HYPER" + b'LINK("http:' + b'//x")',
    "program": b"=cm" + b"d|'x'!A0",
    "relation": b'<Relationship Target="fi' + b'le:x"/>',
    "interpreter": b"%!" + b"PS",
    "archive in front": b"x" + EMPTY_BOOK,
    "archive behind": EMPTY_BOOK + b"x",
    "part that swells": repacked(EMPTY_BOOK, add={"x": b" " * 200_000}),
    "part that lies": with_declared_size(EMPTY_BOOK, SHEET, 100),
    "part outside": repacked(EMPTY_BOOK, add={"xl/../x": b""}),
    "gzip that swells": gzip.compress(b" " * 200_000),
    "picture behind": (ROOT / "photos/i03_png.png").read_bytes() + b"x",
    "picture too large": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (9_999).to_bytes(4, "big") * 2,
}


@pytest.mark.parametrize("danger", EXAMPLES)
def test_the_reading_finds_what_it_looks_for(danger):
    assert dangers(EXAMPLES[danger])
