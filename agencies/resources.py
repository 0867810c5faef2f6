"""Sheets of agencies and users."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agencies.models import AccessEvent, Agency, Exemption, User
from p2wkss.base.sheets.resources import SheetResource


class AgencyResource(SheetResource):
    """Agencies, in and out: a row whose code is known changes that agency, another one adds it."""

    class Meta:
        model = Agency
        fields = ["code", "name", "kind", "field", "is_coordinator", "is_active", "source"]
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        meanings = {"code": _("Singkatan yang tetap; kunci saat impor")}


class UserResource(SheetResource):
    """Accounts, for the yearly review of who may do what; never passwords."""

    agency = Field("agency__code", "agency")

    class Meta:
        model = User
        fields = [
            "username",
            "name",
            "role",
            "agency",
            "is_active",
            "may_export_identity",
            "may_see_true_counts",
            "last_login",
        ]


class AccessEventResource(SheetResource):
    """Who read identity data; the row numbers stay in the portal."""

    user = Field("user__username", "user")

    class Meta:
        model = AccessEvent
        fields = ["at", "user", "kind", "subject", "count", "reason", "request_id"]


class ExemptionResource(SheetResource):
    """What was decided past a rule."""

    by = Field("by__name", "by")

    class Meta:
        model = Exemption
        fields = ["created_at", "kind", "subject", "detail", "reason", "by"]
