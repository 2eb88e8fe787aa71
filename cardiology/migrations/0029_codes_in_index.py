"""Indexes of codes carry what questions of everybody ask beside a code."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0028_warning_limits'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='medication',
            name='medication_class',
        ),
        migrations.AddIndex(
            model_name='diagnosis',
            index=models.Index(fields=['code', 'patient'], include=('admission', 'rank', 'id'), name='diagnosis_code', opclasses=['varchar_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='medication',
            index=models.Index(fields=['drug_class', 'patient', 'started_on'], include=('admission', 'stopped_on', 'phase', 'id'), name='medication_class'),
        ),
        migrations.AddIndex(
            model_name='procedure',
            index=models.Index(fields=['kind', 'patient', 'started_at'], include=('admission', 'ended_at', 'id'), name='procedure_kind'),
        ),
    ]
