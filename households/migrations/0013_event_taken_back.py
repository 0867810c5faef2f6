"""A mistaken event is taken back by a second entry; an event remembers what it changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0012_enrolment_one_lokus")]

    operations = [
        migrations.AddField(
            model_name='memberevent',
            name='effects',
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name='akibat'),
        ),
        migrations.AddField(
            model_name='memberevent',
            name='reverses',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='households.memberevent', verbose_name='membatalkan'),
        ),
        migrations.AlterField(
            model_name='member',
            name='status',
            field=models.CharField(choices=[('active', 'Aktif'), ('moved', 'Pindah'), ('died', 'Meninggal'), ('merged', 'Digabung'), ('struck', 'Keliru dicatat')], default='active', max_length=6, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='memberevent',
            name='kind',
            field=models.CharField(choices=[('born', 'Lahir'), ('moved_in', 'Datang'), ('moved_out', 'Pindah'), ('died', 'Meninggal'), ('changed_kk', 'Pindah KK'), ('taken_back', 'Dibatalkan: keliru dicatat')], max_length=10, verbose_name='peristiwa'),
        ),
        migrations.AddConstraint(
            model_name='memberevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'taken_back'), ('reverses__isnull', False), models.Q(('note', ''), _negated=True)), models.Q(models.Q(('kind', 'taken_back'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='households_memberevent_taken_back_explained', violation_error_message='Tulis mengapa peristiwa ini keliru dicatat.'),
        ),
    ]
