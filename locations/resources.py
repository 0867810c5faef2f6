"""Sheets of regions, lokus, candidates and decrees."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from locations.models import Candidate, Decree, ProgrammeYear, Region, TargetArea
from locations.models.region import present_codes
from p2wkss.base.sheets.resources import SheetResource
from p2wkss.base.sheets.widgets import CodeWidget


class RegionResource(SheetResource):
    """Regions, in and out: a row whose code is known changes that region, another one adds it (parents first)."""

    parent = Field("parent", "parent", CodeWidget(Region, "code"))

    def before_import_row(self, row, **kwargs):
        """A code that a region had before means that region, in older files too."""
        now = present_codes()
        for name in ("code", "parent"):
            row[name] = now.get(str(row.get(name) or "").strip(), row.get(name))
        super().before_import_row(row, **kwargs)

    class Meta:
        model = Region
        fields = ["code", "level", "name", "alias", "parent", "postal_code", "area_ha", "is_active"]
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        meanings = {
            "code": _("Kode Kemendagri; RW dan RT ditambahkan tiga angka"),
            "parent": _("Kode wilayah yang membawahinya"),
        }


class ProgrammeYearResource(SheetResource):
    class Meta:
        model = ProgrammeYear
        fields = ["year", "stage", "kk_target", "decree_on", "works_from", "works_until", "final_check_on"]


class TargetAreaResource(SheetResource):
    tahun = Field("programme_year__year", "tahun")
    kecamatan = Field("kelurahan__parent__name", "kecamatan")
    kelurahan = Field("kelurahan__name", "kelurahan")

    class Meta:
        model = TargetArea
        fields = ["tahun", "kecamatan", "kelurahan", "units_note", "budget", "result", "sources"]


class DecreeResource(SheetResource):
    tahun = Field("programme_year__year", "tahun")

    class Meta:
        model = Decree
        fields = ["number", "title", "signed_on", "signer", "tahun"]


class CandidateResource(SheetResource):
    tahun = Field("programme_year__year", "tahun")
    wilayah = Field("region__code", "wilayah")
    nama = Field("region__name", "nama")

    class Meta:
        model = Candidate
        fields = [
            "tahun",
            "wilayah",
            "nama",
            "slum",
            "slum_source",
            "poverty",
            "poverty_source",
            "hdi",
            "hdi_source",
            "decision",
            "reasons",
        ]
