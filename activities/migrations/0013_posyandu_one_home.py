from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody is registered at two posyandu, except as a guest."""

    dependencies = [("activities", "0012_posyandu_guests_known")]

    operations = [
        migrations.AddConstraint(
            model_name='posyandumember',
            constraint=models.UniqueConstraint(condition=models.Q(('is_guest', False), ('until__isnull', True)), fields=('member', 'category'), name='activities_posyandumember_one_home', violation_error_message='Orang ini masih terdaftar di posyandu lain.'),
        ),
    ]
