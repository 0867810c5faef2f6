"""Pages of KK binaan: the families a lokus works with."""

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import services
from households.filters import EnrolmentFilter
from households.forms.families import EnrolForm, LeaveForm
from households.models import Enrolment, Household, Member
from households.resources import EnrolmentResource
from households.tables import EnrolmentTable
from p2wkss.base.pages import ActionPage, ListPage

HEADS = Member.objects.heads().active().filter(household=OuterRef("household"))


class EnrolmentList(ListPage):
    queryset = Enrolment.objects.annotate(head_name=Subquery(HEADS.values("name")[:1]))
    permission_required = "households.view_enrolment"
    export_permission = "households.export_household"
    filterset_class = EnrolmentFilter
    table_class = EnrolmentTable
    resource_class = EnrolmentResource
    icon = "person-heart"
    title = gettext_lazy("KK binaan")
    lead = gettext_lazy("Keluarga yang didampingi lokus, sejak terdaftar sampai keluar.")
    empty_title = gettext_lazy("Belum ada KK binaan")
    empty_text = gettext_lazy("Daftarkan keluarga pertama dari halaman keluarganya, atau di sini.")
    add_label = gettext_lazy("Daftarkan KK binaan")

    def prepare(self, rows):
        return rows.for_list().select_related("household__region__parent__parent")


class EnrolmentAdd(ActionPage):
    """Take a family up; opened from a family's page it is about that family."""

    queryset = Enrolment.objects.all()
    permission_required = "households.add_enrolment"
    title = gettext_lazy("Daftarkan KK binaan")
    form_class = EnrolForm
    confirm_label = gettext_lazy("Daftarkan")
    success_message = gettext_lazy("Keluarga menjadi KK binaan.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "family": self.family_of_address()}

    def family_of_address(self):
        wanted = self.request.GET.get("household")
        if not wanted:
            return None
        try:
            return Household.objects.visible_to(self.request.user).get(public_id=wanted)
        except (Household.DoesNotExist, ValidationError):
            raise Http404 from None

    def act(self, record, form):
        cleaned = form.cleaned_data
        enrolment = services.enrol(
            cleaned["household"],
            cleaned["target_area"],
            on=cleaned["on"],
            by=self.request.user,
            number=cleaned["number"],
        )
        return enrolment.household.get_absolute_url()


class EnrolmentEnd(ActionPage):
    """A family leaves."""

    queryset = Enrolment.objects.for_list()
    permission_required = "households.change_enrolment"
    title = gettext_lazy("Akhiri sebagai KK binaan")
    form_class = LeaveForm
    confirm_label = gettext_lazy("Catat keluar")
    success_message = gettext_lazy("Keluarga tercatat keluar dari KK binaan.")
    consequences = [
        gettext_lazy("Data pendataan keluarga ini tetap tersimpan."),
        gettext_lazy("Keluarga dapat didaftarkan lagi bila kembali."),
    ]

    def act(self, record, form):
        services.leave(record, on=form.cleaned_data["on"], by=self.request.user, reason=form.cleaned_data["reason"])

    def get_success_url(self):
        return self.object.household.get_absolute_url()

    def get_lead(self):
        return _("%(family)s, lokus %(area)s") % {
            "family": Household.objects.with_head().get(pk=self.object.household_id).head_name or self.object.household,
            "area": self.object.target_area,
        }
