"""A named version of a question can be written and read; the database itself refuses to change or remove it."""

from django.db import migrations

FORWARD = """
create function refuse_version_change() returns trigger language plpgsql as $$
begin
    raise exception 'A saved version of a question never changes.';
end $$;
create trigger question_versions_stay before update or delete on research_questionversion
    for each row execute function refuse_version_change();
"""
BACKWARD = """
drop trigger question_versions_stay on research_questionversion;
drop function refuse_version_change();
"""


class Migration(migrations.Migration):
    dependencies = [("research", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
