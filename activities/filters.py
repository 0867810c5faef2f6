"""Filters of the lists of activities."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models import (
    ActionPoint,
    ActivityType,
    Enterprise,
    Group,
    Intervention,
    Meeting,
    Newcomer,
    PostProgrammeVisit,
    Posyandu,
    PosyanduMember,
    PosyanduSession,
    ProgressReport,
    Session,
)
from agencies.models import Agency
from households.filters import MatterFilter
from households.models import Member
from locations.models import TargetArea
from p2wkss.base.filters import FilterSet


class ActivityTypeFilter(FilterSet):
    search_fields = ["code__iexact", "name__icontains"]

    class Meta:
        model = ActivityType
        fields = ["kind", "field", "aspect", "is_active"]


def lokus():
    """Every lokus, with what its name is made of."""
    return TargetArea.objects.for_list()


class InterventionFilter(FilterSet):
    search_fields = [
        "title__icontains",
        "agency__code__icontains",
        "agency__name__icontains",
        "type__name__icontains",
        "program__icontains",
    ]
    search_label = _("Cari kegiatan atau perangkat daerah")

    target_area = django_filters.ModelChoiceFilter(queryset=lambda request: lokus(), label=_("Lokus"))
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: agencies_of(Intervention), label=_("Perangkat daerah / mitra")
    )
    kind = django_filters.ChoiceFilter(
        field_name="type__kind", choices=ActivityType.Kind.choices, label=_("Fisik atau nonfisik")
    )
    late = django_filters.ChoiceFilter(method="only_late", choices=[("true", _("Terlambat saja"))], label=_("Waktu"))
    matter = MatterFilter("activities:intervention_list")

    class Meta:
        model = Intervention
        fields = ["target_area", "agency", "kind", "aspect", "status", "late", "matter"]

    def only_late(self, queryset, name, value):
        return queryset.filter(pk__in=Intervention.objects.late().values("pk"))


class ProgressReportFilter(FilterSet):
    search_fields = [
        "intervention__title__icontains",
        "intervention__agency__code__icontains",
        "intervention__agency__name__icontains",
    ]
    search_label = _("Cari kegiatan atau perangkat daerah")

    agency = django_filters.ModelChoiceFilter(
        field_name="intervention__agency",
        queryset=lambda request: agencies_of(Intervention),
        label=_("Perangkat daerah / mitra"),
    )
    since = django_filters.DateFilter(field_name="reported_on", lookup_expr="gte", label=_("Sejak tanggal"))
    until = django_filters.DateFilter(field_name="reported_on", lookup_expr="lte", label=_("Sampai tanggal"))

    class Meta:
        model = ProgressReport
        fields = ["status", "agency", "since", "until"]


def agencies_of(model):
    """The agencies that have rows of a model at all."""
    return Agency.objects.filter(pk__in=model.objects.order_by().values("agency"))


class SessionFilter(FilterSet):
    search_fields = ["title__icontains", "place__icontains"]
    search_label = _("Cari acara atau tempat")

    target_area = django_filters.ModelChoiceFilter(queryset=lambda request: lokus(), label=_("Lokus"))
    agency = django_filters.ModelChoiceFilter(queryset=lambda request: agencies_of(Session), label=_("Penyelenggara"))

    class Meta:
        model = Session
        fields = ["target_area", "agency", "status"]


class PosyanduFilter(FilterSet):
    search_fields = ["name__icontains", "code__iexact"]
    search_label = _("Cari nama")

    class Meta:
        model = Posyandu
        fields = ["strata", "is_active"]


class PosyanduMemberFilter(FilterSet):
    search_label = _("Cari nama")

    current = django_filters.ChoiceFilter(
        method="only_current", choices=[("true", _("Masih dilayani"))], label=_("Keadaan")
    )

    class Meta:
        model = PosyanduMember
        fields = ["posyandu", "category", "current"]

    def search(self, queryset, text):
        return queryset.filter(member__in=Member.objects.named(text).values("pk"))

    def only_current(self, queryset, name, value):
        return queryset.current()


class NewcomerFilter(FilterSet):
    search_fields = ["name__icontains", "guardian__icontains"]
    search_label = _("Cari nama anak atau ibu")

    matter = MatterFilter("activities:newcomer_list")

    class Meta:
        model = Newcomer
        fields = ["posyandu", "is_guest", "matter"]


class PosyanduSessionFilter(FilterSet):
    search_fields = ["posyandu__name__icontains"]
    search_label = _("Cari posyandu")

    since = django_filters.DateFilter(field_name="date", lookup_expr="gte", label=_("Sejak tanggal"))
    until = django_filters.DateFilter(field_name="date", lookup_expr="lte", label=_("Sampai tanggal"))

    class Meta:
        model = PosyanduSession
        fields = ["posyandu", "status", "since", "until"]


class GroupFilter(FilterSet):
    search_fields = ["name__icontains"]
    search_label = _("Cari nama")

    target_area = django_filters.ModelChoiceFilter(queryset=lambda request: lokus(), label=_("Lokus"))
    matter = MatterFilter("activities:group_list")

    class Meta:
        model = Group
        fields = ["target_area", "kind", "is_active"]


class EnterpriseFilter(FilterSet):
    search_fields = ["name__icontains", "product__icontains"]
    search_label = _("Cari usaha, produk atau nama pemilik")

    matter = MatterFilter("activities:enterprise_list")

    class Meta:
        model = Enterprise
        fields = ["group", "is_active"]

    def search(self, queryset, text):
        owned = Member.objects.named(text).values("pk")
        found = super().search(queryset, text).order_by().values("pk")
        return queryset.filter(Q(pk__in=found) | Q(owner__in=owned))


class MeetingFilter(FilterSet):
    search_fields = ["title__icontains", "agenda__icontains"]
    search_label = _("Cari rapat")

    class Meta:
        model = Meeting
        fields = ["programme_year"]


class ActionPointFilter(FilterSet):
    search_fields = ["text__icontains", "agency__code__icontains", "agency__name__icontains"]
    search_label = _("Cari tindak lanjut atau perangkat daerah")

    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: agencies_of(ActionPoint), label=_("Perangkat daerah / mitra")
    )
    late = django_filters.ChoiceFilter(method="only_late", choices=[("true", _("Terlambat saja"))], label=_("Waktu"))

    class Meta:
        model = ActionPoint
        fields = ["agency", "status", "late"]

    def only_late(self, queryset, name, value):
        return queryset.overdue()


class PostProgrammeVisitFilter(FilterSet):
    search_fields = ["findings__icontains", "follow_up__icontains", "target_area__kelurahan__name__icontains"]
    search_label = _("Cari temuan atau kelurahan")

    target_area = django_filters.ModelChoiceFilter(queryset=lambda request: lokus(), label=_("Lokus"))

    class Meta:
        model = PostProgrammeVisit
        fields = ["target_area", "months_after"]
