"""The form that moves houses and families from one RT to another: an RT is split, or two become one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from households.forms.families import FamilyChoiceField
from households.forms.places import RtChoiceField
from households.models import House, Household
from locations.models import Region
from p2wkss.base.forms import REASON_LENGTH, ActForm


class HousesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, house):
        return "%s, %s" % (house, _("%(count)d keluarga") % {"count": house.family_count})


class FamiliesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    label_from_instance = FamilyChoiceField.label_from_instance


class RegroupForm(ActForm):
    """Which houses go to which RT. It is sent twice: the first time the page says what would happen."""

    to = RtChoiceField(label=_("RT tujuan"))
    houses = HousesField(House.objects.none(), label=_("Rumah yang pindah"), required=False)
    families = FamiliesField(Household.objects.none(), label=_("Keluarga tanpa rumah yang pindah"), required=False)
    joins_lokus = forms.BooleanField(label=_("RT tujuan ikut menjadi bagian lokus"), required=False)
    closes = forms.BooleanField(
        label=_("RT ini ditutup (gabung RT)"), required=False, help_text=_("Semua rumah dan keluarganya harus pindah.")
    )
    reason = forms.CharField(
        label=_("Dasar perubahan"), max_length=REASON_LENGTH, help_text=_("Misalnya SK lurah tentang pemekaran RT.")
    )
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, rt, **kwargs):
        super().__init__(*args, **kwargs)
        others = self.fields["to"].queryset.filter(parent__parent=rt.parent.parent_id).exclude(pk=rt.pk)
        self.fields["to"].queryset = others.filter(level=Region.Level.RT)
        houses = House.objects.editable_by(self.user).filter(region=rt).with_families()
        self.fields["houses"].queryset = houses.order_by("number", "address", "pk")
        families = Household.objects.editable_by(self.user).active().filter(region=rt, house=None)
        self.fields["families"].queryset = families.with_head().select_related("region").order_by("pk")
        if not self.user.has_perm("locations.change_targetarea"):
            del self.fields["joins_lokus"]

    def chosen(self) -> str:
        """What was chosen, as a short text: a preview holds for this very choice."""
        cleaned = self.cleaned_data
        rows = [cleaned["to"], *cleaned["houses"], *cleaned["families"]]
        marks = [name for name in ("joins_lokus", "closes") if cleaned.get(name)]
        return " ".join([*(row.public_id.hex[:12] for row in rows), *marks])
