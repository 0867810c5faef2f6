"""Frozen sheets: what was told, when, by whom, and whether it is still what it was."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.base.pages import ActionPage, BasePage, ListPage, Status
from p2wkss.base.sheets.responses import file_response
from reports import services
from reports.forms import SnapshotForm
from reports.models import Snapshot
from reports.tables import SnapshotTable
from reports.views.sheets import file_links, wanted_file, written

SHOWN = 100


class SnapshotMixin:
    """Rows of frozen sheets as `services.snapshots_for` narrows them."""

    queryset = Snapshot.objects.all()
    permission_required = "reports.view_snapshot"

    def visible(self):
        return services.snapshots_for(self.request.user)


class SnapshotList(SnapshotMixin, ListPage):
    table_class = SnapshotTable
    icon = "archive"
    lead = gettext_lazy("Lembar yang dibekukan seperti saat disampaikan, dengan sidik berkasnya.")
    empty_text = gettext_lazy("Bekukan sebuah lembar saat Anda menyampaikannya ke provinsi.")
    add_label = gettext_lazy("Bekukan lembar")

    def prepare(self, rows):
        return rows.select_related("taken_by", "target_area__kelurahan", "target_area__programme_year").defer(
            "columns", "rows"
        )


class SnapshotDetail(SnapshotMixin, BasePage):
    template_name = "reports/snapshot_detail.html"
    icon = "archive"

    def get(self, request, public_id):
        self.object = self.get_object()
        columns, rows = services.snapshot_table(self.object)
        return self.render(
            columns=columns,
            rows=written(rows[:SHOWN]),
            shown=SHOWN,
            row_count=len(rows),
            downloads=file_links(reverse("reports:snapshot_file", args=[public_id])),
        )

    @cached_property
    def is_intact(self) -> bool:
        return services.fingerprint(self.object) == self.object.sha256

    def get_title(self):
        return self.object.title

    def get_status(self):
        if self.is_intact:
            return Status(_("Sidik cocok"), "success")
        return Status(_("Sidik tidak cocok"), "danger")

    def get_parents(self):
        return super().get_parents()[:1]


class SnapshotFile(SnapshotMixin, BasePage):
    """The frozen sheet as a file."""

    def get(self, request, public_id):
        snapshot = self.get_object()
        fmt, delimiter = wanted_file(request)
        name = f"{snapshot.sheet}-{snapshot.target_area.programme_year.year}-{snapshot.created_at:%Y%m%d}"
        return file_response(name, services.snapshot_file(snapshot, fmt, delimiter=delimiter), fmt)


class SnapshotAdd(SnapshotMixin, ActionPage):
    """Freeze a sheet of a lokus as it is now."""

    permission_required = "reports.add_snapshot"
    title = gettext_lazy("Bekukan lembar")
    icon = "archive"
    text = gettext_lazy("Pilih lembar dan lokus yang laporannya Anda sampaikan.")
    consequences = [
        gettext_lazy("Isi lembar disimpan seperti saat ini dan tidak dapat diubah lagi."),
        gettext_lazy("Sidik SHA-256 berkasnya dicatat, sehingga salinan dapat diperiksa keasliannya."),
        gettext_lazy("Angka orang di bawah lima disembunyikan, karena tim penilai dan pimpinan dapat membukanya."),
    ]
    confirm_label = gettext_lazy("Bekukan laporan ini")
    form_class = SnapshotForm
    success_message = gettext_lazy("Lembar dibekukan.")

    def get_form_kwargs(self):
        initial = {"sheet": self.request.GET.get("lembar"), "target_area": self.request.GET.get("lokus")}
        return {**super().get_form_kwargs(), "initial": initial}

    def act(self, record, form):
        chosen = form.cleaned_data
        snapshot = services.take_snapshot(
            sheet=chosen["sheet"], target_area=chosen["target_area"], by=self.request.user
        )
        return reverse("reports:snapshot_detail", args=[snapshot.public_id])
