"""Tables of posyandu, their days, whom they serve, and the visits."""

from django.utils.translation import gettext_lazy as _

from activities.models import (
    ChildVisit,
    ElderlyVisit,
    Newcomer,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    PregnancyVisit,
)
from activities.models.visit import HeightClass, NutritionClass, WeightClass
from activities.tables.columns import FlagsColumn, ShortStatusColumn, TitleDateColumn
from agencies.tables import ActiveColumn
from p2wkss.base.tables import (
    Column,
    DateColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TitleColumn,
    YesNoColumn,
)

# Beside the heading of their column the classes need fewer words.
GAIN_WORDS = {"N": _("Naik"), "T": _("Tidak naik"), "O": _("Bulan lalu absen"), "B": _("Baru")}


class PosyanduTable(Table):
    name = TitleColumn()
    region = Column(order_by="region__code")
    registered_count = NumberColumn(verbose_name=_("Sasaran terdaftar"), orderable=False)
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = Posyandu
        fields = ["name", "region", "strata", "schedule", "registered_count", "is_active"]


class PosyanduSessionTable(Table):
    date = TitleDateColumn()
    posyandu = Column(order_by="posyandu__name")
    status = StatusColumn(states=PosyanduSession.Status)
    cadres_on_duty = NumberColumn()
    child_count = NumberColumn(verbose_name=_("Balita datang"), orderable=False)
    weighed_count = NumberColumn(verbose_name=_("Ditimbang"), orderable=False)

    class Meta(Table.Meta):
        model = PosyanduSession
        fields = ["date", "posyandu", "status", "cadres_on_duty", "child_count", "weighed_count"]


class PosyanduMemberTable(Table):
    member = TitleColumn(linkify=lambda record: record.get_edit_url(), order_by="member__name", verbose_name=_("Nama"))
    posyandu = Column(order_by="posyandu__name")
    birth_date = DateColumn(
        accessor="member__birth_date", verbose_name=_("Tanggal lahir"), order_by="member__birth_date"
    )
    has_card = YesNoColumn()
    since = DateColumn()
    until = DateColumn()

    class Meta(Table.Meta):
        model = PosyanduMember
        fields = ["member", "posyandu", "birth_date", "category", "has_card", "since", "until"]


class NewcomerTable(Table):
    name = TitleColumn(
        linkify=lambda record: record.member.get_absolute_url() if record.member_id else record.get_absolute_url()
    )
    birth_date = DateColumn()
    posyandu = Column(order_by="posyandu__name")
    is_guest = YesNoColumn()
    member = Column(verbose_name=_("Di register"), orderable=False, empty_values=(None, ""))

    class Meta(Table.Meta):
        model = Newcomer
        fields = ["name", "birth_date", "guardian", "posyandu", "is_guest", "member"]


class VisitTable(Table):
    """Visits of a day; a closed day's rows lead nowhere, since nothing can be mended there."""

    member = TitleColumn(
        linkify=lambda record: None if record.session.closed_at else record.get_edit_url(),
        order_by="member__name",
        verbose_name=_("Nama"),
    )
    weight_kg = NumberColumn(decimals=2)


class ChildVisitTable(VisitTable):
    member = TitleColumn(
        accessor="person",
        linkify=lambda record: None if record.session.closed_at else record.get_edit_url(),
        order_by="member__name",
        verbose_name=_("Nama"),
    )
    height_cm = NumberColumn(decimals=1, verbose_name=_("Tinggi (cm)"))
    gain = ShortStatusColumn(states=ChildVisit.Gain, words=GAIN_WORDS)
    weight_status = ShortStatusColumn(states=WeightClass)
    height_status = ShortStatusColumn(states=HeightClass)
    nutrition_status = ShortStatusColumn(states=NutritionClass)
    flags = FlagsColumn(verbose_name=_("Periksa"))

    class Meta(Table.Meta):
        model = ChildVisit
        fields = [
            "member",
            "weight_kg",
            "height_cm",
            "gain",
            "weight_status",
            "height_status",
            "nutrition_status",
            "flags",
        ]


class OutdatedVisitTable(Table):
    person = TitleColumn(
        linkify=lambda record: record.get_absolute_url(), order_by="member__name", verbose_name=_("Nama")
    )
    day = DateColumn(accessor="session__date", verbose_name=_("Hari buka"))
    posyandu = Column(accessor="session__posyandu", verbose_name=_("Posyandu"), order_by="session__posyandu__name")
    counted_birth_date = DateColumn(verbose_name=_("Lahir, waktu dihitung"))
    birth_date = DateColumn(accessor="person__birth_date", verbose_name=_("Lahir, sekarang"), orderable=False)
    height_status = StatusColumn(states=HeightClass)

    class Meta(Table.Meta):
        model = ChildVisit
        fields = ["person", "day", "posyandu", "counted_birth_date", "birth_date", "height_status"]


class PregnancyVisitTable(VisitTable):
    muac_cm = NumberColumn(decimals=1)
    high_risk = YesNoColumn()

    class Meta(Table.Meta):
        model = PregnancyVisit
        fields = ["member", "gestation_weeks", "weight_kg", "muac_cm", "systolic", "diastolic", "high_risk"]


class ElderlyVisitTable(VisitTable):
    referred = YesNoColumn()

    class Meta(Table.Meta):
        model = ElderlyVisit
        fields = ["member", "weight_kg", "systolic", "diastolic", "glucose", "cholesterol", "uric_acid", "referred"]
