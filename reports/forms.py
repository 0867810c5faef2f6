"""Forms of the report pages."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from locations.models import TargetArea
from p2wkss.base.pages import ActForm
from reports.search import SHORTEST
from reports.sheets import sheets_for


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(
        label=_("Nama, alamat, kegiatan, perangkat daerah, wilayah, NIK atau nomor KK"),
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        error_messages={"required": _("Tulis yang Anda cari.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_q(self):
        text = self.cleaned_data["q"]
        if len(text) < SHORTEST:
            raise forms.ValidationError(_("Tulis paling sedikit dua huruf."))
        return text


class SnapshotForm(ActForm):
    """Which sheet of which lokus is frozen."""

    sheet = forms.ChoiceField(label=_("Lembar"))
    target_area = forms.ModelChoiceField(TargetArea.objects.for_list(), label=_("Lokus"), empty_label=_("Pilih lokus"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet.name, sheet.title) for sheet in sheets_for(self.user)]
