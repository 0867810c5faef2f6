"""Sheets of the lists of activities: the columns of the list under the same names, and the catalogues in and out."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from activities.models import (
    ActionPoint,
    ActivityType,
    ChildVisit,
    Enterprise,
    Group,
    Intervention,
    Meeting,
    PostProgrammeVisit,
    Posyandu,
    PosyanduSession,
    ProgressReport,
    Session,
)
from agencies.models import Agency
from households.forms.places import place_of
from locations.models import Region
from p2wkss.base.sheets.resources import SheetResource
from p2wkss.base.sheets.widgets import CodesWidget, CodeWidget


class ActivityTypeResource(SheetResource):
    """The catalogue, in and out, keyed on its code."""

    usual_agencies = Field("usual_agencies", "usual_agencies", CodesWidget(Agency, ";", "code"))

    class Meta:
        model = ActivityType
        fields = ["code", "name", "name_en", "kind", "field", "aspect", "unit", "usual_agencies", "source", "is_active"]
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class PosyanduResource(SheetResource):
    """Posyandu, in and out, keyed on their working area and name."""

    region = Field("region", "region", CodeWidget(Region, "code"))

    class Meta:
        model = Posyandu
        fields = ["region", "name", "code", "address", "strata", "strata_on", "schedule", "is_active"]
        import_id_fields = ["region", "name"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class ActivityTypeSheet(SheetResource):
    """The list of activity types."""

    code = Field("code", _("kode"))
    name = Field("name", _("nama"))
    kind = Field("get_kind_display", _("jenis"))
    field = Field("get_field_display", _("bidang"))
    aspect = Field("get_aspect_display", _("aspek"))
    unit = Field("unit", _("satuan"))
    is_active = Field("is_active", _("dipakai"))

    class Meta:
        model = ActivityType


class InterventionResource(SheetResource):
    """The list as it is shown; the provincial sheet with its 26 columns is a report."""

    title = Field("title", _("kegiatan"))
    agency = Field("agency__code", _("perangkat_daerah"))
    kind = Field("type__get_kind_display", _("jenis"))
    target_area = Field("target_area", _("lokus"))
    progress = Field("latest_report__physical_percent", _("persen_kemajuan"))
    budget = Field("budget", _("anggaran"))
    ends_on = Field("ends_on", _("batas_waktu"))
    status = Field("get_status_display", _("status"))

    class Meta:
        model = Intervention


class ProgressReportResource(SheetResource):
    intervention = Field("intervention__title", _("kegiatan"))
    agency = Field("intervention__agency__code", _("perangkat_daerah"))
    reported_on = Field("reported_on", _("keadaan_pada"))
    physical_percent = Field("physical_percent", _("persen_kemajuan"))
    volume = Field("volume", _("volume"))
    spent = Field("spent", _("realisasi_anggaran"))
    participants_male = Field("participants_male", _("peserta_l"))
    participants_female = Field("participants_female", _("peserta_p"))
    obstacle = Field("obstacle", _("kendala"))
    follow_up = Field("follow_up", _("tindak_lanjut"))
    status = Field("get_status_display", _("status"))
    comment = Field("comment", _("catatan_pemeriksa"))

    class Meta:
        model = ProgressReport


class SessionResource(SheetResource):
    title = Field("title", _("acara"))
    agency = Field("agency__code", _("penyelenggara"))
    date = Field("date", _("tanggal"))
    place = Field("place", _("tempat"))
    capacity = Field("capacity", _("boleh_hadir"))
    invited_count = Field("invited_count", _("diundang"))
    present_count = Field("present_count", _("hadir"))
    status = Field("get_status_display", _("status"))

    class Meta:
        model = Session


class PosyanduSheet(SheetResource):
    """The list of posyandu."""

    name = Field("name", _("nama"))
    region = Field("region", _("wilayah_kerja"))
    strata = Field("get_strata_display", _("strata"))
    schedule = Field("schedule", _("jadwal"))
    registered_count = Field("registered_count", _("sasaran_terdaftar"))
    is_active = Field("is_active", _("aktif"))

    class Meta:
        model = Posyandu

    def dehydrate_region(self, posyandu):
        return place_of(posyandu.region)


class PosyanduSessionResource(SheetResource):
    date = Field("date", _("tanggal"))
    posyandu = Field("posyandu__name", _("posyandu"))
    status = Field("get_status_display", _("status"))
    cadres_on_duty = Field("cadres_on_duty", _("kader_bertugas"))
    child_count = Field("child_count", _("balita_datang"))
    weighed_count = Field("weighed_count", _("balita_ditimbang"))

    class Meta:
        model = PosyanduSession


class ChildVisitResource(SheetResource):
    """Children's measurements without their names: specific personal data all the same, so it asks for a reason."""

    posyandu = Field("session__posyandu__name", _("posyandu"))
    date = Field("session__date", _("tanggal"))
    weight_kg = Field("weight_kg", _("berat_kg"))
    height_cm = Field("height_cm", _("tinggi_cm"))
    haz = Field("haz", _("z_pb_u"))
    waz = Field("waz", _("z_bb_u"))
    whz = Field("whz", _("z_bb_pb"))
    gain = Field("gain", _("kenaikan"))
    weight_status = Field("weight_status", _("status_bb_u"))
    height_status = Field("height_status", _("status_pb_u"))
    nutrition_status = Field("nutrition_status", _("status_gizi"))

    class Meta:
        model = ChildVisit


class GroupResource(SheetResource):
    name = Field("name", _("nama"))
    kind = Field("get_kind_display", _("jenis"))
    region = Field("region", _("rt_rw"))
    coach = Field("coach__code", _("pembina"))
    formed_on = Field("formed_on", _("dibentuk"))
    member_count = Field("member_count", _("anggota"))
    is_active = Field("is_active", _("aktif"))

    class Meta:
        model = Group


class EnterpriseResource(SheetResource):
    """The list of enterprises without their owners; what they earn only for who may read it."""

    name = Field("name", _("nama_usaha"))
    product = Field("product", _("produk"))
    group = Field("group__name", _("kelompok"))
    licence = Field("licence", _("izin_usaha"))
    latest_turnover = Field("latest_turnover", _("omzet_terakhir"))
    is_active = Field("is_active", _("masih_berjalan"))

    class Meta:
        model = Enterprise


class MeetingResource(SheetResource):
    title = Field("title", _("rapat"))
    date = Field("date", _("tanggal"))
    place = Field("place", _("tempat"))
    programme_year = Field("programme_year__year", _("tahun_program"))
    open_points = Field("open_points", _("tindak_lanjut_terbuka"))

    class Meta:
        model = Meeting


class ActionPointResource(SheetResource):
    text = Field("text", _("tindak_lanjut"))
    meeting = Field("meeting__title", _("rapat"))
    agency = Field("agency__code", _("perangkat_daerah"))
    due_on = Field("due_on", _("paling_lambat"))
    status = Field("get_status_display", _("status"))
    done_on = Field("done_on", _("selesai"))
    result = Field("result", _("hasil"))

    class Meta:
        model = ActionPoint


class PostProgrammeVisitResource(SheetResource):
    target_area = Field("target_area", _("lokus"))
    months_after = Field("months_after", _("bulan_sesudah_program"))
    visited_on = Field("visited_on", _("tanggal"))
    by = Field("by", _("petugas"))
    findings = Field("findings", _("temuan"))
    follow_up = Field("follow_up", _("tindak_lanjut"))

    class Meta:
        model = PostProgrammeVisit
