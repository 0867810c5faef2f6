"""The child process that reads one untrusted file: `python -m p2wkss.base.intake.child OPTIONS < FILE`.

It bounds its own memory, time and files before it looks at the first byte, knows no setting, no secret and no
Django, opens no socket, and answers with one JSON value a line on standard output: [kind, value].
"""

import json
import os
import sys

from p2wkss.base.confined import confine

from .limits import Limits
from .opening import events, layouts_from
from .refusal import Refused

STANDARD_INPUT = 0


def main(options):
    limits = Limits(**options["limits"])
    confine(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds)
    answer = sys.stdout.buffer
    try:
        for event in events(
            _open_input,
            filename=options["filename"],
            size=os.fstat(STANDARD_INPUT).st_size,
            layouts=layouts_from(options["layouts"]),
            limits=limits,
            sheet=options["sheet"],
        ):
            answer.write(_line(event))
    except Refused as refusal:
        answer.write(_line(("refused", [refusal.code, refusal.params, refusal.rows_seen])))
    except MemoryError:
        answer.write(_line(("refused", ["needs_too_much", {}, 0])))
    answer.flush()


def _open_input():
    """A new stream over the file on standard input, at its beginning."""
    stream = os.fdopen(os.dup(STANDARD_INPUT), "rb")
    stream.seek(0)
    return stream


def _line(event):
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
