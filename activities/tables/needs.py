"""Who stands behind a number of the needs matrix: houses, families or people, without any identity number."""

from django.utils.translation import gettext_lazy as _

from activities.methods import Level
from households.models import House, Household, Member
from households.tables import FamilyColumn, FitnessColumn, PlaceColumn
from p2wkss.base.tables import Column, DateColumn, NumberColumn, Table, TitleColumn


class HouseNeedTable(Table):
    address = TitleColumn()
    region = PlaceColumn()
    condition = FitnessColumn(accessor="latest_assessment__unfit", verbose_name=_("Penilaian"))
    assessed_on = DateColumn(accessor="latest_assessment__assessed_on", verbose_name=_("Dinilai"))

    class Meta(Table.Meta):
        model = House
        fields = ["address", "number", "region", "condition", "assessed_on"]
        orderable = False

    @staticmethod
    def load(rows):
        return rows.select_related("region__parent__parent", "latest_assessment")


class FamilyNeedTable(Table):
    head_name = FamilyColumn()
    region = PlaceColumn()
    member_count = NumberColumn(verbose_name=_("Anggota"))

    class Meta(Table.Meta):
        model = Household
        fields = ["head_name", "region", "member_count"]
        orderable = False

    @staticmethod
    def load(rows):
        return rows.for_list().select_related("region__parent__parent")


class MemberNeedTable(Table):
    name = TitleColumn()
    sex = Column(accessor="get_sex_display", verbose_name=_("Jenis kelamin"))
    birth_date = DateColumn()
    region = PlaceColumn(accessor="household__region")

    class Meta(Table.Meta):
        model = Member
        fields = ["name", "sex", "birth_date", "region"]
        orderable = False

    @staticmethod
    def load(rows):
        return rows.select_related("household__region__parent__parent")


TABLES = {
    Level.HOUSE: HouseNeedTable,
    Level.HOUSEHOLD: FamilyNeedTable,
    Level.MEMBER: MemberNeedTable,
}
