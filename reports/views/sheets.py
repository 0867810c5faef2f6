"""The provincial sheets: which there are, what they hold, and their files."""

from itertools import islice

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations.models import ProgrammeYear
from p2wkss.base.pages import BasePage, Link
from p2wkss.base.pages.rows import write
from p2wkss.base.sheets import CSV, XLSX
from p2wkss.base.sheets.responses import file_response
from reports.addresses import address
from reports.sheets import SHEETS, Scope, sheets_for
from reports.sheets.files import DICTIONARY, described, dictionary_file, in_indonesian, sheet_file

YEAR, FORMAT, DELIMITER = "tahun", "format", "pemisah"
DELIMITERS = {"": ",", "koma": ",", "titik-koma": ";"}
FILES = [
    (gettext_lazy("Excel (XLSX)"), {FORMAT: XLSX}),
    (gettext_lazy("CSV titik koma"), {FORMAT: CSV, DELIMITER: "titik-koma"}),
    (gettext_lazy("CSV"), {FORMAT: CSV}),
]
PREVIEW = 10


def file_links(url: str, **query) -> list[Link]:
    """The three files of a sheet."""
    links = []
    for label, choice in FILES:
        parameters = QueryDict(mutable=True)
        parameters.update({**query, **choice})
        links.append(Link(label, f"{url}?{parameters.urlencode()}"))
    return links


def wanted_file(request) -> tuple[str, str]:
    """The format and delimiter an address asks for; 404 for one there is not."""
    fmt, delimiter = request.GET.get(FORMAT, CSV), request.GET.get(DELIMITER, "")
    if fmt not in (CSV, XLSX) or delimiter not in DELIMITERS:
        raise Http404
    return fmt, DELIMITERS[delimiter]


def written(rows) -> list[list]:
    """The cells of rows as people read them; None stays None."""
    return [[write(value) for value in row] for row in rows]


class YearPage(BasePage):
    """A page about one programme year, by default the one work is done for."""

    permission_required = "reports.view_sheet"

    @cached_property
    def years(self) -> list[int]:
        return list(
            ProgrammeYear.objects.visible_to(self.request.user).order_by("-year").values_list("year", flat=True)
        )

    @cached_property
    def year(self) -> int | None:
        """The year of the address; the current one, else the newest, without one; 404 for an unknown one."""
        wanted = self.request.GET.get(YEAR)
        if wanted is None:
            current = ProgrammeYear.objects.visible_to(self.request.user).current()
            return current.year if current else next(iter(self.years), None)
        for year in self.years:
            if str(year) == wanted:
                return year
        raise Http404

    def get_parents(self):
        return [(_("Lembar provinsi"), reverse("reports:sheet_list"))]


class SheetList(YearPage):
    """What the province gets, with a choice of year."""

    template_name = "reports/sheet_list.html"
    title = gettext_lazy("Lembar provinsi")
    lead = gettext_lazy("Berkas laporan untuk provinsi, menurut tahun program. Tidak memuat nama, NIK atau nomor KK.")
    icon = "file-earmark-spreadsheet"

    def get(self, request):
        return self.render(
            years=self.years,
            year=self.year,
            sheets=[self.card(sheet) for sheet in sheets_for(request.user)] if self.year else [],
            dictionary=file_links(reverse("reports:sheet_dictionary")),
            snapshots_url=reverse("reports:snapshot_list") if request.user.has_perm("reports.view_snapshot") else "",
        )

    def card(self, sheet) -> dict:
        return {
            "title": sheet.title,
            "about": sheet.about,
            "url": f"{reverse('reports:sheet_detail', args=[sheet.name])}?{YEAR}={self.year}",
            "downloads": file_links(reverse("reports:sheet_file", args=[sheet.name]), **{YEAR: self.year}),
        }

    def get_parents(self):
        return []


class SheetPage(YearPage):
    """A page of one sheet; 404 for a name there is not, 403 for a sheet the reader may not have."""

    @cached_property
    def sheet(self):
        found = SHEETS.get(self.kwargs["name"])
        if found is None:
            raise Http404
        if not self.request.user.has_perm(found.permission):
            raise PermissionDenied
        return found

    @cached_property
    def scope(self) -> Scope:
        if self.year is None:
            raise Http404
        return Scope.of_year(self.request.user, self.year)


class SheetDetail(SheetPage):
    """The first rows of a sheet, and what its columns mean."""

    template_name = "reports/sheet_detail.html"
    icon = "file-earmark-spreadsheet"

    def get(self, request, name):
        sheet = self.sheet()
        rows = list(islice(in_indonesian(sheet.table(self.scope)), PREVIEW + 1))
        return self.render(
            sheet=sheet,
            years=self.years,
            year=self.year,
            columns=described(sheet),
            rows=written(rows[:PREVIEW]),
            is_longer=len(rows) > PREVIEW,
            preview=PREVIEW,
            downloads=file_links(reverse("reports:sheet_file", args=[name]), **{YEAR: self.year}),
            freeze_url=self.freeze_url(),
            as_of=self.scope.as_of,
            later=sheet.later(self.scope),
            stale=sheet.stale(self.scope),
        )

    def freeze_url(self) -> str:
        if not self.request.user.has_perm("reports.add_snapshot"):
            return ""
        areas = list(self.scope.areas.values_list("public_id", flat=True)[:2])
        lokus = {"lokus": str(areas[0])} if len(areas) == 1 else {}
        return address("reports:snapshot_add", lembar=self.sheet.name, **lokus)

    def get_title(self):
        return str(self.sheet.title)

    def get_lead(self):
        return str(self.sheet.about)


class SheetFile(SheetPage):
    """The file itself, written while it is sent."""

    def get(self, request, name):
        fmt, delimiter = wanted_file(request)
        content = sheet_file(self.sheet(), self.scope, fmt, delimiter=delimiter)
        return file_response(f"{name}-{self.year}-per-{self.scope.as_of.isoformat()}", content, fmt)


class DictionaryFile(BasePage):
    """The data dictionary of all sheets."""

    permission_required = "reports.view_sheet"

    def get(self, request):
        fmt, delimiter = wanted_file(request)
        return file_response(DICTIONARY, dictionary_file(fmt, delimiter=delimiter), fmt)
