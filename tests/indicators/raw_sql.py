"""Every figure as raw SQL that shares nothing with the methods: which rows know the answer, and which of them count."""

import calendar
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

from django.db import connection

from locations.models import TargetAreaRegion
from tests.indicators.raw_deprivation import deprived, gap
from tests.indicators.raw_indices import family_index, slum_total

AGES = (5, 7, 15, 17, 19, 25, 50, 60)


def before(years):
    """Born so many years before the first day of the round, or earlier."""
    return f"m.birth_date <= '%(before_{years})s'"


def after(years):
    return f"m.birth_date > '%(before_{years})s'"


PERSON = """
    FROM households_membersurvey s
    JOIN households_member m ON m.id = s.member_id
    JOIN households_household h ON h.id = m.household_id
    JOIN locations_region r ON r.id = h.region_id
    WHERE s.round_id = %(round)s AND r.code IN (%(codes)s) AND m.status <> 'merged'
"""
RESIDENT = """
    FROM households_member m
    JOIN households_household h ON h.id = m.household_id
    JOIN locations_region r ON r.id = h.region_id
    WHERE r.code IN (%(codes)s) AND m.status = 'active'
"""
FAMILY = """
    FROM households_householdsurvey s
    JOIN households_household h ON h.id = s.household_id
    JOIN locations_region r ON r.id = h.region_id
    WHERE s.round_id = %(round)s AND r.code IN (%(codes)s) AND h.status <> 'merged'
"""
HOUSE = """
    FROM households_houseassessment a
    JOIN households_house o ON o.id = a.house_id
    JOIN locations_region r ON r.id = o.region_id
    WHERE a.round_id = %(round)s AND r.code IN (%(codes)s)
"""
FAMILY_BY_HOUSE = HOUSE.replace("WHERE", "JOIN households_household h ON h.house_id = o.id WHERE") + (
    " AND h.status = 'active'"
)
ACTIVE_FAMILY = """
    FROM households_household h JOIN locations_region r ON r.id = h.region_id
    WHERE r.code IN (%(codes)s) AND h.status = 'active'
"""
UNSAFE = "('unprotected_well', 'unprotected_spring', 'surface', 'other')"
UNSANITARY = "('water_body', 'soil_pit', 'open_land', 'other')"
SIZE = "(SELECT COUNT(*) FROM households_member p WHERE p.household_id = h.id AND p.status = 'active')"
SPENDING = """(CASE WHEN s.food_spending IS NULL OR s.nonfood_spending IS NULL THEN s.total_spending
               ELSE s.food_spending + s.nonfood_spending END)"""
HEAD = """(SELECT p.sex FROM households_member p
           WHERE p.household_id = h.id AND p.relation = 'head' AND p.status = 'active')"""
MONTH = "v.weight_kg IS NOT NULL AND d.date >= '%(month)s' AND d.date <= '%(month_end)s'"
WEIGHED = f"""EXISTS (SELECT 1 FROM activities_childvisit v JOIN activities_posyandusession d ON d.id = v.session_id
              WHERE v.member_id = m.id AND {MONTH})"""
REGISTERED = """EXISTS (SELECT 1 FROM activities_posyandumember g WHERE g.member_id = m.id AND g.category = 'child'
                AND g.since <= '%(month_end)s' AND (g.until IS NULL OR g.until >= '%(month)s'))"""
HAZ = """(SELECT v.haz FROM activities_childvisit v JOIN activities_posyandusession d ON d.id = v.session_id
          WHERE v.member_id = m.id AND v.haz BETWEEN -6 AND 6 AND d.date BETWEEN '%(haz_from)s'
          AND '%(ends)s' ORDER BY d.date DESC, v.id DESC LIMIT 1)"""
ASKED_STUNTED = "(SELECT s.stunted FROM households_membersurvey s WHERE s.member_id = m.id AND s.round_id = %(round)s)"
SCHOOLED = "('upper_secondary', 'diploma_1_2', 'diploma_3', 'bachelor', 'master', 'doctorate')"
ADULT = f"({before(17)})"
MINOR = f"({after(17)} AND m.birth_date <= '%(ends)s')"
BUSINESS = """EXISTS (SELECT 1 FROM activities_enterprise e WHERE e.owner_id = m.id AND e.is_active = true
               AND (e.started_on IS NULL OR e.started_on <= '%(ends)s'))"""

# slug: kind, SELECT of (id, sex or '', counted) with the condition under which a row knows the answer
SHARES = {
    "unfit_house_share": ("share", f"SELECT o.id, '', a.unfit {HOUSE} AND a.unfit IS NOT NULL"),
    "families_without_safe_water": (
        "count",
        f"SELECT h.id, '', a.water_source IN {UNSAFE} {FAMILY_BY_HOUSE} AND a.water_source <> ''",
    ),
    "families_without_septic_tank": (
        "count",
        f"""SELECT h.id, '', (a.septic IN {UNSANITARY} OR a.toilet IN ('none', 'unused')) {FAMILY_BY_HOUSE}
            AND (a.septic <> '' OR a.toilet IN ('none', 'unused'))""",
    ),
    "families_below_poverty_line_share": (
        "share",
        f"""SELECT h.id, '', {SPENDING} < %(line)s * {SIZE} {FAMILY}
            AND {SPENDING} IS NOT NULL AND {SIZE} > 0""",
    ),
    "ks_pra_share": ("share", f"SELECT h.id, '', s.ks_stage = 'pra-sejahtera' {FAMILY} AND s.ks_stage <> ''"),
    "bps14_poor_share": ("share", f"SELECT h.id, '', s.is_poor_bps14 {FAMILY} AND s.is_poor_bps14 IS NOT NULL"),
    "out_of_school_children": (
        "count",
        f"""SELECT m.id, m.sex, (s.in_school = false AND m.education NOT IN {SCHOOLED}) {PERSON}
            AND s.in_school IS NOT NULL AND {before(7)} AND {after(19)}""",
    ),
    "illiterate_adults": (
        "count",
        f"SELECT m.id, m.sex, s.reads = false {PERSON} AND s.reads IS NOT NULL AND {before(15)}",
    ),
    "insured_share": ("share", f"SELECT m.id, m.sex, s.insured {PERSON} AND s.insured IS NOT NULL"),
    "stunted_share": (
        "share",
        f"""SELECT m.id, m.sex, CASE WHEN {HAZ} IS NULL THEN {ASKED_STUNTED} ELSE {HAZ} < -2 END {RESIDENT}
            AND {after(5)} AND m.birth_date <= '%(ends)s'
            AND ({HAZ} IS NOT NULL OR {ASKED_STUNTED} IS NOT NULL)""",
    ),
    "posyandu_ds": (
        "share",
        f"""SELECT m.id, m.sex, {WEIGHED} {RESIDENT} AND ({after(5)} OR m.birth_date IS NULL)
            AND ({REGISTERED} OR {WEIGHED})""",
    ),
    "unemployed": (
        "count",
        f"""SELECT m.id, m.sex, (s.works = false AND s.wants_work = true) {PERSON} AND {before(15)}
            AND (s.works = true OR (s.works = false AND s.wants_work IS NOT NULL))""",
    ),
    "women_with_enterprise": (
        "count",
        f"SELECT m.id, m.sex, {BUSINESS} {RESIDENT} AND m.sex = 'P' AND {before(15)}",
    ),
    "family_planning_share": (
        "share",
        f"""SELECT m.id, m.sex, s.contraception <> '' {PERSON} AND m.sex = 'P' AND m.marital = 'married'
            AND {before(15)} AND {after(50)} AND (s.contraception <> '' OR s.pregnant IS NOT NULL)""",
    ),
    "documents_share": (
        "share",
        f"""SELECT m.id, m.sex, CASE WHEN {ADULT} THEN s.has_id_card
            ELSE COALESCE(s.has_birth_certificate, false) OR COALESCE(s.has_child_card, false) END {PERSON}
            AND (({ADULT} AND s.has_id_card IS NOT NULL) OR ({MINOR}
            AND (s.has_birth_certificate IS NOT NULL OR s.has_child_card IS NOT NULL)))""",
    ),
    "women_headed_households": ("count", f"SELECT h.id, '', {HEAD} = 'P' {ACTIVE_FAMILY} AND {HEAD} IS NOT NULL"),
    "elderly_count": ("count", f"SELECT m.id, m.sex, {before(60)} {RESIDENT} AND m.birth_date IS NOT NULL"),
    "households_count": ("count", f"SELECT h.id, {HEAD}, true {ACTIVE_FAMILY}"),
    "people_count": ("count", f"SELECT m.id, m.sex, true {RESIDENT} AND h.status = 'active'"),
    "women_participation_share": (
        "share",
        """SELECT t.id, '', m.sex = 'P' FROM activities_attendance t JOIN households_member m ON m.id = t.member_id
            JOIN activities_session e ON e.id = t.session_id WHERE t.present = true AND e.status <> 'cancelled'
            AND e.date <= '%(ends)s' AND e.target_area_id = %(target_area)s""",
    ),
}


MEAN_YEARS = f"""SELECT m.id, m.sex, s.years_of_schooling {PERSON} AND s.years_of_schooling IS NOT NULL
                 AND {before(25)}"""
PER_HEAD = f"SELECT h.id, {SPENDING}, {SIZE} {FAMILY} AND {SPENDING} IS NOT NULL AND {SIZE} > 0"
ASKED = f"""SELECT DISTINCT h.id {FAMILY} AND h.status = 'active'
            UNION SELECT DISTINCT h.id {PERSON} AND m.status = 'active' AND h.status = 'active'"""
ALL_FAMILIES = f"SELECT h.id {ACTIVE_FAMILY}"
AREA_SURVEYS = "SELECT v.id FROM indicators_slumsurvey v WHERE v.round_id = %(round)s"
LAST_WEIGHING = f"""
    SELECT MAX(d.date) FROM activities_childvisit v JOIN activities_posyandusession d ON d.id = v.session_id
    WHERE v.weight_kg IS NOT NULL AND d.date BETWEEN '%(haz_from)s' AND '%(ends)s'
    AND v.member_id IN (SELECT m.id {RESIDENT})
"""
# How the gaps to the poverty line are weighed: by none, themselves, their square.
POWERS = {"people_below_poverty_line_share": 0, "poverty_gap": 1, "poverty_severity": 2}
BY_OTHER_MEANS = {
    *POWERS,
    "multidimensional_poverty_index",
    "mean_years_of_schooling_25",
    "spending_per_head_median",
    "family_development_proxy",
    "slum_score",
}


class Raw:
    """The raw tables as one survey round sees them; every part of the lokus must be an RT."""

    def __init__(self, survey_round, *, line):
        starts, ends = survey_round.starts_on, survey_round.ends_on
        self.starts = starts
        links = TargetAreaRegion.objects.filter(target_area=survey_round.target_area_id, valid_until=None)
        self.values = {
            "round": survey_round.pk,
            "target_area": survey_round.target_area_id,
            "codes": ", ".join(f"'{code}'" for code in links.values_list("region__code", flat=True)),
            "line": line,
            "ends": ends,
            "haz_from": starts - dt.timedelta(92),
            **{f"before_{years}": starts.replace(year=starts.year - years) for years in AGES},
        }
        self.weighed = self.rows(LAST_WEIGHING)[0][0] is not None
        month = dt.date.fromisoformat(str(self.rows(LAST_WEIGHING)[0][0] or ends))
        self.values["month"] = month.replace(day=1)
        self.values["month_end"] = month.replace(day=calendar.monthrange(month.year, month.month)[1])

    def rows(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql % self.values)
            return cursor.fetchall()

    def expected(self, slug):
        """What a measurement must hold: value, male, female, numerator, and both lists of its lineage."""
        if slug == "mean_years_of_schooling_25":
            return self._mean_years()
        if slug == "spending_per_head_median":
            found = self.rows(PER_HEAD)
            middle = median(Fraction(spending) / size for _key, spending, size in found) if found else None
            return _expected(found, found, value=middle, numerator=None)
        if slug == "family_development_proxy":
            index = family_index(
                self, line=self.values["line"], starts=self.starts, stunted_rows=self.rows(SHARES["stunted_share"][1])
            )
            return _expected(self.rows(ASKED), self.rows(ALL_FAMILIES), value=index, numerator=None)
        if slug in POWERS:
            return self._depth(POWERS[slug])
        if slug == "multidimensional_poverty_index":
            poor, complete, index = deprived(
                self, starts=self.starts, stunted_rows=self.rows(SHARES["stunted_share"][1])
            )
            return _expected([(key,) for key in poor], [(key,) for key in complete], value=index, numerator=len(poor))
        if slug == "slum_score":
            found = self.rows(AREA_SURVEYS)
            return _expected(found, found, value=slum_total(self) if found else None)
        kind, sql = SHARES[slug]
        found = [] if slug == "posyandu_ds" and not self.weighed else self.rows(sql)
        by_sex = {sex: [row for row in found if row[1] == sex] for sex in "LP"}
        counts = [row for row in found if row[2]]
        return _expected(
            counts,
            found,
            value=_figure(kind, found),
            male=_figure(kind, by_sex["L"]),
            female=_figure(kind, by_sex["P"]),
            numerator=len(counts) if found else None,
        )

    def _depth(self, power):
        found, line = self.rows(PER_HEAD), self.values["line"]
        poor = [row for row in found if row[1] < line * row[2]]
        persons = sum(row[2] for row in poor) if found and power == 0 else None
        return _expected(poor, found, value=gap(found, line=line, power=power), numerator=persons)

    def _mean_years(self):
        found = self.rows(MEAN_YEARS)
        years = {sex: [row[2] for row in found if row[1] == sex] for sex in "LP"}
        both = years["L"] + years["P"]
        return _expected(
            found,
            found,
            value=_mean(both),
            male=_mean(years["L"]),
            female=_mean(years["P"]),
            numerator=sum(both),
        )


def _expected(counted, of, **figures):
    kept = {name: None if value is None else _kept(value) for name, value in figures.items()}
    return {**kept, "counted": sorted(row[0] for row in counted), "of": sorted(row[0] for row in of)}


def _figure(kind, found):
    if not found:
        return None
    n = sum(bool(counts) for _key, _sex, counts in found)
    return Fraction(n) if kind == "count" else Fraction(100 * n, len(found))


def _mean(numbers):
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def _kept(number):
    """Four decimals, as a measurement keeps them."""
    scaled = Fraction(number) * 10_000
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return exact.quantize(Decimal(1), ROUND_HALF_UP) / 10_000
