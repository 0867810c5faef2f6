"""Forms of an import: the file itself, and which of its columns holds what."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.columns import headings
from imports.columns.headings import (
    LIFE_STATUS,
    OPENSID,
    REGISTER,
    REGISTER_COLUMNS,
    may_be_opensid,
)
from imports.wording import COLUMN_LABELS, say_column
from p2wkss.base.forms import ActForm, section_helper
from p2wkss.base.intake.headers import normalise

LONGEST_LABEL = 120
LAYOUT_LABELS = [
    (REGISTER.name, gettext_lazy("Templat portal, atau susunan sendiri: jawaban berupa kata")),
    (OPENSID.name, gettext_lazy("OpenSID: jawaban boleh berupa angka kode")),
]
OPTIONAL = (headings.RT_RW, headings.KECAMATAN, headings.NIK_REASON, *headings.OPTIONAL_ANSWERS)


class UploadForm(ActForm):
    """A file to be read. An empty one is taken too: what is wrong with it is said like everything else."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Pilih berkasnya lebih dahulu.")},
        help_text=gettext_lazy("Excel (.xlsx), LibreOffice (.ods) atau CSV, paling besar 20 MB dan 20.000 baris."),
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )


class ColumnsForm(ActForm):
    """What each column of a file holds; begins with what was recognised. A worksheet is chosen here as well, and the
    layout of a file that OpenSID may have written.

    `header` are the headings as they stand in the file, `matched` {position: key}, `layout` the name of one. `places`
    are the kelurahan to choose from where the file names none.
    """

    def __init__(
        self, *args, header, matched, layout=REGISTER.name, sheets=(), sheet="", places=(), place="", **kwargs
    ):
        self.headings = {}  # field: the heading it asks about
        self.sheet = sheet
        self.base_fields = {}
        if len(sheets) > 1:
            label, choices = gettext_lazy("Lembar yang dibaca"), [(name, name) for name in sheets]
            self.base_fields["sheet"] = forms.ChoiceField(label=label, choices=choices, initial=sheet)
        if layout == OPENSID.name or may_be_opensid(header):
            self.base_fields["layout"] = forms.ChoiceField(
                label=gettext_lazy("Susunan berkas"), choices=LAYOUT_LABELS, initial=layout, widget=forms.RadioSelect
            )
        if places:
            self.base_fields["kelurahan"] = forms.ChoiceField(
                label=gettext_lazy("Kelurahan seluruh berkas"),
                choices=[("", gettext_lazy("Pilih kelurahan")), *places],
                initial=place,
                help_text=gettext_lazy("Berkas ini tidak menyebut kelurahan, jadi dipilih satu kali di sini."),
            )
        choices = [("", _("Tidak dipakai")), *_choices(may_say_who_lives="layout" in self.base_fields)]
        for position, heading in enumerate(header):
            if heading.strip():
                name = f"kolom_{position}"
                self.headings[name] = heading.strip()
                self.base_fields[name] = forms.ChoiceField(
                    label=heading.strip()[:LONGEST_LABEL],
                    required=False,
                    choices=choices,
                    initial=matched.get(position, ""),
                )
        super().__init__(*args, **kwargs)
        known = [name for name in self.headings if self.fields[name].initial]
        unknown = [name for name in self.headings if not self.fields[name].initial]
        self.missing = [say_column(key) for key in _layout(layout).missing_from(matched.values())]
        columns_known = (_("Kolom yang dipakai"), _in_pairs(known))
        columns_left = (_("Kolom yang belum dipakai"), _in_pairs(unknown))
        # What has to be done stands first.
        groups = [columns_left, columns_known] if self.missing else [columns_known, columns_left]
        self.helper = section_helper(self, [("", ["kelurahan", "layout", "sheet"]), *groups], self.shown)

    def clean(self):
        cleaned = super().clean()
        if self.changes_sheet:
            return cleaned
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
        missing = _layout(cleaned.get("layout")).missing_from(taken)
        if missing and not self.errors:
            names = ", ".join(say_column(key) for key in missing)
            raise ValidationError(_("Kolom berikut belum dipasangkan: %(names)s.") % {"names": names})
        return cleaned

    def is_ambiguous(self, heading):
        return [normalise(other) for other in self.headings.values()].count(normalise(heading)) > 1

    @property
    def changes_sheet(self):
        """Whether another worksheet is wanted: its columns are not those that stand here."""
        return self.cleaned_data.get("sheet", self.sheet) != self.sheet

    @property
    def chosen(self) -> dict:
        """How the file is to be read, for `import_tasks.start_preview`; an empty key leaves a column out."""
        sheet = self.cleaned_data.get("sheet") or None
        if self.changes_sheet:
            return {"sheet": sheet, "headings": {}, "layout": ""}
        headings = {heading: self.cleaned_data.get(name) or "" for name, heading in self.headings.items()}
        return {
            "sheet": sheet,
            "headings": headings,
            "layout": self.cleaned_data.get("layout", ""),
            "kelurahan": self.cleaned_data.get("kelurahan") or None,
        }


def _layout(name):
    return OPENSID if name == OPENSID.name else REGISTER


def _in_pairs(names):
    """Two fields side by side."""
    return [tuple(names[at : at + 2]) for at in range(0, len(names), 2)]


def _choices(*, may_say_who_lives):
    keys = [*REGISTER_COLUMNS, *OPTIONAL]
    return [(key, COLUMN_LABELS[key]) for key in (keys + [LIFE_STATUS] if may_say_who_lives else keys)]
