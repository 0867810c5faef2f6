"""Judge one value of a row by its text alone; the row's reader remembers the answers, since most values repeat.

Every function returns the value (None where there is none or it must not be used) and what has to be said about it.
"""

from households.identity import check_kk
from imports.columns import choices
from imports.columns.findings import ERROR, WARNING
from imports.columns.headings import KELURAHAN, RT, RT_RW, RW
from imports.columns.places import rt_and_rw, rt_number, rw_number
from imports.columns.text import judge_free_text, overlong
from imports.columns.values import identity_number, money

# What a calculation that failed leaves in a column of money: no answer of a person.
NOT_A_NUMBER = "nan"
USABLE_NUMBER_PROBLEMS = frozenset({"number_cell", "separators"})


def severity_of(problem):
    """How grave a problem of values.identity_number is."""
    return WARNING if problem in USABLE_NUMBER_PROBLEMS else ERROR


def judge_kk(text, kind, regions):
    """(digits, ((code, severity), ...)) of a KK number."""
    digits, problem = identity_number(text, kind)
    if digits is None and choices.is_unknown(text):
        return None, (("required", ERROR),)
    problems = [(f"kk_{problem}", severity_of(problem))] if problem else []
    if digits:
        problems += [(finding.code, finding.severity) for finding in check_kk(digits, regions=regions)]
    return digits, tuple(problems)


def judge_place(numbers, kelurahan, kecamatan, places, *, has_kelurahan):
    """(code of the RT, ((column, code of the problem), ...)). `numbers` is (RT, RW) or (both in one cell,)."""
    problems = []
    if len(numbers) == 1:
        rt, rw = _numbers_together(numbers[0], problems)
    else:
        rt = _place_number(numbers[0], RT, rt_number, problems)
        rw = _place_number(numbers[1], RW, rw_number, problems)
    code = _kelurahan(kelurahan, kecamatan, places, has_kelurahan, problems)
    if code and not places.may_write(code):
        problems.append((KELURAHAN, "region_out_of_scope"))
    elif code and rt and rw:
        region = f"{code}.{rw}.{rt}"
        if places.may_write_rt(region):
            return region, tuple(problems)
        problems.append((RT, "region_out_of_scope"))
    return None, tuple(problems)


def _kelurahan(name, kecamatan, places, has_kelurahan, problems):
    if name is None or kecamatan is None:
        return None
    if name.strip():
        code, problem = places.find(name, kecamatan)
        if problem:
            problems.append((KELURAHAN, problem))
        return code
    if not has_kelurahan and places.default:
        return places.default
    problems.append((KELURAHAN, "required"))
    return None


def judge_sex(text, known=choices.SEX):
    """(L or P, code, the single letter that was written)."""
    key = choices.answer_key(text)
    letter = key if len(key) == 1 and key.isalpha() else None
    if choices.is_unknown(text):
        return None, "required", None
    value = choices.word_of(text, known)
    return value, None if value else "sex_unknown", letter


def judge_answer(answer, text, known):
    """(value, ((code, severity, params), ...)) of a cell of a declared column; `known` is {what is written: slug} from
    choices.py, None where the column has no closed list."""
    if answer.is_required and not text.strip():
        return None, (("required", ERROR, {}),)
    if known is not None:
        return _word(answer, text, known)
    return _measure(answer, text) if answer.read else _free_text(answer, text)


def _word(answer, text, known):
    if not text.strip():
        return None, ()
    if limit := overlong(answer.key, text):
        return None, (("too_long", ERROR, {"limit": limit}),)
    slug = choices.word_of(text, known)
    if slug:
        return slug, ()
    _value, problems = judge_free_text(answer.key, text)
    if errors := tuple(problem for problem in problems if problem[1] == ERROR):
        return None, errors[:1]
    if choices.is_unknown(text) and not answer.is_required:
        return None, (("placeholder_empty", WARNING, {}),)
    slug, code, severity = answer.unknown
    return slug, ((code, severity, {}),)


def _measure(answer, text):
    if choices.is_unknown(text):
        return None, ()
    value = answer.read(text)
    if value is not None:
        return value, ()
    value, code, severity = answer.unknown
    return value, ((code, severity, {}),)


def _free_text(answer, text):
    """A dash stands for an empty cell."""
    if choices.answer_key(text) in choices.PLACEHOLDERS and not text.strip(" -–—\t\n"):
        return None, (("placeholder_empty", WARNING, {}),) if text.strip() else ()
    return judge_free_text(answer.key, text)


def judge_spending(key):
    """(rupiah, code, severity) of (text, kind); a dash is unknown, not zero."""
    text, kind = key
    if choices.is_unknown(text) and choices.answer_key(text) != NOT_A_NUMBER:
        return None, "placeholder_empty" if text.strip() else None, WARNING
    amount = money(text, kind)
    return amount.rupiah, amount.problem, ERROR if amount.rupiah is None else WARNING


def _place_number(text, column, read, problems):
    if text is None:
        return None
    number = read(text)
    if number is None:
        problems.append((column, f"{column}_format" if text.strip() else "required"))
    return number


def _numbers_together(text, problems):
    if text is None:
        return None, None
    rt, rw = rt_and_rw(text)
    if rt is None:
        problems.append((RT_RW, "rt_format" if text.strip() else "required"))
    return rt, rw
