"""The review of likely duplicates: two entries side by side, made one or told apart, and a merge taken back."""

from dataclasses import dataclass

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.duplicate_tables import DuplicateFilter, DuplicateTable, say_reasons
from households.forms.duplicates import MergeForm
from households.forms.places import place_of
from households.models import LikelyDuplicate
from households.services import duplicates
from households.views.sections import OnlyFilled
from p2wkss.base import formats
from p2wkss.base.forms import REASON, ActForm, ReasonForm
from p2wkss.base.pages import Action, ActionPage, DetailPage, Link, ListPage, Row, StartPage, Status

VIEW = ("households.view_likelyduplicate", "households.view_member")
CHANGE = ("households.change_likelyduplicate", "households.change_member")
State = LikelyDuplicate.State


class DuplicateList(ListPage):
    queryset = LikelyDuplicate.objects.all()
    for_page = "for_list"
    permission_required = VIEW
    filterset_class = DuplicateFilter
    table_class = DuplicateTable
    icon = "people"
    title = gettext_lazy("Kemungkinan data ganda")
    lead = gettext_lazy(
        "Anggota yang mungkin tercatat dua kali. Periksa satu per satu; tidak ada yang digabung otomatis."
    )
    empty_title = gettext_lazy("Tidak ada yang perlu diperiksa")
    empty_text = gettext_lazy("Cari lagi setelah ada data baru, misalnya setelah impor.")

    def get_primary_action(self):
        if not self.request.user.has_perms(CHANGE):
            return None
        return Link(_("Cari data ganda"), reverse("households:duplicate_search"), icon="search")


class DuplicateSearch(StartPage):
    """Look through the register of the reader's area; may take a while, so it runs beside the request."""

    queryset = LikelyDuplicate.objects.all()
    permission_required = CHANGE
    url_base = "households:duplicate"
    form_class = ActForm
    title = gettext_lazy("Cari data ganda")
    text = gettext_lazy("Nama, tanggal lahir dan alamat semua anggota di wilayah kerja Anda dibandingkan.")
    consequences = [
        gettext_lazy("Pasangan yang mirip masuk ke daftar untuk diperiksa."),
        gettext_lazy("Tidak ada data yang diubah atau digabung."),
        gettext_lazy("Pasangan yang sudah Anda putuskan tidak muncul lagi."),
    ]
    confirm_label = gettext_lazy("Cari")

    def start(self, record, form):
        result = duplicates.search_duplicates.enqueue(self.request.user.pk)
        if result.is_finished and result.status == "SUCCESSFUL":
            messages.success(self.request, _("Ditemukan %(count)s pasangan baru.") % {"count": result.return_value})
        else:
            messages.info(self.request, _("Pencarian berjalan. Muat ulang daftar ini sebentar lagi."))


@dataclass(frozen=True)
class Fact:
    """One line of the comparison; `is_same` None where one of them is unknown."""

    label: str
    first: str
    second: str
    is_same: bool | None


class DuplicateDetail(OnlyFilled, DetailPage):
    queryset = LikelyDuplicate.objects.for_list()
    permission_required = VIEW
    template_name = "households/duplicate_detail.html"
    icon = "people"
    only_filled = frozenset({"decided_by", "decided_at", "kept"})
    sections = [
        (
            gettext_lazy("Penilaian"),
            [
                "score",
                Row("reasons", gettext_lazy("Yang mirip dan yang berbeda"), say_reasons),
                "kept",
                "decided_by",
                Row("decided_at", gettext_lazy("Diputuskan"), formats.waktu),
            ],
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Orang yang sama"),
            "households:duplicate_merge",
            "households.change_likelyduplicate",
            tone="primary",
            icon="people-fill",
            when=lambda pair: pair.state == State.OPEN,
        ),
        Action(
            gettext_lazy("Bukan orang yang sama"),
            "households:duplicate_apart",
            "households.change_likelyduplicate",
            icon="x-lg",
            when=lambda pair: pair.state == State.OPEN,
        ),
        Action(
            gettext_lazy("Batalkan penggabungan"),
            "households:duplicate_undo",
            "households.change_likelyduplicate",
            icon="arrow-counterclockwise",
            when=lambda pair: pair.state == State.MERGED,
        ),
        Action(
            gettext_lazy("Periksa lagi"),
            "households:duplicate_reopen",
            "households.change_likelyduplicate",
            icon="arrow-repeat",
            when=lambda pair: pair.state == State.DIFFERENT,
        ),
    ]

    def get_status(self):
        return Status.of(LikelyDuplicate.State(self.object.state))

    def get_parents(self):
        return parents_of(None)

    def get_primary_action(self):
        return None

    def get_context(self, **context):
        stays = sum(map(len, self.object.left_behind.values()))
        return super().get_context(**context, facts=facts_of(self.object), stays=stays)


class DecisionPage(ActionPage):
    """One decision about a pair, with its reason."""

    queryset = LikelyDuplicate.objects.for_list()
    permission_required = CHANGE
    url_base = "households:duplicate"
    form_class = ReasonForm

    def get_parents(self):
        return parents_of(self.object)


class DuplicateMerge(DecisionPage):
    form_class = MergeForm
    title = gettext_lazy("Orang yang sama")
    confirm_label = gettext_lazy("Gabungkan")
    consequences = [
        gettext_lazy("Kehadiran, pendataan, kunjungan posyandu dan keanggotaan pindah ke data yang dipakai."),
        gettext_lazy("Data yang lain tetap tersimpan dengan status “Digabung”, dan tidak dihitung lagi."),
        gettext_lazy("Yang tercatat pada pendataan yang sudah ditutup tetap di tempatnya."),
        gettext_lazy("Penggabungan dapat dibatalkan."),
    ]
    success_message = gettext_lazy("Kedua data digabung.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "pair": self.object}

    def act(self, record, form):
        duplicates.merge(record, kept=form.chosen, by=self.request.user, reason=form.cleaned_data[REASON])


class DuplicateApart(DecisionPage):
    title = gettext_lazy("Bukan orang yang sama")
    confirm_label = gettext_lazy("Ya, dua orang")
    consequences = [
        gettext_lazy("Kedua data dibiarkan seperti sekarang."),
        gettext_lazy("Pasangan ini tidak muncul lagi pada pencarian berikutnya."),
    ]
    success_message = gettext_lazy("Dicatat sebagai dua orang.")

    def act(self, record, form):
        duplicates.tell_apart(record, by=self.request.user, reason=form.cleaned_data[REASON])


class DuplicateReopen(DecisionPage):
    title = gettext_lazy("Periksa lagi")
    confirm_label = gettext_lazy("Periksa lagi")
    consequences = [gettext_lazy("Pasangan ini kembali ke daftar yang perlu diperiksa.")]
    success_message = gettext_lazy("Pasangan ini kembali ke daftar.")

    def act(self, record, form):
        duplicates.reopen(record, by=self.request.user, reason=form.cleaned_data[REASON])


class DuplicateUndo(DecisionPage):
    title = gettext_lazy("Batalkan penggabungan")
    confirm_label = gettext_lazy("Pisahkan lagi")
    consequences = [
        gettext_lazy("Baris yang sudah dipindah kembali ke data asalnya."),
        gettext_lazy("Isian yang tadi dilengkapi menjadi seperti semula, kecuali sudah diubah orang."),
        gettext_lazy("Pasangan ini kembali ke daftar yang perlu diperiksa."),
    ]
    success_message = gettext_lazy("Kedua data terpisah lagi.")

    def act(self, record, form):
        duplicates.undo_merge(record, by=self.request.user, reason=form.cleaned_data[REASON])


def parents_of(pair):
    parents = [
        (_("Keluarga"), reverse("households:household_list")),
        (_("Kemungkinan data ganda"), reverse("households:duplicate_list")),
    ]
    return parents + ([(str(pair), pair.get_absolute_url())] if pair is not None else [])


def facts_of(pair) -> list[Fact]:
    """The two entries line by line; identity numbers masked, and never called the same or not."""
    return [_fact(label, write, pair) for label, write in FACTS]


def _fact(label, write, pair):
    first, second = write(pair.first), write(pair.second)
    known = bool(first and second) and label not in UNCOMPARED
    return Fact(str(label), first or "", second or "", first == second if known else None)


NIK, FAMILY_CARD = gettext_lazy("NIK"), gettext_lazy("Nomor KK")
STATUS, ENTERED = gettext_lazy("Status"), gettext_lazy("Dicatat")
UNCOMPARED = (NIK, FAMILY_CARD, STATUS, ENTERED)
FACTS = [
    (gettext_lazy("Nama"), lambda member: member.name),
    (NIK, lambda member: str(member.nik or member.get_nik_status_display())),
    (gettext_lazy("Jenis kelamin"), lambda member: member.get_sex_display()),
    (gettext_lazy("Tanggal lahir"), lambda member: formats.tanggal(member.birth_date) if member.birth_date else ""),
    (gettext_lazy("Tempat lahir"), lambda member: member.birth_place),
    (gettext_lazy("Hubungan dalam keluarga"), lambda member: member.get_relation_display()),
    (FAMILY_CARD, lambda member: str(member.household.no_kk or member.household.no_kk_missing)),
    (gettext_lazy("RT/RW"), lambda member: place_of(member.household.region)),
    (gettext_lazy("Alamat"), lambda member: member.household.address),
    (gettext_lazy("Pendidikan"), lambda member: member.get_education_display()),
    (gettext_lazy("Pekerjaan"), lambda member: member.get_occupation_display()),
    (STATUS, lambda member: member.get_status_display()),
    (ENTERED, lambda member: formats.waktu(member.created_at)),
]
