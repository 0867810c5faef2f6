"""Tables of imports: the batches, and what the preview of one found."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import ImportBatch
from imports.wording import Severity, Verdict, say_change, say_column
from locations.codes import label_of
from p2wkss.base import formats
from p2wkss.base.pages.paging import ListPaginator
from p2wkss.base.tables import Column, NumberColumn, StatusColumn, Table, TimeColumn, TitleColumn

STATE_ICONS = {"preview": "eye", "parsed": "columns-gap"}
VERDICT_ICONS = {"new": "plus-circle", "renewed": "arrow-repeat", "changed": "pencil-square"}


class WordColumn(StatusColumn):
    """A state whose column holds its value only: the words are those of `states`."""

    def __init__(self, *args, states, **kwargs):
        self.words = dict(states.choices)
        super().__init__(*args, states=states, **kwargs)

    def render(self, value, record, bound_column):
        return super().render(self.words[value], record, bound_column)


class ImportTable(Table):
    original_name = TitleColumn(verbose_name=gettext_lazy("Berkas"))
    created_at = TimeColumn(verbose_name=gettext_lazy("Diunggah"))
    owner = Column(verbose_name=gettext_lazy("Oleh"))
    state = StatusColumn(states=ImportBatch.State, icons=STATE_ICONS)
    rows_seen = NumberColumn(verbose_name=gettext_lazy("Baris"))
    rows_error = NumberColumn(verbose_name=gettext_lazy("Baris salah"))
    families_new = NumberColumn(verbose_name=gettext_lazy("Keluarga baru"))
    families_changed = NumberColumn(verbose_name=gettext_lazy("Berubah"))

    class Meta(Table.Meta):
        model = ImportBatch
        fields = [
            "original_name",
            "created_at",
            "owner",
            "state",
            "rows_seen",
            "rows_error",
            "families_new",
            "families_changed",
        ]

    def render_rows_error(self, value, record):
        """Rows of a file that was not read are not wrong."""
        is_read = record.outcome != ImportBatch.Outcome.REJECT_FILE
        return formats.number(value) if is_read else self.default


class PartTable(Table):
    """A page of what is kept of a batch: `entries` are this page's rows, `more` whether others follow."""

    def __init__(self, entries, *, number=1, per_page=None, more=False, **kwargs):
        super().__init__(entries, orderable=False, **kwargs)
        if per_page:
            self.paginator = ListPaginator(self.rows, per_page, total=None, number=number, more=more)
            self.page = self.paginator.page(number)


class FamilyEntryTable(PartTable):
    """Families of a file: new, changed (from what to what), unchanged or refused. Numbers are masked already."""

    caption = gettext_lazy("Keluarga dalam berkas")

    leader = Column(verbose_name=gettext_lazy("Keluarga"), empty_values=(), attrs={"td": {"class": "cell-title"}})
    kk = Column(verbose_name=gettext_lazy("Nomor KK"), attrs={"td": {"class": "nowrap"}})
    region = Column(verbose_name=gettext_lazy("RT/RW"))
    number = NumberColumn(verbose_name=gettext_lazy("Mulai baris"))
    verdict = WordColumn(verbose_name=gettext_lazy("Hasil"), states=Verdict, icons=VERDICT_ICONS)
    changes = Column(verbose_name=gettext_lazy("Yang berubah"), empty_values=(), attrs={"td": {"class": "cell-wide"}})

    def __init__(self, entries, *, kelurahan=None, is_own=False, **kwargs):
        self.kelurahan = kelurahan or {}
        self.is_own = is_own
        super().__init__(entries, **kwargs)

    def render_leader(self, value):
        return value or _("Tanpa nama")

    def render_region(self, value):
        name = self.kelurahan.get(".".join(value.split(".")[:4]))
        return f"{label_of(value)}, {name}" if name else label_of(value)

    def render_changes(self, value):
        changes = [say_change(change, is_own=self.is_own) for change in value]
        if not changes:
            return ""
        return render_to_string("imports/_changes.html", {"changes": changes})


class FindingTable(PartTable):
    """What is wrong or doubtful, row by row as a spreadsheet counts them."""

    caption = gettext_lazy("Temuan per baris")

    number = NumberColumn(verbose_name=gettext_lazy("Baris"), attrs={"td": {"class": "cell-title"}})
    column = Column(verbose_name=gettext_lazy("Kolom"), empty_values=())
    severity = WordColumn(verbose_name=gettext_lazy("Hasil"), states=Severity)
    message = Column(verbose_name=gettext_lazy("Keterangan"), attrs={"td": {"class": "cell-wide"}})
    code = Column(verbose_name=gettext_lazy("Kode"))

    def render_number(self, value):
        return _("Baris %(number)s") % {"number": value}

    def render_column(self, value):
        return say_column(value) or _("seluruh baris")
