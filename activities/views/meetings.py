"""Pages of meetings with action points, and of visits after the programme."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import ActionPointFilter, MeetingFilter, PostProgrammeVisitFilter
from activities.forms.people import ActionPointForm, MeetingForm, PostProgrammeVisitForm
from activities.forms.work import EndForm
from activities.models import ActionPoint, Meeting, PostProgrammeVisit
from activities.resources import ActionPointResource, MeetingResource, PostProgrammeVisitResource
from activities.tables.people import ActionPointTable, MeetingTable, PostProgrammeVisitTable
from activities.views.opened import OpenedFrom
from activities.views.photos import KeepsPhoto, NothingEmpty
from households.views.sections import OnlyFilled
from locations.evidence import store_document
from locations.tables import EvidenceTable
from p2wkss.base.forms import REASON
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    ReasonForm,
    Related,
    Status,
)


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

    actions = [
        Action(
            gettext_lazy("Nyatakan selesai"),
            "activities:actionpoint_finish",
            "activities.change_actionpoint",
            tone="primary",
            icon="check2",
            when=lambda point: point.status == ActionPoint.Status.OPEN,
        ),
        Action(
            gettext_lazy("Tidak dilanjutkan"),
            "activities:actionpoint_drop",
            "activities.add_actionpoint",
            when=lambda point: point.status == ActionPoint.Status.OPEN,
        ),
        Action(
            gettext_lazy("Buka lagi"),
            "activities:actionpoint_reopen",
            "activities.add_actionpoint",
            icon="arrow-counterclockwise",
            when=lambda point: point.status != ActionPoint.Status.OPEN,
        ),
    ]

    def get_status(self):
        return Status.of(ActionPoint.Status(self.object.status))

    def get_primary_action(self):
        """What was asked is changed by who may ask; an agency says what became of it."""
        return super().get_primary_action() if self.request.user.has_perm("activities.add_actionpoint") else None


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
    permission_required = ("activities.change_actionpoint", "activities.add_actionpoint")
    form_class = ActionPointForm


class ActionPointFinish(ActionPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.change_actionpoint"
    title = gettext_lazy("Nyatakan selesai")
    confirm_label = gettext_lazy("Nyatakan selesai")
    form_class = EndForm
    success_message = gettext_lazy("Tindak lanjut selesai.")

    def act(self, record, form):
        cleaned = form.cleaned_data
        services.finish_point(record, by=self.request.user, on=cleaned["on"], result=cleaned["result"])


class ActionPointDrop(ActionPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.add_actionpoint"
    title = gettext_lazy("Tidak dilanjutkan")
    text = gettext_lazy("Tindak lanjut ini tidak dikerjakan lagi.")
    confirm_label = gettext_lazy("Catat tidak dilanjutkan")
    form_class = ReasonForm
    success_message = gettext_lazy("Tindak lanjut dicatat tidak dilanjutkan.")

    def act(self, record, form):
        services.drop_point(record, by=self.request.user, reason=form.cleaned_data[REASON])


class ActionPointReopen(ActionPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.add_actionpoint"
    title = gettext_lazy("Buka lagi")
    text = gettext_lazy("Tindak lanjut ini dikerjakan lagi. Yang tercatat sebelumnya tetap dalam riwayat.")
    confirm_label = gettext_lazy("Buka lagi")
    form_class = ReasonForm
    success_message = gettext_lazy("Tindak lanjut dibuka lagi.")

    def act(self, record, form):
        services.reopen_point(record, by=self.request.user, reason=form.cleaned_data[REASON])


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
