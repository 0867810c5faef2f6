"""Survey rounds: what was found before, during and after the programme year."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.models import TargetArea
from p2wkss.base.dates import Explained, PlanDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3
from p2wkss.base.triggers import OnlyAdded, Refused, differs

# SQL: the last thing said about a round is that it was reopened, and why.
WAS_REOPENED = """
    'reopened' = (SELECT e."kind" FROM "households_roundevent" AS e WHERE e."round_id" = OLD."id"
                  ORDER BY e."id" DESC LIMIT 1)
"""


class SurveyRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("households.view_surveyround") and not user.has_perm("households.view_household"):
            return self.none()
        rows = self.filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))
        return rows.select_related("target_area__kelurahan", "target_area__programme_year")

    def editable_by(self, user):
        if not user.has_perm("households.change_surveyround"):
            return self.none()
        return self.filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))

    def open(self):
        return self.filter(closed_at__isnull=True)

    def for_list(self):
        return self.select_related("target_area__kelurahan", "target_area__programme_year")


class SurveyRound(Explained, Record):
    """One survey of a lokus. Once closed nothing in it changes until it is reopened with a reason."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", _("Data awal")
        MIDLINE = "midline", _("Data tengah")
        ENDLINE = "endline", _("Data akhir")

    by_acts = ("closed_at",)
    guards = [
        Refused(
            update=(
                'OLD."closed_at" IS NOT NULL AND ('
                f"{differs('public_id', 'target_area_id', 'kind', 'starts_on', 'ends_on', 'notes', 'date_reason')}"
                ' OR (NEW."closed_at" IS NOT NULL AND NEW."closed_at" <> OLD."closed_at")'
                f' OR (NEW."closed_at" IS NULL AND NOT COALESCE({WAS_REOPENED}, FALSE)))'
            ),
            delete='OLD."closed_at" IS NOT NULL',
        )
    ]
    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="rounds", verbose_name=_("lokus"))
    kind = models.CharField(_("jenis pendataan"), max_length=8, choices=Kind)
    starts_on = PlanDateField(_("mulai"))
    ends_on = PlanDateField(_("selesai"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True, editable=False)
    notes = models.TextField(_("catatan"), blank=True)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("pendataan")
        verbose_name_plural = _("pendataan")
        ordering = ["target_area", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "kind"],
                name="%(app_label)s_%(class)s_kind_once",
                violation_error_message=_("Lokus ini sudah punya pendataan jenis itu."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_in_order",
                violation_error_message=_("Pendataan tidak boleh selesai sebelum mulai."),
            ),
        ]

    def __str__(self):
        return "%s %s" % (self.get_kind_display(), self.target_area)

    def get_absolute_url(self):
        return reverse("households:round_detail", args=[self.public_id])

    def clean(self):
        """Dates that leave out what was found already are asked about."""
        if self.pk is None or self.date_reason.strip() or not self.starts_on:
            return
        for rows in (self.assessments, self.household_surveys, self.member_surveys):
            day = rows.model.date_field
            outside = Q(**{f"{day}__lt": self.starts_on})
            if self.ends_on:
                outside |= Q(**{f"{day}__gt": self.ends_on})
            if rows.filter(outside, date_reason="").exists():
                self.ask(_("Ada data yang sudah dicatat di luar tanggal ini. Perbaiki, atau tulis alasannya."))

    @property
    def is_closed(self):
        return self.closed_at is not None


class RoundEvent(Timestamped):
    """A closing or reopening of a survey round, with its reason."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Ditutup")
        REOPENED = "reopened", _("Dibuka kembali")

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="events", verbose_name=_("pendataan"))
    kind = models.CharField(_("tindakan"), max_length=8, choices=Kind)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    class Meta:
        verbose_name = _("penutupan pendataan")
        verbose_name_plural = _("penutupan pendataan")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="closed") | ~Q(reason=""),
                name="%(app_label)s_%(class)s_reopening_has_reason",
                violation_error_message=_("Tulis alasan membuka kembali pendataan."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class OfRound(Explained):
    """Mixin: what a round found. A closed round keeps it as it is; a day outside the round is asked about."""

    date_field = "surveyed_on"

    class Meta:
        abstract = True

    def expected_between(self):
        return self.date_field, self.round.starts_on, self.round.ends_on, str(self.round)

    def clean(self):
        if not self.round_id:
            return
        if self.round.is_closed:
            raise ValidationError(_("Pendataan ini sudah ditutup. Minta dinas koordinator membukanya kembali."))
        self.ask_about_date()


class InRoundMixin:
    """For querysets of rows that belong to a round: a closed round's rows are read only for every role."""

    def editable_by(self, user):
        return super().editable_by(user).filter(round__closed_at__isnull=True)

    def of_round(self, survey_round):
        return self.filter(round=survey_round)
