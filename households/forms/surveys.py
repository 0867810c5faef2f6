"""Forms of what a survey round asks: of a house, a family, a member."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from households.forms import questions
from households.forms.answers import ask_yes_or_no, keep_out_of_drafts, say_unknown
from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey, SurveyRound
from locations.programme_day import working_day
from p2wkss.base.forms import RecordForm, RowForm

CONDITION = [
    "roof",
    "roof_damage",
    "wall",
    "wall_damage",
    "floor",
    "floor_damage",
    "frame_damage",
    "floor_area_m2",
    "occupants",
    "has_light",
    "has_ventilation",
    "water_source",
    "water_distance",
    "toilet",
    "closet",
    "septic",
    "waste",
    "lighting",
    "electric_power",
    "cooking_fuel",
    "notes",
]
CONDITION_SECTIONS = [
    (_("Bangunan"), [("roof", "roof_damage"), ("wall", "wall_damage"), ("floor", "floor_damage"), "frame_damage"]),
    (_("Luas dan udara"), [("floor_area_m2", "occupants"), ("has_light", "has_ventilation")]),
    (_("Air dan sanitasi"), [("water_source", "water_distance"), ("toilet", "closet"), ("septic", "waste")]),
    (_("Listrik dan dapur"), [("lighting", "electric_power"), "cooking_fuel", "notes"]),
]

# The aids families know by name; "none" is an answer, an empty list of ticks is not.
NO_AID = "none"
SOCIAL_AID = [
    (NO_AID, _("Tidak menerima bantuan")),
    ("PKH", _("PKH")),
    ("BPNT", _("Sembako/BPNT")),
    ("BST", _("Bantuan Sosial Tunai (BST)")),
    ("BLT", _("BLT")),
    ("PIP", _("PIP/Kartu Indonesia Pintar")),
    ("PBI JKN", _("Iuran JKN dibayar pemerintah (PBI)")),
    ("kota/provinsi", _("Bantuan kota atau provinsi")),
    ("lainnya", _("Lainnya")),
]


@dataclass(frozen=True)
class Folded:
    """The title of a section that is folded until somebody wants it, and how far it is answered."""

    title: str
    state: str
    help_text: str


class SurveyedForm(RowForm):
    """A part of a visit: unknown answers in words, health kept out of the browser's drafts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_yes_or_no(self.fields)
        keep_out_of_drafts(self.fields, self._meta.model)
        say_unknown(self.fields)

    @property
    def has_answers(self) -> bool:
        """Whether anything at all was answered; False is an answer."""
        return any(value not in (None, "", []) for value in self.cleaned_data.values())


class ConditionForm(SurveyedForm):
    """How a house is, as one part of a visit."""

    class Meta:
        model = HouseAssessment
        fields = CONDITION
        help_texts = {
            "floor_area_m2": _("Panjang kali lebar semua lantai yang ditempati."),
            "occupants": _("Semua yang tinggal di rumah ini, dari semua keluarga."),
            "has_light": _("Bukaan kira-kira sepersepuluh luas lantai."),
        }


class AssessmentForm(RecordForm):
    """A house assessed by itself, without a family visit."""

    sections = [(_("Pendataan"), ["house", ("round", "assessed_on"), "date_reason"]), *CONDITION_SECTIONS]
    carried = ("house",)

    class Meta(ConditionForm.Meta):
        fields = ["house", "round", "assessed_on", "date_reason", *CONDITION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_yes_or_no(self.fields)
        say_unknown(self.fields)
        if "round" in self.fields:
            self.fields["round"].queryset = self.fields["round"].queryset.open().for_list()
        if self.instance._state.adding:
            self.initial["assessed_on"] = working_day()


class AssessmentEditForm(AssessmentForm):
    """The same, of an assessment that is there: its house and round stay."""

    sections = [(_("Pendataan"), ["assessed_on", "date_reason"]), *CONDITION_SECTIONS]
    carried = ()

    class Meta(ConditionForm.Meta):
        fields = ["assessed_on", "date_reason", *CONDITION]


class FamilySurveyForm(SurveyedForm):
    """How a family lives, as one part of a visit.

    `question_sets` {kind: QuestionSet} are the versions whose questions are asked; each is a section to unfold.
    """

    sections = [
        (_("Pengeluaran dan penghasilan"), [("food_spending", "nonfood_spending"), ("income", "savings")]),
        (_("Bantuan dan desil"), ["social_aid", ("dtsen_decile", "dtsen_on"), "dtsen_source"]),
        (_("Keluarga sehat"), [("healthy_yes", "healthy_not_applicable")]),
        (_("Catatan"), ["notes"]),
    ]
    constraint_fields = {"decile_has_source": "dtsen_source", "healthy_adds_up": "healthy_not_applicable"}

    social_aid = forms.MultipleChoiceField(
        label=_("Bantuan sosial yang diterima"),
        required=False,
        choices=SOCIAL_AID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Biarkan kosong bila belum ditanyakan."),
    )

    class Meta:
        model = HouseholdSurvey
        fields = [
            "food_spending",
            "nonfood_spending",
            "income",
            "savings",
            "social_aid",
            "dtsen_decile",
            "dtsen_source",
            "dtsen_on",
            "healthy_yes",
            "healthy_not_applicable",
            "notes",
        ]
        help_texts = {
            "dtsen_decile": _("1 sampai 10, dari data resmi; tidak dihitung di sini."),
            "healthy_yes": _("Dari 12 indikator keluarga sehat."),
        }

    def __init__(self, *args, question_sets=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.question_sets = question_sets or {}
        self.sections = [*type(self).sections[:-1], *self._ask_questions(), type(self).sections[-1]]
        stored = self.instance.social_aid
        if stored is not None:
            known = dict(SOCIAL_AID)
            self.fields["social_aid"].choices = [*SOCIAL_AID, *((aid, aid) for aid in stored if aid not in known)]
            self.initial["social_aid"] = stored or [NO_AID]

    def _ask_questions(self):
        """Add a field for each question; returns their sections."""
        for kind, question_set in self.question_sets.items():
            answers = getattr(self.instance, questions.ANSWER_FIELDS[kind])
            names = []
            for question in question_set.questions.all():
                name = questions.field_name(kind, question)
                self.fields[name] = questions.question_field(kind, question)
                self.initial[name] = questions.as_initial(answers, question)
                names.append(name)
            title = questions.TITLES[kind]
            yield Folded(title, _n_answered(answers, names), questions.HELP[kind]), names

    def clean(self):
        """Hand the answers to the survey, which judges them (HouseholdSurvey.clean)."""
        cleaned = super().clean()
        for kind, question_set in self.question_sets.items():
            answers = questions.as_answers(kind, question_set, self.cleaned_data)
            setattr(self.instance, questions.ANSWER_FIELDS[kind], answers)
            if answers:
                setattr(self.instance, questions.SET_FIELDS[kind], question_set)
        return cleaned

    def clean_social_aid(self):
        """None while nobody asked, an empty list for a family without any aid."""
        ticked = self.cleaned_data["social_aid"]
        if not ticked:
            return None
        if NO_AID in ticked and len(ticked) > 1:
            raise forms.ValidationError(_("Pilih “Tidak menerima bantuan” saja, atau nama bantuannya saja."))
        return [aid for aid in ticked if aid != NO_AID]

    @property
    def has_answers(self):
        return True


def _n_answered(answers, names) -> str:
    return _("%(answered)d dari %(all)d dijawab") % {"answered": len(answers or {}), "all": len(names)}


class MemberSurveyForm(SurveyedForm):
    """How a member is, as one part of a visit; asked is what concerns a person of that age and sex.

    Sources of the ages: KTP from 17 and KIA below (UU 24/2013, Permendagri 2/2016), work from 10 (BPS, Susenas),
    stunting below 5 (WHO), the childbearing ages 10-49 (BPS).
    """

    # Question: (from this age, below that age, only of this sex)
    ASKED_OF = {
        "in_school": (5, 30, None),
        "years_of_schooling": (5, None, None),
        "reads": (7, None, None),
        "works": (10, None, None),
        "wants_work": (10, None, None),
        "contraception": (10, 60, None),
        "pregnant": (10, 50, "P"),
        "stunted": (0, 5, None),
        "has_id_card": (17, None, None),
        "has_child_card": (0, 17, None),
    }

    sections = [
        (_("Sekolah dan kerja"), [("in_school", "years_of_schooling"), "reads", ("works", "wants_work")]),
        (
            _("Kesehatan"),
            [
                ("insured", "insurance"),
                ("chronic_illness", "treated"),
                ("tuberculosis", "disability"),
                ("contraception", "pregnant"),
                "stunted",
            ],
        ),
        (_("Dokumen"), ["has_birth_certificate", ("has_id_card", "has_child_card")]),
    ]

    class Meta:
        model = MemberSurvey
        fields = [
            "in_school",
            "years_of_schooling",
            "reads",
            "works",
            "wants_work",
            "insured",
            "insurance",
            "chronic_illness",
            "treated",
            "tuberculosis",
            "disability",
            "contraception",
            "pregnant",
            "stunted",
            "has_birth_certificate",
            "has_id_card",
            "has_child_card",
        ]

    def __init__(self, *args, on, **kwargs):
        """`on` is the day by which ages count."""
        super().__init__(*args, **kwargs)
        self.member = self.instance.member
        self.age = self.member.age_on(on)
        for name, (start, end, sex) in self.ASKED_OF.items():
            wrong_sex = sex is not None and self.member.sex != sex
            wrong_age = self.age is not None and (self.age < start or (end is not None and self.age >= end))
            if wrong_sex or wrong_age:
                del self.fields[name]


class RoundForm(RecordForm):
    sections = [(_("Pendataan"), ["target_area", "kind", ("starts_on", "ends_on"), "date_reason", "notes"])]
    constraint_fields = {"kind_once": "kind", "in_order": "ends_on"}

    class Meta:
        model = SurveyRound
        fields = ["target_area", "kind", "starts_on", "ends_on", "date_reason", "notes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target_area"].queryset = self.fields["target_area"].queryset.open().for_list()
        say_unknown(self.fields)


class RoundEditForm(RoundForm):
    """Dates and notes; the lokus and kind of a round with data do not change."""

    sections = [(_("Pendataan"), [("starts_on", "ends_on"), "date_reason", "notes"])]

    class Meta(RoundForm.Meta):
        fields = ["starts_on", "ends_on", "date_reason", "notes"]

    def __init__(self, *args, **kwargs):
        super(RoundForm, self).__init__(*args, **kwargs)
