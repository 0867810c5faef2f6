"""Programme years with their stages, and the decrees that order them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.models.evidence import Evidence
from p2wkss.base.dates import FactDateField, PlanDateField, ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3, K4
from p2wkss.base.states import State
from p2wkss.base.triggers import OnlyAdded


class PublicFactQuerySet(models.QuerySet):
    """Facts of the programme every signed-in user with the view permission may read."""

    def visible_to(self, user):
        meta = self.model._meta
        return self if user.has_perm(f"{meta.app_label}.view_{meta.model_name}") else self.none()

    def editable_by(self, user):
        meta = self.model._meta
        return self if user.has_perm(f"{meta.app_label}.change_{meta.model_name}") else self.none()


class ProgrammeYearQuerySet(PublicFactQuerySet):
    def open(self):
        return self.exclude(stage=ProgrammeYear.Stage.CLOSED)

    def selection_locked(self):
        """Years whose lokus was decided, by a decree or by the end of the year, unless it was opened with a reason."""
        newest = SelectionEvent.objects.filter(programme_year=OuterRef("pk")).order_by("-pk").values("kind")[:1]
        decided = Q(stage=ProgrammeYear.Stage.CLOSED)
        for name in ("decrees", "target_areas"):
            relation = self.model._meta.get_field(name)
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            decided |= Q(Exists(rows if name == "decrees" else rows.filter(decree__isnull=False)))
        rows = self.annotate(selection_event=Subquery(newest)).filter(decided)
        return rows.filter(Q(selection_event__isnull=True) | Q(selection_event=SelectionEvent.Kind.LOCKED))

    def current(self):
        """The programme year work is done for: the newest that is not closed."""
        return self.open().order_by("-year").first()


class ProgrammeYear(Record):
    """One cycle of the programme. It is longer than its year: dates are kept, nothing is derived from the calendar."""

    class Stage(State):
        PREPARATION = "preparation", _("Persiapan")
        SELECTION = "selection", _("Pemilihan lokus")
        DESIGNATED = "designated", _("Lokus ditetapkan")
        RUNNING = "running", "info", _("Pelaksanaan")
        INITIAL_CHECK = "initial_check", "warning", _("Verifikasi awal provinsi")
        FINAL_CHECK = "final_check", "warning", _("Verifikasi akhir provinsi")
        POST = "post", _("Pascaprogram")
        CLOSED = "closed", "success", _("Selesai")

    history_of = ("selection", "selection_events")
    by_acts = ("stage",)
    privacy = {"*": K3}

    year = models.PositiveSmallIntegerField(
        _("tahun"),
        unique=True,
        validators=[MinValueValidator(1979), MaxValueValidator(2100)],
        error_messages={"unique": _("Tahun program ini sudah ada.")},
    )
    stage = models.CharField(_("tahap"), max_length=13, choices=Stage, default=Stage.PREPARATION)
    kk_target = models.PositiveSmallIntegerField(_("target KK binaan"), default=100)
    survey_from = PlanDateField(_("pendataan calon lokus mulai"), null=True, blank=True)
    decree_on = PlanDateField(_("penetapan (SK)"), null=True, blank=True)
    coordination_on = PlanDateField(_("rapat koordinasi"), null=True, blank=True)
    works_from = PlanDateField(_("pelaksanaan mulai"), null=True, blank=True)
    works_until = PlanDateField(_("pelaksanaan selesai"), null=True, blank=True)
    initial_check_on = PlanDateField(_("verifikasi awal provinsi"), null=True, blank=True)
    final_check_on = PlanDateField(_("verifikasi akhir provinsi"), null=True, blank=True)
    monitoring_until = PlanDateField(_("pemantauan sampai"), null=True, blank=True)
    seen_from = ReferenceDateField(
        _("hari program"),
        null=True,
        blank=True,
        help_text=_(
            "Hanya untuk tahun contoh atau tahun yang sudah lewat: hari yang dipakai menghitung keterlambatan dan "
            "mengisi tanggal. Kosong berarti hari ini."
        ),
    )
    attendance_percent = models.PositiveSmallIntegerField(
        _("batas kehadiran (% kapasitas tempat)"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Pada masa pandemi misalnya 50."),
    )
    attendance_max = models.PositiveSmallIntegerField(_("batas kehadiran (orang)"), null=True, blank=True)
    health_protocol = models.BooleanField(_("protokol kesehatan wajib"), default=False)
    notes = models.TextField(_("catatan"), blank=True)

    objects = ProgrammeYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("tahun program")
        verbose_name_plural = _("tahun program")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(works_from__isnull=True)
                | Q(works_until__isnull=True)
                | Q(works_until__gte=F("works_from")),
                name="%(app_label)s_%(class)s_works_in_order",
                violation_error_message=_("Pelaksanaan tidak boleh selesai sebelum mulai."),
            ),
            models.CheckConstraint(
                condition=Q(attendance_percent__gte=1, attendance_percent__lte=100),
                name="%(app_label)s_%(class)s_attendance_percent",
                violation_error_message=_("Batas kehadiran antara 1 dan 100 persen."),
            ),
        ]

    def __str__(self):
        return "P2WKSS %d" % self.year

    def get_absolute_url(self):
        return reverse("locations:programmeyear_detail", args=[self.public_id])

    @property
    def selection_is_locked(self):
        return ProgrammeYear.objects.filter(pk=self.pk).selection_locked().exists()

    @property
    def is_closed(self):
        return self.stage == self.Stage.CLOSED

    def capacity_for(self, seats):
        """How many people may attend in a room of `seats` under this year's rule; 0 seats stay 0."""
        capacity = seats * self.attendance_percent // 100
        return min(capacity, self.attendance_max) if self.attendance_max else capacity


class SelectionEvent(Timestamped):
    """The selection of a year was opened again after its decree, with a reason, or locked again."""

    class Kind(models.TextChoices):
        REOPENED = "reopened", _("Dibuka kembali")
        LOCKED = "locked", _("Dikunci lagi")

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    programme_year = models.ForeignKey(
        ProgrammeYear, models.CASCADE, related_name="selection_events", verbose_name=_("tahun program")
    )
    kind = models.CharField(_("tindakan"), max_length=8, choices=Kind)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("pembukaan pemilihan lokus")
        verbose_name_plural = _("pembukaan pemilihan lokus")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="locked") | ~Q(reason=""),
                name="%(app_label)s_%(class)s_reopening_has_reason",
                violation_error_message=_("Tulis alasan membuka kembali pemilihan lokus."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class StageChange(Timestamped):
    """A step of a programme year from one stage to another; going back or reopening says why."""

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    programme_year = models.ForeignKey(
        ProgrammeYear, models.CASCADE, related_name="stage_changes", verbose_name=_("tahun program")
    )
    from_stage = models.CharField(_("dari"), max_length=13, choices=ProgrammeYear.Stage)
    to_stage = models.CharField(_("ke"), max_length=13, choices=ProgrammeYear.Stage)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("perubahan tahap")
        verbose_name_plural = _("perubahan tahap")
        ordering = ["-created_at"]

    def __str__(self):
        return "%s → %s" % (self.get_from_stage_display(), self.get_to_stage_display())


class Decree(Record):
    """A decree (SK) that orders something of the programme."""

    privacy = {"*": K4}

    number = models.CharField(
        _("nomor SK"), max_length=120, unique=True, error_messages={"unique": _("SK dengan nomor ini sudah ada.")}
    )
    title = models.CharField(_("tentang"), max_length=250)
    signed_on = FactDateField(_("tanggal"), null=True, blank=True)
    signer = models.CharField(_("penandatangan"), max_length=120, blank=True)
    programme_year = models.ForeignKey(
        ProgrammeYear, models.PROTECT, related_name="decrees", null=True, blank=True, verbose_name=_("tahun program")
    )
    document = models.ForeignKey(
        Evidence, models.PROTECT, related_name="decrees", null=True, blank=True, verbose_name=_("dokumen")
    )

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat keputusan")
        verbose_name_plural = _("surat keputusan")
        ordering = ["-signed_on", "number"]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("locations:decree_detail", args=[self.public_id])
