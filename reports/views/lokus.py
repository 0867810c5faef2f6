"""The page that tells the whole story of a lokus. Its heavier parts are pages of their own, which the page fetches."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Intervention
from agencies.small_counts import may_see_exact
from indicators.tasks import found_behind
from locations.models import ProgrammeYear, TargetArea
from locations.programme_day import day_note, last_day, programme_day, today_of
from p2wkss.base.pages import BasePage, Link, Status
from reports.addresses import address
from reports.agency_progress import overview
from reports.enrolled import families_of, with_families
from reports.journeys import journeys_of
from reports.lokus import facts, needs, papers, photos, pipeline, posyandu
from reports.lokus.lists import lists_of


class OfLokus(BasePage):
    """A page about one lokus that its reader sees."""

    queryset = TargetArea.objects.for_list()
    permission_required = "reports.view_lokus"
    icon = "geo-alt"

    @cached_property
    def today(self):
        """The named day of the lokus' year or the real one, from which days are counted."""
        return today_of(self.object.programme_year)

    @cached_property
    def areas(self):
        return facts.areas_of(self.object)

    def get_parents(self):
        url = self.url_of("list")
        return [(self.plural, url)] if url and self.may("view") else []


class LokusPage(OfLokus):
    queryset = with_families(TargetArea.objects.for_list())
    template_name = "reports/lokus.html"

    def get(self, request, public_id):
        self.object = lokus = self.get_object()
        user = request.user
        return self.render(
            facts=facts.facts_of(lokus, self.areas, user, self.today),
            map=facts.map_of(self.areas),
            journeys=journeys_of(lokus, user),
            behind=self.behind(),
            families=families_of([lokus], user),
            families_url=self.families_url(),
            parts=self.parts(),
            lists=lists_of(lokus, user),
            **self.posyandu(),
            **self.photos(),
        )

    def behind(self) -> list:
        """The rounds whose figures are older than their data, with the page that computes them for who may."""
        may_measure = self.request.user.has_perm("indicators.add_measurement")
        return [
            (row, reverse("indicators:round_measure", args=[row.public_id]) if may_measure else "")
            for row in found_behind(self.object.rounds.all())
        ]

    def families_url(self) -> str:
        allowed = self.request.user.has_perm("households.view_enrolment")
        return address("households:enrolment_list", target_area=str(self.object.public_id)) if allowed else ""

    def posyandu(self) -> dict:
        user = self.request.user
        if not user.has_perm("activities.view_posyandu"):
            return {}
        months = posyandu.months_of(self.object, self.areas, user, timezone.localdate())
        exact = may_see_exact(user)
        return {
            "shows_posyandu": True,
            "months": posyandu.table_of(months, exact=exact),
            "chart": posyandu.chart_of(months, exact=exact) if months else None,
            "posyandu_url": address("activities:posyandu_list"),
        }

    def photos(self) -> dict:
        if not self.request.user.has_perm("locations.view_evidence"):
            return {}
        pairs, is_longer = photos.pairs_of(self.object, self.request.user)
        photos_url = address("locations:evidence_list")
        return {"shows_photos": True, "pairs": pairs, "is_longer": is_longer, "photos_url": photos_url}

    def parts(self) -> dict[str, dict]:
        """The parts this reader may have, which the page fetches, by name."""
        return {
            name: {"title": part.title, "url": reverse("reports:lokus_part", args=[self.object.public_id, name])}
            for name, part in PARTS.items()
            if part.is_for(self.request.user)
        }

    def get_title(self):
        return _("Lokus %(name)s %(year)d") % {
            "name": self.object.kelurahan.name,
            "year": self.object.programme_year.year,
        }

    def get_lead(self):
        place = _("Kelurahan %(kelurahan)s, Kecamatan %(kecamatan)s") % {
            "kelurahan": self.object.kelurahan.name,
            "kecamatan": self.object.kelurahan.parent.name,
        }
        note = day_note(self.object.programme_year)
        return f"{place}. {note}" if note else place

    def get_status(self):
        return Status.of(ProgrammeYear.Stage(self.object.programme_year.stage), "flag")

    def get_primary_action(self):
        url = self.url_of("edit", self.object.public_id)
        if url and self.may("change") and not self.object.programme_year.is_closed:
            return Link(_("Ubah lokus"), url, icon="pencil")
        return None


class Part:
    """A part of the story: its title, who may read it, its template, and what that prints."""

    title = ""
    permissions: tuple[str, ...] = ()
    template = ""

    def __init__(self, page: OfLokus):
        self.lokus, self.user, self.today = page.object, page.request.user, page.today

    @classmethod
    def is_for(cls, user) -> bool:
        return user.has_perms(cls.permissions)

    @property
    def day(self):
        return programme_day(self.lokus.programme_year, self.today)

    def context(self) -> dict:
        raise NotImplementedError


class Agencies(Part):
    title = gettext_lazy("Kemajuan per perangkat daerah")
    permissions = ("activities.view_intervention",)
    template = "reports/lokus/agencies.html"

    def context(self):
        interventions = Intervention.objects.visible_to(self.user).filter(target_area=self.lokus)
        until = last_day(self.lokus.programme_year)
        found = overview(interventions, on=self.day, until=until, whole_name=_("Semua"))
        return {"overview": found, "until": min(until, timezone.localdate())}


class Repairs(Part):
    title = gettext_lazy("Rehab rumah tidak layak huni")
    template = "reports/lokus/pipeline.html"

    @classmethod
    def is_for(cls, user):
        return pipeline.may_see(user)

    def context(self):
        return {"pipeline": pipeline.pipeline_of(self.lokus, self.user)}


class Needs(Part):
    title = gettext_lazy("Kebutuhan dan janji")
    permissions = ("activities.view_intervention", "households.view_surveyround")
    template = "reports/lokus/needs.html"

    def context(self):
        lines = needs.need_lines(self.lokus, self.user, self.day)
        list_url = address("activities:need_list", target_area=str(self.lokus.public_id))
        return {"lines": lines, "list_url": list_url if self.user.has_perm("activities.view_need") else ""}


class Papers(Part):
    title = gettext_lazy("Dokumen dan pertemuan")
    permissions = ("locations.view_decree",)
    template = "reports/lokus/papers.html"

    def context(self):
        return {"papers": papers.papers_of(self.lokus, self.user, self.day)}


PARTS = {"kemajuan": Agencies, "rehab": Repairs, "kebutuhan": Needs, "dokumen": Papers}


class LokusPart(OfLokus):
    """One part: alone for the page that fetches it, as a page of its own for a browser without JavaScript."""

    template_name = "reports/lokus_part.html"

    def get(self, request, public_id, part):
        if part not in PARTS or not PARTS[part].is_for(request.user):
            raise Http404
        self.object = self.get_object()
        self.part = PARTS[part](self)
        is_fetched = bool(getattr(request, "htmx", None)) and not request.htmx.boosted
        template = self.part.template if is_fetched else None
        response = self.render(template, part_template=self.part.template, **self.part.context())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_title(self):
        return str(self.part.title)

    def get_lead(self):
        return str(self.object)

    def get_parents(self):
        return [*super().get_parents(), (str(self.object), self.object.get_absolute_url())]
