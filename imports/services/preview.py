"""What a preview finds out about a file, and keeps sealed for its pages and for the commit."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import ImportBatch, ImportPart
from imports.columns.headings import KELURAHAN
from imports.columns.scope import Scope, open_rounds
from imports.keeping import sealed_parts
from imports.keeping.preview_rows import FAMILIES_A_PART, LAYOUT
from imports.reading.register_file import open_register, rejection_verdict
from imports.services.state import Progress, forget_parts, keep_columns, reading_options, set_fields
from imports.staging.compare import Comparison
from imports.staging.database_thread import DatabaseThread
from imports.staging.differences import CHANGED, NEW, REFUSED, RENEWED, UNCHANGED
from imports.staging.house_plans import show_changes
from imports.staging.preview_versions import fingerprints
from imports.staging.stage import Stage
from imports.staging.stage_rows import RegisteredHeads, stage_rows
from locations.codes import label_of
from p2wkss.base.intake.reader import Rejected

SHOWN_REGIONS = 10
# What a later look at the columns may mend; every other refusal is final.
MENDABLE = ("kelurahan_asked", "header_unknown", "header_missing_column", "header_duplicate", "sheet_unknown")
State, Kind = ImportBatch.State, ImportPart.Kind


def examine(batch, file, columns):
    """Read the file to its end and keep what was found; raises Rejected. `columns` is what the user chose."""
    scope = Scope.of(batch.owner)
    with Stage(connection) as stage, sealed_parts.Apart() as apart:
        with sealed_parts.PartWriter(batch, Kind.FINDINGS, apart=apart) as findings:
            lookups = scope.lookups(
                families_with_head=RegisteredHeads(stage), kelurahan=columns.get("chosen_kelurahan")
            )
            reading = open_register(file, lookups=lookups, **reading_options(batch, columns))
            _require_kelurahan(reading.table, lookups)
            _read(batch, stage, reading, findings.add_all, apart)
            comparison = Comparison(stage, scope, reading, findings.add_all)
            comparison.compare(rounds=open_rounds())
            comparison.compare_houses(lambda plans: show_changes(stage, plans))
        regions = comparison.new_regions()
        found = {"new_regions": regions, "is_grouped": stage.is_grouped, "layout_of_rows": LAYOUT}
        found["rows_kept"] = sealed_parts.count_items(batch, Kind.ROWS)
        keep_columns(batch, columns | header_of(reading.table) | found, apart)
        with sealed_parts.PartWriter(batch, Kind.FAMILIES, apart=apart) as families:
            families.add_all(comparison.families())
        with sealed_parts.PartWriter(batch, Kind.VERSIONS, apart=apart) as versions:
            versions.add_all(fingerprints(stage))
        sealed_parts.store_bytes(batch, Kind.REFUSALS, [reading.refusals()])
        verdict = reading.verdict()
        set_fields(
            batch,
            state=State.PREVIEW,
            outcome=verdict.outcome,
            codes=list(verdict.codes),
            messages=list(verdict.messages),
            notes=_notes(comparison, regions),
            rows_seen=verdict.rows_seen,
            rows_ok=verdict.rows_ok,
            rows_error=verdict.rows_error,
            rows_done=verdict.rows_seen,
            rows_total=verdict.rows_seen,
            previewed_at=timezone.now(),
            **count_fields(*comparison.counts()),
        )


def _require_kelurahan(table, lookups):
    """A file that names no kelurahan, as OpenSID writes it, is about one: its sender says once which."""
    if KELURAHAN not in table.columns and lookups.places.default is None:
        table.close()
        message = _("Berkas ini tidak menyebut kelurahan. Pilih kelurahannya satu kali untuk seluruh berkas.")
        raise Rejected("kelurahan_asked", message, details={"header": list(table.header)})


def _read(batch, stage, reading, hear, apart):
    """Judge and stage every row; the good ones are kept for the commit."""
    with (
        sealed_parts.PartWriter(batch, Kind.ROWS, apart=apart, items_a_part=FAMILIES_A_PART) as rows,
        DatabaseThread(stage) as thread,
    ):
        stage_rows(reading, stage, keep=rows.add_all, hear=hear, progress=Progress(batch), thread=thread)
    for finding in reading.family_findings():
        hear([finding])


def header_of(table):
    """What the mapping page shows of a table."""
    return {
        "header": list(table.header),
        "columns": dict(table.columns),
        "layout": table.layout,
        "sheet": table.sheet,
        "sheets": table.sheets,
    }


def reject(batch, rejected, columns):
    """The file cannot be read as a whole; where other headings or another sheet may help, it is kept for that."""
    verdict = rejection_verdict(rejected)
    is_mendable = rejected.code in MENDABLE
    forget_parts(batch, but=[Kind.UPLOAD] if is_mendable else [])
    if is_mendable:
        keep_columns(batch, columns | {"header": rejected.details.get("header", [])})
    set_fields(
        batch,
        state=State.PARSED if is_mendable else State.FAILED,
        outcome=verdict.outcome,
        codes=list(verdict.codes),
        messages=list(verdict.messages),
        notes=[],
        rows_seen=verdict.rows_seen,
        rows_ok=0,
        rows_error=verdict.rows_error,
        **count_fields({}, (0, 0)),
    )


def _notes(comparison, regions):
    """Sentences about the whole file that are no findings: nothing is wrong with it."""
    found = []
    if regions:
        names = [label_of(code) for code in regions[:SHOWN_REGIONS]]
        more = _(" dan lainnya") if len(regions) > SHOWN_REGIONS else ""
        found.append(
            _("%(count)d RT belum ada dan akan dibuat: %(names)s%(more)s.")
            % {"count": len(regions), "names": ", ".join(names), "more": more}
        )
    if renewed := comparison.renewed_cards():
        found.append(
            _("%(count)d kartu keluarga diperbarui: keluarga yang sama dengan nomor KK baru.") % {"count": renewed}
        )
    without_round, detailed = comparison.spending_not_kept()
    if without_round:
        found.append(
            _("Pengeluaran bulanan %(count)d keluarga tidak disimpan karena tidak ada pendataan terbuka di RT-nya.")
            % {"count": without_round}
        )
    if detailed:
        found.append(
            _("%(count)d keluarga sudah punya rincian pengeluaran dari pendataan; jumlah di berkas tidak dipakai.")
            % {"count": detailed}
        )
    return found


def count_fields(families, members):
    """The batch's fields for `Comparison.counts()`."""
    return {
        "families_new": families.get(NEW, 0),
        "families_changed": families.get(CHANGED, 0) + families.get(RENEWED, 0),
        "families_unchanged": families.get(UNCHANGED, 0),
        "families_refused": families.get(REFUSED, 0),
        "members_new": members[0],
        "members_changed": members[1],
    }
