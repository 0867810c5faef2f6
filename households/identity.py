"""Checks of identity numbers: NIK of a person, KK number of a family. Pure functions, no database.

A finding never says that a number is genuine; only Dukcapil can. No birth date or sex is ever derived from a
number: what the register knows is compared with it. No message and no code contains digits of the number.
"""

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext_lazy as _

SIXTEEN_DIGITS = re.compile(r"[0-9]{16}")
FEMALE_DAY_OFFSET = 40
SHORTEST_MONTH = 28

# First two digits of a region code (Kemendagri), 38 provinces.
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for code in range(first, last + 1)
)


@dataclass(frozen=True)
class Finding:
    """One remark on a number: a stable code, "error" (refuse) or "warning" (accept, list for Dukcapil), a message."""

    code: str
    severity: str
    message: str


NIK_FORMAT = Finding("nik_format", "error", _("NIK harus terdiri dari 16 angka (0-9) tanpa spasi atau tanda lain."))
NIK_DAY = Finding(
    "nik_day",
    "error",
    _("Angka ke-7 dan ke-8 NIK bukan tanggal: harus 01-31, atau 41-71 untuk perempuan. Periksa kembali KTP atau KK."),
)
NIK_MONTH = Finding(
    "nik_month",
    "error",
    _("Angka ke-9 dan ke-10 NIK bukan bulan: harus 01-12. Periksa kembali KTP atau KK."),
)
NIK_DATE = Finding(
    "nik_date",
    "error",
    _("Tanggal di dalam NIK tidak ada di kalender. Periksa kembali KTP atau KK."),
)
NIK_SERIAL = Finding(
    "nik_serial", "error", _("Empat angka terakhir NIK tidak boleh 0000. Periksa kembali KTP atau KK.")
)
NIK_DUPLICATE = Finding(
    "nik_duplicate", "error", _("NIK ini sudah dipakai anggota lain. Periksa kembali KTP atau KK keduanya.")
)
NIK_REGION_UNKNOWN = Finding(
    "nik_region_unknown", "warning", _("Kode wilayah di awal NIK tidak dikenal. Cocokkan dengan KTP atau KK.")
)
NIK_REGION_OTHER = Finding(
    "nik_region_other",
    "warning",
    _("Kode wilayah di awal NIK tidak ada dalam daftar wilayah portal ini. Biarkan bila memang pindahan."),
)
NIK_DOB_MISMATCH = Finding(
    "nik_dob_mismatch",
    "warning",
    _("Tanggal lahir berbeda dengan tanggal di dalam NIK. Masukkan ke daftar konsolidasi Dukcapil."),
)
NIK_SEX_MISMATCH = Finding(
    "nik_sex_mismatch",
    "warning",
    _("Jenis kelamin berbeda dengan NIK. Masukkan ke daftar konsolidasi Dukcapil."),
)
KK_FORMAT = Finding("kk_format", "error", _("Nomor KK harus terdiri dari 16 angka (0-9) tanpa spasi atau tanda lain."))
KK_DATE = Finding(
    "kk_date",
    "warning",
    _("Bagian tanggal pada nomor KK tidak lazim. Pastikan ini nomor KK, bukan NIK, dan cocokkan dengan kartunya."),
)
KK_SERIAL = Finding("kk_serial", "warning", _("Empat angka terakhir nomor KK adalah 0000. Cocokkan dengan kartunya."))
KK_REGION_UNKNOWN = Finding(
    "kk_region_unknown", "warning", _("Kode wilayah di awal nomor KK tidak dikenal. Cocokkan dengan kartunya.")
)
KK_REGION_OTHER = Finding(
    "kk_region_other",
    "warning",
    _("Kode wilayah di awal nomor KK tidak ada dalam daftar wilayah portal ini. Biarkan bila memang pindahan."),
)


def check_nik(
    nik: str,
    *,
    birth_date: date | None = None,
    sex: str | None = None,
    regions: Collection[str] | None = None,
) -> list[Finding]:
    """Findings on a NIK, errors first; an empty list means that nothing speaks against it.

    `birth_date` and `sex` ("L" or "P") are what the register knows, None when it does not. `regions` are the
    known region codes, six digits without dots; None checks the province only. Errors: `nik_format` (then nothing
    else is looked at), `nik_day`, `nik_month`, `nik_date`, `nik_serial`. Warnings: `nik_region_unknown`,
    `nik_region_other`, `nik_dob_mismatch`, `nik_sex_mismatch`. The date must exist in the century of the known
    birth date; without one, in any century. Whether a NIK is used twice only the register knows: it adds
    `NIK_DUPLICATE`.
    Structure: six digits region, DDMMYY with 40 added to the day of women, four digits serial (UU 23/2006,
    PP 40/2019 on population administration).
    """
    if not _is_sixteen_digits(nik):
        return [NIK_FORMAT]
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    is_female = day > FEMALE_DAY_OFFSET
    day_of_month = day - FEMALE_DAY_OFFSET if is_female else day
    day_stands, month_stands = 1 <= day_of_month <= 31, 1 <= month <= 12
    century = birth_date.year // 100 * 100 if birth_date else None

    errors = []
    if not day_stands:
        errors.append(NIK_DAY)
    if not month_stands:
        errors.append(NIK_MONTH)
    date_stands = day_stands and month_stands and _exists(day_of_month, month, year, century)
    if day_stands and month_stands and not date_stands:
        errors.append(NIK_DATE)
    if nik[12:] == "0000":
        errors.append(NIK_SERIAL)

    warnings = _region_findings(nik, regions, unknown=NIK_REGION_UNKNOWN, other=NIK_REGION_OTHER)
    if (
        date_stands
        and birth_date
        and (birth_date.day, birth_date.month, birth_date.year % 100)
        != (
            day_of_month,
            month,
            year,
        )
    ):
        warnings.append(NIK_DOB_MISMATCH)
    if day_stands and sex in ("L", "P") and (sex == "P") != is_female:
        warnings.append(NIK_SEX_MISMATCH)
    return errors + warnings


def check_kk(kk: str, *, regions: Collection[str] | None = None) -> list[Finding]:
    """Findings on a KK number: `kk_format` is an error, all else warns.

    Its middle is the date of issue as DDMMYY, never with 40 added; a day over 40 often means that a NIK was
    entered instead. `regions` as in `check_nik`.
    """
    if not _is_sixteen_digits(kk):
        return [KK_FORMAT]
    findings = _region_findings(kk, regions, unknown=KK_REGION_UNKNOWN, other=KK_REGION_OTHER)
    if not _is_day_of_issue(kk[6:12]):
        findings.append(KK_DATE)
    if kk[12:] == "0000":
        findings.append(KK_SERIAL)
    return findings


def _is_sixteen_digits(number):
    """ASCII digits only: `isdigit` would let full-width and Arabic digits pass."""
    return isinstance(number, str) and SIXTEEN_DIGITS.fullmatch(number) is not None


@cache
def _is_day_of_issue(digits):
    """Whether DDMMYY is a day, in either living century."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return 1 <= day <= 31 and 1 <= month <= 12 and _exists(day, month, year, None)


@cache
def _exists(day, month, year, century):
    """Whether the day exists in that year of the century; of either living century when it is None."""
    centuries = (1900, 2000) if century is None else (century,)
    return day <= SHORTEST_MONTH or any(day <= monthrange(start + year, month)[1] for start in centuries)


def _region_findings(number, regions, *, unknown, other):
    if regions is not None and number[:6] in regions:
        return []
    if number[:2] not in PROVINCES:
        return [unknown]
    return [] if regions is None else [other]
