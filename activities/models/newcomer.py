"""Children who are weighed before the register knows them: newborns, and guests from elsewhere."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.posyandu import OfPosyanduQuerySet, Posyandu
from households.models import Member
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes


class NewcomerQuerySet(OfPosyanduQuerySet):
    def unlinked(self):
        return self.filter(member__isnull=True)

    def editable_by(self, user):
        return super().editable_by(user).unlinked()

    def for_list(self):
        return self.select_related("posyandu__region", "member")


class Newcomer(Record):
    """A child as a cadre wrote it down at the scale, provisional until it is linked to a member of the register.

    What was measured of it goes over to the member (`services.link_newcomer`); the newcomer stays as the first note.
    """

    privacy = classes(
        k1="name sex birth_date guardian origin",
        k2="member",
        k3="id public_id version created_at updated_at posyandu is_guest linked_by",
    )

    posyandu = models.ForeignKey(Posyandu, models.PROTECT, related_name="newcomers", verbose_name=_("posyandu"))
    name = models.CharField(_("nama anak"), max_length=120, help_text=_("Bayi tanpa nama: tulis “Bayi Ny. …”."))
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Member.Sex)
    birth_date = FactDateField(_("tanggal lahir"), null=True, blank=True)
    guardian = models.CharField(_("nama ibu atau pengasuh"), max_length=120)
    origin = models.CharField(_("alamat atau asal"), max_length=200, blank=True)
    is_guest = models.BooleanField(
        _("tamu"), default=False, help_text=_("Tinggal di luar wilayah posyandu ini; dilayani, tetapi tidak dihitung.")
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        related_name="newcomer_notes",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("anggota di register"),
    )
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("dihubungkan oleh"),
    )

    objects = NewcomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("anak belum di register")
        verbose_name_plural = _("anak belum di register")
        ordering = ["-created_at"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("activities:newcomer_link", args=[self.public_id])
