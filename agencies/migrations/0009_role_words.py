
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0008_exemption'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('admin', 'Administrator program'), ('staff', 'Staf dinas koordinator'), ('agency', 'Operator perangkat daerah / mitra'), ('kelurahan', 'Operator kelurahan'), ('cadre', 'Kader posyandu'), ('evaluator', 'Tim penilai provinsi'), ('leader', 'Pimpinan')], max_length=10, verbose_name='peran'),
        ),
    ]
