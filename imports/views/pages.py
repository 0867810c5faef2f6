"""Pages of imports: the batches, one batch in whatever state it is, and what its preview found."""

from django.db.models import OuterRef
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from households.models import ImportBatch, ImportPart
from households.views.sections import OnlyFilled
from imports.filters import ImportFilter
from imports.services import batches, pages
from imports.tables import FamilyEntryTable, FindingTable, ImportTable
from imports.views.notices import notice_of
from imports.wording import Verdict
from locations.models import Region
from p2wkss.base import formats
from p2wkss.base.pages import Action, BasePage, DetailPage, Link, ListPage, Row, Status
from p2wkss.base.pages.paging import page_number

PERMISSION = "households.import_household"
SHOWN, PER_PAGE = 10, 50
State = ImportBatch.State
# Also once it is done: its process may still have to let go of it.
UNDOING = (State.UNDOING, State.UNDONE)


def say_kilobytes(size) -> str:
    return _("%(size)s KB") % {"size": formats.number(-(-size // 1024))}


class ImportList(ListPage):
    queryset = ImportBatch.objects.all()
    for_page = "for_list"
    permission_required = PERMISSION
    filterset_class = ImportFilter
    table_class = ImportTable
    template_name = "imports/list.html"
    icon = "file-earmark-arrow-up"
    title = gettext_lazy("Impor data keluarga")
    lead = gettext_lazy("Berkas yang pernah diunggah: yang menunggu disimpan, dan riwayatnya.")
    empty_title = gettext_lazy("Belum ada berkas")
    empty_text = gettext_lazy("Unggah data keluarga dari Excel atau CSV. Isinya diperiksa dahulu sebelum disimpan.")

    def get_primary_action(self):
        return Link(_("Unggah berkas"), reverse("imports:import_add"), icon="upload")


class ImportDetail(OnlyFilled, DetailPage):
    queryset = ImportBatch.objects.select_related("owner", "committed_by", "undone_by").annotate(
        has_upload=pages.has_upload(OuterRef("pk"))
    )
    permission_required = PERMISSION
    template_name = "imports/detail.html"
    icon = "file-earmark-arrow-up"
    only_filled = frozenset({"previewed_at", "committed_at", "committed_by", "undone_at", "undone_by"})
    sections = [
        (
            gettext_lazy("Berkas"),
            [
                "owner",
                Row("created_at", gettext_lazy("Diunggah"), formats.waktu),
                Row("size", gettext_lazy("Ukuran berkas"), say_kilobytes),
                Row("previewed_at", gettext_lazy("Diperiksa"), formats.waktu),
                Row("committed_at", gettext_lazy("Disimpan"), formats.waktu),
                "committed_by",
                Row("undone_at", pgettext_lazy("impor", "Dikembalikan"), formats.waktu),
                "undone_by",
            ],
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Simpan semua"),
            "imports:import_commit",
            PERMISSION,
            tone="primary",
            icon="save",
            when=lambda batch: batch.may_be_committed_whole,
        ),
        Action(
            gettext_lazy("Simpan hanya keluarga yang benar"),
            "imports:import_commit_valid",
            PERMISSION,
            tone="primary",
            icon="save",
            when=lambda batch: batch.may_be_committed_in_part,
        ),
        Action(
            gettext_lazy("Periksa berkas"),
            "imports:import_preview",
            PERMISSION,
            tone="primary",
            icon="search",
            when=lambda batch: batch.state == State.RECEIVED,
        ),
        Action(
            gettext_lazy("Pasangkan kolom"),
            "imports:import_columns",
            PERMISSION,
            tone="primary",
            icon="columns-gap",
            when=lambda batch: batch.state == State.PARSED,
        ),
        Action(
            gettext_lazy("Pasangkan kolom"),
            "imports:import_columns",
            PERMISSION,
            icon="columns-gap",
            when=lambda batch: batch.state == State.PREVIEW,
        ),
        Action(
            gettext_lazy("Kembalikan impor ini"),
            "imports:import_undo",
            PERMISSION,
            icon="arrow-counterclockwise",
            when=lambda batch: batch.may_be_undone,
        ),
        Action(
            gettext_lazy("Batalkan"),
            "imports:import_cancel",
            PERMISSION,
            icon="x-lg",
            when=lambda batch: batch.is_waiting,
        ),
    ]

    def get_object(self):
        return put_back(super().get_object())

    def get_status(self):
        return Status.of(ImportBatch.State(self.object.state))

    def get_parents(self):
        return [(_("Impor data keluarga"), reverse("imports:import_list"))]

    def get_primary_action(self):
        if self.object.state in (State.FAILED, State.CANCELLED):
            return Link(_("Unggah berkas"), reverse("imports:import_add"), icon="upload")
        return None

    def get_actions(self):
        return [] if self.object.worker else super().get_actions()

    def get_context(self, **context):
        batch = self.object
        if batch.worker:
            return super().get_context(
                **context, job=job_of(batch), progress_url=reverse("imports:import_progress", args=[batch.public_id])
            )
        found = {"families": None, "findings": None, "kept": []}
        if batch.outcome and batch.state != State.FAILED:
            found = self.found_in(batch)
        return super().get_context(
            **context, notice=notice_of(batch), figures=figures_of(batch), refused=self.refused_link(), **found
        )

    def found_in(self, batch):
        """The first families and findings; tables are None where nothing is kept of them any more."""
        (families, more_families), (findings, more_findings) = pages.first_of(batch, SHOWN)
        return {
            "families": FamilyEntryTable(
                families, kelurahan=kelurahan_names(families), is_own=batch.owner_id == self.request.user.pk
            )
            if families
            else None,
            "more_families": more_families,
            "findings": FindingTable(findings) if findings else None,
            "more_findings": more_findings,
            "kept": batches.kept_families(batch) if batch.families_kept else [],
        }

    def refused_link(self):
        """The refused rows hold identity numbers as they were typed: for whoever sent them, or may take them out."""
        batch, user = self.object, self.request.user
        is_there = batch.state in (State.PREVIEW, State.DONE) and (batch.rows_error or batch.families_edited)
        may = batch.owner_id == user.pk or user.has_perm("households.export_identity")
        if not is_there or not may or not batch.has_upload:
            return None
        url = reverse("imports:import_refused", args=[batch.public_id])
        return Link(_("Unduh baris yang ditolak"), url, icon="download")


class PartPage(BasePage):
    """A page of what the preview found, all or of one kind (`?jenis=`)."""

    queryset = ImportBatch.objects.all()
    permission_required = PERMISSION
    template_name = "imports/part.html"
    icon = "file-earmark-arrow-up"
    kinds: dict = {}

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        kind = request.GET.get("jenis", "")
        kind = kind if kind in self.kinds else ""
        number = page_number(request.GET.get("page", ""))
        found, more = self.entries((number - 1) * PER_PAGE, kind)
        if not found and number > 1:
            number = 1
            found, more = self.entries(0, kind)
        return self.render(
            kinds=[{"value": value, "label": label, "active": value == kind} for value, label in self.tabs()],
            table=self.table(found, number=number, per_page=PER_PAGE, more=more) if found else None,
            is_gone=not pages.count_of(self.object, self.part),
        )

    def tabs(self):
        return [("", _("Semua")), *self.kinds.items()]

    def get_parents(self):
        return [
            (_("Impor data keluarga"), reverse("imports:import_list")),
            (str(self.object), self.object.get_absolute_url()),
        ]

    def get_lead(self):
        return str(self.object)


class ImportFamilies(PartPage):
    title = gettext_lazy("Keluarga dalam berkas")
    part = ImportPart.Kind.FAMILIES
    kinds = dict(Verdict.choices)

    def entries(self, start, kind):
        return pages.page_of_families(self.object, start, PER_PAGE, verdict=kind)

    def table(self, found, **paging):
        is_own = self.object.owner_id == self.request.user.pk
        return FamilyEntryTable(found, kelurahan=kelurahan_names(found), is_own=is_own, **paging)


class ImportFindings(PartPage):
    title = gettext_lazy("Temuan per baris")
    part = ImportPart.Kind.FINDINGS
    kinds = {"error": gettext_lazy("Salah"), "warning": gettext_lazy("Perlu diperiksa")}

    def entries(self, start, kind):
        return pages.page_of_findings(self.object, start, PER_PAGE, severity=kind)

    def table(self, found, **paging):
        return FindingTable(found, **paging)


class ImportProgress(BasePage):
    """How far the work on a batch is, as static/js/progress.js asks for it."""

    queryset = ImportBatch.objects.all()
    permission_required = PERMISSION

    def get(self, request, *args, **kwargs):
        batch = put_back(self.get_object())
        job = job_of(batch)
        return JsonResponse(
            {
                "percent": job["percent"],
                "text": say_progress(batch),
                "finished": not batch.worker,
                "url": batch.get_absolute_url(),
            }
        )


def put_back(batch):
    """The batch as it is: one whose process was killed is at work no more."""
    if batch.worker and batches.recover():
        batch.refresh_from_db()
    return batch


def job_of(batch) -> dict:
    """What templates/_partials/job_progress.html prints."""
    label, state_label = _("Berkas sedang diperiksa"), _("Baris terbaca")
    if batch.state in (State.COMMITTING, State.DONE):
        label = _("Data sedang disimpan")
    if batch.state in UNDOING:
        label = state_label = _("Impor sedang dikembalikan")
    return {
        "label": label,
        "state_label": state_label,
        "percent": batch.progress_percent,
        "text": say_progress(batch),
    }


def say_progress(batch) -> str:
    counts = {"done": formats.number(batch.rows_done), "total": formats.number(batch.rows_total)}
    if batch.state in UNDOING:
        counts["time"] = formats.waktu(batch.heartbeat_at)
        text = _("Dimulai %(time)s. Anda boleh meninggalkan halaman ini; pekerjaan tetap berjalan.")
    elif batch.rows_total:
        text = _(
            "%(done)s dari %(total)s baris selesai. Anda boleh meninggalkan halaman ini; pekerjaan tetap berjalan."
        )
    else:
        text = _("%(done)s baris selesai. Anda boleh meninggalkan halaman ini; pekerjaan tetap berjalan.")
    return text % counts


def figures_of(batch) -> list[dict]:
    """The counts of a file that was read."""
    if not batch.outcome or batch.outcome == ImportBatch.Outcome.REJECT_FILE:
        return []
    families = reverse("imports:import_families", args=[batch.public_id])
    counted = [
        (Verdict.NEW.label, batch.families_new, "new"),
        (Verdict.CHANGED.label, batch.families_changed, "changed"),
        (Verdict.UNCHANGED.label, batch.families_unchanged, "unchanged"),
        (Verdict.REFUSED.label, batch.families_refused, "refused"),
    ]
    return [
        {
            "label": label,
            "value": formats.number(count),
            "unit": "",
            "url": f"{families}?jenis={kind}" if count and batch.state != State.UNDONE else "",
        }
        for label, count, kind in counted
    ]


def kelurahan_names(entries) -> dict:
    """{code: name} of the kelurahan that these families live in."""
    codes = {".".join(entry.region.split(".")[:4]) for entry in entries if entry.region}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
