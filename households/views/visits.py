"""A household visit on one page: the house, the family and its members, as a surveyor walks through them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from households import services
from households.forms.visit import VisitForm, build_parts
from households.models import HouseAssessment, Household, HouseholdSurvey, MemberSurvey, SurveyRound
from households.views.families import VISIT_PERMISSIONS, FamilyNamed, title_of
from households.views.rounds import CLOSED
from locations.programme_day import working_day
from p2wkss.base.forms import TOKEN
from p2wkss.base.models import FormToken
from p2wkss.base.pages import BasePage
from p2wkss.base.pages.saving import Repeated, add_errors, parse_token, spend_token

RECORD = {
    HouseAssessment: services.record_assessment,
    HouseholdSurvey: services.record_household_survey,
    MemberSurvey: services.record_member_survey,
}


class Visit(FamilyNamed, BasePage):
    """Fill in, or correct, what a round asks of one family. Unknown answers stay unknown; nothing is required."""

    queryset = Household.objects.for_list().select_related("house", "region__parent__parent")
    permission_required = VISIT_PERMISSIONS
    template_name = "households/visit.html"
    icon = "clipboard-check"

    def get(self, request, *args, **kwargs):
        self.load()
        visit, parts = self.build()
        return self.show(visit, parts)

    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                token = parse_token(request.POST.get(TOKEN))
                earlier = FormToken.objects.filter(token=token).first() if token else None
                return redirect(earlier.location) if earlier else self.handle()
        except Repeated as repeated:
            return redirect(repeated.location)

    def load(self):
        self.object = self.editable().filter(public_id=self.kwargs["public_id"]).first()
        if self.object is None:
            raise Http404
        rounds = SurveyRound.objects.for_list().visible_to(self.request.user)
        self.round = rounds.filter(public_id=self.kwargs["round_id"]).first()
        if self.round is None:
            raise Http404
        if self.round.is_closed:
            raise PermissionDenied(str(CLOSED))

    def build(self, data=None):
        survey = HouseholdSurvey.objects.filter(round=self.round, household=self.object).first()
        day = survey.surveyed_on if survey else working_day()
        visit = VisitForm(data, user=self.request.user, initial={"visited_on": day})
        parts = build_parts(self.round, self.object, user=self.request.user, day=day, survey=survey, data=data)
        return visit, parts

    def handle(self):
        """Save all parts or none. The round is held, so that two surveyors come one after the other."""
        self.load()
        services.hold_open(self.round)
        visit, parts = self.build(self.request.POST)
        sound = [form.is_valid() for form in (visit, *(part.form for part in parts))]
        if not all(sound):
            return self.show(visit, parts)
        stale = [part for part in parts if part.is_stale(self.request.POST)]
        if stale:
            return self.show_conflict(visit, parts, stale)
        try:
            with transaction.atomic():
                self.save(visit, parts)
        except ValidationError as error:
            add_errors(visit, error)
            return self.show(visit, parts)
        messages.success(self.request, _("Kunjungan disimpan."))
        return redirect(self.object)

    def save(self, visit, parts):
        spend_token(visit.token, self.object.get_absolute_url())
        day, why = visit.cleaned_data["visited_on"], visit.cleaned_data["date_reason"]
        for part in parts:
            if part.wants_saving(day):
                setattr(part.row, part.day_field, day)
                part.row.date_reason = why or part.row.date_reason
                RECORD[type(part.row)](part.row, self.request.user)

    def show_conflict(self, visit, parts, stale):
        """Both values side by side: what was typed in the box, what is stored below it. Sending again keeps the box."""
        for part in stale:
            part.show_stored()
        visit.add_error(
            None,
            _(
                "%(names)s sudah disimpan orang lain ketika Anda masih mengisi. Nilai yang tersimpan tertulis di bawah "
                "isian yang berbeda. Periksa, lalu simpan lagi."
            )
            % {"names": ", ".join(part.title for part in stale)},
        )
        return self.show(visit, parts, status=409)

    def show(self, visit, parts, status=200):
        return self.render(
            status=status,
            visit=visit,
            parts=parts,
            round=self.round,
            has_errors=visit.is_bound and any(form.errors for form in (visit, *(part.form for part in parts))),
            cancel_url=self.object.get_absolute_url(),
            draft=f"visit:{self.round.public_id}:{self.object.public_id}:{self.request.user.public_id}",
        )

    def get_title(self):
        return _("Kunjungan %(family)s") % {"family": title_of(self.object)}

    def get_lead(self):
        return _("%(round)s · %(place)s") % {"round": self.round, "place": self.object.region}
