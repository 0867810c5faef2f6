"""What a commit stores, in one transaction, and what it leaves in the trail."""

from functools import partial

from auditlog.models import LogEntry
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import HouseAssessment, Household, HouseholdSurvey, ImportBatch, ImportPart, SurveyRound
from households.person_changes import person_changed
from households.services.rounds import hold_open
from households.services.surveys import record_assessment
from imports.columns.scope import Scope, open_rounds
from imports.keeping import sealed_parts, undo_notes
from imports.keeping.preview_rows import LAYOUT, KeptRows, families_in
from imports.keeping.refused import refusals
from imports.keeping.undo_notes import UndoNotes, count_keys
from imports.services.preview import count_fields
from imports.services.state import Progress, columns_of, finish
from imports.staging import house_plans
from imports.staging.compare import Comparison
from imports.staging.database_thread import DatabaseThread
from imports.staging.differences import NEW, REFUSED
from imports.staging.new_families import NewFamilies
from imports.staging.new_ids import NumberSealer
from imports.staging.stage import Stage
from imports.staging.stage_rows import staged_family, staged_member
from imports.staging.writing import make_regions, write_staged
from p2wkss.base.audit import log_batch

FAMILIES_AT_ONCE = 1000
SPENDING = """
    SELECT f.household_id, f.round_id, f.spending, s.id FROM import_family AS f
    LEFT JOIN households_householdsurvey AS s ON s.household_id = f.household_id AND s.round_id = f.round_id
    WHERE f.keeps_spending AND NOT f.is_refused ORDER BY f.position
"""
NEW_FAMILIES = "SELECT household_id FROM import_family WHERE is_new ORDER BY household_id"
NEW_MEMBERS = "SELECT member_id FROM import_member WHERE is_new ORDER BY member_id"
State, Kind = ImportBatch.State, ImportPart.Kind


class PreviewOutdated(Exception):
    """The rows were kept by another version of the portal, or are not all there: the file must be read again."""


def store(batch, by):
    """Write the rows that the preview kept into the register; the batch is done with the same transaction.

    Raises RegisterChanged, IntegrityError, ValidationError when a round was closed meanwhile, PreviewOutdated, and
    UnsealError when a key is missing: nothing of the file is kept then.
    """
    columns, before = columns_of(batch), refusals(batch)
    if columns.get("layout_of_rows") != LAYOUT or columns["rows_kept"] != sealed_parts.count_items(batch, Kind.ROWS):
        raise PreviewOutdated
    scope, now = Scope.of(batch.owner), timezone.now()
    with Stage(connection) as stage, transaction.atomic():
        made = make_regions(code for code in columns["new_regions"] if scope.covers(code))
        rounds = open_rounds()
        new_families = None
        if columns["is_grouped"]:
            most = {"families": batch.families_new, "members": batch.members_new}
            new_families = NewFamilies(stage, scope, rounds=rounds, now=now, **most)
        rows = KeptRows(batch.rows_seen)
        _bring_in(batch, stage, rows, new_families, refused=before)
        comparison = Comparison(stage, scope, rows)
        comparison.compare(rounds=rounds, before=sealed_parts.read_items(batch, Kind.VERSIONS))
        counts = _store_rows(batch, comparison, made, new_families, by=by, now=now)
        edited = counts[0].get(REFUSED, 0) - batch.families_refused
        if edited:
            _keep_new_refusals(batch, comparison, before)
        is_needed = edited or batch.rows_error
        sealed_parts.forget(batch, [Kind.VERSIONS, Kind.ROWS] if is_needed else [Kind.VERSIONS, Kind.ROWS, Kind.UPLOAD])
        person_changed(None)
        finish(
            batch,
            State.COMMITTING,
            state=State.DONE,
            committed_at=now,
            committed_by=by,
            families_edited=edited,
            **count_fields(*counts),
        )


def _bring_in(batch, stage, rows, new_families, *, refused):
    """Write the kept families that are not refused, or stage them where they must be compared.

    While the database writes one block, the next is opened and its numbers are sealed.
    """
    sealer, progress, done, act = NumberSealer(), Progress(batch), 0, None
    keys = list(batch.parts.filter(kind=Kind.ROWS).order_by("number").values_list("pk", flat=True))
    with DatabaseThread(stage) as thread:
        thread.do(_act_and_fetch, None, keys[0] if keys else None)
        for key in [*keys[1:], None]:
            part = thread.wait()
            thread.do(_act_and_fetch, act, key)
            thread.tell(progress, done)
            families = families_in(batch, part) if part else []
            done += sum(family.size for family in families)
            block = [(family, *sealer.seal(family)) for family in families if not refused[family.position]]
            prepared = new_families.prepare(block) if new_families else None
            act = partial(_store_or_stage, stage, rows, new_families, prepared, block)
        thread.do(_act_and_fetch, act, None)
        thread.wait()
    stage.complete()


def _act_and_fetch(act, key):
    """Do what is to be done with a block, and return the part that comes after the next."""
    if act:
        act()
    return ImportPart.objects.get(pk=key) if key else None


def _store_or_stage(stage, rows, new_families, prepared, block):
    if prepared and new_families.store(prepared):
        return
    families = [staged_family(family, kk.index, kk.public_id, kk.sealed) for family, kk, _niks in block]
    members = [
        staged_member(member, family.run, nik.index, nik.public_id, nik.sealed)
        for family, _kk, niks in block
        for member, nik in zip(family.members, niks, strict=True)
    ]
    for family, _kk, _niks in block:
        rows.remember(family)
    stage.load_runs(families, members)


def _store_rows(batch, comparison, made, new_families, *, by, now):
    """Write what is worth storing, with one entry in the trail for all rows; returns the counts of the whole file."""
    stage = comparison.stage
    with UndoNotes(stage, batch) as notes:
        notes.keep_new("region", sorted(region.pk for region in made))
        if new_families:
            notes.keep_ranges(undo_notes.FAMILY, new_families.families)
            notes.keep_ranges(undo_notes.MEMBER, new_families.members)
        plans = _make_houses(comparison, notes)
        counts = _counts(batch, comparison, new_families)
        write_staged(stage, notes, now=now, by=by)
        notes.remember_new(undo_notes.FAMILY, NEW_FAMILIES)
        notes.remember_new(undo_notes.MEMBER, NEW_MEMBERS)
        _keep_spending(stage, notes, by)
        _keep_assessments(notes, plans, by)
    _log(batch, notes, by)
    return counts


def _counts(batch, comparison, new_families):
    """The comparison's counts, with the families that went straight into the register and those refused before."""
    families, (new, changed) = comparison.counts()
    families[REFUSED] = families.get(REFUSED, 0) + batch.families_refused
    if new_families:
        families[NEW] = families.get(NEW, 0) + count_keys(new_families.families)
        new += count_keys(new_families.members)
    return families, (new, changed)


def _keep_new_refusals(batch, comparison, before):
    """What the preview did not refuse and the commit does joins the list of refused rows."""
    with sealed_parts.PartWriter(batch, Kind.FINDINGS, goes_on=True) as findings:
        findings.add_all(finding for position, finding in comparison.register_errors if not before[position])
    now = comparison.rows.refusals()
    sealed_parts.store_bytes(batch, Kind.REFUSALS, [bytes(old or new for old, new in zip(before, now, strict=True))])


def _make_houses(comparison, notes):
    """Make the missing houses; returns the plans whose answers go into an assessment."""
    made, answered = [], []

    def make(plans):
        house_plans.show_changes(comparison.stage, plans)
        house_plans.change_houses(plans, notes)
        made.extend(house_plans.make_houses(comparison.stage, plans))
        answered.extend(plan for plan in plans if plan.new_answers)

    comparison.compare_houses(make)
    notes.keep_new(undo_notes.HOUSE, sorted(made))
    return answered


def _keep_spending(stage, notes, by):
    """The families' monthly total goes into the open survey round of their RT."""
    rows = list(stage.rows(SPENDING))
    for survey_round in SurveyRound.objects.filter(pk__in={row[1] for row in rows}):
        hold_open(survey_round)
    new = []
    for start in range(0, len(rows), FAMILIES_AT_ONCE):
        new += _keep_totals(rows[start : start + FAMILIES_AT_ONCE], notes, by)
    notes.keep_new("survey", sorted(new))


def _keep_totals(rows, notes, by):
    """Write some totals, each (family, round, rupiah, survey or None); returns the new surveys' keys."""
    now, made = timezone.now(), []
    known = HouseholdSurvey.objects.in_bulk([row[3] for row in rows if row[3]])
    for household, round_id, spending, survey in rows:
        if survey is None:
            fields = {"surveyor": by, "total_spending": spending, "date_reason": _("Tanggal impor berkas")}
            on = timezone.localdate()
            made.append(HouseholdSurvey(household_id=household, round_id=round_id, surveyed_on=on, **fields))
            continue
        row = known[survey]
        notes.keep("survey", row.pk, row.version + 1, {"total_spending": row.total_spending})
        row.total_spending, row.version, row.updated_at = spending, row.version + 1, now
    HouseholdSurvey.objects.bulk_update(known.values(), ["total_spending", "version", "updated_at"])
    made = HouseholdSurvey.objects.bulk_create(made)
    newest = HouseholdSurvey.objects.filter(household=OuterRef("pk")).order_by("-surveyed_on", "-pk")
    owners = Household.objects.filter(pk__in=[row.household_id for row in made])
    owners.update(latest_survey=Subquery(newest.values("pk")[:1]))
    return [row.pk for row in made]


def _keep_assessments(notes, plans, by):
    """The house columns of families in an open round, judged as any other assessment; some hundred at most."""
    made = []
    for plan in plans:
        found = HouseAssessment.objects.filter(house=plan.house, round=plan.round_id).first()
        assessment = found or HouseAssessment(
            house_id=plan.house,
            round_id=plan.round_id,
            assessed_on=timezone.localdate(),
            date_reason=_("Tanggal impor berkas"),
        )
        names = [*plan.new_answers, "unfit", "failing", "per_person_m2"]
        before = {name: getattr(assessment, name) for name in names}
        for name, value in plan.new_answers.items():
            setattr(assessment, name, value)
        record_assessment(assessment, by)
        if found:
            notes.keep("assessment", found.pk, found.version, before)
        else:
            made.append(assessment.pk)
    notes.keep_new("assessment", sorted(made))


def _log(batch, notes, by):
    rows = {kind: {"created": ranges} for kind, ranges in notes.created.items()}
    for kind, ranges in notes.changed.items():
        if ranges:
            rows.setdefault(kind, {})["changed"] = ranges
    log_batch(
        ImportBatch,
        action=LogEntry.Action.UPDATE,
        key=str(batch.pk),
        description=_("Impor %(name)s") % {"name": batch.original_name},
        ids=(),
        by=by,
        changes={"state": [State.PREVIEW, State.DONE]},
        rows=rows,
        count=sum(count_keys(ranges) for acts in rows.values() for ranges in acts.values()),
    )
