"""The columns of a family register file: their keys, the headings people give them, and the second layout.

A key is the heading of our own template. Keys are what messages and `Finding.column` name. Columns that
are judged by hand stand here; those of plain answers come from declared.py.
"""

from dataclasses import replace

from imports.columns.declared import ANSWERS, EDUCATION, FAMILY, OCCUPATION, OF_HOUSE, PLAIN, RELATION, keys
from p2wkss.base.intake.headers import Layout, find_header, normalise

NO_KK = "no_kk"
NIK = "nik"
NAME = "nama"
SEX = "jenis_kelamin"
BIRTH_DATE = "tanggal_lahir"
RT = "rt"
RW = "rw"
KELURAHAN = "kelurahan"
SPENDING = "pengeluaran_bulanan"

REGISTER_COLUMNS = (
    NO_KK,
    NIK,
    NAME,
    RELATION.key,
    SEX,
    BIRTH_DATE,
    *keys(PLAIN, is_expected=True),
    RT,
    RW,
    KELURAHAN,
    *keys(FAMILY, is_expected=True),
    SPENDING,
)

# What a file may leave out: absent keeps what is stored.
NEEDED_COLUMNS = tuple(key for key in REGISTER_COLUMNS if key not in (EDUCATION.key, OCCUPATION.key, SPENDING))
# Headings of a birth date behind its place, `Bogor, 17-08-1978`.
BIRTH_WITH_PLACE = frozenset(
    map(normalise, ("tempat tanggal lahir", "tempat tgl lahir", "tmpt tgl lahir", "tmp tgl lahir", "ttl"))
) | {normalise("tempat dan tanggal lahir")}

# Optional columns: where the place needs them, why a member has no NIK, and the house.
RT_RW = "rt_rw"
KECAMATAN = "kecamatan"
NIK_REASON = "alasan_tanpa_nik"
# The column that our own file of refused rows adds: it comes back with the mended file and says nothing.
REFUSAL_REASON = "alasan_ditolak"
LIFE_STATUS = "status_dasar"
HOUSE_COLUMNS = keys(OF_HOUSE)
OPTIONAL_ANSWERS = keys(ANSWERS, is_expected=False)

# Without a value in these a row says nothing that can be stored. NIK may be empty with a reason.
REQUIRED_VALUES = (NO_KK, NIK, NAME, *keys(ANSWERS, is_required=True), SEX, BIRTH_DATE, RT, RW, KELURAHAN)

HEADINGS = {
    NO_KK: "no kk; nomor kk; no kartu keluarga; nomor kartu keluarga; kk; nokk; no kk 16 digit; nkk; no k k",
    NIK: "nik; no nik; nomor nik; nik ktp; no ktp; nomor ktp; nomor induk kependudukan; no induk kependudukan; n i k",
    NAME: "nama; nama lengkap; nama lgkp; nama anggota; nama anggota keluarga; nama penduduk; nama warga;"
    " nama lengkap anggota",
    SEX: "jenis kelamin; jk; kelamin; l p; jns kelamin; jenis kel; sex; gender; j k; jenis klmin",
    BIRTH_DATE: "tanggal lahir; tgl lahir; tgl lhr; tanggallahir; tgllahir; tanggal kelahiran;"
    " tempat tanggal lahir; tempat tgl lahir; tmpt tgl lahir; tmp tgl lahir; ttl; tempat dan tanggal lahir",
    RT: "rt; no rt; nomor rt; r t",
    RW: "rw; no rw; nomor rw; r w",
    RT_RW: "rt rw; rtrw; rt dan rw",
    KELURAHAN: "kelurahan; kel; desa kelurahan; kelurahan desa; desa; nama kelurahan; nama kel;"
    " nama desa; kel desa; desa kel",
    KECAMATAN: "kecamatan; kec; nama kecamatan; nama kec",
    SPENDING: "pengeluaran bulanan; pengeluaran; pengeluaran per bulan; pengeluaran perbulan; pengeluaran keluarga;"
    " pengeluaran sebulan; total pengeluaran; pengeluaran rt per bulan; pengeluaran keluarga per bulan;"
    " pengeluaran bulan; pengeluaran bln; pengeluaran per bln",
    NIK_REASON: "alasan tanpa nik; alasan; alasan belum punya nik; alasan tidak ada nik; keterangan nik",
    REFUSAL_REASON: "alasan ditolak",
    **{answer.key: answer.headings for answer in ANSWERS},
}

# The population sheet that OpenSID imports and exports: 43 columns in OpenSID/OpenSID app/Libraries/Import.php
# (DAFTAR_KOLOM, 2025); newer exports add one or more. Answers are code numbers of the family card.
OPENSID_COLUMNS = """
    alamat dusun rw rt nama no_kk nik sex tempatlahir tanggallahir agama_id pendidikan_kk_id pendidikan_sedang_id
    pekerjaan_id status_kawin kk_level warganegara_id ayah_nik nama_ayah ibu_nik nama_ibu golongan_darah_id akta_lahir
    dokumen_pasport tanggal_akhir_paspor dokumen_kitas akta_perkawinan tanggalperkawinan akta_perceraian
    tanggalperceraian cacat_id cara_kb_id hamil ktp_el status_rekam alamat_sekarang status_dasar suku tag_id_card
    id_asuransi no_asuransi lat lng
    """.split()  # noqa: SIM905 - one name a line would fill a page

OPENSID_KEYS = {
    "rw": RW,
    "rt": RT,
    "nama": NAME,
    "no_kk": NO_KK,
    "nik": NIK,
    "sex": SEX,
    "tanggallahir": BIRTH_DATE,
    "status_dasar": LIFE_STATUS,
    "kelurahan": KELURAHAN,
    **{answer.opensid: answer.key for answer in ANSWERS if answer.opensid},
}


def _headings():
    names = {}
    for key, variants in HEADINGS.items():
        for variant in (key, *variants.split(";")):
            names[normalise(variant)] = key
    return names


REGISTER = Layout(
    name="register",
    names=_headings(),
    required=NEEDED_COLUMNS,
    replaced_by={RT: RT_RW, RW: RT_RW},
    expected=tuple(key for key in REGISTER_COLUMNS if key not in NEEDED_COLUMNS),
)

OPENSID = Layout(
    name="opensid",
    names=OPENSID_KEYS,
    required=tuple(key for key in NEEDED_COLUMNS if key != KELURAHAN),
    replaced_by={RT: RT_RW, RW: RT_RW},
)

LAYOUTS = (REGISTER, OPENSID)


def layouts_with(chosen, layout=""):
    """The layouts, with headings that a user matched by hand: {heading in the file: key}; an empty key leaves a column
    out that would be recognised. `layout` names the only one wanted; without it such headings are those of our own."""
    if layout == OPENSID.name:
        return (_matched(OPENSID, chosen),)
    if layout == REGISTER.name:
        return (_matched(REGISTER, chosen),)
    return (_matched(REGISTER, chosen), OPENSID)


def _matched(layout, chosen):
    names = {**layout.names, **{normalise(heading): key for heading, key in chosen.items()}}
    return replace(layout, names={name: key for name, key in names.items() if key})


def recognise(header, chosen, layout=""):
    """(layout, {position: key}): what is known of a header by itself, or as a user matched it; each key once.

    For a header that is not complete; `chosen` and `layout` are as in `layouts_with`.
    """
    layouts = layouts_with(chosen, layout)
    found = find_header([header], layouts)
    if found:
        return found.layout.name, {at: key for key, at in found.columns.items()}
    keys = {}
    for at, heading in enumerate(header):
        key = layouts[0].names.get(normalise(heading))
        if key:
            keys.setdefault(key, at)
    return layouts[0].name, {at: key for key, at in keys.items()}


def may_be_opensid(header):
    """Whether some heading is one that only OpenSID writes."""
    names = {normalise(heading) for heading in header}
    return any(name in names for name in OPENSID.names if name not in REGISTER.names)
