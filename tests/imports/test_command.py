"""`manage.py import_register`: who may, what it prints, how it ends. The corpus has a test of its own."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections

from agencies.roles import Role
from households.models import ImportBatch, ImportPart, Member
from imports.keeping import sealed_parts
from imports.management.commands.import_register import Command
from imports.services import batches
from tests.imports.import_files import counts, imported, operator, previewed
from tests.imports.register_files import PEOPLE, altered, text
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return operator()


@pytest.fixture
def file(tmp_path):
    """A function that writes people, or a text, into a file."""

    def write(content=PEOPLE):
        path = tmp_path / "data.csv"
        path.write_text(content if isinstance(content, str) else text(content))
        return path

    return write


def run(path, user, *flags):
    out = io.StringIO()
    call_command("import_register", str(path), "--as", user.username, *flags, stdout=out)
    return out.getvalue()


@pytest.fixture
def status_of(monkeypatch):
    """A function that runs the command as the shell does; returns its exit status."""
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run_it(*arguments):
        try:
            Command(stdout=io.StringIO(), stderr=io.StringIO()).run_from_argv(
                ["manage.py", "import_register", *arguments]
            )
        except SystemExit as ending:
            return ending.code
        return 0

    return run_it


def test_without_commit_nothing_is_stored(file, clerk):
    before = counts()
    verdict = json.loads(run(file(), clerk, "--json"))
    assert (verdict["outcome"], verdict["new"], counts()) == ("ACCEPT", 3, before)
    assert ImportBatch.objects.get(public_id=verdict["batch"]).owner == clerk


def test_the_verdict_is_one_line_of_json_and_nothing_else(file, clerk):
    for people in (PEOPLE, altered("nik", "salah")):
        said = run(file(people), clerk, "--json", "--commit")
        assert said.endswith("}\n")
        assert said.count("\n") == 1
        json.loads(said)


@pytest.mark.parametrize(("flags", "members"), [(["--commit"], 0), (["--commit", "--only-valid"], 5), ([], 0)])
def test_families_without_an_error_are_stored_only_when_asked_for(flags, members, file, clerk):
    verdict = json.loads(run(file(altered("nik", "salah")), clerk, "--json", *flags))
    assert (verdict["outcome"], verdict["rows_ok"], verdict["rows_error"]) == ("ROW_ERRORS", 7, 1)
    assert Member.objects.count() == members


def test_a_refused_file_is_a_verdict_and_leaves_no_upload(file, clerk):
    verdict = json.loads(run(file("a,b\n1,2\n"), clerk, "--json", "--commit"))
    assert verdict["outcome"] == "REJECT_FILE"
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.parts.count()) == (ImportBatch.State.FAILED, 0)


def test_a_person_reads_sentences(file, clerk):
    said = run(file(altered("nik", "salah")), clerk)
    assert "Baris: 8 terbaca, 7 benar, 1 salah." in said
    assert "Keluarga: 2 baru, 0 berubah, 0 tetap." in said
    assert "- NIK harus terdiri dari 16 angka" in said


@pytest.mark.parametrize("role", [Role.CADRE, Role.AGENCY, Role.LEADER, Role.EVALUATOR])
def test_who_may_not_import_gets_no_verdict(role, file, clerk):
    with pytest.raises(CommandError, match="tidak berhak"):
        run(file(), make_user(role), "--json")
    assert not ImportBatch.objects.exists()


def test_unknown_users_missing_users_and_missing_files_are_named(file, clerk, tmp_path):
    with pytest.raises(CommandError, match="“nobody” tidak ada"):
        call_command("import_register", str(file()), "--as", "nobody")
    with pytest.raises(CommandError, match="--as"):
        call_command("import_register", str(file()))
    with pytest.raises(CommandError, match="tidak ada atau tidak dapat dibaca"):
        run(tmp_path / "missing.csv", clerk)
    clerk.is_active = False
    clerk.save()
    with pytest.raises(CommandError, match="tidak aktif"):
        run(file(), clerk)


def test_a_bulk_load_may_ask_for_more_rows(file, clerk, monkeypatch):
    many = previewed(PEOPLE, clerk)
    assert many.max_rows == 20_000
    run(file(), clerk, "--max-rows", "30000", "--json")
    assert ImportBatch.objects.latest("pk").max_rows == 30_000


# --- the register changes while it is being stored ---


@pytest.fixture
def changing(monkeypatch):
    """The first attempt to store finds the register changed."""

    store = batches.store

    def changed(batch, by):
        monkeypatch.setattr(batches, "store", store)
        raise batches.RegisterChanged

    monkeypatch.setattr(batches, "store", changed)


def test_a_register_that_changes_under_the_commit_ends_with_a_verdict(file, clerk, changing):
    verdict = json.loads(run(file(), clerk, "--commit", "--json"))
    assert (verdict["outcome"], verdict["rows_ok"], verdict["new"]) == ("ACCEPT", 8, 3)
    assert verdict["codes"] == ["changed"]
    assert "tidak ada yang disimpan" in verdict["messages"][0]
    assert Member.objects.count() == 0
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.worker, batch.codes) == (ImportBatch.State.PREVIEW, "", [])


def test_its_verdict_is_that_of_the_new_preview(file, clerk, monkeypatch):
    store = batches.store

    def changed(batch, by):
        monkeypatch.setattr(batches, "store", store)
        imported(PEOPLE[:3], clerk)
        raise batches.RegisterChanged

    monkeypatch.setattr(batches, "store", changed)
    verdict = json.loads(run(file(), clerk, "--commit", "--json"))
    assert (verdict["new"], verdict["unchanged"]) == (2, 1)
    assert Member.objects.count() == 3


def test_a_person_reads_that_nothing_was_stored_and_what_to_do(file, clerk, changing):
    said = run(file(), clerk, "--commit").splitlines()
    assert said[0] == "Dapat diimpor (Pratinjau)."
    assert any(line.startswith("- Data keluarga berubah selama disimpan") for line in said)
    assert said[-1] == "Tidak ada yang disimpan. Jalankan perintah yang sama sekali lagi."
    run(file(), clerk, "--commit")
    assert Member.objects.count() == 8


def test_what_the_portal_does_with_the_batch_meanwhile_is_not_undone(file, clerk, monkeypatch):
    preview = batches.preview

    def stored_by_the_page(batch, **options):
        preview(batch, **options)
        batches.commit(ImportBatch.objects.get(pk=batch.pk), clerk)

    monkeypatch.setattr(batches, "preview", stored_by_the_page)
    said = run(file(), clerk, "--commit")
    assert said.splitlines()[-1].startswith("Tersimpan.")
    assert Member.objects.count() == 8


def test_a_file_that_is_gone_before_it_is_stored_keeps_its_verdict(file, clerk, monkeypatch):
    preview = batches.preview

    def purged(batch, **options):
        preview(batch, **options)
        sealed_parts.forget(batch, [ImportPart.Kind.UPLOAD, ImportPart.Kind.ROWS])

    monkeypatch.setattr(batches, "preview", purged)
    verdict = json.loads(run(file(), clerk, "--commit", "--json"))
    assert (verdict["outcome"], verdict["rows_ok"], Member.objects.count()) == ("ACCEPT", 8, 0)
    assert verdict["codes"] == ["no_upload"]


# --- how it ends ---

WRONG = altered("nik", "salah")
ENDINGS = [
    (PEOPLE, [], "Tidak ada yang disimpan. Tambahkan --commit", 0),
    (PEOPLE, ["--commit"], "Tersimpan. Impor ini dapat dikembalikan", 8),
    (WRONG, [], "Tidak ada yang disimpan, karena ada baris yang salah", 0),
    (WRONG, ["--commit"], "Tidak ada yang disimpan, karena ada baris yang salah", 0),
    (WRONG, ["--commit", "--only-valid"], "Tersimpan, kecuali 1 keluarga", 5),
    (WRONG[:3], ["--commit", "--only-valid"], "Tidak ada yang disimpan, karena tidak ada keluarga yang benar", 0),
    ("a,b\n1,2\n", ["--commit"], "Tidak ada yang disimpan. Perbaiki berkasnya", 0),
    ("", ["--commit"], "Tidak ada yang disimpan. Perbaiki berkasnya", 0),
]


@pytest.mark.parametrize(("content", "flags", "last", "members"), ENDINGS)
def test_the_last_words_say_what_is_stored_and_what_to_do(content, flags, last, members, file, clerk):
    said = run(file(content), clerk, *flags).splitlines()
    assert said[-1].startswith(last)
    assert Member.objects.count() == members


@pytest.mark.parametrize(("content", "flags", "_last", "_members"), ENDINGS)
def test_the_command_ends_with_0_whenever_there_is_a_verdict(content, flags, _last, _members, file, clerk, status_of):
    assert status_of(str(file(content)), "--as", clerk.username, "--json", *flags) == 0


def test_a_changed_register_ends_with_0_as_well(file, clerk, changing, status_of):
    assert status_of(str(file()), "--as", clerk.username, "--json", "--commit") == 0


def test_without_a_verdict_the_command_fails(file, clerk, tmp_path, status_of):
    unreadable = [str(tmp_path / "missing.csv"), str(tmp_path)]
    for path in unreadable:
        assert status_of(path, "--as", clerk.username, "--json") == 1, path
    assert status_of(str(file()), "--as", "nobody", "--json") == 1
    assert status_of(str(file()), "--json") == 2
    assert not ImportBatch.objects.exists()


def test_a_file_that_another_process_reads_first_has_no_verdict(file, clerk, monkeypatch):
    def busy(batch, **options):
        raise ValidationError("Impor ini sedang dikerjakan.", code="busy")

    monkeypatch.setattr(batches, "preview", busy)
    with pytest.raises(CommandError, match="sedang dikerjakan") as failure:
        run(file(), clerk, "--json")
    assert failure.value.returncode == 1
