"""Work on a stranger's file in a process of its own, which may use so much time and memory and no more.

A decoder that hangs, swells or crashes then takes nothing with it but itself. The work is a function
``work(bytes) -> bytes`` in a module without Django, named like ``"p2wkss.base.picture_decoding"``; what it
raises as ``Refusal`` comes back as the same ``Refusal``.
"""

import importlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSED = 3
MEGABYTE = 1024 * 1024


class Refusal(Exception):
    """The file is refused; ``code`` says why, the caller finds the sentence for it."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def run_confined(module: str, payload: bytes, *, seconds: int, megabytes: int) -> bytes:
    """Return ``module.work(payload)``, run apart.

    Raises Refusal with the code the work gave, ``too_slow`` after ``seconds``, ``unreadable`` when the
    process died of its limits or of the file.
    """
    command = [sys.executable, "-m", "p2wkss.base.confined", module, str(seconds), str(megabytes)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            command, input=payload, capture_output=True, cwd=ROOT, env=environment, timeout=seconds + 2, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refusal("too_slow") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == REFUSED:
        raise Refusal(done.stderr.decode("ascii", "replace").strip()[-60:])
    if done.returncode == -signal.SIGXCPU:
        raise Refusal("too_slow")
    raise Refusal("unreadable")


def main(module: str, seconds: str, megabytes: str) -> int:
    """The life of the process: set the limits, do the work, answer on standard output."""
    work = importlib.import_module(module).work
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(megabytes) * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    payload = sys.stdin.buffer.read()
    try:
        answer = work(payload)
    except Exception as error:
        # By name: this file runs as __main__, so its own Refusal is another class than the module's.
        if type(error).__name__ == "Refusal":
            sys.stderr.write(error.code)
            return REFUSED
        return 1
    sys.stdout.buffer.write(answer)
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
