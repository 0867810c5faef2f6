"""The limit: the same rows, sealed and written out beforehand, handed to the database by COPY or executemany.

The tables have all their indexes, constraints and triggers; nothing is checked and nothing else is written.
"""

from uuid import uuid4

from django.db import connection, transaction

from bench.files import rows
from households.models import Household, Member
from households.models.member import name_key
from households.vocabulary import EDUCATION, OCCUPATION, RELATION
from locations.models import Region
from p2wkss.base.sealed import Sealer
from p2wkss.base.table_writer import TableWriter

FAMILY_COLUMNS = ["id", "public_id", "no_kk", "no_kk_index", "region_id", "address"]
MEMBER_COLUMNS = [
    *("id", "public_id", "household_id", "nik", "nik_index", "name", "name_key", "sex", "birth_date", "relation"),
    *("education", "occupation"),
]


class RawRows:
    """The rows of a register file, ready to be stored."""

    def __init__(self, members: int):
        self._families = TableWriter(connection, Household, FAMILY_COLUMNS)
        self._members = TableWriter(connection, Member, MEMBER_COLUMNS)
        families, people = self._read(members)
        self._family_rows, self._member_rows = self._families.prepared(families), self._members.prepared(people)

    def store(self) -> None:
        with transaction.atomic():
            self._families.store(self._family_rows)
            self._members.store(self._member_rows)

    def _read(self, members):
        kk, nik = Sealer(Household, "no_kk"), Sealer(Member, "nik")
        words = [{str(label): word for word, label in choices} for choices in (RELATION, EDUCATION, OCCUPATION)]
        places = {
            (rt.parent.parent.parent.name, rt.parent.parent.name, rt.rw, rt.rt): rt.pk
            for rt in Region.objects.level(Region.Level.RT).select_related("parent__parent__parent")
        }
        families, people = {}, []
        for row in rows(members):
            no_kk, number, name, relation, sex, born, schooling, work, rt, rw, kelurahan, kecamatan, address = row[:13]
            if no_kk not in families:
                public_id = uuid4()
                families[no_kk] = (
                    *(len(families) + 1, public_id.hex, kk.seal(public_id, no_kk), kk.index(no_kk)),
                    *(places[kecamatan, kelurahan, rw, rt], address),
                )
            public_id = uuid4()
            people.append(
                (
                    *(len(people) + 1, public_id.hex, families[no_kk][0], nik.seal(public_id, number)),
                    *(nik.index(number), name, name_key(name), sex, born),
                    *(words[0][relation], words[1][schooling], words[2][work]),
                )
            )
        return list(families.values()), people
