"""Pages of children who are weighed before the register knows them, and of linking them to it."""

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.filters import NewcomerFilter
from activities.forms.posyandu import LinkForm, NewcomerForm
from activities.models import Newcomer
from activities.tables.posyandu import NewcomerTable
from activities.views.opened import OpenedFrom
from activities.views.visits import day_from
from p2wkss.base.formats import tanggal
from p2wkss.base.pages import ActionPage, AddPage, ListPage, try_reverse


class NewcomerList(ListPage):
    queryset = Newcomer.objects.all()
    for_page = "for_list"
    permission_required = "activities.view_newcomer"
    filterset_class = NewcomerFilter
    table_class = NewcomerTable
    icon = "person-plus"
    title = gettext_lazy("Anak belum di register")
    lead = gettext_lazy(
        "Bayi baru lahir dan tamu yang sudah ditimbang. Hubungkan dengan register bila sudah terdaftar."
    )
    empty_text = gettext_lazy("Semua anak yang ditimbang ada di register.")

    def get_primary_action(self):
        """Somebody is written down at the scale, from the page of a posyandu day."""
        return


class NewcomerAdd(OpenedFrom, AddPage):
    queryset = Newcomer.objects.all()
    permission_required = "activities.add_newcomer"
    form_class = NewcomerForm
    title = gettext_lazy("Timbang anak yang belum di register")
    success_message = gettext_lazy("Anak dicatat sementara. Isi hasil timbangnya.")
    opened_from = ("posyandu", "activities:posyandusession_list", gettext_lazy("Buka hari bukanya lebih dahulu."))

    def get_draft_key(self):
        return ""

    def get_success_url(self):
        day = day_from(self.request)
        if day is None or day.posyandu_id != self.object.posyandu_id:
            return self.object.posyandu.get_absolute_url()
        query = {"session": day.public_id, "newcomer": self.object.public_id}
        return f"{try_reverse('activities:childvisit_add')}?{urlencode(query)}"


class NewcomerLink(ActionPage):
    queryset = Newcomer.objects.select_related("posyandu")
    permission_required = "activities.change_newcomer"
    title = gettext_lazy("Hubungkan dengan register")
    consequences = [gettext_lazy("Riwayat timbangnya menjadi riwayat anak itu.")]
    confirm_label = gettext_lazy("Hubungkan")
    form_class = LinkForm
    success_message = gettext_lazy("Anak dihubungkan dengan register.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "newcomer": self.object}

    def get_text(self):
        child = self.object
        born = tanggal(child.birth_date) if child.birth_date else _("belum diketahui")
        return _("%(name)s, lahir %(born)s, anak %(guardian)s. Pilih siapa dia di register.") % {
            "name": child.name,
            "born": born,
            "guardian": child.guardian,
        }

    def act(self, record, form):
        member = services.link_newcomer(record, form.cleaned_data["member"], by=self.request.user)
        return member.get_absolute_url()

    def get_cancel_url(self):
        return try_reverse("activities:newcomer_list")
