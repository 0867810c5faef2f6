"""Pages of house repairs: the list, one repair from proposal to handover, and what belongs to it."""

from django.db.models import Count, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.filters import RepairFilter
from households.forms.offers import OffersChoices
from households.forms.repairs import (
    RepairEditForm,
    RepairProposalForm,
)
from households.models import (
    EligibilityAnswer,
    House,
    HouseRepair,
    Member,
    RepairTranche,
)
from households.resources import RepairResource
from households.tables import (
    RepairStepTable,
    RepairTable,
)
from households.views.repair_steps import STEPS
from households.views.sections import OnlyFilled
from locations.models import Evidence, TargetAreaRegion
from p2wkss.base.formats import percent, rupiah
from p2wkss.base.pages import (
    AddPage,
    Cell,
    DetailPage,
    EditPage,
    Link,
    ListPage,
    Related,
    Row,
    Status,
)
from p2wkss.base.pages.rows import link_to

Phase, State = Evidence.Phase, HouseRepair.Status
WAY = [State.PROPOSED, State.VERIFIED, State.APPROVED, State.RUNNING, State.DONE, State.HANDED_OVER]
RECEIVER = 2  # the row of the receiving family in the first section
HEADS = Member.objects.heads().active().filter(household=OuterRef("beneficiary"))
PROPOSE = ("households.add_houserepair", "households.change_houserepair")


def total_of(rows, what):
    """One figure about the rows of a repair, as a subquery; None while there are none."""
    return rows.filter(repair=OuterRef("pk")).order_by().values("repair").annotate(figure=what).values("figure")


class RepairList(ListPage):
    queryset = HouseRepair.objects.all()
    permission_required = "households.view_houserepair"
    filterset_class = RepairFilter
    table_class = RepairTable
    resource_class = RepairResource
    icon = "house-gear"
    title = gettext_lazy("Rehab RTLH")
    lead = gettext_lazy("Dari usulan sampai serah terima.")
    empty_title = gettext_lazy("Belum ada usulan rehab")
    empty_text = gettext_lazy("Usulan dibuat untuk rumah yang dinilai tidak layak huni.")
    add_label = gettext_lazy("Usulkan rehab")

    def prepare(self, rows):
        return rows.for_list().select_related("house__region__parent__parent")


class RepairDetail(OnlyFilled, DetailPage):
    queryset = (
        HouseRepair.objects.for_list()
        .select_related(
            "house__region__parent__parent",
            "beneficiary",
            "handover_document",
            "carried_from__house",
            "carried_to__house",
            "proposed_by",
        )
        .annotate(
            receiver=Subquery(HEADS.values("name")[:1]),
            paid_out=Subquery(total_of(RepairTranche.objects.filter(paid_on__isnull=False), Sum("amount"))),
            conditions_met=Subquery(total_of(EligibilityAnswer.objects.filter(met=True), Count("pk"))),
        )
    )
    permission_required = "households.view_houserepair"
    template_name = "households/repair_detail.html"
    icon = "house-gear"
    only_filled = frozenset(
        {"carried_from", "goes_on_as", "money", "reason", "handed_over_on", "handover_number", "handover_document"}
    )
    sections = [
        (
            gettext_lazy("Rumah dan penerima"),
            [
                "house",
                Row("house.region", gettext_lazy("RT")),
                "receiver",
                "target_area",
                "work",
                "carried_from",
                Row("goes_on_as", gettext_lazy("Dilanjutkan sebagai")),
            ],
        ),
        (
            gettext_lazy("Pelaksanaan"),
            [
                "executor",
                Row("progress", write=percent),
                "proposed_on",
                "proposed_by",
                "started_on",
                "finished_on",
                "reason",
            ],
        ),
        (
            gettext_lazy("Dana"),
            [
                Row("ceiling", write=rupiah),
                Row("funded", gettext_lazy("Dana tersedia"), rupiah),
                Row("paid_out", gettext_lazy("Sudah dicairkan"), rupiah),
                Row("own_contribution", write=rupiah),
                "money",
                Row("conditions_met", gettext_lazy("Syarat terpenuhi")),
            ],
        ),
        (gettext_lazy("Serah terima"), ["handed_over_on", "handover_number", "handover_document"]),
    ]
    related = [
        Related(
            gettext_lazy("Langkah"),
            "steps",
            RepairStepTable,
            rows=lambda repair, user: repair.steps.select_related("by"),
            empty_title=gettext_lazy("Belum ada langkah sesudah usulan"),
        ),
    ]

    def get_sections(self):
        """The receiving family by the name of its head, leading to the family."""
        family = self.object.beneficiary
        name = self.object.receiver or (str(family) if family else None)
        url = link_to(family, self.request.user) if family else ""
        sections = super().get_sections()
        sections[0]["rows"][RECEIVER] = Cell(_("Keluarga penerima"), name, url=url)
        return sections

    def get_title(self):
        return _("Rehab %(house)s") % {"house": self.object.house}

    def get_status(self):
        return Status.of(HouseRepair.Status(self.object.status))

    def get_primary_action(self):
        return super().get_primary_action() if self.request.user.has_perms(PROPOSE) else None

    def get_actions(self):
        """The steps that may follow, then what belongs to the repair, then its paper."""
        user, repair = self.request.user, self.object
        links = []
        if self.is_editable:
            for step in STEPS:
                if repair.status in step.when and user.has_perm(step.permission_required):
                    links.append(Link(str(step.label), self.page(step.url_name), step.icon, tone=step.tone))
            for label, name, permission, icon in [
                (_("Tambah foto"), "repair_photo", "locations.add_evidence", "camera"),
                (_("Periksa syarat"), "repair_eligibility", "households.change_eligibilityanswer", "list-check"),
                (_("Pelaksana dan dana"), "repair_money", "households.change_repairfunding", "cash-stack"),
            ]:
                if user.has_perm(permission):
                    links.append(Link(label, self.page(name), icon))
            if repair.status in (State.PROPOSED, State.VERIFIED) and user.has_perm(
                "households.change_eligibilityanswer"
            ):
                links.append(Link(_("Pemeriksaan lapangan"), self.page("repair_check"), "search"))
        links.append(Link(_("Dana dan syarat"), self.page("repair_funds"), "list-columns"))
        if repair.status in (State.DONE, State.HANDED_OVER):
            links.append(Link(_("Cetak BAST"), self.page("repair_handover_print"), "printer"))
        return links

    def page(self, name) -> str:
        return reverse(f"households:{name}", args=[self.object.public_id])

    def get_context(self, **context):
        return super().get_context(**context, way=self.way(), **self.pictures())

    def way(self) -> list[dict]:
        """The six states from proposal to handover: which are behind, which is now. Off the way: none is now."""
        now = WAY.index(self.object.status) if self.object.status in WAY else None
        reached = now if now is not None else self.last_reached()
        return [
            {"label": state.label, "is_done": place < reached, "is_now": place == now}
            for place, state in enumerate(WAY)
        ]

    def last_reached(self) -> int:
        """How far a repair had come that was rejected, postponed or carried over."""
        came_from = self.object.steps.order_by("-on", "-pk").values_list("from_status", flat=True).first()
        return WAY.index(came_from) + 1 if came_from in WAY else 0

    def pictures(self) -> dict:
        """Pairs of the same spot before and after, and the other photos; only those the reader may see."""
        if not self.request.user.has_perm("locations.view_evidence"):
            return {"pairs": [], "photos": []}
        seen = Evidence.objects.visible_to(self.request.user).photos()
        photos = list(self.object.photos.filter(evidence__in=seen.values("pk")).select_related("evidence"))
        pairs, paired = [], set()
        for spot in dict.fromkeys(photo.spot for photo in photos):
            before = [photo for photo in photos if photo.spot == spot and photo.evidence.phase == Phase.BEFORE]
            after = [photo for photo in photos if photo.spot == spot and photo.evidence.phase == Phase.AFTER]
            if before and after:
                pairs.append({"spot": spot, "before": before[0].evidence, "after": after[-1].evidence})
                paired |= {before[0].pk, after[-1].pk}
        return {
            "pairs": pairs,
            "photos": [photo for photo in photos if photo.pk not in paired],
            "all_photos": photos if self.is_editable else [],
        }


class RepairAdd(OffersChoices, AddPage):
    """A proposal for a house that was found unfit."""

    queryset = HouseRepair.objects.all()
    permission_required = "households.add_houserepair"
    form_class = RepairProposalForm
    title = gettext_lazy("Usulkan rehab RTLH")
    success_message = gettext_lazy(
        "Usulan disimpan dan menunggu verifikasi dinas koordinator. Tambahkan foto sebelum dikerjakan."
    )

    def get_defaults(self):
        return {"proposed_by": self.request.user}

    def take_from_address(self, form):
        super().take_from_address(form)
        house = form.initial.get("house")
        if isinstance(house, House):
            form.initial["beneficiary"] = house.households.active().first()
            form.initial["target_area"] = lokus_at(house.region)


class RepairEdit(EditPage):
    queryset = HouseRepair.objects.for_list()
    permission_required = PROPOSE
    form_class = RepairEditForm
    title = gettext_lazy("Ubah usulan rehab")

    def get_lead(self):
        return str(self.object.house)


def lokus_at(region):
    """The newest lokus that an RT belongs to, itself or with its RW; None outside any."""
    codes = [region.code, region.code.rsplit(".", 1)[0]]
    links = TargetAreaRegion.objects.valid().filter(region__code__in=codes).select_related("target_area")
    newest = links.order_by("-target_area__programme_year__year").first()
    return newest.target_area if newest else None
