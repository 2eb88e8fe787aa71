"""Tracings, pictures and letters beside the rows that say what was read from them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0025_primary_nurse'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='what it is')),
                ('content_type', models.CharField(editable=False, max_length=40)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField(editable=False)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_why', models.CharField(editable=False, max_length=300)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ecg', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cardiology.ecg')),
                ('echo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cardiology.echo')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.patient')),
                ('procedure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cardiology.procedure')),
            ],
            options={
                'verbose_name': 'document of the record',
                'verbose_name_plural': 'documents of the record',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('ecg', 'sha256'), name='ecg_document_once'), models.UniqueConstraint(fields=('echo', 'sha256'), name='echo_document_once'), models.UniqueConstraint(fields=('procedure', 'sha256'), name='procedure_document_once'), models.CheckConstraint(condition=models.Q(models.Q(('ecg', None), ('echo', None), ('procedure', None), ('withdrawn_at__isnull', False)), models.Q(('ecg__isnull', False), ('echo', None), ('procedure', None), ('withdrawn_at', None)), models.Q(('ecg', None), ('echo__isnull', False), ('procedure', None), ('withdrawn_at', None)), models.Q(('ecg', None), ('echo', None), ('procedure__isnull', False), ('withdrawn_at', None)), _connector='OR'), name='document_of_one_row')],
            },
        ),
    ]
