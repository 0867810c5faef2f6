"""The list of likely duplicates, and how they are filtered."""

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.forms.places import place_of
from households.models import LikelyDuplicate
from p2wkss.base.filters import FilterSet
from p2wkss.base.tables import Column, NumberColumn, StatusColumn, Table, TitleColumn

REASONS = {
    "same_name": gettext_lazy("nama sama"),
    "similar_name": gettext_lazy("nama mirip"),
    "same_birth_date": gettext_lazy("tanggal lahir sama"),
    "birth_swapped": gettext_lazy("hari dan bulan lahir tertukar"),
    "birth_near": gettext_lazy("tanggal lahir berbeda pada satu bagian"),
    "birth_unknown": gettext_lazy("tanggal lahir belum diketahui"),
    "same_address": gettext_lazy("alamat sama"),
    "same_rt": gettext_lazy("satu RT"),
    "same_kelurahan": gettext_lazy("satu kelurahan"),
    "other_sex": gettext_lazy("jenis kelamin berbeda"),
    "other_numbers": gettext_lazy("NIK berbeda"),
}


def say_reasons(slugs) -> str:
    """What speaks for one person, and what against, in words."""
    return ", ".join(str(REASONS.get(slug, slug)) for slug in slugs)


class DuplicateTable(Table):
    caption = gettext_lazy("Kemungkinan data ganda")

    pair = TitleColumn(
        verbose_name=gettext_lazy("Anggota"),
        accessor="pk",
        linkify=lambda record: record.get_absolute_url(),
        order_by="first__name_key",
    )
    places = Column(verbose_name=gettext_lazy("Tempat tinggal"), accessor="pk", orderable=False)
    reasons = Column(orderable=False)
    score = NumberColumn()
    state = StatusColumn(states=LikelyDuplicate.State)

    class Meta(Table.Meta):
        model = LikelyDuplicate
        fields = ["pair", "places", "reasons", "score", "state"]

    def render_pair(self, record):
        if record.first.name == record.second.name:
            return record.first.name
        return _("%(first)s dan %(second)s") % {"first": record.first.name, "second": record.second.name}

    def render_places(self, record):
        places = dict.fromkeys(place_of(member.household.region) for member in (record.first, record.second))
        return "; ".join(places)

    def render_reasons(self, value):
        return say_reasons(value)


class DuplicateFilter(FilterSet):
    """Pairs to be reviewed, unless another state is asked for."""

    ALL = "semua"

    search_fields = ["first__name__icontains", "second__name__icontains"]
    search_label = gettext_lazy("Cari nama")

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Keadaan"),
        method="keep_all",
        choices=[*LikelyDuplicate.State.choices, (ALL, gettext_lazy("Semua"))],
        empty_label=gettext_lazy("Yang perlu diperiksa"),
    )

    class Meta:
        model = LikelyDuplicate
        fields = []

    def keep_all(self, rows, name, value):
        """Answered in `filter_queryset`, since leaving the box empty means something too."""
        return rows

    def filter_queryset(self, queryset):
        state = self.form.cleaned_data.get("state")
        rows = super().filter_queryset(queryset)
        if state == self.ALL:
            return rows
        return rows.filter(state=state) if state else rows.open()
