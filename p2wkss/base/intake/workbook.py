"""The frame of a workbook: its sheets, shared strings, date styles and date system."""

import posixpath
import re
from dataclasses import dataclass

from .markup import DEEPEST, elements, feed, make_parser
from .refusal import Refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT_RELATIONS = "_rels/.rels"
VISIBLE = "visible"

# Number formats that ECMA-376 reserves for dates (18.8.30), East Asian ones included.
BUILTIN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
FORMAT_LITERALS = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[[^\]]*\]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def main(local):
    """The qualified name of an element of the main spreadsheet namespace."""
    return f"{MAIN} {local}"


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, the part that holds it, and whether a user sees it."""

    name: str
    part: str
    is_visible: bool


@dataclass(frozen=True)
class Workbook:
    """What is needed to read any sheet of the file. `strings` is None when the file has no string table."""

    sheets: tuple[Sheet, ...]
    strings: list[str] | None
    date_styles: tuple[bool, ...]
    uses_1904: bool


def read_workbook(package):
    """The workbook's frame; refuses a book whose parts are missing, foreign or point outside the file."""
    path = _workbook_path(package)
    relations = _relations(package, _relations_path(path), base=posixpath.dirname(path))
    found = elements(package.open(path))
    if not found or found[0][0] != main("workbook"):
        raise Refused("xlsx_malformed")
    sheets = []
    uses_1904 = False
    for name, attributes in found:
        if name == main("workbookPr"):
            uses_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == main("sheet"):
            kind, part = relations.get(attributes.get(f"{OFFICE} id"), (None, None))
            if kind is None:
                raise Refused("xlsx_malformed")
            if kind == f"{OFFICE}/worksheet":
                is_visible = attributes.get("state", VISIBLE) == VISIBLE
                sheets.append(Sheet(attributes.get("name", ""), _present(package, part), is_visible))
    by_kind = dict(relations.values())
    strings_part = by_kind.get(f"{OFFICE}/sharedStrings")
    styles_part = by_kind.get(f"{OFFICE}/styles")
    return Workbook(
        tuple(sheets),
        read_strings(package.open(_present(package, strings_part))) if strings_part else None,
        _date_styles(package.open(_present(package, styles_part))) if styles_part else (),
        uses_1904,
    )


def unescape(text):
    """`_x000D_` is how Excel writes a character that XML cannot carry; surrogates stay as they are written."""

    def character(found):
        code = int(found[1], 16)
        return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)

    return ESCAPED.sub(character, text) if "_x" in text else text


def read_strings(stream):
    """The shared strings in order: rich text joined, phonetic readings left out."""
    strings, pieces, depth, phonetic = [], [], 0, 0
    wanted = False
    item, text, reading, root = main("si"), main("t"), main("rPh"), main("sst")

    def start(name, _attributes):
        nonlocal depth, phonetic, wanted
        depth += 1
        if depth > DEEPEST or (depth == 1 and name != root):
            raise Refused("xlsx_malformed")
        if name == item:
            pieces.clear()
        elif name == reading:
            phonetic += 1
        elif name == text:
            wanted = not phonetic

    def end(name):
        nonlocal depth, phonetic, wanted
        depth -= 1
        if name == text:
            wanted = False
        elif name == reading:
            phonetic -= 1
        elif name == item:
            strings.append(unescape("".join(pieces)))

    def characters(data):
        if wanted:
            pieces.append(data)

    parser = make_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    feed(parser, stream)
    return strings


def is_date_format(code):
    """Whether a number format shows a day, month or year (a pure time of day is no date)."""
    bare = FORMAT_LITERALS.sub("", code.split(";")[0]).lower()
    return "y" in bare or "d" in bare


def _date_styles(stream):
    formats, styles, inside = {}, [], False
    for name, attributes in elements(stream):
        if name == main("numFmt"):
            formats[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif name == main("cellXfs"):
            inside = True
        elif name == main("xf") and inside:
            number = attributes.get("numFmtId", "0")
            custom = formats.get(number)
            builtin = number.isdigit() and int(number) in BUILTIN_DATES
            styles.append(is_date_format(custom) if custom is not None else builtin)
        elif name in (main("cellStyles"), main("dxfs"), main("cellStyleXfs")):
            inside = False
    return tuple(styles)


def _workbook_path(package):
    relations = _relations(package, ROOT_RELATIONS, base="")
    for kind, part in relations.values():
        if kind == f"{OFFICE}/officeDocument":
            return _present(package, part)
    raise Refused("xlsx_malformed")


def _relations_path(part):
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(package, part, *, base):
    """{id: (kind, part)}. Targets outside the package stay unresolved: they refuse the file only if needed."""
    relations = {}
    for _name, attributes in elements(package.open(part)):
        if "Target" in attributes and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            resolved = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
            relations[attributes.get("Id")] = (attributes.get("Type"), resolved)
    return relations


def _present(package, part):
    if part not in package.names:
        raise Refused("xlsx_malformed")
    return part
