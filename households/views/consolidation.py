"""Members whose identity Dukcapil should clear up: the list, its file, and the letter that goes with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from households.consolidation_sheet import (
    ConsolidationFilter,
    ConsolidationNumbersSheet,
    ConsolidationSheet,
    ConsolidationTable,
)
from households.forms.places import place_of
from households.models import Member
from households.models.remark import needs_of, to_consolidate
from households.services import consolidation
from p2wkss.base import formats
from p2wkss.base.forms import REASON, ActForm, ReasonForm
from p2wkss.base.pages import BasePage, Link, ListPage, StartPage, note_access
from p2wkss.base.trace import current_request_id

VIEW, NUMBERS = "households.view_member", "households.export_identity"
EXPORT = "households.export_member"
MOST_IN_A_LETTER = 500


class ConsolidationRows:
    """The rows of the list and of the letter: the same filter, the same scope."""

    queryset = to_consolidate().order_by("household__region__code", "household", "pk")

    def prepare(self, rows):
        return rows.select_related("household__region__parent__parent", "identity_remark")

    def get_parents(self):
        return [(_("Keluarga"), reverse("households:household_list"))]


class ConsolidationList(ConsolidationRows, ListPage):
    permission_required = (VIEW, EXPORT)
    export_permission = EXPORT
    filterset_class = ConsolidationFilter
    table_class = ConsolidationTable
    resource_class = ConsolidationSheet
    identity_resource_class = ConsolidationNumbersSheet
    identity_permission = NUMBERS
    asks_reason = True
    template_name = "households/consolidation_list.html"
    icon = "person-exclamation"
    title = gettext_lazy("Perlu konsolidasi Dukcapil")
    empty_title = gettext_lazy("Tidak ada yang perlu dibereskan")
    empty_text = gettext_lazy("Tekan “Periksa NIK” setelah ada data baru, misalnya setelah impor.")

    def get_lead(self):
        last = consolidation.last_check()
        text = _("Anggota tanpa NIK, dengan NIK sementara, atau yang NIK-nya berbeda dengan data lain.")
        if last is None:
            return text + " " + _("NIK belum pernah diperiksa.")
        return text + " " + _("NIK terakhir diperiksa %(time)s.") % {"time": formats.waktu(last)}

    def get_primary_action(self):
        return Link(_("Periksa NIK"), reverse("households:consolidation_check"), icon="search")

    def get_context(self, **context):
        query = self.request.GET.copy()
        for name in ("page", "sort", "kolom"):
            query.pop(name, None)
        return super().get_context(**context, letter_query=query.urlencode())


class ConsolidationCheck(StartPage):
    """Compare the numbers that changed since the last check; may take a while, so it runs beside the request."""

    queryset = Member.objects.all()
    permission_required = (VIEW, EXPORT)
    url_base = "households:consolidation"
    form_class = ActForm
    title = gettext_lazy("Periksa NIK")
    text = gettext_lazy(
        "NIK yang berubah sejak pemeriksaan terakhir dibandingkan dengan tanggal lahir dan jenis kelamin."
    )
    consequences = [
        gettext_lazy("Yang berbeda masuk ke daftar konsolidasi; yang sudah cocok keluar dari daftar."),
        gettext_lazy("Tidak ada data yang diubah, dan tidak ada NIK yang ditampilkan."),
        gettext_lazy("Hanya Dukcapil yang dapat memastikan suatu NIK."),
    ]
    confirm_label = gettext_lazy("Periksa")

    def start(self, record, form):
        result = consolidation.check_identities_later.enqueue()
        if result.is_finished and result.status == "SUCCESSFUL":
            messages.success(
                self.request, _("%(count)s NIK diperiksa.") % {"count": formats.number(result.return_value)}
            )
        else:
            messages.info(self.request, _("Pemeriksaan berjalan. Muat ulang daftar ini sebentar lagi."))


class ConsolidationLetter(ConsolidationRows, BasePage):
    """The letter to Dinas Dukcapil on A4, of what the list shows. Numbers stay masked; who may export them gives a
    reason first, and it is noted."""

    permission_required = (VIEW, EXPORT)
    template_name = "households/print_consolidation.html"
    icon = "printer"
    title = gettext_lazy("Surat ke Dinas Dukcapil")

    def get(self, request, *args, **kwargs):
        if request.GET.get("nomor"):
            return self.ask(ReasonForm(user=request.user))
        return self.show_letter(self.rows())

    def post(self, request, *args, **kwargs):
        form = ReasonForm(request.POST, user=request.user)
        if not self.may_show_numbers():
            raise PermissionDenied
        if not form.is_valid():
            return self.ask(form)
        members = self.rows()
        note_access(
            user=request.user,
            kind="export",
            subject=f"{Member._meta.label_lower} (surat)",
            reason=form.cleaned_data[REASON],
            ids=[member.pk for member in members],
            count=len(members),
            request_id=current_request_id(),
        )
        return self.show_letter(members, with_numbers=True)

    def may_show_numbers(self):
        return self.request.user.has_perm(NUMBERS)

    def ask(self, form):
        if not self.may_show_numbers():
            raise PermissionDenied
        return self.render(
            "base/confirm.html",
            title=_("Surat ini memuat NIK dan nomor KK"),
            text=_("Tulis untuk apa surat ini dipakai."),
            consequences=[_("Nama Anda, alasan dan jumlah data dicatat."), _("Surat tampil satu kali, siap dicetak.")],
            confirm_label=_("Tampilkan surat"),
            form=form,
            cancel_url=self.request.path,
        )

    def rows(self) -> list:
        self.filterset = ConsolidationFilter(self.request.GET, queryset=self.visible(), request=self.request)
        rows = self.filterset.qs if self.filterset.is_valid() else self.visible().none()
        members = list(self.prepare(rows)[: MOST_IN_A_LETTER + 1])
        self.is_cut = len(members) > MOST_IN_A_LETTER
        return members[:MOST_IN_A_LETTER]

    def show_letter(self, members, *, with_numbers=False):
        query = self.request.GET.copy()
        query["nomor"] = "1"
        return self.render(
            lines=[_line(member, with_numbers) for member in members],
            sender=self.sender(),
            today=timezone.localdate(),
            is_cut=self.is_cut,
            most=MOST_IN_A_LETTER,
            numbers_url=f"?{query.urlencode()}" if self.may_show_numbers() and not with_numbers else "",
        )

    def sender(self) -> str:
        agency = self.request.user.agency or Agency.objects.coordinators().first()
        return agency.name_on(timezone.localdate()) if agency else ""

    def get_parents(self):
        return [*super().get_parents(), (_("Perlu konsolidasi Dukcapil"), reverse("households:consolidation_list"))]


def _line(member, with_numbers):
    nik, no_kk = member.nik, member.household.no_kk
    return {
        "name": member.name,
        "nik": (nik.reveal() if with_numbers else str(nik)) if nik else "",
        "no_kk": (no_kk.reveal() if with_numbers else str(no_kk)) if no_kk else "",
        "sex": member.sex,
        "birth_date": member.birth_date,
        "place": place_of(member.household.region),
        "address": member.household.address,
        "needs": ", ".join(needs_of(member)),
    }
