"""Sessions in the database; that a page was opened need not be written down for the page to be shown.

With a full disk or a database that only reads, the note of the last minute fails. Everything else of a session (signing
in, a message for the next page) fails as before.
"""

import logging

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from p2wkss.base.middleware import SessionActivity, SessionLimits

HEARTBEAT = {SessionLimits.SEEN, SessionActivity.NOTED}
logger = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """Django's store, which shrugs off a heartbeat that cannot be written."""

    def load(self):
        data = super().load()
        self.loaded = dict(data)
        return data

    def save(self, must_create=False):
        try:
            super().save(must_create)
        except UpdateError as problem:  # also where the session was ended meanwhile, which is no outage
            loaded = getattr(self, "loaded", None)
            is_outage = isinstance(problem.__context__, OperationalError)
            if not is_outage or loaded is None or self._changes(loaded) - HEARTBEAT:
                raise problem.__context__ if is_outage else problem from None
            logger.warning("The time of a session could not be noted: the database does not take it.")

    def _changes(self, loaded) -> set:
        now = self._get_session(no_load=True)
        return {name for name in loaded.keys() | now.keys() if loaded.get(name) != now.get(name)}
