"""Every indicator that adds up, of every area of a city, against one hand-written SQL aggregate of the same tables.

PostgreSQL only, in turns on the same register. The statement is what somebody would write who knows the tables and
wants the numbers: a figure by area, round and sex, no ids. Its counts are held against ours.
"""

import json
import time

from django.db import connection

from activities.needs import NO_TOILET_IN_USE, SCHOOL_FINISHED, UNSAFE_WATER, UNSANITARY_ENDS
from bench.sizes import RECOMPUTE_TURNS
from households.ages import years_before
from households.models import House, Household, Member, MemberSurvey, SurveyRound
from indicators.measures.health import MEASURED_BEFORE, NO_METHOD, STUNTED_UNDER
from indicators.models import PovertyLine
from indicators.surveyed import period_of
from indicators.tally import tally_rounds
from locations.models import Region, TargetAreaRegion

# Answers of every active member, which `synthesize` leaves out: invented in the database itself.
ASK_EVERYBODY = """
INSERT INTO households_membersurvey (created_at, updated_at, public_id, version, member_id, round_id, surveyed_on,
    in_school, years_of_schooling, reads, works, wants_work, insured, insurance, chronic_illness, treated, tuberculosis,
    disability, contraception, pregnant, stunted, has_birth_certificate, has_id_card, has_child_card)
SELECT now(), now(), gen_random_uuid(), 1, m.id, r.id, r.starts_on,
    m.id % 4 = 0, m.id % 17, m.id % 50 > 0, m.id % 3 > 0, m.id % 7 = 0, m.id % 5 > 0, '', m.id % 11 = 0, m.id % 2 = 0,
    false, '', CASE WHEN m.id % 3 = 0 THEN 'pill' ELSE '' END, m.id % 40 = 0, m.id % 6 = 0, m.id % 9 > 0, m.id % 8 > 0,
    m.id % 2 = 0
FROM households_member m JOIN households_household h ON h.id = m.household_id
JOIN locations_targetarearegion t ON t.region_id = h.region_id AND t.valid_until IS NULL
JOIN households_surveyround r ON r.target_area_id = t.target_area_id
WHERE m.status = 'active'
ON CONFLICT DO NOTHING
"""

BY_HAND = """
WITH area AS (
    SELECT t.region_id, r.id AS round_id
    FROM locations_targetarearegion t JOIN households_surveyround r ON r.target_area_id = t.target_area_id
    WHERE t.valid_until IS NULL
), houses AS (
    SELECT a.round_id, h.region_id, count(*) FILTER (WHERE a.unfit IS NOT NULL) AS unfit_of,
        count(*) FILTER (WHERE a.unfit) AS unfit
    FROM households_houseassessment a JOIN households_house h ON h.id = a.house_id
    JOIN area ON area.region_id = h.region_id AND area.round_id = a.round_id GROUP BY 1, 2
), families_by_house AS (
    SELECT a.round_id, h.region_id, count(*) FILTER (WHERE a.water_source <> '') AS water_of,
        count(*) FILTER (WHERE a.water_source = ANY(%(unsafe)s)) AS water,
        count(*) FILTER (WHERE a.septic <> '' OR a.toilet = ANY(%(no_toilet)s)) AS septic_of,
        count(*) FILTER (WHERE a.septic = ANY(%(unsanitary)s) OR a.toilet = ANY(%(no_toilet)s)) AS septic
    FROM households_houseassessment a JOIN households_house h ON h.id = a.house_id
    JOIN households_household f ON f.house_id = h.id AND f.status = 'active'
    JOIN area ON area.region_id = h.region_id AND area.round_id = a.round_id GROUP BY 1, 2
), sizes AS (
    SELECT household_id, count(*) AS size FROM households_member WHERE status = 'active' GROUP BY 1
), asked AS (
    SELECT s.round_id, f.region_id, s.ks_stage, sizes.size,
        coalesce(s.food_spending + s.nonfood_spending, s.total_spending) AS spending
    FROM households_householdsurvey s JOIN households_household f ON f.id = s.household_id AND f.status <> 'merged'
    JOIN area ON area.region_id = f.region_id AND area.round_id = s.round_id
    LEFT JOIN sizes ON sizes.household_id = f.id
), families AS (
    SELECT round_id, region_id, count(*) FILTER (WHERE spending IS NOT NULL AND size > 0) AS poor_of,
        count(*) FILTER (WHERE spending < size * %(line)s) AS poor,
        count(*) FILTER (WHERE ks_stage <> '') AS stage_of, count(*) FILTER (WHERE ks_stage = 'pra-sejahtera') AS stage
    FROM asked GROUP BY 1, 2
), people AS (
    SELECT s.round_id, f.region_id, m.sex,
        count(*) FILTER (WHERE s.insured IS NOT NULL) AS insured_of, count(*) FILTER (WHERE s.insured) AS insured,
        count(*) FILTER (WHERE m.birth_date <= %(y7)s AND m.birth_date > %(y19)s AND s.in_school IS NOT NULL)
            AS school_of,
        count(*) FILTER (WHERE m.birth_date <= %(y7)s AND m.birth_date > %(y19)s AND NOT s.in_school
            AND m.education <> ALL(%(finished)s)) AS out_of_school,
        count(*) FILTER (WHERE m.birth_date <= %(y15)s AND s.reads IS NOT NULL) AS reads_of,
        count(*) FILTER (WHERE m.birth_date <= %(y15)s AND NOT s.reads) AS illiterate,
        count(*) FILTER (WHERE m.birth_date <= %(y15)s AND (s.works OR (NOT s.works AND s.wants_work IS NOT NULL)))
            AS works_of,
        count(*) FILTER (WHERE m.birth_date <= %(y15)s AND NOT s.works AND s.wants_work) AS unemployed,
        count(*) FILTER (WHERE m.birth_date <= %(y25)s AND s.years_of_schooling IS NOT NULL) AS years_of,
        sum(s.years_of_schooling) FILTER (WHERE m.birth_date <= %(y25)s) AS years,
        count(*) FILTER (WHERE m.sex = 'P' AND m.marital = 'married' AND m.birth_date <= %(y15)s
            AND m.birth_date > %(y50)s AND (s.contraception <> '' OR s.pregnant IS NOT NULL)) AS planning_of,
        count(*) FILTER (WHERE m.sex = 'P' AND m.marital = 'married' AND m.birth_date <= %(y15)s
            AND m.birth_date > %(y50)s AND s.contraception <> ALL(%(no_method)s)) AS planning,
        count(*) FILTER (WHERE (m.birth_date <= %(y17)s AND s.has_id_card IS NOT NULL)
            OR (m.birth_date > %(y17)s AND m.birth_date <= %(end)s
                AND (s.has_birth_certificate IS NOT NULL OR s.has_child_card IS NOT NULL))) AS papers_of,
        count(*) FILTER (WHERE (m.birth_date <= %(y17)s AND s.has_id_card)
            OR (m.birth_date > %(y17)s AND m.birth_date <= %(end)s
                AND (s.has_birth_certificate OR s.has_child_card))) AS papers
    FROM households_membersurvey s JOIN households_member m ON m.id = s.member_id AND m.status <> 'merged'
    JOIN households_household f ON f.id = m.household_id
    JOIN area ON area.region_id = f.region_id AND area.round_id = s.round_id GROUP BY 1, 2, 3
), measured AS (
    SELECT DISTINCT ON (v.member_id) v.member_id, v.haz
    FROM activities_childvisit v JOIN activities_posyandusession p ON p.id = v.session_id
    WHERE v.haz BETWEEN -6 AND 6 AND p.date BETWEEN %(measured_from)s AND %(end)s
    ORDER BY v.member_id, p.date DESC, v.id DESC
), residents AS (
    SELECT area.round_id, f.region_id, m.sex, count(*) FILTER (WHERE f.status = 'active') AS people,
        count(*) FILTER (WHERE m.birth_date IS NOT NULL) AS old_of,
        count(*) FILTER (WHERE m.birth_date <= %(y60)s) AS old,
        count(*) FILTER (WHERE m.sex = 'P' AND m.birth_date <= %(y15)s) AS owners_of,
        count(*) FILTER (WHERE m.sex = 'P' AND m.birth_date <= %(y15)s AND EXISTS (
            SELECT 1 FROM activities_enterprise e WHERE e.owner_id = m.id AND e.is_active
            AND (e.started_on IS NULL OR e.started_on <= %(end)s))) AS owners,
        count(*) FILTER (WHERE m.birth_date > %(y5)s AND m.birth_date <= %(end)s
            AND coalesce(measured.haz < %(stunted)s, s.stunted) IS NOT NULL) AS stunted_of,
        count(*) FILTER (WHERE m.birth_date > %(y5)s AND m.birth_date <= %(end)s
            AND coalesce(measured.haz < %(stunted)s, s.stunted)) AS stunted
    FROM households_member m JOIN households_household f ON f.id = m.household_id
    JOIN area ON area.region_id = f.region_id
    LEFT JOIN measured ON measured.member_id = m.id
    LEFT JOIN households_membersurvey s ON s.member_id = m.id AND s.round_id = area.round_id
    WHERE m.status = 'active' GROUP BY 1, 2, 3
), heads AS (
    SELECT area.round_id, f.region_id, m.sex, count(*) AS families, count(m.id) AS headed_of,
        count(m.id) FILTER (WHERE m.sex = 'P') AS headed
    FROM households_household f JOIN area ON area.region_id = f.region_id
    LEFT JOIN households_member m ON m.household_id = f.id AND m.relation = 'head' AND m.status = 'active'
    WHERE f.status = 'active' GROUP BY 1, 2, 3
)
SELECT 'houses', round_id, region_id, NULL, to_jsonb(houses) FROM houses
UNION ALL SELECT 'families_by_house', round_id, region_id, NULL, to_jsonb(families_by_house) FROM families_by_house
UNION ALL SELECT 'families', round_id, region_id, NULL, to_jsonb(families) FROM families
UNION ALL SELECT 'people', round_id, region_id, sex, to_jsonb(people) FROM people
UNION ALL SELECT 'residents', round_id, region_id, sex, to_jsonb(residents) FROM residents
UNION ALL SELECT 'heads', round_id, region_id, sex, to_jsonb(heads) FROM heads
"""
# Ours and the statement's name of the same count.
SAME = {
    "unfit_house_share": "unfit",
    "families_without_safe_water": "water",
    "families_without_septic_tank": "septic",
    "families_below_poverty_line_share": "poor",
    "ks_pra_share": "stage",
    "insured_share": "insured",
    "out_of_school_children": "out_of_school",
    "illiterate_adults": "illiterate",
    "unemployed": "unemployed",
    "mean_years_of_schooling_25": "years",
    "family_planning_share": "planning",
    "documents_share": "papers",
    "people_count": "people",
    "elderly_count": "old",
    "women_with_enterprise": "owners",
    "stunted_share": "stunted",
    "households_count": "families",
    "women_headed_households": "headed",
}


def prepare() -> dict:
    """Ask everybody, enter a poverty line, and let the planner know the tables."""
    survey_round = SurveyRound.objects.first()
    city, starts_on, _ends_on = period_of(SurveyRound.objects.for_list().get(pk=survey_round.pk))
    PovertyLine.objects.get_or_create(
        region=Region.objects.get(code=city), year=starts_on.year, defaults={"amount": 800_000, "source": "bench"}
    )
    with connection.cursor() as cursor:
        cursor.execute(ASK_EVERYBODY)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {}


def measure() -> dict:
    """{"ours", "by_hand": the best seconds of some turns, and how large the register is}."""
    found = {"ours": [], "by_hand": []}
    for _turn in range(RECOMPUTE_TURNS):
        began = time.perf_counter()
        sums = _by_hand()
        found["by_hand"].append(time.perf_counter() - began)
        began = time.perf_counter()
        tallied = tally_rounds(list(SurveyRound.objects.for_list()))
        found["ours"].append(time.perf_counter() - began)
        _hold_together(tallied, sums)
    return {
        **{name: min(times) for name, times in found.items()},
        "families": Household.objects.count(),
        "members": Member.objects.count(),
        "houses": House.objects.count(),
        "answers": MemberSurvey.objects.count(),
        "areas": TargetAreaRegion.objects.valid().count(),
        "figures": len(tallied),
    }


def _by_hand():
    """{(round, name): count}."""
    survey_round = SurveyRound.objects.for_list().first()
    city, day, end = period_of(survey_round)
    line = PovertyLine.objects.get(region__code=city, year=day.year).amount
    parameters = {f"y{years}": years_before(day, years) for years in (5, 7, 15, 17, 19, 25, 50, 60)}
    parameters |= {"unsafe": list(UNSAFE_WATER), "unsanitary": list(UNSANITARY_ENDS), "no_method": list(NO_METHOD)}
    parameters |= {"no_toilet": list(NO_TOILET_IN_USE), "finished": list(SCHOOL_FINISHED), "line": line, "end": end}
    parameters |= {"measured_from": day - MEASURED_BEFORE, "stunted": STUNTED_UNDER}
    sums = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, parameters)
        for _kind, round_id, _region, _sex, counts in cursor:
            counts = json.loads(counts) if isinstance(counts, str) else counts
            for name, count in counts.items():
                if name not in ("round_id", "region_id", "sex"):
                    sums[round_id, name] = sums.get((round_id, name), 0) + (count or 0)
    return sums


def _hold_together(tallied, sums):
    """Both ways count the same, or one of them is not measured doing the work."""
    for (round_id, slug), found in tallied.items():
        if found.numerator is not None and found.numerator != sums.get((round_id, SAME[slug]), 0):
            raise AssertionError(
                f"{slug} in round {round_id}: {found.numerator} and {sums.get((round_id, SAME[slug]))}"
            )
