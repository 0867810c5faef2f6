"""The chain over the audit trail: each link seals one entry together with the link before it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.base.privacy import K3
from p2wkss.base.triggers import OnlyAdded


class AuditLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("agencies.view_auditlink") else self.none()

    def editable_by(self, user):
        return self.none()


class AuditLink(models.Model):
    """One entry of a trail, sealed. Rows are only ever added, by agencies.audit_chain."""

    class Trail(models.TextChoices):
        CHANGES = "changes", _("Perubahan data")
        READS = "reads", _("Akses data pribadi")

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    trail = models.CharField(_("catatan"), max_length=7, choices=Trail)
    entry = models.BigIntegerField(_("nomor catatan"))
    previous = models.CharField(_("sidik sebelumnya"), max_length=64)
    digest = models.CharField(_("sidik SHA-256"), max_length=64)
    sealed_at = models.DateTimeField(_("disegel"), auto_now_add=True)

    objects = AuditLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("segel catatan")
        verbose_name_plural = _("segel catatan")
        ordering = ["trail", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["trail", "entry"], name="%(app_label)s_%(class)s_entry_once"),
            # Two sealers at once would fork the chain; the second one fails here.
            models.UniqueConstraint(fields=["trail", "previous"], name="%(app_label)s_%(class)s_no_fork"),
        ]

    def __str__(self):
        return "%s %s" % (self.get_trail_display(), self.entry)
