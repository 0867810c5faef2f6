"""Choices that several forms of activities share, with labels that tell their rows apart."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.forms.answers import say_unknown
from households.forms.places import place_of
from households.models import Member
from locations.models import Region, TargetAreaRegion
from locations.models.region import within


class PlacesField(forms.ModelMultipleChoiceField):
    """RT and RW as boxes to tick, each with its kelurahan: their numbers repeat in every kelurahan."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.select_related("parent__parent"), **kwargs)

    def label_from_instance(self, region):
        return place_of(region)


class PlaceField(forms.ModelChoiceField):
    """One RT or RW with its kelurahan."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.select_related("parent__parent"), **kwargs)

    def label_from_instance(self, region):
        return place_of(region)


class PeopleField(forms.ModelMultipleChoiceField):
    """Members as boxes to tick; namesakes differ by year of birth and RT."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, member):
        return name_of(member)


class PersonField(forms.ModelChoiceField):
    """One active member; namesakes differ by year of birth and RT."""

    def __init__(self, queryset=None, **kwargs):
        rows = Member.objects.active() if queryset is None else queryset
        kwargs.setdefault("empty_label", _("Pilih nama"))
        super().__init__(rows.select_related("household__region").order_by("name", "pk"), **kwargs)

    def label_from_instance(self, member):
        return name_of(member)


def name_of(member) -> str:
    """ "Siti Aminah (1990), RT 001 / RW 002"; the member comes with `household__region`."""
    year = " (%d)" % member.birth_date.year if member.birth_date else ""
    return "%s%s, %s" % (member.name, year, member.household.region)


def say_empty(fields: dict) -> None:
    """Write what an empty choice means; boxes to tick have none."""
    single = {name: field for name, field in fields.items() if not isinstance(field, forms.ModelMultipleChoiceField)}
    say_unknown(single)


def places_of(rows, target_areas):
    """Narrow regions to the RT and RW that some lokus are made of, and what lies in them."""
    links = TargetAreaRegion.objects.valid().filter(target_area__in=target_areas.values("pk"))
    codes = links.values_list("region__code", flat=True)
    return rows.filter(within(codes), level__in=[Region.Level.RW, Region.Level.RT], is_active=True)


def active_agencies(field, current=None) -> None:
    """Offer the agencies that are active, and the one that is set already."""
    field.queryset = field.queryset.filter(Q(is_active=True) | Q(pk=current))


def own_agency(form) -> None:
    """Who does not verify reports acts for the own agency: no other is offered, or taken."""
    active_agencies(form.fields["agency"], form.instance.agency_id)
    if form.user.has_perm("activities.verify_progressreport"):
        return
    field = form.fields["agency"]
    field.queryset = field.queryset.filter(pk=form.user.agency_id)
    field.empty_label = None
    prefill(form, agency=form.user.agency)


def prefill(form, **values) -> None:
    """Begin with these values where the form of a new record begins with none."""
    for name, value in values.items():
        if form.instance._state.adding and form.initial.get(name) in (None, ""):
            form.initial[name] = value


def only_choice(form, name) -> None:
    """Choose what is the only choice; two rows are enough to see that it is not."""
    if form.is_bound or not form.instance._state.adding:
        return
    rows = list(form.fields[name].queryset[:2])
    if len(rows) == 1:
        prefill(form, **{name: rows[0]})
