"""The audit trail can be written and read; the database itself refuses to change or remove a row."""

from django.db import migrations

FORWARD = """
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is append-only.';
end $$;
create trigger audit_rows_stay before update or delete on cardiology_auditevent
    for each row execute function refuse_audit_change();
create trigger audit_table_stays before truncate on cardiology_auditevent
    for each statement execute function refuse_audit_change();
"""
BACKWARD = """
drop trigger audit_rows_stay on cardiology_auditevent;
drop trigger audit_table_stays on cardiology_auditevent;
drop function refuse_audit_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cardiology", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
