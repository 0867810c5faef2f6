"""Need rules: what a family, house or person lacks, and which activity types answer it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.methods import METHODS, Level, need_choices
from activities.models.catalogue import ActivityType
from locations.aspects import Aspect
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import K4


class NeedRule(Record):
    """One kind of need. `method` names the question in `activities.needs` that finds who has it, and whose it is."""

    privacy = {"*": K4}

    code = models.SlugField(_("kode"), max_length=30, unique=True)
    name = models.CharField(_("kebutuhan"), max_length=120)
    aspect = models.CharField(_("aspek"), max_length=7, choices=Aspect)
    method = models.CharField(_("cara menghitung"), max_length=40, choices=need_choices)
    activity_types = models.ManyToManyField(
        ActivityType, related_name="needs", blank=True, verbose_name=_("dijawab oleh jenis kegiatan")
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    is_active = models.BooleanField(_("dipakai"), default=True)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("aturan kebutuhan")
        verbose_name_plural = _("aturan kebutuhan")
        ordering = ["order", "code"]

    def __str__(self):
        return self.name

    @property
    def level(self) -> Level | None:
        """Whose the need is, as its method says; None where the method is unknown."""
        method = METHODS.get(self.method)
        return method.level if method else None

    @property
    def fault(self) -> str:
        """Why the need cannot be counted, "" where it can; a method may have left the program since it was chosen."""
        if self.level is not None:
            return ""
        return _("Cara menghitung “%(method)s” tidak dikenal. Administrator perlu memilih cara yang lain.") % {
            "method": self.method
        }
