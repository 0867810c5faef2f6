"""Pages of posyandu days: who is still to be recorded, who was, and closing the day."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import PosyanduSessionFilter
from activities.forms.choices import only_choice, prefill
from activities.forms.posyandu import PosyanduSessionForm, waiting_on
from activities.models import ChildVisit, PosyanduSession
from activities.resources import PosyanduSessionResource
from activities.tables.posyandu import (
    ChildVisitTable,
    ElderlyVisitTable,
    PosyanduSessionTable,
    PregnancyVisitTable,
)
from activities.views.photos import KeepsPhoto, NothingEmpty
from activities.views.visits import PAGES, Category, age_text, newcomer_url, record_url, register_url, why_closed
from households.views.sections import OnlyFilled
from locations.programme_day import working_day
from locations.tables import EvidenceTable
from p2wkss.base import formats
from p2wkss.base.forms import REASON
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    Link,
    ListPage,
    ReasonForm,
    Related,
    Row,
    Status,
)

SECTIONS = [
    (Category.CHILD, gettext_lazy("Balita"), ChildVisitTable, gettext_lazy("Catat balita")),
    (Category.PREGNANT, gettext_lazy("Ibu hamil"), PregnancyVisitTable, gettext_lazy("Catat ibu hamil")),
    (Category.ELDERLY, gettext_lazy("Lansia"), ElderlyVisitTable, gettext_lazy("Catat lansia")),
]


def people_of(visits):
    """Visits with whom they are of; a child may not be in the register yet."""
    return (
        visits.select_related("member", "newcomer") if visits.model is ChildVisit else visits.select_related("member")
    )


def last_weight(day):
    """The weight of each registered child at its last visit before a day, kg."""
    earlier = ChildVisit.objects.filter(member=OuterRef("member"), session__date__lt=day.date, weight_kg__isnull=False)
    return earlier.order_by("-session__date").values("weight_kg")[:1]


class PosyanduSessionList(ListPage):
    queryset = PosyanduSession.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_posyandusession"
    filterset_class = PosyanduSessionFilter
    table_class = PosyanduSessionTable
    resource_class = PosyanduSessionResource
    export_permission = "activities.view_posyandusession"
    icon = "calendar-heart"
    title = gettext_lazy("Hari buka posyandu")
    empty_text = gettext_lazy("Catat hari buka pertama.")


class PosyanduSessionDetail(OnlyFilled, NothingEmpty, DetailPage):
    queryset = PosyanduSession.objects.for_list()
    permission_required = "activities.view_posyandusession"
    template_name = "activities/posyandusession_detail.html"
    icon = "calendar-heart"
    only_filled = frozenset({"reason", "notes", "closed_at"})
    sections = [
        (
            gettext_lazy("Hari buka"),
            [
                "posyandu",
                "date",
                "cadres_on_duty",
                "health_protocol",
                Row("child_count", gettext_lazy("Balita datang")),
                Row("weighed_count", gettext_lazy("Balita ditimbang")),
                "reason",
                "notes",
                "closed_at",
            ],
        ),
    ]
    related = [
        *(
            Related(
                title,
                f"{PAGES[category]}_set",
                table,
                add=f"activities:{PAGES[category]}_add",
                add_label=add_label,
                field="session",
                rows=lambda day, user, name=PAGES[category]: people_of(getattr(day, f"{name}_set")),
                empty_title=gettext_lazy("Belum ada yang dicatat"),
            )
            for category, title, table, add_label in SECTIONS
        ),
        Related(
            gettext_lazy("Foto"),
            "evidence",
            EvidenceTable,
            rows=lambda day, user: day.evidence.select_related("region", "uploaded_by"),
            empty_title=gettext_lazy("Belum ada foto"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Tutup hari buka"),
            "activities:posyandusession_close",
            "activities.change_posyandusession",
            icon="lock",
            when=lambda day: not why_closed(day),
        ),
        Action(
            gettext_lazy("Batalkan hari buka"),
            "activities:posyandusession_cancel",
            "activities.change_posyandusession",
            tone="danger",
            when=lambda day: day.status == PosyanduSession.Status.PLANNED and not day.closed_at,
        ),
        Action(
            gettext_lazy("Rencanakan lagi"),
            "activities:posyandusession_replan",
            "activities.change_posyandusession",
            icon="arrow-repeat",
            when=lambda day: day.status == PosyanduSession.Status.CANCELLED and not day.closed_at,
        ),
    ]

    def get_title(self):
        return _("%(posyandu)s, %(day)s") % {
            "posyandu": self.object.posyandu,
            "day": formats.tanggal(self.object.date),
        }

    def get_status(self):
        if self.object.closed_at:
            return Status(_("Ditutup"), "success", "lock")
        return Status.of(PosyanduSession.Status(self.object.status))

    def related_add_url(self, item, meta):
        can = self.is_editable and not why_closed(self.object)
        return super().related_add_url(item, meta) if can else ""

    def get_primary_action(self):
        """On the day itself the next child is what comes next; later it is mending the day."""
        if self.may_record(Category.CHILD):
            return Link(_("Catat balita"), record_url(self.object, Category.CHILD), icon="plus-lg")
        return super().get_primary_action()

    def get_actions(self):
        edit = super().get_primary_action() if self.may_record(Category.CHILD) else None
        return [*([edit] if edit else []), *super().get_actions()]

    def may_record(self, category) -> bool:
        allowed = self.request.user.has_perm(f"activities.add_{PAGES[category]}")
        return allowed and self.is_editable and not why_closed(self.object)

    def get_context(self, **context):
        return super().get_context(
            waiting=[self.waiting(*section) for section in SECTIONS if self.may_record(section[0])],
            notice=why_closed(self.object) if self.is_editable else "",
            **context,
        )

    def waiting(self, category, title, _table, _add_label) -> dict:
        """Whom the posyandu serves and the day has no record of yet: one tap each."""
        day = self.object
        rows = waiting_on(day, category).select_related("member").order_by("member__name", "pk")
        if category == Category.CHILD:
            rows = rows.annotate(last_weight=Subquery(last_weight(day)))
        people = [
            {
                "name": row.member.name,
                "url": record_url(day, category, row.member),
                "age": age_text(row.member, day.date),
                "last_weight": getattr(row, "last_weight", None),
            }
            for row in rows
        ]
        unknown = newcomer_url(day) if category == Category.CHILD and self.may_note_newcomers() else ""
        return {"title": title, "people": people, "register_url": register_url(day, category), "unknown_url": unknown}

    def may_note_newcomers(self) -> bool:
        return self.request.user.has_perm("activities.add_newcomer")


class PosyanduSessionAdd(KeepsPhoto, AddPage):
    queryset = PosyanduSession.objects.all()
    permission_required = "activities.add_posyandusession"
    form_class = PosyanduSessionForm

    def take_from_address(self, form):
        """Today, and the only posyandu of a cadre, are what is meant most often."""
        super().take_from_address(form)
        prefill(form, date=working_day())
        only_choice(form, "posyandu")

    def photo_region(self, record):
        return record.posyandu.region


class PosyanduSessionEdit(KeepsPhoto, EditPage):
    queryset = PosyanduSession.objects.for_list()
    permission_required = "activities.change_posyandusession"
    form_class = PosyanduSessionForm

    def photo_region(self, record):
        return record.posyandu.region


class PosyanduSessionClose(ActionPage):
    queryset = PosyanduSession.objects.select_related("posyandu")
    permission_required = "activities.change_posyandusession"
    title = gettext_lazy("Tutup hari buka posyandu")
    text = gettext_lazy("Kunjungan pada hari ini dikunci dan masuk rekap bulanan.")
    consequences = [gettext_lazy("Isian kunjungan tidak dapat diubah lagi.")]
    confirm_label = gettext_lazy("Tutup hari buka")
    success_message = gettext_lazy("Hari buka posyandu ditutup.")

    def get_text(self):
        """Who is left out is said before the door closes."""
        missing = waiting_on(self.object, Category.CHILD).count()
        if not missing:
            return super().get_text()
        left = _("%(count)d balita terdaftar belum dicatat pada hari ini.") % {"count": missing}
        return "%s\n%s" % (super().get_text(), left)

    def act(self, record, form):
        services.close_posyandu_session(record, by=self.request.user)


class PosyanduSessionCancel(ActionPage):
    queryset = PosyanduSession.objects.select_related("posyandu")
    permission_required = "activities.change_posyandusession"
    title = gettext_lazy("Batalkan hari buka")
    text = gettext_lazy("Hari buka tetap tercatat sebagai dibatalkan.")
    confirm_label = gettext_lazy("Batalkan hari buka")
    tone = "danger"
    form_class = ReasonForm
    success_message = gettext_lazy("Hari buka dibatalkan.")

    def act(self, record, form):
        services.cancel_posyandu_session(record, by=self.request.user, reason=form.cleaned_data[REASON])


class PosyanduSessionReplan(ActionPage):
    queryset = PosyanduSession.objects.select_related("posyandu")
    permission_required = "activities.change_posyandusession"
    title = gettext_lazy("Rencanakan lagi")
    text = gettext_lazy("Hari buka kembali menjadi rencana. Ubah tanggalnya bila perlu.")
    confirm_label = gettext_lazy("Rencanakan lagi")
    form_class = ReasonForm
    success_message = gettext_lazy("Hari buka direncanakan lagi.")

    def act(self, record, form):
        services.plan_posyandu_session_again(record, by=self.request.user, reason=form.cleaned_data[REASON])
