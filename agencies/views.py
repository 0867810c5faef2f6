"""Pages of agencies, users and access events."""

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import services
from agencies.filters import AccessEventFilter, AgencyFilter, ExemptionFilter, UserFilter
from agencies.forms import AgencyForm, AgencyNameForm, UserForm
from agencies.models import AccessEvent, Agency, Exemption, SecurityNotice, User
from agencies.resources import AccessEventResource, AgencyResource, ExemptionResource, UserResource
from agencies.tables import AccessEventTable, AgencyNameTable, AgencyTable, ExemptionTable, UserTable
from p2wkss.base.pages import (
    Action,
    ActionPage,
    AddPage,
    DetailPage,
    EditPage,
    ListPage,
    ReasonForm,
    Related,
    Rows,
    Status,
)

NAMES = Rows(AgencyNameForm, gettext_lazy("Nama menurut waktu"), add_label=gettext_lazy("Tambah nama"))


class AgencyList(ListPage):
    queryset = Agency.objects.all()
    for_page = "for_list"
    permission_required = "agencies.view_agency"
    filterset_class = AgencyFilter
    table_class = AgencyTable
    resource_class = AgencyResource
    icon = "buildings"
    lead = gettext_lazy("Perangkat daerah, perusahaan dan lembaga yang bekerja di lokus.")
    empty_text = gettext_lazy("Tambahkan perangkat daerah pertama, misalnya dinas kesehatan.")


class AgencyDetail(DetailPage):
    queryset = Agency.objects.for_list()
    permission_required = "agencies.view_agency"
    icon = "buildings"
    sections = [
        (gettext_lazy("Identitas"), ["code", "name", "kind"]),
        (gettext_lazy("Peran dalam P2WKSS"), ["field", "is_coordinator", "is_active", "source"]),
    ]
    related = [
        Related(
            gettext_lazy("Nama menurut waktu"),
            "names",
            AgencyNameTable,
            empty_text=gettext_lazy("Nama di atas berlaku untuk semua tanggal."),
        ),
        Related(
            gettext_lazy("Pengguna"),
            "users",
            UserTable,
            add="agencies:user_add",
            field="agency",
            exclude=("agency",),
        ),
    ]

    def get_lead(self):
        return self.object.name


class AgencyAdd(AddPage):
    queryset = Agency.objects.all()
    permission_required = "agencies.add_agency"
    form_class = AgencyForm
    formsets = [NAMES]


class AgencyEdit(EditPage):
    queryset = Agency.objects.all()
    permission_required = "agencies.change_agency"
    form_class = AgencyForm
    formsets = [NAMES]


class UserList(ListPage):
    template_name = "agencies/user_list.html"
    queryset = User.objects.all()
    for_page = "for_list"
    permission_required = "agencies.view_user"
    export_permission = "agencies.export_user"
    filterset_class = UserFilter
    table_class = UserTable
    resource_class = UserResource
    icon = "people"
    lead = gettext_lazy("Siapa yang dapat masuk, dengan peran apa.")


class UserDetail(DetailPage):
    queryset = User.objects.for_list()
    permission_required = "agencies.view_user"
    icon = "person"
    sections = [
        (gettext_lazy("Orang"), ["username", "name", "email", "phone"]),
        (gettext_lazy("Wewenang"), ["role", "agency", "may_export_identity", "may_see_true_counts", "is_active"]),
        (gettext_lazy("Pemakaian"), ["date_joined", "last_login"]),
    ]
    actions = [
        Action(gettext_lazy("Wilayah tugas"), "locations:user_areas", "agencies.change_user", icon="map"),
        Action(gettext_lazy("Beri kata sandi baru"), "agencies:user_password", "agencies.change_user", icon="key"),
        Action(gettext_lazy("Buka kunci masuk"), "agencies:user_unlock", "agencies.change_user", icon="unlock"),
        Action(
            gettext_lazy("Hapus verifikasi dua langkah"),
            "agencies:user_secondfactor",
            "agencies.change_user",
            icon="shield-lock",
        ),
        Action(
            gettext_lazy("Nonaktifkan"),
            "agencies:user_deactivate",
            "agencies.change_user",
            tone="danger",
            when=lambda user: user.is_active,
        ),
        Action(
            gettext_lazy("Aktifkan kembali"),
            "agencies:user_activate",
            "agencies.change_user",
            when=lambda user: not user.is_active,
        ),
    ]

    def get_status(self):
        return None if self.object.is_active else Status(_("Nonaktif"))


class UserAdd(AddPage):
    queryset = User.objects.all()
    permission_required = "agencies.add_user"
    form_class = UserForm
    success_message = gettext_lazy("Akun dibuat. Beri kata sandi pertama lewat tombol di halaman ini.")

    def save(self, form):
        form.instance.set_unusable_password()
        return form.save()


class UserEdit(EditPage):
    queryset = User.objects.all()
    permission_required = "agencies.change_user"
    form_class = UserForm

    def save(self, form):
        services.keep_an_administrator(form.instance)
        return form.save()


class UserActionPage(ActionPage):
    """An act on an account."""

    queryset = User.objects.all()
    permission_required = "agencies.change_user"
    url_base = "agencies:user"
    form_class = ReasonForm


class UserDeactivate(UserActionPage):
    title = gettext_lazy("Nonaktifkan akun")
    consequences = [
        gettext_lazy("Orang ini langsung keluar dari semua perangkat dan tidak dapat masuk lagi."),
        gettext_lazy("Data dan riwayat yang dibuatnya tetap ada."),
    ]
    confirm_label = gettext_lazy("Nonaktifkan")
    tone = "danger"
    success_message = gettext_lazy("Akun dinonaktifkan.")

    def act(self, record, form):
        services.deactivate(record, by=self.request.user)


class UserActivate(UserActionPage):
    title = gettext_lazy("Aktifkan akun kembali")
    text = gettext_lazy("Orang ini dapat masuk lagi dengan kata sandi yang lama.")
    confirm_label = gettext_lazy("Aktifkan")
    success_message = gettext_lazy("Akun aktif kembali.")

    def act(self, record, form):
        services.activate(record)


class UserUnlock(UserActionPage):
    title = gettext_lazy("Buka kunci masuk")
    confirm_label = gettext_lazy("Buka kunci")
    success_message = gettext_lazy("Kunci masuk dibuka.")

    def get_text(self):
        text = _("Untuk orang yang %(failures)d kali salah mengetik kata sandinya. Ia dapat mencoba lagi sekarang.")
        return text % {"failures": settings.LOCKOUT_FAILURES}

    def act(self, record, form):
        services.unlock(record)


class UserSecondFactor(UserActionPage):
    title = gettext_lazy("Hapus verifikasi dua langkah")
    text = gettext_lazy("Untuk orang yang kehilangan ponselnya. Pastikan dahulu bahwa benar dia yang meminta.")
    consequences = [
        gettext_lazy("Orang ini keluar dari semua perangkat."),
        gettext_lazy("Saat masuk kembali ia menyiapkan verifikasi yang baru bila perannya memerlukan."),
    ]
    confirm_label = gettext_lazy("Hapus verifikasi")
    tone = "danger"
    success_message = gettext_lazy("Verifikasi dua langkah dihapus.")

    def act(self, record, form):
        if record == self.request.user:
            raise PermissionDenied(_("Atur verifikasi dua langkah sendiri lewat menu akun."))
        services.reset_second_factor(record)


class UserPassword(UserActionPage):
    """Makes up a password and shows it once, on the answer itself: it passes no redirect, session or message."""

    title = gettext_lazy("Beri kata sandi baru")
    consequences = [
        gettext_lazy("Kata sandi yang lama tidak berlaku lagi, semua sesi berakhir."),
        gettext_lazy("Kata sandi baru tampil sekali saja. Sampaikan langsung kepada orangnya."),
    ]
    confirm_label = gettext_lazy("Buat kata sandi")

    def act(self, record, form):
        self.password = services.give_password(record)

    def after(self, location):
        return self.render("agencies/password_once.html", password=self.password)


class NoticesRead(ActionPage):
    """The reader has seen what happened to the own account."""

    permission_required = "agencies.view_securitynotice"
    title = gettext_lazy("Pemberitahuan keamanan")
    text = gettext_lazy("Pemberitahuan di beranda disembunyikan setelah Anda membacanya.")
    confirm_label = gettext_lazy("Sudah saya baca")
    success_message = gettext_lazy("Pemberitahuan ditandai sudah dibaca.")

    def act(self, record, form):
        SecurityNotice.objects.editable_by(self.request.user).unread().update(read_at=timezone.now())
        return reverse("home")


class AccessEventList(ListPage):
    queryset = AccessEvent.objects.all()
    for_page = "for_list"
    permission_required = "agencies.view_accessevent"
    export_permission = "agencies.export_accessevent"
    filterset_class = AccessEventFilter
    table_class = AccessEventTable
    resource_class = AccessEventResource
    icon = "eye"
    lead = gettext_lazy("Siapa membuka atau mengunduh data pribadi, kapan dan untuk apa.")
    empty_title = gettext_lazy("Belum ada yang membuka data pribadi")


class ExemptionList(ListPage):
    """Decisions past a rule, so that exceptions stay exceptions."""

    queryset = Exemption.objects.all()
    for_page = "for_list"
    permission_required = "agencies.view_exemption"
    export_permission = "agencies.view_exemption"
    filterset_class = ExemptionFilter
    table_class = ExemptionTable
    resource_class = ExemptionResource
    icon = "exclamation-octagon"
    lead = gettext_lazy("Keputusan yang diambil walaupun sebuah aturan meminta lain, dengan alasannya.")
    empty_title = gettext_lazy("Belum ada pengecualian")


class OwnSessions(ListUserSessionsView):
    """Where the reader is signed in; two queries however many sessions, where allauth asks three times for each."""

    def get_context_data(self, **kwargs):
        context = super(ListUserSessionsView, self).get_context_data(**kwargs)
        sessions = self.open_sessions()
        return {**context, "sessions": sessions, "session_count": len(sessions), "show_last_seen_at": True}

    def open_sessions(self) -> list[UserSession]:
        """Those that have not ended: still stored, in time, and begun with the password of today."""
        user = self.request.user
        listed = list(UserSession.objects.filter(user=user).order_by("created_at", "pk"))
        keys = [session.session_key for session in listed]
        stored = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        today = user.get_session_auth_hash()
        open_keys = {
            session.session_key
            for session in stored
            if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), today)
        }
        return [session for session in listed if session.session_key in open_keys]
