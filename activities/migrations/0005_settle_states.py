from django.db import migrations
from django.db.models import F, Q

UNKNOWN = "Tidak dicatat."
BEFORE = "Diterima sebelum aturan empat mata berlaku."


def settle(apps, schema_editor):
    """Say of older rows what is known of them, so that the rules of states by acts hold for all."""
    Report, Day, Point, Intervention = (
        apps.get_model("activities", name) for name in ("ProgressReport", "PosyanduSession", "ActionPoint", "Intervention")
    )
    Report.objects.filter(status="accepted", sole_reason="").filter(Q(decided_by=F("author"))).update(sole_reason=BEFORE)
    Day.objects.filter(status="cancelled", reason="").update(reason=UNKNOWN)
    Point.objects.exclude(status="open").filter(result="").update(result=UNKNOWN)
    # Typed "done" without a report that was accepted: it goes on.
    Intervention.objects.filter(status="done", latest_report__isnull=True).update(status="running")


class Migration(migrations.Migration):
    """Data apart from schema; what it fills in stays when taken back."""

    dependencies = [("activities", "0004_report_proof")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
