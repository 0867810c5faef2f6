"""Acts on programme years, lokus and their selection."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from locations import selection as methods
from locations.models import Candidate, ProgrammeYear, Selection, StageChange, TargetAreaRegion

STAGES = [stage.value for stage in ProgrammeYear.Stage]


@transaction.atomic
def change_stage(programme_year, *, to, by, reason=""):
    """Move a programme year to another stage and keep the step; going back or reopening says why."""
    row = ProgrammeYear.objects.select_for_update().get(pk=programme_year.pk)
    if to == row.stage:
        raise ValidationError({"to": _("Program sudah berada pada tahap itu. Pilih tahap lain.")})
    if STAGES.index(to) < STAGES.index(row.stage) and not reason.strip():
        raise ValidationError({"form_reason": _("Tulis alasan mengapa kembali ke tahap sebelumnya.")})
    step = StageChange(programme_year=row, from_stage=row.stage, to_stage=to, reason=reason.strip(), by=by)
    step.full_clean()
    step.save()
    row.stage = to
    row.version += 1
    row.full_clean()
    row.save(update_fields=["stage", "version", "updated_at"])
    programme_year.stage, programme_year.version = row.stage, row.version
    return step


@transaction.atomic
def correct_area(target_area, *, on: datetime.date, reason, remove=(), add=(), is_assessed=True):
    """Take RT/RW out of a lokus and others in, from a day on; what was stays in the history."""
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan koreksi RT/RW lokus.")})
    for link in TargetAreaRegion.objects.select_for_update().filter(
        target_area=target_area, region__in=remove, valid_until__isnull=True
    ):
        link.valid_until, link.reason = on, reason.strip()
        link.full_clean()
        link.save()
    for region in add:
        link = TargetAreaRegion(
            target_area=target_area, region=region, valid_from=on, is_assessed=is_assessed, reason=reason.strip()
        )
        link.full_clean()
        link.save()


@dataclass(frozen=True)
class RankedCandidate:
    """A candidate with its place; `rank` and `score` are None while a figure is missing."""

    candidate: Candidate
    rank: int | None
    score: Decimal | None
    tied: bool
    missing: tuple[str, ...]


def rank_candidates(programme_year) -> list[RankedCandidate]:
    """The candidates of a year, neediest first, incomplete ones last; without a Selection the weights are equal."""
    candidates = {
        row.pk: row
        for row in Candidate.objects.filter(programme_year=programme_year)
        .exclude(decision=Candidate.Decision.WITHDRAWN)
        .select_related("region", "programme_year")
    }
    if not candidates:
        return []
    chosen = Selection.objects.filter(programme_year=programme_year).first() or Selection()
    ranking = methods.rank(
        [methods.Candidate(pk, row.slum, row.poverty, row.hdi) for pk, row in candidates.items()],
        {str(aspect): weight for aspect, weight in chosen.weights.items()},
        normalise=chosen.normalise,
    )
    ranked = [
        RankedCandidate(candidates[entry.key], entry.rank, entry.score, entry.tied, ()) for entry in ranking.entries
    ]
    unranked = [
        RankedCandidate(candidates[entry.key], None, None, False, entry.missing) for entry in ranking.incomplete
    ]
    return ranked + unranked
