"""Which process works on a batch, and whether it still lives: a killed one must not hold its batch for ever."""

import os
import socket
from datetime import timedelta
from pathlib import Path

# A process on another machine is given up when it has not been heard of for so long.
SILENCE = timedelta(minutes=15)
# Fields of /proc/PID/stat after the command's name: the process started at the 20th (proc(5), field 22).
STARTED = 19


def this_worker():
    """The running process, so that no later one with the same number is taken for it."""
    return f"{socket.gethostname()[:64]} {os.getpid()} {_started(os.getpid())}"


def is_alive(worker, heartbeat_at, now):
    """Whether the process that was `this_worker()` may still be at work."""
    host, _blank, rest = worker.partition(" ")
    pid, _blank, started = rest.partition(" ")
    if host == socket.gethostname()[:64] and pid.isdigit():
        return _exists(int(pid)) and _started(int(pid)) == started
    return heartbeat_at is not None and now - heartbeat_at < SILENCE


def _exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid):
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[STARTED]
