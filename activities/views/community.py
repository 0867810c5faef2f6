"""Pages of groups and enterprises."""

from django.utils.translation import gettext_lazy

from activities.filters import EnterpriseFilter, GroupFilter
from activities.forms.people import EnterpriseForm, EnterpriseTurnoverForm, GroupForm, GroupMemberForm
from activities.models import Enterprise, EnterpriseTurnover, Group
from activities.resources import EnterpriseResource, GroupResource
from activities.tables.people import EnterpriseTable, EnterpriseTurnoverTable, GroupMemberTable, GroupTable
from households.views.sections import OnlyFilled
from p2wkss.base import formats
from p2wkss.base.pages import AddPage, DetailPage, EditPage, ListPage, Related, Row, Rows


class MemberRows(Rows):
    """The memberships of a group, loaded with the names and places they print."""

    def build(self, *args, **kwargs):
        formset = super().build(*args, **kwargs)
        formset.queryset = formset.queryset.select_related("member__household__region")
        formset.__dict__.pop("_queryset", None)
        return formset


MEMBERSHIPS = MemberRows(GroupMemberForm, gettext_lazy("Anggota"), add_label=gettext_lazy("Tambah anggota"))
TURNOVER = "activities.view_enterpriseturnover"
TURNOVERS = Rows(EnterpriseTurnoverForm, gettext_lazy("Omzet per bulan"), add_label=gettext_lazy("Tambah bulan"))


class GroupList(ListPage):
    queryset = Group.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_group"
    filterset_class = GroupFilter
    table_class = GroupTable
    resource_class = GroupResource
    export_permission = "activities.view_group"
    icon = "diagram-3"
    lead = gettext_lazy("KWT, UPPKS, bank sampah, koperasi dan kelompok warga lain.")
    empty_text = gettext_lazy("Catat kelompok pertama.")


class GroupDetail(OnlyFilled, DetailPage):
    only_filled = frozenset({"notes"})
    queryset = Group.objects.for_list()
    permission_required = "activities.view_group"
    icon = "diagram-3"
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
            rows=lambda group, user: group.memberships.select_related("member"),
            empty_title=gettext_lazy("Belum ada anggota"),
            empty_text=gettext_lazy("Isi lewat tombol Ubah."),
        ),
        Related(
            gettext_lazy("Usaha anggota"),
            "enterprises",
            EnterpriseTable,
            add="activities:enterprise_add",
            field="group",
            exclude=("group", "latest_turnover"),
            empty_title=gettext_lazy("Belum ada usaha"),
        ),
    ]


class GroupAdd(AddPage):
    queryset = Group.objects.all()
    permission_required = "activities.add_group"
    form_class = GroupForm
    formsets = [MEMBERSHIPS]


class GroupEdit(EditPage):
    queryset = Group.objects.for_list()
    permission_required = "activities.change_group"
    form_class = GroupForm
    formsets = [MEMBERSHIPS]


class EnterpriseList(ListPage):
    queryset = Enterprise.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_enterprise"
    filterset_class = EnterpriseFilter
    table_class = EnterpriseTable
    resource_class = EnterpriseResource
    export_permission = "activities.view_enterprise"
    icon = "shop"
    lead = gettext_lazy("Usaha warga, terutama perempuan keluarga binaan, dan omzetnya dari bulan ke bulan.")
    empty_text = gettext_lazy("Catat usaha pertama.")

    def get_table_kwargs(self):
        return {"with_turnover": self.request.user.has_perm(TURNOVER)}

    def export_fields(self, resource):
        fields = super().export_fields(resource) or resource.get_export_order()
        return [name for name in fields if name != "latest_turnover" or self.request.user.has_perm(TURNOVER)]


class EnterpriseDetail(OnlyFilled, DetailPage):
    only_filled = frozenset({"notes", "group"})
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
            rows=lambda enterprise, user: EnterpriseTurnover.objects.filter(enterprise=enterprise),
            empty_title=gettext_lazy("Omzet belum dicatat"),
            empty_text=gettext_lazy("Isi lewat tombol Ubah."),
        )
    ]

    def is_shown(self, record, name):
        """What a business earns is for who may read turnovers."""
        if name == "latest_turnover" and not self.request.user.has_perm(TURNOVER):
            return False
        return super().is_shown(record, name)


class EnterpriseAdd(AddPage):
    queryset = Enterprise.objects.all()
    permission_required = "activities.add_enterprise"
    form_class = EnterpriseForm
    formsets = [TURNOVERS]


class EnterpriseEdit(EditPage):
    queryset = Enterprise.objects.for_list()
    permission_required = "activities.change_enterprise"
    form_class = EnterpriseForm
    formsets = [TURNOVERS]
