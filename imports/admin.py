"""Back office of imports: what was read, by whom, and what came of it. Their content stays sealed."""

from django.contrib import admin

from households.models import ImportBatch
from p2wkss.base.admin import ReadOnlyAdmin


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "original_name", "owner", "state", "outcome", "rows_seen", "rows_ok", "rows_error"]
    list_filter = ["state", "outcome"]
    list_select_related = ["owner"]
    search_fields = ["original_name", "sha256", "owner__username", "owner__name"]
    date_hierarchy = "created_at"
