"""Families that the register does not know at all: they go straight into its tables.

Such a family needs no comparing: its KK number and all its NIKs are unknown, its RT exists and lies in the user's area,
and neither a house nor a monthly total comes with it. Blocks that hold any other wait in the stage for the whole file.
"""

from itertools import islice
from typing import NamedTuple

from django.db import IntegrityError, transaction

from households.models import FormerCard
from imports.keeping.preview_rows import FAMILY_ANSWERS, KeptFamily
from imports.keeping.undo_notes import extend
from imports.staging.differences import covering_round
from imports.staging.new_ids import SealedNumber
from imports.staging.new_rows import ABSENT_OF_FAMILY, ABSENT_OF_MEMBER, family_writer, filled, member_writer
from locations.models import Region

Sealed = tuple[KeptFamily, SealedNumber, list[SealedNumber]]


class NewFamilies:
    """Writes the fresh ones among the families of a file, a block at a time; `families` and `members` are the keys of
    what was written, as ranges."""

    def __init__(self, stage, scope, *, rounds, now, families, members):
        """`families` and `members` are how many there may be at most."""
        self.families, self.members = [], []
        self._places = _places(scope)
        self._former = set(FormerCard.objects.values_list("no_kk_index", flat=True))
        self._rounds = rounds
        self._family_writer = family_writer(stage.connection, now)
        self._member_writer = member_writer(stage.connection, now)
        self._family_keys = iter(self._family_writer.keys(families))
        self._member_keys = iter(self._member_writer.keys(members))

    def prepare(self, block: list[Sealed]) -> "Prepared | None":
        """A block of families as rows ready to be stored; None where they show themselves that one is not fresh."""
        if not all(self._may_be_fresh(family) for family, _kk, _niks in block):
            return None
        if self._former and any(kk.index in self._former for _family, kk, _niks in block):
            return None
        count = sum(len(niks) for _family, _kk, niks in block)
        family_keys = list(islice(self._family_keys, len(block)))
        member_keys = list(islice(self._member_keys, count))
        if len(family_keys) < len(block) or len(member_keys) < count:
            return None
        families, members, keys = [], [], iter(member_keys)
        for (family, kk, niks), family_key in zip(block, map(str, family_keys), strict=True):
            place = self._places[family.region]
            families.append(
                (
                    family_key,
                    kk.public_id,
                    kk.sealed,
                    kk.index,
                    place,
                    None,
                    *filled(family[FAMILY_ANSWERS], ABSENT_OF_FAMILY),
                )
            )
            for member, nik in zip(family.members, niks, strict=True):
                _position, _number, _line, _nik, missing, name, name_key, relation, sex, born, *answers = member
                if None in answers:
                    answers = filled(answers, ABSENT_OF_MEMBER)
                about_nik = ("final", "") if nik.index else ("missing", missing or "")
                key = str(next(keys))
                members.append(
                    (
                        *(key, nik.public_id, family_key, nik.sealed, nik.index, *about_nik),
                        *(name, name_key, relation, sex, born, *answers),
                    )
                )
        families, members = self._family_writer.prepared(families), self._member_writer.prepared(members)
        return Prepared(block, families, members, family_keys, member_keys)

    def store(self, prepared: "Prepared") -> bool:
        """Store a block of families if all of them are fresh indeed; tells whether they were.

        The unique indexes of the numbers say so at no cost; looking each number up first takes a third of the time
        again.
        """
        try:
            with transaction.atomic():
                self._family_writer.store(prepared.families)
                self._member_writer.store(prepared.members)
        except IntegrityError:
            return False
        extend(self.families, prepared.family_keys)
        extend(self.members, prepared.member_keys)
        return True

    def _may_be_fresh(self, family):
        if family.house or family.region not in self._places:
            return False
        return family.spending is None or covering_round(family.region, self._rounds) is None


class Prepared(NamedTuple):
    """Families as they came, their rows and those of their members as the tables take them, and the rows' keys."""

    block: list[Sealed]
    families: str | list[tuple]
    members: str | list[tuple]
    family_keys: list[int]
    member_keys: list[int]


def _places(scope):
    """{code: key as text} of every RT in the scope."""
    rows = Region.objects.filter(level=Region.Level.RT).values_list("code", "pk")
    return {code: str(pk) for code, pk in rows.iterator() if scope.covers(code)}
