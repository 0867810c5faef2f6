"""Tables of regions, programme years, lokus, candidates, decrees and evidence."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agencies.tables import ActiveColumn
from locations.models import (
    Assignment,
    Candidate,
    Decree,
    Evidence,
    ProgrammeYear,
    Region,
    StageChange,
    TargetArea,
    TargetAreaRegion,
)
from p2wkss.base.tables import (
    Column,
    DateColumn,
    NumberColumn,
    RupiahColumn,
    StatusColumn,
    Table,
    TimeColumn,
    TitleColumn,
    YesNoColumn,
)


class RegionTable(Table):
    label = TitleColumn(verbose_name=_("Wilayah"), order_by="code")
    code = Column()
    parent = Column(linkify=True, order_by="parent__code")
    area_ha = NumberColumn()
    is_active = ActiveColumn(verbose_name=_("Keadaan"))

    class Meta(Table.Meta):
        model = Region
        fields = ["label", "code", "level", "parent", "area_ha", "is_active"]


class ProgrammeYearTable(Table):
    year = TitleColumn(localize=False)
    stage = StatusColumn(states=ProgrammeYear.Stage)
    kk_target = NumberColumn()
    works_from = DateColumn()
    final_check_on = DateColumn()

    class Meta(Table.Meta):
        model = ProgrammeYear
        fields = ["year", "stage", "kk_target", "works_from", "final_check_on"]

    def render_year(self, value):
        return str(value)


class StageChangeTable(Table):
    created_at = TimeColumn(verbose_name=_("Waktu"))
    by = Column()

    class Meta(Table.Meta):
        model = StageChange
        fields = ["created_at", "from_stage", "to_stage", "reason", "by"]


class TargetAreaTable(Table):
    kelurahan = TitleColumn(linkify=lambda record: record.get_absolute_url(), accessor="kelurahan__name")
    kecamatan = Column(accessor="kelurahan__parent__name", verbose_name=_("Kecamatan"))
    year = Column(accessor="programme_year__year", verbose_name=_("Tahun"), order_by="programme_year__year")
    stage = StatusColumn(
        accessor="programme_year__get_stage_display",
        verbose_name=_("Tahap"),
        order_by="programme_year__stage",
    )
    budget = RupiahColumn()

    class Meta(Table.Meta):
        model = TargetArea
        fields = ["kelurahan", "kecamatan", "year", "stage", "units_note", "budget", "result"]

    def render_year(self, value):
        return str(value)


class TargetAreaRegionTable(Table):
    region = TitleColumn(linkify=False)
    is_assessed = YesNoColumn()
    valid_from = DateColumn()
    valid_until = DateColumn()

    class Meta(Table.Meta):
        model = TargetAreaRegion
        fields = ["region", "is_assessed", "valid_from", "valid_until", "reason"]


class DecreeTable(Table):
    number = TitleColumn()
    signed_on = DateColumn()

    class Meta(Table.Meta):
        model = Decree
        fields = ["number", "title", "signed_on", "programme_year"]


class CandidateTable(Table):
    region = TitleColumn(linkify=lambda record: record.get_absolute_url())
    slum = NumberColumn(decimals=0)
    poverty = NumberColumn(decimals=2)
    hdi = NumberColumn(decimals=2)
    decision = StatusColumn(states=Candidate.Decision)

    class Meta(Table.Meta):
        model = Candidate
        fields = ["region", "programme_year", "slum", "poverty", "hdi", "decision"]


class EvidenceTable(Table):
    title = TitleColumn()
    taken_at = TimeColumn()
    uploaded_by = Column()
    created_at = TimeColumn(verbose_name=_("Diunggah"))
    is_personal = YesNoColumn()

    class Meta(Table.Meta):
        model = Evidence
        fields = ["title", "kind", "phase", "region", "taken_at", "uploaded_by", "created_at", "is_personal"]


class AssignmentTable(Table):
    region = TitleColumn(linkify=False)
    code = Column(accessor="region__code", verbose_name=_("Kode"))
    end = Column(empty_values=(), orderable=False, verbose_name=_("Tindakan"))

    class Meta(Table.Meta):
        model = Assignment
        fields = ["region", "code", "end"]

    def render_end(self, record):
        return format_html('<a href="{}">{}</a>', record.get_delete_url(), _("Akhiri tugas"))
