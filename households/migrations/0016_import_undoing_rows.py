from django.db import migrations


def name_the_state(apps, schema_editor):
    """An undoing at work during the upgrade was a stored import whose process counted no rows."""
    batches = apps.get_model("households", "ImportBatch").objects.filter(state="done", rows_total=0)
    batches.exclude(worker="").update(state="undoing")


def forget_the_state(apps, schema_editor):
    apps.get_model("households", "ImportBatch").objects.filter(state="undoing").update(state="done")


class Migration(migrations.Migration):
    dependencies = [("households", "0015_import_undoing")]

    operations = [migrations.RunPython(name_the_state, forget_the_state)]
