"""Long work beside the request that asked for it, where no queue with workers of its own is set up.

A deployment may name another django-tasks backend (TASKS_BACKEND). This one needs nothing: the work runs in a thread of
the web process, and ends with that process; whoever starts work must be able to find it cut off and begin it again.
"""

from contextvars import copy_context
from threading import Thread

from django.db import connections, transaction
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import DEFAULT_TASK_PRIORITY

# Most work ends within this many seconds; its page then shows the result at once instead of a progress bar.
PATIENCE = 2


class ThreadBackend(ImmediateBackend):
    """Runs a task in a thread, and waits for it a little; inside a transaction, which a thread cannot see, at once."""

    def _execute_task(self, task_result):
        if transaction.get_connection().in_atomic_block:
            super()._execute_task(task_result)
            return
        thread = Thread(target=copy_context().run, args=(self._work, task_result), name=task_result.id)
        thread.start()
        if task_result.task.priority >= DEFAULT_TASK_PRIORITY:  # nobody waits for what may be done whenever
            thread.join(PATIENCE)

    def _work(self, task_result):
        try:
            super()._execute_task(task_result)
        finally:
            connections.close_all()
