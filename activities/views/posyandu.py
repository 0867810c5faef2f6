"""Pages of posyandu, their days, whom they serve, and the visits."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import PosyanduFilter, PosyanduSessionFilter
from activities.forms.posyandu import (
    ChildVisitForm,
    ElderlyVisitForm,
    PosyanduForm,
    PosyanduMemberForm,
    PosyanduSessionForm,
    PregnancyVisitForm,
)
from activities.models import ChildVisit, ElderlyVisit, Posyandu, PosyanduMember, PosyanduSession, PregnancyVisit
from activities.resources import PosyanduResource, PosyanduSessionResource
from activities.tables.posyandu import (
    DAY_TONES,
    ChildVisitTable,
    ElderlyVisitTable,
    PosyanduMemberTable,
    PosyanduSessionTable,
    PosyanduTable,
    PregnancyVisitTable,
)
from p2wkss.base import formats
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    Related,
    Row,
    Status,
    try_reverse,
)

MONTHS_SHOWN = 6


def share(part) -> str:
    """A share of SKDN as percent; a dash while nothing is known."""
    return formats.percent(None if part is None else part * 100, 0)


class PosyanduList(ListPage):
    queryset = Posyandu.objects.for_list()
    permission_required = "activities.view_posyandu"
    filterset_class = PosyanduFilter
    table_class = PosyanduTable
    resource_class = PosyanduResource
    export_permission = "activities.view_posyandu"
    icon = "heart-pulse"
    empty_text = gettext_lazy("Daftarkan posyandu pertama.")


class PosyanduDetail(DetailPage):
    """A posyandu with the SKDN of its last months, its days and whom it serves."""

    queryset = Posyandu.objects.for_list()
    permission_required = "activities.view_posyandu"
    template_name = "activities/posyandu_detail.html"
    icon = "heart-pulse"
    sections = [
        (gettext_lazy("Posyandu"), ["name", "code", "region", "address", "schedule"]),
        (
            gettext_lazy("Keadaan"),
            ["strata", "strata_on", Row("registered_count", gettext_lazy("Sasaran terdaftar")), "is_active"],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Hari buka"),
            "sessions",
            PosyanduSessionTable,
            add="activities:posyandusession_add",
            field="posyandu",
            exclude=("posyandu",),
            empty_text=gettext_lazy("Catat hari buka pertama."),
        ),
        Related(
            gettext_lazy("Sasaran yang dilayani"),
            "registrations",
            PosyanduMemberTable,
            add="activities:posyandumember_add",
            field="posyandu",
            rows=lambda posyandu, user: posyandu.registrations.visible_to(user).current().for_list(),
            empty_text=gettext_lazy("Daftarkan balita, ibu hamil dan lansia."),
        ),
    ]

    def get_context(self, **context):
        return super().get_context(months=self.get_months(), **context)

    def get_months(self):
        """The SKDN of the months up to the newest day that was held, oldest first."""
        newest = self.object.sessions.held().order_by("-date").values_list("date", flat=True).first()
        if newest is None:
            return []
        months = [newest.replace(day=1)]
        while len(months) < MONTHS_SHOWN:
            months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
        months.reverse()
        table = services.skdn_table([self.object], months)
        return [
            (month, figures, share(figures.d_s), share(figures.n_d))
            for month, figures in ((month, table[self.object.pk, month]) for month in months)
        ]


class PosyanduAdd(AddPage):
    queryset = Posyandu.objects.all()
    permission_required = "activities.add_posyandu"
    form_class = PosyanduForm


class PosyanduEdit(EditPage):
    queryset = Posyandu.objects.all()
    permission_required = "activities.change_posyandu"
    form_class = PosyanduForm


class PosyanduMemberAdd(AddPage):
    queryset = PosyanduMember.objects.all()
    permission_required = "activities.add_posyandumember"
    form_class = PosyanduMemberForm
    title = gettext_lazy("Daftarkan sasaran posyandu")


class PosyanduMemberEdit(EditPage):
    queryset = PosyanduMember.objects.select_related("posyandu")
    permission_required = "activities.change_posyandumember"
    form_class = PosyanduMemberForm
    title = gettext_lazy("Ubah sasaran posyandu")


class PosyanduSessionList(ListPage):
    queryset = PosyanduSession.objects.for_list()
    permission_required = "activities.view_posyandusession"
    filterset_class = PosyanduSessionFilter
    table_class = PosyanduSessionTable
    resource_class = PosyanduSessionResource
    export_permission = "activities.view_posyandusession"
    icon = "calendar-heart"
    title = gettext_lazy("Hari buka posyandu")
    empty_text = gettext_lazy("Catat hari buka pertama.")


VISITS = [
    ("childvisit", gettext_lazy("Balita"), ChildVisitTable, gettext_lazy("Catat balita")),
    ("pregnancyvisit", gettext_lazy("Ibu hamil"), PregnancyVisitTable, gettext_lazy("Catat ibu hamil")),
    ("elderlyvisit", gettext_lazy("Lansia"), ElderlyVisitTable, gettext_lazy("Catat lansia")),
]


class PosyanduSessionDetail(DetailPage):
    queryset = PosyanduSession.objects.for_list()
    permission_required = "activities.view_posyandusession"
    icon = "calendar-heart"
    sections = [
        (
            gettext_lazy("Hari buka"),
            [
                "posyandu",
                "date",
                Row("status", tones=DAY_TONES),
                "cadres_on_duty",
                "health_protocol",
                "notes",
                "closed_at",
            ],
        ),
        (
            gettext_lazy("Balita"),
            [
                Row("child_count", gettext_lazy("Balita datang")),
                Row("weighed_count", gettext_lazy("Ditimbang")),
            ],
        ),
    ]
    related = [
        Related(
            title,
            f"{name}_set",
            table,
            add=f"activities:{name}_add",
            add_label=add_label,
            field="session",
            empty_text=gettext_lazy("Belum ada yang dicatat pada hari ini."),
        )
        for name, title, table, add_label in VISITS
    ]
    actions = [
        Action(
            gettext_lazy("Tutup hari buka"),
            "activities:posyandusession_close",
            "activities.change_posyandusession",
            icon="lock",
            when=lambda day: day.closed_at is None,
        ),
    ]

    def get_status(self):
        if self.object.closed_at:
            return Status(_("Ditutup"), "success", "lock")
        return Status(self.object.get_status_display(), DAY_TONES[self.object.status])

    def related_add_url(self, item, meta):
        return super().related_add_url(item, meta) if self.is_editable else ""


class PosyanduSessionAdd(AddPage):
    queryset = PosyanduSession.objects.all()
    permission_required = "activities.add_posyandusession"
    form_class = PosyanduSessionForm

    def build_form(self, data=None):
        form = super().build_form(data)
        form.initial.setdefault("date", timezone.localdate())
        choices = form.fields["posyandu"].queryset
        if data is None and choices.count() == 1:
            form.initial.setdefault("posyandu", choices.get())
        return form


class PosyanduSessionEdit(EditPage):
    queryset = PosyanduSession.objects.all()
    permission_required = "activities.change_posyandusession"
    form_class = PosyanduSessionForm


class PosyanduSessionClose(ActionPage):
    queryset = PosyanduSession.objects.all()
    permission_required = "activities.change_posyandusession"
    title = gettext_lazy("Tutup hari buka posyandu")
    text = gettext_lazy("Kunjungan pada hari ini dikunci dan masuk rekap bulanan.")
    consequences = [gettext_lazy("Isian kunjungan tidak dapat diubah lagi.")]
    confirm_label = gettext_lazy("Tutup hari buka")
    success_message = gettext_lazy("Hari buka posyandu ditutup.")

    def act(self, record, form):
        services.close_posyandu_session(record, by=self.request.user)


# Visits


class VisitAdd(AddPage):
    stays_in_scope = True

    def get_success_url(self):
        return self.object.session.get_absolute_url()


class VisitEdit(EditPage):
    def get_success_url(self):
        return self.object.session.get_absolute_url()

    def get_parents(self):
        day = self.object.session
        return [(str(day), try_reverse("activities:posyandusession_detail", day.public_id))]


class ChildVisitAdd(VisitAdd):
    queryset = ChildVisit.objects.all()
    permission_required = "activities.add_childvisit"
    form_class = ChildVisitForm
    title = gettext_lazy("Catat balita")

    def save(self, form):
        return services.record_child_visit(form.instance, by=self.request.user)


class ChildVisitEdit(VisitEdit):
    queryset = ChildVisit.objects.select_related("session__posyandu")
    permission_required = "activities.change_childvisit"
    form_class = ChildVisitForm
    title = gettext_lazy("Ubah catatan balita")

    def save(self, form):
        return services.record_child_visit(form.instance, by=self.request.user)


class PregnancyVisitAdd(VisitAdd):
    queryset = PregnancyVisit.objects.all()
    permission_required = "activities.add_pregnancyvisit"
    form_class = PregnancyVisitForm
    title = gettext_lazy("Catat ibu hamil")


class PregnancyVisitEdit(VisitEdit):
    queryset = PregnancyVisit.objects.select_related("session__posyandu")
    permission_required = "activities.change_pregnancyvisit"
    form_class = PregnancyVisitForm
    title = gettext_lazy("Ubah catatan ibu hamil")


class ElderlyVisitAdd(VisitAdd):
    queryset = ElderlyVisit.objects.all()
    permission_required = "activities.add_elderlyvisit"
    form_class = ElderlyVisitForm
    title = gettext_lazy("Catat lansia")


class ElderlyVisitEdit(VisitEdit):
    queryset = ElderlyVisit.objects.select_related("session__posyandu")
    permission_required = "activities.change_elderlyvisit"
    form_class = ElderlyVisitForm
    title = gettext_lazy("Ubah catatan lansia")
