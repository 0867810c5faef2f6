"""Pages of evidence: photos and documents, and the one view that hands out their files."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations import evidence as intake
from locations import forms
from locations.filters import EvidenceFilter
from locations.models import Evidence
from locations.tables import EvidenceTable
from p2wkss.base.pages import AddPage, BasePage, DetailPage, EditPage, ListPage


class EvidenceList(ListPage):
    queryset = Evidence.objects.select_related("region", "uploaded_by")
    permission_required = "locations.view_evidence"
    filterset_class = EvidenceFilter
    table_class = EvidenceTable
    icon = "images"
    lead = gettext_lazy("Foto dan dokumen yang Anda boleh lihat.")
    empty_text = gettext_lazy("Unggah foto atau dokumen pertama.")


class EvidenceDetail(DetailPage):
    queryset = Evidence.objects.select_related("region", "uploaded_by")
    permission_required = "locations.view_evidence"
    template_name = "locations/evidence_detail.html"
    icon = "images"
    sections = [
        (gettext_lazy("Bukti"), ["kind", "phase", "region", "is_personal"]),
        (
            gettext_lazy("Asal"),
            ["taken_at", "taken_is_told", "latitude", "longitude", "uploaded_by", "created_at", "original_name"],
        ),
    ]


class EvidenceAdd(AddPage):
    queryset = Evidence.objects.all()
    permission_required = "locations.add_evidence"
    form_class = forms.EvidenceUploadForm
    title = gettext_lazy("Unggah bukti")
    success_message = gettext_lazy("Bukti disimpan.")

    def get_defaults(self):
        return {"uploaded_by": self.request.user, "content_type": "application/pdf", "size": 0}

    def save(self, form):
        """Hand the file to the intake, whose refusal is shown beside the file box."""
        cleaned = form.cleaned_data
        shared = {
            "by": self.request.user,
            "title": cleaned["title"],
            "region": cleaned["region"],
            "is_personal": cleaned["is_personal"],
        }
        try:
            if cleaned["kind"] == Evidence.Kind.PHOTO:
                taken = intake.store_photo(
                    cleaned["upload"], phase=cleaned["phase"], taken_on=cleaned["taken_on"], **shared
                )
            else:
                taken = intake.store_document(cleaned["upload"], **shared)
        except ValidationError as error:
            raise ValidationError({"upload": error.messages}) from None
        for warning in taken.warnings:
            messages.warning(self.request, warning)
        return taken.evidence


class EvidenceEdit(EditPage):
    queryset = Evidence.objects.all()
    permission_required = "locations.change_evidence"
    form_class = forms.EvidenceForm


class EvidenceFile(BasePage):
    """The stored file itself, or its small picture, to whoever may see the evidence."""

    queryset = Evidence.objects.all()
    permission_required = "locations.view_evidence"
    small = False

    def get(self, request, *args, **kwargs):
        evidence = self.get_object()
        stored = evidence.thumbnail if self.small else evidence.file
        try:
            handle = stored.open("rb")
        except (FileNotFoundError, ValueError):
            raise Http404(_("Berkas ini tidak ada lagi.")) from None
        is_photo = evidence.kind == Evidence.Kind.PHOTO
        return FileResponse(
            handle,
            content_type="image/jpeg" if is_photo else evidence.content_type,
            as_attachment=not is_photo,
            filename=None if is_photo else evidence.original_name,
        )
