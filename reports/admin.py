"""Back office of frozen sheets: to look at; they are taken on the portal and never changed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from p2wkss.base import formats
from p2wkss.base.admin import ScopedAdmin
from reports import services
from reports.models import Snapshot


@admin.register(Snapshot)
class SnapshotAdmin(ScopedAdmin):
    list_display = ["title", "sheet", "target_area", "taken_by", "created_at"]
    list_filter = ["sheet"]
    search_fields = ["title", "sha256", "target_area__kelurahan__name"]
    date_hierarchy = "created_at"
    readonly_fields = ["title", "sheet", "target_area", "taken_by", "created_at", "row_count", "fingerprint"]
    fields = readonly_fields

    def get_queryset(self, request):
        return services.snapshots_for(request.user)

    @admin.display(description=_("jumlah baris"))
    def row_count(self, snapshot):
        return formats.number(len(snapshot.rows))

    @admin.display(description=_("sidik SHA-256"))
    def fingerprint(self, snapshot):
        fits = services.fingerprint(snapshot) == snapshot.sha256
        return _("%(sha256)s (cocok)") % {"sha256": snapshot.sha256} if fits else _("tidak cocok")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
