from django.db import migrations
from django.db.models.functions import Lower


def write_small(apps, schema_editor):
    """Names in capitals, typed in the back office before it refused them. Fails where two differ by case only."""
    apps.get_model("agencies", "User").objects.exclude(username=Lower("username")).update(username=Lower("username"))


class Migration(migrations.Migration):
    """One spelling of a name, before the constraint asks for it; signing in has always compared small letters."""

    dependencies = [("agencies", "0003_audit_links")]

    operations = [migrations.RunPython(write_small, migrations.RunPython.noop)]
