"""What a posyandu measured of a child, a pregnant woman or an elder."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.categories import refuse_outside_category
from activities.growth import Weighing, below_red_line, classify, implausible_posture, weight_gain_status, z_scores
from activities.models.newcomer import Newcomer
from activities.models.posyandu import PosyanduSession
from households.ages import completed_months
from households.lifetimes import refuse_outside_life
from households.models import Member
from locations.models.scope import InRegionQuerySet
from p2wkss.base import formats
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.states import State


def measure(verbose_name, low, high, *, digits=5, places=2, **kwargs):
    """A nullable measurement with the limits beyond which it is a slip of the pen."""
    return models.DecimalField(
        verbose_name,
        max_digits=digits,
        decimal_places=places,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(low, _("Terlalu kecil: periksa lagi angkanya.")),
            MaxValueValidator(high, _("Terlalu besar: periksa lagi angkanya.")),
        ],
        **kwargs,
    )


def computed(verbose_name):
    return models.DecimalField(verbose_name, max_digits=5, decimal_places=2, null=True, editable=False)


class VisitQuerySet(InRegionQuerySet):
    region_path = "session__posyandu__region"

    def editable_by(self, user):
        return super().editable_by(user).filter(session__closed_at__isnull=True)

    def for_list(self):
        return self.select_related("member", "session__posyandu")


class WeightClass(State):
    """Weight for age (Permenkes 2/2020); beside the heading of their column the classes need fewer words."""

    SEVERELY_LOW = "Berat badan sangat kurang", "danger", _("Sangat kurang")
    LOW = "Berat badan kurang", "warning", _("Kurang")
    NORMAL = "Berat badan normal", "success", _("Normal")
    HIGH = "Risiko berat badan lebih", "warning", _("Risiko lebih")


class HeightClass(State):
    """Length or height for age (Permenkes 2/2020)."""

    SEVERELY_SHORT = "Sangat pendek", "danger", _("Sangat pendek")
    SHORT = "Pendek", "warning", _("Pendek")
    NORMAL = "Normal", "success", _("Normal")
    TALL = "Tinggi", "success", pgettext_lazy("anak", "Tinggi")


class NutritionClass(State):
    """Weight for length or height (Permenkes 2/2020)."""

    SEVERELY_WASTED = "Gizi buruk", "danger", _("Buruk")
    WASTED = "Gizi kurang", "warning", _("Kurang")
    NORMAL = "Gizi baik", "success", _("Baik")
    AT_RISK = "Berisiko gizi lebih", "warning", _("Berisiko lebih")
    OVERWEIGHT = "Gizi lebih", "warning", _("Lebih")
    OBESE = "Obesitas", "danger", _("Obesitas")


class Visit(Record):
    """What every visit has: the session and the member."""

    session = models.ForeignKey(
        PosyanduSession, models.PROTECT, related_name="%(class)s_set", verbose_name=_("hari buka posyandu")
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="%(class)s_set", verbose_name=_("nama"))
    notes = models.CharField(_("catatan"), max_length=300, blank=True)

    category = ""  # of PosyanduMember: whom the visit is for

    objects = VisitQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return "%s, %s" % (self.person, formats.tanggal(self.session.date))

    @property
    def person(self):
        """Whom the visit is of; None while nobody is chosen."""
        return self.member if self.member_id else None

    def get_absolute_url(self):
        return reverse("activities:posyandusession_detail", args=[self.session.public_id])

    def get_edit_url(self):
        return reverse(f"activities:{self._meta.model_name}_edit", args=[self.public_id])

    def clean(self):
        if self.session_id and self.session.closed_at:
            raise ValidationError(_("Hari buka posyandu ini sudah ditutup."))
        if self.session_id and self.session.date and self.session.date > timezone.localdate():
            raise ValidationError(_("Hari buka posyandu ini belum tiba."), code="too_early")
        if self.session_id and self.member_id:
            refuse_outside_life(self.member, self.session.date, "member")
        if self.session_id:
            refuse_outside_category(self.person, self.category, self.session.date, "member")


def _of_person(name):
    """What is known now of the child: of the member, or of who is not in the register yet."""
    return Case(When(member__isnull=False, then=F(f"member__{name}")), default=F(f"newcomer__{name}"))


class ChildVisitQuerySet(VisitQuerySet):
    def for_list(self):
        return super().for_list().select_related("newcomer")

    def on_open_days(self):
        return self.filter(session__closed_at__isnull=True)

    def outdated(self):
        """Whose kept results were computed from another birth date, sex or day than those known now."""
        known = {"counted_birth_date": "now_born", "counted_sex": "now_sex", "counted_on": "session__date"}
        rows = self.annotate(now_born=_of_person("birth_date"), now_sex=_of_person("sex"))
        differs = Q()
        for kept, now in known.items():
            differs |= Q(**{f"{kept}__isnull": True}) & Q(**{f"{now}__isnull": False})
            differs |= Q(**{f"{kept}__isnull": False}) & Q(**{f"{now}__isnull": True})
            differs |= ~Q(**{kept: F(now)}) & Q(**{f"{kept}__isnull": False, f"{now}__isnull": False})
        return rows.filter(differs)


class ChildVisit(Visit):
    """A child's visit. z-scores and statuses follow from what was measured (`measure`, WHO 2006).

    They are kept with the birth date, sex and day they were computed from, so that a later correction of these shows:
    on an open day they are computed again at once, on a closed one the visit is marked (`is_outdated`) and listed.
    """

    # The results that `measure` computes, and what it computed them from.
    RESULTS = (
        *("haz", "waz", "whz", "baz", "weight_status", "height_status", "nutrition_status", "gain"),
        *("below_red_line", "flags", "counted_birth_date", "counted_sex", "counted_on"),
    )
    POSTURE = "posture"
    category = "child"

    class Measured(models.TextChoices):
        LYING = "lying", _("Telentang")
        STANDING = "standing", _("Berdiri")

    class Gain(State):
        ENOUGH = "N", "success", _("Naik (N)")
        TOO_LITTLE = "T", "warning", _("Tidak naik (T)")
        NOT_LAST_MONTH = "O", _("Bulan lalu tidak ditimbang (O)")
        FIRST = "B", _("Baru (B)")

    privacy = classes(
        k1="member newcomer weight_kg height_cm measured oedema head_cm muac_cm exclusive_breastfeeding vitamin_a "
        "supplementary_food haz waz whz baz weight_status height_status nutrition_status gain below_red_line flags "
        "notes counted_birth_date counted_sex",
        k3="id public_id version created_at updated_at session counted_on",
    )

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="childvisit_set", null=True, blank=True, verbose_name=_("nama")
    )
    newcomer = models.ForeignKey(
        Newcomer,
        models.PROTECT,
        related_name="visits",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("anak belum di register"),
    )
    weight_kg = measure(_("berat (kg)"), 1, 40)
    height_cm = measure(_("panjang/tinggi (cm)"), 38, 130)
    measured = models.CharField(_("cara mengukur"), max_length=8, choices=Measured, blank=True)
    oedema = models.BooleanField(_("bengkak (edema)"), default=False)
    head_cm = measure(_("lingkar kepala (cm)"), 25, 60)
    muac_cm = measure(_("lingkar lengan (cm)"), 6, 30)
    exclusive_breastfeeding = models.BooleanField(_("ASI eksklusif"), null=True, blank=True)
    vitamin_a = models.BooleanField(_("diberi vitamin A"), null=True, blank=True)
    supplementary_food = models.BooleanField(_("diberi PMT"), null=True, blank=True)
    haz = computed(_("z PB/U atau TB/U"))
    waz = computed(_("z BB/U"))
    whz = computed(_("z BB/PB atau BB/TB"))
    baz = computed(_("z IMT/U"))
    weight_status = models.CharField(_("status BB/U"), max_length=40, blank=True, editable=False)
    height_status = models.CharField(_("status PB/U"), max_length=40, blank=True, editable=False)
    nutrition_status = models.CharField(_("status gizi"), max_length=40, blank=True, editable=False)
    gain = models.CharField(_("kenaikan berat"), max_length=1, choices=Gain, blank=True, editable=False)
    below_red_line = models.BooleanField(_("bawah garis merah"), null=True, editable=False)
    flags = models.JSONField(_("angka yang perlu diperiksa"), default=list, editable=False)
    counted_birth_date = ReferenceDateField(_("dihitung dari tanggal lahir"), null=True, editable=False)
    counted_sex = models.CharField(_("dihitung dari jenis kelamin"), max_length=1, blank=True, editable=False)
    counted_on = ReferenceDateField(_("dihitung untuk hari"), null=True, editable=False)

    objects = ChildVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("kunjungan balita")
        verbose_name_plural = _("kunjungan balita")
        ordering = ["-session__date", "member__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Anak ini sudah dicatat pada hari itu."),
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(newcomer__isnull=False),
                name="%(app_label)s_%(class)s_of_somebody",
                violation_error_message=_("Pilih anaknya."),
            ),
            models.UniqueConstraint(
                fields=["session", "newcomer"],
                condition=Q(newcomer__isnull=False),
                name="%(app_label)s_%(class)s_newcomer_once",
                violation_error_message=_("Anak ini sudah dicatat pada hari itu."),
            ),
        ]

    @property
    def person(self):
        """The member, or who is not in the register yet."""
        return self.member or self.newcomer

    @property
    def is_outdated(self) -> bool:
        """As `outdated()` of the queryset."""
        child = self.person
        kept = (self.counted_birth_date, self.counted_sex, self.counted_on)
        return kept != (child.birth_date, child.sex, self.session.date)

    def measure(self):
        """Compute what follows from the measurements, the child's birth date and sex, and the day; nothing is saved.

        WHO z-scores, Permenkes classes, whether the weight lies below the red line, and the gain since the last
        weighing of an earlier month at any posyandu; all empty while the birth date is unknown. `flags` names the
        indices that are implausible, and "posture" for a baby that is said to have stood.
        """
        child, day = self.person, self.session.date
        age_days = -1 if child.birth_date is None else (day - child.birth_date).days
        growth = z_scores(
            sex=child.sex,
            age_days=age_days,
            weight_kg=self.weight_kg,
            length_cm=self.height_cm,
            measured=self.measured or None,
            oedema=self.oedema,
            head_cm=self.head_cm,
            muac_cm=self.muac_cm,
        )
        self.haz, self.waz, self.whz, self.baz = growth.haz, growth.waz, growth.whz, growth.baz
        classes = classify(growth)
        self.weight_status = classes["BB/U"] or ""
        self.height_status = classes["PB/U"] or ""
        self.nutrition_status = classes["BB/PB"] or ""
        self.below_red_line = below_red_line(growth)
        self.flags = list(growth.flags)
        if age_days >= 0 and self.height_cm and implausible_posture(age_days=age_days, measured=self.measured):
            self.flags.append(self.POSTURE)
        self.gain = self._judged_gain() or ""
        self.counted_birth_date, self.counted_sex, self.counted_on = child.birth_date, child.sex, day

    def measure_again(self):
        """Bring a stored visit of an open day in line with what it follows from, and the next one's gain with it."""
        self.measure()
        self.save(update_fields=[*self.RESULTS, "updated_at"])
        self.judge_next()

    def judge_next(self):
        """A late or corrected weight changes what the next month's weight means; a closed day stays as it was."""
        following = (
            self._of_this_child()
            .filter(session__date__gt=self.session.date)
            .exclude(session__date__year=self.session.date.year, session__date__month=self.session.date.month)
            .select_related("member", "session")
            .order_by("session__date", "pk")
            .first()
        )
        if following is None or following.session.closed_at:
            return
        gain = following._judged_gain() or ""
        if gain != following.gain:
            following.gain = gain
            following.save(update_fields=["gain", "updated_at"])

    def delete(self, *args, **kwargs):
        """Without this weight the next one is judged against an earlier one."""
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            self.judge_next()
            return deleted

    def _of_this_child(self):
        if self.member_id is None:
            return ChildVisit.objects.filter(newcomer=self.newcomer_id)
        return ChildVisit.objects.filter(member=self.member_id)

    def _judged_gain(self):
        child = self.person
        if child.birth_date is None:
            return None
        day = self.session.date
        before = self._of_this_child().filter(session__date__lt=day.replace(day=1)).order_by("-session__date", "-pk")
        before = before.values_list("weight_kg", "session__date")
        last = before.filter(weight_kg__isnull=False).first() or before.first()
        return weight_gain_status(
            Weighing(*last) if last else None,
            Weighing(self.weight_kg, day),
            sex=child.sex,
            age_months=completed_months(child.birth_date, day),
        )


class PregnancyVisit(Visit):
    """A pregnant woman's visit."""

    category = "pregnant"

    privacy = classes(
        k1="member gestation_weeks weight_kg muac_cm systolic diastolic hemoglobin iron_tablets high_risk notes",
        k3="id public_id version created_at updated_at session",
    )

    gestation_weeks = models.PositiveSmallIntegerField(
        _("umur kehamilan (minggu)"), null=True, blank=True, validators=[MaxValueValidator(45)]
    )
    weight_kg = measure(_("berat (kg)"), 25, 200)
    muac_cm = measure(_("lingkar lengan (cm)"), 12, 60)
    systolic = models.PositiveSmallIntegerField(
        _("tensi atas"), null=True, blank=True, validators=[MinValueValidator(50), MaxValueValidator(260)]
    )
    diastolic = models.PositiveSmallIntegerField(
        _("tensi bawah"), null=True, blank=True, validators=[MinValueValidator(30), MaxValueValidator(160)]
    )
    hemoglobin = measure(_("Hb (g/dL)"), 3, 22)
    iron_tablets = models.PositiveSmallIntegerField(_("tablet tambah darah"), null=True, blank=True)
    high_risk = models.BooleanField(_("berisiko tinggi"), null=True, blank=True)

    class Meta:
        verbose_name = _("kunjungan ibu hamil")
        verbose_name_plural = _("kunjungan ibu hamil")
        ordering = ["-session__date", "member__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Ibu ini sudah dicatat pada hari itu."),
            ),
        ]


class ElderlyVisit(Visit):
    """An elder's visit."""

    category = "elderly"

    privacy = classes(
        k1="member weight_kg systolic diastolic glucose cholesterol uric_acid referred notes",
        k3="id public_id version created_at updated_at session",
    )

    weight_kg = measure(_("berat (kg)"), 20, 200)
    systolic = models.PositiveSmallIntegerField(
        _("tensi atas"), null=True, blank=True, validators=[MinValueValidator(50), MaxValueValidator(260)]
    )
    diastolic = models.PositiveSmallIntegerField(
        _("tensi bawah"), null=True, blank=True, validators=[MinValueValidator(30), MaxValueValidator(160)]
    )
    glucose = measure(_("gula darah (mg/dL)"), 20, 900, places=1)
    cholesterol = measure(_("kolesterol (mg/dL)"), 50, 900, places=1)
    uric_acid = measure(_("asam urat (mg/dL)"), 1, 30)
    referred = models.BooleanField(_("dirujuk"), default=False)

    class Meta:
        verbose_name = _("kunjungan lansia")
        verbose_name_plural = _("kunjungan lansia")
        ordering = ["-session__date", "member__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Lansia ini sudah dicatat pada hari itu."),
            ),
        ]
