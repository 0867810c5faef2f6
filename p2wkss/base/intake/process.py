"""Run the reading child, confined, and listen to it, with an end to all patience."""

import contextlib
import json
import os
import select
import subprocess
import tempfile
from pathlib import Path

from p2wkss.base.confined import command, ran_out_of_time, start

from .refusal import Refused

READ_BYTES = 1024 * 1024
COMMAND = command("p2wkss.base.intake.child")


def child_events(source, options, *, idle_seconds):
    """Events of child.py for a path, open file or bytes; raises `Refused` also when the child dies or falls silent."""
    with _as_file(source) as file:
        child = start(
            [*COMMAND, json.dumps(options)],
            stdin=file,
            stdout=subprocess.PIPE,
            pipesize=READ_BYTES,
            stderr=subprocess.DEVNULL,
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
            raise Refused("took_too_long" if ran_out_of_time(child.wait(timeout=5)) else "unreadable")
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
