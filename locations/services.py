"""Acts on programme years and their lokus: stages, corrections of the area, the ranking of candidates."""

from itertools import combinations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from locations import selection
from locations.models import (
    Candidate,
    ProgrammeYear,
    Region,
    RegionAlias,
    Selection,
    SelectionEvent,
    StageChange,
    TargetArea,
    TargetAreaRegion,
)
from locations.models.target_area import overlap
from p2wkss.base.audit import because

STAGES = ProgrammeYear.Stage.values
DRAWS = 2000
SEED = 2021


@transaction.atomic
def change_stage(programme_year, *, to, by, reason=""):
    """Take a programme year to another stage and keep the step; returns the StageChange.

    The next stage needs no reason; going back, leaving stages out and opening a finished year do. Raises
    ValidationError for an unknown or the same stage, and for a missing reason.
    """
    programme_year.refresh_from_db(from_queryset=ProgrammeYear.objects.select_for_update(no_key=True))
    if to not in STAGES:
        raise ValidationError({"to": _("Pilih salah satu tahap.")})
    steps = STAGES.index(to) - STAGES.index(programme_year.stage)
    if steps == 0:
        raise ValidationError(
            _("Tahun program ini sudah pada tahap “%(stage)s”.") % {"stage": programme_year.get_stage_display()},
            code="same_stage",
        )
    if steps != 1 and not reason.strip():
        message = _("Tulis alasan kembali ke tahap itu.") if steps < 0 else _("Tulis alasan melewati tahap.")
        raise ValidationError({"reason": message})
    change = StageChange(
        programme_year=programme_year, from_stage=programme_year.stage, to_stage=to, reason=reason.strip(), by=by
    )
    change.full_clean()
    change.save()
    programme_year.stage = to
    programme_year.version += 1
    programme_year.full_clean()
    programme_year.save(update_fields=["stage", "version", "updated_at"])
    return change


@transaction.atomic
def recode_region(region, *, code, by, reason):
    """Give a region another official code, and with it everything below; returns how many regions have a new one.

    Families, houses, lokus and rights hang on the regions themselves and follow. The old codes stay as aliases, so that
    older files still mean the same places. A code under another region moves the region there. Raises ValidationError
    without a reason, for a code of another level, of an unknown region above, or that is or was another region's.
    """
    tree = list(Region.objects.select_for_update(no_key=True).below(region).order_by("code"))
    old = next(each.code for each in tree if each.pk == region.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan perubahan.")})
    if code == old:
        raise ValidationError({"code": _("Tulis kode yang baru.")})
    parent = Region.objects.filter(code=code.rpartition(".")[0]).first()
    if code.count(".") != old.count(".") or (parent is None and region.parent_id):
        raise ValidationError({"code": _("Kode harus setingkat, dan dimulai dengan kode wilayah yang ada di atasnya.")})
    codes = {each.pk: code + each.code[len(old) :] for each in tree}
    own = [each.pk for each in tree]
    taken = Region.objects.filter(code__in=codes.values()).exclude(pk__in=own)
    was = RegionAlias.objects.filter(code__in=codes.values()).exclude(region__in=own)
    if taken.exists() or was.exists():
        raise ValidationError({"code": _("Kode itu, atau kode di bawahnya, adalah kode wilayah lain.")})
    RegionAlias.objects.filter(code__in=codes.values()).delete()  # a region takes its former code again
    today = timezone.localdate()
    RegionAlias.objects.bulk_create(
        RegionAlias(code=each.code, region=each, until=today, reason=reason.strip()) for each in tree
    )
    with because(reason.strip(), by=by):
        for each in tree:
            each.code, each.version = codes[each.pk], each.version + 1
            if each.pk == region.pk:
                each.parent = parent
            Region._meta.get_field("code").run_validators(each.code)
            each.save()
    region.refresh_from_db()
    return len(tree)


@transaction.atomic
def correct_area(target_area, *, on, by, reason, remove=(), add=(), is_assessed=True):
    """Correct which RT and RW a lokus is made of; returns the rows valid from now on.

    A removed region's row ends on the day `on` with its reason, an added one's begins: the history stays. Who did it
    (`by`) stands in the audit trail. Raises ValidationError without a reason or for a day to come, for a region that is
    not in the lokus or is there already (itself, or an RW around or an RT inside it), when nothing would change or be
    left, and in a finished year.
    """
    target_area.refresh_from_db(
        from_queryset=TargetArea.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "programme_year", "kelurahan"
        )
    )
    if target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program lokus ini sudah selesai."), code="closed")
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan perubahan.")})
    if on > timezone.localdate():
        raise ValidationError({"on": _("Tanggal perubahan tidak boleh di masa depan.")})
    if not remove and not add:
        raise ValidationError(_("Pilih RT/RW yang keluar dari lokus atau yang masuk."), code="nothing")
    links = {link.region_id: link for link in target_area.area_links.valid().select_related("region")}
    for region in remove:
        if region.pk not in links:
            raise ValidationError({"remove": _("%(region)s tidak termasuk lokus ini.") % {"region": region}})
        link = links.pop(region.pk)
        link.valid_until, link.reason = on, reason.strip()
        link.full_clean()
        link.save()
    for region in add:
        link = TargetAreaRegion(
            target_area=target_area, region=region, is_assessed=is_assessed, valid_from=on, reason=reason.strip()
        )
        try:
            link.full_clean()
        except ValidationError as error:
            raise ValidationError({"add": error.messages}) from None
        link.save()
        links[region.pk] = link
    if not links:
        raise ValidationError(_("Lokus harus punya paling sedikit satu RT atau RW."), code="empty")
    target_area.version += 1
    target_area.save(update_fields=["version", "updated_at"])
    return sorted(links.values(), key=lambda link: link.region.code)


def check_area(target_area):
    """Refuse an area of which one part lies in another: rows that are written together do not see each other."""
    regions = [link.region for link in target_area.area_links.valid().select_related("region")]
    for region, other in combinations(regions, 2):
        if overlap(region, other):
            raise ValidationError(
                _("%(region)s sudah tercakup: lokus ini memuat %(other)s.") % {"region": region, "other": other}
            )


def rank_candidates(programme_year) -> selection.Ranking:
    """The candidates of a year by need; each key of the ranking is the Candidate with its region; two queries.

    Weights and scale are those of the year's Selection, equal weights and min-max where there is none. Withdrawn
    candidates are left out; one that lacks a figure is listed as incomplete, never ranked as if it were zero.
    """
    rule = _rule(programme_year)
    return selection.rank(_candidates(programme_year), rule.weights, normalise=rule.normalise)


def shake_ranking(programme_year, *, draws=DRAWS, seed=SEED) -> selection.Sensitivity:
    """How firmly the first place stands under other weights; keys are Candidates; two queries."""
    rule = _rule(programme_year)
    return selection.sensitivity(
        _candidates(programme_year), rule.weights, draws=draws, seed=seed, normalise=rule.normalise
    )


def _rule(programme_year):
    return Selection.objects.filter(programme_year=programme_year).first() or Selection(programme_year=programme_year)


def _candidates(programme_year):
    rows = Candidate.objects.filter(programme_year=programme_year).exclude(decision=Candidate.Decision.WITHDRAWN)
    return [
        selection.Candidate(key=row, slum=row.slum, poverty=row.poverty, hdi=row.hdi)
        for row in rows.select_related("region__parent__parent__parent", "programme_year")
    ]


@transaction.atomic
def reopen_selection(programme_year, by, reason):
    """Open the selection of a lokus again after its decree and keep why; returns the SelectionEvent.

    Raises ValidationError without a reason, when it is open, and in a finished year.
    """
    programme_year.refresh_from_db(from_queryset=ProgrammeYear.objects.select_for_update(no_key=True))
    if programme_year.is_closed:
        raise ValidationError(_("Tahun program ini sudah selesai."), code="closed")
    if not programme_year.selection_is_locked:
        raise ValidationError(_("Pemilihan lokus ini masih terbuka."), code="open")
    event = SelectionEvent(
        programme_year=programme_year, kind=SelectionEvent.Kind.REOPENED, reason=reason.strip(), by=by
    )
    event.full_clean()
    event.save()
    return event


@transaction.atomic
def lock_selection(programme_year, by):
    """Lock a selection again; returns the SelectionEvent. Raises ValidationError where it was not opened."""
    programme_year.refresh_from_db(from_queryset=ProgrammeYear.objects.select_for_update(no_key=True))
    newest = programme_year.selection_events.order_by("-pk").first()
    if newest is None or newest.kind != SelectionEvent.Kind.REOPENED:
        raise ValidationError(_("Pemilihan lokus ini tidak dibuka kembali."), code="locked")
    event = SelectionEvent(programme_year=programme_year, kind=SelectionEvent.Kind.LOCKED, by=by)
    event.full_clean()
    event.save()
    return event
