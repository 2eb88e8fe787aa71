"""The index of laboratory results by test carries the stay and the value."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0026_documents'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='labresult',
            name='lab_test_patient_time',
        ),
        migrations.AddIndex(
            model_name='labresult',
            index=models.Index(fields=['test', 'patient', 'collected_at'], include=('admission', 'value', 'id'), name='lab_test_patient_time'),
        ),
    ]
