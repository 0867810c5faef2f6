"""The questions of a family's welfare as fields of a form: from the rows of a version, and back to its answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from households.models import QuestionSet

YES, NO, NOT_APPLICABLE, UNKNOWN = "true", "false", "na", ""
ANSWERS = {YES: True, NO: False, NOT_APPLICABLE: None}
TITLES = {
    QuestionSet.Kind.PROSPERITY: _("Tahapan keluarga sejahtera (BKKBN)"),
    QuestionSet.Kind.POVERTY: _("Kriteria rumah tangga miskin (BPS 2005)"),
}
HELP = {
    QuestionSet.Kind.PROSPERITY: _("Tahapannya dihitung dari jawaban: blok pertama dengan “Tidak” menentukan."),
    QuestionSet.Kind.POVERTY: _("Penanda lama dengan batas rupiah tahun 2005; bukan syarat menerima bantuan."),
}
# Which field of a survey holds the answers of a kind, and which its version.
ANSWER_FIELDS = {QuestionSet.Kind.PROSPERITY: "ks_answers", QuestionSet.Kind.POVERTY: "poverty_answers"}
SET_FIELDS = {QuestionSet.Kind.PROSPERITY: "ks_set", QuestionSet.Kind.POVERTY: "poverty_set"}


class Answer(forms.RadioSelect):
    """Yes, no, does not apply, or not asked: big buttons side by side."""

    def format_value(self, value):
        return [UNKNOWN if value is None else str(value)]


def sets_of(survey, day) -> dict:
    """{kind: the version its answers are judged by}: that of the stored answers, else the one in force on a day."""
    found = {}
    for kind, name in SET_FIELDS.items():
        own = getattr(survey, f"{name}_id", None)
        rows = QuestionSet.objects.with_questions()
        question_set = rows.filter(pk=own).first() if own else rows.current(kind, day)
        if question_set is not None:
            found[kind] = question_set
    return found


def field_name(kind, question) -> str:
    return f"{kind}_{question.number}"


def question_field(kind, question) -> forms.ChoiceField:
    choices = [(YES, _("Ya")), (NO, _("Tidak"))]
    if question.may_not_apply:
        choices.append((NOT_APPLICABLE, _("Tidak berlaku")))
    return forms.ChoiceField(
        label=str(question),
        required=False,
        choices=[*choices, (UNKNOWN, _("Belum tahu"))],
        widget=Answer,
        help_text="" if question.is_confirmed else _("Rumusan ini belum diperiksa administrator."),
    )


def as_initial(answers: dict | None, question) -> str:
    """The stored answer of a question as its field writes it; a stored None means that it does not apply."""
    key = str(question.number)
    if not answers or key not in answers:
        return UNKNOWN
    return {True: YES, False: NO, None: NOT_APPLICABLE if question.may_not_apply else UNKNOWN}[answers[key]]


def as_answers(kind, question_set, cleaned: dict) -> dict | None:
    """The answers as the survey keeps them, {"1": true}; None while nothing was answered."""
    typed = {str(row.number): cleaned.get(field_name(kind, row), UNKNOWN) for row in question_set.questions.all()}
    return {number: ANSWERS[answer] for number, answer in typed.items() if answer != UNKNOWN} or None
