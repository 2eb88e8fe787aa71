"""Signatures under documents: the database itself refuses to change or remove one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# Emptying the table whole is how tests begin anew; it is let through in a database made for tests only.
APPEND_ONLY = """
create function refuse_signature_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;
    end if;
    raise exception 'A signature stays as it was given: sign anew beside it.';
end $$;
create trigger signature_rows_stay before update or delete on cardiology_signature
    for each row execute function refuse_signature_change();
create trigger signature_table_stays before truncate on cardiology_signature
    for each statement execute function refuse_signature_change();
alter table cardiology_signature enable always trigger signature_rows_stay;
alter table cardiology_signature enable always trigger signature_table_stays;
"""
CHANGEABLE = """
drop trigger signature_rows_stay on cardiology_signature;
drop trigger signature_table_stays on cardiology_signature;
drop function refuse_signature_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0031_emergency_access'),
    ]

    operations = [
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(choices=[('discharge_summary', 'Discharge summary'), ('cath_report', 'Catheterisation report')], max_length=20, verbose_name='document')),
                ('about', models.BigIntegerField()),
                ('meaning', models.CharField(choices=[('written', 'Written by'), ('checked', 'Checked and approved by')], max_length=10, verbose_name='meaning')),
                ('said', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('role', models.CharField(choices=[('cardiologist', 'Cardiologist'), ('ward_nurse', 'Ward nurse'), ('followup_nurse', 'Follow-up nurse'), ('head', 'Head of department'), ('researcher', 'Researcher'), ('data_manager', 'Data manager'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signed at')),
                ('admission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='cardiology.admission')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'indexes': [models.Index(fields=['document', 'about'], name='signature_document')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
