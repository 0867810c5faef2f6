from django.db import migrations

from p2wkss.base.append_only import append_only


class Migration(migrations.Migration):
    """Steps of repairs are only ever added to."""

    dependencies = [("households", "0006_identity_remarks")]

    operations = [append_only("households_repairstep")]
