"""Measuring: computed figures kept with their lineage while their round is open, and compared with their sources."""

import hashlib
from contextlib import nullcontext

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from households.services import hold_open
from indicators.counting import Counted
from indicators.freshness import describe, note_computed
from indicators.models import Indicator, Measurement
from indicators.registry import Method, methods
from indicators.surveyed import Surveyed, last_day_of
from indicators.tally import Tallied, tally_regions
from locations.models import Region
from locations.models.region import within
from p2wkss.base.audit import because
from p2wkss.base.trace import current_request_id

# Above so many people the ids are not kept, only their number and a hash of them (they can be counted again).
IDS_KEPT_UP_TO = 20_000

KEPT = ("value", "numerator", "denominator", "male", "female", "surveyed", "surveyed_of")
# Where the rows behind a figure lie.
REGION_PATHS = {
    "households.house": "region",
    "households.household": "region",
    "households.member": "household__region",
    "indicators.slumsurvey": "region",
}
FIELDS = {"male": "value_male", "female": "value_female"}


@transaction.atomic
def measure(indicator: Indicator, survey_round, by=None) -> Measurement:
    """Compute an indicator in a round and keep it, in place while the round is open; returns the Measurement.

    `by` is noted in the audit trail where no request says who acts. The number of queries does not depend on the
    number of rows. Raises ValidationError for a closed round, a finished year and an indicator that is typed in.
    """
    method = _method_of(indicator)
    held, surveyed, people = _hold(survey_round)
    existing = Measurement.objects.filter(target_area=held.target_area, indicator=indicator, round=held).first()
    with _by(by), override(settings.LANGUAGE_CODE):
        return _keep(existing or Measurement(), indicator, held, method.count(surveyed), people)


@transaction.atomic
def measure_round(survey_round, by=None) -> list[Measurement]:
    """Compute every active computed indicator in a round; returns the Measurements in the order of the catalogue.

    An indicator whose method no longer exists is left alone. The number of queries does not depend on the number
    of rows. Raises ValidationError for a closed round and a finished year.
    """
    held, surveyed, people = _hold(survey_round)
    sources = describe(held)
    existing = {row.indicator_id: row for row in Measurement.objects.filter(round=held)}
    known = methods()
    with _by(by), override(settings.LANGUAGE_CODE):
        kept = [
            _keep(
                existing.get(indicator.pk) or Measurement(),
                indicator,
                held,
                known[indicator.method].count(surveyed),
                people,
            )
            for indicator in Indicator.objects.active().computed().filter(method__in=known)
        ]
    note_computed(held, sources)
    return kept


def recount(measurement: Measurement) -> Counted | None:
    """Count a kept figure again from the rows as they are now, without keeping it; None where it was typed in."""
    method = methods().get(measurement.method)
    if method is None or measurement.round is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return method(measurement.round)


def is_stale(measurement: Measurement) -> bool:
    """Whether the sources changed since the figure was computed, so that it would come out otherwise today.

    It is counted again, so nothing that matters is missed: answers, deletions, rows that moved, another lokus area, a
    poverty line, a new version of the method. A figure that was typed in, or whose round is closed, is not stale.
    """
    if measurement.round is None or measurement.round.is_closed:
        return False
    counted = recount(measurement)
    return counted is not None and _differs(measurement, counted)


def stale_measurements(survey_round) -> list[Measurement]:
    """The computed figures of an open round that would come out otherwise today; a constant number of queries."""
    if survey_round.is_closed:
        return []
    known = methods()
    surveyed = Surveyed.of(survey_round)
    rows = Measurement.objects.filter(round=survey_round, method__in=known).select_related("indicator")
    with override(settings.LANGUAGE_CODE):
        return [row for row in rows if _differs(row, known[row.method].count(surveyed))]


@transaction.atomic
def refresh_round(survey_round, by=None) -> list[Measurement]:
    """Compute what is stale or was never computed; returns what changed. Leaves closed rounds and finished years."""
    if survey_round.is_closed or survey_round.target_area.programme_year.is_closed:
        return []
    sources = describe(hold_open(survey_round))
    stale = {row.indicator_id for row in stale_measurements(survey_round)}
    measured = set(Measurement.objects.filter(round=survey_round).values_list("indicator_id", flat=True))
    due = [
        indicator
        for indicator in Indicator.objects.active().computed().filter(method__in=methods())
        if indicator.pk in stale or indicator.pk not in measured
    ]
    changed = [measure(indicator, survey_round, by) for indicator in due]
    note_computed(survey_round, sources)
    return changed


def lineage_rows(measurement: Measurement, user, which="counted") -> QuerySet | None:
    """The rows a figure was counted from that `user` may see: "counted" or "of"; None where none were kept.

    For an area above 20,000 people the ids are counted again, and given only while they are the same.
    """
    lineage = measurement.lineage
    if not lineage:
        return None
    if which not in lineage:
        lineage = getattr(recount(measurement), "lineage", None)
        if not lineage or fingerprint(lineage) != measurement.lineage_hash:
            return None
    return apps.get_model(lineage["model"]).objects.visible_to(user).filter(pk__in=lineage[which])


def may_see_lineage(measurement: Measurement, user) -> bool:
    """Whether `user` may see who stands behind a figure: the rows themselves, and what was asked of them."""
    known = methods().get(measurement.method)
    rights = ["%s.view_%s" % tuple(measurement.lineage["model"].split("."))]
    return user.has_perms([*rights, known.source] if known and known.source else rights)


def in_region(rows: QuerySet, region: Region) -> QuerySet:
    """The rows behind a figure that lie in a region; none of a kind that lies nowhere."""
    path = REGION_PATHS.get(rows.model._meta.label_lower)
    return rows.filter(within([region.code], f"{path}__code")) if path else rows.none()


def figures_by_region(indicator: Indicator, survey_round) -> list[tuple[Region, Tallied]] | None:
    """The figure of every RT in which somebody knew, by code; None for a method that has no parts, or none at all.

    For a page: it is counted on the spot, four queries, and not kept.
    """
    method = methods().get(indicator.method)
    parts = None if method is None else tally_regions(method, survey_round)
    if parts is None:
        return None
    return [(region, parts[region.pk]) for region in Region.objects.filter(pk__in=parts).order_by("code")]


def fingerprint(lineage: dict) -> str:
    """SHA-256 of the model and the sorted ids of a lineage."""
    parts = [lineage["model"], *(",".join(map(str, sorted(lineage[which]))) for which in ("counted", "of"))]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _method_of(indicator) -> Method:
    method = methods().get(indicator.method)
    if method is None:
        raise ValidationError(
            _("Angka “%(name)s” diisi petugas, tidak dihitung portal.") % {"name": indicator}, code="typed_in"
        )
    return method


def _hold(survey_round):
    """The round held open, what was surveyed in it, and how many people live in its regions."""
    held = hold_open(survey_round)
    if held.target_area.programme_year.is_closed:
        raise ValidationError(_("Tahun program pendataan ini sudah selesai."), code="closed")
    surveyed = Surveyed.of(held)
    return held, surveyed, surveyed.active_people().count()


def _keep(measurement, indicator, held, counted, people):
    method = methods()[indicator.method]
    if measurement.pk:
        measurement.version += 1
    measurement.target_area, measurement.indicator, measurement.round = held.target_area, indicator, held
    measurement.measured_on = last_day_of(held)
    for name in KEPT:
        setattr(measurement, FIELDS.get(name, name), getattr(counted, name))
    measurement.method, measurement.method_version = method.slug, method.version
    measurement.source = _("Dihitung dari register keluarga, %(round)s") % {"round": held}
    measurement.note = str(counted.note)
    measurement.lineage_hash = fingerprint(counted.lineage)
    measurement.lineage = counted.lineage
    if people > IDS_KEPT_UP_TO:
        numbers = {f"{which}_number": len(counted.lineage[which]) for which in ("counted", "of")}
        measurement.lineage = {"model": counted.lineage["model"], **numbers}
    # Round, lokus and indicator are rows just read, and the row of this round was looked for: asking for them again
    # would cost six queries a figure. The database holds the constraints whatever happens.
    measurement.full_clean(exclude=["target_area", "indicator", "round", "public_id"], validate_constraints=False)
    measurement.save()
    return measurement


def _differs(measurement, counted):
    kept = [getattr(measurement, FIELDS.get(name, name)) for name in KEPT]
    return (
        kept != [getattr(counted, name) for name in KEPT]
        or measurement.lineage_hash != fingerprint(counted.lineage)
        or measurement.method_version != methods()[measurement.method].version
    )


def _by(user):
    """Name the author outside a request or job; inside one the audit trail knows, and a second would hide the first."""
    return because(_("Dihitung ulang"), by=user) if user and not current_request_id() else nullcontext()
