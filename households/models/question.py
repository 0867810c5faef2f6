"""The questions a family answers about its welfare: which there are is data, by version, with its source."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from households import vocabulary
from households.prosperity import BPS_CRITERIA, StageItems
from locations.models.programme import PublicFactQuerySet
from p2wkss.base.dates import ReferenceDateField
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import K4

STAGES = [stage for stage, _label in vocabulary.KS_STAGE]


class QuestionSetQuerySet(PublicFactQuerySet):
    def with_questions(self):
        return self.prefetch_related("questions")

    def current(self, kind, day):
        """The newest version of a kind that is in force on a day; None where there is none."""
        return self.filter(kind=kind, valid_from__lte=day).order_by("-valid_from").first()


class QuestionSet(Record):
    """One version of a questionnaire. Its answers are judged by it for ever, so a change is a new version."""

    class Kind(models.TextChoices):
        PROSPERITY = "ks", _("Tahapan keluarga sejahtera (BKKBN)")
        POVERTY = "bps14", _("14 kriteria rumah tangga miskin (BPS)")

    privacy = {"*": K4}

    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    name = models.CharField(_("nama versi"), max_length=120)
    source = models.CharField(_("sumber"), max_length=250)
    valid_from = ReferenceDateField(_("berlaku dari"))
    poor_from = models.PositiveSmallIntegerField(
        _("miskin mulai dari (kriteria)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(len(BPS_CRITERIA))],
        help_text=_("Hanya untuk 14 kriteria BPS."),
    )

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("versi pertanyaan keluarga")
        verbose_name_plural = _("versi pertanyaan keluarga")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="%(app_label)s_%(class)s_once_a_day",
                violation_error_message=_("Versi pertanyaan yang berlaku mulai hari itu sudah ada."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="ks", poor_from__isnull=True) | models.Q(kind="bps14", poor_from__isnull=False),
                name="%(app_label)s_%(class)s_poor_from",
                violation_error_message=_("Isi batas miskin untuk 14 kriteria BPS, dan hanya untuk itu."),
            ),
        ]

    def __str__(self):
        return self.name

    def answers(self):
        """The surveys that were answered by this version."""
        return self.stage_surveys.all() if self.kind == self.Kind.PROSPERITY else self.poverty_surveys.all()

    @property
    def items(self):
        """The items by the stage of who fails there, as households.prosperity judges them."""
        blocks = {stage: [] for stage in STAGES[:-1]}
        for question in self.questions.all():
            blocks[question.stage].append(question.number)
        return StageItems(self.name, tuple((stage, tuple(numbers)) for stage, numbers in blocks.items()), STAGES[-1])


class Question(Timestamped):
    """One item or criterion. Its words may be mended; what it decides stays once somebody has answered it."""

    privacy = {"*": K4}

    question_set = models.ForeignKey(
        QuestionSet, models.CASCADE, related_name="questions", verbose_name=_("versi pertanyaan")
    )
    number = models.PositiveSmallIntegerField(_("nomor"), validators=[MinValueValidator(1)])
    text = models.CharField(_("pertanyaan"), max_length=250)
    stage = models.CharField(
        _("tahapan bila tidak terpenuhi"), max_length=20, choices=vocabulary.KS_STAGE[:-1], blank=True
    )
    may_not_apply = models.BooleanField(_("dapat tidak berlaku"), default=False)
    is_confirmed = models.BooleanField(_("rumusan sudah diperiksa administrator"), default=False)

    objects = PublicFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertanyaan keluarga")
        verbose_name_plural = _("pertanyaan keluarga")
        ordering = ["question_set", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "number"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Nomor pertanyaan ini sudah ada dalam versi itu."),
            ),
        ]

    def __str__(self):
        return "%d. %s" % (self.number, self.text)

    def clean(self):
        if self.question_set_id is None:
            return
        is_stage = self.question_set.kind == QuestionSet.Kind.PROSPERITY
        if is_stage != bool(self.stage):
            raise ValidationError({"stage": _("Isi tahapan untuk indikator BKKBN, dan hanya untuk itu.")})
        if not is_stage and self.number not in BPS_CRITERIA:
            raise ValidationError({"number": _("Kriteria BPS bernomor 1 sampai 14.")})
        stored = None if self._state.adding else Question.objects.get(pk=self.pk)
        decides = ("question_set_id", "number", "stage", "may_not_apply")
        changes = stored is None or any(getattr(stored, name) != getattr(self, name) for name in decides)
        if changes and self.question_set.pk and self.question_set.answers().exists():
            raise ValidationError(_("Versi ini sudah dipakai menjawab. Buat versi baru untuk pertanyaan lain."))
