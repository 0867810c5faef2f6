from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('activities', '0005_settle_states')]

    operations = [
        migrations.AddConstraint(
            model_name='actionpoint',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'open'), models.Q(('result', ''), _negated=True), _connector='OR'), name='activities_actionpoint_end_has_result', violation_error_message='Tulis hasilnya, atau alasan tidak dilanjutkan.'),
        ),
        migrations.AddConstraint(
            model_name='intervention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'done'), _negated=True), ('latest_report__isnull', False), _connector='OR'), name='activities_intervention_done_by_report', violation_error_message='Kegiatan selesai hanya menurut laporan yang diterima.'),
        ),
        migrations.AddConstraint(
            model_name='posyandusession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'cancelled'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='activities_posyandusession_cancelled_has_reason', violation_error_message='Tulis alasan hari buka dibatalkan.'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'accepted'), _negated=True), models.Q(('sole_reason', ''), _negated=True), models.Q(models.Q(('decided_by', models.F('author')), _negated=True), models.Q(('submitted_by__isnull', True), models.Q(('decided_by', models.F('submitted_by')), _negated=True), _connector='OR')), _connector='OR'), name='activities_progressreport_four_eyes', violation_error_message='Laporan tidak diterima oleh penulis atau pengirimnya sendiri.'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('money', ''), models.Q(('money', 'unknown'), ('spent__isnull', True)), models.Q(('money', 'free'), ('spent', 0)), _connector='OR'), name='activities_progressreport_money_stated_once', violation_error_message='Pilih keterangan biaya hanya bila realisasi anggaran tidak diisi.'),
        ),
    ]
