"""One upload of a register file, from its arrival to its undoing, and the sealed pieces that belong to it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.roles import Role
from p2wkss.base.models import Record
from p2wkss.base.privacy import classes
from p2wkss.base.states import State

# How long the file itself is kept, and how long what undoing needs (safety: uploads are gone after a day).
UPLOAD_LIFE = timedelta(hours=24)
UNDO_LIFE = timedelta(days=30)


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A batch is its owner's; the programme's own staff sees all of them."""
        if not user.has_perm("households.import_household"):
            return self.none()
        return self if user.role in (Role.ADMIN, Role.STAFF) else self.filter(owner=user)

    def editable_by(self, user):
        return self.visible_to(user)

    def for_list(self):
        return self.select_related("owner")

    def waiting(self):
        """Batches that still need their file."""
        return self.filter(state__in=ImportBatch.WAITING)


class ImportBatch(Record):
    """A register file on its way into the register. Counts of families leave out what was not read."""

    class State(State):
        RECEIVED = "received", "info", _("Diterima")
        PARSED = "parsed", "warning", _("Kolom perlu dipilih")
        PREVIEW = "preview", "warning", _("Pratinjau")
        COMMITTING = "committing", "info", _("Sedang disimpan")
        DONE = "done", "success", _("Selesai")
        UNDOING = "undoing", "info", _("Sedang dikembalikan")
        FAILED = "failed", "danger", _("Ditolak")
        CANCELLED = "cancelled", _("Dibatalkan")
        UNDONE = "undone", pgettext_lazy("impor", "Dikembalikan")

    class Outcome(models.TextChoices):
        ACCEPT = "ACCEPT", _("Dapat diimpor")
        ACCEPT_WARN = "ACCEPT_WARN", _("Dapat diimpor, ada yang perlu diperiksa")
        ROW_ERRORS = "ROW_ERRORS", _("Ada baris yang perlu diperbaiki")
        REJECT_FILE = "REJECT_FILE", _("Berkas ditolak")

    WAITING = (State.RECEIVED, State.PARSED, State.PREVIEW)

    privacy = classes(
        k2="original_name messages notes",
        k3="id public_id version created_at updated_at owner state size sha256 max_rows outcome codes "
        "rows_seen rows_ok rows_error families_new families_changed families_unchanged families_refused "
        "families_edited members_new members_changed rows_done rows_total worker heartbeat_at previewed_at only_valid "
        "committed_at committed_by undone_at undone_by families_kept problem",
    )

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_batches", verbose_name=_("diunggah oleh")
    )
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.RECEIVED, db_index=True)
    original_name = models.CharField(_("nama berkas"), max_length=120)
    size = models.PositiveBigIntegerField(_("ukuran (byte)"))
    sha256 = models.CharField(_("sidik SHA-256"), max_length=64)
    max_rows = models.PositiveIntegerField(_("batas baris"))

    outcome = models.CharField(_("hasil pemeriksaan"), max_length=11, choices=Outcome, blank=True)
    codes = models.JSONField(_("kode temuan"), default=list, blank=True)
    messages = models.JSONField(_("temuan"), default=list, blank=True)
    notes = models.JSONField(_("catatan"), default=list, blank=True)
    rows_seen = models.PositiveIntegerField(_("baris terbaca"), default=0)
    rows_ok = models.PositiveIntegerField(_("baris benar"), default=0)
    rows_error = models.PositiveIntegerField(_("baris salah"), default=0)
    families_new = models.PositiveIntegerField(_("keluarga baru"), default=0)
    families_changed = models.PositiveIntegerField(_("keluarga berubah"), default=0)
    families_unchanged = models.PositiveIntegerField(_("keluarga tetap"), default=0)
    families_refused = models.PositiveIntegerField(_("keluarga ditolak"), default=0)
    families_edited = models.PositiveIntegerField(_("keluarga diubah setelah pratinjau"), default=0)
    families_kept = models.PositiveIntegerField(_("keluarga tidak dikembalikan"), default=0)
    members_new = models.PositiveIntegerField(_("anggota baru"), default=0)
    members_changed = models.PositiveIntegerField(_("anggota berubah"), default=0)

    rows_done = models.PositiveIntegerField(_("baris selesai"), default=0)
    rows_total = models.PositiveIntegerField(_("jumlah baris"), default=0)
    worker = models.CharField(_("proses"), max_length=120, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(_("tanda kerja terakhir"), null=True, blank=True, editable=False)
    problem = models.CharField(_("kendala"), max_length=300, blank=True)

    previewed_at = models.DateTimeField(_("diperiksa"), null=True, blank=True)
    only_valid = models.BooleanField(_("hanya keluarga yang benar"), default=False)
    committed_at = models.DateTimeField(_("disimpan"), null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("disimpan oleh"),
    )
    undone_at = models.DateTimeField(_("dikembalikan"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("dikembalikan oleh"),
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_seen=F("rows_ok") + F("rows_error")),
                name="%(app_label)s_%(class)s_rows_add_up",
                violation_error_message=_("Baris benar dan baris salah harus berjumlah baris yang terbaca."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undoing", "undone"])
                | Q(committed_at__isnull=False, committed_by__isnull=False),
                name="%(app_label)s_%(class)s_done_has_date",
                violation_error_message=_("Impor yang selesai harus bertanggal."),
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="%(app_label)s_%(class)s_undone_has_date",
                violation_error_message=_("Impor yang dikembalikan harus bertanggal."),
            ),
        ]

    def __str__(self):
        return self.original_name

    def get_absolute_url(self):
        return reverse("imports:import_detail", args=[self.public_id])

    @property
    def verdict(self):
        """What became of the file, in the words of the JSON that `import_register` prints."""
        return {
            "outcome": self.outcome,
            "rows_seen": self.rows_seen,
            "rows_ok": self.rows_ok,
            "rows_error": self.rows_error,
            "codes": self.codes,
            "messages": self.messages,
            "batch": str(self.public_id),
            "new": self.families_new,
            "changed": self.families_changed,
            "unchanged": self.families_unchanged,
        }

    @property
    def is_waiting(self):
        return self.state in self.WAITING

    @property
    def may_be_committed_whole(self):
        """Whether every row of the previewed file can be stored."""
        return self.state == self.State.PREVIEW and self.outcome in (self.Outcome.ACCEPT, self.Outcome.ACCEPT_WARN)

    @property
    def may_be_committed_in_part(self):
        """Whether families without an error can be stored although others have one."""
        return (
            self.state == self.State.PREVIEW
            and self.outcome == self.Outcome.ROW_ERRORS
            and self.families_new + self.families_changed > 0
        )

    @property
    def undo_ends_at(self):
        """Until when the batch can be undone; None where there is nothing to undo."""
        return self.committed_at + UNDO_LIFE if self.state == self.State.DONE else None

    @property
    def may_be_undone(self):
        return self.state == self.State.DONE and timezone.now() < self.undo_ends_at

    @property
    def upload_ends_at(self):
        return self.created_at + UPLOAD_LIFE

    @property
    def progress_percent(self):
        """Rows read so far of those expected, 0 to 100; None while their number is not known."""
        if not self.rows_total:
            return None
        return min(100, 100 * self.rows_done // self.rows_total)


class ImportPartQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(batch__in=ImportBatch.objects.visible_to(user))

    def editable_by(self, user):
        return self.none()


class ImportPart(models.Model):
    """A sealed piece of a batch: of its file, of what was found in it, or of what undoing needs."""

    class Kind(models.TextChoices):
        UPLOAD = "upload", _("berkas")
        COLUMNS = "columns", _("judul kolom")
        ROWS = "rows", _("baris terbaca")
        FINDINGS = "findings", _("temuan")
        FAMILIES = "families", _("keluarga")
        REFUSALS = "refusals", _("baris yang ditolak")
        VERSIONS = "versions", _("versi saat pratinjau")
        UNDO = "undo", _("nilai lama")
        KEPT = "kept", _("yang tidak dikembalikan")

    privacy = classes(k1="data", k3="id batch kind number count")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="parts", verbose_name=_("impor"))
    kind = models.CharField(_("isi"), max_length=8, choices=Kind)
    number = models.PositiveIntegerField(_("nomor"))
    count = models.PositiveIntegerField(_("jumlah isi"))
    data = models.BinaryField(_("isi tersegel"))

    objects = ImportPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("bagian impor")
        verbose_name_plural = _("bagian impor")
        ordering = ["batch", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "kind", "number"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Bagian ini sudah ada."),
            ),
        ]

    def __str__(self):
        return "%s %d" % (self.get_kind_display(), self.number)
