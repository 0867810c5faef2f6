"""Which thread works on a batch, and whether it still lives: one that ended must not hold its batch for ever."""

import os
import socket
import threading
from datetime import timedelta
from pathlib import Path

# A process on another machine is given up when it has not been heard of for so long.
SILENCE = timedelta(minutes=15)
# Fields of /proc/PID/stat after the command's name: the process started at the 20th (proc(5), field 22).
STARTED = 19


def this_worker():
    """The running thread, so that no later one with the same number is taken for it.

    The thread and not only its process: a web process lives on when the thread of an import has ended.
    """
    pid, thread = os.getpid(), threading.get_native_id()
    return f"{socket.gethostname()[:64]} {pid} {thread} {_started(pid, thread)}"


def is_alive(worker, heartbeat_at, now):
    """Whether the thread that was `this_worker()` may still be at work."""
    host, _blank, rest = worker.partition(" ")
    pid, _blank, rest = rest.partition(" ")
    thread, _blank, started = rest.partition(" ")
    if host == socket.gethostname()[:64] and pid.isdigit() and thread.isdigit() and Path("/proc/self").exists():
        return bool(started) and _started(pid, thread) == started
    return heartbeat_at is not None and now - heartbeat_at < SILENCE


def _started(pid, thread):
    """When a thread began, in ticks since the machine did; "" where there is none."""
    try:
        text = Path(f"/proc/{pid}/task/{thread}/stat").read_text()
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[STARTED]
