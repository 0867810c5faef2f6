"""Whose a need is says its method; the row no longer keeps a level that could contradict it."""

import activities.methods
from django.db import migrations, models

HOUSES = ("rtlh", "no_safe_water", "no_toilet", "no_septic_tank")
CHOICES = [("house", "Rumah"), ("household", "Keluarga"), ("member", "Orang")]


def name_houses(apps, schema_editor):
    """On the way back every rule is about people, but those about houses."""
    apps.get_model("activities", "NeedRule").objects.filter(method__in=HOUSES).update(level="house")


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_aspect_names")]

    operations = [
        migrations.AlterField(
            "needrule",
            "level",
            models.CharField(choices=CHOICES, default="member", max_length=9, verbose_name="per"),
        ),
        migrations.RunPython(migrations.RunPython.noop, name_houses),
        migrations.RemoveField("needrule", "level"),
        migrations.AlterField(
            "needrule",
            "method",
            models.CharField(
                choices=activities.methods.need_choices, max_length=40, verbose_name="cara menghitung"
            ),
        ),
    ]
