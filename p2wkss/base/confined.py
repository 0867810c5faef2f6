"""Work on a stranger's file in a process of its own, which may use so much time and memory and no more.

A decoder that hangs, swells or crashes then takes nothing with it but itself. `run_confined` gives one answer: the work
is ``work(bytes) -> bytes`` of a module without Django, named like ``"p2wkss.base.picture_decoding"``; what it
raises as ``Refusal`` comes back as the same ``Refusal``. Whoever listens to an answer as it comes (intake.process) uses
`command`, `start` and `confine`. A plain subprocess starts the same under manage.py, gunicorn and pytest, inherits no
secret, and needs no fork of a process that runs threads.

It cannot reach what it does not inherit either: our own process shows nobody its environment, memory and open files
(`hide_this_process`), and the system refuses the child every socket, program and look at another process, where it has
seccomp (`forbid_calls`).
"""

import contextlib
import ctypes
import errno
import importlib
import importlib.util
import os
import resource
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSED = 3
MEGABYTE = 1024 * 1024
# Nothing else of ours reaches the process: no key, no address of a database.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
GUARD_FOLDER = "P2WKSS_GUARD_FOLDER"
# prctl(2): not dumpable means that /proc/PID/environ, mem and fd of a process are closed to others of its user.
PR_SET_DUMPABLE = 4
FORBIDDEN = (
    "socket", "socketpair", "connect", "bind", "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev",
    "pidfd_getfd", "kill",
)  # fmt: skip


class Refusal(Exception):
    """The file is refused; ``code`` says why, the caller finds the sentence for it."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def command(module: str, *arguments: str, packages: bool = False) -> list[str]:
    """How a confined process is started: our interpreter, one of our modules, no settings of the user.

    Without ``packages`` it finds the standard library only, and starts in a fraction of the time. Our modules are
    compiled once, by the first that can write beside them: before the file is looked at (`confine`).
    """
    return [sys.executable, "-E", "-s", *([] if packages else ["-S"]), "-m", module, *arguments]


def start(command: list[str], *, stdin, **pipes) -> subprocess.Popen:
    """Start a confined process with the file as its standard input, so that no copy touches the disk."""
    hide_this_process()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    if guard := importlib.util.find_spec("pyseccomp"):
        environment[GUARD_FOLDER] = str(Path(guard.origin).parent)
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file never becomes a part of it
        command, stdin=stdin, cwd=ROOT, env=environment | {"LANG": "C.UTF-8"}, **pipes
    )


@cache
def hide_this_process() -> None:
    """Close our environment (keys, passwords) and open connections to other processes of the same user."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def guard_module():
    """The library that speaks with seccomp, or None where it or the system's part is missing."""
    folder = os.environ.pop(GUARD_FOLDER, "")
    sys.path.append(folder)
    try:
        return importlib.import_module("pyseccomp")
    except (ImportError, OSError, RuntimeError):
        return None
    finally:
        sys.path.remove(folder)


def forbid_calls(guard) -> bool:
    """Have the system refuse the running process sockets, programs and other processes; False where it cannot."""
    if guard is None:
        return False
    try:
        calls = guard.SyscallFilter(guard.ALLOW)
        for name in FORBIDDEN:
            calls.add_rule(guard.ERRNO(errno.EPERM), name)
        calls.load()
    except (OSError, RuntimeError, ValueError):
        return False
    return True


def confine(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory and processor time of the running process, forbid it to write any file and to reach others."""
    guard = guard_module()
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    forbid_calls(guard)


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
