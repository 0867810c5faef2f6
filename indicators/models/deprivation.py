"""How several deprivations are weighed: rows, since the choice is one of policy and changes."""

from fractions import Fraction

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.methods.deprivation import DEPRIVATIONS, deprivation_choices
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K4


class DeprivationSchemeQuerySet(PublicFactQuerySet):
    def on(self, day):
        """The scheme in force on a day, with its weights; None where there is none. Two queries."""
        return self.filter(valid_from__lte=day).prefetch_related("weights").order_by("-valid_from").first()


class DeprivationScheme(Record):
    """Weights and cutoff of multidimensional poverty, from a day on; poor is who is deprived in the cutoff or more."""

    privacy = {"*": K4}

    name = models.CharField(_("nama"), max_length=120)
    source = models.CharField(_("sumber"), max_length=250)
    valid_from = ReferenceDateField(_("berlaku dari"), unique=True)
    cutoff_numerator = models.PositiveSmallIntegerField(_("ambang: pembilang"), validators=[MinValueValidator(1)])
    cutoff_denominator = models.PositiveSmallIntegerField(
        _("ambang: penyebut"),
        validators=[MinValueValidator(1)],
        help_text=_("1 dari 3: miskin bila kekurangan dalam sepertiga bobot atau lebih."),
    )
    is_confirmed = models.BooleanField(_("sudah diperiksa administrator"), default=False)

    objects = DeprivationSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bobot kemiskinan multidimensi")
        verbose_name_plural = _("bobot kemiskinan multidimensi")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cutoff_numerator__gte=1, cutoff_numerator__lte=F("cutoff_denominator")),
                name="%(app_label)s_%(class)s_cutoff",
                violation_error_message=_("Ambang lebih dari nol dan paling banyak satu."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def cutoff(self) -> Fraction:
        return Fraction(self.cutoff_numerator, self.cutoff_denominator)

    def shares(self) -> dict[str, Fraction]:
        """{deprivation: its weight}; a deprivation the portal no longer knows is left out."""
        return {row.deprivation: Fraction(row.weight) for row in self.weights.all() if row.deprivation in DEPRIVATIONS}


class DeprivationWeight(Timestamped):
    """The weight of one deprivation within a scheme, as a share of the sum of all."""

    privacy = {"*": K4}

    scheme = models.ForeignKey(
        DeprivationScheme, models.CASCADE, related_name="weights", verbose_name=_("bobot kemiskinan multidimensi")
    )
    dimension = models.CharField(_("dimensi"), max_length=60)
    deprivation = models.CharField(_("kekurangan"), max_length=40, choices=deprivation_choices)
    weight = models.DecimalField(_("bobot"), max_digits=7, decimal_places=3, help_text=_("Dibagi jumlah semua bobot."))
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("bobot kekurangan")
        verbose_name_plural = _("bobot kekurangan")
        ordering = ["scheme", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "deprivation"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Kekurangan ini sudah berbobot."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="%(app_label)s_%(class)s_above_zero",
                violation_error_message=_("Bobot lebih dari nol."),
            ),
        ]

    def __str__(self):
        return str(DEPRIVATIONS[self.deprivation].label) if self.deprivation in DEPRIVATIONS else self.deprivation
