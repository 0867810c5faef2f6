"""What belongs to a house repair: its money, photos, field checks, and the conditions of the grant."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.funding import FundSource
from households.models.assessment import HouseAssessment
from households.models.repair import HouseRepair, OfRepairQuerySet
from locations.models import Evidence
from p2wkss.base import formats
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Timestamped
from p2wkss.base.privacy import K4, classes
from p2wkss.base.triggers import OnlyAdded, Refused, differs


class RepairFunding(Timestamped):
    """What one source gives to a repair."""

    privacy = {"*": "K3"}

    repair = models.ForeignKey(HouseRepair, models.CASCADE, related_name="fundings", verbose_name=_("rehab RTLH"))
    source = models.CharField(_("sumber dana"), max_length=13, choices=FundSource)
    amount = models.DecimalField(_("jumlah (Rp)"), max_digits=14, decimal_places=0, validators=[MinValueValidator(0)])

    objects = OfRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("sumber dana rehab")
        verbose_name_plural = _("sumber dana rehab")
        ordering = ["repair", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["repair", "source"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Sumber dana ini sudah ada."),
            ),
        ]

    def __str__(self):
        return self.get_source_display()


class RepairTranche(Timestamped):
    """A payment to the beneficiary's account; together they must make up the ceiling.

    One that was paid by mistake stays: a counter-entry (`corrects`) takes its amount back, and another one is paid.
    """

    PAID = ("number", "amount", "progress_needed", "paid_on", "repair_id")
    guards = [
        Refused(update=f'OLD."paid_on" IS NOT NULL AND {differs(*PAID)}', delete='OLD."paid_on" IS NOT NULL'),
    ]

    privacy = {"*": "K3"}

    repair = models.ForeignKey(HouseRepair, models.CASCADE, related_name="tranches", verbose_name=_("rehab RTLH"))
    number = models.PositiveSmallIntegerField(_("tahap"), validators=[MinValueValidator(1), MaxValueValidator(99)])
    amount = models.DecimalField(
        _("jumlah (Rp)"), max_digits=14, decimal_places=0, help_text=_("Kurang dari nol hanya pada koreksi.")
    )
    progress_needed = models.PositiveSmallIntegerField(_("syarat kemajuan"), choices=HouseRepair.STEPS, default=0)
    paid_on = FactDateField(_("dibayar"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="corrected_by", null=True, blank=True, verbose_name=_("mengoreksi tahap")
    )
    reason = models.CharField(_("alasan koreksi"), max_length=300, blank=True)

    objects = OfRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("tahap pencairan")
        verbose_name_plural = _("tahap pencairan")
        ordering = ["repair", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["repair", "number"],
                name="%(app_label)s_%(class)s_number_once",
                violation_error_message=_("Tahap ini sudah ada."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, corrects__isnull=True)
                | (models.Q(amount__lt=0, corrects__isnull=False, paid_on__isnull=False) & ~models.Q(reason="")),
                name="%(app_label)s_%(class)s_counter_entry",
                violation_error_message=_("Jumlah tahap lebih dari nol; koreksinya dicatat tersendiri."),
            ),
        ]

    def __str__(self):
        return "%s %d" % (_("Tahap"), self.number)

    def clean(self):
        """What was paid stays as it was paid; a mistake is put right by a counter-entry."""
        stored = RepairTranche.objects.filter(pk=self.pk, paid_on__isnull=False).first() if self.pk else None
        if stored and any(getattr(stored, name) != getattr(self, name) for name in self.PAID):
            raise ValidationError(
                _("%(tranche)s sudah dibayar dan tidak dapat diubah. Pakai “Koreksi tahap”.") % {"tranche": self}
            )

    def check_removal(self):
        """Raises ValidationError where the row must stay."""
        if RepairTranche.objects.filter(pk=self.pk, paid_on__isnull=False).exists():
            raise ValidationError(
                _("%(tranche)s sudah dibayar dan tidak dapat dihapus. Pakai “Koreksi tahap”.") % {"tranche": self}
            )


class RepairPhoto(Timestamped):
    """A photo of a repair; photos of the same spot make a before/after pair."""

    shown_at = {"evidence": "repair__house__region"}
    privacy = {"*": "K3"}

    repair = models.ForeignKey(HouseRepair, models.CASCADE, related_name="photos", verbose_name=_("rehab RTLH"))
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="repair_photo", verbose_name=_("foto"))
    spot = models.CharField(_("sudut pengambilan"), max_length=60, help_text=_("Misalnya tampak depan atau dapur."))

    objects = OfRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("foto rehab")
        verbose_name_plural = _("foto rehab")
        ordering = ["repair", "spot", "pk"]

    def __str__(self):
        return self.spot


class RepairCheck(Timestamped):
    """A visit to the house before the grant: what was seen, with a photo and the assessment it confirms. Only added."""

    guards = [OnlyAdded()]
    shown_at = {"photo": "repair__house__region"}
    privacy = classes(k2="finding assessment", k3="id created_at updated_at repair on by photo")

    repair = models.ForeignKey(HouseRepair, models.CASCADE, related_name="checks", verbose_name=_("rehab RTLH"))
    on = FactDateField(_("tanggal pemeriksaan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pemeriksa"))
    photo = models.ForeignKey(Evidence, models.PROTECT, related_name="repair_checks", verbose_name=_("foto"))
    assessment = models.ForeignKey(
        HouseAssessment, models.PROTECT, related_name="repair_checks", verbose_name=_("penilaian rumah")
    )
    finding = models.CharField(_("temuan"), max_length=300)

    objects = OfRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemeriksaan lapangan")
        verbose_name_plural = _("pemeriksaan lapangan")
        ordering = ["repair", "-on", "-pk"]

    def __str__(self):
        return formats.tanggal(self.on)

    def clean(self):
        if self.photo_id and self.photo.kind != Evidence.Kind.PHOTO:
            raise ValidationError({"photo": _("Pilih sebuah foto.")})
        if self.assessment_id and self.repair_id and self.assessment.house_id != self.repair.house_id:
            raise ValidationError({"assessment": _("Penilaian itu tentang rumah lain.")})


class EligibilityCriterion(Timestamped):
    """A condition for the repair grant; rows, since each city's regulation sets its own."""

    privacy = {"*": K4}

    code = models.SlugField(_("kode"), max_length=30, unique=True)
    text = models.CharField(_("syarat"), max_length=200)
    source = models.CharField(_("sumber"), max_length=250)
    is_confirmed = models.BooleanField(_("sudah diperiksa administrator"), default=False)
    is_active = models.BooleanField(_("dipakai"), default=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    class Meta:
        verbose_name = _("syarat penerima rehab")
        verbose_name_plural = _("syarat penerima rehab")
        ordering = ["order", "code"]

    def __str__(self):
        return self.text


class EligibilityAnswer(Timestamped):
    """Whether a repair meets a condition; empty while nobody checked."""

    privacy = classes(k2="met note", k3="id created_at updated_at repair criterion")

    repair = models.ForeignKey(HouseRepair, models.CASCADE, related_name="eligibility", verbose_name=_("rehab RTLH"))
    criterion = models.ForeignKey(EligibilityCriterion, models.PROTECT, related_name="+", verbose_name=_("syarat"))
    met = models.BooleanField(_("terpenuhi"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)

    objects = OfRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemeriksaan syarat")
        verbose_name_plural = _("pemeriksaan syarat")
        ordering = ["repair", "criterion__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["repair", "criterion"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Syarat ini sudah diperiksa."),
            ),
        ]

    def __str__(self):
        return str(self.criterion)
