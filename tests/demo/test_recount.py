"""An independent recount over the demo, by SQL and by the pure functions: the records agree with each other."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from activities.growth import classify, z_scores
from activities.models import ChildVisit, Intervention, PosyanduMember
from activities.services import skdn_together
from demo import dates
from tests.demo.test_demo import PASSWORD, load, loaded

pytestmark = pytest.mark.django_db

APPS = ["agencies", "locations", "households", "activities", "indicators"]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all tests of this module and taken back afterwards."""
    settings, atomic = loaded(tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), settings, atomic:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        load(password=PASSWORD)
        yield
        transaction.set_rollback(True)


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def test_no_fact_lies_after_the_programme_day():
    late = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                meaning = getattr(field, "meaning", None)
                if meaning not in ("fact", "held"):
                    continue
                moment = isinstance(field, models.DateTimeField)
                found = model._base_manager.filter(**{f"{field.name}{'__date' if moment else ''}__gt": dates.TODAY})
                late += [
                    f"{model._meta.label}.{field.name}: {row}"
                    for row in found
                    if meaning == "fact" or row.has_happened()
                ]
    assert late == []


def test_nothing_is_done_without_an_accepted_report():
    sql = """
        SELECT i.id FROM activities_intervention i
        WHERE i.status = 'done' AND NOT EXISTS (
            SELECT 1 FROM activities_progressreport r
            LEFT JOIN activities_reportwithdrawal w ON w.report_id = r.id
            WHERE r.intervention_id = i.id AND r.status = 'accepted' AND r.physical_percent = 100 AND w.id IS NULL)
    """
    assert rows(sql) == []
    assert Intervention.objects.filter(status="done").exists()


def test_the_report_an_intervention_shows_is_the_newest_accepted_one():
    sql = """
        SELECT i.id FROM activities_intervention i WHERE i.latest_report_id IS NOT (
            SELECT r.id FROM activities_progressreport r
            WHERE r.intervention_id = i.id AND r.status = 'accepted' ORDER BY r.reported_on DESC, r.id DESC LIMIT 1)
    """
    assert rows(sql.replace("IS NOT (", "IS DISTINCT FROM (") if connection.vendor == "postgresql" else sql) == []


def test_no_family_that_is_gone_is_enrolled_now():
    sql = """
        SELECT e.id FROM households_enrolment e JOIN households_household h ON h.id = e.household_id
        WHERE e.left_on IS NULL AND h.status <> 'active'
    """
    assert rows(sql) == []


def test_stored_z_scores_are_those_of_their_inputs():
    wrong, seen = [], 0
    for visit in ChildVisit.objects.select_related("member", "newcomer", "session"):
        child = visit.person
        growth = z_scores(
            sex=child.sex,
            age_days=(visit.session.date - child.birth_date).days,
            weight_kg=visit.weight_kg,
            length_cm=visit.height_cm,
            measured=visit.measured or None,
            oedema=visit.oedema,
            head_cm=visit.head_cm,
            muac_cm=visit.muac_cm,
        )
        kept = (visit.haz, visit.waz, visit.whz, visit.baz, visit.weight_status)
        seen += 1
        if kept != (growth.haz, growth.waz, growth.whz, growth.baz, classify(growth)["BB/U"] or ""):
            wrong.append(visit)
    assert (wrong, seen > 100) == ([], True)
    assert not ChildVisit.objects.outdated().exists()


def test_every_child_counts_once_in_the_balance_of_the_city():
    """By SQL: children on a register or weighed in a month, under five on its first day."""
    posyandus = {row.posyandu for row in PosyanduMember.objects.select_related("posyandu")}
    month = dt.date(2021, 10, 1)
    sql = """
        SELECT count(DISTINCT v.member_id) FROM activities_childvisit v
        JOIN activities_posyandusession s ON s.id = v.session_id
        JOIN households_member m ON m.id = v.member_id
        WHERE s.date BETWEEN %s AND %s AND v.weight_kg IS NOT NULL AND m.birth_date > %s
    """
    [(weighed,)] = rows(sql, month, dt.date(2021, 10, 31), dt.date(2016, 10, 1))
    assert skdn_together(posyandus, [month])[month].d == weighed > 0


def test_nobody_is_recorded_before_birth_or_after_death():
    for table in ("childvisit", "pregnancyvisit", "elderlyvisit"):
        sql = f"""
            SELECT v.id FROM activities_{table} v
            JOIN activities_posyandusession s ON s.id = v.session_id
            JOIN households_member m ON m.id = v.member_id
            LEFT JOIN households_memberevent e ON e.member_id = m.id AND e.kind = 'died'
            WHERE s.date < m.birth_date OR s.date > e."on"
        """
        assert rows(sql) == []
