import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('locations', '0005_programme_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='region',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='lintang pusat kota'),
        ),
        migrations.AddField(
            model_name='region',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='Hanya untuk kota: batas wilayahnya diperiksa terhadap titik ini.', max_digits=9, null=True, verbose_name='bujur pusat kota'),
        ),
        migrations.AlterField(
            model_name='region',
            name='code',
            field=models.CharField(error_messages={'unique': 'Wilayah dengan kode ini sudah ada.'}, help_text='Kode Kemendagri; RW dan RT ditambahkan tiga angka, misalnya 31.01.01.1001.002.001.', max_length=24, unique=True, validators=[django.core.validators.RegexValidator('^\\d{2}(\\.\\d{2}){0,2}(\\.\\d{4}(\\.\\d{3}){0,2})?$', 'Kode wilayah tidak dikenali.')], verbose_name='kode'),
        ),
    ]
