"""One row of a register file: parsed values and everything there is to say about them.

`RowReader.read` runs for every row of files with millions of rows: values that repeat (dates, places, answers) are
read once and remembered, and a row that is in order passes with look-ups only.
"""

from django.utils.translation import gettext_lazy as _

from households.identity import PROVINCES, check_nik
from imports.columns import choices, headings
from imports.columns.cells import NO_KINDS, Report, judge_kinds, refuse_hidden
from imports.columns.declared import FAMILY, OF_HOUSE, PLAIN, RELATION
from imports.columns.findings import WARNING
from imports.columns.headings import (
    BIRTH_DATE,
    HOUSE_COLUMNS,
    KECAMATAN,
    KELURAHAN,
    LIFE_STATUS,
    NAME,
    NIK,
    NIK_REASON,
    NO_KK,
    RT,
    RT_RW,
    RW,
    SEX,
    SPENDING,
)
from imports.columns.judgements import (
    judge_answer,
    judge_kk,
    judge_place,
    judge_sex,
    judge_spending,
    severity_of,
)
from imports.columns.lookups import Lookups
from imports.columns.text import PLAIN_NAME, judge_name, overlong
from imports.columns.values import birth_date, identity_number
from imports.reading.fast_rows import FastRows
from imports.reading.filled_down import FamilyAbove
from imports.reading.judged_row import CheckedRow, RegisterRow
from p2wkss.base.intake.headers import normalise
from p2wkss.base.intake.reader import Row, Table

MOST_REMEMBERED = 50_000
ADULT_RELATIONS = frozenset({"head", "husband", "wife", "parent", "parent_in_law", "child_in_law"})
YOUNGEST_ADULT = 15
NO_NIK_IN_OPENSID = "0"
NOTHING_TO_SAY = ()


class RowReader:
    """Reads the rows of one table: those in order the short way (fast_rows.py), all others with care."""

    def __init__(self, table: Table, lookups: Lookups):
        self._table, self._lookups = table, lookups
        self._width = len(table.header)
        self._used = sorted(table.columns.items(), key=lambda item: item[1])
        self._at = {column: table.columns.get(column) for column in (*headings.HEADINGS, LIFE_STATUS)}
        self._has_house = any(name in table.columns for name in HOUSE_COLUMNS)
        self._is_opensid = table.layout == headings.OPENSID.name
        self._words = choices.OPENSID_WORDS if self._is_opensid else choices.WORDS
        self._memory = {column: {} for column in (*self._at, "place", "region_code")}
        # The single letters seen in the column of sexes: P beside W means something else than P beside L.
        self.sex_letters = set()
        self._above = FamilyAbove(table, self._words)
        # The row before, where it went the short way: kept here, since that costs nothing for each of them.
        self._last_in_order = None
        self._has_birth_place = normalise(table.header[table.columns[BIRTH_DATE]]) in headings.BIRTH_WITH_PLACE
        is_english = normalise(table.header[table.columns[SEX]]) in choices.SEX_HEADINGS
        sexes = choices.ENGLISH_SEX if is_english else choices.SEX
        self._judge_sex = lambda text: judge_sex(text, sexes)
        self._plain = FastRows(table, self._family, lambda text: self._judge_date((text, None)))

    def read(self, row: Row) -> CheckedRow:
        """The row's values with its findings."""
        if row.kinds is not None or len(row.cells) != self._width:
            return self._read_with_care(row)
        values = self._plain.read(row)
        if values is not None:
            self._last_in_order = row
            return CheckedRow(row, RegisterRow._make(values), NOTHING_TO_SAY)
        checked = self._read_with_care(row)
        if not checked.findings:
            self._plain.learn(row.cells, checked.value)
        return checked

    def _read_with_care(self, row):
        report = Report(row)
        if len(row.cells) != self._width and not self._table.fits(row):
            report("", "column_count", found=len(row.cells), wanted=self._width)
            self._above.last = self._last_in_order = None
            return CheckedRow(row, None, report.findings)
        cells, kinds = row.cells, NO_KINDS
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        is_printable = "".join(cells).isprintable()
        if row.kinds:
            cells, kinds = judge_kinds(row, cells, self._used, report)
        if not is_printable:
            cells = refuse_hidden(cells, self._used, report)
        if self._last_in_order is not None:
            self._above.last, self._last_in_order = (self._last_in_order.cells, NO_KINDS), None
        cells, kinds = self._above.complete(cells, kinds, report)

        no_kk = self._kk(cells, kinds, report)
        nik, nik_reason = self._nik(cells, kinds, report)
        relation = self._answer(cells, RELATION, report)
        sex = self._sex(cells, report)
        born = self._birth_date(cells, kinds, nik, relation, report)
        if nik:
            self._compare_nik(nik, no_kk, born, sex, report)
        if (sex == "L" and relation == "wife") or (sex == "P" and relation == "husband"):
            report(SEX, "relation_sex_mismatch", WARNING)
        if self._at[LIFE_STATUS] is not None:
            self._require_alive(cells, report)
        value = RegisterRow(
            row.number,
            row.line,
            no_kk,
            nik,
            nik_reason,
            self._name(cells, report),
            relation,
            sex,
            born.day if born else None,
            *[self._answer(cells, answer, report) for answer in PLAIN],
            self._region(cells, report),
            *[self._answer(cells, answer, report) for answer in FAMILY],
            self._spending(cells, kinds, report) if self._at[SPENDING] is not None else None,
            self._house(cells, report) if self._has_house else None,
        )
        return CheckedRow(row, value, report.findings)

    def _family(self, row):
        """The family's values of a row of plain text; None when there is something to say about them."""
        cells, report = row.cells, Report(row)
        values = (
            self._kk(cells, NO_KINDS, report),
            self._region(cells, report),
            *[self._answer(cells, answer, report) for answer in FAMILY],
            self._spending(cells, NO_KINDS, report) if self._at[SPENDING] is not None else None,
            self._house(cells, report) if self._has_house else None,
        )
        return None if report.findings else values

    # --- identity ---

    def _kk(self, cells, kinds, report):
        text = cells[self._at[NO_KK]]
        if text is None:
            return None
        kind = kinds.get(NO_KK)
        digits, problems = self._remembered(NO_KK, (text, kind), self._judge_kk)
        for code, severity in problems:
            report(NO_KK, code, severity)
        return digits

    def _judge_kk(self, key):
        return judge_kk(*key, self._lookups.number_regions)

    def _nik(self, cells, kinds, report):
        text = cells[self._at[NIK]]
        if text is None:
            return None, None
        if choices.is_unknown(text) or (self._is_opensid and text.strip() == NO_NIK_IN_OPENSID):
            return None, self._reason_without_nik(cells, text, report)
        number = identity_number(text, kinds.get(NIK))
        if number.problem:
            report(NIK, f"nik_{number.problem}", severity_of(number.problem))
        return number.digits, None

    def _reason_without_nik(self, cells, text, report):
        at = self._at[NIK_REASON]
        reason = (cells[at] or "").strip() if at is not None else ""
        if reason and overlong(NIK_REASON, reason):
            report(NIK_REASON, "too_long", limit=overlong(NIK_REASON, reason))
        elif reason or text.strip() == NO_NIK_IN_OPENSID:
            report(NIK, "nik_missing", WARNING)
            return reason or str(_("Tertulis 0 di berkas OpenSID."))
        else:
            report(NIK, "required")
        return None

    def _compare_nik(self, nik, no_kk, born, sex, report):
        if nik == no_kk:
            report(NIK, "nik_equals_kk")
        expected = born and (born.female if sex == "P" else born.male if sex == "L" else None)
        if nik[6:12] == expected and nik[12:] != "0000" and self._is_sound_region(nik[:6]):
            return
        found = check_nik(nik, birth_date=born.day if born else None, sex=sex, regions=self._lookups.number_regions)
        for finding in found:
            report(NIK, finding.code, finding.severity)

    def _is_sound_region(self, prefix):
        regions = self._lookups.number_regions
        return prefix in regions if regions is not None else prefix[:2] in PROVINCES

    # --- the person ---

    def _name(self, cells, report):
        text = cells[self._at[NAME]]
        if text is None:
            return None
        if len(text) < 100 and PLAIN_NAME.fullmatch(text):
            return text.strip()
        value, problems = judge_name(text)
        for code, severity, params in problems:
            report(NAME, code, severity, **params)
        return value

    def _sex(self, cells, report):
        text = cells[self._at[SEX]]
        if text is None:
            return None
        value, code, letter = self._remembered(SEX, text, self._judge_sex)
        if letter:
            self.sex_letters.add(letter)
        if code:
            report(SEX, code)
        return value

    def _birth_date(self, cells, kinds, nik, relation, report):
        text = cells[self._at[BIRTH_DATE]]
        if text is None:
            return None
        born = self._remembered(BIRTH_DATE, (text, kinds.get(BIRTH_DATE)), self._judge_date)
        if born.problem in (None, "age_unusual"):
            if born.problem:
                report(BIRTH_DATE, born.problem, WARNING)
            if nik and not born.agrees_with(nik) and born.swapped_agrees_with(nik):
                report(BIRTH_DATE, "date_day_month_swapped")
            return born
        if born.day is None:
            shown = {"shown": born.shown} if born.shown else {}
            report(BIRTH_DATE, born.problem, **shown)
            return None
        if not nik or not born.agrees_with(nik):
            is_century = born.problem == "date_century_guessed"
            report(BIRTH_DATE, "date_two_digit_year" if is_century else born.problem)
            return None
        too_young = self._lookups.today.year - born.day.year < YOUNGEST_ADULT and relation in ADULT_RELATIONS
        if born.problem == "date_century_guessed" and too_young:
            report(BIRTH_DATE, "date_two_digit_year")
            return None
        report(BIRTH_DATE, born.problem, WARNING, year=born.day.year)
        return born

    def _judge_date(self, key):
        text, kind = key
        day = (text.rpartition(",")[2] or text) if self._has_birth_place and kind is None else text
        born = birth_date(day, kind, today=self._lookups.today, uses_1904=self._table.uses_1904)
        # Asked last, since most cells hold a day.
        return born._replace(problem="required") if born.day is None and choices.is_unknown(text) else born

    def _require_alive(self, cells, report):
        text = cells[self._at[LIFE_STATUS]]
        if text is not None and choices.answer_key(text) not in choices.OPENSID_ALIVE:
            report(LIFE_STATUS, "not_alive_here")

    def _answer(self, cells, answer, report):
        """The value of a declared column; None where the file has no such column."""
        at = self._at[answer.key]
        text = cells[at] if at is not None else None
        if text is None:
            return None
        found = self._memory[answer.key].get(text)
        if found is None:
            known = self._words.get(answer.key)
            found = self._remembered(answer.key, text, lambda text: judge_answer(answer, text, known))
        value, problems = found
        for code, severity, params in problems:
            report(answer.key, code, severity, **params)
        return value

    # --- the family ---

    def _region(self, cells, report):
        at = self._at
        kelurahan = cells[at[KELURAHAN]] if at[KELURAHAN] is not None else ""
        kecamatan = cells[at[KECAMATAN]] if at[KECAMATAN] is not None else ""
        apart = at[RT] is not None and at[RW] is not None
        numbers = (cells[at[RT]], cells[at[RW]]) if apart else (cells[at[RT_RW]],)
        code, problems = self._remembered("place", (numbers, kelurahan, kecamatan), self._judge_place)
        for column, problem in problems:
            report(column, problem)
        return code

    def _judge_place(self, key):
        return judge_place(*key, self._lookups.places, has_kelurahan=self._at[KELURAHAN] is not None)

    def _spending(self, cells, kinds, report):
        text = cells[self._at[SPENDING]]
        if not text:
            return None
        value, code, severity = self._remembered(SPENDING, (text, kinds.get(SPENDING)), judge_spending)
        if code:
            report(SPENDING, code, severity)
        return value

    def _house(self, cells, report):
        return tuple([self._answer(cells, answer, report) for answer in OF_HOUSE])

    def _remembered(self, column, key, judge):
        memory = self._memory[column]
        found = memory.get(key)
        if found is None:
            if len(memory) >= MOST_REMEMBERED:
                memory.clear()
            found = memory[key] = judge(key)
        return found
