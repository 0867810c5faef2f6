"""Register files of invented families, as a kelurahan would send them, and the same rows ready for the database."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.utils import timezone

from bench.sizes import SEED
from households.synthetic.numbers import Numbers
from households.synthetic.people import People
from households.synthetic.places import make_places
from households.synthetic.register import CARD_DAYS, FIRST_CARD
from households.vocabulary import EDUCATION, OCCUPATION, RELATION
from locations.models import Region
from p2wkss.base.sheets import write_xlsx

COLUMNS = [
    *("no_kk", "nik", "nama", "hubungan", "jenis_kelamin", "tanggal_lahir", "pendidikan", "pekerjaan"),
    *("rt", "rw", "kelurahan", "kecamatan", "alamat", "pengeluaran_bulanan"),
]
MEMBERS_A_FAMILY = 3.47


def make_regions(members: int) -> None:
    """Make the RT that so many members live in."""
    make_places(round(members / MEMBERS_A_FAMILY), Random(SEED))  # noqa: S311 - repeatable, not secret


def rows(members: int) -> Iterator[list[str]]:
    """Exactly so many rows, family by family; every member has a NIK."""
    random = Random(SEED)  # noqa: S311
    people, numbers = People(random, timezone.localdate()), Numbers()
    words = [{word: str(label) for word, label in choices} for choices in (RELATION, EDUCATION, OCCUPATION)]
    places = list(Region.objects.level(Region.Level.RT).select_related("parent__parent__parent").order_by("code"))
    written = family = 0
    while written < members:
        place = places[family * len(places) // max(1, round(members / MEMBERS_A_FAMILY)) % len(places)]
        kelurahan = place.parent.parent
        kecamatan = kelurahan.parent.code.replace(".", "")
        no_kk = numbers.kk(kecamatan, FIRST_CARD + timedelta(days=random.randrange(CARD_DAYS)))
        for person in people.family()[: members - written]:
            yield [
                no_kk,
                numbers.nik(kecamatan, person.birth_date, person.sex),
                person.name,
                words[0][person.relation],
                person.sex,
                person.birth_date.isoformat(),
                words[1][person.education],
                words[2][person.occupation],
                place.rt,
                place.rw,
                kelurahan.name,
                kelurahan.parent.name,
                f"Jl. Mawar No. {family % 200 + 1}",
                str(1_000_000 + family % 50 * 50_000),
            ]
            written += 1
        family += 1


def csv_file(members: int) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows(rows(members))
    return buffer.getvalue()


def xlsx_file(members: int) -> bytes:
    return b"".join(write_xlsx(COLUMNS, rows(members)))
