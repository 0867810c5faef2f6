"""Fifteen repairs of unfit houses, one at every stage, with their steps, money, conditions and photos."""

from dataclasses import dataclass
from datetime import date

from demo.condition import as_condition
from demo.papers import document, photo
from demo.pictures import Spot
from demo.world import Home, World
from households.models import (
    EligibilityAnswer,
    EligibilityCriterion,
    House,
    HouseRepair,
    RepairCheck,
    RepairFunding,
    RepairPhoto,
    RepairStep,
    RepairTranche,
)
from households.rtlh import FAILING_LABELS, RtlhRules, assess

MILLION = 1_000_000
CITY, CSR, BAZNAS = "apbd_kota", "csr", "baznas"
# The city's grant: 20 million for material, 3 million for labour, paid in three parts as the work goes on.
GRANT = 23 * MILLION
TRANCHES = ((10 * MILLION, 0), (10 * MILLION, 50), (3 * MILLION, 100))
PROPOSED_ON = date(2021, 3, 29)


@dataclass(frozen=True)
class Plan:
    """The course of one repair: (status, progress, day) after the proposal, and who pays."""

    steps: tuple[tuple[str, int, date], ...] = ()
    executor: str = ""
    money: tuple[tuple[str, int], ...] = ()
    own: int | None = None
    reason: str = ""
    handover: str = ""


VERIFIED = ("verified", 0, date(2021, 4, 20))
APPROVED = ("approved", 0, date(2021, 5, 18))
CITY_MONEY = ((CITY, GRANT),)
SHARED_MONEY = ((CITY, 20 * MILLION), (CSR, 3 * MILLION))


def _done(start, *middle, end, handed_over=None):
    """The steps of a finished repair, with 30, 50 and 70 % on the days between."""
    steps = [VERIFIED, APPROVED, ("running", 0, start)]
    steps += [("running", share, day) for share, day in zip((30, 50, 70), middle, strict=True)]
    steps.append(("done", 100, end))
    return tuple(steps + ([("handed_over", 100, handed_over)] if handed_over else []))


# The finished ones come first: `changes` puts as many houses into a fit condition.
PLANS = (
    Plan(
        _done(date(2021, 6, 7), date(2021, 6, 21), date(2021, 7, 9), date(2021, 7, 26), end=date(2021, 8, 13),
              handed_over=date(2021, 8, 30)),
        "DISRUMKIM", CITY_MONEY, own=2_500_000, handover="CONTOH-600/01/BAST/2021",
    ),
    Plan(
        _done(date(2021, 6, 7), date(2021, 6, 24), date(2021, 7, 14), date(2021, 8, 2), end=date(2021, 8, 20),
              handed_over=date(2021, 8, 30)),
        "DISRUMKIM", CITY_MONEY, own=1_800_000, handover="CONTOH-600/02/BAST/2021",
    ),
    Plan(
        _done(date(2021, 7, 5), date(2021, 7, 26), date(2021, 8, 11), date(2021, 8, 30), end=date(2021, 9, 17),
              handed_over=date(2021, 10, 4)),
        "DISRUMKIM", SHARED_MONEY, own=3_000_000, handover="CONTOH-600/03/BAST/2021",
    ),
    Plan(
        _done(date(2021, 7, 12), date(2021, 7, 30), date(2021, 8, 18), date(2021, 9, 6), end=date(2021, 9, 24),
              handed_over=date(2021, 10, 11)),
        "BAZNAS", ((BAZNAS, 15 * MILLION),), own=4_000_000, handover="CONTOH-11/BAZ/BAST/2021",
    ),
    Plan(
        _done(date(2021, 8, 9), date(2021, 8, 27), date(2021, 9, 15), date(2021, 10, 5), end=date(2021, 10, 29)),
        "DISRUMKIM", CITY_MONEY, own=2_000_000,
    ),
    Plan(
        _done(date(2021, 8, 16), date(2021, 9, 3), date(2021, 9, 22), date(2021, 10, 13), end=date(2021, 11, 5)),
        "DISRUMKIM", CITY_MONEY, own=1_500_000,
    ),
    Plan(
        (VERIFIED, APPROVED, ("running", 0, date(2021, 9, 6)), ("running", 30, date(2021, 9, 27)),
         ("running", 50, date(2021, 10, 18)), ("running", 70, date(2021, 11, 12))),
        "DISRUMKIM", CITY_MONEY, own=2_200_000,
    ),
    Plan(
        (VERIFIED, APPROVED, ("running", 0, date(2021, 9, 20)), ("running", 30, date(2021, 10, 11)),
         ("running", 50, date(2021, 11, 8))),
        "DISRUMKIM", SHARED_MONEY, own=1_000_000,
    ),
    Plan(
        (VERIFIED, APPROVED, ("running", 0, date(2021, 10, 18)), ("running", 30, date(2021, 11, 15))),
        "DISRUMKIM", CITY_MONEY,
    ),
    Plan((VERIFIED, APPROVED), "DISRUMKIM", CITY_MONEY),
    Plan((VERIFIED,)),
    Plan(()),
    Plan(
        (("rejected", 0, date(2021, 4, 22)),),
        reason="Tanah bukan milik sendiri dan pemiliknya belum memberi izin tertulis.",
    ),
    Plan(
        (VERIFIED, APPROVED, ("postponed", 0, date(2021, 7, 8))),
        "DISRUMKIM", CITY_MONEY,
        reason="Penerima isolasi mandiri, lalu tukang tidak tersedia selama PPKM.",
    ),
    Plan(
        (VERIFIED, APPROVED, ("carried_over", 0, date(2021, 11, 9))),
        "DISRUMKIM", CITY_MONEY,
        reason="Akses gang sedang dibeton; dilanjutkan pada anggaran 2022.",
    ),
)  # fmt: skip

WORKS = {
    "roof_material": "atap",
    "roof_damage": "atap",
    "wall_material": "dinding",
    "wall_damage": "dinding",
    "floor_material": "lantai",
    "floor_damage": "lantai",
    "frame_damage": "rangka",
    "toilet": "jamban",
    "closet": "kloset",
    "septic": "tangki septik",
    "light": "jendela",
    "ventilation": "ventilasi",
    "floor_space": "penambahan ruang",
    "water_source": "sambungan air",
    "water_distance": "letak sumur",
}


def make_repairs(world: World) -> None:
    """Write the repairs of `world.helped["repairs"]`, each along its plan."""
    homes = world.helped["repairs"]
    pairs = list(zip(homes, PLANS, strict=True))
    for home, row in zip(homes, world.store(_repair(world, home, plan) for home, plan in pairs), strict=True):
        home.repair = row
    world.store(step for home, plan in pairs for step in _steps(world, home, plan))
    world.store(
        RepairFunding(repair=home.repair, source=source, amount=amount)
        for home, plan in pairs
        for source, amount in plan.money
    )
    world.store(tranche for home, plan in pairs for tranche in _tranches(home, plan))
    _check_eligibility(world, pairs)
    _file_acts(world, pairs)
    fronts = _take_photos(world, pairs)
    _check_in_field(world, pairs, fronts)
    _carry_over(world, pairs)


def _repair(world, home: Home, plan: Plan) -> HouseRepair:
    days = {status: day for status, _progress, day in plan.steps}
    started = next((day for status, _progress, day in plan.steps if status == "running"), None)
    status, progress = plan.steps[-1][:2] if plan.steps else ("proposed", 0)
    if plan.reason and status == "rejected":
        home.house.tenure, home.house.land_proof = "rent_free", "shm_no_agreement"
        House.objects.filter(pk=home.house.pk).update(tenure="rent_free", land_proof="shm_no_agreement")
    return HouseRepair(
        house=home.house,
        beneficiary=home.families[0].household,
        target_area=world.lokus,
        executor=world.agencies.get(plan.executor),
        status=status,
        progress=progress,
        work=_work(home),
        proposed_on=PROPOSED_ON,
        proposed_by=world.users["kelurahan"],
        started_on=started,
        finished_on=days.get("done"),
        handed_over_on=days.get("handed_over"),
        handover_number=plan.handover,
        ceiling=sum(amount for _source, amount in plan.money) or None,
        own_contribution=plan.own,
        reason=plan.reason,
    )


def _work(home):
    """What is to be repaired: what made the house unfit, in the words of the form."""
    failing = assess(as_condition(home.was), rules=RtlhRules(min_m2_per_person=8)).failing
    parts = list(dict.fromkeys(WORKS[code] for code in failing if code in WORKS))
    return ", ".join(parts).capitalize() or str(FAILING_LABELS["roof_damage"])


def _steps(world, home, plan):
    by = world.users
    yield RepairStep(repair=home.repair, to_status="proposed", on=PROPOSED_ON, by=by["kelurahan"])
    before = "proposed"
    for status, progress, day in plan.steps:
        yield RepairStep(
            repair=home.repair,
            from_status=before,
            to_status=status,
            progress=progress,
            on=day,
            note=plan.reason if status in ("rejected", "postponed", "carried_over") else "",
            by=by["agency" if status == "running" and plan.executor == "DISRUMKIM" else "staff"],
        )
        before = status


def _tranches(home, plan):
    """The grant in three parts, another ceiling in two halves; paid once the work has come so far."""
    ceiling = home.repair.ceiling
    if not ceiling:
        return
    parts = TRANCHES if ceiling == GRANT else ((ceiling // 2, 0), (ceiling - ceiling // 2, 50))
    reached = {progress: day for status, progress, day in reversed(plan.steps) if status in ("running", "done")}
    for number, (amount, needed) in enumerate(parts, 1):
        yield RepairTranche(
            repair=home.repair, number=number, amount=amount, progress_needed=needed, paid_on=reached.get(needed)
        )


def _check_eligibility(world, pairs):
    criteria = list(EligibilityCriterion.objects.filter(is_active=True))
    world.store(
        EligibilityAnswer(
            repair=home.repair,
            criterion=criterion,
            met=not (plan.reason and plan.steps[0][0] == "rejected" and criterion.code == "own_land"),
            note="Girik atas nama orang lain"
            if criterion.code == "own_land" and home.repair.status == "rejected"
            else "",
        )
        for home, plan in pairs
        if plan.steps
        for criterion in criteria
    )


def _file_acts(world, pairs):
    """The handover acts as documents; they name persons, so they are personal."""
    handed_over = [(home, plan) for home, plan in pairs if plan.handover]
    acts = world.store(
        document(
            title=f"BAST {plan.handover}",
            lines=[f"Rumah {home.house.number}, {home.house.region.label}", "Dokumen rekaan untuk contoh"],
            region=home.house.region,
            by=world.users["staff"],
            is_personal=True,
        )
        for home, plan in handed_over
    )
    for (home, _plan), act in zip(handed_over, acts, strict=True):
        home.repair.handover_document = act
    HouseRepair.objects.bulk_update([home.repair for home, _plan in handed_over], ["handover_document"])


def _take_photos(world, pairs):
    """The front of every house from one spot per phase; of some also the kitchen, which is personal."""
    shots = []
    for number, (home, plan) in enumerate(pairs):
        for subject, spot_name in (("house", "Tampak depan"), ("kitchen", "Dapur")):
            if subject == "kitchen" and number > 5:
                continue
            spot = Spot.seen_by(world.dice)
            for phase, day in _phases(plan):
                picture = photo(
                    world,
                    subject,
                    phase,
                    spot,
                    title=f"{spot_name}, rumah {home.house.number}",
                    region=home.house.region,
                    day=day,
                    by=world.users["kelurahan" if phase == "before" else "agency"],
                    is_personal=subject == "kitchen",
                )
                shots.append((home, spot_name, picture))
    world.store(picture for _home, _spot, picture in shots)
    world.store(RepairPhoto(repair=home.repair, evidence=picture, spot=spot) for home, spot, picture in shots)
    return {
        home.repair.pk: picture for home, spot, picture in shots if spot == "Tampak depan" and picture.phase == "before"
    }


def _check_in_field(world, pairs, fronts):
    """Before the approval staff came to see, with the photo of the front and the assessment of March."""
    assessed = {row.house_id: row for row in world.baseline.assessments.all()}
    world.store(
        RepairCheck(
            repair=home.repair,
            on=day,
            by=world.users["staff"],
            photo=fronts[home.repair.pk],
            assessment=assessed[home.house.pk],
            finding="Keadaan rumah sesuai usulan.",
        )
        for home, plan in pairs
        for status, _progress, day in plan.steps
        if status == "verified"
    )


def _carry_over(world, pairs):
    """What was carried over goes on as a proposal of its own, not in a lokus yet."""
    ended = [(home, plan.steps[-1][2]) for home, plan in pairs if plan.steps and plan.steps[-1][0] == "carried_over"]
    rows = world.store(
        HouseRepair(
            house=home.house,
            beneficiary=home.repair.beneficiary,
            executor=home.repair.executor,
            work=home.repair.work,
            progress=home.repair.progress,
            proposed_on=day,
            proposed_by=world.users["staff"],
            carried_from=home.repair,
        )
        for home, day in ended
    )
    world.store(
        RepairStep(
            repair=row,
            to_status="proposed",
            progress=row.progress,
            on=row.proposed_on,
            note=f"Lanjutan dari {row.carried_from}",
            by=world.users["staff"],
        )
        for row in rows
    )


def _phases(plan):
    """Which photos there are: before always, during from 50 % on, after when the work is done."""
    yield "before", PROPOSED_ON
    for status, progress, day in plan.steps:
        if status == "running" and progress == 50:
            yield "during", day
        if status == "done":
            yield "after", day
