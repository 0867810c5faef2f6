"""A restore happens whole or not at all: on a disk of its own, when killed at any step, and from an older version."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from households.models import Household
from p2wkss.base.backup import media
from p2wkss.base.backup.archive import head_of
from p2wkss.base.backup.media import finish, media_paths
from p2wkss.base.backup.upgrade import is_older, last_migrations
from p2wkss.base.models import RestoredMedia
from tests.makers import make_household, make_user

NUMBER = "3276110501109001"


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def portal(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "evidence").mkdir(parents=True)
    (settings.MEDIA_ROOT / "evidence" / "a.jpg").write_bytes(b"lama")
    (settings.MEDIA_ROOT / "b.pdf").write_bytes(b"surat")
    make_user("staff")
    make_household(no_kk=NUMBER)
    return settings


@pytest.fixture
def backup(portal, tmp_path):
    """A backup of one family and two files; since then there is another family, and one file is another one."""
    path = tmp_path / "a.backup"
    call_command("backup", output=path, stdout=io.StringIO())
    make_household()
    (portal.MEDIA_ROOT / "b.pdf").unlink()
    (portal.MEDIA_ROOT / "c.txt").write_bytes(b"baru")
    return path


def now():
    root = Path(django_settings.MEDIA_ROOT)
    return Household.objects.count(), {path: (root / path).read_bytes() for path in media_paths(root)}


BEFORE = (2, {"evidence/a.jpg": b"lama", "c.txt": b"baru"})
AFTER = (1, {"evidence/a.jpg": b"lama", "b.pdf": b"surat"})


def leftovers(root):
    return [entry.name for entry in root.iterdir() if entry.name.startswith((media.STAGED, media.OLD))]


def test_the_folder_itself_is_never_renamed(portal, backup, monkeypatch):
    """As on a disk of its own, where neither it nor a neighbour can take its place."""
    where = portal.MEDIA_ROOT.stat().st_ino
    rename = Path.rename

    def refuse(path, target):
        assert Path(target).is_relative_to(portal.MEDIA_ROOT) and path != portal.MEDIA_ROOT, "another disk"
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    call_command("restore", backup, replace=True, stdout=io.StringIO())
    assert now() == AFTER
    assert portal.MEDIA_ROOT.stat().st_ino == where
    assert leftovers(portal.MEDIA_ROOT) == []


@pytest.mark.parametrize("step", [0, 2, 3, 4, 5, 6, 7])
def test_a_restore_that_is_killed_has_happened_or_not(portal, backup, monkeypatch, step):
    """Killed before the n-th of its renames, writes and removals; what the next start does completes it."""
    steps = iter(range(100))

    def dying(act):
        def run(*args, **kwargs):
            if next(steps) == step:
                raise Killed
            return act(*args, **kwargs)

        return run

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", dying(Path.rename))
        patch.setattr(media, "put", dying(media.put))
        patch.setattr(shutil, "rmtree", lambda *args, **kwargs: None)  # a killed process tidies nothing
        with contextlib.suppress(Killed):
            call_command("restore", backup, replace=True, stdout=io.StringIO())
    has_happened = RestoredMedia.objects.exists() or Household.objects.count() == 1
    finish(portal.MEDIA_ROOT)
    assert now() == (AFTER if has_happened else BEFORE)
    assert leftovers(portal.MEDIA_ROOT) == []
    assert not RestoredMedia.objects.exists()


def test_what_is_staged_is_no_evidence_and_in_no_backup(portal, tmp_path):
    folder = media.stage(portal.MEDIA_ROOT, 0)
    media.put(folder, "evidence/rahasia.jpg", b"x")
    assert media_paths(portal.MEDIA_ROOT) == ["b.pdf", "evidence/a.jpg"]
    assert folder.joinpath("files").stat().st_mode & 0o077 == 0


def test_a_start_leaves_a_running_restore_alone(portal):
    with media.restoring(portal.MEDIA_ROOT):
        folder = media.stage(portal.MEDIA_ROOT, 0)
        finish(portal.MEDIA_ROOT)
        assert folder.exists()
    finish(portal.MEDIA_ROOT)
    assert not folder.exists()


def test_two_restores_do_not_meet(portal, backup):
    with media.restoring(portal.MEDIA_ROOT), pytest.raises(CommandError, match="another restore is running"):
        call_command("restore", backup, replace=True, stdout=io.StringIO())
    assert now() == BEFORE


def test_too_little_room_is_said_before_anything_is_touched(portal, backup, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(CommandError, match="Nothing was changed. .* bytes are needed"):
        call_command("restore", backup, replace=True, stdout=io.StringIO())
    assert now() == BEFORE


def test_a_backup_says_by_which_version_it_was_made(portal, backup):
    head = head_of(backup)
    assert head["version"] == django_settings.VERSION
    assert set(head) >= {"commit", "made_at", "migrations", "probe"}


def test_an_older_backup_is_restored_and_migrated_up(portal, tmp_path):
    """The older version is this program migrated back by one step of the ground floor, in a database of its own."""
    older = tmp_path / "older"
    older.mkdir()
    environment = {**os.environ, "MEDIA_ROOT": str(older / "media"), "CI": "", "P2WKSS_DRILL": "1"}
    if connection.vendor == "postgresql":
        pytest.skip("one database is enough for the steps; the scratch database is the drill's")
    environment["DATABASE_URL"] = f"sqlite:///{older / 'older.sqlite3'}"

    def run(*arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments], env=environment, check=True, cwd=django_settings.BASE_DIR
        )

    run("migrate", "--verbosity", "0")
    run("createcachetable")
    run("migrate", "base", "0002", "--verbosity", "0")
    (older / "media").mkdir()
    (older / "media" / "foto.jpg").write_bytes(b"foto")
    run("shell", "-c", WRITE_OLDER % {"path": str(tmp_path / "older.backup"), "media": str(older / "media")})
    head = head_of(tmp_path / "older.backup")
    assert is_older(head)
    assert ("base", "0002_key_probe") in last_migrations(head["migrations"])
    out = io.StringIO()
    call_command("restore", tmp_path / "older.backup", replace=True, stdout=out)
    assert "migrated up first" in out.getvalue()
    assert now() == (0, {"foto.jpg": b"foto"})


WRITE_OLDER = """
from pathlib import Path
from django.db import connection
from p2wkss.base.backup.archive import write_backup
from p2wkss.base.backup.databases import store_for
with open(%(path)r, "wb") as file:
    write_backup(file, store_for(connection), Path(%(media)r))
"""


def test_a_backup_of_a_newer_version_is_no_older_one(portal, backup):
    head = head_of(backup)
    assert not is_older(head)
    assert not is_older({**head, "migrations": [*head["migrations"][1:], "base.0099_future"]})
    assert is_older({**head, "migrations": head["migrations"][1:]})
    json.dumps(head)


def test_where_no_scratch_database_may_be_made_the_drill_says_what_to_grant(portal, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite asks nobody")
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS p2wkss_tanpa_hak")
        cursor.execute("CREATE ROLE p2wkss_tanpa_hak")
        cursor.execute("GRANT pg_read_all_data TO p2wkss_tanpa_hak")
        cursor.execute("SET ROLE p2wkss_tanpa_hak")
    try:
        with pytest.raises(CommandError, match="CREATEDB"):
            call_command("drill", stdout=io.StringIO())
    finally:
        connection.rollback() if connection.in_atomic_block else None
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("REVOKE pg_read_all_data FROM p2wkss_tanpa_hak")
            cursor.execute("DROP ROLE p2wkss_tanpa_hak")
