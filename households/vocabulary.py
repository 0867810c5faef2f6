"""The words of the family register: answer lists for houses, families and members.

Each list holds (slug, Indonesian label) pairs, in the order of its source, ready for `choices=`. A slug is stored
and never shown; it has at most 20 characters and never changes meaning. "Not known" is never a choice of its own,
with one exception that a questionnaire itself prints: distance to the septic tank.

Sources: BPS Regsosek 2022 questionnaire (question numbers beside the lists), family card (KK) code lists as used by
the population form F-1.01, UU 8/2016 article 4 (disability), BKKBN (family stages). `WASTE` is this portal's own.
"""

from django.utils.translation import gettext_lazy as _

# --- the house -------------------------------------------------------------------------------------------------

TENURE = [  # 301a
    ("owned", _("Milik sendiri")),
    ("rented", _("Kontrak/sewa")),
    ("rent_free", _("Bebas sewa")),
    ("official", _("Dinas")),
    ("other", _("Lainnya")),
]

LAND_PROOF = [  # 301b; SHM is the certificate of full ownership
    ("shm_family", _("SHM atas nama anggota keluarga")),
    ("shm_agreement", _("SHM atas nama orang lain dengan perjanjian pemanfaatan tertulis")),
    ("shm_no_agreement", _("SHM atas nama orang lain tanpa perjanjian pemanfaatan tertulis")),
    ("other_certificate", _("Sertifikat selain SHM (SHGB, SHSRS)")),
    ("other_letter", _("Surat bukti lainnya (girik, letter C, dan lain-lain)")),
    ("none", _("Tidak punya")),
]

FLOOR = [  # 303, the material of the largest part
    ("marble_granite", _("Marmer/granit")),
    ("ceramic", _("Keramik")),
    ("parquet_vinyl", _("Parket/vinil/karpet")),
    ("tile_terrazzo", _("Ubin/tegel/teraso")),
    ("wood", _("Kayu/papan")),
    ("cement_brick", _("Semen/bata merah")),
    ("bamboo", _("Bambu")),
    ("earth", _("Tanah")),
    ("other", _("Lainnya")),
]

WALL = [  # 304
    ("masonry", _("Tembok")),
    ("plastered_bamboo", _("Plesteran anyaman bambu/kawat")),
    ("wood_board", _("Kayu/papan/gipsum/GRC/calciboard")),
    ("woven_bamboo", _("Anyaman bambu")),
    ("logs", _("Batang kayu")),
    ("bamboo", _("Bambu")),
    ("other", _("Lainnya")),
]

ROOF = [  # 305
    ("concrete", _("Beton")),
    ("tile", _("Genteng")),
    ("zinc", _("Seng")),
    ("asbestos", _("Asbes")),
    ("wood_shingle", _("Kayu/sirap")),
    ("bamboo", _("Bambu")),
    ("thatch", _("Jerami/ijuk/daun-daunan/rumbia")),
    ("other", _("Lainnya")),
]

DAMAGE = [  # of roof, wall, floor or frame
    ("none", _("Tidak rusak")),
    ("light", _("Rusak ringan")),
    ("medium", _("Rusak sedang")),
    ("heavy", _("Rusak berat")),
]

WATER_SOURCE = [  # 306a, drinking water
    ("bottled", _("Air kemasan bermerek")),
    ("refill", _("Air isi ulang")),
    ("piped", _("Leding")),
    ("borehole", _("Sumur bor/pompa")),
    ("protected_well", _("Sumur terlindung")),
    ("unprotected_well", _("Sumur tak terlindung")),
    ("protected_spring", _("Mata air terlindung")),
    ("unprotected_spring", _("Mata air tak terlindung")),
    ("surface", _("Air permukaan (sungai/danau/waduk/kolam/irigasi)")),
    ("rain", _("Air hujan")),
    ("other", _("Lainnya")),
]

WATER_DISTANCE = [  # 306b, from the source to the nearest place where faeces are kept
    ("under_10m", _("Kurang dari 10 meter")),
    ("at_least_10m", _("10 meter atau lebih")),
    ("unknown", _("Tidak tahu")),
]

LIGHTING = [  # 307a
    ("pln_metered", _("Listrik PLN dengan meteran")),
    ("pln_unmetered", _("Listrik PLN tanpa meteran")),
    ("non_pln", _("Listrik non-PLN")),
    ("no_electricity", _("Bukan listrik")),
]

ELECTRIC_POWER = [  # 307b
    ("va_450", _("450 watt")),
    ("va_900", _("900 watt")),
    ("va_1300", _("1.300 watt")),
    ("va_2200", _("2.200 watt")),
    ("va_over_2200", _("Lebih dari 2.200 watt")),
]

COOKING_FUEL = [  # 308
    ("electricity", _("Listrik")),
    ("lpg_5kg", _("Gas elpiji 5,5 kg/Blue Gaz")),
    ("lpg_12kg", _("Gas elpiji 12 kg")),
    ("lpg_3kg", _("Gas elpiji 3 kg")),
    ("city_gas", _("Gas kota/meteran PGN")),
    ("biogas", _("Biogas")),
    ("kerosene", _("Minyak tanah")),
    ("briquette", _("Briket")),
    ("charcoal", _("Arang")),
    ("firewood", _("Kayu bakar")),
    ("other", _("Lainnya")),
    ("no_cooking", _("Tidak memasak di rumah")),
]

TOILET = [  # 309a
    ("own", _("Ada, digunakan hanya anggota keluarga sendiri")),
    ("shared", _("Ada, digunakan bersama keluarga tertentu")),
    ("communal", _("Ada, di MCK komunal")),
    ("public", _("Ada, di MCK umum/siapa pun menggunakan")),
    ("unused", _("Ada, anggota keluarga tidak menggunakan")),
    ("none", _("Tidak ada fasilitas")),
]

CLOSET = [  # 309b
    ("gooseneck", _("Leher angsa")),
    ("slide_lidded", _("Plengsengan dengan tutup")),
    ("slide_open", _("Plengsengan tanpa tutup")),
    ("pit", _("Cemplung/cubluk")),
]

SEPTIC = [  # 310, where faeces end
    ("septic_tank", _("Tangki septik")),
    ("sewage_plant", _("IPAL")),
    ("water_body", _("Kolam/sawah/sungai/danau/laut")),
    ("soil_pit", _("Lubang tanah")),
    ("open_land", _("Pantai/tanah lapang/kebun")),
    ("other", _("Lainnya")),
]

WASTE = [  # solid household waste
    ("collected", _("Diangkut petugas")),
    ("waste_bank", _("Bank sampah/TPS 3R")),
    ("dump_site", _("Dibawa sendiri ke TPS")),
    ("compost", _("Dijadikan kompos")),
    ("buried", _("Ditimbun/dikubur")),
    ("burned", _("Dibakar")),
    ("waterway", _("Dibuang ke sungai/selokan")),
    ("open_land", _("Dibuang ke lahan kosong")),
    ("other", _("Lainnya")),
]

# --- the family and its members --------------------------------------------------------------------------------

RELATION = [  # to the head, as printed on the family card
    ("head", _("Kepala Keluarga")),
    ("husband", _("Suami")),
    ("wife", _("Istri")),
    ("child", _("Anak")),
    ("child_in_law", _("Menantu")),
    ("grandchild", _("Cucu")),
    ("parent", _("Orang Tua")),
    ("parent_in_law", _("Mertua")),
    ("other_family", _("Famili Lain")),
    ("servant", _("Pembantu")),
    ("other", _("Lainnya")),
]

MARITAL = [  # 408 and family card
    ("single", _("Belum Kawin")),
    ("married", _("Kawin")),
    ("divorced", _("Cerai Hidup")),
    ("widowed", _("Cerai Mati")),
]

EDUCATION = [  # family card
    ("never_school", _("Tidak/Belum Sekolah")),
    ("primary_unfinished", _("Belum Tamat SD/Sederajat")),
    ("primary", _("Tamat SD/Sederajat")),
    ("lower_secondary", _("SLTP/Sederajat")),
    ("upper_secondary", _("SLTA/Sederajat")),
    ("diploma_1_2", _("Diploma I/II")),
    ("diploma_3", _("Akademi/Diploma III/Sarjana Muda")),
    ("bachelor", _("Diploma IV/Strata I")),
    ("master", _("Strata II")),
    ("doctorate", _("Strata III")),
]

INSURANCE = [  # health insurance, segments of the national scheme (JKN)
    ("none", _("Tidak/Belum Punya")),
    ("jkn_pbi", _("JKN PBI APBN")),
    ("jkn_pbi_local", _("JKN PBI/PBPU Pemda (APBD)")),
    ("jkn_employee", _("JKN PPU (pekerja penerima upah)")),
    ("jkn_self", _("JKN PBPU/BP Mandiri")),
    ("other", _("Jaminan kesehatan lainnya")),
]

DISABILITY = [  # UU 8/2016 article 4
    ("physical", _("Disabilitas Fisik")),
    ("intellectual", _("Disabilitas Intelektual")),
    ("mental", _("Disabilitas Mental")),
    ("sensory", _("Disabilitas Sensorik")),
    ("multiple", _("Disabilitas Ganda/Multi")),
]

CONTRACEPTION = [
    ("none", _("Tidak ber-KB")),
    ("pill", _("Pil")),
    ("iud", _("IUD")),
    ("injection", _("Suntik")),
    ("condom", _("Kondom")),
    ("implant", _("Susuk KB")),
    ("female_sterilised", _("Sterilisasi Wanita")),
    ("male_sterilised", _("Sterilisasi Pria")),
    ("other", _("Lainnya")),
]

KS_STAGE = [  # BKKBN family stages, lowest first; `prosperity_stage` returns these slugs
    ("pra-sejahtera", _("Keluarga Pra Sejahtera")),
    ("ks1", _("Keluarga Sejahtera I")),
    ("ks2", _("Keluarga Sejahtera II")),
    ("ks3", _("Keluarga Sejahtera III")),
    ("ks3plus", _("Keluarga Sejahtera III Plus")),
]

OCCUPATION = [  # family card, codes 1-99
    ("not_working", _("Belum/Tidak Bekerja")),
    ("homemaker", _("Mengurus Rumah Tangga")),
    ("student", _("Pelajar/Mahasiswa")),
    ("retired", _("Pensiunan")),
    ("civil_servant", _("Pegawai Negeri Sipil")),
    ("armed_forces", _("Tentara Nasional Indonesia")),
    ("police", _("Kepolisian RI")),
    ("trade", _("Perdagangan")),
    ("farmer", _("Petani/Pekebun")),
    ("livestock_farmer", _("Peternak")),
    ("fisher", _("Nelayan/Perikanan")),
    ("industry", _("Industri")),
    ("construction", _("Konstruksi")),
    ("transport", _("Transportasi")),
    ("private_employee", _("Karyawan Swasta")),
    ("state_firm_employee", _("Karyawan BUMN")),
    ("local_firm_employee", _("Karyawan BUMD")),
    ("honorary_employee", _("Karyawan Honorer")),
    ("casual_labourer", _("Buruh Harian Lepas")),
    ("farm_labourer", _("Buruh Tani/Perkebunan")),
    ("fishing_labourer", _("Buruh Nelayan/Perikanan")),
    ("livestock_labourer", _("Buruh Peternakan")),
    ("domestic_worker", _("Pembantu Rumah Tangga")),
    ("barber", _("Tukang Cukur")),
    ("electrician", _("Tukang Listrik")),
    ("mason", _("Tukang Batu")),
    ("carpenter", _("Tukang Kayu")),
    ("cobbler", _("Tukang Sol Sepatu")),
    ("welder_blacksmith", _("Tukang Las/Pandai Besi")),
    ("tailor", _("Tukang Jahit")),
    ("hairdresser", _("Penata Rambut")),
    ("makeup_artist", _("Penata Rias")),
    ("dresser", _("Penata Busana")),
    ("mechanic", _("Mekanik")),
    ("denture_maker", _("Tukang Gigi")),
    ("artist", _("Seniman")),
    ("traditional_healer", _("Tabib")),
    ("birth_attendant", _("Paraji")),
    ("fashion_designer", _("Perancang Busana")),
    ("translator", _("Penterjemah")),
    ("imam", _("Imam Masjid")),
    ("protestant_pastor", _("Pendeta")),
    ("catholic_priest", _("Pastur")),
    ("journalist", _("Wartawan")),
    ("ustadz", _("Ustadz/Mubaligh")),
    ("cook", _("Juru Masak")),
    ("event_promoter", _("Promotor Acara")),
    ("dpr_member", _("Anggota DPR-RI")),
    ("dpd_member", _("Anggota DPD")),
    ("bpk_member", _("Anggota BPK")),
    ("president", _("Presiden")),
    ("vice_president", _("Wakil Presiden")),
    ("constitutional_judge", _("Anggota Mahkamah Konstitusi")),
    ("cabinet_member", _("Anggota Kabinet/Kementerian")),
    ("ambassador", _("Duta Besar")),
    ("governor", _("Gubernur")),
    ("deputy_governor", _("Wakil Gubernur")),
    ("regent", _("Bupati")),
    ("deputy_regent", _("Wakil Bupati")),
    ("mayor", _("Walikota")),
    ("deputy_mayor", _("Wakil Walikota")),
    ("provincial_dprd", _("Anggota DPRD Provinsi")),
    ("city_dprd", _("Anggota DPRD Kabupaten/Kota")),
    ("lecturer", _("Dosen")),
    ("teacher", _("Guru")),
    ("pilot", _("Pilot")),
    ("lawyer", _("Pengacara")),
    ("notary", _("Notaris")),
    ("architect", _("Arsitek")),
    ("accountant", _("Akuntan")),
    ("consultant", _("Konsultan")),
    ("physician", _("Dokter")),
    ("midwife", _("Bidan")),
    ("nurse", _("Perawat")),
    ("pharmacist", _("Apoteker")),
    ("psychologist", _("Psikiater/Psikolog")),
    ("tv_announcer", _("Penyiar Televisi")),
    ("radio_announcer", _("Penyiar Radio")),
    ("seafarer", _("Pelaut")),
    ("researcher", _("Peneliti")),
    ("driver", _("Sopir")),
    ("broker", _("Pialang")),
    ("paranormal", _("Paranormal")),
    ("trader", _("Pedagang")),
    ("village_official", _("Perangkat Desa")),
    ("village_head", _("Kepala Desa")),
    ("nun", _("Biarawati")),
    ("entrepreneur", _("Wiraswasta")),
    ("high_institution", _("Anggota Lembaga Tinggi")),
    ("entertainer", _("Artis")),
    ("athlete", _("Atlit")),
    ("chef", _("Chef")),
    ("manager", _("Manajer")),
    ("administrative_staff", _("Tenaga Tata Usaha")),
    ("operator", _("Operator")),
    ("craft_worker", _("Pekerja Pengolahan, Kerajinan")),
    ("technician", _("Teknisi")),
    ("assistant_expert", _("Asisten Ahli")),
    ("other", _("Lainnya")),
]


# --- codes of the sources --------------------------------------------------------------------------------------


def _numbered(*lists):
    """{code: slug} of a list whose source numbers its answers 1, 2, 3 ... in the printed order."""
    return {name: {str(code): slug for code, (slug, _label) in enumerate(pairs, 1)} for name, pairs in lists}


# Codes as printed in BPS Regsosek 2022, by list name. Relation, education, work and insurance are asked there with
# other answers than on the family card, so they are deliberately not mapped.
REGSOSEK = _numbered(
    ("TENURE", TENURE),
    ("LAND_PROOF", LAND_PROOF),
    ("FLOOR", FLOOR),
    ("WALL", WALL),
    ("ROOF", ROOF),
    ("WATER_SOURCE", WATER_SOURCE),
    ("WATER_DISTANCE", WATER_DISTANCE),
    ("LIGHTING", LIGHTING),
    ("ELECTRIC_POWER", ELECTRIC_POWER),
    ("COOKING_FUEL", COOKING_FUEL),
    ("TOILET", TOILET),
    ("CLOSET", CLOSET),
    ("SEPTIC", SEPTIC),
    ("MARITAL", MARITAL),
)

# Codes of the population register (family card), by list name.
FAMILY_CARD = _numbered(
    ("RELATION", RELATION),
    ("MARITAL", MARITAL),
    ("EDUCATION", EDUCATION),
    ("OCCUPATION", OCCUPATION),
)
