"""Before the constraints: of a family's open enrolments the newest stays, and a list number used twice becomes free."""

from django.db import migrations

REASON = "Menjadi KK binaan lokus lain"


def set_apart(apps, schema_editor):
    Enrolment = apps.get_model("households", "Enrolment")
    open_ones = Enrolment.objects.filter(left_on__isnull=True)
    newest = {}
    for row in open_ones.order_by("household_id", "-target_area__programme_year__year", "-enrolled_on", "-pk"):
        later = newest.setdefault(row.household_id, row)
        if later is not row:
            row.left_on, row.left_reason = max(row.enrolled_on, later.enrolled_on), REASON
            row.save(update_fields=["left_on", "left_reason"])
    used, waiting = {}, []
    for row in open_ones.exclude(number=None).order_by("target_area_id", "enrolled_on", "pk"):
        numbers = used.setdefault(row.target_area_id, set())
        if row.number in numbers:
            waiting.append(row)
        numbers.add(row.number)
    for row in waiting:
        numbers = used[row.target_area_id]
        row.number = max(numbers) + 1
        numbers.add(row.number)
        row.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("households", "0010_name_sample")]

    operations = [migrations.RunPython(set_apart, migrations.RunPython.noop)]
