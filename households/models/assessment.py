"""The assessment of a house in a survey round, and the rules it is judged by."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households import vocabulary
from households.models.house import House
from households.models.round import InRoundMixin, OfRound, SurveyRound
from locations.models.scope import InRegionQuerySet
from p2wkss.base.dates import FactDateField, ReferenceDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K4, classes
from p2wkss.base.triggers import ClosedWith


class RtlhRule(Record):
    """How much floor a person needs, by one standard; the default one decides, the others are shown beside it."""

    privacy = {"*": K4}

    name = models.CharField(_("standar"), max_length=80, unique=True)
    min_m2_per_person = models.DecimalField(
        _("luas lantai minimum (m² per orang)"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("sumber"), max_length=250)
    valid_from = ReferenceDateField(_("berlaku dari"))
    is_default = models.BooleanField(_("dipakai menilai"), default=False)
    is_confirmed = models.BooleanField(_("sudah diperiksa administrator"), default=False)

    class Meta:
        verbose_name = _("standar RTLH")
        verbose_name_plural = _("standar RTLH")
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="%(app_label)s_%(class)s_one_default",
                violation_error_message=_("Hanya satu standar yang dipakai menilai."),
            ),
        ]

    def __str__(self):
        return self.name


class HouseAssessmentQuerySet(InRoundMixin, InRegionQuerySet):
    region_path = "house__region"

    def unfit(self):
        return self.filter(unfit=True)

    def for_list(self):
        return self.select_related(
            "house__region", "round__target_area__kelurahan", "round__target_area__programme_year"
        )


class HouseAssessment(OfRound, Record):
    """What a surveyor saw of a house; `unfit` and `failing` follow from it (households.rtlh) when it is saved by
    `services.record_assessment`. Empty answers are unknown.
    """

    guards = [ClosedWith("round")]
    privacy = classes(
        k2="roof wall floor roof_damage wall_damage floor_damage frame_damage floor_area_m2 occupants has_light "
        "has_ventilation water_source water_distance toilet closet septic waste lighting electric_power cooking_fuel "
        "notes",
        k3="id public_id version created_at updated_at house round assessed_on date_reason assessor unfit "
        "failing per_person_m2",
    )

    date_field = "assessed_on"

    house = models.ForeignKey(House, models.PROTECT, related_name="assessments", verbose_name=_("rumah"))
    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="assessments", verbose_name=_("pendataan"))
    assessed_on = FactDateField(_("tanggal penilaian"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("penilai")
    )
    roof = models.CharField(_("atap terluas"), max_length=20, choices=vocabulary.ROOF, blank=True)
    wall = models.CharField(_("dinding terluas"), max_length=20, choices=vocabulary.WALL, blank=True)
    floor = models.CharField(_("lantai terluas"), max_length=20, choices=vocabulary.FLOOR, blank=True)
    roof_damage = models.CharField(_("kerusakan atap"), max_length=20, choices=vocabulary.DAMAGE, blank=True)
    wall_damage = models.CharField(_("kerusakan dinding"), max_length=20, choices=vocabulary.DAMAGE, blank=True)
    floor_damage = models.CharField(_("kerusakan lantai"), max_length=20, choices=vocabulary.DAMAGE, blank=True)
    frame_damage = models.CharField(
        _("kerusakan rangka (kolom, balok)"), max_length=20, choices=vocabulary.DAMAGE, blank=True
    )
    floor_area_m2 = models.DecimalField(
        _("luas lantai (m²)"), max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(1)]
    )
    occupants = models.PositiveSmallIntegerField(
        _("penghuni (orang)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    has_light = models.BooleanField(_("cahaya matahari masuk"), null=True, blank=True)
    has_ventilation = models.BooleanField(_("ada ventilasi"), null=True, blank=True)
    water_source = models.CharField(_("sumber air minum"), max_length=20, choices=vocabulary.WATER_SOURCE, blank=True)
    water_distance = models.CharField(
        _("jarak sumber air ke penampungan tinja"), max_length=20, choices=vocabulary.WATER_DISTANCE, blank=True
    )
    toilet = models.CharField(_("tempat buang air besar"), max_length=20, choices=vocabulary.TOILET, blank=True)
    closet = models.CharField(_("jenis kloset"), max_length=20, choices=vocabulary.CLOSET, blank=True)
    septic = models.CharField(_("pembuangan akhir tinja"), max_length=20, choices=vocabulary.SEPTIC, blank=True)
    waste = models.CharField(_("pembuangan sampah"), max_length=20, choices=vocabulary.WASTE, blank=True)
    lighting = models.CharField(_("sumber penerangan"), max_length=20, choices=vocabulary.LIGHTING, blank=True)
    electric_power = models.CharField(_("daya listrik"), max_length=20, choices=vocabulary.ELECTRIC_POWER, blank=True)
    cooking_fuel = models.CharField(
        _("bahan bakar memasak"), max_length=20, choices=vocabulary.COOKING_FUEL, blank=True
    )
    notes = models.TextField(_("catatan"), blank=True)
    unfit = models.BooleanField(_("tidak layak huni"), null=True, editable=False, db_index=True)
    failing = models.JSONField(_("kriteria yang tidak terpenuhi"), default=list, editable=False)
    per_person_m2 = models.DecimalField(
        _("luas per orang (m²)"), max_digits=7, decimal_places=2, null=True, editable=False
    )

    objects = HouseAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("penilaian rumah")
        verbose_name_plural = _("penilaian rumah")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["house", "round"],
                name="%(app_label)s_%(class)s_once_a_round",
                violation_error_message=_("Rumah ini sudah dinilai pada pendataan itu. Ubah penilaian yang ada."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.house, self.round.get_kind_display())

    def get_absolute_url(self):
        return reverse("households:assessment_detail", args=[self.public_id])
