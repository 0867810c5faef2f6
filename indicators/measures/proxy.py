"""The family development proxy: the three dimensions of the HDI as the register shows them, under its own name."""

from collections import defaultdict
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from households.models import Household
from indicators.counting import Counted, printed
from indicators.measures.health import with_stunting
from indicators.measures.poverty import poverty_line
from indicators.methods import hdi
from indicators.registry import method
from indicators.surveyed import Surveyed

ANSWERS = ("years_of_schooling", "in_school", "insured", "chronic_illness", "treated")


@method(
    _("Indeks Proksi Pembangunan Keluarga (bukan IPM BPS)"),
    unit="indeks (0–100)",
    has_parts=False,
    about=_(
        "Pengetahuan, kesehatan dan hidup layak keluarga aktif yang didata, 0–100; tidak dihitung untuk "
        "kurang dari 30 orang. Bagian, bobot dan rentangnya pilihan portal ini."
    ),
)
def family_development_proxy(surveyed):
    """Knowledge, health and living of the active families that were asked something in the round, 0-100; unknown
    under 30 persons. Parts, weights and ranges are this portal's own choice (indicators.methods.family_proxy). The
    persons of a family are its active members, their ages those of the first day of the round.
    """
    families, active = read_families(surveyed)
    found = hdi.family_development_proxy(families.values(), poverty_line=poverty_line(surveyed), draws=0)
    return Counted(
        value=printed(found.value),
        surveyed=len(families),
        surveyed_of=len(active),
        lineage={"model": "households.household", "counted": sorted(families), "of": sorted(active)},
        note=_why_unknown(found),
    )


def family_proxy(survey_round, *, draws=500) -> hdi.FamilyProxy:
    """The proxy with its components, by sex, and its 90 % intervals, for the page that explains it."""
    surveyed = Surveyed.of(survey_round)
    families, _active = read_families(surveyed)
    return hdi.family_development_proxy(families.values(), poverty_line=poverty_line(surveyed), draws=draws)


def read_families(surveyed) -> tuple[dict[int, hdi.Family], set[int]]:
    """{family: what the round knows of it}, and all active families; five queries."""
    members = surveyed.active_people().filter(household__status=Household.Status.ACTIVE).order_by("pk")
    answers = {row["member_id"]: row for row in surveyed.people().queryset.values("member_id", *ANSWERS)}
    stunted = dict(with_stunting(surveyed).queryset.values_list("pk", "is_stunted"))
    persons, asked = defaultdict(list), set()
    for member in members.only("household_id", "sex", "birth_date"):
        persons[member.household_id].append(_person(member, surveyed, answers.get(member.pk), stunted))
        if member.pk in answers:
            asked.add(member.household_id)
    surveys = {survey.household_id: survey for survey in surveyed.families().queryset}
    active = set(surveyed.active_families().order_by().values_list("pk", flat=True))
    told = active & (asked | set(surveys))
    return {family: _family(persons[family], surveys.get(family)) for family in told}, active


def _person(member, surveyed, answers, stunted):
    answers = answers or dict.fromkeys(ANSWERS)
    age = member.age_on(surveyed.starts_on)
    return hdi.Person(
        sex=member.sex,
        # Born while the round went on: not a year old.
        age=None if age is None else max(age, 0),
        years_of_schooling=answers["years_of_schooling"],
        attending=answers["in_school"],
        insured=answers["insured"],
        stunted=stunted.get(member.pk),
        untreated_illness=_untreated(answers["chronic_illness"], answers["treated"]),
    )


def _untreated(ill, treated):
    if not ill:
        return ill
    return None if treated is None else not treated


def _family(persons, survey):
    if survey is None:
        return hdi.Family(tuple(persons))
    return hdi.Family(
        persons=tuple(persons),
        spending_per_head=(
            None if survey.spending is None or not persons else Fraction(survey.spending) / len(persons)
        ),
        healthy_index=hdi.healthy_family_index(survey.healthy_yes, survey.healthy_not_applicable),
    )


def _why_unknown(found):
    if found.value is not None:
        return ""
    if found.hidden:
        return _("Kurang dari 30 orang terdata, jadi indeks tidak ditampilkan.")
    return _("Pengetahuan, kesehatan atau hidup layak belum diketahui.")
