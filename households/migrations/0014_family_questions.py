import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from p2wkss.base.closed import closed_with

guard = closed_with("households_householdsurvey", "households_surveyround", key="round_id")


class Migration(migrations.Migration):
    """The questions behind the family's stage and the BPS criteria, as rows; surveys say by which version they were judged."""

    dependencies = [
        ('households', '0013_event_taken_back'),
    ]

    operations = [
        # Taken back, SQLite makes the table anew without its triggers: the last step of the way back.
        migrations.RunPython(migrations.RunPython.noop, guard.code),
        migrations.AddField(
            model_name='householdsurvey',
            name='is_poor_bps14',
            field=models.BooleanField(blank=True, editable=False, null=True, verbose_name='miskin menurut kriteria BPS 2005'),
        ),
        migrations.AlterField(
            model_name='householdsurvey',
            name='ks_answers',
            field=models.JSONField(blank=True, null=True, verbose_name='jawaban indikator keluarga sejahtera'),
        ),
        migrations.AlterField(
            model_name='householdsurvey',
            name='ks_stage',
            field=models.CharField(blank=True, choices=[('pra-sejahtera', 'Keluarga Pra Sejahtera'), ('ks1', 'Keluarga Sejahtera I'), ('ks2', 'Keluarga Sejahtera II'), ('ks3', 'Keluarga Sejahtera III'), ('ks3plus', 'Keluarga Sejahtera III Plus')], editable=False, max_length=20, verbose_name='tahapan keluarga sejahtera'),
        ),
        migrations.CreateModel(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='nomor publik')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versi')),
                ('kind', models.CharField(choices=[('ks', 'Tahapan keluarga sejahtera (BKKBN)'), ('bps14', '14 kriteria rumah tangga miskin (BPS)')], max_length=8, verbose_name='jenis')),
                ('name', models.CharField(max_length=120, verbose_name='nama versi')),
                ('source', models.CharField(max_length=250, verbose_name='sumber')),
                ('valid_from', models.DateField(verbose_name='berlaku dari')),
                ('poor_from', models.PositiveSmallIntegerField(blank=True, help_text='Hanya untuk 14 kriteria BPS.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(14)], verbose_name='miskin mulai dari (kriteria)')),
            ],
            options={
                'verbose_name': 'versi pertanyaan keluarga',
                'verbose_name_plural': 'versi pertanyaan keluarga',
                'ordering': ['kind', '-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'valid_from'), name='households_questionset_once_a_day', violation_error_message='Versi pertanyaan yang berlaku mulai hari itu sudah ada.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ks'), ('poor_from__isnull', True)), models.Q(('kind', 'bps14'), ('poor_from__isnull', False)), _connector='OR'), name='households_questionset_poor_from', violation_error_message='Isi batas miskin untuk 14 kriteria BPS, dan hanya untuk itu.')],
            },
        ),
        migrations.AddField(
            model_name='householdsurvey',
            name='ks_set',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stage_surveys', to='households.questionset', verbose_name='versi indikator keluarga sejahtera'),
        ),
        migrations.AddField(
            model_name='householdsurvey',
            name='poverty_set',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='poverty_surveys', to='households.questionset', verbose_name='versi kriteria BPS'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='nomor')),
                ('text', models.CharField(max_length=250, verbose_name='pertanyaan')),
                ('stage', models.CharField(blank=True, choices=[('pra-sejahtera', 'Keluarga Pra Sejahtera'), ('ks1', 'Keluarga Sejahtera I'), ('ks2', 'Keluarga Sejahtera II'), ('ks3', 'Keluarga Sejahtera III')], max_length=20, verbose_name='tahapan bila tidak terpenuhi')),
                ('may_not_apply', models.BooleanField(default=False, verbose_name='dapat tidak berlaku')),
                ('is_confirmed', models.BooleanField(default=False, verbose_name='rumusan sudah diperiksa administrator')),
                ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='households.questionset', verbose_name='versi pertanyaan')),
            ],
            options={
                'verbose_name': 'pertanyaan keluarga',
                'verbose_name_plural': 'pertanyaan keluarga',
                'ordering': ['question_set', 'number'],
                'constraints': [models.UniqueConstraint(fields=('question_set', 'number'), name='households_question_once', violation_error_message='Nomor pertanyaan ini sudah ada dalam versi itu.')],
            },
        ),
    ]
