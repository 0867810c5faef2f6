"""Register files for tests: eight invented people in three families, altered one value or one column at a time."""

import csv
import io
from datetime import date

from households.vocabulary import EDUCATION, OCCUPATION, RELATION
from imports.columns.headings import LAYOUTS, OPENSID_COLUMNS, REGISTER_COLUMNS
from imports.columns.lookups import Lookups
from imports.columns.places import index_places
from imports.reading.register_file import RegisterReading, Rejected, rejection_verdict
from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.opening import events
from p2wkss.base.intake.reader import Table
from p2wkss.base.intake.refusal import Refused

HEADER = list(REGISTER_COLUMNS)
TODAY = date(2026, 11, 24)

_FIRST = ["001", "002", "Bojongsari", "Jl. Mawar No. 3", "1500000"]
_SECOND = ["001", "002", "Bojongsari", "Gg. H. Sa'adih, samping posyandu", "950000"]
_THIRD = ["001", "002", "Bojongsari", "Kp. Bojong RT 001/002", "2100000"]
A, B, C = "3276110501109001", "3276112003129002", "3276110712159003"
PEOPLE = [
    [A, "3276111708789001", "Ahmad Sutisna", "Kepala Keluarga", "L", "1978-08-17", "SMP", "Buruh harian", *_FIRST],
    [A, "3276114505829002", "Siti Nurhasanah", "Istri", "P", "1982-05-05", "SD", "Ibu rumah tangga", *_FIRST],
    [A, "3276110110109003", "Rizky Ramadhan", "Anak", "L", "2010-10-01", "SD", "Pelajar", *_FIRST],
    [B, "3276116802699004", "Nur'aini binti Ma'mun", "Kepala Keluarga", "P", "1969-02-28", "Tidak sekolah"]
    + ["Pedagang kecil", *_SECOND],
    [B, "3276117112999005", "Dewi Lestari", "Anak", "P", "1999-12-31", "SMA", "Penjahit", *_SECOND],
    [C, "3276110903859006", "Yosef A. Simatupang", "Kepala Keluarga", "L", "1985-03-09", "SMK", "Ojek", *_THIRD],
    [C, "3276116011889007", "Maria Goreti", "Istri", "P", "1988-11-20", "SMA", "Ibu rumah tangga", *_THIRD],
    [C, "3276114106219008", "Bayi Simatupang", "Anak", "P", "2021-06-01", "Belum sekolah", "Belum bekerja", *_THIRD],
]

# (code, name, other names, kecamatan) of some places in two kecamatan; two of them share a name.
PLACES = [
    ("32.76.11.1001", "Bojongsari", "Bojongsari Lama", "Bojongsari"),
    ("32.76.11.1002", "Bojongsari Baru", "", "Bojongsari"),
    ("32.76.11.1005", "Curug", "", "Bojongsari"),
    ("32.76.02.1008", "Curug", "", "Cimanggis"),
    ("32.76.04.1001", "Meruyung", "Maruyung", "Limo"),
]
BOJONGSARI = "32.76.11.1001"


def lookups(writable=(BOJONGSARI,), **others):
    """What the operator of one kelurahan may import; `writable=None` is the whole city."""
    default = others.pop("default", None)
    return Lookups(index_places(PLACES, writable=writable, default=default), TODAY, **others)


def altered(column, value, *, row=0):
    """The people with one value changed."""
    people = [list(person) for person in PEOPLE]
    people[row][HEADER.index(column)] = value
    return people


def each(column, change):
    """The people with a column changed: `change(value, number of the row)`."""
    at = HEADER.index(column)
    return [[*person[:at], change(person[at], number), *person[at + 1 :]] for number, person in enumerate(PEOPLE)]


def text(people=None, *, header=HEADER, separator=","):
    """A CSV of the people."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([header, *(people or PEOPLE)])
    return out.getvalue()


def reading(data, *, filename="data.csv", lookups=None, layouts=LAYOUTS):
    """A reading of the file in this process; raises `Rejected`."""
    data = data.encode() if isinstance(data, str) else data
    stream = events(
        lambda: io.BytesIO(data), filename=filename, size=len(data), layouts=layouts, limits=Limits(), sheet=None
    )
    try:
        _kind, head = next(stream)
    except Refused as refusal:
        raise Rejected(refusal.code, "", rows_seen=refusal.rows_seen) from None
    return RegisterReading(Table(head, stream), lookups or globals()["lookups"]())


def judged(data, **options):
    """(rows, findings, verdict) of a file, all findings together in the order they came."""
    try:
        register = reading(data, **options)
        rows = list(register)
    except Rejected as rejected:
        return [], [], rejection_verdict(rejected)
    findings = [finding for row in rows for finding in row.findings] + list(register.family_findings())
    return rows, findings, register.verdict()


def outcome(people, **options):
    """(outcome, rows in error, codes) of a CSV of these people."""
    verdict = judged(text(people), **options)[2]
    return verdict.outcome, verdict.rows_error, verdict.codes


ACCEPTED = ("ACCEPT", 0, ())


# --- the same people as OpenSID writes them ---


def code_of(pairs, slug):
    return str([pair[0] for pair in pairs].index(slug) + 1)


def opensid_rows():
    """The same people as an OpenSID export writes them: code numbers, and none of our last two columns."""
    plain = judged(text())[0]
    rows = []
    for person, checked in zip(PEOPLE, plain, strict=True):
        value = checked.value
        row = dict.fromkeys(OPENSID_COLUMNS, "")
        row |= {
            "no_kk": value.no_kk,
            "nik": value.nik,
            "nama": value.name,
            "sex": {"L": "1", "P": "2"}[value.sex],
            "tanggallahir": value.birth_date.strftime("%d-%m-%Y"),
            "kk_level": code_of(RELATION, value.relation),
            "pendidikan_kk_id": code_of(EDUCATION, value.education),
            "pekerjaan_id": code_of(OCCUPATION, value.occupation),
            "status_dasar": "1",
            "agama_id": "1",
            "rt": person[8],
            "rw": person[9],
            "alamat": value.address,
            "dusun": "-",
        }
        rows.append(row)
    return rows


def opensid_file(rows, extra=()):
    header = [*OPENSID_COLUMNS, *extra]
    return text([[row.get(name, "") for name in header] for row in rows], header=header)
