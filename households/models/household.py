"""Families as their family card (KK) names them."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households.models.house import House
from locations.models import Region
from locations.models.scope import InRegionQuerySet
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.sealed import BlindIndexField, SealedField, SealedModel, blind_index
from p2wkss.base.states import State
from p2wkss.base.text_search import TextIndex

# How families are found by a part of their address; those of houses have an index of their own.
FAMILY_ADDRESSES = TextIndex("households_household", "address")


class HouseholdQuerySet(InRegionQuerySet):
    def active(self):
        return self.filter(status=Household.Status.ACTIVE)

    def choosable(self):
        """The families that may be chosen for something new."""
        return self.active()

    def with_no_kk(self, number):
        """The family of a KK number, found by its blind index: the one that has it, then those that had it before."""
        index = blind_index(number)
        has_it = Case(When(no_kk_index=index, then=Value(0)), default=Value(1))
        former = self.model._meta.get_field("former_cards").related_model.objects.filter(no_kk_index=index)
        found = self.filter(Q(no_kk_index=index) | Q(pk__in=former.values("household")))
        return found.order_by(has_it, "pk")

    def enrolled_in(self, target_area):
        """The families a lokus works with now; who moved away or was dissolved is not among them."""
        return self.active().filter(enrolments__target_area=target_area, enrolments__left_on__isnull=True)

    def unsurveyed_in(self, survey_round):
        return self.exclude(surveys__round=survey_round)

    def with_head(self):
        """Annotate `head_name`; a subquery on the page's rows, so that it costs nothing on the others."""
        heads = self.model._meta.get_field("members").related_model.objects.filter(
            household=OuterRef("pk"), relation="head", status="active"
        )
        return self.annotate(head_name=Subquery(heads.order_by().values("name")[:1]))

    def with_size(self):
        """Annotate `member_count`; a subquery too, since a join would count for every row before it gives the first."""
        members = self.model._meta.get_field("members").related_model.objects.filter(
            household=OuterRef("pk"), status="active"
        )
        counts = members.order_by().values("household").annotate(count=Count("pk")).values("count")
        return self.annotate(member_count=Coalesce(Subquery(counts), 0))

    def for_list(self):
        return self.select_related("region", "house").with_head().with_size()


class Household(SealedModel, Record):
    """A family with one KK. It lives in a house when that is known, and always in a region."""

    class Status(State):
        ACTIVE = "active", "success", _("Aktif")
        MOVED = "moved", _("Pindah")
        DISSOLVED = "dissolved", _("Bubar")
        MERGED = "merged", _("Digabung")

    text_indexes = [FAMILY_ADDRESSES]
    privacy = classes(
        k1="no_kk no_kk_index",
        k2="address phone notes",
        k3="id public_id version created_at updated_at no_kk_missing region house status latest_survey",
    )

    no_kk = SealedField(
        _("nomor KK"),
        index="no_kk_index",
        max_length=16,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{16}$", _("Nomor KK terdiri atas 16 angka."))],
    )
    no_kk_index = BlindIndexField()
    no_kk_missing = models.CharField(
        _("alasan tanpa nomor KK"), max_length=200, blank=True, help_text=_("Isi bila nomor KK belum ada.")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="households", verbose_name=_("RT"))
    house = models.ForeignKey(
        House, models.PROTECT, related_name="households", null=True, blank=True, verbose_name=_("rumah")
    )
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    phone = models.CharField(_("telepon"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.ACTIVE)
    latest_survey = models.ForeignKey(
        "households.HouseholdSurvey",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("pendataan terakhir"),
    )
    notes = models.TextField(_("catatan"), blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("keluarga")
        verbose_name_plural = _("keluarga")
        ordering = ["region__code", "pk"]
        permissions = [
            ("import_household", "Can import families"),
            ("export_household", "Can export families"),
            ("unmask_identity", "Can open one identity number, with a reason"),
            ("export_identity", "Can export identity numbers, with a reason"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["no_kk_index"],
                condition=Q(no_kk_index__isnull=False),
                name="%(app_label)s_%(class)s_no_kk_once",
                violation_error_message=_("Nomor KK ini sudah terdaftar."),
            ),
            models.CheckConstraint(
                condition=Q(no_kk_index__isnull=False) | ~Q(no_kk_missing=""),
                name="%(app_label)s_%(class)s_no_kk_or_reason",
                violation_error_message=_("Isi nomor KK, atau alasan mengapa belum ada."),
            ),
        ]

    def __str__(self):
        return _("Keluarga %(code)s") % {"code": self.code}

    def get_absolute_url(self):
        return reverse("households:household_detail", args=[self.public_id])

    @property
    def is_active(self):
        return self.status == self.Status.ACTIVE

    def clean(self):
        if not self.is_active and self.pk and self.members.active().exists():
            raise ValidationError(
                {"status": _("Keluarga ini masih punya anggota aktif. Catat dahulu apa yang terjadi dengan mereka.")}
            )
        if self.house_id and self.region_id and self.house.region_id != self.region_id:
            raise ValidationError({"house": _("Rumah itu berada di RT lain. Pilih rumah di RT keluarga ini.")})
        if self.region_id and self.region.level == Region.Level.RT:
            return
        if self.region_id:
            raise ValidationError({"region": _("Pilih RT keluarga ini.")})
