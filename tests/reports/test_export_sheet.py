"""`manage.py export_sheet`: the same files, for who is named with --as."""

import io
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from agencies.roles import Role
from tests.makers import CURUG, make_intervention, make_programme_year, make_user

pytestmark = pytest.mark.django_db


def export(*args, **options):
    out = io.StringIO()
    call_command("export_sheet", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def staff():
    make_intervention(title="Rehab rumah")
    return make_user(Role.STAFF, username="sari")


def test_a_sheet_goes_to_standard_output(staff):
    text = export("interventions", "--year", "2021", "--as", "sari")
    assert text.startswith("\ufeffno,perangkat_daerah,") and ",Rehab rumah," in text


def test_a_sheet_goes_into_a_file(staff, tmp_path):
    path = tmp_path / "kegiatan.csv"
    path.write_text("lama")
    export("interventions", "--year", "2021", "--as", "sari", "--output", str(path), "--delimiter", ";")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfno;perangkat_daerah;")
    assert [found.name for found in tmp_path.iterdir()] == ["kegiatan.csv"]


def test_a_sheet_can_be_a_workbook(staff, tmp_path):
    path = tmp_path / "kegiatan.xlsx"
    export("interventions", "--year", "2021", "--as", "sari", "--format", "xlsx", "--output", str(path))
    assert path.read_bytes().startswith(b"PK")


def test_the_data_dictionary_needs_no_year(staff):
    assert "lembar,no,kolom" in export("kamus-data", "--as", "sari")


def test_the_user_named_sees_only_the_own_area(staff):
    make_user(Role.KELURAHAN, username="curug", areas=[CURUG])
    assert "Rehab rumah" not in export("interventions", "--year", "2021", "--as", "curug")


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        (["bantuan", "--year", "2021", "--as", "sari"], "Lembar “bantuan” tidak ada. Pilih: interventions", 2),
        (["rtlh", "--year", "2021"], "Sebutkan penggunanya", 2),
        (["rtlh", "--as", "sari"], "Sebutkan tahun programnya", 2),
        (["rtlh", "--year", "dua", "--as", "sari"], "bukan tahun", 2),
        (["rtlh", "--year", "٢٠٢١", "--as", "sari"], "bukan tahun", 2),
        (["rtlh", "--year", "1999", "--as", "sari"], "Tahun program 1999 belum ada", 1),
        (["rtlh", "--year", "2021", "--as", "siapa"], "Pengguna “siapa” tidak ada atau tidak aktif", 1),
        (["rtlh", "--year", "2021", "--as", "berhenti"], "Pengguna “berhenti” tidak ada atau tidak aktif", 1),
        (["rtlh", "--year", "2021", "--as", "kader"], "tidak berhak mengunduh lembar rtlh", 1),
        (["rtlh", "--year", "2021", "--as", "sari", "--format", "pdf"], "Format “pdf” tidak ada", 2),
        (["rtlh", "--year", "2021", "--as", "sari", "--delimiter", "|"], "Pemisah harus", 2),
        (["rtlh", "--year", "2021", "--as", "sari", "--format", "xlsx"], "tidak dapat ditulis ke layar", 2),
        (["rtlh", "--year", "2021", "--as", "sari", "--output", "/tidak/ada.csv"], "tidak dapat ditulis", 1),
    ],
)
def test_what_cannot_be_done_is_said_in_indonesian(arguments, message, status):
    make_programme_year(2021)
    make_user(Role.STAFF, username="sari")
    make_user(Role.STAFF, username="berhenti", is_active=False)
    make_user(Role.CADRE, username="kader")
    with pytest.raises(CommandError, match=message) as refused:
        export(*arguments)
    assert refused.value.returncode == status


def test_a_broken_export_leaves_the_old_file_and_no_other(staff, tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        yield b"setengah"
        raise OSError(28, "No space left on device")

    path = tmp_path / "kegiatan.csv"
    path.write_text("lama")
    monkeypatch.setattr("reports.management.commands.export_sheet.sheet_file", broken)
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        export("interventions", "--year", "2021", "--as", "sari", "--output", str(path))
    assert path.read_text() == "lama"
    assert [found.name for found in tmp_path.iterdir()] == ["kegiatan.csv"]


def test_the_shell_gets_bytes_and_an_exit_status():
    done = subprocess.run(
        [sys.executable, "manage.py", "export_sheet", "bantuan", "--year", "2021", "--as", "sari"],
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert "Lembar “bantuan” tidak ada" in done.stderr.decode()
