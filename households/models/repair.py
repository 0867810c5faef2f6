"""The repair of unfit houses (rehab RTLH), from proposal to handover."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.models.agency import refuse_inactive
from agencies.roles import Role
from households.models.house import House
from households.models.household import Household
from locations.models import Evidence, TargetArea
from locations.models.scope import InRegionQuerySet
from p2wkss.base import formats
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import classes
from p2wkss.base.states import State
from p2wkss.base.triggers import OnlyAdded


class HouseRepairQuerySet(InRegionQuerySet):
    region_path = "house__region"

    def visible_to(self, user):
        """As everywhere by area; evaluators and leaders see repairs, whose pages and sheets name no person."""
        if user.role in (Role.EVALUATOR, Role.LEADER) and user.has_perm("reports.view_rtlh_sheet"):
            return self.filter(target_area__isnull=False)
        return super().visible_to(user)

    def editable_by(self, user):
        rows = super().editable_by(user)
        if user.role == Role.AGENCY:
            rows = rows.filter(executor=user.agency_id)
        return rows.exclude(status=HouseRepair.Status.HANDED_OVER)

    def in_progress(self):
        return self.filter(status__in=HouseRepair.OPEN)

    def finished(self):
        return self.filter(status__in=[HouseRepair.Status.DONE, HouseRepair.Status.HANDED_OVER])

    def waiting(self):
        """Proposals that the coordinating agency has to verify."""
        return self.filter(status=HouseRepair.Status.PROPOSED)

    def for_list(self):
        return self.select_related(
            "house__region", "executor", "target_area__kelurahan", "target_area__programme_year"
        ).annotate(funded=models.Sum("fundings__amount"))


class HouseRepair(Record):
    """The repair of one unfit house. Steps go through `services.advance_repair`, which keeps each of them."""

    class Status(State):
        PROPOSED = "proposed", "info", _("Diusulkan")
        VERIFIED = "verified", "info", _("Diverifikasi")
        APPROVED = "approved", "info", _("Disetujui")
        RUNNING = "running", "info", _("Dikerjakan")
        DONE = "done", "success", _("Selesai")
        HANDED_OVER = "handed_over", "success", _("Diserahterimakan")
        REJECTED = "rejected", "danger", _("Ditolak")
        POSTPONED = "postponed", "warning", _("Ditunda")
        CARRIED_OVER = "carried_over", "warning", _("Dilanjutkan tahun depan")

    OPEN = ["proposed", "verified", "approved", "running"]
    NEXT = {
        "proposed": ["verified", "rejected", "postponed"],
        "verified": ["approved", "rejected", "postponed"],
        "approved": ["running", "postponed", "carried_over"],
        "running": ["done", "postponed", "carried_over"],
        "done": ["handed_over", "running"],
        "handed_over": [],
        "rejected": ["proposed"],
        "postponed": ["proposed", "verified", "approved", "running", "carried_over"],
        "carried_over": [],
    }

    class Money(models.TextChoices):
        FREE = "free", _("Tanpa biaya")
        UNKNOWN = "unknown", _("Belum diketahui")

    STEPS = [(0, "0 %"), (30, "30 %"), (50, "50 %"), (70, "70 %"), (100, "100 %")]

    shown_at = {"handover_document": "house__region"}
    history_of = ("fundings", "tranches", "eligibility", "photos", "checks")
    by_acts = (
        "status", "progress", "started_on", "finished_on", "handed_over_on", "handover_number", "handover_document",
        "reason", "carried_from", "proposed_by", "money",
    )  # fmt: skip
    privacy = classes(
        k2="house beneficiary work",
        k3="id public_id version created_at updated_at target_area executor status progress proposed_on started_on "
        "finished_on handed_over_on handover_number handover_document ceiling own_contribution reason carried_from "
        "proposed_by money",
    )

    house = models.ForeignKey(House, models.PROTECT, related_name="repairs", verbose_name=_("rumah"))
    beneficiary = models.ForeignKey(
        Household, models.PROTECT, related_name="repairs", null=True, blank=True, verbose_name=_("keluarga penerima")
    )
    target_area = models.ForeignKey(
        TargetArea, models.PROTECT, related_name="repairs", null=True, blank=True, verbose_name=_("lokus")
    )
    executor = models.ForeignKey(
        Agency, models.PROTECT, related_name="repairs", null=True, blank=True, verbose_name=_("pelaksana")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROPOSED)
    progress = models.PositiveSmallIntegerField(_("kemajuan"), choices=STEPS, default=0)
    work = models.TextField(_("yang diperbaiki"), blank=True, help_text=_("Misalnya atap, lantai dan jamban."))
    proposed_on = FactDateField(_("diusulkan"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("diusulkan oleh"),
    )
    started_on = FactDateField(_("mulai dikerjakan"), null=True, blank=True)
    finished_on = FactDateField(_("selesai"), null=True, blank=True)
    handed_over_on = FactDateField(_("serah terima"), null=True, blank=True)
    handover_number = models.CharField(_("nomor BAST"), max_length=80, blank=True)
    handover_document = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("dokumen BAST")
    )
    ceiling = models.DecimalField(
        _("pagu bantuan (Rp)"),
        max_digits=14,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    own_contribution = models.DecimalField(
        _("swadaya (Rp)"), max_digits=14, decimal_places=0, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    money = models.CharField(
        _("keterangan biaya"),
        max_length=7,
        choices=Money,
        blank=True,
        help_text=_("Hanya bila dananya tidak tercatat: kosong bukan berarti nol."),
    )
    reason = models.CharField(_("alasan ditolak, ditunda atau dilanjutkan"), max_length=300, blank=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, related_name="carried_to", null=True, blank=True, verbose_name=_("lanjutan dari")
    )

    objects = HouseRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("rehab RTLH")
        verbose_name_plural = _("rehab RTLH")
        ordering = ["-proposed_on", "-pk"]
        permissions = [
            ("export_houserepair", "Can export house repairs"),
            ("verify_houserepair", "Can verify, approve, reject house repairs"),
            ("advance_houserepair", "Can report the progress of a repair"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["done", "handed_over"]) | Q(finished_on__isnull=False, progress=100),
                name="%(app_label)s_%(class)s_done_has_date",
                violation_error_message=_("Perbaikan yang selesai harus bertanggal dan kemajuannya 100 %."),
            ),
            models.CheckConstraint(
                condition=~Q(status="handed_over") | (Q(handed_over_on__isnull=False) & ~Q(handover_number="")),
                name="%(app_label)s_%(class)s_handover_has_act",
                violation_error_message=_("Serah terima harus punya tanggal dan nomor BAST."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["rejected", "postponed", "carried_over"]) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_stop_has_reason",
                violation_error_message=_("Tulis alasan mengapa perbaikan ditolak, ditunda atau dilanjutkan."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["running", "done", "handed_over"]) | Q(executor__isnull=False),
                name="%(app_label)s_%(class)s_work_has_executor",
                violation_error_message=_("Pilih pelaksana sebelum perbaikan dikerjakan."),
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(finished_on__isnull=True)
                | Q(finished_on__gte=models.F("started_on")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message=_("Tanggal selesai tidak boleh sebelum tanggal mulai."),
            ),
            models.UniqueConstraint(
                fields=["house"],
                condition=Q(status__in=["proposed", "verified", "approved", "running"]),
                name="%(app_label)s_%(class)s_one_open",
                violation_error_message=_("Rumah ini masih punya usulan atau perbaikan yang berjalan."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.house, self.get_status_display())

    def get_absolute_url(self):
        return reverse("households:repair_detail", args=[self.public_id])

    @property
    def goes_on_as(self):
        """The repair of the next year; None where it was not carried over."""
        return getattr(self, "carried_to", None)

    def clean(self):
        if self.beneficiary_id and self.house_id and self.beneficiary.house_id not in (None, self.house_id):
            raise ValidationError({"beneficiary": _("Keluarga itu tidak tinggal di rumah ini.")})
        refuse_inactive(self, "executor")


class OfRepairQuerySet(InRegionQuerySet):
    """Rows of a repair follow the repair."""

    def visible_to(self, user):
        return self.filter(repair__in=HouseRepair.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        return self.filter(repair__in=HouseRepair.objects.editable_by(user).values("pk"))


class RepairStep(Timestamped):
    """One step of a repair: which status, how far, when, by whom. Only ever added."""

    guards = [OnlyAdded()]
    privacy = {"*": "K3"}

    repair = models.ForeignKey(HouseRepair, models.CASCADE, related_name="steps", verbose_name=_("rehab RTLH"))
    from_status = models.CharField(_("dari"), max_length=12, choices=HouseRepair.Status, blank=True)
    to_status = models.CharField(_("menjadi"), max_length=12, choices=HouseRepair.Status)
    progress = models.PositiveSmallIntegerField(_("kemajuan"), choices=HouseRepair.STEPS, default=0)
    on = FactDateField(_("tanggal"))
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    objects = OfRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("langkah rehab")
        verbose_name_plural = _("langkah rehab")
        ordering = ["repair", "on", "pk"]

    def __str__(self):
        return "%s, %s" % (self.get_to_status_display(), formats.tanggal(self.on))
