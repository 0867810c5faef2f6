"""What protects an account, and what its owner is told about it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from p2wkss.base.privacy import K3


class FailedCodeQuerySet(models.QuerySet):
    def lately(self):
        """Those that still count; the same time as for wrong passwords."""
        return self.filter(at__gt=timezone.now() - settings.AXES_COOLOFF_TIME)


class FailedCode(models.Model):
    """A wrong code of a second factor. Rows, no cache: nothing pushes them out, whatever address they came from."""

    privacy = {"*": K3}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="failed_codes", verbose_name=_("pengguna")
    )
    at = models.DateTimeField(_("waktu"), auto_now_add=True, db_index=True)

    objects = FailedCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("kode salah")
        verbose_name_plural = _("kode salah")

    def __str__(self):
        return str(self.user)


class SecurityNoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A notice is its owner's; administrators read all of them in the back office."""
        return self if user.has_perm("agencies.view_failedcode") else self.filter(user=user)

    def editable_by(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None)


class SecurityNotice(models.Model):
    """Something happened to an account; its owner sees it on the home page until it is read, mail or no mail."""

    class Kind(models.TextChoices):
        CODES = "codes", _("Lima kode verifikasi salah diketik. Akun dikunci 15 menit.")
        PASSWORDS = "passwords", _("Lima kata sandi salah diketik. Akun dikunci 15 menit.")
        PASSWORD = "password", _("Kata sandi akun ini diubah.")
        GIVEN = "given", _("Administrator memberi akun ini kata sandi baru.")
        FACTOR_ADDED = "added", _("Verifikasi dua langkah dipasang atau diperbarui.")
        FACTOR_REMOVED = "removed", _("Verifikasi dua langkah dihapus dari akun ini.")

    KEPT = timedelta(days=90)

    privacy = {"*": K3}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="security_notices", verbose_name=_("pengguna")
    )
    kind = models.CharField(_("peristiwa"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    read_at = models.DateTimeField(_("dibaca"), null=True, blank=True, editable=False)

    objects = SecurityNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemberitahuan keamanan")
        verbose_name_plural = _("pemberitahuan keamanan")
        ordering = ["-at"]

    def __str__(self):
        return self.get_kind_display()
