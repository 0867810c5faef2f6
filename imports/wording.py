"""How an import is worded: columns by the names people know, values by their labels, changes as "from, to"."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Household, Member
from imports.columns import headings
from imports.columns.declared import ANSWERS
from imports.staging import differences, house_plans
from locations.codes import label_of
from p2wkss.base import formats
from p2wkss.base.sealed import mask
from p2wkss.base.states import State

COLUMN_LABELS = {
    headings.NO_KK: gettext_lazy("Nomor KK"),
    headings.NIK: gettext_lazy("NIK"),
    headings.NAME: gettext_lazy("Nama"),
    headings.SEX: gettext_lazy("Jenis kelamin"),
    headings.BIRTH_DATE: gettext_lazy("Tanggal lahir"),
    headings.RT: gettext_lazy("RT"),
    headings.RW: gettext_lazy("RW"),
    headings.KELURAHAN: gettext_lazy("Kelurahan"),
    headings.SPENDING: gettext_lazy("Pengeluaran sebulan"),
    headings.RT_RW: gettext_lazy("RT/RW dalam satu kolom"),
    headings.KECAMATAN: gettext_lazy("Kecamatan"),
    headings.NIK_REASON: gettext_lazy("Alasan tanpa NIK"),
    headings.REFUSAL_REASON: gettext_lazy("Alasan ditolak"),
    headings.LIFE_STATUS: gettext_lazy("Status dasar (OpenSID)"),
    **{answer.key: answer.label for answer in ANSWERS},
}
# What changes of a family or member beside a column of the file.
FACT_LABELS = {
    differences.REGION: gettext_lazy("RT tempat tinggal"),
    differences.FAMILY_STATUS: gettext_lazy("Status keluarga"),
    differences.MEMBER_STATUS: gettext_lazy("Status"),
    house_plans.LIVES_IN: gettext_lazy("Rumah"),
}
ACTS = {
    differences.MEMBER_ADDED: gettext_lazy("Anggota baru"),
    differences.MEMBER_MOVED: gettext_lazy("Pindah ke keluarga ini"),
    differences.NIK_ADDED: gettext_lazy("NIK dilengkapi"),
    differences.NIK_REPLACED: gettext_lazy("NIK diganti"),
    differences.CARD: gettext_lazy("Nomor KK diganti"),
}
WORDS = {
    **{answer.key: dict(answer.choices) for answer in ANSWERS if answer.choices},
    headings.SEX: dict(Member.Sex.choices),
    differences.FAMILY_STATUS: dict(Household.Status.choices),
    differences.MEMBER_STATUS: dict(Member.Status.choices),
}


class Verdict(State):
    """What the preview found of a family."""

    NEW = differences.NEW, "success", gettext_lazy("Baru")
    RENEWED = differences.RENEWED, "info", gettext_lazy("Kartu diperbarui")
    CHANGED = differences.CHANGED, "info", gettext_lazy("Berubah")
    UNCHANGED = differences.UNCHANGED, gettext_lazy("Tetap")
    REFUSED = differences.REFUSED, "danger", gettext_lazy("Salah")


class Severity(State):
    """How bad a finding is."""

    ERROR = "error", "danger", gettext_lazy("Salah")
    WARNING = "warning", "warning", gettext_lazy("Perlu diperiksa")


class ShownChange(NamedTuple):
    """One change of a family as the preview prints it; an act (a new member) has neither `old` nor `new`."""

    who: str
    what: str
    old: str
    new: str


def say_change(change, *, is_own=False) -> ShownChange:
    """A change of a FamilyEntry in words; who sent the file (`is_own`) reads its own numbers in it."""
    who, column, old, new = change
    if column == differences.MEMBER_GONE:
        status = WORDS[differences.MEMBER_STATUS][old]
        return ShownChange(who, _("Tercatat “%(status)s”, tidak diaktifkan lagi") % {"status": status}, "", "")
    if column == differences.CARD:
        shown = new if is_own else mask(new)
        before = _("nomor lama Keluarga %(code)s") % {"code": old}
        return ShownChange(who, str(ACTS[column]), before, shown)
    if column in ACTS:
        return ShownChange(who, str(ACTS[column]), "", "")
    label = FACT_LABELS.get(column) or COLUMN_LABELS.get(column, column)
    return ShownChange(who, str(label), say_value(column, old) or _("kosong"), say_value(column, new))


def say_value(column: str, value) -> str:
    """A stored value in words; empty for none."""
    if value in (None, ""):
        return ""
    if column == headings.BIRTH_DATE:
        return formats.tanggal(date.fromisoformat(str(value)[:10]))
    if column == headings.SPENDING:
        return formats.rupiah(int(value))
    if column == differences.REGION:
        return label_of(value)
    return str(WORDS.get(column, {}).get(value, value))


def say_column(key: str) -> str:
    """The name of a column; empty for a remark on a whole row."""
    return str(COLUMN_LABELS.get(key, key))
