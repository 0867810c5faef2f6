"""What a survey round found of a family and of its members."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households import prosperity, vocabulary
from households.lifetimes import refuse_outside_life
from households.models.household import Household
from households.models.member import Member
from households.models.question import QuestionSet
from households.models.round import InRoundMixin, OfRound, SurveyRound
from locations.models.scope import InRegionQuerySet
from p2wkss.base.dates import FactDateField
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.triggers import ClosedWith


def money(verbose_name, **kwargs):
    """A nullable amount in whole rupiah."""
    return models.DecimalField(
        verbose_name,
        max_digits=14,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        **kwargs,
    )


class HouseholdSurveyQuerySet(InRoundMixin, InRegionQuerySet):
    region_path = "household__region"

    def for_list(self):
        return self.select_related(
            "household__region", "round__target_area__kelurahan", "round__target_area__programme_year"
        )


class HouseholdSurvey(OfRound, Record):
    """How a family lives, as asked in one round. Amounts are rupiah per month for the whole family."""

    guards = [ClosedWith("round")]
    # Its K1 fields, answers about the health of named people, are read by who holds this.
    k1_right = "households.view_health"
    privacy = classes(
        k1="healthy_yes healthy_not_applicable",
        k2="food_spending nonfood_spending total_spending income savings social_aid dtsen_decile dtsen_source dtsen_on "
        "ks_stage ks_answers poverty_answers is_poor_bps14 notes",
        k3="id public_id version created_at updated_at household round surveyed_on date_reason surveyor ks_set "
        "poverty_set",
    )

    household = models.ForeignKey(Household, models.PROTECT, related_name="surveys", verbose_name=_("keluarga"))
    round = models.ForeignKey(
        SurveyRound, models.PROTECT, related_name="household_surveys", verbose_name=_("pendataan")
    )
    surveyed_on = FactDateField(_("tanggal pendataan"))
    surveyor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("pendata")
    )
    food_spending = money(_("pengeluaran makanan sebulan (Rp)"))
    nonfood_spending = money(_("pengeluaran bukan makanan sebulan (Rp)"))
    total_spending = money(
        _("pengeluaran seluruhnya sebulan (Rp)"),
        help_text=_("Untuk keluarga yang hanya ditanya jumlah seluruhnya; rinciannya lebih diutamakan."),
    )
    income = money(_("penghasilan sebulan (Rp)"))
    savings = models.BooleanField(_("punya tabungan"), null=True, blank=True)
    social_aid = models.JSONField(
        _("bantuan sosial"), null=True, blank=True, help_text=_("Daftar bantuan; kosong berarti belum ditanyakan.")
    )
    dtsen_decile = models.PositiveSmallIntegerField(
        _("desil DTSEN"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    dtsen_source = models.CharField(_("sumber desil"), max_length=120, blank=True)
    dtsen_on = FactDateField(_("tanggal desil"), null=True, blank=True)
    # Judged from the answers (`clean`), never typed; a stage without answers was written down before they were asked.
    ks_stage = models.CharField(
        _("tahapan keluarga sejahtera"), max_length=20, choices=vocabulary.KS_STAGE, blank=True, editable=False
    )
    ks_answers = models.JSONField(_("jawaban indikator keluarga sejahtera"), null=True, blank=True)
    ks_set = models.ForeignKey(
        QuestionSet,
        models.PROTECT,
        related_name="stage_surveys",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("versi indikator keluarga sejahtera"),
    )
    poverty_answers = models.JSONField(_("jawaban 14 kriteria BPS"), null=True, blank=True)
    poverty_set = models.ForeignKey(
        QuestionSet,
        models.PROTECT,
        related_name="poverty_surveys",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("versi kriteria BPS"),
    )
    is_poor_bps14 = models.BooleanField(_("miskin menurut kriteria BPS 2005"), null=True, blank=True, editable=False)
    healthy_yes = models.PositiveSmallIntegerField(
        _("indikator keluarga sehat terpenuhi"), null=True, blank=True, validators=[MaxValueValidator(12)]
    )
    healthy_not_applicable = models.PositiveSmallIntegerField(
        _("indikator keluarga sehat tidak berlaku"), null=True, blank=True, validators=[MaxValueValidator(12)]
    )
    notes = models.TextField(_("catatan"), blank=True)

    objects = HouseholdSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("pendataan keluarga")
        verbose_name_plural = _("pendataan keluarga")
        ordering = ["-surveyed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "round"],
                name="%(app_label)s_%(class)s_once_a_round",
                violation_error_message=_("Keluarga ini sudah didata pada pendataan itu. Ubah data yang ada."),
            ),
            models.CheckConstraint(
                condition=Q(dtsen_decile__isnull=True) | (~Q(dtsen_source="") & Q(dtsen_on__isnull=False)),
                name="%(app_label)s_%(class)s_decile_has_source",
                violation_error_message=_("Desil DTSEN harus disertai sumber dan tanggalnya."),
            ),
            models.CheckConstraint(
                condition=Q(healthy_yes__isnull=True)
                | Q(
                    healthy_not_applicable__isnull=False,
                    healthy_yes__lte=12 - models.F("healthy_not_applicable"),
                ),
                name="%(app_label)s_%(class)s_healthy_adds_up",
                violation_error_message=_("Jumlah indikator terpenuhi dan tidak berlaku paling banyak 12."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.household, self.round.get_kind_display())

    def get_absolute_url(self):
        return reverse("households:survey_detail", args=[self.public_id])

    def clean(self):
        super().clean()
        try:
            self._judge_stage()
            self._judge_poverty()
        except (ValueError, TypeError):
            raise ValidationError(
                _("Jawaban tahapan atau kriteria tidak cocok dengan pertanyaannya. Muat ulang halaman, lalu isi lagi.")
            ) from None

    def _judge_stage(self):
        """The stage that the answers give by their own version of the items; a stage without answers is left alone."""
        if not self.ks_answers:
            if self.ks_set_id:
                self.ks_stage = ""  # its answers were taken back
            self.ks_answers = self.ks_set = None
            return
        self.ks_set = self.ks_set or self._current(QuestionSet.Kind.PROSPERITY)
        self.ks_stage = prosperity.prosperity_stage(self.ks_answers, items=self.ks_set.items) or ""

    def _judge_poverty(self):
        if not self.poverty_answers:
            self.poverty_answers = self.poverty_set = self.is_poor_bps14 = None
            return
        self.poverty_set = self.poverty_set or self._current(QuestionSet.Kind.POVERTY)
        self.is_poor_bps14 = prosperity.bps14_is_poor(self.poverty_answers, poor_from=self.poverty_set.poor_from)

    def _current(self, kind):
        """The version of the questions that was in force on the day of the survey."""
        found = QuestionSet.objects.with_questions().current(kind, self.surveyed_on)
        if found is None:
            raise ValidationError(_("Pertanyaannya belum ada pada tanggal itu. Minta administrator melengkapinya."))
        return found

    @property
    def unmet_items(self):
        """The items of the stage that are not met, in order; None while nobody was asked."""
        return self._answered(self.ks_set, self.ks_answers, False)

    @property
    def poverty_criteria(self):
        """The BPS criteria that hold, in order; None while nobody was asked."""
        return self._answered(self.poverty_set, self.poverty_answers, True)

    @staticmethod
    def _answered(question_set, answers, wanted):
        if question_set is None or not answers:
            return None
        return [question for question in question_set.questions.all() if answers.get(str(question.number)) is wanted]

    @property
    def spending(self):
        """Rupiah a month: food and other spending together, else the total as it was given; None while unknown."""
        if self.food_spending is None or self.nonfood_spending is None:
            return self.total_spending
        return self.food_spending + self.nonfood_spending


class MemberSurveyQuerySet(InRoundMixin, InRegionQuerySet):
    region_path = "member__household__region"

    def for_list(self):
        return self.select_related("member__household__region", "round")


class MemberSurvey(OfRound, Record):
    """How a member is, as asked in one round. Empty answers are unknown."""

    guards = [ClosedWith("round")]
    # Its K1 fields, answers about the health of named people, are read by who holds this.
    k1_right = "households.view_health"
    privacy = classes(
        k1="insured insurance chronic_illness treated tuberculosis disability contraception pregnant stunted",
        k2="in_school years_of_schooling reads works wants_work has_birth_certificate has_id_card has_child_card",
        k3="id public_id version created_at updated_at member round surveyed_on date_reason",
    )

    member = models.ForeignKey(Member, models.PROTECT, related_name="surveys", verbose_name=_("anggota keluarga"))
    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="member_surveys", verbose_name=_("pendataan"))
    surveyed_on = FactDateField(_("tanggal pendataan"))
    in_school = models.BooleanField(_("masih sekolah"), null=True, blank=True)
    years_of_schooling = models.PositiveSmallIntegerField(
        _("lama sekolah (tahun)"), null=True, blank=True, validators=[MaxValueValidator(25)]
    )
    reads = models.BooleanField(_("bisa membaca dan menulis"), null=True, blank=True)
    works = models.BooleanField(_("bekerja"), null=True, blank=True)
    wants_work = models.BooleanField(_("mencari kerja"), null=True, blank=True)
    insured = models.BooleanField(_("punya jaminan kesehatan"), null=True, blank=True)
    insurance = models.CharField(_("jaminan kesehatan"), max_length=20, choices=vocabulary.INSURANCE, blank=True)
    chronic_illness = models.BooleanField(_("sakit menahun"), null=True, blank=True)
    treated = models.BooleanField(_("berobat teratur"), null=True, blank=True)
    tuberculosis = models.BooleanField(_("TBC"), null=True, blank=True)
    disability = models.CharField(_("ragam disabilitas"), max_length=20, choices=vocabulary.DISABILITY, blank=True)
    contraception = models.CharField(_("cara KB"), max_length=20, choices=vocabulary.CONTRACEPTION, blank=True)
    pregnant = models.BooleanField(_("hamil"), null=True, blank=True)
    stunted = models.BooleanField(
        _("stunting menurut petugas"), null=True, blank=True, help_text=_("Bila belum ditimbang di posyandu.")
    )
    has_birth_certificate = models.BooleanField(_("punya akta kelahiran"), null=True, blank=True)
    has_id_card = models.BooleanField(_("punya KTP"), null=True, blank=True)
    has_child_card = models.BooleanField(_("punya KIA"), null=True, blank=True)

    objects = MemberSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("pendataan anggota")
        verbose_name_plural = _("pendataan anggota")
        ordering = ["-surveyed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "round"],
                name="%(app_label)s_%(class)s_once_a_round",
                violation_error_message=_("Anggota ini sudah didata pada pendataan itu."),
            ),
        ]

    def __str__(self):
        return "%s – %s" % (self.member, self.round.get_kind_display())

    def clean(self):
        super().clean()
        if self.member_id:
            refuse_outside_life(self.member, self.surveyed_on, "surveyed_on")
