"""The reproducible package of a study is a row: asked for, made by the worker, fetched."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cardiology", "0023_scores"),
        ("research", "0006_study"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StudyPackage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10, verbose_name='state')),
                ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='progress')),
                ('step', models.CharField(blank=True, max_length=120)),
                ('problem', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('alive_until', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('content', models.BinaryField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.hospital')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='packages', to='research.study')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['asked_at'], name='package_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('study', 'asked_by'), name='one_open_package')],
            },
        ),
    ]
