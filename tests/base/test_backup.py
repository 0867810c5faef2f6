"""A backup is sealed, whole or refused, and proves that it can be restored."""

import base64
import io
import json
import os

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from households.models import Household
from locations.models import Region
from p2wkss.base.backup import archive, media, sealed_stream
from p2wkss.base.backup.archive import Contents, check, restore, write_backup
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.proof import differences, open_numbers
from p2wkss.base.backup.scratch import database_url
from p2wkss.base.backup.sealed_stream import DamagedBackup, SealedReader, SealedWriter
from p2wkss.base.triggers import only_added, unguarded
from tests.makers import make_household, make_user

NUMBER = "3276110501109001"


def sealed(data: bytes) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


# The envelope


@given(st.lists(st.binary(max_size=300)), st.integers(1, 50))
@settings(max_examples=60)
def test_what_is_written_is_read_again_in_any_pieces(parts, size):
    out = io.BytesIO()
    writer = SealedWriter(out)
    for part in parts:
        writer.write(part)
    writer.close()
    reader = SealedReader(io.BytesIO(out.getvalue()))
    read = b"".join(iter(lambda: reader.read(size), b""))
    assert read == b"".join(parts)


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 200, 250])
def test_frames_join_without_a_seam(monkeypatch, size):
    monkeypatch.setattr(sealed_stream, "FRAME", 100)
    data = os.urandom(size)
    assert SealedReader(io.BytesIO(sealed(data))).read() == data


def test_nothing_of_the_content_is_readable():
    assert b"Siti" not in sealed(b"Siti Nurhasanah" * 100)


@given(st.data())
@settings(max_examples=150)
def test_a_file_changed_anywhere_is_refused(data):
    whole = bytearray(sealed(b"isi" * 50))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedBackup):
        SealedReader(io.BytesIO(bytes(whole))).verify()


@pytest.mark.parametrize("kind", ["cut", "dropped", "swapped", "repeated", "longer"])
def test_frames_that_are_missing_or_moved_are_noticed(monkeypatch, kind):
    monkeypatch.setattr(sealed_stream, "FRAME", 100)
    whole = sealed(os.urandom(400))
    start = whole.index(b"\n") + 1
    frames = [whole[at : at + 4 + 128] for at in range(start, len(whole), 132)]
    changed = {
        "cut": frames[:-1],
        "dropped": [frames[0], *frames[2:]],
        "swapped": [frames[1], frames[0], *frames[2:]],
        "repeated": [frames[0], *frames],
        "longer": [*frames, b"x"],
    }[kind]
    with pytest.raises(DamagedBackup):
        SealedReader(io.BytesIO(whole[:start] + b"".join(changed))).verify()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"P2WKSS-BACKUP 1 t1 \n", b"P2WKSS-BACKUP 9 t1 ab\n", b"\n" * 300]
)
def test_another_file_is_no_backup(data):
    with pytest.raises(DamagedBackup):
        SealedReader(io.BytesIO(data)).verify()


def test_without_its_key_a_backup_is_refused(settings):
    whole = sealed(b"isi")
    settings.SEALING_KEYS = "other:" + base64.b64encode(b"o" * 32).decode()
    with pytest.raises(DamagedBackup, match="key t1"):
        SealedReader(io.BytesIO(whole))


# The archive

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def portal(transactional_db, settings, tmp_path):
    """A small portal with a user, two sealed numbers and two files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "evidence").mkdir(parents=True)
    (settings.MEDIA_ROOT / "evidence" / "a.jpg").write_bytes(b"\xff\xd8" + os.urandom(2000))
    (settings.MEDIA_ROOT / "b.pdf").write_bytes(b"")
    make_user("staff")
    make_household(no_kk=NUMBER, address='Gang "Mawar"\\n\t3\n; é 😀 \\.')
    make_household(no_kk="3276112003129002", notes="x" * 5000)
    return settings


def backed_up(tmp_path, name="a.backup"):
    path = tmp_path / name
    call_command("backup", output=path, stdout=io.StringIO())
    return path


def state() -> dict:
    """Every table's rows and hash, and every file's."""
    store = store_for(connection)
    with store.snapshot():
        tables = {table: store.digest(table) for table in store.tables()}
    paths = media.media_paths(django_settings.MEDIA_ROOT)
    return {"tables": tables, "media": {path: (django_settings.MEDIA_ROOT / path).read_bytes() for path in paths}}


def test_a_restored_portal_is_what_it_was(portal, tmp_path):
    before = state()
    path = backed_up(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob("*.part")) == []
    Household.objects.all().delete()
    make_user("admin")
    Region.objects.update(name="Rusak")
    (portal.MEDIA_ROOT / "b.pdf").unlink()
    (portal.MEDIA_ROOT / "c.txt").write_text("baru")
    call_command("restore", path, replace=True, stdout=io.StringIO())
    assert state() == before
    assert Household.objects.get(no_kk__isnull=False, address__startswith="Gang").no_kk.reveal() == NUMBER
    assert open_numbers() == (3, 3)
    assert unguarded(connection, map(only_added, ["auditlog_logentry", "agencies_accessevent"])) == set()
    assert sorted(entry.name for entry in tmp_path.iterdir() if "media" in entry.name) == ["media"]


def test_new_rows_get_new_keys_after_a_restore(portal, tmp_path):
    path = backed_up(tmp_path)
    call_command("restore", path, replace=True, stdout=io.StringIO())
    known = set(Household.objects.values_list("pk", flat=True))
    assert make_household().pk not in known


def test_many_rows_travel_in_several_parts(portal, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MEMBER_BYTES", 500)
    before = state()
    path = backed_up(tmp_path)
    members = [name for name, _data in archive._members(path) if name.startswith("tables/locations_region/")]
    assert len(members) > 1 or connection.vendor == "sqlite"
    call_command("restore", path, replace=True, stdout=io.StringIO())
    assert state() == before


def test_sessions_and_the_cache_stay_behind(portal, tmp_path):
    tables = check(backed_up(tmp_path)).tables
    assert "django_session" not in tables and "cache" not in tables
    assert tables["households_household"]["rows"] == 2
    assert "auditlog_logentry" in tables and "django_migrations" in tables


@pytest.mark.parametrize("place", [0.02, 0.3, 0.7, 0.999])
def test_a_damaged_backup_is_refused_before_anything_is_touched(portal, tmp_path, place):
    path = backed_up(tmp_path)
    whole = bytearray(path.read_bytes())
    whole[int(len(whole) * place)] ^= 0xFF
    path.write_bytes(whole)
    before = state()
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", path, replace=True)
    assert state() == before


def test_a_backup_that_was_cut_off_is_refused(portal, tmp_path):
    path = backed_up(tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", path, replace=True)


def test_a_portal_with_users_is_not_replaced_by_accident(portal, tmp_path):
    path = backed_up(tmp_path)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", path)
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", tmp_path / "none", replace=True)


def test_a_backup_of_another_version_is_refused(portal, tmp_path, monkeypatch):
    store = store_for(connection)
    monkeypatch.setattr(type(store), "migrations", lambda self: ["base.0099_future"])
    with (tmp_path / "future.backup").open("wb") as file:
        write_backup(file, store, portal.MEDIA_ROOT)
    monkeypatch.undo()
    before = state()
    with pytest.raises(CommandError, match="migrations differ"):
        call_command("restore", tmp_path / "future.backup", replace=True)
    assert state() == before


def test_an_error_in_the_middle_of_a_restore_changes_nothing(portal, tmp_path, monkeypatch):
    path = backed_up(tmp_path)
    make_household()
    before = state()
    store = store_for(connection)
    fill, calls = type(store).fill, []

    def break_down(self, table, columns, data):
        calls.append(table)
        if table == "households_household":
            raise RuntimeError("power failure")
        fill(self, table, columns, data)

    monkeypatch.setattr(type(store), "fill", break_down)
    with pytest.raises(RuntimeError):
        restore(path, store, portal.MEDIA_ROOT)
    monkeypatch.undo()
    assert len(calls) > 5
    assert state() == before
    assert [entry.name for entry in tmp_path.iterdir() if "media" in entry.name] == ["media"]


def test_a_failed_backup_leaves_no_file(portal, tmp_path, monkeypatch):
    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr(archive, "_add_file", fail)
    with pytest.raises(OSError, match="disk full"):
        backed_up(tmp_path)
    assert list(tmp_path.glob("*.backup*")) == []


def test_the_differences_of_a_bad_restore_are_named(portal, tmp_path):
    contents = check(backed_up(tmp_path))
    store = store_for(connection)
    assert differences(contents, store, portal.MEDIA_ROOT) == []
    Region.objects.filter(level="rt").update(name="RT 9")
    (portal.MEDIA_ROOT / "evidence" / "a.jpg").write_bytes(b"x")
    found = differences(contents, store, portal.MEDIA_ROOT)
    assert [entry.split(":")[0] for entry in found] == ["table locations_region", "file evidence/a.jpg"]
    assert differences(Contents({}, {}), store, portal.MEDIA_ROOT)


def test_a_drill_restores_compares_opens_and_signs_in(portal, monkeypatch):
    before = state()
    out = io.StringIO()
    call_command("drill", stdout=out)
    said = out.getvalue()
    assert "3 sealed numbers open." in said
    assert f"{get_user_model().objects.get().username} can sign in." in said
    assert said.strip().endswith("The backup can be restored.")
    assert state() == before
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'p2wkss_drill_%%'")
            assert cursor.fetchone() == (0,)


def test_the_proof_changes_a_password_only_in_a_scratch_copy(portal, tmp_path):
    with pytest.raises(CommandError, match="scratch"):
        call_command("drill", backed_up(tmp_path), prove=True)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({"USER": "u", "PASSWORD": "p@/:", "HOST": "db", "PORT": 5432}, "postgres://u:p%40%2F%3A@db:5432/x"),
        ({"USER": "u", "PASSWORD": "", "HOST": "/run/pg", "PORT": ""}, "postgres://u:@/x?host=%2Frun%2Fpg"),
        (
            {"USER": "u", "PASSWORD": "p", "HOST": "", "PORT": "", "OPTIONS": {"host": "/run/pg", "sslmode": "prefer"}},
            "postgres://u:p@/x?host=%2Frun%2Fpg&sslmode=prefer",
        ),
    ],
)
def test_the_scratch_database_is_beside_the_real_one(given, url):
    assert database_url(given, "x") == url


def test_the_contents_are_plain_json(portal, tmp_path):
    path = backed_up(tmp_path)
    name, data = next(archive._members(path))
    head = json.loads(data)
    assert name == "head.json" and head["vendor"] == connection.vendor
    assert NUMBER.encode() not in b"".join(data for _name, data in archive._members(path))
