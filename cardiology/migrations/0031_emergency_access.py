"""Emergency access to records of other hospitals; the database itself refuses to change or remove one."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# A merge gives an access the patient who has the record now; nothing else of it changes, and of a review nothing.
# Emptying a table whole is how tests begin anew; it is let through in a database made for tests only.
APPEND_ONLY = """
create function refuse_emergency_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;
    end if;
    if tg_op = 'UPDATE' and to_jsonb(new) - 'patient_id' = to_jsonb(old) - 'patient_id' then
        return new;
    end if;
    raise exception 'An emergency access and its review stay as they were noted.';
end $$;
create trigger emergency_rows_stay before update or delete on cardiology_emergencyaccess
    for each row execute function refuse_emergency_change();
create trigger emergency_table_stays before truncate on cardiology_emergencyaccess
    for each statement execute function refuse_emergency_change();
create trigger emergency_review_rows_stay before update or delete on cardiology_emergencyreview
    for each row execute function refuse_emergency_change();
create trigger emergency_review_table_stays before truncate on cardiology_emergencyreview
    for each statement execute function refuse_emergency_change();
alter table cardiology_emergencyaccess enable always trigger emergency_rows_stay;
alter table cardiology_emergencyaccess enable always trigger emergency_table_stays;
alter table cardiology_emergencyreview enable always trigger emergency_review_rows_stay;
alter table cardiology_emergencyreview enable always trigger emergency_review_table_stays;
"""
CHANGEABLE = """
drop trigger emergency_rows_stay on cardiology_emergencyaccess;
drop trigger emergency_table_stays on cardiology_emergencyaccess;
drop trigger emergency_review_rows_stay on cardiology_emergencyreview;
drop trigger emergency_review_table_stays on cardiology_emergencyreview;
drop function refuse_emergency_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0030_audit_and_clocks'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=500, verbose_name='reason')),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.hospital')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.patient')),
            ],
            options={
                'verbose_name': 'emergency access',
                'verbose_name_plural': 'emergency accesses',
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EmergencyReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('access', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cardiology.emergencyaccess')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hospital', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cardiology.hospital')),
            ],
            options={
                'verbose_name': 'review of an emergency access',
                'verbose_name_plural': 'reviews of emergency accesses',
            },
        ),
        migrations.AddIndex(
            model_name='emergencyaccess',
            index=models.Index(fields=['by', 'until'], name='emergency_running'),
        ),
        migrations.AddIndex(
            model_name='emergencyaccess',
            index=models.Index(fields=['from_hospital', '-opened_at'], name='emergency_from'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('opened_at')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('opened_at'), '+', models.Value(datetime.timedelta(seconds=3600))))), name='emergency_lasts_an_hour_at_most'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length(django.db.models.functions.text.Trim('reason')), 10), name='emergency_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='emergencyreview',
            constraint=models.UniqueConstraint(fields=('access', 'hospital'), name='emergency_reviewed_once'),
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
