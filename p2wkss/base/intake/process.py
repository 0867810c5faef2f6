"""Run the reading child and listen to it, with an end to all patience.

A plain subprocess: it starts the same under manage.py, gunicorn and pytest, inherits no secret, and needs no fork of
a process that runs threads. The file goes in as standard input, so no copy touches the disk.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .refusal import Refused

PROJECT_ROOT = Path(__file__).resolve().parents[3]
READ_BYTES = 1024 * 1024
# Without site packages (-S) and user settings (-s, -E) the child starts in a fraction of the time and finds no
# third-party code.
COMMAND = [sys.executable, "-E", "-s", "-S", "-B", "-m", "p2wkss.base.intake.child"]
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def child_events(source, options, *, idle_seconds):
    """Events of child.py for a path, open file or bytes; raises `Refused` also when the child dies or falls silent."""
    with _as_file(source) as file:
        child = subprocess.Popen(  # noqa: S603 - the command is ours, the file never becomes a part of it
            [*COMMAND, json.dumps(options)],
            stdin=file,
            stdout=subprocess.PIPE,
            pipesize=READ_BYTES,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_ROOT,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
    is_complete = False
    try:
        for line in _lines(child.stdout, idle_seconds):
            kind, value = _event(line)
            if kind == "refused":
                code, params, rows_seen = value
                raise Refused(code, rows_seen=rows_seen, **params)
            is_complete = kind == "end"
            yield kind, value
        if not is_complete:
            raise Refused(_why_it_died(child))
    finally:
        child.stdout.close()
        child.kill()
        child.wait()


def _lines(pipe, idle_seconds):
    pieces = []
    while True:
        if not select.select([pipe], [], [], idle_seconds)[0]:
            raise Refused("took_too_long")
        block = os.read(pipe.fileno(), READ_BYTES)
        if not block:
            return
        first, newline, rest = block.partition(b"\n")
        pieces.append(first)
        if newline:
            yield b"".join(pieces)
            *lines, rest = rest.split(b"\n")
            yield from lines
            pieces = [rest]


def _event(line):
    try:
        kind, value = json.loads(line)
    except ValueError:
        raise Refused("unreadable") from None
    return kind, value


def _why_it_died(child):
    """The kernel ends a child that used up its time; any other death means a file that breaks parsers."""
    status = child.wait(timeout=5)
    return "took_too_long" if status in (-signal.SIGXCPU, -signal.SIGKILL) else "unreadable"


@contextlib.contextmanager
def _as_file(source):
    """An open file for a path, an open file or bytes; bytes stay in memory where the system can do that."""
    if hasattr(source, "fileno"):
        source.seek(0)
        yield source
        return
    if not isinstance(source, (bytes, bytearray, memoryview)):
        with Path(source).open("rb") as file:
            yield file
        return
    with _memory_file() as file:
        file.write(source)
        file.flush()
        file.seek(0)
        yield file


def _memory_file():
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("intake"), "w+b")
    return tempfile.TemporaryFile()
