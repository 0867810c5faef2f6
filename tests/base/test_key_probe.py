"""Keys that do not fit the database are noticed and named, before anything is doubled or lost."""

import base64
import os

import pytest
from django.core.management import call_command
from django.db import connection

from households.models import Household, ImportBatch
from imports.services.batches import receive
from p2wkss.base import rotation
from p2wkss.base.backup.archive import WrongPlace, restore, write_backup
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.sealed_stream import DamagedBackup
from p2wkss.base.models import KeyProbe
from p2wkss.base.probe import WrongKeys, check_keys, make_probe
from tests.makers import make_household, make_user

pytestmark = pytest.mark.django_db
NUMBER = "3276110501109001"


def fresh_key():
    return base64.b64encode(os.urandom(32)).decode()


WRONG = [
    ("SEALING_KEYS", lambda: f"t1:{fresh_key()}"),
    ("SEALING_KEYS", lambda: f"lain:{fresh_key()}"),
    ("INDEX_KEY", fresh_key),
]
each_wrong_key = pytest.mark.parametrize(("name", "value"), WRONG)


def test_a_migrated_database_has_a_probe_that_fits():
    assert KeyProbe.objects.count() == 1
    check_keys()


@each_wrong_key
def test_a_key_that_does_not_fit_is_named(settings, name, value):
    setattr(settings, name, value())
    with pytest.raises(WrongKeys, match=f"^{name} does not fit"):
        check_keys()


def test_an_earlier_key_kept_behind_the_new_one_fits(settings):
    settings.SEALING_KEYS = f"baru:{fresh_key()},{settings.SEALING_KEYS}"
    check_keys()


def test_a_database_without_a_probe_has_no_answer():
    KeyProbe.objects.all().delete()
    check_keys()


@each_wrong_key
def test_an_older_database_gets_its_probe_only_with_its_own_keys(settings, name, value):
    make_household(no_kk=NUMBER)
    KeyProbe.objects.all().delete()
    setattr(settings, name, value())
    with pytest.raises(WrongKeys, match=name):
        make_probe()
    assert not KeyProbe.objects.exists()


def test_a_rotation_takes_the_probe_along(settings):
    settings.SEALING_KEYS = f"baru:{fresh_key()},{settings.SEALING_KEYS}"
    settings.INDEX_KEY = fresh_key()
    household = make_household()
    Household.objects.filter(pk=household.pk).update(no_kk_index="0" * 64)
    call_command("rotate_keys", "--reindex")
    settings.SEALING_KEYS = settings.SEALING_KEYS.partition(",")[0]
    check_keys()


def test_a_reindexing_that_was_cut_off_still_shows():
    assert rotation.fields_to_rotate()[-1].model is KeyProbe


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_another_installation_is_refused_before_anything_is_touched(settings, tmp_path):
    file = tmp_path / "a.backup"
    with file.open("wb") as out:
        write_backup(out, store_for(connection), tmp_path)
    make_household(no_kk=NUMBER)
    settings.SEALING_KEYS = f"baru:{fresh_key()},{settings.SEALING_KEYS}"
    settings.INDEX_KEY = fresh_key()
    with pytest.raises(WrongPlace, match="INDEX_KEY"):
        restore(file, store_for(connection), tmp_path / "media")
    assert Household.objects.filter(no_kk_index__isnull=False).count() == 1
    settings.SEALING_KEYS = settings.SEALING_KEYS.partition(",")[0]
    with pytest.raises(DamagedBackup, match="SEALING_KEYS"):
        restore(file, store_for(connection), tmp_path / "media")


@each_wrong_key
def test_an_import_stops_before_anybody_is_taken_for_new(settings, tmp_path, name, value):
    user = make_user("staff")
    file = tmp_path / "data.csv"
    file.write_text("no_kk,nama\n")
    setattr(settings, name, value())
    with pytest.raises(WrongKeys, match=name):
        call_command("import_register", str(file), username=user.username)
    with pytest.raises(WrongKeys, match=name):
        receive(b"no_kk,nama\n", owner=user, filename="data.csv")
    assert not ImportBatch.objects.exists()
