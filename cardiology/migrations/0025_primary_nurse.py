"""The nurse to whom a patient is assigned, beside the attending doctor."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0024_origins'),
    ]

    operations = [
        migrations.AddField(
            model_name='admission',
            name='primary_nurse',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Primary nurse'),
        ),
        migrations.AlterField(
            model_name='admission',
            name='attending',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Attending'),
        ),
    ]
