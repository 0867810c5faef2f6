"""Back office of likely duplicates and of remarks on numbers: what was found and decided. Both are worked on in the
portal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from households.duplicate_tables import say_reasons
from households.models import IdentityCheck, IdentityRemark, LikelyDuplicate
from p2wkss.base.admin import ReadOnlyAdmin


@admin.register(LikelyDuplicate)
class LikelyDuplicateAdmin(ReadOnlyAdmin):
    list_display = ["first", "second", "score", "said", "state", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["first", "second", "decided_by"]
    search_fields = ["first__name", "second__name"]
    date_hierarchy = "decided_at"

    @admin.display(description=_("yang mirip"))
    def said(self, pair):
        return say_reasons(pair.reasons)


@admin.register(IdentityRemark)
class IdentityRemarkAdmin(ReadOnlyAdmin):
    list_display = ["member", "codes", "updated_at"]
    list_select_related = ["member"]
    search_fields = ["member__name"]


@admin.register(IdentityCheck)
class IdentityCheckAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "finished_at", "checked"]
    date_hierarchy = "started_at"
