"""What a file really is: its first bytes decide, its name only has to agree."""

import re

from .refusal import Refused

CSV = "csv"
XLSX = "xlsx"
ODS = "ods"

TEXT_SUFFIXES = frozenset({"csv", "tsv", "txt"})
HEAD_BYTES = 4096

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# (first bytes, kind); kinds are names of our own and appear in no message.
MAGICS = (
    *((magic, "zip") for magic in ZIP_MAGICS),
    (OLE_MAGIC, "ole"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"(\xb5/\xfd", "zstd"),
    (b"MZ", "executable"),
    (b"\x7fELF", "executable"),
    (b"#!", "script"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "media"),
    (b"SQLite format 3", "database"),
)
# MZ and #! are also how a line of text may begin, so those two ask for a second sign.
NEEDS_BINARY = {"executable"}
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
UTF8_BOM = b"\xef\xbb\xbf"
MARKUP = re.compile(rb"\s*<[a-z!?/]", re.IGNORECASE)
JSON = re.compile(rb"\s*(\{\s*\"|\[\s*[\[{])")
# Control bytes that no text carries; TAB, LF, VT, FF, CR, ESC and NUL are judged elsewhere.
BINARY_BYTES = bytes(set(range(32)) - {0, 7, 8, 9, 10, 11, 12, 13, 27})
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

# What a name's suffix promises; a file that keeps that promise is "not allowed", one that breaks it a "mismatch".
FOREIGN_SUFFIXES = {
    "xls": "ole",
    "doc": "ole",
    "odt": "zip",
    "zip": "zip",
    "xlsm": "zip",
    "xlsb": "zip",
    "xltx": "zip",
    "docx": "zip",
    "pdf": "pdf",
    "gz": "gzip",
    "html": "markup",
    "htm": "markup",
    "xml": "markup",
    "json": "json",
}


def suffix_of(filename):
    """The lower-case suffix of an upload's name, whatever path or invisible character it carries."""
    base = re.split(r"[/\\]", filename)[-1]
    visible = "".join(character for character in base if character.isprintable()).strip(" .")
    return visible.rpartition(".")[2].lower() if "." in visible else ""


def content_kind(head):
    """The kind of content that the first bytes show: `text`, `zip`, `ole`, `pdf`, ..."""
    if not head.startswith(UTF16_BOMS):
        for magic, kind in MAGICS:
            if head.startswith(magic) and (kind not in NEEDS_BINARY or _looks_binary(head)):
                return kind
        bare = head.removeprefix(UTF8_BOM)
        if MARKUP.match(bare):
            return "markup"
        if JSON.match(bare):
            return "json"
        if _looks_binary(head):
            return "binary"
    elif MARKUP.match(head[2:].replace(b"\x00", b"")):
        return "markup"
    return "text"


def decide(filename, stream, size):
    """`CSV`, `XLSX` or `ODS` for a file to be read; refuses every other, or one whose name and content disagree."""
    if size == 0:
        raise Refused("empty_file")
    suffix = suffix_of(filename)
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    kind = content_kind(head)
    if kind == "ole" and _holds_encrypted_package(stream):
        raise Refused("xlsx_encrypted")
    if suffix in TEXT_SUFFIXES:
        if kind != "text":
            raise Refused("not_csv")
        return CSV
    if suffix in (XLSX, ODS):
        if kind != "zip":
            raise Refused("type_mismatch", suffix=suffix, found=kind)
        return suffix
    promised = FOREIGN_SUFFIXES.get(suffix)
    if promised and promised != kind:
        raise Refused("type_mismatch", suffix=suffix, found=kind)
    raise Refused("type_not_allowed", suffix=suffix[:10], found=kind)


def _looks_binary(head):
    nul_share = head.count(0) / max(1, len(head))
    control = len(head) - len(head.translate(None, BINARY_BYTES))
    return control > len(head) * 0.02 or (nul_share > 0.1 and not _alternates_with_nul(head))


def _alternates_with_nul(head):
    """UTF-16 without its mark: every second byte is NUL. Still text, refused later with a message about encoding."""
    shares = sorted(half.count(0) / max(1, len(half)) for half in (head[0::2], head[1::2]))
    return shares[0] < 0.3 and shares[1] > 0.7


def _holds_encrypted_package(stream):
    stream.seek(0)
    return ENCRYPTED_PACKAGE in stream.read(8 * 1024 * 1024)
