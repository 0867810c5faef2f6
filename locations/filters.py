"""Filters of regions, programme years, lokus, candidates, decrees and evidence."""

from django.utils.translation import gettext_lazy as _

from locations.models import Candidate, Decree, Evidence, ProgrammeYear, Region, TargetArea
from p2wkss.base.filters import FilterSet


class RegionFilter(FilterSet):
    search_fields = ["name__icontains", "alias__icontains", "code__startswith"]
    search_label = _("Cari nama atau kode")

    class Meta:
        model = Region
        fields = ["level", "is_active"]


class ProgrammeYearFilter(FilterSet):
    class Meta:
        model = ProgrammeYear
        fields = ["stage"]


class TargetAreaFilter(FilterSet):
    search_fields = ["kelurahan__name__icontains", "kelurahan__parent__name__icontains", "units_note__icontains"]
    search_label = _("Cari kelurahan atau kecamatan")

    class Meta:
        model = TargetArea
        fields = ["programme_year"]


class DecreeFilter(FilterSet):
    search_fields = ["number__icontains", "title__icontains"]
    search_label = _("Cari nomor atau judul")

    class Meta:
        model = Decree
        fields = ["programme_year"]


class CandidateFilter(FilterSet):
    search_fields = ["region__name__icontains", "region__code__startswith"]
    search_label = _("Cari wilayah")

    class Meta:
        model = Candidate
        fields = ["programme_year", "decision"]


class EvidenceFilter(FilterSet):
    search_fields = ["title__icontains"]
    search_label = _("Cari keterangan")

    class Meta:
        model = Evidence
        fields = ["kind", "phase", "is_personal"]
