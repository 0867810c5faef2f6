"""Every figure, counted again from the raw tables by SQL that shares nothing with the methods.

Each query names the rows that know the answer and whether they count; figures and lineage must be exactly theirs.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

import pytest
from django.db import connection

from indicators.registry import methods
from tests.indicators.register import ENDS, LINE, STARTS, fill, make_baseline
from tests.makers import RT

pytestmark = pytest.mark.django_db


def born_before(years, path="m.birth_date"):
    return f"{path} <= '{STARTS.replace(year=STARTS.year - years)}'"


def born_after(years, path="m.birth_date"):
    return f"{path} > '{STARTS.replace(year=STARTS.year - years)}'"


PERSON = f"""
    FROM households_membersurvey s
    JOIN households_member m ON m.id = s.member_id
    JOIN households_household h ON h.id = m.household_id
    JOIN locations_region r ON r.id = h.region_id
    WHERE s.round_id = %(round)s AND r.code = '{RT}' AND m.status <> 'merged'
"""
RESIDENT = f"""
    FROM households_member m
    JOIN households_household h ON h.id = m.household_id
    JOIN locations_region r ON r.id = h.region_id
    WHERE r.code = '{RT}' AND m.status = 'active'
"""
FAMILY = f"""
    FROM households_householdsurvey s
    JOIN households_household h ON h.id = s.household_id
    JOIN locations_region r ON r.id = h.region_id
    WHERE s.round_id = %(round)s AND r.code = '{RT}' AND h.status <> 'merged'
"""
HOUSE = f"""
    FROM households_houseassessment a
    JOIN households_house o ON o.id = a.house_id
    JOIN locations_region r ON r.id = o.region_id
    WHERE a.round_id = %(round)s AND r.code = '{RT}'
"""
FAMILY_BY_HOUSE = HOUSE.replace("WHERE", "JOIN households_household h ON h.house_id = o.id WHERE") + (
    " AND h.status = 'active'"
)
ACTIVE_FAMILY = f"""
    FROM households_household h JOIN locations_region r ON r.id = h.region_id
    WHERE r.code = '{RT}' AND h.status = 'active'
"""
UNSAFE = "('unprotected_well', 'unprotected_spring', 'surface', 'other')"
UNSANITARY = "('water_body', 'soil_pit', 'open_land', 'other')"
SIZE = "(SELECT COUNT(*) FROM households_member p WHERE p.household_id = h.id AND p.status = 'active')"
SPENDING = "(s.food_spending + s.nonfood_spending)"
HEAD = """(SELECT p.sex FROM households_member p
           WHERE p.household_id = h.id AND p.relation = 'head' AND p.status = 'active')"""
MONTH = "v.weight_kg IS NOT NULL AND d.date >= '2021-03-01' AND d.date <= '2021-03-31'"
WEIGHED = f"""EXISTS (SELECT 1 FROM activities_childvisit v JOIN activities_posyandusession d ON d.id = v.session_id
              WHERE v.member_id = m.id AND {MONTH})"""
REGISTERED = """EXISTS (SELECT 1 FROM activities_posyandumember g WHERE g.member_id = m.id AND g.category = 'child'
                AND g.since <= '2021-03-31' AND (g.until IS NULL OR g.until >= '2021-03-01'))"""
HAZ = f"""(SELECT v.haz FROM activities_childvisit v JOIN activities_posyandusession d ON d.id = v.session_id
          WHERE v.member_id = m.id AND v.haz BETWEEN -6 AND 6 AND d.date BETWEEN '{STARTS - dt.timedelta(92)}'
          AND '{ENDS}' ORDER BY d.date DESC, v.id DESC LIMIT 1)"""
ASKED_STUNTED = "(SELECT s.stunted FROM households_membersurvey s WHERE s.member_id = m.id AND s.round_id = %(round)s)"
SCHOOLED = "('upper_secondary', 'diploma_1_2', 'diploma_3', 'bachelor', 'master', 'doctorate')"
ADULT = f"({born_before(17)})"
MINOR = f"({born_after(17)} AND m.birth_date <= '{ENDS}')"
BUSINESS = f"""EXISTS (SELECT 1 FROM activities_enterprise e WHERE e.owner_id = m.id AND e.is_active = true
               AND (e.started_on IS NULL OR e.started_on <= '{ENDS}'))"""

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
        f"""SELECT h.id, '', {SPENDING} < {LINE} * {SIZE} {FAMILY}
            AND {SPENDING} IS NOT NULL AND {SIZE} > 0""",
    ),
    "ks_pra_share": ("share", f"SELECT h.id, '', s.ks_stage = 'pra-sejahtera' {FAMILY} AND s.ks_stage <> ''"),
    "out_of_school_children": (
        "count",
        f"""SELECT m.id, m.sex, (s.in_school = false AND m.education NOT IN {SCHOOLED}) {PERSON}
            AND s.in_school IS NOT NULL AND {born_before(7)} AND {born_after(19)}""",
    ),
    "illiterate_adults": (
        "count",
        f"SELECT m.id, m.sex, s.reads = false {PERSON} AND s.reads IS NOT NULL AND {born_before(15)}",
    ),
    "insured_share": ("share", f"SELECT m.id, m.sex, s.insured {PERSON} AND s.insured IS NOT NULL"),
    "stunted_share": (
        "share",
        f"""SELECT m.id, m.sex, CASE WHEN {HAZ} IS NULL THEN {ASKED_STUNTED} ELSE {HAZ} < -2 END {RESIDENT}
            AND {born_after(5)} AND m.birth_date <= '{ENDS}'
            AND ({HAZ} IS NOT NULL OR {ASKED_STUNTED} IS NOT NULL)""",
    ),
    "posyandu_ds": (
        "share",
        f"""SELECT m.id, m.sex, {WEIGHED} {RESIDENT} AND ({born_after(5)} OR m.birth_date IS NULL)
            AND ({REGISTERED} OR {WEIGHED})""",
    ),
    "unemployed": (
        "count",
        f"""SELECT m.id, m.sex, (s.works = false AND s.wants_work = true) {PERSON} AND {born_before(15)}
            AND (s.works = true OR (s.works = false AND s.wants_work IS NOT NULL))""",
    ),
    "women_with_enterprise": (
        "count",
        f"SELECT m.id, m.sex, {BUSINESS} {RESIDENT} AND m.sex = 'P' AND {born_before(15)}",
    ),
    "family_planning_share": (
        "share",
        f"""SELECT m.id, m.sex, s.contraception <> '' {PERSON} AND m.sex = 'P' AND m.marital = 'married'
            AND {born_before(15)} AND {born_after(50)} AND (s.contraception <> '' OR s.pregnant IS NOT NULL)""",
    ),
    "documents_share": (
        "share",
        f"""SELECT m.id, m.sex, CASE WHEN {ADULT} THEN s.has_id_card
            ELSE COALESCE(s.has_birth_certificate, false) OR COALESCE(s.has_child_card, false) END {PERSON}
            AND (({ADULT} AND s.has_id_card IS NOT NULL) OR ({MINOR}
            AND (s.has_birth_certificate IS NOT NULL OR s.has_child_card IS NOT NULL)))""",
    ),
    "women_headed_households": ("count", f"SELECT h.id, '', {HEAD} = 'P' {ACTIVE_FAMILY} AND {HEAD} IS NOT NULL"),
    "elderly_count": ("count", f"SELECT m.id, m.sex, {born_before(60)} {RESIDENT} AND m.birth_date IS NOT NULL"),
    "households_count": ("count", f"SELECT h.id, {HEAD}, true {ACTIVE_FAMILY}"),
    "people_count": ("count", f"SELECT m.id, m.sex, true {RESIDENT} AND h.status = 'active'"),
    "women_participation_share": (
        "share",
        f"""SELECT t.id, '', m.sex = 'P' FROM activities_attendance t JOIN households_member m ON m.id = t.member_id
            JOIN activities_session e ON e.id = t.session_id WHERE t.present = true AND e.status <> 'cancelled'
            AND e.date <= '{ENDS}' AND e.target_area_id = %(target_area)s""",
    ),
}
BY_OTHER_MEANS = {
    "mean_years_of_schooling_25",
    "spending_per_head_median",
    "family_development_proxy",
    "slum_score",
}


@pytest.fixture(params=[1, 2])
def survey_round(request):
    survey_round = make_baseline()
    fill(survey_round, families=150, seed=request.param)
    return survey_round


def rows(sql, survey_round):
    with connection.cursor() as cursor:
        cursor.execute(sql % {"round": survey_round.pk, "target_area": survey_round.target_area_id})
        return cursor.fetchall()


def kept(number):
    if number is None:
        return None
    scaled = Fraction(number) * 10_000
    return Decimal(scaled.numerator) / Decimal(scaled.denominator) / 10_000


def figure(kind, found):
    if not found:
        return None
    n = sum(bool(counted) for _key, _sex, counted in found)
    return Fraction(n) if kind == "count" else Fraction(100 * n, len(found))


def same(value, expected):
    if expected is None:
        return value is None
    return value == kept(expected).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def test_every_method_is_counted_again_here():
    assert set(methods()) == set(SHARES) | BY_OTHER_MEANS


def test_raw_sql_gives_the_same_figures_and_the_same_rows(survey_round):
    wrong, one_sided = {}, set()
    for slug, (kind, sql) in SHARES.items():
        expected, found = expectation(kind, rows(sql, survey_round)), methods()[slug](survey_round)
        if not agrees(found, expected):
            wrong[slug] = (found, expected)
        if expected["counted"] in ([], expected["of"]):
            one_sided.add(slug)
    assert not wrong
    assert one_sided == {"households_count", "people_count"}, "the comparison needs rows of both answers"


def expectation(kind, found):
    by_sex = {sex: [row for row in found if row[1] == sex] for sex in "LP"}
    return {
        "of": sorted(key for key, _sex, _counts in found),
        "counted": sorted(key for key, _sex, counts in found if counts),
        "value": figure(kind, found),
        "male": figure(kind, by_sex["L"]),
        "female": figure(kind, by_sex["P"]),
    }


def agrees(counted, expected):
    return (
        counted.lineage["of"] == expected["of"]
        and counted.lineage["counted"] == expected["counted"]
        and counted.numerator == len(expected["counted"])
        and all(same(getattr(counted, name), expected[name]) for name in ("value", "male", "female"))
        and counted.surveyed == len(expected["of"]) <= counted.surveyed_of
    )


def check_mean_schooling(survey_round):
    sql = (
        f"SELECT m.id, m.sex, s.years_of_schooling {PERSON} AND s.years_of_schooling IS NOT NULL AND {born_before(25)}"
    )
    found = rows(sql, survey_round)
    counted = methods()["mean_years_of_schooling_25"](survey_round)
    assert same(counted.value, Fraction(sum(years for *_row, years in found), len(found)))
    assert (counted.numerator, counted.denominator) == (sum(years for *_row, years in found), len(found))
    assert counted.lineage["of"] == counted.lineage["counted"] == sorted(key for key, *_row in found)
    women = [years for _key, sex, years in found if sex == "P"]
    assert same(counted.female, Fraction(sum(women), len(women)) if women else None)


def check_median_spending(survey_round):
    sql = f"SELECT h.id, {SPENDING}, {SIZE} {FAMILY} AND {SPENDING} IS NOT NULL AND {SIZE} > 0"
    found = rows(sql, survey_round)
    counted = methods()["spending_per_head_median"](survey_round)
    assert same(counted.value, median(Fraction(spending) / size for _key, spending, size in found))
    assert counted.lineage["of"] == sorted(key for key, *_row in found)


def check_proxy(survey_round):
    counted = methods()["family_development_proxy"](survey_round)
    asked = rows(f"SELECT DISTINCT h.id {FAMILY} AND h.status = 'active'", survey_round)
    asked += rows(f"SELECT DISTINCT h.id {PERSON} AND m.status = 'active' AND h.status = 'active'", survey_round)
    assert counted.lineage["counted"] == sorted({key for (key,) in asked})
    assert counted.lineage["of"] == sorted(key for (key,) in rows(f"SELECT h.id {ACTIVE_FAMILY}", survey_round))


def check_slum_score(survey_round):
    sql = "SELECT v.id FROM indicators_slumsurvey v WHERE v.round_id = %(round)s"
    counted = methods()["slum_score"](survey_round)
    assert counted.lineage["of"] == [key for (key,) in rows(sql, survey_round)]
    # 75 % 13.33 50 % 20 % 80 % 20 % 52 % 80 % 75 % 22.5 % 80 % 26 % 100 % 100 % 100 % 0 %
    assert counted.value == sum([3, 0, 1, 0, 5, 0, 3, 5, 3, 0, 5, 1, 5, 5, 5, 0])


def test_raw_sql_gives_the_same_means_middles_and_scores(survey_round):
    for check in (check_mean_schooling, check_median_spending, check_proxy, check_slum_score):
        check(survey_round)
