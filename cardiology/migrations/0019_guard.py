"""Facts that hard stops ask for, reasons to go on in spite of one, and who is told of an overdue result."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0018_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='criticalcall',
            name='acted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='done at'),
        ),
        migrations.AddField(
            model_name='criticalcall',
            name='text',
            field=models.CharField(blank=True, max_length=200, verbose_name='value as sent'),
        ),
        migrations.AddField(
            model_name='criticalcall',
            name='called_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='told at'),
        ),
        migrations.AddField(
            model_name='history',
            name='prior_angioedema',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='presentation',
            name='lysis_against',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('none', 'None of these'), ('cns', 'Damage, tumour or malformation of the brain or its vessels'), ('trauma', 'Major trauma, surgery or head injury within a month'), ('gi_bleeding', 'Gastrointestinal bleeding within a month'), ('bleeding_disorder', 'Known bleeding disorder'), ('dissection', 'Aortic dissection'), ('puncture', 'Puncture that cannot be compressed within 24 hours'), ('childbed', 'Pregnancy, or birth within a week'), ('pressure', 'Pressure above 180/110 mmHg in spite of treatment'), ('liver', 'Advanced liver disease'), ('endocarditis', 'Infective endocarditis'), ('ulcer', 'Active peptic ulcer'), ('resuscitation', 'Prolonged or traumatic resuscitation')], max_length=40), null=True, size=None),
        ),
        migrations.AlterField(
            model_name='adviceanswer',
            name='reason',
            field=models.CharField(blank=True, choices=[('contraindicated', 'Contraindicated'), ('declined', 'Patient declined'), ('done', 'Done already, not recorded here'), ('wrong_fact', 'The facts are wrong'), ('not_applicable', 'Does not fit this patient'), ('later', 'Planned for later'), ('cost', 'Cost or not available'), ('given', 'Given already: written down as it happened'), ('weighed', 'Risk weighed by a senior doctor, no alternative'), ('other', 'Other reason')], max_length=20, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='criticalcall',
            name='value',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='value'),
        ),
        migrations.CreateModel(
            name='CriticalNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cardiology.criticalcall')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice of a critical result',
                'verbose_name_plural': 'notices of critical results',
                'constraints': [models.UniqueConstraint(fields=('call', 'person'), name='critical_notice_once')],
            },
        ),
    ]
