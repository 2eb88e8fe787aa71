"""Research as it stood after its first six migrations, made in one go."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import research.models.question
from django.conf import settings
from django.db import migrations, models


# A named version of a question can be written and read; the database itself refuses to change or remove it.
NEVER_CHANGES = """
create function refuse_version_change() returns trigger language plpgsql as $$
begin
    raise exception 'A saved version of a question never changes.';
end $$;
create trigger question_versions_stay before update or delete on research_questionversion
    for each row execute function refuse_version_change();
"""
CHANGEABLE = """
drop trigger question_versions_stay on research_questionversion;
drop function refuse_version_change();
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("research", "0001_initial"),
        ("research", "0002_versions_never_change"),
        ("research", "0003_study"),
        ("research", "0004_release_patients"),
        ("research", "0005_query"),
        ("research", "0006_study"),
    ]

    dependencies = [
        ('cardiology', '0001_squashed_0021_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Census',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counts', models.JSONField(default=dict)),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('hospital', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cardiology.hospital')),
            ],
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data_cut', models.DateField(verbose_name='data cut')),
                ('counts', models.JSONField(default=dict)),
                ('rows_sha256', models.CharField(max_length=64)),
                ('frozen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='cardiology.hospital')),
            ],
            options={
                'verbose_name': 'cohort',
                'verbose_name_plural': 'cohorts',
                'ordering': ['-frozen_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CohortRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='research.cohort')),
            ],
            options={
                'verbose_name': 'record of a cohort',
                'verbose_name_plural': 'records of cohorts',
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with the hospital')),
                ('draft', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('export_key', models.CharField(default=research.models.question.new_key, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='cardiology.hospital')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='QuestionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('definition', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('sentence', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='research.question')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of a question',
                'verbose_name_plural': 'versions of questions',
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='cohort',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='research.questionversion'),
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rows', 'Rows, de-identified'), ('results', 'Tables and figures')], default='rows', max_length=8, verbose_name='kind')),
                ('state', models.CharField(choices=[('waiting', 'Waits for review'), ('released', 'Released'), ('refused', 'Refused')], default='waiting', max_length=10, verbose_name='state')),
                ('purpose', models.TextField(blank=True, max_length=2000, verbose_name='purpose')),
                ('ethics_number', models.CharField(blank=True, max_length=80, verbose_name='number of the ethics approval')),
                ('checks', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('released_at', models.DateTimeField(null=True)),
                ('expires_on', models.DateField(null=True, verbose_name='available until')),
                ('row_count', models.PositiveIntegerField()),
                ('patients', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True, size=None)),
                ('column_count', models.PositiveIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('content', models.BinaryField(default=bytes)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='cardiology.hospital')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='research.question')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agrees', models.BooleanField()),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='research.release')),
            ],
            options={
                'verbose_name': 'review of a release',
                'verbose_name_plural': 'reviews of releases',
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('counts', 'Counts and Table 1'), ('survival', 'Survival'), ('export', 'Export of rows'), ('analysis', 'Analysis')], max_length=12, verbose_name='kind')),
                ('definition', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('parameters', models.JSONField(default=dict)),
                ('submission', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10, verbose_name='state')),
                ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='progress')),
                ('step', models.CharField(blank=True, max_length=120)),
                ('problem', models.TextField(blank=True)),
                ('result', models.JSONField(null=True)),
                ('data_cut', models.DateField(null=True, verbose_name='data cut')),
                ('packages', models.JSONField(default=dict)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('alive_until', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('patients', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True, size=None)),
                ('result_sha256', models.CharField(blank=True, max_length=64)),
                ('uncovered_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='research.cohort')),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='cardiology.hospital')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='research.question')),
                ('uncovered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='research.questionversion')),
            ],
            options={
                'verbose_name': 'run',
                'verbose_name_plural': 'runs',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='release',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='research.run'),
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='study')),
                ('purpose', models.TextField(blank=True, max_length=2000, verbose_name='purpose')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='cardiology.hospital')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'study',
                'verbose_name_plural': 'studies',
            },
        ),
        migrations.AddField(
            model_name='question',
            name='study',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='research.study', verbose_name='study'),
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=120)),
                ('rows', models.PositiveIntegerField()),
                ('patients', models.PositiveIntegerField()),
                ('standing_rows', models.PositiveIntegerField()),
                ('standing_patients', models.PositiveIntegerField()),
                ('row_bits', models.BinaryField()),
                ('patient_bits', models.BinaryField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('told_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.hospital')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CohortRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField(null=True)),
                ('admission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.admission')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='research.cohort')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.patient')),
            ],
            options={
                'verbose_name': 'row of a cohort',
                'verbose_name_plural': 'rows of cohorts',
                'indexes': [models.Index(fields=['cohort', 'patient', 'start'], name='cohort_row_patient_start')],
            },
        ),
        migrations.AddConstraint(
            model_name='questionversion',
            constraint=models.UniqueConstraint(fields=('question', 'number'), name='question_version_once'),
        ),
        migrations.AddConstraint(
            model_name='releasereview',
            constraint=models.UniqueConstraint(fields=('release', 'by'), name='release_review_once'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['asked_at'], name='run_open'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['question', 'asked_at'], name='run_question'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ('queued', 'running'))), models.Q(models.Q(('state__in', ('queued', 'running')), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='ended_run_has_time'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('run',), name='release_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.UniqueConstraint(fields=('hospital', 'title'), name='study_title_once'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['hospital', 'owner'], name='question_hospital_owner'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('hospital', 'fingerprint'), name='told_once'),
        ),
        migrations.RunSQL(NEVER_CHANGES, CHANGEABLE),
    ]
