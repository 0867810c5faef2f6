"""Tables of posyandu, their days, whom they serve, and the visits."""

from django.utils.translation import gettext_lazy as _

from activities.models import ChildVisit, ElderlyVisit, Posyandu, PosyanduMember, PosyanduSession, PregnancyVisit
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

DAY_TONES = {"planned": "info", "held": "success", "cancelled": "danger"}
GAIN_TONES = {"N": "success", "T": "warning", "O": "neutral", "B": "neutral"}
WEIGHT_TONES = {
    "Berat badan sangat kurang": "danger",
    "Berat badan kurang": "warning",
    "Berat badan normal": "success",
    "Risiko berat badan lebih": "warning",
}
# Beside the heading of their column the classes need fewer words.
GAIN_WORDS = {"N": _("Naik"), "T": _("Tidak naik"), "O": _("Bulan lalu absen"), "B": _("Baru")}
WEIGHT_WORDS = {
    "Berat badan sangat kurang": _("Sangat kurang"),
    "Berat badan kurang": _("Kurang"),
    "Berat badan normal": _("Normal"),
    "Risiko berat badan lebih": _("Risiko lebih"),
}
NUTRITION_WORDS = {
    "Gizi buruk": _("Buruk"),
    "Gizi kurang": _("Kurang"),
    "Gizi baik": _("Baik"),
    "Berisiko gizi lebih": _("Berisiko lebih"),
    "Gizi lebih": _("Lebih"),
}
HEIGHT_TONES = {"Sangat pendek": "danger", "Pendek": "warning", "Normal": "success", "Tinggi": "success"}
NUTRITION_TONES = {
    "Gizi buruk": "danger",
    "Gizi kurang": "warning",
    "Gizi baik": "success",
    "Berisiko gizi lebih": "warning",
    "Gizi lebih": "warning",
    "Obesitas": "danger",
}


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
    status = StatusColumn(tones=DAY_TONES)
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


class VisitTable(Table):
    """Visits of a day; a closed day's rows lead nowhere, since nothing can be mended there."""

    member = TitleColumn(
        linkify=lambda record: None if record.session.closed_at else record.get_edit_url(),
        order_by="member__name",
        verbose_name=_("Nama"),
    )
    weight_kg = NumberColumn(decimals=2)


class ChildVisitTable(VisitTable):
    height_cm = NumberColumn(decimals=1, verbose_name=_("Tinggi (cm)"))
    gain = ShortStatusColumn(tones=GAIN_TONES, words=GAIN_WORDS)
    weight_status = ShortStatusColumn(tones=WEIGHT_TONES, words=WEIGHT_WORDS)
    height_status = StatusColumn(tones=HEIGHT_TONES)
    nutrition_status = ShortStatusColumn(tones=NUTRITION_TONES, words=NUTRITION_WORDS)
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
