"""How an import is worded: columns by the names people know, values by their labels, changes as "from, to"."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import vocabulary
from households.models import Household, Member
from households.register import columns, differences, houses
from p2wkss.base import formats

COLUMN_LABELS = {
    columns.NO_KK: gettext_lazy("Nomor KK"),
    columns.NIK: gettext_lazy("NIK"),
    columns.NAME: gettext_lazy("Nama"),
    columns.RELATION: gettext_lazy("Hubungan dalam keluarga"),
    columns.SEX: gettext_lazy("Jenis kelamin"),
    columns.BIRTH_DATE: gettext_lazy("Tanggal lahir"),
    columns.EDUCATION: gettext_lazy("Pendidikan"),
    columns.OCCUPATION: gettext_lazy("Pekerjaan"),
    columns.RT: gettext_lazy("RT"),
    columns.RW: gettext_lazy("RW"),
    columns.KELURAHAN: gettext_lazy("Kelurahan"),
    columns.ADDRESS: gettext_lazy("Alamat"),
    columns.SPENDING: gettext_lazy("Pengeluaran sebulan"),
    columns.RT_RW: gettext_lazy("RT/RW dalam satu kolom"),
    columns.KECAMATAN: gettext_lazy("Kecamatan"),
    columns.NIK_REASON: gettext_lazy("Alasan tanpa NIK"),
    columns.ROOF: gettext_lazy("Atap"),
    columns.WALL: gettext_lazy("Dinding"),
    columns.FLOOR: gettext_lazy("Lantai"),
    columns.FLOOR_AREA: gettext_lazy("Luas lantai (m²)"),
    columns.WATER: gettext_lazy("Sumber air minum"),
    columns.TOILET: gettext_lazy("Jamban"),
    columns.SEPTIC: gettext_lazy("Pembuangan tinja"),
    columns.LIGHTING: gettext_lazy("Penerangan"),
    columns.REFUSAL_REASON: gettext_lazy("Alasan ditolak"),
    columns.LIFE_STATUS: gettext_lazy("Status dasar (OpenSID)"),
}
# What changes of a family or member beside a column of the file.
FACT_LABELS = {
    differences.REGION: gettext_lazy("RT tempat tinggal"),
    differences.FAMILY_STATUS: gettext_lazy("Status keluarga"),
    differences.MEMBER_STATUS: gettext_lazy("Status"),
    houses.HOUSE: gettext_lazy("Rumah"),
}
ACTS = {
    differences.MEMBER_ADDED: gettext_lazy("Anggota baru"),
    differences.MEMBER_MOVED: gettext_lazy("Pindah ke keluarga ini"),
    differences.NIK_ADDED: gettext_lazy("NIK dilengkapi"),
    differences.NIK_REPLACED: gettext_lazy("NIK diganti"),
}
WORDS = {
    columns.RELATION: dict(vocabulary.RELATION),
    columns.SEX: dict(Member.Sex.choices),
    columns.EDUCATION: dict(vocabulary.EDUCATION),
    columns.OCCUPATION: dict(vocabulary.OCCUPATION),
    columns.ROOF: dict(vocabulary.ROOF),
    columns.WALL: dict(vocabulary.WALL),
    columns.FLOOR: dict(vocabulary.FLOOR),
    columns.WATER: dict(vocabulary.WATER_SOURCE),
    columns.TOILET: dict(vocabulary.TOILET),
    columns.SEPTIC: dict(vocabulary.SEPTIC),
    columns.LIGHTING: dict(vocabulary.LIGHTING),
    differences.FAMILY_STATUS: dict(Household.Status.choices),
    differences.MEMBER_STATUS: dict(Member.Status.choices),
}
VERDICTS = {
    differences.NEW: gettext_lazy("Baru"),
    differences.CHANGED: gettext_lazy("Berubah"),
    differences.UNCHANGED: gettext_lazy("Tetap"),
    differences.REFUSED: gettext_lazy("Salah"),
}
SEVERITIES = {"error": gettext_lazy("Salah"), "warning": gettext_lazy("Perlu diperiksa")}


class ShownChange(NamedTuple):
    """One change of a family as the preview prints it; an act (a new member) has neither `old` nor `new`."""

    who: str
    what: str
    old: str
    new: str


def say_change(change) -> ShownChange:
    """A change of a FamilyEntry in words."""
    who, column, old, new = change
    if column in ACTS:
        return ShownChange(who, str(ACTS[column]), "", "")
    label = FACT_LABELS.get(column) or COLUMN_LABELS.get(column, column)
    return ShownChange(who, str(label), say_value(column, old) or _("kosong"), say_value(column, new))


def say_value(column: str, value) -> str:
    """A stored value in words; empty for none."""
    if value in (None, ""):
        return ""
    if column == columns.BIRTH_DATE:
        return formats.tanggal(date.fromisoformat(str(value)[:10]))
    if column == columns.SPENDING:
        return formats.rupiah(int(value))
    if column == differences.REGION:
        return say_region(value)
    return str(WORDS.get(column, {}).get(value, value))


def say_region(code: str) -> str:
    """ "RT 001/RW 002" of an RT's code."""
    parts = code.split(".")
    return _("RT %(rt)s/RW %(rw)s") % {"rt": parts[5], "rw": parts[4]} if len(parts) == 6 else code


def say_column(key: str) -> str:
    """The name of a column; empty for a remark on a whole row."""
    return str(COLUMN_LABELS.get(key, key))
