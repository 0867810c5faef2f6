"""A list: filter, results, pages, and the file of exactly what is shown."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from p2wkss.base.filters import COLUMNS
from p2wkss.base.forms import REASON, ReasonForm
from p2wkss.base.middleware import to_page
from p2wkss.base.pages.foundation import BasePage
from p2wkss.base.pages.header import Link
from p2wkss.base.pages.paging import count_up_to, paginate
from p2wkss.base.pages.personal import has_personal_data, key_runs, note_access
from p2wkss.base.sheets import CSV, XLSX
from p2wkss.base.trace import current_request_id

FORMATS = {XLSX: "Excel (XLSX)", CSV: "CSV"}
# In the address of a file: with identity numbers.
NUMBERS = "nomor"


class ListPage(BasePage):
    """A list of the rows its reader may see.

    ::

        class HouseList(ListPage):
            queryset = House.objects.all()
            for_page = "for_list"                           # what the table needs besides, for the 25 rows shown
            permission_required = "households.view_house"
            filterset_class = HouseFilter
            table_class = HouseTable
            resource_class = HouseResource                  # what CSV and XLSX hold; leave out: no download
            lead = _("Rumah di wilayah kerja Anda.")
            empty_text = _("Tambahkan rumah pertama.")

    The list is found, sorted and counted on `queryset` alone; `for_page` names the queryset method that loads names and
    counts for the rows of one page (or of the file). A column sorted by such a value needs it on `queryset` itself. A
    list with more rows than are counted keeps its own order, since no column has an index for every order.

    `export_permission` is "app.export_model" unless said otherwise. A file with personal columns (class K1 or K2, see
    p2wkss.base.privacy) asks for a reason first and is noted; `asks_reason` decides where the fields do not tell.
    `identity_resource_class` is the same list with identity numbers, for who also holds `identity_permission`.
    """

    template_name = "base/list.html"
    results_template_name = "base/list_results.html"
    filterset_class = None
    table_class = None
    for_page = ""
    resource_class = None
    export_permission = ""
    identity_resource_class = None
    identity_permission = ""
    asks_reason: bool | None = None
    per_page = 25
    notice = ""
    empty_title = ""
    empty_text = ""
    add_label = ""

    def get(self, request, *args, **kwargs):
        if fmt := self.wanted_format():
            return self.ask_reason() if self.needs_reason() else self.export(fmt)
        table = self.get_table()
        if self.wants_results_only() and self.filterset is not None and not self.filterset.is_valid():
            return to_page(request, request.get_full_path())  # what is wrong stands beside the filter's fields
        count = paginate(table, self.load_rows, request.GET.get("page", ""), self.per_page, self.count)
        response = self.render(
            self.results_template_name if self.wants_results_only() else None,
            filter=self.filterset,
            notice=self.notice or (self.filterset.notice if self.filterset else ""),
            table=table,
            count=count,
            downloads=self.get_downloads(),
            empty=self.get_empty(),
        )
        patch_vary_headers(response, ["HX-Request"])
        return response

    def post(self, request, *args, **kwargs):
        """The reason for a file with personal data; everything else about the file stands in the address."""
        fmt = self.wanted_format()
        if not fmt:
            return self.http_method_not_allowed(request)
        form = ReasonForm(request.POST, user=request.user)
        if self.needs_reason() and not form.is_valid():
            return self.ask_reason(form)
        return self.export(fmt, reason=form.cleaned_data[REASON] if self.needs_reason() else "")

    # Rows

    def get_rows(self):
        """The rows of the list: in scope, filtered; none at all where a filter's value makes no sense."""
        rows = self.visible()
        self.filterset = None
        if self.filterset_class is None:
            return rows
        self.filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        self.filterset.offer_columns(self.column_choices())
        return self.filterset.qs if self.filterset.is_valid() else rows.none()

    def prepare(self, rows):
        """Load what the table and the file print besides the columns of the row itself."""
        return getattr(rows, self.for_page)() if self.for_page else rows

    def load_rows(self, keys):
        rows = self.get_queryset().filter(pk__in=keys)
        # The keys are the reader's own; what of the rows the reader may see is asked again.
        return self.prepare(rows.as_seen_by(self.request.user) if hasattr(rows, "as_seen_by") else rows)

    def get_table(self):
        rows = self.get_rows()
        chosen = self.chosen_columns()
        exclude = [name for name, _label in self.column_choices() if chosen and name not in chosen]
        table = self.table_class(rows, exclude=exclude, **self.get_table_kwargs())
        if order := self.request.GET.getlist(table.prefixed_order_by_field):
            if self.count(rows) is None and not self.is_part:
                self.notice = _("Daftar ini terlalu panjang untuk diurutkan. Saring lebih dahulu, misalnya per RT/RW.")
            else:
                table.order_by = order
        return table

    def count(self, rows) -> int | None:
        """The number of rows, asked once; None where there are too many, or where a search shows only some of them."""
        if not hasattr(self, "_count"):
            self._count = None if self.is_part else count_up_to(rows)
        return self._count

    @property
    def is_part(self) -> bool:
        """Whether the filter found more rows than it gives."""
        return self.filterset is not None and self.filterset.is_part

    def get_table_kwargs(self) -> dict:
        return {}

    def column_choices(self) -> list[tuple[str, str]]:
        """The columns a reader may choose among; the first one always stays, since it names the row."""
        shown = self.table_class(self.model._default_manager.none(), **self.get_table_kwargs())
        return [(column.name, capfirst(str(column.header))) for column in list(shown.columns)[1:]]

    def chosen_columns(self) -> set[str]:
        known = {name for name, _label in self.column_choices()}
        return known & set(self.request.GET.getlist(COLUMNS))

    def wants_results_only(self) -> bool:
        htmx = getattr(self.request, "htmx", None)
        return bool(htmx) and not htmx.boosted and not htmx.history_restore_request

    # Files

    def wanted_format(self) -> str:
        fmt = self.request.GET.get("format", "")
        if fmt and (self.get_resource_class() is None or fmt not in FORMATS):
            raise Http404
        if fmt and not (self.may_export_numbers() if self.wants_numbers() else self.may_export()):
            raise PermissionDenied
        return fmt

    def wants_numbers(self) -> bool:
        """Whether the file is asked for with its identity numbers."""
        return NUMBERS in self.request.GET

    def may_export(self) -> bool:
        meta = self.model._meta
        permission = self.export_permission or f"{meta.app_label}.export_{meta.model_name}"
        return self.request.user.has_perm(permission)

    def may_export_numbers(self) -> bool:
        return self.may_export() and self.request.user.has_perm(self.identity_permission)

    def get_resource_class(self):
        return self.identity_resource_class if self.wants_numbers() else self.resource_class

    def get_resource(self):
        return self.get_resource_class()()

    def export_fields(self, resource) -> list[str] | None:
        """The fields that the chosen columns stand for; None means all of the resource."""
        chosen = self.chosen_columns()
        if not chosen:
            return None
        hidden = {name for name, _label in self.column_choices()} - chosen
        return [name for name in resource.get_export_order() if name not in hidden]

    def needs_reason(self) -> bool:
        if self.asks_reason is not None:
            return self.asks_reason
        resource = self.get_resource()
        return has_personal_data(resource, self.export_fields(resource))

    def ask_reason(self, form=None):
        return self.render(
            "base/confirm.html",
            status=200 if form is None else 400,
            title=_("Unduhan ini memuat data pribadi"),
            text=_("Tulis untuk apa berkas ini dipakai. Simpan di tempat yang aman dan hapus bila sudah selesai."),
            consequences=[_("Nama Anda, alasan dan jumlah data dicatat."), _("Berkas langsung diunduh.")],
            confirm_label=_("Unduh"),
            form=form or ReasonForm(user=self.request.user),
            cancel_url=self.request.path,
        )

    def export(self, fmt: str, reason: str = ""):
        table = self.get_table()
        rows = table.data.data
        resource = self.get_resource()
        name = self.model._meta.model_name
        note = partial(self.note_export, rows, fmt, reason, current_request_id()) if reason else None
        if note and self.count(rows) is not None:
            note()
            note = None  # that of a long file is written when its header is sent, before the first row
        only = self.export_fields(resource)
        return resource.response(self.prepare(rows), fmt, name=name, only=only, before=note)

    def note_export(self, rows, fmt, reason, request_id):
        if self.count(rows) is None:
            ids, count = key_runs(rows)
        else:
            ids = list(rows.order_by().values_list("pk", flat=True))
            count = len(ids)
        note_access(
            user=self.request.user,
            kind="export",
            subject=f"{self.model._meta.label_lower} ({f'{fmt}, NIK/KK' if self.wants_numbers() else fmt})",
            reason=reason,
            ids=ids,
            count=count,
            request_id=request_id,
        )

    def get_downloads(self) -> list[Link]:
        if self.resource_class is None or not self.may_export():
            return []
        links = [Link(label, self._file_address(fmt)) for fmt, label in FORMATS.items()]
        if self.identity_resource_class is not None and self.may_export_numbers():
            links += [
                Link(_("%(format)s dengan NIK/KK") % {"format": label}, self._file_address(fmt, numbers=True))
                for fmt, label in FORMATS.items()
            ]
        return links

    def _file_address(self, fmt, *, numbers=False):
        query = self.request.GET.copy()
        query.pop("page", None)
        query["format"] = fmt
        if numbers:
            query[NUMBERS] = "1"
        return f"?{query.urlencode()}"

    # The head of the page

    def get_title(self):
        return str(self.title) or self.plural

    def get_primary_action(self):
        url = self.url_of("add")
        return Link(self.get_add_label(), url, icon="plus-lg") if url and self.may("add") else None

    def get_add_label(self) -> str:
        return str(self.add_label) or _("Tambah %(name)s") % {"name": self.singular}

    def get_empty(self) -> dict:
        """What an empty list says: what is missing and what to do next."""
        add = self.get_primary_action()
        title = str(self.empty_title) or _("Belum ada %(name)s") % {"name": self.singular}
        return {
            "title": title,
            "text": str(self.empty_text),
            "action_url": add.url if add else "",
            "action_label": add.label if add else "",
        }
