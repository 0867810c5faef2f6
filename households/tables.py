"""Tables of houses, families, surveys and repairs."""

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from households.forms.places import place_of
from households.models import (
    EligibilityAnswer,
    Enrolment,
    House,
    HouseAssessment,
    Household,
    HouseholdSurvey,
    HouseRepair,
    Member,
    MemberEvent,
    MemberSurvey,
    RepairCheck,
    RepairFunding,
    RepairStep,
    RepairTranche,
    RoundEvent,
    SurveyRound,
)
from p2wkss.base.formats import percent
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


class PlaceColumn(Column):
    """An RT with its kelurahan; the rows come with `parent__parent`."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("RT/RW"))
        super().__init__(*args, **kwargs)

    def render(self, value):
        return place_of(value)


class FitnessColumn(StatusColumn):
    """Whether a house is fit to live in, from its assessment; a house never assessed says so."""

    WORDS = {True: _("Tidak layak huni"), False: _("Layak huni"), None: _("Belum dapat dinilai")}

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, tones={True: "danger", False: "success", "None": "neutral"}, **kwargs)

    def render(self, value, record, bound_column):
        known = value if isinstance(value, bool) else None
        word = self.WORDS[known] if self.was_assessed(record) else _("Belum dinilai")
        return super().render(word, record, bound_column)

    def was_assessed(self, record):
        return isinstance(record, HouseAssessment) or record.latest_assessment_id is not None


class FamilyColumn(TitleColumn):
    """A family by its head, leading to its page; without a head by its masked number."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("Kepala keluarga"))
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, **kwargs)

    def render(self, value, record):
        return value or _("Tanpa kepala keluarga")


class HouseTable(Table):
    address = TitleColumn()
    region = PlaceColumn(order_by="region__code")
    family_count = NumberColumn(verbose_name=_("Keluarga"), orderable=False)
    condition = FitnessColumn(accessor="latest_assessment__unfit", verbose_name=_("Penilaian"))
    assessed_on = DateColumn(accessor="latest_assessment__assessed_on", verbose_name=_("Dinilai"))

    class Meta(Table.Meta):
        model = House
        fields = ["address", "number", "region", "family_count", "condition", "assessed_on"]


class HouseholdTable(Table):
    head_name = FamilyColumn()
    no_kk = Column(orderable=False, verbose_name=_("Nomor KK"))
    region = PlaceColumn(order_by="region__code")
    member_count = NumberColumn(verbose_name=_("Anggota"), orderable=False)
    surveyed_on = DateColumn(accessor="latest_survey__surveyed_on", verbose_name=_("Didata"))
    status = StatusColumn(states=Household.Status)

    class Meta(Table.Meta):
        model = Household
        fields = ["head_name", "no_kk", "region", "member_count", "surveyed_on", "status"]


class UnsurveyedTable(Table):
    """Families a round has not reached; each leads to its visit, or to its page for who only looks."""

    head_name = Column(verbose_name=_("Kepala keluarga"), empty_values=(), attrs={"td": {"class": "cell-title"}})
    region = PlaceColumn()
    address = Column(verbose_name=_("Alamat"), empty_values=())

    class Meta(Table.Meta):
        model = Household
        fields = ["head_name", "region", "address"]

    def __init__(self, *args, visit_round=None, **kwargs):
        self.visit_round = visit_round
        super().__init__(*args, **kwargs)

    def render_head_name(self, value, record):
        url = record.get_absolute_url()
        if self.visit_round is not None:
            url = reverse("households:visit", args=[self.visit_round.public_id, record.public_id])
        return format_html('<a href="{}">{}</a>', url, value or _("Tanpa kepala keluarga"))

    def render_address(self, value, record):
        return value or (record.house.address if record.house_id else self.default)


class MemberTable(Table):
    name = TitleColumn()
    relation = Column()
    nik = Column(orderable=False, verbose_name=_("NIK"))
    birth_date = DateColumn()
    status = StatusColumn(states=Member.Status)

    class Meta(Table.Meta):
        model = Member
        fields = ["name", "relation", "sex", "birth_date", "nik", "status"]


class MemberListTable(Table):
    """Members of many families: who, how old, where."""

    name = TitleColumn()
    age = NumberColumn(
        verbose_name=_("Umur"),
        empty_values=(),
        order_by="-birth_date",
        accessor="birth_date",
        initial_sort_descending=True,
    )
    relation = Column()
    nik = Column(orderable=False, verbose_name=_("NIK"))
    region = PlaceColumn(accessor="household__region", order_by="household__region__code")
    status = StatusColumn(states=Member.Status)

    class Meta(Table.Meta):
        model = Member
        fields = ["name", "sex", "age", "relation", "nik", "region", "status"]

    def render_age(self, record):
        years = record.age_on(timezone.localdate())
        return self.default if years is None else _("%(years)s tahun") % {"years": years}


class MemberEventTable(Table):
    on = DateColumn(attrs={"td": {"class": "cell-title"}})
    from_household = Column(linkify=True)
    to_household = Column(linkify=True)

    class Meta(Table.Meta):
        model = MemberEvent
        fields = ["on", "kind", "from_household", "to_household", "note", "by"]


class EnrolmentTable(Table):
    number = NumberColumn(verbose_name=_("No."), attrs={"td": {"class": "cell-plain"}})
    head_name = FamilyColumn(linkify=("households:household_detail", [A("household__public_id")]))
    region = PlaceColumn(accessor="household__region", order_by="household__region__code")
    target_area = Column(verbose_name=_("Lokus"))
    enrolled_on = DateColumn()
    left_on = DateColumn()

    class Meta(Table.Meta):
        model = Enrolment
        fields = ["head_name", "number", "region", "target_area", "enrolled_on", "left_on", "left_reason"]


class RoundTable(Table):
    kind = TitleColumn(verbose_name=_("Pendataan"))
    target_area = Column(verbose_name=_("Lokus"), order_by="target_area__programme_year__year")
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StatusColumn(
        accessor="is_closed", verbose_name=_("Keadaan"), orderable=False, tones={True: "neutral", False: "success"}
    )

    class Meta(Table.Meta):
        model = SurveyRound
        fields = ["kind", "target_area", "starts_on", "ends_on", "state"]

    def render_state(self, value, record, bound_column):
        return StatusColumn.render(bound_column.column, _("Ditutup") if value else _("Terbuka"), record, bound_column)


class RoundEventTable(Table):
    created_at = TimeColumn(verbose_name=_("Waktu"), attrs={"td": {"class": "cell-title"}})

    class Meta(Table.Meta):
        model = RoundEvent
        fields = ["created_at", "kind", "reason", "by"]


class AssessmentTable(Table):
    round = TitleColumn()
    assessed_on = DateColumn()
    unfit = FitnessColumn(verbose_name=_("Hasil"))
    per_person_m2 = NumberColumn(verbose_name=_("m² per orang"))

    class Meta(Table.Meta):
        model = HouseAssessment
        fields = ["round", "assessed_on", "unfit", "per_person_m2"]


class HouseholdSurveyTable(Table):
    round = TitleColumn()
    surveyed_on = DateColumn()
    spending = RupiahColumn(verbose_name=_("Pengeluaran sebulan"))
    income = RupiahColumn(verbose_name=_("Penghasilan sebulan"))
    dtsen_decile = NumberColumn(verbose_name=_("Desil DTSEN"))

    class Meta(Table.Meta):
        model = HouseholdSurvey
        fields = ["round", "surveyed_on", "spending", "income", "dtsen_decile", "ks_stage"]


class MemberSurveyTable(Table):
    """What one member answered in each round."""

    round = Column(attrs={"td": {"class": "cell-title"}})
    surveyed_on = DateColumn()
    in_school = YesNoColumn()
    reads = YesNoColumn()
    works = YesNoColumn()
    insured = YesNoColumn(verbose_name=_("Jaminan kesehatan"))

    class Meta(Table.Meta):
        model = MemberSurvey
        fields = ["round", "surveyed_on", "in_school", "years_of_schooling", "reads", "works", "insured"]


class FamilyAnswersTable(Table):
    """What the members of one family answered in one round."""

    member = TitleColumn(linkify=("households:member_detail", [A("member__public_id")]))
    in_school = YesNoColumn()
    reads = YesNoColumn()
    works = YesNoColumn()
    insured = YesNoColumn(verbose_name=_("Jaminan kesehatan"))
    has_id_card = YesNoColumn(verbose_name=_("KTP"))

    class Meta(Table.Meta):
        model = MemberSurvey
        fields = ["member", "in_school", "years_of_schooling", "reads", "works", "insured", "has_id_card"]


class RepairTable(Table):
    house = TitleColumn(order_by="house__address")
    region = PlaceColumn(accessor="house__region", order_by="house__region__code")
    status = StatusColumn(states=HouseRepair.Status)
    progress = NumberColumn()
    executor = Column(order_by="executor__code")
    ceiling = RupiahColumn(verbose_name=_("Pagu"))
    funded = RupiahColumn(verbose_name=_("Dana tersedia"), orderable=False)
    proposed_on = DateColumn()

    class Meta(Table.Meta):
        model = HouseRepair
        fields = ["house", "region", "status", "progress", "executor", "ceiling", "funded", "proposed_on"]

    def render_progress(self, record):
        return percent(record.progress)


class HouseRepairTable(Table):
    """The repairs of one house, on its page."""

    proposed_on = TitleColumn()
    status = StatusColumn(states=HouseRepair.Status)

    class Meta(Table.Meta):
        model = HouseRepair
        fields = ["proposed_on", "status", "progress", "executor"]

    def render_proposed_on(self, value):
        return DateColumn().render(value)


class RepairStepTable(Table):
    on = DateColumn(attrs={"td": {"class": "cell-title"}})
    to_status = StatusColumn(states=HouseRepair.Status)

    class Meta(Table.Meta):
        model = RepairStep
        fields = ["on", "to_status", "progress", "note", "by"]


class RepairCheckTable(Table):
    on = DateColumn(attrs={"td": {"class": "cell-title"}})
    photo = Column(linkify=True)

    class Meta(Table.Meta):
        model = RepairCheck
        fields = ["on", "finding", "photo", "by"]


class RepairFundingTable(Table):
    amount = RupiahColumn()

    class Meta(Table.Meta):
        model = RepairFunding
        fields = ["source", "amount"]


class RepairTrancheTable(Table):
    number = Column(attrs={"td": {"class": "cell-title"}})
    amount = RupiahColumn()
    paid_on = DateColumn()

    class Meta(Table.Meta):
        model = RepairTranche
        fields = ["number", "amount", "progress_needed", "paid_on", "reason"]

    def render_number(self, record):
        return str(record)


class EligibilityTable(Table):
    criterion = Column(attrs={"td": {"class": "cell-title"}})
    met = YesNoColumn()

    class Meta(Table.Meta):
        model = EligibilityAnswer
        fields = ["criterion", "met", "note"]
