"""Identity numbers at rest: a model field that stores them sealed and shows them masked.

::

    class Member(PublicId, Timestamped):
        nik = SealedField(_("NIK"), index="nik_index", max_length=16, null=True, blank=True)
        nik_index = BlindIndexField()

        class Meta:
            constraints = [UniqueConstraint(fields=["nik_index"], condition=Q(nik_index__isnull=False), ...)]

    member.nik = "3276014101800001"   # sealed when saved, together with its blind index
    str(member.nik)                   # '3276••••••••••••', also in templates, logs, JSON and exports
    member.nik.reveal()               # the number; whoever calls this has checked permission and reason
    Member.objects.filter(nik_index=blind_index("3276014101800001"))

A sealed value opens only in its own place: table, field and the public UUID of its row are bound to it.
Renaming such a table or field therefore needs a data migration that seals anew.

Writes that go past ``save()`` and ``bulk_create()`` (COPY, upserts, ``update()``) take their values from a
``Sealer``; ``update(nik="...")`` with an unsealed text is refused. Where ``update_fields`` or
``bulk_update`` name a sealed field they must name its index field too (``SealedModel.save`` adds it).

The audit log never holds a number: ``p2wkss.base.audit.track`` registers a model so that a sealed field is
logged as ``(disegel)`` on both sides and its index not at all.
"""

import hmac
from collections.abc import Callable
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from p2wkss.base.keys import Keyring, UnsealError, keyring, looks_sealed

BULLET = "•"
REDACTED = "(disegel)"


def mask(value: str | None) -> str:
    """Show that there is a number, and of at least twelve signs the first four: province and city.

    Never the end: a NIK is region, birth date (women: day + 40) and a serial of four digits, so the serial beside the
    birth date, sex and place of a page gives the whole number. Records are told apart by `Record.code`.
    """
    if not value:
        return ""
    if len(value) < 12:
        return BULLET * len(value)
    return value[:4] + BULLET * (len(value) - 4)


def redact(value: str) -> str:
    """Stand in for a sealed value in the audit log, which shows no digit of it (its mask callable)."""
    return value if value in ("", "None") else REDACTED


def blind_index(value: str | None) -> str | None:
    """Return what a BlindIndexField holds for a value, to search by; None for an empty one."""
    return keyring().blind_index(value) if value else None


def seal(model: type[models.Model], field: str, public_id: UUID, plaintext: str | None) -> "Stored | None":
    """Seal one value for one row; a loop over many rows takes ``Sealer(model, field)`` once instead."""
    return Sealer(model, field).seal(public_id, plaintext)


def unseal(model: type[models.Model], field: str, public_id: UUID, sealed: str | None) -> str | None:
    """Open one stored value of one row; raise UnsealError where it does not belong there."""
    return Sealer(model, field).unseal(public_id, sealed)


class Stored(str):
    """Ciphertext as the database holds it."""

    __slots__ = ()


class Sealer:
    """Seals and opens the values of one field for many rows, with the keys looked up once."""

    __slots__ = ("_keys", "_normalise", "_place")

    def __init__(self, model: type[models.Model], field: str, keys: Keyring | None = None):
        sealed_field = model._meta.get_field(field)
        self._keys = keys or keyring()
        self._place = sealed_field.place
        self._normalise = sealed_field.normalise

    def seal(self, public_id: UUID, plaintext: str | None, nonce: bytes | None = None) -> Stored | None:
        """Seal a number for its row; ``nonce`` as in ``Keyring.seal``."""
        return Stored(self._keys.seal(plaintext, f"{self._place}:{public_id}", nonce)) if plaintext else None

    def unseal(self, public_id: UUID, sealed: str | None) -> str | None:
        return self._keys.unseal(sealed, f"{self._place}:{public_id}") if sealed else None

    def index(self, plaintext: str | None) -> str | None:
        if plaintext and self._normalise:
            plaintext = self._normalise(plaintext)
        return self._keys.blind_index(plaintext) if plaintext else None


class Unsealed:
    """A number that was assigned to a row and not yet saved."""

    __slots__ = ("plaintext",)

    def __init__(self, plaintext: str):
        self.plaintext = plaintext

    def __repr__(self):
        return f"<Unsealed {mask(self.plaintext)}>"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        raise TypeError("An unsealed value must not be pickled: save its row first.")


class SealedValue(str):
    """What reading a sealed field gives: a text that is the mask, and the number behind it.

    Comparing and hashing go by the number (in constant time), everything that prints goes by the mask.
    """

    __slots__ = ("_content", "_context")

    def __new__(cls, content: "Stored | Unsealed", context: str):
        try:
            shown = mask(_open(content, context))
        except UnsealError:
            shown = BULLET * 16
        self = super().__new__(cls, shown)
        self._content = content
        self._context = context
        return self

    @property
    def masked(self) -> str:
        return str(self)

    def reveal(self) -> str:
        """Return the number itself; raise UnsealError when it cannot be opened."""
        return _open(self._content, self._context)

    @property
    def is_sealed(self) -> bool:
        """False from the assignment of a new number until its row is saved."""
        return isinstance(self._content, Stored)

    def stored(self) -> Stored:
        """Return the sealed form, sealing first where the number is new."""
        if self.is_sealed:
            return self._content
        return Stored(keyring().seal(self._content.plaintext, self._context))

    def __eq__(self, other):
        if not isinstance(other, str):
            return NotImplemented
        try:
            number = other.reveal() if isinstance(other, SealedValue) else str(other)
            return hmac.compare_digest(self.reveal().encode(), number.encode())
        except UnsealError:  # unreadable: equal to itself only, so that pages and forms still open
            return isinstance(other, SealedValue) and self._content == other._content

    def __ne__(self, other):
        result = self.__eq__(other)
        return result if result is NotImplemented else not result

    def __hash__(self):
        try:
            return hash(self.reveal())
        except UnsealError:
            return hash(self._content)

    def __repr__(self):
        return f"<SealedValue {self.masked}>"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return SealedValue, (self.stored(), self._context)


def _open(content: Stored | Unsealed, context: str) -> str:
    return content.plaintext if isinstance(content, Unsealed) else keyring().unseal(content, context)


class SealedAttribute(DeferredAttribute):
    """Reads a sealed column as a SealedValue and takes plain numbers, which it keeps for sealing."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        content = super().__get__(instance, cls)
        return None if content is None else SealedValue(content, self.field.context(instance.public_id))

    def __set__(self, instance, value):
        field = self.field
        if isinstance(value, SealedValue):
            public_id = instance.__dict__.get("public_id")  # not there yet while the row is being built
            same_place = value._context == field.context(public_id)
            value = value._content if same_place else Unsealed(value.reveal())
        elif isinstance(value, str) and not isinstance(value, Stored):
            if BULLET in value:
                raise ValueError(f"{field.name}: a mask was assigned where the number is needed.")
            value = Unsealed(value) if value else None
        elif value is not None and not isinstance(value, Stored | Unsealed):
            raise TypeError(f"{field.name} takes a text or None, not {type(value).__name__}.")
        instance.__dict__[field.attname] = value


class SealedField(models.TextField):
    """A short text that is stored sealed (AES-256-GCM) and read as a SealedValue.

    ``index`` names the BlindIndexField beside it, ``normalise`` brings a value into the one form that the
    index compares (the number itself is kept as it was given). ``max_length`` limits the plain text.
    """

    description = _("Nomor tersegel")
    descriptor_class = SealedAttribute

    def __init__(
        self,
        verbose_name=None,
        *,
        index: str | None = None,
        normalise: Callable[[str], str] | None = None,
        **kwargs,
    ):
        for option in ("unique", "db_index", "choices", "primary_key"):
            if kwargs.get(option):
                raise TypeError(f"A SealedField cannot have {option}: use its blind index.")
        self.index = index
        self.normalise = normalise
        super().__init__(verbose_name, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.index:
            kwargs["index"] = self.index
        if self.normalise:
            kwargs["normalise"] = self.normalise
        return name, path, args, kwargs

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_neighbours()]

    def _check_neighbours(self):
        try:
            public_id = self.model._meta.get_field("public_id")
            made_in_python = isinstance(public_id, models.UUIDField) and callable(public_id.default)
        except FieldDoesNotExist:
            made_in_python = False
        if not made_in_python:
            yield checks.Error(
                "A model with a SealedField needs public_id, a UUIDField with default=uuid4.",
                obj=self,
                id="base.E001",
            )
        if self.index:
            try:
                found = isinstance(self.model._meta.get_field(self.index), BlindIndexField)
            except FieldDoesNotExist:
                found = False
            if not found:
                yield checks.Error(f"{self.index} must be a BlindIndexField.", obj=self, id="base.E002")

    @property
    def place(self) -> str:
        """Table and field, to which every sealed value is bound."""
        return f"{self.model._meta.db_table}.{self.name}"

    def context(self, public_id: UUID) -> str:
        return f"{self.place}:{public_id}"

    def index_of(self, plaintext: str | None) -> str | None:
        """Return the blind index of a value after ``normalise``."""
        if plaintext and self.normalise:
            plaintext = self.normalise(plaintext)
        return blind_index(plaintext)

    def from_db_value(self, value, expression, connection):
        return Stored(value) if value else None

    def to_python(self, value):
        """Accept what ``dumpdata`` wrote, which is the sealed form and never the number."""
        if isinstance(value, str) and not isinstance(value, Stored | SealedValue) and looks_sealed(value):
            return Stored(value)
        return super().to_python(value)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return value.stored() if value is not None else None

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        if value is None:
            if self.index:
                model_instance.__dict__[self.index] = None
            return None
        if not value.is_sealed:
            if self.index:
                model_instance.__dict__[self.index] = self.index_of(value.reveal())
            model_instance.__dict__[self.attname] = value.stored()
        return model_instance.__dict__[self.attname]

    def get_prep_value(self, value):
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, SealedValue):
            value = value.stored()
        if not isinstance(value, Stored):
            raise TypeError(f"{self.name} must be sealed before it is written: use Sealer(model, field).")
        return str(value)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: search its blind index, {self.index or 'it has none'}.")
        return super().get_lookup(lookup_name)

    def get_transform(self, name):
        raise FieldError(f"{self.name} is sealed: search its blind index, {self.index or 'it has none'}.")

    def run_validators(self, value):
        """Check a new number in the clear; one that is stored already was checked when it was new."""
        if isinstance(value, SealedValue):
            if value.is_sealed:
                return
            value = value.reveal()
        super().run_validators(value)

    def save_form_data(self, instance, data):
        """Keep the stored number when the form's field was left empty."""
        if data or getattr(instance, self.attname) is None:
            super().save_form_data(instance, data or None)

    def formfield(self, **kwargs):
        defaults = {"form_class": SealedFormField, "widget": SealedInput, "max_length": self.max_length}
        kwargs = {**defaults, **kwargs}
        if isinstance(kwargs["widget"], type) and issubclass(kwargs["widget"], forms.Textarea):
            kwargs["widget"] = SealedInput  # the admin's override for text fields
        return super(models.TextField, self).formfield(**kwargs)


class BlindIndexAttribute(DeferredAttribute):
    """Follows its sealed field at once, so that unique constraints can be validated before saving."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        source = self.field.source
        if source is not None and source.attname in instance.__dict__:
            content = instance.__dict__[source.attname]
            if content is None:
                return None
            if isinstance(content, Unsealed):
                return source.index_of(content.plaintext)
        return super().__get__(instance, cls)

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class BlindIndexField(models.CharField):
    """The keyed hash of a sealed neighbour: equal numbers have equal hashes, which say nothing else."""

    description = _("Indeks buta")
    descriptor_class = BlindIndexAttribute

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": 64, "null": True, "editable": False}
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "editable", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    @property
    def source(self) -> SealedField | None:
        """The sealed field whose ``index`` this is."""
        try:
            return self._source
        except AttributeError:
            fields = self.model._meta.concrete_fields
            self._source = next((f for f in fields if isinstance(f, SealedField) and f.index == self.name), None)
            return self._source


class SealedModel(models.Model):
    """A model with sealed fields: saving one of them by ``update_fields`` saves its index too."""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            update_fields = {*update_fields, *index_names(type(self), update_fields)}
        super().save(*args, update_fields=update_fields, **kwargs)


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the sealed fields of a model, in the order of its table."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def index_names(model: type[models.Model], names) -> list[str]:
    """Return the index fields that belong to those of the named fields that are sealed."""
    return [f.index for f in sealed_fields(model) if f.index and f.name in names]


class SealedInput(forms.TextInput):
    """A text box that browsers do not remember and that scripts may recognise (drafts leave it out)."""

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "data-sensitive": "", "spellcheck": "false", **(attrs or {})})


class SealedFormField(forms.CharField):
    """A box for a sealed number. It starts empty and, left empty, keeps the number that is stored."""

    widget = SealedInput

    def __init__(self, **kwargs):
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)

    def get_bound_field(self, form, field_name):
        bound = super().get_bound_field(form, field_name)
        if isinstance(bound.initial, SealedValue):
            note = _("Tersimpan: %(mask)s. Kosongkan bila tidak diubah.") % {"mask": bound.initial.masked}
            bound.help_text = f"{bound.help_text} {note}".strip()
        return bound

    def prepare_value(self, value):
        return None if isinstance(value, SealedValue) else value

    def _clean_bound_field(self, bf):
        value = bf.initial if self.disabled else bf.data
        if isinstance(bf.initial, SealedValue) and not self.to_python(value):
            return bf.initial
        return self.clean(value)

    def has_changed(self, initial, data):
        data = self.to_python(data)
        if isinstance(initial, SealedValue):
            return bool(data) and initial != data
        return super().has_changed(initial, data)
