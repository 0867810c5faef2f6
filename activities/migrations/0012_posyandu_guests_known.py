from django.db import migrations


def keep_one_home(apps, schema_editor):
    """Of several open registrations of somebody the first is home; at the others they are guests."""
    model = apps.get_model("activities", "PosyanduMember")
    homes = set()
    for row in model.objects.filter(until__isnull=True).order_by("since", "pk").iterator():
        key = row.member_id, row.category
        if key in homes:
            row.is_guest = True
            row.save(update_fields=["is_guest"])
        homes.add(key)


class Migration(migrations.Migration):
    """Who was registered at two posyandu is registered at one, and a guest at the other."""

    dependencies = [("activities", "0011_posyandu_guests")]

    operations = [migrations.RunPython(keep_one_home, migrations.RunPython.noop)]
