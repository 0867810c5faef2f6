"""Back office of agencies, users, and the two trails: who read personal data, who changed what."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from auditlog.admin import LogEntry, LogEntryAdmin
from django.contrib import admin, messages
from django.contrib.auth.admin import Group
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import services
from agencies.models import AccessEvent, Agency, AgencyName, AuditLink, Exemption, FailedCode, SecurityNotice, User
from agencies.resources import AccessEventResource, AgencyResource, UserResource
from p2wkss.base.admin import ReadOnlyAdmin, ScopedAdmin, ScopedExport, ScopedImportExportAdmin, ScopedInline
from p2wkss.base.history import ACTIONS, changes_of, fields_of


class AgencyNameInline(ScopedInline, admin.TabularInline):
    model = AgencyName
    fields = ["short_name", "name", "valid_from", "valid_until"]


@admin.register(Agency)
class AgencyAdmin(ScopedImportExportAdmin):
    resource_classes = [AgencyResource]
    list_display = ["code", "name", "kind", "is_coordinator", "is_active"]
    list_filter = ["kind", "is_coordinator", "is_active"]
    search_fields = ["code", "name", "names__short_name", "names__name"]
    inlines = [AgencyNameInline]


@admin.register(User)
class UserAdmin(ScopedExport, ScopedAdmin):
    """Role and state are changed in the portal, where the last administrator is kept and sessions are ended."""

    resource_classes = [UserResource]
    list_display = ["username", "name", "role", "agency", "is_active", "last_login"]
    list_filter = ["role", "is_active", "may_export_identity", "agency"]
    list_select_related = ["agency"]
    search_fields = ["username", "name"]
    autocomplete_fields = ["agency"]
    fields = [
        "username",
        "name",
        "email",
        "phone",
        "role",
        "agency",
        "may_export_identity",
        "may_see_true_counts",
        "is_active",
    ]
    actions = ["close_accounts"]

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj), "is_active", "last_login", "date_joined"]
        return [*fields, "role"] if obj is not None else fields

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Nonaktifkan akun yang dipilih"), permissions=["change"])
    def close_accounts(self, request, queryset):
        closed = 0
        for user in queryset.editable_by(request.user).active():
            try:
                services.deactivate(user, by=request.user)
            except ValidationError as error:
                self.message_user(request, f"{user}: {' '.join(error.messages)}", messages.ERROR)
            else:
                closed += 1
        self.message_user(request, _("%(count)d akun dinonaktifkan.") % {"count": closed})


@admin.register(AccessEvent)
class AccessEventAdmin(ScopedExport, ReadOnlyAdmin):
    resource_classes = [AccessEventResource]
    list_display = ["at", "user", "kind", "subject", "count", "reason"]
    list_filter = ["kind", "at"]
    list_select_related = ["user"]
    search_fields = ["subject", "reason", "user__name", "request_id"]
    date_hierarchy = "at"


@admin.register(AuditLink)
class AuditLinkAdmin(ReadOnlyAdmin):
    """The seals of both trails; `manage.py verify_audit` says whether they hold."""

    list_display = ["trail", "entry", "digest", "sealed_at"]
    list_filter = ["trail"]
    search_fields = ["digest"]
    date_hierarchy = "sealed_at"


@admin.register(SecurityNotice)
class SecurityNoticeAdmin(ReadOnlyAdmin):
    """What owners of accounts were told; here administrators read all of it."""

    list_display = ["at", "user", "kind", "read_at"]
    list_filter = ["kind", "at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__username"]
    date_hierarchy = "at"


@admin.register(FailedCode)
class FailedCodeAdmin(ReadOnlyAdmin):
    """Wrong codes of the last minutes; "Buka kunci masuk" on a user's page clears them."""

    list_display = ["at", "user"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__username"]


class ChangeTrailAdmin(LogEntryAdmin):
    """The audit trail, for administrators; identity numbers stand in it as "(disegel)"."""

    search_fields = ["object_repr", "cid", "actor__username", "actor__name"]
    show_full_result_count = False

    @admin.display(description=gettext_lazy("perubahan"))
    def msg_short(self, obj):
        return ", ".join(fields_of(obj)) or str(ACTIONS.get(obj.action, ""))

    @admin.display(description=gettext_lazy("perubahan"))
    def msg(self, obj):
        """The words of the record's own page."""
        empty = _("kosong")
        lines = [(change.field, change.old or empty, change.new or empty) for change in changes_of(obj)]
        return format_html_join(mark_safe("<br>"), "{}: {} → {}", lines) or str(ACTIONS.get(obj.action, ""))

    def has_delete_permission(self, request, obj=None):
        return False


# Libraries register their tables as they are imported above; what only their own pages should touch is taken off again.
for model in (LogEntry, Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(LogEntry, ChangeTrailAdmin)


@admin.register(Exemption)
class ExemptionAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "kind", "subject", "reason", "by"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["subject", "reason"]
    date_hierarchy = "created_at"
