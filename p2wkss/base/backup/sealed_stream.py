"""A file sealed in frames: it can be written and read as a stream, and a damaged one is recognised.

Layout: a line ``P2WKSS-BACKUP 1 <key id> <stream id>``, then frames of four bytes length and a sealed megabyte.
Each frame is bound to the stream, to its number and to being the last or not, so that none can be altered, left
out, repeated or moved, and a file that was cut off is not taken for a whole one.
"""

import os
import struct

from cryptography.exceptions import InvalidTag

from p2wkss.base.keys import NONCE_BYTES, keyring

MAGIC = b"P2WKSS-BACKUP 1"
FRAME = 1024 * 1024
LARGEST_SEALED = FRAME + 64
LENGTH = struct.Struct(">I")


class DamagedBackup(Exception):
    """The file is no backup, is damaged or cut off, or its key is missing."""


class SealedWriter:
    """Something to write to; ``close`` writes the last frame, without which the file counts as cut off."""

    def __init__(self, file):
        keys = keyring()
        self._file = file
        self._cipher = keys.ciphers[keys.current]
        self._stream_id = os.urandom(16).hex()
        self._number = 0
        self._buffer = bytearray()
        file.write(b"%s %s %s\n" % (MAGIC, keys.current.encode(), self._stream_id.encode()))

    def write(self, data) -> int:
        self._buffer += data
        while len(self._buffer) > FRAME:
            self._frame(bytes(self._buffer[:FRAME]), is_last=False)
            del self._buffer[:FRAME]
        return len(data)

    def close(self) -> None:
        self._frame(bytes(self._buffer), is_last=True)
        self._buffer.clear()

    def _frame(self, data: bytes, *, is_last: bool) -> None:
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, data, _place(self._stream_id, self._number, is_last))
        self._file.write(LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class SealedReader:
    """Something to read from; raises DamagedBackup at the first frame that is not as it was written."""

    def __init__(self, file):
        self._file = file
        header = file.readline(200).split()
        if b" ".join(header[:2]) != MAGIC or len(header) != 4:
            raise DamagedBackup("this file is not a backup of the portal")
        self._cipher = keyring().ciphers.get(header[2].decode("ascii", "replace"))
        if self._cipher is None:
            raise DamagedBackup(f"the key {header[2].decode('ascii', 'replace')[:16]} is not among SEALING_KEYS")
        self._stream_id = header[3].decode("ascii", "replace")
        self._number = 0
        self._buffer = b""
        self._is_complete = False

    def read(self, size: int = -1) -> bytes:
        parts = []
        wanted = size
        while wanted != 0:
            if not self._buffer and not self._next():
                break
            part = self._buffer if wanted < 0 else self._buffer[:wanted]
            self._buffer = self._buffer[len(part) :]
            parts.append(part)
            wanted -= len(part) if wanted > 0 else 0
        return b"".join(parts)

    def verify(self) -> None:
        """Read to the end and keep nothing."""
        while self.read(FRAME):
            pass

    def _next(self) -> bool:
        while not self._buffer and not self._is_complete:
            length = self._file.read(LENGTH.size)
            if len(length) < LENGTH.size:
                raise DamagedBackup("the file was cut off")
            (size,) = LENGTH.unpack(length)
            sealed = self._file.read(size) if size <= LARGEST_SEALED else b""
            if len(sealed) < size or size > LARGEST_SEALED:
                raise DamagedBackup("the file was cut off")
            self._buffer = self._open(sealed)
            self._number += 1
        if self._is_complete and not self._buffer and self._file.read(1):
            raise DamagedBackup("something was added to the file")
        return bool(self._buffer)

    def _open(self, sealed: bytes) -> bytes:
        for is_last in (False, True):
            try:
                place = _place(self._stream_id, self._number, is_last)
                data = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
            except (InvalidTag, ValueError):
                continue
            self._is_complete = is_last
            return data
        raise DamagedBackup(f"the file is damaged (part {self._number})")


def _place(stream_id: str, number: int, is_last: bool) -> bytes:
    return f"{stream_id}:{number}:{'last' if is_last else 'more'}".encode()
