"""The invented register: its size, its people, and where it refuses to be made."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Q

from households import rtlh
from households.identity import check_kk, check_nik
from households.models import House, HouseAssessment, Household, HouseholdSurvey, Member, RtlhRule
from households.services.surveys import condition_of, rules_of
from households.synthetic.numbers import Numbers, NumbersUsedUp
from locations.models import Region
from p2wkss.base.sealed import blind_index
from tests.makers import make_household

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def for_trial(settings):
    settings.DEMO = True


def synthesize(households=40, **options):
    out = StringIO()
    call_command("synthesize", households=households, stdout=out, **options)
    return out.getvalue()


def people():
    return list(Member.objects.order_by("pk").values_list("name", "sex", "birth_date", "relation", "nik_index"))


def test_a_portal_in_use_gets_no_invented_families(settings):
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="DEMO=1"):
        synthesize()
    assert not Household.objects.exists()


def test_invented_families_do_not_mix_with_others_by_accident():
    make_household()
    with pytest.raises(CommandError, match="--force"):
        synthesize()
    assert Household.objects.count() == 1


@pytest.mark.parametrize("households", [0, -1, 2_000_001])
def test_a_senseless_number_of_families_is_refused(households):
    with pytest.raises(CommandError, match="antara 1"):
        synthesize(households)


def test_no_number_of_a_member_is_that_of_a_family():
    numbers, day = Numbers(), date(2001, 2, 3)
    niks = {numbers.nik("327611", day, "L") for _member in range(1500)}
    kks = {numbers.kk("327611", day) for _family in range(1500)}
    assert len(niks) == len(kks) == 1500
    assert not niks & kks
    with pytest.raises(NumbersUsedUp):
        numbers.kk("327611", day)


def test_as_many_families_are_made_as_were_asked_for():
    said = synthesize(300)
    assert Household.objects.count() == 300
    assert 3 < Member.objects.count() / 300 < 4
    assert f"{Member.objects.count()} anggota" in said
    assert Region.objects.level("rt").count() == Household.objects.order_by().values("region").distinct().count()


def test_every_family_has_one_head_and_lives_in_a_house_of_its_rt():
    synthesize()
    heads = Household.objects.annotate(heads=Count("members", filter=Q(members__relation="head")))
    assert {household.heads for household in heads} == {1}
    assert all(household.house.region_id == household.region_id for household in heads.select_related("house"))


def test_invented_rows_keep_the_rules_of_the_register():
    synthesize()
    for row in [*House.objects.all(), *Household.objects.all(), *Member.objects.all()]:
        row.full_clean()


def test_nothing_speaks_against_invented_numbers():
    synthesize(60)
    for member in Member.objects.filter(nik_index__isnull=False):
        assert check_nik(member.nik.reveal(), birth_date=member.birth_date, sex=member.sex) == []
    for household in Household.objects.all():
        assert check_kk(household.no_kk.reveal()) == []
        assert household.no_kk_index == blind_index(household.no_kk.reveal())


def test_members_are_found_by_their_names():
    synthesize()
    member = Member.objects.first()
    assert member in Member.objects.named(member.name.lower())


def test_the_same_seed_makes_the_same_people():
    synthesize(seed=7)
    first = people()
    Member.objects.all().delete()
    Household.objects.all().delete()
    House.objects.all().delete()
    synthesize(seed=7)
    assert people() == first
    synthesize(seed=8, force=True)
    assert people()[len(first) :] != first


def test_a_second_run_draws_numbers_that_are_still_free():
    synthesize(seed=7)
    synthesize(seed=7, force=True)
    assert Household.objects.count() == 80
    assert Member.objects.exclude(nik_index=None).values("nik_index").distinct().count() == (
        Member.objects.exclude(nik_index=None).count()
    )


def test_rows_written_afterwards_get_keys_of_their_own():
    synthesize()
    assert make_household().pk > Household.objects.order_by("-pk")[1].pk


def test_without_surveys_nothing_is_surveyed():
    synthesize()
    assert not HouseholdSurvey.objects.exists()
    assert not Household.objects.exclude(latest_survey=None).exists()


def test_surveys_lie_in_the_open_round_of_their_kelurahan():
    synthesize(surveys=True)
    for household in Household.objects.select_related("region", "latest_survey__round__target_area__kelurahan"):
        survey = household.latest_survey
        assert survey.household_id == household.pk
        assert not survey.round.is_closed
        assert survey.round.target_area.kelurahan.code == household.region.kelurahan_code
        assert survey.spending > 0
        survey.full_clean()


def test_assessments_are_judged_as_the_portal_judges():
    synthesize(200, surveys=True)
    rules = rules_of(RtlhRule.objects.get(is_default=True))
    assessments = list(HouseAssessment.objects.select_related("house", "round"))
    assert len(assessments) == House.objects.count()
    for assessment in assessments:
        result = rtlh.assess(condition_of(assessment), rules=rules)
        assert (assessment.unfit, assessment.failing) == (result.unfit, list(result.failing))
        assert assessment.per_person_m2 == round(result.per_person_m2, 2)
        assert assessment.house.latest_assessment_id == assessment.pk
        assessment.full_clean()
    assert {assessment.unfit for assessment in assessments} == {True, False}
