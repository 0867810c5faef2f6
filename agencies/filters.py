"""Filters of agencies, users and access events."""

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.models import AccessEvent, Agency, Exemption, User
from p2wkss.base.filters import FilterSet


class AgencyFilter(FilterSet):
    search_fields = ["code__icontains", "name__icontains", "names__short_name__icontains", "names__name__icontains"]
    search_label = _("Cari kode atau nama, termasuk nama lama")

    class Meta:
        model = Agency
        fields = ["kind", "is_coordinator", "is_active"]

    def search(self, queryset, text):
        """By code and name, today's or a former one; a subquery, so that two names do not show an agency twice."""
        found = super().search(Agency.objects.all(), text)
        return queryset.filter(pk__in=found.order_by().values("pk"))


class UserFilter(FilterSet):
    search_fields = ["username__icontains", "name__icontains", "agency__code__icontains"]
    search_label = _("Cari nama atau nama pengguna")

    class Meta:
        model = User
        fields = ["role", "agency", "is_active", "may_export_identity", "may_see_true_counts"]


class AccessEventFilter(FilterSet):
    search_fields = ["subject__icontains", "reason__icontains", "user__name__icontains"]
    search_label = _("Cari alasan, data atau nama")

    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("Sejak tanggal"))
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("Sampai tanggal"))

    class Meta:
        model = AccessEvent
        fields = ["kind", "user"]


class ExemptionFilter(FilterSet):
    search_fields = ["subject__icontains", "reason__icontains", "by__name__icontains"]
    search_label = _("Cari hal, alasan atau nama")

    class Meta:
        model = Exemption
        fields = ["kind"]
