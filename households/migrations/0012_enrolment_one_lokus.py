"""A family is KK binaan of one lokus at a time, and list numbers are unique among those on the list."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0011_enrolments_apart")]

    operations = [
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('household',), name='households_enrolment_one_lokus', violation_error_message='Keluarga ini masih menjadi KK binaan lokus lain.'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True), ('number__isnull', False)), fields=('target_area', 'number'), name='households_enrolment_number_once', violation_error_message='Nomor urut itu sudah dipakai KK binaan lain di lokus ini.'),
        ),
    ]
