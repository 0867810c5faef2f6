"""The pages every app's pages are made of. A page is a declaration.

::

    # households/views.py
    class HouseList(ListPage):
        queryset = House.objects.all()
        for_page = "for_list"                  # loads what the table prints, for the 25 rows of a page only
        permission_required = "households.view_house"
        filterset_class = HouseFilter          # p2wkss.base.filters.FilterSet
        table_class = HouseTable               # p2wkss.base.tables.Table
        resource_class = HouseResource         # p2wkss.base.sheets.resources.SheetResource; CSV and XLSX

    class HouseDetail(DetailPage):
        queryset = House.objects.for_list()
        permission_required = "households.view_house"
        sections = [(_("Letak"), ["region", "address", "number"])]
        related = [Related(_("Keluarga"), "households", HouseholdTable, add="households:household_add", field="house")]
        actions = [Action(_("Tandai roboh"), "households:house_fell", "households.change_house", tone="danger")]

    class HouseAdd(AddPage):
        queryset = House.objects.all()
        permission_required = "households.add_house"
        form_class = HouseForm                 # p2wkss.base.forms.RecordForm

    class HouseEdit(EditPage):
        queryset = House.objects.all()
        permission_required = "households.change_house"
        form_class = HouseForm
        formsets = [Rows(PhotoForm, _("Foto"), add_label=_("Tambah foto"))]

    class HouseFell(ActionPage):
        queryset = House.objects.all()
        permission_required = "households.change_house"
        title = _("Tandai roboh")
        form_class = ReasonForm

        def act(self, record, form):
            services.fell(record, by=self.request.user)

    # households/urls.py
    app_name = "households"
    urlpatterns = [
        path("rumah/", HouseList.as_view(), name="house_list"),
        path("rumah/tambah/", HouseAdd.as_view(), name="house_add"),
        path("rumah/<uuid:public_id>/", HouseDetail.as_view(), name="house_detail"),
        path("rumah/<uuid:public_id>/ubah/", HouseEdit.as_view(), name="house_edit"),
        path("rumah/<uuid:public_id>/roboh/", HouseFell.as_view(), name="house_fell"),
    ]

What a page guarantees: a missing permission answers 403 before anything is looked up; a row outside the reader's
scope answers 404 like one that never was; a row that is seen but not editable answers 403 on change pages; forms are
saved once, in one transaction, and never over somebody else's change. Order of files: foundation (permission, scope),
listing, detail, saving (add, edit), acting (one act, delete), formsets, conflict, rows, paging, personal, header.
"""

from p2wkss.base.forms import ActForm, ReasonForm, RecordForm, RowForm
from p2wkss.base.pages.acting import ActionPage, DeletePage, StartPage
from p2wkss.base.pages.detail import Action, DetailPage, Related
from p2wkss.base.pages.formsets import Rows
from p2wkss.base.pages.foundation import BasePage
from p2wkss.base.pages.header import Link, Page, Status, try_reverse
from p2wkss.base.pages.listing import ListPage
from p2wkss.base.pages.personal import note_access, note_access_with
from p2wkss.base.pages.rows import Cell, Row
from p2wkss.base.pages.saving import AddPage, EditPage, FormPage

__all__ = [
    "ActForm",
    "Action",
    "ActionPage",
    "AddPage",
    "BasePage",
    "Cell",
    "DeletePage",
    "DetailPage",
    "EditPage",
    "FormPage",
    "Link",
    "ListPage",
    "Page",
    "ReasonForm",
    "RecordForm",
    "Related",
    "Row",
    "RowForm",
    "Rows",
    "StartPage",
    "Status",
    "note_access",
    "note_access_with",
    "try_reverse",
]
