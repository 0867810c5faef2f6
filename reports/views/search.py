"""Search. Words stand in the address, so that a search can be shared; an identity number never does."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.services.guesses import TooManyGuesses
from households.services.unmasking import find_by_number
from p2wkss.base.errors import error_page
from p2wkss.base.number_guard import compact, is_number, looks_like_number
from p2wkss.base.pages import BasePage
from reports.addresses import address
from reports.forms import SearchForm
from reports.search import search

REGISTER = ("households.view_household", "households.view_member")


class SearchPage(BasePage):
    """One box for everything a reader may see; it posts, and words are then answered at an address of their own."""

    permission_required = "reports.search_portal"
    template_name = "reports/search.html"
    title = gettext_lazy("Cari")
    icon = "search"

    def get(self, request):
        if "q" not in request.GET:
            return self.show(SearchForm())
        if looks_like_number(request.GET["q"]):
            messages.warning(request, _("Nomor identitas jangan ditulis di alamat halaman. Tulis di kotak Cari."))
            return redirect(reverse("search"))
        form = SearchForm(request.GET)
        if not form.is_valid():
            return self.show(form)
        text = form.cleaned_data["q"]
        return self.show(form, text=text, groups=search(request.user, text))

    def post(self, request):
        form = SearchForm(request.POST)
        if not form.is_valid():
            return self.show(form if not looks_like_number(request.POST.get("q", "")) else SearchForm(), status=400)
        text = form.cleaned_data["q"]
        if looks_like_number(text):
            return self.by_number(text)
        return redirect(address("search", q=text))

    def by_number(self, text):
        """The family or member of a number; the number itself is not shown again."""
        if not self.request.user.has_perms(REGISTER):
            return self.tell(_("Peran Anda tidak dapat mencari dengan NIK atau nomor KK."))
        if not is_number(text):
            return self.tell(_("NIK dan nomor KK terdiri atas 16 angka. Periksa angkanya, lalu cari lagi."))
        try:
            found = find_by_number(compact(text), by=self.request.user)
        except TooManyGuesses as error:
            return error_page(self.request, 429, message=str(error))
        if found is None:
            return self.tell(_("Nomor itu tidak ditemukan di wilayah kerja Anda. Periksa angkanya, lalu cari lagi."))
        return redirect(found)

    def tell(self, sentence):
        return self.show(SearchForm(), status=400, notice=sentence)

    def show(self, form, *, status=200, text="", groups=(), notice=""):
        return self.render(form=form, text=text, groups=groups, notice=notice, status=status)

    def get_lead(self):
        return _("Yang tampil hanya yang boleh Anda lihat. Pencarian dengan NIK atau nomor KK dicatat.")
