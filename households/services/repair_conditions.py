"""What stands before the approval of a repair: the conditions of the grant, a field check, and other eyes."""

from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.deciding import decides_alone, keep_exemption
from agencies.models import Exemption
from households.models import EligibilityCriterion, HouseRepair, RepairCheck
from p2wkss.base.formats import tanggal

Status = HouseRepair.Status
VERIFY = "households.verify_houserepair"
WRITTEN = {"house", "beneficiary", "work", "proposed_on", "own_contribution"}
CHECKED_IN = {Status.PROPOSED, Status.VERIFIED}


@transaction.atomic
def check_in_field(repair, *, on, by, photo, assessment, finding):
    """Keep a visit to the house of a proposal; returns the RepairCheck.

    `photo` is Evidence, `assessment` the HouseAssessment the visit confirms. Raises ValidationError once the repair is
    approved or over, and for a day in the future or before the proposal.
    """
    repair.refresh_from_db(from_queryset=HouseRepair.objects.select_for_update(no_key=True))
    if repair.status not in CHECKED_IN:
        raise ValidationError(
            _("Perbaikan ini sudah “%(status)s”.") % {"status": repair.get_status_display()}, code="wrong_step"
        )
    if on > timezone.localdate():
        raise ValidationError({"on": _("Tanggal pemeriksaan tidak boleh di masa depan.")})
    if on < repair.proposed_on:
        raise ValidationError(
            {
                "on": _("Usulannya tercatat pada %(day)s. Pilih hari itu atau sesudahnya.")
                % {"day": tanggal(repair.proposed_on)}
            }
        )
    check = RepairCheck(repair=repair, on=on, by=by, photo=photo, assessment=assessment, finding=finding.strip())
    check.full_clean()
    check.save()
    return check


def unmet_conditions(repair) -> list[str]:
    """What is missing before a repair may be approved, each a sentence; empty when all is there."""
    answers = dict(repair.eligibility.values_list("criterion_id", "met"))
    unmet = []
    for criterion in EligibilityCriterion.objects.filter(is_active=True):
        met = answers.get(criterion.pk)
        if met is None:
            unmet.append(_("Belum diperiksa: %(condition)s") % {"condition": criterion.text})
        elif not met:
            unmet.append(_("Tidak terpenuhi: %(condition)s") % {"condition": criterion.text})
    check = repair.checks.select_related("assessment").order_by("-on", "-pk").first()
    if check is None:
        unmet.append(_("Belum ada pemeriksaan lapangan dengan foto dan penilaian rumah."))
    elif check.assessment.unfit is not True:
        unmet.append(_("Penilaian rumah pada pemeriksaan lapangan tidak menyatakan tidak layak huni."))
    return unmet


def check_conditions(repair, *, by, override: str) -> None:
    """Refuse an approval while something is missing, or keep why it is approved all the same."""
    unmet = unmet_conditions(repair)
    if not unmet:
        return
    if not override.strip():
        wanted = _("Lengkapi dahulu, atau tulis alasan menyetujuinya walaupun belum terpenuhi.")
        raise ValidationError({"override": [*unmet, wanted]})
    keep_exemption(Exemption.Kind.CONDITIONS, repair, reason=override, by=by, detail=" ".join(unmet))


def check_other_eyes(repair, *, by, sole_reason: str) -> None:
    """Refuse that the one who proposed a repair verifies or approves it; kept with its reason where nobody else may."""
    if not decides_alone(by, proposers_of(repair), VERIFY):
        return
    if not sole_reason.strip():
        raise ValidationError({"sole_reason": _("Anda memeriksa usulan sendiri. Tulis mengapa tidak ada orang lain.")})
    keep_exemption(Exemption.Kind.FOUR_EYES, repair, reason=sole_reason, by=by)


def proposers_of(repair) -> set[int]:
    """The primary keys of all who proposed the repair or wrote what it says."""
    known = set(repair.steps.filter(to_status=Status.PROPOSED).values_list("by", flat=True)) | {repair.proposed_by_id}
    entries = LogEntry.objects.get_for_object(repair).filter(
        actor__isnull=False, action__in=[LogEntry.Action.CREATE, LogEntry.Action.UPDATE]
    )
    for actor, action, changes in entries.values_list("actor_id", "action", "changes"):
        if action == LogEntry.Action.CREATE or WRITTEN & set(changes or {}):
            known.add(actor)
    return known - {None}
