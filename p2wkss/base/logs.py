"""Log lines: one event a line, with the request's code, without personal data."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from p2wkss.base.trace import current_request_id

HIDDEN = "…"
# Identity numbers have 16 digits, telephone numbers 9 to 14; people write both with blanks, dots or dashes.
_LONG_NUMBER = re.compile(r"(?<![\w])\+?\d(?:[ .\-]?\d){8,}(?![\w])|\d{9,}")
_MACHINE_VALUE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
)
_DATABASE_DETAIL = re.compile(r"(?im)^\s*(?:DETAIL|CONTEXT|HINT|LINE \d+):.*$")
_ROW_VALUES = re.compile(r"\((?:[^()]*)\)\s*=\s*\(.*?\)(?=\s|$)|Failing row contains \(.*\)", re.DOTALL)
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”]*”")
# These speak of the program's own names; what they quote is code, not somebody's data.
_ABOUT_CODE = (AttributeError, NameError, ImportError, TypeError, NotImplementedError)
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request_id", "taskName"}
_EXTRA_ALLOWED = ("status_code", "user_id", "action", "count", "duration_ms", "batch", "job")


def without_numbers(text: str) -> str:
    """Hide runs of nine and more digits, and leave dates, UUIDs and addresses of machines as they are."""
    kept: list[str] = []

    def keep(match):
        kept.append(match[0])
        return f"\0{chr(0xE000 + len(kept) - 1)}\0"

    text = _LONG_NUMBER.sub(HIDDEN, _MACHINE_VALUE.sub(keep, text.replace("\0", "")))
    return re.sub(r"\0(.)\0", lambda match: kept[ord(match[1]) - 0xE000], text)


def describe_error(error: BaseException) -> str:
    """Return type and message of an error without the values a person typed or a row held."""
    message = _ROW_VALUES.sub(HIDDEN, _DATABASE_DETAIL.sub("", str(error))).strip()
    if not isinstance(error, _ABOUT_CODE):
        message = _QUOTED.sub(HIDDEN, message)
    return f"{type(error).__name__}: {without_numbers(message)}" if message else type(error).__name__


def describe_traceback(error: BaseException) -> str:
    """Return the places an error passed, innermost last, and the error itself and its causes."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        places = "".join(f"  {f.filename}:{f.lineno} {f.name}\n" for f in frames)
        parts.append(places + describe_error(current))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by:\n".join(parts)


class RequestIdFilter(logging.Filter):
    """Adds the code of the request being served to every record; Django logs refusals when it is over already."""

    def filter(self, record):
        request = getattr(record, "request", None)
        record.request_id = current_request_id() or getattr(request, "request_id", "") or "-"
        return True


class _Formatter(logging.Formatter):
    def message(self, record) -> str:
        return without_numbers(record.getMessage())

    def error(self, record) -> str:
        if record.exc_info and record.exc_info[1] is not None:
            return describe_traceback(record.exc_info[1])
        return ""


class JsonFormatter(_Formatter):
    """One JSON object a line, for a machine that collects logs. Control signs are escaped by JSON itself."""

    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": self.message(record),
        }
        for name in _EXTRA_ALLOWED:
            if name in record.__dict__ and name not in _STANDARD:
                value = record.__dict__[name]
                entry[name] = value if isinstance(value, int | float) else without_numbers(str(value))
        if error := self.error(record):
            entry["error"] = error
        return json.dumps(entry, ensure_ascii=False)


class LineFormatter(_Formatter):
    """A readable line for the console of the demo and of development."""

    def format(self, record):
        when = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        code = getattr(record, "request_id", "-")
        line = f"{when} {record.levelname} {record.name} [{code}] {self.message(record)}"
        line = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
        error = self.error(record)
        return f"{line}\n{error}" if error else line
