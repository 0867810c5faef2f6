"""Work on a stranger's file in a process of its own, which may use so much time and memory and no more.

A decoder that hangs, swells or crashes then takes nothing with it but itself. `run_confined` gives one answer: the work
is ``work(bytes) -> bytes`` of a module without Django, named like ``"p2wkss.base.picture_decoding"``; what it
raises as ``Refusal`` comes back as the same ``Refusal``. Whoever listens to an answer as it comes (intake.process) uses
`command`, `start` and `confine`. A plain subprocess starts the same under manage.py, gunicorn and pytest, inherits no
secret, and needs no fork of a process that runs threads.
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
# Nothing else of ours reaches the process: no key, no address of a database.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class Refusal(Exception):
    """The file is refused; ``code`` says why, the caller finds the sentence for it."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def command(module: str, *arguments: str, packages: bool = False) -> list[str]:
    """How a confined process is started: our interpreter, one of our modules, no settings of the user.

    Without ``packages`` it finds the standard library only, and starts in a fraction of the time.
    """
    return [sys.executable, "-E", "-s", *([] if packages else ["-S"]), "-B", "-m", module, *arguments]


def start(command: list[str], *, stdin, **pipes) -> subprocess.Popen:
    """Start a confined process with the file as its standard input, so that no copy touches the disk."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file never becomes a part of it
        command, stdin=stdin, cwd=ROOT, env=environment | {"LANG": "C.UTF-8"}, **pipes
    )


def confine(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory and processor time of the running process, and forbid it to write any file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ran_out_of_time(status: int) -> bool:
    """Whether the kernel ended a process that used up its time; any other death means a file that breaks parsers."""
    return status in (-signal.SIGXCPU, -signal.SIGKILL)


def run_confined(module: str, payload: bytes, *, seconds: int, megabytes: int) -> bytes:
    """Return ``module.work(payload)``, run apart.

    Raises Refusal with the code the work gave, ``too_slow`` after ``seconds``, ``unreadable`` when the
    process died of its limits or of the file.
    """
    wanted = command("p2wkss.base.confined", module, str(seconds), str(megabytes), packages=True)
    child = start(wanted, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with child:
        try:
            answer, said = child.communicate(payload, timeout=seconds + 2)
        except subprocess.TimeoutExpired:
            child.kill()
            raise Refusal("too_slow") from None
    if child.returncode == 0:
        return answer
    if child.returncode == REFUSED:
        raise Refusal(said.decode("ascii", "replace").strip()[-60:])
    raise Refusal("too_slow" if ran_out_of_time(child.returncode) else "unreadable")


def main(module: str, seconds: str, megabytes: str) -> int:
    """The life of the process: set the limits, do the work, answer on standard output."""
    work = importlib.import_module(module).work
    confine(memory_bytes=int(megabytes) * MEGABYTE, cpu_seconds=int(seconds))
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
