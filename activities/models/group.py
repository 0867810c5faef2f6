"""Women's groups and the enterprises of members."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.small_counts import Discreet, DiscreetQuerySet
from households.lifetimes import refuse_outside_life
from households.models import Member
from locations.models import Region, TargetArea
from locations.models.scope import InRegionQuerySet
from p2wkss.base import formats
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K3, classes


class GroupQuerySet(DiscreetQuerySet, InRegionQuerySet):
    def visible_to(self, user):
        """That a group exists is a programme fact; its members have their own scope."""
        if not user.has_perm("activities.view_group"):
            return self.none()
        return self.filter(target_area__in=TargetArea.objects.visible_to(user).values("pk")).as_seen_by(user)

    def for_list(self):
        return self.select_related("region", "target_area__kelurahan", "target_area__programme_year", "coach").annotate(
            member_count=Count("memberships", filter=Q(memberships__left_on__isnull=True))
        )


class Group(Discreet, Record):
    """A group of residents: KWT, UPPKS, bank sampah, koperasi."""

    class Kind(models.TextChoices):
        KWT = "kwt", _("Kelompok Wanita Tani (KWT)")
        UPPKS = "uppks", _("UPPKS")
        WASTE_BANK = "waste_bank", _("Bank sampah")
        COOPERATIVE = "cooperative", _("Koperasi")
        POKTAN = "poktan", _("Poktan BKB/BKR/BKL")
        OTHER = "other", _("Lainnya")

    history_of = ("memberships",)
    people_counts = {"member_count": ""}
    privacy = {"*": K3}

    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=11, choices=Kind)
    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="groups", verbose_name=_("lokus"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="groups", verbose_name=_("RT/RW"))
    coach = models.ForeignKey(
        Agency, models.PROTECT, related_name="groups", null=True, blank=True, verbose_name=_("pembina")
    )
    formed_on = FactDateField(_("dibentuk"), null=True, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    notes = models.TextField(_("catatan"), blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("kelompok")
        verbose_name_plural = _("kelompok")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_area", "name"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Kelompok dengan nama itu sudah ada di lokus ini."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("activities:group_detail", args=[self.public_id])


class GroupMemberQuerySet(InRegionQuerySet):
    region_path = "member__household__region"


class GroupMember(Timestamped):
    """A member's part in a group."""

    privacy = classes(k2="member", k3="id created_at updated_at group position joined_on left_on")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("kelompok"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", verbose_name=_("anggota keluarga"))
    position = models.CharField(_("jabatan"), max_length=60, blank=True)
    joined_on = FactDateField(_("bergabung"))
    left_on = FactDateField(_("keluar"), null=True, blank=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota kelompok")
        verbose_name_plural = _("anggota kelompok")
        ordering = ["group", "member__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=Q(left_on__isnull=True),
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Orang ini sudah menjadi anggota kelompok."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="%(app_label)s_%(class)s_period_in_order",
                violation_error_message=_("Tanggal keluar tidak boleh sebelum bergabung."),
            ),
        ]

    def __str__(self):
        return str(self.member)

    def clean(self):
        if self.member_id and self.joined_on and self._state.adding:
            self.member.require_there(self.joined_on)
            if self.left_on is None and not self.member.is_active:
                raise ValidationError({"left_on": _("Orang ini sudah pindah atau meninggal. Isi kapan ia keluar.")})


class EnterpriseQuerySet(InRegionQuerySet):
    region_path = "owner__household__region"

    def for_list(self):
        latest = EnterpriseTurnover.objects.filter(enterprise=models.OuterRef("pk")).order_by("-month")
        return self.select_related("owner__household__region", "group").annotate(
            latest_turnover=models.Subquery(latest.values("turnover")[:1])
        )


class Enterprise(Record):
    """A member's business."""

    history_of = ("turnovers",)
    privacy = classes(
        k2="owner name licence",
        k3="id public_id version created_at updated_at group product started_on is_active notes",
    )

    owner = models.ForeignKey(Member, models.PROTECT, related_name="enterprises", verbose_name=_("pemilik"))
    name = models.CharField(_("nama usaha"), max_length=120)
    product = models.CharField(_("produk atau jasa"), max_length=120)
    group = models.ForeignKey(
        Group, models.PROTECT, related_name="enterprises", null=True, blank=True, verbose_name=_("kelompok")
    )
    licence = models.CharField(_("izin usaha (NIB, PIRT)"), max_length=80, blank=True)
    started_on = FactDateField(_("mulai usaha"), null=True, blank=True)
    is_active = models.BooleanField(_("masih berjalan"), default=True)
    notes = models.TextField(_("catatan"), blank=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("usaha")
        verbose_name_plural = _("usaha")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("activities:enterprise_detail", args=[self.public_id])

    def clean(self):
        if self.owner_id:
            refuse_outside_life(self.owner, self.started_on, "started_on")


class EnterpriseTurnoverQuerySet(InRegionQuerySet):
    region_path = "enterprise__owner__household__region"


class EnterpriseTurnover(Timestamped):
    """A business's turnover in one month, rupiah; `month` is its first day."""

    privacy = classes(k2="turnover workers", k3="id created_at updated_at enterprise month")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="turnovers", verbose_name=_("usaha"))
    month = FactDateField(_("bulan"))
    turnover = models.DecimalField(_("omzet (Rp)"), max_digits=14, decimal_places=0, validators=[MinValueValidator(0)])
    workers = models.PositiveSmallIntegerField(_("pekerja"), null=True, blank=True)

    objects = EnterpriseTurnoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("omzet usaha")
        verbose_name_plural = _("omzet usaha")
        ordering = ["enterprise", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "month"],
                name="%(app_label)s_%(class)s_once_a_month",
                violation_error_message=_("Omzet bulan itu sudah dicatat."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="%(app_label)s_%(class)s_first_day",
                violation_error_message=_("Bulan ditulis sebagai tanggal satu."),
            ),
        ]

    def __str__(self):
        return "%s %s" % (self.enterprise, formats.tanggal(self.month))

    def clean(self):
        if self.enterprise_id:
            refuse_outside_life(self.enterprise.owner, self.month, "month")
