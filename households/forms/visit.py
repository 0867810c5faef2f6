"""A household visit as one form: the day, the house, the family, each member."""

from dataclasses import dataclass

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.forms.answers import YesNo
from households.forms.questions import Answer, sets_of
from households.forms.surveys import (
    CONDITION_SECTIONS,
    ConditionForm,
    FamilySurveyForm,
    Folded,
    MemberSurveyForm,
    SurveyedForm,
)
from households.models import HouseAssessment, HouseholdSurvey, MemberSurvey
from p2wkss.base.forms import ActForm, AsksAboutDates
from p2wkss.base.pages.conflict import show

CHEVRON = '{% include "_partials/icon.html" with name="chevron-right" only %}'


class VisitForm(AsksAboutDates, ActForm):
    """When the visit took place; the same day for the house, the family and its members."""

    visited_on = forms.DateField(label=gettext_lazy("Tanggal kunjungan"))
    date_reason = forms.CharField(
        label=gettext_lazy("Alasan tanggal di luar jadwal"), required=False, max_length=300, widget=forms.HiddenInput
    )

    def clean_visited_on(self):
        day = self.cleaned_data["visited_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Tanggal kunjungan tidak boleh di masa depan."))
        return day


@dataclass
class Part:
    """One part of a visit: its form, the row it fills, and the field of that row which holds the day."""

    title: str
    form: SurveyedForm
    day_field: str
    note: str = ""

    @property
    def row(self):
        return self.form.instance

    @property
    def version_name(self) -> str:
        return f"{self.form.prefix}-version"

    @property
    def version(self) -> int:
        """0 while nothing is stored."""
        return 0 if self.row._state.adding else self.row.version

    def is_stale(self, data) -> bool:
        """Whether somebody else stored this part after the page was opened."""
        return data.get(self.version_name) != str(self.version)

    def wants_saving(self, day) -> bool:
        if self.row._state.adding:
            return self.form.has_answers
        return self.form.has_changed() or getattr(self.row, self.day_field) != day

    def show_stored(self) -> None:
        """Write what is stored now below each box that says something else."""
        for name, field in self.form.fields.items():
            stored, typed = self.form.initial.get(name), self.form.cleaned_data.get(name)
            if field.has_changed(stored, self.form[name].data) and stored != typed:
                words = show(self.form, name, stored) or _("kosong")
                self.form[name].help_text = _("Tersimpan sekarang: %(stored)s") % {"stored": words}


def build_parts(survey_round, household, *, user, day, survey=None, data=None) -> list[Part]:
    """The parts of a visit with what the round holds of them already; a family without a house has no house part.

    `survey` is the family's survey in this round where there is one.
    """
    shared = {"data": data, "user": user}
    parts = []
    if household.house is not None:
        row = HouseAssessment.objects.filter(round=survey_round, house=household.house).first()
        row = row or HouseAssessment(round=survey_round, house=household.house)
        parts.append(Part(_("Rumah"), _laid_out(ConditionForm(instance=row, prefix="rumah", **shared)), "assessed_on"))
    row = survey or HouseholdSurvey(round=survey_round, household=household)
    form = FamilySurveyForm(instance=row, prefix="keluarga", question_sets=sets_of(survey, day), **shared)
    parts.append(Part(_("Keluarga"), _laid_out(form), "surveyed_on"))
    members = list(household.members.active())
    known = {row.member_id: row for row in MemberSurvey.objects.filter(round=survey_round, member__in=members)}
    for member in members:
        row = known.get(member.pk) or MemberSurvey(round=survey_round, member=member)
        row.member = member
        form = MemberSurveyForm(instance=row, prefix=f"anggota-{member.public_id}", on=day, **shared)
        parts.append(Part(member.name, _laid_out(form), "surveyed_on", note=_about(member, form.age)))
    return parts


def _about(member, age) -> str:
    """ "Istri, 34 tahun": whom a part is about, beside the name."""
    years = _("umur belum diketahui") if age is None else _("%(age)d tahun") % {"age": age}
    return f"{member.get_relation_display()}, {years}"


def _laid_out(form):
    """Lay a part out in its sections, yes and no side by side for the thumb."""
    sections = CONDITION_SECTIONS if isinstance(form, ConditionForm) else form.sections
    groups = []
    for title, names in sections:
        rows = [_row(form, name) for name in names]
        rows = [row for row in rows if row is not None]
        if rows:
            groups.append(_folded(form, title, names, rows) if isinstance(title, Folded) else _open(title, rows))
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.disable_csrf = True
    form.helper.layout = Layout(*groups)
    return form


def _open(title, rows):
    return Div(HTML(f'<h3 class="mb-3">{escape(title)}</h3>'), *rows, css_class="mt-4")


def _folded(form, folded, names, rows):
    """A long section, closed so that a visit without it stays short; it opens where something is wrong in it."""
    is_open = " open" if form.is_bound and any(name in form.errors for name in names) else ""
    head = (
        f'<details class="fold mt-4"{is_open}><summary>{CHEVRON}'
        f'<h3 class="mb-0">{escape(folded.title)}</h3> <span class="text-muted">{escape(folded.state)}</span></summary>'
        f'<p class="text-muted">{escape(folded.help_text)}</p>'
    )
    return Div(HTML(head), *rows, HTML("</details>"))


def _row(form, name):
    if isinstance(name, tuple):
        shown = [part for part in name if part in form.fields]
        beside = not any(isinstance(form.fields[part].widget, YesNo) for part in shown)
        return Div(*(_row(form, part) for part in shown), css_class="form-row-2" if beside else "") if shown else None
    if name not in form.fields:
        return None
    return InlineRadios(name) if isinstance(form.fields[name].widget, YesNo | Answer) else name
