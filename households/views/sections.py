"""Sections of a record's page whose rows do not all apply to every record."""

from p2wkss.base.pages import Row


class OnlyFilled:
    """Mixin of a DetailPage: rows named in `only_filled` stand there only where there is something to say.

    Elsewhere an unknown value is said ("belum ada data"); a reason nobody had to give, or a note, is not unknown.
    """

    only_filled: frozenset[str] = frozenset()

    def get_sections(self):
        declared, self.sections = self.sections, self.sections_of(self.object)
        try:
            return super().get_sections()
        finally:
            self.sections = declared

    def sections_of(self, record) -> list:
        sections = []
        for title, rows in self.sections:
            kept = [row for row in rows if self.is_shown(record, row.name if isinstance(row, Row) else row)]
            if kept:
                sections.append((title, kept))
        return sections

    def is_shown(self, record, name) -> bool:
        return name not in self.only_filled or getattr(record, name) not in (None, "")
