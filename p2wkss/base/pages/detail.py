"""The page of one record: what is known, what belongs to it, what can be done, what happened."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from p2wkss.base.history import record_history
from p2wkss.base.pages.foundation import BasePage
from p2wkss.base.pages.header import Link, try_reverse
from p2wkss.base.pages.rows import cell

HISTORY_LENGTH = 20
RELATED_LENGTH = 50


@dataclass(frozen=True)
class Action:
    """A button of a DetailPage that leads to an ActionPage; shown to who may use it, while `when(record)` holds."""

    label: str
    url_name: str
    permission: str
    tone: str = "secondary"
    icon: str = ""
    when: Callable = lambda record: True
    needs_edit: bool = True


@dataclass(frozen=True)
class Related:
    """A table of rows that belong to a record, with a link that adds one.

    `Related(_("Anggota"), "members", MemberTable, add="households:member_add", field="household")`
    `name` is the reverse accessor; `rows(record, user)` gives another queryset instead. `add` opens with
    `?field=<public id of the record>` and is shown to whose role may add such rows.
    """

    title: str
    name: str
    table_class: type
    add: str = ""
    add_label: str = ""
    field: str = ""
    rows: Callable | None = None
    empty_title: str = ""
    empty_text: str = ""
    permission: str = ""
    exclude: tuple[str, ...] = ()


class DetailPage(BasePage):
    """The page of one record.

    ::

        class HouseDetail(DetailPage):
            queryset = House.objects.for_list()
            permission_required = "households.view_house"
            sections = [(_("Letak"), ["region", "address", Row("households.count", _("Jumlah keluarga"))])]
            related = [
                Related(_("Keluarga"), "households", HouseholdTable, add="households:household_add", field="house"),
            ]
            actions = [Action(_("Robohkan"), "households:house_fell", "households.change_house", tone="danger")]
    """

    template_name = "base/detail.html"
    sections: list = []
    related: list[Related] = []
    actions: list[Action] = []
    has_history = True

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.is_editable = self.may_edit(self.object)
        return self.render(
            sections=self.get_sections(),
            related=self.get_related(),
            actions=self.get_actions(),
            history=self.get_history() if self.shows_history() else None,
        )

    def get_history(self) -> list:
        """What changed of the record and of its rows that the reader may see."""

        def seen(model):
            return self.request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")

        return record_history(self.object, limit=HISTORY_LENGTH, seen=seen)

    def shows_history(self) -> bool:
        """Not to who sees a record without its small counts: its history holds them."""
        return self.has_history and not getattr(self.object, "is_discreet", False)

    def get_sections(self) -> list[dict]:
        user = self.request.user
        return [
            {"title": title, "rows": [cell(self.object, row, user) for row in rows]} for title, rows in self.sections
        ]

    def get_related(self) -> list[dict]:
        shown = []
        for item in self.related:
            rows = self.related_rows(item)
            meta = rows.model._meta
            if not self.request.user.has_perm(item.permission or f"{meta.app_label}.view_{meta.model_name}"):
                continue
            table = item.table_class(rows, orderable=False, exclude=item.exclude)
            table.data.data = table.data.data[:RELATED_LENGTH]
            shown.append(
                {
                    "title": item.title,
                    "table": table,
                    "add_url": self.related_add_url(item, meta),
                    "add_label": item.add_label or _("Tambah %(name)s") % {"name": meta.verbose_name},
                    "empty": {"title": item.empty_title, "text": item.empty_text},
                }
            )
        return shown

    def related_rows(self, item: Related):
        user = self.request.user
        rows = item.rows(self.object, user) if item.rows else getattr(self.object, item.name).all()
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(user)
        return rows.for_list() if hasattr(rows, "for_list") and not item.rows else rows

    def related_add_url(self, item: Related, meta) -> str:
        url = try_reverse(item.add) if item.add else None
        if not url or not self.request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
            return ""
        return f"{url}?{item.field}={self.object.public_id}" if item.field else url

    def get_actions(self) -> list[Link]:
        user = self.request.user
        links = []
        for action in self.actions:
            url = try_reverse(action.url_name, self.object.public_id)
            allowed = user.has_perm(action.permission) and (self.is_editable or not action.needs_edit)
            if url and allowed and action.when(self.object):
                links.append(Link(action.label, url, action.icon, tone=action.tone))
        return links

    def get_title(self):
        return str(self.title) or str(self.object)

    def get_parents(self):
        return super().get_parents()[:1]

    def get_primary_action(self):
        url = self.url_of("edit", self.object.public_id)
        if url and self.is_editable and self.may("change"):
            return Link(_("Ubah"), url, icon="pencil")
        return None
