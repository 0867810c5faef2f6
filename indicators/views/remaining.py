"""What is still to do in a lokus, and the prices that this is reckoned with."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.small_counts import may_see_exact
from households.models import House
from households.rtlh import FAILING_LABELS
from indicators import remaining
from indicators.filters import WorkPriceFilter
from indicators.forms import RemainingForm, WorkPriceForm
from indicators.models import WorkPrice
from indicators.resources import WorkPriceResource
from indicators.surveyed import Surveyed
from indicators.tables import WorkPriceTable
from locations.models import TargetArea
from p2wkss.base import formats
from p2wkss.base.pages import AddPage, BasePage, DetailPage, EditPage, Link, ListPage, Row
from p2wkss.base.sheets import CSV, XLSX, Column, sheet_response

SHOWN = 50
SLUM, HOUSES = "kumuh", "rtlh"


class RemainingWork(BasePage):
    """The works that bring the slum total of a lokus under 16 and its unfit houses to none, cheapest first."""

    queryset = TargetArea.objects.for_list()
    permission_required = "indicators.view_slumsurvey"
    template_name = "indicators/remaining.html"
    icon = "hammer"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if fmt := request.GET.get("format", ""):
            return self.export(fmt, request.GET.get("bagian", SLUM))
        houses = self.houses
        return self.render(
            form=self.form,
            survey_round=self.survey_round,
            slum=self.slum,
            too_large=self.too_large,
            goal=self.form.goal,
            houses=houses,
            shown=self.shown_houses() if houses else [],
            downloads=self.downloads(SLUM),
            house_downloads=self.downloads(HOUSES) if self.may_see_houses else [],
            add_price=self.add_price(),
            prices_url=reverse("indicators:workprice_list"),
        )

    @cached_property
    def form(self):
        rounds = remaining.rounds_with_survey(self.object)
        return RemainingForm(self.request.GET or None, rounds=rounds)

    @cached_property
    def survey_round(self):
        return self.form.survey_round

    @cached_property
    def surveyed(self):
        return Surveyed.of(self.survey_round)

    @cached_property
    def prices(self):
        return WorkPrice.objects.on(timezone.localdate())

    @cached_property
    def slum(self):
        if self.survey_round is None:
            return None
        self.too_large = False
        try:
            found = remaining.slum_works(self.surveyed, self.prices, goal=self.form.goal, without=self.form.without)
        except ValueError:
            self.too_large = True
            return None
        if found is None or may_see_exact(self.request.user):
            return found
        return remaining.discreet(found, found.surveys)

    too_large = False

    @cached_property
    def houses(self):
        return remaining.house_works(self.surveyed, self.prices, self.slum) if self.survey_round else None

    @property
    def may_see_houses(self):
        return self.request.user.has_perm("households.view_houseassessment")

    def shown_houses(self):
        """The first houses this reader may see; none for who may not open the register."""
        if not self.may_see_houses:
            return []
        first = self.houses.houses[:SHOWN]
        keys = [house.assessment.house_id for house in first]
        mine = set(House.objects.visible_to(self.request.user).filter(pk__in=keys).values_list("pk", flat=True))
        return [
            {"house": house, "failing": self.failing(house)} for house in first if house.assessment.house_id in mine
        ]

    def failing(self, house):
        return ", ".join(str(FAILING_LABELS.get(code, code)) for code in house.assessment.failing)

    def add_price(self):
        return reverse("indicators:workprice_add") if self.request.user.has_perm("indicators.add_workprice") else ""

    # Files

    def downloads(self, part):
        if self.survey_round is None or (part == SLUM and (self.slum is None or self.slum.plan is None)):
            return []
        query = self.request.GET.copy()
        query["bagian"] = part
        links = []
        for fmt, label in ((CSV, "CSV"), (XLSX, "XLSX")):
            query["format"] = fmt
            links.append(Link(label, f"?{query.urlencode()}"))
        return links

    def export(self, fmt, part):
        if fmt not in (CSV, XLSX) or self.survey_round is None:
            raise Http404
        if part == SLUM and self.slum is not None:
            return sheet_response(f"sisa-pekerjaan-kumuh-{self.object}", SLUM_COLUMNS, self.slum_rows(), fmt)
        if part == HOUSES and self.may_see_houses:
            return sheet_response(f"sisa-rtlh-{self.object}", HOUSE_COLUMNS, self.house_rows(), fmt)
        raise Http404

    def slum_rows(self):
        for row in self.slum.criteria:
            cost = row.work.cost if row.work else None
            yield [
                row.code,
                str(row.label),
                str(row.unit),
                row.volume,
                row.percent,
                row.score,
                row.work.volume if row.work else None,
                row.price.amount if row.price else None,
                row.price.source if row.price else "",
                cost,
                row.volume_after,
                row.percent_after,
                row.score_after,
            ]

    def house_rows(self):
        """Every unfit house this reader may see, without its address."""
        keys = [house.assessment.house_id for house in self.houses.houses]
        mine = set(House.objects.visible_to(self.request.user).filter(pk__in=keys).values_list("pk", flat=True))
        for house in self.houses.houses:
            if house.assessment.house_id in mine:
                row = house.assessment.house
                yield [row.region.code, row.number, self.failing(house), str(house.label), house.cost]

    # The head of the page

    def get_title(self):
        return _("Apa yang masih harus dikerjakan")

    def get_lead(self):
        if self.survey_round is None:
            return str(self.object)
        return _("%(lokus)s, menurut %(round)s") % {
            "lokus": self.object,
            "round": self.survey_round.get_kind_display().lower(),
        }

    def get_parents(self):
        return [(str(self.object), self.object.get_absolute_url())]


SLUM_COLUMNS = [
    Column("kriteria", gettext_lazy("Nomor kriteria Permen PUPR 14/PRT/M/2018")),
    Column("uraian", gettext_lazy("Nama kriteria")),
    Column("satuan", gettext_lazy("Satuan volume")),
    Column("volume_sekarang", gettext_lazy("Volume menurut survei"), "bilangan"),
    Column("persen_sekarang", gettext_lazy("Persen menurut survei"), "bilangan", "%"),
    Column("skor_sekarang", gettext_lazy("Skor menurut survei"), "bilangan"),
    Column("volume_dikerjakan", gettext_lazy("Volume yang dikerjakan; kosong berarti tidak perlu"), "bilangan"),
    Column("harga_satuan", gettext_lazy("Harga satuan; kosong berarti belum diisi"), "bilangan", "rupiah"),
    Column("sumber_harga", gettext_lazy("Sumber harga satuan")),
    Column("biaya", gettext_lazy("Volume kali harga; kosong berarti belum diketahui"), "bilangan", "rupiah"),
    Column("volume_sesudah", gettext_lazy("Volume yang tersisa"), "bilangan"),
    Column("persen_sesudah", gettext_lazy("Persen sesudah dikerjakan"), "bilangan", "%"),
    Column("skor_sesudah", gettext_lazy("Skor sesudah dikerjakan"), "bilangan"),
]
HOUSE_COLUMNS = [
    Column("rt", gettext_lazy("Kode RT")),
    Column("nomor_rumah", gettext_lazy("Nomor urut rumah")),
    Column("kriteria_tidak_terpenuhi", gettext_lazy("Mengapa tidak layak huni")),
    Column("keadaan", gettext_lazy("Sampai di mana rehabnya")),
    Column("biaya", gettext_lazy("Pagu rehab atau harga satuan; kosong berarti belum diketahui"), "bilangan", "rupiah"),
]


class WorkPriceList(ListPage):
    queryset = WorkPrice.objects.all()
    permission_required = "indicators.view_workprice"
    filterset_class = WorkPriceFilter
    table_class = WorkPriceTable
    resource_class = WorkPriceResource
    export_permission = "indicators.view_workprice"
    icon = "tags"
    lead = gettext_lazy("Harga satuan yang dipakai menghitung sisa pekerjaan. Yang berlaku adalah yang terbaru.")
    empty_text = gettext_lazy("Tanpa harga, sisa pekerjaan tetap ditampilkan, tetapi biayanya belum dihitung.")


class WorkPriceDetail(DetailPage):
    queryset = WorkPrice.objects.all()
    permission_required = "indicators.view_workprice"
    icon = "tags"
    sections = [
        (
            gettext_lazy("Harga"),
            [
                "work",
                "name",
                Row("amount", write=formats.rupiah),
                Row("unit", gettext_lazy("Per")),
                "valid_from",
                "source",
            ],
        ),
    ]


class WorkPriceAdd(AddPage):
    queryset = WorkPrice.objects.all()
    permission_required = "indicators.add_workprice"
    form_class = WorkPriceForm

    def get_defaults(self):
        return {"valid_from": timezone.localdate()}


class WorkPriceEdit(EditPage):
    queryset = WorkPrice.objects.all()
    permission_required = "indicators.change_workprice"
    form_class = WorkPriceForm
