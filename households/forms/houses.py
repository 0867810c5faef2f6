"""The form of a house."""

from django.utils.translation import gettext_lazy as _

from households.forms.answers import ask_yes_or_no, say_unknown
from households.forms.places import RtChoiceField
from households.models import House
from p2wkss.base.forms import RecordForm


class HouseForm(RecordForm):
    sections = [
        (_("Letak"), ["region", "address", "number", ("latitude", "longitude")]),
        (_("Bangunan dan tanah"), [("tenure", "land_proof"), "owns_other_house", "is_standing"]),
        (_("Catatan"), ["notes"]),
    ]
    constraint_fields = {"number_once": "number", "point_whole": "latitude"}
    field_order = ["region"]

    region = RtChoiceField(label=_("RT"))

    class Meta:
        model = House
        fields = [
            "region",
            "address",
            "number",
            "latitude",
            "longitude",
            "tenure",
            "land_proof",
            "owns_other_house",
            "is_standing",
            "notes",
        ]
        help_texts = {
            "latitude": _("Misalnya -6.384512, dari aplikasi peta di ponsel."),
            "longitude": _("Misalnya 106.752310."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_unknown(self.fields)
        ask_yes_or_no(self.fields)
