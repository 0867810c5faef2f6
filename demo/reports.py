"""Progress reports month by month: most accepted, some returned and corrected, the last ones still on their way."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from activities.models import Funding, Intervention, ProgressReport
from demo.children import HELD_ON
from demo.dates import TODAY, at
from demo.interventions import COUNTED, own_repairs, plan_lines
from demo.papers import document, photo
from demo.pictures import Spot
from demo.places import RT_01
from demo.repairs import PLANS, PROPOSED_ON
from demo.sessions import Register
from demo.world import World
from households.models import RepairTranche
from p2wkss.base.formats import tanggal

SILENT_SINCE = date(2021, 10, 15)
FIRST_RETURN = 0.08
OBSTACLES = (
    ("Hujan hampir setiap sore menghambat pengecoran.", "Jam kerja digeser ke pagi hari."),
    ("Pengiriman material terlambat selama PPKM.", "Material dipesan dari pemasok lain."),
    ("Sebagian warga isolasi mandiri.", "Kegiatan dibagi menjadi kelompok kecil."),
    ("Akses gang sempit, material dilangsir dengan gerobak.", "Warga kerja bakti melangsir material."),
)
CORRECTIONS = (
    "Volume belum sama dengan foto. Mohon dihitung kembali.",
    "Tautan bukti belum dapat dibuka. Mohon lampirkan foto.",
    "Realisasi anggaran lebih rendah daripada laporan bulan lalu. Mohon diperiksa.",
)
LAST_RETURNS = {
    "septic": "Foto unit ke-14 dan ke-15 belum ada. Mohon dilampirkan sebelum verifikasi akhir.",
    "tuberculosis": "Tulis hasil pemeriksaan terakhir tanpa nama pasien.",
}
# What authors say of figures that do not go together: fewer came than were wanted, or work goes on after the count.
FEWER = "Kegiatan selesai; yang memenuhi syarat lebih sedikit daripada target."
FEWER_OF = {"latrine": "Satu rumah memakai jamban keluarga di sebelahnya, jadi tiga unit sudah cukup."}
GOES_ON = "Jumlahnya sudah tercapai; pendampingan dan laporan akhir masih berjalan."
# Interventions with drawn photos: what is drawn.
PICTURED = {"road": "lane", "drain": "drain", "path": "lane"}


@dataclass(frozen=True)
class State:
    """How far an intervention is on a day."""

    percent: Decimal
    volume: Decimal | None
    spent: Decimal


def make_reports(world: World, register: Register) -> None:
    """Write the reports and point each intervention to the last one that was accepted."""
    lines = plan_lines()
    budgets = {}
    for part in Funding.objects.all():
        budgets[part.intervention_id] = budgets.get(part.intervention_id, 0) + part.amount
    reports = []
    for key, line in lines.items():
        intervention = world.interventions[key]
        reports += _course(world, register, key, line, budgets.get(intervention.pk, 0))
    reports.sort(key=lambda report: (report.submitted_at or at(TODAY, 23), report.intervention_id))
    latest = {}
    for report in world.store(reports):
        if report.status == ProgressReport.Status.ACCEPTED:
            latest[report.intervention_id] = report
    for intervention in world.interventions.values():
        newest = intervention.latest_report = latest.get(intervention.pk)
        if newest and newest.physical_percent == 100:
            intervention.status = Intervention.Status.DONE
    Intervention.objects.bulk_update(world.interventions.values(), ["latest_report", "status"])
    _add_photos(world, reports)
    _add_papers(world, reports)


def _course(world, register, key, line, budget):
    """All reports of one intervention, oldest first."""
    dice = world.dice
    days = _days(line)
    for day in days:
        state = _state(world, register, key, line, budget, day, days[-1])
        is_last = day == days[-1]
        status = ProgressReport.Status.ACCEPTED
        if is_last and line["status"] != "done" and line["november"] != "none":
            status = line["november"]
        if status == ProgressReport.Status.ACCEPTED and not is_last and dice.chance(FIRST_RETURN):
            yield _report(world, register, key, day, state, "returned", comment=dice.choice(CORRECTIONS), hour=10)
        comment = LAST_RETURNS.get(key, "") if status == ProgressReport.Status.RETURNED else ""
        yield _report(world, register, key, day, state, status, comment=comment, hour=15)


def _days(line):
    """Month's ends from the start on, and the day of completion; none for what has not begun."""
    if line["status"] in ("planned", "cancelled", "carried_over"):
        return []
    starts, ends = date.fromisoformat(line["starts"]), date.fromisoformat(line["ends"])
    last = min(ends, date(2021, 11, 23)) if line["status"] == "done" else date(2021, 11, 23)
    if line["november"] == "none":
        last = SILENT_SINCE
    months = [date(2021, month, monthrange(2021, month)[1]) for month in range(starts.month, last.month + 1)]
    days = [day for day in months if day >= starts + timedelta(days=7) and day <= last - timedelta(days=9)]
    return [*days, last]


def _state(world, register, key, line, budget, day, last):
    if key == "rtlh":
        return _repair_state(world, line, day)
    target = Decimal(line["target"])
    share = _share(line, day, last)
    done = _done(world, register, key, line, target, day)
    if done is not None:
        percent = _percent(key, line, done, target, share, is_whole=line["status"] == "done" and day == last)
        volume = done
    else:
        percent = Decimal(line["percent"]) * share
        whole = Decimal(line["done"]) if line["done"] else target
        volume = (whole * share).to_integral_value(ROUND_DOWN)
    if day < last and key not in ("posyandu", "rtlh"):
        percent = percent.quantize(Decimal(1))
    money = Decimal(line["spent_percent"] or 0) / 100 * share * budget
    return State(percent.quantize(Decimal("0.01")), volume, money.quantize(Decimal("1E3")).quantize(Decimal(1)))


def _percent(key, line, done, target, share, *, is_whole):
    """What was reached of the target; preparation counts a little, and what goes on is not complete."""
    if is_whole:
        return Decimal(100)
    reached = 100 * done / target if target else Decimal(0)
    if not done:
        return 10 * share
    return reached if key in COUNTED or key == "posyandu" else min(reached, Decimal(line["percent"]))


def _share(line, day, last):
    """How much of the whole course lies behind on a day: slow at the start."""
    starts = date.fromisoformat(line["starts"])
    gone = Decimal((day - starts).days) / max(1, (last - starts).days)
    return min(Decimal(1), gone * (Decimal("0.7") + Decimal("0.3") * gone))


def _done(world, register, key, line, target, day):
    """The volume where other records count it: people present, sessions held, houses and children reached."""
    if key == "posyandu":
        return Decimal(sum(held <= day for held in HELD_ON))
    unit = world.types[line["type"]].unit
    if unit == "orang" and register.has(key):
        return min(target, Decimal(sum(register.until(key, day))))
    if key in COUNTED:
        reached = Decimal(len(world.helped[COUNTED[key]]))
        starts = date.fromisoformat(line["starts"])
        ends = min(date.fromisoformat(line["ends"]), TODAY)
        gone = min(Decimal(1), Decimal((day - starts).days) / (ends - starts).days)
        return (reached * gone).to_integral_value()
    return None


def _repair_state(world, line, day):
    """The house repairs as their own steps tell them: mean progress, houses finished, money paid."""
    repairs = own_repairs(world, line["agency"])
    plans = dict(zip((home.repair.pk for home in world.helped["repairs"]), PLANS, strict=True))
    progress = [_progress_on(plans[repair.pk], day) for repair in repairs]
    paid = RepairTranche.objects.filter(repair__in=repairs, paid_on__lte=day)
    return State(
        percent=(Decimal(sum(progress)) / len(progress)).quantize(Decimal("0.01")),
        volume=Decimal(sum(share == 100 for share in progress)),
        spent=Decimal(sum(tranche.amount for tranche in paid)),
    )


def _progress_on(plan, day):
    passed = [share for _status, share, on in plan.steps if on <= day]
    return max(passed, default=0)


def _report(world, register, key, day, state, status, *, comment, hour):
    intervention = world.interventions[key]
    men, women = register.until(key, day) if register.has(key) else (None, None)
    obstacle = world.dice.choice(OBSTACLES) if state.percent < 90 and world.dice.chance(0.35) else ("", "")
    sent = status != ProgressReport.Status.DRAFT
    decided = status in (ProgressReport.Status.ACCEPTED, ProgressReport.Status.RETURNED)
    submitted_on = min(day + timedelta(days=1 if hour < 12 else 3), TODAY)
    decided_on = min(submitted_on + timedelta(days=1), TODAY)
    author = _author(world, intervention)
    return ProgressReport(
        intervention=intervention,
        reported_on=day,
        physical_percent=state.percent,
        volume=state.volume,
        spent=state.spent,
        participants_male=men,
        participants_female=women,
        obstacle=obstacle[0],
        follow_up=obstacle[1],
        status=status,
        explanation=_explained(key, state, intervention.target),
        author=author,
        submitted_by=author if sent else None,
        submitted_at=at(submitted_on, hour) if sent else None,
        decided_by=_decider(world, author) if decided else None,
        decided_at=at(decided_on, hour + 1) if decided else None,
        comment=comment,
    )


def _explained(key, state, target):
    if state.percent == 100 and state.volume < target:
        return FEWER_OF.get(key, FEWER)
    return GOES_ON if state.percent < 100 and state.volume >= target else ""


def _author(world, intervention):
    """Who typed it in: the agency's own account where the demo has one, else staff on its behalf."""
    by_agency = {user.agency_id: user for user in world.users.values() if user.role in ("agency", "kelurahan")}
    return by_agency.get(intervention.agency_id, world.users["staff"])


def _decider(world, author):
    """Four eyes: what staff typed in for an agency is examined by the administrator."""
    return world.users["admin" if author == world.users["staff"] else "staff"]


def _add_papers(world, reports):
    """Whoever says 100 % shows it: the record of the examination, one page each."""
    finished = [report for report in reports if report.physical_percent == 100]
    papers = world.store(
        document(
            title=f"Berita acara pemeriksaan: {report.intervention.title}"[:200],
            lines=[f"Keadaan {tanggal(report.reported_on)}", "Dokumen rekaan untuk contoh"],
            region=world.regions[RT_01],
            by=report.author,
            is_personal=False,
        )
        for report in finished
    )
    world.link(ProgressReport, "evidence", zip(finished, papers, strict=True))


def _add_photos(world, reports):
    """Lane and drain from the same spot before, during and after, beside the intervention and its reports."""
    shots = []
    for key, subject in PICTURED.items():
        intervention = world.interventions[key]
        accepted = [r for r in reports if r.intervention_id == intervention.pk and r.status == "accepted"]
        spot = Spot.seen_by(world.dice)
        moments = [("before", PROPOSED_ON, None), ("during", accepted[0].reported_on, accepted[0])]
        moments.append(("after", accepted[-1].reported_on, accepted[-1]))
        for phase, day, report in moments:
            picture = photo(
                world,
                subject,
                phase,
                spot,
                title=intervention.title,
                region=world.regions[RT_01],
                day=day,
                by=world.users["staff"],
                is_personal=False,
            )
            shots.append((intervention, report, picture))
    world.store(picture for _intervention, _report, picture in shots)
    world.link(Intervention, "evidence", ((intervention, picture) for intervention, _report, picture in shots))
    world.link(ProgressReport, "evidence", ((report, picture) for _intervention, report, picture in shots if report))
