"""What the programs that people have do to files with identity numbers, for the page that the upload links to.

Seen in files they made, with version and day; docs/panduan/berkas.md says the same and how to save.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Program(NamedTuple):
    """One way to save: what becomes of 16 digits kept as a number, leading zeros, dates and decimal commas."""

    name: str
    saved_as: str
    digits: str
    zeros: str
    days: str
    decimals: str
    seen: str  # the day; where only a sample of the program was at hand, it says so


PROGRAMS = (
    Program(
        "LibreOffice 7.4",
        ".ods",
        _("16 angka utuh"),
        _("tetap bila selnya teks"),
        _("tanggal tetap tanggal"),
        _("bilangan tetap bilangan"),
        "30-11-2026",
    ),
    Program(
        "LibreOffice 7.4",
        ".xlsx",
        _("angka menjadi 15 digit; simpan NIK sebagai teks"),
        _("tetap bila selnya teks"),
        _("tanggal tetap tanggal"),
        _("bilangan tetap bilangan"),
        _("contoh berkas, 30-11-2026"),
    ),
    Program(
        "LibreOffice 7.4",
        "CSV",
        _("16 angka utuh"),
        _("tetap bila selnya teks"),
        _("tertulis seperti tampak di layar"),
        _("koma desimal pada susunan Indonesia"),
        _("contoh berkas, 30-11-2026"),
    ),
    Program(
        "SheetJS 0.18.5 (“Unduh Excel” aplikasi web)",
        ".xlsx",
        _("utuh sebagai teks"),
        _("tetap sebagai teks"),
        _("beberapa detik dari tengah malam; dibaca sebagai harinya"),
        _("bilangan tetap bilangan"),
        "30-11-2026",
    ),
    Program(
        "ExcelJS 4.4.0 (aplikasi web)",
        ".xlsx",
        _("utuh sebagai teks"),
        _("tetap sebagai teks"),
        _("pukul 17.00 sehari sebelumnya; portal menanyakannya"),
        _("bilangan tetap bilangan"),
        "30-11-2026",
    ),
    Program(
        "openpyxl 3.1.5, XlsxWriter 3.3.1",
        ".xlsx",
        _("utuh sebagai teks"),
        _("tetap sebagai teks"),
        _("tanggal tetap tanggal"),
        _("bilangan tetap bilangan"),
        "30-11-2026",
    ),
    Program(
        "KoBoToolbox, ODK Central",
        ".xlsx, CSV",
        _("utuh sebagai teks"),
        _("tetap sebagai teks"),
        _("ISO (2021-06-05)"),
        _("titik desimal"),
        _("contoh berkas, 30-11-2026"),
    ),
)

ADVICE = (
    _("Di Excel: format kolom NIK, nomor KK, RT dan RW sebagai Teks sebelum mengisinya; simpan sebagai .xlsx."),
    _("Di LibreOffice: simpan sebagai .ods. Bila perlu .xlsx, pastikan NIK dan nomor KK berupa teks."),
    _("NIK yang sudah berakhiran 0 di semua baris telah dibulatkan; tulis ulang ke-16 angkanya menurut kartu."),
    _("Jangan membuka CSV yang memuat NIK di Excel lalu menyimpannya lagi; unggah CSV itu langsung ke portal."),
    _("Tulis tanggal dengan hari dahulu (17/08/1978), dan angka dengan koma atau titik satu kali (2,9)."),
    _("Sel gabungan boleh ada; portal mengisinya ke bawah dan menyebutkannya."),
)
