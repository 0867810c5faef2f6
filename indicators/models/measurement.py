"""Targets of a lokus and what was measured, with the rows it was counted from."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.small_counts import Discreet, DiscreetQuerySet, is_small, is_telling
from households.models import SurveyRound
from indicators.models.indicator import Indicator
from locations.models import ProgrammeYear, TargetArea
from locations.models.programme import PublicFactQuerySet
from p2wkss.base import formats
from p2wkss.base.dates import FactDateField, PlanDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3
from p2wkss.base.triggers import ClosedWith


def figure(verbose_name, **kwargs):
    return models.DecimalField(verbose_name, max_digits=20, decimal_places=4, **kwargs)


FEW = _("Menyangkut kurang dari lima orang atau keluarga, jadi angkanya tidak ditampilkan.")


class OfTargetAreaQuerySet(DiscreetQuerySet, PublicFactQuerySet):
    def visible_to(self, user):
        rows = super().visible_to(user).filter(target_area__in=TargetArea.objects.visible_to(user).values("pk"))
        return rows.as_seen_by(user)

    def editable_by(self, user):
        return super().editable_by(user).exclude(target_area__programme_year__stage=ProgrammeYear.Stage.CLOSED)


class TargetQuerySet(OfTargetAreaQuerySet):
    def with_now(self, *, until=None):
        """Annotate the newest measurement: `now`, `now_on`, `now_id`, how many it knows, `now_surveyed(_of)`, and
        what it and the measurement that gave the baseline were made from.

        `until` is the last day to look at.
        """
        newest = Measurement.objects.filter(
            target_area=OuterRef("target_area"), indicator=OuterRef("indicator"), value__isnull=False
        ).order_by("-measured_on", "-pk")
        first = newest.filter(value=OuterRef("baseline")).order_by("measured_on", "pk")
        if until is not None:
            newest = newest.filter(measured_on__lte=until)
        return self.annotate(
            now=Subquery(newest.values("value")[:1]),
            now_on=Subquery(newest.values("measured_on")[:1]),
            now_id=Subquery(newest.values("public_id")[:1]),
            now_round=Subquery(newest.exclude(method="").values("round")[:1]),
            now_surveyed=Subquery(newest.values("surveyed")[:1]),
            now_surveyed_of=Subquery(newest.values("surveyed_of")[:1]),
            now_numerator=Subquery(newest.values("numerator")[:1]),
            now_denominator=Subquery(newest.values("denominator")[:1]),
            baseline_numerator=Subquery(first.values("numerator")[:1]),
            baseline_denominator=Subquery(first.values("denominator")[:1]),
        )

    def for_list(self):
        return self.select_related("indicator", "target_area__kelurahan", "target_area__programme_year").with_now()


class Target(Discreet, Record):
    """What a lokus starts from, and what it wants to reach by a date, for one indicator."""

    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="targets", verbose_name=_("lokus"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name=_("indikator"))
    baseline = figure(_("data awal"), null=True, blank=True)
    baseline_on = FactDateField(_("tanggal data awal"), null=True, blank=True)
    baseline_source = models.CharField(_("sumber data awal"), max_length=200, blank=True)
    target = figure(_("target"), null=True, blank=True)
    due_on = PlanDateField(_("dicapai paling lambat"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("target")
        ordering = ["target_area", "indicator__order", "indicator__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "indicator"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Lokus ini sudah punya target untuk indikator itu."),
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | (Q(baseline_on__isnull=False) & ~Q(baseline_source="")),
                name="%(app_label)s_%(class)s_baseline_has_source",
                violation_error_message=_("Data awal harus punya tanggal dan sumber."),
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(due_on__isnull=False),
                name="%(app_label)s_%(class)s_target_has_date",
                violation_error_message=_("Target harus punya batas waktu."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.indicator, self.target_area)

    def hide_small_counts(self):
        """The figures of today and of the beginning, where they tell of few people; the verdict stays."""
        known = self.__dict__
        for name in ("baseline", "now"):
            parts = known.get(f"{name}_numerator"), known.get(f"{name}_denominator")
            if self.indicator.tells_of_few(known.get(name), *parts):
                self._hide(name, None)
        if is_telling(known.get("now_surveyed"), known.get("now_surveyed_of")) or is_small(
            known.get("now_surveyed_of")
        ):
            self._hide("now_surveyed", None)
            self._hide("now_surveyed_of", None)

    def get_absolute_url(self):
        return reverse("indicators:target_detail", args=[self.public_id])


class MeasurementQuerySet(OfTargetAreaQuerySet):
    def editable_by(self, user):
        """Only what was typed in, and only while its round is open; computed figures are computed again."""
        return super().editable_by(user).filter(Q(round__isnull=True) | Q(round__closed_at__isnull=True), method="")

    def for_list(self):
        return self.select_related(
            "indicator",
            "target_area__kelurahan",
            "target_area__programme_year",
            "round__target_area__kelurahan",
            "round__target_area__programme_year",
        ).defer("lineage")


class Measurement(Discreet, Record):
    """The value of an indicator in a lokus on a date. It names its source or the rows it was counted from.

    `lineage` is {"model": "households.house", "counted": [ids], "of": [ids]}: primary keys, compact, never shown as
    such; pages walk them back through `visible_to`.
    """

    guards = [ClosedWith("round")]
    privacy = {"*": K3}

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="measurements", verbose_name=_("lokus"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements", verbose_name=_("indikator"))
    round = models.ForeignKey(
        SurveyRound, models.PROTECT, related_name="measurements", null=True, blank=True, verbose_name=_("pendataan")
    )
    measured_on = FactDateField(_("tanggal"))
    value = figure(_("nilai"), null=True, blank=True)
    numerator = figure(_("pembilang"), null=True, blank=True)
    denominator = figure(_("penyebut"), null=True, blank=True)
    value_male = figure(_("laki-laki"), null=True, blank=True)
    value_female = figure(_("perempuan"), null=True, blank=True)
    surveyed = models.PositiveIntegerField(_("terdata"), null=True, blank=True)
    surveyed_of = models.PositiveIntegerField(_("dari seluruhnya"), null=True, blank=True)
    method = models.CharField(_("cara menghitung"), max_length=60, blank=True, editable=False)
    method_version = models.CharField(_("versi cara"), max_length=20, blank=True, editable=False)
    source = models.CharField(_("sumber"), max_length=250, blank=True)
    lineage = models.JSONField(_("asal angka"), null=True, blank=True, editable=False)
    lineage_hash = models.CharField(_("sidik asal angka"), max_length=64, blank=True, editable=False)
    note = models.CharField(_("catatan"), max_length=250, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengukuran")
        verbose_name_plural = _("pengukuran")
        ordering = ["-measured_on", "-pk"]
        indexes = [models.Index(fields=["target_area", "indicator", "-measured_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "indicator", "round"],
                condition=Q(round__isnull=False),
                name="%(app_label)s_%(class)s_once_a_round",
                violation_error_message=_("Indikator ini sudah diukur pada pendataan itu."),
            ),
            models.UniqueConstraint(
                fields=["target_area", "indicator", "measured_on"],
                condition=Q(round__isnull=True),
                name="%(app_label)s_%(class)s_once_a_day",
                violation_error_message=_("Indikator ini sudah diukur pada tanggal itu."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(source="") | Q(lineage__isnull=False) | ~Q(lineage_hash=""),
                name="%(app_label)s_%(class)s_has_source",
                violation_error_message=_("Tulis dari mana angka ini."),
            ),
        ]

    def __str__(self):
        return "%s, %s" % (self.indicator, formats.tanggal(self.measured_on))

    def hide_small_counts(self):
        """The whole figure where it tells of few people; else the sexes and the coverage that do."""
        if self.indicator.tells_of_few(self.value, self.numerator, self.denominator):
            for name in ("value", "numerator", "denominator", "value_male", "value_female"):
                self._hide(name, None)
            self._hide("note", str(FEW))
        elif self.indicator.sexes_tell_of_few(self):
            self._hide("value_male", None)
            self._hide("value_female", None)
        elif is_small(self.denominator):
            self._hide("denominator", None)
        if is_telling(self.surveyed, self.surveyed_of) or is_small(self.surveyed_of):
            self._hide("surveyed", None)
            self._hide("surveyed_of", None)

    def get_absolute_url(self):
        return reverse("indicators:measurement_detail", args=[self.public_id])

    def clean(self):
        if self.round_id and self.round.is_closed:
            raise ValidationError(_("Pendataan ini sudah ditutup. Minta dinas koordinator membukanya kembali."))
        if self.round_id and self.target_area_id and self.round.target_area_id != self.target_area_id:
            raise ValidationError({"round": _("Pilih pendataan dari lokus yang sama.")})
