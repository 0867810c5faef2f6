"""What a declared column is made of (declared.py holds the declarations)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from imports.columns.findings import WARNING

SQL_TYPES = {
    models.CharField: "varchar({0.max_length})",
    models.DecimalField: "numeric",
    models.PositiveSmallIntegerField: "integer",
    models.BooleanField: "boolean",
    models.DateField: "date",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """One column of a file and where its answers go.

    `key` names the column in messages and is the heading of our own template, `headings` are what else people write,
    separated by semicolons. `stored_in` is the field of the model, whose choices are the list of answers; `words` are
    more words for them, a line `slug: word; word` each. `unknown` is what a word leaves that is none of them: (value,
    code of the finding, severity). An empty cell is an error where the answer `is_required`, else it leaves what is
    stored. Where the answer `is_expected`, it stands in the template, and headings.py says whether a file may lack it.
    """

    key: str
    model: type[models.Model]
    stored_in: str
    label: Any
    meaning: Any
    headings: str
    words: str = ""
    unknown: tuple = (None, "answer_unknown", WARNING)
    read: Callable | None = None
    opensid: str = ""
    opensid_codes: dict = field(default_factory=dict)
    is_required: bool = False
    is_expected: bool = False
    has_lines: bool = False
    width: int = 16

    @cached_property
    def model_field(self) -> models.Field:
        return self.model._meta.get_field(self.stored_in)

    @property
    def choices(self) -> list:
        """The closed list of answers, (slug, label) each; empty for a text or a number."""
        return self.model_field.choices or []

    @property
    def sql_type(self) -> str:
        """What it waits as, in the stage."""
        return next(
            kind.format(self.model_field) for cls, kind in SQL_TYPES.items() if isinstance(self.model_field, cls)
        )

    @property
    def longest(self) -> int:
        """How many signs a free text may have; 0 for any other answer."""
        return 0 if self.choices or self.read else self.model_field.max_length

    @property
    def absent(self):
        """What a new row has where the cell is empty."""
        return self.model_field.get_default()

    def taken_from(self, staged: str) -> str:
        """What a new row takes from a staged one, in SQL."""
        if self.absent is None:
            return f"{staged}.{self.stored_in}"
        return f"coalesce({staged}.{self.stored_in}, {self._literal(self.absent)})"

    def differs(self, staged: str, row: str) -> str:
        """Whether a staged row says something else than a row of the register, in SQL; an empty cell says nothing."""
        new, old = f"{staged}.{self.stored_in}", f"{row}.{self.stored_in}"
        other = f"{old} <> {new}"
        if self.model_field.null:
            other = f"({old} IS NULL OR {other})"
        return f"({new} IS NOT NULL AND {other})"

    def _literal(self, value):
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        return str(value) if isinstance(value, int) else "'%s'" % str(value).replace("'", "''")
