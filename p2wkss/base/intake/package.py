"""The ZIP container of a workbook, judged by its directory before anything is unpacked."""

import io
import struct
import zipfile
import zlib

from .markup import elements, refuse_document_type
from .refusal import Refused
from .sniff import ODS

END_RECORD = b"PK\x05\x06"
END_RECORD_BYTES = 22
LONGEST_COMMENT = 65_535
LOCAL_HEADER_BYTES = 30
ENCRYPTED_FLAG = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

CONTENT_TYPES = "[Content_Types].xml"
OPEN_DOCUMENT_MIMETYPE = "mimetype"
OPEN_DOCUMENT_CONTENT = "content.xml"
SPREADSHEET_MIMETYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
MACRO_PARTS = ("Basic/", "Scripts/", "Dialogs/")
WORKBOOK_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
}
MAIN_TYPE_END = ".main+xml"
MACRO_SIGNS = ("macroenabled", "vbaproject")
# Parts that run code, embed foreign files or reach outside the workbook.
ACTIVE_PARTS = (
    "xl/vbaproject",
    "xl/externallinks/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/macrosheets/",
    "xl/dialogsheets/",
    "xl/connections.xml",
    "xl/querytables/",
    "xl/webextensions/",
    "xl/model/",
    "customui/",
)


class Package:
    """The parts of an inspected workbook, readable as streams."""

    def __init__(self, archive):
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def open(self, name):
        """A part as a binary stream; refuses the file where the part is missing or damaged."""
        try:
            return _Part(self._archive.open(name))
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise Refused("xlsx_malformed") from error


class _Part(io.RawIOBase):
    """A part whose damage (wrong checksum, broken compression, lying size) refuses the file."""

    def __init__(self, member):
        self._member = member

    def read(self, size=-1):
        try:
            return self._member.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Refused("xlsx_malformed") from error


def open_package(stream, size, limits, kind):
    """A `Package` of a workbook or an OpenDocument (`kind` of sniff.py), or a refusal: junk around the archive,
    encryption, bombs, active content, document types."""
    _require_clean_end(stream, size)
    try:
        archive = zipfile.ZipFile(stream)
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Refused("xlsx_malformed") from error
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise Refused("type_mismatch", suffix="xlsx")
    _judge_directory(archive, entries, limits)
    package = Package(archive)
    if kind == ODS:
        _judge_document(package)
    else:
        _judge_workbook(package)
    return package


def _require_clean_end(stream, size):
    """The archive must end the file: data behind it, or a comment, makes the file two things at once."""
    stream.seek(max(0, size - END_RECORD_BYTES - LONGEST_COMMENT))
    tail = stream.read()
    at = tail.rfind(END_RECORD)
    if at < 0:
        raise Refused("xlsx_malformed")
    if len(tail) - at != END_RECORD_BYTES:
        raise Refused("type_mismatch", suffix="xlsx")


def _judge_directory(archive, entries, limits):
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise Refused("xlsx_encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.max_parts or unpacked > limits.max_unpacked_bytes:
        raise Refused("xlsx_too_big")
    for entry in entries:
        is_large = entry.file_size > limits.ratio_matters_from_bytes
        if is_large and entry.file_size > limits.max_ratio * max(1, entry.compress_size):
            raise Refused("xlsx_too_big")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names) or any(_escapes(name) for name in names):
        raise Refused("xlsx_malformed")
    if any(entry.compress_type not in METHODS for entry in entries) or _overlap(archive, entries):
        raise Refused("xlsx_malformed")


def _escapes(name):
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _overlap(archive, entries):
    """Entries that share bytes are how small files unpack to petabytes."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    starts = [entry.header_offset for entry in ordered[1:]] + [archive.start_dir]
    return any(
        entry.header_offset + LOCAL_HEADER_BYTES + len(entry.orig_filename.encode()) + entry.compress_size > following
        for entry, following in zip(ordered, starts, strict=True)
    )


def _judge_document(package):
    """An OpenDocument spreadsheet says so in its first part; scripts and libraries of macros are parts of their own."""
    if OPEN_DOCUMENT_MIMETYPE not in package.names:
        raise Refused("type_mismatch", suffix="ods")
    if package.open(OPEN_DOCUMENT_MIMETYPE).read(200).strip() not in SPREADSHEET_MIMETYPES:
        raise Refused("type_mismatch", suffix="ods")
    if OPEN_DOCUMENT_CONTENT not in package.names:
        raise Refused("xlsx_malformed")
    _refuse_document_types(package)
    if any(name.startswith(MACRO_PARTS) and not name.endswith("/") for name in package.names):
        raise Refused("xlsx_active_content")


def _judge_workbook(package):
    names = {name.lower() for name in package.names}
    if CONTENT_TYPES not in package.names:
        looks_like_workbook = any(name.startswith("xl/") for name in names)
        raise Refused("xlsx_malformed") if looks_like_workbook else Refused("type_mismatch", suffix="xlsx")
    _refuse_document_types(package)
    if any(name.startswith(ACTIVE_PARTS) for name in names):
        raise Refused("xlsx_active_content")
    types = [attributes for _name, attributes in elements(package.open(CONTENT_TYPES))]
    declared = [attributes.get("ContentType", "") for attributes in types if _is_used(attributes, names)]
    if any(sign in kind.lower() for kind in declared for sign in MACRO_SIGNS):
        raise Refused("xlsx_active_content")
    main_types = [kind for attributes in types if (kind := attributes.get("ContentType", "")).endswith(MAIN_TYPE_END)]
    if not WORKBOOK_TYPES.intersection(main_types):
        raise Refused("type_mismatch", suffix="xlsx")


def _refuse_document_types(package):
    for name in sorted(package.names):
        if name.lower().endswith((".xml", ".rels", ".vml")):
            refuse_document_type(package.open(name))


def _is_used(attributes, names):
    """Whether a part of the file has the declared type; writers declare many that none of their parts has."""
    ending = attributes.get("Extension", "").lower()
    part = attributes.get("PartName", "").lstrip("/").lower()
    return part in names if part else any(name.endswith(f".{ending}") for name in names)


def is_open_document(stream):
    """Whether a ZIP is an OpenDocument spreadsheet, for messages that tell how to save it anew."""
    try:
        with zipfile.ZipFile(stream).open(OPEN_DOCUMENT_MIMETYPE) as part:
            return part.read(200).strip() in SPREADSHEET_MIMETYPES
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError, OSError, zlib.error):
        return False
