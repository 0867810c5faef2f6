"""Sheets of the lists of activities."""

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget

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
from p2wkss.base.sheets.resources import SheetResource


class ActivityTypeResource(SheetResource):
    """The catalogue, in and out, keyed on its code."""

    usual_agencies = Field("usual_agencies", "usual_agencies", ManyToManyWidget(Agency, ";", "code"))

    class Meta:
        model = ActivityType
        fields = ["code", "name", "name_en", "kind", "field", "aspect", "unit", "usual_agencies", "source", "is_active"]
        export_order = fields
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class InterventionResource(SheetResource):
    """The list as it is shown; the provincial sheet with its 26 columns is a report."""

    agency = Field("agency__code", "agency")
    kind = Field("type__get_kind_display", "kind")
    target_area = Field("target_area__kelurahan__name", "target_area")
    progress = Field("latest_report__physical_percent", "progress")
    budget = Field("budget", "budget")

    class Meta:
        model = Intervention
        fields = ["title", "agency", "kind", "target_area", "progress", "budget", "starts_on", "ends_on", "status"]
        export_order = fields


class ProgressReportResource(SheetResource):
    intervention = Field("intervention__title", "intervention")
    agency = Field("intervention__agency__code", "agency")

    class Meta:
        model = ProgressReport
        fields = [
            "intervention",
            "agency",
            "reported_on",
            "physical_percent",
            "volume",
            "spent",
            "participants_male",
            "participants_female",
            "obstacle",
            "follow_up",
            "status",
            "comment",
        ]
        export_order = fields


class SessionResource(SheetResource):
    agency = Field("agency__code", "agency")
    invited_count = Field("invited_count", "invited_count")
    present_count = Field("present_count", "present_count")

    class Meta:
        model = Session
        fields = ["title", "agency", "date", "place", "seats", "capacity", "invited_count", "present_count", "status"]
        export_order = fields


class PosyanduResource(SheetResource):
    """Posyandu, in and out, keyed on their working area and name."""

    region = Field("region", "region", ForeignKeyWidget(Posyandu._meta.get_field("region").related_model, "code"))

    class Meta:
        model = Posyandu
        fields = ["region", "name", "code", "address", "strata", "strata_on", "schedule", "is_active"]
        export_order = fields
        import_id_fields = ["region", "name"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class PosyanduSessionResource(SheetResource):
    posyandu = Field("posyandu__name", "posyandu")
    child_count = Field("child_count", "child_count")
    weighed_count = Field("weighed_count", "weighed_count")

    class Meta:
        model = PosyanduSession
        fields = ["date", "posyandu", "status", "cadres_on_duty", "child_count", "weighed_count"]
        export_order = fields


class ChildVisitResource(SheetResource):
    """Children's measurements: specific personal data, so a file of them asks for a reason."""

    posyandu = Field("session__posyandu__name", "posyandu")
    date = Field("session__date", "date")

    class Meta:
        model = ChildVisit
        fields = ["posyandu", "date", "weight_kg", "height_cm", "haz", "waz", "whz", "gain", "height_status"]
        export_order = fields


class GroupResource(SheetResource):
    coach = Field("coach__code", "coach")
    region = Field("region__code", "region")
    member_count = Field("member_count", "member_count")

    class Meta:
        model = Group
        fields = ["name", "kind", "region", "coach", "formed_on", "member_count", "is_active"]
        export_order = fields


class EnterpriseResource(SheetResource):
    group = Field("group__name", "group")
    latest_turnover = Field("latest_turnover", "latest_turnover")

    class Meta:
        model = Enterprise
        fields = ["name", "product", "group", "licence", "started_on", "latest_turnover", "is_active"]
        export_order = fields


class MeetingResource(SheetResource):
    open_points = Field("open_points", "open_points")

    class Meta:
        model = Meeting
        fields = ["title", "date", "place", "agenda", "minutes", "open_points"]
        export_order = fields


class ActionPointResource(SheetResource):
    meeting = Field("meeting__title", "meeting")
    agency = Field("agency__code", "agency")

    class Meta:
        model = ActionPoint
        fields = ["meeting", "agency", "text", "due_on", "status", "done_on", "result"]
        export_order = fields


class PostProgrammeVisitResource(SheetResource):
    lokus = Field("target_area__kelurahan__name", "lokus")
    tahun = Field("target_area__programme_year__year", "tahun")

    class Meta:
        model = PostProgrammeVisit
        fields = ["lokus", "tahun", "months_after", "visited_on", "findings", "follow_up"]
        export_order = fields
