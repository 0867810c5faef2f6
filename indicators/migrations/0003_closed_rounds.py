from django.db import migrations

from p2wkss.base.closed import closed_with

ROUND = "households_surveyround"


class Migration(migrations.Migration):
    """The area surveys and figures of a closed round stay as they are."""

    dependencies = [("indicators", "0002_work_price"), ("households", "0004_closed_rounds")]

    operations = [
        closed_with("indicators_slumsurvey", ROUND, key="round_id"),
        closed_with("indicators_measurement", ROUND, key="round_id"),
    ]
