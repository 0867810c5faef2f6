"""Pages of what a lokus needs against what was promised: the matrix, and who stands behind its numbers."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.methods import Level
from activities.models import ActivityType
from activities.needs import MODELS, matrix
from activities.tables.needs import TABLES
from agencies.small_counts import may_see_exact
from locations.models import TargetArea
from locations.programme_day import programme_day
from p2wkss.base.formats import number, tanggal
from p2wkss.base.pages import BasePage, Link
from p2wkss.base.pages.paging import paginate

# What a column of the matrix counts, in the words of its page.
SETS = {
    "needing": gettext_lazy("Membutuhkan"),
    "unmet": gettext_lazy("Belum dijanjikan"),
    "promised": gettext_lazy("Dijanjikan"),
    "done": gettext_lazy("Sudah dikerjakan"),
    "overdue": gettext_lazy("Lewat waktu"),
    "promised_twice": gettext_lazy("Dijanjikan dua kali"),
}
UNITS = {
    Level.HOUSE: gettext_lazy("rumah"),
    Level.HOUSEHOLD: gettext_lazy("keluarga"),
    Level.MEMBER: gettext_lazy("orang"),
}


class NeedList(BasePage):
    """Leads to the needs of a lokus: the one of the address, else the newest one worked on."""

    queryset = TargetArea.objects.for_list()
    permission_required = "activities.view_intervention"
    template_name = "activities/needs.html"
    icon = "ui-checks-grid"
    title = gettext_lazy("Kebutuhan dan janji")

    def get(self, request, *args, **kwargs):
        chosen = self.get_chosen()
        if chosen is None:
            return self.render(lines=[], others=[])
        return redirect("activities:needs", chosen.public_id)

    def get_chosen(self):
        rows = self.visible().order_by("-programme_year__year", "pk")
        wanted = self.request.GET.get("target_area")
        if not wanted:
            return rows.open().first() or rows.first()
        found = next((lokus for lokus in rows if str(lokus.public_id) == wanted), None)
        if found is None:
            raise Http404
        return found


class OfLokus(BasePage):
    """A page about the needs of the lokus of its address."""

    queryset = TargetArea.objects.for_list()
    permission_required = "activities.view_intervention"
    icon = "ui-checks-grid"

    def load(self):
        self.object = self.get_object()
        self.day = programme_day(self.object.programme_year)
        self.rows = matrix(self.object, self.request.user, self.day, code=self.kwargs.get("code"))

    def may_open(self, level) -> bool:
        meta = MODELS[level]._meta
        return self.request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    def plans(self, row) -> list[Link]:
        """What answers the need, as forms to plan it with; nothing where the year is finished."""
        if not self.request.user.has_perm("activities.add_intervention") or self.object.programme_year.is_closed:
            return []
        return [
            Link(kind.name, add_url(self.object, kind), icon="plus-lg")
            for kind in row.rule.activity_types.all()
            if kind.is_active
        ]


class Needs(OfLokus):
    """The matrix of needs and commitments of a lokus."""

    template_name = "activities/needs.html"

    def get(self, request, *args, **kwargs):
        self.load()
        others = TargetArea.objects.for_list().visible_to(request.user).exclude(pk=self.object.pk)
        lines = [self.line(row) for row in self.rows]
        hides_some = any(isinstance(cell["count"], str) for line in lines for cell in line["cells"])
        return self.render(lines=lines, labels=list(SETS.values()), hides_some=hides_some, day=self.day, others=others)

    def line(self, row) -> dict:
        rule = row.rule
        if row.fault:
            return {"name": rule.name, "aspect": rule.aspect, "fault": row.fault, "cells": [], "plans": []}
        counts = row.counts(exact=may_see_exact(self.request.user))
        return {
            "name": rule.name,
            "aspect": rule.aspect,
            "unit": UNITS[rule.level],
            "cells": [self.cell(row, name, counts[name]) for name in SETS],
            "plans": self.plans(row) if counts["unmet"] else [],
        }

    def cell(self, row, name, count) -> dict:
        url = ""
        if count and self.may_open(row.rule.level):
            url = reverse("activities:need_rows", args=[self.object.public_id, row.rule.code, name])
        tone = {"unmet": "danger", "overdue": "danger", "promised_twice": "warning"}.get(name, "") if count else ""
        text = count if isinstance(count, str) else number(count)
        return {"label": SETS[name], "count": count, "text": text, "url": url, "tone": tone}

    def get_title(self):
        return _("Kebutuhan %(lokus)s") % {"lokus": self.object}

    def get_lead(self):
        return _(
            "Siapa membutuhkan apa menurut pendataan terakhir, dan apa yang sudah dijanjikan. Keadaan %(day)s."
        ) % {"day": tanggal(self.day)}

    def get_parents(self):
        return [(str(self.object), self.object.get_absolute_url())]


def add_url(target_area, kind: ActivityType) -> str:
    query = urlencode({"target_area": target_area.public_id, "type": kind.public_id})
    return f"{reverse('activities:intervention_add')}?{query}"


class NeedRows(OfLokus):
    """Who stands behind one number of the matrix, as far as the reader may see them."""

    template_name = "activities/need_rows.html"

    def get(self, request, *args, **kwargs):
        self.load()
        which = self.kwargs["which"]
        row = next(iter(self.rows), None)
        if row is None or row.fault or which not in SETS:
            raise Http404
        if not self.may_open(row.rule.level):
            raise PermissionDenied
        self.row, self.which = row, which
        table = TABLES[row.rule.level](row.rows(request.user, which))
        count = paginate(table, self.load_rows, request.GET.get("page", ""), 50)
        return self.render(table=table, count=count, plans=self.plans(row) if which == "unmet" else [])

    def load_rows(self, keys):
        table = TABLES[self.row.rule.level]
        return table.load(self.row.rows(self.request.user, self.which).filter(pk__in=keys))

    def get_title(self):
        return self.row.rule.name

    def get_lead(self):
        return _("%(set)s, keadaan %(day)s.") % {"set": SETS[self.which], "day": tanggal(self.day)}

    def get_parents(self):
        return [
            (str(self.object), self.object.get_absolute_url()),
            (_("Kebutuhan dan janji"), reverse("activities:needs", args=[self.object.public_id])),
        ]
