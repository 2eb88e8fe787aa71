"""Numbers and addresses that want no messages, and patients' e-mail addresses, are encrypted where they lie."""

from django.core.validators import EmailValidator
from django.db import connection, migrations, models
from psycopg2.extras import execute_values

from cardiology.secrecy import Place

SEALED = {
    "followup_optout": Place("followup.optout.address"),
    "followup_mailbox": Place("followup.mailbox.address"),
}


def close(_apps, _editor):
    """Encrypt every row."""
    for table, place in SEALED.items():
        _turn(table, place.seal)


def reveal(_apps, _editor):
    """Every row as it was before."""
    for table, place in SEALED.items():
        _turn(table, place.open)


def _turn(table, turn):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, address FROM {table} WHERE address <> ''")
        rows = [(key, turn(address)) for key, address in cursor.fetchall()]
        if rows:
            statement = f"UPDATE {table} t SET address = v.address FROM (VALUES %s) v (id, address) WHERE t.id = v.id"
            execute_values(cursor.cursor, statement, rows)


class Migration(migrations.Migration):

    dependencies = [
        ("followup", "0001_squashed_0006_levels"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailbox", name="address",
            field=models.TextField(validators=[EmailValidator()], verbose_name="e-mail address"),
        ),
        migrations.AlterField(
            model_name="optout", name="address", field=models.TextField(verbose_name="number or address")
        ),
        migrations.RunPython(close, reveal),
    ]
