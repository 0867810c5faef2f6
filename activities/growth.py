"""Growth of a child under five: WHO z-scores, Permenkes classes and the monthly weight gain status.

Pure functions, no database. The figures behind them (WHO tables, class limits, minimum gains) are the files in
`activities/data/`, whose README names their sources.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"

DAYS_PER_MONTH = Decimal("30.4375")
MONTHS_COVERED = 60
HEIGHT_FROM_DAYS = 731
POSTURE_CORRECTION_CM = Decimal("0.7")
STANDS_FROM_MONTHS = 9
GRAMS_PER_KG = 1000
TWO_PLACES = Decimal("0.01")

# Outside these z-scores a measurement is more likely wrong than real (WHO Anthro).
PLAUSIBLE = {
    "haz": (Decimal(-6), Decimal(6)),
    "waz": (Decimal(-6), Decimal(5)),
    "whz": (Decimal(-5), Decimal(5)),
    "baz": (Decimal(-5), Decimal(5)),
}
RED_LINE_Z = Decimal(-3)


@dataclass(frozen=True)
class Growth:
    """Z-scores of one child on one day, two decimals; None where an index cannot be computed.

    haz length/height for age, waz weight for age, whz weight for length/height, baz BMI for age, hcz head and
    muacz arm circumference for age. `flags` names the indices (`"haz"`, `"waz"`, `"whz"`, `"baz"`) whose value is
    implausible: keep it, ask for a second measurement, and leave it out of prevalences.
    """

    haz: Decimal | None = None
    waz: Decimal | None = None
    whz: Decimal | None = None
    baz: Decimal | None = None
    hcz: Decimal | None = None
    muacz: Decimal | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassLimit:
    """One class of one index: from `lower` to `upper` in z-scores, None where open."""

    name: str
    lower: Decimal | None
    lower_inclusive: bool
    upper: Decimal | None
    upper_inclusive: bool

    def holds(self, z):
        """Whether the z-score `z` lies in this class."""
        above = self.lower is None or z > self.lower or (self.lower_inclusive and z == self.lower)
        below = self.upper is None or z < self.upper or (self.upper_inclusive and z == self.upper)
        return above and below


@dataclass(frozen=True)
class Weighing:
    """What a posyandu knows of a child's weight in one month.

    `weight_kg` None: the child was on the register but was not weighed. `month` is any day of the month; None
    stands for the month that is expected (this month, or the one before it).
    """

    weight_kg: Decimal | None
    month: date | None = None


def z_scores(
    *,
    sex: str,
    age_days: int,
    weight_kg=None,
    length_cm=None,
    measured: str | None = None,
    oedema: bool = False,
    head_cm=None,
    muac_cm=None,
) -> Growth:
    """Z-scores of the WHO Child Growth Standards (2006) for one child.

    sex "L" (boy) or "P" (girl); age in days, valid from birth to under 60.0 months (of 30.4375 days), outside it
    everything is None; weight kg, length or height cm, circumferences cm. `measured` "lying" or "standing", None
    when not noted: then taken as the age asks. Under 731 days the standard is length: a child measured standing
    gains 0.7 cm, except under 9 months, where standing is implausible and nothing is corrected; from 731 days it
    is height: measured lying loses 0.7 cm. Oedema makes every index with weight None (refer the child at once).
    A measurement that is missing or is no positive number below 1000 makes its indices None.

    z = ((y/M)^L - 1) / (L*S); beyond +-3 weight, BMI and arm indices continue linearly with the distance between
    the second and the third standard deviation. Rounded half away from zero, flags from the rounded value.
    Source: WHO Child Growth Standards: Methods and development (2006), computation of centiles and z-scores.
    Raises ValueError for another sex or posture.
    """
    if sex not in ("L", "P"):
        raise ValueError("sex must be 'L' or 'P'")
    if measured not in ("lying", "standing", None):
        raise ValueError("measured must be 'lying', 'standing' or None")
    if age_days < 0 or age_days / DAYS_PER_MONTH >= MONTHS_COVERED:
        return Growth()

    length = _standard_length(_measure(length_cm), age_days, measured)
    weight = None if oedema else _measure(weight_kg)
    head, arm = _measure(head_cm), _measure(muac_cm)
    bmi = weight / (length / 100) ** 2 if weight and length else None
    size_table = "weight_for_length" if age_days < HEIGHT_FROM_DAYS else "weight_for_height"

    z = {
        "haz": _z(length, _by_age("length_height_for_age", sex, age_days)),
        "waz": _restricted_z(weight, _by_age("weight_for_age", sex, age_days)),
        "whz": _restricted_z(weight, _by_size(size_table, sex, length)),
        "baz": _restricted_z(bmi, _by_age("bmi_for_age", sex, age_days)),
        "hcz": _z(head, _by_age("head_for_age", sex, age_days)),
        "muacz": _restricted_z(arm, _by_age("muac_for_age", sex, age_days)),
    }
    z = {index: _rounded(value) for index, value in z.items()}
    flags = tuple(
        index for index, (low, high) in PLAUSIBLE.items() if z[index] is not None and not low <= z[index] <= high
    )
    return Growth(**z, flags=flags)


def implausible_posture(*, age_days: int, measured: str | None) -> bool:
    """Whether a child is said to have been measured standing before it can stand (under 9 months)."""
    return measured == "standing" and age_days / DAYS_PER_MONTH < STANDS_FROM_MONTHS


def classify(growth: Growth, *, limits=None) -> dict[str, str | None]:
    """Class of weight for age, length/height for age and weight for length/height, by their official names.

    Keys "BB/U", "PB/U" (also TB/U) and "BB/PB" (also BB/TB); None where the z-score is None. A flagged z-score is
    classified too, so that no child in danger is hidden. Limits of Permenkes 2/2020 unless `limits`
    ({index: [ClassLimit, ...]}) holds those of a later regulation.
    """
    limits = permenkes_limits() if limits is None else limits
    z = {"BB/U": growth.waz, "PB/U": growth.haz, "BB/PB": growth.whz}
    return {index: _class_name(value, limits[index]) for index, value in z.items()}


def below_red_line(growth: Growth) -> bool | None:
    """Whether the weight lies below the red line of the growth card (BGM): under -3 SD of weight for age.

    None when the z-score is unknown. A warning to confirm with weight for length, not a diagnosis.
    """
    return None if growth.waz is None else growth.waz < RED_LINE_Z


def weight_gain_status(previous, current, *, sex: str, age_months: int, gains=None) -> str | None:
    """Status of this month's weighing as the posyandu register writes it: "N", "T", "O" or "B".

    N (naik): gained at least the minimum gain (KBM) of its age since last month. T (tidak naik): less, the same or
    lighter. O: weighed now, but not last month, so one month's gain cannot be judged; two months are never
    compared with one month's minimum. B (baru): first weighing at this posyandu, or still in its first month of
    life, for which no minimum exists. N and T together are the children whose gain was judged.

    `previous` is the child's latest earlier `Weighing`, None when there is none; `current` is this month's. A bare
    number is read as the weight in kg of the expected month. `age_months` is the completed age at this weighing.
    Returns None when the child was not weighed this month or is older than the table (60 months). `gains` replaces
    the table, {(sex, age_months): gram}. Raises ValueError for another sex, or when `previous` is not earlier.
    Source of the minimum gains: Kartu Menuju Sehat, Kementerian Kesehatan; of O and B: monthly form F2 of nutrition.
    """
    if sex not in ("L", "P"):
        raise ValueError("sex must be 'L' or 'P'")
    gains = minimum_gains() if gains is None else gains
    previous, current = _weighing(previous), _weighing(current)
    weight_now = _measure(current.weight_kg) if current else None
    if weight_now is None or not 0 <= age_months <= MONTHS_COVERED:
        return None
    minimum_g = gains.get((sex, age_months))
    if previous is None or minimum_g is None:
        return "B"
    weight_before = _measure(previous.weight_kg)
    if _months_between(previous, current) > 1 or weight_before is None:
        return "O"
    return "N" if (weight_now - weight_before) * GRAMS_PER_KG >= minimum_g else "T"


# --- the tables ------------------------------------------------------------------------------------------------


@cache
def permenkes_limits():
    """{index: [ClassLimit, ...]} of Permenkes 2/2020, lowest class first."""
    keys = {"BB/U": "BB/U", "PB/U-TB/U": "PB/U", "BB/PB-BB/TB": "BB/PB"}
    limits = {key: [] for key in keys.values()}
    for row in _rows("permenkes2_2020_classes"):
        limits[keys[row["index"]]].append(
            ClassLimit(
                name=row["class_id"],
                lower=Decimal(row["lower_z"]) if row["lower_z"] else None,
                lower_inclusive=row["lower_inclusive"] == "yes",
                upper=Decimal(row["upper_z"]) if row["upper_z"] else None,
                upper_inclusive=row["upper_inclusive"] == "yes",
            )
        )
    return limits


@cache
def minimum_gains():
    """{(sex, completed age in months): gram} a child must gain in a month (KBM), ages 1-60 months."""
    gains = {}
    for row in _rows("kbm"):
        gains["L", int(row["age_month"])] = int(row["kbm_male_g"])
        gains["P", int(row["age_month"])] = int(row["kbm_female_g"])
    return gains


@cache
def _who(table):
    """{sex: {day or cm: (L, M, S)}} of one WHO table."""
    rows = list(_rows(f"who2006_{table}"))
    key = "cm" if "cm" in rows[0] else "day"
    return {
        sex: {Decimal(row[key]): tuple(Decimal(row[f"{word}_{part}"]) for part in "lms") for row in rows}
        for sex, word in (("L", "boys"), ("P", "girls"))
    }


def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _by_age(table, sex, age_days):
    return _who(table)[sex].get(Decimal(age_days))


def _by_size(table, sex, length):
    """L, M and S at a length, interpolated between the two tenths of a centimetre around it."""
    if length is None:
        return None
    tenth = Decimal("0.1")
    lower = length // tenth * tenth
    share = (length - lower) / tenth
    rows = _who(table)[sex]
    below, above = rows.get(lower), rows.get(lower + tenth if share else lower)
    if below is None or above is None:
        return None
    return tuple(low + share * (high - low) for low, high in zip(below, above, strict=True))


# --- the formulas ----------------------------------------------------------------------------------------------


def _measure(value):
    """A positive Decimal below 1000, or None: what was not or cannot have been measured."""
    if value is None:
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < 1000 else None


def _standard_length(length, age_days, measured):
    """Length under 731 days, height from then on, whichever way the child was measured."""
    if length is None:
        return None
    if age_days < HEIGHT_FROM_DAYS and measured == "standing":
        if implausible_posture(age_days=age_days, measured=measured):
            return length
        return length + POSTURE_CORRECTION_CM
    if age_days >= HEIGHT_FROM_DAYS and measured == "lying":
        corrected = length - POSTURE_CORRECTION_CM
        return corrected if corrected > 0 else None
    return length


def _z(value, lms):
    """LMS z-score, exact at any distance."""
    if value is None or lms is None:
        return None
    power, median, variation = lms
    if power == 0:
        return (value / median).ln() / variation
    return ((value / median) ** power - 1) / (power * variation)


def _restricted_z(value, lms):
    """LMS z-score, beyond 3 SD linear in steps of the distance between 2 SD and 3 SD (SD23)."""
    z = _z(value, lms)
    if z is None or abs(z) <= 3:
        return z
    side = 3 if z > 0 else -3
    third, second = _at(side, lms), _at(side - side // 3, lms)
    return side + (value - third) / abs(third - second)


def _at(z, lms):
    """The measurement at z standard deviations."""
    power, median, variation = lms
    if power == 0:
        return median * (variation * z).exp()
    return median * (1 + power * variation * z) ** (1 / power)


def _rounded(z):
    return None if z is None else z.quantize(TWO_PLACES, ROUND_HALF_UP)


def _class_name(z, limits):
    if z is None:
        return None
    return next((limit.name for limit in limits if limit.holds(z)), None)


def _weighing(value):
    return value if value is None or isinstance(value, Weighing) else Weighing(value)


def _months_between(previous, current):
    """Whole calendar months from the previous weighing to this one; 1 where a month is not given."""
    if previous.month is None or current.month is None:
        return 1
    months = (current.month.year - previous.month.year) * 12 + current.month.month - previous.month.month
    if months < 1:
        raise ValueError("the previous weighing must be of an earlier month")
    return months
