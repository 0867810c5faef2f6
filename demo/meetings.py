"""Coordination meetings of the agencies, and what each was asked to do by when."""

from datetime import date

from activities.models import ActionPoint, Meeting
from demo.dates import COORDINATION_ON
from demo.world import World

# Title, date, place, agenda, minutes.
MEETINGS = (
    (
        "Rapat koordinasi awal P2WKSS 2021",
        COORDINATION_ON,
        "Aula Balai Kota dan daring",
        "Penetapan lokus, data dasar, pembagian kegiatan perangkat daerah.",
        "Setiap perangkat daerah bekerja sesuai bidangnya di RT 01/RW 02. Data dasar selesai akhir Maret.",
    ),
    (
        "Rapat evaluasi tengah tahun",
        date(2021, 6, 24),
        "Daring",
        "Hasil verifikasi awal provinsi, hambatan pandemi, penyesuaian jadwal.",
        "Kegiatan tatap muka dibatasi 50 % kapasitas. Pekerjaan fisik tetap berjalan dengan prokes.",
    ),
    (
        "Rapat percepatan pekerjaan fisik",
        date(2021, 9, 28),
        "Kantor Kelurahan Bojongsari",
        "Jalan, saluran, tangki septik, rehab RTLH.",
        "Pekerjaan fisik diselesaikan sebelum akhir November. Foto sebelum dan sesudah dari titik yang sama.",
    ),
    (
        "Rapat persiapan verifikasi akhir",
        date(2021, 11, 22),
        "Kantor Kelurahan Bojongsari",
        "Kelengkapan bukti, paparan, rute kunjungan tim penilai.",
        "Semua laporan terakhir masuk paling lambat 29 November. Data akhir dilengkapi kelurahan.",
    ),
)
# Number of the meeting, agency, what, due, done on, result.
POINTS = (
    (0, "KEL-BOJONGSARI", "Menyelesaikan data dasar rumah dan keluarga", date(2021, 3, 31), date(2021, 3, 31),
     "Data dasar ditutup 31 Maret."),
    (0, "DISRUMKIM", "Memverifikasi usulan RTLH di lapangan", date(2021, 4, 23), date(2021, 4, 22),
     "14 usulan diperiksa."),
    (0, "BAPPEDA", "Mencocokkan kegiatan dengan DPA perangkat daerah", date(2021, 4, 16), date(2021, 4, 14),
     "Semua kegiatan ada dalam DPA."),
    (0, "CSR-CONTOH", "Menyampaikan rencana dukungan CSR", date(2021, 4, 30), date(2021, 5, 20), "Musala dan taman."),
    (1, "DINKES", "Mengatur posyandu bergelombang dengan prokes", date(2021, 7, 9), date(2021, 7, 7), "Per jam."),
    (1, "DPUPR", "Menetapkan rute U-ditch yang tidak menutup akses gang", date(2021, 7, 16), date(2021, 7, 23),
     "Rute lewat sisi timur."),
    (1, "DISPERDAGIN", "Mengganti pasar murah dengan kegiatan lain", date(2021, 8, 31), None, ""),
    (2, "DISRUMKIM", "Menyelesaikan 18 tangki septik", date(2021, 10, 31), None, ""),
    (2, "DPUPR", "Menyelesaikan 320 m saluran", date(2021, 10, 31), None, ""),
    (2, "DISDUKCAPIL", "Jemput bola kedua untuk warga tanpa dokumen", date(2021, 11, 12), None, ""),
    (2, "DLHK", "Memulai pembangunan taman", date(2021, 10, 15), date(2021, 10, 11), "Pondasi dan jalur lansia."),
    (3, "KEL-BOJONGSARI", "Mendata keluarga yang belum ditemui", date(2021, 11, 29), None, ""),
    (3, "DINKES", "Melengkapi laporan TBC dan kesehatan gigi", date(2021, 11, 29), None, ""),
    (3, "DISRUMKIM", "Melengkapi foto tangki septik unit ke-14 dan ke-15", date(2021, 11, 26), None, ""),
    (3, "DP3AP2KB", "Menyusun berkas bukti untuk tim penilai", date(2021, 11, 30), None, ""),
    (3, "DISKOMINFO", "Mendokumentasikan lokus dalam video pendek", date(2021, 11, 30), None, ""),
)  # fmt: skip
GUESTS = (
    *("SETDA", "BAPPEDA", "DP3AP2KB", "DISRUMKIM", "DPUPR", "DINKES", "DISDIK", "DLHK", "DKP3", "DISPERDAGIN", "DKUM"),
    *("DISDUKCAPIL", "DINSOS", "DISNAKER", "DISHUB", "DISDAMKAR", "SATPOLPP", "TPPKK", "KEC-BOJONGSARI"),
    "KEL-BOJONGSARI",
)


def make_meetings(world: World) -> None:
    """Write the meetings with their guests and action points; who was asked something was there."""
    meetings = world.store(
        Meeting(programme_year=world.year, title=title, date=day, place=place, agenda=agenda, minutes=minutes)
        for title, day, place, agenda, minutes in MEETINGS
    )
    asked = {(number, code) for number, code, *_point in POINTS}
    present = {(number, code) for number in range(len(meetings)) for code in GUESTS if world.dice.chance(0.85)}
    world.link(
        Meeting, "attendees", ((meetings[number], world.agencies[code]) for number, code in sorted(asked | present))
    )
    world.store(
        ActionPoint(
            meeting=meetings[number],
            agency=world.agencies[code],
            text=text,
            due_on=due_on,
            status=ActionPoint.Status.DONE if done_on else ActionPoint.Status.OPEN,
            done_on=done_on,
            result=result,
        )
        for number, code, text, due_on, done_on, result in POINTS
    )
