"""The keys that seal identity numbers: where they come from and what is done with them.

Two settings, both from the environment (never from SECRET_KEY, the database or a backup):

``SEALING_KEYS``
    ``"id1:base64key,id2:base64key"``. Each key has 32 bytes. The first one seals; all of them open. A key
    is changed by putting a new one in front and running ``manage.py rotate_keys``.
``INDEX_KEY``
    base64 of at least 32 bytes: the key of the blind index. It is a key of its own, so that somebody who
    can look numbers up cannot also open them.
"""

import base64
import binascii
import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
HASH_BLOCK_BYTES = 64
KEY_ID = re.compile(r"[A-Za-z0-9-]{1,16}")


class UnsealError(Exception):
    """A sealed value cannot be opened: its key is missing, or the value was moved or altered."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation. ``current`` seals; every key in ``ciphers`` opens."""

    current: str
    ciphers: dict[str, AESGCM] = field(repr=False)
    index_key: bytes = field(repr=False)
    _index_states: tuple = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "_index_states", _hmac_states(self.index_key))

    def seal(self, plaintext: str, context: str, nonce: bytes | None = None) -> str:
        """Return ``"key id:base64(nonce + ciphertext + tag)"``; it opens only with the same context.

        ``nonce`` is for whoever draws many at once from ``os.urandom``: 12 bytes, never used before.
        """
        nonce = nonce or os.urandom(NONCE_BYTES)
        box = nonce + self.ciphers[self.current].encrypt(nonce, plaintext.encode(), context.encode())
        return f"{self.current}:{binascii.b2a_base64(box, newline=False).decode('ascii')}"

    def unseal(self, sealed: str, context: str) -> str:
        """Return the plaintext; raise UnsealError where key, context or content do not fit."""
        key_id, separator, body = sealed.partition(":")
        cipher = self.ciphers.get(key_id)
        if not separator or cipher is None:
            raise UnsealError(f"no sealing key {key_id[:16]!r} for a value of {context}")
        try:
            box = binascii.a2b_base64(body, strict_mode=True)
            return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise UnsealError(f"a sealed value of {context} was altered or moved") from error

    def seal_bytes(self, data: bytes, context: str) -> bytes:
        """Seal a file's content, as ``seal`` does a text."""
        nonce = os.urandom(NONCE_BYTES)
        return self.current.encode() + b":" + nonce + self.ciphers[self.current].encrypt(nonce, data, context.encode())

    def unseal_bytes(self, sealed: bytes, context: str) -> bytes:
        """Return the content; raise UnsealError where key, context or content do not fit."""
        key_id, _, box = sealed.partition(b":")
        cipher = self.ciphers.get(key_id.decode("ascii", "replace"))
        if cipher is None:
            raise UnsealError(f"no sealing key for {context}")
        try:
            return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise UnsealError(f"sealed content of {context} was altered or moved") from error

    def blind_index(self, value: str) -> str:
        """Return the HMAC-SHA256 of the value as 64 hexadecimal digits."""
        inner, outer = self._index_states[0].copy(), self._index_states[1].copy()
        inner.update(value.encode())
        outer.update(inner.digest())
        return outer.hexdigest()


def _hmac_states(key):
    """SHA-256 with the key already in it, inside and outside (RFC 2104): an import makes an index for every row, and
    `hmac.digest` begins with the key each time, at three times the cost."""
    key = (hashlib.sha256(key).digest() if len(key) > HASH_BLOCK_BYTES else key).ljust(HASH_BLOCK_BYTES, b"\0")
    return tuple(hashlib.sha256(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))


def looks_sealed(value: str) -> bool:
    """Tell whether a text has the form that ``Keyring.seal`` writes."""
    key_id, separator, body = value.partition(":")
    if not separator or not KEY_ID.fullmatch(key_id):
        return False
    try:
        return len(binascii.a2b_base64(body, strict_mode=True)) >= NONCE_BYTES + TAG_BYTES
    except ValueError:
        return False


def keyring() -> Keyring:
    """Return the keys that the settings name; raise ImproperlyConfigured when one is missing or malformed."""
    return _keyring(getattr(settings, "SEALING_KEYS", ""), getattr(settings, "INDEX_KEY", ""))


@lru_cache(maxsize=4)
def _keyring(sealing_keys: str, index_key: str) -> Keyring:
    ciphers: dict[str, AESGCM] = {}
    for entry in filter(None, (part.strip() for part in (sealing_keys or "").split(","))):
        key_id, _, encoded = entry.partition(":")
        if not KEY_ID.fullmatch(key_id):
            raise ImproperlyConfigured("SEALING_KEYS: write each key as id:base64, the id from A-Z a-z 0-9 -.")
        if key_id in ciphers:
            raise ImproperlyConfigured(f"SEALING_KEYS: the id {key_id} stands twice.")
        key = _decode(encoded, "SEALING_KEYS")
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"SEALING_KEYS: the key {key_id} needs exactly {KEY_BYTES} bytes.")
        ciphers[key_id] = AESGCM(key)
    if not ciphers:
        raise ImproperlyConfigured("SEALING_KEYS is not set: identity numbers cannot be stored without it.")
    if not index_key:
        raise ImproperlyConfigured("INDEX_KEY is not set: identity numbers cannot be stored without it.")
    index = _decode(index_key, "INDEX_KEY")
    if len(index) < KEY_BYTES:
        raise ImproperlyConfigured(f"INDEX_KEY needs at least {KEY_BYTES} bytes.")
    return Keyring(current=next(iter(ciphers)), ciphers=ciphers, index_key=index)


def _decode(encoded: str, setting: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        raise ImproperlyConfigured(f"{setting} is not valid base64.") from None
