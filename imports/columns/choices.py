"""What people write for the answers of the family card and of the house, and the slug each of it means.

Only words with one meaning are listed. Whatever is not here is unknown: no nearest match is ever taken.
"""

import re
import unicodedata

from django.utils import translation

from households import vocabulary

# The language of the lists' labels in the code, and of register files.
SOURCE_LANGUAGE = "id"
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
# What stands in a cell that its writer left open on purpose.
PLACEHOLDERS = frozenset({"", "null", "none", "na", "nan", "nihil"})


def answer_key(text):
    """`Ibu Rumah-Tangga` and `IBU RUMAH TANGGA` are one answer; a dash alone gives an empty key."""
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def _choices(pairs, synonyms=""):
    """{key: slug} of a vocabulary list and of lines `slug: word; word` (a slug may have several lines)."""
    with translation.override(SOURCE_LANGUAGE):  # what files are written in, whoever asked for the first page
        known = {answer_key(str(label)): slug for slug, label in pairs}
    slugs = {slug for slug, _label in pairs}
    for line in synonyms.strip().splitlines():
        slug, _colon, words = line.partition(":")
        if slug.strip() not in slugs:
            raise ValueError(slug)
        for word in words.split(";"):
            known.setdefault(answer_key(word), slug.strip())
    return known


SEX = {
    **dict.fromkeys(map(answer_key, ("L", "LK", "Laki", "Laki-laki", "Lelaki", "Pria", "Male", "1")), "L"),
    **dict.fromkeys(map(answer_key, ("P", "PR", "Perempuan", "Wanita", "Female", "2")), "P"),
}

RELATION = _choices(
    vocabulary.RELATION,
    """
    head: kk; kepala; kep keluarga; kepala kel; kepala klg; kepala rumah tangga; krt
    wife: isteri
    child: anak kandung
    grandchild: cucu kandung
    parent: orangtua; ortu
    parent_in_law: bapak mertua; ibu mertua; ayah mertua
    child_in_law: anak menantu
    other_family: famili; family lain; keluarga lain; saudara; keponakan; adik; kakak; adik kandung
    other_family: kakak kandung; sepupu
    servant: pembantu rumah tangga; asisten rumah tangga; art; prt
    other: lain lain
    """,
)

EDUCATION = _choices(
    vocabulary.EDUCATION,
    """
    never_school: tidak sekolah; belum sekolah; tidak pernah sekolah; tdk blm sekolah; tidak blm sekolah
    never_school: tdk sekolah; blm sekolah; tk; paud; belum tidak sekolah
    primary_unfinished: belum tamat sd; tidak tamat sd; blm tamat sd; tdk tamat sd; tidak tamat sd sederajat
    primary_unfinished: belum tamat sekolah dasar; blm tamat sd sederajat
    primary: sd; sd sederajat; tamat sd; sekolah dasar; mi; sd mi; paket a; sdlb
    lower_secondary: smp; sltp; mts; smp sederajat; smp mts; tamat smp; tamat sltp; tamat sltp sederajat
    lower_secondary: paket b; smplb
    upper_secondary: sma; slta; smk; ma; smu; stm; smea; smkk; sma sederajat; smk sederajat; sma smk
    upper_secondary: sma smk sederajat; tamat sma; tamat slta; tamat slta sederajat; paket c; smalb; mak
    diploma_1_2: d1; d2; d i; d ii; d1 d2; di dii; diploma 1; diploma 2; diploma i; diploma ii; diploma 1 2
    diploma_3: d3; d iii; diploma 3; diploma iii; akademi; sarjana muda; akademi diploma iii s muda
    diploma_3: akademi d3 sarjana muda; d3 sarjana muda
    bachelor: s1; s i; d4; d iv; strata 1; strata i; diploma 4; diploma iv; sarjana; d4 s1; s1 d4; diploma iv s1
    bachelor: d iv s1; diploma iv strata 1
    master: s2; s ii; strata 2; magister
    doctorate: s3; s iii; strata 3; doktor
    """,
)

OCCUPATION = _choices(
    vocabulary.OCCUPATION,
    """
    not_working: belum bekerja; tidak bekerja; blm bekerja; tdk bekerja; tidak belum bekerja; pengangguran
    not_working: menganggur; belum kerja; tidak kerja; balita; bayi
    homemaker: ibu rumah tangga; irt; rumah tangga; urus rumah tangga
    student: pelajar; mahasiswa; siswa; mahasiswi; sekolah; murid
    retired: pensiun; purnawirawan
    civil_servant: pns; asn; pegawai negeri; pegawai negeri sipil pns
    armed_forces: tni; tni ad; tni al; tni au; tentara nasional indonesia tni
    police: polri; polisi; kepolisian ri polri
    farmer: petani; tani; pekebun
    fisher: nelayan
    private_employee: swasta; karyawan; karyawati; pegawai swasta; pegawai; peg swasta; kary swasta; buruh pabrik
    state_firm_employee: bumn; pegawai bumn
    local_firm_employee: bumd; pegawai bumd
    honorary_employee: honorer; tenaga honorer; pegawai honorer; honor
    casual_labourer: buruh; buruh harian; buruh lepas; harian lepas; pekerja harian; kuli; serabutan; kerja serabutan
    farm_labourer: buruh tani
    domestic_worker: asisten rumah tangga; art; prt; pembantu
    mason: tukang bangunan; kuli bangunan
    tailor: penjahit; jahit; konveksi rumahan
    welder_blacksmith: tukang las
    mechanic: montir; tukang bengkel
    makeup_artist: perias
    cook: koki; tukang masak
    ustadz: ustaz; ustadzah; mubaligh; guru ngaji
    birth_attendant: dukun bayi
    driver: supir; ojek; ojol; tukang ojek; ojek online; pengemudi; pengemudi ojek; driver; sopir angkot
    trader: pedagang kecil; dagang; berdagang; pedagang keliling; jualan; pedagang warung
    entrepreneur: wirausaha; usaha; usaha sendiri; pengusaha; wiraswasta umkm
    teacher: guru sd; guru smp; guru sma; guru paud; guru honorer
    physician: dokter umum
    seafarer: pelaut abk
    village_official: perangkat kelurahan
    other: lain lain
    """,
)

ROOF = _choices(
    vocabulary.ROOF,
    """
    tile: genteng tanah liat; genteng beton; genteng keramik; genting
    zinc: seng gelombang; baja ringan seng; galvalum; spandek
    concrete: cor; dak; cor beton; dak beton
    wood_shingle: kayu; sirap
    thatch: jerami; ijuk; daun; rumbia; daun daunan
    """,
)
WALL = _choices(
    vocabulary.WALL,
    """
    masonry: bata; batako; tembok bata; bata merah; hebel; permanen
    plastered_bamboo: plesteran anyaman bambu; plesteran anyaman kawat
    wood_board: kayu; papan; triplek; gipsum; grc; calciboard; kayu papan
    woven_bamboo: gedek; bilik; bilik bambu; anyaman
    logs: kayu gelondongan
    """,
)
FLOOR = _choices(
    vocabulary.FLOOR,
    """
    marble_granite: marmer; granit
    parquet_vinyl: parket; vinil; karpet; vinyl
    tile_terrazzo: ubin; tegel; teraso; tehel
    wood: kayu; papan
    cement_brick: semen; plester; plesteran; bata merah; semen plester; floor semen
    """,
)
WATER = _choices(
    vocabulary.WATER_SOURCE,
    """
    bottled: air kemasan; aqua; air mineral kemasan
    refill: isi ulang; galon isi ulang
    piped: pdam; ledeng; pam; leding meteran; air pdam
    borehole: sumur bor; pompa; jet pump; sumur pompa; sumur bor pompa; sanyo
    protected_well: sumur gali terlindung
    unprotected_well: sumur tidak terlindung; sumur gali tidak terlindung; sumur gali tak terlindung
    unprotected_spring: mata air tidak terlindung
    surface: sungai; danau; waduk; kolam; irigasi; air permukaan; air sungai
    rain: hujan
    """,
)
TOILET = _choices(
    vocabulary.TOILET,
    """
    own: milik sendiri; sendiri; pribadi; ada sendiri; jamban sendiri; wc sendiri
    shared: bersama; milik bersama; wc bersama; jamban bersama
    communal: mck komunal; komunal
    public: umum; mck umum; wc umum; jamban umum
    none: tidak ada; tidak punya; tidak; belum ada; tidak ada jamban
    """,
)
SEPTIC = _choices(
    vocabulary.SEPTIC,
    """
    septic_tank: septik tank; septic tank; septictank; tanki septik; tangki septic; ada; ya; punya; ada septik tank
    sewage_plant: ipal komunal; spal
    water_body: sungai; kali; kolam; sawah; danau; laut; selokan; empang
    soil_pit: cubluk; lubang
    open_land: kebun; tanah lapang; pantai
    """,
)
LIGHTING = _choices(
    vocabulary.LIGHTING,
    """
    pln_metered: pln meteran; pln dengan meteran; listrik pln meteran; pln sendiri; meteran sendiri
    pln_unmetered: pln tanpa meteran; menumpang; numpang; menyalur; nyalur; listrik tetangga
    non_pln: genset; panel surya; tenaga surya; non pln
    no_electricity: tidak ada; tidak ada listrik; lampu minyak; belum ada; petromak
    """,
)

HOUSE = {
    "atap": ROOF,
    "dinding": WALL,
    "lantai": FLOOR,
    "sumber_air": WATER,
    "jamban": TOILET,
    "septik": SEPTIC,
    "penerangan": LIGHTING,
}

# OpenSID writes the code numbers of the family card; its exports may also carry the words.
OPENSID_RELATION = {**RELATION, **vocabulary.FAMILY_CARD["RELATION"]}
OPENSID_EDUCATION = {**EDUCATION, **vocabulary.FAMILY_CARD["EDUCATION"]}
OPENSID_OCCUPATION = {**OCCUPATION, **vocabulary.FAMILY_CARD["OCCUPATION"]}
# status_dasar: 1 alive and here; 2 died, 3 moved, 4 missing, 6 gone, 9 not valid.
OPENSID_ALIVE = frozenset({"", "1", "hidup"})
