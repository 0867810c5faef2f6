"""The steps of a house repair, from proposal to handover."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import HouseRepair, RepairPhoto, RepairStep
from households.services.repair_conditions import check_conditions, check_other_eyes
from locations.models import Evidence
from p2wkss.base.formats import rupiah, tanggal

Status = HouseRepair.Status
Phase = Evidence.Phase

WITH_REASON = {Status.REJECTED, Status.POSTPONED, Status.CARRIED_OVER}


@transaction.atomic
def advance_repair(
    repair,
    *,
    to,
    on,
    by,
    note="",
    progress=None,
    handover_number="",
    handover_document=None,
    override="",
    sole_reason="",
    money="",
    target_area=None,
):
    """Take a repair one step further and keep the step; returns the RepairStep.

    `to` is one of HouseRepair.NEXT, or "running" again to report `progress` (percent: 0, 30, 50, 70, 100). `note`
    is the reason where a step needs one (rejected, postponed, carried over, reworked, progress taken back).

    It is verified and approved by another one than who proposed it (`sole_reason` where nobody else may), and approved
    when the conditions of the grant are met and the house was visited (`override` says why all the same); both kinds
    of exception are listed. Carried over, it goes on as a new proposal (`carried_to`), for `target_area` where given.
    Work starts with an executor, tranches that make up the ceiling and a photo of before; it is done with a photo
    of after from the same spot, and money or a word about it (`money`); the handover has a number (`handover_number`)
    and may have its document. Raises ValidationError that says what is missing.
    """
    repair.refresh_from_db(from_queryset=HouseRepair.objects.select_for_update(no_key=True))
    _check_order(repair, to)
    _check_date(repair, on)
    _check_note(repair, to, note, progress)
    if to in (Status.VERIFIED, Status.APPROVED) and not _resumes(repair, [to]):
        check_other_eyes(repair, by=by, sole_reason=sole_reason)
    if to in (Status.APPROVED, Status.RUNNING) and not _was_approved(repair):
        check_conditions(repair, by=by, override=override)
    came_from = repair.status
    repair.money = money or repair.money
    _enter(repair, to, on, progress)
    if to == Status.HANDED_OVER:
        repair.handed_over_on = on
        repair.handover_number = handover_number.strip()
        repair.handover_document = handover_document
    repair.status = to
    repair.reason = note.strip() if to in WITH_REASON else ""
    repair.version += 1
    repair.full_clean()
    repair.save()
    step = RepairStep(
        repair=repair, from_status=came_from, to_status=to, progress=repair.progress, on=on, note=note.strip(), by=by
    )
    step.full_clean()
    step.save()
    if to == Status.CARRIED_OVER:
        _propose_anew(repair, on=on, by=by, target_area=target_area)
    return step


def _was_approved(repair):
    passed = [Status.APPROVED, Status.RUNNING, Status.DONE]
    return repair.status in passed or _resumes(repair, passed)


def _resumes(repair, states):
    """Whether a postponed repair was in one of these states already; one proposed anew is examined anew."""
    return repair.status == Status.POSTPONED and repair.steps.filter(to_status__in=states).exists()


def _propose_anew(repair, *, on, by, target_area):
    """What is left goes on as a proposal of its own: as far as the work has come, with the money not paid yet."""
    year = repair.target_area.programme_year.year if repair.target_area else 0
    if target_area and target_area.programme_year.year <= year:
        raise ValidationError({"target_area": _("Pilih lokus dari tahun program yang lebih baru.")})
    paid = repair.tranches.filter(paid_on__isnull=False).aggregate(total=Sum("amount"))["total"] or 0
    successor = HouseRepair(
        house=repair.house,
        beneficiary=repair.beneficiary,
        target_area=target_area,
        executor=repair.executor if repair.executor and repair.executor.is_active else None,
        work=repair.work,
        progress=repair.progress,
        ceiling=None if repair.ceiling is None else repair.ceiling - paid,
        proposed_on=on,
        proposed_by=by,
        carried_from=repair,
    )
    successor.full_clean()
    successor.save()
    first = RepairStep(repair=successor, to_status=Status.PROPOSED, progress=successor.progress, on=on, by=by)
    first.note = str(_("Lanjutan dari %(repair)s") % {"repair": repair})[:300]
    first.full_clean()
    first.save()


def _check_order(repair, to):
    reports_progress = to == repair.status == Status.RUNNING
    if to not in HouseRepair.NEXT[repair.status] and not reports_progress:
        steps = ", ".join(str(Status(step).label) for step in HouseRepair.NEXT[repair.status])
        raise ValidationError(
            _("Dari “%(now)s” perbaikan ini hanya dapat menjadi: %(steps)s.")
            % {"now": repair.get_status_display(), "steps": steps or _("tidak ada langkah lagi")},
            code="wrong_step",
        )
    if repair.status == Status.POSTPONED and to in HouseRepair.OPEN:
        _check_resumption(repair, to)


def _check_resumption(repair, to):
    """What was postponed goes on where it stopped, or earlier: postponing is no way around the verification."""
    stopped = repair.steps.filter(to_status=Status.POSTPONED).order_by("-on", "-pk").first()
    if stopped and HouseRepair.OPEN.index(to) > HouseRepair.OPEN.index(stopped.from_status):
        raise ValidationError(
            _("Perbaikan ini ditunda ketika “%(status)s”. Lanjutkan dari sana.")
            % {"status": stopped.get_from_status_display()},
            code="wrong_step",
        )


def _check_date(repair, on):
    if on > timezone.localdate():
        raise ValidationError({"on": _("Tanggal langkah tidak boleh di masa depan.")})
    last = repair.steps.order_by("-on", "-pk").first()
    earliest = max(repair.proposed_on, last.on) if last else repair.proposed_on
    if on < earliest:
        raise ValidationError(
            {
                "on": _("Langkah sebelumnya tercatat pada %(day)s. Pilih tanggal itu atau sesudahnya.")
                % {"day": tanggal(earliest)}
            }
        )


def _check_note(repair, to, note, progress):
    reworked = repair.status == Status.DONE and to == Status.RUNNING
    taken_back = repair.status == Status.RUNNING and progress is not None and progress < repair.progress
    if (to in WITH_REASON or reworked or taken_back) and not note.strip():
        raise ValidationError({"note": _("Tulis alasannya.")})


def _enter(repair, to, on, progress):
    """Bring the figures of a repair in line with the status it enters."""
    if to == Status.RUNNING:
        _start(repair, on, progress)
    elif to == Status.DONE:
        _check_photos(repair)
        _check_known_money(repair)
        repair.finished_on, repair.progress = on, 100
    elif progress is not None and progress != repair.progress:
        raise ValidationError({"progress": _("Kemajuan hanya dilaporkan saat perbaikan dikerjakan.")})


def _start(repair, on, progress):
    if repair.status == Status.DONE:
        repair.finished_on, repair.progress = None, 70
    elif repair.status != Status.RUNNING:
        _check_money(repair)
        if not repair.photos.filter(evidence__phase=Phase.BEFORE).exists():
            raise ValidationError(_("Tambahkan foto sebelum dikerjakan lebih dahulu."), code="no_photo")
    if repair.started_on is None:
        repair.started_on = on
    if progress is not None:
        repair.progress = progress


def _check_money(repair):
    """The tranches make up the ceiling; work without a grant (paid by a company, say) has neither."""
    paid_out = repair.tranches.aggregate(total=Sum("amount"))["total"] or 0
    if paid_out != (repair.ceiling or 0):
        raise ValidationError(
            _("Jumlah tahap pencairan %(sum)s harus sama dengan pagu bantuan %(ceiling)s. Perbaiki salah satunya.")
            % {"sum": rupiah(paid_out), "ceiling": rupiah(repair.ceiling or 0)},
            code="tranches",
        )


def _check_photos(repair):
    """One spot at least is shown before and after."""
    before = RepairPhoto.objects.filter(repair=repair, evidence__phase=Phase.BEFORE).values("spot")
    if not repair.photos.filter(evidence__phase=Phase.AFTER, spot__in=before).exists():
        raise ValidationError(
            _("Tambahkan foto sesudah dikerjakan dari sudut yang sama dengan foto sebelumnya."), code="no_photo"
        )


def _check_known_money(repair):
    """What a finished repair cost is known, or somebody says that it is not, or that it cost nothing."""
    if repair.money or repair.ceiling or repair.own_contribution or repair.fundings.exists():
        return
    raise ValidationError(
        {"money": _("Dana perbaikan ini belum tercatat. Catat dananya, atau pilih keterangan biaya.")}
    )
