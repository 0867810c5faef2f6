"""What an import says about a row: where, which code, how grave, and a sentence that tells what to do.

Codes are stable; a message never contains a NIK, a KK number or a name.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from households import identity

ERROR = "error"
WARNING = "warning"

MESSAGES = {
    # the row as a whole
    "column_count": _("Baris ini memiliki %(found)s kolom, seharusnya %(wanted)s. Periksa tanda pemisahnya."),
    "required": _("Kolom ini wajib diisi."),
    "too_long": _("Isian terlalu panjang (paling banyak %(limit)s huruf)."),
    "control_char": _("Isian mengandung karakter tersembunyi yang tidak boleh ada. Ketik ulang isian ini."),
    "formula_suspected": _("Isian menyerupai rumus (diawali = + - atau @). Tulis isinya saja, tanpa rumus."),
    "formula_in_identity": _("NIK dan nomor KK tidak boleh berupa rumus. Tulis angkanya sebagai teks."),
    "formula_no_value": _("Sel ini berisi rumus tanpa hasil. Tulis hasilnya saja."),
    "formula_cached_value": _("Sel ini berisi rumus; yang dibaca adalah hasil yang tersimpan. Periksa nilainya."),
    "excel_error": _("Sel ini berisi pesan kesalahan Excel. Perbaiki rumusnya atau tulis nilainya."),
    "truth_value": _("Sel ini berisi nilai benar/salah (TRUE/FALSE) dari Excel. Tulis isinya sebagai teks."),
    "merged_person": _("Sel gabungan: NIK dan nama harus ditulis sendiri untuk setiap anggota."),
    "mojibake_suspected": _("Ada huruf yang tampak salah tersimpan. Periksa ejaannya."),
    "char_lost": _("Ada huruf yang hilang dan berubah menjadi tanda tanya. Ketik ulang isian ini."),
    "invisible_removed": _("Karakter yang tidak tampak di sekitar isian ini dihapus. Periksa isinya."),
    "kk_filled_down": _(
        "Nomor KK kosong; diisi dari baris di atasnya, seperti sel yang digabung. Periksa keluarganya."
    ),
    "placeholder_empty": _("Tanda seperti “-” dibaca sebagai kosong; nilai yang sudah tersimpan tidak diubah."),
    # identity numbers
    "nik_scientific": _("NIK tertulis seperti 3,27E+15 sehingga angkanya hilang. Tulis ulang sebagai teks."),
    "kk_scientific": _("Nomor KK tertulis seperti 3,27E+15 sehingga angkanya hilang. Tulis ulang sebagai teks."),
    "nik_excel_truncated": _(
        "NIK dibulatkan oleh Excel/LibreOffice; tulis ulang ke-16 angkanya sebagai teks sesuai kartu."
    ),
    "kk_excel_truncated": _(
        "Nomor KK dibulatkan oleh Excel/LibreOffice; tulis ulang ke-16 angkanya sebagai teks sesuai kartu."
    ),
    "nik_number_cell": _("NIK tersimpan sebagai bilangan, bukan teks. Cocokkan angka terakhirnya dengan kartu."),
    "kk_number_cell": _("Nomor KK tersimpan sebagai bilangan, bukan teks. Cocokkan angka terakhirnya dengan kartu."),
    "nik_separators": _("Spasi atau tanda pemisah di dalam NIK diabaikan. Cocokkan dengan kartu."),
    "kk_separators": _("Spasi atau tanda pemisah di dalam nomor KK diabaikan. Cocokkan dengan kartu."),
    "nik_equals_kk": _("NIK sama dengan nomor KK. Periksa kedua kolom."),
    "nik_duplicate": _("NIK ini tertulis lebih dari sekali dalam keluarga yang sama. Sisakan satu baris."),
    "nik_two_households": _("NIK ini tertulis pada dua keluarga. Periksa kartu keluarganya."),
    "nik_missing": _("Anggota ini belum punya NIK. Lengkapi setelah terbit."),
    "nik_elsewhere": _("NIK ini sudah terdaftar di wilayah lain. Hubungi dinas koordinator bila warga ini pindah."),
    "nik_moves_family": _("Warga ini sudah terdaftar pada keluarga lain dan akan dipindahkan ke keluarga ini."),
    "kk_elsewhere": _(
        "Nomor KK ini sudah terdaftar di wilayah lain. Hubungi dinas koordinator bila keluarga ini pindah."
    ),
    "kk_merged": _("Keluarga ini sudah digabung dengan keluarga lain. Pakai nomor KK yang masih berlaku."),
    "kk_moved": _("Keluarga ini tercatat pindah. Catat kedatangannya kembali di portal, lalu unggah lagi."),
    "kk_former": _("Nomor KK ini sudah diganti. Datanya dicatat pada keluarga dengan nomor yang baru."),
    "kk_twice": _("Keluarga ini tertulis dengan nomor KK lama dan barunya. Sisakan yang baru."),
    "member_moved": _("Warga ini tercatat pindah. Catat kedatangannya kembali di portal, lalu unggah lagi."),
    "member_struck": _("Data warga ini pernah dicoret karena keliru dicatat. Tambahkan warga ini di portal."),
    "member_died": _("Warga ini tercatat meninggal. Perbaiki dahulu datanya di portal bila keliru."),
    "member_merged": _("Data warga ini sudah digabung dengan data lain. Pakai NIK yang masih berlaku."),
    "member_twice": _("Warga ini tertulis lebih dari sekali (nama dan tanggal lahirnya sama). Sisakan satu baris."),
    # the person
    "name_chars": _("Nama hanya boleh berisi huruf, spasi, titik, koma, tanda petik, garis hubung, dan kurung."),
    "relation_unknown": _("Hubungan keluarga tidak dikenal. Pakai pilihan pada templat, misalnya Istri atau Anak."),
    "relation_sex_mismatch": _("Hubungan keluarga tidak sesuai dengan jenis kelamin. Periksa keduanya."),
    "sex_unknown": _("Jenis kelamin tidak dikenal. Tulis L atau P."),
    "sex_ambiguous": _("Berkas memakai P dan W. P dapat berarti pria atau perempuan; tulis L dan P."),
    "date_format": _("Tanggal tidak dikenali atau tidak ada di kalender. Tulis seperti 17-08-1978."),
    "date_time_of_day": _(
        "Sel ini berisi %(shown)s: ada jam di dalamnya, sehingga harinya dapat bergeser. Tulis tanggalnya saja."
    ),
    "date_day_month_swapped": _("Hari dan bulan tampaknya tertukar. Tulis hari dahulu, misalnya 17-08-1978."),
    "date_future": _("Tanggal lahir sesudah hari ini."),
    "age_unusual": _("Umur menurut tanggal lahir ini lebih dari 110 tahun. Periksa tahunnya."),
    "date_century_guessed": _("Tahun tertulis dua angka; dibaca sebagai %(year)s. Tulis tahun dengan empat angka."),
    "date_two_digit_year": _("Tahun tertulis dua angka dan abadnya tidak pasti. Tulis tahun dengan empat angka."),
    "date_serial_number": _("Tanggal tersimpan sebagai bilangan Excel. Tulis sebagai tanggal, misalnya 17-08-1978."),
    "education_unknown": _("Pendidikan tidak dikenal. Pakai pilihan pada templat, misalnya SD, SMP, SMA, atau S1."),
    "occupation_unknown": _("Pekerjaan tidak ada dalam daftar, dicatat sebagai “Lainnya”."),
    "answer_unknown": _("Isian tidak dikenal dan tidak disimpan. Pakai pilihan pada templat."),
    "not_alive_here": _("Warga ini tercatat meninggal, pindah, atau hilang, jadi tidak dimasukkan."),
    # the family and its place
    "rt_format": _("RT tidak dikenali. Tulis angka 1 sampai 999, misalnya 001."),
    "rw_format": _("RW tidak dikenali. Tulis angka 1 sampai 999, misalnya 001."),
    "kelurahan_unknown": _("Kelurahan tidak dikenal. Periksa ejaannya."),
    "kelurahan_ambiguous": _("Ada lebih dari satu kelurahan dengan nama ini. Tambahkan kolom kecamatan."),
    "region_out_of_scope": _("Wilayah ini di luar wilayah kerja Anda."),
    "money_format": _("Jumlah uang tidak jelas. Tulis angka saja, misalnya 1500000 atau 1.500.000."),
    "money_small": _("Pengeluaran sebulan kurang dari Rp100.000. Periksa apakah ditulis dalam ribuan."),
    "money_large": _("Pengeluaran sebulan lebih dari Rp100.000.000. Periksa jumlah nolnya."),
    "money_rounded": _("Pengeluaran memuat sen dan dibulatkan ke rupiah. Periksa jumlahnya."),
    "house_value_unknown": _("Isian tentang rumah tidak dikenal dan tidak disimpan. Pakai pilihan pada templat."),
    "house_not_assessed": _(
        "Isian tentang rumah tidak disimpan karena tidak ada pendataan terbuka di RT ini. Minta dinas koordinator "
        "membukanya."
    ),
    "house_without_address": _("Isian tentang rumah tidak disimpan karena alamatnya kosong. Lengkapi alamatnya."),
    "house_shared": _("Rumah di alamat yang sama sudah diisi oleh baris di atasnya; isian baris ini tidak dipakai."),
    "area_format": _("Luas lantai tidak dikenali dan tidak disimpan. Tulis dalam m², misalnya 36 atau 36,5."),
    "two_heads": _("Ada lebih dari satu kepala keluarga pada nomor KK ini. Sisakan satu."),
    "no_head": _("Tidak ada kepala keluarga pada nomor KK ini dalam berkas."),
    "head_differs": _(
        "Keluarga ini sudah punya kepala keluarga lain. Sertakan ia dalam berkas, atau ubah dahulu datanya di portal."
    ),
    "changed_since_preview": _("Data keluarga ini diubah orang lain setelah pratinjau, jadi tidak ditimpa."),
    "family_place_differs": _(
        "RT, RW, atau kelurahan dalam keluarga ini berbeda-beda. Yang dipakai: baris kepala keluarga."
    ),
    "family_spending_differs": _("Pengeluaran keluarga ini berbeda-beda. Yang dipakai: baris kepala keluarga."),
    **{
        finding.code: finding.message
        for finding in vars(identity).values()
        if isinstance(finding, identity.Finding) and finding.code != "nik_duplicate"
    },
}


class RowFinding(NamedTuple):
    """A remark on one cell (`column` is a key) or on the whole row (`column` is empty).

    `number` is the row as a spreadsheet counts it, `line` the physical line of a text file or None.
    """

    number: int
    line: int | None
    column: str
    code: str
    severity: str
    params: dict

    @property
    def message(self):
        """The sentence for the user."""
        return str(MESSAGES[self.code]) % self.params

    @property
    def is_error(self):
        return self.severity == ERROR
