"""Pages of targets and measurements, and the way from a figure back to its rows."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import SurveyRound
from households.services import hold_open, sources_changed
from households.tables import HouseholdTable, HouseTable, MemberTable
from indicators import services
from indicators.filters import MeasurementFilter, TargetFilter
from indicators.forms import MeasurementForm, TargetForm
from indicators.freshness import stale_mark
from indicators.models import Measurement, Target
from indicators.parts import parts_of as parts_of_figure
from indicators.progress import progress_of
from indicators.registry import methods
from indicators.resources import MeasurementResource, TargetResource
from indicators.tables import (
    MeasurementTable,
    OwnMeasurementTable,
    SlumSurveyTable,
    TargetTable,
    coverage,
)
from indicators.tasks import found_behind
from locations.models import Region, TargetArea
from p2wkss.base import formats
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    BasePage,
    Cell,
    DetailPage,
    EditPage,
    ListPage,
    Related,
    Row,
    Status,
    try_reverse,
)
from p2wkss.base.pages.paging import paginate

# How the rows behind a figure are shown, by model.
LINEAGE_TABLES = {
    "households.house": HouseTable,
    "households.household": HouseholdTable,
    "households.member": MemberTable,
    "indicators.slumsurvey": SlumSurveyTable,
}
# What these tables print besides what for_list() loads.
LINEAGE_RELATIONS = {
    "households.house": ["region__parent__parent"],
    "households.household": ["region__parent__parent", "latest_survey"],
    "households.member": ["household__region__parent__parent"],
    "indicators.slumsurvey": ["region"],
}


PER_PAGE = 25


def has_parts(measurement) -> bool:
    """Whether a figure comes from the sums of its RT."""
    found = methods().get(measurement.method)
    return bool(found and found.has_parts and measurement.round_id)


class SaysWhatIsStale:
    """Mixin of a list of figures: names the rounds whose figures are older than their data."""

    def get(self, request, *args, **kwargs):
        visible = SurveyRound.objects.filter(target_area__in=TargetArea.objects.visible_to(request.user).values("pk"))
        self.notice = stale_mark(found_behind(visible))
        return super().get(request, *args, **kwargs)


class TargetList(SaysWhatIsStale, ListPage):
    queryset = Target.objects.for_list()
    permission_required = "indicators.view_target"
    filterset_class = TargetFilter
    table_class = TargetTable
    resource_class = TargetResource
    export_permission = "indicators.view_target"
    icon = "bullseye"
    lead = gettext_lazy("Dari mana lokus mulai, di mana sekarang, dan ke mana harus sampai.")
    empty_text = gettext_lazy("Tetapkan target pertama untuk lokus.")


class TargetDetail(DetailPage):
    queryset = Target.objects.for_list()
    permission_required = "indicators.view_target"
    icon = "bullseye"
    related = [
        Related(
            gettext_lazy("Pengukuran"),
            "",
            OwnMeasurementTable,
            permission="indicators.view_measurement",
            rows=lambda target, user: (
                Measurement.objects.visible_to(user)
                .filter(target_area=target.target_area, indicator=target.indicator)
                .for_list()
            ),
            exclude=("indicator", "target_area"),
        )
    ]

    def get_sections(self):
        def figure(value):
            return "%s %s" % (formats.number(value, self.object.indicator.decimals), self.object.indicator.unit)

        progress = self.get_progress()
        self.sections = [
            (_("Target"), ["indicator", "target_area", Row("target", _("Target"), figure), "due_on", "note"]),
            (_("Data awal"), [Row("baseline", _("Data awal"), figure), "baseline_on", "baseline_source"]),
            (
                _("Sekarang"),
                [
                    Row("now", _("Pengukuran terbaru"), figure),
                    Row("now_on", _("Per tanggal")),
                    Row("pk", _("Perubahan"), lambda value: progress.words),
                ],
            ),
        ]
        return super().get_sections()

    def get_status(self):
        progress = self.get_progress()
        return Status.of(progress.status)

    def get_progress(self):
        return progress_of(self.object, now=self.object.now, now_on=self.object.now_on)


class TargetAdd(AddPage):
    queryset = Target.objects.all()
    permission_required = "indicators.add_target"
    form_class = TargetForm


class TargetEdit(EditPage):
    queryset = Target.objects.all()
    permission_required = "indicators.change_target"
    form_class = TargetForm


class MeasurementList(SaysWhatIsStale, ListPage):
    queryset = Measurement.objects.for_list()
    permission_required = "indicators.view_measurement"
    filterset_class = MeasurementFilter
    table_class = MeasurementTable
    resource_class = MeasurementResource
    export_permission = "indicators.view_measurement"
    icon = "rulers"
    empty_text = gettext_lazy("Hitung indikator pada halaman pendataan, atau catat angka dari sumber lain.")


class MeasurementDetail(DetailPage):
    """One figure: what it is, what it was computed from, and the way back to the rows."""

    queryset = Measurement.objects.select_related(
        "indicator", "round", "target_area__kelurahan", "target_area__programme_year"
    )
    permission_required = "indicators.view_measurement"
    icon = "rulers"
    actions = [
        Action(
            gettext_lazy("Lihat data di balik angka ini"),
            "indicators:measurement_rows",
            "indicators.view_measurement",
            icon="diagram-3",
            when=lambda measurement: bool(measurement.lineage),
            needs_edit=False,
        ),
        Action(
            gettext_lazy("Menurut RT"),
            "indicators:measurement_regions",
            "indicators.view_measurement",
            icon="geo-alt",
            when=lambda measurement: has_parts(measurement),
            needs_edit=False,
        ),
    ]

    def get_sections(self):
        record = self.object

        def figure(value):
            return formats.number(value, record.indicator.decimals)

        known = methods().get(record.method)
        parts = parts_of_figure(record)
        self.sections = [
            (
                _("Angka"),
                [
                    "indicator",
                    "target_area",
                    "measured_on",
                    "round",
                    Row("value", _("Nilai"), lambda value: f"{figure(value)} {record.indicator.unit}"),
                    Row("numerator", "", figure),
                    Row("denominator", "", figure),
                    Row("value_male", "", figure),
                    Row("value_female", "", figure),
                    Row("pk", _("Cakupan"), lambda value: coverage(record)),
                ],
            ),
            (
                _("Dari mana angka ini"),
                [
                    Row(
                        "method",
                        _("Cara menghitung"),
                        lambda value: f"{known.label}: {known.about}" if known else _("Diisi petugas dari sumbernya."),
                    ),
                    "method_version",
                    "source",
                    "note",
                ],
            ),
        ]
        sections = super().get_sections()
        if parts:
            cells = [Cell(part.label, f"{part.value} ({part.note})" if part.note else part.value) for part in parts]
            sections.insert(1, {"title": _("Bagian-bagiannya, dihitung sekarang"), "rows": cells})
        return sections

    def get_status(self):
        if self.object.round and self.object.round.is_closed:
            return Status(_("Terkunci"), "neutral", "lock")
        if services.is_stale(self.object):
            return Status(_("Datanya sudah berubah, hitung ulang"), "warning")
        return None


def parents_of(measurement):
    """The way back from a figure: its indicator in its lokus, then the figure itself."""
    indicator = f"{measurement.indicator.get_absolute_url()}?lokus={measurement.target_area.public_id}"
    return [(str(measurement.indicator), indicator), (str(measurement), measurement.get_absolute_url())]


class MeasurementRows(BasePage):
    """The rows a figure was counted from, as far as the reader may see them."""

    queryset = Measurement.objects.select_related("indicator", "round__target_area", "target_area")
    permission_required = "indicators.view_measurement"
    template_name = "indicators/measurement_rows.html"
    icon = "diagram-3"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        which = "of" if request.GET.get("bagian") == "semua" else "counted"
        rows = services.lineage_rows(self.object, request.user, which)
        if rows is None:
            raise Http404
        self.region = self.get_region()
        if self.region is not None:
            rows = services.in_region(rows, self.region)
        label = self.object.lineage["model"]
        table_class = LINEAGE_TABLES.get(label)
        may_see = services.may_see_lineage(self.object, request.user)
        table = count = None
        if table_class is not None and may_see:
            table = table_class(rows, orderable=False)
            model = rows.model
            count = paginate(
                table,
                lambda keys: model.objects.for_list().select_related(*LINEAGE_RELATIONS[label]).filter(pk__in=keys),
                request.GET.get("page", ""),
                PER_PAGE,
            )
        return self.render(
            table=table,
            count=count,
            which=which,
            region=self.region,
            counted=self.object.numerator,
            of=self.object.denominator,
        )

    def get_region(self):
        """The RT that the address narrows the rows to; 404 for one there is not."""
        code = self.request.GET.get("rt", "")
        if not code:
            return None
        found = Region.objects.filter(code=code).first() if code.isprintable() else None
        if found is None:
            raise Http404
        return found

    def get_title(self):
        return _("Data di balik angka")

    def get_lead(self):
        lead = "%s, %s" % (self.object.indicator, formats.tanggal(self.object.measured_on))
        return f"{lead}, {self.region}" if self.region else lead

    def get_parents(self):
        return parents_of(self.object)


class InOpenRound:
    """For pages that write into a survey round: it is held open until they have written."""

    def save(self, form):
        if form.instance.round_id:
            hold_open(form.instance.round)
        sources_changed(form.instance.round_id)
        return super().save(form)


class MeasurementAdd(InOpenRound, AddPage):
    queryset = Measurement.objects.all()
    permission_required = "indicators.add_measurement"
    form_class = MeasurementForm
    title = gettext_lazy("Catat angka dari sumber lain")


class MeasurementEdit(InOpenRound, EditPage):
    queryset = Measurement.objects.all()
    permission_required = "indicators.change_measurement"
    form_class = MeasurementForm


class RoundMeasure(ActionPage):
    """Compute every computed indicator of a round again."""

    queryset = SurveyRound.objects.for_list()
    permission_required = "indicators.add_measurement"
    needs_edit = False
    title = gettext_lazy("Hitung indikator")
    text = gettext_lazy("Semua indikator yang dihitung portal dihitung ulang dari data pendataan ini.")
    consequences = [gettext_lazy("Angka lama digantikan; riwayatnya tetap tersimpan.")]
    confirm_label = gettext_lazy("Hitung sekarang")

    def act(self, record, form):
        self.done = len(services.measure_round(record, by=self.request.user))
        return f"{try_reverse('indicators:measurement_list')}?round={record.public_id}"

    @property
    def success_message(self):
        return _("%(count)d indikator dihitung.") % {"count": self.done}
