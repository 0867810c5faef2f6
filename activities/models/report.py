"""Progress reports: an agency's word on how far it is, accepted or returned by DPAPMK staff."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.intervention import Intervention, volume
from locations.models import Evidence
from p2wkss.base import formats
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3


class ProgressReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Accepted reports are programme facts; the others belong to their agency and to staff."""
        if not user.has_perm("activities.view_progressreport"):
            return self.none()
        rows = self.filter(intervention__in=Intervention.objects.visible_to(user).values("pk"))
        if user.has_perm("activities.verify_progressreport"):
            return rows.exclude(Q(status=ProgressReport.Status.DRAFT) & ~Q(author=user))
        own = Q(intervention__agency=user.agency_id) if user.agency_id else Q(pk__in=[])
        return rows.filter(Q(status=ProgressReport.Status.ACCEPTED) | own)

    def editable_by(self, user):
        """Drafts and returned reports, by who may change their intervention; what was sent or accepted stays."""
        if not user.has_perm("activities.change_progressreport"):
            return self.none()
        return self.filter(
            intervention__in=Intervention.objects.editable_by(user).values("pk"),
            status__in=[ProgressReport.Status.DRAFT, ProgressReport.Status.RETURNED],
        )

    def accepted(self):
        return self.filter(status=ProgressReport.Status.ACCEPTED)

    def waiting(self):
        """Sent and not yet decided."""
        return self.filter(status=ProgressReport.Status.SUBMITTED)

    def returned(self):
        return self.filter(status=ProgressReport.Status.RETURNED)

    def for_list(self):
        return self.select_related(
            "intervention__agency", "intervention__type", "intervention__target_area__kelurahan", "author"
        )


class ProgressReport(Record):
    """How far an intervention is on a day: cumulative figures. Only accepted ones count; a later one corrects."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", _("Dikirim")
        RETURNED = "returned", _("Dikembalikan")
        ACCEPTED = "accepted", _("Diterima")

    privacy = {"*": K3}

    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="reports", verbose_name=_("kegiatan"))
    reported_on = models.DateField(_("keadaan pada tanggal"))
    physical_percent = models.DecimalField(
        _("kemajuan (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Sejak awal sampai tanggal itu."),
    )
    volume = volume(_("volume realisasi"), help_text=_("Sejak awal, dalam satuan jenis kegiatannya."))
    spent = models.DecimalField(
        _("realisasi anggaran (Rp)"),
        max_digits=16,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    participants_male = models.PositiveIntegerField(_("peserta laki-laki"), null=True, blank=True)
    participants_female = models.PositiveIntegerField(_("peserta perempuan"), null=True, blank=True)
    obstacle = models.TextField(_("kendala"), blank=True)
    follow_up = models.TextField(_("tindak lanjut"), blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="reports", blank=True, verbose_name=_("bukti"))
    evidence_link = models.URLField(_("tautan bukti"), blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pelapor"))
    submitted_at = models.DateTimeField(_("dikirim"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("diperiksa oleh"),
    )
    decided_at = models.DateTimeField(_("diperiksa"), null=True, blank=True, editable=False)
    comment = models.TextField(_("catatan pemeriksa"), blank=True)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan kemajuan")
        verbose_name_plural = _("laporan kemajuan")
        ordering = ["-reported_on", "-pk"]
        permissions = [
            ("submit_progressreport", "Can send a progress report"),
            ("verify_progressreport", "Can accept or return a progress report"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(physical_percent__gte=0, physical_percent__lte=100),
                name="%(app_label)s_%(class)s_percent",
                violation_error_message=_("Kemajuan antara 0 dan 100 persen."),
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(comment=""),
                name="%(app_label)s_%(class)s_return_has_comment",
                violation_error_message=_("Tulis apa yang perlu diperbaiki."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["returned", "accepted"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="%(app_label)s_%(class)s_decision_has_decider",
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.intervention, formats.tanggal(self.reported_on))

    def get_absolute_url(self):
        return reverse("activities:report_detail", args=[self.public_id])

    def clean(self):
        started = self.intervention.starts_on if self.intervention_id else None
        if self.reported_on and started and self.reported_on < started:
            raise ValidationError({"reported_on": _("Tanggal laporan tidak boleh sebelum kegiatan mulai.")})
