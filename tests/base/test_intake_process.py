"""The child process: confined, quiet, gone when nobody listens; and the table that its caller sees."""

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace

import psutil
import pytest

from p2wkss.base import confined
from p2wkss.base.intake import process
from p2wkss.base.intake.limits import Limits
from p2wkss.base.intake.messages import REFUSALS, WARNINGS
from p2wkss.base.intake.reader import Rejected, read_table
from tests.base.intake_files import (
    HEADER,
    LAYOUT,
    PEOPLE,
    SHEET,
    STRINGS,
    repacked,
    shared_strings_workbook,
    text_table,
    workbook,
)

LIMITS = Limits()
# How the child's interpreter is started, without the module that it runs.
INTERPRETER = process.COMMAND[: process.COMMAND.index("-m")]


def table_of(source, filename="data.csv", limits=LIMITS):
    return read_table(source, filename=filename, layouts=[LAYOUT], limits=limits)


def rejection_of(source, filename="data.csv", limits=LIMITS):
    with pytest.raises(Rejected) as caught:
        list(table_of(source, filename, limits))
    return caught.value


def children():
    return psutil.Process().children(recursive=True)


@pytest.mark.parametrize(("data", "filename"), [(text_table().encode(), "data.csv"), (workbook(), "data.xlsx")])
def test_bytes_and_paths_give_the_same_table(data, filename, tmp_path):
    path = tmp_path / "unggahan"
    path.write_bytes(data)
    for source in (data, path, str(path)):
        assert [row.cells for row in table_of(source, filename)] == PEOPLE


def test_a_table_knows_its_columns_and_its_remarks():
    table = table_of(("DATA,,,,\n" + text_table()).encode())
    rows = list(table)
    assert (table.columns, table.header_row, table.separator) == ({name: at for at, name in enumerate(HEADER)}, 2, ",")
    assert [remark.code for remark in table.warnings] == ["header_found_at_row_2"]
    assert "baris 2" in table.warnings[0].message
    assert (rows[0].number, rows[0].line, table.rows_seen) == (3, 3, 3)


@pytest.mark.parametrize(("extra", "fits"), [("", True), (",,", True), (",x", False)])
def test_a_row_of_another_width_is_told_apart(extra, fits):
    table = table_of((text_table()[:-1] + extra).encode())
    assert table.fits(list(table)[2]) is fits


def test_a_row_that_ends_too_early_does_not_fit():
    table = table_of((text_table() + "3276110110109003,Dewi\n").encode())
    assert not table.fits(list(table)[3])


def test_a_rejection_speaks_to_its_reader():
    rejected = rejection_of(text_table(header=["nik", "nama", "rt", "lahir", "x"]).encode())
    assert rejected.code == "header_missing_column"
    assert rejected.message == "Kolom berikut tidak ditemukan: uang. Lengkapi, lalu unggah lagi."
    assert rejected.rows_seen == 3
    assert rejected.details["header"] == ["nik", "nama", "rt", "lahir", "x"]


def test_a_file_that_turns_bad_later_is_rejected_while_iterating():
    text = text_table(PEOPLE * 2000)
    table = table_of((text + '"').encode(), limits=replace(LIMITS, max_rows=10_000))
    seen = 0
    with pytest.raises(Rejected, match="csv_quote"):
        for _row in table:
            seen += 1
    assert seen >= 5000


def test_a_string_that_swells_is_stopped_by_the_memory_limit():
    swollen = {STRINGS: lambda part: part.replace(b"Ahmad", os.urandom(4000).hex().encode() * 3_000)}
    limits = replace(LIMITS, memory_bytes=48 * 1024 * 1024, max_ratio=2000)
    rejected = rejection_of(repacked(shared_strings_workbook(), edit=swollen), "data.xlsx", limits)
    assert rejected.code == "needs_too_much"


def test_work_without_end_is_stopped_by_the_time_limit(monkeypatch):
    endless = (
        "import json, sys\n"
        "from p2wkss.base.intake import child\n"
        "def events(*_file, **_options):\n"
        "    while True:\n"
        "        yield from ()\n"
        "child.events = events\n"
        "child.main(json.loads(sys.argv[1]))\n"
    )
    monkeypatch.setattr(process, "COMMAND", [*INTERPRETER, "-c", endless])
    assert rejection_of(text_table().encode(), limits=replace(LIMITS, cpu_seconds=1)).code == "took_too_long"


def test_a_child_that_falls_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(process, "COMMAND", [sys.executable, "-c", "import time; time.sleep(60)"])
    begun = time.monotonic()
    assert rejection_of(text_table().encode(), limits=replace(LIMITS, idle_seconds=1)).code == "took_too_long"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("program", ["import os; os.abort()", "print('[\"head\", '); raise SystemExit(3)", ""])
def test_a_child_that_dies_rejects_the_file(monkeypatch, program):
    monkeypatch.setattr(process, "COMMAND", [sys.executable, "-c", program])
    assert rejection_of(text_table().encode()).code == "unreadable"


def test_no_child_is_left_however_the_reading_ends():
    table = table_of(text_table(PEOPLE * 3000).encode())
    assert next(iter(table)).number == 2
    table.close()
    rejection_of(b"<html></html>")
    list(table_of(text_table().encode()))
    assert children() == []


def test_reading_leaves_no_file_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    list(table_of(workbook(), "data.xlsx"))
    rejection_of(b"<html></html>")
    assert list(tmp_path.iterdir()) == []


def test_the_child_cannot_write_a_file_and_knows_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    program = (
        "import json, os, sys\n"
        "from p2wkss.base.confined import confine\n"
        "confine(memory_bytes=400 * 1024 * 1024, cpu_seconds=8)\n"
        f"path = {str(tmp_path / 'x')!r}\n"
        "try:\n"
        "    os.write(os.open(path, os.O_CREAT | os.O_WRONLY), b'x')\n"
        "    wrote = True\n"
        "except OSError:\n"
        "    wrote = False\n"
        "head = dict(header=[str(wrote), os.environ.get('SECRET_KEY', '')], columns={}, layout='', header_row=1,\n"
        "            format='csv', warnings=['django' in sys.modules])\n"
        "head['warnings'] = []\n"
        "print(json.dumps(['head', head]))\n"
        "print(json.dumps(['end', {'rows': 0, 'warnings': []}]))\n"
    )
    monkeypatch.setattr(
        process,
        "COMMAND",
        [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + program,
        ],
    )
    assert table_of(b"x").header == ["False", ""]


def test_the_child_imports_no_framework_and_says_nothing_on_its_error_output():
    program = "import sys; import p2wkss.base.intake.child; print(*sorted(m for m in sys.modules if 'django' in m))"
    run = subprocess.run([*INTERPRETER, "-c", program], cwd=confined.ROOT, capture_output=True, text=True)  # noqa: S603
    assert (run.stdout.strip(), run.stderr, run.returncode) == ("", "", 0)


def test_a_confined_child_keeps_no_compiled_modules():
    program = (
        "import sys; from p2wkss.base.confined import confine; confine(memory_bytes=2**30, cpu_seconds=9);"
        " print(sys.dont_write_bytecode)"
    )
    run = subprocess.run([*INTERPRETER, "-c", program], cwd=confined.ROOT, capture_output=True, text=True)  # noqa: S603
    assert run.stdout.strip() == "True"


def test_an_identity_number_appears_in_no_log(caplog):
    caplog.set_level("DEBUG")
    broken = text_table([["3276111708789001", '"Ahmad', "1", "1", "1"]]).replace('""', '"')
    rejected = rejection_of(broken.encode())
    assert "3276111708789001" not in caplog.text + str(rejected) + str(rejected.message)


def test_many_rows_need_no_more_memory_than_few(tmp_path):
    path = tmp_path / "besar.csv"
    with path.open("w") as file:
        file.write(",".join(HEADER) + "\n")
        for _thousand in range(200):
            file.write("3276111708789001,Ahmad Sutisna yang bernama agak panjang,001,1978-08-17,1500000\n" * 1000)
    limits = Limits(max_rows=1_000_000, max_bytes=2**30, cpu_seconds=60)
    before = psutil.Process().memory_info().rss
    table, highest = table_of(path, limits=limits), 0
    for at, _row in enumerate(table):
        if at % 10_000 == 0:
            highest = max(highest, psutil.Process().memory_info().rss)
    assert table.rows_seen == 200_000
    assert highest - before < 30 * 1024 * 1024


def test_one_long_string_in_many_cells_does_not_swell_in_the_caller():
    def edit(part):
        row = b'<row r="%d">' + (b'<c t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c>") * 5 + b"</row>"
        return part.replace(b"</sheetData>", b"".join(row % (10 + at) for at in range(100)) + b"</sheetData>")

    content, rows = repacked(workbook(), edit={SHEET: edit}), 0
    tracemalloc.start()
    for row in table_of(content, "data.xlsx", replace(LIMITS, max_ratio=2000)):
        rows += 1
        assert max(map(len, row.cells)) <= 32_767
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows > 3
    assert most < 8 * 1024 * 1024  # what the file holds is twice as much


@pytest.mark.parametrize("sentence", [*REFUSALS.values(), *WARNINGS.values()])
def test_every_sentence_can_be_filled(sentence):
    names = ("megabytes", "limit", "line", "columns", "row", "count", "sheets", "chosen", "families", "members")
    filled = str(sentence) % dict.fromkeys(names, "9")
    assert "%(" not in filled
