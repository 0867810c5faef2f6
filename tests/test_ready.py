"""The ready database of the suite is the one the migrations make today."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import ready


def test_the_ready_database_is_named_by_all_it_is_made_from():
    names = {str(file).replace(str(ready.ROOT) + "/", "") for file in ready.sources()}
    assert {
        "agencies/migrations/0001_initial.py",
        "p2wkss/base/append_only.py",
        "p2wkss/base/text_search.py",
        "p2wkss/base/closed.py",
        "p2wkss/base/triggers.py",
        "p2wkss/base/whole.py",
        "locations/models/evidence.py",
    } <= names
    assert any("auth/management" in name for name in names), "what makes permissions"
    assert any("axes/migrations" in name for name in names), "migrations of packages"


@pytest.mark.parametrize("name", ["households/migrations/0001_initial.py", "p2wkss/base/append_only.py"])
def test_another_content_of_a_file_is_another_database(name, monkeypatch):
    before = ready.fingerprint()
    read = Path.read_bytes
    changed = ready.ROOT / name
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"\n" if path == changed else read(path))
    assert ready.fingerprint.__wrapped__() != before


@pytest.mark.django_db
def test_no_migration_is_missing_in_the_copy():
    told = StringIO()
    call_command("migrate", "--check", stdout=told)
    assert "[ ]" not in told.getvalue()
