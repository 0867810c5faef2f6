"""What families, houses and people lack, and what was promised against it: the matrix needs x commitments.

A need is a question to the latest survey; an unknown answer is no need. Indicators ask the same questions of one
survey round, so the conditions take the path to the answers.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from activities.methods import METHODS, Level
from activities.models import Intervention, NeedRule
from agencies.small_counts import discreet_part, hide_small
from households.ages import aged
from households.models import House, Household, HouseRepair, Member, MemberSurvey
from households.rtlh import STANDARDS
from locations.models import TargetArea
from locations.models.region import within

SCHOOL_AGE = {"at_least": 7, "under": 19}
WORKING_AGE = {"at_least": 15}
CHILD = {"under": 18}
ID_CARD_AGE = {"at_least": 17}
# Who finished upper secondary school has not dropped out of it.
SCHOOL_FINISHED = ("upper_secondary", "diploma_1_2", "diploma_3", "bachelor", "master", "doctorate")

# The answers that fail are the same by every standard of households.rtlh.
UNSAFE_WATER = tuple(sorted(STANDARDS["bps"].waters))
UNSANITARY_ENDS = tuple(sorted(STANDARDS["bps"].septics))
NO_TOILET_IN_USE = ("none", "unused")


# --- conditions on the answers of a survey -----------------------------------------------------------------------


def has_unsafe_water(path="") -> Q:
    """A house assessment whose drinking water comes from an unprotected source."""
    return Q(**{f"{path}water_source__in": UNSAFE_WATER})


def has_no_septic_tank(path="") -> Q:
    """A house assessment whose faeces end in no septic tank or sewage plant, or that has no toilet in use."""
    return Q(**{f"{path}septic__in": UNSANITARY_ENDS}) | Q(**{f"{path}toilet__in": NO_TOILET_IN_USE})


def is_out_of_school(path="") -> Q:
    """A member survey of someone not in school who has not finished upper secondary school either."""
    return Q(**{f"{path}in_school": False}) & ~Q(**{f"{path}member__education__in": SCHOOL_FINISHED})


def is_looking_for_work(path="") -> Q:
    """A member survey of someone who does not work and is looking for work."""
    return Q(**{f"{path}works": False, f"{path}wants_work": True})


# --- kinds of need: the name of the function is what a rule's `method` names ---------------------------------------


MODELS = {Level.HOUSE: House, Level.HOUSEHOLD: Household, Level.MEMBER: Member}
need = METHODS.register


@need(_("Rumah tidak layak huni"), level=Level.HOUSE)
def rtlh(houses, on):
    return houses.filter(latest_assessment__unfit=True)


@need(_("Rumah tanpa air minum terlindung"), level=Level.HOUSE)
def no_safe_water(houses, on):
    return houses.filter(has_unsafe_water("latest_assessment__"))


@need(_("Rumah tanpa jamban"), level=Level.HOUSE)
def no_toilet(houses, on):
    return houses.filter(latest_assessment__toilet="none")


@need(_("Rumah tanpa tangki septik"), level=Level.HOUSE)
def no_septic_tank(houses, on):
    return houses.filter(has_no_septic_tank("latest_assessment__"))


@need(_("Anak putus sekolah (7–18 tahun)"), level=Level.MEMBER)
def out_of_school(members, on):
    return _answering(members.filter(aged(on, **SCHOOL_AGE)), is_out_of_school())


@need(_("Belum bisa membaca dan menulis (15 tahun ke atas)"), level=Level.MEMBER)
def illiterate(members, on):
    return _answering(members.filter(aged(on, **WORKING_AGE)), Q(reads=False))


@need(_("Anak tanpa akta kelahiran (di bawah 18 tahun)"), level=Level.MEMBER)
def no_birth_certificate(members, on):
    return _answering(members.filter(aged(on, **CHILD)), Q(has_birth_certificate=False))


@need(_("Dewasa tanpa KTP (17 tahun ke atas)"), level=Level.MEMBER)
def no_id_card(members, on):
    return _answering(members.filter(aged(on, **ID_CARD_AGE)), Q(has_id_card=False))


@need(_("Tanpa jaminan kesehatan"), level=Level.MEMBER)
def uninsured(members, on):
    return _answering(members, Q(insured=False))


@need(_("Mencari kerja (15 tahun ke atas)"), level=Level.MEMBER)
def wants_work(members, on):
    return _answering(members.filter(aged(on, **WORKING_AGE)), is_looking_for_work())


def area_codes_of(target_area) -> list[str]:
    """The codes of the RT and RW that a lokus is made of today; one query."""
    return list(target_area.area_links.valid().values_list("region__code", flat=True))


def rows_of(level, codes) -> QuerySet:
    """The standing houses, active families or active members of some regions."""
    if level == Level.HOUSE:
        return House.objects.standing().filter(within(codes, "region__code"))
    if level == Level.HOUSEHOLD:
        return Household.objects.active().filter(within(codes, "region__code"))
    return Member.objects.active().filter(within(codes, "household__region__code"))


def _answering(members, answers):
    """The members whose latest survey gives these answers."""
    newest = MemberSurvey.objects.filter(member=OuterRef("member")).order_by("-surveyed_on", "-pk")
    latest = MemberSurvey.objects.filter(answers, member__in=members, pk=Subquery(newest.values("pk")[:1]))
    return members.filter(pk__in=latest.order_by().values("member"))


# --- the matrix --------------------------------------------------------------------------------------------------


# The sets of a need: those who have it are parted in three, beside which two more say what is late or done twice.
PARTS = ("unmet", "promised", "done")
SETS = ("needing", *PARTS, "overdue", "promised_twice")


@dataclass(frozen=True)
class NeedRow:
    """One need of a lokus against what was promised: primary keys of houses, families or members.

    `needing` is made up of `unmet`, `promised` and `done` (an intervention or repair says done, the next survey will
    tell). `overdue` are promised and past every promised end; `promised_twice` are served by two or more
    interventions. Pages print the numbers; `rows` walks a set back to what a reader may see.
    """

    rule: NeedRule
    needing: frozenset[int]
    unmet: frozenset[int]
    promised: frozenset[int]
    done: frozenset[int]
    overdue: frozenset[int]
    promised_twice: frozenset[int]

    @property
    def fault(self) -> str:
        """Why the need cannot be counted, "" where it can."""
        return self.rule.fault

    def counts(self, *, exact: bool) -> dict[str, int | str]:
        """How many stand in each set, by its name; houses name nobody, of people small counts are for `exact`."""
        found = {name: len(getattr(self, name)) for name in SETS}
        if exact or self.rule.level == Level.HOUSE:
            return found
        served = found["promised"] + found["done"]
        parts, needing = hide_small({name: found[name] for name in PARTS}, found["needing"])
        return {
            "needing": needing,
            **parts,
            "overdue": discreet_part(found["overdue"], found["promised"], exact=False),
            "promised_twice": discreet_part(found["promised_twice"], served, exact=False),
        }

    def rows(self, user, which="needing") -> QuerySet:
        """The rows of one set, by name, that `user` may see."""
        return MODELS[self.rule.level].objects.visible_to(user).filter(pk__in=getattr(self, which))


@dataclass(frozen=True)
class _Promise:
    """What one intervention means for one house, family or member."""

    done: bool
    ends_on: date | None


def matrix(target_area, user, on: date, *, code: str | None = None) -> list[NeedRow]:
    """Every active need rule of a lokus (or the one of `code`) with who needs, is promised, done, unmet, overdue and
    promised twice.

    A promise is an intervention of a type that answers the rule and names the house, family or member; a family and
    the house it lives in stand for each other, a house repair for its house. Cancelled and carried-over
    interventions, and repairs rejected, postponed or carried over, promise nothing. The sets are those of the whole
    lokus whoever looks, since their sizes are programme facts. The number of queries does not depend on the number
    of rows. A rule whose method is unknown comes with its `fault`. Raises PermissionDenied for a lokus that `user` may
    not see.
    """
    links = TargetArea.objects.visible_to(user).filter(pk=target_area.pk).order_by()
    links = list(links.values_list("area_links__region__code", "area_links__valid_until"))
    if not links:
        raise PermissionDenied
    codes = [region for region, ended in links if region and ended is None]
    rules = NeedRule.objects.filter(is_active=True)
    rules = list((rules.filter(code=code) if code else rules).prefetch_related("activity_types"))
    promises = _promises(target_area, user, codes)
    needing = _needing({rule.method for rule in rules if rule.level}, codes, on)
    return [_row(rule, needing.get(rule.method, frozenset()), promises.get(rule.level, {}), on) for rule in rules]


def _needing(slugs, codes, on) -> dict[str, frozenset[int]]:
    """{slug: the primary keys of those who have this kind of need}, in one query for each level."""
    found = {slug: set() for slug in slugs}
    for level in MODELS:
        parts = [
            METHODS[slug]
            .find(rows_of(level, codes), on)
            .order_by()
            .annotate(slug=Value(slug))
            .values_list("pk", "slug")
            for slug in sorted(slugs)
            if METHODS[slug].level == level
        ]
        for pk, slug in parts[0].union(*parts[1:], all=True) if parts else ():
            found[slug].add(pk)
    return {slug: frozenset(keys) for slug, keys in found.items()}


def _row(rule, needing, promises, on):
    types = {kind.pk for kind in rule.activity_types.all()}
    served = {
        row: [promise for (_pk, kind), promise in by_intervention.items() if kind in types]
        for row, by_intervention in promises.items()
        if row in needing
    }
    served = {row: found for row, found in served.items() if found}
    done = frozenset(row for row, found in served.items() if any(promise.done for promise in found))
    promised = frozenset(served) - done
    return NeedRow(
        rule=rule,
        needing=needing,
        unmet=needing - done - promised,
        promised=promised,
        done=done,
        overdue=frozenset(row for row in promised if all(_is_past(promise, on) for promise in served[row])),
        promised_twice=frozenset(row for row, found in served.items() if len(found) > 1),
    )


def _is_past(promise, on):
    return promise.ends_on is not None and promise.ends_on < on


def _promises(target_area, user, codes):
    """{level: {row: {(intervention, its type): _Promise}}} of a lokus, in two queries."""
    Status = Intervention.Status
    interventions = {
        pk: (kind, _Promise(status == Status.DONE, ends_on))
        for pk, kind, status, ends_on in Intervention.objects.visible_to(user)
        .filter(target_area=target_area, status__in=[Status.PLANNED, Status.RUNNING, Status.DONE])
        .values_list("pk", "type_id", "status", "ends_on")
    }
    served = {level: defaultdict(dict) for level in MODELS}

    def serve(level, row, intervention, promise=None):
        kind, stated = interventions[intervention]
        served[level][row][intervention, kind] = promise or stated

    named = _named_by(interventions, codes)
    house_of, families_in = {}, defaultdict(list)
    for family, house, _status in named["living"]:
        house_of[family] = house
        families_in[house].append(family)
    for intervention, member, _status in named["members"]:
        serve("member", member, intervention)
    for intervention, family, _status in named["households"]:
        serve("household", family, intervention)
        if family in house_of:
            serve("house", house_of[family], intervention)
    for intervention, house, _status in named["houses"]:
        serve("house", house, intervention)
        for family in families_in[house]:
            serve("household", family, intervention)
    # Last, because a repair says more of its house than its intervention does.
    for intervention, house, status in named["repairs"]:
        if status in _REPAIR_STANDS_STILL:
            served["house"][house].pop((intervention, interventions[intervention][0]), None)
            continue
        promise = _Promise(status in _REPAIRED, interventions[intervention][1].ends_on)
        for level, rows in (("house", [house]), ("household", families_in[house])):
            for row in rows:
                serve(level, row, intervention, promise)
    return served


# Whom an intervention names, and the status of the repair where it names one.
_NAMED = {
    "members": (F("member_id"), Value("", CharField())),
    "households": (F("household_id"), Value("", CharField())),
    "houses": (F("house_id"), Value("", CharField())),
    "repairs": (F("houserepair__house_id"), Cast("houserepair__status", CharField())),
}


def _named_by(interventions, codes) -> dict[str, list[tuple[int, int, str]]]:
    """{"members": [(intervention, member, "")], ..., "repairs": [(intervention, house, status)]}, and who lives where
    in the lokus: "living": [(family, house, "")]; in one query."""
    living = rows_of("household", codes).exclude(house=None).order_by()
    parts = [living.annotate(kind=Value("living"), row=F("house_id"), state=Value("", CharField()))]
    parts[0] = parts[0].values_list("kind", "pk", "row", "state")
    for name, (row, state) in _NAMED.items():
        links = getattr(Intervention, name).through.objects.filter(intervention__in=interventions).order_by()
        links = links.annotate(kind=Value(name), row=row, state=state)
        parts.append(links.values_list("kind", "intervention_id", "row", "state"))
    named = {name: [] for name in ("living", *_NAMED)}
    for kind, *link in parts[0].union(*parts[1:], all=True):
        named[kind].append(link)
    return named


_REPAIRED = (HouseRepair.Status.DONE, HouseRepair.Status.HANDED_OVER)
_REPAIR_STANDS_STILL = (HouseRepair.Status.REJECTED, HouseRepair.Status.POSTPONED, HouseRepair.Status.CARRIED_OVER)
