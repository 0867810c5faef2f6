"""Filters of the lists of activities."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import (
    ActionPoint,
    ActivityType,
    Enterprise,
    Group,
    Intervention,
    Meeting,
    PostProgrammeVisit,
    Posyandu,
    PosyanduSession,
    ProgressReport,
    Session,
)
from households.models import Member
from p2wkss.base.filters import FilterSet


class ActivityTypeFilter(FilterSet):
    search_fields = ["code__iexact", "name__icontains"]

    class Meta:
        model = ActivityType
        fields = ["kind", "field", "aspect", "is_active"]


class InterventionFilter(FilterSet):
    search_fields = ["title__icontains", "agency__code__icontains", "type__name__icontains", "program__icontains"]
    search_label = _("Cari kegiatan atau perangkat daerah")

    kind = django_filters.ChoiceFilter(
        field_name="type__kind", choices=ActivityType.Kind.choices, label=_("Fisik atau nonfisik")
    )
    late = django_filters.BooleanFilter(method="only_late", label=_("Terlambat"))

    class Meta:
        model = Intervention
        fields = ["target_area", "agency", "kind", "aspect", "status", "late"]

    def only_late(self, queryset, name, value):
        late = Intervention.objects.late_on(timezone.localdate()).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


class ProgressReportFilter(FilterSet):
    search_fields = ["intervention__title__icontains", "intervention__agency__code__icontains"]
    search_label = _("Cari kegiatan atau perangkat daerah")

    agency = django_filters.ModelChoiceFilter(
        field_name="intervention__agency",
        queryset=lambda request: agencies_of(request),
        label=_("Perangkat daerah"),
    )

    class Meta:
        model = ProgressReport
        fields = ["status", "agency", "reported_on"]


def agencies_of(request):
    """The agencies that report at all."""
    model = Intervention._meta.get_field("agency").related_model
    return model.objects.filter(interventions__isnull=False).distinct()


class SessionFilter(FilterSet):
    search_fields = ["title__icontains", "place__icontains"]
    search_label = _("Cari acara atau tempat")

    class Meta:
        model = Session
        fields = ["target_area", "agency", "status"]


class PosyanduFilter(FilterSet):
    search_fields = ["name__icontains", "region__code__startswith"]
    search_label = _("Cari nama")

    class Meta:
        model = Posyandu
        fields = ["strata", "is_active"]


class PosyanduSessionFilter(FilterSet):
    since = django_filters.DateFilter(field_name="date", lookup_expr="gte", label=_("Sejak tanggal"))
    until = django_filters.DateFilter(field_name="date", lookup_expr="lte", label=_("Sampai tanggal"))

    class Meta:
        model = PosyanduSession
        fields = ["posyandu", "status", "since", "until"]


class GroupFilter(FilterSet):
    search_fields = ["name__icontains"]

    class Meta:
        model = Group
        fields = ["target_area", "kind", "is_active"]


class EnterpriseFilter(FilterSet):
    search_fields = ["name__icontains", "product__icontains"]
    search_label = _("Cari usaha, produk atau nama pemilik")

    class Meta:
        model = Enterprise
        fields = ["group", "is_active"]

    def search(self, queryset, text):
        owned = Member.objects.named(text).values("pk")
        return (super().search(queryset, text) | queryset.filter(owner__in=owned)).distinct()


class MeetingFilter(FilterSet):
    search_fields = ["title__icontains", "agenda__icontains"]

    class Meta:
        model = Meeting
        fields = ["programme_year"]


class ActionPointFilter(FilterSet):
    search_fields = ["text__icontains", "agency__code__icontains"]

    class Meta:
        model = ActionPoint
        fields = ["agency", "status"]


class PostProgrammeVisitFilter(FilterSet):
    class Meta:
        model = PostProgrammeVisit
        fields = ["target_area", "months_after"]
