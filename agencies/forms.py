"""Forms of agencies and users."""

from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyName, User
from p2wkss.base.forms import RecordForm, RowForm


class AgencyForm(RecordForm):
    sections = [
        (_("Identitas"), ["code", "name", "kind"]),
        (_("Peran dalam P2WKSS"), ["field", "is_coordinator", "is_active", "source"]),
    ]

    class Meta:
        model = Agency
        fields = ["code", "name", "kind", "field", "is_coordinator", "is_active", "source"]


class AgencyNameForm(RowForm):
    """A former or present name; reports print the one valid on their date."""

    constraint_fields = {"period_in_order": "valid_until"}

    class Meta:
        model = AgencyName
        fields = ["short_name", "name", "valid_from", "valid_until"]


class UserForm(RecordForm):
    sections = [
        (_("Orang"), ["username", "name", ("email", "phone")]),
        (_("Wewenang"), ["role", "agency", "may_export_identity", "may_see_true_counts"]),
    ]
    constraint_fields = {"operator_has_agency": "agency", "true_counts_for_evaluators": "may_see_true_counts"}
    asks_reason = "optional"

    class Meta:
        model = User
        fields = ["username", "name", "email", "phone", "role", "agency", "may_export_identity", "may_see_true_counts"]
        help_texts = {
            "username": _("Dipakai untuk masuk: huruf, angka, titik atau garis bawah, tanpa spasi."),
            "role": _("Satu orang satu peran. Wilayah tugas kelurahan dan kader diatur setelah disimpan."),
        }

    def clean_username(self):
        """In small letters, as it is compared when somebody signs in."""
        return self.cleaned_data["username"].lower()
