"""Pages of posyandu and whom they serve."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import PosyanduFilter, PosyanduMemberFilter
from activities.forms.posyandu import PosyanduForm, PosyanduMemberForm
from activities.models import Posyandu, PosyanduMember
from activities.resources import PosyanduSheet
from activities.tables.posyandu import PosyanduMemberTable, PosyanduSessionTable, PosyanduTable
from activities.views.opened import OpenedFrom
from activities.views.visits import day_from, record_url
from agencies.small_counts import may_see_exact
from households.views.sections import OnlyFilled
from p2wkss.base import formats
from p2wkss.base.pages import AddPage, DetailPage, EditPage, Link, ListPage, Related, Row, try_reverse

MONTHS_SHOWN = 6


class PosyanduList(ListPage):
    queryset = Posyandu.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_posyandu"
    filterset_class = PosyanduFilter
    table_class = PosyanduTable
    resource_class = PosyanduSheet
    export_permission = "activities.view_posyandu"
    icon = "balloon-heart"
    lead = gettext_lazy("Posyandu, hari bukanya dan siapa yang dilayaninya.")
    empty_text = gettext_lazy("Daftarkan posyandu pertama.")


class PosyanduDetail(OnlyFilled, DetailPage):
    """A posyandu with the SKDN of its last months, its days and whom it serves."""

    queryset = Posyandu.objects.for_list()
    permission_required = "activities.view_posyandu"
    template_name = "activities/posyandu_detail.html"
    icon = "balloon-heart"
    only_filled = frozenset({"code", "strata_on"})
    sections = [
        (
            gettext_lazy("Posyandu"),
            [
                "region",
                "address",
                "schedule",
                "code",
                "strata",
                "strata_on",
                Row("registered_count", gettext_lazy("Sasaran terdaftar")),
                "is_active",
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Hari buka"),
            "sessions",
            PosyanduSessionTable,
            add="activities:posyandusession_add",
            add_label=gettext_lazy("Tambah hari buka"),
            field="posyandu",
            exclude=("posyandu",),
            empty_title=gettext_lazy("Belum ada hari buka"),
            empty_text=gettext_lazy("Catat hari buka pertama."),
        ),
    ]

    def get_primary_action(self):
        """A cadre comes here to open a day; staff to mend what is known of the posyandu."""
        if self.object.is_active and self.request.user.has_perm("activities.add_posyandusession"):
            url = f"{try_reverse('activities:posyandusession_add')}?posyandu={self.object.public_id}"
            return Link(_("Tambah hari buka"), url, icon="plus-lg")
        return super().get_primary_action()

    def get_actions(self):
        user, own = self.request.user, f"posyandu={self.object.public_id}"
        links = []
        if self.is_editable and self.may("change"):
            links.append(Link(_("Ubah"), self.url_of("edit", self.object.public_id), icon="pencil"))
        if user.has_perm("activities.view_posyandumember"):
            url = f"{try_reverse('activities:posyandumember_list')}?{own}&current=true"
            links.append(Link(_("Lihat sasaran"), url, icon="people"))
        if user.has_perm("activities.add_posyandumember"):
            url = f"{try_reverse('activities:posyandumember_add')}?{own}"
            links.append(Link(_("Daftarkan sasaran"), url, icon="person-plus"))
        return links

    def get_context(self, **context):
        return super().get_context(months=self.get_months(), **context)

    def get_months(self) -> list[dict]:
        """The SKDN of the months up to the newest day that was held, oldest first."""
        newest = self.object.sessions.held().order_by("-date").values_list("date", flat=True).first()
        if newest is None:
            return []
        months = [newest.replace(day=1)]
        while len(months) < MONTHS_SHOWN:
            months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
        months.reverse()
        table = services.skdn_table([self.object], months)
        exact = may_see_exact(self.request.user)
        return [skdn_line(month, table[self.object.pk, month], exact=exact) for month in months]


def skdn_line(month, skdn, *, exact: bool) -> dict:
    """A month's SKDN as its table prints it; small counts, and the shares that tell them, only for the register."""
    found = services.discreet_skdn(skdn, exact=exact)
    percents = {
        name: formats.UNKNOWN
        if share is None
        else formats.number(Decimal(share.numerator * 100) / share.denominator, 0)
        for name, share in found.shares.items()
    }
    return {"month": month, **found.counts, **percents}


class PosyanduAdd(AddPage):
    queryset = Posyandu.objects.all()
    permission_required = "activities.add_posyandu"
    form_class = PosyanduForm


class PosyanduEdit(EditPage):
    queryset = Posyandu.objects.all()
    permission_required = "activities.change_posyandu"
    form_class = PosyanduForm


class PosyanduMemberList(ListPage):
    """Whom the posyandu of the reader serve; a page to work from, not to take away."""

    queryset = PosyanduMember.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_posyandumember"
    filterset_class = PosyanduMemberFilter
    table_class = PosyanduMemberTable
    icon = "people"
    title = gettext_lazy("Sasaran posyandu")
    lead = gettext_lazy("Balita, ibu hamil dan lansia yang dilayani.")
    empty_title = gettext_lazy("Belum ada sasaran")
    empty_text = gettext_lazy("Buka posyandunya, lalu daftarkan balita, ibu hamil dan lansia.")

    def get_primary_action(self):
        """Somebody is registered on the page of the posyandu."""
        return


class PosyanduMemberAdd(OpenedFrom, AddPage):
    queryset = PosyanduMember.objects.all()
    permission_required = "activities.add_posyandumember"
    form_class = PosyanduMemberForm
    title = gettext_lazy("Daftarkan sasaran posyandu")
    success_message = gettext_lazy("Sasaran didaftarkan.")
    opened_from = ("posyandu", "activities:posyandu_list", gettext_lazy("Buka posyandunya lebih dahulu."))

    def get_draft_key(self):
        return ""

    def get_success_url(self):
        """Who registers somebody at the table of a posyandu day goes on to record them."""
        day = day_from(self.request)
        if day is not None and day.posyandu_id == self.object.posyandu_id:
            return record_url(day, self.object.category, member=self.object.member)
        return super().get_success_url()


class PosyanduMemberEdit(EditPage):
    queryset = PosyanduMember.objects.for_list()
    permission_required = "activities.change_posyandumember"
    form_class = PosyanduMemberForm
    title = gettext_lazy("Ubah sasaran posyandu")

    def get_draft_key(self):
        return ""
