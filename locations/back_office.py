"""A filter of back-office lists: the kelurahan in which a row lies."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from locations.models import Region
from locations.models.region import within


def kelurahan_filter(path: str):
    """The filter class for rows whose region `path` leads to: `list_filter = [kelurahan_filter("household__region")]`.

    It offers the kelurahan its reader may see; another value finds nothing.
    """

    class KelurahanFilter(admin.SimpleListFilter):
        title = _("kelurahan")
        parameter_name = "kelurahan"

        def lookups(self, request, model_admin):
            rows = Region.objects.visible_to(request.user).level(Region.Level.KELURAHAN).order_by("name", "code")
            return [(row.code, row.name) for row in rows]

        def queryset(self, request, queryset):
            if self.value() is None:
                return queryset
            known = {code for code, _name in self.lookup_choices}
            return queryset.filter(within({self.value()} & known, f"{path}__code"))

    return KelurahanFilter
