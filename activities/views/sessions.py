"""Pages of face-to-face sessions, invitations and attendance."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import SessionFilter
from activities.forms.people import InviteForm, SessionForm
from activities.models import Session
from activities.resources import SessionResource
from activities.tables.people import SESSION_TONES, AttendanceTable, SessionTable
from households.models import Member
from p2wkss.base.forms import ActForm
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    BasePage,
    DetailPage,
    EditPage,
    ListPage,
    Related,
    Row,
    Status,
)


class SessionList(ListPage):
    queryset = Session.objects.for_list()
    permission_required = "activities.view_session"
    filterset_class = SessionFilter
    table_class = SessionTable
    resource_class = SessionResource
    export_permission = "activities.view_session"
    icon = "calendar-event"
    lead = gettext_lazy("Pelatihan, penyuluhan dan pertemuan warga.")
    empty_text = gettext_lazy("Rencanakan acara pertama.")


class SessionDetail(DetailPage):
    queryset = Session.objects.for_list()
    permission_required = "activities.view_session"
    icon = "calendar-event"
    sections = [
        (
            gettext_lazy("Acara"),
            ["target_area", "agency", "intervention", Row("status", tones=SESSION_TONES), "reason", "notes"],
        ),
        (gettext_lazy("Waktu dan tempat"), ["date", "starts_at", "ends_at", "place"]),
        (
            gettext_lazy("Kehadiran"),
            [
                "seats",
                "capacity",
                Row("invited_count", gettext_lazy("Diundang")),
                Row("present_count", gettext_lazy("Hadir")),
            ],
        ),
        (gettext_lazy("Protokol kesehatan"), ["masks", "handwashing", "distance", "temperature", "sanitizer"]),
    ]
    related = [
        Related(
            gettext_lazy("Daftar hadir"),
            "attendance",
            AttendanceTable,
            rows=lambda session, user: session.attendance.visible_to(user).select_related("member__household__region"),
            empty_text=gettext_lazy("Undang warga lebih dulu."),
        )
    ]
    actions = [
        Action(
            gettext_lazy("Undang warga"), "activities:session_invite", "activities.add_attendance", icon="person-plus"
        ),
        Action(
            gettext_lazy("Catat kehadiran"),
            "activities:session_attendance",
            "activities.change_attendance",
            icon="check2",
        ),
        Action(
            gettext_lazy("Cetak daftar hadir"),
            "activities:session_print",
            "activities.view_attendance",
            icon="printer",
            needs_edit=False,
        ),
    ]

    def get_status(self):
        return Status(self.object.get_status_display(), SESSION_TONES[self.object.status])


class SessionAdd(AddPage):
    queryset = Session.objects.all()
    permission_required = "activities.add_session"
    form_class = SessionForm


class SessionEdit(EditPage):
    queryset = Session.objects.all()
    permission_required = "activities.change_session"
    form_class = SessionForm


class SessionInvite(ActionPage):
    queryset = Session.objects.select_related("target_area")
    permission_required = ("activities.add_attendance", "households.view_member")
    title = gettext_lazy("Undang warga")
    text = gettext_lazy("Pilih anggota keluarga binaan yang diundang. Boleh lebih banyak daripada tempat yang ada.")
    confirm_label = gettext_lazy("Undang")
    form_class = InviteForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "session": self.object}

    def act(self, record, form):
        services.invite(record, list(form.cleaned_data["members"]), by=self.request.user)


class SessionAttendance(BasePage):
    """The list at the door: one press marks a person present, another takes it back."""

    queryset = Session.objects.select_related("target_area__programme_year", "target_area__kelurahan")
    permission_required = ("activities.change_attendance", "households.view_member")
    template_name = "activities/attendance.html"
    icon = "check2"

    def get(self, request, *args, **kwargs):
        self.object = self.get_editable_object()
        return self.show()

    def post(self, request, *args, **kwargs):
        self.object = self.get_editable_object()
        member = self.get_member()
        try:
            services.mark_present(self.object, member, by=request.user, present=request.POST.get("present") == "1")
        except ValidationError as error:
            if getattr(request, "htmx", False):
                return self.show(error=" ".join(error.messages))
            messages.error(request, " ".join(error.messages))
        return self.show() if getattr(request, "htmx", False) else redirect(request.path)

    def get_member(self):
        """Somebody on the list, within the scope of who presses."""
        listed = self.object.attendance.values("member")
        try:
            found = Member.objects.filter(pk__in=listed, public_id=self.request.POST.get("member", "")).first()
        except (ValidationError, ValueError):
            found = None
        if found is None:
            raise Http404
        return found

    def show(self, error=""):
        rows = self.object.attendance.visible_to(self.request.user).select_related("member__household__region")
        rows = list(rows)
        template = "activities/attendance_rows.html" if getattr(self.request, "htmx", False) else None
        return self.render(
            template,
            rows=rows,
            present=sum(row.present for row in rows),
            error=error,
            form=ActForm(user=self.request.user),
        )

    def get_title(self):
        return _("Catat kehadiran")

    def get_lead(self):
        return str(self.object)


class SessionPrint(BasePage):
    """The attendance sheet on paper: names and a place to sign."""

    queryset = Session.objects.select_related("agency", "target_area__programme_year", "target_area__kelurahan")
    permission_required = ("activities.view_attendance", "households.view_member")
    template_name = "activities/attendance_print.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        rows = self.object.attendance.visible_to(request.user).select_related("member__household__region")
        return self.render(rows=list(rows), blank=range(max(0, self.object.capacity - len(rows))))

    def get_title(self):
        return _("Daftar hadir")

    def get_lead(self):
        return str(self.object)
