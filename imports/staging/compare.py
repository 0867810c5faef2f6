"""A file beside the register: all that is known before anything is stored. Preview and commit both compare here."""

from households.models import RtlhRule
from imports.staging import house_plans
from imports.staging.differences import assign_rounds, count_families, count_members, list_families, mark_changes
from imports.staging.matching import find_registered, foreign_findings, out_of_scope, refuse
from imports.staging.preview_versions import edited_since
from imports.staging.writing import hold, new_regions


class Comparison:
    """Staged rows and what the register says about them.

    `rows` is a RegisterReading or a KeptRows, which knows where a row stands in the file; `hear(findings)` is told of
    every finding as it comes up.
    """

    def __init__(self, stage, scope, rows, hear=None):
        self.stage, self.rows = stage, rows
        self._scope, self._hear = scope, hear
        self.register_errors = []  # (position, finding): errors that the register shows, not the file
        self._somebody_is_gone = False

    def compare(self, *, rounds, before=None):
        """Find the rows in the register and what they change; `rounds` is scope.open_rounds().

        With `before`, the fingerprints of the preview, the scope is asked again, the families concerned are held until
        the transaction ends, and those that were edited since are refused.
        """
        stage = self.stage
        find_registered(stage)
        self._add(foreign_findings(stage, self._scope))
        if before is not None:
            self._add(out_of_scope(stage, self._scope))
            hold(stage)
            self._add(edited_since(stage, before))
        self._add(refuse(stage, self.rows))
        assign_rounds(stage, rounds)
        mark_changes(stage)

    def compare_houses(self, act):
        """Compare the house columns; `act(plans)` is told of some hundred families at a time."""
        can_assess = RtlhRule.objects.filter(is_default=True).exists()
        for plans, findings in house_plans.plan_houses(self.stage, can_assess=can_assess):
            self._add(findings)
            act(plans)

    def new_regions(self):
        return new_regions(self.stage)

    def families(self):
        """Every family with its verdict and changes."""
        return list_families(self.stage, self.rows, names_gone=self._somebody_is_gone)

    def counts(self):
        """({verdict: families}, (new members, changed members))."""
        return count_families(self.stage), count_members(self.stage)

    def renewed_cards(self):
        """How many families come under a new number."""
        return self.stage.value("SELECT count(*) FROM import_family WHERE renews IS NOT NULL AND NOT is_refused")

    def spending_not_kept(self):
        """(families without an open survey round, families whose survey knows more than a total)."""
        without_round = self.stage.value(
            "SELECT count(*) FROM import_family WHERE NOT is_refused AND spending IS NOT NULL AND round_id IS NULL"
        )
        return without_round, self.stage.value(DETAILED_SPENDING)

    def _add(self, findings):
        for found in findings:
            finding = self.rows.add_finding(*found)
            if self._hear:
                self._hear([finding])
            if found[2] in GONE:
                self._somebody_is_gone = True
            if finding.is_error:
                self.register_errors.append((found[0], finding))


GONE = ("member_died", "member_moved", "member_struck")
DETAILED_SPENDING = """
    SELECT count(*) FROM import_family AS f
    JOIN households_householdsurvey AS s ON s.household_id = f.household_id AND s.round_id = f.round_id
    WHERE NOT f.is_refused AND s.food_spending + s.nonfood_spending <> f.spending
"""
