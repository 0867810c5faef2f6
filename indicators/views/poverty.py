"""Poverty of a lokus on one page: by spending, by several deprivations at once, and by the older questionnaires."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.small_counts import is_telling, may_see_exact
from households.models import SurveyRound
from indicators.counting import printed
from indicators.measures.multidimensional import deprived_families
from indicators.measures.poverty import poverty_line
from indicators.methods.deprivation import DEPRIVATIONS
from indicators.models import Indicator, Measurement
from indicators.surveyed import Surveyed
from indicators.tables import coverage
from locations.models import TargetArea
from p2wkss.base import formats
from p2wkss.base.pages import BasePage, Link
from p2wkss.base.sheets import CSV, XLSX, Column, sheet_response

# In the order of the page; what a lokus does not compute is left out.
METHODS = (
    "families_below_poverty_line_share",
    "people_below_poverty_line_share",
    "poverty_gap",
    "poverty_severity",
    "multidimensional_poverty_index",
    "ks_pra_share",
    "bps14_poor_share",
    "spending_per_head_median",
)
HIDDEN = gettext_lazy("disembunyikan, menyangkut kurang dari lima keluarga")


@dataclass(frozen=True)
class Figure:
    """A kept figure as the table writes it: `value` is None where nothing was computed, `hidden` where it would tell
    of fewer than five families."""

    value: str | None
    url: str = ""
    coverage: str = ""
    hidden: bool = False


class LokusPoverty(BasePage):
    """The figures of every round side by side, each a way to its families, and what makes up the index of a round."""

    queryset = TargetArea.objects.for_list()
    permission_required = "indicators.view_measurement"
    template_name = "indicators/poverty.html"
    icon = "wallet2"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if fmt := request.GET.get("format", ""):
            return self.export(fmt)
        return self.render(
            rounds=self.rounds,
            chosen=self.chosen,
            rows=[(indicator, [self.figure(indicator, row) for row in self.rounds]) for indicator in self.indicators],
            line=self.line,
            line_year=self.chosen.starts_on.year if self.chosen else None,
            lines_url=reverse("indicators:povertyline_list"),
            deprived=self.deprived,
            parts=self.parts,
            intensity=_percent(self.deprived.mpi.intensity) if self.deprived else None,
            is_hidden=self.is_hidden,
            measure_url=self.measure_url,
            downloads=[Link(label, f"?format={fmt}") for fmt, label in ((CSV, "CSV"), (XLSX, "XLSX"))],
        )

    @cached_property
    def rounds(self):
        rows = SurveyRound.objects.visible_to(self.request.user).filter(target_area=self.object)
        return list(rows.order_by("starts_on", "pk"))

    @cached_property
    def chosen(self):
        """The round whose index is taken apart: the one asked for, else the latest; 404 for a foreign one."""
        wanted = self.request.GET.get("pendataan", "")
        found = [row for row in self.rounds if str(row.public_id) == wanted] if wanted else self.rounds[-1:]
        if wanted and not found:
            raise Http404
        return found[0] if found else None

    @cached_property
    def indicators(self):
        rows = Indicator.objects.active().filter(method__in=METHODS)
        return sorted(rows, key=lambda row: METHODS.index(row.method))

    @cached_property
    def measurements(self):
        rows = Measurement.objects.visible_to(self.request.user).filter(
            target_area=self.object, round__in=self.rounds, indicator__in=self.indicators
        )
        return {(row.indicator_id, row.round_id): row for row in rows}

    def figure(self, indicator, survey_round) -> Figure:
        row = self.measurements.get((indicator.pk, survey_round.pk))
        if row is None or row.value is None:
            return Figure(None)
        if not self.is_exact and self.tells(row):
            return Figure(None, hidden=True)
        value = f"{formats.number(row.value, indicator.decimals)} {indicator.unit}"
        return Figure(value, row.get_absolute_url(), coverage(row))

    def tells(self, row) -> bool:
        """Whether a figure gives a small number of families away: of those counted, of all, or of the rest."""
        counted = (row.lineage or {}).get("counted")
        if row.numerator is None and counted is None:
            return is_telling(None, row.surveyed)
        part = len(counted) if counted is not None else int(row.numerator)
        return is_telling(part, row.surveyed)

    @cached_property
    def surveyed(self):
        return Surveyed.of(self.chosen) if self.chosen else None

    @cached_property
    def line(self):
        return poverty_line(self.surveyed) if self.surveyed else None

    @cached_property
    def deprived(self):
        return deprived_families(self.surveyed) if self.surveyed else None

    @cached_property
    def is_hidden(self) -> bool:
        """Whether the parts of the index would tell a reader about fewer than five families."""
        found = self.deprived
        return bool(found) and not self.is_exact and is_telling(len(found.poor), len(found.counted))

    @property
    def is_exact(self) -> bool:
        return may_see_exact(self.request.user)

    @cached_property
    def parts(self) -> list[dict]:
        """Each deprivation with its weight, how many lack it, and what it contributes to the index."""
        found = self.deprived
        if found is None or found.mpi.value is None or self.is_hidden:
            return []
        weights = found.scheme.shares()
        whole = sum(weights.values())
        return [
            {
                "row": row,
                "about": DEPRIVATIONS[row.deprivation].about,
                "weight": _percent(weights[row.deprivation] / whole),
                "lacking": self.lacking(found, row.deprivation),
                "contribution": _percent(found.mpi.contributions[row.deprivation]),
            }
            for row in found.scheme.weights.all()
            if row.deprivation in weights
        ]

    def lacking(self, found, slug):
        """The share that lacks it, percent; None where that would tell of fewer than five families."""
        share, whole = found.lacking[slug], len(found.counted)
        if not self.is_exact and is_telling(int(share * whole), whole):
            return None
        return _percent(share)

    @property
    def measure_url(self):
        if self.chosen is None or self.chosen.is_closed or not self.request.user.has_perm("indicators.add_measurement"):
            return ""
        return reverse("indicators:round_measure", args=[self.chosen.public_id])

    def export(self, fmt):
        if fmt not in (CSV, XLSX):
            raise Http404
        return sheet_response(f"kemiskinan-{self.object}", COLUMNS, self.file_rows(), fmt)

    def file_rows(self):
        for indicator in self.indicators:
            for survey_round in self.rounds:
                row = self.measurements.get((indicator.pk, survey_round.pk))
                figure = self.figure(indicator, survey_round)
                yield [
                    indicator.code,
                    indicator.name,
                    survey_round.get_kind_display(),
                    row.value if row and not figure.hidden else None,
                    indicator.unit,
                    str(HIDDEN) if figure.hidden else figure.coverage,
                ]

    def get_title(self):
        return _("Kemiskinan lokus")

    def get_lead(self):
        return _("%(lokus)s: menurut pengeluaran, kekurangan dalam banyak hal, tahapan dan kriteria lama.") % {
            "lokus": self.object
        }

    def get_parents(self):
        return [(str(self.object), self.object.get_absolute_url())]


def _percent(share):
    return None if share is None else printed(100 * share)


COLUMNS = [
    Column("kode", gettext_lazy("Kode indikator")),
    Column("indikator", gettext_lazy("Nama indikator")),
    Column("pendataan", gettext_lazy("Pendataan asal angka")),
    Column("nilai", gettext_lazy("Nilai; kosong berarti belum dihitung atau disembunyikan"), "bilangan"),
    Column("satuan", gettext_lazy("Satuan nilai")),
    Column("cakupan", gettext_lazy("Berapa yang diketahui, atau mengapa tidak ditampilkan")),
]
