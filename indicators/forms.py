"""Forms of indicators, targets, measurements and slum surveys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from households.models import SurveyRound
from indicators.methods.slum import DENOMINATORS
from indicators.models import CityIndex, Indicator, Measurement, PovertyLine, SlumSurvey, Target, WorkPrice
from indicators.registry import method_choices
from locations.models import Region
from p2wkss.base.forms import RecordForm
from p2wkss.base.value_boxes import make_value_box


class IndicatorForm(RecordForm):
    sections = [
        (_("Indikator"), [("code", "name"), ("aspect", "group"), ("unit", "decimals"), "direction"]),
        (_("Cara dan sumber"), ["method", "definition", "source", "valid_from"]),
        (_("Tampilan"), [("is_headline", "is_active"), "order"]),
    ]

    method = forms.ChoiceField(label=_("Cara menghitung"), required=False)

    class Meta:
        model = Indicator
        fields = [
            "code",
            "name",
            "aspect",
            "group",
            "unit",
            "decimals",
            "direction",
            "method",
            "definition",
            "source",
            "valid_from",
            "is_headline",
            "is_active",
            "order",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [("", _("Diisi petugas")), *method_choices()]


class TargetForm(RecordForm):
    sections = [
        (_("Untuk apa"), [("target_area", "indicator")]),
        (_("Data awal"), [("baseline", "baseline_on"), "baseline_source"]),
        (_("Target"), [("target", "due_on"), "note"]),
    ]
    constraint_fields = {"baseline_has_source": "baseline_source", "target_has_date": "due_on"}

    class Meta:
        model = Target
        fields = [
            "target_area",
            "indicator",
            "baseline",
            "baseline_on",
            "baseline_source",
            "target",
            "due_on",
            "note",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lokus = self.fields["target_area"].queryset.open()
        self.fields["target_area"].queryset = lokus.select_related("kelurahan", "programme_year")
        self.fields["indicator"].queryset = self.fields["indicator"].queryset.active()


class MeasurementForm(RecordForm):
    """A figure somebody read elsewhere. Computed ones are computed, not typed."""

    sections = [
        (_("Apa yang diukur"), [("target_area", "indicator"), ("measured_on", "round")]),
        (_("Angka"), ["value", ("numerator", "denominator"), ("value_male", "value_female")]),
        (_("Asal"), ["source", "note"]),
    ]
    constraint_fields = {"has_source": "source", "once_a_round": "round", "once_a_day": "measured_on"}

    class Meta:
        model = Measurement
        fields = [
            "target_area",
            "indicator",
            "measured_on",
            "round",
            "value",
            "numerator",
            "denominator",
            "value_male",
            "value_female",
            "source",
            "note",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lokus = self.fields["target_area"].queryset.open()
        self.fields["target_area"].queryset = lokus.select_related("kelurahan", "programme_year")
        self.fields["indicator"].queryset = self.fields["indicator"].queryset.active().filter(method="")
        self.fields["round"].queryset = SurveyRound.objects.visible_to(self.user).open().for_list()


class SlumSurveyForm(RecordForm):
    """The 16 criteria of one RT or RW. An empty box is unknown, not zero."""

    sections = [
        (_("Survei"), ["round", "region", ("surveyed_on", "source"), "date_reason"]),
        (_("Keseluruhan"), [("area_ha", "buildings"), "households", ("ideal_road_m", "ideal_drain_m")]),
        (_("1. Bangunan gedung"), ["v_1a", "v_1b", "v_1c"]),
        (_("2. Jalan lingkungan"), ["v_2a", "v_2b"]),
        (_("3. Air minum"), ["v_3a", "v_3b"]),
        (_("4. Drainase"), ["v_4a", "v_4b", "v_4c"]),
        (_("5. Air limbah"), ["v_5a", "v_5b"]),
        (_("6. Persampahan"), ["v_6a", "v_6b"]),
        (_("7. Proteksi kebakaran"), ["v_7a", "v_7b"]),
        (_("Catatan"), ["notes"]),
    ]

    class Meta:
        model = SlumSurvey
        fields = [
            "round",
            "region",
            "surveyed_on",
            "date_reason",
            "source",
            "area_ha",
            "buildings",
            "households",
            "ideal_road_m",
            "ideal_drain_m",
            *(f"v_{criterion}" for criterion in SlumSurvey.CRITERIA),
            "notes",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = SurveyRound.objects.visible_to(self.user).open().for_list()
        rows = self.fields["region"].queryset.of_lokus()
        self.fields["region"].queryset = rows.filter(level__in=[Region.Level.RW, Region.Level.RT])


class CityIndexForm(RecordForm):
    sections = [
        (_("IPM kota"), ["region", ("year", "series"), "value"]),
        (_("Komponen"), [("life_expectancy", "expected_years"), ("mean_years", "spending"), "source"]),
    ]

    class Meta:
        model = CityIndex
        fields = [
            "region",
            "year",
            "series",
            "value",
            "life_expectancy",
            "expected_years",
            "mean_years",
            "spending",
            "source",
        ]


class PovertyLineForm(RecordForm):
    sections = [(_("Garis kemiskinan"), ["region", ("year", "amount"), "source"])]

    class Meta:
        model = PovertyLine
        fields = ["region", "year", "amount", "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.fields["region"].queryset
        self.fields["region"].queryset = rows.filter(level__in=[Region.Level.CITY, Region.Level.PROVINCE])


class WorkPriceForm(RecordForm):
    sections = [(_("Pekerjaan"), ["work", "name"]), (_("Harga"), [("amount", "valid_from"), "source"])]
    constraint_fields = {"once_a_day": "valid_from", "not_negative": "amount"}

    class Meta:
        model = WorkPrice
        fields = ["work", "name", "amount", "valid_from", "source"]


class RemainingForm(forms.Form):
    """What the remaining work is reckoned for: a round, a total to reach, and what is left as it is."""

    pendataan = forms.ChoiceField(label=_("Menurut pendataan"), required=False)
    skor = forms.IntegerField(
        label=_("Skor kumuh yang dituju"),
        required=False,
        min_value=0,
        max_value=80,
        help_text=_("15 ke bawah berarti tidak kumuh."),
    )
    tanpa = forms.MultipleChoiceField(
        label=_("Tidak akan dikerjakan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kriteria yang ditandai dibiarkan seperti sekarang."),
    )

    GOAL = 15

    def __init__(self, data=None, *, rounds):
        super().__init__(data, initial={"skor": self.GOAL})
        make_value_box(self.fields["skor"])
        self.rounds = {str(row.public_id): row for row in rounds}
        self.fields["pendataan"].choices = [(key, row.get_kind_display()) for key, row in self.rounds.items()]
        self.fields["tanpa"].choices = [
            (code, SlumSurvey._meta.get_field(f"v_{code}").verbose_name) for code in DENOMINATORS
        ]

    def _given(self, name):
        """What was asked for; None where nothing was, or where it makes no sense (the field says so)."""
        return self.cleaned_data.get(name) if self.is_bound and self.errors is not None else None

    @property
    def survey_round(self):
        return self.rounds.get(self._given("pendataan")) or next(iter(self.rounds.values()), None)

    @property
    def goal(self) -> int:
        given = self._given("skor")
        return self.GOAL if given is None else given

    @property
    def without(self) -> list[str]:
        return self._given("tanpa") or []
