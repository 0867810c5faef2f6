"""Filters of houses, families, rounds and repairs."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from households.forms.places import place_of
from households.models import (
    Enrolment,
    House,
    Household,
    HouseholdSurvey,
    HouseRepair,
    Member,
    SurveyRound,
)
from locations.models import Region, TargetArea
from locations.models.region import within
from p2wkss.base.filters import FilterSet

PLACES = [Region.Level.RW, Region.Level.RT]
# Nine digits in a row are no name and no address: identity numbers have a search of their own, outside the address.
NO_NUMBERS = r"(?!.*[0-9]{9}).*"


class PlaceField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, region):
        return place_of(region)


class PlaceFilter(django_filters.ModelChoiceFilter):
    """Rows of an RT, or of a whole RW; offered are the RW and RT that the reader works in."""

    field_class = PlaceField

    def __init__(self, *args, path="region__code", **kwargs):
        self.path = path
        kwargs.setdefault("label", _("RT/RW"))
        super().__init__(*args, queryset=_places, **kwargs)

    def filter(self, qs, value):
        return qs.filter(within([value.code], self.path)) if value else qs


def _places(request):
    """RW and RT of the reader's area in which there are houses or families, so that the list stays short."""
    lived_in = Region.objects.filter(
        Exists(House.objects.filter(region=OuterRef("pk"))) | Exists(Household.objects.filter(region=OuterRef("pk")))
    )
    rows = Region.objects.filter(
        Q(pk__in=lived_in.values("pk")) | Q(pk__in=lived_in.values("parent")), level__in=PLACES
    )
    return rows.in_area_of(request.user).select_related("parent__parent")


class HouseFilter(FilterSet):
    UNFIT, FIT, UNASSESSED = "rtlh", "layak", "belum"

    search_fields = ["address__icontains", "number__iexact"]
    search_label = _("Cari alamat atau nomor rumah")

    region = PlaceFilter()
    condition = django_filters.ChoiceFilter(
        label=_("Hasil penilaian"),
        method="of_condition",
        choices=[(UNFIT, _("Tidak layak huni")), (FIT, _("Layak huni")), (UNASSESSED, _("Belum dinilai"))],
    )

    class Meta:
        model = House
        fields = ["tenure", "is_standing"]

    def of_condition(self, rows, name, value):
        if value == self.UNFIT:
            return rows.unfit()
        if value == self.FIT:
            return rows.filter(latest_assessment__unfit=False)
        return rows.filter(Q(latest_assessment=None) | Q(latest_assessment__unfit=None))


class HouseholdFilter(FilterSet):
    YES, NO = "sudah", "belum"

    search_label = _("Cari nama anggota atau alamat")
    search_help = _("Untuk NIK atau nomor KK pakai halaman Cari dengan NIK/KK.")

    region = PlaceFilter()
    enrolled = django_filters.ModelChoiceFilter(
        label=_("KK binaan lokus"), queryset=TargetArea.objects.for_list(), method="of_lokus"
    )
    round = django_filters.ModelChoiceFilter(
        label=_("Pendataan"), queryset=SurveyRound.objects.for_list(), method="keep_all"
    )
    surveyed = django_filters.ChoiceFilter(
        label=_("Didata"),
        method="keep_all",
        choices=[(YES, _("Sudah didata")), (NO, _("Belum didata"))],
        help_text=_("Tanpa pilihan pendataan: pada pendataan yang sedang terbuka."),
    )

    class Meta:
        model = Household
        fields = ["status"]

    @property
    def form(self):
        form = super().form
        form.fields["q"].widget.attrs |= {
            "pattern": NO_NUMBERS,
            "title": _("Jangan menulis NIK atau nomor KK di sini. Pakai halaman Cari dengan NIK/KK."),
        }
        return form

    def search(self, queryset, text):
        """By a member's name, the family's address or its house's; each by its own index, then put together."""
        by_name = Member.objects.named(text).order_by().values("household")
        by_address = containing(Household.objects.all(), text, ["address__icontains"])
        by_house = containing(Household.objects.all(), text, ["house__address__icontains"])
        found = by_name.union(by_address.order_by().values("pk"), by_house.order_by().values("pk"))
        return queryset.filter(pk__in=found)

    def keep_all(self, rows, name, value):
        """Answered together with its neighbour, in `filter_queryset`."""
        return rows

    def of_lokus(self, rows, name, target_area):
        enrolled = Enrolment.objects.current().filter(target_area=target_area, household=OuterRef("pk"))
        return rows.filter(Exists(enrolled)) if target_area else rows

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        chosen, surveyed = self.form.cleaned_data.get("round"), self.form.cleaned_data.get("surveyed")
        if not surveyed:
            return rows.filter(self.in_round_of([chosen])) if chosen else rows
        rounds = [chosen] if chosen else list(SurveyRound.objects.visible_to(self.request.user).open())
        done = Exists(HouseholdSurvey.objects.filter(household=OuterRef("pk"), round__in=rounds))
        if surveyed == self.YES:
            return rows.filter(done)
        return rows.active().filter(self.in_round_of(rounds)).exclude(done)

    def in_round_of(self, rounds):
        """A condition for families that live where the rounds survey."""
        areas = TargetArea.objects.filter(rounds__in=rounds)
        codes = Region.objects.filter(
            target_area_links__target_area__in=areas, target_area_links__valid_until__isnull=True
        ).values_list("code", flat=True)
        return within(codes, "region__code")


def containing(rows, text, lookups):
    """Rows in which each word is found in one of `lookups`."""
    for word in text.split():
        condition = Q()
        for lookup in lookups:
            condition |= Q(**{lookup: word})
        rows = rows.filter(condition)
    return rows


class EnrolmentFilter(FilterSet):
    CURRENT, LEFT = "masih", "keluar"

    search_label = _("Cari nama anggota")

    target_area = django_filters.ModelChoiceFilter(label=_("Lokus"), queryset=TargetArea.objects.for_list())
    region = PlaceFilter(path="household__region__code")
    state = django_filters.ChoiceFilter(
        label=_("Keadaan"),
        method="in_state",
        choices=[(CURRENT, _("Masih binaan")), (LEFT, _("Sudah keluar"))],
    )

    class Meta:
        model = Enrolment
        fields = []

    def search(self, queryset, text):
        return queryset.filter(household__in=Member.objects.named(text).order_by().values("household"))

    def in_state(self, rows, name, value):
        return rows.current() if value == self.CURRENT else rows.filter(left_on__isnull=False)


class RoundFilter(FilterSet):
    OPEN, CLOSED = "terbuka", "ditutup"

    target_area = django_filters.ModelChoiceFilter(label=_("Lokus"), queryset=TargetArea.objects.for_list())
    state = django_filters.ChoiceFilter(
        label=_("Keadaan"), method="in_state", choices=[(OPEN, _("Terbuka")), (CLOSED, _("Ditutup"))]
    )

    class Meta:
        model = SurveyRound
        fields = ["kind"]

    def in_state(self, rows, name, value):
        return rows.open() if value == self.OPEN else rows.filter(closed_at__isnull=False)


class RepairFilter(FilterSet):
    search_fields = ["house__address__icontains", "house__number__iexact", "handover_number__icontains"]
    search_label = _("Cari alamat atau nomor BAST")

    region = PlaceFilter(path="house__region__code")
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=HouseRepair.Status.choices)
    target_area = django_filters.ModelChoiceFilter(label=_("Lokus"), queryset=TargetArea.objects.for_list())
    executor = django_filters.ModelChoiceFilter(label=_("Pelaksana"), queryset=Agency.objects.all())

    class Meta:
        model = HouseRepair
        fields = ["progress"]
