"""What is known of a person: schooling and work as on the family card, and what the survey of March asks."""

from demo.dice import Dice

YEARS = {
    "never_school": 0,
    "primary_unfinished": 3,
    "primary": 6,
    "lower_secondary": 9,
    "upper_secondary": 12,
    "diploma_3": 15,
    "bachelor": 16,
}
SCHOOLING = {
    25: {"primary": 14, "lower_secondary": 27, "upper_secondary": 46, "diploma_3": 5, "bachelor": 8},
    40: {
        "never_school": 4,
        "primary_unfinished": 9,
        "primary": 36,
        "lower_secondary": 23,
        "upper_secondary": 26,
        "bachelor": 4,
    },
    60: {
        "never_school": 26,
        "primary_unfinished": 29,
        "primary": 38,
        "lower_secondary": 8,
        "upper_secondary": 7,
    },
}
MEN = {
    "casual_labourer": 20,
    "private_employee": 24,
    "entrepreneur": 11,
    "trader": 9,
    "mason": 8,
    "driver": 12,
    "carpenter": 4,
    "farmer": 3,
    "honorary_employee": 3,
    "mechanic": 3,
    "not_working": 6,
}
WOMEN = {
    "homemaker": 62,
    "trader": 9,
    "domestic_worker": 8,
    "private_employee": 8,
    "tailor": 4,
    "entrepreneur": 4,
    "teacher": 2,
    "casual_labourer": 3,
}
IDLE = {"not_working", "homemaker", "student", "retired"}
COVER = {"none": 22, "jkn_pbi": 40, "jkn_pbi_local": 14, "jkn_employee": 16, "jkn_self": 8}
METHODS = {"injection": 42, "pill": 22, "iud": 12, "implant": 13, "condom": 5, "female_sterilised": 6}
DISABILITIES = ("physical", "sensory", "intellectual", "mental")

SCHOOL_AGES = range(7, 19)
FERTILE_AGES = range(15, 50)
CERTIFICATE_BELOW = 18
CARD_FROM = 17


def education(dice: Dice, age: int) -> str:
    """The education on the family card."""
    if age < 7:
        return "never_school"
    if age < 13:
        return "primary_unfinished"
    if age < 16:
        return "primary"
    if age < 19:
        return "lower_secondary"
    if age < 25:
        return dice.weighed({"lower_secondary": 24, "upper_secondary": 70, "primary": 6})
    return dice.weighed(SCHOOLING[max(limit for limit in SCHOOLING if limit <= age)])


def occupation(dice: Dice, age: int, sex: str, relation: str, attends: bool) -> str:
    """The occupation on the family card."""
    if age < 6:
        return "not_working"
    if attends or age < 16:
        return "student" if attends else "not_working"
    if age >= 64:
        return dice.weighed({"retired": 3, "not_working": 5, "trader": 1, "farmer": 1}) if sex == "L" else "homemaker"
    if age < 25 and relation != "wife":
        return dice.weighed({"private_employee": 5, "not_working": 4, "casual_labourer": 2, "trader": 1})
    if sex == "L":
        return dice.weighed(MEN)
    if relation == "head":
        return dice.weighed({**WOMEN, "homemaker": 14, "trader": 22, "domestic_worker": 20})
    return dice.weighed(WOMEN)


def attends(dice: Dice, age: int) -> bool:
    """Whether someone goes to school; a few between 13 and 18 have left it."""
    shares = {range(5, 7): 0.55, range(7, 13): 1, range(13, 16): 0.9, range(16, 19): 0.78, range(19, 23): 0.2}
    return dice.chance(next((share for ages, share in shares.items() if age in ages), 0))


def answers(dice: Dice, *, age: int, sex: str, relation: str, schooling: str, work: str, at_school: bool, poor: float):
    """What the survey finds of a person, by field of MemberSurvey; `poor` 0-1 is how hard up the family is.

    What does not apply to the age stays unknown, as on the paper form.
    """
    years = max(0, age - 6) if at_school and age >= 7 else min(YEARS[schooling], max(0, age - 6))
    works = work not in IDLE if age >= 15 else None
    cover = dice.weighed({**COVER, "none": 8 + 34 * poor, "jkn_pbi": 10 + 60 * poor, "jkn_employee": 30 * (1 - poor)})
    ill = age >= 30 and dice.chance(0.08 if age < 50 else 0.3)
    found = {
        "in_school": at_school if age >= 5 else None,
        "years_of_schooling": years if age >= 7 else None,
        "reads": _reads(dice, age, schooling),
        "works": works,
        "wants_work": _wants_work(dice, age, sex, work, at_school) if works is False else None,
        "insured": cover != "none",
        "insurance": cover,
        "chronic_illness": ill,
        "treated": dice.chance(0.6) if ill else None,
        "tuberculosis": False,
        "disability": dice.choice(DISABILITIES) if dice.chance(0.013) else "",
        "has_birth_certificate": dice.chance(0.97 - 0.2 * poor) if age < CERTIFICATE_BELOW else dice.chance(0.6),
        "has_id_card": dice.chance(0.98 - 0.05 * poor) if age >= CARD_FROM else None,
        "has_child_card": dice.chance(0.72 - 0.3 * poor) if age < CARD_FROM else None,
    }
    if relation == "wife" and age in FERTILE_AGES:
        found["pregnant"] = False
        found["contraception"] = dice.weighed(METHODS) if dice.chance(0.66) else ""
    return found


def _reads(dice, age, schooling):
    if age < 10:
        return None
    if schooling == "never_school":
        return dice.chance(0.25)
    return dice.chance(0.92) if schooling == "primary_unfinished" and age >= 40 else True


def _wants_work(dice, age, sex, work, at_school):
    if at_school or age > 60 or work == "retired":
        return False
    return dice.chance(0.85 if sex == "L" or work == "not_working" else 0.16)
