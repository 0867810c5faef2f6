"""Tables of sessions with attendance, groups, enterprises, meetings and later visits."""

from django.utils.translation import gettext_lazy as _

from activities.models import (
    ActionPoint,
    Attendance,
    Enterprise,
    EnterpriseTurnover,
    Group,
    GroupMember,
    Meeting,
    PostProgrammeVisit,
    Session,
)
from activities.tables.columns import PointStatusColumn, TitleMonthColumn
from agencies.tables import ActiveColumn
from p2wkss.base.tables import (
    Column,
    DateColumn,
    NumberColumn,
    RupiahColumn,
    StatusColumn,
    Table,
    TitleColumn,
    YesNoColumn,
)


class SessionTable(Table):
    title = TitleColumn()
    agency = Column(order_by="agency__code")
    date = DateColumn()
    capacity = NumberColumn()
    invited_count = NumberColumn(verbose_name=_("Diundang"), orderable=False)
    present_count = NumberColumn(verbose_name=_("Hadir"), orderable=False)
    status = StatusColumn(states=Session.Status)

    class Meta(Table.Meta):
        model = Session
        fields = ["title", "agency", "date", "place", "capacity", "invited_count", "present_count", "status"]


class AttendanceTable(Table):
    member = TitleColumn(linkify=False, order_by="member__name", verbose_name=_("Nama"))
    sex = Column(accessor="member__get_sex_display", verbose_name=_("Jenis kelamin"), orderable=False)
    region = Column(accessor="member__household__region", verbose_name=_("RT"), orderable=False)
    invited = YesNoColumn()
    present = YesNoColumn()

    class Meta(Table.Meta):
        model = Attendance
        fields = ["member", "sex", "region", "invited", "present"]

    def render_member(self, value):
        """Who died or moved away stays on the list, with that beside the name."""
        if value.is_active:
            return value.name
        return _("%(name)s (%(status)s)") % {"name": value.name, "status": value.get_status_display().lower()}


class GroupTable(Table):
    name = TitleColumn()
    coach = Column(order_by="coach__code")
    formed_on = DateColumn()
    member_count = NumberColumn(verbose_name=_("Anggota"), orderable=False)
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = Group
        fields = ["name", "kind", "region", "coach", "formed_on", "member_count", "is_active"]


class GroupMemberTable(Table):
    member = TitleColumn(linkify=False, verbose_name=_("Nama"))
    joined_on = DateColumn()
    left_on = DateColumn()

    class Meta(Table.Meta):
        model = GroupMember
        fields = ["member", "position", "joined_on", "left_on"]


class EnterpriseTable(Table):
    name = TitleColumn()
    owner = Column(order_by="owner__name")
    latest_turnover = RupiahColumn(verbose_name=_("Omzet terakhir sebulan"), orderable=False)
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = Enterprise
        fields = ["name", "product", "owner", "group", "licence", "latest_turnover", "is_active"]

    def __init__(self, *args, with_turnover=True, exclude=(), **kwargs):
        hidden = () if with_turnover else ("latest_turnover",)
        super().__init__(*args, exclude=(*exclude, *hidden), **kwargs)


class EnterpriseTurnoverTable(Table):
    month = TitleMonthColumn(linkify=False)
    turnover = RupiahColumn()
    workers = NumberColumn()

    class Meta(Table.Meta):
        model = EnterpriseTurnover
        fields = ["month", "turnover", "workers"]


class MeetingTable(Table):
    title = TitleColumn()
    date = DateColumn()
    open_points = NumberColumn(verbose_name=_("Tindak lanjut terbuka"), orderable=False)

    class Meta(Table.Meta):
        model = Meeting
        fields = ["title", "date", "place", "programme_year", "open_points"]


class ActionPointTable(Table):
    text = TitleColumn()
    agency = Column(order_by="agency__code")
    due_on = DateColumn()
    done_on = DateColumn()
    status = PointStatusColumn(states=ActionPoint.Status)
    meeting = Column(
        accessor="meeting__title",
        verbose_name=_("Rapat"),
        linkify=lambda record: record.meeting.get_absolute_url(),
        order_by="meeting__date",
    )

    class Meta(Table.Meta):
        model = ActionPoint
        fields = ["text", "meeting", "agency", "due_on", "status", "done_on", "result"]


class PostProgrammeVisitTable(Table):
    target_area = TitleColumn(order_by="target_area__programme_year__year")
    visited_on = DateColumn()

    class Meta(Table.Meta):
        model = PostProgrammeVisit
        fields = ["target_area", "months_after", "visited_on", "by", "findings", "follow_up"]
