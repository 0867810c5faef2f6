"""Every file of the corpus through `import_register --commit`, as the operator of Kelurahan Bojongsari, twice.

The files and what must become of them: tests/imports/corpus_files.py.
"""

import io
import json
import re
import shutil
import tempfile

import pytest
from django.core.management import call_command

from households.models import Household, ImportBatch, Member
from imports.services import batches
from locations.models import Region
from tests.imports.corpus_files import CASES, CORPUS, content_of
from tests.imports.import_files import counts, imported, operator, snapshot
from tests.imports.register_files import HEADER, PEOPLE, text
from tests.makers import BOJONGSARI, make_region, make_user

pytestmark = pytest.mark.django_db

IMPORTABLE = ("ACCEPT", "ACCEPT_WARN")
VERDICT_KEYS = """
    outcome rows_seen rows_ok rows_error codes messages batch new changed unchanged
""".split()  # noqa: SIM905
OTHER_KELURAHAN = "32.76.11.1002"
NAMES = re.compile("Sutisna|Nurhasanah|Ramadhan|Nur'aini|Lestari|Simatupang|Goreti")


@pytest.fixture
def bare_temp(tmp_path, monkeypatch):
    """An empty folder for temporary files."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def run(path, *flags):
    out = io.StringIO()
    call_command("import_register", str(path), "--as", "operator", "--json", *flags, stdout=out)
    verdict = json.loads(out.getvalue())
    assert list(verdict) == VERDICT_KEYS
    assert verdict["rows_seen"] == verdict["rows_ok"] + verdict["rows_error"]
    return verdict


@pytest.fixture
def clerk():
    owner = operator()
    owner.username = "operator"
    owner.save()
    return owner


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_file_of_the_corpus_is_stored_whole_or_not_at_all(case, clerk, bare_temp, tmp_path, caplog):
    before = counts()
    path = tmp_path / case["file"]
    path.write_bytes(content_of(case))

    first = run(path, "--commit")

    assert (first["outcome"], first["rows_ok"]) == (case["outcome"], case["rows_ok"])
    if case["code"]:
        assert case["code"] in first["codes"]
    if case["outcome"] in IMPORTABLE:
        assert Member.objects.count() == case["rows_ok"]
        stored = snapshot()
        second = run(path, "--commit")
        assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, Household.objects.count())
        assert snapshot() == stored
    else:
        assert counts() == before
    assert list(bare_temp.iterdir()) == []
    assert not re.search(r"[0-9]{16}", caplog.text)
    assert not NAMES.search(caplog.text)


@pytest.mark.parametrize("case", [case for case in CASES if "upload_as" in case], ids=lambda case: case["file"])
def test_a_hostile_file_name_reaches_neither_the_disk_nor_the_page(case, clerk, bare_temp):
    batch = batches.preview(batches.receive(content_of(case), owner=clerk, filename=case["upload_as"]))
    assert batch.outcome == case["outcome"]
    assert len(batch.original_name) <= 100
    assert batch.original_name.isprintable()
    assert not re.search(r"[/\\]", batch.original_name)
    assert list(bare_temp.iterdir()) == []


@pytest.mark.parametrize("heading", ["id", "pk", "household_id", "household", "public_id", "version"])
def test_a_column_with_keys_of_foreign_families_is_ignored(heading, clerk):
    """Numbers of stored rows in a file must not lead it to those rows."""
    make_region(OTHER_KELURAHAN)
    staff = make_user("staff")
    foreign = [[number.replace("327611", "327612") for number in row[:2]] + row[2:] for row in PEOPLE]
    for row in foreign:
        row[10] = OTHER_KELURAHAN
    imported(foreign, staff)
    keys = [str(key) for key in Member.objects.order_by("pk").values_list("pk", flat=True)]
    before = list(Member.objects.order_by("pk").values())
    rows = [[key, *person] for key, person in zip(keys, PEOPLE, strict=True)]

    batch = imported(text(rows, header=[heading, *HEADER]), clerk)

    assert (batch.outcome, batch.codes) == ("ACCEPT_WARN", ["header_ignored"])
    assert list(Member.objects.filter(pk__in=keys).order_by("pk").values()) == before
    assert batch.families_new == 3


def test_people_registered_in_another_kelurahan_are_refused_row_by_row(clerk, tmp_path):
    make_region(OTHER_KELURAHAN)
    imported([[*row[:10], OTHER_KELURAHAN, *row[11:]] for row in PEOPLE], make_user("staff"))
    stored = snapshot()
    path = tmp_path / "c001_gold.csv"
    shutil.copy(CORPUS / "c001_gold.csv", path)

    for flags in (["--commit"], ["--commit", "--only-valid"]):
        verdict = run(path, *flags)
        assert (verdict["outcome"], verdict["rows_ok"], verdict["rows_error"]) == ("ROW_ERRORS", 0, 8)
        assert verdict["codes"] == ["kk_elsewhere"]
        assert snapshot() == stored
    assert Region.objects.filter(code__startswith=f"{BOJONGSARI}.").count() == 0
    assert not ImportBatch.objects.filter(owner=clerk, state=ImportBatch.State.DONE).exists()
