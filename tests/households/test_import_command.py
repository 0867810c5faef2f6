"""`manage.py import_register`: who may, what it prints, how it ends. The corpus has a test of its own."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from agencies.roles import Role
from households.models import ImportBatch, Member
from households.services import imports
from tests.households.import_files import counts, operator, previewed
from tests.households.register_files import PEOPLE, altered, text
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


def test_a_register_that_changes_under_the_commit_ends_with_a_sentence(file, clerk, monkeypatch):
    def changed(batch, by):
        raise imports.RegisterChanged

    monkeypatch.setattr(imports, "store", changed)
    with pytest.raises(CommandError, match="tidak ada yang disimpan") as failure:
        run(file(), clerk, "--commit", "--json")
    assert failure.value.returncode == 1
    assert Member.objects.count() == 0
