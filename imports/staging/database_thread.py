"""Database work beside the work of this thread, one piece at a time.

PostgreSQL works in a process of its own: what it stores for one thread costs the others almost nothing, so a commit
takes as long as the slower of the two instead of both. On SQLite every piece is done at once.
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

# A thread back from the database waits this long for the interpreter, instead of Python's 5 ms: each block of rows
# comes back some ten times, and the waiting was a sixth of a commit.
TURN_SECONDS = 0.0005


class DatabaseThread:
    """Does pieces of work in a thread, over the stage's connection, which is the thread's until `wait` returns: a query
    of another thread in the middle of a COPY would end it.

    `with DatabaseThread(...)` ends its threads whatever happens.
    """

    def __init__(self, stage):
        self._connection = stage.connection
        self._piece = self._result = self._worker = self._teller = None
        if stage.writing.works_beside:
            self._worker = ThreadPoolExecutor(1, "import", initializer=self._take_connection)
            self._teller = ThreadPoolExecutor(1, "import-progress")

    def __enter__(self):
        if self._worker:
            self._connection.inc_thread_sharing()
            _turns.shorten()
        return self

    def __exit__(self, *exception):
        if self._worker:
            _turns.restore()
            self._worker.shutdown(wait=True)
            self._teller.submit(connections.close_all)
            self._teller.shutdown(wait=True)
            self._connection.dec_thread_sharing()

    def do(self, act, *arguments):
        """Begin a piece of work; waits while the one before is under way, and raises what went wrong in it."""
        self.wait()
        if self._worker:
            self._piece = self._worker.submit(act, *arguments)
        else:
            self._result = act(*arguments)

    def wait(self):
        """Let the piece under way end and return its result; raises what went wrong in it."""
        piece, self._piece = self._piece, None
        result, self._result = self._result, None
        return piece.result() if piece else result

    def tell(self, act, *arguments):
        """Have `act` done, where there are threads over a connection of its own: others see at once what it writes,
        even while a transaction is open."""
        if self._teller:
            self._teller.submit(act, *arguments)
        else:
            act(*arguments)

    def _take_connection(self):
        connections[self._connection.alias] = self._connection


class _Turns:
    """How long a thread keeps the interpreter from the others: shortened while any import works beside."""

    def __init__(self):
        self._lock, self._shortened, self._usual = threading.Lock(), 0, None

    def shorten(self):
        with self._lock:
            if not self._shortened:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(TURN_SECONDS)
            self._shortened += 1

    def restore(self):
        with self._lock:
            self._shortened -= 1
            if not self._shortened:
                sys.setswitchinterval(self._usual)


_turns = _Turns()
