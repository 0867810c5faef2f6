"""Filters of imports."""

from django.utils.translation import gettext_lazy as _

from households.models import ImportBatch
from p2wkss.base.filters import FilterSet


class ImportFilter(FilterSet):
    search_fields = ["original_name__icontains"]
    search_label = _("Cari nama berkas")

    class Meta:
        model = ImportBatch
        fields = ["state"]
