"""Filters of houses, families, rounds and repairs."""

from functools import partial

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.models import Agency
from households.forms.offers import OFFERED
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
from households.models.member import NAMES
from households.search import families_with, houses_with, search_families, search_houses, search_members
from households.services.matters import MATTERS, matters_at
from locations.models import Region, TargetArea
from locations.models.region import within
from p2wkss.base.filters import FilterSet

PLACES = [Region.Level.RW, Region.Level.RT]
# Nine digits in a row are no name and no address: identity numbers have a search of their own, outside the address.
NO_NUMBERS = r"(?!.*[0-9]{9}).*"


class OfferedPlaces(ModelChoiceIterator):
    """The options of a place: what `PlaceField.offered` gives, not all that may be chosen."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for place in self.field.offered(self.field.chosen):
            yield self.choice(place)


class PlaceField(django_filters.fields.ModelChoiceField):
    iterator = OfferedPlaces
    chosen = None  # the place that the form was given

    def to_python(self, value):
        self.chosen = super().to_python(value)
        return self.chosen

    def label_from_instance(self, region):
        if region.level == Region.Level.KELURAHAN:
            return _("Kel. %(name)s, Kec. %(kecamatan)s") % {"name": region.name, "kecamatan": region.parent.name}
        return place_of(region)


class PlaceFilter(django_filters.ModelChoiceFilter):
    """Rows of a place: an RT or a whole RW; where a reader works in more of them than a list can hold, of a kelurahan,
    and then of an RW or RT in it."""

    field_class = PlaceField

    def __init__(self, *args, path="region__code", **kwargs):
        self.path = path
        kwargs.setdefault("label", _("RT/RW"))
        super().__init__(*args, queryset=_places_of, **kwargs)

    @property
    def field(self):
        field = super().field
        field.offered = partial(_offered, self.get_request())
        return field

    def filter(self, qs, value):
        return qs.filter(within([value.code], self.path)) if value else qs


def _places_of(request):
    """What may be chosen: every kelurahan, RW and RT of the reader's area."""
    rows = Region.objects.filter(level__in=[Region.Level.KELURAHAN, *PLACES]).in_area_of(request.user)
    return rows.select_related("parent__parent")


def _offered(request, chosen):
    """What is offered: the RW and RT in which there are houses or families, where these are few; else kelurahan, with
    the RW and RT of the one that was chosen."""
    places = _places_of(request)
    found = _few_lived_in(places)
    if found is not None:
        return found
    kelurahan = chosen.kelurahan_code if chosen else ""
    within_it = within([kelurahan] if kelurahan else [])
    return places.filter(Q(level=Region.Level.KELURAHAN) | within_it).order_by("code")


def _few_lived_in(places):
    """The RW and RT in which there are houses or families, in order; None where they are more than OFFERED.

    A city has thousands: the search for them stops at the first that are too many.
    """
    places = places.filter(level__in=PLACES)
    houses, families = House.objects.filter(region=OuterRef("pk")), Household.objects.filter(region=OuterRef("pk"))
    lived_in = places.filter(Exists(houses) | Exists(families)).order_by()
    keys = list(lived_in.values_list("pk", "parent")[: OFFERED + 1])
    if len(keys) > OFFERED:
        return None
    found = list(places.filter(pk__in={key for pair in keys for key in pair}).order_by("code")[: OFFERED + 1])
    return found if len(found) <= OFFERED else None


class Searched:
    """Mixin of a filter whose search is bounded; a file has all rows, a page says where it shows the first ones."""

    def search(self, queryset, text):
        """Done last, by `searched`: how depends on what the other filters leave."""
        return queryset

    def searched(self, rows, search, condition):
        text = self.form.cleaned_data.get("q")
        if not text:
            return rows
        if self.data.get("format"):
            return rows.filter(condition(text))
        found = search(rows, text)
        if found.near:
            self.notice = ngettext(
                "Mungkin maksud Anda: %(count)s nama yang mirip ikut ditampilkan.",
                "Mungkin maksud Anda: %(count)s nama yang mirip ikut ditampilkan.",
                found.near,
            ) % {"count": found.near}
        if not found.is_all:
            self.is_part = True
            self.notice = _(
                "Terlalu banyak yang cocok, jadi hanya sebagian yang tampil. Pilih RT/RW atau tambahkan kata."
            )
        return found.rows


def refusing_numbers(form):
    """A filter form that asks not to type an identity number, since what is searched stands in the address."""
    form.fields["q"].widget.attrs |= {
        "pattern": NO_NUMBERS,
        "title": _("Jangan menulis NIK atau nomor KK di sini. Pakai halaman Cari dengan NIK/KK."),
    }
    return form


def _matters_at(url_name):
    return [(each.key, each.title) for each in matters_at(url_name)]


class MatterFilter(django_filters.ChoiceFilter):
    """Rows that wait for a decision of the reader, by kind (services.matters); the home page leads here."""

    def __init__(self, url_name, **kwargs):
        kwargs.setdefault("label", _("Perlu diputuskan"))
        super().__init__(choices=partial(_matters_at, url_name), **kwargs)

    def filter(self, qs, value):
        waiting = MATTERS.get(value)
        return (
            qs
            if waiting is None
            else qs.filter(pk__in=waiting.rows_of(self.parent.request.user).order_by().values("pk"))
        )


class HouseFilter(Searched, FilterSet):
    UNFIT, FIT, UNASSESSED = "rtlh", "layak", "belum"

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

    def filter_queryset(self, queryset):
        return self.searched(super().filter_queryset(queryset), search_houses, houses_with)

    def of_condition(self, rows, name, value):
        if value == self.UNFIT:
            return rows.unfit()
        if value == self.FIT:
            return rows.filter(latest_assessment__unfit=False)
        return rows.filter(Q(latest_assessment=None) | Q(latest_assessment__unfit=None))


class HouseholdFilter(Searched, FilterSet):
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
    matter = MatterFilter("households:household_list")

    class Meta:
        model = Household
        fields = ["status"]

    @property
    def form(self):
        return refusing_numbers(super().form)

    def keep_all(self, rows, name, value):
        """Answered together with its neighbour, in `filter_queryset`."""
        return rows

    def of_lokus(self, rows, name, target_area):
        enrolled = Enrolment.objects.current().filter(target_area=target_area, household=OuterRef("pk"))
        return rows.filter(Exists(enrolled)) if target_area else rows

    def filter_queryset(self, queryset):
        rows = self.of_round(super().filter_queryset(queryset))
        return self.searched(rows, search_families, families_with)

    def of_round(self, rows):
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


class MemberFilter(Searched, FilterSet):
    """Members by name, place, age and what is known of their NIK."""

    # From and below these ages in completed years.
    AGES = {"balita": (0, 5), "sekolah": (5, 19), "dewasa": (19, 60), "lansia": (60, None)}

    search_label = _("Cari nama")
    search_help = HouseholdFilter.search_help

    region = PlaceFilter(path="household__region__code")
    age = django_filters.ChoiceFilter(
        label=_("Umur"),
        method="of_age",
        choices=[
            ("balita", _("Di bawah 5 tahun")),
            ("sekolah", _("5 sampai 18 tahun")),
            ("dewasa", _("19 sampai 59 tahun")),
            ("lansia", _("60 tahun ke atas")),
        ],
    )

    class Meta:
        model = Member
        fields = ["sex", "relation", "nik_status", "status"]

    @property
    def form(self):
        return refusing_numbers(super().form)

    def filter_queryset(self, queryset):
        return self.searched(super().filter_queryset(queryset), search_members, NAMES.contains)

    def of_age(self, rows, name, value):
        youngest, below = self.AGES[value]
        return rows.of_age_on(timezone.localdate(), youngest, below)


class EnrolmentFilter(FilterSet):
    CURRENT, LEFT, GONE, OUTSIDE = "masih", "keluar", "pindah", "luar-lokus"

    search_label = _("Cari nama anggota")

    target_area = django_filters.ModelChoiceFilter(label=_("Lokus"), queryset=TargetArea.objects.for_list())
    region = PlaceFilter(path="household__region__code")
    state = django_filters.ChoiceFilter(
        label=_("Keadaan"),
        method="in_state",
        choices=[
            (CURRENT, _("Masih binaan")),
            (GONE, _("Pindah atau bubar, belum diputuskan")),
            (OUTSIDE, _("Di luar RT lokus")),
            (LEFT, _("Sudah keluar")),
        ],
    )

    class Meta:
        model = Enrolment
        fields = []

    def search(self, queryset, text):
        return queryset.filter(household__in=Member.objects.named(text).order_by().values("household"))

    def in_state(self, rows, name, value):
        found = {self.CURRENT: rows.current, self.GONE: rows.gone, self.OUTSIDE: rows.outside}
        return found[value]() if value in found else rows.filter(left_on__isnull=False)


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
