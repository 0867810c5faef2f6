"""Face-to-face sessions (trainings, extension) and who came; never more than the capacity."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models.intervention import Intervention
from agencies.models import Agency
from agencies.models.agency import refuse_inactive
from agencies.roles import Role
from agencies.small_counts import Discreet, DiscreetQuerySet
from households.models import Member
from locations.models import Evidence, TargetArea
from locations.models.scope import InRegionQuerySet
from p2wkss.base import formats
from p2wkss.base.dates import HeldDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3, classes
from p2wkss.base.states import State

# Invited, did not come, and died or moved away: they are on the list and counted apart.
WHO_IS_GONE = Q(attendance__present=False) & ~Q(attendance__member__status=Member.Status.ACTIVE)


class SessionQuerySet(DiscreetQuerySet):
    def visible_to(self, user):
        if not user.has_perm("activities.view_session"):
            return self.none()
        return self.filter(target_area__in=TargetArea.objects.visible_to(user).values("pk")).as_seen_by(user)

    def editable_by(self, user):
        if not user.has_perm("activities.change_session"):
            return self.none()
        rows = self.filter(target_area__in=TargetArea.objects.open().values("pk"))
        if user.role in (Role.ADMIN, Role.STAFF):
            return rows
        return rows.filter(agency=user.agency_id) if user.agency_id else self.none()

    def upcoming(self, date):
        return self.filter(date__gte=date, status=Session.Status.PLANNED)

    def for_list(self):
        return self.select_related("agency", "target_area__kelurahan", "target_area__programme_year").annotate(
            invited_count=Count("attendance", filter=Q(attendance__invited=True) & ~WHO_IS_GONE),
            gone_count=Count("attendance", filter=Q(attendance__invited=True) & WHO_IS_GONE),
            present_count=Count("attendance", filter=Q(attendance__present=True)),
        )


class Session(Discreet, Record):
    """A training or extension session at a place and time."""

    class Status(State):
        PLANNED = "planned", "info", _("Direncanakan")
        HELD = "held", "success", _("Terlaksana")
        CANCELLED = "cancelled", "danger", _("Dibatalkan")

    by_acts = ("status", "reason")
    people_counts = {"invited_count": "", "gone_count": "", "present_count": "invited_count"}
    PROTOCOL = ["masks", "handwashing", "distance", "temperature", "sanitizer"]

    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="sessions", verbose_name=_("lokus"))
    intervention = models.ForeignKey(
        Intervention, models.PROTECT, related_name="sessions", null=True, blank=True, verbose_name=_("kegiatan")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="sessions", verbose_name=_("penyelenggara"))
    title = models.CharField(_("acara"), max_length=200)
    date = HeldDateField(_("tanggal"))
    starts_at = models.TimeField(_("mulai"), null=True, blank=True)
    ends_at = models.TimeField(_("selesai"), null=True, blank=True)
    place = models.CharField(_("tempat"), max_length=150)
    seats = models.PositiveSmallIntegerField(
        _("kapasitas tempat (orang)"), validators=[MinValueValidator(1)], help_text=_("Sebelum dibatasi prokes.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("boleh hadir (orang)"), validators=[MinValueValidator(1)], help_text=_("Menurut aturan tahun program.")
    )
    masks = models.BooleanField(_("masker"), default=False)
    handwashing = models.BooleanField(_("tempat cuci tangan"), default=False)
    distance = models.BooleanField(_("jarak antarkursi"), default=False)
    temperature = models.BooleanField(_("periksa suhu"), default=False)
    sanitizer = models.BooleanField(_("penyanitasi tangan"), default=False)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PLANNED)
    reason = models.CharField(_("alasan dibatalkan"), max_length=200, blank=True)
    notes = models.TextField(_("catatan"), blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="sessions", blank=True, verbose_name=_("bukti"))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kegiatan tatap muka")
        verbose_name_plural = _("kegiatan tatap muka")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__lte=models.F("seats")),
                name="%(app_label)s_%(class)s_capacity_within_seats",
                violation_error_message=_("Yang boleh hadir tidak boleh melebihi kapasitas tempat."),
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(reason=""),
                name="%(app_label)s_%(class)s_cancelled_has_reason",
                violation_error_message=_("Tulis alasan acara dibatalkan."),
            ),
        ]

    def __str__(self):
        return "%s, %s" % (self.title, formats.tanggal(self.date))

    def get_absolute_url(self):
        return reverse("activities:session_detail", args=[self.public_id])

    def clean(self):
        refuse_inactive(self, "agency")
        self._check_capacity()
        if self.pk:
            self._check_present()

    def _check_capacity(self):
        if not self.target_area_id or not self.seats or not self.capacity:
            return
        allowed = self.target_area.programme_year.capacity_for(self.seats)
        if self.capacity > allowed:
            raise ValidationError(
                {
                    "capacity": _("Menurut aturan %(year)s, di tempat ini boleh hadir paling banyak %(allowed)d orang.")
                    % {"year": self.target_area.programme_year, "allowed": allowed}
                }
            )

    def _check_present(self):
        """What people were marked present at stays when and where it was, with room for them."""
        present = self.attendance.present().count()
        if not present:
            return
        count = {"count": present}
        if self.capacity is not None and self.capacity < present:
            raise ValidationError(
                {"capacity": _("%(count)d orang sudah tercatat hadir. Isi paling sedikit angka itu.") % count}
            )
        stored = Session.objects.get(pk=self.pk)
        if stored.date != self.date:
            raise ValidationError(
                {"date": _("%(count)d orang sudah tercatat hadir. Tanggal acara ini tidak dapat diubah lagi.") % count}
            )
        if stored.target_area_id != self.target_area_id:
            raise ValidationError(
                {"target_area": _("%(count)d orang sudah tercatat hadir. Lokusnya tidak dapat diubah lagi.") % count}
            )

    def has_happened(self) -> bool:
        return self.status == self.Status.HELD or self.count_present() > 0

    def count_present(self) -> int:
        return self.attendance.present().count() if self.pk else 0


class AttendanceQuerySet(InRegionQuerySet):
    region_path = "member__household__region"

    def visible_to(self, user):
        if not user.has_perm("activities.view_attendance"):
            return self.none()
        return self.filter(session__in=Session.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        if not user.has_perm("activities.change_attendance"):
            return self.none()
        return self.filter(session__in=Session.objects.editable_by(user).values("pk"))

    def present(self):
        return self.filter(present=True)

    def awaited(self):
        """Invitations of those who can still come: not of who died or moved away."""
        return self.filter(invited=True, member__status=Member.Status.ACTIVE)


class Attendance(Timestamped):
    """A member invited to, or present at, a session. `services.mark_present` holds the capacity."""

    privacy = classes(k2="member", k3="id created_at updated_at session invited present")

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance", verbose_name=_("acara"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendance", verbose_name=_("anggota keluarga"))
    invited = models.BooleanField(_("diundang"), default=True)
    present = models.BooleanField(_("hadir"), default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        ordering = ["session", "member__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Orang ini sudah ada dalam daftar."),
            ),
        ]

    def __str__(self):
        return str(self.member)

    def clean(self):
        """Who is present was here on the day, and the day has come."""
        if not self.member_id or not self.session_id or not (self.present or self._state.adding):
            return
        if self.present and self.session.date > timezone.localdate():
            raise ValidationError(_("Acara ini belum berlangsung. Catat kehadiran pada harinya."), code="too_early")
        stored = None if self._state.adding else type(self).objects.values_list("present", flat=True).get(pk=self.pk)
        if self.present and not stored:
            self.member.require_there(self.session.date)
        elif self._state.adding and not self.member.is_active:
            raise ValidationError(_("%(name)s sudah pindah atau meninggal.") % {"name": self.member.name}, code="gone")
