"""The money of an intervention: what each source gives, and how that was revised (murni, perubahan)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from activities.models.intervention import Intervention
from agencies.funding import FundSource
from p2wkss.base import formats
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Timestamped
from p2wkss.base.privacy import K3
from p2wkss.base.triggers import OnlyAdded


class FundingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(intervention__in=Intervention.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        return self.filter(intervention__in=Intervention.objects.editable_by(user).values("pk"))

    def with_original(self):
        """Annotate `original`, the budget before its first revision (murni), rupiah."""
        first = FundingRevision.objects.filter(funding=OuterRef("pk")).order_by("pk").values("amount_before")[:1]
        return self.annotate(original=Coalesce(Subquery(first), F("amount")))


class Funding(Timestamped):
    """What one source gives to an intervention today, rupiah."""

    privacy = {"*": K3}

    intervention = models.ForeignKey(Intervention, models.CASCADE, related_name="fundings", verbose_name=_("kegiatan"))
    source = models.CharField(_("sumber dana"), max_length=13, choices=FundSource)
    amount = models.DecimalField(_("anggaran (Rp)"), max_digits=16, decimal_places=0, validators=[MinValueValidator(0)])

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sumber dana")
        verbose_name_plural = _("sumber dana")
        ordering = ["intervention", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "source"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Sumber dana ini sudah ada."),
            ),
        ]

    def __str__(self):
        return self.get_source_display()

    def clean(self):
        """Once the work goes on, a budget is what its newest revision says; a later source starts at none."""
        if not self.intervention_id or not self.intervention.has_begun or self.amount is None:
            return
        stored = Funding.objects.filter(pk=self.pk).first() if self.pk else None
        decided = stored.amount if stored else 0
        if stored and stored.source != self.source:
            raise ValidationError({"source": _("Sumber dana yang sudah dicatat tidak dapat diganti.")})
        if self.amount != decided and self._revised_to() != self.amount:
            raise ValidationError(
                {"amount": _("Kegiatan ini sudah berjalan. Pakai “Ubah anggaran”, dengan tanggal dan alasannya.")}
            )

    def check_removal(self):
        """Raises ValidationError where the row must stay."""
        if self.intervention.has_begun or self.revisions.exists():
            raise ValidationError(
                _("Anggaran %(source)s sudah ditetapkan. Pakai “Ubah anggaran” untuk menjadikannya nol.")
                % {"source": self}
            )

    def _revised_to(self):
        newest = self.revisions.order_by("-pk").first() if self.pk else None
        return newest.amount_after if newest else None


class OfFundingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(funding__in=Funding.objects.visible_to(user).values("pk"))

    def editable_by(self, user):
        return self.none()

    def for_list(self):
        return self.select_related("funding", "by")


class FundingRevision(Timestamped):
    """A budget changed (APBD perubahan, a shift, a mistake put right): from what to what, when, why and by whom."""

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    funding = models.ForeignKey(Funding, models.PROTECT, related_name="revisions", verbose_name=_("sumber dana"))
    amount_before = models.DecimalField(_("semula (Rp)"), max_digits=16, decimal_places=0)
    amount_after = models.DecimalField(
        _("menjadi (Rp)"), max_digits=16, decimal_places=0, validators=[MinValueValidator(0)]
    )
    on = FactDateField(_("tanggal perubahan"))
    reason = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    objects = OfFundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("perubahan anggaran")
        verbose_name_plural = _("perubahan anggaran")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(amount_before=F("amount_after")),
                name="%(app_label)s_%(class)s_changes_with_reason",
                violation_error_message=_("Tulis alasan perubahan anggaran."),
            ),
        ]

    def __str__(self):
        return "%s, %s" % (self.funding, formats.tanggal(self.on))
