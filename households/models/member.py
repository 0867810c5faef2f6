"""Members of families and the events that change who lives where."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households import vocabulary
from households.lifetimes import refuse_outside_life
from households.models.household import Household
from households.person_changes import person_changed
from locations.models.scope import InRegionQuerySet
from p2wkss.base.dates import FactDateField
from p2wkss.base.formats import tanggal
from p2wkss.base.models import Record, Timestamped
from p2wkss.base.privacy import classes
from p2wkss.base.sealed import BlindIndexField, SealedField, SealedModel, blind_index
from p2wkss.base.states import State
from p2wkss.base.text_search import TextIndex


def name_key(name):
    """The name as it is searched: upper case, no accents, apostrophes or dots, single spaces."""
    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(sign for sign in plain if sign.isalnum() or sign.isspace())
    return " ".join(kept.upper().split())


def years_before(date, years):
    """The same day so many years ago; of a 29 February the 28th, where that year has none."""
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return date.replace(year=date.year - years, day=28)


# How members are found by a part of their name.
NAMES = TextIndex("households_member", "name_key", name_key, sampled=True)


class MemberQuerySet(InRegionQuerySet):
    region_path = "household__region"

    def active(self):
        return self.filter(status=Member.Status.ACTIVE)

    def choosable(self):
        """Who may be chosen for something new: not who died, moved away or was entered by mistake."""
        return self.active()

    def gone(self):
        return self.exclude(status=Member.Status.ACTIVE)

    def there_on(self, date):
        """Who lived here on a day: who lives here now, and who died or moved away only later."""
        later = MemberEvent.objects.standing().leaving().filter(member=OuterRef("pk"), on__gt=date)
        here = Q(status=Member.Status.ACTIVE) | (Q(status__in=Member.LEFT) & Exists(later))
        return self.filter(here, Q(birth_date__isnull=True) | Q(birth_date__lte=date))

    def heads(self):
        return self.filter(relation="head")

    def women(self):
        return self.filter(sex=Member.Sex.FEMALE)

    def with_nik(self, number):
        return self.filter(nik_index=blind_index(number))

    def named(self, text):
        """Members whose name has every word of `text`, in any order; of many rows `households.search` finds them."""
        return self.filter(NAMES.contains(text))

    def of_age_on(self, date, youngest, below=None):
        """Members of at least `youngest` completed years on `date`, and below `below` years where that is given."""
        rows = self.filter(birth_date__lte=years_before(date, youngest))
        return rows if below is None else rows.filter(birth_date__gt=years_before(date, below))

    def for_list(self):
        return self.select_related("household__region")


class Member(SealedModel, Record):
    """A person of a family, as the family card names them."""

    class Sex(models.TextChoices):
        MALE = "L", _("Laki-laki")
        FEMALE = "P", _("Perempuan")

    class Status(State):
        ACTIVE = "active", "success", _("Aktif")
        MOVED = "moved", _("Pindah")
        DIED = "died", _("Meninggal")
        MERGED = "merged", _("Digabung")
        STRUCK = "struck", _("Keliru dicatat")

    LEFT = [Status.MOVED, Status.DIED]

    class NikStatus(State):
        FINAL = "final", "success", _("Sesuai kartu")
        TEMPORARY = "temporary", "warning", _("Sementara")
        MISSING = "missing", "warning", _("Belum punya")

    text_indexes = [NAMES]
    privacy = classes(
        k1="nik nik_index",
        k2="name name_key birth_date birth_place sex relation education occupation marital notes",
        k3="id public_id version created_at updated_at household nik_status nik_missing status",
    )

    # The index of the pair (household, relation) serves the family alone, too; every index costs an import its share.
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="members", db_index=False, verbose_name=_("keluarga")
    )
    nik = SealedField(
        _("NIK"),
        index="nik_index",
        max_length=16,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{16}$", _("NIK terdiri atas 16 angka."))],
    )
    nik_index = BlindIndexField()
    nik_status = models.CharField(_("status NIK"), max_length=9, choices=NikStatus, default=NikStatus.FINAL)
    nik_missing = models.CharField(
        _("alasan tanpa NIK"), max_length=200, blank=True, help_text=_("Misalnya bayi yang aktanya sedang diurus.")
    )
    name = models.CharField(_("nama"), max_length=120)
    name_key = models.CharField(_("kunci cari nama"), max_length=120, editable=False)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex)
    birth_date = FactDateField(_("tanggal lahir"), null=True, blank=True)
    birth_place = models.CharField(_("tempat lahir"), max_length=80, blank=True)
    relation = models.CharField(_("hubungan dalam keluarga"), max_length=20, choices=vocabulary.RELATION)
    education = models.CharField(_("pendidikan"), max_length=20, choices=vocabulary.EDUCATION, blank=True)
    occupation = models.CharField(_("pekerjaan"), max_length=20, choices=vocabulary.OCCUPATION, blank=True)
    marital = models.CharField(_("status perkawinan"), max_length=20, choices=vocabulary.MARITAL, blank=True)
    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.ACTIVE)
    notes = models.TextField(_("catatan"), blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota keluarga")
        verbose_name_plural = _("anggota keluarga")
        ordering = ["household", "birth_date", "pk"]
        permissions = [("import_member", "Can import members"), ("export_member", "Can export members")]
        indexes = [models.Index(fields=["household", "relation"]), models.Index(fields=["birth_date"])]
        constraints = [
            models.UniqueConstraint(
                fields=["nik_index"],
                condition=Q(nik_index__isnull=False),
                name="%(app_label)s_%(class)s_nik_once",
                violation_error_message=_("NIK ini sudah terdaftar pada anggota lain."),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation="head", status="active"),
                name="%(app_label)s_%(class)s_one_head",
                violation_error_message=_("Keluarga ini sudah punya kepala keluarga."),
            ),
            models.CheckConstraint(
                condition=Q(nik_index__isnull=False, nik_status__in=["final", "temporary"])
                | (Q(nik_index__isnull=True, nik_status="missing") & ~Q(nik_missing="")),
                name="%(app_label)s_%(class)s_nik_or_reason",
                violation_error_message=_("Isi NIK, atau pilih “Belum punya” dan tulis alasannya."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("households:member_detail", args=[self.public_id])

    def clean(self):
        if self.status == self.Status.ACTIVE and self.household_id and not self.household.is_active:
            raise ValidationError(
                {"household": _("Keluarga ini tidak aktif lagi. Catat kedatangannya kembali lebih dahulu.")}
            )

    @property
    def is_active(self):
        return self.status == self.Status.ACTIVE

    def gone_since(self):
        """The day on which somebody who is gone died or moved away; None where it is not known, or nobody is gone."""
        if self.status not in self.LEFT:
            return None
        events = self.events.standing().leaving()
        return events.order_by("-on", "-pk").values_list("on", flat=True).first()

    def require_there(self, on):
        """Refuse whom something is to be recorded of on a day when they were not born yet, or no longer here."""
        if self.birth_date and on < self.birth_date:
            raise ValidationError(
                _("%(name)s lahir pada %(born)s, sesudah %(day)s.")
                % {"name": self.name, "born": tanggal(self.birth_date), "day": tanggal(on)},
                code="not_born",
            )
        since = self.gone_since()
        if self.is_active or (since is not None and on < since):
            return
        state = {"name": self.name, "status": self.get_status_display().lower()}
        if since is None:
            raise ValidationError(_("%(name)s tercatat %(status)s.") % state, code="gone")
        raise ValidationError(
            _("%(name)s tercatat %(status)s sejak %(day)s.") % {**state, "day": tanggal(since)}, code="gone"
        )

    def save(self, *args, **kwargs):
        """Keep the search key beside the name it is made of, and tell who computes from birth date and sex."""
        self.name_key = name_key(self.name)
        if kwargs.get("update_fields") and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        is_new, written = self._state.adding, kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if not is_new and (written is None or {"birth_date", "sex"} & {*written}):
                person_changed([self.pk])

    def age_on(self, date):
        """Completed years on `date`; None while the birth date is unknown."""
        if self.birth_date is None:
            return None
        had_birthday = (date.month, date.day) >= (self.birth_date.month, self.birth_date.day)
        return date.year - self.birth_date.year - (not had_birthday)


class MemberEventQuerySet(InRegionQuerySet):
    region_path = "member__household__region"

    def standing(self):
        """What happened: without the events that were taken back, and the entries that take them back."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)

    def leaving(self):
        return self.filter(kind__in=[MemberEvent.Kind.MOVED_OUT, MemberEvent.Kind.DIED])


class MemberEvent(Timestamped):
    """Something that changed where a member belongs: born, moved, died, another family card."""

    class Kind(models.TextChoices):
        BORN = "born", _("Lahir")
        MOVED_IN = "moved_in", _("Datang")
        MOVED_OUT = "moved_out", _("Pindah")
        DIED = "died", _("Meninggal")
        CHANGED_KK = "changed_kk", _("Pindah KK")
        TAKEN_BACK = "taken_back", _("Dibatalkan: keliru dicatat")

    privacy = classes(
        k1="kind",
        k2="on note effects",
        k3="id created_at updated_at member from_household to_household reverses by",
    )

    member = models.ForeignKey(Member, models.CASCADE, related_name="events", verbose_name=_("anggota keluarga"))
    kind = models.CharField(_("peristiwa"), max_length=10, choices=Kind)
    on = FactDateField(_("tanggal"))
    from_household = models.ForeignKey(
        Household, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("dari keluarga")
    )
    to_household = models.ForeignKey(
        Household, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ke keluarga")
    )
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    by = models.ForeignKey("agencies.User", models.PROTECT, related_name="+", verbose_name=_("dicatat oleh"))
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="reversed_by",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("membatalkan"),
    )
    # What the event changed besides, so that it can be taken back: services.consequences says of which form.
    effects = models.JSONField(_("akibat"), null=True, blank=True, editable=False)

    objects = MemberEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("peristiwa anggota")
        verbose_name_plural = _("peristiwa anggota")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="changed_kk") | Q(to_household__isnull=False),
                name="%(app_label)s_%(class)s_change_has_target",
                violation_error_message=_("Pilih keluarga yang dituju."),
            ),
            models.CheckConstraint(
                condition=Q(kind="taken_back", reverses__isnull=False) & ~Q(note="")
                | ~Q(kind="taken_back") & Q(reverses__isnull=True),
                name="%(app_label)s_%(class)s_taken_back_explained",
                violation_error_message=_("Tulis mengapa peristiwa ini keliru dicatat."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        if self.member_id and self.kind != self.Kind.TAKEN_BACK:
            refuse_outside_life(self.member, self.on, "on")
