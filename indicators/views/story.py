"""The page of an indicator: its story in a lokus; and the page of a figure by RT."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.small_counts import may_see_exact
from indicators import services
from indicators.freshness import stale_mark
from indicators.models import Indicator, Measurement
from indicators.registry import methods
from indicators.story import by_region_chart, city_index, lokus_with_figures, series_name, series_of, story_of
from indicators.tables import TargetTable, coverage
from indicators.tasks import found_behind
from indicators.views.figures import parents_of
from p2wkss.base import formats
from p2wkss.base.pages import BasePage, DetailPage, Link, Related, Row, Status
from p2wkss.base.sheets import CSV, XLSX, Column, sheet_response

LOKUS = "lokus"
FORMATS = ((CSV, "CSV"), (XLSX, "XLSX"))


class IndicatorDetail(DetailPage):
    """An indicator in one lokus: now, target, over the rounds, by sex, and how it is made."""

    queryset = Indicator.objects.all()
    permission_required = "indicators.view_indicator"
    template_name = "indicators/indicator_detail.html"
    icon = "graph-up"
    has_history = False
    related = [
        Related(
            gettext_lazy("Target tiap lokus"),
            "targets",
            TargetTable,
            add="indicators:target_add",
            field="indicator",
            exclude=("indicator", "aspect"),
        ),
    ]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        fmt = request.GET.get("format", "")
        if fmt:
            return self.export(fmt)
        return super().get(request, *args, **kwargs)

    @cached_property
    def lokus(self):
        """The lokus that have figures of this indicator, and the one that is shown (404 for another)."""
        found = lokus_with_figures(self.object, self.request.user)
        wanted = self.request.GET.get(LOKUS, "")
        chosen = [lokus for lokus in found if str(lokus.public_id) == wanted]
        if wanted and not chosen:
            raise Http404
        return found, (chosen or found or [None])[0]

    @cached_property
    def story(self):
        _found, chosen = self.lokus
        return story_of(self.object, chosen, self.request.user) if chosen else None

    @cached_property
    def method(self):
        return methods().get(self.object.method)

    def get_sections(self):
        """Say how a computed figure is made, in the words of its method."""
        known = self.method
        self.sections = [
            (_("Indikator"), ["code", "aspect", "group", "unit", "direction", "definition"]),
            (
                _("Dihitung dari mana"),
                [
                    Row(
                        "method",
                        _("Cara menghitung"),
                        lambda value: f"{known.label}: {known.about}" if known else _("Diisi petugas dari sumbernya."),
                    ),
                    "source",
                    "valid_from",
                ],
            ),
        ]
        return super().get_sections()

    def get_context(self, **context):
        found, chosen = self.lokus
        if chosen is None:
            return super().get_context(choices=[], story=None, **context)
        story, user = self.story, self.request.user
        behind = found_behind(chosen.rounds.all()) if self.object.method else []
        may_measure = user.has_perm("indicators.add_measurement")
        return super().get_context(
            behind=[
                (row, reverse("indicators:round_measure", args=[row.public_id]) if may_measure else "")
                for row in behind
            ],
            choices=found,
            lokus=chosen,
            story=story,
            decimals=self.object.decimals,
            latest_coverage=coverage(story.latest.measurement) if story.latest else "",
            trend=story.trend(),
            sexes=story.sexes(),
            city=city_index(self.object, chosen, user),
            rows=[self.row(figure) for figure in reversed(story.figures)],
            downloads=self.downloads(),
            **context,
        )

    def row(self, figure):
        """One figure as the table writes it, with the pages behind it."""
        measurement = figure.measurement
        has_parts = bool(self.method and self.method.has_parts and measurement.method and measurement.round_id)
        key = [measurement.public_id]
        return {
            "figure": figure,
            "coverage": coverage(measurement),
            "rows_url": reverse("indicators:measurement_rows", args=key) if measurement.lineage_hash else "",
            "regions_url": reverse("indicators:measurement_regions", args=key) if has_parts else "",
        }

    def downloads(self):
        if not self.story.figures:
            return []
        lokus = self.story.target_area.public_id
        return [Link(label, f"?{LOKUS}={lokus}&format={fmt}") for fmt, label in FORMATS]

    def export(self, fmt):
        if fmt not in (CSV, XLSX) or self.story is None:
            raise Http404
        behind = {row.pk for row in found_behind(self.story.target_area.rounds.all())}
        rows = (self.file_row(figure.measurement, behind) for figure in self.story.figures)
        return sheet_response(f"{self.object.code}-{self.story.target_area}", FIGURE_COLUMNS, rows, fmt)

    def file_row(self, row, behind):
        stale = stale_mark([row.round]) if row.method and row.round_id in behind else ""
        return [
            row.measured_on,
            row.round.get_kind_display() if row.round else "",
            row.value,
            self.object.unit,
            row.numerator,
            row.denominator,
            row.value_male,
            row.value_female,
            row.surveyed,
            row.surveyed_of,
            series_name(series_of(row)),
            row.source,
            " ".join(part for part in (stale, row.note) if part),
        ]


FIGURE_COLUMNS = [
    Column("tanggal", gettext_lazy("Tanggal angka itu"), "tanggal"),
    Column("pendataan", gettext_lazy("Pendataan, bila berasal dari sana")),
    Column("nilai", gettext_lazy("Nilai; kosong berarti belum diketahui"), "bilangan"),
    Column("satuan", gettext_lazy("Satuan nilai")),
    Column("pembilang", gettext_lazy("Yang dihitung"), "bilangan"),
    Column("penyebut", gettext_lazy("Dari yang diketahui"), "bilangan"),
    Column("laki_laki", gettext_lazy("Nilai laki-laki"), "bilangan"),
    Column("perempuan", gettext_lazy("Nilai perempuan"), "bilangan"),
    Column("terdata", gettext_lazy("Yang terdata"), "bilangan"),
    Column("dari_seluruhnya", gettext_lazy("Yang seharusnya terdata"), "bilangan"),
    Column("deret", gettext_lazy("Cara dibuat; deret yang berbeda tidak dibandingkan")),
    Column("sumber", gettext_lazy("Sumber")),
    Column("catatan", gettext_lazy("Catatan")),
]


class MeasurementRegions(BasePage):
    """A computed figure by RT, with the way to the rows of each RT."""

    queryset = Measurement.objects.select_related("indicator", "round__target_area__kelurahan", "target_area")
    permission_required = "indicators.view_measurement"
    template_name = "indicators/measurement_regions.html"
    icon = "geo-alt"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if fmt := request.GET.get("format", ""):
            return self.export(fmt)
        parts = self.parts
        return self.render(
            rows=[self.row(region, found) for region, found in parts or []],
            has_parts=parts is not None,
            chart=by_region_chart(self.object.indicator, self.shown(parts)) if len(self.shown(parts)) > 1 else None,
            is_counted_anew=self.object.round is not None and self.object.round.is_closed,
            downloads=[Link(label, f"?format={fmt}") for fmt, label in FORMATS] if parts else [],
        )

    @cached_property
    def parts(self):
        if self.object.round is None or not self.object.method:
            return None
        return services.figures_by_region(self.object.indicator, self.object.round)

    @cached_property
    def is_exact(self):
        return may_see_exact(self.request.user)

    @cached_property
    def withheld(self):
        """The RT whose figures are not shown: those that tell of few, and one more where the sum would tell them."""
        found = [(region.pk, part) for region, part in self.parts or []]
        if self.is_exact:
            return set()
        indicator = self.object.indicator
        small = {key for key, part in found if indicator.tells_of_few(part.value, part.numerator, part.denominator)}
        others = [(part.numerator or part.value or 0, key) for key, part in found if key not in small]
        return small | ({min(others)[1]} if len(small) == 1 and others else set())

    def shown(self, parts):
        return [(region, found) for region, found in parts or [] if region.pk not in self.withheld]

    def row(self, region, found):
        return {
            "region": region,
            "figure": None if region.pk in self.withheld else found,
            "url": f"{reverse('indicators:measurement_rows', args=[self.object.public_id])}?rt={region.code}"
            if self.object.lineage_hash and self.is_exact
            else "",
        }

    def export(self, fmt):
        if fmt not in (CSV, XLSX) or not self.parts:
            raise Http404
        rows = (
            [region.code, *([None] * 5 if region.pk in self.withheld else _numbers(found))]
            for region, found in self.parts
        )
        return sheet_response(f"{self.object.indicator.code}-per-rt", REGION_COLUMNS, rows, fmt)

    def get_title(self):
        return _("Menurut RT")

    def get_lead(self):
        return "%s, %s" % (self.object.indicator, formats.tanggal(self.object.measured_on))

    def get_status(self):
        return Status(_("Cakupan %(coverage)s") % {"coverage": coverage(self.object)}, "neutral")

    def get_parents(self):
        return parents_of(self.object)


REGION_COLUMNS = [
    Column("rt", gettext_lazy("Kode RT")),
    Column("nilai", gettext_lazy("Nilai; kosong bila terlalu sedikit untuk ditampilkan"), "bilangan"),
    Column("pembilang", gettext_lazy("Yang dihitung"), "bilangan"),
    Column("penyebut", gettext_lazy("Dari yang diketahui"), "bilangan"),
    Column("laki_laki", gettext_lazy("Nilai laki-laki"), "bilangan"),
    Column("perempuan", gettext_lazy("Nilai perempuan"), "bilangan"),
]


def _numbers(found):
    return [found.value, found.numerator, found.denominator, found.male, found.female]
