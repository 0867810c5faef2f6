"""Write plain new families while the rest of the file is still being read.

On PostgreSQL the database works in a process of its own: what it stores in one thread costs the reading thread almost
nothing, and a commit takes as long as the slower of the two instead of both. Everything stays one transaction, and only
families that meet nothing are written so: the KK number and all NIKs are unknown to the register, the preview refused
none of their rows, and no house comes with them. All others wait for the whole file.
"""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from households.register.writing import HOUSEHOLDS, INSERT_FAMILIES, INSERT_MEMBERS, MEMBERS, RegisterChanged

FIND_NEW = """
    UPDATE import_family SET is_new = TRUE, household_id = nextval(%s)
    WHERE run BETWEEN %s AND %s AND NOT was_refused AND house IS NULL
        AND EXISTS (SELECT 1 FROM locations_region AS r WHERE r.code = import_family.region_code)
        AND NOT EXISTS (SELECT 1 FROM households_household AS h WHERE h.no_kk_index = import_family.kk_index)
        AND run NOT IN (
            SELECT s.run FROM import_member AS s JOIN households_member AS m ON m.nik_index = s.nik_index
            WHERE s.position BETWEEN %s AND %s
        )
"""
NUMBER_MEMBERS = """
    UPDATE import_member SET is_new = TRUE, member_id = nextval(%s)
    FROM import_family AS f
    WHERE import_member.position BETWEEN %s AND %s AND f.run = import_member.run AND f.is_new
"""
MARK_WRITTEN = "UPDATE import_family SET is_written = TRUE WHERE is_new"
WRONGLY_WRITTEN = "SELECT 1 FROM import_family WHERE is_written AND is_refused LIMIT 1"


def settle(stage):
    """The file is read: what was written ahead must not be written again."""
    stage.execute(MARK_WRITTEN)
    if not stage.is_grouped:
        raise RegisterChanged


def check(stage):
    """Raise RegisterChanged when a family is refused by now that was written already."""
    if stage.value(WRONGLY_WRITTEN):
        raise RegisterChanged


class Ahead:
    """Takes staged runs and writes what it may of them in a thread of its own, one block at a time.

    The connection is the thread's until `wait` returns. `with Ahead(...)` ends the thread whatever happens.
    """

    def __init__(self, stage, now):
        self._stage = stage
        self._moment = stage.writing.moment(now)
        sequence = "SELECT pg_get_serial_sequence(%s, 'id')"
        self._family_keys, self._member_keys = (stage.value(sequence, [table]) for table in (HOUSEHOLDS, MEMBERS))
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._block = None

    def __enter__(self):
        self._stage.connection.inc_thread_sharing()
        return self

    def __exit__(self, *exception):
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=True)
        self._stage.connection.dec_thread_sharing()

    def load_runs(self, families, members):
        """Take a block of whole runs; waits while the block before is still being written."""
        self.wait()
        if families:
            self._block = self._thread.submit(self._write, families, members)

    def wait(self):
        """Let the block under way end; raises what went wrong in it."""
        block, self._block = self._block, None
        if block:
            block.result()

    def beside(self, act):
        """`act`, done in the thread and over its own connection: what it writes is seen before the commit."""
        return lambda *arguments: self._thread.submit(act, *arguments) and None

    def _write(self, families, members):
        stage = self._stage
        stage.load_runs(families, members)
        runs = [int(families[0][0]), int(families[-1][0])]
        positions = [int(members[0][0]), int(members[-1][0])] if members else [0, -1]
        wanted = stage.execute(FIND_NEW, [self._family_keys, *runs, *positions])
        if not wanted:
            return
        wanted_members = stage.execute(NUMBER_MEMBERS, [self._member_keys, *positions])
        # The public ids are ready as the table keeps them.
        families_in = INSERT_FAMILIES.format(public_id="f.public_id", block=" AND f.run BETWEEN %s AND %s")
        members_in = INSERT_MEMBERS.format(public_id="s.public_id", block=" AND s.position BETWEEN %s AND %s")
        moments = [self._moment, self._moment]
        if (
            stage.execute(families_in, [*moments, *runs]) != wanted
            or stage.execute(members_in, [*moments, *positions]) != wanted_members
        ):
            raise RegisterChanged
