"""The plain answers of a register file: each is declared here once, and everything else about it follows.

An answer is a cell that is stored as it was understood: a word of a closed list, a free text, or what `read` makes of
it. Headings, words, stage, comparison, INSERT, UPDATE and COPY, what is kept for undoing, the template and the wording
are derived from these declarations. NIK, KK number, birth date, sex, place and money are written by hand, where they
are judged. A new answer is a field of the model (with its migration) and a declaration here.
"""

from django.utils.translation import gettext_lazy as _

from households import vocabulary
from households.models import House, HouseAssessment, Household, Member
from imports.columns.answer import Answer
from imports.columns.findings import ERROR, WARNING
from imports.columns.values import floor_area

OF_THE_BUILDING = _("Isian tentang bangunan; cukup di baris kepala keluarga. Disimpan bersama rumahnya.")
OF_THE_HOUSE = _("Kondisi rumah; cukup di baris kepala keluarga. Disimpan bila ada pendataan terbuka di RT itu.")
UNKNOWN_OF_HOUSE = (None, "house_value_unknown", WARNING)

RELATION = Answer(
    key="hubungan",
    model=Member,
    stored_in="relation",
    label=_("Hubungan dalam keluarga"),
    meaning=_("Hubungan dengan kepala keluarga. Satu kepala keluarga untuk satu nomor KK."),
    headings=(
        "hubungan; hubungan keluarga; hubungan dalam keluarga; status hubungan; shdk; hub keluarga; hdk;"
        " hub dalam keluarga; status hubungan dalam keluarga; stat hbkel; hubungan dgn kk;"
        " hubungan dengan kepala keluarga; status dalam keluarga;"
        " hubungan dengan kk; hub dgn kk; hubungan kk; hubungan dlm keluarga; hub dlm keluarga;"
        " status dlm keluarga; status hub dalam keluarga; status hub dlm keluarga; hub kel"
    ),
    words="""
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
    unknown=(None, "relation_unknown", ERROR),
    opensid="kk_level",
    opensid_codes=vocabulary.FAMILY_CARD["RELATION"],
    is_required=True,
    is_expected=True,
)
EDUCATION = Answer(
    key="pendidikan",
    model=Member,
    stored_in="education",
    label=_("Pendidikan"),
    meaning=_("Pendidikan yang ditamatkan; pilih dari daftar."),
    headings="pendidikan; pendidikan terakhir; pendidikan akhir; pddk akhir; pddk akh; pend terakhir; pendidikan kk",
    words="""
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
    unknown=(None, "education_unknown", ERROR),
    opensid="pendidikan_kk_id",
    opensid_codes=vocabulary.FAMILY_CARD["EDUCATION"],
    is_expected=True,
    width=24,
)
OCCUPATION = Answer(
    key="pekerjaan",
    model=Member,
    stored_in="occupation",
    label=_("Pekerjaan"),
    meaning=_("Pekerjaan; pilih dari daftar."),
    headings="pekerjaan; jenis pekerjaan; jenis pkrjn; pekerjaan utama; mata pencaharian",
    words="""
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
    unknown=("other", "occupation_unknown", WARNING),
    opensid="pekerjaan_id",
    opensid_codes=vocabulary.FAMILY_CARD["OCCUPATION"],
    is_expected=True,
    width=24,
)
ADDRESS = Answer(
    key="alamat",
    model=Household,
    stored_in="address",
    label=_("Alamat"),
    meaning=_("Alamat rumah, tanpa RT/RW."),
    headings="alamat; alamat rumah; alamat lengkap; alamat tinggal; alamat kk; alamat tempat tinggal; alamat domisili",
    opensid="alamat",
    is_expected=True,
    has_lines=True,
    width=32,
)
TENURE = Answer(
    key="status_bangunan",
    model=House,
    stored_in="tenure",
    label=_("Status bangunan"),
    meaning=OF_THE_BUILDING,
    headings="status bangunan; status rumah; status tempat tinggal; status kepemilikan rumah; kepemilikan rumah",
    words="""
    owned: milik; sendiri; rumah sendiri; hak milik
    rented: kontrak; sewa; ngontrak; mengontrak; kontrakan; kos
    rent_free: bebas sewa; menumpang; numpang; rumah orang tua
    official: rumah dinas
    other: lain lain
    """,
    unknown=UNKNOWN_OF_HOUSE,
)
LAND_PROOF = Answer(
    key="bukti_tanah",
    model=House,
    stored_in="land_proof",
    label=_("Bukti kepemilikan tanah"),
    meaning=OF_THE_BUILDING,
    headings="bukti tanah; bukti kepemilikan tanah; surat tanah; status tanah; legalitas tanah",
    words="""
    shm_family: shm; shm sendiri; sertifikat hak milik; shm anggota keluarga
    other_certificate: shgb; hgb; shsrs; sertifikat lain
    other_letter: girik; letter c; ajb; akta jual beli; petok d
    none: tidak ada; tidak punya bukti; tidak ada surat; belum ada
    """,
    unknown=UNKNOWN_OF_HOUSE,
    width=32,
)
ROOF = Answer(
    key="atap",
    model=HouseAssessment,
    stored_in="roof",
    label=_("Atap"),
    meaning=OF_THE_HOUSE,
    headings="atap; jenis atap; bahan atap; penutup atap; jenis penutup atap; atap terluas",
    words="""
    tile: genteng tanah liat; genteng beton; genteng keramik; genting
    zinc: seng gelombang; baja ringan seng; galvalum; spandek
    concrete: cor; dak; cor beton; dak beton
    wood_shingle: kayu; sirap
    thatch: jerami; ijuk; daun; rumbia; daun daunan
    """,
    unknown=UNKNOWN_OF_HOUSE,
)
WALL = Answer(
    key="dinding",
    model=HouseAssessment,
    stored_in="wall",
    label=_("Dinding"),
    meaning=OF_THE_HOUSE,
    headings="dinding; jenis dinding; bahan dinding; dinding terluas",
    words="""
    masonry: bata; batako; tembok bata; bata merah; hebel; permanen
    plastered_bamboo: plesteran anyaman bambu; plesteran anyaman kawat
    wood_board: kayu; papan; triplek; gipsum; grc; calciboard; kayu papan
    woven_bamboo: gedek; bilik; bilik bambu; anyaman
    logs: kayu gelondongan
    """,
    unknown=UNKNOWN_OF_HOUSE,
)
FLOOR = Answer(
    key="lantai",
    model=HouseAssessment,
    stored_in="floor",
    label=_("Lantai"),
    meaning=OF_THE_HOUSE,
    headings="lantai; jenis lantai; bahan lantai; lantai terluas",
    words="""
    marble_granite: marmer; granit
    parquet_vinyl: parket; vinil; karpet; vinyl
    tile_terrazzo: ubin; tegel; teraso; tehel
    wood: kayu; papan
    cement_brick: semen; plester; plesteran; bata merah; semen plester; floor semen
    """,
    unknown=UNKNOWN_OF_HOUSE,
)
FLOOR_AREA = Answer(
    key="luas_lantai",
    model=HouseAssessment,
    stored_in="floor_area_m2",
    label=_("Luas lantai (m²)"),
    meaning=_("Luas lantai dalam m², misalnya 36 atau 36,5."),
    headings="luas lantai; luas rumah; luas bangunan; luas lantai m2; luas rumah m2; luas bangunan m2",
    unknown=(None, "area_format", WARNING),
    read=floor_area,
)
WATER = Answer(
    key="sumber_air",
    model=HouseAssessment,
    stored_in="water_source",
    label=_("Sumber air minum"),
    meaning=OF_THE_HOUSE,
    headings="sumber air; sumber air minum; air minum; air bersih; sumber air bersih",
    words="""
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
    unknown=UNKNOWN_OF_HOUSE,
)
TOILET = Answer(
    key="jamban",
    model=HouseAssessment,
    stored_in="toilet",
    label=_("Jamban"),
    meaning=OF_THE_HOUSE,
    headings="jamban; wc; toilet; fasilitas bab; tempat bab; tempat buang air besar; kakus; fasilitas jamban",
    words="""
    own: milik sendiri; sendiri; pribadi; ada sendiri; jamban sendiri; wc sendiri
    shared: bersama; milik bersama; wc bersama; jamban bersama
    communal: mck komunal; komunal
    public: umum; mck umum; wc umum; jamban umum
    none: tidak ada; tidak punya; tidak; belum ada; tidak ada jamban
    """,
    unknown=UNKNOWN_OF_HOUSE,
)
SEPTIC = Answer(
    key="septik",
    model=HouseAssessment,
    stored_in="septic",
    label=_("Pembuangan tinja"),
    meaning=OF_THE_HOUSE,
    headings=(
        "septik; tangki septik; septic tank; septictank; tanki septik; pembuangan tinja; pembuangan akhir tinja;"
        " septik tank; septic"
    ),
    words="""
    septic_tank: septik tank; septic tank; septictank; tanki septik; tangki septic; ada; ya; punya; ada septik tank
    sewage_plant: ipal komunal; spal
    water_body: sungai; kali; kolam; sawah; danau; laut; selokan; empang
    soil_pit: cubluk; lubang
    open_land: kebun; tanah lapang; pantai
    """,
    unknown=UNKNOWN_OF_HOUSE,
)
LIGHTING = Answer(
    key="penerangan",
    model=HouseAssessment,
    stored_in="lighting",
    label=_("Penerangan"),
    meaning=OF_THE_HOUSE,
    headings="penerangan; listrik; sumber penerangan; sumber listrik; penerangan utama",
    words="""
    pln_metered: pln meteran; pln dengan meteran; listrik pln meteran; pln sendiri; meteran sendiri
    pln_unmetered: pln tanpa meteran; menumpang; numpang; menyalur; nyalur; listrik tetangga
    non_pln: genset; panel surya; tenaga surya; non pln
    no_electricity: tidak ada; tidak ada listrik; lampu minyak; belum ada; petromak
    """,
    unknown=UNKNOWN_OF_HOUSE,
)


# In the order of the template, which is the order of every list that is derived.
PERSON = (RELATION, EDUCATION, OCCUPATION)
FAMILY = (ADDRESS,)
ASSESSMENT = (ROOF, WALL, FLOOR, FLOOR_AREA, WATER, TOILET, SEPTIC, LIGHTING)  # kept where a survey round is open
HOUSE = (TENURE, LAND_PROOF)  # kept with the house, whether a survey round is open or not
OF_HOUSE = (*HOUSE, *ASSESSMENT)
ANSWERS = (*PERSON, *FAMILY, *OF_HOUSE)
# The relation is stored by hand, since a family has one head; what the other answers mean no code knows.
PLAIN = tuple(answer for answer in PERSON if answer is not RELATION)


def keys(answers, **wanted) -> tuple[str, ...]:
    """The keys of answers, those that are as `wanted`: keys(PERSON, is_required=True)."""
    return tuple(
        answer.key for answer in answers if all(getattr(answer, name) == value for name, value in wanted.items())
    )


def fields(answers) -> tuple[str, ...]:
    """The fields of the model that answers are stored in."""
    return tuple(answer.stored_in for answer in answers)
