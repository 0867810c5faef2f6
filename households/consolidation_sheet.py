"""The list "perlu konsolidasi Dukcapil": its table, its filter and its sheet."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from households.filters import PlaceFilter
from households.forms.places import place_of
from households.models import Member
from households.models.remark import FOR_DUKCAPIL, OF_STATUS, needs_of
from households.tables import PlaceColumn
from p2wkss.base.filters import FilterSet
from p2wkss.base.sheets.resources import SheetResource
from p2wkss.base.tables import Column, DateColumn, Table, TitleColumn


class ConsolidationTable(Table):
    caption = _("Perlu konsolidasi Dukcapil")

    name = TitleColumn()
    nik = Column(orderable=False, verbose_name=_("NIK"))
    birth_date = DateColumn()
    region = PlaceColumn(accessor="household__region", order_by="household__region__code")
    needs = Column(verbose_name=_("Yang perlu dibereskan"), accessor="pk", orderable=False)

    class Meta(Table.Meta):
        model = Member
        fields = ["name", "nik", "sex", "birth_date", "region", "needs"]

    def render_needs(self, record):
        return ", ".join(needs_of(record))


class ConsolidationFilter(FilterSet):
    search_label = _("Cari nama")

    region = PlaceFilter(path="household__region__code")
    need = django_filters.ChoiceFilter(
        label=_("Yang perlu dibereskan"),
        method="of_need",
        choices=[*OF_STATUS.items(), *FOR_DUKCAPIL.items()],
    )

    class Meta:
        model = Member
        fields = []

    def search(self, queryset, text):
        return queryset.named(text)

    def of_need(self, rows, name, value):
        if value in OF_STATUS:
            return rows.filter(nik_status=value)
        return rows.filter(Q(identity_remark__codes__contains=value))


class ConsolidationSheet(SheetResource):
    """The list without the numbers; those take a permission of their own."""

    name = Field("name", _("nama"))
    sex = Field("get_sex_display", _("jenis_kelamin"))
    birth_date = Field("birth_date", _("tanggal_lahir"))
    region = Field("household__region", _("rt_rw"))
    address = Field("household__address", _("alamat"))
    needs = Field(column_name=_("yang_perlu_dibereskan"))

    class Meta:
        model = Member

    def dehydrate_region(self, member):
        return place_of(member.household.region)

    def dehydrate_needs(self, member):
        return ", ".join(needs_of(member))


class ConsolidationNumbersSheet(ConsolidationSheet):
    """The same with NIK and KK number: for who holds `export_identity`, gives a reason and is noted."""

    no_kk = Field(column_name="no_kk")
    nik = Field(column_name="nik")

    class Meta(ConsolidationSheet.Meta):
        fields = ["no_kk", "nik", *ConsolidationSheet.Meta.fields]

    def dehydrate_no_kk(self, member):
        return member.household.no_kk.reveal() if member.household.no_kk else ""

    def dehydrate_nik(self, member):
        return member.nik.reveal() if member.nik else ""
