"""Seals on the audit trail; they cannot be changed either."""

import django.utils.timezone
from django.db import migrations, models

# Emptying a table whole is how tests begin anew; it is let through in a database made for tests only.
FORWARD = """
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;
    end if;
    raise exception 'The audit trail is append-only.';
end $$;
create trigger seal_rows_stay before update or delete on cardiology_auditseal
    for each row execute function refuse_audit_change();
create trigger seal_table_stays before truncate on cardiology_auditseal
    for each statement execute function refuse_audit_change();
alter table cardiology_auditevent enable always trigger audit_rows_stay;
alter table cardiology_auditevent enable always trigger audit_table_stays;
alter table cardiology_auditseal enable always trigger seal_rows_stay;
alter table cardiology_auditseal enable always trigger seal_table_stays;
"""
BACKWARD = """
alter table cardiology_auditevent enable trigger audit_rows_stay;
alter table cardiology_auditevent enable trigger audit_table_stays;
drop trigger seal_rows_stay on cardiology_auditseal;
drop trigger seal_table_stays on cardiology_auditseal;
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is append-only.';
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0016_reabstraction'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField(unique=True)),
                ('events', models.PositiveIntegerField()),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('signature', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'seal of the audit trail',
                'verbose_name_plural': 'seals of the audit trail',
            },
        ),
        migrations.CreateModel(
            name='AuditVerification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seals', models.PositiveIntegerField()),
                ('events', models.PositiveBigIntegerField()),
                ('head', models.CharField(blank=True, max_length=64)),
                ('problem', models.JSONField(default=dict)),
            ],
            options={
                'get_latest_by': 'at',
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
