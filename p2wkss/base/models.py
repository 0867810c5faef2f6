"""What every record has, whatever it is about."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from p2wkss.base.privacy import K3
from p2wkss.base.sealed import BlindIndexField, SealedField, SealedModel


class Timestamped(models.Model):
    """When a row was made and last changed.

    `by_acts` names the fields that only acts move (services, which check their conditions): a state and what it brings
    with it. Forms, the back office and imports show them and never set them.
    """

    by_acts: tuple[str, ...] = ()

    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    class Meta:
        abstract = True


class Record(Timestamped):
    """A row people open, change and look back at.

    `public_id` names it in URLs and forms (primary keys never leave the server); `version` lets the second editor
    of the same record see that it changed meanwhile.
    """

    public_id = models.UUIDField(_("nomor publik"), default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def code(self) -> str:
        """Six signs that tell this record from its neighbours on a page, where a masked number cannot."""
        return self.public_id.hex[:6].upper()


class FormToken(models.Model):
    """The token of a form that was already saved, so that a double click makes one record."""

    privacy = {"*": K3}

    token = models.UUIDField(_("token"), primary_key=True)
    location = models.CharField(_("halaman hasil"), max_length=255)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    class Meta:
        verbose_name = _("token formulir")
        verbose_name_plural = _("token formulir")

    def __str__(self):
        return str(self.token)


class KeyProbe(SealedModel):
    """One row, sealed and indexed with the keys of this installation, by which keys that do not fit are noticed.

    `p2wkss.base.probe` makes and compares it; it is rotated like every other sealed value, after all of them.
    """

    privacy = {"*": K3}

    public_id = models.UUIDField(_("nomor publik"), default=uuid.uuid4, unique=True, editable=False)
    text = SealedField(_("isi tersegel"), index="text_index")
    text_index = BlindIndexField()

    class Meta:
        verbose_name = _("pembanding kunci")
        verbose_name_plural = _("pembanding kunci")

    def __str__(self):
        return str(self.public_id)


class RestoredMedia(models.Model):
    """Where the files of a restore wait that the database has taken part in already; see `backup.media`."""

    privacy = {"*": K3}

    folder = models.CharField(_("folder"), max_length=40)

    class Meta:
        verbose_name = _("berkas yang dipulihkan")
        verbose_name_plural = _("berkas yang dipulihkan")

    def __str__(self):
        return self.folder
