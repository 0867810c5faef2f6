"""Forms of an import: the file itself, and which of its columns holds what."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.import_wording import COLUMN_LABELS, say_column
from households.register import columns
from households.register.columns import HOUSE_COLUMNS, REGISTER, REGISTER_COLUMNS
from p2wkss.base.forms import ActForm
from p2wkss.base.intake.headers import normalise

LONGEST_LABEL = 120
OPTIONAL = (columns.RT_RW, columns.KECAMATAN, columns.NIK_REASON, *HOUSE_COLUMNS)


class UploadForm(ActForm):
    """A file to be read. An empty one is taken too: what is wrong with it is said like everything else."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Pilih berkasnya lebih dahulu.")},
        help_text=gettext_lazy("Excel (.xlsx) atau CSV, paling besar 20 MB dan 20.000 baris."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
    )


class ColumnsForm(ActForm):
    """What each column of a file holds; begins with what was recognised. A worksheet is chosen here as well.

    `header` are the headings as they stand in the file, `recognised` {key: position}.
    """

    def __init__(self, *args, header, recognised, sheets=(), sheet="", **kwargs):
        self.headings = {}  # field: the heading it asks about
        keys = {position: key for key, position in recognised.items()}
        self.base_fields = {}
        if len(sheets) > 1:
            label, choices = gettext_lazy("Lembar yang dibaca"), [(name, name) for name in sheets]
            self.base_fields["sheet"] = forms.ChoiceField(label=label, choices=choices, initial=sheet)
        for position, heading in enumerate(header):
            if heading.strip():
                name = f"kolom_{position}"
                self.headings[name] = heading.strip()
                self.base_fields[name] = forms.ChoiceField(
                    label=heading.strip()[:LONGEST_LABEL],
                    required=False,
                    choices=[("", _("Tidak dipakai")), *_choices()],
                    initial=keys.get(position, ""),
                )
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        taken = {}
        for name, heading in self.headings.items():
            key = cleaned.get(name)
            if not key:
                continue
            if key in taken:
                self.add_error(
                    name, _("Sudah dipasangkan dengan kolom “%(heading)s”. Pilih salah satu.") % {"heading": taken[key]}
                )
            elif self.is_ambiguous(heading):
                self.add_error(name, _("Judul ini tertulis dua kali di berkas. Ubah salah satunya di berkas."))
            else:
                taken[key] = heading
        missing = REGISTER.missing_from(taken)
        if missing and not self.errors:
            names = ", ".join(say_column(key) for key in missing)
            raise ValidationError(_("Kolom berikut belum dipasangkan: %(names)s.") % {"names": names})
        return cleaned

    def is_ambiguous(self, heading):
        return [normalise(other) for other in self.headings.values()].count(normalise(heading)) > 1

    @property
    def chosen(self) -> dict:
        """{heading: key} for `imports.preview`; an empty key leaves the column out."""
        return {heading: self.cleaned_data.get(name) or "" for name, heading in self.headings.items()}


def _choices():
    return [(key, COLUMN_LABELS[key]) for key in (*REGISTER_COLUMNS, *OPTIONAL)]


def recognise(header) -> dict:
    """{key: position} of the headings that are known by themselves, each key once; for a file that was refused."""
    found = {}
    for position, heading in enumerate(header):
        key = REGISTER.names.get(normalise(heading)) if heading.strip() else None
        if key:
            found.setdefault(key, position)
    return found
