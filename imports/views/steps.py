"""The steps of an import: upload, match columns, store, cancel, undo, and the files that belong to it."""

import uuid
from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import ImportBatch
from imports.columns.headings import KELURAHAN, OPENSID, recognise
from imports.columns.scope import Scope
from imports.forms import ColumnsForm, UploadForm
from imports.programs import ADVICE, PROGRAMS
from imports.services import batches, tasks
from imports.services.template import FILE_NAME, write_template
from imports.views.pages import PERMISSION
from p2wkss.base import formats
from p2wkss.base.forms import REASON, TOKEN, ReasonForm
from p2wkss.base.models import FormToken
from p2wkss.base.pages import ActionPage, BasePage, StartPage, note_access
from p2wkss.base.pages.saving import Repeated, spend_token
from p2wkss.base.sheets import XLSX
from p2wkss.base.sheets.responses import CONTENT_TYPES, file_response
from p2wkss.base.trace import current_request_id

State = ImportBatch.State


class StepPage(StartPage):
    """A step of one batch that may take long."""

    queryset = ImportBatch.objects.select_related("owner")
    permission_required = PERMISSION
    url_base = "imports:import"

    def get_parents(self):
        return parents_of(self.object)


class ImportUpload(StepPage):
    """A file arrives, is kept sealed, and read. One that cannot be read is refused beside its field."""

    template_name = "imports/upload.html"
    form_class = UploadForm
    title = gettext_lazy("Unggah data keluarga")
    lead = gettext_lazy("Berkas diperiksa dahulu. Anda melihat hasilnya sebelum ada yang disimpan.")
    icon = "upload"
    confirm_label = gettext_lazy("Unggah dan periksa")

    def post(self, request, *args, **kwargs):
        form = self.build_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                spend_token(form.token)
                batch = batches.receive(file.chunks(), owner=request.user, filename=file.name)
                FormToken.objects.filter(token=form.token).update(location=batch.get_absolute_url())
        except Repeated as repeated:
            return redirect(repeated.location or self.get_success_url())
        if batch.state == State.RECEIVED:
            tasks.start_preview(batch)
        if batch.state == State.FAILED:
            return self.refuse(batch)
        if batch.state == State.PARSED:
            return redirect("imports:import_columns", batch.public_id)
        return redirect(batch)

    def refuse(self, batch):
        data = self.request.POST.copy()
        data[TOKEN] = str(uuid.uuid4())  # the next file is another upload
        form = self.build_form(data)
        for sentence in batch.messages:
            form.add_error("file", sentence)
        return self.show(form)

    def get_success_url(self):
        return reverse("imports:import_list")


class ImportPreview(StepPage):
    """Read a waiting batch once more, for instance after the reading was cut off."""

    title = gettext_lazy("Periksa berkas")
    text = gettext_lazy("Berkas dibaca dari awal sampai akhir.")
    consequences = [gettext_lazy("Belum ada yang disimpan."), gettext_lazy("Hasilnya tampil sebagai pratinjau.")]
    confirm_label = gettext_lazy("Periksa berkas")

    def check(self, batch):
        if not batch.is_waiting:
            raise ValidationError(_("Impor ini sudah selesai. Unggah berkasnya sekali lagi."))

    def start(self, batch, form):
        tasks.start_preview(batch)


class ImportColumns(StepPage):
    """Say what the columns of the file hold, and read it again."""

    template_name = "imports/columns.html"
    form_class = ColumnsForm
    title = gettext_lazy("Pasangkan kolom")
    lead = gettext_lazy("Judul kolom di berkas Anda, dan apa artinya di portal.")
    confirm_label = gettext_lazy("Periksa lagi")

    def get_form_kwargs(self):
        known = batches.columns_of(self.object)
        header = known.get("header", [])
        if self.object.state == State.PREVIEW:
            layout, matched = known["layout"], {at: key for key, at in known["columns"].items()}
        else:  # what is known of a header beside it is that of an earlier one
            layout, matched = recognise(header, known.get("headings") or {}, known.get("chosen_layout", ""))
        return {
            **super().get_form_kwargs(),
            "header": header,
            "matched": matched,
            "layout": layout,
            "sheets": known.get("sheets", []),
            "sheet": known.get("chosen_sheet") or known.get("sheet") or "",
            "places": self.get_places(layout, matched),
            "place": known.get("chosen_kelurahan") or "",
        }

    def get_places(self, layout, matched):
        """The kelurahan to choose from: asked where OpenSID's sheet names none, and its sender works in several."""
        is_asked = layout == OPENSID.name and KELURAHAN not in matched.values()
        scope = Scope.of(self.object.owner)
        return scope.kelurahan_choices() if is_asked and not scope.has_one_kelurahan else []

    def show(self, form):
        if not self.object.is_waiting or not form.headings:
            messages.info(self.request, _("Kolom berkas ini tidak dapat dipasangkan. Unggah berkasnya sekali lagi."))
            return redirect(self.object)
        return super().show(form)

    def check(self, batch):
        if not batch.is_waiting:
            raise ValidationError(_("Impor ini sudah selesai. Unggah berkasnya sekali lagi."))

    def start(self, batch, form):
        tasks.start_preview(batch, **form.chosen)


class ImportCommit(StepPage):
    title = gettext_lazy("Simpan semua")
    confirm_label = gettext_lazy("Simpan semua")
    only_valid = False

    def get_text(self):
        return _("%(new)s keluarga baru dan %(changed)s keluarga berubah akan disimpan.") % {
            "new": formats.number(self.object.families_new),
            "changed": formats.number(self.object.families_changed),
        }

    def get_consequences(self):
        return [
            _("Isian kosong di berkas tidak menghapus data yang sudah ada."),
            _("Keluarga yang diubah orang lain setelah pratinjau tidak ditimpa."),
            _("Penyimpanan dicatat atas nama Anda, dan dapat dikembalikan selama 30 hari."),
        ]

    def check(self, batch):
        if batch.state == State.PREVIEW and not self.may_start(batch):
            raise ValidationError(_("Impor ini tidak dapat disimpan. Periksa pratinjaunya."), code="not_ready")
        if batch.state in (State.RECEIVED, State.PARSED, State.FAILED, State.CANCELLED, State.UNDOING, State.UNDONE):
            raise ValidationError(_("Impor ini tidak dapat disimpan. Periksa pratinjaunya."), code="not_ready")

    def may_start(self, batch):
        return batch.may_be_committed_whole

    def start(self, batch, form):
        tasks.start_commit(batch, self.request.user, only_valid=self.only_valid)


class ImportCommitValid(ImportCommit):
    title = gettext_lazy("Simpan hanya keluarga yang benar")
    confirm_label = gettext_lazy("Simpan keluarga yang benar")
    only_valid = True

    def get_consequences(self):
        skipped = _("%(count)s keluarga yang punya baris salah tidak disimpan, termasuk anggota lainnya.") % {
            "count": formats.number(self.object.families_refused)
        }
        return [skipped, _("Baris yang ditolak dapat diunduh, diperbaiki, dan diunggah lagi.")] + (
            super().get_consequences()
        )

    def may_start(self, batch):
        return batch.may_be_committed_whole or batch.may_be_committed_in_part


class ImportCancel(ActionPage):
    queryset = ImportBatch.objects.select_related("owner")
    permission_required = PERMISSION
    url_base = "imports:import"
    title = gettext_lazy("Batalkan impor")
    confirm_label = gettext_lazy("Batalkan impor")
    consequences = [
        gettext_lazy("Berkas dan pratinjaunya langsung dihapus."),
        gettext_lazy("Data keluarga tidak berubah."),
    ]
    success_message = gettext_lazy("Impor dibatalkan.")

    def act(self, record, form):
        batches.cancel(record, self.request.user)

    def get_parents(self):
        return parents_of(self.object)


class ImportUndo(StepPage):
    form_class = ReasonForm
    tone = "danger"
    title = gettext_lazy("Kembalikan impor")
    confirm_label = gettext_lazy("Kembalikan impor")
    consequences = [
        gettext_lazy("Keluarga dan anggota yang baru dari impor ini dihapus; yang diubah kembali seperti semula."),
        gettext_lazy("Yang sudah diubah orang setelah impor dibiarkan, dan disebutkan satu per satu."),
        gettext_lazy("Alasan dan nama Anda dicatat."),
    ]

    def get_text(self):
        return _("Impor ini menambah %(new)s keluarga dan mengubah %(changed)s keluarga.") % {
            "new": formats.number(self.object.families_new),
            "changed": formats.number(self.object.families_changed),
        }

    def check(self, batch):
        if not batch.may_be_undone and batch.state != State.UNDOING:
            raise ValidationError(_("Impor ini tidak dapat dikembalikan lagi."))

    def start(self, batch, form):
        tasks.start_undo(batch, self.request.user, reason=form.cleaned_data[REASON])


class ImportRefused(BasePage):
    """The refused rows as the file they came in, with a column that says why.

    They hold identity numbers: whoever sent them gets them back; somebody else needs the permission, and a reason.
    """

    queryset = ImportBatch.objects.all()
    permission_required = PERMISSION
    template_name = "base/confirm.html"
    title = gettext_lazy("Unduh baris yang ditolak")

    def get(self, request, *args, **kwargs):
        self.object = self.get_permitted()
        if self.object.owner_id == request.user.pk:
            return self.send(_("Memperbaiki baris yang ditolak"))
        return self.ask(ReasonForm(user=request.user))

    def post(self, request, *args, **kwargs):
        self.object = self.get_permitted()
        form = ReasonForm(request.POST, user=request.user)
        return self.send(form.cleaned_data[REASON]) if form.is_valid() else self.ask(form)

    def get_permitted(self):
        batch, user = self.get_object(), self.request.user
        if batch.owner_id != user.pk and not user.has_perm("households.export_identity"):
            raise PermissionDenied(_("Baris yang ditolak memuat NIK, jadi hanya pengunggahnya yang dapat mengunduh."))
        return batch

    def ask(self, form):
        return self.render(
            title=_("Unduhan ini memuat NIK milik unggahan orang lain"),
            text=_("Tulis untuk apa berkas ini dipakai. Simpan di tempat yang aman dan hapus bila sudah selesai."),
            consequences=[_("Nama Anda, alasan dan jumlah data dicatat."), _("Berkas langsung diunduh.")],
            confirm_label=_("Unduh"),
            form=form,
            cancel_url=self.object.get_absolute_url(),
        )

    def send(self, reason):
        batch = self.object
        try:
            fmt, content = batches.refused_file(batch)
        except ValidationError as problem:
            messages.warning(self.request, " ".join(problem.messages))
            return redirect(batch)
        note_access(
            user=self.request.user,
            kind="export",
            subject=f"{batch._meta.label_lower} {batch.public_id} ({fmt})",
            reason=reason,
            ids=[batch.pk],
            count=batch.rows_error,
            request_id=current_request_id(),
        )
        return file_response(_("ditolak %(name)s") % {"name": PurePath(str(batch)).stem}, content, fmt)

    def get_parents(self):
        return parents_of(self.object)


class ImportPrograms(BasePage):
    """What the programs people have do to files, and how to save so that nothing is lost."""

    permission_required = PERMISSION
    template_name = "imports/programs.html"
    title = gettext_lazy("Menyimpan berkas tanpa kehilangan angka")

    def get(self, request, *args, **kwargs):
        return self.render(programs=PROGRAMS, advice=ADVICE)


class ImportTemplate(BasePage):
    """The empty sheet to fill in."""

    permission_required = PERMISSION

    def get(self, request, *args, **kwargs):
        return FileResponse(
            write_template(request.user), as_attachment=True, filename=FILE_NAME, content_type=CONTENT_TYPES[XLSX]
        )


def parents_of(batch):
    parents = [(_("Impor data keluarga"), reverse("imports:import_list"))]
    return parents + ([(str(batch), batch.get_absolute_url())] if batch is not None else [])
