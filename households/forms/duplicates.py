"""Forms of the review of likely duplicates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from p2wkss.base.forms import ReasonForm


class MergeForm(ReasonForm):
    """Which of two entries stays, and why they are one person. `pair` is the LikelyDuplicate."""

    FIRST, SECOND = "pertama", "kedua"

    kept = forms.ChoiceField(
        label=_("Data yang dipakai"),
        widget=forms.RadioSelect,
        help_text=_("Isian yang kosong pada data ini dilengkapi dari data yang lain."),
        error_messages={"required": _("Pilih data yang dipakai.")},
    )

    field_order = ["kept", "form_reason"]

    def __init__(self, *args, pair, **kwargs):
        self.pair = pair
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = [
            (self.FIRST, _("Data pertama: %(name)s, %(family)s") % self._words(pair.first)),
            (self.SECOND, _("Data kedua: %(name)s, %(family)s") % self._words(pair.second)),
        ]

    def _words(self, member):
        return {"name": member.name, "family": member.household}

    @property
    def chosen(self):
        """The member that stays."""
        return self.pair.first if self.cleaned_data["kept"] == self.FIRST else self.pair.second
