"""Rows to be taken out that the worker writes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0033_audit_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Extract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kind', models.CharField(max_length=40)),
                ('form', models.CharField(max_length=4)),
                ('choice', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Being written'), ('ready', 'Ready'), ('failed', 'Broken off'), ('cancelled', 'Cancelled'), ('expired', 'No longer kept')], default='waiting', max_length=10, verbose_name='state')),
                ('rows', models.PositiveBigIntegerField(default=0)),
                ('written', models.PositiveBigIntegerField(default=0)),
                ('problem', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('alive_until', models.DateTimeField(null=True)),
                ('token', models.CharField(max_length=32, unique=True)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('ended_at', models.DateTimeField(null=True)),
                ('kept_until', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.hospital')),
            ],
            options={
                'verbose_name': 'extract',
                'verbose_name_plural': 'extracts',
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['asked_at'], name='extract_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('hospital', 'asked_by', 'kind', 'form', 'choice'), name='one_open_extract'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), ('kept_until__isnull', False), _connector='OR'), name='ready_extract_is_kept')],
            },
        ),
    ]
