from django.db import migrations

from p2wkss.base.closed import closed_with, differs, refuse

ROUND = "households_surveyround"
# The last thing said about a round is that it was reopened, and why.
WAS_REOPENED = """
    'reopened' = (SELECT e."kind" FROM "households_roundevent" AS e WHERE e."round_id" = OLD."id"
                  ORDER BY e."id" DESC LIMIT 1)
"""


class Migration(migrations.Migration):
    """What a closed round holds stays as it is; it is opened only after a reason was written down."""

    dependencies = [("households", "0003_search_indexes")]

    operations = [
        closed_with("households_houseassessment", ROUND, key="round_id"),
        closed_with("households_householdsurvey", ROUND, key="round_id"),
        closed_with("households_membersurvey", ROUND, key="round_id"),
        refuse(
            ROUND,
            update=(
                'OLD."closed_at" IS NOT NULL AND ('
                f"{differs('public_id', 'target_area_id', 'kind', 'starts_on', 'ends_on', 'notes')}"
                ' OR (NEW."closed_at" IS NOT NULL AND NEW."closed_at" <> OLD."closed_at")'
                f' OR (NEW."closed_at" IS NULL AND NOT COALESCE({WAS_REOPENED}, FALSE)))'
            ),
            delete='OLD."closed_at" IS NOT NULL',
        ),
        refuse(
            "households_roundevent",
            update=differs("round_id", "kind", "reason", "by_id"),
            delete='OLD."id" IS NOT NULL',
        ),
    ]
