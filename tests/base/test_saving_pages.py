"""What forms guarantee: typed values kept, one record for a double click, two editors who both keep their work."""

import pytest
from auditlog.models import LogEntry

from activities.models import Intervention
from agencies.roles import Role
from households.models import House, Household
from p2wkss.base.models import FormToken
from p2wkss.base.pages import saving
from tests.base.pages_under_test import HouseForm
from tests.browsing import fill, form_fields
from tests.makers import (
    RT,
    make_activity_type,
    make_agency,
    make_house,
    make_household,
    make_intervention,
    make_member,
    make_region,
    make_target_area,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.base.pages_under_test")]

ELSEWHERE = "32.76.11.1002.003.004"
ADD = "/uji/rumah/tambah/"


@pytest.fixture
def enter(client):
    def enter(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return enter


def edit_url(record):
    return f"/uji/{'rumah' if isinstance(record, House) else 'keluarga'}/{record.public_id}/ubah/"


# Adding


def test_a_record_is_added(client, enter):
    enter(Role.KELURAHAN)
    region = make_region(RT)
    answer = client.post(ADD, fill(client, ADD, region=region.public_id, address="Gang Mawar"))
    house = House.objects.get()
    assert answer.url == f"/uji/rumah/{house.public_id}/"
    assert (house.region, house.address, house.version) == (region, "Gang Mawar", 1)


def test_a_mistake_keeps_what_was_typed_and_says_what_is_wrong(client, enter):
    enter()
    data = fill(client, ADD, region=make_region(RT).public_id, address="Gang Mawar", latitude="enam", number="12")
    answer = client.post(ADD, data)
    assert not House.objects.exists()
    fields = form_fields(answer)
    assert fields["address"] == ["Gang Mawar"]
    assert fields["latitude"] == ["enam"]
    assert "latitude" in answer.context["form"].errors


def test_a_constraint_speaks_beside_its_field(client, enter):
    enter()
    region = make_region(RT)
    answer = client.post(ADD, fill(client, ADD, region=region.public_id, address="A", latitude="-6.4"))
    assert answer.context["form"].errors == {"longitude": ["Isi lintang dan bujur keduanya, atau kosongkan keduanya."]}
    make_house(region=region, number="7")
    answer = client.post(ADD, fill(client, ADD, region=region.public_id, address="A", number="7"))
    assert answer.context["form"].errors == {"number": ["Nomor rumah ini sudah dipakai di RT yang sama."]}


def test_a_constraint_is_checked_although_the_form_hides_one_of_its_fields(client, enter):
    house = make_house(latitude="-6.4", longitude="106.7")

    class LatitudeForm(HouseForm):
        class Meta(HouseForm.Meta):
            fields = ["latitude"]

    form = LatitudeForm({"latitude": ""}, instance=house, user=enter())
    assert form.errors == {"__all__": ["Isi lintang dan bujur keduanya, atau kosongkan keduanya."]}


def test_choices_stay_within_the_scope(client, enter):
    enter(Role.KELURAHAN)
    make_region(RT)
    foreign = make_region(ELSEWHERE)
    page = client.get(ADD).text
    assert str(foreign.public_id) not in page
    answer = client.post(ADD, fill(client, ADD, region=foreign.public_id, address="Gang Jauh"))
    assert "di luar wilayah kerja Anda" in answer.text
    assert not House.objects.exists()


@pytest.mark.parametrize("value", ["1", "x", "\x00", "9" * 40])
def test_a_choice_that_names_no_row_is_refused(client, enter, value):
    enter()
    make_region(RT)
    answer = client.post(ADD, fill(client, ADD, region=value, address="Gang"))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["region"]


def test_a_record_cannot_be_saved_out_of_ones_own_reach(client, enter):
    user = enter(Role.AGENCY)
    target_area, activity, other = make_target_area(), make_activity_type(), make_agency()
    url = "/uji/kegiatan/tambah/"
    common = {
        "target_area": target_area.public_id,
        "type": activity.pk if not hasattr(activity, "public_id") else activity.public_id,
        "title": "Rehab",
        "aspect": "slum",
    }
    answer = client.post(url, fill(client, url, agency=other.public_id, **common))
    assert "di luar wewenang Anda" in answer.text
    assert not Intervention.objects.exists()
    assert client.post(url, fill(client, url, agency=user.agency.public_id, **common)).status_code == 302
    assert Intervention.objects.get().agency == user.agency


def test_primary_keys_stay_on_the_server(client, enter):
    enter()
    intervention = make_intervention(pk=876543)
    intervention.fundings.create(pk=987654, source="csr", amount=5_000_000)
    text = client.get(f"/uji/kegiatan/{intervention.public_id}/ubah/").text
    assert "5.000.000" in text
    assert "987654" not in text
    assert "876543" not in text


# Values from the address


def test_the_address_may_choose_a_row(client, enter):
    enter(Role.KELURAHAN)
    house = make_house(address="Gang Mawar 7")
    url = f"/uji/keluarga/tambah/?house={house.public_id}&region={house.region.public_id}"
    page = client.get(url)
    assert form_fields(page)["house"] == [str(house.public_id)]
    assert "Gang Mawar 7" in page.context["page"].lead
    data = fill(client, url, no_kk="3276110101210001", no_kk_missing="")
    assert client.post(url, data).status_code == 302
    assert Household.objects.get().house == house


@pytest.mark.parametrize("name", ["house", "region"])
def test_a_row_in_the_address_outside_the_scope_answers_404(client, enter, name):
    enter(Role.KELURAHAN)
    foreign = make_house(rt=ELSEWHERE)
    wanted = {"house": foreign.public_id, "region": foreign.region.public_id}[name]
    assert client.get(f"/uji/keluarga/tambah/?{name}={wanted}").status_code == 404
    assert client.get(f"/uji/keluarga/tambah/?{name}=bukan-nomor").status_code == 404


def test_an_identity_number_in_the_address_is_not_taken(client, enter):
    enter()
    page = client.get("/uji/keluarga/tambah/?no_kk=3276110101210001", follow=True)
    assert form_fields(page)["no_kk"] == [""]


# A double click


def test_a_form_sent_twice_makes_one_record(client, enter):
    enter()
    data = fill(client, ADD, region=make_region(RT).public_id, address="Gang Mawar")
    first, second = client.post(ADD, data), client.post(ADD, data)
    assert first.url == second.url
    assert House.objects.count() == 1


def test_two_clicks_at_the_same_moment_make_one_record(client, enter, monkeypatch):
    """The second has looked for the token before the first stored it; the token's key stops it."""
    enter()
    data = fill(client, ADD, region=make_region(RT).public_id, address="Gang Mawar")
    first = client.post(ADD, data)
    monkeypatch.setattr(saving.FormPage, "earlier_result", lambda page: None)
    assert client.post(ADD, data).url == first.url
    assert House.objects.count() == 1


def test_a_form_that_failed_may_be_sent_again(client, enter):
    enter()
    data = fill(client, ADD, region=make_region(RT).public_id, address="")
    client.post(ADD, data)
    assert not FormToken.objects.exists()
    client.post(ADD, {**data, "address": "Gang Mawar"})
    assert House.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "\x00", "9" * 99])
def test_a_form_without_a_sound_token_is_not_a_crash(client, enter, token):
    enter()
    data = fill(client, ADD, region=make_region(RT).public_id, address="Gang", form_token=token)
    assert client.post(ADD, data).status_code in (200, 302)


def test_a_number_taken_in_the_same_moment_is_said_not_crashed_on(client, enter, monkeypatch):
    enter()
    region = make_region(RT)
    make_house(region=region, number="7")
    real, calls = HouseForm.validate_constraints, []

    def late(form):
        calls.append(form)
        if len(calls) > 1:
            real(form)

    data = fill(client, ADD, region=region.public_id, address="A", number="7")
    monkeypatch.setattr(HouseForm, "validate_constraints", late)
    answer = client.post(ADD, data)
    assert answer.context["form"].errors == {"number": ["Nomor rumah ini sudah dipakai di RT yang sama."]}
    assert House.objects.count() == 1
    assert not FormToken.objects.exists()


# Two editors


def test_an_edit_is_saved_with_its_reason(client, enter):
    user = enter()
    house = make_house(address="Gang Lama")
    url = edit_url(house)
    client.post(url, fill(client, url, address="Gang Baru", form_reason="Salah tulis saat pendataan"))
    house.refresh_from_db()
    assert (house.address, house.version) == ("Gang Baru", 2)
    entry = LogEntry.objects.get_for_object(house).latest("timestamp")
    assert entry.additional_data["reason"] == "Salah tulis saat pendataan"
    assert entry.actor == user
    assert "Salah tulis saat pendataan" in client.get(f"/uji/rumah/{house.public_id}/").text


def test_the_second_editor_sees_both_values_and_chooses_mine(client, enter):
    enter()
    house = make_house(address="Gang Lama")
    url = edit_url(house)
    first, second = fill(client, url, address="Gang Satu"), fill(client, url, address="Gang Dua")
    client.post(url, first)
    answer = client.post(url, second)
    assert answer.status_code == 409
    assert "Gang Satu" in answer.text and "Gang Dua" in answer.text
    house.refresh_from_db()
    assert house.address == "Gang Satu"
    chosen = {**form_fields(answer), "keep-address": "mine"}
    assert client.post(url, chosen).status_code == 302
    house.refresh_from_db()
    assert (house.address, house.version) == ("Gang Dua", 3)


def test_the_second_editor_may_choose_theirs(client, enter):
    enter()
    house = make_house(address="Gang Lama")
    url = edit_url(house)
    first, second = fill(client, url, address="Gang Satu"), fill(client, url, address="Gang Dua", number="12")
    client.post(url, first)
    chosen = {**form_fields(client.post(url, second)), "keep-address": "theirs", "keep-number": "mine"}
    client.post(url, chosen)
    house.refresh_from_db()
    assert (house.address, house.number) == ("Gang Satu", "12")


def test_what_only_the_first_touched_is_kept_without_asking(client, enter):
    enter()
    region, other = make_region(RT), make_region(RT.replace(".001", ".002"))
    house = make_house(region=region, latitude="-6.4", longitude="106.7")
    url = edit_url(house)
    first = fill(
        client, url, region=other.public_id, latitude="-6.5", is_standing="", address="Gang Satu", longitude="106.8"
    )
    del first["is_standing"]
    second = fill(client, url, number="12")
    client.post(url, first)
    answer = client.post(url, second)
    assert [item.name for item in answer.context["conflicts"]] == ["number"]
    client.post(url, {**form_fields(answer), "keep-number": "mine"})
    house.refresh_from_db()
    assert (house.number, house.address, house.region, house.is_standing) == ("12", "Gang Satu", other, False)
    assert (str(house.latitude), str(house.longitude)) == ("-6.500000", "106.800000")


def test_a_third_editor_in_between_is_noticed_too(client, enter):
    enter()
    house = make_house(address="Gang Lama")
    url = edit_url(house)
    mine = fill(client, url, address="Gang Saya")
    client.post(url, fill(client, url, address="Gang Satu"))
    choosing = form_fields(client.post(url, mine))
    client.post(url, fill(client, url, address="Gang Dua"))
    answer = client.post(url, {**choosing, "keep-address": "mine"})
    assert answer.status_code == 409
    assert "Gang Dua" in answer.text and "Gang Saya" in answer.text


@pytest.mark.parametrize("version", ["", "0", "999", "x", "-1"])
def test_a_made_up_version_saves_nothing(client, enter, version):
    enter()
    house = make_house(address="Gang Lama")
    url = edit_url(house)
    answer = client.post(url, fill(client, url, address="Gang Baru", form_version=version))
    assert answer.status_code in (200, 409)
    house.refresh_from_db()
    assert house.address == "Gang Lama"


# Rows on the form, sealed numbers


def test_rows_are_changed_added_and_removed_with_their_record(client, enter):
    enter()
    household = make_household(no_kk="3276110101210001")
    make_member(household=household, name="Siti", nik="3276115708900001")
    make_member(household=household, name="Tono", sex="L", relation="child", nik="3276111708120002")
    url = edit_url(household)
    data = fill(client, url)
    names = [data[f"members-{number}-name"][0] for number in range(2)]
    siti, tono = names.index("Siti"), names.index("Tono")
    data |= {
        f"members-{siti}-name": "Siti Aminah",
        f"members-{tono}-DELETE": "on",
        "members-2-name": "Budi",
        "members-2-sex": "L",
        "members-2-relation": "head",
        "members-2-nik": "3276111701800003",
        "members-2-nik_status": "final",
    }
    assert client.post(url, data).status_code == 302
    assert sorted(household.members.values_list("name", flat=True)) == ["Budi", "Siti Aminah"]
    siti = household.members.get(name="Siti Aminah")
    assert siti.nik.reveal() == "3276115708900001"  # left empty in the form, so kept


def test_a_mistake_in_a_row_saves_nothing_at_all(client, enter):
    enter()
    household = make_household()
    url = edit_url(household)
    data = fill(client, url, address="Gang Baru")
    data |= {"members-0-name": "Budi", "members-0-sex": "L", "members-0-relation": "head", "members-0-nik": "12"}
    answer = client.post(url, data)
    assert "NIK terdiri atas 16 angka" in answer.text
    household.refresh_from_db()
    assert household.address == ""


def test_a_row_of_another_record_cannot_be_slipped_in(client, enter):
    enter()
    mine, theirs = make_household(), make_household()
    make_member(household=mine, name="Siti")
    make_member(household=theirs, name="Tini")
    stolen = form_fields(client.get(edit_url(theirs)))["members-0-id"][0]
    data = fill(client, edit_url(mine))
    data |= {"members-0-id": stolen, "members-0-name": "Dirampas"}
    client.post(edit_url(mine), data)
    assert sorted(theirs.members.values_list("name", flat=True)) == ["Tini"]


def test_rows_that_both_editors_changed_are_chosen_as_a_whole(client, enter):
    enter()
    household = make_household()
    make_member(household=household, name="Siti")
    url = edit_url(household)
    mine = fill(client, url, **{"members-0-name": "Siti Saya"})
    client.post(url, fill(client, url, **{"members-0-name": "Siti Mereka"}))
    answer = client.post(url, mine)
    assert answer.status_code == 409
    assert [item.name for item in answer.context["conflicts"]] == ["members"]
    assert "Siti Saya" in answer.text and "Siti Mereka" in answer.text
    kept = form_fields(answer)
    client.post(url, {**kept, "keep-members": "theirs"})
    assert household.members.get().name == "Siti Mereka"


def test_a_sealed_number_is_never_written_into_the_form(client, enter):
    enter()
    household = make_household(no_kk="3276110101210001")
    text = client.get(edit_url(household)).text
    assert "3276110101210001" not in text
    assert "3276••••••••••••" in text
    url = edit_url(household)
    client.post(url, fill(client, url, address="Gang Baru"))
    household.refresh_from_db()
    assert household.no_kk.reveal() == "3276110101210001"
    assert household.address == "Gang Baru"
