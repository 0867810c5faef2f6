"""Tables of agencies, users and access events."""

from django.utils.translation import gettext_lazy as _

from agencies.models import AccessEvent, Agency, AgencyName, Exemption, User
from p2wkss.base.tables import Column, NumberColumn, StatusColumn, Table, TimeColumn, TitleColumn, YesNoColumn


class ActiveColumn(StatusColumn):
    """Whether something is in use, as word, icon and colour."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, tones={True: "success", False: "neutral"}, **kwargs)

    def render(self, value, record, bound_column):
        return super().render(_("Aktif") if value else _("Nonaktif"), record, bound_column)


class AgencyTable(Table):
    code = TitleColumn()
    is_coordinator = YesNoColumn()
    user_count = NumberColumn(verbose_name=_("Pengguna aktif"), orderable=False)
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = Agency
        fields = ["code", "name", "kind", "field", "is_coordinator", "user_count", "is_active"]


class UserTable(Table):
    name = TitleColumn()
    username = Column()
    agency = Column(linkify=True, order_by="agency__code")
    last_login = TimeColumn()
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = User
        fields = ["name", "username", "role", "agency", "last_login", "is_active"]


class AccessEventTable(Table):
    at = TimeColumn(attrs={"td": {"class": "cell-title"}})
    user = Column(linkify=True, order_by="user__name")
    count = NumberColumn()

    class Meta(Table.Meta):
        model = AccessEvent
        fields = ["at", "user", "kind", "subject", "count", "reason", "request_id"]


class AgencyNameTable(Table):
    class Meta(Table.Meta):
        model = AgencyName
        fields = ["short_name", "name", "valid_from", "valid_until"]
        order_by = "valid_from"


class ExemptionTable(Table):
    created_at = TimeColumn(verbose_name=_("Waktu"))
    subject = TitleColumn()
    by = Column(order_by="by__name")

    class Meta(Table.Meta):
        model = Exemption
        fields = ["created_at", "kind", "subject", "detail", "reason", "by"]
