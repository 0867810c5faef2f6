"""The control: django-import-export as its documentation shows it, on the same rows and tables.

It gets what helps it and takes nothing away: labels and places are looked up in dictionaries, not in the database. It
checks less than the portal does (no identity numbers, no duplicates within the file, no preview of families).
"""

import tablib
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader

from households.models import Household, Member
from households.models.member import name_key
from households.vocabulary import EDUCATION, OCCUPATION, RELATION
from locations.models import Region
from p2wkss.base.sealed import blind_index


class Words(widgets.CharWidget):
    """The stored word for a label of the file."""

    def __init__(self, choices):
        super().__init__()
        self._words = {str(label): word for word, label in choices}

    def clean(self, value, row=None, **kwargs):
        return self._words.get(value, "")


class StockImport(resources.ModelResource):
    """Members of a register file; families are made on the way, as the documentation's examples make a parent."""

    nik_index = fields.Field("nik_index", "nik_index")
    household = fields.Field("household_id", "household")
    nik = fields.Field("nik", "nik")
    name = fields.Field("name", "nama")
    name_key = fields.Field("name_key", "name_key")
    sex = fields.Field("sex", "jenis_kelamin")
    birth_date = fields.Field("birth_date", "tanggal_lahir", widgets.DateWidget())
    relation = fields.Field("relation", "hubungan", Words(RELATION))
    education = fields.Field("education", "pendidikan", Words(EDUCATION))
    occupation = fields.Field("occupation", "pekerjaan", Words(OCCUPATION))

    class Meta:
        model = Member
        fields = [
            *("nik_index", "household", "nik", "name", "name_key", "sex", "birth_date", "relation", "education"),
            "occupation",
        ]
        import_id_fields = ["nik_index"]
        skip_unchanged = True

    def before_import(self, dataset, **kwargs):
        rows = Region.objects.level(Region.Level.RT).select_related("parent__parent__parent")
        self._places = {(rt.parent.parent.parent.name, rt.parent.parent.name, rt.rw, rt.rt): rt.pk for rt in rows}

    def before_import_row(self, row, **kwargs):
        family, _made = Household.objects.get_or_create(
            no_kk_index=blind_index(row["no_kk"]),
            defaults={
                "no_kk": row["no_kk"],
                "region_id": self._places[row["kecamatan"], row["kelurahan"], row["rw"], row["rt"]],
                "address": row["alamat"],
            },
        )
        row["household"] = family.pk
        row["nik_index"] = blind_index(row["nik"])
        row["name_key"] = name_key(row["nama"])


class StockBulkImport(StockImport):
    """The same with what the documentation offers for speed."""

    class Meta(StockImport.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_unchanged = False
        instance_loader_class = CachedInstanceLoader


def import_file(text: str, resource_class, *, dry_run: bool = False) -> int:
    """Import a CSV, or only try to; returns how many members the register then has."""
    dataset = tablib.Dataset().load(text, format="csv")
    # The column that identifies a row must stand in the file; `before_import_row` fills it.
    dataset.append_col([""] * len(dataset), header="nik_index")
    result = resource_class().import_data(dataset, dry_run=dry_run, raise_errors=True)
    if result.has_errors() or result.has_validation_errors():
        raise AssertionError("The stock import has errors.")
    return Member.objects.count()


class StockExport(resources.ModelResource):
    """The columns of `MemberResource`, as the documentation writes them."""

    name = fields.Field("name", "nama")
    relation = fields.Field("get_relation_display", "hubungan")
    sex = fields.Field("sex", "jenis_kelamin")
    birth_date = fields.Field("birth_date", "tanggal_lahir")
    education = fields.Field("get_education_display", "pendidikan")
    occupation = fields.Field("get_occupation_display", "pekerjaan")
    status = fields.Field("get_status_display", "status")

    class Meta:
        model = Member
        fields = ["name", "relation", "sex", "birth_date", "education", "occupation", "status"]
        export_order = fields


class StockValuesExport(resources.ModelResource):
    """The same columns with stored values instead of labels: Django looks a label up anew for every cell."""

    class Meta:
        model = Member
        fields = StockExport.Meta.fields
        export_order = fields


class StockNumbersExport(StockExport):
    """The same with both numbers in the clear."""

    no_kk = fields.Field(column_name="no_kk")
    nik = fields.Field(column_name="nik")

    class Meta(StockExport.Meta):
        fields = ["no_kk", "nik", *StockExport.Meta.fields]
        export_order = fields

    def dehydrate_no_kk(self, member):
        number = member.household.no_kk
        return number.reveal() if number else ""

    def dehydrate_nik(self, member):
        return member.nik.reveal() if member.nik else ""


def export_file(queryset, resource_class) -> str:
    """The whole CSV."""
    return resource_class().export(queryset).csv
