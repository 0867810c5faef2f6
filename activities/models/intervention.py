"""Interventions: what an agency does in a lokus, for whom, with which money."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.catalogue import ActivityType
from agencies.models import Agency
from agencies.models.agency import refuse_inactive
from agencies.roles import Role
from agencies.small_counts import Discreet, DiscreetQuerySet, counts_people, discreet_text
from households.models import House, Household, HouseRepair, Member
from locations.aspects import Aspect
from locations.models import Evidence, ProgrammeYear, Region, TargetArea
from locations.programme_day import past_programme_day
from p2wkss.base.dates import Explained, PlanDateField
from p2wkss.base.formats import tanggal
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.states import State


def volume(verbose_name, **kwargs):
    return models.DecimalField(
        verbose_name,
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        **kwargs,
    )


class InterventionQuerySet(DiscreetQuerySet):
    def visible_to(self, user):
        """Programme facts: all who may see the lokus see what is done there."""
        if not user.has_perm("activities.view_intervention"):
            return self.none()
        rows = self.filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))
        return rows.as_seen_by(user)

    def editable_by(self, user):
        """Staff change all of an open year; an agency or kelurahan its own."""
        if not user.has_perm("activities.change_intervention"):
            return self.none()
        rows = self.exclude(target_area__programme_year__stage=ProgrammeYear.Stage.CLOSED)
        if user.role in (Role.ADMIN, Role.STAFF):
            return rows
        return rows.filter(agency=user.agency_id) if user.agency_id else self.none()

    def of_agency(self, agency):
        return self.filter(agency=agency)

    def active(self):
        return self.exclude(status=Intervention.Status.CANCELLED)

    def physical(self):
        return self.filter(type__kind=ActivityType.Kind.PHYSICAL)

    def nonphysical(self):
        return self.filter(type__kind=ActivityType.Kind.NON_PHYSICAL)

    def late_on(self, date):
        """Past their end on a day and not at 100 %."""
        return self._unfinished().filter(ends_on__lt=date)

    def late(self):
        """The same on the programme day of the year each belongs to."""
        return self._unfinished().filter(past_programme_day("target_area__programme_year", "ends_on"))

    def _unfinished(self):
        return self.filter(
            Q(latest_report__isnull=True) | Q(latest_report__physical_percent__lt=100),
            status__in=[Intervention.Status.PLANNED, Intervention.Status.RUNNING],
        )

    def with_known(self, *, until=None):
        """Annotate `known_<figure>` and `known_<figure>_on`: each figure as it was last known, and on which day.

        A later report that leaves a figure open does not make it unknown. `until` is the last day to look at: a sheet
        "of 2021" holds nothing later.
        """
        reports = self.model._meta.get_field("reports").related_model.objects
        known = {f"known_{name}": reports.newest(name, until=until) for name in Intervention.FIGURES}
        days = {
            f"known_{name}_on": reports.newest(name, value="reported_on", until=until) for name in Intervention.FIGURES
        }
        return self.annotate(**known, **days)

    def with_budget(self):
        """Annotate `budget`, rupiah from all sources; a subquery, so that other joins do not multiply it."""
        own = Intervention.objects.filter(pk=models.OuterRef("pk")).order_by().values("pk")
        return self.annotate(budget=models.Subquery(own.annotate(total=Sum("fundings__amount")).values("total")))

    def for_list(self):
        return self.select_related(
            "agency", "type", "latest_report", "target_area__kelurahan", "target_area__programme_year"
        ).with_budget()


class Intervention(Discreet, Explained, Record):
    """One activity of one agency in a lokus. How far it is stands in its accepted reports (`latest_report`)."""

    class Status(State):
        PLANNED = "planned", _("Direncanakan")
        RUNNING = "running", "info", _("Berjalan")
        DONE = "done", "success", _("Selesai")
        CANCELLED = "cancelled", "danger", _("Dibatalkan")
        CARRIED_OVER = "carried_over", "warning", _("Dilanjutkan tahun depan")

    history_of = ("fundings",)
    by_acts = ("status", "reason", "latest_report", "carried_from")
    # What a report says in numbers, cumulative since the start.
    FIGURES = ("physical_percent", "volume", "spent", "participants_male", "participants_female")

    privacy = classes(
        k2="households houses members",
        k3="id public_id version created_at updated_at target_area agency type title program activity sub_activity "
        "aspect regions audience requested target starts_on ends_on officer status reason repairs latest_report "
        "carried_from evidence date_reason",
    )

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="interventions", verbose_name=_("lokus"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="interventions", verbose_name=_("perangkat daerah / mitra")
    )
    type = models.ForeignKey(
        ActivityType, models.PROTECT, related_name="interventions", verbose_name=_("jenis kegiatan")
    )
    title = models.CharField(_("nama kegiatan"), max_length=200)
    program = models.CharField(_("program"), max_length=200, blank=True)
    activity = models.CharField(_("kegiatan dalam DPA"), max_length=200, blank=True)
    sub_activity = models.CharField(_("subkegiatan dalam DPA"), max_length=200, blank=True)
    aspect = models.CharField(_("aspek"), max_length=7, choices=Aspect)
    regions = models.ManyToManyField(Region, related_name="interventions", blank=True, verbose_name=_("RT/RW"))
    audience = models.CharField(_("sasaran"), max_length=200, blank=True, help_text=_("Misalnya 30 ibu KK binaan."))
    requested = volume(_("volume usulan"))
    target = volume(_("volume target"))
    starts_on = PlanDateField(_("mulai"), null=True, blank=True)
    ends_on = PlanDateField(_("selesai"), null=True, blank=True)
    officer = models.CharField(_("penanggung jawab"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED)
    reason = models.CharField(_("alasan dibatalkan atau dilanjutkan"), max_length=300, blank=True)
    households = models.ManyToManyField(
        Household, related_name="interventions", blank=True, verbose_name=_("keluarga penerima")
    )
    houses = models.ManyToManyField(House, related_name="interventions", blank=True, verbose_name=_("rumah penerima"))
    members = models.ManyToManyField(Member, related_name="interventions", blank=True, verbose_name=_("penerima"))
    repairs = models.ManyToManyField(
        HouseRepair, related_name="interventions", blank=True, verbose_name=_("rehab RTLH")
    )
    evidence = models.ManyToManyField(Evidence, related_name="interventions", blank=True, verbose_name=_("bukti"))
    latest_report = models.ForeignKey(
        "activities.ProgressReport",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("laporan terakhir yang diterima"),
    )
    carried_from = models.OneToOneField(
        "self", models.PROTECT, related_name="carried_to", null=True, blank=True, verbose_name=_("lanjutan dari")
    )

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        ordering = ["-target_area__programme_year__year", "agency__code", "pk"]
        permissions = [
            ("import_intervention", "Can import interventions"),
            ("export_intervention", "Can export interventions"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message=_("Kegiatan tidak boleh selesai sebelum mulai."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["cancelled", "carried_over"]) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_stop_has_reason",
                violation_error_message=_("Tulis alasan kegiatan dibatalkan atau dilanjutkan."),
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(latest_report__isnull=False),
                name="%(app_label)s_%(class)s_done_by_report",
                violation_error_message=_("Kegiatan selesai hanya menurut laporan yang diterima."),
            ),
        ]

    def __str__(self):
        return self.title

    def hide_small_counts(self):
        """Volumes in people or families; where the type is not loaded, it is not asked for each row and all hide."""
        kind = self._state.fields_cache.get("type")
        self.people_counts = {"known_participants_male": "", "known_participants_female": ""}
        if kind is None or counts_people(kind.unit):
            self.people_counts |= {"requested": "", "target": "", "known_volume": ""}
        super().hide_small_counts()
        for name in ("title", "audience", "reason", "shown_obstacle", "shown_follow_up"):
            if name in self.__dict__:
                self._hide(name, discreet_text(self.__dict__[name]))
        report = self._state.fields_cache.get("latest_report")
        if report is not None:
            report.hide_small_counts(kind)

    def get_absolute_url(self):
        return reverse("activities:intervention_detail", args=[self.public_id])

    def clean(self):
        if self.target_area_id and self.target_area.programme_year.is_closed:
            raise ValidationError({"target_area": _("Tahun program lokus ini sudah selesai.")})
        refuse_inactive(self, "agency")
        self._ask_about_reports_before()

    def _ask_about_reports_before(self):
        """A plan that now starts after something of it was reported is asked why."""
        if self.pk is None or self.starts_on is None or self.date_reason.strip():
            return
        first = self.reports.filter(reported_on__lt=self.starts_on, date_reason="").order_by("reported_on").first()
        if first is not None:
            text = _("Kegiatan ini dilaporkan pada %(day)s, sebelum tanggal mulai ini. Perbaiki, atau tulis alasannya.")
            self.ask(text, day=tanggal(first.reported_on))

    @property
    def physical_percent(self):
        """How far it is, percent, by the latest accepted report; None while there is none."""
        return self.latest_report.physical_percent if self.latest_report_id else None

    def known(self, name):
        """A figure as it was last known (`with_known`; a query of its own without that); None while it never was."""
        if f"known_{name}" in self.__dict__:
            return self.__dict__[f"known_{name}"]
        rows = self.reports.accepted().filter(**{f"{name}__isnull": False})
        return rows.order_by("-reported_on", "-pk").values_list(name, flat=True).first()

    @property
    def has_begun(self):
        """Its budget is decided: from now on it is revised, never overwritten."""
        return self.status != self.Status.PLANNED

    @property
    def realised(self):
        return self.known("volume")

    @property
    def spent(self):
        return self.known("spent")
