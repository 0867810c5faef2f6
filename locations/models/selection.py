"""How a lokus is chosen: candidates with the three aspects, weights, and a decision with its reasons."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.aspects import Aspect
from locations.models.programme import ProgrammeYear, PublicFactQuerySet
from locations.models.region import Region
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3
from p2wkss.base.states import State


class OfSelectionQuerySet(PublicFactQuerySet):
    """What decides a lokus is not changed once it is decided."""

    def editable_by(self, user):
        return (
            super().editable_by(user).exclude(programme_year__in=ProgrammeYear.objects.selection_locked().values("pk"))
        )


def refuse_locked(record, *, gone=False) -> None:
    """Raises ValidationError where a row changes, or goes, whose selection is, or was, locked by its decree."""
    stored = type(record)._base_manager.filter(pk=record.pk).first()
    kept = ("version", "created_at", "updated_at")
    names = [field.attname for field in record._meta.concrete_fields if field.name not in kept]
    if stored and not gone and all(getattr(stored, name) == getattr(record, name) for name in names):
        return
    years = {record.programme_year_id, stored and stored.programme_year_id} - {None}
    if ProgrammeYear.objects.filter(pk__in=years).selection_locked().exists():
        wanted = _("Lokus tahun ini sudah ditetapkan. Buka kembali pemilihannya dengan alasan lebih dahulu.")
        raise ValidationError({"programme_year": wanted})


class Selection(Record):
    """The rule a programme year ranks its candidates by, and what the deliberation decided."""

    class Normalise(models.TextChoices):
        MIN_MAX = "min-max", _("Rentang (min-max)")
        Z = "z", _("Simpangan baku (z)")

    privacy = {"*": K3}

    programme_year = models.OneToOneField(
        ProgrammeYear, models.CASCADE, related_name="selection", verbose_name=_("tahun program")
    )
    normalise = models.CharField(_("cara menyamakan skala"), max_length=8, choices=Normalise, default=Normalise.MIN_MAX)
    weight_slum = models.DecimalField(
        _("bobot kekumuhan"), max_digits=6, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    weight_poverty = models.DecimalField(
        _("bobot kemiskinan"), max_digits=6, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    weight_hdi = models.DecimalField(
        _("bobot pembangunan keluarga"), max_digits=6, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    weights_source = models.CharField(_("dasar bobot"), max_length=250, blank=True)
    deliberated_on = FactDateField(_("musyawarah warga"), null=True, blank=True)
    deliberation = models.TextField(_("hasil musyawarah"), blank=True)

    objects = OfSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemilihan lokus")
        verbose_name_plural = _("pemilihan lokus")
        ordering = ["-programme_year__year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_slum__gt=0) | Q(weight_poverty__gt=0) | Q(weight_hdi__gt=0),
                name="%(app_label)s_%(class)s_some_weight",
                violation_error_message=_("Paling sedikit satu bobot harus lebih dari nol."),
            ),
        ]

    def __str__(self):
        return str(self.programme_year)

    def clean(self):
        refuse_locked(self)

    def check_removal(self):
        refuse_locked(self, gone=True)

    @property
    def weights(self):
        return {
            Aspect.SLUM: Decimal(self.weight_slum),
            Aspect.POVERTY: Decimal(self.weight_poverty),
            Aspect.HDI: Decimal(self.weight_hdi),
        }


class Candidate(Record):
    """A candidate lokus with its figure and source for each aspect. Empty means not known yet, never zero."""

    class Decision(State):
        PROPOSED = "proposed", "info", _("Diusulkan")
        CHOSEN = "chosen", "success", _("Terpilih")
        NOT_CHOSEN = "not_chosen", _("Tidak terpilih")
        WITHDRAWN = "withdrawn", _("Ditarik")

    privacy = {"*": K3}

    programme_year = models.ForeignKey(
        ProgrammeYear, models.CASCADE, related_name="candidates", verbose_name=_("tahun program")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="candidacies", verbose_name=_("wilayah"))
    slum = models.DecimalField(
        _("nilai kekumuhan (0–80)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(80)],
        help_text=_("Jumlah skor 16 kriteria Permen PUPR 14/2018."),
    )
    slum_source = models.CharField(_("sumber nilai kekumuhan"), max_length=200, blank=True)
    poverty = models.DecimalField(
        _("KK miskin (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    poverty_source = models.CharField(_("sumber angka kemiskinan"), max_length=200, blank=True)
    hdi = models.DecimalField(
        _("indeks pembangunan keluarga (0–100)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Ukuran pengganti IPM dari data keluarga; IPM sendiri hanya ada untuk kota."),
    )
    hdi_source = models.CharField(_("sumber indeks"), max_length=200, blank=True)
    field_notes = models.TextField(_("catatan lapangan"), blank=True)
    decision = models.CharField(_("keputusan"), max_length=10, choices=Decision, default=Decision.PROPOSED)
    reasons = models.TextField(_("alasan keputusan"), blank=True)

    objects = OfSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("calon lokus")
        verbose_name_plural = _("calon lokus")
        ordering = ["-programme_year__year", "region__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "region"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Wilayah ini sudah menjadi calon lokus tahun itu."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{aspect}__isnull": True}) | ~Q(**{f"{aspect}_source": ""}),
                    name=f"%(app_label)s_%(class)s_{aspect}_has_source",
                    violation_error_message=_("Tulis sumber untuk setiap angka."),
                )
                for aspect in ("slum", "poverty", "hdi")
            ),
            models.CheckConstraint(
                condition=Q(decision="proposed") | ~Q(reasons=""),
                name="%(app_label)s_%(class)s_decision_has_reasons",
                violation_error_message=_("Tulis alasan keputusan."),
            ),
        ]

    def __str__(self):
        return "%s (%s)" % (self.region, self.programme_year)

    def get_absolute_url(self):
        return reverse("locations:candidate_detail", args=[self.public_id])

    @property
    def kelurahan(self):
        """The kelurahan the candidate lies in, or is."""
        region = self.region
        while region.level in (Region.Level.RW, Region.Level.RT):
            region = region.parent
        return region

    def clean(self):
        refuse_locked(self)
        if self.region_id and self.region.level not in (Region.Level.KELURAHAN, Region.Level.RW, Region.Level.RT):
            raise ValidationError({"region": _("Pilih kelurahan, RW atau RT.")})
