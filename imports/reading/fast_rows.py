"""The short way through a row that is in order: look-ups only, for files of a hundred thousand rows.

Nothing is judged here. What the careful way (careful_rows.py) found to be in order is remembered by the cells it was
read from; a row of which any cell is new, or about which anything has to be said, goes the careful way.
"""

from operator import itemgetter

from imports.columns.declared import FAMILY, PLAIN, RELATION, keys
from imports.columns.headings import (
    BIRTH_DATE,
    HOUSE_COLUMNS,
    KECAMATAN,
    KELURAHAN,
    LIFE_STATUS,
    NAME,
    NIK,
    NO_KK,
    RT,
    RT_RW,
    RW,
    SEX,
    SPENDING,
)
from imports.columns.text import PLAIN_NAME

FAMILY_CELLS = (NO_KK, RT, RW, RT_RW, KELURAHAN, KECAMATAN, *keys(FAMILY), SPENDING, *HOUSE_COLUMNS)
PERSON_CELLS = (RELATION.key, SEX, *keys(PLAIN), LIFE_STATUS)
MOST_REMEMBERED = 20_000
LONGEST_PLAIN_NAME = 99


class FastRows:
    """Remembers cells in two groups, those of a family and those of a person, and birth dates.

    `read_family(row)` is the careful way for a family's cells: its values, or None when there is something to say.
    `read_birth(text)` is that for a birth date: a BirthDate.
    """

    def __init__(self, table, read_family, read_birth):
        at = table.columns
        self._family_of = itemgetter(*(at[column] for column in FAMILY_CELLS if column in at))
        self._person_of = itemgetter(*(at[column] for column in PERSON_CELLS if column in at))
        self._nik_at, self._name_at, self._birth_at = at[NIK], at[NAME], at[BIRTH_DATE]
        self._read_family, self._read_birth = read_family, read_birth
        self._family_cells = self._no_kk = self._of_family = None
        self._persons, self._prefixes, self._births = {}, set(), {}

    def read(self, row):
        """The row's values in the order of RegisterRow; None where the careful way must be taken."""
        cells = row.cells
        person = self._persons.get(self._person_of(cells))
        if person is None:
            return None
        relation, sex, answers = person
        nik, name = cells[self._nik_at], cells[self._name_at]
        is_sound = len(nik) == 16 and nik.isascii() and nik.isdigit() and nik[12:] != "0000"
        if not is_sound or nik[:6] not in self._prefixes:
            return None
        birth = cells[self._birth_at]
        born = self._births.get(birth)
        if born is None:
            if not birth.isprintable():
                return None
            born = self._learn_birth(birth)
        day, problem, male, female, _shown = born
        if problem or nik[6:12] != (male if sex == "L" else female):
            return None
        if len(name) > LONGEST_PLAIN_NAME or not PLAIN_NAME.fullmatch(name):
            return None
        family_cells = self._family_of(cells)
        if family_cells != self._family_cells:
            self._family_cells = family_cells
            family = self._read_family(row) if "".join(family_cells).isprintable() else None
            self._no_kk, *self._of_family = family or (None,)
        if self._no_kk is None or self._no_kk == nik:
            return None
        of_person = (row.number, row.line, self._no_kk, nik, None, name.strip(), relation, sex, day)
        return (*of_person, *answers, *self._of_family)

    def _learn_birth(self, text):
        if len(self._births) >= MOST_REMEMBERED:
            self._births.clear()
        born = self._births[text] = self._read_birth(text)
        return born

    def learn(self, cells, value):
        """Remember the cells of a row about which there was nothing to say."""
        if value.nik is not None:
            self._persons[self._person_of(cells)] = (value.relation, value.sex, value.answers)
            self._prefixes.add(value.nik[:6])
            if len(self._persons) > MOST_REMEMBERED:
                self._persons.clear()
