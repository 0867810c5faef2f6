"""Pages of imports: upload, preview, storing, refused rows, work under way; for each role."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import AccessEvent
from agencies.roles import Role
from households.models import Household, ImportBatch, ImportPart, Member
from imports.keeping import sealed_parts
from imports.services import batches
from tests.browsing import fill
from tests.imports.import_files import counts, imported, operator, page, previewed
from tests.imports.register_files import HEADER, PEOPLE, A, altered, text
from tests.makers import CURUG, make_household, make_user

pytestmark = pytest.mark.django_db

LIST, UPLOAD = reverse("imports:import_list"), reverse("imports:import_add")
State = ImportBatch.State


def upload(client, content, name="data.csv", **values):
    content = content if isinstance(content, bytes) else text(content).encode()
    data = fill(client, UPLOAD, **values)
    return client.post(UPLOAD, {**data, "file": SimpleUploadedFile(name, content)})


def step(client, name, batch, **values):
    return client.post(page(name, batch), fill(client, page(name, batch), **values))


def test_a_file_is_uploaded_previewed_and_stored(client, owner):
    answer = upload(client, PEOPLE)
    batch = ImportBatch.objects.get()
    assert answer.url == batch.get_absolute_url()
    shown = client.get(answer.url)
    assert "Semua baris dapat disimpan" in shown.text
    assert not Household.objects.exists()
    assert step(client, "commit", batch).url == batch.get_absolute_url()
    assert Member.objects.count() == 8
    done = client.get(batch.get_absolute_url()).text
    assert "Data keluarga tersimpan" in done
    assert "3 keluarga baru" in done


def test_the_same_upload_sent_twice_is_one_batch(client, owner):
    data = fill(client, UPLOAD)
    answers = [
        client.post(UPLOAD, {**data, "file": SimpleUploadedFile("data.csv", text(PEOPLE).encode())})
        for _click in range(2)
    ]
    batch = ImportBatch.objects.get()
    assert [answer.url for answer in answers] == [batch.get_absolute_url()] * 2


def test_storing_twice_stores_once(client, owner):
    batch = previewed(PEOPLE, owner)
    data = fill(client, page("commit", batch))
    first, second = [client.post(page("commit", batch), data) for _click in range(2)]
    assert first.url == second.url == batch.get_absolute_url()
    again = client.post(page("commit", batch), {})
    assert again.url == batch.get_absolute_url()
    batch.refresh_from_db()
    assert (batch.state, batch.problem, batch.families_new) == (State.DONE, "", 3)
    assert counts()["Member"] == 8


REFUSED = [
    (b"", "data.csv", "Berkas ini kosong"),
    (b"a,b\n1,2\n", "data.pdf", "tidak sesuai dengan akhiran"),
    (b"%PDF-1.7\n%abc\n1 0 obj\n", "data.csv", "bukan tabel CSV"),
    (b"PK\x03\x04rusak", "data.xlsx", "Berkas Excel ini rusak"),
    ((",".join(HEADER) + "\n").encode(), "data.csv", "hanya berisi judul kolom"),
    (b"\x00".join([b"no_kk", b"nik"]) + b"\n", "data.csv", "NUL"),
    (text().encode() + b"\xff\xfe\x81\n", "data.csv", "Huruf dalam berkas ini"),
]


@pytest.mark.parametrize(("content", "name", "sentence"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(client, owner, content, name, sentence):
    before = counts()
    answer = upload(client, content, name)
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors["file"])
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.parts.exists(), counts()) == (State.FAILED, False, before)
    assert sentence in client.get(batch.get_absolute_url()).text


def test_another_file_can_follow_a_refused_one_from_the_same_page(client, owner):
    refused = upload(client, b"")
    token = refused.context["form"]["form_token"].value()
    answer = client.post(UPLOAD, {"form_token": token, "file": SimpleUploadedFile("data.csv", text().encode())})
    assert answer.status_code == 302
    assert ImportBatch.objects.filter(state=State.PREVIEW).count() == 1


def test_without_a_file_the_form_says_so(client, owner):
    answer = client.post(UPLOAD, fill(client, UPLOAD))
    assert answer.context["form"].errors["file"] == ["Pilih berkasnya lebih dahulu."]
    assert not ImportBatch.objects.exists()


# --- preview ---


def test_the_preview_says_from_what_to_what_and_masks_numbers(client, owner):
    imported(PEOPLE, owner)
    people = altered("nama", "Ahmad Sutisno")
    people[0][6] = "SMA"
    batch = previewed(people, owner)
    shown = client.get(page("families", batch) + "?jenis=changed").text
    for words in ("Ahmad Sutisna", "menjadi", "Ahmad Sutisno", "SLTP/Sederajat", "SLTA/Sederajat", "RT 001 / RW 002"):
        assert words in shown
    assert "Nur&#x27;aini" not in shown
    for url in (batch.get_absolute_url(), page("families", batch), page("findings", batch)):
        answer = client.get(url).text
        assert not [number for number in (A, PEOPLE[0][1], PEOPLE[3][1]) if number in answer]


def test_every_change_of_the_preview_is_said_in_words(client, owner):
    imported(PEOPLE, owner)
    people = [list(row) for row in PEOPLE]
    people[0][3], people[1][3] = "Suami", "Kepala Keluarga"
    people[2][0] = PEOPLE[3][0]
    people[4][5], people[5][4] = "30-12-1999", "L"
    people[7][9:12] = ["003", "Bojongsari", "Jl. Melati No. 9"]
    for row in people[5:7]:
        row[9:12] = ["003", "Bojongsari", "Jl. Melati No. 9"]
    shown = client.get(page("families", previewed(people, owner))).text
    for slug in ("husband", "child", "1999-12-30", "32.76.11", "hubungan:", "wilayah"):
        assert slug not in shown
    for words in ("Suami", "Pindah ke keluarga ini", "30 Desember 1999", "RT 001 / RW 003", "Jl. Melati No. 9"):
        assert words in shown


def test_findings_name_row_column_message_and_code(client, owner):
    batch = previewed(altered("nik", "salah", row=4), owner)
    shown = client.get(page("findings", batch)).text
    for words in ("Baris 6", "NIK", "16 angka", "nik_format", "Salah"):
        assert words in shown
    assert "Baris 6" not in client.get(page("findings", batch) + "?jenis=warning").text


def letters(number):
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))


def test_long_previews_come_page_by_page(client, owner):
    people = [
        [f"32761105011{number:05d}", f"32761117087{number:05d}", f"Warga {letters(number)}", *PEOPLE[0][3:]]
        for number in range(1001, 1061)
    ]
    batch = previewed(people, owner)
    first, second = (client.get(page("families", batch) + f"?jenis=new&page={number}").text for number in (1, 2))
    assert "Warga BAAB" in first
    assert "Warga BAGA" not in first
    assert "Warga BAGA" in second
    assert "page=2" in first
    assert client.get(page("families", batch) + "?page=99").status_code == 200


# --- storing what is valid, and the rest ---


def test_only_the_valid_families_are_stored_when_others_have_errors(client, owner):
    batch = previewed(altered("nik", "salah", row=4), owner)
    shown = client.get(batch.get_absolute_url())
    assert page("commit_valid", batch) in shown.text
    assert page("commit", batch) + '"' not in shown.text
    assert step(client, "commit", batch).status_code == 200
    assert not Household.objects.exists()
    step(client, "commit_valid", batch)
    assert Household.objects.count() == 2
    done = client.get(batch.get_absolute_url()).text
    assert "Unduh baris yang ditolak" in done


def test_the_refused_rows_come_back_with_reasons_mended_and_sent_again(client, owner):
    batch = imported(altered("nik", "salah", row=4), owner, only_valid=True)
    answer = client.get(page("refused", batch))
    sheet = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "alasan_ditolak" in sheet.splitlines()[0]
    assert len(sheet.splitlines()) == 3
    assert "NIK harus terdiri dari 16 angka" in sheet
    assert "attachment" in answer.headers["Content-Disposition"]
    upload(client, sheet.replace("salah", PEOPLE[4][1]).encode())
    mended = ImportBatch.objects.first()
    assert (mended.outcome, mended.families_new) in {("ACCEPT", 1), ("ACCEPT_WARN", 1)}
    step(client, "commit", mended)
    assert Member.objects.count() == 8


def test_the_refused_rows_are_for_who_sent_them(client, owner):
    batch = previewed(altered("nik", "salah", row=4), owner)
    client.force_login(make_user(Role.STAFF))
    assert "Unduh baris yang ditolak" not in client.get(batch.get_absolute_url()).text
    assert client.get(page("refused", batch)).status_code == 403


def test_an_administrator_takes_the_rows_of_others_with_a_reason(client, owner):
    batch = previewed(altered("nik", "salah", row=4), owner)
    client.force_login(make_user(Role.ADMIN))
    assert "attachment" not in client.get(page("refused", batch)).headers.get("Content-Disposition", "")
    assert step(client, "refused", batch).context["form"].errors["form_reason"]
    answer = step(client, "refused", batch, form_reason="Membantu kelurahan memperbaiki berkasnya")
    assert b"alasan_ditolak" in b"".join(answer.streaming_content)
    assert AccessEvent.objects.get().reason == "Membantu kelurahan memperbaiki berkasnya"


def test_taking_the_refused_rows_is_noted(client, owner):
    batch = previewed(altered("nik", "salah", row=4), owner)
    client.get(page("refused", batch))
    event = AccessEvent.objects.get()
    assert (event.user, event.kind, event.count) == (owner, "export", 1)


def test_a_purged_file_gives_no_refused_rows(client, owner):
    batch = previewed(altered("nik", "salah", row=4), owner)
    sealed_parts.forget(batch, ImportPart.Kind)
    assert client.get(page("refused", batch)).url == batch.get_absolute_url()
    assert "Rincian impor dihapus" in client.get(page("families", batch)).text


def test_what_somebody_edited_after_the_preview_is_not_overwritten(client, owner):
    imported(PEOPLE, owner)
    batch = previewed(altered("alamat", "Jl. Baru No. 1"), owner)
    family = Household.objects.with_no_kk(A).get()
    family.phone = "0812"
    family.version += 1
    family.save()
    step(client, "commit", batch)
    shown = client.get(batch.get_absolute_url()).text
    assert "diubah orang lain setelah pratinjau" in shown
    family.refresh_from_db()
    assert family.address == "Jl. Mawar No. 3"


# --- giving up and taking back ---


def test_a_cancelled_import_says_so_and_offers_nothing_more(client, owner):
    batch = previewed(PEOPLE, owner)
    assert step(client, "cancel", batch).url == batch.get_absolute_url()
    shown = client.get(batch.get_absolute_url()).text
    assert "Impor ini dibatalkan" in shown
    assert page("commit", batch) not in shown
    assert "tidak dapat disimpan" in client.post(page("commit", batch), {}).text


# --- work under way ---


def at_work(batch, state, worker):
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=state, worker=worker, rows_done=400, rows_total=1000, heartbeat_at=batch.updated_at
    )


def test_work_under_way_shows_its_progress_and_no_buttons(client, owner, monkeypatch):
    monkeypatch.setattr("imports.services.state.is_alive", lambda *args: True)
    batch = previewed(PEOPLE, owner)
    at_work(batch, State.COMMITTING, "lain")
    shown = client.get(batch.get_absolute_url()).text
    assert page("progress", batch) in shown
    assert page("commit", batch) not in shown
    news = client.get(page("progress", batch)).json()
    assert (news["percent"], news["finished"], news["url"]) == (40, False, batch.get_absolute_url())
    assert "400 dari 1.000 baris" in news["text"]


@pytest.mark.parametrize(
    ("state", "total", "said"),
    [
        (State.PREVIEW, 1000, "Berkas sedang diperiksa"),
        (State.COMMITTING, 1000, "Data sedang disimpan"),
        (State.DONE, 1000, "Data sedang disimpan"),
        (State.UNDOING, 0, "Impor sedang dikembalikan"),
        (State.UNDONE, 0, "Impor sedang dikembalikan"),
    ],
)
def test_a_page_names_the_work_under_way_to_its_last_moment(client, owner, monkeypatch, state, total, said):
    monkeypatch.setattr("imports.services.state.is_alive", lambda *args: True)
    batch = imported(PEOPLE, owner)
    if state == State.UNDONE:
        batches.undo(batch, owner)
    at_work(batch, state, "lain")
    ImportBatch.objects.filter(pk=batch.pk).update(rows_total=total)
    assert said in client.get(batch.get_absolute_url()).text


def test_work_that_was_cut_off_is_found_waiting_again(client, owner, monkeypatch):
    monkeypatch.setattr("imports.services.state.is_alive", lambda *args: False)
    batch = previewed(PEOPLE, owner)
    at_work(batch, State.COMMITTING, "mati")
    assert client.get(page("progress", batch)).json()["finished"] is True
    shown = client.get(batch.get_absolute_url()).text
    assert "Proses terhenti" in shown
    step(client, "commit", batch)
    assert Member.objects.count() == 8


def test_a_file_that_was_received_only_can_be_read_later(client, owner):
    batch = batches.receive(text().encode(), owner=owner, filename="a.csv")
    assert page("preview", batch) in client.get(batch.get_absolute_url()).text
    step(client, "preview", batch)
    batch.refresh_from_db()
    assert batch.state == State.PREVIEW


# --- who ---


def test_a_batch_of_somebody_else_is_not_there(client, owner):
    batch = previewed(PEOPLE, owner)
    client.force_login(operator(CURUG))
    names = ["detail", "families", "findings", "progress", "preview", "columns", "commit", "commit_valid", "cancel"]
    for name in [*names, "undo", "refused"]:
        assert client.get(page(name, batch)).status_code == 404, name
    assert batch.original_name not in client.get(LIST).text


def test_staff_see_the_batches_of_all(client, owner):
    batch = previewed(PEOPLE, owner)
    client.force_login(make_user(Role.STAFF))
    assert str(owner) in client.get(LIST).text
    assert client.get(batch.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("role", [Role.AGENCY, Role.CADRE, Role.EVALUATOR, Role.LEADER])
def test_other_roles_import_nothing(client, owner, role):
    batch = previewed(PEOPLE, owner)
    client.force_login(make_user(role))
    for url in (LIST, UPLOAD, batch.get_absolute_url(), reverse("imports:import_template")):
        assert client.get(url).status_code == 403


def test_a_large_preview_costs_as_many_queries_as_a_small_one(client, owner, django_assert_max_num_queries):
    make_household(no_kk=A, head="Ahmad")
    batch = previewed(altered("nik", "salah", row=4), owner)
    client.get(LIST)
    for url in (batch.get_absolute_url(), page("families", batch), page("findings", batch), page("columns", batch)):
        with django_assert_max_num_queries(15):
            client.get(url)


def test_what_a_file_says_is_never_run_as_a_page(client, owner):
    bad = "<img src=x onerror=alert(1)>"
    imported(PEOPLE, owner)
    people = [[*row[:11], f"Jl. {bad}", row[12]] for row in PEOPLE]
    batch = previewed(text([[*row, "1"] for row in people], header=[*HEADER, bad]), owner, filename=f"{bad}.csv")
    unknown = [heading if heading != "nama" else bad for heading in HEADER]
    waiting = previewed(text(PEOPLE, header=unknown), owner)
    urls = [LIST, page("columns", waiting), waiting.get_absolute_url()]
    urls += [batch.get_absolute_url()] + [page(name, batch) for name in ("families", "findings", "columns", "commit")]
    for url in urls:
        answer = client.get(url).text
        assert bad not in answer, url
    assert "&lt;img" in client.get(page("columns", waiting)).text


def test_strange_values_in_an_address_show_the_first_page(client, owner):
    batch = previewed(PEOPLE, owner)
    for query in ("jenis=lain&page=nol", "page=-1", "page=99999999999", "jenis=%00", "page=%EF%BC%92"):
        for name in ("families", "findings"):
            assert client.get(f"{page(name, batch)}?{query}").status_code == 200
