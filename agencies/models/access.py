"""Who read or exported identity data, why and how much."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.base.privacy import K3
from p2wkss.base.triggers import OnlyAdded


class AccessEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("agencies.view_accessevent") else self.none()

    def editable_by(self, user):
        return self.none()

    def for_list(self):
        return self.select_related("user")


class AccessEvent(models.Model):
    """One reading of specific personal data. Rows are only ever added."""

    class Kind(models.TextChoices):
        UNMASK = "unmask", _("Membuka nomor identitas")
        EXPORT = "export", _("Mengunduh data pribadi")
        SEARCH = "search", _("Mencari dengan nomor identitas")
        PRINT = "print", _("Mencetak data pribadi")
        COUNTS = "counts", _("Melihat jumlah kecil yang sebenarnya")
        GUESS = "guess", _("Mencoba nomor identitas")
        LIMIT = "limit", _("Terlalu sering mencoba nomor identitas")

    guards = [OnlyAdded()]
    privacy = {"*": K3}

    at = models.DateTimeField(_("waktu"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_events", verbose_name=_("pengguna")
    )
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    subject = models.CharField(
        _("yang dibuka"), max_length=120, help_text=_("Jenis data dan nomor publiknya, tanpa data pribadi.")
    )
    reason = models.CharField(_("alasan"), max_length=300)
    count = models.PositiveIntegerField(_("jumlah data"), default=1)
    ids = models.JSONField(_("nomor baris"), default=list, blank=True)
    request_id = models.CharField(_("kode permintaan"), max_length=36, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan akses data pribadi")
        verbose_name_plural = _("catatan akses data pribadi")
        ordering = ["-at"]

    def __str__(self):
        return "%s: %s" % (self.get_kind_display(), self.subject)
