"""The first page after sign-in."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from locations.programme_day import day_note, today_of
from p2wkss.base import formats
from p2wkss.base.pages import BasePage
from reports.home import current_lokus, home_for


class HomePage(BasePage):
    """What its reader's job is today; each role has its own."""

    permission_required = "reports.view_home"
    template_name = "reports/home.html"
    icon = "house"

    def get(self, request):
        return self.render(
            home=home_for(request.user, self.lokus, today_of(self.year, self.today)),
            lokus=self.lokus,
            notices=request.user.security_notices.unread() if request.user.has_notices else (),
        )

    @cached_property
    def today(self):
        return timezone.localdate()

    @cached_property
    def year(self):
        return self.lokus[0].programme_year if self.lokus else None

    @cached_property
    def lokus(self):
        return current_lokus(self.request.user)

    def get_title(self):
        return _("Selamat datang, %(name)s") % {"name": self.request.user.get_short_name()}

    def get_lead(self):
        if not self.lokus:
            return formats.tanggal(self.today)
        names = ", ".join(area.kelurahan.name for area in self.lokus)
        lead = _("%(today)s. %(year)s: %(lokus)s, tahap %(stage)s.") % {
            "today": formats.tanggal(self.today),
            "year": self.year,
            "lokus": names,
            "stage": self.year.get_stage_display().lower(),
        }
        return " ".join(part for part in (lead, day_note(self.year, self.today)) if part)

    def get_page(self):
        page = super().get_page()
        page.breadcrumb.clear()
        return page
