"""What was decided although a rule asks otherwise: who, why, when. Only ever added, and listed on one page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.base.models import Timestamped
from p2wkss.base.privacy import classes
from p2wkss.base.triggers import OnlyAdded


class ExemptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("agencies.view_exemption") else self.none()

    def editable_by(self, user):
        return self.none()

    def for_list(self):
        return self.select_related("by")


class Exemption(Timestamped):
    """One decision past a rule. `address` is the page of the record it is about (nothing here points up the house)."""

    class Kind(models.TextChoices):
        FOUR_EYES = "four_eyes", _("Diperiksa oleh penulisnya sendiri")
        CONDITIONS = "conditions", _("Disetujui walaupun syarat belum terpenuhi")
        BUDGET = "budget", _("Anggaran di bawah realisasi")

    guards = [OnlyAdded()]
    privacy = classes(k2="subject detail reason", k3="id created_at updated_at kind address by")

    kind = models.CharField(_("pengecualian"), max_length=10, choices=Kind)
    subject = models.CharField(_("tentang"), max_length=250)
    address = models.CharField(_("halaman"), max_length=200, blank=True)
    detail = models.CharField(_("yang dikecualikan"), max_length=500, blank=True)
    reason = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exemptions", verbose_name=_("oleh"))

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengecualian")
        verbose_name_plural = _("pengecualian")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_reason",
                violation_error_message=_("Tulis alasan pengecualian ini."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return self.address
