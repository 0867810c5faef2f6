"""What a commit keeps, sealed, so that it can be undone: old values of changed rows, keys of new ones."""

from households.models import ImportPart
from imports.columns import declared
from imports.columns.declared import fields
from imports.keeping.sealed_parts import PartWriter

FAMILY_VALUES = ("region_id", "house_id", *fields(declared.FAMILY), "status")
MEMBER_VALUES = (
    "household_id",
    "nik",
    "nik_index",
    "nik_status",
    "nik_missing",
    "name",
    "name_key",
    "sex",
    "birth_date",
    *fields(declared.PERSON),
    "status",
)
FAMILY, MEMBER, HOUSE, CARD, NEW, SAME = "family", "member", "house", "card", "new", "same"
CHANGED = (FAMILY, MEMBER)
# Notes of before December 2026 hold their values without names, in this order. They live for 30 days.
UNNAMED = {
    FAMILY: ("region_id", "house_id", "address", "status"),
    MEMBER: (
        *("household_id", "nik", "nik_index", "nik_status", "nik_missing", "name", "name_key", "sex", "birth_date"),
        *("relation", "education", "occupation", "status"),
    ),
}


class UndoNotes:
    """Collects, while a batch is committed, what undoing it needs.

    Items are [kind, key, version after the change, {column: old value}] and ["new", kind, first, last]: the keys of
    the rows that were made, as ranges. The names let an import of before an upgrade be undone after it.
    """

    def __init__(self, stage, batch):
        self._stage = stage
        self._writer = PartWriter(batch, ImportPart.Kind.UNDO)
        self.changed = {FAMILY: [], MEMBER: [], HOUSE: []}
        self.created = {}

    def __enter__(self):
        self._writer.__enter__()
        return self

    def __exit__(self, *exception):
        self._writer.__exit__(*exception)

    def remember_families(self, condition):
        """Keep the families that are about to change, each by one version."""
        self._remember(FAMILY, "households_household", FAMILY_VALUES, condition)

    def remember_members(self, condition):
        """Keep the members that are about to change, each by one version."""
        self._remember(MEMBER, "households_member", MEMBER_VALUES, condition)

    def remember_new(self, kind, query, params=None):
        """Keep the keys that a query gives in ascending order."""
        self.keep_new(kind, (key for (key,) in self._stage.rows(query, params)))

    def keep_new(self, kind, keys):
        """Keep the keys of rows that were made, in ascending order."""
        ranges = []
        extend(ranges, keys)
        self.keep_ranges(kind, ranges)

    def keep_ranges(self, kind, ranges):
        """Keep the keys of rows that were made, as ranges."""
        for first, last in ranges:
            self._writer.add([NEW, kind, first, last])
            self.created.setdefault(kind, []).append([first, last])

    def change(self, kind, key, version, old):
        """Keep the old values of a row that the trail names: kind, key, version after the change, {column: value}."""
        self.keep(kind, key, version, old)
        extend(self.changed[kind], [key])

    def keep(self, kind, key, version, old):
        """Keep the old values of a row."""
        self._writer.add([kind, key, version, old])

    def _remember(self, kind, table, values, condition):
        query = f"SELECT id, version + 1, {', '.join(values)} FROM {table} WHERE {condition} ORDER BY id"
        for key, version, *old in self._stage.rows(query):
            self.change(kind, key, version, dict(zip(values, old, strict=True)))


def old_values(kind: str, values: list) -> dict:
    """{column: old value} of what follows the version in a note."""
    return values[0] if isinstance(values[0], dict) else dict(zip(UNNAMED[kind], values, strict=True))


def extend(ranges: list, keys) -> None:
    """Add ascending keys to ranges, each [first, last]."""
    for key in keys:
        if ranges and ranges[-1][1] == key - 1:
            ranges[-1][1] = key
        else:
            ranges.append([key, key])


def count_keys(ranges: list) -> int:
    """How many keys the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)
