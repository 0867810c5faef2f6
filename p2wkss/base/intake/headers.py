"""Find the row that names the columns, and which column holds what."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

SEARCHED_ROWS = 40
# A title row may happen to contain a column's name; fewer known names than this make no header.
FEWEST_NAMES = 4

SIXTEEN_DIGITS = re.compile(r"\s*'?[0-9]{16}\s*")
PARENTHESES = re.compile(r"\([^)]*\)|\[[^]]*\]")
GROUP_SIGN = re.compile(r"(?<=\S)[/\-](?=\S)")
# Signs of markup and formulas, which no heading has.
NO_HEADING = re.compile(r"[<>{}=|\\]")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
QUOTES = "'\"`"


@dataclass(frozen=True)
class Layout:
    """The columns one kind of sheet may have.

    `names` maps a normalised header to the column's key; several headers may share a key. `required` keys must be
    present, or another column that `replaced_by` names for them. `expected` keys may be absent, unless a heading that
    nobody can read stands there: it may be theirs.
    """

    name: str
    names: Mapping[str, str]
    required: tuple[str, ...]
    replaced_by: Mapping[str, str] = field(default_factory=dict)
    expected: tuple[str, ...] = ()

    def missing_from(self, keys):
        """Required keys that neither stand among `keys` nor are replaced by another column."""
        return [key for key in self.required if key not in keys and self.replaced_by.get(key) not in keys]


@dataclass(frozen=True)
class Header:
    """A header row that was recognised: `columns` maps a key to the position of its cell."""

    layout: Layout
    index: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def ignored(self):
        """Headings that name no known column, as they stand in the file."""
        used = set(self.columns.values())
        return [cell.strip() for at, cell in enumerate(self.cells) if cell.strip() and at not in used]

    @property
    def unnamed(self):
        """Positions without a heading."""
        return [at for at, cell in enumerate(self.cells) if not cell.strip()]


def normalise(heading):
    """`No. KK *`, `NO KK (16 digit)` and `no_kk` become `no_kk`. A heading wrapped in quotes stays foreign."""
    text = unicodedata.normalize("NFKC", heading).strip().lower()
    if len(text) > 1 and text[0] in QUOTES and text[-1] == text[0]:
        return text
    return NOT_A_WORD.sub("_", PARENTHESES.sub(" ", text)).strip("_")


def find_header(rows, layouts):
    """The best header among the first rows, or None. `rows` are lists of cells; two-row headings are combined."""
    best = None
    for index, cells in enumerate(rows[:SEARCHED_ROWS]):
        for candidate in _candidates(rows, index, cells):
            for layout in layouts:
                header = _match(layout, index, candidate)
                if header and (best is None or _quality(header) > _quality(best)):
                    best = header
        if best and best.layout.required and not best.missing:
            break
    return best


def holds_identity_number(rows):
    """Whether any cell is exactly 16 digits: rows with one are data, wherever they stand."""
    return any(SIXTEEN_DIGITS.fullmatch(cell) for cells in rows for cell in cells)


def _candidates(rows, index, cells):
    yield cells
    if index and not holds_identity_number([cells]):
        above = rows[index - 1]
        width = max(len(above), len(cells))
        yield [_at(cells, at).strip() or _at(above, at) for at in range(width)]


def _at(cells, position):
    return cells[position] if position < len(cells) else ""


def without_groups(cells):
    """The headings, each also without the name of its group: {heading: [what may be its own name]}.

    Survey tools write the group of a question before it, `keluarga/no_kk` or `anggota-nik`; what several headings begin
    with is such a group.
    """
    begun = Counter(cell[: found.start()] for cell in cells for found in GROUP_SIGN.finditer(cell))
    return {
        cell: [cell[found.end() :] for found in GROUP_SIGN.finditer(cell) if begun[cell[: found.start()]] > 1]
        for cell in cells
        if GROUP_SIGN.search(cell)
    }


def _match(layout, index, cells):
    columns, repeated = {}, []
    grouped = without_groups(cells)
    for at, cell in enumerate(cells):
        key = layout.names.get(normalise(cell)) if cell else None
        if key is None and cell in grouped:
            own = (layout.names.get(normalise(rest)) for rest in grouped[cell])
            key = next(filter(None, own), None)
        if key is None:
            continue
        if key in columns:
            repeated.append(cell.strip())
        else:
            columns[key] = at
    missing = layout.missing_from(columns)
    if layout.expected and any(NO_HEADING.search(cell) for at, cell in enumerate(cells) if at not in columns.values()):
        missing += [key for key in layout.expected if key not in columns]
    if not columns or (len(columns) < FEWEST_NAMES and missing):
        return None
    return Header(layout, index, tuple(cells), columns, tuple(missing), tuple(repeated))


def _quality(header):
    return (not header.missing, len(header.columns) - len(header.missing), -header.index)
