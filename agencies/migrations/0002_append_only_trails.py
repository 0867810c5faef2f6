from django.db import migrations

from p2wkss.base.append_only import append_only


class Migration(migrations.Migration):
    """What was read and what was changed is only ever added to, whoever asks the database."""

    dependencies = [
        ("agencies", "0001_initial"),
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [
        append_only("agencies_accessevent"),
        append_only("auditlog_logentry"),
    ]
