"""Scores that were kept: the database itself refuses to change or remove one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Emptying the table whole is how tests begin anew; it is let through in a database made for tests only.
APPEND_ONLY = """
create function refuse_score_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;
    end if;
    raise exception 'A kept score stays as it was kept: keep the newer one beside it.';
end $$;
create trigger score_rows_stay before update or delete on cardiology_keptscore
    for each row execute function refuse_score_change();
create trigger score_table_stays before truncate on cardiology_keptscore
    for each statement execute function refuse_score_change();
alter table cardiology_keptscore enable always trigger score_rows_stay;
alter table cardiology_keptscore enable always trigger score_table_stays;
"""
CHANGEABLE = """
drop trigger score_rows_stay on cardiology_keptscore;
drop trigger score_table_stays on cardiology_keptscore;
drop function refuse_score_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cardiology", "0022_secrecy"),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.CharField(max_length=40, verbose_name='score')),
                ('version', models.CharField(max_length=40, verbose_name='version')),
                ('value', models.FloatField(null=True, verbose_name='value')),
                ('category', models.CharField(blank=True, max_length=60, verbose_name='category')),
                ('least', models.FloatField(null=True, verbose_name='least possible')),
                ('most', models.FloatField(null=True, verbose_name='most possible')),
                ('inputs', models.JSONField(default=dict, verbose_name='inputs')),
                ('missing', models.JSONField(default=list, verbose_name='missing inputs')),
                ('occasion', models.CharField(choices=[('discharge', 'at discharge'), ('asked', 'on request')], max_length=12, verbose_name='occasion')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='kept at')),
                ('admission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_scores', to='cardiology.admission')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kept score',
                'verbose_name_plural': 'kept scores',
            },
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
