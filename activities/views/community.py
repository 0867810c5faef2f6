"""Pages of groups, enterprises, meetings with action points, and later visits."""

from django.utils.translation import gettext_lazy

from activities.filters import (
    ActionPointFilter,
    EnterpriseFilter,
    GroupFilter,
    MeetingFilter,
    PostProgrammeVisitFilter,
)
from activities.forms.people import (
    ActionPointForm,
    EnterpriseForm,
    EnterpriseTurnoverForm,
    GroupForm,
    GroupMemberForm,
    MeetingForm,
    OwnActionPointForm,
    PostProgrammeVisitForm,
)
from activities.models import ActionPoint, Enterprise, Group, Meeting, PostProgrammeVisit
from activities.resources import (
    ActionPointResource,
    EnterpriseResource,
    GroupResource,
    MeetingResource,
    PostProgrammeVisitResource,
)
from activities.tables.people import (
    ActionPointTable,
    EnterpriseTable,
    EnterpriseTurnoverTable,
    GroupMemberTable,
    GroupTable,
    MeetingTable,
    PostProgrammeVisitTable,
)
from p2wkss.base import formats
from p2wkss.base.pages import AddPage, DetailPage, EditPage, ListPage, Related, Row, Rows

MEMBERSHIPS = Rows(GroupMemberForm, gettext_lazy("Anggota"), add_label=gettext_lazy("Tambah anggota"))
TURNOVERS = Rows(EnterpriseTurnoverForm, gettext_lazy("Omzet per bulan"), add_label=gettext_lazy("Tambah bulan"))


class GroupList(ListPage):
    queryset = Group.objects.for_list()
    permission_required = "activities.view_group"
    filterset_class = GroupFilter
    table_class = GroupTable
    resource_class = GroupResource
    export_permission = "activities.view_group"
    icon = "people"
    lead = gettext_lazy("KWT, UPPKS, bank sampah, koperasi dan kelompok warga lain.")
    empty_text = gettext_lazy("Catat kelompok pertama.")


class GroupDetail(DetailPage):
    queryset = Group.objects.for_list()
    permission_required = "activities.view_group"
    icon = "people"
    sections = [
        (
            gettext_lazy("Kelompok"),
            ["name", "kind", "target_area", "region", "coach", "formed_on", "is_active", "notes"],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Anggota"),
            "memberships",
            GroupMemberTable,
            permission="activities.view_groupmember",
            rows=lambda group, user: group.memberships.visible_to(user).select_related("member"),
        ),
        Related(
            gettext_lazy("Usaha anggota"),
            "enterprises",
            EnterpriseTable,
            add="activities:enterprise_add",
            field="group",
            exclude=("group",),
        ),
    ]


class GroupAdd(AddPage):
    queryset = Group.objects.all()
    permission_required = "activities.add_group"
    form_class = GroupForm
    formsets = [MEMBERSHIPS]


class GroupEdit(EditPage):
    queryset = Group.objects.all()
    permission_required = "activities.change_group"
    form_class = GroupForm
    formsets = [MEMBERSHIPS]


class EnterpriseList(ListPage):
    queryset = Enterprise.objects.for_list()
    permission_required = "activities.view_enterprise"
    filterset_class = EnterpriseFilter
    table_class = EnterpriseTable
    resource_class = EnterpriseResource
    export_permission = "activities.view_enterprise"
    icon = "shop"
    lead = gettext_lazy("Usaha warga, terutama perempuan keluarga binaan, dan omzetnya dari bulan ke bulan.")
    empty_text = gettext_lazy("Catat usaha pertama.")


class EnterpriseDetail(DetailPage):
    queryset = Enterprise.objects.for_list()
    permission_required = "activities.view_enterprise"
    icon = "shop"
    sections = [
        (
            gettext_lazy("Usaha"),
            [
                "name",
                "product",
                "owner",
                "group",
                "licence",
                "started_on",
                "is_active",
                Row("latest_turnover", gettext_lazy("Omzet terakhir sebulan"), formats.rupiah),
                "notes",
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Omzet per bulan"),
            "turnovers",
            EnterpriseTurnoverTable,
            permission="activities.view_enterprise",
            rows=lambda enterprise, user: enterprise.turnovers.all(),
        )
    ]


class EnterpriseAdd(AddPage):
    queryset = Enterprise.objects.all()
    permission_required = "activities.add_enterprise"
    form_class = EnterpriseForm
    formsets = [TURNOVERS]


class EnterpriseEdit(EditPage):
    queryset = Enterprise.objects.all()
    permission_required = "activities.change_enterprise"
    form_class = EnterpriseForm
    formsets = [TURNOVERS]


class MeetingList(ListPage):
    queryset = Meeting.objects.for_list()
    permission_required = "activities.view_meeting"
    filterset_class = MeetingFilter
    table_class = MeetingTable
    resource_class = MeetingResource
    export_permission = "activities.view_meeting"
    icon = "chat-left-text"
    empty_text = gettext_lazy("Catat rapat koordinasi pertama.")


class MeetingDetail(DetailPage):
    queryset = Meeting.objects.for_list()
    permission_required = "activities.view_meeting"
    icon = "chat-left-text"
    sections = [
        (gettext_lazy("Rapat"), ["title", "date", "place", "programme_year", "attendees"]),
        (gettext_lazy("Isi"), ["agenda", "minutes", "document"]),
    ]
    related = [
        Related(
            gettext_lazy("Tindak lanjut"),
            "action_points",
            ActionPointTable,
            add="activities:actionpoint_add",
            field="meeting",
            exclude=("meeting",),
        )
    ]


class MeetingAdd(AddPage):
    queryset = Meeting.objects.all()
    permission_required = "activities.add_meeting"
    form_class = MeetingForm


class MeetingEdit(EditPage):
    queryset = Meeting.objects.all()
    permission_required = "activities.change_meeting"
    form_class = MeetingForm


class ActionPointList(ListPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.view_actionpoint"
    filterset_class = ActionPointFilter
    table_class = ActionPointTable
    resource_class = ActionPointResource
    export_permission = "activities.view_actionpoint"
    icon = "check2-square"

    def get_primary_action(self):
        """An action point is added on the page of its meeting."""
        return


class ActionPointDetail(DetailPage):
    queryset = ActionPoint.objects.for_list()
    permission_required = "activities.view_actionpoint"
    icon = "check2-square"
    sections = [
        (gettext_lazy("Tindak lanjut"), ["text", "meeting", "agency", "due_on"]),
        (gettext_lazy("Hasil"), ["status", "done_on", "result"]),
    ]


class ActionPointAdd(AddPage):
    queryset = ActionPoint.objects.all()
    permission_required = "activities.add_actionpoint"
    form_class = ActionPointForm


class ActionPointEdit(EditPage):
    queryset = ActionPoint.objects.all()
    permission_required = "activities.change_actionpoint"

    def get_form_class(self):
        everything = self.request.user.has_perm("activities.add_actionpoint")
        return ActionPointForm if everything else OwnActionPointForm


class PostProgrammeVisitList(ListPage):
    queryset = PostProgrammeVisit.objects.for_list()
    permission_required = "activities.view_postprogrammevisit"
    filterset_class = PostProgrammeVisitFilter
    table_class = PostProgrammeVisitTable
    resource_class = PostProgrammeVisitResource
    export_permission = "activities.view_postprogrammevisit"
    icon = "arrow-repeat"
    lead = gettext_lazy("Enam, dua belas dan dua puluh empat bulan sesudah program: apa yang bertahan.")
    empty_text = gettext_lazy("Catat kunjungan pertama sesudah program.")


class PostProgrammeVisitDetail(DetailPage):
    queryset = PostProgrammeVisit.objects.for_list()
    permission_required = "activities.view_postprogrammevisit"
    icon = "arrow-repeat"
    sections = [
        (gettext_lazy("Kunjungan"), ["target_area", "months_after", "visited_on", "by", "findings", "follow_up"]),
    ]


class PostProgrammeVisitAdd(AddPage):
    queryset = PostProgrammeVisit.objects.all()
    permission_required = "activities.add_postprogrammevisit"
    form_class = PostProgrammeVisitForm

    def get_defaults(self):
        return {"by": self.request.user}


class PostProgrammeVisitEdit(EditPage):
    queryset = PostProgrammeVisit.objects.all()
    permission_required = "activities.change_postprogrammevisit"
    form_class = PostProgrammeVisitForm
