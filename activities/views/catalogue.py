"""Pages of activity types."""

from django.utils.translation import gettext_lazy

from activities.filters import ActivityTypeFilter
from activities.forms.work import ActivityTypeForm
from activities.models import ActivityType
from activities.resources import ActivityTypeSheet
from activities.tables.work import ActivityTypeTable, InterventionTable
from p2wkss.base.pages import AddPage, DetailPage, EditPage, ListPage, Related


class ActivityTypeList(ListPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.view_activitytype"
    filterset_class = ActivityTypeFilter
    table_class = ActivityTypeTable
    resource_class = ActivityTypeSheet
    export_permission = "activities.view_activitytype"
    icon = "list-ul"
    lead = gettext_lazy("Jenis kegiatan yang dapat dibawa perangkat daerah ke lokus.")
    empty_text = gettext_lazy("Tambahkan jenis kegiatan pertama.")


class ActivityTypeDetail(DetailPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.view_activitytype"
    icon = "list-ul"
    sections = [
        (gettext_lazy("Jenis kegiatan"), ["code", "name", "kind", "field", "aspect", "unit"]),
        (gettext_lazy("Keterangan"), ["usual_agencies", "source", "is_observed", "is_active"]),
    ]
    related = [
        Related(
            gettext_lazy("Kegiatan sejenis"),
            "interventions",
            InterventionTable,
            add="activities:intervention_add",
            field="type",
            exclude=("kind",),
            empty_title=gettext_lazy("Belum ada kegiatan sejenis"),
        )
    ]


class ActivityTypeAdd(AddPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.add_activitytype"
    form_class = ActivityTypeForm


class ActivityTypeEdit(EditPage):
    queryset = ActivityType.objects.all()
    permission_required = "activities.change_activitytype"
    form_class = ActivityTypeForm
