"""Posyandu, whom they serve, and their monthly sessions."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.categories import refuse_outside_category
from agencies.roles import Role
from agencies.small_counts import Discreet, DiscreetQuerySet
from households.models import Member
from locations.models import Evidence, Region
from locations.models.region import area_codes, within
from locations.models.scope import InRegionQuerySet
from p2wkss.base import formats
from p2wkss.base.dates import Explained, FactDateField, HeldDateField, PlanDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import K3, K4, classes
from p2wkss.base.states import State


class PosyanduQuerySet(DiscreetQuerySet, InRegionQuerySet):
    def visible_to(self, user):
        """Posyandu are public; a kelurahan operator or cadre sees the own ones."""
        if not user.has_perm("activities.view_posyandu"):
            return self.none()
        if user.role in (Role.KELURAHAN, Role.CADRE):
            return self.filter(within(area_codes(user), "region__code"))
        return self.as_seen_by(user)

    def active(self):
        return self.filter(is_active=True)

    def for_list(self):
        return self.select_related("region__parent").annotate(
            registered_count=Count(
                "registrations", filter=Q(registrations__until__isnull=True, registrations__is_guest=False)
            )
        )


class Posyandu(Discreet, Record):
    """A posyandu; its working area is its RW (or RT)."""

    class Strata(models.TextChoices):
        PRATAMA = "pratama", _("Pratama")
        MADYA = "madya", _("Madya")
        PURNAMA = "purnama", _("Purnama")
        MANDIRI = "mandiri", _("Mandiri")

    people_counts = {"registered_count": ""}
    privacy = {"*": K4}

    name = models.CharField(_("nama"), max_length=100)
    code = models.CharField(_("kode"), max_length=20, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="posyandu", verbose_name=_("wilayah kerja"))
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    strata = models.CharField(_("strata"), max_length=8, choices=Strata, blank=True)
    strata_on = FactDateField(_("strata ditetapkan"), null=True, blank=True)
    schedule = models.CharField(_("jadwal"), max_length=100, blank=True, help_text=_("Misalnya Rabu minggu kedua."))
    is_active = models.BooleanField(_("aktif"), default=True)

    objects = PosyanduQuerySet.as_manager()

    class Meta:
        verbose_name = _("posyandu")
        verbose_name_plural = _("posyandu")
        ordering = ["region__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Posyandu dengan nama itu sudah ada di wilayah ini."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("activities:posyandu_detail", args=[self.public_id])


class OfPosyanduQuerySet(InRegionQuerySet):
    """Personal rows of a posyandu: for its cadres, its kelurahan, programme staff and the agencies in the lokus."""

    region_path = "posyandu__region"

    def current(self):
        return self.filter(until__isnull=True)

    def on(self, day):
        """Registered on a day: since then or earlier, and not ended before it."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def for_list(self):
        return self.select_related("member", "posyandu")


class PosyanduMember(Record):
    """A child, mother or elder in the care of a posyandu (S of SKDN are its children), with or without a card (K)."""

    class Category(models.TextChoices):
        CHILD = "child", _("Balita")
        PREGNANT = "pregnant", _("Ibu hamil")
        ELDERLY = "elderly", _("Lansia")

    privacy = classes(
        k1="member category", k3="id public_id version created_at updated_at posyandu has_card is_guest since until"
    )

    ends_elsewhere = False  # whether the registration at another posyandu ends with this one (`services.register`)

    posyandu = models.ForeignKey(Posyandu, models.PROTECT, related_name="registrations", verbose_name=_("posyandu"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="posyandu_registrations", verbose_name=_("anggota"))
    category = models.CharField(_("sasaran"), max_length=8, choices=Category, default=Category.CHILD)
    has_card = models.BooleanField(_("punya KMS/Buku KIA"), default=False)
    is_guest = models.BooleanField(
        _("tamu"),
        default=False,
        help_text=_("Tetap terdaftar di posyandu lain; di sini dilayani, tetapi dihitung di sana."),
    )
    since = FactDateField(_("terdaftar sejak"))
    until = PlanDateField(_("sampai"), null=True, blank=True)

    objects = OfPosyanduQuerySet.as_manager()

    class Meta:
        verbose_name = _("sasaran posyandu")
        verbose_name_plural = _("sasaran posyandu")
        ordering = ["posyandu", "member__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["posyandu", "member", "category"],
                condition=Q(until__isnull=True),
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Orang ini sudah terdaftar di posyandu itu."),
            ),
            models.UniqueConstraint(
                fields=["member", "category"],
                condition=Q(until__isnull=True, is_guest=False),
                name="%(app_label)s_%(class)s_one_home",
                violation_error_message=_("Orang ini masih terdaftar di posyandu lain."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="%(app_label)s_%(class)s_period_in_order",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal terdaftar."),
            ),
        ]

    def __str__(self):
        return str(self.member)

    def clean(self):
        if self.member_id and self.since and self._state.adding:
            refuse_outside_category(self.member, self.category, self.since, "member")
            self.member.require_there(self.since)
            if self.until is None and not self.member.is_active:
                raise ValidationError({"until": _("Orang ini sudah pindah atau meninggal. Isi sampai kapan dilayani.")})
        self._one_home()

    def get_absolute_url(self):
        return reverse("activities:posyandu_detail", args=[self.posyandu.public_id])

    def get_edit_url(self):
        return reverse("activities:posyandumember_edit", args=[self.public_id])

    def elsewhere(self):
        """The open registration of the same person and category at another posyandu; None where there is none."""
        if not self.member_id:
            return None
        rows = PosyanduMember.objects.current().filter(member=self.member_id, category=self.category, is_guest=False)
        return rows.exclude(pk=self.pk).exclude(posyandu=self.posyandu_id).select_related("posyandu").first()

    def _one_home(self):
        """Who is registered elsewhere is ended there, or comes here as a guest: chosen on purpose."""
        home = None if self.is_guest or self.ends_elsewhere or self.until is not None else self.elsewhere()
        if home is not None:
            text = _("Masih terdaftar di %(posyandu)s sejak %(day)s. Akhiri di sana, atau daftarkan sebagai tamu.")
            values = {"posyandu": home.posyandu, "day": formats.tanggal(home.since)}
            raise ValidationError({"is_guest": ValidationError(text, code="elsewhere", params=values)})


class PosyanduSessionQuerySet(DiscreetQuerySet, InRegionQuerySet):
    region_path = "posyandu__region"

    def visible_to(self, user):
        """Sessions and their counts are programme facts; visits have their own scope."""
        if not user.has_perm("activities.view_posyandusession"):
            return self.none()
        return self.filter(posyandu__in=Posyandu.objects.visible_to(user).values("pk")).as_seen_by(user)

    def editable_by(self, user):
        if not user.has_perm("activities.change_posyandusession"):
            return self.none()
        return self.filter(posyandu__in=Posyandu.objects.visible_to(user).values("pk"), closed_at__isnull=True)

    def held(self):
        return self.filter(status=PosyanduSession.Status.HELD)

    def for_list(self):
        return self.select_related("posyandu__region").annotate(
            child_count=Count("childvisit_set", distinct=True),
            weighed_count=Count("childvisit_set", filter=Q(childvisit_set__weight_kg__isnull=False), distinct=True),
        )


class PosyanduSession(Discreet, Explained, Record):
    """A posyandu day. Once closed its visits are read only."""

    class Status(State):
        PLANNED = "planned", "info", _("Direncanakan")
        HELD = "held", "success", _("Terlaksana")
        CANCELLED = "cancelled", "danger", _("Dibatalkan")

    people_counts = {"child_count": "", "weighed_count": "child_count"}
    privacy = {"*": K3}

    by_acts = ("status", "reason", "closed_at")

    posyandu = models.ForeignKey(Posyandu, models.PROTECT, related_name="sessions", verbose_name=_("posyandu"))
    date = HeldDateField(_("tanggal"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PLANNED)
    reason = models.CharField(_("alasan dibatalkan"), max_length=200, blank=True)
    cadres_on_duty = models.PositiveSmallIntegerField(
        _("kader bertugas"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    health_protocol = models.BooleanField(_("prokes diterapkan"), default=False)
    notes = models.TextField(_("catatan"), blank=True)
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True, editable=False)
    evidence = models.ManyToManyField(Evidence, related_name="posyandu_sessions", blank=True, verbose_name=_("bukti"))

    objects = PosyanduSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("hari buka posyandu")
        verbose_name_plural = _("hari buka posyandu")
        ordering = ["-date", "posyandu"]
        constraints = [
            models.UniqueConstraint(
                fields=["posyandu", "date"],
                name="%(app_label)s_%(class)s_once_a_day",
                violation_error_message=_("Posyandu ini sudah punya hari buka pada tanggal itu."),
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(reason=""),
                name="%(app_label)s_%(class)s_cancelled_has_reason",
                violation_error_message=_("Tulis alasan hari buka dibatalkan."),
            ),
        ]

    def __str__(self):
        return "%s, %s" % (self.posyandu, formats.tanggal(self.date))

    def get_absolute_url(self):
        return reverse("activities:posyandusession_detail", args=[self.public_id])

    def clean(self):
        first_born = self._youngest_seen()
        if self.status == self.Status.CANCELLED and self.has_visits():
            raise ValidationError({"status": _("Sudah ada kunjungan pada hari ini, jadi tidak dapat dibatalkan.")})
        if self.date and first_born and self.date < first_born:
            text = _("Ada anak yang dicatat pada hari ini dan baru lahir %(born)s. Periksa tanggalnya.")
            values = {"born": formats.tanggal(first_born)}
            raise ValidationError({"date": ValidationError(text, code="before_birth", params=values)})
        self._ask_about_moving()

    def save(self, *args, **kwargs):
        """What was measured on this day follows its date."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.closed_at is None:
                moved = self.childvisit_set.outdated().select_related("member").order_by("pk")
                for visit in moved:
                    visit.session = self
                    visit.measure_again()

    def has_visits(self) -> bool:
        return self.pk is not None and any(rows.exists() for rows in self._visits())

    def has_happened(self) -> bool:
        return self.status == self.Status.HELD or self.closed_at is not None or self.has_visits()

    def _visits(self):
        return [self.childvisit_set, self.pregnancyvisit_set, self.elderlyvisit_set]

    def _youngest_seen(self):
        if self.pk is None:
            return None
        born = [rows.aggregate(born=Max("member__birth_date"))["born"] for rows in self._visits()]
        return max((day for day in born if day), default=None)

    def _ask_about_moving(self):
        """Moving a day moves all that was measured on it to another age: the reason stays with the day."""
        if self.pk is None or not self.has_visits():
            return
        stored = type(self)._base_manager.values("date", "date_reason").get(pk=self.pk)
        if stored["date"] != self.date and self.date_reason.strip() in ("", stored["date_reason"]):
            self.ask(
                _("Hari ini sudah berisi kunjungan. Tulis mengapa tanggalnya diubah dari %(day)s."),
                day=formats.tanggal(stored["date"]),
            )

    @property
    def region(self) -> Region:
        return self.posyandu.region
