"""Pages of families."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.filters import HouseholdFilter
from households.forms.families import HouseholdEditForm, HouseholdForm
from households.forms.offers import OffersChoices
from households.models import Enrolment, House, Household, SurveyRound
from households.resources import HouseholdNumbersResource, HouseholdResource
from households.services.cards import keep_number
from households.tables import (
    HouseholdSurveyTable,
    HouseholdTable,
    MemberTable,
)
from households.views.sections import OnlyFilled
from locations.models import TargetAreaRegion
from p2wkss.base.formats import rupiah, tanggal
from p2wkss.base.pages import Action, AddPage, Cell, DetailPage, EditPage, Link, ListPage, Related, Row, Status
from p2wkss.base.pages.rows import cell

VISIT_PERMISSIONS = (
    "households.add_householdsurvey",
    "households.add_houseassessment",
    "households.add_membersurvey",
)


class FamilyNamed:
    """Mixin: a page below a family's page calls the family by its head; the row comes from `with_head`."""

    def get_lead(self):
        return title_of(self.object)

    def get_parents(self):
        return [
            (_("Keluarga"), reverse("households:household_list")),
            (title_of(self.object), self.object.get_absolute_url()),
        ]


ENROLMENTS = Enrolment.objects.open().filter(household=OuterRef("pk")).order_by("-enrolled_on", "-pk")


class HouseholdList(ListPage):
    queryset = Household.objects.with_head()  # sorted by it; a subquery that counting and filtering leave out
    permission_required = "households.view_household"
    filterset_class = HouseholdFilter
    table_class = HouseholdTable
    resource_class = HouseholdResource
    identity_resource_class = HouseholdNumbersResource
    identity_permission = "households.export_identity"
    icon = "people"
    lead = gettext_lazy("Keluarga menurut kartu keluarga, beserta anggotanya.")
    empty_text = gettext_lazy("Tambahkan keluarga dari halaman rumahnya, atau impor dari berkas.")

    template_name = "households/household_list.html"

    def prepare(self, rows):
        return rows.for_list().select_related("region__parent__parent", "latest_survey")


class HouseholdDetail(OnlyFilled, DetailPage):
    queryset = (
        Household.objects.for_list()
        .select_related(
            "region__parent__parent",
            "latest_survey__round__target_area__kelurahan",
            "latest_survey__round__target_area__programme_year",
        )
        .annotate(
            enrolment=Subquery(ENROLMENTS.values("public_id")[:1]),
            enrolled_number=Subquery(ENROLMENTS.values("number")[:1]),
            enrolled_on=Subquery(ENROLMENTS.values("enrolled_on")[:1]),
            enrolled_kelurahan=Subquery(ENROLMENTS.values("target_area__kelurahan__name")[:1]),
            enrolled_year=Subquery(ENROLMENTS.values("target_area__programme_year__year")[:1]),
        )
    )
    permission_required = "households.view_household"
    icon = "people"
    only_filled = frozenset({"no_kk_missing", "phone", "notes"})
    sections = [
        (
            gettext_lazy("Kartu keluarga"),
            [
                "no_kk",
                "no_kk_missing",
                Row("status", states=Household.Status),
                "region",
                "house",
                "address",
                "phone",
                "notes",
            ],
        ),
    ]
    related = [
        Related(
            gettext_lazy("Anggota keluarga"),
            "members",
            MemberTable,
            add="households:member_add",
            field="household",
            empty_title=gettext_lazy("Belum ada anggota"),
            empty_text=gettext_lazy("Tambahkan kepala keluarga lebih dahulu."),
        ),
        Related(
            gettext_lazy("Pendataan"),
            "surveys",
            HouseholdSurveyTable,
            empty_title=gettext_lazy("Keluarga ini belum didata"),
        ),
    ]
    actions = [
        Action(
            gettext_lazy("Lihat nomor KK"),
            "households:household_unmask",
            "households.unmask_identity",
            icon="eye",
            needs_edit=False,
            when=lambda household: household.no_kk is not None,
        ),
    ]

    def get_title(self):
        return title_of(self.object)

    def get_status(self):
        status = self.object.status
        return Status.of(Household.Status(status))

    def get_lead(self):
        """Who opens a family without a head learns it at once."""
        if self.object.is_active and not self.object.head_name and self.object.member_count:
            return _("Kepala keluarga belum ditetapkan. Ubah hubungan salah satu anggota menjadi kepala keluarga.")
        return super().get_lead()

    def get_sections(self):
        more = [self.enrolment_section(), self.survey_section(), self.card_section()]
        return [*super().get_sections(), *filter(None, more)]

    def card_section(self):
        """The numbers that the family had before; None where its card was never renewed."""
        rows = [
            Cell(
                _("Nomor KK lama"),
                _("%(number)s, diganti %(day)s") % {"number": card.no_kk, "day": tanggal(card.replaced_on)},
            )
            for card in self.object.former_cards.visible_to(self.request.user)
        ]
        return {"title": _("Kartu sebelumnya"), "rows": rows} if rows else None

    def survey_section(self):
        """The latest survey, for who may see surveys."""
        survey = self.object.latest_survey
        if survey is None or not self.request.user.has_perm("households.view_householdsurvey"):
            return None
        rows = [
            Row("round", _("Pendataan")),
            Row("spending", _("Pengeluaran sebulan"), rupiah),
            Row("income", _("Penghasilan sebulan"), rupiah),
            "dtsen_decile",
            "ks_stage",
        ]
        return {"title": _("Pendataan terakhir"), "rows": [cell(survey, row, self.request.user) for row in rows]}

    def enrolment_section(self):
        """Since when the family is KK binaan, and of which lokus; None while it is not."""
        household = self.object
        if household.enrolment is None:
            return None
        lokus = "%s %d" % (household.enrolled_kelurahan, household.enrolled_year)
        state = [] if household.is_active else [Cell(_("Keadaan"), _("Sudah pindah atau bubar: tidak dihitung lagi."))]
        rows = [
            Cell(_("Lokus"), lokus),
            Cell(_("Nomor urut"), household.enrolled_number),
            Cell(_("Terdaftar sejak"), tanggal(household.enrolled_on)),
            *state,
        ]
        return {"title": _("KK binaan"), "rows": rows}

    def get_actions(self):
        """A visit for each open round of the lokus the family lives in, then enrolment, then the other acts."""
        return [*self.visit_links(), *self.enrolment_links(), *super().get_actions()]

    def enrolment_links(self):
        user, household = self.request.user, self.object
        if household.enrolment and user.has_perm("households.change_enrolment"):
            url = reverse("households:enrolment_end", args=[household.enrolment])
            return [Link(_("Akhiri sebagai KK binaan"), url, "box-arrow-right")]
        is_active = self.is_editable and household.status == Household.Status.ACTIVE
        if not household.enrolment and is_active and user.has_perm("households.add_enrolment"):
            url = f"{reverse('households:enrolment_add')}?household={household.public_id}"
            return [Link(_("Jadikan KK binaan"), url, "person-plus")]
        return []

    def visit_links(self):
        user, household = self.request.user, self.object
        is_open = self.is_editable and household.status == Household.Status.ACTIVE
        if not is_open or not user.has_perms(VISIT_PERMISSIONS):
            return []
        return [
            Link(
                _("Kunjungan: %(round)s") % {"round": survey_round.get_kind_display()},
                reverse("households:visit", args=[survey_round.public_id, household.public_id]),
                "clipboard-check",
                tone="primary",
            )
            for survey_round in open_rounds_at(household.region, user)
        ]


class HouseholdAdd(OffersChoices, AddPage):
    """A new family; opened from the page of a house it begins with that house and its RT."""

    queryset = Household.objects.all()
    permission_required = "households.add_household"
    form_class = HouseholdForm
    success_message = gettext_lazy("Keluarga disimpan. Tambahkan kepala keluarga dan anggotanya.")

    def take_from_address(self, form):
        super().take_from_address(form)
        house = form.initial.get("house")
        if isinstance(house, House):
            form.initial["region"] = house.region

    def save(self, form):
        return save_and_warn(self.request, form)


class HouseholdEdit(OffersChoices, FamilyNamed, EditPage):
    queryset = Household.objects.for_list()
    permission_required = "households.change_household"
    form_class = HouseholdEditForm

    def save(self, form):
        """A number that was replaced still finds the family; one that was only a slip of the pen is forgotten."""
        old = Household.objects.get(pk=form.instance.pk).no_kk
        record = save_and_warn(self.request, form)
        if old is not None and "no_kk" in form.changed_data and not form.cleaned_data["was_mistyped"]:
            keep_number(record, old.reveal())
        return record


def title_of(household) -> str:
    """ "Keluarga Asep Sunandar", or its masked number while it has no head; the row comes from `with_head`."""
    name = getattr(household, "head_name", None)
    return _("Keluarga %(name)s") % {"name": name} if name else str(household)


def save_and_warn(request, form):
    """Save a form with an identity number; what speaks against the number is said, and does not stop anybody."""
    record = form.save()
    for warning in form.warnings:
        messages.warning(request, warning)
    return record


def open_rounds_at(region, user):
    """The open rounds of the lokus that an RT belongs to, itself or with its whole RW."""
    codes = [region.code, region.code.rsplit(".", 1)[0]]
    links = TargetAreaRegion.objects.valid().filter(region__code__in=codes)
    rounds = SurveyRound.objects.visible_to(user).open().filter(target_area__in=links.values("target_area"))
    return rounds.for_list().order_by("starts_on", "pk")
