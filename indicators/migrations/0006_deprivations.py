
import django.core.validators
import django.db.models.deletion
import indicators.methods.deprivation
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0005_round_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeprivationScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='nomor publik')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versi')),
                ('name', models.CharField(max_length=120, verbose_name='nama')),
                ('source', models.CharField(max_length=250, verbose_name='sumber')),
                ('valid_from', models.DateField(unique=True, verbose_name='berlaku dari')),
                ('cutoff_numerator', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='ambang: pembilang')),
                ('cutoff_denominator', models.PositiveSmallIntegerField(help_text='1 dari 3: miskin bila kekurangan dalam sepertiga bobot atau lebih.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='ambang: penyebut')),
                ('is_confirmed', models.BooleanField(default=False, verbose_name='sudah diperiksa administrator')),
            ],
            options={
                'verbose_name': 'bobot kemiskinan multidimensi',
                'verbose_name_plural': 'bobot kemiskinan multidimensi',
                'ordering': ['-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cutoff_numerator__gte', 1), ('cutoff_numerator__lte', models.F('cutoff_denominator'))), name='indicators_deprivationscheme_cutoff', violation_error_message='Ambang lebih dari nol dan paling banyak satu.')],
            },
        ),
        migrations.CreateModel(
            name='DeprivationWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='diubah')),
                ('dimension', models.CharField(max_length=60, verbose_name='dimensi')),
                ('deprivation', models.CharField(choices=indicators.methods.deprivation.deprivation_choices, max_length=40, verbose_name='kekurangan')),
                ('weight', models.DecimalField(decimal_places=3, help_text='Dibagi jumlah semua bobot.', max_digits=7, verbose_name='bobot')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='urutan')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='indicators.deprivationscheme', verbose_name='bobot kemiskinan multidimensi')),
            ],
            options={
                'verbose_name': 'bobot kekurangan',
                'verbose_name_plural': 'bobot kekurangan',
                'ordering': ['scheme', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'deprivation'), name='indicators_deprivationweight_once', violation_error_message='Kekurangan ini sudah berbobot.'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='indicators_deprivationweight_above_zero', violation_error_message='Bobot lebih dari nol.')],
            },
        ),
    ]
