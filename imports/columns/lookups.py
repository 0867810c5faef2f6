"""What the rows of a register file are compared with; handed in, so that reading needs no database."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from imports.columns.places import Places


@dataclass(frozen=True)
class Lookups:
    """`today` bounds birth dates. `number_regions` are the six-digit codes that NIK and KK numbers may begin with;
    None accepts any province. `families_with_head` are KK numbers whose head is registered already."""

    places: Places
    today: date
    number_regions: Collection[str] | None = None
    families_with_head: Collection[str] = field(default_factory=frozenset)
