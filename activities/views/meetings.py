"""Pages of meetings with action points, and of visits after the programme."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from activities.filters import ActionPointFilter, MeetingFilter, PostProgrammeVisitFilter
from activities.forms.people import ActionPointForm, MeetingForm, OwnActionPointForm, PostProgrammeVisitForm
from activities.models import ActionPoint, Meeting, PostProgrammeVisit
from activities.resources import ActionPointResource, MeetingResource, PostProgrammeVisitResource
from activities.tables.people import POINT_TONES, ActionPointTable, MeetingTable, PostProgrammeVisitTable
from activities.views.opened import OpenedFrom
from activities.views.photos import KeepsPhoto, NothingEmpty
from households.views.sections import OnlyFilled
from locations.evidence import store_document
from locations.tables import EvidenceTable
from p2wkss.base.pages import AddPage, DetailPage, EditPage, ListPage, Related, Status


class MeetingList(ListPage):
    queryset = Meeting.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_meeting"
    filterset_class = MeetingFilter
    table_class = MeetingTable
    resource_class = MeetingResource
    export_permission = "activities.view_meeting"
    icon = "chat-left-text"
    lead = gettext_lazy("Rapat koordinasi perangkat daerah, notulen dan tindak lanjutnya.")
    empty_title = gettext_lazy("Belum ada rapat koordinasi")
    empty_text = gettext_lazy("Catat rapat koordinasi pertama.")


class MeetingDetail(OnlyFilled, DetailPage):
    queryset = Meeting.objects.for_list().select_related("document")
    permission_required = "activities.view_meeting"
    icon = "chat-left-text"
    only_filled = frozenset({"agenda", "document"})
    sections = [
        (gettext_lazy("Rapat"), ["date", "place", "programme_year", "attendees"]),
        (gettext_lazy("Isi"), ["agenda", "minutes", "document"]),
    ]
    related = [
        Related(
            gettext_lazy("Tindak lanjut"),
            "action_points",
            ActionPointTable,
            add="activities:actionpoint_add",
            add_label=gettext_lazy("Tambah tindak lanjut"),
            field="meeting",
            exclude=("meeting",),
            empty_title=gettext_lazy("Belum ada tindak lanjut"),
        )
    ]

    def get_title(self):
        return self.object.title


class MeetingForms:
    """What adding and editing a meeting share: the file of the minutes."""

    form_class = MeetingForm

    def save(self, form):
        meeting = super().save(form)
        if form.cleaned_data["upload"]:
            self.keep_minutes(meeting, form.cleaned_data["upload"])
        return meeting

    def keep_minutes(self, meeting, upload):
        try:
            taken = store_document(upload, by=self.request.user, title=str(meeting)[:200], is_personal=False)
        except ValidationError as error:
            raise ValidationError({"upload": error.messages}) from None
        meeting.document = taken.evidence
        meeting.save(update_fields=["document", "updated_at"])
        for warning in taken.warnings:
            messages.warning(self.request, warning)


class MeetingAdd(MeetingForms, AddPage):
    queryset = Meeting.objects.all()
    permission_required = "activities.add_meeting"


class MeetingEdit(MeetingForms, EditPage):
    queryset = Meeting.objects.for_list()
    permission_required = "activities.change_meeting"


class ActionPointList(ListPage):
    queryset = ActionPoint.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_actionpoint"
    filterset_class = ActionPointFilter
    table_class = ActionPointTable
    resource_class = ActionPointResource
    export_permission = "activities.view_actionpoint"
    icon = "check2-square"
    lead = gettext_lazy("Apa yang disepakati dalam rapat, siapa yang mengerjakan, dan sampai kapan.")
    empty_text = gettext_lazy("Tindak lanjut dicatat pada halaman rapatnya.")

    def get_primary_action(self):
        """An action point is added on the page of its meeting."""
        return


class ActionPointDetail(OnlyFilled, DetailPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.view_actionpoint"
    icon = "check2-square"
    only_filled = frozenset({"done_on", "result"})
    sections = [
        (gettext_lazy("Tindak lanjut"), ["text", "meeting", "agency", "due_on", "done_on", "result"]),
    ]

    def get_status(self):
        return Status(self.object.get_status_display(), POINT_TONES[self.object.status])


class ActionPointAdd(OpenedFrom, AddPage):
    queryset = ActionPoint.objects.all()
    permission_required = "activities.add_actionpoint"
    form_class = ActionPointForm
    success_message = gettext_lazy("Tindak lanjut ditambahkan.")
    opened_from = ("meeting", "activities:meeting_list", gettext_lazy("Buka rapatnya lebih dahulu."))

    def get_success_url(self):
        """Back to the meeting, where the next point is added."""
        return self.object.meeting.get_absolute_url()


class ActionPointEdit(EditPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.change_actionpoint"

    def get_form_class(self):
        everything = self.request.user.has_perm("activities.add_actionpoint")
        return ActionPointForm if everything else OwnActionPointForm


class PostProgrammeVisitList(ListPage):
    queryset = PostProgrammeVisit.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_postprogrammevisit"
    filterset_class = PostProgrammeVisitFilter
    table_class = PostProgrammeVisitTable
    resource_class = PostProgrammeVisitResource
    export_permission = "activities.view_postprogrammevisit"
    icon = "arrow-repeat"
    lead = gettext_lazy("Enam, dua belas dan dua puluh empat bulan sesudah program: apa yang bertahan.")
    empty_text = gettext_lazy("Catat kunjungan pertama sesudah program.")


class PostProgrammeVisitDetail(OnlyFilled, NothingEmpty, DetailPage):
    queryset = PostProgrammeVisit.objects.for_list()
    permission_required = "activities.view_postprogrammevisit"
    icon = "arrow-repeat"
    only_filled = frozenset({"follow_up"})
    sections = [
        (gettext_lazy("Kunjungan"), ["target_area", "months_after", "visited_on", "by", "findings", "follow_up"]),
    ]
    related = [
        Related(
            gettext_lazy("Foto"),
            "evidence",
            EvidenceTable,
            rows=lambda visit, user: visit.evidence.select_related("region", "uploaded_by"),
            empty_title=gettext_lazy("Belum ada foto"),
        )
    ]


class PostProgrammeVisitAdd(KeepsPhoto, AddPage):
    queryset = PostProgrammeVisit.objects.all()
    permission_required = "activities.add_postprogrammevisit"
    form_class = PostProgrammeVisitForm
    photo_phase = "after"

    def get_defaults(self):
        return {"by": self.request.user}


class PostProgrammeVisitEdit(KeepsPhoto, EditPage):
    queryset = PostProgrammeVisit.objects.for_list()
    permission_required = "activities.change_postprogrammevisit"
    form_class = PostProgrammeVisitForm
    photo_phase = "after"
