"""The sheet that people fill in: headings that are recognised, numbers kept as text, lists to choose from, and help.

The lists are the register's own answers, so what is chosen from them is always understood.
"""

from io import BytesIO

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from households.models import Member
from imports.columns import headings
from imports.columns.choices import SOURCE_LANGUAGE
from imports.columns.declared import ANSWERS
from imports.columns.scope import Scope
from imports.reading.limits import PORTAL
from locations.codes import lies_in
from locations.models import Region

FILE_NAME = "templat-data-keluarga.xlsx"
LAST_ROW = PORTAL.max_rows
LISTS = {answer.key: answer.choices for answer in ANSWERS if answer.choices}
WIDTHS = {
    headings.NO_KK: 20,
    headings.NIK: 20,
    headings.NAME: 28,
    headings.KELURAHAN: 18,
    headings.NIK_REASON: 24,
    **{answer.key: answer.width for answer in ANSWERS},
}
WIDTH = 16
AS_NUMBER = (headings.SPENDING, *(answer.key for answer in ANSWERS if answer.read))


@translation.override(SOURCE_LANGUAGE)  # its words are read again, and it goes to RT heads
def write_template(user) -> BytesIO:
    """The empty sheet for what `user` may import, as an open file; in Indonesian whoever asks."""
    places = _places_of(user)
    keys = [*headings.REGISTER_COLUMNS, headings.NIK_REASON, *headings.OPTIONAL_ANSWERS]
    if len({name for name, _kecamatan in places}) < len(places):
        keys.insert(keys.index(headings.KELURAHAN) + 1, headings.KECAMATAN)
    lists = {key: [str(label) for _slug, label in pairs] for key, pairs in LISTS.items()}
    lists[headings.SEX] = list(Member.Sex.values)
    lists[headings.KELURAHAN] = list(dict.fromkeys(name for name, _kecamatan in places))
    if headings.KECAMATAN in keys:
        lists[headings.KECAMATAN] = sorted({kecamatan for _name, kecamatan in places})
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": str(_("Templat data keluarga"))})
        data = book.add_worksheet("Data")
        _explain(book, keys)
        _write_data(book, data, keys, _write_lists(book, lists))
    file.seek(0)
    return file


def _places_of(user):
    """(name, kecamatan) of every kelurahan that `user` may write in, wholly or in part."""
    scope = Scope.of(user)
    rows = Region.objects.filter(level=Region.Level.KELURAHAN, is_active=True).order_by("code")
    return [
        (name, kecamatan)
        for code, name, kecamatan in rows.values_list("code", "name", "parent__name")
        if scope.covers(code) or any(lies_in(area, code) for area in scope.writable or ())
    ]


def _write_lists(book, lists):
    """A sheet with every list in a column; returns {key: the range it fills}."""
    sheet = book.add_worksheet(_("Pilihan"))
    bold, ranges = book.add_format({"bold": True}), {}
    for column, (key, words) in enumerate(lists.items()):
        sheet.write_string(0, column, key, bold)
        sheet.write_column(1, column, words)
        sheet.set_column(column, column, 30)
        if words:
            name = xlsxwriter.utility.xl_col_to_name(column)
            ranges[key] = f"='{sheet.get_name()}'!${name}$2:${name}${len(words) + 1}"
    return ranges


def _write_data(book, sheet, keys, ranges):
    text, number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.##"})
    needed = book.add_format({"bold": True, "bg_color": "#0F5C5C", "font_color": "#FFFFFF", "num_format": "@"})
    optional = book.add_format({"bold": True, "bg_color": "#E3EEED", "num_format": "@"})
    for at, key in enumerate(keys):
        sheet.set_column(at, at, WIDTHS.get(key, WIDTH), number if key in AS_NUMBER else text)
        sheet.write_string(0, at, key, needed if key in headings.REQUIRED_VALUES else optional)
        if rule := _rule(key, at, ranges):
            sheet.data_validation(1, at, LAST_ROW, at, {"ignore_blank": True, **rule})
    sheet.freeze_panes(1, 3)
    sheet.activate()


def _rule(key, at, ranges):
    """What a cell of a column may hold; the sheet warns, the portal judges."""
    if key in ranges:
        return {
            "validate": "list",
            "source": ranges[key],
            "error_type": "warning",
            "error_title": _("Di luar daftar"),
            "error_message": _("Pilih dari daftar supaya dikenali portal."),
        }
    if key in (headings.NO_KK, headings.NIK):
        cell = f"{xlsxwriter.utility.xl_col_to_name(at)}2"
        return {
            "validate": "custom",
            "value": f"=LEN({cell})=16",
            "error_type": "warning",
            "error_title": _("Periksa jumlah angkanya"),
            "error_message": _("NIK dan nomor KK terdiri atas 16 angka."),
            "input_title": _("16 angka"),
            "input_message": _("Kolom ini sudah berformat teks. Jangan diubah menjadi angka."),
        }
    if key == headings.BIRTH_DATE:
        return {
            "validate": "any",
            "input_title": _("Tanggal lahir"),
            "input_message": _("Hari-bulan-tahun, misalnya 17-08-1978."),
        }
    return None


def _explain(book, keys):
    """The sheet of instructions."""
    sheet = book.add_worksheet(_("Petunjuk"))
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90, wrapped)
    meanings = _meanings()
    lines = [
        (_("Cara mengisi"), ""),
        ("1", _("Isi lembar Data: satu baris untuk satu orang. Anggota satu keluarga memakai nomor KK yang sama.")),
        ("2", _("Jangan mengubah judul kolom di baris pertama. Urutan kolom boleh diubah.")),
        ("3", _("Kolom berjudul gelap wajib diisi; yang terang boleh dikosongkan.")),
        ("4", _("Isian yang dikosongkan tidak menghapus data yang sudah ada di portal.")),
        ("5", _("Simpan sebagai .xlsx, lalu unggah di portal: menu Impor data keluarga.")),
        ("", ""),
        (_("Arti kolom"), ""),
        *((key, meanings[key]) for key in keys),
    ]
    for row, (first, second) in enumerate(lines):
        sheet.write_string(row, 0, first, bold)
        sheet.write_string(row, 1, second, wrapped)


def _meanings():
    return {
        headings.NO_KK: _("Nomor kartu keluarga, 16 angka, ditulis sebagai teks."),
        headings.NIK: _("NIK, 16 angka, ditulis sebagai teks. Boleh kosong bila alasan_tanpa_nik diisi."),
        headings.NAME: _("Nama lengkap seperti di kartu keluarga."),
        headings.SEX: _("L atau P."),
        headings.BIRTH_DATE: _("Hari-bulan-tahun, misalnya 17-08-1978."),
        headings.RT: _("Nomor RT, misalnya 001."),
        headings.RW: _("Nomor RW, misalnya 002."),
        headings.KELURAHAN: _("Nama kelurahan; pilih dari daftar."),
        headings.KECAMATAN: _("Nama kecamatan; perlu bila nama kelurahannya ada dua."),
        headings.SPENDING: _("Pengeluaran keluarga sebulan dalam rupiah, misalnya 1500000."),
        headings.NIK_REASON: _("Mengapa belum ada NIK, misalnya akta sedang diurus."),
        **{answer.key: str(answer.meaning) for answer in ANSWERS},
    }
