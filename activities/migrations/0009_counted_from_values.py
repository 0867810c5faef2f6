from django.db import migrations

from activities.growth import z_scores


def note_what_was_counted(apps, schema_editor):
    """Results that follow from what is known now were computed from it; others stay marked as outdated."""
    visits = apps.get_model("activities", "ChildVisit").objects.select_related("member", "session")
    for visit in visits.iterator(chunk_size=2000):
        child, day = visit.member, visit.session.date
        growth = z_scores(
            sex=child.sex,
            age_days=-1 if child.birth_date is None else (day - child.birth_date).days,
            weight_kg=visit.weight_kg,
            length_cm=visit.height_cm,
            measured=visit.measured or None,
            oedema=visit.oedema,
            head_cm=visit.head_cm,
            muac_cm=visit.muac_cm,
        )
        if all(getattr(visit, name) == getattr(growth, name) for name in ("haz", "waz", "whz", "baz")):
            visit.counted_birth_date, visit.counted_sex, visit.counted_on = child.birth_date, child.sex, day
            visit.save(update_fields=["counted_birth_date", "counted_sex", "counted_on"])


class Migration(migrations.Migration):
    """From what the kept results of children's visits were computed."""

    dependencies = [("activities", "0008_counted_from")]

    operations = [migrations.RunPython(note_what_was_counted, migrations.RunPython.noop)]
