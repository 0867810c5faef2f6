"""The programme year 2021: decree, lokus with its RT, survey rounds, and how the lokus was chosen."""

from datetime import date

from django.db import connection

from demo import dates
from demo.dates import at
from demo.papers import document
from demo.places import BOJONGSARI, CANDIDATE_RW, RT_01, RT_02, RW_02
from demo.world import World
from households.models import RoundEvent, SurveyRound
from locations.models import (
    Candidate,
    Decree,
    ProgrammeYear,
    Selection,
    StageChange,
    TargetArea,
    TargetAreaRegion,
)
from p2wkss.base.triggers import suspended

DECREE_NUMBER = "CONTOH-463/2021"
INVENTED = "Data contoh: semua nama dan angka rekaan."
SOURCE = "Angka contoh (rekaan), survei calon lokus Maret–Mei 2020"

STAGES = (
    ("preparation", "selection", dates.CANDIDATES_FROM),
    ("selection", "designated", dates.DECREE_ON),
    ("designated", "running", date(2021, 5, 3)),
    ("running", "initial_check", date(2021, 6, 14)),
    ("initial_check", "running", date(2021, 6, 17)),
    ("running", "final_check", date(2021, 11, 22)),
)
BACK_REASON = "Verifikasi awal selesai; pelaksanaan dilanjutkan"

# Region, slum score, poor families in percent, family index, field notes, decision, reasons.
CANDIDATES = (
    (RW_02, 39, "25.80", "60.40", "Drainase meluap di dua gang; kader posyandu aktif.", "chosen",
     "Nilai gabungan tertinggi, warga dan ketua RT siap, lahan untuk taman tersedia."),
    (CANDIDATE_RW[0], 35, "14.10", "66.20", "Jalan lingkungan baru diperbaiki tahun 2019.", "not_chosen",
     "Kekumuhan dan kemiskinan lebih rendah."),
    (CANDIDATE_RW[1], 33, "18.20", "63.80", "Sebagian besar warga mengontrak.", "not_chosen",
     "Banyak rumah sewa sehingga rehab RTLH sukar dilaksanakan."),
    (CANDIDATE_RW[2], 41, "15.60", "64.90", "Terkumuh, tetapi menunggu pelebaran saluran provinsi.", "not_chosen",
     "Pekerjaan saluran provinsi berjalan pada tahun yang sama."),
    ("32.76.11.1006.003", 29, "16.90", "65.10", "Keluarga prasejahtera tersebar di banyak RT.", "withdrawn",
     "Ditarik kelurahan karena belum ada kader yang siap."),
)  # fmt: skip


def make_programme(world: World) -> None:
    """Write the year, its decree and lokus, and both survey rounds; the first one is closed."""
    staff = world.users["staff"]
    world.year = world.store([_year()])[0]
    changes = world.store(
        StageChange(
            programme_year=world.year,
            from_stage=before,
            to_stage=after,
            reason=BACK_REASON if before == "initial_check" else "",
            by=staff,
        )
        for before, after, _day in STAGES
    )
    with suspended(connection):  # the demo alone dates what is only ever added
        for change, (_before, _after, day) in zip(changes, STAGES, strict=True):
            StageChange.objects.filter(pk=change.pk).update(created_at=at(day))
    decree = _decree(world)
    world.lokus = world.store(
        [
            TargetArea(
                programme_year=world.year,
                kelurahan=world.regions[BOJONGSARI],
                decree=decree,
                units_note="RT 01 dinilai provinsi; RT 02 ikut sebagai wilayah sekitar. Sumber berita berbeda: "
                "RT 1/RW 2, RW 01 dan RW 02, atau RW 02.",
                sources="https://www.radardepok.com/2021/03/pemkot-depok-tetapkan-wilayah-p2wkss-2021/ (lokus); "
                "isi selebihnya contoh",
                notes=INVENTED,
            )
        ]
    )[0]
    world.store(
        TargetAreaRegion(
            target_area=world.lokus,
            region=world.regions[code],
            is_assessed=code == RT_01,
            valid_from=dates.DECREE_ON,
        )
        for code in (RT_01, RT_02)
    )
    _make_rounds(world)


def close_baseline(world: World) -> None:
    """Close the first round once its answers are in, as staff did at the end of March."""
    closed_at = at(dates.BASELINE_CLOSED_ON, 15)
    world.baseline.closed_at = closed_at
    SurveyRound.objects.filter(pk=world.baseline.pk).update(closed_at=closed_at)
    event = world.store([RoundEvent(round=world.baseline, kind=RoundEvent.Kind.CLOSED, by=world.users["staff"])])[0]
    with suspended(connection):
        RoundEvent.objects.filter(pk=event.pk).update(created_at=closed_at)


def make_selection(world: World) -> None:
    """Write the invented candidates; equal weights, and the decision with its reasons."""
    world.store(
        [
            Selection(
                programme_year=world.year,
                weights_source="Bobot sama; belum ada ketentuan bobot",
                deliberated_on=dates.DELIBERATION_ON,
                deliberation="Musyawarah contoh dihadiri ketua RT/RW, kader, LPM dan karang taruna. Warga RT 01 "
                "menyanggupi kerja bakti mingguan dan menyediakan lahan untuk taman. (rekaan)",
            )
        ]
    )
    world.store(
        Candidate(
            programme_year=world.year,
            region=world.regions[code],
            slum=slum,
            slum_source=SOURCE,
            poverty=poverty,
            poverty_source=SOURCE,
            hdi=index,
            hdi_source=SOURCE,
            field_notes=f"{notes} (rekaan)",
            decision=decision,
            reasons=f"{reasons} (rekaan)",
        )
        for code, slum, poverty, index, notes, decision, reasons in CANDIDATES
    )


def _year():
    return ProgrammeYear(
        year=dates.YEAR,
        stage=ProgrammeYear.Stage.FINAL_CHECK,
        kk_target=100,
        survey_from=dates.CANDIDATES_FROM,
        decree_on=dates.DECREE_ON,
        coordination_on=dates.COORDINATION_ON,
        works_from=dates.WORKS[0],
        works_until=dates.WORKS[1],
        initial_check_on=dates.INITIAL_CHECK_ON,
        final_check_on=dates.FINAL_CHECK_ON,
        monitoring_until=dates.MONITORING_UNTIL,
        seen_from=dates.TODAY,
        attendance_percent=50,
        health_protocol=True,
        notes=f"{INVENTED} Tahun pandemi: kehadiran dibatasi 50 % kapasitas tempat.",
    )


def _decree(world):
    title = "Penetapan lokasi P2WKSS Kota Depok tahun 2021 (contoh)"
    scan = world.store(
        [
            document(
                title=title,
                lines=[f"Nomor {DECREE_NUMBER}", "Kelurahan Bojongsari, RT 01/RW 02", "Dokumen rekaan untuk contoh"],
                region=world.regions[BOJONGSARI],
                by=world.users["staff"],
                is_personal=False,
            )
        ]
    )[0]
    return world.store(
        [
            Decree(
                number=DECREE_NUMBER,
                title=title,
                signed_on=dates.DECREE_ON,
                signer="Wali Kota (contoh)",
                programme_year=world.year,
                document=scan,
            )
        ]
    )[0]


def _make_rounds(world):
    world.baseline, world.endline = world.store(
        [
            SurveyRound(
                target_area=world.lokus,
                kind=SurveyRound.Kind.BASELINE,
                starts_on=dates.BASELINE[0],
                ends_on=dates.BASELINE[1],
            ),
            SurveyRound(
                target_area=world.lokus,
                kind=SurveyRound.Kind.ENDLINE,
                starts_on=dates.ENDLINE[0],
                ends_on=dates.ENDLINE[1],
                notes="Beberapa keluarga belum dapat ditemui.",
            ),
        ]
    )
