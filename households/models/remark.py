"""What speaks against a stored NIK, as the list for Dukcapil needs it; found again by each check, never typed in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models.member import Member
from locations.models.scope import InRegionQuerySet
from p2wkss.base.models import Timestamped
from p2wkss.base.privacy import K3, classes

# The warnings of `identity.check_nik` that Dukcapil can clear up; one about a number from elsewhere is no fault.
FOR_DUKCAPIL = {
    "nik_dob_mismatch": _("tanggal lahir berbeda dengan NIK"),
    "nik_sex_mismatch": _("jenis kelamin berbeda dengan NIK"),
    "nik_region_unknown": _("kode wilayah NIK tidak dikenal"),
}
OF_STATUS = {
    Member.NikStatus.TEMPORARY: _("NIK sementara"),
    Member.NikStatus.MISSING: _("belum punya NIK"),
}


class IdentityRemarkQuerySet(InRegionQuerySet):
    region_path = "member__household__region"


class IdentityRemark(Timestamped):
    """The warnings on one member's NIK; members without any have no row."""

    privacy = classes(k1="codes", k2="member", k3="id created_at updated_at")

    member = models.OneToOneField(
        Member, models.CASCADE, related_name="identity_remark", verbose_name=_("anggota keluarga")
    )
    codes = models.CharField(_("temuan"), max_length=100, help_text=_("Kode temuan, dipisah spasi."))

    objects = IdentityRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("temuan NIK")
        verbose_name_plural = _("temuan NIK")
        ordering = ["member"]

    def __str__(self):
        return str(self.member)


class IdentityCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("households.view_identitycheck") else self.none()

    def editable_by(self, user):
        return self.none()


class IdentityCheck(models.Model):
    """One look through the register's numbers; the next one takes only members changed since it began."""

    privacy = {"*": K3}

    started_at = models.DateTimeField(_("mulai"))
    finished_at = models.DateTimeField(_("selesai"))
    checked = models.PositiveIntegerField(_("nomor diperiksa"))

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemeriksaan NIK")
        verbose_name_plural = _("pemeriksaan NIK")
        ordering = ["-started_at"]

    def __str__(self):
        return str(self.started_at)


def to_consolidate():
    """Active members whom Dukcapil should look at: without NIK, with a temporary one, or with one that differs."""
    return Member.objects.active().filter(Q(nik_status__in=list(OF_STATUS)) | Q(identity_remark__isnull=False))


def needs_of(member) -> list[str]:
    """What Dukcapil should clear up of a member, in words; the row comes with `identity_remark`."""
    needs = [str(OF_STATUS[member.nik_status])] if member.nik_status in OF_STATUS else []
    if member.nik_status == Member.NikStatus.MISSING and member.nik_missing:
        needs = [f"{needs[0]} ({member.nik_missing})"]
    remark = getattr(member, "identity_remark", None)
    return needs + [str(FOR_DUKCAPIL[code]) for code in (remark.codes.split() if remark else ())]
