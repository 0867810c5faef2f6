"""Which characters the bytes of a text file stand for; certain, or assumed with a warning, or refused.

Accepted: UTF-8 with or without its mark, UTF-16 with its mark, and Windows-1252 where nothing speaks for another
reading. A file that mixes encodings, or that only decodes into letters nobody writes, is refused: a wrong guess
would store wrong names.
"""

import codecs
import re
from dataclasses import dataclass

from .refusal import Refused

BLOCK = 1024 * 1024
UNSUPPORTED_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

NON_ASCII = re.compile(rb"[\x80-\xff]")
# A well-formed UTF-8 sequence of two to four bytes.
UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What people type in Windows-1252: accented letters of European names, dashes, quotes, fractions, degree, section.
CP1252_LETTERS = "ÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŠšŽžŒœŸßÃ"
CP1252_SIGNS = "‘’“”–—…•½¼¾°²³ºª«»·×\u00a0§®™©€±"
UNLIKELY_LETTERS = frozenset("ÃÿÂ")


@dataclass(frozen=True)
class Encoding:
    """`name` as `codecs` knows it; `skip` bytes of marks stand before the text; `assumed` means a guess."""

    name: str
    skip: int = 0
    assumed: bool = False
    first_line: int | None = None


def detect(stream):
    """The encoding of a seekable binary stream, read once in blocks; refuses what cannot be read for certain."""
    stream.seek(0)
    start = stream.read(4)
    if start.startswith(UNSUPPORTED_BOMS):
        raise Refused("encoding_invalid", rows_seen=0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16-le" if start.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        return _checked(stream, Encoding(name, skip=2))
    skip = 3 if start.startswith(codecs.BOM_UTF8) else 0
    try:
        return _checked(stream, Encoding("utf-8", skip=skip))
    except UnicodeDecodeError:
        if skip:
            raise _invalid(stream) from None
        return _windows(stream)


def _checked(stream, encoding):
    """The same encoding once the whole stream decodes with it and holds no NUL."""
    decoder = codecs.getincrementaldecoder(encoding.name)()
    stream.seek(encoding.skip)
    try:
        while block := stream.read(BLOCK):
            if "\x00" in decoder.decode(block):
                raise _holds_nul(stream, encoding)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if encoding.name.startswith("utf-16"):
            raise _invalid(stream) from None
        raise
    return encoding


def _windows(stream):
    """Windows-1252, when every byte above ASCII stands for something people write and none forms UTF-8."""
    stream.seek(0)
    line, first_line, tail = 1, None, b""
    while block := stream.read(BLOCK):
        if b"\x00" in block:
            raise _holds_nul(stream, Encoding("cp1252"))
        if UTF8_SEQUENCE.search(tail + block):
            raise _invalid(stream)
        joined = tail + block
        for found in NON_ASCII.finditer(joined, len(tail)):
            if not _plausible(joined, found.start()):
                raise _invalid(stream, line=line + joined.count(b"\n", len(tail), found.start()))
            if first_line is None:
                first_line = line + joined.count(b"\n", len(tail), found.start())
        line += block.count(b"\n")
        tail = joined[-3:]
    return Encoding("cp1252", assumed=True, first_line=first_line)


def _plausible(data, position):
    try:
        character = data[position : position + 1].decode("cp1252")
    except UnicodeDecodeError:
        return False
    if character.isupper() and data[max(0, position - 1) : position].islower():
        # `DŽsirŽe`: an old Macintosh or DOS wrote these bytes; nobody writes a capital after a small letter.
        return False
    if character in UNLIKELY_LETTERS:
        neighbours = data[max(0, position - 1) : position + 2 : 2]
        return len(neighbours) == 2 and all(chr(byte).isalpha() for byte in neighbours)
    return character in CP1252_LETTERS or character in CP1252_SIGNS


def _holds_nul(stream, encoding):
    """NUL in every other byte is UTF-16 without its mark: an encoding problem. Else the file holds stray NULs."""
    stream.seek(0)
    head = stream.read(4096)
    is_wide = encoding.name.startswith("utf-16")
    if not is_wide and max(head[0::2].count(0), head[1::2].count(0)) > len(head) * 0.35:
        return Refused("encoding_invalid", rows_seen=_rows(stream), line="")
    return Refused("nul_byte", rows_seen=_rows(stream))


def _invalid(stream, line=None):
    return Refused("encoding_invalid", rows_seen=_rows(stream), line=line or "")


def _rows(stream):
    """About how many data rows the file has, for the message: lines without the first."""
    stream.seek(0)
    count, last = 0, b""
    while block := stream.read(BLOCK):
        count += block.count(b"\n")
        last = block
    return max(0, count - last.rstrip(b"\x00").endswith(b"\n"))
