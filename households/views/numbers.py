"""Identity numbers: found by the whole number, and opened one by one with a reason. Neither is ever in an address."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.forms.families import NumberSearchForm, UnmaskForm
from households.models import Household, Member
from households.services import unmasking
from households.services.guesses import TooManyGuesses
from households.views.families import FamilyNamed
from households.views.members import FamilyParents
from p2wkss.base.errors import error_page
from p2wkss.base.pages import ActionPage, BasePage


class NumberSearch(BasePage):
    """Find a family or member by the 16 digits of a KK or NIK, within the reader's area."""

    queryset = Household.objects.all()
    permission_required = ("households.view_household", "households.view_member")
    template_name = "base/form.html"
    title = gettext_lazy("Cari dengan NIK atau nomor KK")
    lead = gettext_lazy("Nomor tidak disimpan di alamat halaman. Setiap pencarian dicatat.")
    icon = "search"

    def get(self, request, *args, **kwargs):
        return self.show(NumberSearchForm(user=request.user))

    def post(self, request, *args, **kwargs):
        form = NumberSearchForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                found = unmasking.find_by_number(form.cleaned_data["number"], by=request.user)
            except TooManyGuesses as error:
                return error_page(request, 429, message=str(error))
            if found is not None:
                return redirect(found)
            form.add_error("number", _("Tidak ditemukan di wilayah kerja Anda. Periksa angkanya, lalu cari lagi."))
        return self.show(form)

    def show(self, form):
        return self.render(form=form, submit_label=_("Cari"), cancel_url=reverse("households:household_list"))


class UnmaskPage(ActionPage):
    """Open one number: asked why, noted, shown once. Who sees the record and holds the permission may."""

    permission_required = "households.unmask_identity"
    form_class = UnmaskForm
    needs_edit = False
    confirm_label = gettext_lazy("Buka nomor")
    consequences = [
        gettext_lazy("Nomor tampil satu kali di halaman berikutnya."),
        gettext_lazy("Nama Anda, alasan dan waktu dicatat dan dapat diperiksa."),
        gettext_lazy("Paling banyak 60 nomor dalam satu jam."),
    ]

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except unmasking.TooManyOpened:
            message = _("Anda sudah membuka 60 nomor dalam satu jam. Tunggu sebentar, lalu coba kembali.")
            return error_page(request, 429, message=message)

    def act(self, record, form):
        self.number = unmasking.open_number(record, by=self.request.user, reason=form.cleaned_data["reason"])

    def after(self, location):
        """The number in the answer itself: nothing of it is kept in a session or an address."""
        return self.render("households/number_open.html", number=self.number, label=self.label, back_url=location)


class HouseholdUnmask(FamilyNamed, UnmaskPage):
    queryset = Household.objects.with_head()
    title = gettext_lazy("Lihat nomor KK")
    label = gettext_lazy("Nomor KK")


class MemberUnmask(FamilyParents, UnmaskPage):
    queryset = Member.objects.all()
    title = gettext_lazy("Lihat NIK")
    label = gettext_lazy("NIK")
    permission_required = ("households.unmask_identity", "households.view_member")
