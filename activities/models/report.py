"""Progress reports: an agency's word on how far it is, accepted or returned by the coordinating agency staff."""

import datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.intervention import Intervention, volume
from agencies.small_counts import Discreet, DiscreetQuerySet, counts_people, discreet_text
from locations.models import Evidence
from p2wkss.base import formats
from p2wkss.base.dates import Explained, FactDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3
from p2wkss.base.states import State
from p2wkss.base.triggers import Refused, differs

# Percent points between the stated progress and the volume that are asked back; never less than one unit's worth,
# since a work under way has no part of its unit in the volume.
FAR_APART = 50


class AsStored(models.DecimalField):
    """A decimal of a subquery with the places of its column; SQLite gives those of columns alone."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(value).quantize(Decimal(1).scaleb(-self.decimal_places))


class ProgressReportQuerySet(DiscreetQuerySet):
    def visible_to(self, user):
        """Accepted reports are programme facts; the others belong to their agency and to staff."""
        if not user.has_perm("activities.view_progressreport"):
            return self.none()
        rows = self.filter(intervention__in=Intervention.objects.visible_to(user).values("pk")).as_seen_by(user)
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
        """What counts: accepted, and not withdrawn since."""
        return self.filter(status=ProgressReport.Status.ACCEPTED, withdrawal__isnull=True)

    def newest(self, name, *, value="", until=None):
        """Values of the newest accepted report of the intervention outside (a subquery) that knows a figure.

        `name` is the figure, `value` the field to give (the figure itself unless named), `until` the last day.
        """
        rows = self.accepted().filter(intervention=models.OuterRef("pk"), **{f"{name}__isnull": False})
        if until is not None:
            rows = rows.filter(reported_on__lte=until)
        field = self.model._meta.get_field(value or name)
        if isinstance(field, models.DecimalField):
            field = AsStored(max_digits=field.max_digits, decimal_places=field.decimal_places)
        newest = rows.order_by("-reported_on", "-pk").values(value or name)[:1]
        return models.Subquery(newest, output_field=field)

    def waiting(self):
        """Sent and not yet decided."""
        return self.filter(status=ProgressReport.Status.SUBMITTED)

    def returned(self):
        return self.filter(status=ProgressReport.Status.RETURNED)

    def for_list(self):
        return self.select_related(
            "intervention__agency", "intervention__type", "intervention__target_area__kelurahan", "author", "withdrawal"
        )


class ProgressReport(Discreet, Explained, Record):
    """How far an intervention is on a day: cumulative figures. Only accepted ones count; a later one corrects."""

    class Status(State):
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", "info", _("Dikirim")
        RETURNED = "returned", "warning", _("Dikembalikan")
        ACCEPTED = "accepted", "success", _("Diterima")

    class Money(models.TextChoices):
        FREE = "free", _("Tanpa biaya")
        UNKNOWN = "unknown", _("Belum diketahui")

    # An accepted report is never changed: it is corrected by a later one, or withdrawn by a row of its own.
    guards = [
        Refused(
            update="OLD.\"status\" = 'accepted' AND "
            + differs(
                "public_id", "intervention_id", "reported_on", "physical_percent", "volume", "spent", "money",
                "participants_male", "participants_female", "obstacle", "follow_up", "evidence_link", "explanation",
                "status", "author_id", "submitted_by_id", "submitted_at", "decided_by_id", "decided_at", "comment",
                "sole_reason",
            ),
            delete="OLD.\"status\" = 'accepted'",
        )
    ]  # fmt: skip
    by_acts = (
        "status", "author", "submitted_by", "submitted_at", "decided_by", "decided_at", "comment", "sole_reason",
    )  # fmt: skip
    privacy = {"*": K3}

    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="reports", verbose_name=_("kegiatan"))
    reported_on = FactDateField(_("keadaan pada tanggal"))
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
    money = models.CharField(
        _("keterangan biaya"),
        max_length=7,
        choices=Money,
        blank=True,
        help_text=_("Hanya bila realisasi anggaran tidak diisi: kosong bukan berarti nol."),
    )
    participants_male = models.PositiveIntegerField(_("peserta laki-laki"), null=True, blank=True)
    participants_female = models.PositiveIntegerField(_("peserta perempuan"), null=True, blank=True)
    obstacle = models.TextField(_("kendala"), blank=True)
    follow_up = models.TextField(_("tindak lanjut"), blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="reports", blank=True, verbose_name=_("bukti"))
    evidence_link = models.URLField(_("tautan bukti"), blank=True)
    explanation = models.CharField(
        _("penjelasan angka"),
        max_length=300,
        blank=True,
        help_text=_("Diisi bila angka laporan ini tidak sejalan satu sama lain, tetapi memang benar."),
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pelapor"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("dikirim oleh"),
    )
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
    sole_reason = models.CharField(
        _("alasan diperiksa penulisnya sendiri"),
        max_length=300,
        blank=True,
        help_text=_("Hanya bila tidak ada orang lain yang berwenang memeriksa."),
    )

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
            models.CheckConstraint(
                condition=~Q(status="accepted")
                | ~Q(sole_reason="")
                | (~Q(decided_by=F("author")) & (Q(submitted_by__isnull=True) | ~Q(decided_by=F("submitted_by")))),
                name="%(app_label)s_%(class)s_four_eyes",
                violation_error_message=_("Laporan tidak diterima oleh penulis atau pengirimnya sendiri."),
            ),
            models.CheckConstraint(
                condition=Q(money="") | Q(money="unknown", spent__isnull=True) | Q(money="free", spent=0),
                name="%(app_label)s_%(class)s_money_stated_once",
                violation_error_message=_("Pilih keterangan biaya hanya bila realisasi anggaran tidak diisi."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.intervention, formats.tanggal(self.reported_on))

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    def hide_small_counts(self, kind=None):
        """Participants always, the volume where its unit (of `kind`, the type of the intervention) counts people."""
        intervention = self._state.fields_cache.get("intervention")
        kind = kind or (intervention and intervention._state.fields_cache.get("type"))
        self.people_counts = {"participants_male": "", "participants_female": ""}
        if kind is None or counts_people(kind.unit):
            self.people_counts["volume"] = ""
        super().hide_small_counts()
        for name in ("obstacle", "follow_up", "comment"):
            if name in self.__dict__:
                self._hide(name, discreet_text(self.__dict__[name]))
        if intervention is not None:
            intervention.hide_small_counts()

    def get_absolute_url(self):
        return reverse("activities:report_detail", args=[self.public_id])

    def expected_between(self):
        """From the start of the plan to the end of its programme year: work that is late is reported all the same."""
        plan = self.intervention
        last = datetime.date(plan.target_area.programme_year.year, 12, 31)
        if plan.ends_on:
            last = max(last, plan.ends_on)
        return "reported_on", plan.starts_on, last, _("masa kegiatan dan tahun programnya")

    def clean(self):
        if self.money == self.Money.FREE and self.spent is None:
            self.spent = 0
        if self.intervention_id and self.status in (self.Status.DRAFT, self.Status.RETURNED):
            self.ask_about_date()  # the author is asked; once sent, a report is judged as it was written
        asked = [] if self.explanation.strip() else self.questions()
        if asked:
            wanted = _("Perbaiki angkanya, atau tulis mengapa angka ini benar.")
            raise ValidationError({"explanation": [*asked, wanted]})

    def questions(self) -> list[str]:
        """What in these figures contradicts itself, the plan or the reports before; each a sentence for its author.

        Asked, not refused: a report that answers them (`explanation`) is taken, and the answer stays with it.
        """
        if self.physical_percent is None or not self.intervention_id:
            return []
        return [*self._against_plan(), *self._against_earlier()]

    def _against_plan(self):
        percent, target = self.physical_percent, self.intervention.target
        figures = {"percent": formats.number(percent), "volume": formats.number(self.volume)}
        figures["target"] = formats.number(target)
        if self.volume is not None and target:
            reached = 100 * self.volume / target
            if reached >= 100 > percent:
                yield _("Kemajuan %(percent)s %%, padahal volume sudah %(volume)s dari %(target)s.") % figures
            elif reached < 100 <= percent:
                yield _("Kemajuan %(percent)s %%, padahal volume baru %(volume)s dari %(target)s.") % figures
            elif abs(reached - percent) >= max(FAR_APART, 100 / target + 1) or (self.volume and not percent):
                yield _("Kemajuan %(percent)s %% jauh dari volume %(volume)s dari %(target)s.") % figures
        if self.spent:
            budget = self.intervention.fundings.aggregate(total=Sum("amount"))["total"]
            if budget is not None and self.spent > budget:
                yield _("Realisasi %(spent)s melebihi anggaran %(budget)s.") % {
                    "spent": formats.rupiah(self.spent),
                    "budget": formats.rupiah(budget),
                }

    def _against_earlier(self):
        """Figures are since the start: less than was accepted before is either a mistake or needs a word."""
        if self.reported_on is None:
            return
        earlier = self.intervention.reports.accepted().exclude(pk=self.pk).filter(reported_on__lt=self.reported_on)
        before = earlier.order_by("-reported_on", "-pk").first()
        if before is None:
            return
        for name in ("physical_percent", "volume", "spent"):
            old, new = getattr(before, name), getattr(self, name)
            if old is not None and new is not None and new < old:
                yield _("%(what)s %(new)s lebih kecil daripada %(old)s pada laporan %(day)s yang sudah diterima.") % {
                    "what": str(self._meta.get_field(name).verbose_name).capitalize(),
                    "new": formats.number(new),
                    "old": formats.number(old),
                    "day": formats.tanggal(before.reported_on),
                }


class ReportWithdrawalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(report__in=ProgressReport.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        return self.none()


class ReportWithdrawal(Timestamped):
    """An accepted report that no longer counts, and why. The report itself stays as it was."""

    privacy = {"*": K3}

    report = models.OneToOneField(
        ProgressReport, models.PROTECT, related_name="withdrawal", verbose_name=_("laporan kemajuan")
    )
    reason = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ditarik oleh"))

    objects = ReportWithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("penarikan laporan")
        verbose_name_plural = _("penarikan laporan")
        ordering = ["-created_at"]

    def __str__(self):
        return str(self.report)
