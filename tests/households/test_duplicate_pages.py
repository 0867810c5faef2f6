"""The review of likely duplicates: who sees which pair, what is shown of it, and the four decisions."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from households.models import LikelyDuplicate, Member
from tests.browsing import fill
from tests.makers import CURUG, make_household, make_member, make_user

pytestmark = pytest.mark.django_db

LIST, SEARCH = reverse("households:duplicate_list"), reverse("households:duplicate_search")
NIK, REASON = "3276115708900001", "Sudah dicek dengan kartu keluarga"
State = LikelyDuplicate.State


def make_pair(first_rt=None, second_rt=None, **fields):
    places = [{"rt": rt} if rt else {} for rt in (first_rt, second_rt)]
    first = make_member(household=make_household(**places[0]), name="Siti Nurhasanah", nik=NIK)
    second = make_member(
        household=make_household(**places[1]), name="Siti Nur Hasanah", nik_status="missing", nik_missing="Belum terbit"
    )
    return LikelyDuplicate.objects.create(
        first=first, second=second, **{"score": 97, "reasons": ["same_name", "same_birth_date"], **fields}
    )


def page(name, pair):
    return reverse(f"households:duplicate_{name}", args=[pair.public_id])


def decide(client, name, pair, **values):
    return client.post(page(name, pair), fill(client, page(name, pair), **values))


@pytest.fixture
def operator(client):
    user = make_user(Role.KELURAHAN)
    client.force_login(user)
    return user


def test_a_search_from_the_page_finds_pairs(client, operator):
    make_member(name="Siti Nurhasanah")
    make_member(name="Siti Nurhasanah", nik_status="missing", nik_missing="Belum terbit")
    answer = client.post(SEARCH, fill(client, SEARCH), follow=True)
    assert "Ditemukan 1 pasangan baru" in answer.text
    assert "Siti Nurhasanah" in answer.text
    assert "nama sama, tanggal lahir sama" in answer.text


def test_the_two_entries_stand_side_by_side_with_masked_numbers(client, operator):
    pair = make_pair()
    shown = client.get(pair.get_absolute_url()).text
    for words in ("Siti Nurhasanah", "Siti Nur Hasanah", "3276••••••••••••", "Belum punya", "sama", "berbeda", "97"):
        assert words in shown
    assert NIK not in shown


def test_one_person_is_merged_by_who_chose_which_entry_stays(client, operator):
    pair = make_pair()
    answer = decide(client, "merge", pair, kept="pertama", form_reason=REASON)
    assert answer.url == pair.get_absolute_url()
    pair.refresh_from_db()
    assert (pair.state, pair.kept, pair.decided_by) == (State.MERGED, pair.first, operator)
    assert pair.second.status == Member.Status.MERGED
    shown = client.get(pair.get_absolute_url()).text
    assert REASON in shown
    assert page("undo", pair) in shown
    assert page("merge", pair) not in shown


@pytest.mark.parametrize(
    "values", [{"form_reason": REASON}, {"kept": "pertama"}, {"kept": "ketiga", "form_reason": REASON}]
)
def test_a_merge_needs_a_choice_and_a_reason(client, operator, values):
    pair = make_pair()
    answer = client.post(page("merge", pair), values)
    assert answer.context["form"].errors
    pair.refresh_from_db()
    assert pair.state == State.OPEN


def test_two_people_are_told_apart_and_leave_the_list(client, operator):
    pair = make_pair()
    decide(client, "apart", pair, form_reason="Ibu dan anaknya")
    assert pair.get_absolute_url() not in client.get(LIST).text
    assert pair.get_absolute_url() in client.get(f"{LIST}?state=different").text
    assert pair.get_absolute_url() in client.get(f"{LIST}?state=semua").text
    decide(client, "reopen", pair, form_reason="Ada kartu baru")
    assert pair.get_absolute_url() in client.get(LIST).text


def test_a_merge_is_taken_back_from_the_page(client, operator):
    pair = make_pair()
    decide(client, "merge", pair, kept="kedua", form_reason=REASON)
    decide(client, "undo", pair, form_reason="Ternyata dua orang")
    pair.refresh_from_db()
    assert (pair.state, pair.first.status, pair.first.nik.reveal()) == (State.OPEN, "active", NIK)


def test_a_decision_made_meanwhile_is_said(client, operator):
    pair = make_pair()
    data = fill(client, page("merge", pair), kept="pertama", form_reason=REASON)
    decide(client, "apart", pair, form_reason="Ibu dan anaknya")
    assert "sudah diputuskan" in client.post(page("merge", pair), data).text
    assert Member.objects.filter(status="merged").count() == 0


def test_a_pair_with_somebody_of_elsewhere_is_for_staff(client, operator):
    pair = make_pair(second_rt=f"{CURUG}.001.001")
    for name in ("detail", "merge", "apart", "reopen", "undo"):
        assert client.get(page(name, pair)).status_code == 404
    assert "Siti" not in client.get(LIST).text
    client.force_login(make_user(Role.STAFF))
    assert client.get(page("merge", pair)).status_code == 200


@pytest.mark.parametrize("role", [Role.AGENCY, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_other_roles_review_nothing(client, role):
    pair = make_pair()
    client.force_login(make_user(role))
    for url in (LIST, SEARCH, pair.get_absolute_url(), page("merge", pair)):
        assert client.get(url).status_code == 403


def test_many_pairs_cost_as_many_queries_as_one(client, operator, django_assert_max_num_queries):
    for _pair in range(12):
        first, second = make_member(), make_member()
        LikelyDuplicate.objects.create(first=first, second=second, score=90)
    client.get(LIST)
    with django_assert_max_num_queries(15):
        assert client.get(LIST).text.count("Perlu diperiksa") >= 12
