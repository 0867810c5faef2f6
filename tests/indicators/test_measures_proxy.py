"""The family development proxy of a lokus is that of the pure method, under its own name."""

from decimal import Decimal

import pytest

from indicators.measures.proxy import family_development_proxy, family_proxy
from indicators.methods.hdi import Family, Person
from indicators.methods.hdi import family_development_proxy as pure
from indicators.models import PovertyLine
from indicators.registry import methods
from tests.indicators.register import ask_family, ask_person
from tests.makers import make_child, make_household, make_member, make_region, make_round

pytestmark = pytest.mark.django_db

AGES = (40, 38, 10, 14, 17, 20)


def family(number):
    """Six persons of every age that the index asks about, answers that differ from family to family."""
    household = make_household()
    persons = []
    for place, age in enumerate(AGES):
        member = make_member(household=household, sex="LP"[place % 2], birth_date=f"{2021 - age}-01-15")
        answers = {
            "years_of_schooling": 6 + (number + place) % 7 if age >= 25 else None,
            "in_school": age < 19 and place != number,
            "insured": (number + place) % 3 != 0,
            "chronic_illness": place == number,
            "treated": True if number == 1 else None,
        }
        ask_person(member, **answers)
        persons.append(
            Person(
                sex=member.sex,
                age=age,
                years_of_schooling=answers["years_of_schooling"],
                attending=answers["in_school"],
                insured=answers["insured"],
                untreated_illness=(False if number == 1 else None) if place == number else False,
            )
        )
    ask_family(
        household,
        food_spending=2_000_000 + number,
        nonfood_spending=2_500_000,
        healthy_yes=8 + number % 3,
        healthy_not_applicable=1,
    )
    return Family(
        tuple(persons),
        spending_per_head=Decimal(4_500_000 + number) / 6,
        healthy_index=Decimal(8 + number % 3) / 11,
    )


def test_the_register_gives_what_the_pure_method_gives():
    PovertyLine.objects.create(region=make_region("32.76"), year=2021, amount=705084, source="BPS")
    families = [family(number) for number in range(6)]
    make_household()
    found = family_development_proxy(make_round())
    expected = pure(families, poverty_line=705084, draws=0)
    assert expected.value is not None
    assert found.value == expected.value
    assert (found.surveyed, found.surveyed_of, found.note) == (6, 7, "")
    shown = family_proxy(make_round(), draws=20)
    assert shown.value == expected.value
    assert shown.components == pure(families, poverty_line=705084, draws=20).components
    assert shown.interval is not None


def test_few_persons_hide_the_index_and_say_why():
    family(0)
    found = family_development_proxy(make_round())
    assert (found.value, found.note) == (None, "Kurang dari 30 orang terdata, jadi indeks tidak ditampilkan.")


def test_without_a_poverty_line_the_index_is_unknown():
    for number in range(6):
        family(number)
    assert "belum diketahui" in family_development_proxy(make_round()).note


def test_a_child_born_while_the_round_went_on_is_not_a_year_old():
    ask_person(make_child(birth_date="2021-03-20"), stunted=True)
    found = family_proxy(make_round(), draws=0)
    assert (found.components["stunted"].n, found.of) == (1, 1)


def test_nothing_computed_for_a_lokus_is_called_an_hdi():
    for method in methods().values():
        words = f"{method.label} {method.unit}"
        assert "IPM" not in words or "bukan IPM BPS" in words


def test_the_index_costs_what_it_costs_whatever_the_number_of_families(django_assert_num_queries):
    for number in range(2):
        family(number)
        survey_round = make_round()
        assert str(survey_round.target_area.kelurahan) == "Bojongsari"
        with django_assert_num_queries(7):
            family_development_proxy(survey_round)
