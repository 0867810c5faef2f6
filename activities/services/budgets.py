"""Revising the budget of an intervention: murni stays readable, each change has its day and its reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import Funding, FundingRevision
from activities.services.interventions import hold_intervention
from agencies.deciding import keep_exemption
from agencies.models import Exemption
from p2wkss.base.formats import rupiah


@transaction.atomic
def revise_budget(intervention, amounts, *, on, by, reason, explanation=""):
    """Change what sources give; `amounts` is {source: rupiah}, a source not named stays. Returns the FundingRevisions.

    Equal amounts are no change. A source that is new starts at none, one that ends becomes zero. A budget under what
    is spent is asked about: `explanation` says why, and is listed. Raises ValidationError without a reason, without
    a change, and in a finished year.
    """
    hold_intervention(intervention)
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan perubahan anggaran.")})
    stored = {row.source: row for row in intervention.fundings.select_for_update(no_key=True)}
    today = {source: row.amount for source, row in stored.items()}
    changed = {source: amount for source, amount in amounts.items() if amount != today.get(source, 0)}
    if not changed:
        raise ValidationError(_("Tidak ada anggaran yang berubah."), code="nothing")
    _check_spent(intervention, sum({**today, **changed}.values()), by=by, explanation=explanation)
    revisions = []
    for source, amount in changed.items():
        funding = stored.get(source) or Funding(intervention=intervention, source=source, amount=0)
        if funding.pk is None:
            funding.full_clean()
            funding.save()
        revision = FundingRevision(
            funding=funding, amount_before=funding.amount, amount_after=amount, on=on, by=by, reason=reason.strip()
        )
        revision.full_clean()
        revision.save()
        funding.amount = amount
        funding.intervention = intervention
        funding.full_clean()
        funding.save()
        revisions.append(revision)
    intervention.version += 1
    intervention.save(update_fields=["version", "updated_at"])
    return revisions


def _check_spent(intervention, total, *, by, explanation):
    spent = intervention.spent
    if spent is None or total >= spent:
        return
    detail = _("Anggaran %(budget)s lebih kecil daripada realisasi %(spent)s.") % {
        "budget": rupiah(total),
        "spent": rupiah(spent),
    }
    if not explanation.strip():
        raise ValidationError({"explanation": [detail, _("Perbaiki, atau tulis mengapa memang demikian.")]})
    keep_exemption(Exemption.Kind.BUDGET, intervention, reason=explanation, by=by, detail=detail)
