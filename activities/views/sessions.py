"""Pages of face-to-face sessions, invitations and attendance."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import SessionFilter
from activities.forms.choices import prefill
from activities.forms.people import InviteForm, SessionForm
from activities.models import Session
from activities.resources import SessionResource
from activities.tables.people import AttendanceTable, SessionTable
from activities.views.photos import KeepsPhoto, NothingEmpty
from households.models import Member
from households.views.sections import OnlyFilled
from locations.tables import EvidenceTable
from p2wkss.base.formats import tanggal
from p2wkss.base.forms import REASON
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    BasePage,
    Cell,
    DetailPage,
    EditPage,
    ListPage,
    ReasonForm,
    Related,
    Row,
    Status,
)


class Gathering:
    """Mixin: what the office calls a face-to-face session, people call a gathering."""

    singular = gettext_lazy("pertemuan")
    plural = gettext_lazy("Pertemuan")


class SessionList(Gathering, ListPage):
    queryset = Session.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_session"
    filterset_class = SessionFilter
    table_class = SessionTable
    resource_class = SessionResource
    export_permission = "activities.view_session"
    icon = "calendar-event"
    lead = gettext_lazy("Pelatihan, penyuluhan dan pertemuan warga.")
    empty_text = gettext_lazy("Rencanakan acara pertama.")


def listed(session, user):
    """Who is on the list of a session, as far as the reader may see these people at all."""
    seen = Member.objects.visible_to(user).values("pk")
    rows = session.attendance.visible_to(user).filter(member__in=seen)
    return rows.select_related("member__household__region")


class SessionDetail(Gathering, OnlyFilled, NothingEmpty, DetailPage):
    queryset = Session.objects.for_list().select_related("intervention")
    permission_required = "activities.view_session"
    icon = "calendar-event"
    only_filled = frozenset({"reason", "notes", "intervention"})
    sections = [
        (gettext_lazy("Acara"), ["target_area", "agency", "intervention", "reason", "notes"]),
        (gettext_lazy("Waktu dan tempat"), ["date", "place"]),
        (
            gettext_lazy("Kehadiran"),
            [
                "seats",
                "capacity",
                Row("invited_count", gettext_lazy("Diundang")),
                Row("present_count", gettext_lazy("Hadir")),
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Daftar hadir"),
            "attendance",
            AttendanceTable,
            rows=listed,
        ),
        Related(
            gettext_lazy("Foto"),
            "evidence",
            EvidenceTable,
            rows=lambda session, user: session.evidence.select_related("region", "uploaded_by"),
            empty_title=gettext_lazy("Belum ada foto"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Undang warga"),
            "activities:session_invite",
            "activities.add_attendance",
            icon="person-plus",
            when=lambda session: session.status != Session.Status.CANCELLED,
        ),
        Action(
            gettext_lazy("Catat kehadiran"),
            "activities:session_attendance",
            "activities.change_attendance",
            icon="check2",
            when=lambda session: session.status != Session.Status.CANCELLED and session.date <= timezone.localdate(),
        ),
        Action(
            gettext_lazy("Nyatakan terlaksana"),
            "activities:session_hold",
            "activities.change_session",
            icon="check-all",
            when=lambda session: session.status == Session.Status.PLANNED and session.date <= timezone.localdate(),
        ),
        Action(
            gettext_lazy("Batalkan acara"),
            "activities:session_cancel",
            "activities.change_session",
            tone="danger",
            when=lambda session: session.status == Session.Status.PLANNED,
        ),
        Action(
            gettext_lazy("Rencanakan lagi"),
            "activities:session_replan",
            "activities.change_session",
            icon="arrow-repeat",
            when=lambda session: session.status != Session.Status.PLANNED and not session.present_count,
        ),
        Action(
            gettext_lazy("Cetak daftar hadir"),
            "activities:session_print",
            "activities.view_attendance",
            icon="printer",
            needs_edit=False,
        ),
    ]

    def get_sections(self):
        """Hours in one row, and the health protocol as the measures that were taken."""
        sections, session = super().get_sections(), self.object
        hours = "–".join(hour.strftime("%H.%M") for hour in (session.starts_at, session.ends_at) if hour)
        sections[1]["rows"].insert(1, Cell(_("Pukul"), hours))
        if session.gone_count:
            gone = _("%(count)d lagi sudah pindah atau meninggal") % {"count": session.gone_count}
            sections[2]["rows"].append(Cell(_("Undangan yang tidak berlaku lagi"), gone))
        taken = [str(Session._meta.get_field(name).verbose_name) for name in Session.PROTOCOL if getattr(session, name)]
        sections[2]["rows"].append(Cell(_("Protokol kesehatan"), ", ".join(taken)))
        return sections

    def get_status(self):
        return Status.of(Session.Status(self.object.status))


class SessionAdd(Gathering, KeepsPhoto, AddPage):
    queryset = Session.objects.all()
    permission_required = "activities.add_session"
    form_class = SessionForm

    def take_from_address(self, form):
        """An intervention brings its lokus and agency along, and a title to start from."""
        super().take_from_address(form)
        plan = form.initial.get("intervention")
        if plan is not None:
            prefill(form, target_area=plan.target_area, agency=plan.agency, title=plan.title)


class SessionEdit(Gathering, KeepsPhoto, EditPage):
    queryset = Session.objects.for_list()
    permission_required = "activities.change_session"
    form_class = SessionForm


class SessionHold(Gathering, ActionPage):
    queryset = Session.objects.all()
    permission_required = "activities.change_session"
    title = gettext_lazy("Nyatakan terlaksana")
    text = gettext_lazy("Acara ini sudah berlangsung. Buktinya: daftar hadir atau foto.")
    confirm_label = gettext_lazy("Nyatakan terlaksana")
    success_message = gettext_lazy("Acara dicatat terlaksana.")

    def act(self, record, form):
        services.hold_session(record, by=self.request.user)


class SessionCancel(Gathering, ActionPage):
    queryset = Session.objects.all()
    permission_required = "activities.change_session"
    title = gettext_lazy("Batalkan acara")
    text = gettext_lazy("Acara tetap tercatat sebagai dibatalkan.")
    confirm_label = gettext_lazy("Batalkan acara")
    tone = "danger"
    form_class = ReasonForm
    success_message = gettext_lazy("Acara dibatalkan.")

    def act(self, record, form):
        services.cancel_session(record, by=self.request.user, reason=form.cleaned_data[REASON])


class SessionReplan(Gathering, ActionPage):
    queryset = Session.objects.all()
    permission_required = "activities.change_session"
    title = gettext_lazy("Rencanakan lagi")
    text = gettext_lazy("Acara kembali menjadi rencana. Ubah tanggalnya bila perlu.")
    confirm_label = gettext_lazy("Rencanakan lagi")
    form_class = ReasonForm
    success_message = gettext_lazy("Acara direncanakan lagi.")

    def act(self, record, form):
        services.plan_session_again(record, by=self.request.user, reason=form.cleaned_data[REASON])


class SessionInvite(Gathering, ActionPage):
    queryset = Session.objects.select_related("target_area")
    permission_required = ("activities.add_attendance", "households.view_member")
    template_name = "activities/invite.html"
    title = gettext_lazy("Undang warga")
    text = gettext_lazy("Pilih anggota keluarga binaan yang diundang. Boleh lebih banyak daripada tempat yang ada.")
    confirm_label = gettext_lazy("Undang")
    form_class = InviteForm
    success_message = gettext_lazy("Undangan dicatat.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "session": self.object}

    def act(self, record, form):
        services.invite(record, list(form.cleaned_data["members"]), by=self.request.user)


class SessionAttendance(Gathering, BasePage):
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
        member, present = self.get_member(), request.POST.get("present") == "1"
        error = ""
        try:
            services.mark_present(self.object, member, by=request.user, present=present)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        if request.htmx:
            return self.show(error=error)
        if error:
            messages.error(request, error)
        return redirect(request.path)

    def get_member(self):
        """Somebody on the list, within the scope of who presses."""
        on_list = listed(self.object, self.request.user).values("member")
        try:
            found = Member.objects.filter(pk__in=on_list, public_id=self.request.POST.get("member", "")).first()
        except (ValidationError, ValueError):
            found = None
        if found is None:
            raise Http404
        return found

    def show(self, error=""):
        return self.render(
            "activities/attendance_rows.html" if self.request.htmx else None,
            rows=self.rows(),
            present=self.object.attendance.present().count(),
            closed=self.why_closed(),
            may_invite=self.request.user.has_perm("activities.add_attendance"),
            error=error,
        )

    def rows(self) -> list:
        """Who is on the list; `may_come` tells whom nobody can mark, since they died or moved away before."""
        rows = list(listed(self.object, self.request.user))
        there = Member.objects.there_on(self.object.date).filter(attendance__session=self.object)
        there = set(there.order_by().values_list("pk", flat=True))
        for row in rows:
            row.may_come = row.present or row.member_id in there
        return rows

    def why_closed(self) -> str:
        """Why nobody can be marked, so that the buttons do not promise it."""
        if self.object.status == Session.Status.CANCELLED:
            return _("Acara ini dibatalkan.")
        if self.object.date > timezone.localdate():
            return _("Kehadiran dicatat pada hari acara, %(day)s.") % {"day": tanggal(self.object.date)}
        return ""

    def get_title(self):
        return _("Catat kehadiran")

    def get_lead(self):
        return "%s, %s" % (self.object.title, tanggal(self.object.date))


class SessionPrint(Gathering, BasePage):
    """The attendance sheet on paper: names and a place to sign."""

    queryset = Session.objects.select_related("agency", "target_area__programme_year", "target_area__kelurahan__parent")
    permission_required = ("activities.view_attendance", "households.view_member")
    template_name = "activities/attendance_print.html"
    icon = "printer"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        rows = list(listed(self.object, request.user))
        free = max(0, self.object.capacity - len(rows))
        return self.render(rows=rows, blank=range(len(rows) + 1, len(rows) + free + 1))

    def get_title(self):
        return _("Daftar hadir")

    def get_lead(self):
        return self.object.title
