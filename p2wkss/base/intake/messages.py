"""What the sender of a file reads: why it was refused and how to mend it, or what was noticed about it."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "empty_file": _("Berkas ini kosong. Unggah berkas yang berisi judul kolom dan data."),
    "no_rows": _("Berkas ini hanya berisi judul kolom, belum ada data. Isi datanya, lalu unggah lagi."),
    "sheet_hidden": _("Data hanya ada di lembar yang tersembunyi. Tampilkan lembar itu di Excel, lalu unggah lagi."),
    "sheet_unknown": _("Lembar yang dipilih tidak ada di berkas ini. Pilih lembar lain."),
    "file_too_big": _("Berkas ini terlalu besar (paling besar %(megabytes)s MB). Bagi menjadi beberapa berkas."),
    "too_many_rows": _("Berkas ini berisi lebih dari %(limit)s baris data. Bagi menjadi beberapa berkas."),
    "too_many_columns": _(
        "Berkas ini berisi lebih dari %(limit)s kolom. Hapus kolom yang tidak dipakai, lalu unggah lagi."
    ),
    "line_too_long": _("Ada baris yang terlalu panjang untuk dibaca. Periksa apakah berkas ini memang tabel data."),
    "encoding_invalid": _(
        "Huruf dalam berkas ini tersimpan dengan cara yang rusak atau tercampur, sehingga nama bisa salah terbaca."
        " Buka di Excel, lalu simpan sebagai “CSV UTF-8 (dipisahkan koma)” dan unggah lagi."
    ),
    "nul_byte": _(
        "Berkas ini mengandung karakter kosong (NUL) yang merusak data."
        " Buka di Excel, lalu simpan sebagai “CSV UTF-8 (dipisahkan koma)” dan unggah lagi."
    ),
    "csv_quote": _(
        'Tanda kutip (") tidak berpasangan di sekitar baris %(line)s, sehingga batas kolom tidak dapat dipastikan.'
        " Hapus atau lengkapi tanda kutip itu, lalu unggah lagi."
    ),
    "header_unknown": _(
        "Judul kolom tidak dikenali. Pakai templat dari portal, atau pastikan baris pertama berisi nama kolom"
        " seperti no_kk, nik, dan nama, tanpa tanda kutip tunggal."
    ),
    "header_missing_column": _("Kolom berikut tidak ditemukan: %(columns)s. Lengkapi, lalu unggah lagi."),
    "header_duplicate": _("Kolom berikut tertulis lebih dari sekali: %(columns)s. Sisakan satu, lalu unggah lagi."),
    "data_above_header": _(
        "Ada data di atas judul kolom (baris %(row)s). Pindahkan judul kolom ke paling atas, lalu unggah lagi."
    ),
    "not_csv": _(
        "Isi berkas ini bukan tabel CSV. Bila ini berkas Excel, beri akhiran .xlsx; bila bukan, simpan ulang sebagai"
        " CSV UTF-8 atau .xlsx."
    ),
    "type_mismatch": _(
        "Isi berkas ini tidak sesuai dengan akhiran namanya. Buka dengan program pembuatnya, lalu simpan sebagai .xlsx"
        " (Excel) atau .ods (LibreOffice) dan unggah lagi."
    ),
    "type_not_allowed": _(
        "Jenis berkas ini tidak diterima. Simpan sebagai .xlsx (Excel), .ods (LibreOffice) atau CSV UTF-8, lalu unggah"
        " lagi."
    ),
    "xlsx_encrypted": _("Berkas memakai kata sandi; simpan ulang tanpa kata sandi, lalu unggah lagi."),
    "xlsx_too_big": _(
        "Isi berkas Excel ini terlalu besar setelah dibuka. Salin hanya tabel datanya ke berkas baru, lalu unggah lagi."
    ),
    "xlsx_active_content": _(
        "Berkas Excel ini berisi makro, objek sisipan, atau tautan ke berkas lain. Salin datanya ke berkas baru"
        " (Tempel sebagai nilai), simpan sebagai .xlsx, lalu unggah lagi."
    ),
    "xlsx_malformed": _(
        "Berkas Excel ini rusak atau tidak lengkap. Buka di Excel, simpan ulang sebagai “Buku Kerja Excel"
        " (.xlsx)” (bukan “Strict Open XML”), atau di LibreOffice sebagai .ods, lalu unggah lagi."
    ),
    "xml_dtd": _(
        "Berkas Excel ini berisi bagian yang dapat membahayakan (deklarasi DOCTYPE). Salin datanya ke berkas baru,"
        " lalu unggah lagi."
    ),
    "took_too_long": _("Berkas ini terlalu lama dibaca. Salin hanya tabel datanya ke berkas baru, lalu unggah lagi."),
    "needs_too_much": _("Berkas ini terlalu besar untuk dibaca. Bagi menjadi beberapa berkas, lalu unggah lagi."),
    "unreadable": _("Berkas ini tidak dapat dibaca. Simpan ulang sebagai .xlsx atau CSV UTF-8, lalu unggah lagi."),
}

# A refused file that is LibreOffice's, by the code of the refusal.
OPEN_DOCUMENT = {
    "type_mismatch": _("Ini berkas LibreOffice. Ubah akhiran namanya menjadi .ods, lalu unggah lagi."),
    "type_not_allowed": _("Ini berkas LibreOffice. Ubah akhiran namanya menjadi .ods, lalu unggah lagi."),
    "xlsx_malformed": _(
        "Berkas LibreOffice (.ods) ini rusak atau tidak lengkap. Buka di LibreOffice, simpan ulang sebagai .ods,"
        " lalu unggah lagi."
    ),
    "xlsx_too_big": _(
        "Isi berkas .ods ini terlalu besar setelah dibuka. Salin hanya tabel datanya ke berkas baru, lalu unggah lagi."
    ),
    "xlsx_active_content": _(
        "Berkas .ods ini berisi makro atau tautan ke berkas lain. Salin datanya ke berkas baru (Tempel khusus: nilai),"
        " simpan sebagai .ods, lalu unggah lagi."
    ),
    "xml_dtd": _(
        "Berkas .ods ini berisi bagian yang dapat membahayakan (deklarasi DOCTYPE). Simpan ulang dengan LibreOffice"
        " yang baru, lalu unggah lagi."
    ),
}

# A file of a kind that is not read, by what its content is: how to save it so that no digit is lost.
OTHER_KINDS = {
    "ole": _(
        "Ini berkas Excel lama (.xls). Buka di Excel dan simpan sebagai .xlsx, atau buka di LibreOffice dan simpan"
        " sebagai .ods (.xlsx dari LibreOffice memotong angka NIK menjadi 15 angka). NIK yang disimpan sebagai angka"
        " mungkin sudah dibulatkan oleh Excel/LibreOffice; tulis ulang ke-16 angkanya."
    ),
    "zip": _(
        "Ini berkas kemasan (ZIP), bukan tabel. Keluarkan berkas tabelnya (.xlsx, .ods atau CSV), lalu unggah berkas"
        " itu."
    ),
    "markup": _(
        "Ini halaman web yang diberi akhiran berkas tabel. Unduh lagi dari aplikasinya sebagai CSV atau .xlsx; bila"
        " dibuka di Excel, NIK akan dibulatkan menjadi 15 angka."
    ),
}

HEADER_FOUND_BELOW = _("Judul kolom ditemukan di baris %(row)s; baris di atasnya tidak dibaca.")

WARNINGS = {
    "header_ignored": _("Kolom berikut tidak dikenal dan tidak disimpan: %(columns)s."),
    "unnamed_column_ignored": _("Kolom ke-%(columns)s berisi data tetapi tidak berjudul, jadi tidak disimpan."),
    "numbering_row_skipped": _("Baris %(row)s hanya berisi nomor kolom dan tidak dibaca sebagai data."),
    "hxl_row_skipped": _("Baris %(row)s berisi tanda HXL (#...) dan tidak dibaca sebagai data."),
    "sheets_joined": _(
        "Keluarga dari lembar %(families)s digabungkan dengan anggota dari lembar %(members)s. Nomor baris menunjuk ke"
        " lembar %(members)s."
    ),
    "families_without_members": _("%(count)s keluarga di lembar keluarga tidak punya anggota, jadi tidak dibaca."),
    "parents_missing": _(
        "%(count)s baris anggota menunjuk ke keluarga yang tidak ada di lembar lain; nomor KK-nya kosong."
    ),
    "encoding_assumed_cp1252": _(
        "Huruf khusus (mulai baris %(line)s) dibaca sebagai Windows-1252. Periksa nama yang memakai huruf seperti é."
    ),
    "merged_filled_down": _(
        "%(count)s sel gabungan diisi dengan nilai dari sel teratasnya. Periksa nomor KK dan alamatnya."
    ),
    "hidden_rows_included": _("%(count)s baris yang tersembunyi di Excel ikut dibaca."),
    "hidden_columns_included": _("Kolom yang tersembunyi di Excel ikut dibaca: %(columns)s."),
    "hidden_sheet_ignored": _("Lembar tersembunyi tidak dibaca: %(sheets)s. Yang dibaca: %(chosen)s."),
    "other_sheet_ignored": _(
        "Lembar lain yang berisi data tidak dibaca: %(sheets)s. Yang dibaca: %(chosen)s. Unggah lembar lain terpisah."
    ),
}


def refusal_message(code, params):
    """The sentence for a refusal; `params` as child.py sent them."""
    if params.get("is_open_document") and code in OPEN_DOCUMENT:
        return str(OPEN_DOCUMENT[code])
    if code in ("type_mismatch", "type_not_allowed") and params.get("found") in OTHER_KINDS:
        return str(OTHER_KINDS[params["found"]])
    return str(REFUSALS.get(code, REFUSALS["unreadable"])) % _shown(params)


def warning_message(code, params):
    """The sentence for a remark on the whole file."""
    template = HEADER_FOUND_BELOW if code.startswith("header_found_at_row_") else WARNINGS[code]
    return str(template) % _shown(params)


def _shown(params):
    return {
        name: ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
        for name, value in params.items()
    }
