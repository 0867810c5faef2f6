"""Pages of members and of what happens to them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import services
from households.filters import MemberFilter
from households.forms.members import MemberEventForm, MemberForm, NewMemberForm, TakeBackForm
from households.models import Household, Member, MemberEvent
from households.resources import MemberNumbersResource, MemberResource
from households.services.consequences import GONE, Change, rules_of
from households.tables import MemberEventTable, MemberListTable, MemberSurveyTable
from households.views.families import save_and_warn, title_of
from households.views.sections import OnlyFilled
from p2wkss.base.formats import tanggal
from p2wkss.base.pages import Action, ActionPage, AddPage, DetailPage, EditPage, ListPage, Related, Row, Status

LEAVES = (MemberEvent.Kind.MOVED_OUT, MemberEvent.Kind.DIED, MemberEvent.Kind.CHANGED_KK)
WITH_FAMILY = Member.objects.select_related("household__region")


class FamilyParents:
    """Mixin: a member's page lies below the page of the family."""

    def get_parents(self):
        household = Household.objects.with_head().get(pk=self.object.household_id)
        parents = [
            (_("Keluarga"), reverse("households:household_list")),
            (title_of(household), household.get_absolute_url()),
            (str(self.object), self.object.get_absolute_url()),
        ]
        return [(label, url) for label, url in parents if url != self.request.path]


class MemberList(ListPage):
    """Everybody in the register, family after family; the file can hold the identity numbers."""

    queryset = Member.objects.order_by("household__region__code", "household", "pk")
    permission_required = "households.view_member"
    filterset_class = MemberFilter
    table_class = MemberListTable
    resource_class = MemberResource
    identity_resource_class = MemberNumbersResource
    identity_permission = "households.export_identity"
    icon = "person"
    lead = gettext_lazy("Setiap orang yang terdaftar, menurut RT dan keluarganya.")
    empty_text = gettext_lazy("Tambahkan anggota dari halaman keluarganya, atau impor dari berkas.")

    def prepare(self, rows):
        return rows.select_related("household__region__parent__parent")

    def get_parents(self):
        return [(_("Keluarga"), reverse("households:household_list"))]

    def get_primary_action(self):
        """None: a member is added from the page of the family."""


class MemberDetail(FamilyParents, OnlyFilled, DetailPage):
    queryset = WITH_FAMILY
    permission_required = "households.view_member"
    icon = "person"
    only_filled = frozenset({"nik_missing", "notes"})
    sections = [
        (
            gettext_lazy("Orang"),
            [
                "nik",
                Row("nik_status", states=Member.NikStatus),
                "nik_missing",
                "sex",
                "birth_date",
                "birth_place",
            ],
        ),
        (gettext_lazy("Dalam keluarga"), ["household", "relation", "marital"]),
        (gettext_lazy("Pendidikan dan pekerjaan"), ["education", "occupation", "notes"]),
    ]
    related = [
        Related(
            gettext_lazy("Peristiwa"),
            "events",
            MemberEventTable,
            rows=lambda member, user: member.events.select_related("from_household", "to_household", "by"),
            empty_title=gettext_lazy("Belum ada peristiwa tercatat"),
        ),
        Related(
            gettext_lazy("Pendataan"),
            "surveys",
            MemberSurveyTable,
            rows=lambda member, user: member.surveys.select_related(
                "round__target_area__kelurahan", "round__target_area__programme_year"
            ),
            empty_title=gettext_lazy("Anggota ini belum didata"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Catat peristiwa"),
            "households:member_event",
            "households.add_memberevent",
            icon="calendar-event",
            when=lambda member: member.status in (Member.Status.ACTIVE, Member.Status.MOVED),
        ),
        Action(
            gettext_lazy("Batalkan peristiwa terakhir"),
            "households:member_take_back",
            "households.change_memberevent",
            icon="arrow-counterclockwise",
            when=lambda member: member.events.standing().exists(),
        ),
        Action(
            gettext_lazy("Lihat NIK"),
            "households:member_unmask",
            "households.unmask_identity",
            icon="eye",
            needs_edit=False,
            when=lambda member: member.nik is not None,
        ),
    ]

    def get_status(self):
        return Status.of(Member.Status(self.object.status))


class MemberAdd(AddPage):
    """A new member of a family; a birth or arrival is kept in the member's history at once."""

    queryset = Member.objects.all()
    permission_required = "households.add_member"
    form_class = NewMemberForm
    url_base = "households:household"
    success_message = gettext_lazy("Anggota disimpan.")

    def save(self, form):
        member = save_and_warn(self.request, form)
        if form.happened_on:
            services.record_event(
                member, form.cleaned_data["arrival"], on=form.happened_on, by=self.request.user, is_new=True
            )
        return member

    def get_success_url(self):
        return self.object.household.get_absolute_url()

    def get_parents(self):
        families = [(title_of(record), record.get_absolute_url()) for record in self.carried_records()]
        return [(_("Keluarga"), reverse("households:household_list")), *families]

    def get_lead(self):
        return ", ".join(title_of(record) for record in self.carried_records())


class MemberEdit(FamilyParents, EditPage):
    queryset = WITH_FAMILY
    permission_required = "households.change_member"
    form_class = MemberForm

    def save(self, form):
        return save_and_warn(self.request, form)


class MemberEventAdd(FamilyParents, ActionPage):
    """Something happened to a member: moved, died, another family card, back again."""

    queryset = WITH_FAMILY
    permission_required = "households.add_memberevent"
    title = gettext_lazy("Catat peristiwa")
    form_class = MemberEventForm
    confirm_label = gettext_lazy("Simpan peristiwa")

    def get_consequences(self):
        """What the rules say of people who leave; the same list that the service follows."""
        rules = rules_of(*GONE, Change.CHANGED_CARD)
        return [
            _("Peristiwa masuk riwayat anggota. Bila keliru, dinas koordinator dapat membatalkannya dengan alasan."),
            *dict.fromkeys(str(rule.what) for rule in rules),
        ]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "member": self.object}

    def act(self, record, form):
        cleaned = form.cleaned_data
        family = record.household
        services.record_event(
            record,
            cleaned["kind"],
            on=cleaned["on"],
            by=self.request.user,
            to_household=cleaned["to_household"],
            relation=cleaned["relation"],
            note=cleaned["note"],
        )
        family.refresh_from_db()
        if not family.is_active and cleaned["kind"] in LEAVES:
            messages.warning(
                self.request,
                _("Tidak ada lagi anggota aktif, jadi keluarga ini tercatat %(status)s.")
                % {"status": family.get_status_display().lower()},
            )
        elif cleaned["kind"] in LEAVES and not family.members.active().heads().exists():
            messages.warning(
                self.request,
                _("Keluarga ini belum punya kepala keluarga. Ubah hubungan salah satu anggota menjadi kepala."),
            )


class MemberEventTakeBack(FamilyParents, ActionPage):
    """The last event of a member was a mistake: everything returns to what it was, and both entries stay."""

    queryset = WITH_FAMILY
    permission_required = "households.change_memberevent"
    title = gettext_lazy("Batalkan peristiwa")
    form_class = TakeBackForm
    confirm_label = gettext_lazy("Batalkan peristiwa")
    tone = "danger"
    success_message = gettext_lazy("Peristiwa dibatalkan. Kedua catatannya tetap ada dalam riwayat.")
    consequences = [
        gettext_lazy("Anggota dan keluarganya kembali seperti sebelum peristiwa itu."),
        gettext_lazy("Yang diakhiri oleh peristiwa itu (posyandu, kelompok, perkawinan) berlaku lagi."),
        gettext_lazy("Tidak dapat dilakukan bila sesudahnya ada yang bergantung padanya."),
    ]

    def get_text(self):
        event = self.get_event()
        if event is None:
            return _("Tidak ada peristiwa yang dapat dibatalkan.")
        return _("Peristiwa terakhir: %(kind)s, %(day)s.") % {
            "kind": event.get_kind_display(),
            "day": tanggal(event.on),
        }

    def get_event(self):
        return self.object.events.standing().order_by("pk").last()

    def act(self, record, form):
        event = self.get_event()
        if event is None:
            raise ValidationError(_("Tidak ada peristiwa yang dapat dibatalkan."))
        services.take_back(event, by=self.request.user, reason=form.cleaned_data["reason"])
