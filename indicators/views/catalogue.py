"""Pages of the catalogue and of the reference figures."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.filters import IndicatorFilter
from indicators.forms import CityIndexForm, IndicatorForm, PovertyLineForm
from indicators.models import CityIndex, Indicator, PovertyLine
from indicators.resources import CityIndexResource, IndicatorResource, PovertyLineResource
from indicators.tables import CityIndexTable, IndicatorTable, PovertyLineTable
from p2wkss.base.pages import AddPage, EditPage, ListPage


class IndicatorList(ListPage):
    queryset = Indicator.objects.all()
    permission_required = "indicators.view_indicator"
    filterset_class = IndicatorFilter
    table_class = IndicatorTable
    resource_class = IndicatorResource
    export_permission = "indicators.view_indicator"
    icon = "graph-up"
    lead = gettext_lazy("Apa yang diukur di lokus: kekumuhan, kemiskinan dan pembangunan manusia.")


class IndicatorAdd(AddPage):
    queryset = Indicator.objects.all()
    permission_required = "indicators.add_indicator"
    form_class = IndicatorForm


class IndicatorEdit(EditPage):
    queryset = Indicator.objects.all()
    permission_required = "indicators.change_indicator"
    form_class = IndicatorForm


class CityIndexList(ListPage):
    """The city's IPM by BPS, one life-expectancy series at a time."""

    queryset = CityIndex.objects.select_related("region")
    permission_required = "indicators.view_cityindex"
    table_class = CityIndexTable
    resource_class = CityIndexResource
    export_permission = "indicators.view_cityindex"
    icon = "bank"
    title = gettext_lazy("IPM kota (konteks)")
    series = CityIndex.Series.SP2020
    template_name = "indicators/city_index.html"

    def get_rows(self):
        return super().get_rows().filter(series=self.wanted_series())

    def wanted_series(self):
        wanted = self.request.GET.get("seri", "")
        return wanted if wanted in CityIndex.Series.values else CityIndex.Series.SP2020

    def get_lead(self):
        return _("Hanya dihitung BPS untuk kota, tidak pernah untuk RT, RW atau lokus.")

    def get_context(self, **context):
        return super().get_context(
            series=[(value, label, value == self.wanted_series()) for value, label in CityIndex.Series.choices],
            **context,
        )


class CityIndexAdd(AddPage):
    queryset = CityIndex.objects.all()
    permission_required = "indicators.add_cityindex"
    form_class = CityIndexForm

    def get_success_url(self):
        return self.url_of("list")


class PovertyLineList(ListPage):
    queryset = PovertyLine.objects.select_related("region")
    permission_required = "indicators.view_povertyline"
    table_class = PovertyLineTable
    resource_class = PovertyLineResource
    export_permission = "indicators.view_povertyline"
    icon = "wallet2"
    lead = gettext_lazy("Rupiah per orang sebulan, seperti diterbitkan BPS.")


class PovertyLineAdd(AddPage):
    queryset = PovertyLine.objects.all()
    permission_required = "indicators.add_povertyline"
    form_class = PovertyLineForm

    def get_success_url(self):
        return self.url_of("list")
