"""Indexes for what the page of the audit trail is asked by."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0032_signatures'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['hospital_id', 'by_username', 'at'], name='audit_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['hospital_id', 'event'], name='audit_event'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['address', 'at'], name='audit_address'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(condition=models.Q(('outcome__in', ['refused', 'failed'])), fields=['outcome', 'at'], name='audit_not_done'),
        ),
    ]
