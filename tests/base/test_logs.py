"""Log lines carry the request's code and no personal data."""

import json
import logging
import sys

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.base.logs import JsonFormatter, LineFormatter, RequestIdFilter, describe_error, without_numbers
from p2wkss.base.trace import ALPHABET, current_request_id, new_id, traced


def record(message="Halo", *args, error=None, **extra) -> logging.LogRecord:
    made = logging.LogRecord("p2wkss.test", logging.INFO, __file__, 1, message, args, error)
    made.__dict__.update(extra)
    RequestIdFilter().filter(made)
    return made


def failure(error: Exception):
    try:
        raise error
    except Exception:
        return sys.exc_info()


@pytest.mark.parametrize(
    "text",
    [
        "NIK 3276110501109001 ganda",
        "3276 1105 0110 9001",
        "3276.1105.0110.9001",
        "telepon 0812-3456-7890",
        "+6281234567890",
        "x3276110501109001y",
        "2021-03-12 3276110501109001",
    ],
)
def test_numbers_of_people_are_hidden(text):
    shown = without_numbers(text)
    assert "…" in shown
    assert not any(part in shown for part in ("3276", "1105", "0812", "3456", "62812"))


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-12T10:30:15 batch 12 selesai, 20000 baris",
        "de305d54-75b4-431b-adb2-eb6b9e546014",
        "127.0.0.1 GET /lokus/ 200",
        "Rp23.000.000",
    ],
)
def test_other_numbers_stay(text):
    assert without_numbers(text) == text


@given(st.text(max_size=30), st.from_regex(r"[0-9]{16}", fullmatch=True), st.text(max_size=30))
def test_sixteen_digits_never_come_through(before, number, after):
    assert number not in without_numbers(f"{before} {number} {after}")


def test_a_json_line_is_one_line_with_its_code():
    with traced("ABCD-EFGH-JKLM"):
        line = JsonFormatter().format(record("baris\n%s", "kedua\r\n{}", status_code=500, password="x"))
    entry = json.loads(line)
    assert "\n" not in line
    assert entry["request_id"] == "ABCD-EFGH-JKLM"
    assert entry["message"] == "baris\nkedua\r\n{}"
    assert entry["status_code"] == 500 and "password" not in entry


def test_outside_of_a_request_there_is_no_code():
    assert json.loads(JsonFormatter().format(record()))["request_id"] == "-"


def test_what_django_logs_after_a_request_has_its_code_too(rf):
    request = rf.get("/")
    request.request_id = "ABCD-EFGH-JKLM"
    assert json.loads(JsonFormatter().format(record(request=request)))["request_id"] == "ABCD-EFGH-JKLM"


def test_a_console_line_cannot_be_forged():
    line = LineFormatter().format(record("a\nINFO b\x1b[2J\u202e"))
    assert line.count("\n") == 0 and "\x1b" not in line and "\u202e" not in line


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(
            'duplicate key value violates constraint "x"\nDETAIL:  Key (name)=(Siti Nurhasanah) already exists.\n'
        ),
        IntegrityError("null value\nDETAIL:  Failing row contains (1, Siti Nurhasanah, 2021-01-01)."),
        ValueError("invalid literal for int() with base 10: 'Siti Nurhasanah'"),
        ValidationError("“Siti Nurhasanah” value must be a date"),
        KeyError("Siti Nurhasanah"),
        UnicodeDecodeError("utf-8", b"Siti Nurhasanah", 0, 1, "kaput"),
    ],
)
def test_an_error_tells_its_kind_and_place_but_no_name(error):
    for formatter in (JsonFormatter(), LineFormatter()):
        line = formatter.format(record("gagal", error=failure(error)))
        assert type(error).__name__ in line and "test_logs.py" in line
        assert "Siti" not in line and "Nurhasanah" not in line


def test_an_error_about_code_keeps_its_names():
    assert describe_error(AttributeError("'NoneType' object has no attribute 'region'")) == (
        "AttributeError: 'NoneType' object has no attribute 'region'"
    )


def test_the_cause_of_an_error_is_told():
    try:
        try:
            raise KeyError("a")
        except KeyError as cause:
            raise RuntimeError("b") from cause
    except RuntimeError:
        line = LineFormatter().format(record("gagal", error=sys.exc_info()))
    assert line.index("RuntimeError") < line.index("caused by") < line.index("KeyError")


def test_codes_are_short_distinct_and_readable():
    codes = {new_id() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 14 and set(code) <= set(ALPHABET) | {"-"} for code in codes)


def test_a_code_is_forgotten_after_its_request():
    with traced() as code:
        assert current_request_id() == code
    assert current_request_id() == ""
