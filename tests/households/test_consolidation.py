"""The list for Dukcapil: who stands in it and why, the file and the letter, and who sees a number."""

import csv
import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import IdentityCheck, IdentityRemark, Member
from households.models.remark import needs_of, to_consolidate
from households.services.consolidation import check_identities
from imports.services.tasks import start_commit
from tests.browsing import fill
from tests.imports.import_files import operator, previewed
from tests.imports.register_files import altered
from tests.makers import CURUG, make_household, make_member, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("households:consolidation_list")
CHECK, LETTER = reverse("households:consolidation_check"), reverse("households:consolidation_letter")
KK, WOMAN, MAN = "3276110101210001", "3276115708900001", "3276111708900002"  # born 17-08-1990
REASON = "Surat permohonan konsolidasi ke Dinas Dukcapil"


def named(name, **fields):
    return make_member(**{"name": name, "nik": WOMAN, "sex": "P", "birth_date": dt.date(1990, 8, 17), **fields})


def listed():
    return {member.name: needs_of(member) for member in to_consolidate().select_related("identity_remark")}


@pytest.mark.parametrize(
    ("fields", "needs"),
    [
        ({}, None),
        ({"sex": "L"}, ["jenis kelamin berbeda dengan NIK"]),
        ({"birth_date": dt.date(1990, 8, 18)}, ["tanggal lahir berbeda dengan NIK"]),
        ({"birth_date": None}, None),
        ({"nik": f"99{WOMAN[2:]}"}, ["kode wilayah NIK tidak dikenal"]),
        ({"nik": f"32{99}{WOMAN[4:]}"}, None),
        ({"nik_status": "temporary"}, ["NIK sementara"]),
        ({"nik_status": "temporary", "sex": "L"}, ["NIK sementara", "jenis kelamin berbeda dengan NIK"]),
        ({"nik": None, "nik_status": "missing", "nik_missing": "Akta diurus"}, ["belum punya NIK (Akta diurus)"]),
        ({"sex": "L", "status": "moved"}, None),
    ],
)
def test_who_is_listed_and_why(fields, needs):
    named("Siti", **fields)
    check_identities()
    assert listed() == ({} if needs is None else {"Siti": needs})


def test_a_second_check_opens_only_what_has_changed():
    first, _second = named("Siti"), named("Budi", nik=MAN, sex="L")
    assert check_identities() == 2
    assert check_identities() == 0
    first.sex = "L"
    first.save()
    assert check_identities() == 1
    assert listed() == {"Siti": ["jenis kelamin berbeda dengan NIK"]}
    first.sex = "P"
    first.save()
    check_identities()
    assert (listed(), IdentityRemark.objects.count()) == ({}, 0)


def test_a_check_leaves_no_number_behind():
    named("Siti", sex="L")
    check_identities()
    [stored] = IdentityRemark.objects.values_list("codes", flat=True)
    assert not any(sign.isdigit() for sign in stored)


def test_the_check_is_a_command_for_the_night(capsys):
    named("Siti")
    call_command("check_identities")
    assert "1 nomor diperiksa" in capsys.readouterr().out


def test_what_an_import_brings_is_checked_with_it():
    user = operator()
    check_identities()
    batch = previewed(altered("jenis_kelamin", "P", row=2), user)
    start_commit(batch, user)
    assert listed() == {"Rizky Ramadhan": ["jenis kelamin berbeda dengan NIK"]}


# --- pages ---


@pytest.fixture
def enter(client):
    def enter(role=Role.KELURAHAN, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def rows(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_checks_and_lists(client, enter):
    enter()
    named("Siti", sex="L")
    named("Budi", nik=MAN, sex="L")
    assert "NIK belum pernah diperiksa" in client.get(LIST).text
    shown = client.post(CHECK, fill(client, CHECK), follow=True).text
    assert "2 NIK diperiksa" in shown
    assert "jenis kelamin berbeda dengan NIK" in shown
    assert "Budi" not in shown
    assert WOMAN not in shown
    assert IdentityCheck.objects.count() == 1


def test_the_list_is_of_the_own_area_and_can_be_filtered(client, enter):
    enter()
    named("Siti", sex="L")
    named("Ani", nik=None, nik_status="missing", nik_missing="Akta diurus")
    make_member(household=make_household(rt=f"{CURUG}.001.001"), name="Orang Curug", nik=MAN, sex="P")
    check_identities()
    shown = client.get(LIST).text
    assert "Siti" in shown and "Ani" in shown and "Orang Curug" not in shown
    shown = client.get(f"{LIST}?need=missing").text
    assert "Ani" in shown and "Siti" not in shown
    shown = client.get(f"{LIST}?need=nik_sex_mismatch").text
    assert "Siti" in shown and "Ani" not in shown
    assert "Orang Curug" not in client.get(LETTER).text


def test_the_file_holds_no_number_and_is_noted(client, enter):
    user = enter()
    named("Siti", sex="L")
    check_identities()
    url = f"{LIST}?format=csv"
    assert client.get(url).status_code == 200
    answer = client.post(url, fill(client, url, form_reason=REASON))
    [row] = rows(answer)
    assert row["nama"] == "Siti"
    assert row["yang_perlu_dibereskan"] == "jenis kelamin berbeda dengan NIK"
    assert WOMAN not in str(row)
    event = AccessEvent.objects.get()
    assert (event.user, event.reason, event.count) == (user, REASON, 1)
    assert client.get(f"{url}&nomor=1").status_code == 403


def test_an_administrator_takes_the_numbers_with_a_reason(client, enter):
    enter(Role.ADMIN)
    named("Siti", sex="L", household=make_household(no_kk=KK))
    check_identities()
    link = next(link.url for link in client.get(LIST).context["downloads"] if "NIK" in link.label and "csv" in link.url)
    url = LIST + link
    [row] = rows(client.post(url, fill(client, url, form_reason=REASON)))
    assert (row["nik"], row["no_kk"]) == (WOMAN, KK)


def test_the_letter_is_masked(client, enter):
    enter()
    named("Siti", sex="L", household=make_household(no_kk=KK))
    check_identities()
    shown = client.get(LETTER).text
    for words in (
        "Kepala Dinas Kependudukan dan Pencatatan Sipil Kota Depok",
        "Siti",
        "3276••••••••••••",
        "17 Agustus",
    ):
        assert words in shown
    assert WOMAN not in shown and KK not in shown
    assert client.get(f"{LETTER}?nomor=1").status_code == 403
    assert client.post(LETTER, {"form_reason": REASON}).status_code == 403


def test_the_letter_shows_numbers_to_an_administrator_with_a_reason(client, enter):
    user = enter(Role.ADMIN)
    member = named("Siti", sex="L", household=make_household(no_kk=KK))
    check_identities()
    assert WOMAN not in client.get(LETTER).text
    url = f"{LETTER}?nomor=1"
    refused = client.post(url, fill(client, url, form_reason=""))
    assert refused.context["form"].errors["form_reason"]
    assert not AccessEvent.objects.exists()
    shown = client.post(url, fill(client, url, form_reason=REASON))
    assert WOMAN in shown.text and KK in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    event = AccessEvent.objects.get()
    assert (event.user, event.reason, event.ids) == (user, REASON, [member.pk])


def test_a_long_letter_says_that_it_is_cut(client, enter, monkeypatch):
    monkeypatch.setattr("households.views.consolidation.MOST_IN_A_LETTER", 2)
    enter()
    for name in ("Ani", "Beti", "Cici"):
        named(name, nik=None, nik_status="missing", nik_missing="Akta diurus")
    shown = client.get(LETTER).text
    assert "2 orang pertama" in shown
    assert "Cici" not in shown


@pytest.mark.parametrize("role", [Role.AGENCY, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_other_roles_have_no_such_list(client, enter, role):
    enter(role)
    for url in (LIST, CHECK, LETTER):
        assert client.get(url).status_code == 403


def test_many_rows_cost_as_many_queries_as_one(client, enter, django_assert_max_num_queries):
    enter()
    for number in range(12):
        named(f"Warga {number}", nik=None, nik_status="missing", nik_missing="Akta diurus")
    client.get(LIST)
    for url in (LIST, LETTER):
        with django_assert_max_num_queries(15):
            assert client.get(url).text.count("Akta diurus") >= 12
    assert Member.objects.count() == 12
