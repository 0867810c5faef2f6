"""Sheets of houses, families and repairs: the columns of their lists, under the same names."""

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from households.forms.places import place_of
from households.models import Enrolment, House, Household, HouseRepair, Member, SurveyRound
from locations.models import Region
from p2wkss.base.sheets.direct import TEXT, Annotated, DirectField, Label, Revealed, Source
from p2wkss.base.sheets.resources import SheetResource

FITNESS = {True: _("Tidak layak huni"), False: _("Layak huni"), None: ""}


class Place(DirectField):
    """An RT or RW with its kelurahan, as `place_of` writes it."""

    def source(self, queryset):
        path = self.attribute
        # A code is "32.76.11.1001.002.001": the RW stands from the 15th sign on, the RT from the 19th.
        rt, rw = Substr(F(f"{path}__code"), 19, 3), Substr(F(f"{path}__code"), 15, 3)
        of_rt = Concat(Value("RT "), rt, Value(" / RW "), rw, Value(", "), F(f"{path}__parent__parent__name"))
        of_rw = Concat(Value("RW "), rw, Value(", "), F(f"{path}__parent__name"))
        is_rt, is_rw = {f"{path}__level": Region.Level.RT}, {f"{path}__level": Region.Level.RW}
        text = Case(When(**is_rt, then=of_rt), When(**is_rw, then=of_rw), output_field=CharField())
        return Source((text,), kind=TEXT)

    def get_value(self, instance):
        return place_of(super().get_value(instance))


class HouseResource(SheetResource):
    """The list of houses; the address is personal, so the file asks for a reason."""

    address = Field("address", _("alamat"))
    number = Field("number", _("nomor_rumah"))
    region = Place("region", _("rt_rw"))
    family_count = Field("family_count", _("jumlah_keluarga"))
    condition = Label("latest_assessment__unfit", _("penilaian"), labels=FITNESS)
    assessed_on = Field("latest_assessment__assessed_on", _("tanggal_penilaian"))

    class Meta:
        model = House


class HouseholdResource(SheetResource):
    """The list of families, without the KK number: that takes a permission of its own."""

    head_name = Annotated("members__name", _("kepala_keluarga"), source="head_name")
    region = Place("region", _("rt_rw"))
    member_count = Field("member_count", _("jumlah_anggota"))
    surveyed_on = Field("latest_survey__surveyed_on", _("tanggal_pendataan"))
    status = Label("status", _("status"))

    class Meta:
        model = Household


class HouseholdNumbersResource(HouseholdResource):
    """Families with the KK number in the clear: only for who holds `export_identity`, gives a reason and is noted."""

    no_kk = Revealed("no_kk", "no_kk")

    class Meta(HouseholdResource.Meta):
        fields = ["no_kk", *HouseholdResource.Meta.fields]


class MemberResource(SheetResource):
    """Members without their NIK: that takes a permission of its own."""

    name = Field("name", _("nama"))
    relation = Label("relation", _("hubungan"))
    sex = Field("sex", _("jenis_kelamin"))
    birth_date = Field("birth_date", _("tanggal_lahir"))
    education = Label("education", _("pendidikan"))
    occupation = Label("occupation", _("pekerjaan"))
    status = Label("status", _("status"))

    class Meta:
        model = Member


class MemberNumbersResource(MemberResource):
    """Members with both numbers in the clear: only for who holds `export_identity`, gives a reason and is noted."""

    no_kk = Revealed("household__no_kk", "no_kk")
    nik = Revealed("nik", "nik")

    class Meta(MemberResource.Meta):
        fields = ["no_kk", "nik", *MemberResource.Meta.fields]


class EnrolmentResource(SheetResource):
    """The list of KK binaan."""

    head_name = Field("household__members__name", _("kepala_keluarga"))
    number = Field("number", _("nomor_urut"))
    region = Field("household__region", _("rt_rw"))
    target_area = Field("target_area", _("lokus"))
    enrolled_on = Field("enrolled_on", _("terdaftar_sejak"))
    left_on = Field("left_on", _("keluar"))
    left_reason = Field("left_reason", _("alasan_keluar"))

    class Meta:
        model = Enrolment

    def dehydrate_head_name(self, enrolment):
        return enrolment.head_name

    def dehydrate_region(self, enrolment):
        return place_of(enrolment.household.region)

    def dehydrate_target_area(self, enrolment):
        return str(enrolment.target_area)


class RoundResource(SheetResource):
    """The list of survey rounds."""

    kind = Field("kind", _("pendataan"))
    target_area = Field("target_area", _("lokus"))
    starts_on = Field("starts_on", _("mulai"))
    ends_on = Field("ends_on", _("selesai"))
    state = Field("closed_at", _("keadaan"))

    class Meta:
        model = SurveyRound

    def dehydrate_kind(self, survey_round):
        return survey_round.get_kind_display()

    def dehydrate_target_area(self, survey_round):
        return str(survey_round.target_area)

    def dehydrate_state(self, survey_round):
        return str(_("Ditutup") if survey_round.is_closed else _("Terbuka"))


class RepairResource(SheetResource):
    """The list of repairs; the address is personal, so the file asks for a reason."""

    house = Field("house__address", _("alamat"))
    region = Field("house__region", _("rt_rw"))
    status = Field("status", _("status"))
    progress = Field("progress", _("kemajuan_persen"))
    executor = Field("executor__code", _("pelaksana"))
    ceiling = Field("ceiling", _("pagu"))
    funded = Field("funded", _("dana_tersedia"))
    proposed_on = Field("proposed_on", _("diusulkan"))

    class Meta:
        model = HouseRepair
        units = {"pagu": "rupiah", "dana_tersedia": "rupiah", "kemajuan_persen": "%"}

    def dehydrate_region(self, repair):
        return place_of(repair.house.region)

    def dehydrate_status(self, repair):
        return repair.get_status_display()
