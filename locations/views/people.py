"""Pages of users' areas."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from locations import forms
from locations.models import (
    Assignment,
)
from locations.tables import (
    AssignmentTable,
)
from p2wkss.base.pages import (
    AddPage,
    DeletePage,
    DetailPage,
    Link,
    Related,
)
from p2wkss.base.pages.header import try_reverse


class UserAreas(DetailPage):
    """The areas a kelurahan operator or cadre works in."""

    queryset = User.objects.for_list()
    permission_required = "agencies.change_user"
    has_history = False
    icon = "map"
    sections = [(gettext_lazy("Pengguna"), ["username", "name", "role", "agency"])]
    related = [
        Related(
            gettext_lazy("Wilayah tugas"),
            "assignments",
            AssignmentTable,
            add="locations:assignment_add",
            field="user",
            permission="agencies.view_user",
            rows=lambda user, reader: user.assignments.visible_to(reader).select_related("region"),
            empty_text=gettext_lazy("Tanpa wilayah tugas, operator kelurahan dan kader tidak melihat data apa pun."),
        ),
    ]

    def get_title(self):
        return _("Wilayah tugas %(name)s") % {"name": self.object.name}

    def get_primary_action(self):
        url = try_reverse("agencies:user_detail", self.object.public_id)
        return Link(_("Kembali ke pengguna"), url, icon="arrow-left")


class AssignmentAdd(AddPage):
    queryset = Assignment.objects.all()
    permission_required = "agencies.change_user"
    form_class = forms.AssignmentForm
    title = gettext_lazy("Tambah wilayah tugas")

    def get_cancel_url(self):
        return try_reverse("agencies:user_list")


class AssignmentDelete(DeletePage):
    queryset = Assignment.objects.select_related("user", "region")
    permission_required = "agencies.change_user"
    title = gettext_lazy("Akhiri tugas di wilayah ini")
    confirm_label = gettext_lazy("Akhiri tugas")
    text = gettext_lazy("Pengguna tidak lagi melihat data wilayah ini sejak halaman berikutnya yang dibukanya.")

    def act(self, record, form):
        back = record.get_absolute_url()
        super().act(record, form)
        return back
