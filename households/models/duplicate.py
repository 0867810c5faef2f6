"""Two entries of the register that are likely one person, and what people decided about them."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.roles import Role
from households.models.member import Member
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.states import State


class LikelyDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who sees both members sees the pair; a pair with somebody of elsewhere is the programme staff's."""
        return self._of(user, Member.objects.visible_to(user), "households.view_likelyduplicate")

    def editable_by(self, user):
        return self._of(user, Member.objects.editable_by(user), "households.change_likelyduplicate")

    def _of(self, user, members, permission):
        if not user.has_perm(permission):
            return self.none()
        if user.role in (Role.ADMIN, Role.STAFF):
            return self
        keys = members.order_by().values("pk")
        return self.filter(first__in=keys, second__in=keys)

    def open(self):
        """Pairs nobody decided yet, of members who are both there."""
        active = Member.Status.ACTIVE
        return self.filter(state=LikelyDuplicate.State.OPEN, first__status=active, second__status=active)

    def for_list(self):
        return self.select_related(
            "first__household__region__parent__parent",
            "second__household__region__parent__parent",
            "kept",
            "decided_by",
        )


class LikelyDuplicate(Record):
    """A pair of members, the earlier entry first. What was decided once is remembered: the pair is not found anew."""

    class State(State):
        OPEN = "open", "warning", _("Perlu diperiksa")
        MERGED = "merged", "success", _("Digabung")
        DIFFERENT = "different", _("Bukan orang yang sama")

    privacy = classes(
        k2="first second kept reasons before",
        k3="id public_id version created_at updated_at state score decided_by decided_at moved left_behind",
    )

    first = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("anggota pertama"))
    second = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("anggota kedua"))
    score = models.PositiveSmallIntegerField(
        _("kemiripan"), validators=[MaxValueValidator(100)], help_text=_("0 sampai 100.")
    )
    reasons = models.JSONField(_("yang mirip"), default=list, blank=True)
    state = models.CharField(_("keadaan"), max_length=9, choices=State, default=State.OPEN, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("diputuskan oleh"),
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    kept = models.ForeignKey(
        Member, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("data yang dipakai")
    )
    moved = models.JSONField(_("baris yang dipindah"), default=dict, blank=True, editable=False)
    left_behind = models.JSONField(_("baris yang tidak dipindah"), default=dict, blank=True, editable=False)
    before = models.JSONField(_("keadaan sebelum digabung"), default=dict, blank=True, editable=False)

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("kemungkinan data ganda")
        verbose_name_plural = _("kemungkinan data ganda")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="%(app_label)s_%(class)s_pair_once",
                violation_error_message=_("Pasangan ini sudah ada."),
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="%(app_label)s_%(class)s_in_order",
                violation_error_message=_("Satu orang tidak dapat dibandingkan dengan dirinya sendiri."),
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="%(app_label)s_%(class)s_decided_by",
                violation_error_message=_("Keputusan harus bertanggal dan bernama."),
            ),
            models.CheckConstraint(
                condition=(Q(state="merged") & (Q(kept=F("first")) | Q(kept=F("second"))))
                | (~Q(state="merged") & Q(kept__isnull=True)),
                name="%(app_label)s_%(class)s_kept_when_merged",
                violation_error_message=_("Pilih data yang dipakai dari kedua anggota itu."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.first.name, self.second.name)

    def get_absolute_url(self):
        return reverse("households:duplicate_detail", args=[self.public_id])

    @property
    def given_up(self):
        """The member that was merged into the kept one; None while nothing is merged."""
        if self.kept_id is None:
            return None
        return self.second if self.kept_id == self.first_id else self.first
