"""Time and memory of one piece of work: how far the process grew over what it was before."""

import os
import resource
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

MEGABYTE = 1024 * 1024
SAMPLE_SECONDS = 0.05


@dataclass
class Spent:
    """Seconds, and megabytes over the base: of this process, and of the children it had at one moment."""

    seconds: float = 0.0
    own_mb: float = 0.0
    children_mb: float = 0.0


@contextmanager
def measured():
    """Yield a Spent that is filled when the work is done."""
    spent = Spent()
    me = psutil.Process()
    base = me.memory_info().rss
    _forget_peak()
    watch = _Children(me)
    watch.start()
    began = time.perf_counter()
    try:
        yield spent
    finally:
        spent.seconds = time.perf_counter() - began
        spent.own_mb = max(0, _peak() - base) / MEGABYTE
        spent.children_mb = watch.stop() / MEGABYTE


def _forget_peak():
    """Let the kernel count the peak anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class _Children(threading.Thread):
    """Looks at the children now and then; their peaks cannot be asked for once they have gone."""

    def __init__(self, me):
        super().__init__(daemon=True)
        self._me, self._peak, self._done = me, 0, threading.Event()

    def run(self):
        while not self._done.wait(SAMPLE_SECONDS):
            total = 0
            for child in self._me.children(recursive=True):
                try:
                    total += child.memory_info().rss
                except psutil.Error:
                    continue
            self._peak = max(self._peak, total)

    def stop(self) -> int:
        self._done.set()
        self.join()
        return self._peak


def processors() -> int:
    return len(os.sched_getaffinity(0))
