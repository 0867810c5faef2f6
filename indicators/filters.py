"""Filters of indicators, targets, measurements and slum surveys."""

import django_filters
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Measurement, SlumSurvey, Target, WorkPrice
from locations.aspects import Aspect
from p2wkss.base.filters import FilterSet


class IndicatorFilter(FilterSet):
    search_fields = ["code__iexact", "name__icontains", "group__icontains"]
    search_label = _("Cari kode atau nama")

    class Meta:
        model = Indicator
        fields = ["aspect", "direction", "is_active"]


class TargetFilter(FilterSet):
    search_fields = ["indicator__name__icontains", "indicator__code__iexact"]
    search_label = _("Cari indikator")

    aspect = django_filters.ChoiceFilter(field_name="indicator__aspect", choices=Aspect.choices, label=_("Aspek"))

    class Meta:
        model = Target
        fields = ["target_area", "aspect"]


class MeasurementFilter(FilterSet):
    search_fields = ["indicator__name__icontains", "indicator__code__iexact"]
    search_label = _("Cari indikator")

    aspect = django_filters.ChoiceFilter(field_name="indicator__aspect", choices=Aspect.choices, label=_("Aspek"))

    class Meta:
        model = Measurement
        fields = ["target_area", "aspect", "round"]


class SlumSurveyFilter(FilterSet):
    class Meta:
        model = SlumSurvey
        fields = ["round"]


class WorkPriceFilter(FilterSet):
    search_fields = ["name__icontains", "source__icontains"]
    search_label = _("Cari pekerjaan atau sumber")

    class Meta:
        model = WorkPrice
        fields = ["work"]
