"""Pages of what a posyandu day records of a child, a pregnant woman or an elder. One after the other, on a phone."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import services
from activities.forms.posyandu import ChildVisitForm, ElderlyVisitForm, PregnancyVisitForm, waiting_on
from activities.models import ChildVisit, ElderlyVisit, Newcomer, PosyanduMember, PosyanduSession, PregnancyVisit
from activities.tables.posyandu import OutdatedVisitTable
from activities.views.opened import OpenedFrom
from households.ages import completed_months
from p2wkss.base.formats import tanggal
from p2wkss.base.pages import AddPage, EditPage, ListPage, try_reverse

Category = PosyanduMember.Category
PAGES = {Category.CHILD: "childvisit", Category.PREGNANT: "pregnancyvisit", Category.ELDERLY: "elderlyvisit"}
NEXT = "next"


def day_from(request) -> PosyanduSession | None:
    """The posyandu day that the form, or the address, names; None where it names none the reader sees."""
    days = PosyanduSession.objects.visible_to(request.user).select_related("posyandu")
    try:
        return days.filter(public_id=request.POST.get("session") or request.GET.get("session", "")).first()
    except (ValidationError, ValueError):
        return None


def record_url(day, category, member=None) -> str:
    """Where somebody is recorded on a day; without a member they are chosen there."""
    query = {"session": day.public_id}
    if member is not None:
        query["member"] = member.public_id
    return f"{reverse(f'activities:{PAGES[category]}_add')}?{urlencode(query)}"


def register_url(day, category) -> str:
    """Where somebody new is registered on a day, to be recorded right after."""
    query = {"posyandu": day.posyandu.public_id, "category": category, "session": day.public_id}
    return f"{reverse('activities:posyandumember_add')}?{urlencode(query)}"


def newcomer_url(day) -> str:
    """Where a child that the register does not know is written down on a day, to be weighed right after."""
    query = {"posyandu": day.posyandu.public_id, "session": day.public_id}
    return f"{reverse('activities:newcomer_add')}?{urlencode(query)}"


def age_text(member, on) -> str:
    """The age on a day as a cadre says it: months under five years, else years; empty while unknown."""
    if member.birth_date is None or member.birth_date > on:
        return ""
    months = completed_months(member.birth_date, on)
    if months < 60:
        return _("%(months)d bulan") % {"months": months}
    return _("%(years)d tahun") % {"years": months // 12}


def why_closed(day) -> str:
    """Why nobody can be recorded on a day; empty where they can."""
    if day.closed_at:
        return _("Hari buka posyandu ini sudah ditutup.")
    if day.status == PosyanduSession.Status.CANCELLED:
        return _("Hari buka posyandu ini dibatalkan.")
    if day.date > timezone.localdate():
        return _("Hari buka posyandu ini belum tiba. Pencatatan dibuka pada harinya.")
    return ""


class VisitForms:
    """What adding and editing a visit share: the day it belongs to, and no draft of anybody's health."""

    category = ""
    day = None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "day": self.day}

    def get_success_url(self):
        return self.object.session.get_absolute_url()

    def get_cancel_url(self):
        return self.day.get_absolute_url() if self.day else try_reverse("activities:posyandusession_list")

    def get_draft_key(self):
        return ""

    def get_lead(self):
        return "%s, %s" % (self.day.posyandu, tanggal(self.day.date)) if self.day else ""

    def get_parents(self):
        day = self.day
        listed = (_("Hari buka posyandu"), try_reverse("activities:posyandusession_list"))
        return [listed, (self.get_lead(), day.get_absolute_url())] if day else [listed]


class VisitAdd(OpenedFrom, VisitForms, AddPage):
    """Record somebody; "save and next" stays here with the day kept and the next name to choose."""

    template_name = "activities/visit_add.html"
    success_message = gettext_lazy("Catatan disimpan.")
    opened_from = ("session", "activities:posyandusession_list", gettext_lazy("Buka hari bukanya lebih dahulu."))

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.permission_required):
            self.day = day_from(request)
            if self.day is None and request.GET.get("session"):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.day is not None and (reason := why_closed(self.day)):
            raise PermissionDenied(reason)
        return super().get(request, *args, **kwargs)

    def take_from_address(self, form):
        """Who was tapped on the day's page is known; what comes next is the first measure."""
        super().take_from_address(form)
        if form.initial.get("member"):
            form.fields["weight_kg"].widget.attrs["autofocus"] = True

    def save(self, form):
        return services.record_visit(form.instance, by=self.request.user)

    def get_success_url(self):
        if NEXT in self.request.POST and waiting_on(self.object.session, self.category).exists():
            return record_url(self.object.session, self.category)
        return super().get_success_url()

    def get_context(self, **context):
        if self.day is None:
            return super().get_context(**context)
        waiting = waiting_on(self.day, self.category)
        return super().get_context(
            waiting=waiting.count(),
            register_url=register_url(self.day, self.category),
            chosen=self.get_chosen(),
            recorded=self.get_recorded(),
            **context,
        )

    def get_chosen(self):
        """Who was tapped on the day's page, with the age and the measures of the last visit."""
        member = self.form.initial.get("member") if not self.form.is_bound else None
        if member is None:
            return None
        last = (
            self.queryset.visible_to(self.request.user)
            .filter(member=member, session__date__lt=self.day.date)
            .select_related("session")
            .order_by("-session__date")
            .first()
        )
        return {"member": member, "age": age_text(member, self.day.date), "last": last}

    def get_lead(self):
        newcomer = getattr(self.form, "newcomer", None)
        return "%s: %s" % (super().get_lead(), newcomer) if newcomer else super().get_lead()

    def get_recorded(self):
        """The last one recorded on this day, so that a slip is seen and mended at once."""
        rows = self.queryset.visible_to(self.request.user).filter(session=self.day)
        return rows.select_related("member").order_by("-updated_at", "-pk").first()


class VisitEdit(VisitForms, EditPage):
    def get_record(self, for_change=False):
        record = super().get_record(for_change)
        self.day = record.session
        return record

    def save(self, form):
        return services.record_visit(form.instance, by=self.request.user)


class WeighsNewcomers:
    """Mixin: who is not in the register yet is in the address instead of a member."""

    def get_form_kwargs(self):
        found = None
        if wanted := self.request.GET.get("newcomer"):
            rows = Newcomer.objects.visible_to(self.request.user).unlinked()
            try:
                found = rows.filter(public_id=wanted).first()
            except ValidationError:
                found = None
            if found is None:
                raise Http404
        return {**super().get_form_kwargs(), "newcomer": found}


class ChildVisitAdd(WeighsNewcomers, VisitAdd):
    queryset = ChildVisit.objects.all()
    permission_required = "activities.add_childvisit"
    form_class = ChildVisitForm
    category = Category.CHILD
    title = gettext_lazy("Catat balita")

    def save(self, form):
        return services.record_child_visit(form.instance, by=self.request.user)


class ChildVisitEdit(VisitEdit):
    queryset = ChildVisit.objects.for_list()
    permission_required = "activities.change_childvisit"
    form_class = ChildVisitForm
    title = gettext_lazy("Ubah catatan balita")

    def save(self, form):
        return services.record_child_visit(form.instance, by=self.request.user)


class ChildVisitOutdated(ListPage):
    """Results of closed days that were computed from a birth date, sex or day which was corrected since."""

    queryset = ChildVisit.objects.outdated()
    for_page = "for_list"
    permission_required = "activities.view_childvisit"
    filterset_class = None
    table_class = OutdatedVisitTable
    icon = "clock-history"
    title = gettext_lazy("Hasil timbang dari data lama")
    lead = gettext_lazy("Hari bukanya sudah ditutup, jadi hasilnya tetap. Sekarang status gizinya dapat berbeda.")
    empty_title = gettext_lazy("Tidak ada")
    empty_text = gettext_lazy("Semua hasil timbang sesuai dengan register.")

    def get_primary_action(self):
        return None


class PregnancyVisitAdd(VisitAdd):
    queryset = PregnancyVisit.objects.all()
    permission_required = "activities.add_pregnancyvisit"
    form_class = PregnancyVisitForm
    category = Category.PREGNANT
    title = gettext_lazy("Catat ibu hamil")


class PregnancyVisitEdit(VisitEdit):
    queryset = PregnancyVisit.objects.for_list()
    permission_required = "activities.change_pregnancyvisit"
    form_class = PregnancyVisitForm
    title = gettext_lazy("Ubah catatan ibu hamil")


class ElderlyVisitAdd(VisitAdd):
    queryset = ElderlyVisit.objects.all()
    permission_required = "activities.add_elderlyvisit"
    form_class = ElderlyVisitForm
    category = Category.ELDERLY
    title = gettext_lazy("Catat lansia")


class ElderlyVisitEdit(VisitEdit):
    queryset = ElderlyVisit.objects.for_list()
    permission_required = "activities.change_elderlyvisit"
    form_class = ElderlyVisitForm
    title = gettext_lazy("Ubah catatan lansia")
