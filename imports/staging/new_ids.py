"""New rows' public ids and sealed numbers, some thousand at a time."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from households.models import Household, Member
from imports.keeping.preview_rows import KeptFamily
from p2wkss.base.keys import NONCE_BYTES
from p2wkss.base.sealed import Sealer

VARIANT = {sign: "89ab"[int(sign, 16) % 4] for sign in "0123456789abcdef"}
DRAWN_AT_ONCE = 1024


class SealedNumber(NamedTuple):
    """A number as the table keeps it, with the public id that it is sealed for: 32 hexadecimal signs."""

    public_id: str
    sealed: str | None
    index: str | None


class NumberSealer:
    """Seals the numbers of families and members for rows that are about to be made."""

    def __init__(self):
        self._kk, self._nik = Sealer(Household, "no_kk"), Sealer(Member, "nik")
        self._drawn = _draw()

    def seal(self, family: KeptFamily) -> tuple[SealedNumber, list[SealedNumber]]:
        """(the family's number, those of its members)."""
        kk = self._sealed(self._kk, family.no_kk)
        return kk, [self._sealed(self._nik, nik) for _position, _number, _line, nik, *_values in family.members]

    def _sealed(self, sealer, number):
        signs, public_id, nonce = next(self._drawn)
        return SealedNumber(signs, sealer.seal(public_id, number, nonce), sealer.index(number))


def _draw() -> Iterator[tuple[str, str, bytes]]:
    """Random UUIDs (version 4), as a table keeps them and as they are written, each with a nonce; drawn from the system
    by the thousand, since every call of it costs more than the sealing."""
    while True:
        nonces, drawn = os.urandom(NONCE_BYTES * DRAWN_AT_ONCE), os.urandom(16 * DRAWN_AT_ONCE).hex()
        for number in range(DRAWN_AT_ONCE):
            signs = drawn[32 * number : 32 * number + 32]
            signs = f"{signs[:12]}4{signs[13:16]}{VARIANT[signs[16]]}{signs[17:]}"
            public_id = f"{signs[:8]}-{signs[8:12]}-{signs[12:16]}-{signs[16:20]}-{signs[20:]}"
            yield signs, public_id, nonces[NONCE_BYTES * number : NONCE_BYTES * (number + 1)]
