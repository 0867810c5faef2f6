"""Which families somebody changed between the preview and the commit: they are reported, not overwritten."""

from imports.columns.findings import ERROR
from imports.staging.stage import EDITED
from imports.staging.writing import IS_TOUCHED

# Every act on a family, a member or a house raises a version; sums and counts show who came and went. The house counts
# where the file says something of it.
SAYS_OF_HOUSE = "h.id IN (SELECT household_id FROM import_family WHERE house IS NOT NULL AND household_id IS NOT NULL)"
FINGERPRINTS = f"""
    SELECT h.id, h.version, count(m.id), sum(m.version), sum(m.id),
        CASE WHEN {SAYS_OF_HOUSE} THEN (SELECT o.version FROM households_house AS o WHERE o.id = h.house_id) END,
        CASE WHEN {SAYS_OF_HOUSE} THEN (
            SELECT count(*) + sum(a.version) FROM households_houseassessment AS a WHERE a.house_id = h.house_id) END
    FROM households_household AS h
    LEFT JOIN households_member AS m ON m.household_id = h.id
    WHERE h.{IS_TOUCHED} GROUP BY h.id, h.version ORDER BY h.id
"""
ROWS_OF_EDITED = """
    SELECT s.position FROM import_member AS s JOIN import_family AS f ON f.run = s.run
    LEFT JOIN households_member AS m ON m.id = s.member_id
    WHERE f.household_id IN (SELECT household_id FROM import_edited)
        OR m.household_id IN (SELECT household_id FROM import_edited)
    ORDER BY s.position
"""


def fingerprints(stage):
    """[key, what changes with every change] of the registered families that the staged rows touch, by key."""
    for key, *facts in stage.rows(FINGERPRINTS):
        yield [key, ".".join(str(int(fact or 0)) for fact in facts)]


def edited_since(stage, before):
    """Findings, as matching.py gives them, on the rows of families that are not as `before`, the fingerprints of the
    preview, has them."""
    edited = [(str(key),) for key in _differing(before, fingerprints(stage))]
    if not edited:
        return
    stage.load(EDITED, edited)
    for (position,) in stage.rows(ROWS_OF_EDITED):
        yield position, "", "changed_since_preview", ERROR


def _differing(before, now):
    """Keys in `now` that `before` lacks or has otherwise; both are in the order of their keys."""
    before = iter(before)
    old = next(before, None)
    for key, facts in now:
        while old and old[0] < key:
            old = next(before, None)
        if not old or old[0] != key or old[1] != facts:
            yield key
