"""Coordination meetings with their action points, and visits after the programme year."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.models.agency import refuse_inactive
from agencies.roles import Role
from locations.models import Evidence, ProgrammeYear, TargetArea
from locations.models.programme import PublicFactQuerySet
from locations.programme_day import past_programme_day
from p2wkss.base import formats
from p2wkss.base.dates import FactDateField, HeldDateField, PlanDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3
from p2wkss.base.states import State


class MeetingQuerySet(PublicFactQuerySet):
    def for_list(self):
        return self.select_related("programme_year").annotate(
            open_points=Count("action_points", filter=Q(action_points__status="open"))
        )


class Meeting(Record):
    """A coordination meeting (rakor) of the agencies."""

    history_of = ("action_points",)
    privacy = {"*": K3}

    programme_year = models.ForeignKey(
        ProgrammeYear, models.PROTECT, related_name="meetings", verbose_name=_("tahun program")
    )
    title = models.CharField(_("rapat"), max_length=200)
    date = HeldDateField(_("tanggal"))
    place = models.CharField(_("tempat"), max_length=150, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("notulen"), blank=True)
    attendees = models.ManyToManyField(Agency, related_name="meetings", blank=True, verbose_name=_("peserta"))
    document = models.ForeignKey(
        Evidence, models.PROTECT, related_name="meetings", null=True, blank=True, verbose_name=_("dokumen")
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapat koordinasi")
        verbose_name_plural = _("rapat koordinasi")
        ordering = ["-date", "-pk"]

    def __str__(self):
        return "%s, %s" % (self.title, formats.tanggal(self.date))

    def get_absolute_url(self):
        return reverse("activities:meeting_detail", args=[self.public_id])

    def has_happened(self) -> bool:
        """Minutes and points to act on come from a meeting that was held; an invitation and an agenda do not."""
        return bool(self.minutes.strip()) or (self.pk is not None and self.action_points.exists())


class ActionPointQuerySet(PublicFactQuerySet):
    def editable_by(self, user):
        rows = super().editable_by(user)
        if user.role in (Role.ADMIN, Role.STAFF):
            return rows
        return rows.filter(agency=user.agency_id) if user.agency_id else self.none()

    def open(self):
        return self.filter(status=ActionPoint.Status.OPEN)

    def overdue_on(self, date):
        return self.open().filter(due_on__lt=date)

    def overdue(self):
        """The same on the programme day of the year each belongs to."""
        return self.open().filter(past_programme_day("meeting__programme_year", "due_on"))

    def for_list(self):
        return self.select_related("meeting__programme_year", "agency")


class ActionPoint(Record):
    """Something a meeting asked an agency to do by a date."""

    class Status(State):
        OPEN = "open", "warning", _("Belum selesai")
        DONE = "done", "success", _("Selesai")
        DROPPED = "dropped", _("Tidak dilanjutkan")

    by_acts = ("status", "done_on", "result")
    privacy = {"*": K3}

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="action_points", verbose_name=_("rapat"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="action_points", verbose_name=_("perangkat daerah / mitra")
    )
    text = models.CharField(_("tindak lanjut"), max_length=300)
    due_on = PlanDateField(_("paling lambat"))
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.OPEN)
    done_on = FactDateField(_("selesai"), null=True, blank=True)
    result = models.CharField(_("hasil"), max_length=300, blank=True)

    objects = ActionPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("tindak lanjut rapat")
        verbose_name_plural = _("tindak lanjut rapat")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | Q(done_on__isnull=False),
                name="%(app_label)s_%(class)s_done_has_date",
                violation_error_message=_("Tindak lanjut yang selesai harus bertanggal."),
            ),
            models.CheckConstraint(
                condition=Q(status="open") | ~Q(result=""),
                name="%(app_label)s_%(class)s_end_has_result",
                violation_error_message=_("Tulis hasilnya, atau alasan tidak dilanjutkan."),
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("activities:actionpoint_detail", args=[self.public_id])

    def clean(self):
        refuse_inactive(self, "agency")


class PostProgrammeVisitQuerySet(PublicFactQuerySet):
    def visible_to(self, user):
        return super().visible_to(user).filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))

    def for_list(self):
        return self.select_related("target_area__kelurahan", "target_area__programme_year", "by")


class PostProgrammeVisit(Record):
    """A visit 6, 12 or 24 months after the programme year: what stayed, what fell back."""

    MONTHS = [(6, _("6 bulan")), (12, _("12 bulan")), (24, _("24 bulan"))]

    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="later_visits", verbose_name=_("lokus"))
    months_after = models.PositiveSmallIntegerField(_("sesudah program"), choices=MONTHS)
    visited_on = FactDateField(_("tanggal kunjungan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("petugas"))
    findings = models.TextField(_("temuan"))
    follow_up = models.TextField(_("tindak lanjut"), blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="later_visits", blank=True, verbose_name=_("bukti"))

    objects = PostProgrammeVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("kunjungan pascaprogram")
        verbose_name_plural = _("kunjungan pascaprogram")
        ordering = ["-visited_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "months_after"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Kunjungan untuk bulan itu sudah dicatat."),
            ),
        ]

    def __str__(self):
        return "%s, %s" % (self.target_area, self.get_months_after_display())

    def get_absolute_url(self):
        return reverse("activities:postprogrammevisit_detail", args=[self.public_id])
