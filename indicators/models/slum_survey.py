"""The area survey behind the slum score: volumes of the 16 criteria in one RT or RW and round."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.small_counts import Discreet, DiscreetQuerySet
from households.models import SurveyRound
from households.models.round import InRoundMixin, OfRound
from locations.models import Region
from locations.models.programme import PublicFactQuerySet
from locations.models.target_area import TargetArea
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3
from p2wkss.base.states import State
from p2wkss.base.triggers import ClosedWith


def size(verbose_name, *, places=2):
    return models.DecimalField(
        verbose_name,
        max_digits=12,
        decimal_places=places,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


class SlumSurveyQuerySet(InRoundMixin, DiscreetQuerySet, PublicFactQuerySet):
    def visible_to(self, user):
        areas = TargetArea.objects.visible_to(user).values("pk")
        return super().visible_to(user).filter(round__target_area__in=areas).as_seen_by(user)

    def for_list(self):
        return self.select_related("region", "round__target_area__kelurahan", "round__target_area__programme_year")


class SlumSurvey(Discreet, OfRound, Record):
    """What was measured of an area (Permen PUPR 14/PRT/M/2018). An empty volume is unknown, not zero."""

    CRITERIA = ["1a", "1b", "1c", "2a", "2b", "3a", "3b", "4a", "4b", "4c", "5a", "5b", "6a", "6b", "7a", "7b"]

    class Class(State):
        """How bad a slum is, by its score."""

        HEAVY = "berat", "danger", _("berat")
        MEDIUM = "sedang", "warning", _("sedang")
        LIGHT = "ringan", "info", _("ringan")
        NONE = "tidak kumuh", "success", _("tidak kumuh")

    # The criteria that count families.
    people_counts = {
        "households": "",
        **{f"v_{criterion}": "households" for criterion in ("3a", "3b", "5a", "5b", "6a", "6b")},
    }
    guards = [ClosedWith("round")]
    privacy = {"*": K3}

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="slum_surveys", verbose_name=_("pendataan"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="slum_surveys", verbose_name=_("RT/RW"))
    surveyed_on = FactDateField(_("tanggal"))
    surveyor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("petugas")
    )
    area_ha = size(_("luas verifikasi (ha)"), places=4)
    buildings = models.PositiveIntegerField(_("jumlah bangunan"), null=True, blank=True)
    households = models.PositiveIntegerField(_("jumlah KK"), null=True, blank=True)
    ideal_road_m = size(_("panjang jalan ideal (m)"))
    ideal_drain_m = size(_("panjang drainase ideal (m)"))
    v_1a = size(_("1a bangunan tidak teratur (unit)"))
    v_1b = size(_("1b bangunan terlalu padat (ha)"), places=4)
    v_1c = size(_("1c bangunan tidak memenuhi syarat teknis (unit)"))
    v_2a = size(_("2a jalan lingkungan belum terlayani (m)"))
    v_2b = size(_("2b jalan lingkungan rusak (m)"))
    v_3a = size(_("3a tanpa akses air minum aman (KK)"))
    v_3b = size(_("3b kebutuhan air minum tidak terpenuhi (KK)"))
    v_4a = size(_("4a tergenang (ha)"), places=4)
    v_4b = size(_("4b drainase tidak tersedia (m)"))
    v_4c = size(_("4c drainase rusak (m)"))
    v_5a = size(_("5a sistem air limbah tidak sesuai (KK)"))
    v_5b = size(_("5b sarana air limbah tidak sesuai (KK)"))
    v_6a = size(_("6a sarana persampahan tidak sesuai (KK)"))
    v_6b = size(_("6b pengelolaan sampah tidak sesuai (KK)"))
    v_7a = size(_("7a tanpa prasarana proteksi kebakaran (unit)"))
    v_7b = size(_("7b tanpa sarana proteksi kebakaran (unit)"))
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    notes = models.TextField(_("catatan"), blank=True)

    objects = SlumSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survei kekumuhan")
        verbose_name_plural = _("survei kekumuhan")
        ordering = ["-surveyed_on", "region__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "region"],
                name="%(app_label)s_%(class)s_once_a_round",
                violation_error_message=_("Wilayah ini sudah disurvei pada pendataan itu."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.region, self.round.get_kind_display())

    def get_absolute_url(self):
        return reverse("indicators:slumsurvey_detail", args=[self.public_id])

    def clean(self):
        super().clean()
        if self.round_id and self.region_id and self.region.kelurahan_code != self.round.target_area.kelurahan.code:
            raise ValidationError({"region": _("RT/RW harus berada di kelurahan lokus.")})

    @property
    def volumes(self):
        """The known volumes by criterion id, as `methods.slum.score_area` takes them."""
        known = {criterion: self.true_value(f"v_{criterion}") for criterion in self.CRITERIA}
        return {criterion: value for criterion, value in known.items() if value is not None}
